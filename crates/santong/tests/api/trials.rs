//! How each act of the permission table is tried: by which route, on which case, by which form of the page.

use crate::cooperation;
use crate::site::{entry, exit};
use crate::standing::Stage;
use clearance::permission::Act;
use serde_json::{Value, json};

/// How an act is tried: the route of the table, and what makes a case ready for it.
#[derive(Clone)]
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

pub fn worked(declaration: Value, steps: &'static [&'static str]) -> Case {
    Case { reviewed: true, steps, ..fresh(declaration) }
}

pub fn flow() -> Value {
    let mut declaration = entry("8516601000");
    declaration["asked"] = json!("C-进流向");
    declaration["offices"]["accept"] = json!("370200");
    declaration
}

pub fn treated() -> Value {
    let mut declaration = entry("8516601000");
    declaration["head"] = json!({ "epidemic": "YQ01" });
    declaration
}

/// Two lines that would go by different modes.
pub fn mixed() -> Value {
    let mut declaration = exit("8516601000");
    let mut listed = declaration["lines"][0].clone();
    listed["hs"] = json!("0409000000");
    declaration["lines"].as_array_mut().unwrap().push(listed);
    declaration
}

impl Case {
    /// Whether it waits for the reviewers of the centre.
    pub fn waits(&self) -> bool {
        !self.reviewed && self.then != "return"
    }
}

pub fn early(case: Case) -> Case {
    Case { early: true, ..case }
}

pub fn of_case(act: Act, route: &'static str, at: &'static str, body: Value, case: Case) -> Trial {
    Trial { act, route, at, body, case: Some(case) }
}

pub fn step(act: Act, at: &'static str, work: Value, case: Case) -> Trial {
    of_case(act, "/api/v1/cases/{no}/steps/{step}", at, json!({ "work": work }), case)
}

pub fn without_case(act: Act, route: &'static str, body: Value) -> Trial {
    Trial { act, route, at: "370100", body, case: None }
}

pub const CLASSIC: &[&str] = &["产地检验", "转单", "口岸查验"];
pub const FORWARDED: &[&str] = &["产地检验"];

pub fn trials() -> Vec<Trial> {
    let mut trials = by_enterprise();
    trials.extend(by_office());
    trials.extend(settling());
    trials.extend(in_steps());
    trials.extend(cooperation::trials());
    trials.extend(on_papers());
    trials.extend([
        without_case(Act::Declare, "/api/v1/declarations", Value::Null),
        without_case(Act::Advise, "/api/v1/advice", Value::Null),
        without_case(Act::ReadQueue, "/api/v1/queue", Value::Null),
        without_case(Act::ReadStatistics, "/api/v1/statistics/cross", Value::Null),
        without_case(Act::ReadRegion, "/api/v1/region", Value::Null),
        without_case(Act::ReadSystem, "/api/v1/system", Value::Null),
        without_case(
            Act::RegisterEnterprise,
            "/api/v1/enterprises",
            json!({ "id": "X-NEW-{n}", "name": "新企业", "office": "410100" }),
        ),
        without_case(
            Act::Restrict,
            "/api/v1/enterprises/{id}/grades",
            json!({ "grade": "A", "reason": "年度评定", "basis": "「企业信用办法」第十八条" }),
        ),
        without_case(Act::AdoptEdition, "/api/v1/editions/proposals", Value::Null),
        without_case(Act::EaseEdition, "/api/v1/editions/proposals/{no}/easing", json!({ "reason": "一并放宽" })),
        without_case(
            Act::ManageAccounts,
            "/api/v1/accounts/{id}/roles",
            json!({ "role": "inspector", "office": "640100" }),
        ),
        without_case(Act::ManageSeals, "/api/v1/seals/{id}", json!({})),
        without_case(Act::ReadSheets, "/api/v1/sheets", Value::Null),
        without_case(Act::ReadSignatories, "/api/v1/signatories", Value::Null),
        without_case(Act::KeepSheets, "/api/v1/sheets", sheet()),
    ]);
    trials
}

fn sheet() -> Value {
    json!({ "first": "A{n}", "last": "A{n}", "act": { "received": { "from": "印制厂" } } })
}

pub fn by_enterprise() -> Vec<Trial> {
    let export = || exit("8516601000");
    let plain = || fresh(export());
    let returned = Case { then: "return", ..plain() };
    vec![
        of_case(Act::ReadReceipt, "/api/v1/cases/{no}/receipt", "410100", Value::Null, plain()),
        of_case(Act::ReadReceipt, "/api/v1/cases/{no}/ledger", "410100", Value::Null, plain()),
        of_case(Act::Withdraw, "/api/v1/cases/{no}/withdrawal", "410100", json!({}), plain()),
        of_case(Act::Contact, "/api/v1/cases/{no}/contact", "410100", json!({}), plain()),
        of_case(Act::AddFile, "/api/v1/cases/{no}/files?name=a.txt", "410100", json!({ "words": "随附说明" }), plain()),
        of_case(Act::Confirm, "/api/v1/cases/{no}/confirmation", "410100", json!({}), plain()),
        of_case(
            Act::GivePaper,
            "/api/v1/cases/{no}/papers",
            "410100",
            json!({ "kind": "101041", "no": "B-7", "day": "2015-09-01" }),
            fresh(dangerous()),
        ),
        of_case(
            Act::RefuseTreatment,
            "/api/v1/cases/{no}/treatment/refusal",
            "370200",
            json!({ "reason": "不同意熏蒸" }),
            worked(treated(), &[]),
        ),
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

/// Goods that leave with a guarantee, without it.
pub fn dangerous() -> Value {
    let mut goods = exit("8516601000");
    goods["lines"][0]["dangerous"] = json!({ "un": "1057" });
    goods["attachments"] = json!([{ "kind": "101001" }]);
    goods
}

/// Goods that a rule holds until the command centre lifts it (审-0122).
pub fn soil() -> Value {
    let mut goods = entry("2530909999");
    goods["lines"][0]["name"] = json!("腐殖土");
    goods
}

/// Goods of which a rule wants lead examined (审-0106).
pub fn cereal() -> Value {
    let mut goods = entry("1905900000");
    goods["lines"][0]["purpose"] = json!("12");
    goods
}

/// What is sent to ask for a waiver of the first measure of a rule.
pub fn waive(rule: &str) -> Value {
    json!({ "rule": rule, "measure": 0, "reason": "原件在途", "basis": "「本方案」三(一)" })
}

/// Goods that leave, with a paper that offices draft, engross and sign (换证凭单).
pub fn papers() -> Value {
    let mut goods = exit("8516601000");
    goods["wanted"] = json!([{ "kind": "20", "originals": 1, "copies": 2 }]);
    goods
}

/// What is done to papers; `then` says how far the first one is.
fn on_papers() -> Vec<Trial> {
    let paper = "/api/v1/cases/{no}/certificates/{certificate}";
    let inspected = |then| Case { then, ..worked(papers(), &["产地检验检疫"]) };
    let at = |act, route, body, then| of_case(act, route, "410100", body, inspected(then));
    let all = "/api/v1/cases/{no}/certificates";
    vec![
        of_case(Act::ReadPapers, all, "410100", Value::Null, inspected("paper drafted")),
        at(Act::ReadPapers, "/api/v1/cases/{no}/certificates/{certificate}/sealed", Value::Null, "paper issued"),
        of_case(
            Act::FetchAt,
            "/api/v1/cases/{no}/documents-office",
            "410100",
            json!({ "office": "370100" }),
            fresh(papers()),
        ),
        at(Act::DraftPaper, all, drafted(), ""),
        at(Act::CheckPaper, paper, json!({ "act": { "check": {} } }), "paper drafted"),
        at(Act::EngrossPaper, paper, json!({ "act": { "engross": {} } }), "paper checked"),
        at(
            Act::SignPaper,
            "/api/v1/cases/{no}/certificates/{certificate}/signature",
            json!({ "digest": "" }),
            "paper engrossed",
        ),
        at(Act::IssuePaper, paper, json!({ "act": { "issue": {} } }), "paper signed"),
        at(Act::EndPaper, paper, json!({ "act": { "end": { "reason": "写错" } } }), "paper drafted"),
    ]
}

/// What a drafter says of it.
pub fn drafted() -> Value {
    json!({ "kind": "20", "said": { "检验检疫结果": ["合格"] } })
}

/// What becomes of the demands of rules.
fn settling() -> Vec<Trial> {
    let answered = |office, then, goods| {
        let path = "/api/v1/cases/{no}/waivers/{waiver}/answer";
        of_case(Act::AnswerWaiver, path, office, json!({ "granted": true }), Case { then, ..fresh(goods) })
    };
    vec![
        of_case(
            Act::LiftDemand,
            "/api/v1/cases/{no}/demands/lifting",
            "370200",
            json!({ "rule": "审-0122", "measure": 0, "reason": "查清", "basis": "「本方案」三(三)三" }),
            Case { then: "by command", ..fresh(soil()) },
        ),
        of_case(Act::AskWaiver, "/api/v1/cases/{no}/waivers", "410100", waive("审-0114"), fresh(dangerous())),
        answered("410100", "waiver by centre", dangerous()),
        answered("370200", "waiver by command", soil()),
        answered("370200", "waiver by office", cereal()),
    ]
}

pub fn by_office() -> Vec<Trial> {
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
            json!({ "reason": "查清", "basis": "「本方案」三(三)三" }),
            Case { then: "hold", ..plain() },
        ),
        of_case(Act::NoteSeal, "/api/v1/cases/{no}/seal", "410100", json!({ "intact": true }), plain()),
    ]
}

pub fn in_steps() -> Vec<Trial> {
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
pub fn step_of(act: Act) -> &'static str {
    let steps = [
        (Act::AcceptAgain, "异地施检申报"),
        (Act::Supervise, "产地监管"),
        (Act::Examine, "产地检验检疫"),
        (Act::Treat, "预防性消毒处理"),
        (Act::Forward, "转单"),
        (Act::Clear, "通关单"),
        (Act::Move, "调离"),
        (Act::Release, "放行"),
    ];
    steps.into_iter().find(|(known, _)| *known == act).map_or("", |(_, step)| step)
}

/// The form by which the page of a case asks for the same as a trial; nothing where it has another page for it.
pub fn form_of(trial: &Trial, stage: &Stage) -> Option<Vec<(&'static str, String)>> {
    let text = |name: &str| trial.body[name].as_str().unwrap_or_default().to_owned();
    let with = |act: &'static str, fields: &[(&'static str, &str)]| {
        let fields = fields.iter().map(|(name, value)| (*name, (*value).to_owned()));
        Some(std::iter::once(("act", act.to_owned())).chain(fields).collect())
    };
    let (rule, measure) = (text("rule"), trial.body["measure"].to_string());
    let (reason, basis) = (text("reason"), text("basis"));
    let of_demand = [("rule", &*rule), ("measure", &*measure), ("reason", &*reason), ("basis", &*basis)];
    let step = |fields: &[(&'static str, &str)]| with("step", &[&[("step", step_of(trial.act))], fields].concat());
    match trial.act {
        Act::Review => with("review-pass", &[]),
        Act::Choose => with("choose", &[("step", &text("step")), ("office", &text("office"))]),
        Act::Split => with("split", &[]),
        Act::Withdraw => with("withdraw", &[]),
        Act::Contact => with("contact", &[]),
        Act::GivePaper => with("paper", &[("kind", &text("kind")), ("no", &text("no")), ("day", &text("day"))]),
        Act::AnswerAmendment => with("deny", &[("note", "不符")]),
        Act::AcceptAgain | Act::Forward | Act::Clear | Act::Move => step(&[]),
        Act::Supervise => step(&[("note", "在场")]),
        Act::Examine => step(&[("lot-1", "pass")]),
        Act::Treat => step(&[("method", "喷洒"), ("minutes", "60"), ("effective", "yes")]),
        Act::Release => step(&[("lot-1", "yes")]),
        Act::Dispose => with("dispose", &[("lot", "1"), ("disposition", "not_exported")]),
        Act::Arrive => with("arrive", &[("seal_intact", "yes")]),
        Act::Hold => with("hold", &[("reason", "布控")]),
        Act::LiftDemand => with("lift-demand", &of_demand),
        Act::AskWaiver => with("ask-waiver", &of_demand),
        Act::RefuseTreatment => with("refuse-treatment", &[("reason", "不同意熏蒸")]),
        Act::AnswerWaiver => with("answer-waiver", &[("waiver", "1"), ("granted", "yes")]),
        Act::LiftHold => {
            with("lift", &[("hold", &stage.hold.to_string()), ("reason", "查清"), ("basis", "「本方案」三(三)三")])
        }
        Act::NoteSeal => with("seal", &[("intact", "yes")]),
        Act::Cooperate if trial.route.ends_with("notes") => with("note", &[("note", "留言")]),
        Act::Cooperate => with("ask-work", &[("to", "640100"), ("what", "请核实"), ("due", "2099-12-31")]),
        Act::AnswerWork if trial.route.ends_with("answer") => {
            with("answer-work", &[("item", &stage.item.to_string()), ("reply", "已核实")])
        }
        Act::AnswerWork => with("accept-work", &[("item", &stage.item.to_string())]),
        // Of a case: the page sends it as a form of several parts, or by a path of its own.
        #[rustfmt::skip]
        Act::AddFile | Act::Confirm | Act::FetchAt | Act::DraftPaper | Act::CheckPaper | Act::EngrossPaper | Act::SignPaper
        | Act::IssuePaper | Act::EndPaper | Act::Declare | Act::Advise | Act::ReadOwn | Act::ReadGoods | Act::ReadPapers | Act::ReadQueue | Act::ReadReceipt
        | Act::Resubmit | Act::AskAmendment | Act::ReadStatistics | Act::ReadRegion
        | Act::RegisterEnterprise | Act::Restrict | Act::ManageAccounts | Act::ManageSeals | Act::ReadSystem
        | Act::KeepSheets | Act::ReadSheets | Act::ReadSignatories | Act::AdoptEdition | Act::EaseEdition | Act::ReadProposals | Act::Propose | Act::Consult | Act::Vote | Act::Settle
        | Act::Submit => None,
    }
}
