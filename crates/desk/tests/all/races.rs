//! Two processes meet the same demand: one outcome, whoever is first, and what was lost says why.

use crate::given::{OWNER, ask, folder, opened, owner};
use crate::story::export;
use clearance::case::Case;
use clearance::case::decide::{Command, Review};
use clearance::case::demand::Standing;
use clearance::case::fold;
use clearance::declaration::Dangerous;
use clearance::event::act::Paper;
use clearance::event::body::CaseEvent;
use clearance::event::demand::{DemandOf, WaiverAnswer};
use clearance::event::region::RegionEvent;
use clearance::grounds::Grounds;
use desk::Desk;
use desk::act::{self, Ask, Denied};
use policy::Citation;
use policy::Policy;
use register::cases::FIELD;
use register::scope::Scope;
use std::sync::Arc;
use trial::desk::{happens, law};
use values::actor::Role;
use values::calendar::Day;
use values::code::TableCode;

const GUARANTEE: &str = "101041";

fn of() -> DemandOf {
    DemandOf { rule: "审-0114".into(), measure: 0 }
}

/// Dangerous goods, which leave with a guarantee (审-0114).
async fn declared(desk: &Desk, n: usize) -> String {
    let mut declaration = export();
    declaration.reference = format!("race-{n}");
    declaration.lines[0].dangerous = Some(Dangerous { un: TableCode::parse("1057").unwrap(), class: None });
    let who = ask(desk, "agent", &[Role::Declarant], None);
    let done = act::declare(desk, vec![(who, declaration)]).await.pop().unwrap().unwrap();
    done.answer.cases[0].no.to_string()
}

pub async fn case(desk: &Desk, no: &str) -> Case {
    let events = desk.field.register.case_events(&Scope::system(), no).await.unwrap().unwrap();
    fold::fold(&events).unwrap()
}

fn paper(desk: &Desk) -> Command {
    let day = desk.field.day(desk.clock.now());
    Command::GivePaper(Paper { kind: TableCode::parse(GUARANTEE).unwrap(), no: "B-7".into(), day })
}

fn standing(desk: &Desk, policy: &Policy, case: &Case) -> Standing {
    let verdict = case.verdict.as_deref().unwrap();
    let today = desk.field.day(desk.clock.now());
    case.standing_of(case.demand(&of()).unwrap(), verdict, policy, today)
}

/// What each of two was told: that it was done, or by which reason it was not.
pub fn told(outcome: Result<act::Done, Denied>) -> &'static str {
    match outcome {
        Ok(_) => "done",
        Err(Denied::NotAllowed(why)) => why.reason.code(),
        Err(other) => panic!("{other:?}"),
    }
}

/// Two commands at once, each in its own process.
pub async fn meet(one: (&Desk, &Ask, &Command), other: (&Desk, &Ask, &Command), no: &str) -> [&'static str; 2] {
    let first = act::act(one.0, one.1, no, None, one.2);
    let second = act::act(other.0, other.1, no, None, other.2);
    let (first, second) = tokio::join!(first, second);
    [told(first), told(second)]
}

/// One race of its kind; what each of the two was told.
async fn race((one, other): (&Desk, &Desk), n: usize, no: &str) -> [&'static str; 2] {
    let counter = ask(other, "counter", &[Role::Acceptor], Some("640100"));
    let declarant = ask(one, "agent", &[Role::Declarant], None);
    match n % 4 {
        // Two offices' worth of the same paper.
        0 => {
            let both = meet((one, &declarant, &paper(one)), (other, &counter, &paper(other)), no).await;
            assert!(matches!(both, ["done", "paper_not_wanted"] | ["paper_not_wanted", "done"]), "{both:?}");
            both
        }
        // A waiver is confirmed while the paper comes.
        1 => {
            let grounds = Grounds::by("原件在途", "「本方案」三(一)");
            crate::given::does(other, &counter, no, Command::AskWaiver { of: of(), grounds }).await;
            one.field.catch_up().await.unwrap();
            let reviewer = ask(other, "reviewer", &[Role::Reviewer], Some("610100"));
            let said = WaiverAnswer { granted: true, note: String::new() };
            let confirm = Command::AnswerWaiver { waiver: 1, said };
            let both = meet((one, &declarant, &paper(one)), (other, &reviewer, &confirm), no).await;
            assert!(matches!(both, ["done", "demand_unknown"] | ["paper_not_wanted", "done"]), "{both:?}");
            both
        }
        // The case goes back while a waiver is asked for and while it is passed.
        2 => {
            let reviewer = ask(other, "reviewer", &[Role::Reviewer], Some("610100"));
            let back = Command::Review(Review::Return { note: "补正".into(), basis: String::new() });
            let both = meet((one, &declarant, &paper(one)), (other, &reviewer, &back), no).await;
            assert_eq!(both, ["done", "done"], "one after the other");
            both
        }
        // A restriction comes to hold while the paper is given: the case is decided again, and keeps the paper.
        _ => {
            let listed = RegionEvent::Blacklisted {
                id: owner(),
                reason: "逃检".into(),
                basis: Citation { text: "企业信用办法".into(), section: "第三十条".into() },
                from: Day::parse("2015-05-01").unwrap(),
            };
            let command = paper(one);
            let given = act::act(one, &declarant, no, None, &command);
            let (given, ()) = tokio::join!(given, happens(other, vec![listed]));
            assert_eq!(told(given), "done");
            let platform = Ask::platform(other.clock.now());
            one.field.catch_up().await.unwrap();
            let again = act::act(other, &platform, no, None, &Command::Redecide).await;
            assert!(matches!(told(again), "done" | "not_due"));
            let lifted = RegionEvent::BlacklistLifted {
                id: owner(),
                reason: "期满".into(),
                basis: None,
                from: Day::parse("2015-05-02").unwrap(),
            };
            happens(other, vec![lifted]).await;
            one.field.catch_up().await.unwrap();
            ["done", "done"]
        }
    }
}

async fn races(rounds: usize) {
    let url = pgtest::fresh().await.unwrap();
    let (here, there) = (folder(), folder());
    let one = opened(&here, Some(url.clone())).await;
    let other = opened(&there, Some(url)).await;
    let mut firsts = [0; 2];
    for n in 0..rounds {
        let no = declared(&one, n).await;
        other.field.catch_up().await.unwrap();
        let events = race((&one, &other), n, &no).await;
        if n % 4 == 0 {
            firsts[usize::from(events[0] != "done")] += 1;
        }
        let (here, there) = (case(&one, &no).await, case(&other, &no).await);
        assert_eq!(here, there, "both processes see one case");
        let stands = standing(&one, &law(&one).await.policy, &here);
        match events {
            ["paper_not_wanted", "done"] if n % 4 == 1 => assert_eq!(stands, Standing::Waived),
            _ => assert_eq!(stands, Standing::Met),
        }
        assert!(here.papers.len() <= 1, "{:?}", here.papers);
    }
    assert!(firsts.iter().all(|count| rounds < 40 || 0 < *count), "each is first at times: {firsts:?}");
    let register = &one.field.register;
    let papers = |event: &clearance::event::Event| matches!(event.body.of_case(), Some(CaseEvent::PaperGiven { .. }));
    let scope = Scope::system();
    let lines = register.cases_by_enterprises(&scope, &[OWNER.to_owned()], (i64::MAX, "~"), 5_000).await.unwrap();
    assert_eq!(lines.len(), rounds);
    for line in lines {
        let events = register.case_events(&scope, &line.no).await.unwrap().unwrap();
        assert!(events.iter().filter(|event| papers(event)).count() <= 1);
    }
    assert_eq!(register.contents().await.unwrap(), register.expected(&FIELD).await.unwrap());
    println!("figure races for one demand in two processes: {rounds}");
    drop::<Arc<Desk>>(other);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_2_two_processes_that_meet_one_demand_have_one_outcome() {
    races(100).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn soak_two_processes_that_meet_one_demand_have_one_outcome() {
    races(1_000).await;
}
