//! The case machine under random commands: nothing panics, a refusal changes nothing, folds and rows agree, quantities
//! are conserved, and nothing is released that was not examined and treated as its mode says.

use crate::given::{Given, GivenLine, Sound, SoundLine, code, day, measured, region};
use crate::play::{Desk, HOLDS, MINUTE, declarant, failed, found, officer, treated_as, well};
use crate::receipts::given;
use clearance::case::decide::{Command, Review, Work};
use clearance::case::lot::LotState;
use clearance::case::{Case, Stage, fold};
use clearance::decision::decide;
use clearance::decision::facts::Declared;
use clearance::declaration::Version;
use clearance::event::act::{Arrival, Examination, Released, Reply, SealSeen};
use clearance::event::body::{CaseEvent, Disposition, Finding, Outcome, Record};
use clearance::event::share::Share;
use clearance::grounds::Grounds;
use clearance::row::{Rows, project};
use policy::StepKind;
use proptest::prelude::*;
use std::collections::BTreeMap;
use values::actor::{Actor, Role};
use values::id::{CaseNo, OfficeCode};
use values::quantity::Amount;

/// A step of a random story: what, and two numbers that say how.
type Move = (u8, u8, u8);

fn moves() -> impl Strategy<Value = Vec<Move>> {
    proptest::collection::vec((0u8..35, any::<u8>(), any::<u8>()), 20..80)
}

fn dispositions(n: u8) -> Disposition {
    let all = [
        Disposition::Treatment,
        Disposition::Returned,
        Disposition::Destroyed,
        Disposition::NotExported,
        Disposition::UseChanged { purpose: code("21") },
    ];
    all[usize::from(n) % all.len()].clone()
}

/// Another version of the declaration: dearer, lighter, other goods, one line less.
fn version(case: &Case, n: u8) -> Box<Version> {
    let mut declaration = (*case.declaration).clone();
    match n % 4 {
        0 => declaration.lines[0].value.minor += i64::from(n) * 7 + 1,
        1 => declaration.lines[0].net_mass.0 += 1_000,
        2 => declaration.lines[0].hs = code("0103911010"),
        _ => declaration.lines.truncate(1.max(declaration.lines.len() - 1)),
    }
    Box::new(Version { measures: measured(&declaration), declaration })
}

fn outcome(case: &Case, lot: u16, n: u8) -> Outcome {
    let amount = case.lot(lot).map(|l| l.amount.clone());
    match (n % 4, amount) {
        (0 | 1, _) | (_, None) => Outcome::Pass,
        (2, _) => failed(),
        (_, Some(Amount { units, unit })) => {
            Outcome::Part { passed: Amount { units: units / 3, unit }, rest: 0, reason: "部分不合格".into() }
        }
    }
}

/// The next step that is open, done by whoever does it; goods that are examined may fail.
fn onward(desk: &Desk, no: &CaseNo, a: u8, b: u8) -> (Command, Actor) {
    let case = &desk.cases[no];
    let open = case.open_steps().nth(usize::from(b) % 3).or_else(|| case.open_steps().next());
    let Some(open) = open.filter(|s| case.plan()[*s].kind != StepKind::Review) else {
        return (Command::Review(Review::Pass { note: String::new() }), officer(Role::Reviewer, "370100"));
    };
    let lots = case.lots.iter().map(|l| l.id).filter(|l| case.lot_may(open, *l));
    let examines = matches!(case.plan()[open].kind, StepKind::Inspect | StepKind::Verify | StepKind::WatchLoading);
    let work = if examines {
        let finding = |lot: u16| Finding { lot, outcome: outcome(case, lot, a.wrapping_add(lot as u8)) };
        Work::Examine(Examination::of(lots.map(finding).collect()))
    } else {
        well(case, open, desk.policy, desk.today())
    };
    let (step, place) = (case.plan()[open].step.clone(), desk.place(no, open));
    (Command::Perform { step, work }, officer(Role::Inspector, place.as_str()))
}

/// The command of a move, and who gives it.
fn command(desk: &Desk, no: &CaseNo, (what, a, b): Move) -> (Command, Actor) {
    let case = &desk.cases[no];
    let steps = case.plan().len();
    let step = usize::from(a) % steps;
    let office = desk.place(no, step);
    let at = |role| officer(role, office.as_str());
    let lot = u16::from(b) % 4 + 1;
    let version = || version(case, b);
    match what {
        0..=11 => onward(desk, no, a, b),
        12 => (
            Command::Perform {
                step: case.plan()[step].step.clone(),
                work: treated_as(case.untreated(step).first().copied().filter(|_| b % 3 != 0), b % 2 == 0),
            },
            at(Role::Inspector),
        ),
        13 => (
            Command::Perform { step: case.plan()[step].step.clone(), work: found(&[lot], &outcome(case, lot, b)) },
            at(Role::Inspector),
        ),
        14 => (
            Command::Perform {
                step: case.plan()[step].step.clone(),
                work: Work::Release(Released { lots: vec![lot] }),
            },
            at(Role::Releaser),
        ),
        15..=19 => {
            let failed = case.lots.iter().find(|l| l.state.failed()).map_or(lot, |l| l.id);
            let step = match case.lot(failed).map(|l| &l.state) {
                Some(LotState::Failed { step, .. }) => *step,
                Some(_) | None => step,
            };
            let place = desk.place(no, step);
            (Command::Dispose { lot: failed, disposition: dispositions(b) }, officer(Role::Inspector, place.as_str()))
        }
        20 | 25 | 26 => (by_centre(what), officer(Role::Reviewer, "370100")),
        21 => (Command::Resubmit(version()), declarant()),
        22 => (Command::Choose { step: case.plan()[step].step.clone(), office: office.clone() }, declarant()),
        23 | 24 => (Command::AskAmendment { version: version(), reason: "变更".into() }, declarant()),
        27 => (Command::Hold(Grounds::of("布控")), at(Role::Inspector)),
        28 => (
            Command::LiftHold { hold: lot, grounds: Grounds::by("解除", HOLDS) },
            officer(Role::Inspector, case.office.as_str()),
        ),
        29 => (Command::NoteSeal(SealSeen { intact: b % 2 == 0, note: "看过".into() }), at(Role::Inspector)),
        30 if b % 8 == 0 => (Command::Withdraw, declarant()),
        30 => (Command::WithdrawAutomatically, Actor::system()),
        31 if b % 4 == 0 => (Command::Split, declarant()),
        31 => (Command::MarkOverdue, Actor::system()),
        32 => (Command::Redecide, Actor::system()),
        34 => cooperation(case, b, &office),
        _ => {
            let inland = case.declaration.offices.destination.clone().unwrap_or(office);
            (Command::Arrive(Arrival { seal_intact: Some(true) }), officer(Role::Inspector, inland.as_str()))
        }
    }
}

/// What a reviewer decides besides passing.
fn by_centre(what: u8) -> Command {
    match what {
        20 => Command::Review(Review::Return { note: "补正".into(), basis: String::new() }),
        25 => Command::GrantAmendment,
        _ => Command::DenyAmendment(Grounds::of("不准")),
    }
}

/// What offices write to each other.
fn cooperation(case: &Case, b: u8, office: &OfficeCode) -> (Command, Actor) {
    let item = u16::from(b) / 4 % 3 + 1;
    let to = case.work_item(item).map_or_else(|| code("610100"), |item| item.to.clone());
    let asked = officer(Role::Inspector, to.as_str());
    match b % 4 {
        0 => (Command::Note { note: "留言".into() }, officer(Role::Inspector, office.as_str())),
        1 => {
            let due = case.day.plus(40);
            (
                Command::AskWork { to, what: "请核实".into(), due, share: Share::Goods },
                officer(Role::Inspector, office.as_str()),
            )
        }
        2 => (Command::AcceptWork { item }, asked),
        _ => (Command::AnswerWork { item, said: Reply { refused: b % 8 == 3, reply: "已核实".into() } }, asked),
    }
}

/// Sums per line: quantity, mass, value, and the value in both converted currencies (-1 where it is unknown).
fn sums(case: &Case) -> BTreeMap<u16, [i64; 5]> {
    let mut sums = BTreeMap::new();
    for lot in &case.lots {
        let sum: &mut [i64; 5] = sums.entry(lot.line).or_default();
        let converted = |sum: i64, share: Option<i64>| share.map_or(-1, |share| sum + share);
        *sum = [
            sum[0] + lot.amount.units,
            sum[1] + lot.net_mass,
            sum[2] + lot.value,
            converted(sum[3], lot.accounting),
            converted(sum[4], lot.reference),
        ];
        assert!(0 < lot.amount.units && 0 <= lot.net_mass && 0 <= lot.value);
        assert!(lot.accounting.is_none_or(|v| 0 <= v) && lot.reference.is_none_or(|v| 0 <= v));
    }
    sums
}

fn declared(case: &Case) -> BTreeMap<u16, [i64; 5]> {
    let lines = case.declaration.lines.iter().enumerate();
    let of = |(at, line): (usize, &clearance::declaration::Line)| {
        let measure = &case.measures.lines[at];
        let converted = [measure.accounting.unwrap_or(-1), measure.reference.unwrap_or(-1)];
        let own = [case.declaration.conserved(at).units, line.net_mass.0, line.value.minor];
        (at as u16 + 1, [own[0], own[1], own[2], converted[0], converted[1]])
    };
    lines.map(of).collect()
}

/// What must hold of a case after any command.
fn sound(desk: &Desk, no: &CaseNo) {
    let (case, events) = (&desk.cases[no], desk.events(no));
    assert_eq!(fold::fold(&events).as_ref(), Some(case), "folded at once and event by event");
    assert_eq!(case.version as usize, events.len());
    assert_eq!(sums(case), declared(case), "quantities are conserved over lots");
    let (scratch, _) = project(None, &events);
    let last = desk.rows.iter().rev().find(|r| r.case.as_ref().is_some_and(|c| c.no == *no)).unwrap();
    assert_eq!((&scratch.case, &scratch.tasks), (&last.case, &last.tasks));
    let own = desk.rows.iter().filter(|r| r.case.as_ref().is_some_and(|c| c.no == *no));
    let mut steps = Rows::default();
    for rows in own {
        steps.keys.extend(rows.keys.iter().cloned());
        steps.declaration_facts.extend(rows.declaration_facts.iter().cloned());
        steps.lot_facts.extend(rows.lot_facts.iter().cloned());
    }
    assert_eq!(scratch.declaration_facts, steps.declaration_facts);
    assert_eq!(scratch.lot_facts, steps.lot_facts);
    cells(&steps);
    ends(case, &steps);
}

/// Plan 三(三)三: in a table of what became of the lots the cells add up to what was declared. A price that was amended after
/// an outcome was counted counts in later ones only.
fn ends(case: &Case, rows: &Rows) {
    if case.stage != Stage::Closed || case.declaration_version != 1 {
        return;
    }
    let finals = ["released", "returned", "destroyed", "not_exported"];
    let ends = || rows.lot_facts.iter().filter(|f| finals.contains(&f.outcome));
    let whole = case.measures.lines.iter().map(|line| line.accounting).sum::<Option<i64>>();
    assert_eq!(ends().map(|f| f.accounting).sum::<Option<i64>>(), whole);
    let reference = case.measures.lines.iter().map(|line| line.reference).sum::<Option<i64>>();
    assert_eq!(ends().map(|f| f.reference).sum::<Option<i64>>(), reference);
    let mass: i64 = case.declaration.lines.iter().map(|line| line.net_mass.0).sum();
    assert_eq!(ends().map(|f| f.net_mass).sum::<i64>(), mass);
}

/// In every cell of the statistics acceptances are taken back exactly as often as they were added.
fn cells(rows: &Rows) {
    let mut cells: BTreeMap<String, i64> = BTreeMap::new();
    for fact in rows.declaration_facts.iter().filter(|f| f.activity == "accept") {
        let cell = format!("{} {:?} {} {:?} {}", fact.day, fact.axes, fact.lines, fact.accounting, fact.net_mass);
        *cells.entry(cell).or_default() += fact.sign;
    }
    cells.retain(|_, sum| *sum != 0);
    assert!(cells.values().all(|sum| *sum == 1) && cells.len() <= 1, "{cells:?}");
}

/// A release event finds every examination passed by its lots, and every treatment done, by the plan of then.
fn lawful(desk: &Desk, no: &CaseNo) {
    let events = desk.events(no);
    for (n, event) in events.iter().enumerate() {
        let Some(CaseEvent::StepDone(done)) = event.body.of_case() else { continue };
        let Record::Release(Released { lots }) = &done.record else { continue };
        let before = fold::fold(&events[..n]).unwrap();
        for (planned, progress) in before.plan().iter().zip(&before.progress).filter(|(p, _)| p.needed) {
            match planned.kind {
                StepKind::Inspect | StepKind::Verify | StepKind::WatchLoading => {
                    assert!(lots.iter().all(|lot| progress.passed.contains(lot)), "{} of {lots:?}", planned.step);
                }
                StepKind::Treat | StepKind::Supervise | StepKind::Clear | StepKind::Move | StepKind::Review => {
                    assert!(progress.done.is_some(), "{}", planned.step);
                }
                StepKind::Accept | StepKind::Forward | StepKind::Certify | StepKind::Release => {}
            }
        }
    }
}

/// Plays a story on one case, or on a part of it once it was split; how many commands were obeyed.
fn play(given: &Given, moves: &[Move], on: &str) -> usize {
    let mut desk = Desk::new(region("9+1"), day(on), given);
    let mut declaration = given.declaration();
    declaration.asked = None;
    let measures = measured(&declaration);
    let verdict = decide(desk.policy, day(on), &Declared::new(&declaration, &measures, &desk.owner, false)).unwrap();
    if let Some(usual) = verdict.plan[0].at.usual() {
        declaration.offices.accept = usual.clone();
    }
    let Ok(mut no) = desk.declare(declaration) else { return 0 };
    let mut obeyed = 0;
    for (n, step) in moves.iter().enumerate() {
        match step {
            (32, _, b) if b % 2 == 0 => desk.owner.blacklisted = !desk.owner.blacklisted,
            (30, a, _) => desk.now = desk.now.plus_us(MINUTE * 60 * 24 * i64::from(a % 16)),
            (_, _, _) => {}
        }
        let (command, actor) = command(&desk, &no, *step);
        let (was, log) = (desk.cases[&no].clone(), desk.log.len());
        match desk.play(&no, &command, &actor) {
            Ok(_) => {
                sound(&desk, &no);
                obeyed += 1;
            }
            Err(refused) => {
                assert!(!refused.basis.is_empty());
                assert!(desk.cases[&no] == was && desk.log.len() == log, "a refused command changes nothing");
            }
        }
        if desk.cases[&no].stage == Stage::SplitUp {
            no = desk.cases[&no].linked[n % desk.cases[&no].linked.len()].clone();
        }
    }
    lawful(&desk, &no);
    obeyed
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn random_stories_are_sound(mut given in given(), moves in moves(), november in any::<bool>()) {
        given.attachments = ["101001", "101002", "101041", "101006"].map(Into::into).into();
        given.lines.iter_mut().for_each(|l| l.packing.clear());
        play(&given, &moves, if november { "2015-11-10" } else { "2015-09-20" });
    }
}

#[test]
fn a_straight_story_is_obeyed_to_its_end() {
    let mut given = Given::entry();
    given.lines.push(GivenLine::of("8516711000", "KR"));
    let straight: Vec<Move> = vec![(0, 0, 0), (0, 0, 0), (0, 0, 0), (33, 0, 0), (0, 255, 0), (0, 0, 0)];
    assert_eq!(play(&given, &straight, "2015-11-10"), straight.len());
}
