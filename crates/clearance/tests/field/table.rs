//! The whole truth table of the mode decision (「本方案」三(二)) with the pilot column, and who may accept.

use crate::given::{Given, Sound, SoundLine, code, day, measured, region};
use crate::modes::accepted_on;
use crate::play::{Desk, declarant, officer, treated};
use clearance::case::decide::{Command, Review};
use clearance::case::refusal::Reason;
use clearance::decision::facts::Declared;
use clearance::decision::{Allowed, Verdict, decide};
use policy::{OfficeRole, StepKind};
use values::actor::{Actor, Role};
use values::calendar::Day;
use values::direction::Direction;

/// The verdict on a consignment accepted on a day.
pub fn verdict(given: &Given, on: Day) -> Verdict {
    let (declaration, owner) = (given.declaration(), given.standing_now());
    let measures = measured(&declaration);
    decide(region("9+1"), on, &Declared::new(&declaration, &measures, &owner, false)).unwrap()
}

/// Where a case stands to the scheme.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scheme {
    In,
    NoPilot,
    NoGates,
    PortOutside,
}

/// A row of the table, by its inputs alone.
fn wanted(direction: Direction, blacklisted: bool, listed: bool, scheme: Scheme, asks: bool) -> &'static str {
    match (direction, scheme, blacklisted, listed) {
        (Direction::Exit, Scheme::In, _, true) => "E2",
        (Direction::Exit, Scheme::In, true, false) => "E1",
        (Direction::Exit, Scheme::In, false, false) => {
            if asks {
                "E1"
            } else {
                "E3"
            }
        }
        (Direction::Exit, Scheme::NoPilot | Scheme::NoGates | Scheme::PortOutside, _, _) => "C-出",
        (Direction::Entry, Scheme::In, true, _) => "I1-口岸",
        (Direction::Entry, Scheme::In, false, true) => "I1",
        (Direction::Entry, Scheme::In, false, false) => {
            if asks {
                "I1-选"
            } else {
                "I2"
            }
        }
        (Direction::Entry, Scheme::PortOutside, _, _) => "C-进流向",
        (Direction::Entry, Scheme::NoPilot | Scheme::NoGates, _, _) => {
            if asks {
                "C-进流向"
            } else {
                "C-进口岸"
            }
        }
    }
}

fn consignment(direction: Direction, listed: bool, scheme: Scheme) -> (Given, Day) {
    let (mut given, goods) = match direction {
        Direction::Exit => (Given::exit(), if listed { "0103911010" } else { "8516601000" }),
        Direction::Entry => (Given::entry(), if listed { "0505100010" } else { "8516601000" }),
    };
    given.lines[0].hs = goods.into();
    let on = match scheme {
        Scheme::In | Scheme::PortOutside => "2015-11-10",
        // Goods and offices that no row of the trial has; every gate is passed.
        Scheme::NoPilot => {
            given.origin_office = given.origin_office.map(|_| "140100".into());
            given.destination_office = given.destination_office.map(|_| "140100".into());
            "2015-09-20"
        }
        // Qinghai is late; on entry the trial has these goods and offices, so that the gate alone decides.
        Scheme::NoGates => {
            given.origin_office = given.origin_office.map(|_| "630100".into());
            given.destination_office = given.destination_office.map(|_| "630100".into());
            "2015-10-31"
        }
    };
    if scheme == Scheme::PortOutside {
        given.port = "CNSHA".into();
    }
    (given, day(on))
}

#[test]
fn domain_4_6_the_whole_table() {
    let mut rows = 0;
    for direction in [Direction::Exit, Direction::Entry] {
        for scheme in [Scheme::In, Scheme::NoPilot, Scheme::NoGates, Scheme::PortOutside] {
            for bits in 0..16u8 {
                let [blacklisted, listed, asks, grade] = [0, 1, 2, 3].map(|n| bits >> n & 1 == 1);
                let (mut given, on) = consignment(direction, listed, scheme);
                given.owner.blacklisted = blacklisted;
                given.owner.grade = Some(if grade { "B" } else { "C" }.into());
                let plain = wanted(direction, blacklisted, listed, scheme, false);
                let chosen = wanted(direction, blacklisted, listed, scheme, true);
                given.asked = asks.then(|| chosen.to_owned());
                let found = verdict(&given, on);
                let row =
                    format!("{direction:?} {scheme:?} blacklisted {blacklisted} listed {listed} asks {asks} B {grade}");
                assert_eq!(found.mode.as_str(), if asks { chosen } else { plain }, "{row}");
                assert_eq!(found.in_scheme, scheme == Scheme::In && !blacklisted, "{row}");
                assert_eq!(found.may_choose_place, grade && !blacklisted, "{row}");
                assert_eq!(found.stricter, blacklisted, "{row}");
                let any = matches!(found.plan[0].at, Allowed::Any(_));
                let free = grade && !blacklisted && scheme == Scheme::In;
                assert_eq!(any, free, "{row}");
                rows += 1;
            }
        }
    }
    assert_eq!(rows, 128);
}

#[test]
fn plan_4_2_5_each_edge_of_the_pilot_through_acceptance() {
    let check = |given: &Given, days: &[(&str, &str)]| {
        for (on, mode) in days {
            assert_eq!(verdict(given, day(on)).mode.as_str(), *mode, "{on}");
        }
    };
    let trial = [("2015-08-31", "C-出"), ("2015-09-01", "E3"), ("2015-10-31", "E3"), ("2015-11-01", "E3")];
    check(&Given::exit(), &trial);
    let later = [("2015-09-01", "C-出"), ("2015-10-31", "C-出"), ("2015-11-01", "E3"), ("2016-02-29", "E3")];
    check(&Given::exit().hs("9503008200"), &later);
    let trial = [("2015-08-31", "C-进口岸"), ("2015-09-01", "I2"), ("2015-10-31", "I2"), ("2015-11-01", "I2")];
    check(&Given::entry(), &trial);
    let mut second = Given::entry().hs("7403111101");
    (second.port, second.destination_office) = ("CNAKL".into(), Some("620100".into()));
    let half = [("2015-09-14", "C-进口岸"), ("2015-09-15", "I2"), ("2015-10-31", "I2")];
    check(&second, &half);
    // One row must have all lines: each line lies in another row of the trial.
    let mut mixed = Given::exit();
    mixed.lines.push(crate::given::GivenLine::of("2008119000", "CN"));
    assert_eq!(verdict(&mixed, day("2015-10-31")).mode.as_str(), "C-出");
    assert_eq!(verdict(&mixed, day("2015-11-01")).mode.as_str(), "E3");
}

#[test]
fn plan_3_the_accepting_office_decides_nothing() {
    let policy = region("9+1");
    for (mut given, on) in [
        (Given::exit(), "2015-11-10"),
        (Given::exit().hs("0103911010"), "2015-11-10"),
        (Given::entry(), "2015-11-10"),
        (Given::entry().hs("0505100010"), "2015-11-10"),
        (Given::entry(), "2015-10-01"),
    ] {
        given.owner.grade = Some("A".into());
        let (on, mut first, mut accepted, mut refused) = (day(on), None::<Verdict>, 0, 0);
        for office in policy.offices_on(on) {
            given.accept_at = office.code.to_string();
            let mut desk = Desk::new(policy, on, &given);
            match desk.declare(given.declaration()) {
                Ok(no) => {
                    let verdict = (**desk.case(&no).verdict.as_ref().unwrap()).clone();
                    assert_eq!(*first.get_or_insert_with(|| verdict.clone()), verdict, "{}", office.code);
                    accepted += 1;
                }
                Err(no) => {
                    let known = [Reason::GateNotMet, Reason::OfficeNotCapable, Reason::PlaceNotAllowed];
                    assert!(known.contains(&no.reason), "{}: {no}", office.code);
                    let able = policy.capable(&office.code, StepKind::Accept, on);
                    let gate = policy.gates_met(&office.member, on);
                    assert!(!able || !gate, "{}: {no}", office.code);
                    refused += 1;
                }
            }
        }
        // Ports, inland offices and those that are both are among them.
        assert!(50 < accepted, "{accepted} accepted, {refused} refused");
    }
    let roles = |role| policy.offices().iter().any(|o| o.roles == [role]);
    assert!(roles(OfficeRole::Port) && roles(OfficeRole::Inland));
}

#[test]
fn plan_3_who_may_not_choose_declares_where_the_table_says() {
    let mut given = Given::entry();
    given.owner.grade = Some("C".into());
    for (at, fits) in [("370200", true), ("610100", true), ("510100", false), ("370100", false)] {
        given.accept_at = at.into();
        let mut desk = Desk::new(region("9+1"), day("2015-11-10"), &given);
        let answer = desk.declare(given.declaration()).map(drop).map_err(|no| no.reason);
        assert_eq!(answer, if fits { Ok(()) } else { Err(Reason::PlaceNotAllowed) }, "{at}");
    }
    let mut desk = Desk::new(region("9+1"), day("2015-11-10"), &Given::entry());
    desk.owner.registered = false;
    assert_eq!(desk.declare(Given::entry().declaration()).unwrap_err().reason, Reason::OwnerNotRegistered);
    desk.owner.registered = true;
    desk.mandated = false;
    assert_eq!(desk.declare(Given::entry().declaration()).unwrap_err().reason, Reason::MandateMissing);
    desk.mandated = true;
    let mut asked = Given::entry().declaration();
    asked.asked = Some(code("E1"));
    assert_eq!(desk.declare(asked).unwrap_err().reason, Reason::ModeNotOffered);
}

#[test]
fn plan_3_2_a_step_that_the_case_does_not_need_is_not_done() {
    let (mut desk, no) = accepted_on(&Given::entry(), "2015-11-10");
    desk.review(&no);
    let treat = desk.perform(&no, "预防性消毒处理", "370200", treated(true)).unwrap_err();
    assert_eq!(treat.reason, Reason::StepNotNeeded);
    let choose = Command::Choose { step: code("预防性消毒处理"), office: code("370200") };
    assert_eq!(desk.refused(&no, &choose, &declarant()), Reason::StepNotNeeded);
}

#[test]
fn declaration_rules_15_a_return_starts_the_thirty_days_anew() {
    let mut given = Given::entry();
    given.attachments.clear();
    let (mut desk, no) = accepted_on(&given, "2015-11-10");
    let zone = &region("9+1").region.zone;
    desk.now = zone.start_of_day(day("2015-12-05"));
    let back = Command::Review(Review::Return { note: String::new(), basis: String::new() });
    desk.play(&no, &back, &officer(Role::Reviewer, "370100")).unwrap();
    for (on, fits) in [("2015-12-10", false), ("2016-01-03", false), ("2016-01-04", true)] {
        desk.now = zone.end_of_day(day(on));
        let answer = desk.play(&no, &Command::WithdrawAutomatically, &Actor::system());
        assert_eq!(answer.map(drop).map_err(|no| no.reason), if fits { Ok(()) } else { Err(Reason::NotDue) }, "{on}");
    }
}
