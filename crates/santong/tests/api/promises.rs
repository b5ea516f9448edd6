//! What the text of the region promises, the program does: by the API, on both engines.

use crate::site::{LATE, Site, entry, site_on};
use serde_json::json;
use std::future::Future;
use trial::people::registered;
use values::actor::Role;
use values::id::EnterpriseId;

/// An enterprise that nobody graded.
const NEW: &str = "X-NEW-1";

/// Runs a story on either engine.
async fn on_both<F: Future<Output = ()>>(story: impl Fn(Site) -> F) {
    story(site_on(LATE, None).await).await;
    story(site_on(LATE, Some(pgtest::fresh().await.unwrap())).await).await;
}

/// The same with an enterprise that is registered at Xi'an and has no grade.
async fn newcomer(site: &Site) {
    site.happens(vec![registered(NEW, "新登记公司", "610100", false)]).await;
    site.account(NEW, NEW, Role::Declarant, None, Some(EnterpriseId::parse(NEW).unwrap().as_str())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f1_who_is_registered_and_has_no_grade_declares_anywhere_as_grade_b_may() {
    on_both(|site| async move {
        newcomer(&site).await;
        let mut declaration = entry("8516601000");
        declaration["parties"] = json!({ "owner": NEW, "declarant": NEW });
        declaration["offices"]["accept"] = json!("370100");
        let answer = site.post(NEW, "/api/v1/declarations", &declaration).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let receipt = site.get(NEW, &format!("/api/v1/cases/{}/receipt", answer.no())).await.json;
        assert_eq!(receipt["again"]["equal"], true);
        let read = receipt["receipt"]["facts"].as_array().unwrap().iter().find(|read| read["fact"] == "owner_grade").unwrap();
        assert_eq!(read["value"], "absent", "the receipt says what was so");
    })
    .await;
}
