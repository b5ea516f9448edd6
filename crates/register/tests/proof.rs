//! The record proves itself: seven kinds of tampering are named, a backup restores, derived tables are made again.

#![expect(clippy::unwrap_used, reason = "a test that cannot reach its register has failed")]

mod common;

use std::path::Path;

use common::{WORDS, both, change, folder, new_case, options};
use register::head_file::{self, Line};
use register::{Place, Register};
use sha2::{Digest, Sha256};

fn sign(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

fn lines(path: &Path) -> Vec<Line> {
    head_file::read(path, &|key, bytes, signature| key == "k" && sign(bytes) == signature).unwrap()
}

/// Four rounds of ten new cases and one more event in an old case; a signed line after each.
async fn story(register: &Register, heads: &Path) {
    for round in 0..4 {
        for n in 0..10 {
            register.append(new_case("A", Some(&format!("{round}-{n}")), "hello")).await.unwrap();
        }
        register.append(change("A", None, &format!("A{:06}", round * 10 + 1), 1, &["more"])).await.unwrap();
        head_file::append(heads, &register.heads().await.unwrap(), round, "k", &sign).unwrap();
    }
}

async fn sqlite(folder: &tempfile::TempDir) -> Register {
    Register::open(Place::Sqlite(folder.path().join("register.db")), options()).await.unwrap()
}

/// The same statement by hand on either engine, past the register.
async fn tamper(register: &Register, sql: &str) {
    match register.place() {
        Place::Sqlite(path) => rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap(),
        Place::Postgres(url) => pgtest::execute(url, &sql.replace("x'00'", "'\\x00'")).await.unwrap(),
    }
}

async fn named(register: &Register, heads: &Path) -> String {
    let report = register.verify(&lines(heads), &WORDS).await.unwrap();
    report.bad.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn a_sound_record_verifies_on_both_engines() {
    let folder = folder();
    for (engine, register) in both(&folder).await {
        let heads = folder.path().join(format!("heads-{engine}"));
        story(&register, &heads).await;
        let report = register.verify(&lines(&heads), &WORDS).await.unwrap();
        assert_eq!((report.events, report.offices, report.signed, report.bad), (44, 3, 12, vec![]), "{engine}");
    }
}

/// Update, delete, insert, swap, cut tail: by someone who can write to the database and knows no hashes.
#[tokio::test]
async fn tampering_of_rows_is_named_by_its_first_place() {
    let shift = "UPDATE event SET seq = -seq - 1 WHERE office = 'A' AND seq >= 25; UPDATE event SET seq = -seq WHERE seq < 0; \
                 INSERT INTO event SELECT office, 25, case_no, version, kind, happened, recorded, leaf, bytes FROM event \
                 WHERE office = 'A' AND seq = 24";
    let swap = "UPDATE event SET seq = -30 WHERE office = 'A' AND seq = 30; UPDATE event SET seq = 30 WHERE office = 'A' \
                AND seq = 31; UPDATE event SET seq = 31 WHERE office = 'A' AND seq = -30";
    let cases = [
        ("update", "UPDATE event SET bytes = x'00' WHERE office = 'A' AND seq = 17", "A event 17: its bytes are not"),
        ("column", "UPDATE event SET case_no = 'A000002' WHERE office = 'A' AND seq = 17", "A event 17: the columns"),
        ("delete", "DELETE FROM event WHERE office = 'A' AND seq = 20", "A event 20: it is missing; the next"),
        ("insert", shift, "A event 25: its bytes say that it is event 24"),
        ("swap", swap, "A event 30: its bytes say that it is event 31"),
        (
            "cut tail",
            "DELETE FROM event WHERE office = 'A' AND seq > 40",
            "A event 41: it and those up to 44 are missing",
        ),
        ("number", "DELETE FROM number WHERE serial = 7", "A: series N stands at 40, but has 39 numbers"),
        (
            "node",
            "UPDATE log_node SET hash = leaf FROM event WHERE event.office = 'A' AND event.seq = 1 AND level = 2 AND place = 3",
            "A event 13: the stored subtree of 4 events",
        ),
    ];
    for (kind, sql, wanted) in cases {
        let folder = folder();
        for (engine, register) in both(&folder).await {
            let heads = folder.path().join(format!("heads-{engine}"));
            story(&register, &heads).await;
            tamper(&register, sql).await;
            let found = named(&register, &heads).await;
            assert!(found.starts_with(wanted), "{engine}, {kind}: {found}");
        }
    }
}

/// An older backup in place of the register, and a register built anew with other events and everything that the database
/// holds made to fit: only the signed heads know.
#[tokio::test]
async fn an_older_backup_and_a_full_rebuild_are_named_by_the_signed_heads() {
    let folder = folder();
    let heads = folder.path().join("heads");
    let register = sqlite(&folder).await;
    register.open_offices(&["A"]).await.unwrap();
    register.push_epoch().await.unwrap();
    story(&register, &heads).await;
    let older = folder.path().join("older.db");
    register.backup(&older).await.unwrap();
    assert!(register.backup(&older).await.is_err(), "a backup never overwrites");
    story_again(&register, &heads).await;
    let sound = register.verify(&lines(&heads), &WORDS).await.unwrap();
    assert_eq!(sound.bad, []);

    let old = Register::open(Place::Sqlite(older.clone()), options()).await.unwrap();
    let found = named(&old, &heads).await;
    assert!(found.starts_with("A event 45: it and those up to 46 are missing; line 5"), "{found}");
    old.close().await;

    let forged = Register::open(Place::Sqlite(folder.path().join("forged.db")), options()).await.unwrap();
    forged.open_offices(&["A"]).await.unwrap();
    forged.push_epoch().await.unwrap();
    for seq in 1..=46 {
        let word = if seq == 15 { "forged" } else { "hello" };
        forged.append(new_case("A", None, word)).await.unwrap();
    }
    assert_eq!(forged.verify(&[], &WORDS).await.unwrap().bad, [], "by itself it is sound");
    let found = named(&forged, &heads).await;
    assert!(found.starts_with("A event 1: among the events 1 to 11 is one that differs"), "{found}");
}

async fn story_again(register: &Register, heads: &Path) {
    for _ in 0..2 {
        register.append(new_case("A", None, "later")).await.unwrap();
    }
    head_file::append(heads, &register.heads().await.unwrap(), 9, "k", &sign).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_taken_under_load_restores_and_an_unsound_one_is_refused() {
    let folder = folder();
    let heads = folder.path().join("heads");
    let register = sqlite(&folder).await;
    register.open_offices(&["A"]).await.unwrap();
    register.push_epoch().await.unwrap();
    story(&register, &heads).await;
    let load = tokio::spawn({
        let register = register.clone();
        async move {
            for n in 0..300 {
                register.append(new_case("A", Some(&format!("load-{n}")), "load")).await.unwrap();
            }
        }
    });
    let copy = folder.path().join("copy.db");
    register.backup(&copy).await.unwrap();
    load.await.unwrap();
    register.close().await;

    let place = folder.path().join("restored.db");
    let report = register::backup::restore(&copy, &place, &lines(&heads), &WORDS, options()).await.unwrap();
    assert!(44 <= report.events && report.bad.is_empty(), "{report:?}");
    let restored = Register::open(Place::Sqlite(place.clone()), options()).await.unwrap();
    restored.append(new_case("A", None, "on")).await.unwrap();
    restored.close().await;

    rusqlite::Connection::open(&copy).unwrap().execute_batch("UPDATE event SET kind = 'x' WHERE seq = 3").unwrap();
    let refusal = register::backup::restore(&copy, &place, &lines(&heads), &WORDS, options()).await.unwrap_err();
    assert!(refusal.to_string().contains("A event 3"), "{refusal}");
    assert!(Register::open(Place::Sqlite(place), options()).await.is_ok(), "what is there was left alone");
}

#[tokio::test]
async fn derived_tables_are_made_again_and_are_equal() {
    let folder = folder();
    for (engine, register) in both(&folder).await {
        let heads = folder.path().join(format!("heads-{engine}"));
        story(&register, &heads).await;
        let before = register.contents().await.unwrap();
        assert_eq!(before[0].1.rows, 40, "{engine}");
        assert_eq!(register.expected(&WORDS).await.unwrap(), before, "{engine}");
        tamper(&register, "UPDATE case_row SET mode = 'E1' WHERE case_no = 'A000007'").await;
        assert_ne!(register.contents().await.unwrap(), before, "{engine}");
        assert_eq!(register.rebuild(&WORDS).await.unwrap(), before, "{engine}");
        assert_eq!(register.verify(&lines(&heads), &WORDS).await.unwrap().bad, [], "{engine}");
        register.append(new_case("A", None, "after")).await.unwrap();
        // An interrupted rebuild is noticed at the next start.
        tamper(&register, "INSERT INTO rebuilding (office, since) VALUES ('region', 1)").await;
        let place = register.place().clone();
        register.close().await;
        assert!(Register::open(place.clone(), options()).await.is_err(), "{engine}");
        let again = Register::open(place, register::Options { unfinished: true, ..options() }).await.unwrap();
        assert_eq!(again.rebuild(&WORDS).await.unwrap()[0].1.rows, 41, "{engine}");
    }
}
