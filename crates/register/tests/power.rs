//! The register cut at every operation on its files: nothing acknowledged is lost, nothing written twice, nothing corrupt.
#![expect(clippy::unwrap_used, reason = "a test that cannot make its folder has failed")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use powercut::{Disk, Folder};
use register::merkle::{Edge, leaf};
use register::scope::Scope;
use register::work::{Appended, Outcome, Work};
use register::{Options, Place, Register};

mod common;
use common::{change, new_case, options};

/// What is done to a register, one after the other.
enum Act {
    /// Commands that come together.
    Append(fn() -> Vec<Work>),
    /// Opens partitions.
    Offices(&'static [&'static str]),
    /// Closes the register, which empties its write-ahead log, and opens it again.
    Reopen,
}
use Act::{Append, Offices, Reopen};

/// The office A has a case A000001 at version 1 before each of these; those called "empty" begin with nothing at all.
const OPERATIONS: [(&str, &[Act]); 12] = [
    ("declare", &[Append(|| vec![new_case("A", Some("k1"), "one")])]),
    (
        "declare and act",
        &[
            Append(|| vec![new_case("A", Some("k1"), "one")]),
            Append(|| vec![change("A", Some("k2"), "A000002", 1, &["two"])]),
        ],
    ),
    ("several events", &[Append(|| vec![change("A", Some("k1"), "A000001", 1, &["one", "two", "three", "four"])])]),
    ("a group", &[Append(|| many("A", "g", 12)), Append(|| many("A", "h", 3))]),
    ("two offices", &[Append(|| many("A", "a", 3).into_iter().chain(many("B", "b", 3)).collect())]),
    (
        "the same again",
        &[Append(|| vec![new_case("A", Some("k1"), "one")]), Append(|| vec![new_case("A", Some("k1"), "one")])],
    ),
    ("numbers of two series", &[Append(|| vec![two_numbers("k1")]), Append(|| vec![two_numbers("k2")])]),
    (
        "a restriction",
        &[Append(|| vec![restriction("k1")]), Append(|| vec![decided_at(1, new_case("A", Some("k2"), "two"))])],
    ),
    ("a large event", &[Append(|| vec![large("k1")]), Append(|| vec![new_case("A", Some("k2"), "two")])]),
    ("further offices", &[Offices(&["C", "D"]), Append(|| vec![new_case("C", Some("k1"), "one")])]),
    ("close and open", &[Append(|| many("A", "g", 4)), Reopen, Append(|| many("B", "h", 4)), Reopen]),
    ("empty: the schema", &[Offices(&["A"]), Append(|| vec![new_case("A", Some("k1"), "one")])]),
];

fn many(office: &str, word: &str, count: u32) -> Vec<Work> {
    (0..count).map(|n| new_case(office, Some(&format!("{word}{n}")), &format!("{word} {n}"))).collect()
}

fn two_numbers(key: &str) -> Work {
    Work { series: vec!["N".to_owned(), "M".to_owned()], ..new_case("A", Some(key), key) }
}

fn restriction(key: &str) -> Work {
    Work { restricts: true, ..new_case("region", Some(key), "restricted") }
}

fn decided_at(epoch: u64, work: Work) -> Work {
    Work { epoch, ..work }
}

fn large(key: &str) -> Work {
    new_case("A", Some(key), &"large ".repeat(20_000))
}

/// Options under which a disk that fails ends nothing but the register, which then writes no more.
fn patient(careless: bool, failed: &Arc<AtomicBool>) -> Options {
    let failed = failed.clone();
    let mut options = options();
    options.disk_failed = Arc::new(move |_| failed.store(true, Ordering::SeqCst));
    options.opening.careless = careless;
    options
}

async fn open(folder: &Path, careless: bool) -> anyhow::Result<Register> {
    let failed = Arc::new(AtomicBool::new(false));
    Register::open(Place::Sqlite(folder.join("register.db")), patient(careless, &failed)).await
}

/// Does the acts as far as the disk lets it; what was acknowledged, command by command.
async fn perform(folder: &Path, acts: &[Act], careless: bool) -> anyhow::Result<Vec<(usize, usize, Appended)>> {
    let mut acknowledged = Vec::new();
    let mut register = open(folder, careless).await?;
    for (number, act) in acts.iter().enumerate() {
        match act {
            Append(works) => {
                let outcomes = register.append_joined(works()).await;
                let done = |(index, outcome): (usize, Outcome)| Some((number, index, outcome.ok()?));
                acknowledged.extend(outcomes.into_iter().enumerate().filter_map(done));
            }
            Offices(offices) => {
                if register.open_offices(offices).await.is_err() || register.push_epoch().await.is_err() {
                    return Ok(acknowledged);
                }
            }
            Reopen => {
                register.close().await;
                let Ok(opened) = open(folder, careless).await else { return Ok(acknowledged) };
                register = opened;
            }
        }
    }
    register.close().await;
    Ok(acknowledged)
}

/// A register with one case, copied while it is open, so that its write-ahead log is not empty; or nothing.
async fn beginning(name: &str) -> Folder {
    let folder = Folder::new().unwrap();
    if name.starts_with("empty") {
        return folder;
    }
    let register = open(folder.path(), false).await.unwrap();
    register.open_offices(&["A", "B"]).await.unwrap();
    register.push_epoch().await.unwrap();
    register.append(new_case("A", Some("k0"), "zero")).await.unwrap();
    let copy = Folder::copy_of(folder.path()).unwrap();
    register.close().await;
    copy
}

/// How many acknowledged commands a survivor does not know; everything else that could be wrong with it fails here.
async fn lost(survivor: &Path, acts: &[Act], acknowledged: &[(usize, usize, Appended)], context: &str) -> usize {
    let register = open(survivor, false).await.unwrap();
    let mut lost = 0;
    for (number, index, appended) in acknowledged {
        let Append(works) = &acts[*number] else { unreachable!("only commands are acknowledged") };
        let again = register.append(works().swap_remove(*index)).await;
        let same = matches!(&again, Ok(again) if again.repeated && again.answer == appended.answer && again.last == appended.last);
        lost += usize::from(!same);
    }
    for head in register.heads().await.unwrap() {
        let events = register.follow(&Scope::system(), &head.office, 0, 1_000).await.unwrap();
        let mut edge = Edge::default();
        for (event, number) in events.iter().zip(1..) {
            assert_eq!(event.seq, number, "{context}: numbers without gaps");
            edge.push(leaf(&event.bytes), |_, _| {});
        }
        assert_eq!((edge.size(), edge.root()), (head.seq, head.root), "{context}: the tree is that of the log");
        let mut texts: Vec<&[u8]> = events.iter().map(|event| said(&event.bytes)).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), events.len(), "{context}: nothing is written twice");
    }
    register.close().await;
    let db = rusqlite::Connection::open(survivor.join("register.db")).unwrap();
    let sound: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok", "{context}");
    lost
}

/// What a command said, after partition, number and case.
fn said(bytes: &[u8]) -> &[u8] {
    bytes.splitn(4, |byte| *byte == b' ').last().unwrap_or_default()
}

/// Cuts one operation at every write, sync and deletion; how many commands were acknowledged, and how many of them lost.
async fn cut_everywhere(name: &str, acts: &[Act], careless: bool, seeds: std::ops::Range<u64>) -> (usize, usize, u64) {
    let beginning = beginning(name).await;
    let whole = Folder::copy_of(beginning.path()).unwrap();
    let disk = Disk::attach(whole.path()).unwrap();
    let all = perform(whole.path(), acts, careless).await.unwrap();
    let operations = disk.operations();
    disk.detach();
    assert_eq!(lost(whole.path(), acts, &all, name).await, 0, "{name}, not cut");
    let (mut acknowledged, mut gone) = (0, 0);
    for at in 1..=operations {
        for seed in seeds.clone() {
            let folder = Folder::copy_of(beginning.path()).unwrap();
            let disk = Disk::attach(folder.path()).unwrap();
            disk.cut_at(at);
            let heard = perform(folder.path(), acts, careless).await.unwrap_or_default();
            let survivor = Folder::new().unwrap();
            disk.survivors(seed * 1_000 + at, survivor.path()).unwrap();
            disk.detach();
            acknowledged += heard.len();
            gone += lost(survivor.path(), acts, &heard, &format!("{name}, cut at {at}, seed {seed}")).await;
        }
    }
    (acknowledged, gone, operations)
}

async fn cut_all(operations: &[(&str, &[Act])], careless: bool, seeds: std::ops::Range<u64>) -> usize {
    let (mut acknowledged, mut gone, mut cuts) = (0, 0, 0);
    let tries = seeds.end - seeds.start;
    for (name, acts) in operations {
        let (heard, lost, points) = cut_everywhere(name, acts, careless, seeds.clone()).await;
        assert!(careless || lost == 0, "{name}: {lost} of {heard} acknowledged commands lost");
        (acknowledged, gone, cuts) = (acknowledged + heard, gone + lost, cuts + points * tries);
    }
    let setting = if careless { "NORMAL" } else { "FULL" };
    println!(
        "figure {cuts} power cuts on the register, {setting}: {gone} of {acknowledged} acknowledged commands lost"
    );
    gone
}

#[tokio::test]
async fn wherever_the_power_goes_nothing_acknowledged_is_lost() {
    assert_eq!(cut_all(&OPERATIONS, false, 0..1).await, 0);
}

/// The test of the test.
#[tokio::test]
async fn with_normal_the_same_cuts_lose_what_was_acknowledged() {
    assert!(cut_all(&OPERATIONS[..8], true, 0..1).await > 0);
}

#[tokio::test]
async fn soak_wherever_the_power_goes_nothing_acknowledged_is_lost() {
    assert_eq!(cut_all(&OPERATIONS, false, 1..20).await, 0);
}
