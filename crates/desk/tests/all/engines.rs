//! The same on both engines: random commands with fixed clock and chance leave equal logs and equal derived tables, and
//! both equal themselves after a rebuild.

use crate::given::{ask, folder, opened};
use crate::story::export;
use clearance::case::decide::{Command, Review, Work};
use clearance::case::{Case, fold};
use clearance::declaration::{Dangerous, Declaration, Version};
use clearance::event::act::{Arrival, Departure, Examination, Paper, Released, Supervision, Treatment};
use clearance::event::body::{Disposition, Finding, Outcome};
use clearance::event::demand::{DemandOf, WaiverAnswer};
use clearance::grounds::Grounds;
use desk::Desk;
use desk::act::{self, Ask, Denied};
use policy::rule::Supplier;
use policy::{Policy, StepKind};
use register::cases::FIELD;
use register::scope::Scope;
use std::time::Duration;
use trial::desk::law;
use values::actor::Role;
use values::code::TableCode;
use values::id::OfficeCode;
use values::quantity::Amount;

/// A small generator that the seed decides.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}

const GOODS: [(&str, &str, &str); 5] = [
    ("6109100000", "T恤衫", "CN"),
    ("8471309000", "计算机", "KR"),
    ("1001990001", "小麦", "CA"),
    ("0202300010", "冻牛肉", "AU"),
    ("9403609990", "木家具", "VN"),
];

fn declaration(dice: &mut Dice, passes: bool) -> Declaration {
    let mut declaration = export();
    declaration.reference = format!("E-{}", dice.below(1 << 48));
    let entry = dice.below(2) == 0;
    if entry {
        declaration.direction = values::direction::Direction::Entry;
        declaration.offices.origin = None;
        declaration.offices.destination = Some(OfficeCode::parse("640100").unwrap());
    }
    let ports = ["CNQDP", "CNTAO", "CNAKL"];
    declaration.journey.port = values::code::PlaceCode::parse(ports[dice.below(3)]).unwrap();
    let line = declaration.lines[0].clone();
    declaration.lines.clear();
    for n in 0..=dice.below(3) {
        let (hs, name, origin) = GOODS[dice.below(GOODS.len())];
        let mut line = line.clone();
        line.hs = values::code::HsCode::parse(hs).unwrap();
        line.name = format!("{name}{n}");
        if entry {
            line.origin = values::code::CountryCode::parse(origin).unwrap();
        }
        declaration.lines.push(line);
    }
    // Goods that leave with a guarantee, which few have with them (审-0114).
    if passes && dice.below(4) == 0 {
        declaration.lines[0].dangerous = Some(Dangerous { un: TableCode::parse("1057").unwrap(), class: None });
    }
    declaration
}

fn examine((case, at): (&Case, usize), policy: &Policy, dice: &mut Dice) -> Work {
    let finding = |lot: &clearance::case::lot::Lot, dice: &mut Dice| {
        let outcome = match dice.below(6) {
            0 => Outcome::Fail { reason: "货证不符".into() },
            1 => {
                let passed = Amount { units: lot.amount.units / 3, unit: lot.amount.unit.clone() };
                Outcome::Part { passed, rest: 0, reason: "部分受潮".into() }
            }
            _ => Outcome::Pass,
        };
        Finding { lot: lot.id, outcome }
    };
    let live: Vec<_> = case.lots.iter().filter(|l| l.state.live()).collect();
    let findings: Vec<Finding> = live.iter().take(1 + dice.below(3)).map(|lot| finding(lot, dice)).collect();
    // With the results that rules want, as a rule.
    let lots: Vec<_> = findings.iter().map(|finding| finding.lot).collect();
    let measured = if dice.below(8) == 0 { Vec::new() } else { case.passing(at, &lots, policy, case.day) };
    Work::Examine(Examination { measured, ..Examination::of(findings) })
}

fn work((case, at): (&Case, usize), policy: &Policy, dice: &mut Dice) -> Work {
    match case.plan()[at].kind {
        StepKind::Accept | StepKind::Review | StepKind::Certify => Work::Accept {},
        StepKind::Supervise => Work::Supervise(Supervision { note: "抽查".into() }),
        StepKind::Inspect | StepKind::Verify | StepKind::WatchLoading => examine((case, at), policy, dice),
        StepKind::Treat => Work::Treat(Treatment {
            entry: (0..case.plan().len()).find_map(|at| case.untreated(at).first().map(|entry| (*entry).to_owned())),
            method: "熏蒸".into(),
            agent: String::new(),
            dose_mg_m3: 48_000,
            temperature_tenths: Some(215),
            verification: String::new(),
            minutes: 1440,
            operator: String::new(),
            effective: dice.below(4) != 0,
        }),
        StepKind::Forward => Work::Forward {},
        StepKind::Clear => Work::Clear {},
        StepKind::Move => Work::Move(Departure { seal: "S1".into() }),
        StepKind::Release => Work::Release(Released { lots: vec![] }),
    }
}

fn amended(case: &Case, dice: &mut Dice) -> Box<Version> {
    let mut declaration = (*case.declaration).clone();
    declaration.head.marks = format!("M{}", dice.below(100));
    declaration.lines[0].value.minor += 1;
    Box::new(Version { declaration, measures: case.measures.clone() })
}

/// What becomes of what rules demand: a paper, a waiver and its answer, a hold that is lifted, a treatment that is refused.
fn settles(
    (desk, policy): (&Desk, &Policy),
    case: &Case,
    dice: &mut Dice,
) -> (Command, &'static [Role], Option<String>) {
    let today = desk.field.day(desk.clock.now());
    let demands: Vec<_> = case.verdict.iter().flat_map(|verdict| &verdict.demands).collect();
    // What may be waived at all comes first.
    let waivable = demands.iter().position(|demand| {
        let content = demand.content(policy, case.day);
        content.is_some_and(|(rule, measure)| policy.waivable(&rule.id, measure, case.day).is_some())
    });
    let one = demands.get(waivable.unwrap_or_else(|| dice.below(demands.len().max(1))));
    let of = one.map_or_else(
        || DemandOf { rule: "没有".into(), measure: 0 },
        |demand| DemandOf { rule: demand.rule.to_string(), measure: demand.measure },
    );
    let grounds = || Grounds::by("已核实", "「本方案」三(三)三");
    let home = Some(case.office.to_string());
    // A waiver that waits is answered before anything else.
    let waits = case.waivers.iter().any(|waiver| waiver.granted.is_none());
    match if waits { 2 } else { dice.below(5) } {
        0 => {
            let lacking = case.lacking_papers(Supplier::Enterprise, policy, today);
            let kind = lacking.first().map_or("101040", |item| &*item.code);
            let paper = Paper { kind: TableCode::parse(kind).unwrap(), no: "B-7".into(), day: today };
            (Command::GivePaper(paper), &[Role::Declarant], None)
        }
        1 => (Command::AskWaiver { of, grounds: grounds() }, &[Role::Acceptor], home),
        2 => {
            let waiver = u16::try_from(case.waivers.len().max(1)).unwrap();
            let said = WaiverAnswer { granted: dice.below(2) == 0, note: "已核".into() };
            (Command::AnswerWaiver { waiver, said }, &[Role::Command, Role::Reviewer, Role::Inspector], home)
        }
        3 => (Command::LiftDemand { of, grounds: grounds() }, &[Role::Command, Role::Inspector], home),
        _ => (Command::RefuseTreatment { reason: "不同意处理".into() }, &[Role::Declarant], None),
    }
}

/// A command that is possible most of the time, and the office and role to give it with.
fn command(
    (desk, policy, passes): (&Desk, &Policy, bool),
    case: &Case,
    dice: &mut Dice,
) -> (Command, &'static [Role], Option<String>) {
    let any = || Some("610100".to_owned());
    let home = || Some(case.office.to_string());
    match dice.below(22) {
        20..=21 => settles((desk, policy), case, dice),
        0 => {
            (Command::AskAmendment { version: amended(case, dice), reason: "改唛头".into() }, &[Role::Declarant], None)
        }
        1 => (Command::GrantAmendment, &[Role::Reviewer], any()),
        2 if dice.below(4) == 0 => (Command::Withdraw, &[Role::Declarant], None),
        3 => (Command::Hold(Grounds::of("布控")), &[Role::Inspector], home()),
        4 | 5 => (
            Command::LiftHold { hold: 1, grounds: Grounds::by("已查", "「本方案」三(三)三") },
            &[Role::Inspector],
            home(),
        ),
        6 => (Command::Split, &[Role::Declarant], None),
        7 => (Command::Contact, &[Role::Declarant], None),
        8 => (Command::Resubmit(amended(case, dice)), &[Role::Declarant], None),
        9 => (Command::Review(Review::Return { note: "补正".into(), basis: String::new() }), &[Role::Reviewer], any()),
        10 => {
            let lot = case.lots.iter().find(|l| l.state.failed()).map_or(1, |l| l.id);
            let all = [Disposition::Treatment, Disposition::Returned, Disposition::Destroyed];
            let disposition = all[dice.below(3)].clone();
            (Command::Dispose { lot, disposition }, &[Role::Inspector], Some("640100".into()))
        }
        11 | 12 => (Command::Arrive(Arrival { seal_intact: Some(true) }), &[Role::Inspector], Some("640100".into())),
        _ => match case.open_steps().next() {
            Some(step) if case.plan()[step].kind != StepKind::Review || !passes => {
                let office = case.office_of(step).map(ToString::to_string).or_else(any);
                let planned = &case.plan()[step];
                let work = work((case, step), policy, dice);
                let name = planned.step.clone();
                (Command::Perform { step: name, work }, &[Role::Inspector, Role::Releaser, Role::Acceptor], office)
            }
            Some(_) | None => (Command::Review(Review::Pass { note: String::new() }), &[Role::Reviewer], any()),
        },
    }
}

/// What a command came to, in words that both engines must agree on.
fn told(outcome: &Result<act::Done, Denied>) -> String {
    match outcome {
        Ok(done) => format!("{:?}", done.answer),
        Err(Denied::NotAllowed(why)) => why.reason.code().to_owned(),
        Err(other) => format!("{other:?}"),
    }
}

/// Plays so many commands; what each came to.
pub async fn play(desk: &Desk, commands: usize) -> Vec<String> {
    played(desk, 0x9E37_79B9_7F4A_7C15, commands).await
}

/// The same from another beginning.
pub async fn played(desk: &Desk, seed: u64, commands: usize) -> Vec<String> {
    plays(desk, seed, commands, false).await
}

/// Where reviews pass, cases go on to their end, and the owner may come to be overdue.
async fn plays(desk: &Desk, seed: u64, commands: usize, passes: bool) -> Vec<String> {
    let mut dice = Dice(seed);
    let (mut cases, mut all) = (Vec::<String>::new(), Vec::new());
    for _ in 0..commands {
        desk.clock.advance(Duration::from_secs(60 + dice.below(3600) as u64));
        // As the job does each second.
        desk.field.read_overdue(desk.clock.now()).await.unwrap();
        if cases.is_empty() || dice.below(if passes { 5 } else { 12 }) == 0 {
            let who: Ask = ask(desk, "agent", &[Role::Declarant], None);
            let outcome = act::declare(desk, vec![(who, declaration(&mut dice, passes))]).await.pop().unwrap();
            if let Ok(done) = &outcome {
                cases.extend(done.answer.cases.iter().map(|c| c.no.to_string()));
            }
            all.push(told(&outcome));
            continue;
        }
        let no = cases[cases.len() - 1 - dice.below(cases.len().min(40))].clone();
        let events = desk.field.register.case_events(&Scope::system(), &no).await.unwrap().unwrap();
        let case = fold::fold(&events).unwrap();
        let (command, roles, office) = command((desk, &law(desk).await.policy, passes), &case, &mut dice);
        // Nobody does anything for an office on what he declared himself.
        // Who confirms a waiver is not who asked for it.
        let name = match (&office, &command) {
            (None, _) => "agent",
            (Some(_), Command::AnswerWaiver { .. }) => "other-officer",
            (Some(_), _) => "officer",
        };
        let who = ask(desk, name, roles, office.as_deref());
        let outcome = act::act(desk, &who, &no, Some(case.version), &command).await;
        if let Ok(done) = &outcome {
            cases.extend(done.answer.cases.iter().map(|c| c.no.to_string()).filter(|c| *c != no));
        }
        all.push(told(&outcome));
    }
    all
}

#[tokio::test]
async fn the_same_on_both_engines_and_after_a_rebuild() {
    same_on_both_engines(5_000).await;
}

#[tokio::test]
async fn soak_the_same_on_both_engines_and_after_a_rebuild() {
    same_on_both_engines(50_000).await;
}

async fn same_on_both_engines(commands: usize) {
    let (folder, other) = (folder(), folder());
    let sqlite = opened(&folder, None).await;
    let postgres = opened(&other, Some(pgtest::fresh().await.unwrap())).await;
    let seed = 0x9E37_79B9_7F4A_7C15;
    let (here, there) = tokio::join!(plays(&sqlite, seed, commands, true), plays(&postgres, seed, commands, true));
    for (n, (here, there)) in here.iter().zip(&there).enumerate() {
        assert_eq!(here, there, "command {n}");
    }
    let written = here.iter().filter(|told| told.starts_with("Answer")).count();
    assert!(commands / 5 < written, "{written} of {commands} commands were written");
    // Demands were met, lifted and waived on the way.
    let scope = Scope::system();
    let mut kinds = std::collections::BTreeSet::new();
    let ids = [crate::given::OWNER.to_owned()];
    for line in sqlite.field.register.cases_by_enterprises(&scope, &ids, (i64::MAX, "~"), 10_000).await.unwrap() {
        let events = sqlite.field.register.case_events(&scope, &line.no).await.unwrap().unwrap();
        kinds.extend(events.iter().map(|event| event.body.kind()));
    }
    for kind in ["step_done", "paper_given", "waiver_asked", "waiver_answered"] {
        assert!(kinds.contains(kind), "{kind} never happened: {kinds:?}");
    }
    let (sqlite, postgres) = (&sqlite.field.register, &postgres.field.register);
    assert_eq!(sqlite.heads().await.unwrap(), postgres.heads().await.unwrap());
    crate::tables::conserve(sqlite, postgres).await;
    let contents = sqlite.contents().await.unwrap();
    assert_eq!(contents, postgres.contents().await.unwrap());
    assert_eq!(contents, sqlite.expected(&FIELD).await.unwrap());
    assert_eq!(contents, sqlite.rebuild(&FIELD).await.unwrap());
    assert_eq!(contents, postgres.rebuild(&FIELD).await.unwrap());
}
