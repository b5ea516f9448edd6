//! SQLite with the register's settings, cut at every operation on its files: nothing acknowledged is lost, nothing corrupt.
#![expect(clippy::unwrap_used, reason = "a test that cannot make its folder has failed")]

use std::path::Path;

use powercut::{Disk, Folder, chance::Chance};
use rusqlite::Connection;

/// What is done to the database, as transactions that are acknowledged one by one, and checkpoints between them.
enum Step {
    Commit(&'static str),
    Checkpoint(&'static str),
}
use Step::{Checkpoint, Commit};

const OPERATIONS: [(&str, &[Step]); 12] = [
    ("insert one", &[Commit("INSERT INTO goods (name, mass) VALUES ('one', 1)"), Commit("SELECT 1")]),
    ("insert many", &[Commit(MANY), Commit(MANY), Commit(MANY)]),
    ("update", &[Commit("UPDATE goods SET mass = mass + 1 WHERE id % 7 = 0"), Commit("UPDATE goods SET name = 'x'")]),
    ("delete", &[Commit("DELETE FROM goods WHERE id % 3 = 0"), Commit("DELETE FROM goods"), Commit(MANY)]),
    (
        "upsert",
        &[
            Commit("INSERT INTO head VALUES ('a', 1) ON CONFLICT (office) DO UPDATE SET seq = seq + 1"),
            Commit("INSERT INTO head VALUES ('a', 1) ON CONFLICT (office) DO UPDATE SET seq = seq + 1"),
        ],
    ),
    (
        "large values",
        &[Commit("UPDATE goods SET paper = zeroblob(40000) WHERE id < 4"), Commit("UPDATE goods SET paper = ''")],
    ),
    (
        "upgrade: a table",
        &[
            Commit("CREATE TABLE later (id INTEGER PRIMARY KEY, t TEXT); CREATE INDEX later_t ON later (t)"),
            Commit("INSERT INTO later (t) SELECT name FROM goods"),
        ],
    ),
    ("upgrade: a column", &[Commit("ALTER TABLE goods ADD COLUMN unit TEXT"), Commit("UPDATE goods SET unit = 'kg'")]),
    ("upgrade: drop", &[Commit("DROP TABLE goods"), Commit("CREATE TABLE goods (id INTEGER PRIMARY KEY)")]),
    (
        "checkpoint and go on",
        &[Commit(MANY), Checkpoint("PASSIVE"), Commit(MANY), Commit("DELETE FROM goods WHERE id < 9")],
    ),
    (
        "checkpoint, empty the log",
        &[Commit(MANY), Checkpoint("TRUNCATE"), Commit(MANY), Checkpoint("RESTART"), Commit(MANY)],
    ),
    (
        "many small commits",
        &[
            Commit(ONE),
            Commit(ONE),
            Commit(ONE),
            Commit(ONE),
            Commit(ONE),
            Commit(ONE),
            Commit(ONE),
            Commit(ONE),
            Commit(ONE),
            Commit(ONE),
            Commit(ONE),
            Commit(ONE),
        ],
    ),
];
const ONE: &str = "INSERT INTO goods (name, mass) VALUES ('small', 7); UPDATE head SET seq = seq + 1";
const MANY: &str = "INSERT INTO goods (name, mass, paper)
    SELECT name || 'm', mass + 1, hex(zeroblob(60)) FROM goods LIMIT 60";

fn open(folder: &Path, synchronous: &str) -> rusqlite::Result<Connection> {
    let db = Connection::open(folder.join("register.db"))?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", synchronous)?;
    db.pragma_update(None, "wal_autocheckpoint", 12)?;
    Ok(db)
}

/// A register with something in it: some in the database, some still in its log.
fn beginning() -> Folder {
    let folder = Folder::new().unwrap();
    let db = open(folder.path(), "FULL").unwrap();
    db.execute_batch(
        "CREATE TABLE ledger (n INTEGER PRIMARY KEY);
         CREATE TABLE head (office TEXT PRIMARY KEY, seq BIGINT NOT NULL);
         CREATE TABLE goods (id INTEGER PRIMARY KEY, name TEXT, mass BIGINT, paper BLOB);
         CREATE INDEX goods_name ON goods (name);
         INSERT INTO head VALUES ('b', 1);
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150)
         INSERT INTO goods (name, mass, paper) SELECT 'goods ' || (i * 7919 % 151), i * i, hex(zeroblob(i % 90)) FROM n;
         PRAGMA wal_checkpoint(TRUNCATE);
         UPDATE goods SET mass = 0 WHERE id < 5;",
    )
    .unwrap();
    // Copied while open, for closing would empty the log.
    let copy = Folder::copy_of(folder.path()).unwrap();
    drop(db);
    copy
}

/// Does the steps, each commit with its number in the ledger; how many were acknowledged, and how many begun.
fn act(db: &Connection, steps: &[Step], mut each: impl FnMut(&Connection)) -> (i64, i64) {
    let mut acknowledged = 0;
    for step in steps {
        let done = match step {
            Checkpoint(kind) => db.query_row(&["PRAGMA wal_checkpoint(", kind, ")"].concat(), [], |_| Ok(())),
            Commit(sql) => {
                let next = (acknowledged + 1).to_string();
                db.execute_batch(
                    &["BEGIN IMMEDIATE; INSERT INTO ledger VALUES (", &next, "); ", sql, "; COMMIT"].concat(),
                )
            }
        };
        if done.is_err() {
            return (acknowledged, acknowledged + i64::from(matches!(step, Commit(_))));
        }
        acknowledged += i64::from(matches!(step, Commit(_)));
        each(db);
    }
    (acknowledged, acknowledged)
}

/// Everything that is in the database, as text.
fn everything(db: &Connection) -> rusqlite::Result<String> {
    let mut text = String::new();
    let mut names = db.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name")?;
    let tables = names.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    for table in tables {
        let (name, sql) = table?;
        text.push_str(&sql);
        let mut all = db.prepare(&["SELECT * FROM ", &name, " ORDER BY 1"].concat())?;
        let columns = all.column_count();
        let mut rows = all.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                text.push_str(&[" ", &row.get::<_, rusqlite::types::Value>(column).map(shown)?].concat());
            }
        }
    }
    Ok(text)
}

fn shown(value: rusqlite::types::Value) -> String {
    format!("{value:?}")
}

/// What one cut did.
#[derive(Debug, Default, PartialEq)]
struct Toll {
    cuts: u64,
    acknowledged: i64,
    lost: i64,
    corrupt: u64,
    different: u64,
}

impl Toll {
    fn add(&mut self, other: &Toll) {
        self.cuts += other.cuts;
        self.acknowledged += other.acknowledged;
        self.lost += other.lost;
        self.corrupt += other.corrupt;
        self.different += other.different;
    }
}

/// Opens what survived, as after any start, and compares it with the ledger and with the states of an uncut run.
fn examine(survivor: &Path, states: &[String], acknowledged: i64, begun: i64) -> Toll {
    let mut toll = Toll { cuts: 1, acknowledged, ..Toll::default() };
    let looked = || -> rusqlite::Result<(String, i64, i64, String)> {
        let db = open(survivor, "FULL")?;
        let sound = db.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        let (last, count) =
            db.query_row("SELECT COALESCE(MAX(n), 0), COUNT(*) FROM ledger", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok((sound, last, count, everything(&db)?))
    };
    match looked() {
        Ok((sound, last, count, state)) => {
            toll.lost = (acknowledged - last).max(0);
            toll.corrupt = u64::from(sound != "ok");
            let known = last == count && last <= begun && states.get(last as usize) == Some(&state);
            toll.different = u64::from(!known);
        }
        Err(_) => toll.corrupt = 1,
    }
    toll
}

/// The state before, and after each commit, of a run that nobody cuts.
fn uncut(beginning: &Folder, steps: &[Step]) -> (Vec<String>, u64) {
    let folder = Folder::copy_of(beginning.path()).unwrap();
    let disk = Disk::attach(folder.path()).unwrap();
    let db = open(folder.path(), "FULL").unwrap();
    let mut states = vec![everything(&db).unwrap()];
    act(&db, steps, |db| {
        let state = everything(db).unwrap();
        if states.last() != Some(&state) {
            states.push(state);
        }
    });
    drop(db);
    disk.detach();
    (states, disk.operations())
}

/// Cuts one operation at its Nth write, sync or deletion and looks at what a disk could have kept.
fn cut(beginning: &Folder, steps: &[Step], states: &[String], at: u64, seed: u64, synchronous: &str) -> Toll {
    let folder = Folder::copy_of(beginning.path()).unwrap();
    let disk = Disk::attach(folder.path()).unwrap();
    disk.cut_at(at);
    let (acknowledged, begun) = match open(folder.path(), synchronous) {
        Ok(db) => act(&db, steps, |_| {}),
        Err(_) => (0, 0),
    };
    disk.detach();
    let survivor = Folder::new().unwrap();
    disk.survivors(seed, survivor.path()).unwrap();
    examine(survivor.path(), states, acknowledged, begun)
}

/// Cuts every operation at every point, with some seeds each.
fn cut_all(synchronous: &str, seeds: std::ops::Range<u64>) -> Toll {
    let beginning = beginning();
    let mut total = Toll::default();
    for (name, steps) in &OPERATIONS {
        let (states, operations) = uncut(&beginning, steps);
        assert!(operations > 3, "{name} touches the disk");
        for at in 1..=operations {
            for seed in seeds.clone() {
                let toll = cut(&beginning, steps, &states, at, seed * 1_000 + at, synchronous);
                if synchronous == "FULL" {
                    assert_eq!(
                        (toll.lost, toll.corrupt, toll.different),
                        (0, 0, 0),
                        "{name}, cut at {at}, seed {seed}"
                    );
                }
                total.add(&toll);
            }
        }
    }
    total
}

#[test]
fn full_loses_nothing_wherever_the_power_goes() {
    let toll = cut_all("FULL", 0..2);
    println!("figure power cuts on SQLite, FULL: {toll:?}");
    assert!(toll.cuts > 300 && toll.acknowledged > 300, "the cuts met commits: {toll:?}");
}

/// The test of the test: with SQLite's common setting the same cuts find acknowledged commits that are gone.
#[test]
fn normal_loses_what_it_acknowledged() {
    let toll = cut_all("NORMAL", 0..1);
    println!("figure power cuts on SQLite, NORMAL: {toll:?}");
    assert!(toll.lost > 0, "{toll:?}");
    assert_eq!(toll.corrupt, 0, "NORMAL forgets, and does not corrupt");
}

/// The second cut comes while the first is being recovered from.
#[test]
fn a_cut_during_recovery_loses_nothing() {
    let beginning = beginning();
    for (name, steps) in &OPERATIONS {
        let (states, operations) = uncut(&beginning, steps);
        let mut chance = Chance::new(operations);
        for _ in 0..12 {
            let folder = Folder::copy_of(beginning.path()).unwrap();
            let disk = Disk::attach(folder.path()).unwrap();
            disk.cut_at(1 + chance.below(operations));
            let (acknowledged, begun) = open(folder.path(), "FULL").map_or((0, 0), |db| act(&db, steps, |_| {}));
            let (first, second) = (Folder::new().unwrap(), Folder::new().unwrap());
            disk.survivors(chance.draw(), first.path()).unwrap();
            disk.detach();
            let disk = Disk::attach(first.path()).unwrap();
            disk.cut_at(1 + chance.below(8));
            open(first.path(), "FULL")
                .and_then(|db| db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)"))
                .unwrap_or_default();
            disk.survivors(chance.draw(), second.path()).unwrap();
            disk.detach();
            let toll = examine(second.path(), &states, acknowledged, begun);
            assert_eq!((toll.lost, toll.corrupt, toll.different), (0, 0, 0), "{name}");
        }
    }
}

#[test]
fn soak_full_loses_nothing_wherever_the_power_goes() {
    let toll = cut_all("FULL", 2..60);
    println!("figure power cuts on SQLite, FULL: {toll:?}");
}
