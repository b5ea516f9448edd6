//! What counts as the past (`rules.md` 1): as of 24:00 of the day before acceptance, the same in every process, on both engines,
//! after a rebuild and by the log alone.

use crate::engines::play;
use crate::given::{OWNER, ask, does, folder, opened, pass, step};
use crate::story::export;
use clearance::case::Case;
use clearance::case::decide::{Command, Review, Work};
use clearance::case::fold;
use clearance::decision::again;
use clearance::declaration::Declaration;
use clearance::event::act::Examination;
use clearance::event::body::{CaseEvent, Finding, Outcome, Record};
use clearance::past::{Asked, Counts, Of, Past};
use desk::Desk;
use desk::act;
use policy::fact::past::DAYS;
use policy::fact::{Fact, Value};
use register::cases::FIELD;
use register::scope::Scope;
use std::collections::BTreeMap;
use std::time::Duration;
use trial::desk::law;
use values::actor::Role;
use values::calendar::{Day, Timestamp};
use values::code::{CountryCode, HsCode};

/// One thing that happened to goods of one line.
struct Happened {
    owner: String,
    hs: String,
    origin: String,
    what: &'static str,
    at: Timestamp,
}

/// Everything that counts, read from the log by hand: a line when it was declared, a lot when it first passed and first failed.
async fn log(desk: &Desk, cases: &[String]) -> Vec<Happened> {
    let mut all = Vec::new();
    for no in cases {
        let events = desk.field.register.case_events(&Scope::system(), no).await.unwrap().unwrap();
        let mut first: BTreeMap<(&str, u16), ()> = BTreeMap::new();
        for at in 1..=events.len() {
            let Some(case) = fold::fold(&events[..at]) else { continue };
            let event = &events[at - 1];
            let mut found: Vec<(&str, u16, u16)> = Vec::new();
            match event.body.of_case() {
                Some(CaseEvent::Accepted(accepted)) if accepted.split_from.is_none() => {
                    let lines = 1..=u16::try_from(case.declaration.lines.len()).unwrap();
                    found.extend(lines.map(|line| (if line == 1 { "case" } else { "line" }, line, line)));
                }
                Some(CaseEvent::StepDone(done)) => {
                    if let Record::Examine(Examination { findings, .. }) = &done.record {
                        let mut of_lot =
                            |what: &'static str, lot: u16| found.push((what, lot, case.lot(lot).unwrap().line));
                        for finding in findings {
                            match &finding.outcome {
                                Outcome::Pass => of_lot("pass", finding.lot),
                                Outcome::Fail { .. } => of_lot("fail", finding.lot),
                                Outcome::Part { rest, .. } => {
                                    of_lot("pass", finding.lot);
                                    of_lot("fail", *rest);
                                }
                            }
                        }
                    }
                }
                Some(_) | None => {}
            }
            for (what, part, line) in found {
                if first.insert((what, part), ()).is_none() {
                    let goods = &case.declaration.lines[usize::from(line) - 1];
                    all.push(Happened {
                        owner: case.declaration.parties.owner.to_string(),
                        hs: goods.hs.to_string(),
                        origin: goods.origin.to_string(),
                        what,
                        at: event.recorded,
                    });
                }
            }
        }
    }
    all
}

fn counted(log: &[Happened], of: &Of, day: Day, desk: &Desk) -> Counts {
    let zone = &desk.field.home.zone;
    let days = zone.start_of_day(day.plus(-DAYS))..zone.start_of_day(day);
    let mine: Vec<&Happened> = log
        .iter()
        .filter(|one| days.contains(&one.at))
        .filter(|one| of.owner.as_ref().is_none_or(|owner| owner.as_str() == one.owner))
        .filter(|one| of.origin.as_ref().is_none_or(|origin| origin.as_str() == one.origin))
        .filter(|one| {
            of.goods.as_ref().is_none_or(|spans| spans.iter().any(|s| *s.low <= *one.hs && *one.hs <= *s.high))
        })
        .collect();
    let last = mine.iter().filter(|one| one.what == "fail").map(|one| one.at).max();
    let count = |what: &[&str]| i64::try_from(mine.iter().filter(|one| what.contains(&one.what)).count()).unwrap();
    let passed = mine.iter().filter(|one| one.what == "pass" && last.is_none_or(|last| last < one.at)).count();
    Counts {
        declared: if of.goods.is_none() && of.origin.is_none() { count(&["case"]) } else { count(&["case", "line"]) },
        failed: count(&["fail"]),
        passed: i64::try_from(passed).unwrap(),
        since: last.map(|last| i64::from(day.0 - last.day_in(zone).0)),
    }
}

/// A declaration of all goods that were played with, from everywhere.
fn everything() -> Declaration {
    let mut declaration = export();
    let line = declaration.lines[0].clone();
    declaration.lines.clear();
    for hs in ["6109100000", "8471309000", "1001990001", "0202300010", "9403609990", "0803100000"] {
        for origin in ["CN", "KR", "CA", "AU", "VN", "FR"] {
            let (hs, origin) = (HsCode::parse(hs).unwrap(), CountryCode::parse(origin).unwrap());
            declaration.lines.push(clearance::declaration::Line { hs, origin, ..line.clone() });
        }
    }
    declaration
}

async fn pasts(desk: &Desk, days: &[Day]) -> Vec<Past> {
    let declaration = everything();
    let mut all = Vec::new();
    for day in days {
        all.push(
            desk.field.past(&law(desk).await.policy, &declaration, *day, desk.clock.now()).await.unwrap().unwrap(),
        );
    }
    all
}

#[tokio::test]
async fn rules_1_every_process_counts_the_same_past_and_the_log_says_so() {
    let (here, there) = (folder(), folder());
    let url = pgtest::fresh().await.unwrap();
    let sqlite = opened(&here, None).await;
    let postgres = opened(&there, Some(url.clone())).await;
    tokio::join!(goods_of_weeks(&sqlite), goods_of_weeks(&postgres));
    let first = sqlite.field.day(crate::given::START);
    let today = sqlite.field.day(sqlite.clock.now());
    let days: Vec<Day> = (first.0 - 1..=today.0).map(Day).collect();
    let at_first = pasts(&sqlite, &days).await;
    assert_eq!(at_first, pasts(&postgres, &days).await, "the engines");
    // A second process on the same record, and one that begins after everything was made again from the log.
    let second = opened(&folder(), Some(url.clone())).await;
    second.clock.advance(Duration::from_micros(u64::try_from(postgres.clock.now().0 - second.clock.now().0).unwrap()));
    assert_eq!(at_first, pasts(&second, &days).await, "two processes");
    postgres.field.register.rebuild(&FIELD).await.unwrap();
    let third = opened(&folder(), Some(url)).await;
    third.clock.advance(Duration::from_micros(u64::try_from(postgres.clock.now().0 - third.clock.now().0).unwrap()));
    assert_eq!(at_first, pasts(&third, &days).await, "after a rebuild");
    // And by the log, counted by hand.
    let (scope, ids) = (Scope::system(), [OWNER.to_owned()]);
    let lines = sqlite.field.register.cases_by_enterprises(&scope, &ids, (i64::MAX, "~"), 1000).await.unwrap();
    let cases: Vec<String> = lines.into_iter().map(|line| line.no).collect();
    let log = log(&sqlite, &cases).await;
    let (mut failed, mut passed) = (0, 0);
    for (day, past) in days.iter().zip(at_first) {
        let asked = Asked::new(&law(&sqlite).await.policy, *day, &everything());
        let counts: Vec<Counts> = asked.of().iter().map(|of| counted(&log, of, *day, &sqlite)).collect();
        failed = failed.max(counts.iter().map(|c| c.failed).max().unwrap());
        passed = passed.max(counts.iter().map(|c| c.passed).max().unwrap());
        assert_eq!(asked.counted(&counts), past, "{day:?}");
    }
    assert!(3 < failed && 3 < passed, "{failed} failed and {passed} passed in a row: too little to count");
}

/// An export that is inspected, and whether its only lot is good.
async fn inspected(desk: &Desk, good: bool) -> String {
    goods_inspected(desk, export(), good).await
}

/// Whatever happens by chance, then goods of several kinds and countries that are good or not for some weeks.
async fn goods_of_weeks(desk: &Desk) {
    play(desk, 300).await;
    let kinds =
        [("6109100000", "CN"), ("8471309000", "KR"), ("8471309000", "CN"), ("9403609990", "VN"), ("6109100000", "KR")];
    for n in 0..40 {
        desk.clock.advance(Duration::from_secs(37_000));
        let (mut declaration, (hs, origin)) = (export(), kinds[n % kinds.len()]);
        declaration.reference = format!("W-{n}");
        declaration.lines[0].hs = HsCode::parse(hs).unwrap();
        declaration.lines[0].origin = CountryCode::parse(origin).unwrap();
        goods_inspected(desk, declaration, n % 7 != 3).await;
    }
}

async fn goods_inspected(desk: &Desk, declaration: Declaration, good: bool) -> String {
    let agent = ask(desk, "agent", &[Role::Declarant], None);
    let done = act::declare(desk, vec![(agent, declaration)]).await.pop().unwrap().unwrap();
    let no = done.answer.cases[0].no.to_string();
    let reviewer = ask(desk, "reviewer", &[Role::Reviewer], Some("640100"));
    does(desk, &reviewer, &no, Command::Review(Review::Pass { note: String::new() })).await;
    let inspector = ask(desk, "inspector", &[Role::Inspector], Some("640100"));
    let failed = Finding { lot: 1, outcome: Outcome::Fail { reason: "「本方案」三(三)三 霉变".into() } };
    let work = if good { pass(1) } else { Work::Examine(Examination::of(vec![failed])) };
    does(desk, &inspector, &no, step("产地检验检疫", work)).await;
    no
}

async fn case(desk: &Desk, no: &str) -> Case {
    let events = desk.field.register.case_events(&Scope::system(), no).await.unwrap().unwrap();
    fold::fold(&events).unwrap()
}

/// The past of the owner that counts today.
async fn now(desk: &Desk, counter: policy::fact::past::Counter) -> Value {
    let (law, of) = (law(desk).await, export());
    let today = desk.field.day(desk.clock.now());
    let past = desk.field.past(&law.policy, &of, today, desk.clock.now()).await.unwrap().unwrap();
    past.answer((policy::fact::past::Subject::Owner, counter), None)
}

#[tokio::test]
async fn rules_1_the_past_ends_at_midnight_in_the_regions_zone_and_begins_a_year_before() {
    use policy::fact::past::Counter::{DaysSinceFailure, Declared, Failed, PassedInRow};
    for database in [None, Some(pgtest::fresh().await.unwrap())] {
        let folder = folder();
        let desk = opened(&folder, database).await;
        // 2015-12-01 08:00 in Beijing: nothing of today counts.
        inspected(&desk, false).await;
        assert_eq!(now(&desk, Declared).await, Value::Number(0));
        desk.clock.advance(Duration::from_secs(15 * 3600 + 3599));
        // 23:59:59 is still today, and midnight is not, though it is 16:00 in Greenwich.
        inspected(&desk, true).await;
        assert_eq!(now(&desk, Failed).await, Value::Number(0));
        desk.clock.advance(Duration::from_secs(1));
        assert_eq!(now(&desk, Declared).await, Value::Number(2));
        assert_eq!(now(&desk, Failed).await, Value::Number(1));
        assert_eq!(now(&desk, PassedInRow).await, Value::Number(1));
        assert_eq!(now(&desk, DaysSinceFailure).await, Value::Number(1));
        // A year later the day of the failure still counts, and a day later it does not.
        desk.clock.advance(Duration::from_secs(364 * 86_400));
        assert_eq!(now(&desk, DaysSinceFailure).await, Value::Number(365));
        desk.clock.advance(Duration::from_secs(86_400));
        assert_eq!(now(&desk, DaysSinceFailure).await, Value::Absent);
        assert_eq!(now(&desk, Declared).await, Value::Number(0));
    }
}

#[tokio::test]
async fn rules_1_once_a_day_was_counted_nothing_is_recorded_on_it_any_more() {
    for database in [None, Some(pgtest::fresh().await.unwrap())] {
        let folder = folder();
        let desk = opened(&folder, database).await;
        // As a process does whose clock is further: what comes after it, from any process, is recorded later.
        let midnight = desk.field.home.zone.start_of_day(desk.field.day(desk.clock.now()).plus(1));
        assert!(desk.field.register.close_before(midnight).await.unwrap().is_empty());
        assert!(desk.clock.now() < midnight);
        let no = inspected(&desk, true).await;
        let events = desk.field.register.case_events(&Scope::system(), &no).await.unwrap().unwrap();
        assert!(events.iter().all(|event| midnight < event.recorded), "{:?}", events[0].recorded);
        // What was closed before stays so.
        assert!(desk.field.register.close_before(midnight.plus_us(-1)).await.unwrap().is_empty());
        let heads = desk.field.register.verify(&[], &FIELD).await.unwrap();
        assert!(heads.bad.is_empty(), "{:?}", heads.bad);
    }
}

/// Somebody's transaction that keeps the head of one office.
const HOLD: &str = "update log_head set seq = seq where office = '640100'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_1_a_head_that_is_held_keeps_the_others_back_for_the_first_minute_only() {
    let folder = folder();
    let url = pgtest::fresh().await.unwrap();
    let desk = opened(&folder, Some(url.clone())).await;
    let field = &desk.field;
    let midnight = field.home.zone.start_of_day(field.day(desk.clock.now()).plus(1));
    desk.clock.advance(Duration::from_micros(u64::try_from(midnight.0 - desk.clock.now().0).unwrap()));
    let held = tokio::task::spawn_blocking(move || pgtest::hold(&url, HOLD).unwrap()).await.unwrap();
    let counted = async || {
        let today = field.day(desk.clock.now());
        field.past(&law(&desk).await.policy, &export(), today, desk.clock.now()).await.unwrap()
    };
    for second in [0, 1, 58] {
        desk.clock.advance(Duration::from_secs(second));
        assert!(counted().await.is_none(), "a command of yesterday may still be on its way");
    }
    let agent = ask(&desk, "agent", &[Role::Declarant], None);
    let told = act::declare(&desk, vec![(agent, export())]).await.pop().unwrap();
    assert!(matches!(told, Err(act::Denied::Busy(_))), "{told:?}");
    desk.clock.advance(Duration::from_secs(1));
    assert!(counted().await.is_some() && counted().await.is_some(), "a minute later none can be");
    assert!(!field.close_days(desk.clock.now()).await.unwrap());
    let agent = ask(&desk, "agent", &[Role::Declarant], None);
    act::declare(&desk, vec![(agent, export())]).await.pop().unwrap().unwrap();
    tokio::task::spawn_blocking(move || drop(held)).await.unwrap();
    assert!(field.close_days(desk.clock.now()).await.unwrap(), "the job closes it when it is let go");
}

#[tokio::test]
async fn r42_a_rule_asks_for_the_past_and_its_receipt_keeps_what_was_counted() {
    let folder = folder();
    let desk = opened(&folder, None).await;
    inspected(&desk, false).await;
    let hit = |case: &Case, rule: &str| case.verdict.as_ref().unwrap().demands.iter().any(|d| &*d.rule == rule);
    // 审-0150: an export of an owner whose goods failed in the last thirty days is inspected whole.
    let same_day = inspected(&desk, true).await;
    assert!(!hit(&case(&desk, &same_day).await, "审-0150"), "what was found today does not count today");
    for (days, wanted) in [(1, true), (29, true), (1, false)] {
        desk.clock.advance(Duration::from_secs(days * 86_400));
        let declared = inspected(&desk, true).await;
        let found = case(&desk, &declared).await;
        assert_eq!(hit(&found, "审-0150"), wanted, "after {days} more days");
        let verdict = found.verdict.as_ref().unwrap();
        let read = verdict.receipt.all().find(|read| read.fact == Fact::OwnerDaysSinceFailure).unwrap();
        assert!(matches!(read.value, Value::Number(_)), "{:?}", read.value);
        assert_eq!(again(&law(&desk).await.policy, &verdict.receipt).unwrap(), **verdict);
    }
}
