//! What is declared, done and refused is told as it is: marked where it was taken back, named where it failed.

use crate::promises::on_both;
use crate::site::{LATE, OTHER, OWNER, Site, entry, exit, site_with};
use clearance::case::decide::Command;
use serde_json::{Value, json};
use values::actor::Role;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f9_what_another_plan_takes_back_is_marked_where_it_shows() {
    on_both(|site| async move {
        let mut declaration = exit("8516601000");
        declaration["offices"]["chosen"] = json!({ "直接放行": "510100" });
        let no = site.declare(&declaration).await;
        site.review(&no).await;
        for step in ["产地检验检疫", "通关单"] {
            assert_eq!(site.step(&no, step, None, &json!("pass")).await.status, 200);
        }
        let before = site.case(&no).await;
        let number = before["clearances"][0].as_str().unwrap().to_owned();
        assert_eq!((&before["superseded"], &before["choices"][0]["void"]), (&json!([]), &json!(false)));
        verifies(&site, (&no, &before), &number, "issued").await;
        let operations = site.officer(Role::Operations, "370100").await;
        let listed = json!({ "reason": "骗证", "basis": "「企业信用办法」第三十条" });
        let path = format!("/api/v1/enterprises/{OWNER}/blacklist");
        assert_eq!(site.post(&operations, &path, &listed).await.status, 201);
        let platform = desk::act::Ask::platform(site.app.desk.clock.now());
        desk::act::act(&site.app.desk, &platform, &no, None, &Command::Redecide).await.unwrap();
        let after = site.case(&no).await;
        assert_eq!((&after["verdict"]["mode"], &after["clearances"]), (&json!("E1"), &json!([])), "{after}");
        assert_eq!((&after["superseded"], &after["choices"][0]["void"]), (&json!([number.clone()]), &json!(true)));
        let auditor = site.officer(Role::Auditor, "370100").await;
        let events = site.get(&auditor, &format!("/api/v1/cases/{no}/events?purpose=check")).await.json;
        let taken: Vec<&Value> =
            events["events"].as_array().unwrap().iter().filter(|event| event["taken_back"] == true).collect();
        assert_eq!((taken.len(), &taken[0]["numbers"]), (1, &json!([number.clone()])), "{events}");
        // The page marks the paper and what happened; after a new form the old one is still marked and the new one not.
        let page = site.page(&auditor, &format!("/case/{no}?purpose=check")).await.body;
        assert_eq!(page.matches("已收回").count(), 2, "{page}");
        site.finish(&no).await;
        let ended = site.case(&no).await;
        assert_eq!(ended["clearances"].as_array().unwrap().len(), 1);
        assert_eq!(ended["superseded"], json!([number.clone()]));
        verifies(&site, (&no, &ended), &number, "void").await;
        verifies(&site, (&no, &ended), ended["clearances"][0].as_str().unwrap(), "issued").await;
    })
    .await;
}

/// A clearance form in the register of papers: a stranger with the code, and the enterprise, are told whether it counts; it is no file
/// that proves itself, since its event has no seal.
async fn verifies(site: &Site, (no, case): (&str, &Value), number: &str, state: &str) {
    let code = case["query_code"].as_str().unwrap();
    let told = site.get("", &format!("/api/v1/papers/{number}?code={code}")).await;
    assert_eq!(told.status, 200, "{told:?}");
    let told = told.json;
    assert_eq!(
        (&told["kind"], &told["state"], &told["counts"]),
        (&json!("97"), &json!(state), &json!(state == "issued"))
    );
    assert!(told["content"].to_string().contains(no), "{told}");
    for (number, code) in [(number, "AAAAAAAAAAAAA"), (number, ""), ("1", code), (no, code)] {
        assert_eq!(site.get("", &format!("/api/v1/papers/{number}?code={code}")).await.status, 404, "{number} {code}");
    }
    assert_eq!(site.get("", &format!("/api/v1/papers/{number}/sealed?code={code}")).await.status, 404);
    let path = format!("/case/{no}/clearances/{number}");
    let page = site.page(OWNER, &path).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let says = if state == "issued" { "有效" } else { "作废" };
    assert!(page.body.contains("出入境货物通关单") && page.body.contains(says), "{}", page.body);
    let listed = site.page(OWNER, &format!("/case/{no}")).await.body;
    assert!(listed.contains(&format!("href=\"{path}\"")), "{listed}");
    assert_eq!(site.page(OWNER, &format!("/case/{no}/clearances/{number}0")).await.status, 404);
    assert_eq!(site.page(OTHER, &path).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f13_f14_each_refusal_names_what_failed_in_the_words_of_the_field() {
    on_both(|site| async move {
        let no = site.declare(&exit("8516601000")).await;
        let inspector = site.officer(Role::Inspector, "410100").await;
        let examine = |findings: Value| json!({ "work": { "examine": { "findings": findings } } });
        let path = "steps/产地检验检疫";
        let early = site.command(&inspector, &no, path, examine(json!([{ "lot": 1, "outcome": "pass" }]))).await;
        assert_eq!((early.reason(), &early.json["detail"]), ("step_not_open", &json!("前面的步骤尚未办完：审单")));
        assert_eq!(early.json["detail_en"], "Earlier steps are not finished: Review");
        site.review(&no).await;
        let pass = |lot: u16| json!({ "lot": lot, "outcome": "pass" });
        let fail = json!({ "lot": 1, "outcome": { "fail": { "reason": "检出活虫" } } });
        for (findings, reason, says) in [
            (json!([]), "findings_missing", "没有判定任何批次"),
            (json!([pass(1), pass(1)]), "lot_twice", "同一批次写了两次：第 1 批"),
            (json!([pass(7)]), "lot_unknown", "本案没有这一批次：第 7 批"),
        ] {
            let answer = site.command(&inspector, &no, path, examine(findings)).await;
            assert_eq!((answer.reason(), &answer.json["detail"]), (reason, &json!(says)));
        }
        let releaser = site.officer(Role::Releaser, "410100").await;
        let unfit = site.command(&releaser, &no, path, json!({ "work": { "clear": {} } })).await;
        assert_eq!(unfit.reason(), "work_unfit");
        // A part in the units in which declarations write it; the number of the new lot is the platform's.
        let part =
            |passed: Value| json!([{ "lot": 1, "outcome": { "part": { "passed": passed, "reason": "部分破损" } } }]);
        let wrong = site.command(&inspector, &no, path, examine(part(json!("six hundred")))).await;
        assert_eq!(wrong.faults(), [("work.examine.findings[0].outcome.part.passed".to_owned(), "shape".to_owned())]);
        assert!(wrong.json["faults"][0]["wanted"]["zh"].as_str().unwrap().contains("600 C62"), "{wrong:?}");
        let parted = site.command(&inspector, &no, path, examine(part(json!("600 KGM")))).await;
        assert_eq!(parted.status, 200, "{parted:?}");
        let case = site.case(&no).await;
        assert_eq!((&case["lots"][0]["amount"], &case["lots"][1]["amount"]), (&json!("600 KGM"), &json!("400 KGM")));
        let clear = site.command(&releaser, &no, "steps/直接放行", json!({ "work": { "release": {} } })).await;
        assert_eq!(clear.reason(), "lots_pending");
        assert!(clear.json["detail"].as_str().unwrap().ends_with("第 2 批"), "{clear:?}");
        let again = site.command(&inspector, &no, path, examine(json!([fail]))).await;
        assert!(["lot_not_open", "lots_pending"].contains(&again.reason()), "{again:?}");
        // Another office's hold: by whom it is lifted.
        let holds = site.officer(Role::Inspector, "370200").await;
        assert_eq!(site.command(&holds, &no, "holds", json!({ "reason": "核查" })).await.status, 200);
        let lifting = json!({ "reason": "查清", "basis": "「本方案」三(三)三" });
        let origin = site.officer(Role::Command, "410100").await;
        assert_eq!(site.command(&origin, &no, "holds/1/lifting", lifting.clone()).await.status, 200, "the home may");
    })
    .await;
}

/// A declaration that says something in every field that the API takes.
pub fn full() -> Value {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../exchange/tests/samples/json/entry.json"));
    let mut full: Value = serde_json::from_str(&text.unwrap()).unwrap();
    let plain = entry("8516601000");
    full["reference"] = plain["reference"].clone();
    full["parties"]["owner"] = json!(OWNER);
    full["parties"]["declarant"] = json!(OWNER);
    full["parties"].as_object_mut().unwrap().remove("agent");
    full["offices"]["port"] = json!("370200");
    full["offices"]["chosen"] = json!({ "通关单": "610100", "放行": "410100" });
    full["offices"]["documents"] = json!("650200");
    full["journey"]["port"] = json!("CNQDP");
    full["asked"] = json!("I1-选");
    full["lines"] = json!([full["lines"][0]]);
    full["lines"][0]["hs"] = json!("8516601000");
    full["head"]["requirements"] = json!("请轻放");
    full["containers"] = json!([full["containers"][0], full["containers"][1]]);
    full
}

/// Every text, number and yes or no in a JSON value, by its path.
pub fn leaves(at: &str, value: &Value, into: &mut Vec<(String, String)>) {
    if let Some(members) = value.as_object() {
        members.iter().for_each(|(key, member)| leaves(&format!("{at}.{key}"), member, into));
    } else if let Some(items) = value.as_array() {
        items.iter().enumerate().for_each(|(n, item)| leaves(&format!("{at}[{n}]"), item, into));
    } else if let Some(text) = value.as_str() {
        into.push((at.to_owned(), text.to_owned()));
    } else {
        into.push((at.to_owned(), value.to_string()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f8_a_paper_that_has_no_form_cannot_be_asked_for() {
    on_both(|site| async move {
        // The form offers what would be taken, and nothing else.
        for (way, offered) in [("entry", [false, false, true]), ("exit", [false, true, false])] {
            let page = site.page(OWNER, &format!("/declare/{way}")).await.body;
            let (_, field) = page.split_once("name=\"wanted[0].kind\"").unwrap();
            let (field, _) = field.split_once("</select>").unwrap();
            let found = ["14", "18", "21"].map(|kind| field.contains(&format!("value=\"{kind}\"")));
            assert_eq!(found, offered, "{way}: {field}");
        }
        let mut sent = full();
        for (kind, taken) in [("14", false), ("18", false), ("21", true)] {
            sent["wanted"][0]["kind"] = json!(kind);
            let answer = site.post(OWNER, "/api/v1/declarations", &sent).await;
            if taken {
                assert_eq!((answer.status, &answer.json["warnings"]), (201, &Value::Null), "{answer:?}");
                continue;
            }
            assert_eq!(answer.status, 422, "{answer:?}");
            assert_eq!(answer.faults(), [("wanted[0].kind".to_owned(), "papers_not_issued".to_owned())]);
            let wanted = &answer.json["faults"][0]["wanted"];
            let (zh, en) = (wanted["zh"].as_str().unwrap(), wanted["en"].as_str().unwrap());
            // What can be asked for stands in the answer, and nothing of the other way.
            assert!(zh.contains("21 入境货物检验检疫证明") && !zh.contains("植物检疫证书"), "{zh}");
            assert!(en.contains("21 Entry goods inspection and quarantine certificate"), "{en}");
        }
    })
    .await;
}

/// A text that refuses no paper yet: what is asked for in vain is remarked on.
const LATER: &[(&str, &str, &str)] = &[(
    "certificate/kinds.md",
    "| papers_not_issued | 「签证管理办法」第十条（暂定） | 2015-05-01 |",
    "| papers_not_issued | 「签证管理办法」第十条（暂定） | 2099-05-01 |",
)];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f8_every_field_is_stored_and_shown_and_what_has_no_effect_says_so() {
    for database in [None, Some(pgtest::fresh().await.unwrap())] {
        let site = site_with(LATE, database, LATER).await;
        let mut sent = full();
        sent["wanted"][0]["kind"] = json!("14");
        let answer = site.post(OWNER, "/api/v1/declarations", &sent).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let without: Vec<&str> =
            answer.json["warnings"].as_array().unwrap().iter().map(|one| one["at"].as_str().unwrap()).collect();
        assert_eq!(without, ["wanted[0].kind"]);
        let warning = &answer.json["warnings"][0]["wanted"];
        assert!(warning["zh"].as_str().unwrap().contains("其他的尚无样式"), "{warning}");
        let no = answer.no();
        let case = site.get(OWNER, &format!("/api/v1/cases/{no}")).await.json;
        let (mut wanted, mut kept, personal) = (Vec::new(), Vec::new(), case["personal"].to_string());
        leaves("", &sent, &mut wanted);
        leaves("", &case["declaration"], &mut kept);
        let page = site.page(OWNER, &format!("/case/{no}")).await.body;
        for (at, text) in wanted.into_iter().filter(|(_, text)| !text.is_empty()) {
            let of_person = at.starts_with(".contact") || at.starts_with(".declarant_person");
            if of_person {
                assert!(personal.contains(&text), "{at} is not kept: {personal}");
                continue;
            }
            assert!(kept.contains(&(at.clone(), text.clone())), "{at} = {text} is not kept: {kept:?}");
            let shown = ["true", "false"].contains(&text.as_str()) || text.contains('\n') || page.contains(&text);
            assert!(shown || at == ".direction", "{at} = {text} is not shown");
        }
        let remarks = case["remarks"].to_string();
        assert!(remarks.contains("papers_not_issued"), "{remarks}");
    }
}
