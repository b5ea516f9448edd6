//! In whose name: whoever is named has a mandate and sees the case; who works for a party does nothing for an office.

use crate::site::{AGENT, EARLY, LATE, OTHER, OWNER, Site, exit, site, site_on};
use crate::standing::Standing::AtPlace;
use crate::standing::{asker, signed, stage};
use crate::trials::{form_of, step_of, trials};
use clearance::permission::{self, Act, Allowed, Relation};
use serde_json::{Value, json};
use values::actor::Role;

fn named(role: &str, who: &str) -> Value {
    let mut declaration = exit("8516601000");
    declaration["parties"][role] = json!(who);
    declaration
}

async fn mandate(site: &Site, id: &str, agent: &str) {
    let mandate = json!({ "id": id, "owner": OWNER, "agent": agent, "direction": "exit" });
    let given = site.post(OWNER, "/api/v1/mandates", &mandate).await;
    assert_eq!(given.status, 201, "{given:?}");
}

/// What an enterprise sees of a case, by every way that there is: page, API, lists, queue, search.
async fn sees(site: &Site, who: &str, no: &str) -> Vec<bool> {
    let has = |json: &Value| json.to_string().contains(no);
    let found = |status: u16| match status {
        200 => true,
        404 => false,
        other => panic!("{other}"),
    };
    let page = async |path: String| site.page(who, &path).await;
    vec![
        found(site.get(who, &format!("/api/v1/cases/{no}")).await.status),
        found(site.get(who, &format!("/api/v1/cases/{no}/events")).await.status),
        found(site.get(who, &format!("/api/v1/cases/{no}/receipt")).await.status),
        found(page(format!("/case/{no}")).await.status),
        has(&site.get(who, "/api/v1/cases").await.json),
        has(&site.get(who, "/api/v1/queue").await.json),
        has(&site.get(who, &format!("/api/v1/search?key={no}")).await.json),
        page("/queue".into()).await.body.contains(&format!("/case/{no}")),
        page(format!("/search?q={no}")).await.body.contains(&format!("/case/{no}\"")),
    ]
}

#[tokio::test]
async fn security_b22_whoever_is_named_has_a_mandate_and_sees_the_case() {
    let url = pgtest::fresh().await.unwrap();
    for database in [None, Some(url)] {
        let site = site_on(LATE, database).await;
        for role in ["declarant", "agent"] {
            for stranger in [OTHER, AGENT, "X-NOBODY"] {
                let declaration = named(role, stranger);
                for path in ["/api/v1/declarations", "/api/v1/advice"] {
                    let answer = site.post(OWNER, path, &declaration).await;
                    assert_eq!((answer.status, answer.reason()), (409, "mandate_missing"), "{role} {stranger} {path}");
                }
            }
        }
        mandate(&site, "M-1", AGENT).await;
        for role in ["declarant", "agent"] {
            let answer = site.post(OWNER, "/api/v1/declarations", &named(role, AGENT)).await;
            assert_eq!(answer.status, 201, "{role}: {answer:?}");
            let no = answer.no();
            let reviewer = site.officer(Role::Reviewer, "370100").await;
            let back = json!({ "review": { "return": { "note": "补正" } } });
            assert_eq!(site.command(&reviewer, &no, "review", back).await.status, 200);
            assert_eq!(sees(&site, AGENT, &no).await, [true; 9], "{role} while the mandate holds");
            assert_eq!(sees(&site, OTHER, &no).await, [false; 9]);
        }
        // A case of its own, into which another is put by a correction or an amendment.
        let returned = site.declare(&exit("8516601000")).await;
        let reviewer = site.officer(Role::Reviewer, "370100").await;
        let back = json!({ "review": { "return": { "note": "补正" } } });
        assert_eq!(site.command(&reviewer, &returned, "review", back).await.status, 200);
        let amended = site.declare(&exit("8516601000")).await;
        for role in ["declarant", "agent"] {
            let body = json!({ "declaration": named(role, OTHER), "reason": "更换" });
            let answer = site.command(OWNER, &amended, "amendment", body).await;
            assert_eq!((answer.status, answer.reason()), (409, "mandate_missing"), "{role}");
            let answer =
                site.command(OWNER, &returned, "resubmission", json!({ "declaration": named(role, OTHER) })).await;
            assert_eq!((answer.status, answer.reason()), (409, "mandate_missing"), "{role}");
        }
    }
}

#[tokio::test]
async fn security_b22_what_a_party_sees_ends_with_its_mandate_and_the_owner_goes_on() {
    let site = site(LATE).await;
    mandate(&site, "M-1", AGENT).await;
    let mut cases = Vec::new();
    for role in ["declarant", "agent"] {
        let no = site.post(OWNER, "/api/v1/declarations", &named(role, AGENT)).await.no();
        let reviewer = site.officer(Role::Reviewer, "370100").await;
        let back = json!({ "review": { "return": { "note": "补正" } } });
        assert_eq!(site.command(&reviewer, &no, "review", back).await.status, 200);
        cases.push(no);
    }
    assert_eq!(site.post(OWNER, "/api/v1/mandates/M-1/revocation", &json!({})).await.status, 201);
    for no in &cases {
        assert_eq!(sees(&site, AGENT, no).await, [false; 9], "{no}");
        assert_eq!(sees(&site, OWNER, no).await, [true; 9], "{no}");
        assert_eq!(site.command(AGENT, no, "withdrawal", json!({})).await.status, 404);
        assert_eq!(site.command(OWNER, no, "contact", json!({})).await.status, 200);
        assert_eq!(site.command(OWNER, no, "withdrawal", json!({})).await.status, 200);
    }
}

/// Of its whole kind: every command of an office, by the API and by the page, by a person behind an account of a party.
#[tokio::test]
async fn security_b16_who_works_for_a_party_does_nothing_for_an_office_on_its_case_at_any_step() {
    let (late, first) = (site(LATE).await, site(EARLY).await);
    let mut tried = std::collections::BTreeSet::new();
    for site in [&late, &first] {
        site.account("dual-d", "P-dual", Role::Declarant, None, Some(OWNER)).await;
    }
    for trial in trials() {
        let Some(case) = &trial.case else { continue };
        let site = if case.early { &first } else { &late };
        let officers = Role::ALL.into_iter().filter(|role| *role != Role::Declarant);
        let relation = if trial.act == Act::AnswerWork { Relation::Asked } else { Relation::AtPlace };
        let role = officers.into_iter().find(|role| permission::allowed(*role, trial.act, relation) == Allowed::Yes);
        // Where a rule or the text names somebody it is that side's.
        let named = match case.then {
            "by command" | "waiver by command" => Some(Role::Command),
            "waiver by centre" => Some(Role::Reviewer),
            _ => None,
        };
        let role = named.or(role);
        let Some(role) = role.filter(|_| trial.body != Value::Null && case.then != "work elsewhere") else { continue };
        let staged = stage(site, case, AtPlace).await;
        let dual = format!("dual-{}-{}", role.word(), trial.at);
        site.account(&dual, "P-dual", role, Some(trial.at), None).await;
        let path = trial.route.replace("/api/v1/cases/{no}/", "").replace("{step}", step_of(trial.act));
        let path = path.replace("{lot}", "1").replace("{hold}", "1").replace("{item}", "1").replace("{waiver}", "1");
        let path = path.replace("{certificate}", "1");
        let does = async |token: &str| {
            if trial.act == Act::SignPaper {
                return signed(site, token, &staged.no).await;
            }
            site.command(token, &staged.no, &path, trial.body.clone()).await
        };
        let answer = does(&dual).await;
        assert_eq!((answer.status, answer.reason()), (409, "same_person"), "{path}: {answer:?}");
        if let Some(fields) = form_of(&trial, &staged) {
            assert_eq!(site.form(&dual, &staged.no, fields).await, 409, "{path} on the page");
        }
        // Another person of the same role does it.
        let other = asker(site, role, AtPlace, trial.at).await.unwrap();
        let answer = does(&other).await;
        assert!([200, 201].contains(&answer.status), "{path}: {answer:?}");
        tried.insert(trial.act.word());
    }
    let all = ["review", "answer_amendment", "accept_again", "supervise", "examine", "treat", "dispose", "arrive"];
    let more = ["forward", "clear", "move", "release", "hold", "lift_hold", "note_seal", "cooperate", "answer_work"];
    let papers = ["draft_paper", "check_paper", "engross_paper", "sign_paper", "issue_paper", "end_paper"];
    for act in all.iter().chain(&more).chain(&papers) {
        assert!(tried.contains(act), "{act} was not tried");
    }
}

/// The same beside cases: nobody grades, lists, renames or gives a mandate to the enterprise that he works for.
#[tokio::test]
async fn security_b16_who_works_for_an_enterprise_records_nothing_of_it_for_an_office() {
    let site = site(LATE).await;
    site.account("dual-d", "P-dual", Role::Declarant, None, Some(AGENT)).await;
    mandate(&site, "M-0", AGENT).await;
    let path = |what: &str| format!("/api/v1/enterprises/{AGENT}/{what}");
    let given = json!({ "id": "M-1", "owner": OWNER, "agent": AGENT });
    let listed = json!({ "reason": "骗证", "basis": "「本方案」三(三)二" });
    let operations = [
        (path("grades"), json!({ "grade": "AA", "reason": "年度评定", "basis": "「企业信用办法」第十八条" })),
        (path("blacklist"), listed),
        (path("blacklist/lifting"), json!({ "reason": "整改完成", "basis": "「企业信用办法」第三十条" })),
        ("/api/v1/mandates/M-0/revocation".to_owned(), json!({})),
    ];
    let acceptor = [(path("name"), json!({ "name": "别名" })), ("/api/v1/mandates".to_owned(), given)];
    let acts = operations.into_iter().map(|act| (Role::Operations, act));
    for (role, (path, body)) in acts.chain(acceptor.into_iter().map(|act| (Role::Acceptor, act))) {
        let dual = format!("dual-{}", role.word());
        site.account(&dual, "P-dual", role, Some("370100"), None).await;
        let other = site.officer(role, "370100").await;
        // What must be there before it can be lifted or ended is there by another's hand.
        let answer = site.post(&dual, &path, &body).await;
        assert_eq!((answer.status, answer.reason()), (409, "same_person"), "{path}: {answer:?}");
        let answer = site.post(&other, &path, &body).await;
        assert_eq!(answer.status, 201, "{path}: {answer:?}");
    }
}
