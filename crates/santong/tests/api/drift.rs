//! Page and API are one (house 4): what a form demands is demanded by `decide`, corrections go one way, there is one ledger.

use crate::site::{LATE, OTHER, OWNER, Site, entry, exit, site};
use crate::standing::{Standing, stage};
use crate::trials::{Case, fresh};
use register::scope::Scope;
use serde_json::{Value, json};
use std::time::Duration;
use values::actor::Role;

/// One command without its words, by the API and by the page: 409 `words_missing` and no event.
async fn silent(site: &Site, no: &str, who: &str, path: &str, body: Value, fields: Vec<(&'static str, String)>) {
    let before = site.case(no).await["version"].clone();
    let answer = site.command(who, no, path, body).await;
    assert_eq!((answer.status, answer.reason()), (409, "words_missing"), "{path}: {answer:?}");
    assert_eq!(site.form(who, no, fields).await, 409, "{path} on the page");
    assert_eq!(site.case(no).await["version"], before, "{path}");
}

fn form(act: &str, more: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let more = more.iter().map(|(name, value)| (*name, (*value).to_owned()));
    std::iter::once(("act", act.to_owned())).chain(more).collect()
}

async fn ready(site: &Site, case: Case) -> String {
    stage(site, &case, Standing::AtPlace).await.no
}

#[tokio::test]
async fn house_4_3_what_the_form_demands_is_demanded_by_decide() {
    let site = &site(LATE).await;
    let reviewed = |declaration| Case { reviewed: true, ..fresh(declaration) };
    for words in ["", "  ", "\u{3000}\t"] {
        let inspector = site.officer(Role::Inspector, "410100").await;
        let no = ready(site, reviewed(exit("8516601000"))).await;
        for outcome in [
            json!({ "fail": { "reason": words } }),
            json!({ "part": { "passed": { "units": 100_000, "unit": "KGM" }, "rest": 0, "reason": words } }),
        ] {
            let kind = if outcome.get("fail").is_some() { "fail" } else { "part" };
            let body = json!({ "work": { "examine": { "findings": [{ "lot": 1, "outcome": outcome }] } } });
            let fields =
                form("step", &[("step", "产地检验检疫"), ("lot-1", kind), ("part-1", "10"), ("reason-1", words)]);
            silent(site, &no, &inspector, "steps/产地检验检疫", body, fields).await;
        }
        let held = ready(site, Case { then: "hold", ..fresh(exit("8516601000")) }).await;
        let lift = form("lift", &[("hold", "1"), ("reason", words)]);
        silent(site, &held, &inspector, "holds/1/lifting", json!({ "reason": words }), lift).await;
        let asked = ready(site, Case { then: "amend", ..fresh(exit("8516601000")) }).await;
        let reviewer = site.officer(Role::Reviewer, "370100").await;
        let deny = json!({ "grant": false, "note": words });
        silent(site, &asked, &reviewer, "amendment/answer", deny, form("deny", &[("note", words)])).await;
        let alive = ready(site, reviewed(exit("0103911010"))).await;
        let body = json!({ "work": { "supervise": { "note": words } } });
        let fields = form("step", &[("step", "产地监管"), ("note", words)]);
        silent(site, &alive, &inspector, "steps/产地监管", body, fields).await;
        let mut sick = entry("8516601000");
        sick["head"] = json!({ "epidemic": "YQ01" });
        let treated = ready(site, reviewed(sick)).await;
        let port = site.officer(Role::Inspector, "370200").await;
        let body = json!({ "work": { "treat": { "method": words, "minutes": 60, "effective": true } } });
        let fields =
            form("step", &[("step", "预防性消毒处理"), ("method", words), ("minutes", "60"), ("effective", "yes")]);
        silent(site, &treated, &port, "steps/预防性消毒处理", body, fields).await;
        let note = ready(site, fresh(exit("8516601000"))).await;
        let writer = site.officer(Role::Inspector, "410100").await;
        silent(site, &note, &writer, "notes", json!({ "note": words }), form("note", &[("note", words)])).await;
        let to = [("to", "640100"), ("what", words), ("due", "2099-12-31")];
        let body = json!({ "to": "640100", "what": words, "due": "2099-12-31" });
        silent(site, &note, &writer, "work-items", body, form("ask-work", &to)).await;
    }
}

/// A correction is read as of the day of its case, by the form as by the API: 180 days after that day are the last that a journey
/// may name, however late the correction comes.
#[tokio::test]
async fn house_4_2_corrections_by_page_and_by_api_go_by_the_day_of_the_case() {
    let site = site(LATE).await;
    let reviewer = site.officer(Role::Reviewer, "370100").await;
    let mut cases = Vec::new();
    for by_page in [false, true] {
        for (day, taken) in [("2016-05-07", true), ("2016-05-08", true), ("2016-05-09", false)] {
            let no = site.declare(&exit("8516601000")).await;
            let back = json!({ "review": { "return": { "note": "补正" } } });
            assert_eq!(site.command(&reviewer, &no, "review", back).await.status, 200);
            cases.push((no, by_page, day, taken));
        }
    }
    site.app.desk.clock.advance(Duration::from_secs(86_400 * 30));
    for (no, by_page, day, taken) in cases {
        let status = if by_page {
            site.correct_with(OWNER, &no, &[("journey.day", day)]).await
        } else {
            let mut declaration = site.get(OWNER, &format!("/api/v1/cases/{no}")).await.json["declaration"].clone();
            declaration["journey"]["day"] = json!(day);
            site.command(OWNER, &no, "resubmission", json!({ "declaration": declaration })).await.status
        };
        let wanted = if !taken {
            422
        } else if by_page {
            303
        } else {
            200
        };
        assert_eq!(status, wanted, "{day}, by the page {by_page}");
        let events = site.app.field().register.case_events(&Scope::system(), &no).await.unwrap().unwrap();
        assert_eq!(events.iter().any(|event| event.body.kind() == "resubmitted"), taken, "{day}");
    }
}

/// What is refused leaves no personal data, by the page as by the API.
#[tokio::test]
async fn house_4_2_a_refused_correction_leaves_no_person_behind() {
    let site = site(LATE).await;
    let no = site.declare(&exit("8516601000")).await;
    let count = async || {
        let (scope, master) = (Scope::officer(), &site.app.field().master);
        let register = &site.app.field().register;
        register.find_person(&scope, master, "contact.phone", b"13999990000").await.unwrap().len()
    };
    // It was not returned: both ways are refused.
    let mut other = exit("8516601000");
    other["contact"] = json!({ "name": "韩梅梅", "phone": "13999990000" });
    let answer = site.command(OWNER, &no, "resubmission", json!({ "declaration": other })).await;
    assert_eq!((answer.status, answer.reason()), (409, "not_returned"));
    assert_eq!(count().await, 0);
    assert_eq!(site.correct_with(OWNER, &no, &[("contact.phone", "13999990000")]).await, 409);
    assert_eq!(count().await, 0);
    assert_eq!(site.correct_with(OTHER, &no, &[("contact.phone", "13999990000")]).await, 404);
    assert_eq!(count().await, 0);
}

/// The page's ledger has the lines of the API's that an office answers for, for officers and for the enterprise.
#[tokio::test]
async fn house_4_4_page_and_api_have_one_ledger() {
    let site = site(LATE).await;
    let no = site.declare(&exit("0409000000")).await;
    site.finish(&no).await;
    let inspector = site.officer(Role::Inspector, "410100").await;
    let ask = json!({ "to": "640100", "what": "SECRETASK", "due": "2099-12-31" });
    assert_eq!(site.command(&inspector, &no, "work-items", ask).await.status, 200);
    let asked = site.officer(Role::Inspector, "640100").await;
    let reply = json!({ "reply": "SECRETREPLY" });
    assert_eq!(site.command(&asked, &no, "work-items/1/answer", reply).await.status, 200);
    assert_eq!(site.command(&inspector, &no, "notes", json!({ "note": "SECRETNOTE" })).await.status, 200);
    for who in [OWNER, inspector.as_str()] {
        let told = site.get(who, &format!("/api/v1/cases/{no}/ledger")).await.json;
        let decided = told["ledger"].as_array().unwrap().iter().filter(|line| line["decides"] == true).count();
        let page = site.page(who, &format!("/case/{no}")).await.body;
        let ledger = page.split("id=\"ledger\"").nth(1).unwrap().split("</section>").next().unwrap().to_owned();
        assert_eq!(ledger.matches("<tr>").count() - 1, decided, "{who}: {ledger}");
        assert!(5 < decided, "{told}");
        let secret = |text: &str| {
            ["SECRETASK", "SECRETREPLY", "SECRETNOTE", "work_asked", "noted"].iter().any(|s| text.contains(s))
        };
        let officer = who != OWNER;
        assert_eq!(secret(&told.to_string()), officer, "{who}: {told}");
        assert_eq!(secret(&page), officer, "{who}");
        for account in ["inspector-410100", "reviewer-370100"] {
            assert_eq!(told.to_string().contains(account), officer, "{who} {account}");
            assert_eq!(page.contains(account), officer, "{who} {account}");
        }
    }
    // A stale version is told what changed, and the enterprise nothing of what offices write.
    let stale = site.post(OWNER, &format!("/api/v1/cases/{no}/contact"), &json!({ "version": 1 })).await;
    assert_eq!(stale.code(), "stale");
    assert!(!stale.json["more"]["since"].to_string().contains("work_"), "{stale:?}");
    assert!(stale.json["more"]["since"].to_string().contains("step_done"), "{stale:?}");
}
