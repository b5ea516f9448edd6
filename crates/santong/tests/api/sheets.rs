//! 空白证单: received, moved and ended by the office that has them, and each becomes one paper, whoever asks at the same time.

use crate::promises::on_both;
use crate::site::{OWNER, Site};
use crate::standing::ready;
use crate::trials::{Case, papers, worked};
use register::cases::FIELD;
use serde_json::{Value, json};
use values::actor::Role;

async fn issued(site: &Site) -> String {
    ready(site, &Case { then: "paper issued", ..worked(papers(), &["产地检验检疫"]) }).await
}

async fn keeps(site: &Site, who: &str, (first, last): (&str, &str), act: Value) -> (u16, String) {
    let answer = site.post(who, "/api/v1/sheets", &json!({ "first": first, "last": last, "act": act })).await;
    (answer.status, if answer.status == 409 { answer.reason().to_owned() } else { String::new() })
}

fn received() -> Value {
    json!({ "received": { "from": "印制厂" } })
}

fn ended(how: &str) -> Value {
    json!({ "ended": { "how": how, "reason": "卡纸" } })
}

async fn hand(site: &Site, who: &str, no: &str, sheets: &[&str]) -> (u16, String) {
    let act = json!({ "hand_over": { "to": "李明", "sheets": sheets } });
    let answer = site.command(who, no, "certificates/1", json!({ "act": act })).await;
    (answer.status, if answer.status == 409 { answer.reason().to_owned() } else { String::new() })
}

fn no(reason: &str) -> (u16, String) {
    (409, reason.to_owned())
}

fn done(status: u16) -> (u16, String) {
    (status, String::new())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn domain_4_5_a_sheet_becomes_one_paper_in_the_whole_region_and_the_ledger_says_which() {
    on_both(|site| async move {
        let cases = [issued(&site).await, issued(&site).await];
        let (engrosser, releaser) =
            (site.officer(Role::Engrosser, "410100").await, site.officer(Role::Releaser, "410100").await);
        let elsewhere = site.officer(Role::Releaser, "640100").await;
        assert_eq!(hand(&site, &releaser, &cases[0], &["B00000001"]).await, no("sheet_not_held"));
        assert_eq!(keeps(&site, &engrosser, ("B00000001", "B00000100"), received()).await, done(201));
        assert_eq!(keeps(&site, &elsewhere, ("B00000100", "B00000101"), received()).await, no("sheet_used"));
        assert_eq!(hand(&site, &releaser, &cases[0], &[]).await, no("sheets_wrong"));
        assert_eq!(hand(&site, &releaser, &cases[0], &["B00000001", "B00000002"]).await, done(200));
        // Another case, and the ledger itself: the sheet is used up in all the region.
        assert_eq!(hand(&site, &releaser, &cases[1], &["B00000002"]).await, no("sheet_used"));
        assert_eq!(keeps(&site, &engrosser, ("B00000002", "B00000003"), ended("spoiled")).await, no("sheet_used"));
        let to = |office: &str| json!({ "moved": { "to": office } });
        assert_eq!(keeps(&site, &engrosser, ("B00000001", "B00000009"), to("640100")).await, no("sheet_used"));
        assert_eq!(keeps(&site, &engrosser, ("B00000003", "B00000003"), ended("spoiled")).await, done(201));
        assert_eq!(keeps(&site, &releaser, ("B00000091", "B00000100"), to("640100")).await, done(201));
        assert_eq!(hand(&site, &releaser, &cases[1], &["B00000003"]).await, no("sheet_not_held"));
        assert_eq!(hand(&site, &releaser, &cases[1], &["B00000091"]).await, no("sheet_not_held"));
        assert_eq!(hand(&site, &elsewhere, &cases[1], &["B00000091"]).await, done(200));
        // The ledger, the papers, a stranger, and whoever holds the sheet in his hand.
        let ledger = site.get(&engrosser, "/api/v1/sheets").await.json;
        let stock =
            json!([{ "stock": "B", "all": 90, "used": 2, "left": 87, "spoiled": 1, "lost": 0, "destroyed": 0 }]);
        assert_eq!((&ledger["office"], &ledger["stocks"]), (&json!("410100"), &stock));
        let runs: Vec<(&Value, &Value, &Value)> = ledger["runs"]
            .as_array()
            .unwrap()
            .iter()
            .map(|run| (&run["first"], &run["used"], &run["ended"]["how"]))
            .collect();
        let spoiled = json!("spoiled");
        assert_eq!(
            runs,
            [
                (&json!("B00000001"), &json!(2), &Value::Null),
                (&json!("B00000003"), &json!(0), &spoiled),
                (&json!("B00000004"), &json!(0), &Value::Null)
            ]
        );
        let paper =
            site.get(OWNER, &format!("/api/v1/cases/{}/certificates", cases[0])).await.json["certificates"][0].clone();
        assert_eq!(paper["handed"][0]["sheets"], json!(["B00000001", "B00000002"]));
        let (number, code) = (paper["number"].as_str().unwrap(), paper["code"].as_str().unwrap());
        let told = site.get("", &format!("/api/v1/papers/{number}?code={code}")).await.json;
        assert_eq!(told["sheets"], json!(["B00000001", "B00000002"]));
        let found = site.page(&releaser, "/search?q=b00000002").await;
        assert!(found.body.contains(&format!("/case/{}", cases[0])), "{}", found.body);
        let page = site.page(&engrosser, "/sheets").await;
        assert!(page.body.contains("B00000004 – B00000090") && page.body.contains(&cases[0]), "{}", page.body);
        let register = &site.app.field().register;
        let contents = register.contents().await.unwrap();
        assert_eq!(register.rebuild(&FIELD).await.unwrap(), contents);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn domain_4_5_of_many_who_want_one_sheet_at_once_one_gets_it() {
    on_both(|site| async move {
        let engrosser = site.officer(Role::Engrosser, "410100").await;
        let releaser = site.officer(Role::Releaser, "410100").await;
        assert_eq!(keeps(&site, &engrosser, ("B00000001", "B00000009"), received()).await, done(201));
        let mut cases = Vec::new();
        for _ in 0..4 {
            cases.push(issued(&site).await);
        }
        for (round, pair) in cases.chunks(2).enumerate() {
            let sheet = format!("B{:08}", round + 1);
            let wanted = [sheet.as_str()];
            let (one, other, spoiled) = tokio::join!(
                hand(&site, &releaser, &pair[0], &wanted),
                hand(&site, &releaser, &pair[1], &wanted),
                keeps(&site, &engrosser, (&sheet, &sheet), ended("spoiled")),
            );
            let all = [one.0, other.0, spoiled.0];
            assert_eq!(
                all.iter().filter(|status| (200..300).contains(*status)).count(),
                1,
                "{one:?} {other:?} {spoiled:?}"
            );
            assert!(
                [one, other, spoiled].iter().all(|(status, why)| *status < 400 || why.starts_with("sheet")),
                "{all:?}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn domain_4_5_rubbish_about_sheets_is_told_and_writes_nothing() {
    on_both(|site| async move {
        let engrosser = site.officer(Role::Engrosser, "410100").await;
        let act = received;
        for (body, status) in [
            (json!({}), 422),
            (json!({ "first": "B1", "last": "B2", "act": act() }), 422),
            (json!({ "first": "B00000001", "last": "B00000002" }), 422),
            (json!({ "first": "B00000001", "last": "B00000002", "act": { "burnt": {} } }), 422),
            (json!({ "first": "B00000001", "last": "B00000002", "act": act(), "more": 1 }), 422),
            (json!({ "first": "B00000001", "last": "B00000002", "act": { "received": { "from": " " } } }), 409),
            (json!({ "first": "B00000002", "last": "B00000001", "act": act() }), 409),
            (json!({ "first": "B00000001", "last": "A00000002", "act": act() }), 409),
            (json!({ "first": "B0001", "last": "B0002", "act": act() }), 409),
            (json!({ "first": "B0001", "last": "B00000002", "act": ended("lost") }), 409),
            (json!({ "first": "B00000001", "last": "B0002", "act": { "moved": { "to": "640100" } } }), 409),
            (json!({ "first": "Z00000001", "last": "Z00000002", "act": act() }), 409),
            (json!({ "first": "B00000001", "last": "B00100001", "act": act() }), 409),
            (json!({ "first": "B00000001", "last": "B00000002", "act": { "moved": { "to": "999999" } } }), 409),
            (json!({ "first": "B00000001", "last": "B00000002", "act": ended("lost") }), 409),
            (json!({ "first": "B00000001", "last": "B00000002", "act": ended("burnt") }), 422),
        ] {
            let answer = site.post(&engrosser, "/api/v1/sheets", &body).await;
            assert_eq!(answer.status, status, "{body}: {answer:?}");
        }
        let ledger = site.get(&engrosser, "/api/v1/sheets").await.json;
        assert_eq!((&ledger["stocks"], &ledger["runs"]), (&json!([]), &json!([])));
        assert_eq!(site.get(&engrosser, "/api/v1/sheets?office=999999").await.status, 404);
        assert_eq!(site.get(OWNER, "/api/v1/sheets").await.status, 403);
        // A key does one thing once, also where what it did would not be done again.
        let keyed = async |last: &str, act: Value| {
            let body = json!({ "first": "B00000001", "last": last, "act": act }).to_string();
            let key = format!("sheets-{}", act.as_object().unwrap().keys().next().unwrap());
            site.ask("POST", "/api/v1/sheets", &engrosser, Some(&key), body.into()).await
        };
        for act in [received(), json!({ "moved": { "to": "640100" } })] {
            let (first, again) = (keyed("B00000009", act.clone()).await, keyed("B00000009", act.clone()).await);
            assert_eq!((first.status, again.status, again.repeated), (201, 201, true), "{again:?}");
            assert_eq!((keyed("B00000008", act).await.code(), &first.json), ("key_reused", &again.json));
        }
        let inspector = site.officer(Role::Inspector, "410100").await;
        assert_eq!(site.get(&inspector, "/api/v1/sheets").await.status, 403);
    })
    .await;
}
