//! What the tables of the text promise, edited and not: each row does what it says, and nothing without it.

use crate::given::{Given, day, loaded, region};
use crate::play::Desk;
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
