//! The demonstration of 9+1: after loading, every mode has a case at every step of its plan, and the record is sound.
#![expect(clippy::unwrap_used, reason = "tests")]

use clearance::event::Event;
use clearance::event::body::{Body, CaseEvent};
use desk::clock::{Chance, Clock};
use desk::replay::replay;
use register::cases::FIELD;
use register::scope::Scope;
use santong::demonstration;
use std::collections::{BTreeMap, BTreeSet};
use trial::{folder, opening, root};
use web::app::{App, Settings};

/// What is open in the cases of each mode: the words of the tasks.
type Open = BTreeMap<String, BTreeSet<String>>;

#[tokio::test]
async fn every_mode_has_cases_at_every_step() {
    let folder = folder();
    let desk = trial::desk::opened(&opening(folder.path(), None), Clock::machine(), Chance::machine()).await;
    let app = App::new(desk, Settings::default()).unwrap();
    let said = demonstration::load(&app, &root().join("demonstration/9+1.toml")).await.unwrap();
    println!("{said}");
    assert!(said.contains("非真实") && said.contains("yinchuan-inspector"), "{said}");

    let (open, stages, kinds) = seen(&app).await;
    for mode in trial::desk::law(&app.desk).await.policy.modes() {
        let there = open.get(mode.name.as_str()).unwrap_or_else(|| panic!("no case of mode {}", mode.name));
        // 签证 has the tasks of its papers.
        for step in mode.steps.iter().skip(1).filter(|step| step.kind != policy::StepKind::Certify) {
            assert!(there.contains(step.name.as_str()), "no case of mode {} has {} open", mode.name, step.name);
        }
    }
    for stage in ["under_review", "returned", "refused", "working", "withdrawn", "split", "closed", "historic"] {
        assert!(stages.contains(stage), "no case is {stage}");
    }
    let wanted = [
        "disposed",
        "held",
        "hold_lifted",
        "transfer_overdue",
        "arrived",
        "amendment_asked",
        "amendment_granted",
        "amendment_denied",
        "seal_noted",
        "split",
        "resubmitted",
        "contacted",
        "work_asked",
        "work_answered",
    ];
    for kind in wanted {
        assert!(kinds.contains(kind), "nothing was {kind}");
    }
    let report = app.field().register.verify(&[], &FIELD).await.unwrap();
    assert_eq!(report.bad, Vec::new());
    let register = &app.field().register;
    assert_eq!(register.contents().await.unwrap(), register.expected(&FIELD).await.unwrap());
    // Every decision comes out the same from its receipt, and with facts from the log as of then.
    let replayed = replay(register).await.unwrap();
    println!("{} decisions made again", replayed.decisions);
    assert!(100 <= replayed.decisions, "{replayed:?}");
    assert!(replayed.from_receipts.is_empty() && replayed.anew.is_empty(), "{replayed:?}");
}

/// What is open by mode, the stages of cases, and the kinds of events.
async fn seen(app: &App) -> (Open, BTreeSet<String>, BTreeSet<String>) {
    let (mut open, mut stages, mut kinds) = (Open::new(), BTreeSet::new(), BTreeSet::new());
    let register = &app.field().register;
    for head in register.heads().await.unwrap() {
        let (mut after, mut numbers) = (0, BTreeSet::new());
        loop {
            let events = register.follow(&Scope::system(), &head.office, after, 1000).await.unwrap();
            let Some(last) = events.last() else { break };
            after = last.seq;
            for stored in &events {
                kinds.insert(stored.kind.clone());
                if let Body::Case(CaseEvent::Recorded(_)) = Event::read(&stored.bytes).unwrap().body {
                    stages.insert("historic".to_owned());
                } else {
                    numbers.extend(stored.case.clone());
                }
            }
        }
        for no in numbers {
            let events = register.case_events(&Scope::system(), &no).await.unwrap().unwrap();
            let case = clearance::case::fold::fold(&events).unwrap();
            stages.insert(case.stage.word().to_owned());
            let mode = case.verdict.as_ref().unwrap().mode.to_string();
            let steps = open.entry(mode).or_default();
            steps.extend(case.open_steps().map(|step| case.plan()[step].step.to_string()));
            if case.stage.word() == "under_review" {
                let review = case.plan().iter().find(|p| p.kind == policy::StepKind::Review);
                steps.extend(review.map(|p| p.step.to_string()));
            }
        }
    }
    (open, stages, kinds)
}
