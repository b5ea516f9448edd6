//! 三(一) 统一制订、统一审核、统一维护, by programs and on the pages: asked for by one, confirmed by another, read by everybody.

use crate::site::Site;
use clearance::event::region::RegionEvent;
use desk::edition::{all_of, bytes_of, hash_of};
use policy::Hashing;
use serde_json::{Value, json};
use trial::{TO_TWO, root};
use values::actor::Role;

/// The exit list with an entry more, from a day.
fn list(from: &str) -> String {
    let list = std::fs::read_to_string(root().join("policy/9+1/list-exit.md")).unwrap();
    format!("{list}| 出-0099 | 6109 | | | | | | | | | E1 | 查验 | 试 | 「商检法」第十七条 | {from} | |\n")
}

/// What is asked for: the entry, and a word more among the rules, which the public does not read.
fn asked(from: &str) -> Value {
    let rules = std::fs::read_to_string(root().join("policy/9+1/rules.md")).unwrap();
    let approval = |file: &str| json!({ "file": file, "body": "质检总局", "number": "国质检通1号", "day": from });
    json!({
        "edition": { "list-exit.md": list(from), "rules.md": format!("{rules}\n另记一笔。\n") },
        "reason": "抽检不合格率上升", "from": from,
        "approvals": [approval("list-exit.md"), approval("rules.md")],
    })
}

/// A site whose text leaves all of the law to two of operations.
async fn to_two(database: Option<String>) -> Site {
    crate::site::site_with(crate::site::LATE, database, TO_TWO).await
}

/// Everybody, who shows nothing.
async fn public(site: &Site, path: &str) -> (u16, String) {
    let page = site.page("", path).await;
    (page.status, page.body)
}

/// Two of operations.
async fn two(site: &Site) -> (String, String) {
    (site.officer(Role::Operations, "370100").await, site.officer(Role::Operations, "640100").await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plan_3_1_an_edition_is_tried_asked_for_and_confirmed_by_another_person() {
    for database in [None, Some(pgtest::fresh().await.unwrap())] {
        let site = to_two(database).await;
        let (one, two) = two(&site).await;
        let from = site.app.field().day(site.app.desk.clock.now()).plus(1).to_string();
        let mut bare = asked(&from);
        bare["approvals"] = json!([]);
        let tried = site.post(&one, "/api/v1/editions/trial", &bare).await;
        assert_eq!(tried.status, 200, "{tried:?}");
        assert_eq!(tried.json["wanting"], json!(["list-exit.md", "rules.md"]));
        assert_eq!(tried.json["difference"]["changes"].as_array().unwrap().len(), 2, "{}", tried.json);
        assert_eq!(tried.json["faults"][0]["at"], "approvals[list-exit.md]");
        assert_eq!(site.post(&one, "/api/v1/editions/proposals", &bare).await.status, 422);
        let answer = site.post(&one, "/api/v1/editions/proposals", &asked(&from)).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let path = format!("/api/v1/editions/proposals/{}/confirmation", answer.json["seq"]);
        assert_eq!(site.post(&two, &path, &json!({})).await.status, 403, "no machine's token decides of the law");
        let own = site.post(&site.in_person(&one).await, &path, &json!({})).await;
        assert_eq!((own.status, own.reason()), (409, "same_person"), "{own:?}");
        let other = site.in_person(&two).await;
        assert_eq!(site.post(&other, &path, &json!({})).await.status, 201);
        assert_eq!(site.post(&other, &path, &json!({})).await.reason(), "proposal_closed");
    }
}

#[tokio::test]
async fn plan_3_1_everybody_reads_which_edition_governs_without_names_and_without_what_tells_of_risks() {
    let site = to_two(None).await;
    let (one, two) = two(&site).await;
    let day = site.app.field().day(site.app.desk.clock.now());
    let from = day.plus(1).to_string();
    let no = site.post(&one, "/api/v1/editions/proposals", &asked(&from)).await.json["seq"].as_u64().unwrap();
    let path = format!("/api/v1/editions/proposals/{no}");
    let told: Value = serde_json::from_str(&public(&site, &path).await.1).unwrap();
    let changes = told["difference"]["changes"].as_array().unwrap();
    assert_eq!((changes.len(), &told["difference"]["not_public"]), (1, &json!(1)), "{told}");
    assert_eq!((&changes[0]["entry"], &changes[0]["became"]), (&json!("出-0099"), &json!("added")));
    assert_eq!(site.get(&two, &path).await.json["difference"]["not_public"], 0, "officers read all of it");
    let confirmed = site.post(&site.in_person(&two).await, &format!("{path}/confirmation"), &json!({})).await;
    assert_eq!(confirmed.status, 201, "{confirmed:?}");
    let told: Value = serde_json::from_str(&public(&site, "/api/v1/editions").await.1).unwrap();
    let (new, old) = (&told["editions"][0], &told["editions"][1]);
    assert_eq!((&new["from"], &new["governs"], &old["governs"]), (&json!(from), &json!(false), &json!(true)));
    assert_eq!(new["by"], json!({ "role": "operations", "office": "640100" }));
    let version = new["version"].as_str().unwrap().to_owned();
    let edition = format!("/editions/{version}");
    for path in ["/api/v1/editions", "/editions", &edition, &format!("/editions/proposals/{no}"), &path] {
        let (status, body) = public(&site, path).await;
        assert_eq!(status, 200, "{path}");
        assert!(!body.contains(&one) && !body.contains(&two) && !body.contains("另记一笔"), "{path}: {body}");
    }
    let files = site.get(&one, &format!("/api/v1{edition}")).await.json;
    assert!(files["files"].as_array().unwrap().iter().any(|file| file["path"] == "cases/exit.toml"), "{files}");
    // A region of a day is by the edition of that day.
    for (day, wanted) in [(from, true), (day.to_string(), false)] {
        let region = site.get(&one, &format!("/api/v1/region?day={day}")).await.json;
        assert_eq!(region["policy"] == json!(version), wanted, "{day}");
    }
    assert_eq!(site.get(&one, "/api/v1/region?day=x").await.status, 422);
    let nowhere =
        ["/api/v1/editions/0", "/api/v1/editions/proposals/9999", "/api/v1/editions/proposals/x", "/editions/%00"];
    for path in nowhere {
        assert_eq!(public(&site, path).await.0, 404, "{path}");
    }
}

#[tokio::test]
async fn rules_5_a_process_that_cannot_load_what_was_adopted_answers_503_and_says_so() {
    let site = crate::site::site(crate::site::LATE).await;
    let operations = site.officer(Role::Operations, "370100").await;
    let mut files = all_of(&root().join("policy/9+1")).unwrap();
    files.push(("new.md".into(), "| 不识 |\n|---|\n| x |\n".into()));
    let version = policy::edition::version(&files, Hashing::Files);
    let field = site.app.field();
    field.register.keep_edition(&hash_of(&version).unwrap(), &bytes_of(&files), 0).await.unwrap();
    let adopted = RegionEvent::PolicyAdopted {
        version: version.clone(),
        region: "9+1".into(),
        demonstration: true,
        hashing: Hashing::Files,
        from: Some(field.day(site.app.desk.clock.now()).plus(9)),
        proposal: None,
        carried: None,
    };
    assert_eq!(public(&site, "/").await.0, 200);
    site.happens(vec![adopted]).await;
    desk::prepare::report(&site.app.desk).await.unwrap();
    for path in ["/", "/status", "/readyz", "/api/v1/keys"] {
        assert_eq!(public(&site, path).await.0, 503, "{path}");
    }
    let declaration = crate::site::exit("8516601000");
    let answer = site.post(crate::site::OWNER, "/api/v1/declarations", &declaration).await;
    assert_eq!(answer.status, 503, "{answer:?}");
    assert!(answer.json["wait_s"].as_u64().is_some_and(|wait| 0 < wait), "{answer:?}");
    let (status, page) = public(&site, "/editions").await;
    assert!(status == 200 && page.contains("不能装载"), "{page}");
    assert!(!page.contains("new.md"), "why is for officers");
    assert_eq!(site.get(&operations, "/api/v1/editions").await.status, 503, "programs are told by the status");
    let counts = site.page(&site.app.operator_token(), "/metrics").await;
    assert!(counts.body.contains("santong_edition_unable 1"), "{}", counts.body);
}
