//! A restriction is answered only when every head has its epoch, whatever stands in the way, and however often it is asked.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use clearance::intent::REGION;
use register::Register;
use register::engine::Place;
use register::work::{Key, NotAppended, Work};

mod common;
use common::knife::{Knife, Spoilt};
use common::{both, folder, new_case, options, work, written};

/// A restriction under a key.
fn restriction(key: &str, epoch: u64) -> Work {
    let write = |at: &register::work::Place| Ok(written(REGION, at, "r", at.first - 1, &["restricted"]));
    Work { restricts: true, epoch, ..work(REGION, Some(key), vec![], write) }
}

/// The same, as the sender's second try is made when the state has changed since: it restricts nothing any more.
fn again(key: &str, epoch: u64) -> Work {
    Work { restricts: false, ..restriction(key, epoch) }
}

async fn epochs(register: &Register) -> Vec<(String, i64)> {
    let heads = register.heads().await.unwrap();
    heads.into_iter().filter(|head| head.office != REGION).map(|head| (head.office, head.epoch)).collect()
}

fn at(epochs: [(&str, i64); 3]) -> Vec<(String, i64)> {
    epochs.map(|(office, epoch)| (office.to_owned(), epoch)).into()
}

/// The head of B as it stands before the first epoch was pushed to it.
async fn lag(register: &Register) {
    const BEFORE: &str = "UPDATE log_head SET epoch = 0 WHERE office = 'B'";
    match register.place() {
        Place::Sqlite(file) => drop(rusqlite::Connection::open(file).unwrap().execute(BEFORE, []).unwrap()),
        Place::Postgres(url) => pgtest::execute(url, BEFORE).await.unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_that_somebody_holds_keeps_no_other_back_and_the_answer_until_it_has_the_epoch() {
    let url = pgtest::fresh().await.unwrap();
    let register = Register::open(Place::Postgres(url.clone()), options()).await.unwrap();
    register.open_offices(&["A", "B", "C"]).await.unwrap();
    register.push_epoch().await.unwrap();
    let held = pgtest::hold(&url, "UPDATE log_head SET seq = seq WHERE office = 'B'").unwrap();

    let key = Key::new("account", "k", 0, [7; 32]);
    let told = register.append(restriction("k", 0)).await;
    assert!(matches!(&told, Err(NotAppended::Unknown(why)) if why.contains('B')), "{told:?}");
    assert_eq!(epochs(&register).await, at([("A", 1), ("B", 0), ("C", 1)]));
    // Asked again by the same key, in each of the ways, it is still not everywhere.
    for told in [
        register.append(restriction("k", 1)).await,
        register.append(again("k", 1)).await,
        register.answer_to(REGION, &key).await.unwrap().unwrap(),
    ] {
        assert!(matches!(&told, Err(NotAppended::Unknown(_))), "{told:?}");
    }
    drop(held);
    let told = register.answer_to(REGION, &key).await.unwrap().unwrap().unwrap();
    assert!(told.repeated);
    assert_eq!(epochs(&register).await, at([("A", 1), ("B", 1), ("C", 1)]));
}

/// A process that died between the event and the push leaves this behind; on a file nobody can hold one head alone.
#[tokio::test]
async fn a_known_restriction_is_pushed_before_it_is_answered_again() {
    let folder = folder();
    for (engine, register) in both(&folder).await {
        register.append(restriction("k", 0)).await.unwrap();
        for told in 0..3 {
            lag(&register).await;
            let told = match told {
                0 => register.append(restriction("k", 1)).await,
                1 => register.append(again("k", 1)).await,
                _ => register.answer_to(REGION, &Key::new("account", "k", 0, [7; 32])).await.unwrap().unwrap(),
            };
            assert!(told.unwrap().repeated, "{engine}");
            assert_eq!(register.epoch("B").await.unwrap(), 1, "{engine}");
            let late = register.append(new_case("B", None, "late")).await;
            assert_eq!(late, Err(NotAppended::StaleEpoch { now: 1 }), "{engine}");
        }
    }
}

/// Seen: who had read a restriction before the head had its epoch was sent back eight times and then told to come later.
#[tokio::test]
async fn who_knows_more_than_a_lagging_head_is_taken_and_the_head_knows_it_from_then_on() {
    let folder = folder();
    for (engine, register) in both(&folder).await {
        register.append(restriction("k", 0)).await.unwrap();
        lag(&register).await;
        // Below, above, at, below: who was decided before goes back as soon as one has told the head.
        let at = |epoch, word: &'static str| Work { epoch, ..new_case("B", None, word) };
        let group = vec![at(0, "below"), at(1, "above"), at(1, "at"), at(0, "late")];
        let outcomes = register.append_joined(group).await;
        assert!(outcomes[..3].iter().all(Result::is_ok), "{engine}: {outcomes:?}");
        let stale = Err(NotAppended::StaleEpoch { now: 1 });
        assert_eq!(outcomes[3], stale, "{engine}");
        assert_eq!(register.epoch("B").await.unwrap(), 1, "{engine}");
        assert_eq!(register.append(at(0, "late")).await, stale, "{engine}");
        // Of the region's own epoch nobody can know more than its head.
        assert_eq!(register.append(restriction("l", 2)).await, stale, "{engine}");
    }
}

/// Seen: of two that started at once on an empty database one ended, 6 of 6 times.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_and_four_that_open_one_empty_database_at_once_all_come_up() {
    for (rounds, many) in [(3, 2), (2, 4)] {
        for _ in 0..rounds {
            let url = pgtest::fresh().await.unwrap();
            let open = |_| tokio::spawn(Register::open(Place::Postgres(url.clone()), options()));
            let opening: Vec<_> = (0..many).map(open).collect();
            for opened in opening {
                let register = opened.await.unwrap().unwrap();
                register.open_offices(&["A"]).await.unwrap();
            }
        }
    }
}

/// Whichever commit is spoilt, that of the event or of a push: what was answered is everywhere, and asked again it becomes so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restriction_whose_commit_is_spoilt_is_answered_when_it_is_everywhere() {
    for kind in [Spoilt::Cut, Spoilt::Unclear] {
        let (knife, url) = Knife::before_database(kind).await;
        let register = Register::open(Place::Postgres(url), options()).await.unwrap();
        register.open_offices(&["A", "B", "C"]).await.unwrap();
        register.push_epoch().await.unwrap();
        for nth in 1..=4 {
            let (key, epoch) = (format!("k{nth}"), nth - 1);
            knife.nth(nth as usize);
            let told = register.append(restriction(&key, epoch)).await;
            knife.nth(0);
            let everywhere = at([("A", nth as i64), ("B", nth as i64), ("C", nth as i64)]);
            if told.is_ok() {
                assert_eq!(epochs(&register).await, everywhere, "{kind:?} {nth}");
            } else {
                assert!(matches!(&told, Err(NotAppended::Unknown(_))), "{kind:?} {nth}: {told:?}");
                register.append(restriction(&key, nth)).await.unwrap();
            }
            assert_eq!(epochs(&register).await, everywhere, "{kind:?} {nth}");
            let late = register.append(Work { epoch, ..new_case("B", None, "late") }).await;
            assert_eq!(late, Err(NotAppended::StaleEpoch { now: nth }), "{kind:?} {nth}");
        }
        assert_eq!(knife.count(), 4, "{kind:?}: {} were spoilt", knife.count());
    }
}
