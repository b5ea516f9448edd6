//! Bad input: a fault at its path, a status of 4xx, and nothing stored.

use crate::site::{LATE, OWNER, Site, exit, site};
use axum::body::Bytes;
use serde_json::{Value, json};
use values::actor::Role;

const DECLARE: &str = "/api/v1/declarations";

async fn stored(site: &Site) -> (i64, u64) {
    let heads = site.app.field().register.heads().await.unwrap();
    (site.app.field().register.case_count().await.unwrap(), heads.iter().map(|head| head.seq).sum())
}

/// Sends bytes as a declaration and expects that they are refused and leave nothing.
async fn refused(site: &Site, what: &str, body: Vec<u8>) -> Vec<(String, String)> {
    let before = stored(site).await;
    let answer = site.ask("POST", DECLARE, OWNER, Some("bad"), Bytes::from(body)).await;
    assert!((400..500).contains(&answer.status), "{what}: {answer:?}");
    assert_eq!(stored(site).await, before, "{what}");
    answer.faults()
}

#[expect(clippy::wildcard_enum_match_arm, reason = "JSON's own kinds of values")]
fn changed(pointer: &str, value: Value) -> Vec<u8> {
    let mut declaration = exit("8516601000");
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match declaration.pointer_mut(parent).unwrap() {
        Value::Object(members) => drop(members.insert(key.to_owned(), value)),
        parent => parent[key.parse::<usize>().unwrap()] = value,
    }
    declaration.to_string().into_bytes()
}

#[tokio::test]
async fn what_is_no_json_of_ours_is_refused_whole() {
    let site = site(LATE).await;
    let sound = exit("8516601000").to_string();
    let gbk = [sound.as_bytes(), &[0xbb, 0xf5, 0xce, 0xef]].concat();
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    for (what, body) in [
        ("empty", Vec::new()),
        ("blank", b"  \n ".to_vec()),
        ("null", b"null".to_vec()),
        ("a word", b"declare".to_vec()),
        ("DOCTYPE", b"<!DOCTYPE x [<!ENTITY a \"a\">]><x>&a;</x>".to_vec()),
        ("GB 18030", gbk),
        ("UTF-16", "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("cut", sound.as_bytes()[..sound.len() / 2].to_vec()),
        ("deep list", deep.into_bytes()),
        ("deep object", "{\"lines\":".repeat(50_000).into_bytes()),
        ("two values", format!("{sound}{sound}").into_bytes()),
        ("huge", vec![b' '; 65 << 20]),
    ] {
        refused(&site, what, body).await;
    }
    let many: Vec<Value> = (0..501).map(|_| json!({})).collect();
    refused(&site, "501 in a batch", json!(many).to_string().into_bytes()).await;
}

#[tokio::test]
async fn each_fault_stands_at_its_path() {
    let site = site(LATE).await;
    for (pointer, value, at, code) in [
        ("/lines/0/net_mass", json!("-1 kg"), "lines[0].net_mass", "not_positive"),
        ("/lines/0/net_mass", json!("0 kg"), "lines[0].net_mass", "not_positive"),
        ("/lines/0/net_mass", json!("99999999999999999999 kg"), "lines[0].net_mass", "out_of_range"),
        ("/lines/0/value", json!("1e9 CNY"), "lines[0].value", "shape"),
        ("/lines/0/packages/0/count", json!(-1), "lines[0].packages[0].count", ""),
        ("/journey/day", json!("1815-06-18"), "journey.day", "out_of_range"),
        ("/journey/day", json!("2999-01-01"), "journey.day", "out_of_range"),
        ("/journey/day", json!("2015-02-30"), "journey.day", ""),
        ("/journey/port", json!("CNQQQ"), "journey.port", "unknown_code"),
        ("/offices/accept", json!("999999"), "offices.accept", "unknown_office"),
        ("/offices/origin", json!("东西南北"), "offices.origin", ""),
        ("/colour", json!("red"), "colour", ""),
        ("/lines/0/colour", json!("red"), "lines[0].colour", ""),
        ("/direction", json!("sideways"), "direction", "unknown_word"),
        ("/reference", json!("r".repeat(65)), "reference", ""),
        ("/lines", json!([]), "lines", "required"),
    ] {
        let faults = refused(&site, pointer, changed(pointer, value.clone())).await;
        let hit = faults.iter().any(|(path, word)| path == at && (code.is_empty() || word == code));
        assert!(hit, "{pointer} {value}: {faults:?}");
    }
}

#[tokio::test]
async fn commands_take_nothing_that_the_documents_do_not_name() {
    let site = site(LATE).await;
    let no = site.declare(&exit("8516601000")).await;
    let reviewer = site.officer(Role::Reviewer, "370100").await;
    let inspector = site.officer(Role::Inspector, "410100").await;
    let before = stored(&site).await;
    let long = "长".repeat(4001);
    for (who, path, body, at) in [
        (&reviewer, "review", json!({ "version": 2, "review": { "wave": {} } }), "review"),
        (&reviewer, "review", json!({ "version": 2, "review": { "pass": { "colour": 1 } } }), "review.pass"),
        (&reviewer, "review", json!({ "version": -1, "review": { "pass": {} } }), "version"),
        (&reviewer, "review", json!({ "version": 4_294_967_296_u64, "review": { "pass": {} } }), "version"),
        (&reviewer, "review", json!({ "version": 2, "review": { "return": { "note": long } } }), "review.return.note"),
        (
            &reviewer,
            "review",
            json!({ "version": 2, "review": { "return": { "note": "a\u{0}b" } } }),
            "review.return.note",
        ),
        (&reviewer, "review", json!({ "review": { "pass": {} } }), ""),
        (&inspector, "holds", json!({ "version": 2, "reason": 7 }), "reason"),
        (
            &inspector,
            "steps/产地检验检疫",
            json!({ "version": 2, "work": { "examine": { "findings": [{ "lot": 70_000, "outcome": "pass" }] } } }),
            "work.examine.findings[0].lot",
        ),
    ] {
        let answer = site.post(who, &format!("/api/v1/cases/{no}/{path}"), &body).await;
        assert_eq!(answer.status, 422, "{path} {body}: {answer:?}");
        let faults = answer.faults();
        assert!(faults.iter().any(|(found, _)| found.starts_with(at)), "{path} {at}: {faults:?}");
    }
    for raw in ["", "[", "7", "{\"version\":2}{}"] {
        let path = format!("/api/v1/cases/{no}/contact");
        let answer = site.ask("POST", &path, OWNER, Some("raw"), Bytes::from(raw)).await;
        assert_eq!(answer.status, 422, "{raw}: {answer:?}");
    }
    assert_eq!(stored(&site).await, before);
}

#[tokio::test]
async fn numbers_that_are_none_do_not_exist() {
    let site = site(LATE).await;
    let no = site.declare(&exit("8516601000")).await;
    let reviewer = site.officer(Role::Reviewer, "370100").await;
    for bad in ["0", "%00", "..%2f..", "' OR 1=1 --", "999999999999999", &format!("{no}0"), &no.to_lowercase()[1..]] {
        let bad = bad.replace(' ', "%20");
        let answer = site.get(&reviewer, &format!("/api/v1/cases/{bad}")).await;
        assert_eq!(answer.status, 404, "{bad}: {answer:?}");
        assert_eq!(site.get("", &format!("/api/v1/status/{bad}?code=ABCDEFGHJKLMN")).await.status, 404, "{bad}");
    }
    for bad in ["holds/x/lifting", "holds/70000/lifting", "lots/-1/disposition"] {
        let body = json!({ "version": 2, "reason": "x" });
        let path = format!("/api/v1/cases/{no}/{bad}");
        assert!([404, 422].contains(&site.post(&reviewer, &path, &body).await.status), "{bad}");
    }
    for query in ["", "?key=", "?key=%00", &format!("?key={}", "x".repeat(65))] {
        let answer = site.get(&reviewer, &format!("/api/v1/search{query}")).await;
        assert_eq!(answer.status, 422, "{query}: {answer:?}");
    }
    let statistician = site.officer(Role::Statistician, "370100").await;
    for query in
        ["", "?activity=accept", "?activity=accept&from=2015-09-01&to=2015-08-01", "?activity=accept&from=x&to=y"]
    {
        let answer = site.get(&statistician, &format!("/api/v1/statistics/cross{query}")).await;
        assert_eq!(answer.status, 422, "{query}: {answer:?}");
    }
}

/// In the body of a command as in a declaration, at any depth.
#[tokio::test]
async fn a_key_that_stands_twice_is_a_fault_in_any_body() {
    let site = site(LATE).await;
    let no = site.declare(&exit("8516601000")).await;
    let before = stored(&site).await;
    let declaration = exit("8516601000").to_string();
    let twice = declaration.replacen("\"hs\":", "\"hs\":\"0808100000\",\"hs\":", 1);
    for (path, body, at) in [
        (DECLARE.to_owned(), twice.clone(), "lines[0].hs"),
        (
            format!("/api/v1/cases/{no}/amendment"),
            format!("{{\"version\":2,\"reason\":\"笔误\",\"declaration\":{twice}}}"),
            "declaration.lines[0].hs",
        ),
        (format!("/api/v1/cases/{no}/withdrawal"), "{\"version\":9,\"version\":2}".into(), "version"),
        (
            format!("/api/v1/cases/{no}/places"),
            "{\"version\":2,\"step\":\"a\",\"office\":\"370100\",\"office\":\"640100\"}".into(),
            "office",
        ),
        ("/api/v1/advice".into(), twice.clone(), "lines[0].hs"),
        ("/api/v1/mandates".into(), "{\"agent\":\"X-A\",\"agent\":\"X-B\"}".into(), "agent"),
        ("/api/v1/tokens".into(), "{\"label\":\"a\",\"days\":2,\"days\":300}".into(), "days"),
    ] {
        let answer = site.ask("POST", &path, OWNER, Some("twice"), Bytes::from(body)).await;
        assert_eq!(answer.status, 422, "{path}: {answer:?}");
        assert!(answer.faults().contains(&(at.into(), "duplicate".into())), "{path}: {answer:?}");
    }
    assert_eq!(stored(&site).await, before);
}
