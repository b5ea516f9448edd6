//! Terms of the text: results and papers that run out, goods that nobody shows, seals that hold by themselves.

use crate::given::{Given, Sound, day, region};
use crate::modes::accepted_on;
use crate::play::{Desk, HOLDS, MINUTE, declarant, failed, found, officer, role_of, well};
use clearance::case::Stage;
use clearance::case::decide::{Command, Work};
use clearance::case::refusal::Reason;
use clearance::case::terms::terms;
use clearance::event::act::{Arrival, Released, SealSeen};
use clearance::event::body::Disposition;
use clearance::grounds::Grounds;
use clearance::permission::Act;
use policy::Word;
use values::actor::{Actor, Role};
use values::id::CaseNo;

/// A consignment whose steps are all done up to and with `until`.
fn done_until(given: &Given, on: &str, until: &str) -> (Desk<'static>, CaseNo) {
    let (mut desk, no) = accepted_on(given, on);
    desk.review(&no);
    let steps: Vec<String> = desk.case(&no).plan().iter().map(|p| p.step.to_string()).collect();
    let at = steps.iter().position(|step| step == until).unwrap_or_else(|| panic!("no {until} in {steps:?}"));
    while desk.case(&no).progress[at].done.is_none() {
        let next = desk.open(&no)[0].clone();
        desk.pass(&no, &next);
    }
    (desk, no)
}

/// Fresh apples in bulk: verified at the port (list entry 出-0018).
fn apples() -> Given {
    let mut given = Given::exit().hs("0808100000");
    (given.lines[0].purpose, given.lines[0].bulk) = (Some("12".into()), true);
    given
}

/// The next step as it would be done now.
fn next(desk: &Desk, no: &CaseNo) -> (Command, Actor) {
    let case = desk.case(no);
    let at = case.open_steps().next().unwrap();
    let command =
        Command::Perform { step: case.plan()[at].step.clone(), work: well(case, at, desk.policy, desk.today()) };
    let role = role_of(Act::of(&command).unwrap());
    (command, officer(role, desk.place(no, at).as_str()))
}

/// Below, at and above: the last microsecond of the last day is in time, 24:00 of it is not, nor anything later.
#[track_caller]
fn runs_out(given: &Given, on: &str, until: &str, last: &str, term: &str) {
    let (desk, no) = done_until(given, on, until);
    let (command, actor) = next(&desk, &no);
    let midnight = region("9+1").region.zone.end_of_day(day(last));
    for before in [MINUTE, 1] {
        let mut desk = desk.clone();
        desk.now = midnight.plus_us(-before);
        assert_eq!(desk.refused(&no, &Command::MarkOverdue, &Actor::system()), Reason::NotDue);
        desk.play(&no, &command, &actor).unwrap_or_else(|why| panic!("{why}"));
    }
    for after in [0, MINUTE] {
        let mut desk = desk.clone();
        desk.now = midnight.plus_us(after);
        let refusal = desk.play(&no, &command, &actor).unwrap_err();
        assert_eq!(refusal.reason, Reason::ResultExpired);
        assert!(refusal.basis.iter().any(|clause| clause.section.contains("第十六条")), "{:?}", refusal.basis);
        assert!(refusal.text.zh.contains(term) && refusal.text.en.contains(term), "{}", refusal.text);
        desk.play(&no, &Command::MarkOverdue, &Actor::system()).unwrap();
        assert!(matches!(&desk.case(&no).stage, Stage::Expired { term: ended, .. } if ended == term));
        assert_eq!(desk.refused(&no, &command, &actor), Reason::ResultExpired);
        assert!(desk.rows.last().unwrap().tasks.is_empty() && desk.open(&no).len() <= 1);
        let told = |kind: &str| desk.rows.iter().flat_map(|r| &r.messages).any(|m| m.kind == kind);
        assert!(told("term_passed") && told("clearance_withdrawn") == (until == "通关单"));
    }
}

#[test]
fn documents_rules_16_a_clearance_form_counts_60_days() {
    runs_out(&Given::exit(), "2015-12-10", "通关单", "2016-02-08", "通关单有效期（一般货物）");
    // Over a leap day.
    runs_out(&Given::exit(), "2016-01-15", "通关单", "2016-03-15", "通关单有效期（一般货物）");
}

#[test]
fn documents_rules_16_fresh_goods_14_days() {
    runs_out(&apples(), "2015-11-10", "转单", "2015-11-24", "电子转单有效期（鲜活）");
    runs_out(&Given::exit().hs("0702000000"), "2015-11-10", "通关单", "2015-11-24", "通关单有效期（鲜活）");
}

#[test]
fn documents_rules_16_plants_21_days_and_35_in_the_northern_winter() {
    let plants = |origin: &str| {
        let mut given = Given::exit().hs("0902309000");
        (given.origin_office, given.owner_office, given.accept_at) =
            (Some(origin.into()), origin.into(), origin.into());
        given
    };
    runs_out(&plants("410100"), "2015-11-10", "通关单", "2015-12-01", "通关单有效期（植物）");
    runs_out(&plants("150200"), "2015-11-10", "通关单", "2015-12-15", "通关单有效期（植物，北方）");
    runs_out(&plants("150200"), "2016-04-05", "通关单", "2016-04-26", "通关单有效期（植物，北方）");
    // The winter is that of the day on which the form was issued, not of acceptance.
    let (mut desk, no) = done_until(&plants("150200"), "2015-10-30", "口岸查验");
    desk.now = region("9+1").region.zone.start_of_day(day("2015-11-01"));
    desk.pass(&no, "通关单");
    let case = desk.case(&no);
    let running = terms(case, desk.policy, &desk.owner, false);
    let term = running.iter().find(|term| term.ends_case() && term.stopped.is_none()).unwrap();
    assert_eq!(term.due, region("9+1").region.zone.end_of_day(day("2015-12-06")));
}

#[test]
fn documents_rules_16_a_hold_and_failed_goods_keep_an_expired_case_open() {
    let (mut desk, no) = done_until(&Given::exit(), "2015-12-10", "通关单");
    let inspector = officer(Role::Inspector, "370200");
    desk.play(&no, &Command::NoteSeal(SealSeen { intact: false, note: String::new() }), &inspector).unwrap();
    desk.now = region("9+1").region.zone.end_of_day(day("2016-02-08"));
    assert_eq!(desk.refused(&no, &Command::MarkOverdue, &Actor::system()), Reason::Held);
    desk.play(&no, &Command::LiftHold { hold: 1, grounds: Grounds::by("已核实", HOLDS) }, &inspector).unwrap();
    desk.play(&no, &Command::MarkOverdue, &Actor::system()).unwrap();
    let (mut desk, no) = done_until(&apples(), "2015-11-10", "转单");
    let verify = desk.open(&no)[0].clone();
    desk.perform(&no, &verify, "370200", found(&[1], &failed())).unwrap();
    desk.now = region("9+1").region.zone.end_of_day(day("2015-11-24"));
    assert_eq!(desk.refused(&no, &Command::MarkOverdue, &Actor::system()), Reason::LotsPending);
    desk.play(&no, &Command::Dispose { lot: 1, disposition: Disposition::Treatment }, &inspector).unwrap();
    let again = desk.perform(&no, &verify, "370200", found(&[1], &failed()));
    assert_eq!(again.unwrap_err().reason, Reason::ResultExpired);
}

#[test]
fn inspection_regulation_16_goods_are_shown_within_20_days_of_clearance() {
    let (desk, no) = done_until(&Given::entry(), "2016-02-10", "通关单");
    let midnight = region("9+1").region.zone.end_of_day(day("2016-03-01"));
    for before in [MINUTE, 1] {
        let mut desk = desk.clone();
        desk.now = midnight.plus_us(-before);
        assert_eq!(desk.refused(&no, &Command::MarkOverdue, &Actor::system()), Reason::NotDue);
    }
    for after in [0, MINUTE] {
        let mut desk = desk.clone();
        desk.now = midnight.plus_us(after);
        let events = desk.play(&no, &Command::MarkOverdue, &Actor::system()).unwrap();
        assert_eq!(events[0].body.kind(), "term_passed");
        let waits: Vec<(String, String)> =
            desk.rows.last().unwrap().tasks.iter().map(|t| (t.kind.clone(), t.place.word().into_owned())).collect();
        assert!(waits.contains(&("contact".into(), "enterprise".into())), "{waits:?}");
        assert!(waits.contains(&("overdue".into(), "610100".into())), "{waits:?}");
        assert_eq!(desk.rows.last().unwrap().case.as_ref().unwrap().due, Some(midnight));
        assert_eq!(desk.refused(&no, &Command::MarkOverdue, &Actor::system()), Reason::NotDue, "once");
        desk.play(&no, &Command::Contact, &declarant()).unwrap();
        assert!(
            desk.case(&no).overdue.is_empty() && desk.rows.last().unwrap().tasks.iter().all(|t| t.kind != "contact")
        );
        desk.finish(&no);
    }
    // Whoever got in touch in time, or whose goods were examined, is not overdue.
    let mut touched = desk.clone();
    touched.play(&no, &Command::Contact, &declarant()).unwrap();
    touched.now = midnight;
    assert_eq!(touched.refused(&no, &Command::MarkOverdue, &Actor::system()), Reason::NotDue);
}

#[test]
fn every_start_and_stop_of_the_text_is_known_to_the_case() {
    let (desk, no) = done_until(&Given::exit(), "2015-12-10", "直接放行");
    let running = terms(desk.case(&no), desk.policy, &desk.owner, false);
    let ended: Vec<&str> = running.iter().filter(|t| t.ends_case()).map(|t| &*t.deadline.name).collect();
    assert_eq!(ended, ["通关单有效期（一般货物）"]);
    assert!(running.iter().all(|t| !t.ends_case() || t.stopped.is_some() && !t.passed(desk.now)));
    let names: Vec<&str> = policy::Moment::NAMES.iter().map(|(_, zh, _)| zh[0]).collect();
    assert_eq!(names.len(), 14, "a moment that is added here is answered in `terms`");
}

#[test]
fn plan_3_3_3_a_seal_found_broken_at_arrival_holds_the_goods_by_itself() {
    for (seal_intact, holds) in [(None, false), (Some(true), false), (Some(false), true)] {
        let (mut desk, no) = done_until(&Given::entry(), "2015-11-10", "调离");
        let inspector = officer(Role::Inspector, "610100");
        let events = desk.play(&no, &Command::Arrive(Arrival { seal_intact }), &inspector).unwrap();
        assert_eq!((desk.case(&no).held(), events.len()), (holds, if holds { 2 } else { 1 }));
        if !holds {
            desk.finish(&no);
            continue;
        }
        let Some(clearance::event::body::CaseEvent::Held { office, basis, .. }) = events[1].body.of_case() else {
            panic!("{events:?}")
        };
        assert_eq!((office.as_str(), basis.text.contains("本方案")), ("610100", true));
        // The goods are looked at, and go no further until an office that may has lifted the hold.
        desk.pass(&no, "检验检疫");
        let release = || Work::Release(Released { lots: Vec::new() });
        assert_eq!(desk.perform(&no, "放行", "610100", release()).unwrap_err().reason, Reason::Held);
        let lift = Command::LiftHold { hold: 1, grounds: Grounds::by("已核实", HOLDS) };
        assert_eq!(desk.refused(&no, &lift, &officer(Role::Inspector, "510100")), Reason::HoldOffice);
        desk.play(&no, &lift, &inspector).unwrap();
        desk.perform(&no, "放行", "610100", release()).unwrap();
        assert_eq!(desk.case(&no).stage, Stage::Closed);
    }
}
