//! Design 5: who has which part in a case, from the plan, the holds and the work items as they stand (docs/PARTS.md).

use crate::given::{Given, Sound, code};
use crate::modes::accepted;
use crate::play::{Desk, HOLDS, MINUTE, declarant, officer};
use clearance::case::decide::{Command, Review};
use clearance::case::refusal::Reason;
use clearance::declaration::Parties;
use clearance::event::act::{Arrival, Reply, SealSeen};
use clearance::event::region::RegionEvent;
use clearance::event::share::Share;
use clearance::grounds::Grounds;
use clearance::part::{Asker, Moment, in_case};
use clearance::permission::{self, Act, Allowed, Relation};
use clearance::region::{RegionState, staff};
use std::path::PathBuf;
use values::actor::{Actor, Role};
use values::calendar::{Day, Period, Timestamp};
use values::id::{CaseNo, OfficeCode};

/// An office with no place in an exit from Xi'an over Huangdao.
const FAR: &str = "510100";
const FARTHER: &str = "650100";

/// The parts of an office's officers; of reviewers too if asked for.
fn parts(desk: &Desk, no: &CaseNo, office: &str, reviews: bool) -> Vec<Relation> {
    let (office, region): (OfficeCode, _) = (code(office), RegionState::default());
    let moment = Moment { region: &region, today: desk.today(), now: desk.now };
    in_case(desk.case(no), Asker { enterprise: None, office: Some(&office), reviews, commands: false }, moment)
}

fn ask(to: &str, due: Day, share: Share) -> Command {
    Command::AskWork { to: code(to), what: "请核实".into(), due, share }
}

fn home(desk: &Desk, no: &CaseNo) -> Actor {
    officer(Role::Inspector, desk.case(no).office.as_str())
}

#[test]
fn design_5_a_hold_is_a_part_while_it_stands_and_no_longer() {
    let (mut desk, no) = accepted(&Given::exit());
    let far = officer(Role::Inspector, FAR);
    assert_eq!(parts(&desk, &no, FAR, false), [Relation::Elsewhere]);
    for round in 1..=2 {
        desk.play(&no, &Command::Hold(Grounds::of("核查")), &far).unwrap();
        assert_eq!(parts(&desk, &no, FAR, false), [Relation::Holding]);
        desk.play(&no, &Command::LiftHold { hold: round, grounds: Grounds::by("查清", HOLDS) }, &far).unwrap();
        assert_eq!(parts(&desk, &no, FAR, false), [Relation::Elsewhere]);
    }
}

#[test]
fn design_5_a_request_is_a_part_until_its_due_moment_and_not_a_microsecond_longer() {
    for (share, part) in
        [(Share::Goods, vec![Relation::Asked]), (Share::Whole, vec![Relation::Asked, Relation::Shared])]
    {
        let (mut desk, no) = accepted(&Given::exit());
        let home = home(&desk, &no);
        desk.play(&no, &ask(FAR, desk.today(), share), &home).unwrap();
        let due = desk.case(&no).work_item(1).unwrap().due;
        for (now, wanted) in [
            (desk.now, part.clone()),
            (due.plus_us(-1), part.clone()),
            (due, vec![Relation::Elsewhere]),
            (due.plus_us(1), vec![Relation::Elsewhere]),
        ] {
            desk.now = now;
            assert_eq!(parts(&desk, &no, FAR, false), wanted, "{share:?} {}", now.to_rfc3339());
        }
        for refused in [false, true] {
            let (mut desk, no) = accepted(&Given::exit());
            desk.play(&no, &ask(FAR, desk.today(), share), &home).unwrap();
            let answer = Command::AnswerWork { item: 1, said: Reply { refused, reply: "已核实".into() } };
            desk.play(&no, &answer, &officer(Role::Inspector, FAR)).unwrap();
            assert_eq!(parts(&desk, &no, FAR, false), [Relation::Elsewhere], "answered, refused {refused}");
        }
    }
}

#[test]
fn design_5_a_share_is_never_wider_nor_longer_than_the_part_of_the_one_who_shares() {
    let (mut desk, no) = accepted(&Given::exit());
    let (home, later) = (home(&desk, &no), desk.today().plus(9));
    // Who sees the goods only shares no more.
    desk.whole = false;
    assert_eq!(
        desk.refused(&no, &ask(FARTHER, later, Share::Whole), &officer(Role::Inspector, FAR)),
        Reason::WorkShare
    );
    desk.play(&no, &ask(FARTHER, later, Share::Goods), &officer(Role::Inspector, FAR)).unwrap();
    assert_eq!(parts(&desk, &no, FARTHER, false), [Relation::Asked]);
    // Through two hands it ends with the first.
    desk.whole = true;
    desk.review(&no);
    desk.play(&no, &ask(FAR, desk.today(), Share::Whole), &home).unwrap();
    desk.play(&no, &ask(FARTHER, later, Share::Whole), &officer(Role::Inspector, FAR)).unwrap();
    assert!(parts(&desk, &no, FARTHER, false).contains(&Relation::Shared));
    desk.play(
        &no,
        &Command::AnswerWork { item: 2, said: Reply { refused: false, reply: "已核实".into() } },
        &officer(Role::Inspector, FAR),
    )
    .unwrap();
    assert_eq!(parts(&desk, &no, FARTHER, false), [Relation::Asked], "its source has ended");
    // Two who share with each other share nothing.
    desk.play(&no, &ask(FAR, later, Share::Whole), &officer(Role::Inspector, FARTHER)).unwrap();
    assert_eq!(parts(&desk, &no, FAR, false), [Relation::Asked]);
}

#[test]
fn plan_3_1_reviewers_have_a_part_while_the_case_waits_for_them() {
    let (mut desk, no) = accepted(&Given::exit());
    assert_eq!(parts(&desk, &no, FAR, true), [Relation::Reviewing]);
    assert_eq!(parts(&desk, &no, FAR, false), [Relation::Elsewhere]);
    // What a reviewer elsewhere shares ends with the review.
    desk.play(&no, &ask(FARTHER, desk.today().plus(9), Share::Whole), &officer(Role::Reviewer, FAR)).unwrap();
    assert!(parts(&desk, &no, FARTHER, false).contains(&Relation::Shared));
    desk.play(
        &no,
        &Command::Review(Review::Return { note: "请补正".into(), basis: String::new() }),
        &officer(Role::Reviewer, FAR),
    )
    .unwrap();
    assert_eq!(parts(&desk, &no, FAR, true), [Relation::Elsewhere], "returned, it is the enterprise's turn");
    assert_eq!(parts(&desk, &no, FARTHER, false), [Relation::Asked]);
    let version = || {
        let declaration = Given::exit().declaration();
        Box::new(clearance::declaration::Version { measures: crate::given::measured(&declaration), declaration })
    };
    desk.play(&no, &Command::Resubmit(version()), &declarant()).unwrap();
    desk.review(&no);
    assert_eq!(parts(&desk, &no, FAR, true), [Relation::Elsewhere]);
    desk.now = desk.now.plus_us(MINUTE);
    desk.play(&no, &Command::AskAmendment { version: version(), reason: "笔误".into() }, &declarant()).unwrap();
    assert_eq!(parts(&desk, &no, FAR, true), [Relation::Reviewing], "an amendment waits");
    desk.play(&no, &Command::DenyAmendment(Grounds::of("不符")), &officer(Role::Reviewer, FAR)).unwrap();
    assert_eq!(parts(&desk, &no, FAR, true), [Relation::Elsewhere]);
}

/// Every part of an officer may do what an officer without one may, and never reads less.
#[test]
fn design_5_a_part_takes_nothing_away() {
    for role in Role::ALL {
        for (act, word) in Act::ALL {
            for (part, name) in Relation::ALL.into_iter().filter(|(part, _)| part.is_part() && *part != Relation::Own) {
                let may = |relation| permission::allowed(role, act, relation) == Allowed::Yes;
                assert!(!may(Relation::Elsewhere) || may(part), "{role:?} {word} {name}");
            }
        }
    }
}

/// One natural person on both sides; review, amendments, inspection, clearance, release, holds, notes: nothing.
#[test]
fn documents_rules_6_who_works_for_a_party_does_nothing_for_an_office_on_its_case() {
    let (mut desk, no) = accepted(&Given::exit());
    desk.of_party = true;
    let due = desk.today();
    for command in [
        Command::Review(Review::Pass { note: String::new() }),
        Command::Hold(Grounds::of("核查")),
        Command::NoteSeal(SealSeen { intact: true, note: String::new() }),
        Command::Note { note: "留言".into() },
        ask(FAR, due, Share::Goods),
        Command::GrantAmendment,
        Command::DenyAmendment(Grounds::of("不符")),
        Command::Arrive(Arrival { seal_intact: None }),
        Command::LiftHold { hold: 1, grounds: Grounds::by("查清", HOLDS) },
    ] {
        assert_eq!(desk.refused(&no, &command, &officer(Role::Reviewer, FAR)), Reason::SamePerson, "{command:?}");
    }
    let steps: Vec<_> = desk.case(&no).plan().iter().map(|planned| planned.step.clone()).collect();
    for step in steps {
        let command = Command::Perform { step, work: clearance::case::decide::Work::Clear {} };
        assert_eq!(desk.refused(&no, &command, &officer(Role::Releaser, FAR)), Reason::SamePerson, "{command:?}");
    }
    // For the party itself the person goes on, and who filed it does nothing for an office either.
    desk.play(&no, &Command::Contact, &declarant()).unwrap();
    desk.of_party = false;
    let filed = Actor { person: declarant().person, ..officer(Role::Inspector, FAR) };
    assert_eq!(desk.refused(&no, &Command::Hold(Grounds::of("核查")), &filed), Reason::SamePerson);
}

fn at(day: &str) -> (Day, Timestamp) {
    let day = Day::parse(day).unwrap();
    (day, Timestamp(i64::from(day.0) * 86_400_000_000))
}

/// The history of one account of an enterprise; whether its person is of the party on a day.
fn of_party(events: &[(&str, RegionEvent)], day: &str) -> bool {
    let mut region = RegionState::default();
    for (n, (when, event)) in (1..).zip(events) {
        region.apply(n, at(when).1, &Actor::system(), event);
    }
    let parties = Parties {
        owner: code("X-OWNER"),
        declarant: code("X-DECLARANT"),
        agent: Some(code("X-AGENT")),
        consignor: None,
        consignee: None,
    };
    let (today, now) = at(day);
    region.of_party(&code("P-1"), &parties, today, now)
}

fn opened(enterprise: Option<&str>) -> RegionEvent {
    RegionEvent::AccountOpened { id: code("a"), person: code("P-1"), enterprise: enterprise.map(code) }
}

fn granted(until: Option<&str>) -> RegionEvent {
    let (from, until) = (at("2015-01-01").0, until.map(|day| at(day).0));
    RegionEvent::RoleGranted { account: code("a"), role: Role::Declarant, office: None, from, until, skills: vec![] }
}

#[test]
fn documents_rules_6_a_person_is_of_a_party_now_and_within_a_year() {
    let first = "2015-01-01";
    for party in ["X-OWNER", "X-DECLARANT", "X-AGENT"] {
        assert!(of_party(&[(first, opened(Some(party)))], "2015-06-01"), "{party}, without a role yet");
        let serves = [(first, opened(Some(party))), (first, granted(None))];
        assert!(of_party(&serves, "2019-06-01"), "{party}, for years");
    }
    assert!(!of_party(&[(first, opened(Some("X-OTHER"))), (first, granted(None))], "2015-06-01"));
    assert!(!of_party(&[(first, opened(None)), (first, granted(None))], "2015-06-01"));
    // 365 days after the last, below, at and above.
    let until = [(first, opened(Some("X-OWNER"))), (first, granted(Some("2015-03-31")))];
    for (day, wanted) in [("2016-03-29", true), ("2016-03-30", true), ("2016-03-31", false)] {
        assert_eq!(of_party(&until, day), wanted, "the role ran out, {day}");
    }
    let role = RegionEvent::RoleRevoked { account: code("a"), role: Role::Declarant, office: None };
    let gone = RegionEvent::AccountSuspended { account: code("a"), reason: "离职".into() };
    for end in [role, gone.clone()] {
        let ended = [(first, opened(Some("X-OWNER"))), (first, granted(None)), ("2015-03-31", end)];
        for (day, wanted) in [("2016-03-29", true), ("2016-03-30", true), ("2016-03-31", false)] {
            assert_eq!(of_party(&ended, day), wanted, "{:?} {day}", ended[2].1);
        }
    }
    let back = RegionEvent::AccountRestored { account: code("a") };
    let again = [(first, opened(Some("X-OWNER"))), (first, granted(None)), ("2015-03-31", gone), ("2017-01-01", back)];
    assert!(of_party(&again, "2018-06-01"), "restored, it serves again");
}

#[test]
fn house_f12_the_table_of_roles_is_the_committed_one() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/roles.tsv");
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let printed = staff::printed();
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("roles.tsv");
    std::fs::write(&path, &printed).unwrap();
    assert!(committed == printed, "docs/roles.tsv is not {}", path.display());
}

/// What one person may hold beside what is held, by every pair of the table, in one account and in two, and when they meet.
#[test]
fn security_b3_roles_that_exclude_each_other_never_meet_in_one_person() {
    let day = |text: &str| Day::parse(text).unwrap();
    for held in Role::ALL {
        for wanted in Role::ALL {
            for (from, until, meets) in [
                ("2015-06-01", None, true),
                ("2015-07-01", None, true),
                ("2015-07-02", None, false),
                ("2015-01-01", Some("2015-05-31"), false),
            ] {
                let mut region = RegionState::default();
                region.apply(1, Timestamp(0), &Actor::system(), &opened(None));
                let (from_held, until_held) = (day("2015-06-01"), Some(day("2015-07-01")));
                let role = RegionEvent::RoleGranted {
                    account: code("a"),
                    role: held,
                    office: None,
                    from: from_held,
                    until: until_held,
                    skills: vec![],
                };
                region.apply(2, Timestamp(0), &Actor::system(), &role);
                let period = Period { from: day(from), until: until.map(day) };
                let told = staff::may_hold(&region, &code("P-2"), &code("P-1"), (wanted, period), "role");
                let refused = told.err().map(|fault| fault.code);
                let clash = meets && staff::exclude(held, wanted);
                assert_eq!(refused.as_deref(), clash.then_some("excluded"), "{held:?} {wanted:?} from {from}");
                let own = staff::may_hold(&region, &code("P-1"), &code("P-1"), (wanted, period), "role");
                assert_eq!(own.unwrap_err().code, "own_person");
            }
        }
    }
    for (until, wanted) in [("2015-05-31", Some("range")), ("2015-06-01", None), ("2015-06-02", None)] {
        let period = Period { from: day("2015-06-01"), until: Some(day(until)) };
        let told =
            staff::may_hold(&RegionState::default(), &code("P-2"), &code("P-1"), (Role::Auditor, period), "role");
        assert_eq!(told.err().map(|fault| fault.code).as_deref(), wanted, "until {until}");
    }
}

#[test]
fn security_b3_names_that_mislead_are_none() {
    let mut region = RegionState::default();
    let name = |id| RegionEvent::AccountOpened { id: code(id), person: code("P-1"), enterprise: None };
    region.apply(1, Timestamp(0), &Actor::system(), &name("xian-reviewer"));
    region.apply(2, Timestamp(0), &Actor::system(), &name("X-OLD-1"));
    for (id, wanted) in [
        ("xian-reviewer", Some("duplicate")),
        ("Xian-reviewer2", Some("case")),
        ("XIAN", Some("case")),
        ("xlan-reviewer", Some("look_alike")),
        ("xian.reviewer", Some("look_alike")),
        ("xianreviewer", Some("look_alike")),
        ("x-old-1", Some("look_alike")),
        ("administrator", Some("reserved")),
        ("adm1n", Some("reserved")),
        ("r00t", Some("reserved")),
        ("sys-tem", Some("reserved")),
        ("xian-reviewer-2", None),
        ("wang.min", None),
        ("a", None),
    ] {
        let told = staff::may_be_named(&region, &code(id));
        assert_eq!(told.err().map(|fault| fault.code).as_deref(), wanted, "{id}");
    }
}
