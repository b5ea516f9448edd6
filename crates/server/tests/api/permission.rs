//! The committed permission table over HTTP: every role x act x relation that somebody can have, on a case in a state in
//! which the act is possible. Allowed is 2xx, everything else 403 or 404.

use crate::cooperation::{self, asked};
use crate::site::{EARLY, LATE, OTHER, OWNER, Site, entry, exit, site};
use clearance::actor::Role;
use clearance::permission::Act;
use serde_json::{Value, json};
use server::route::{self, Verb};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// An officer who has no part in any of the cases.
const ELSEWHERE: &str = "510100";

/// How an act is tried: the route of the table, and what makes a case ready for it.
pub struct Trial {
    pub act: Act,
    /// The route as the table has it.
    pub route: &'static str,
    /// Office where it may be done.
    pub at: &'static str,
    /// What to send beside the version; nothing for reads.
    pub body: Value,
    /// The kind of case, and the steps to be done before.
    pub case: Option<Case>,
}

#[derive(Clone)]
pub struct Case {
    pub early: bool,
    pub declaration: Value,
    pub reviewed: bool,
    pub steps: &'static [&'static str],
    pub then: &'static str,
}

pub fn fresh(declaration: Value) -> Case {
    Case { early: false, declaration, reviewed: false, steps: &[], then: "" }
}

fn worked(declaration: Value, steps: &'static [&'static str]) -> Case {
    Case { reviewed: true, steps, ..fresh(declaration) }
}

fn flow() -> Value {
    let mut declaration = entry("8516601000");
    declaration["asked"] = json!("C-进流向");
    declaration["offices"]["accept"] = json!("370200");
    declaration
}

fn treated() -> Value {
    let mut declaration = entry("8516601000");
    declaration["head"] = json!({ "epidemic": "YQ01" });
    declaration
}

/// Two lines that would go by different modes.
fn mixed() -> Value {
    let mut declaration = exit("8516601000");
    let mut listed = declaration["lines"][0].clone();
    listed["hs"] = json!("0409000000");
    declaration["lines"].as_array_mut().unwrap().push(listed);
    declaration
}

fn early(case: Case) -> Case {
    Case { early: true, ..case }
}

pub fn of_case(act: Act, route: &'static str, at: &'static str, body: Value, case: Case) -> Trial {
    Trial { act, route, at, body, case: Some(case) }
}

fn step(act: Act, at: &'static str, work: Value, case: Case) -> Trial {
    of_case(act, "/api/v1/cases/{no}/steps/{step}", at, json!({ "work": work }), case)
}

fn without_case(act: Act, route: &'static str, body: Value) -> Trial {
    Trial { act, route, at: "370100", body, case: None }
}

const CLASSIC: &[&str] = &["产地检验", "转单", "口岸查验"];
const FORWARDED: &[&str] = &["产地检验"];

fn trials() -> Vec<Trial> {
    let mut trials = by_enterprise();
    trials.extend(by_office());
    trials.extend(in_steps());
    trials.extend(cooperation::trials());
    trials.extend([
        without_case(Act::Declare, "/api/v1/declarations", Value::Null),
        without_case(Act::Advise, "/api/v1/advice", Value::Null),
        without_case(Act::ReadQueue, "/api/v1/queue", Value::Null),
        without_case(Act::ReadStatistics, "/api/v1/statistics/cross", Value::Null),
        without_case(Act::ReadRegion, "/api/v1/region", Value::Null),
        without_case(Act::ReadSystem, "/api/v1/system", Value::Null),
        without_case(Act::RegisterEnterprise, "/api/v1/enterprises", json!({ "name": "新企业", "office": "410100" })),
        without_case(Act::Restrict, "/api/v1/enterprises/{id}/grades", json!({ "grade": "A" })),
        without_case(
            Act::ManageAccounts,
            "/api/v1/accounts/{id}/roles",
            json!({ "role": "inspector", "office": "640100" }),
        ),
    ]);
    trials
}

fn by_enterprise() -> Vec<Trial> {
    let export = || exit("8516601000");
    let plain = || fresh(export());
    let returned = Case { then: "return", ..plain() };
    vec![
        of_case(Act::ReadReceipt, "/api/v1/cases/{no}/receipt", "410100", Value::Null, plain()),
        of_case(Act::ReadReceipt, "/api/v1/cases/{no}/ledger", "410100", Value::Null, plain()),
        of_case(Act::Withdraw, "/api/v1/cases/{no}/withdrawal", "410100", json!({}), plain()),
        of_case(Act::Contact, "/api/v1/cases/{no}/contact", "410100", json!({}), plain()),
        of_case(Act::Split, "/api/v1/cases/{no}/split", "410100", json!({}), fresh(mixed())),
        of_case(
            Act::Choose,
            "/api/v1/cases/{no}/places",
            "410100",
            json!({ "step": "通关单", "office": "370100" }),
            plain(),
        ),
        of_case(
            Act::Resubmit,
            "/api/v1/cases/{no}/resubmission",
            "410100",
            json!({ "declaration": export() }),
            returned,
        ),
        of_case(
            Act::AskAmendment,
            "/api/v1/cases/{no}/amendment",
            "410100",
            json!({ "declaration": export(), "reason": "笔误" }),
            plain(),
        ),
    ]
}

fn by_office() -> Vec<Trial> {
    let plain = || fresh(exit("8516601000"));
    let reason = || json!({ "reason": "布控" });
    vec![
        of_case(Act::Review, "/api/v1/cases/{no}/review", "410100", json!({ "review": { "pass": {} } }), plain()),
        of_case(
            Act::AnswerAmendment,
            "/api/v1/cases/{no}/amendment/answer",
            "410100",
            json!({ "grant": false, "note": "不符" }),
            Case { then: "amend", ..plain() },
        ),
        of_case(
            Act::Dispose,
            "/api/v1/cases/{no}/lots/{lot}/disposition",
            "410100",
            json!({ "disposition": "not_exported" }),
            Case { then: "fail", ..worked(exit("8516601000"), &[]) },
        ),
        of_case(
            Act::Arrive,
            "/api/v1/cases/{no}/arrival",
            "610100",
            json!({ "seal_intact": true }),
            worked(entry("8516601000"), &["通关单", "调离"]),
        ),
        of_case(Act::Hold, "/api/v1/cases/{no}/holds", "410100", reason(), plain()),
        of_case(
            Act::LiftHold,
            "/api/v1/cases/{no}/holds/{hold}/lifting",
            "410100",
            reason(),
            Case { then: "hold", ..plain() },
        ),
        of_case(Act::NoteSeal, "/api/v1/cases/{no}/seal", "410100", json!({ "intact": true }), plain()),
    ]
}

fn in_steps() -> Vec<Trial> {
    let pass = json!({ "examine": { "findings": [{ "lot": 1, "outcome": "pass" }] } });
    let treat = json!({ "treat": { "method": "喷洒", "minutes": 60, "effective": true } });
    let mut at_home = exit("8516601000");
    at_home["offices"]["accept"] = json!("610100");
    let classic = |steps| early(worked(at_home.clone(), steps));
    let cleared: &[&str] = &["产地检验", "转单", "口岸查验", "通关单"];
    vec![
        step(
            Act::AcceptAgain,
            "610100",
            json!({ "accept": {} }),
            Case { then: "arrive", ..early(worked(flow(), &["通关单", "调离"])) },
        ),
        step(Act::Supervise, "410100", json!({ "supervise": { "note": "在场" } }), worked(exit("0103911010"), &[])),
        step(Act::Examine, "410100", pass, worked(exit("8516601000"), &[])),
        step(Act::Treat, "370200", treat, worked(treated(), &[])),
        step(Act::Forward, "410100", json!({ "forward": {} }), classic(FORWARDED)),
        step(Act::Clear, "370200", json!({ "clear": {} }), classic(CLASSIC)),
        step(Act::Move, "370200", json!({ "move": {} }), worked(entry("8516601000"), &["通关单"])),
        step(Act::Release, "370200", json!({ "release": {} }), classic(cleared)),
    ]
}

/// The step that an act is tried on.
fn step_of(act: Act) -> &'static str {
    match act {
        Act::AcceptAgain => "异地施检申报",
        Act::Supervise => "产地监管",
        Act::Examine => "产地检验检疫",
        Act::Treat => "预防性消毒处理",
        Act::Forward => "转单",
        Act::Clear => "通关单",
        Act::Move => "调离",
        Act::Release => "放行",
        _ => "",
    }
}

/// Makes a case ready.
async fn ready(site: &Site, case: &Case) -> String {
    let mut declaration = case.declaration.clone();
    declaration["reference"] = exit("8516601000")["reference"].clone();
    let no = site.declare(&declaration).await;
    if case.reviewed {
        site.review(&no).await;
    }
    for step in case.steps {
        let answer = site.step(&no, step, None, &json!("pass")).await;
        assert_eq!(answer.status, 200, "{step}: {answer:?}");
    }
    let inspector = site.officer(Role::Inspector, "410100").await;
    let reviewer = site.officer(Role::Reviewer, "370100").await;
    let answer = match case.then {
        "" => return no,
        "arrive" => {
            site.arrive(&no).await;
            return no;
        }
        "work" => {
            let far = site.officer(Role::Inspector, "370200").await;
            site.command(&far, &no, "work-items", asked("410100")).await
        }
        "hold" => site.command(&inspector, &no, "holds", json!({ "reason": "布控" })).await,
        "return" => site.command(&reviewer, &no, "review", json!({ "review": { "return": { "note": "补正" } } })).await,
        "fail" => site.step(&no, "产地检验检疫", None, &json!({ "fail": { "reason": "不合格" } })).await,
        _ => {
            let body = json!({ "declaration": declaration, "reason": "笔误" });
            site.command(OWNER, &no, "amendment", body).await
        }
    };
    assert_eq!(answer.status, 200, "{}: {answer:?}", case.then);
    no
}

/// Who asks in a relation: the token.
async fn asker(site: &Site, role: Role, relation: &str, at: &str) -> Option<String> {
    match (role, relation) {
        (Role::Declarant, "own") => Some(OWNER.to_owned()),
        (Role::Declarant, "stranger") => Some(OTHER.to_owned()),
        (Role::Declarant | Role::System, _) | (_, "own" | "stranger") => None,
        (_, "at_place") => Some(site.officer(role, at).await),
        (_, _) => Some(site.officer(role, ELSEWHERE).await),
    }
}

/// Tries an act; the status.
async fn tried(site: &Site, trial: &Trial, no: &str, token: &str, count: usize) -> u16 {
    let path = trial.route.replace("{no}", no).replace("{step}", step_of(trial.act)).replace("{lot}", "1");
    let path = path.replace("{hold}", "1").replace("{item}", "1");
    match trial.act {
        Act::ReadStatistics => {
            return site.get(token, &format!("{path}?activity=accept&from=2015-01-01&to=2015-12-31")).await.status;
        }
        Act::Declare | Act::Advise => {
            let mut declaration = exit("8516601000");
            let owner = if token == OTHER { OTHER } else { OWNER };
            declaration["parties"] = json!({ "owner": owner, "declarant": owner });
            return site.post(token, &path, &declaration).await.status;
        }
        Act::RegisterEnterprise => {
            let mut body = trial.body.clone();
            body["id"] = json!(format!("X-NEW-{count}"));
            return site.post(token, &path, &body).await.status;
        }
        _ => {}
    }
    let path = path.replace("{id}", if trial.act == Act::Restrict { OWNER } else { "inspector-410100" });
    if trial.body == Value::Null {
        site.get(token, &path).await.status
    } else if trial.case.is_some() {
        let short = path.strip_prefix(&format!("/api/v1/cases/{no}/")).unwrap().to_owned();
        site.command(token, no, &short, trial.body.clone()).await.status
    } else {
        site.post(token, &path, &trial.body).await.status
    }
}

/// The committed table.
fn table() -> BTreeMap<(String, String, String), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/permissions.tsv");
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        ((cells[0].to_owned(), cells[1].to_owned(), cells[2].to_owned()), cells[3].to_owned())
    });
    rows.collect()
}

#[tokio::test]
async fn every_cell_of_the_table_holds_over_http() {
    let (late, first) = (site(LATE).await, site(EARLY).await);
    late.officer(Role::Inspector, "410100").await;
    let table = table();
    let (mut called, mut wrong) = (0, Vec::new());
    for trial in trials() {
        let site = if trial.case.as_ref().is_some_and(|case| case.early) { &first } else { &late };
        let mut no = String::new();
        for role in Role::ALL {
            for relation in ["own", "at_place", "elsewhere", "stranger"] {
                let Some(token) = asker(site, role, relation, trial.at).await else { continue };
                // What was done to the copy before may have used it up.
                if let Some(case) = trial.case.as_ref().filter(|_| no.is_empty()) {
                    no = ready(site, case).await;
                }
                let cell = (role.word().to_owned(), trial.act.word().to_owned(), relation.to_owned());
                let status = tried(site, &trial, &no, &token, called).await;
                let wanted = table[&cell].as_str();
                let holds = match wanted {
                    "yes" => (200..300).contains(&status),
                    code => code.parse() == Ok(status),
                };
                called += 1;
                if !holds {
                    wrong.push(format!("{cell:?} {}: {wanted} is {status}", trial.route));
                }
                if wanted == "yes" && trial.body != Value::Null {
                    no.clear();
                }
            }
        }
    }
    println!("figure permission cells called over HTTP: {called}");
    assert!(wrong.is_empty(), "{} of {called}:\n{}", wrong.len(), wrong.join("\n"));
}

/// The whole case for those with a part in it, its goods for other officers: one route, two acts.
#[tokio::test]
async fn every_cell_of_reading_a_case_holds_over_http() {
    let site = site(LATE).await;
    let no = site.declare(&exit("8516601000")).await;
    let table = table();
    for role in Role::ALL {
        for relation in ["own", "at_place", "elsewhere", "stranger"] {
            let Some(token) = asker(&site, role, relation, "410100").await else { continue };
            let cell = |act: &str| table[&(role.word().to_owned(), act.to_owned(), relation.to_owned())].as_str();
            let answer = site.get(&token, &format!("/api/v1/cases/{no}")).await;
            let found = (answer.status, answer.json["extent"].as_str().unwrap_or_default().to_owned());
            let wanted = match (cell("read_own"), cell("read_goods")) {
                ("yes", _) => (200, "whole".to_owned()),
                (_, "yes") => (200, "goods".to_owned()),
                (_, "404") => (404, String::new()),
                (_, _) => (403, String::new()),
            };
            assert_eq!(found, wanted, "{} {relation}", role.word());
            assert_eq!(site.get(&token, &format!("/api/v1/cases/{no}/events")).await.status, wanted.0);
        }
    }
}

#[test]
fn every_act_has_a_route_and_every_route_of_a_case_is_tried() {
    let mut acts = BTreeSet::new();
    let tried: BTreeSet<&str> = trials().iter().map(|trial| trial.route).collect();
    // No mode of this region issues a certificate in a step of its own; `steps/{step}` serves it when one does.
    for route in route::table().into_iter().filter(|route| route.path.starts_with("/api/v1/")) {
        for word in route.tag.into_iter().flat_map(str::split_whitespace) {
            assert!(Act::ALL.iter().any(|(_, known)| *known == word), "{} has an unknown tag {word}", route.path);
            acts.insert(word);
        }
        let of_case = route.path.starts_with("/api/v1/cases/{no}");
        assert!(!of_case || route.tag.is_some(), "{} has no tag", route.path);
        let read_by_extent = ["/api/v1/cases/{no}", "/api/v1/cases/{no}/events"].contains(&route.path);
        if of_case && !(route.verb == Verb::Get && read_by_extent) {
            assert!(tried.contains(route.path), "{} is not tried", route.path);
        }
    }
    for (_, word) in Act::ALL {
        assert!(acts.contains(word), "no route for {word}");
    }
}
