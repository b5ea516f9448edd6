//! 签证 as a step of the modes: for those who asked, done with the last paper, awaited by release where its table says so.

use crate::drafting::{FETCHED, draft, drafter, handed_over, inspected, of, step, until};
use crate::given::{Given, Sound, code, day, loaded, region, texts};
use crate::modes::accepted_as;
use crate::play::{Desk, declarant, officer};
use clearance::case::Stage;
use clearance::case::decide::{CertificateCommand, Command};
use clearance::case::refusal::Reason;
use clearance::case::steps::StepStatus;
use clearance::declaration::{Declaration, Wanted};
use clearance::event::act::Released;
use policy::{ChainStep, StepKind};
use values::actor::{Actor, Role};
use values::id::CaseNo;

fn certify(desk: &Desk, no: &CaseNo) -> usize {
    desk.case(no).plan().iter().position(|planned| planned.kind == StepKind::Certify).unwrap()
}

fn status(desk: &Desk, no: &CaseNo) -> StepStatus {
    desk.case(no).status(certify(desk, no))
}

fn wants(declaration: &mut Declaration, kinds: &[&str]) {
    declaration.offices.documents = Some(code(FETCHED));
    declaration.wanted = kinds.iter().map(|kind| Wanted { kind: code(kind), originals: 1, copies: 2 }).collect();
}

fn paper(desk: &mut Desk, no: &CaseNo, number: u16, kind: &str) {
    desk.play(no, &draft(kind), &drafter()).unwrap();
    until(desk, no, number, None);
}

#[test]
fn plan_3_3_1_certifying_is_done_with_the_last_paper_asked_for_and_at_the_office_that_issued_it() {
    let (mut desk, no) = inspected(&["18", "13"], 1);
    assert_eq!(status(&desk, &no), StepStatus::Open);
    paper(&mut desk, &no, 1, "18");
    assert_eq!(status(&desk, &no), StepStatus::Open, "one of two");
    desk.play(&no, &draft("13"), &drafter()).unwrap();
    until(&mut desk, &no, 2, Some(ChainStep::Issue));
    assert_eq!(status(&desk, &no), StepStatus::Open, "signed, and not issued");
    until(&mut desk, &no, 2, None);
    assert_eq!(status(&desk, &no), StepStatus::Done);
    let done = desk.case(&no).progress[certify(&desk, &no)].done.clone().unwrap();
    assert_eq!(done.office, Some(code("650200")));
    // It has no task of its own: those are the papers'.
    let named = |rows: &clearance::row::Rows| rows.tasks.iter().any(|task| task.kind == "certify");
    assert!(!desk.rows.iter().any(named));
}

#[test]
fn plan_3_3_1_nobody_certifies_for_who_asked_for_nothing_or_for_what_no_office_drafts() {
    for kinds in [&[][..], &["97"], &["91"]] {
        let (desk, no) = inspected(kinds, 1);
        assert_eq!(status(&desk, &no), StepStatus::NotNeeded, "{kinds:?}");
    }
    // 21 is of entry.
    let (desk, no) = inspected(&["21"], 1);
    assert_eq!(status(&desk, &no), StepStatus::NotNeeded);
}

#[test]
fn plan_3_3_1_certifying_waits_for_the_inspection_and_release_for_no_paper() {
    let (mut desk, no) = accepted_as(&Given::exit(), "2015-11-10", |declaration| wants(declaration, &["18"]));
    assert!(matches!(status(&desk, &no), StepStatus::Waiting { .. }));
    let steps = desk.finish(&no);
    assert_eq!(steps.last().unwrap().as_str(), "直接放行");
    assert_eq!((&desk.case(&no).stage, status(&desk, &no)), (&Stage::Closed, StepStatus::Open));
    paper(&mut desk, &no, 1, "18");
    assert_eq!((&desk.case(&no).stage, status(&desk, &no)), (&Stage::Closed, StepStatus::Done));
}

#[test]
fn plan_3_3_1_release_waits_for_the_papers_where_its_table_says_so() {
    let mut files = texts("9+1");
    let (_, modes) = files.iter_mut().find(|(name, _)| name == "modes.md").unwrap();
    let row = "| 直接放行 | 放行 | 任一 | 企业 | 通关单 |";
    assert!(modes.contains(row));
    *modes = modes.replace(row, "| 直接放行 | 放行 | 任一 | 企业 | 通关单、签证 |");
    let policy = loaded(&files);
    for kinds in [&["18"][..], &[]] {
        let given = Given::exit();
        let mut desk = Desk::new(&policy, day("2015-11-10"), &given);
        let mut declaration = given.declaration();
        wants(&mut declaration, kinds);
        let no = desk.declare(declaration).unwrap();
        desk.review(&no);
        desk.pass(&no, "产地检验检疫");
        desk.pass(&no, "通关单");
        if !kinds.is_empty() {
            let work = clearance::case::decide::Work::Release(Released { lots: Vec::new() });
            let refused = desk.perform(&no, "直接放行", FETCHED, work).unwrap_err();
            assert_eq!(refused.reason, Reason::StepNotOpen);
            paper(&mut desk, &no, 1, "18");
        }
        desk.pass(&no, "直接放行");
        assert_eq!(desk.case(&no).stage, Stage::Closed);
    }
}

#[test]
fn plan_3_3_1_what_becomes_of_a_paper_later_does_not_undo_the_step_and_one_on_its_way_holds_it_up() {
    let (mut desk, no) = inspected(&["18"], 2);
    desk.play(&no, &draft("18"), &drafter()).unwrap();
    let end = of(CertificateCommand::End { certificate: 1, grounds: clearance::grounds::Grounds::of("重拟") });
    desk.play(&no, &end, &officer(Role::Signatory, FETCHED)).unwrap();
    assert_eq!(status(&desk, &no), StepStatus::Open, "void is not issued");
    paper(&mut desk, &no, 2, "18");
    assert_eq!(status(&desk, &no), StepStatus::Done);
    let end = of(CertificateCommand::End { certificate: 2, grounds: clearance::grounds::Grounds::of("货物退回") });
    desk.play(&no, &end, &officer(Role::Signatory, FETCHED)).unwrap();
    assert_eq!(status(&desk, &no), StepStatus::Done);
}

#[test]
fn plan_3_3_2_a_blacklisted_owner_fetches_papers_only_where_the_mode_lets_it() {
    let mut given = Given::exit();
    given.owner.blacklisted = true;
    let (mut desk, no) = accepted_as(&given, "2015-11-10", |declaration| wants(declaration, &["18"]));
    assert_eq!(desk.case(&no).documents_office().as_str(), "410100", "the chosen office is not its origin");
    for (office, may) in [("370100", false), ("650200", false), ("410100", true)] {
        let at = of(CertificateCommand::FetchAt { office: code(office) });
        if may {
            desk.play(&no, &at, &declarant()).unwrap();
        } else {
            assert_eq!(desk.refused(&no, &at, &declarant()), Reason::PlaceNotAllowed, "{office}");
        }
    }
    let (desk, no) = accepted_as(&Given::exit(), "2015-11-10", |declaration| wants(declaration, &["18"]));
    assert_eq!(desk.case(&no).documents_office().as_str(), FETCHED);
}

#[test]
fn every_mode_of_the_region_has_the_step_and_the_second_region_waits_for_it() {
    let certifies = |mode: &policy::Mode| mode.steps.iter().position(|step| step.kind == StepKind::Certify);
    assert!(region("9+1").modes().all(|mode| certifies(mode).is_some()));
    let awaiting = region("demo-en").modes().filter_map(|mode| Some((mode, certifies(mode)?)));
    let waits = |(mode, at): &(&policy::Mode, usize)| {
        let release = mode.steps.iter().position(|step| step.kind == StepKind::Release).unwrap();
        mode.before(release).contains(at)
    };
    assert_eq!(awaiting.filter(waits).count(), 2);
}

#[test]
fn plan_3_3_1_what_is_drafted_engrossed_and_signed_counts_for_nothing_until_it_is_issued() {
    let (mut desk, no) = inspected(&["18"], 1);
    desk.play(&no, &draft("18"), &drafter()).unwrap();
    for next in [ChainStep::Check, ChainStep::Engross, ChainStep::Proofread, ChainStep::Sign] {
        let (command, actor) = step(&desk, &no, 1, next);
        desk.play(&no, &command, &actor).unwrap();
        assert_eq!(status(&desk, &no), StepStatus::Open, "{next:?}");
    }
}

#[test]
fn r45_a_blacklisted_owner_gets_no_paper_until_the_case_was_decided_again() {
    let (mut desk, no) = inspected(&["18"], 1);
    desk.stock(FETCHED, "A00000001", "A00000010");
    desk.play(&no, &draft("18"), &drafter()).unwrap();
    until(&mut desk, &no, 1, Some(ChainStep::Issue));
    let releaser = officer(Role::Releaser, FETCHED);
    let issue = of(CertificateCommand::Issue { certificate: 1, returned: false });
    let hand = of(handed_over(1, &["A00000001"]));
    let used = of(CertificateCommand::Use { certificate: 1, note: "放行".into() });
    desk.owner.blacklisted = true;
    assert_eq!(desk.refused(&no, &issue, &releaser), Reason::WorseAtRelease);
    // Taken off the list, it is issued; on it again, it stays where it is.
    desk.owner.blacklisted = false;
    desk.play(&no, &issue, &releaser).unwrap();
    desk.owner.blacklisted = true;
    assert_eq!(desk.refused(&no, &hand, &releaser), Reason::WorseAtRelease);
    assert_eq!(desk.refused(&no, &used, &releaser), Reason::WorseAtRelease);
    desk.play(&no, &Command::Redecide, &Actor::system()).unwrap();
    assert!(desk.case(&no).verdict.as_ref().unwrap().stricter);
    desk.play(&no, &hand, &releaser).unwrap();
    desk.play(&no, &used, &releaser).unwrap();
}
