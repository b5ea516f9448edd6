//! What the tables of the text promise, edited and not: each row does what it says, and nothing without it.

use crate::given::{Given, code, day, loaded, region};
use crate::play::{Desk, treated_as};
use crate::text::{edited, faults};
use clearance::case::refusal::Reason;
use clearance::decision::{again, decide};
use policy::Policy;
use policy::fact::{Fact, Value};

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
    let standing = given.standing();
    let base = clearance::decision::facts::Declared::new(&declaration, &measures, &standing, false);
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
    given.epidemic = vec!["YQ03".into()];
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
