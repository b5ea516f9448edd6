//! What the tables of the text promise, edited and not: each row does what it says, and nothing without it.

use crate::given::{Given, Sound, code, day, loaded, region};
use crate::play::{Desk, HOLDS, officer, treated_as};
use crate::text::{edited, faults};
use clearance::case::decide::{Command, Review, Work};
use clearance::case::refusal::Reason;
use clearance::decision::facts::Declared;
use clearance::decision::{Receipt, Verdict, again, decide};
use clearance::event::act::{Examination, Finding, Outcome};
use clearance::grounds::Grounds;
use policy::fact::{Fact, Value};
use policy::{Explained, Kept, Policy, Word};
use values::actor::{Actor, Role};
use values::id::CaseNo;

const WITHOUT: &str = "| 未评级 | 视同 | B | 「企业信用办法」第十八条（值暂定） | 2015-05-01 |\n";

/// Whether Qingdao accepts what an owner of a grade at Xi'an declares there.
fn accepted(policy: &Policy, grade: Option<&str>) -> Result<Value, Reason> {
    let mut given = Given::entry();
    given.owner.grade = grade.map(Into::into);
    given.accept_at = "370100".into();
    let mut desk = Desk::new(policy, day("2015-11-10"), &given);
    let no = desk.declare(given.declaration()).map_err(|no| no.reason)?;
    let receipt = desk.case(&no).verdict.as_ref().unwrap().receipt.clone();
    Ok(receipt.facts.iter().find(|read| read.fact == Fact::OwnerGrade).unwrap().value.clone())
}

#[test]
fn grades_an_enterprise_without_one_counts_as_the_row_says_and_has_none_without_the_row() {
    let same = |grade: &str| Ok(Value::Word(grade.into()));
    assert_eq!(accepted(region("9+1"), None), Ok(Value::Absent), "the receipt keeps what was so: no grade");
    assert_eq!(accepted(region("9+1"), Some("B")), same("B"));
    assert_eq!(accepted(region("9+1"), Some("C")), Err(Reason::PlaceNotAllowed));
    let lower = loaded(&edited("9+1", "grades.md", &[("| 未评级 | 视同 | B |", "| 未评级 | 视同 | C |")]));
    assert_eq!(accepted(&lower, None), Err(Reason::PlaceNotAllowed));
    assert_eq!(accepted(&lower, Some("B")), same("B"), "a grade of its own counts before the row");
    let before = loaded(&edited("9+1", "grades.md", &[(WITHOUT, "")]));
    assert_eq!(accepted(&before, None), Err(Reason::PlaceNotAllowed), "an edition without the row decides as before");
    let later = loaded(&edited("9+1", "grades.md", &[("（值暂定） | 2015-05-01 |", "（值暂定） | 2015-11-11 |")]));
    assert_eq!(accepted(&later, None), Err(Reason::PlaceNotAllowed), "the row is not in force yet");
}

#[test]
fn grades_a_receipt_of_an_edition_without_the_row_is_decided_equal() {
    let before = loaded(&edited("9+1", "grades.md", &[(WITHOUT, "")]));
    let mut given = Given::entry();
    given.owner.grade = None;
    let (declaration, measures) = (given.declaration(), crate::given::measured(&given.declaration()));
    let standing = given.standing_now();
    let base = Declared::new(&declaration, &measures, &standing, false);
    let verdict = decide(&before, day("2015-11-10"), &base).unwrap();
    assert!(!verdict.may_choose_place);
    assert_eq!(again(&before, &verdict.receipt).unwrap(), verdict);
}

#[test]
fn grades_the_row_names_a_grade_of_the_table() {
    let wrong = |edit| faults(&edited("9+1", "grades.md", &[("| 未评级 | 视同 | B |", edit)]));
    for edit in ["| 未评级 | 视同 | E |", "| 未评级 | 抽批比例 | B |"] {
        assert!(wrong(edit).iter().any(|fault| fault.contains("grades.md")), "{edit}: {:?}", wrong(edit));
    }
    let twice = "| 未评级 | 视同 | C | 「企业信用办法」第十八条 | 2015-05-01 |\n| 未评级 | 视同 | B |";
    assert!(!wrong(twice).is_empty());
}

/// An entry from Guinea with rats on board: disinfection by one entry, rats and insects by another.
fn infested() -> Given {
    let mut given = Given::entry();
    (given.lines[0].origin, given.despatch_country) = ("GN".into(), Some("GN".into()));
    given.epidemic = Some("YQ03".into());
    given
}

const STEP: &str = "预防性消毒处理";

#[test]
fn r28_each_treatment_meets_its_own_entry_and_the_step_ends_when_all_are_effective() {
    let mut desk = Desk::new(region("9+1"), day("2015-11-10"), &infested());
    let no = desk.declare(infested().declaration()).unwrap();
    desk.review(&no);
    let at = desk.case(&no).step(&code(STEP)).unwrap();
    let left = |desk: &Desk| desk.case(&no).untreated(at).into_iter().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(left(&desk), ["处-08", "处-10"]);
    let unnamed = desk.perform(&no, STEP, "370200", treated_as(None, true)).unwrap_err();
    assert_eq!(unnamed.reason, Reason::TreatmentUnnamed);
    assert!(unnamed.text.zh.ends_with("处-08 消毒、处-10 除鼠、除虫"), "{}", unnamed.text);
    assert!(unnamed.text.en.contains("deratting and disinsection"), "{}", unnamed.text);
    let unknown = desk.perform(&no, STEP, "370200", treated_as(Some("处-01"), true)).unwrap_err();
    assert_eq!(unknown.reason, Reason::TreatmentUnknown);
    desk.perform(&no, STEP, "370200", treated_as(Some("处-08"), false)).unwrap();
    assert_eq!(left(&desk), ["处-08", "处-10"], "what was not effective is done again");
    desk.perform(&no, STEP, "370200", treated_as(Some("处-08"), true)).unwrap();
    assert_eq!((left(&desk), desk.case(&no).progress[at].done.is_some()), (vec!["处-10".to_owned()], false));
    let again = desk.perform(&no, STEP, "370200", treated_as(Some("处-08"), true)).unwrap_err();
    assert_eq!(again.reason, Reason::TreatmentUnknown);
    // One is left: it need not be named, and the record names it.
    let events = desk.perform(&no, STEP, "370200", treated_as(None, true)).unwrap();
    assert!(serde_json::to_string(&events[0].body).unwrap().contains("处-10"));
    assert!(left(&desk).is_empty() && desk.case(&no).progress[at].done.is_some());
}

#[test]
fn r28_a_treatment_of_before_the_entries_were_told_apart_met_all() {
    let mut desk = Desk::new(region("9+1"), day("2015-11-10"), &infested());
    let no = desk.declare(infested().declaration()).unwrap();
    desk.review(&no);
    let mut case = desk.case(&no).clone();
    let at = case.step(&code(STEP)).unwrap();
    let mut event = desk.perform(&no, STEP, "370200", treated_as(Some("处-08"), true)).unwrap().remove(0);
    let text = serde_json::to_string(&event.body).unwrap().replace("\"entry\":\"处-08\",", "");
    event.body = serde_json::from_str(&text).unwrap();
    clearance::case::fold::apply(&mut case, &event);
    assert!(case.untreated(at).is_empty() && case.progress[at].done.is_some());
}

/// A reason without a clause for each decision on a case, with the name of the decision in the table.
fn unfounded(desk: &mut Desk, no: &CaseNo) -> Vec<(&'static str, Command, Actor)> {
    let (reviewer, inspector) = (officer(Role::Reviewer, "370100"), officer(Role::Inspector, "410100"));
    desk.play(no, &Command::Hold(Grounds::by("核查", HOLDS)), &inspector).unwrap();
    let why = || Grounds::of("有理由");
    vec![
        ("布控", Command::Hold(why()), inspector.clone()),
        ("解除布控", Command::LiftHold { hold: 1, grounds: why() }, inspector),
        ("退回补正", Command::Review(Review::Return { note: "有理由".into(), basis: String::new() }), reviewer.clone()),
        ("不予受理", Command::Review(Review::Refuse { reason: "有理由".into(), basis: String::new() }), reviewer),
    ]
}

#[test]
fn r52_which_decisions_cite_a_clause_is_for_the_table_to_say() {
    let row = |name: &str, cites: &str| format!("| {name} | {cites} |");
    for name in ["布控", "解除布控", "退回补正", "不予受理"] {
        for (cites, wanted) in [("是", Some(Reason::BasisMissing)), ("否", None)] {
            let other = if cites == "是" { "否" } else { "是" };
            let text = region_text(name);
            let files = if text.contains(&row(name, cites)) {
                edited("9+1", "reasons.md", &[])
            } else {
                edited("9+1", "reasons.md", &[(&row(name, other), &row(name, cites))])
            };
            let policy = loaded(&files);
            let mut desk = Desk::new(&policy, day("2015-11-10"), &Given::exit());
            let no = desk.declare(Given::exit().declaration()).unwrap();
            let (_, command, actor) =
                unfounded(&mut desk, &no).into_iter().find(|(decision, _, _)| *decision == name).unwrap();
            assert_eq!(desk.play(&no, &command, &actor).map_err(|no| no.reason).err(), wanted, "{name} {cites}");
        }
    }
}

#[test]
fn r52_whatever_the_decision_the_refusal_names_the_clause_that_is_not_there() {
    let mut desk = Desk::new(region("9+1"), day("2015-11-10"), &Given::exit());
    let no = desk.declare(Given::exit().declaration()).unwrap();
    let (reviewer, inspector) = (officer(Role::Reviewer, "370100"), officer(Role::Inspector, "410100"));
    desk.play(&no, &Command::Hold(Grounds::of("核查")), &inspector).unwrap();
    let made_up = || String::from("「没有的法」第一条");
    for (command, actor) in [
        (Command::Hold(Grounds::by("核查", made_up())), &inspector),
        (Command::LiftHold { hold: 1, grounds: Grounds::by("查清", made_up()) }, &inspector),
        (Command::Review(Review::Return { note: "请补正".into(), basis: made_up() }), &reviewer),
        (Command::Review(Review::Refuse { reason: "禁止".into(), basis: made_up() }), &reviewer),
    ] {
        let refused = desk.play(&no, &command, actor).unwrap_err();
        assert_eq!(refused.reason, Reason::BasisUnknown, "{command:?}");
        assert!(refused.text.zh.ends_with(&made_up()), "{command:?}: {}", refused.text);
    }
}

/// The text of the table of the decisions, which must name this one.
fn region_text(name: &str) -> String {
    let (_, text) = crate::given::texts("9+1").into_iter().find(|(file, _)| file == "reasons.md").unwrap();
    assert!(text.contains(name), "{name} has no row");
    text
}

#[test]
fn r52_without_a_row_refusing_blacklisting_and_waiving_cite() {
    let mut files = crate::given::texts("9+1");
    files.retain(|(file, _)| file != "reasons.md");
    let policy = loaded(&files);
    let cites: Vec<&str> = Explained::NAMES
        .iter()
        .filter(|(decision, _, _)| policy.cites(*decision, day("2015-11-10")))
        .map(|(_, zh, _)| zh[0])
        .collect();
    assert_eq!(cites, ["不予受理", "列入黑名单", "免除要求"]);
}

#[test]
fn r52_a_lot_fails_by_a_clause_where_the_table_says_so() {
    let policy = loaded(&edited("9+1", "reasons.md", &[("| 判定不合格 | 否 |", "| 判定不合格 | 是 |")]));
    let mut desk = Desk::new(&policy, day("2015-11-10"), &Given::exit());
    let no = desk.declare(Given::exit().declaration()).unwrap();
    desk.review(&no);
    let fails = |basis: &str| {
        let outcome = Outcome::Fail { reason: "检出活虫".into() };
        let examination = Examination::of(vec![Finding { lot: 1, outcome }]);
        Work::Examine(Examination { basis: basis.into(), ..examination })
    };
    let mut tried =
        |basis: &str| desk.perform(&no, "产地检验检疫", "410100", fails(basis)).map_err(|no| no.reason).err();
    assert_eq!(tried(""), Some(Reason::BasisMissing));
    assert_eq!(tried("「没有的法」第一条"), Some(Reason::BasisUnknown));
    assert_eq!(tried("「商检法」第五条"), None);
}

/// Honey, which the list of exits names; under a text and on a day.
fn honey(policy: &Policy, on: &str) -> Verdict {
    let given = Given::exit().hs("0409000000");
    let (declaration, standing) = (given.declaration(), given.standing_now());
    let measures = crate::given::measured(&declaration);
    decide(policy, day(on), &Declared::new(&declaration, &measures, &standing, false)).unwrap()
}

const APPROVED: &str = "| list-exit.md 出境负面清单 | 1 | 质检总局 | 「演示，非真实」 | 2015-08-31 | 演示 | |";

fn with_exit_list(approval: &str, lapse: &str) -> Policy {
    let mut files = edited("9+1", "approvals.md", &[(APPROVED, approval)]);
    let region = files.iter_mut().find(|(file, _)| file == "region.md").unwrap();
    region.1 = region.1.replace("| 清单未生效时 | 照上次生效的清单（暂定） |\n", lapse);
    loaded(&files)
}

const ENDED: &str = "| list-exit.md 出境负面清单 | 1 | 质检总局 | 「演示，非真实」 | 2015-08-31 | 演示 | 2015-11-09 |";
const PENDING: &str = "| list-exit.md 出境负面清单 | 1 | 质检总局 | 「演示，非真实」 | 2015-08-31 | 待批 | |";

#[test]
fn plan_4_2_4_while_a_list_is_not_in_force_goods_count_as_the_text_says() {
    let (row, unlisted, person) =
        ("| 清单未生效时 | 照上次生效的清单 |\n", "| 清单未生效时 | 视为清单外 |\n", "| 清单未生效时 | 转人工 |\n");
    for (approval, lapse, on, mode, asked) in [
        // In force: on its last day, and whatever the row says.
        (ENDED, row, "2015-11-09", "E1", 0),
        (ENDED, unlisted, "2015-11-09", "E1", 0),
        // The day after: as it last was, which is also what silence means.
        (ENDED, row, "2015-11-10", "E1", 0),
        (ENDED, "", "2015-11-10", "E1", 0),
        (ENDED, unlisted, "2015-11-10", "E3", 0),
        (ENDED, person, "2015-11-10", "E3", 1),
        // It never was: a person says.
        (PENDING, row, "2015-11-10", "E3", 1),
        (PENDING, "", "2015-11-10", "E3", 1),
        (PENDING, unlisted, "2015-11-10", "E3", 0),
    ] {
        let policy = with_exit_list(approval, lapse);
        let found = honey(&policy, on);
        assert_eq!((found.mode.as_str(), found.unsettled.len()), (mode, asked), "{approval} {lapse} {on}");
        assert_eq!(again(&policy, &found.receipt).unwrap(), found, "{approval} {lapse} {on}");
    }
}

#[test]
fn plan_4_2_4_a_receipt_of_before_is_decided_equal_by_the_rules_of_before() {
    let policy = with_exit_list(PENDING, "");
    let found = honey(&policy, "2015-11-10");
    // As it was kept when rules made demands and each answer was kept alone.
    let facts = found.receipt.all().cloned().collect();
    let kept = Receipt { rules: 3, facts, sealed: vec![], ..found.receipt.clone() };
    let third = again(&policy, &serde_json::from_str(&serde_json::to_string(&kept).unwrap()).unwrap()).unwrap();
    let asked = |verdict: &Verdict| {
        verdict.demands.iter().map(|one| (one.rule.clone(), one.measure, one.lines.clone())).collect::<Vec<_>>()
    };
    assert_eq!((&third.plan, asked(&third), third.receipt.rules), (&found.plan, asked(&found), 3));
    assert!(third.receipt.sealed.is_empty() && third.receipt.facts.iter().all(|read| kept.facts.contains(read)));
    // As it was written before the rules were counted.
    let text = serde_json::to_string(&kept).unwrap();
    assert!(text.contains("\"rules\":3"), "{text}");
    let receipt: Receipt = serde_json::from_str(&text.replace(",\"rules\":3", "")).unwrap();
    let before = again(&policy, &receipt).unwrap();
    assert_eq!((before.mode.as_str(), before.unsettled.len(), before.receipt.rules), ("E3", 0, 1));
    // What only the rules of the text asked for was not read then.
    assert!(before.demands.is_empty() && before.receipt.facts.iter().all(|read| receipt.facts.contains(read)));
    assert_eq!(again(&policy, &before.receipt).unwrap(), before);
}

#[test]
fn plan_4_2_4_a_reviewer_says_in_words_how_goods_of_a_list_count_that_never_was_in_force() {
    let policy = with_exit_list(PENDING, "");
    let mut desk = Desk::new(&policy, day("2015-11-10"), &Given::exit());
    let no = desk.declare(Given::exit().hs("0409000000").declaration()).unwrap();
    let reviewer = officer(Role::Reviewer, "370100");
    let pass = |note: &str| Command::Review(Review::Pass { note: note.into() });
    let refused = desk.play(&no, &pass(" "), &reviewer).unwrap_err();
    assert_eq!(refused.reason, Reason::ListUnsettled);
    assert!(refused.text.zh.contains("第 1 项"), "{}", refused.text);
    desk.play(&no, &pass("蜂蜜按清单外办理"), &reviewer).unwrap();
    let plain = desk.declare(Given::exit().declaration()).unwrap();
    desk.play(&plain, &pass(""), &reviewer).unwrap();
}

/// How many rows of a table are not carried out. These numbers may only shrink.
const NOT_CARRIED_OUT: [(&str, &str, usize); 3] =
    [("9+1", "metrics.md", 29), ("9+1", "deadlines.md", 4), ("9+1", "numbers.md", 1)];

#[test]
fn what_no_rule_carries_out_is_listed_and_the_list_only_shrinks() {
    for name in ["9+1", "demo-en"] {
        let mut counts: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
        for unread in region(name).unread() {
            *counts.entry(unread.source.file.to_string()).or_default() += 1;
        }
        for (file, count) in &counts {
            let most = NOT_CARRIED_OUT.iter().find(|(_, known, _)| known == file).map(|(_, _, most)| *most);
            assert!(most.is_some_and(|most| *count <= most), "{name} {file}: {count} rows, {most:?} before");
        }
    }
    // A row that comes to be asked for leaves the list: the treatment of those without a grade is no part of it.
    assert!(!region("9+1").unread().iter().any(|unread| unread.row.starts_with("未评级")));
}

#[test]
fn n8_a_text_keeps_no_less_than_the_law_says_and_each_thing_by_one_row() {
    let with = |row: &str| edited("9+1", "retention.md", &[("| 查看记录 | 1095 |", row)]);
    for (days, held) in [(179, false), (180, true), (181, true)] {
        let found = faults(&with(&format!("| 查看记录 | {days} |")));
        assert_eq!(found.is_empty(), held, "{days}: {found:?}");
    }
    assert!(faults(&with("| 查看记录 | 180 |")).is_empty());
    for wrong in ["| 案件事件 | 1095 |", "| 查看记录 | 很久 |", "| 查看记录 | 70000 |", "| 草稿 | 1095 |"]
    {
        assert!(faults(&with(wrong)).iter().any(|fault| fault.contains("retention.md")), "{wrong}");
    }
    for region_of in ["9+1", "demo-en"] {
        let kept: Vec<Kept> = region(region_of).keeps_on(day("2024-01-01")).map(|rule| rule.kept).collect();
        assert_eq!(kept, Kept::ALL, "{region_of}");
    }
}
