//! Every read goes through a scope: what is not theirs does not exist, what officers may look at is noted, queues go by role.

use crate::site::{AGENT, LATE, OTHER, OWNER, Site, entry, exit, site};
use register::scope::Scope;
use serde_json::{Value, json};
use std::sync::Arc;
use values::actor::Role;
use values::calendar::Day;

fn has(value: &Value, word: &str) -> bool {
    value.to_string().contains(word)
}

#[tokio::test]
async fn design_5_for_other_enterprises_a_case_does_not_exist() {
    let site = site(LATE).await;
    let no = site.declare(&exit("8516601000")).await;
    for who in [OTHER, AGENT] {
        for path in ["", "/events", "/receipt", "/ledger"] {
            assert_eq!(site.get(who, &format!("/api/v1/cases/{no}{path}")).await.status, 404, "{who} {path}");
        }
        assert_eq!(site.get(who, &format!("/case/{no}")).await.status, 404);
        for path in ["/api/v1/cases".to_owned(), "/api/v1/queue".into(), format!("/api/v1/search?key={no}")] {
            let answer = site.get(who, &path).await;
            assert!(answer.status == 200 && !has(&answer.json, &no), "{who} {path}: {}", answer.json);
        }
    }
    assert!(has(&site.get(OWNER, "/api/v1/cases").await.json, &no));
}

#[tokio::test]
async fn design_5_the_register_answers_by_its_scope() {
    let site = site(LATE).await;
    let no = site.declare(&exit("8516601000")).await;
    let register = &site.app.field().register;
    let (owner, other, officer) = (Scope::enterprise(OWNER), Scope::enterprise(OTHER), Scope::officer());
    let newest = (i64::MAX, "~");
    assert_eq!(register.cases_of(&owner, newest, 10).await.unwrap().len(), 1);
    for scope in [&other, &officer] {
        assert_eq!(register.cases_of(scope, newest, 10).await.unwrap(), []);
        assert_eq!(register.queue_of(scope, 10).await.unwrap(), []);
        assert_eq!(register.queue(scope, "centre", 10).await.unwrap(), []);
        assert_eq!(register.queue_counts(scope, "centre").await.unwrap(), []);
    }
    assert_eq!(register.case_events(&other, &no).await.unwrap(), None);
    let places = ["centre".to_owned()];
    for (kinds, seen) in
        [(&[][..], 1), (&["review"], 1), (&["inspect", "review"], 1), (&["view"], 0), (&["inspect"], 0)]
    {
        let desk = Scope::desk(&places, kinds);
        assert_eq!(register.queue(&desk, "centre", 10).await.unwrap().len(), seen, "{kinds:?}");
        assert_eq!(register.queue_counts(&desk, "centre").await.unwrap().len(), seen, "{kinds:?}");
    }
    let days = (0, 99_999);
    assert!(register.lots(&other, "inspect", days).await.is_err());
    assert!(register.by_declaring_office(&other, "accept", days).await.is_err());
    for scope in [&owner, &officer] {
        assert!(register.open_cases_of(scope, OWNER).await.is_err());
        assert!(register.due_before(scope, i64::MAX, (i64::MIN, ""), 10).await.is_err());
        assert!(register.under_way(scope, i64::MAX, ("", ""), 10).await.is_err());
        assert!(
            register.region_events(scope, 0, 10).await.is_err() && register.owners_overdue(scope, 0).await.is_err()
        );
        assert!(register.reads_of(scope, &no, 10).await.is_err());
    }
    assert_eq!(register.open_cases_of(&Scope::system(), OWNER).await.unwrap().len(), 1);
}

/// Without saying what for nothing is shown: nothing said, too short a word, invisible signs, no code of the text.
async fn purpose_is_wanted(site: &Site, far: &str, no: &str) {
    for short in [
        "",
        "?purpose=",
        "?purpose=%E5%8D%8F%E6%9F%A5",
        "?purpose=abc",
        "?purpose=%E2%80%8B%E2%80%8B%E2%80%8B%E2%80%8B",
        "?purpose=----",
    ] {
        for way in ["/api/v1/cases/{no}", "/api/v1/cases/{no}/events", "/case/{no}"] {
            let answer = site.get(far, &format!("{}{short}", way.replace("{no}", no))).await;
            assert_eq!(answer.status, 403, "{way} {short}");
            assert!(!answer.json.to_string().contains("1000 kg"), "{answer:?}");
        }
    }
    let unsaid = site.get(far, &format!("/api/v1/cases/{no}")).await;
    assert_eq!(unsaid.code(), "purpose");
    assert!(unsaid.json["more"]["purposes"].as_array().unwrap().iter().any(|one| one["code"] == "trace"), "{unsaid:?}");
}

#[tokio::test]
async fn design_5_an_officer_without_a_part_sees_the_goods_only_and_is_noted() {
    let site = Arc::new(site(LATE).await);
    let mut declaration = exit("8516601000");
    declaration["contact"] = json!({ "name": "张三", "phone": "13900001111" });
    let no = site.declare(&declaration).await;
    let register = &site.app.field().register;
    let reads = async || register.reads_of(&Scope::auditor(), &no, 500).await.unwrap();
    // Who has a part sees it whole, and is not noted.
    let near = site.officer(Role::Inspector, "410100").await;
    let whole = site.get(&near, &format!("/api/v1/cases/{no}")).await.json;
    assert_eq!((&whole["extent"], has(&whole, "13900001111")), (&json!("whole"), true));
    assert!(has(&whole["declaration"]["lines"][0], "value"));
    assert_eq!(reads().await, []);
    let far = site.officer(Role::Inspector, "510100").await;
    purpose_is_wanted(&site, &far, &no).await;
    assert_eq!(reads().await, []);
    let asked = format!("/api/v1/cases/{no}?purpose=%E5%8D%8F%E6%9F%A5%E5%8E%9F%E4%BA%A7");
    let goods = site.get(&far, &asked).await.json;
    assert_eq!(goods["extent"], json!("goods"));
    for private in ["value", "permits", "contract_no", "attachments", "personal", "13900001111", "张三", "query_code"]
    {
        assert!(!has(&goods, private), "{private} in {goods}");
    }
    let noted = reads().await;
    assert_eq!(noted.len(), 1);
    assert_eq!((noted[0].purpose.as_str(), noted[0].case == no), ("协查原产", true));
    assert!(noted[0].account == far && noted[0].what == format!("/api/v1/cases/{no}"));
    assert_eq!(site.get(&far, &format!("/api/v1/cases/{no}/events")).await.status, 200);
    assert_eq!(site.get(&far, &format!("/case/{no}")).await.status, 200);
    assert_eq!(reads().await.len(), 3, "the timeline and the page are noted too");
    assert!(reads().await.iter().all(|read| read.purpose == "协查原产"), "said once, it holds for the session");
    // It holds for nobody else, for no other case, and in no other session.
    let other = site.declare(&exit("8516601000")).await;
    assert_eq!(site.get(&far, &format!("/api/v1/cases/{other}")).await.code(), "purpose");
    let colleague = site.officer(Role::Releaser, "510100").await;
    assert_eq!(site.get(&colleague, &format!("/api/v1/cases/{no}")).await.code(), "purpose");
    let again = site.token(&far, "again").await;
    assert_eq!(site.get(&again, &format!("/api/v1/cases/{no}")).await.code(), "purpose");
    // Under load none is lost, and each is noted once.
    let many: Vec<_> = (0..200)
        .map(|_| {
            let (site, far, no) = (Arc::clone(&site), far.clone(), no.clone());
            tokio::spawn(async move { site.get(&far, &format!("/api/v1/cases/{no}")).await.status })
        })
        .collect();
    for read in many {
        assert_eq!(read.await.unwrap(), 200);
    }
    assert_eq!(reads().await.len(), 203);
}

#[tokio::test]
async fn plan_3_1_the_queue_shows_the_tasks_of_the_readers_roles_and_others_on_request() {
    let site = site(LATE).await;
    let no = site.declare(&exit("8516601000")).await;
    site.review(&no).await;
    for (role, own) in [(Role::Inspector, true), (Role::Releaser, false)] {
        let officer = site.officer(role, "410100").await;
        let queue = site.get(&officer, "/api/v1/queue?place=410100").await.json;
        assert_eq!(has(&queue["tasks"], &no), own, "{role:?} {queue}");
        assert_eq!(queue["counts"]["410100"].as_object().unwrap().len(), usize::from(own));
        let all = site.get(&officer, "/api/v1/queue?place=410100&all=true").await.json;
        assert!(has(&all["tasks"], &no), "{role:?} {all}");
    }
}

#[tokio::test]
async fn plan_3_1_1_advice_has_the_days_of_the_terms_and_the_case_those_that_run() {
    let site = site(LATE).await;
    let zone = site.app.zone();
    assert_eq!(zone.iana_name(), Some("Asia/Shanghai"), "moments are shown in the zone of the region's text");
    let advice = site.post(OWNER, "/api/v1/advice", &entry("8516601000")).await.json;
    let term = |name: &str| advice["deadlines"].as_array().unwrap().iter().find(|d| d["name"] == name).unwrap().clone();
    let contact = term("无联系自动撤销");
    assert_eq!((&contact["day"], &contact["due"]), (&json!("2015-12-10"), &json!("2015-12-10T16:00:00Z")));
    assert_eq!((&contact["starts"]["zh"], &contact["zone"]), (&json!("最后一次联系"), &json!("Asia/Shanghai")));
    assert!(contact["started"].is_string());
    let shown = term("放行后联系目的地检验");
    assert_eq!((&shown["day"], &shown["started"]), (&json!("2015-11-30"), &Value::Null));
    assert!(!has(&advice["deadlines"], "通关单有效期"), "what is about exits is not told to an entry");
    let no = site.declare(&entry("8516601000")).await;
    let case = site.get(OWNER, &format!("/api/v1/cases/{no}")).await.json;
    let running = case["terms"].as_array().unwrap().iter().find(|t| t["name"] == "无联系自动撤销").unwrap();
    assert_eq!((&running["day"], &running["passed"]), (&json!("2015-12-10"), &json!(false)));
    assert!(Day::parse(running["day"].as_str().unwrap()).is_ok());
}
