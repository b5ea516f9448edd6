//! What the text of the region promises, the program does: by the API, on both engines.

use crate::site::{Answer, LATE, OWNER, Site, entry, exit, site_on, site_with};
use clearance::case::decide::Command;
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
        let members = site.app.field().policy().members_on(site.app.field().day(site.app.desk.clock.now())).count();
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
    }
}

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
        let operations = site.officer(Role::Operations, "370100").await;
        let listed = json!({ "reason": "骗证", "basis": "「企业信用办法」第三十条" });
        let path = format!("/api/v1/enterprises/{OWNER}/blacklist");
        assert_eq!(site.post(&operations, &path, &listed).await.status, 201);
        let platform = desk::job::platform(site.app.desk.clock.now());
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
        assert_eq!(ended["superseded"], json!([number]));
    })
    .await;
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
fn full() -> Value {
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
fn leaves(at: &str, value: &Value, into: &mut Vec<(String, String)>) {
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
async fn f8_every_field_is_stored_and_shown_and_what_has_no_effect_says_so() {
    on_both(|site| async move {
        let sent = full();
        let answer = site.post(OWNER, "/api/v1/declarations", &sent).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let without: Vec<&str> =
            answer.json["warnings"].as_array().unwrap().iter().map(|one| one["at"].as_str().unwrap()).collect();
        assert_eq!(without, ["offices.documents", "wanted[0].kind"]);
        let warning = &answer.json["warnings"][0]["wanted"];
        assert!(warning["zh"].as_str().unwrap().contains("签证启用前不起作用"), "{warning}");
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
        let form = site.page(OWNER, "/declare/entry").await.body;
        assert_eq!(form.matches("签证启用前不起作用").count(), 2);
    })
    .await;
}
