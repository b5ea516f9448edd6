//! SQLite on a real ext4 whose power is cut under load, with a ledger that no disk holds.
#![expect(clippy::unwrap_used, reason = "a test that cannot make its disk has failed")]

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;
use std::time::Duration;

use powercut::{Ext4, chance::Chance};
use rusqlite::Connection;

fn open(folder: &Path, synchronous: &str) -> rusqlite::Result<Connection> {
    let db = Connection::open(folder.join("register.db"))?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", synchronous)?;
    db.execute_batch("CREATE TABLE IF NOT EXISTS log (n INTEGER PRIMARY KEY, bytes BLOB)")?;
    Ok(db)
}

fn last(db: &Connection) -> (i64, i64, String) {
    let sound = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let (last, count) = db.query_row("SELECT COALESCE(MAX(n), 0), COUNT(*) FROM log", [], read).unwrap();
    (last, count, sound)
}

/// Commits one row after the other until the disk refuses, telling the number of each that was acknowledged.
fn write_until_refused(db: Connection, from: i64, acknowledged: &AtomicI64) {
    for n in from.. {
        let done = db.execute("INSERT INTO log VALUES (?1, randomblob(2000))", [n]);
        if done.is_err() {
            return;
        }
        acknowledged.store(n, Ordering::SeqCst);
    }
}

/// Cuts the power so many times; how many commits were acknowledged, and how many of them were gone.
fn cut(disk: &mut Ext4, times: u64, synchronous: &str) -> (i64, i64) {
    let (mut all, mut lost) = (0, 0);
    let mut chance = Chance::new(times);
    for _ in 0..times {
        let db = open(&disk.path(), synchronous).unwrap();
        let (from, _, _) = last(&db);
        let acknowledged = AtomicI64::new(from);
        // Counted before the cut: what the dying kernel answers during it, no client of a real machine would hear.
        let acknowledged = thread::scope(|scope| {
            let count = &acknowledged;
            scope.spawn(move || write_until_refused(db, from + 1, count));
            thread::sleep(Duration::from_millis(40 + chance.below(120)));
            let before = acknowledged.load(Ordering::SeqCst);
            disk.cut().unwrap();
            before
        });
        disk.power_on().unwrap();
        let (last, count, sound) = last(&open(&disk.path(), "FULL").unwrap());
        assert_eq!((sound.as_str(), count), ("ok", last));
        all += acknowledged - from;
        lost += (acknowledged - last).max(0);
    }
    (all, lost)
}

#[test]
fn soak_power_cut_on_ext4() {
    let mut disk = match Ext4::new() {
        Ok(disk) => disk,
        Err(refused) => return println!("NOT RUN power cut on ext4: {refused}"),
    };
    let (all, lost) = cut(&mut disk, 10, "FULL");
    println!("figure 10 power cuts on ext4, FULL: {lost} of {all} acknowledged commits lost");
    assert!(all > 50, "the cuts met commits");
    assert_eq!(lost, 0);
    let (all, forgotten) = cut(&mut disk, 10, "NORMAL");
    println!("figure 10 power cuts on ext4, NORMAL: {forgotten} of {all} acknowledged commits lost");
    assert!(forgotten > 0, "the cut is real: with NORMAL it loses commits");
}
