//! Rubbish about papers: whatever comes, the answer says what was wrong, nothing is written, and a key does one thing once.

use crate::promises::on_both;
use crate::site::{OTHER, OWNER, Site};
use crate::standing::{on_paper, ready, signed};
use crate::trials::{Case, drafted, papers, worked};
use serde_json::{Value, json};
use std::process::Command;
use values::actor::Role;

/// A case whose paper is as far as that.
async fn case(site: &Site, then: &'static str) -> String {
    ready(site, &Case { then, ..worked(papers(), &["产地检验检疫"]) }).await
}

async fn version(site: &Site, no: &str) -> Value {
    site.case(no).await["version"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r37_rubbish_about_papers_is_told_and_writes_nothing() {
    on_both(|site| async move {
        let no = case(&site, "").await;
        let drafter = site.officer(Role::Drafter, "410100").await;
        let before = version(&site, &no).await;
        let long = "长".repeat(2_001);
        let said = |words: Value| json!({ "kind": "20", "said": { "检验检疫结果": words } });
        for (body, status) in [
            (json!({}), 422),
            (json!({ "kind": "" }), 422),
            (json!({ "kind": "二十" }), 422),
            (json!({ "kind": 20 }), 422),
            (json!({ "kind": "20", "lots": [-1] }), 422),
            (json!({ "kind": "20", "lots": [99_999] }), 422),
            (json!({ "kind": "20", "said": "合格" }), 422),
            (json!({ "kind": "20", "strange": 1 }), 422),
            (json!({ "kind": "20" }), 409),
            (json!({ "kind": "77" }), 409),
            (json!({ "kind": "20", "lots": [7] }), 409),
            (json!({ "kind": "20", "said": { "检验检疫结果": ["合格"], "发货人名称及地址": ["别人"] } }), 409),
            (json!({ "kind": "20", "said": { "检验检疫结果": ["合格"] }, "amends": 1 }), 409),
            (said(json!([])), 409),
            (said(json!(["  \n "])), 409),
            (said(json!([long])), 409),
        ] {
            let answer = site.command(&drafter, &no, "certificates", body.clone()).await;
            assert_eq!(answer.status, status, "{body}: {answer:?}");
        }
        on_paper(&site, &no, "paper checked").await;
        let engrosser = site.officer(Role::Engrosser, "410100").await;
        for (path, act, status) in [
            ("certificates/0", json!({ "engross": {} }), 409),
            ("certificates/2", json!({ "engross": {} }), 409),
            ("certificates/x", json!({ "engross": {} }), 404),
            ("certificates/99999", json!({ "engross": {} }), 404),
            ("certificates/1", json!({}), 422),
            ("certificates/1", json!({ "burn": {} }), 422),
            ("certificates/1", json!({ "sign": { "digest": "" } }), 422),
            ("certificates/1", json!({ "engross": { "content": [{ "block": "货物", "texts": [] }] } }), 409),
            ("certificates/1", json!({ "proofread": {} }), 409),
            ("certificates/1", json!({ "send_back": { "at": "engross", "reason": " " } }), 409),
            ("certificates/1", json!({ "send_back": { "at": "nowhere", "reason": "错" } }), 422),
        ] {
            let answer = site.command(&engrosser, &no, path, json!({ "act": act })).await;
            assert_eq!(answer.status, status, "{path} {act}: {answer:?}");
        }
        let drafted_twice = site.case(&no).await["version"].as_u64().unwrap() - before.as_u64().unwrap();
        assert_eq!(drafted_twice, 2, "the draft and the check, and nothing of the rubbish");
        // What is another's does not exist, and no number that is none does.
        assert_eq!(site.get(OTHER, &format!("/api/v1/cases/{no}/certificates")).await.status, 404);
        assert_eq!(site.get(OWNER, &format!("/api/v1/cases/{no}/certificates")).await.json["certificates"], json!([]));
        for (number, status) in [("", 404), ("x", 404), ("%FF", 400), ("410100", 404), (&*"9".repeat(300), 404)] {
            let answer = site.get("", &format!("/api/v1/papers/{number}?code=0000000000000")).await;
            assert_eq!(answer.status, status, "{number}");
        }
    })
    .await;
}

/// What a stranger and the enterprise take of an issued paper proves itself away from the register.
async fn proves_itself(site: &Site, no: &str, file: &str) {
    let of_case = format!("/api/v1/cases/{no}/certificates/1/sealed");
    let (taken, own) = (site.page("", file).await, site.page(OWNER, &of_case).await);
    assert_eq!((taken.status, &taken.body), (200, &own.body));
    let says: Value = serde_json::from_str(&taken.body).unwrap();
    assert_eq!(site.get(OTHER, &of_case).await.status, 404);
    assert_eq!(site.get(OWNER, &format!("/api/v1/cases/{no}/certificates/2/sealed")).await.status, 404);
    let published = site.get("", "/api/v1/keys").await.json;
    assert_eq!((&published["seals"][0]["office"], &published["seals"][0]["key"]), (&json!("650100"), &json!(1)));
    assert_eq!(published["seals"][0]["public"], says["keys"]["keys"][0]["public"]);
    assert_eq!(published["keys"][0], says["keys"]["register"]);
    let folder = trial::folder();
    let path = folder.path().join("paper.json");
    let check = |content: &[u8], key: &str| {
        std::fs::write(&path, content).unwrap();
        let mut santong = Command::new(env!("CARGO_BIN_EXE_santong"));
        let output = santong.arg("check").arg(&path).args(["--key", key]).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let key = published["keys"][0].as_str().unwrap();
    let (code, said) = check(taken.body.as_bytes(), key);
    assert!(code == 0 && said.contains("was issued by office 650100") && said.ends_with("sound\n"), "{said}");
    let (code, said) = check(taken.body.as_bytes(), &"0".repeat(64));
    assert!(code == 1 && said.contains("another key than the one given"), "{said}");
    let altered = taken.body.replace("合格", "不合格");
    let (code, said) = check(altered.as_bytes(), key);
    assert!(code == 1 && said.contains("not over what stands here") && said.ends_with("NOT sound\n"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r75_keys_of_seals_are_for_who_answers_for_security_and_rubbish_is_told() {
    on_both(|site| async move {
        let security = site.officer(Role::SecurityAdmin, "370100").await;
        let security = site.in_person(&security).await;
        let post = async |path: &str, body: Value| site.post(&security, &format!("/api/v1/seals/{path}"), &body).await;
        for (path, body, status) in [
            ("999999", json!({}), 422),
            ("x/y", json!({}), 404),
            ("650100", json!({ "strange": 1 }), 422),
            ("650100", json!({}), 201),
            ("650100", json!({}), 201),
            ("650100/0/revocation", json!({ "since": "2015-11-10", "reason": "外泄" }), 422),
            ("650100/x/revocation", json!({ "since": "2015-11-10", "reason": "外泄" }), 400),
            ("650100/1/revocation", json!({ "since": "2015-11-10" }), 422),
            ("650100/1/revocation", json!({ "since": "yesterday", "reason": "外泄" }), 422),
            ("650100/1/revocation", json!({ "since": "1915-11-10", "reason": "外泄" }), 422),
        ] {
            let answer = post(path, body.clone()).await;
            assert_eq!(answer.status, status, "{path} {body}: {answer:?}");
        }
        let published = async || site.get("", "/api/v1/keys").await.json["seals"].clone();
        // A key of a request opens one, however often it comes, and another body under it none.
        let again = async |body: &str| {
            let body = body.as_bytes().to_vec().into();
            site.ask("POST", "/api/v1/seals/610100", &security, Some("open-once"), body).await
        };
        let (first, second) = (again("{}").await, again("{}").await);
        assert_eq!((first.status, second.status, second.repeated), (201, 201, true), "{second:?}");
        assert!(again("{ }").await.status != 201 && again("\u{0}").await.status != 201);
        let of = |all: &Value| all.as_array().unwrap().iter().filter(|key| key["office"] == "610100").count();
        assert_eq!(of(&published().await), 1);
        let since = published().await[1]["from"].clone();
        assert_eq!(post("650100/1/revocation", json!({ "since": since, "reason": "外泄" })).await.status, 201);
        let published = published().await;
        let published: Vec<&Value> =
            published.as_array().unwrap().iter().filter(|key| key["office"] == "650100").collect();
        assert_eq!(published.len(), 2);
        assert_eq!(published[0]["revoked"], json!({ "since": since, "reason": "外泄" }));
        assert_eq!(published[1]["revoked"], Value::Null);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r75_a_paper_is_verified_by_its_code_whoever_else_uses_its_number_as_a_reference() {
    on_both(|site| async move {
        let no = case(&site, "paper signed").await;
        let releaser = site.officer(Role::Releaser, "650100").await;
        let at = version(&site, &no).await;
        // Who issues sits at any office: reads what is signed, and who has no part in it otherwise reads nothing of it.
        let listed = async |who: &str| {
            let path = format!("/api/v1/cases/{no}/certificates?purpose=trace");
            site.get(who, &path).await.json["certificates"].as_array().map_or(0, Vec::len)
        };
        let far = site.officer(Role::Inspector, "650100").await;
        assert_eq!((listed(&releaser).await, listed(&far).await, listed(OWNER).await), (1, 0, 0));
        let page = format!("/case/{no}/certificates/1?purpose=trace");
        assert_eq!(site.page(&releaser, &page).await.status, 200);
        assert_eq!(site.page(&far, &page).await.status, 404);
        // The same key issues once; the second answer is the first.
        let body = json!({ "version": at, "act": { "issue": {} } });
        let path = format!("/api/v1/cases/{no}/certificates/1");
        let bytes = serde_json::to_vec(&body).unwrap();
        let first = site.ask("POST", &path, &releaser, Some("issue-once"), bytes.clone().into()).await;
        let second = site.ask("POST", &path, &releaser, Some("issue-once"), bytes.into()).await;
        assert_eq!((first.status, second.status, second.repeated), (200, 200, true), "{first:?} {second:?}");
        assert_eq!(first.json, second.json);
        let shown = site.get(OWNER, &format!("/api/v1/cases/{no}/certificates")).await.json["certificates"][0].clone();
        let text = |key: &str| shown[key].as_str().unwrap().to_owned();
        let (number, code) = (text("number"), text("code"));
        let asks = format!("/api/v1/papers/{number}?code=");
        let told = site.get("", &format!("{asks}{code}")).await;
        assert_eq!((told.status, &told.json["state"]), (200, &json!("issued")), "{told:?}");
        assert_eq!(told.json["seal"], json!("holds"));
        assert!(!told.json.to_string().contains("10,000.00"), "no prices");
        let file = format!("/api/v1/papers/{number}/sealed?code=");
        for wrong in ["", "0000000000000", &code[1..]] {
            assert_eq!(site.get("", &format!("{asks}{wrong}")).await.status, 404);
            assert_eq!(site.get("", &format!("{file}{wrong}")).await.status, 404);
        }
        proves_itself(&site, &no, &format!("{file}{code}")).await;
        let mut other = crate::site::exit("8516601000");
        other["reference"] = json!(number);
        site.declare(&other).await;
        assert_eq!(site.get("", &format!("{asks}{code}")).await.status, 200, "another's reference hides no paper");
        // Signed in person or not at all, and never twice.
        assert_eq!(signed(&site, &site.officer(Role::Signatory, "410100").await, &no).await.status, 409);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn domain_4_5_a_paper_is_suspended_supplemented_and_issued_again_and_a_stranger_sees_what_counts() {
    on_both(|site| async move {
        let no = case(&site, "paper issued").await;
        let by = async |role| site.officer(role, "410100").await;
        let (drafter, signatory, releaser) =
            (by(Role::Drafter).await, by(Role::Signatory).await, by(Role::Releaser).await);
        let shown = async |number: usize| {
            let all = site.get(OWNER, &format!("/api/v1/cases/{no}/certificates")).await.json;
            all["certificates"][number - 1].clone()
        };
        let told = async |number: usize| {
            let (paper, text) = (shown(number).await, |value: &Value| value.as_str().unwrap().to_owned());
            let (number, code) = (text(&paper["number"]), text(&paper["code"]));
            let told = site.get("", &format!("/api/v1/papers/{number}?code={code}")).await.json;
            (text(&told["state"]), told["counts"].as_bool().unwrap(), text(&told["seal"]))
        };
        let act = async |who: &str, number: u16, act: Value| {
            let answer = site.command(who, &no, &format!("certificates/{number}"), json!({ "act": act })).await;
            (answer.status, answer.reason().to_owned())
        };
        let ok = || (200, String::new());
        let no_ = |reason: &str| (409, reason.to_owned());
        assert_eq!(told(1).await, ("issued".into(), true, "holds".into()));
        let suspend = json!({ "suspend": { "reason": "企业列入黑名单" } });
        assert_eq!(act(&signatory, 1, suspend.clone()).await, ok());
        assert_eq!(act(&signatory, 1, suspend).await, no_("certificate_suspended"));
        assert_eq!(told(1).await, ("issued".into(), false, "holds".into()));
        let hand = json!({ "hand_over": { "to": "李明", "electronic": true } });
        assert_eq!(act(&releaser, 1, hand.clone()).await, no_("certificate_suspended"));
        assert_eq!(act(&signatory, 1, json!({ "lift": { "reason": "查清" } })).await, ok());
        assert_eq!(act(&releaser, 1, hand).await, ok());
        // The pages of what follows an issued paper are for its drafter.
        for page in ["amendment", "supplement", "reissue"] {
            let path = format!("/case/{no}/certificates/1/{page}");
            assert_eq!(site.page(&drafter, &path).await.status, 200, "{page}");
            assert_eq!(site.page(OWNER, &path).await.status, 404, "{page}");
        }
        let draft = async |body: Value| site.command(&drafter, &no, "certificates", body).await;
        let mut beside = drafted();
        (beside["amends"], beside["following"]) = (json!(1), json!("supplements"));
        assert_eq!(draft(beside).await.status, 200);
        let lost = |lost: &str| json!({ "kind": "20", "amends": 1, "following": "reissues", "lost": lost });
        assert_eq!(draft(lost("")).await.reason(), "words_missing");
        assert_eq!(draft(json!({ "kind": "20", "amends": 1, "following": "copies" })).await.status, 422);
        assert_eq!(draft(lost("途中遗失")).await.status, 200);
        for number in [2, 3] {
            goes_on(&site, &no, number).await;
        }
        assert_eq!(shown(3).await["lost"], json!("途中遗失"));
        assert_eq!(shown(3).await["content"], shown(1).await["content"]);
        assert_eq!(told(1).await, ("superseded".into(), false, "holds".into()));
        assert_eq!(told(2).await, ("superseded".into(), false, "holds".into()), "with the paper that it supplements");
        assert_eq!(told(3).await, ("issued".into(), true, "holds".into()));
    })
    .await;
}

/// Brings another paper of the case from its draft to its issue.
async fn goes_on(site: &Site, no: &str, number: u16) {
    let path = format!("certificates/{number}");
    for (role, act) in
        [(Role::Checker, "check"), (Role::Engrosser, "engross"), (Role::Signatory, "sign"), (Role::Releaser, "issue")]
    {
        let who = site.officer(role, "410100").await;
        let answer = if act == "sign" {
            let all = site.get(&who, &format!("/api/v1/cases/{no}/certificates")).await.json;
            let digest = &all["certificates"][usize::from(number) - 1]["digest"];
            let path = format!("{path}/signature");
            site.command(&site.in_person(&who).await, no, &path, json!({ "digest": digest })).await
        } else {
            site.command(&who, no, &path, json!({ "act": { act: {} } })).await
        };
        assert_eq!(answer.status, 200, "{number} {act}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn domain_4_5_a_paper_is_recorded_as_used_once_by_the_office_that_clears_or_releases_on_it() {
    on_both(|site| async move {
        let no = case(&site, "paper issued").await;
        let act = async |role: Role, office: &str, act: Value| {
            let who = site.officer(role, office).await;
            let answer = site.command(&who, &no, "certificates/1", json!({ "act": act })).await;
            (answer.status, answer.reason().to_owned())
        };
        let shown =
            async || site.get(OWNER, &format!("/api/v1/cases/{no}/certificates")).await.json["certificates"][0].clone();
        let used = |note: &str| json!({ "use": { "note": note } });
        let refused = |reason: &str| (409, reason.to_owned());
        let suspend = json!({ "suspend": { "reason": "核查" } });
        assert_eq!(act(Role::Signatory, "410100", suspend).await.0, 200);
        assert_eq!(act(Role::Releaser, "370200", used("口岸换证")).await, refused("certificate_suspended"));
        assert_eq!(act(Role::Signatory, "410100", json!({ "lift": { "reason": "查清" } })).await.0, 200);
        assert_eq!(act(Role::Releaser, "370200", used(" ")).await, refused("words_missing"));
        assert_eq!(act(Role::Inspector, "370200", used("口岸换证")).await.0, 403);
        assert_eq!(shown().await["used"], Value::Null);
        assert_eq!(act(Role::Releaser, "370200", used("口岸换证")).await.0, 200);
        assert_eq!(act(Role::Releaser, "650200", used("再次")).await, refused("certificate_used"));
        let paper = shown().await;
        assert_eq!((&paper["used"]["office"], &paper["used"]["note"]), (&json!("370200"), &json!("口岸换证")));
        let page = site.page(&site.officer(Role::Drafter, "410100").await, &format!("/case/{no}/certificates/1")).await;
        assert!(page.body.contains("已使用 黄岛") && page.body.contains("口岸换证"), "{}", page.body);
        let (number, code) = (paper["number"].as_str().unwrap(), paper["code"].as_str().unwrap());
        let told = site.get("", &format!("/api/v1/papers/{number}?code={code}")).await.json;
        assert_eq!((&told["used"], &told["counts"]), (&json!(true), &json!(true)));
    })
    .await;
}
