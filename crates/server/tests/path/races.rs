//! Two processes on one database: in one office's series, and two offices for one clearance. One wins, the other sees it.

use crate::given::{app, ask, bare, does, folder, pass, step};
use crate::story::export;
use clearance::actor::Role;
use clearance::case::decide::{Command, Review, Work};
use server::act::{self, Denied};
use server::app::App;
use server::clock::Stopwatch;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Barrier;

/// When something was sent and answered.
type Interval = (Duration, Duration);

fn met(one: Interval, other: Interval) -> bool {
    one.0 < other.1 && other.0 < one.1
}

/// Both at once; when each was sent and answered, and what it came to.
async fn together<T: Send + 'static>(
    one: impl Future<Output = T> + Send + 'static,
    other: impl Future<Output = T> + Send + 'static,
) -> ((Interval, T), (Interval, T)) {
    let (barrier, watch) = (Arc::new(Barrier::new(2)), Stopwatch::start());
    let gate = Arc::clone(&barrier);
    let there = tokio::spawn(async move {
        gate.wait().await;
        let sent = watch.elapsed();
        let result = other.await;
        ((sent, watch.elapsed()), result)
    });
    barrier.wait().await;
    let sent = watch.elapsed();
    let result = one.await;
    (((sent, watch.elapsed()), result), there.await.unwrap())
}

async fn declared(app: Arc<App>) -> String {
    let who = ask(&app, "agent", &[Role::Declarant], None);
    let done = act::declare(&app, vec![(who, export())]).await.pop().unwrap().unwrap();
    done.answer.cases[0].no.to_string()
}

async fn cleared(app: Arc<App>, no: String, office: &'static str) -> Result<String, &'static str> {
    let who = ask(&app, "releaser", &[Role::Releaser], Some(office));
    match act::act(&app, &who, &no, None, &step("通关单", Work::Clear {})).await {
        Ok(done) => Ok(done.answer.cases[0].numbers[0].clone()),
        Err(Denied::NotAllowed(why)) => Err(why.reason.code()),
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f7_numbers_and_clearances_are_given_exactly_once() {
    let (folder, elsewhere) = (folder(), folder());
    let url = pgtest::fresh().await.unwrap();
    let one = app(&folder, Some(url.clone())).await;
    let other = bare(&elsewhere, Some(url)).await;
    let (mut numbers, mut series_met, mut clearances_met, mut tries) = (BTreeSet::new(), 0, 0, 0);
    while series_met < 100 || clearances_met < 100 {
        tries += 1;
        assert!(tries < 1_000, "the two do not meet: {series_met} and {clearances_met} overlaps");
        let (here, there) = together(declared(Arc::clone(&one)), declared(Arc::clone(&other))).await;
        series_met += usize::from(met(here.0, there.0));
        assert!(numbers.insert(here.1.clone()) && numbers.insert(there.1), "a number was given twice");
        let no = here.1;
        let reviewer = ask(&one, "reviewer", &[Role::Reviewer], Some("610100"));
        does(&one, &reviewer, &no, Command::Review(Review::Pass { note: String::new() })).await;
        does(&one, &ask(&one, "inspector", &[Role::Inspector], Some("640100")), &no, step("产地检验检疫", pass(1)))
            .await;
        let (first, second) =
            (cleared(Arc::clone(&one), no.clone(), "370100"), cleared(Arc::clone(&other), no, "650100"));
        let (here, there) = together(first, second).await;
        clearances_met += usize::from(met(here.0, there.0));
        assert!(here.1.is_ok() != there.1.is_ok(), "{:?} {:?}", here.1, there.1);
        assert_eq!([here.1.err(), there.1.err()].iter().flatten().collect::<Vec<_>>(), [&"step_done"]);
    }
    let serials: Vec<&str> = numbers.iter().map(|no| &no[no.len() - 6..]).collect();
    assert_eq!(serials.last().unwrap().parse::<usize>().unwrap(), numbers.len(), "the series has no gap");
    println!("series overlaps {series_met}, clearance overlaps {clearances_met}, of {tries} tries");
}
