//! What the text of the region promises, the program does: by the API, on both engines.

use crate::site::{Answer, LATE, OWNER, Site, entry, exit, site_on, site_with};
use serde_json::{Value, json};
use std::future::Future;
use trial::people::{graded, registered};
use values::actor::Role;
use values::id::EnterpriseId;

/// An enterprise that nobody graded.
const NEW: &str = "X-NEW-1";

/// Runs a story on either engine.
pub async fn on_both<F: Future<Output = ()>>(story: impl Fn(Site) -> F) {
    story(site_on(LATE, None).await).await;
    story(site_on(LATE, Some(pgtest::fresh().await.unwrap())).await).await;
}

/// The same with an enterprise that is registered at Xi'an and has no grade.
async fn newcomer(site: &Site) {
    site.happens(vec![registered(NEW, "新登记公司", "610100", false)]).await;
    site.account(NEW, NEW, Role::Declarant, None, Some(EnterpriseId::parse(NEW).unwrap().as_str())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f1_who_is_registered_and_has_no_grade_declares_anywhere_as_grade_b_may() {
    on_both(|site| async move {
        newcomer(&site).await;
        let mut declaration = entry("8516601000");
        declaration["parties"] = json!({ "owner": NEW, "declarant": NEW });
        declaration["offices"]["accept"] = json!("370100");
        let answer = site.post(NEW, "/api/v1/declarations", &declaration).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let receipt = site.get(NEW, &format!("/api/v1/cases/{}/receipt", answer.no())).await.json;
        assert_eq!(receipt["again"]["equal"], true);
        let read =
            receipt["receipt"]["facts"].as_array().unwrap().iter().find(|read| read["fact"] == "owner_grade").unwrap();
        assert_eq!(read["value"], "absent", "the receipt says what was so");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f3_a_treatment_is_named_in_words_and_meets_only_itself() {
    on_both(|site| async move {
        let mut declaration = entry("8516601000");
        declaration["lines"][0]["origin"] = json!("GN");
        declaration["head"] = json!({ "epidemic": "YQ03" });
        let advice = site.post(OWNER, "/api/v1/advice", &declaration).await;
        assert_eq!(advice.status, 200, "{advice:?}");
        let advice = advice.json;
        let wanted = json!([
            { "zh": "消毒", "en": "disinfection" },
            { "zh": "除鼠、除虫", "en": "deratting and disinsection" },
        ]);
        let words =
            |told: &Value| told.as_array().unwrap().iter().map(|one| one["treatment"].clone()).collect::<Value>();
        assert_eq!(words(&advice["treatments"]), wanted, "the advisor");
        let no = site.declare(&declaration).await;
        site.review(&no).await;
        let inspector = site.officer(Role::Inspector, "370200").await;
        let treat = |entry: &str| {
            let treatment = json!({ "entry": entry, "method": "熏蒸", "minutes": 60, "effective": true });
            json!({ "work": { "treat": treatment } })
        };
        let path = "steps/预防性消毒处理";
        let code = site.case(&no).await["query_code"].as_str().unwrap_or_default().to_owned();
        let unnamed = json!({ "work": { "treat": { "method": "熏蒸", "minutes": 60, "effective": true } } });
        assert_eq!(site.command(&inspector, &no, path, unnamed).await.reason(), "treatment_unnamed");
        assert_eq!(site.command(&inspector, &no, path, treat("处-05")).await.reason(), "treatment_unknown");
        assert_eq!(site.command(&inspector, &no, path, treat("处-08")).await.status, 200);
        let step = |case: &Value| {
            let steps = case["steps"].as_array().unwrap().clone();
            steps.into_iter().find(|step| step["step"] == "预防性消毒处理").unwrap()
        };
        let half = step(&site.case(&no).await);
        assert_eq!((&half["status"], words(&half["treatments"])), (&json!("open"), wanted.clone()));
        assert_eq!((&half["treatments"][0]["done"], &half["treatments"][1]["done"]), (&json!(true), &json!(false)));
        let public = site.get("", &format!("/api/v1/status/{no}?code={code}")).await.json;
        assert_eq!(words(&step(&public)["treatments"]), wanted, "the public");
        assert_eq!(site.command(&inspector, &no, path, treat("处-10")).await.status, 200);
        assert_eq!(step(&site.case(&no).await)["status"], "done");
    })
    .await;
}

/// A form of a case's page.
fn form(act: &str, more: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let more = more.iter().map(|(name, value)| (*name, (*value).to_owned()));
    std::iter::once(("act", act.to_owned())).chain(more).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f4_r52_a_decision_wants_words_and_the_clause_that_the_text_says() {
    on_both(|site| async move {
        let no = site.declare(&exit("8516601000")).await;
        let inspector = site.officer(Role::Inspector, "410100").await;
        let made_up = json!({ "reason": "核查", "basis": "「没有的法」第一条" });
        let answer = site.command(&inspector, &no, "holds", made_up).await;
        assert_eq!((answer.status, answer.reason()), (409, "basis_unknown"));
        assert!(answer.json["detail"].as_str().unwrap().contains("「没有的法」第一条"), "{answer:?}");
        let hold = json!({ "reason": "核查", "basis": "「商检法」第五条" });
        assert_eq!(site.command(&inspector, &no, "holds", hold).await.status, 200);
        for (basis, reason) in [("", "basis_missing"), ("第五条", "basis_unknown")] {
            let lifting = json!({ "reason": "查清", "basis": basis });
            assert_eq!(site.command(&inspector, &no, "holds/1/lifting", lifting).await.reason(), reason);
            let fields = form("lift", &[("hold", "1"), ("reason", "查清"), ("basis", basis)]);
            assert_eq!(site.form(&inspector, &no, fields).await, 409, "the page as the API");
        }
        let fields = form("lift", &[("hold", "1"), ("reason", "查清"), ("basis", "「本方案」三(三)三")]);
        assert_eq!(site.form(&inspector, &no, fields).await, 303);
        let auditor = site.officer(Role::Auditor, "370100").await;
        let ledger = site.get(&auditor, &format!("/api/v1/cases/{no}/ledger?purpose=check")).await.json;
        let by = |kind: &str| {
            let duties = ledger["ledger"].as_array().unwrap();
            duties.iter().find(|duty| duty["kind"] == kind).unwrap()["basis"].clone()
        };
        assert_eq!(by("held"), json!(["「商检法」第五条"]), "the clause that was cited, not one of its own");
        assert_eq!(by("hold_lifted"), json!(["「本方案」三(三)三"]));
        let operations = site.officer(Role::Operations, "370100").await;
        let path = |what: &str| format!("/api/v1/enterprises/{OWNER}/{what}");
        let clause = "「企业信用办法」第十八条";
        for (body, at) in [
            (json!({ "grade": "A", "reason": " ", "basis": clause }), "reason"),
            (json!({ "grade": "A", "reason": "年度评定" }), "basis"),
            (json!({ "grade": "A", "reason": "年度评定", "basis": "「没有的法」" }), "basis"),
        ] {
            let answer = site.post(&operations, &path("grades"), &body).await;
            assert_eq!((answer.status, answer.faults()[0].0.as_str()), (422, at), "{body}");
        }
        for what in ["blacklist", "blacklist/lifting"] {
            let answer = site.post(&operations, &path(what), &json!({ "reason": "骗证" })).await;
            assert_eq!((answer.status, answer.faults()[0].0.as_str()), (422, "basis"), "{what}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f4_who_may_not_is_told_by_which_rule() {
    on_both(|site| async move {
        let no = site.declare(&exit("8516601000")).await;
        site.review(&no).await;
        let reviewer = site.officer(Role::Reviewer, "370100").await;
        let work = json!({ "work": { "examine": { "findings": [{ "lot": 1, "outcome": "pass" }] } } });
        let answer = site.command(&reviewer, &no, "steps/产地检验检疫", work.clone()).await;
        let told = &answer.json;
        assert_eq!((answer.status, &told["clause"]), (403, &json!("「签证管理办法」第六条")), "{answer:?}");
        assert_eq!(told["more"], json!({ "act": "examine", "open_to": ["inspector"], "in_another_part": false }));
        assert_eq!(
            (&told["detail"], &told["detail_en"]),
            (&json!("这一操作的职责：施检"), &json!("Open to these duties: inspection"))
        );
        let elsewhere = site.officer(Role::Inspector, "510100").await;
        let answer = site.command(&elsewhere, &no, "steps/产地检验检疫", work).await;
        assert_eq!((answer.status, &answer.json["more"]["in_another_part"]), (403, &json!(true)), "{answer:?}");
        // The routes for some roles only say which.
        let answer = site.post(&reviewer, "/api/v1/declarations", &exit("8516601000")).await;
        assert_eq!((answer.status, &answer.json["more"]["open_to"]), (403, &json!(["declarant"])), "{answer:?}");
    })
    .await;
}

/// Asks for advice.
async fn advised(site: &Site, who: &str, declaration: &Value) -> Answer {
    site.ask("POST", "/api/v1/advice", who, None, declaration.to_string().into()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f5_where_one_may_not_declare_the_advisor_says_why_and_where_one_may() {
    on_both(|site| async move {
        site.happens(vec![graded(OWNER, "C")]).await;
        let mut declaration = entry("8516601000");
        declaration["offices"]["accept"] = json!("370100");
        let advice = advised(&site, OWNER, &declaration).await;
        assert_eq!(advice.status, 200, "{advice:?}");
        let why = &advice.json["hindrances"][0];
        assert_eq!((&why["reason"], &why["offices"]), (&json!("place_not_allowed"), &json!(["370200", "610100"])));
        let failed = json!([{ "zh": "货主等级属于「AA」、「A」、「B」", "en": "owner grade in \"AA\", \"A\", \"B\"" }]);
        assert_eq!(why["failed"], failed, "{why}");
        assert_eq!(advice.json["mode"], "I2", "and what would follow");
        // Acceptance says the same, in words too.
        let refused = site.post(OWNER, "/api/v1/declarations", &declaration).await;
        assert_eq!((refused.status, &refused.json["more"]["failed"]), (409, &failed));
        let detail = refused.json["detail"].as_str().unwrap();
        assert!(detail.contains("货主等级属于「AA」") && detail.contains("可以选"), "{detail}");
        // Where nothing was chosen yet, it says where one may.
        for nowhere in [json!({ "destination": "610100" }), json!({ "accept": "", "destination": "610100" })] {
            declaration["offices"] = nowhere;
            let advice = advised(&site, OWNER, &declaration).await;
            assert_eq!((advice.status, &advice.json["hindrances"]), (200, &json!([])), "{advice:?}");
            assert_eq!(advice.json["steps"][0]["offices"], json!(["370200", "610100"]));
        }
        // What is wrong with the body is told all the same.
        let twice = declaration.to_string().replacen("\"direction\":", "\"direction\":\"exit\",\"direction\":", 1);
        let advice = site.ask("POST", "/api/v1/advice", OWNER, None, twice.into()).await;
        assert_eq!((advice.status, advice.faults()[0].0.as_str()), (422, "direction"), "{advice:?}");
        for rubbish in ["", "[", "[]", "7", "null", "\u{feff}", "{\"offices\":7}", "{\"offices\":{\"accept\":7}}"] {
            let answer = site.ask("POST", "/api/v1/advice", OWNER, None, rubbish.into()).await;
            assert!([400, 422].contains(&answer.status), "{rubbish}: {answer:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f6_a_mode_that_is_not_offered_is_told_with_those_that_are_and_why() {
    on_both(|site| async move {
        let mut declaration = exit("8516601000");
        declaration["asked"] = json!("E2");
        let advice = advised(&site, OWNER, &declaration).await;
        assert_eq!(advice.status, 200, "{advice:?}");
        let why = &advice.json["hindrances"][0];
        assert_eq!((&why["reason"], &why["modes"]), (&json!("mode_not_offered"), &json!(["E1", "E3"])), "{why}");
        let modes = advice.json["modes"].as_array().unwrap();
        let offer = |mode: &str| modes.iter().find(|offer| offer["mode"] == mode).unwrap();
        assert_eq!((&offer("E3")["offered"], &offer("E1")["offered"]), (&json!(true), &json!(true)));
        assert_eq!((&offer("E2")["offered"], &offer("E2")["unmet"][0]["zh"]), (&json!(false), &json!("列入清单")));
        assert_eq!(
            offer("E2")["unmet"].as_array().unwrap().len(),
            1,
            "one row would do; nobody is told to be blacklisted"
        );
        let unmet = offer("C-出")["unmet"].to_string();
        assert!(unmet.contains("在试点内") || unmet.contains("口岸"), "{unmet}");
        let refused = site.post(OWNER, "/api/v1/declarations", &declaration).await;
        assert_eq!((refused.reason(), &refused.json["more"]["modes"]), ("mode_not_offered", &json!(["E1", "E3"])));
        // The terms are those of steps that the mode has: nothing is forwarded in E3.
        declaration["asked"] = Value::Null;
        declaration.as_object_mut().unwrap().remove("asked");
        let names = |advice: &Answer| advice.json["deadlines"].to_string();
        assert!(!names(&advised(&site, OWNER, &declaration).await).contains("转单"));
        let listed = advised(&site, OWNER, &exit("0409000000")).await;
        assert!(listed.json["mode"] == "E1" && names(&listed).contains("转单"), "{listed:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f11_the_start_page_says_what_the_region_says_of_itself() {
    on_both(|site| async move {
        let page = site.page("", "/").await;
        let law = trial::desk::law(&site.app.desk).await;
        let members = law.policy.members_on(site.app.field().day(site.app.desk.clock.now())).count();
        assert!(page.body.contains(&format!("{members} 个局如同一个局")), "{}", page.body);
    })
    .await;
}

/// The list of exits waits for its approval.
const PENDING: &[(&str, &str, &str)] = &[(
    "approvals.md",
    "| list-exit.md 出境负面清单 | 1 | 质检总局 | 「演示，非真实」 | 2015-08-31 | 演示 | |",
    "| list-exit.md 出境负面清单 | 1 | 质检总局 | 「演示，非真实」 | 2015-08-31 | 待批 | |",
)];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f16_goods_that_a_list_names_go_to_a_person_while_it_never_was_in_force() {
    for database in [None, Some(pgtest::fresh().await.unwrap())] {
        let site = site_with(LATE, database, PENDING).await;
        let advice = advised(&site, OWNER, &exit("0409000000")).await.json;
        assert_eq!((&advice["mode"], &advice["unsettled"][0]["line"]), (&json!("E3"), &json!(1)));
        let no = site.declare(&exit("0409000000")).await;
        let reviewer = site.officer(Role::Reviewer, "370100").await;
        let page = site.page(&reviewer, &format!("/case/{no}")).await.body;
        assert!(page.contains("清单从未批准施行"), "{page}");
        assert_eq!(site.form(&reviewer, &no, form("review-pass", &[("note", "")])).await, 409);
        let review = |note: &str| json!({ "review": { "pass": { "note": note } } });
        let refused = site.command(&reviewer, &no, "review", review("")).await;
        assert_eq!((refused.status, refused.reason()), (409, "list_unsettled"), "{refused:?}");
        assert_eq!(site.command(&reviewer, &no, "review", review("按清单外办理")).await.status, 200);
        let region = site.get(&reviewer, "/api/v1/region").await.json;
        let exits = region["lists"].as_array().unwrap().iter().find(|list| list["file"] == "list-exit.md").unwrap();
        assert_eq!((&exits["in_force"], &exits["counts"]), (&json!(false), &json!({ "by": "reviewer" })));
        let page = site.page(&reviewer, "/region").await.body;
        assert!(page.contains("清单从未施行"), "{page}");
        // What no rule carries out is said to be so, row by row.
        assert!(page.contains("尚未执行") && page.contains("报检批次"), "{page}");
        let unread = region["not_carried_out"].as_array().unwrap();
        assert!(unread.iter().any(|row| row["file"] == "deadlines.md" && row["row"] == "出境提前报检"));
        assert!(!unread.iter().any(|row| row["file"] == "grades.md"));
    }
}
