//! A restriction acknowledged by one process is obeyed by the very next append in every other (design 6).

use crate::given::{app, ask, bare, folder, owner, region};
use crate::story::export;
use clearance::actor::Role;
use clearance::calendar::Day;
use clearance::event::body::Body;
use clearance::event::region::RegionEvent;
use register::scope::Scope;
use server::act;
use server::app::App;
use server::clock::Stopwatch;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Barrier;

/// One race: when the restriction was sent and acknowledged, and for each declaration when it was sent, answered, and
/// whether it got the plan of an owner in good standing.
struct Race {
    restricted: (Duration, Duration),
    declared: Vec<(Duration, Duration, bool)>,
}

fn blacklisting(day: Day) -> RegionEvent {
    let law = clearance::policy::Citation { text: "本方案".into(), section: "三(三)二".into() };
    RegionEvent::Blacklisted { id: owner(), reason: "严重失信".into(), basis: law, from: day }
}

fn lifting(day: Day) -> RegionEvent {
    RegionEvent::BlacklistLifted { id: owner(), reason: "已整改".into(), from: day }
}

async fn declares(app: &App, watch: Stopwatch, times: usize) -> Vec<(Duration, Duration, bool)> {
    let mut declared = Vec::new();
    for _ in 0..times {
        let mut declaration = export();
        declaration.offices.accept = clearance::id::OfficeCode::parse("640100").unwrap();
        let sent = watch.elapsed();
        let who = ask(app, "agent", &[Role::Declarant], None);
        let done = act::declare(app, vec![(who, declaration)]).await.pop().unwrap().unwrap();
        let answered = watch.elapsed();
        let no = done.answer.cases[0].no.as_str();
        let events = app.field().register.case_events(&Scope::system(), no).await.unwrap().unwrap();
        let Body::Accepted(accepted) = &events[1].body else { panic!("the second event accepts") };
        declared.push((sent, answered, !accepted.verdict.stricter));
    }
    declared
}

async fn race(one: &Arc<App>, other: &Arc<App>) -> Race {
    let (barrier, watch) = (Arc::new(Barrier::new(2)), Stopwatch::start());
    let (declaring, gate) = (Arc::clone(other), Arc::clone(&barrier));
    let declared = tokio::spawn(async move {
        gate.wait().await;
        declares(&declaring, watch, 4).await
    });
    barrier.wait().await;
    let sent = watch.elapsed();
    region(one, vec![blacklisting(one.field().day(one.clock.now()))]).await;
    let restricted = (sent, watch.elapsed());
    Race { restricted, declared: declared.await.unwrap() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restriction_is_obeyed_by_the_next_append_of_another_process() {
    restrictions_race_declarations(100).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn soak_a_restriction_is_obeyed_by_the_next_append_of_another_process() {
    restrictions_race_declarations(1_000).await;
}

async fn restrictions_race_declarations(races: usize) {
    let (folder, elsewhere) = (folder(), folder());
    let url = pgtest::fresh().await.unwrap();
    let one = app(&folder, Some(url.clone())).await;
    let other = bare(&elsewhere, Some(url)).await;
    let (mut overlaps, mut late, mut after) = (0, 0, 0);
    for _ in 0..races {
        let race = race(&one, &other).await;
        for (sent, answered, good) in race.declared {
            overlaps += usize::from(sent < race.restricted.1 && race.restricted.0 < answered);
            after += usize::from(race.restricted.1 < sent);
            late += usize::from(race.restricted.1 < sent && good);
        }
        // The day after, so that the lifting is before the next listing.
        region(&one, vec![lifting(one.field().day(one.clock.now()))]).await;
        one.clock.advance(Duration::from_secs(1));
        other.field().catch_up().await.unwrap();
    }
    println!(
        "restriction races {races}, overlapping declarations {overlaps}, sent after the acknowledgement {after}, late {late}"
    );
    assert_eq!(late, 0);
    assert!(0 < overlaps && 0 < after, "the races met: {overlaps} overlaps, {after} after");
}
