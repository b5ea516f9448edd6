//! R34: the share of last month's acts without paper, beside what the text promises, on both engines.

use crate::files::give;
use crate::promises::on_both;
use crate::site::{OWNER, Site, exit};
use serde_json::{Value, json};
use std::time::Duration;
use values::actor::Role;

async fn confirm(site: &Site, no: &str) {
    let person = site.in_person_again(OWNER).await;
    let digest = site.case(no).await["contents"]["digest"].clone();
    let answer = site.command(&person, no, "confirmation", json!({ "digest": digest })).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// The cell of a process at an office: acts, those without paper, what is promised.
fn cell(told: &Value, office: &str, process: &str) -> (u64, u64, String) {
    let found =
        told["cells"].as_array().unwrap().iter().find(|cell| cell["office"] == office && cell["process"] == process);
    let found = found.unwrap_or_else(|| panic!("{office} {process}: {told}"));
    let count = |name: &str| found[name].as_u64().unwrap();
    (count("acts"), count("without_paper"), found["promised"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r34_each_office_and_process_says_how_much_of_last_month_was_without_paper() {
    on_both(|site| async move {
        let mut declared = Vec::new();
        for _ in 0..3 {
            declared.push(site.declare(&exit("8516601000")).await);
        }
        let [signed, plain, lacking] = &declared[..] else { panic!("three") };
        confirm(&site, signed).await;
        confirm(&site, lacking).await;
        // Signed for again, and once it counted; now each paper is a file too.
        let papers = site.case(signed).await["contents"]["lacking"].clone();
        assert!(!papers.as_array().unwrap().is_empty());
        for (n, kind) in papers.as_array().unwrap().iter().enumerate() {
            let asked = format!("name=a.txt&kind={}", kind.as_str().unwrap());
            assert_eq!(give(&site, OWNER, signed, &asked, format!("单据 {n}").into()).await.status, 201);
        }
        confirm(&site, signed).await;
        for no in [signed, plain, lacking] {
            site.finish(no).await;
        }
        let statistician = site.officer(Role::Statistician, "370100").await;
        let told = site.get(&statistician, "/api/v1/statistics/paperless").await;
        assert_eq!(
            (told.status, &told.json["from"], &told.json["to"]),
            (200, &json!("2015-10-01"), &json!("2015-10-31"))
        );
        assert_eq!(cell(&told.json, "410100", "declare"), (0, 0, "both".into()), "nothing of this month counts yet");
        site.app.desk.clock.advance(Duration::from_secs(30 * 86_400));
        let told = site.get(&statistician, "/api/v1/statistics/paperless").await.json;
        assert_eq!((&told["from"], &told["to"]), (&json!("2015-11-01"), &json!("2015-11-30")));
        let home = site.case(signed).await["office"].as_str().unwrap().to_owned();
        assert_eq!(cell(&told, &home, "declare"), (3, 2, "both".into()));
        assert_eq!(cell(&told, &home, "archive"), (3, 1, "both".into()), "one of those signed for lacks a file");
        let of = |process: &str| {
            let all = told["cells"].as_array().unwrap().iter().filter(|cell| cell["process"] == process);
            all.fold((0, 0), |sum, cell| {
                (sum.0 + cell["acts"].as_u64().unwrap(), sum.1 + cell["without_paper"].as_u64().unwrap())
            })
        };
        assert!(0 < of("record").0 && of("record").0 == of("record").1, "{told}");
        // What the text says of one office goes before what it says of all.
        assert_eq!(cell(&told, "370200", "declare").2, "paperless");
        let page = site.page(&statistician, "/statistics/paperless").await;
        assert!(page.status == 200 && page.body.contains("66.6 %") && page.body.contains("33.3 %"), "{}", page.body);
        for who in [OWNER, &*site.officer(Role::Inspector, "410100").await] {
            assert_eq!(site.get(who, "/api/v1/statistics/paperless").await.status, 403);
            assert_eq!(site.page(who, "/statistics/paperless").await.status, 403);
        }
        let (before, again) = (
            site.app.field().register.contents().await.unwrap(),
            site.app.field().register.rebuild(&register::cases::FIELD).await.unwrap(),
        );
        assert_eq!(before, again);
    })
    .await;
}
