//! What the text of the region promises, the program does: by the API, on both engines.

use crate::site::{LATE, OWNER, Site, entry, site_on};
use serde_json::{Value, json};
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
        let read =
            receipt["receipt"]["facts"].as_array().unwrap().iter().find(|read| read["fact"] == "owner_grade").unwrap();
        assert_eq!(read["value"], "absent", "the receipt says what was so");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f3_a_treatment_is_named_in_words_and_meets_only_itself() {
    on_both(|site| async move {
        let mut declaration = entry("8516601000");
        declaration["lines"][0]["origin"] = json!("GN");
        declaration["head"] = json!({ "epidemic": "YQ03" });
        let advice = site.post(OWNER, "/api/v1/advice", &declaration).await;
        assert_eq!(advice.status, 200, "{advice:?}");
        let advice = advice.json;
        let wanted = json!([
            { "zh": "消毒", "en": "disinfection" },
            { "zh": "除鼠、除虫", "en": "deratting and disinsection" },
        ]);
        let words =
            |told: &Value| told.as_array().unwrap().iter().map(|one| one["treatment"].clone()).collect::<Value>();
        assert_eq!(words(&advice["treatments"]), wanted, "the advisor");
        let no = site.declare(&declaration).await;
        site.review(&no).await;
        let inspector = site.officer(Role::Inspector, "370200").await;
        let treat = |entry: &str| {
            let treatment = json!({ "entry": entry, "method": "熏蒸", "minutes": 60, "effective": true });
            json!({ "work": { "treat": treatment } })
        };
        let path = "steps/预防性消毒处理";
        let code = site.case(&no).await["query_code"].as_str().unwrap_or_default().to_owned();
        let unnamed = json!({ "work": { "treat": { "method": "熏蒸", "minutes": 60, "effective": true } } });
        assert_eq!(site.command(&inspector, &no, path, unnamed).await.reason(), "treatment_unnamed");
        assert_eq!(site.command(&inspector, &no, path, treat("处-05")).await.reason(), "treatment_unknown");
        assert_eq!(site.command(&inspector, &no, path, treat("处-08")).await.status, 200);
        let step = |case: &Value| {
            let steps = case["steps"].as_array().unwrap().clone();
            steps.into_iter().find(|step| step["step"] == "预防性消毒处理").unwrap()
        };
        let half = step(&site.case(&no).await);
        assert_eq!((&half["status"], words(&half["treatments"])), (&json!("open"), wanted.clone()));
        assert_eq!((&half["treatments"][0]["done"], &half["treatments"][1]["done"]), (&json!(true), &json!(false)));
        let public = site.get("", &format!("/api/v1/status/{no}?code={code}")).await.json;
        assert_eq!(words(&step(&public)["treatments"]), wanted, "the public");
        assert_eq!(site.command(&inspector, &no, path, treat("处-10")).await.status, 200);
        assert_eq!(step(&site.case(&no).await)["status"], "done");
    })
    .await;
}
