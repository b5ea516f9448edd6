//! 「本方案」一 over HTTP: a request goes from office to office, and the enterprise sees none of it; and codes by name.

use crate::site::{LATE, OTHER, OWNER, exit, site};
use crate::trials::{Case, Trial, fresh, of_case};
use clearance::permission::Act;
use serde_json::{Value, json};
use values::actor::Role;

/// A request to an office.
pub fn asked(to: &str) -> Value {
    json!({ "to": to, "what": "请核实", "due": "2099-12-31" })
}

/// What the permission table says of cooperation, tried.
pub fn trials() -> Vec<Trial> {
    const OF_ITEM: [(&str, &str); 2] = [
        ("/api/v1/cases/{no}/work-items/{item}/acceptance", "{}"),
        ("/api/v1/cases/{no}/work-items/{item}/answer", r#"{"reply":"已核实"}"#),
    ];
    let plain = || fresh(exit("8516601000"));
    let mut trials = vec![
        of_case(Act::Cooperate, "/api/v1/cases/{no}/notes", "410100", json!({ "note": "留言" }), plain()),
        of_case(Act::Cooperate, "/api/v1/cases/{no}/work-items", "410100", asked("640100"), plain()),
    ];
    for (route, body) in OF_ITEM {
        for then in ["work", "work elsewhere"] {
            let waits = Case { then, ..plain() };
            trials.push(of_case(Act::AnswerWork, route, "410100", serde_json::from_str(body).unwrap(), waits));
        }
    }
    trials
}

fn kinds(events: &Value) -> Vec<&str> {
    events["events"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn plan_1_a_request_waits_at_the_office_asked_until_it_is_answered() {
    let site = site(LATE).await;
    let no = site.declare(&exit("8516601000")).await;
    let (port, far) = (site.officer(Role::Inspector, "410100").await, site.officer(Role::Inspector, "510100").await);
    let extent =
        |answer: &crate::site::Answer| (answer.status, answer.code().to_owned(), answer.json["extent"].clone());
    let path = format!("/api/v1/cases/{no}");
    let unsaid = (403, "purpose".to_owned(), Value::Null);
    let (goods, whole) = ((200, String::new(), json!("goods")), (200, String::new(), json!("whole")));
    assert_eq!(extent(&site.get(&far, &path).await), unsaid, "no part in the case yet");
    for due in ["1899-12-31", "1979-12-31", "2100-01-01", "9999-12-31"] {
        let far = json!({ "to": "510100", "what": "请核实", "due": due });
        let answer = site.command(&port, &no, "work-items", far).await;
        assert_eq!((answer.status, answer.faults()), (422, vec![("due".into(), "out_of_range".into())]), "{due}");
    }
    let waits =
        |queue: Value| queue["tasks"].as_array().unwrap().iter().any(|t| t["kind"] == "work_item" && t["no"] == *no);
    for (item, share, sees) in [(1, None, &goods), (2, Some("goods"), &goods), (3, Some("whole"), &whole)] {
        let mut asked = json!({ "to": "510100", "what": "请核实原产地证", "due": "2015-11-12" });
        if let Some(share) = share {
            asked["share"] = json!(share);
        }
        assert_eq!(site.command(&port, &no, "work-items", asked).await.status, 200);
        assert!(waits(site.get(&far, "/api/v1/queue?place=510100").await.json));
        assert_eq!(extent(&site.get(&far, &path).await), *sees, "asked for help, it sees what is shared: {share:?}");
        let own = site.get(&far, &format!("{path}/events")).await.json;
        assert!(own.to_string().contains("请核实原产地证"), "its own item is told: {own}");
        // Being asked gives no part in anything but the answer.
        let answer = site.command(&far, &no, "amendment/answer", json!({ "grant": true })).await;
        assert_eq!(answer.status, 403);
        let of_item = format!("work-items/{item}");
        assert_eq!(site.command(&far, &no, &format!("{of_item}/acceptance"), json!({})).await.status, 200);
        let reply = json!({ "reply": "证书属实", "refused": item == 2 });
        assert_eq!(site.command(&far, &no, &format!("{of_item}/answer"), reply).await.status, 200);
        assert!(!waits(site.get(&far, "/api/v1/queue?place=510100").await.json));
        assert_eq!(extent(&site.get(&far, &path).await), unsaid, "with the answer it ends");
        let again = site.command(&far, &no, &format!("{of_item}/answer"), json!({ "reply": "再答" })).await;
        assert_eq!((again.status, again.reason()), (409, "work_not_waiting"));
    }
    let own = site.get(OWNER, &format!("{path}/events")).await;
    assert!(!kinds(&own.json).iter().any(|kind| kind.starts_with("work_")), "{:?}", own.json);
    assert!(!own.json.to_string().contains("请核实原产地证"));
    let officers = site.get(&port, &format!("{path}/events")).await;
    assert!(kinds(&officers.json).contains(&"work_answered"));
}

#[tokio::test]
async fn plan_1_a_note_is_for_officers_alone() {
    let site = site(LATE).await;
    let no = site.declare(&exit("8516601000")).await;
    let far = site.officer(Role::Inspector, "510100").await;
    assert_eq!(site.command(&far, &no, "notes", json!({ "note": "上次同类货物合格" })).await.status, 200);
    assert_eq!(site.command(OWNER, &no, "notes", json!({ "note": "企业" })).await.status, 403);
    assert_eq!(site.command(OTHER, &no, "notes", json!({ "note": "企业" })).await.status, 404);
    let empty = site.command(&far, &no, "notes", json!({ "note": " " })).await;
    assert_eq!((empty.status, empty.reason()), (409, "words_missing"));
    for path in ["", "/events"] {
        let own = site.get(OWNER, &format!("/api/v1/cases/{no}{path}")).await;
        assert!(!own.json.to_string().contains("上次同类货物合格"));
    }
}

#[tokio::test]
async fn codes_are_found_by_name() {
    let site = site(LATE).await;
    let find = |query: &'static str| format!("/api/v1/tables/{query}");
    let found = site.get(OWNER, &find("hs/search?q=%E8%8B%B9%E6%9E%9C&limit=5")).await;
    let codes: Vec<_> = found.json["found"].as_array().unwrap().iter().map(|hit| hit["code"].clone()).collect();
    assert!(codes.len() <= 5 && codes.contains(&json!("0808100000")), "{codes:?}");
    let place = site.get(OWNER, &find("place/search?q=qingdao")).await;
    let codes: Vec<_> = place.json["found"].as_array().unwrap().iter().map(|hit| hit["code"].clone()).collect();
    assert!(codes.contains(&json!("CNTAO")), "{codes:?}");
    assert_eq!(site.get(OWNER, &find("hs/search?q=")).await.json["found"], json!([]));
    assert_eq!(site.get(OWNER, &find("rules/search?q=a")).await.status, 404);
    assert_eq!(site.get(OWNER, &find("hs/search?q=a&limit=0")).await.status, 422);
    assert_eq!(site.get("", &find("hs/search?q=a")).await.status, 401);
}
