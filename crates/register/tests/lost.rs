//! Connections that are cut under a server's register: what has a key is written exactly once, whatever was cut.

use std::time::Duration;

use register::scope::Scope;
use register::work::NotAppended;
use register::{Place, Register};

mod common;
use common::knife::{Knife, Spoilt};
use common::{new_case, options};

/// All other sessions of this database are ended, at any point of what they are doing.
const CUT: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_lost_at_the_commit_is_asked_by_key_and_nothing_is_written_twice() {
    let url = pgtest::fresh().await.unwrap();
    let register = Register::open(Place::Postgres(url.clone()), options()).await.unwrap();
    register.open_offices(&["A", "B"]).await.unwrap();
    register.push_epoch().await.unwrap();
    let mut clients = Vec::new();
    for client in 0..8 {
        let register = register.clone();
        clients.push(tokio::spawn(async move {
            let office = if client % 2 == 0 { "A" } else { "B" };
            for n in 0..25 {
                let key = format!("{client}-{n}");
                // Refused or unknown is asked again with the same key, as a client does.
                while register.append(new_case(office, Some(&key), "x")).await.is_err() {}
            }
        }));
    }
    let knife = tokio::spawn(async move {
        for _ in 0..30 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            // The server may be out of slots for a moment; then this cut falls out.
            drop(pgtest::execute(&url, CUT).await);
        }
    });
    for client in clients {
        client.await.unwrap();
    }
    knife.await.unwrap();
    for office in ["A", "B"] {
        let events = register.follow(&Scope::system(), office, 0, 1_000).await.unwrap();
        assert_eq!(events.len(), 100, "{office}");
        assert!(events.iter().map(|event| event.seq).eq(1..=100), "{office}");
    }
    assert_eq!(register.verify(&[], &common::WORDS).await.unwrap().bad, []);
}

/// A commit whose answer is lost, or says neither yes nor no, may have been written: who has a key gets the answer that was
/// stored, who has none is told that nobody knows, and nobody is told that nothing was written.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_of_which_nobody_knows_is_never_told_as_a_failure() {
    for kind in [Spoilt::Cut, Spoilt::Unclear] {
        let (knife, url) = Knife::before_database(kind).await;
        let register = Register::open(Place::Postgres(url), options()).await.unwrap();
        register.open_offices(&["A"]).await.unwrap();
        register.push_epoch().await.unwrap();

        knife.next();
        let keyed = register.append(new_case("A", Some("k"), "keyed")).await.unwrap();
        assert_eq!(
            (keyed.answer.as_slice(), keyed.repeated, knife.count()),
            (b"A000001".as_slice(), true, 1),
            "{kind:?}"
        );
        knife.next();
        let bare = register.append(new_case("A", None, "bare")).await;
        assert!(matches!(&bare, Err(NotAppended::Unknown(_))), "{kind:?}: {bare:?}");
        knife.next();
        let mixed = vec![new_case("A", Some("l"), "keyed"), new_case("A", None, "bare")];
        let mixed = register.append_joined(mixed).await;
        let fits = matches!(&mixed[..], [Ok(_), Ok(_) | Err(NotAppended::Unknown(_))]);
        assert!(fits && knife.count() == 3, "{kind:?}: {mixed:?}");
        let words = register.follow(&Scope::system(), "A", 0, 10).await.unwrap();
        let words = words.iter().map(|event| event.bytes.rsplit(|byte| *byte == b' ').next().unwrap().to_owned());
        let words: Vec<_> = words.map(|word| String::from_utf8(word).unwrap()).collect();
        assert_eq!(words, ["keyed", "bare", "keyed", "bare"], "{kind:?}: each is written once");
    }
}
