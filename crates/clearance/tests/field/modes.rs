//! The golden cases of every mode, from acceptance to their end (「本方案」三(二)).

use crate::given::{Given, Sound, day, region};
use crate::play::{Desk, HOLDS, declarant, failed, found, officer};
use clearance::case::Stage;
use clearance::case::decide::{Command, Work};
use clearance::case::refusal::Reason;
use clearance::declaration::Declaration;
use clearance::event::act::SealSeen;
use clearance::event::body::Disposition;
use clearance::grounds::Grounds;
use values::actor::Role;
use values::id::CaseNo;

/// A desk with one case accepted on a day of the full scheme.
pub fn accepted(given: &Given) -> (Desk<'static>, CaseNo) {
    accepted_on(given, "2015-11-10")
}

#[track_caller]
pub fn accepted_on(given: &Given, on: &str) -> (Desk<'static>, CaseNo) {
    let mut desk = Desk::new(region("9+1"), day(on), given);
    let no = desk.declare(given.declaration()).unwrap_or_else(|no| panic!("{no}"));
    (desk, no)
}

/// The same with the declaration as the test wants it.
#[track_caller]
pub fn accepted_as(given: &Given, on: &str, change: impl FnOnce(&mut Declaration)) -> (Desk<'static>, CaseNo) {
    let mut desk = Desk::new(region("9+1"), day(on), given);
    let mut declaration = given.declaration();
    change(&mut declaration);
    let no = desk.declare(declaration).unwrap_or_else(|no| panic!("{no}"));
    (desk, no)
}

fn mode(desk: &Desk, no: &CaseNo) -> String {
    desk.case(no).verdict.as_ref().unwrap().mode.to_string()
}

fn names(steps: &[values::id::StepName]) -> Vec<&str> {
    steps.iter().map(|s| s.as_str()).collect()
}

/// The four exports of the plan: goods, mode, and the steps after review in the order in which they open.
const EXITS: [(&str, bool, &str, &[&str]); 4] = [
    ("0409000000", false, "E1", &["产地检验", "转单", "口岸查验", "通关单", "放行"]),
    ("0713339000", true, "E1", &["产地检验", "转单", "口岸监装", "通关单", "放行"]),
    ("0103911010", false, "E2", &["产地监管", "口岸检验检疫", "通关单", "放行"]),
    ("8516601000", false, "E3", &["产地检验检疫", "通关单", "直接放行"]),
];

fn exit(hs: &str, bulk: bool) -> Given {
    let mut given = Given::exit().hs(hs);
    given.lines[0].bulk = bulk;
    given.lines[0].purpose = Some("12".into());
    given
}

#[test]
fn plan_3_2_exports_that_pass_are_released() {
    for (hs, bulk, wanted, steps) in EXITS {
        let (mut desk, no) = accepted(&exit(hs, bulk));
        assert_eq!(mode(&desk, &no), wanted);
        let done = desk.finish(&no);
        assert_eq!(names(&done[1..]), steps, "{hs}");
        assert_eq!(desk.case(&no).lots[0].state.word(), "released");
        assert_eq!(desk.case(&no).clearances.len(), 1);
        assert_eq!(desk.case(&no).transfers.len(), usize::from(wanted == "E1"));
    }
}

#[test]
fn plan_3_2_exports_that_fail_twice_are_not_exported() {
    for (hs, bulk, _, steps) in EXITS {
        let (mut desk, no) = accepted(&exit(hs, bulk));
        desk.review(&no);
        // The last examination of the mode is where they fail.
        let fails = steps.iter().rposition(|s| s.contains('检') || s.contains("查验") || s.contains("监装")).unwrap();
        for step in &steps[..fails] {
            desk.pass(&no, step);
        }
        let at = desk.case(&no).step(&crate::given::code(steps[fails])).unwrap();
        let office = desk.place(&no, at);
        let inspector = officer(Role::Inspector, office.as_str());
        let dispose = |disposition| Command::Dispose { lot: 1, disposition };
        assert_eq!(desk.refused(&no, &dispose(Disposition::NotExported), &inspector), Reason::LotNotFailed);
        desk.perform(&no, steps[fails], office.as_str(), found(&[1], &failed())).unwrap();
        assert_eq!(desk.open(&no), Vec::<String>::new(), "nothing goes on while a lot waits for its disposition");
        let use_changed = Disposition::UseChanged { purpose: crate::given::code("99") };
        assert_eq!(desk.refused(&no, &dispose(use_changed), &inspector), Reason::DispositionNotAllowed);
        let elsewhere = officer(Role::Inspector, "510100");
        assert_eq!(desk.refused(&no, &dispose(Disposition::Treatment), &elsewhere), Reason::WrongOffice);
        // Rework once, then no more (returned goods aside).
        desk.play(&no, &dispose(Disposition::Treatment), &inspector).unwrap();
        assert_eq!(desk.open(&no), [steps[fails]]);
        desk.perform(&no, steps[fails], office.as_str(), found(&[1], &failed())).unwrap();
        assert_eq!(desk.refused(&no, &dispose(Disposition::Treatment), &inspector), Reason::ReworkExhausted);
        desk.play(&no, &dispose(Disposition::NotExported), &inspector).unwrap();
        let case = desk.case(&no);
        assert_eq!((&case.stage, case.lots[0].state.word()), (&Stage::Closed, "not_exported"));
        assert!(case.clearances.is_empty());
    }
}

#[test]
fn plan_3_2_sixteen_imports() {
    for listed in [true, false] {
        for accept_at in ["370200", "610100"] {
            for release_at in ["370200", "610100"] {
                for treatment in [true, false] {
                    import(listed, accept_at, release_at, treatment);
                }
            }
        }
    }
}

/// An entry that is accepted and released where the enterprise wants it.
#[track_caller]
fn import(listed: bool, accept_at: &str, release_at: &str, treatment: bool) {
    let mut given = Given::entry();
    given.accept_at = accept_at.into();
    if listed {
        given.lines[0].hs = "0505100010".into();
    }
    if treatment {
        given.epidemic = Some("YQ01".into());
    }
    let mut declaration = given.declaration();
    declaration.offices.chosen.insert(crate::given::code("放行"), crate::given::code(release_at));
    let mut desk = Desk::new(region("9+1"), day("2015-11-10"), &given);
    let no = desk.declare(declaration).unwrap_or_else(|no| panic!("{no}"));
    assert_eq!(mode(&desk, &no), if listed { "I1" } else { "I2" });
    let done = desk.finish(&no);
    assert_eq!(done.iter().any(|s| s.as_str() == "预防性消毒处理"), treatment);
    assert_eq!(done.iter().any(|s| s.as_str() == "调离"), !listed);
    let case = desk.case(&no);
    let at =
        |step: &str| case.progress[case.step(&crate::given::code(step)).unwrap()].done.clone().unwrap().office.unwrap();
    assert_eq!(case.office.as_str(), accept_at);
    assert_eq!(at("放行").as_str(), release_at);
    // A listed import is inspected at the port of entry, any other where it goes (「本方案」三(二)).
    assert_eq!(at("检验检疫").as_str(), if listed { "370200" } else { "610100" });
    assert_eq!(case.lots[0].state.word(), "released");
}

#[test]
fn plan_3_3_1_an_import_declared_and_released_at_third_offices() {
    for listed in [true, false] {
        import(listed, "510100", "640100", true);
    }
}

#[test]
fn plan_3_2_a_listed_import_is_inspected_nowhere_but_at_the_port() {
    let given = Given::entry().hs("0505100010");
    let mut chosen = given.declaration();
    chosen.offices.chosen.insert(crate::given::code("检验检疫"), crate::given::code("610100"));
    let mut desk = Desk::new(region("9+1"), day("2015-11-10"), &given);
    assert_eq!(desk.declare(chosen).unwrap_err().reason, Reason::PlaceNotAllowed);
    let no = desk.declare(given.declaration()).unwrap();
    let choose = Command::Choose { step: crate::given::code("检验检疫"), office: crate::given::code("610100") };
    assert_eq!(desk.refused(&no, &choose, &declarant()), Reason::PlaceNotAllowed);
    desk.review(&no);
    for office in region("9+1").offices_on(day("2015-11-10")).filter(|o| o.code.as_str() != "370200") {
        let refused =
            desk.perform(&no, "检验检疫", office.code.as_str(), found(&[1], &clearance::event::body::Outcome::Pass));
        assert_eq!(refused.unwrap_err().reason, Reason::WrongOffice, "{}", office.code);
    }
    desk.pass(&no, "检验检疫");
}

#[test]
fn plan_3_2_direct_release_never_meets_the_port() {
    let (mut desk, no) = accepted(&Given::exit());
    let done = desk.finish(&no);
    let port = "370200";
    let touched = |rows: &clearance::row::Rows| rows.tasks.iter().any(|t| t.place.word() == port);
    assert!(!desk.rows.iter().any(touched), "a task for the port in direct release");
    let case = desk.case(&no);
    let needed = || case.plan().iter().zip(&case.progress).filter(|(planned, _)| planned.needed);
    assert!(done.len() == 4 && needed().all(|(_, p)| p.done.as_ref().is_some_and(|d| d.office.is_some())));
    let offices: Vec<_> = case.progress.iter().filter_map(|p| p.done.as_ref()?.office.clone()).collect();
    assert!(offices.iter().all(|o| o.as_str() != port));
    // The port may look at a seal unasked; intact changes nothing, and after release an abnormal one is noted only.
    let note = Command::NoteSeal(SealSeen { intact: false, note: "封识断裂".into() });
    desk.play(&no, &note, &officer(Role::Inspector, port)).unwrap();
    assert!(!desk.case(&no).held());
}

#[test]
fn an_abnormal_seal_holds_and_lifting_goes_on() {
    let (mut desk, no) = accepted(&Given::exit());
    desk.review(&no);
    desk.pass(&no, "产地检验检疫");
    let port = officer(Role::Inspector, "370200");
    desk.play(&no, &Command::NoteSeal(SealSeen { intact: true, note: String::new() }), &port).unwrap();
    assert!(!desk.case(&no).held());
    desk.play(&no, &Command::NoteSeal(SealSeen { intact: false, note: "封识断裂".into() }), &port).unwrap();
    let releaser = officer(Role::Releaser, "410100");
    let clear = Command::Perform { step: crate::given::code("通关单"), work: Work::Clear {} };
    assert_eq!(desk.refused(&no, &clear, &releaser), Reason::Held);
    assert_eq!(desk.refused(&no, &Command::Withdraw, &declarant()), Reason::Held);
    let lift = |hold| Command::LiftHold { hold, grounds: Grounds::by("已核实", HOLDS) };
    assert_eq!(desk.refused(&no, &lift(2), &port), Reason::HoldUnknown);
    assert_eq!(desk.refused(&no, &lift(1), &officer(Role::Inspector, "510100")), Reason::HoldOffice);
    desk.play(&no, &lift(1), &officer(Role::Inspector, "410100")).unwrap();
    desk.finish(&no);
}

/// The classic flow in its three forms, to its end.
#[test]
fn outside_the_pilot_the_classic_flow_runs_to_its_end() {
    let before = "2015-08-31";
    let (mut desk, no) = accepted_on(&Given::exit(), before);
    assert_eq!(mode(&desk, &no), "C-出");
    assert_eq!(names(&desk.finish(&no)[1..]), ["产地检验", "转单", "口岸查验", "通关单", "放行"]);
    let mut given = Given::entry();
    given.accept_at = "370200".into();
    let (mut desk, no) = accepted_on(&given, before);
    assert_eq!(mode(&desk, &no), "C-进口岸");
    assert_eq!(names(&desk.finish(&no)[1..]), ["通关单", "检验检疫", "放行"]);
    given.asked = Some("C-进流向".into());
    let (mut desk, no) = accepted_on(&given, before);
    assert_eq!(mode(&desk, &no), "C-进流向");
    assert_eq!(names(&desk.finish(&no)[1..]), ["通关单", "调离", "异地施检申报", "检验检疫", "放行"]);
    let case = desk.case(&no);
    assert_eq!(case.linked.len(), 1, "the second acceptance has its own, linked number");
    assert_ne!(case.linked[0], case.no);
}

#[test]
fn a_port_outside_the_region_is_recorded_by_the_inland_office() {
    let mut given = Given::exit();
    given.port = "CNSHA".into();
    let (mut desk, no) = accepted(&given);
    assert_eq!(mode(&desk, &no), "C-出");
    desk.finish(&no);
    let case = desk.case(&no);
    let at = case.step(&crate::given::code("口岸查验")).unwrap();
    assert_eq!(case.progress[at].done.as_ref().unwrap().office, None);
    let mut given = Given::entry();
    given.port = "CNSHA".into();
    let (mut desk, no) = accepted(&given);
    assert_eq!(mode(&desk, &no), "C-进流向");
    assert_eq!(names(&desk.finish(&no)[1..]), ["检验检疫", "放行"]);
}
