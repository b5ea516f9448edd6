//! Registers of both kinds for tests, and commands of a field that has nothing but case numbers and words.

#![allow(dead_code, clippy::unwrap_used, reason = "each test file takes what it needs; a test may fail")]

pub mod knife;

use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;

use register::cases::tables::CASE;
use register::field::{Field, Label};
use register::log::Stored;
use register::table::Rows;
use register::value::{Value, int};
use register::work::{Entry, Guard, Key, Place as At, Work, Written};
use register::{Options, Place, Register};

/// A folder that is removed with the value.
pub fn folder() -> TempDir {
    TempDir::new().unwrap()
}

/// A clock that stands at 2015-09-01, and chance that is none.
pub fn options() -> Options {
    let seed = AtomicU64::new(1);
    let chance = move |bytes: &mut [u8]| {
        for byte in bytes {
            let next = seed.load(Ordering::Relaxed).wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            seed.store(next, Ordering::Relaxed);
            *byte = (next >> 56) as u8;
        }
    };
    Options::new(|| 1_441_065_600_000_000, chance)
}

/// An empty register on each engine with the offices A and B.
pub async fn both(folder: &TempDir) -> [(&'static str, Register); 2] {
    let url = pgtest::fresh().await.unwrap();
    let sqlite = Register::open(Place::Sqlite(folder.path().join("register.db")), options()).await.unwrap();
    let postgres = Register::open(Place::Postgres(url), options()).await.unwrap();
    for register in [&sqlite, &postgres] {
        register.open_offices(&["A", "B"]).await.unwrap();
        register.push_epoch().await.unwrap();
    }
    [("sqlite", sqlite), ("postgres", postgres)]
}

/// A command that makes a new case with a number from series `N`.
pub fn new_case(office: &str, key: Option<&str>, words: &str) -> Work {
    let (office_, words) = (office.to_owned(), words.to_owned());
    let write = move |at: &At| {
        let case = format!("{office_}{:06}", at.serials[0]);
        Ok(written(&office_, at, &case, 0, &[words.as_str()]))
    };
    Work { series: vec!["N".to_owned()], ..work(office, key, vec![], write) }
}

/// A command on a case at a version.
pub fn change(office: &str, key: Option<&str>, case: &str, version: u64, words: &[&str]) -> Work {
    let guard = Guard { case: case.to_owned(), version };
    let (office_, case) = (office.to_owned(), case.to_owned());
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    let write = move |at: &At| {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        Ok(written(&office_, at, &case, version, &words))
    };
    work(office, key, vec![guard], write)
}

pub fn work(
    office: &str,
    key: Option<&str>,
    guards: Vec<Guard>,
    write: impl Fn(&At) -> Result<Written, String> + Send + Sync + 'static,
) -> Work {
    let key = key.map(|key| Key::new("account", key, 0, [7; 32]));
    let office = office.to_owned();
    Work { office, epoch: 0, key, guards, series: vec![], claims: vec![], restricts: false, write: Box::new(write) }
}

pub fn written(office: &str, at: &At, case: &str, version: u64, words: &[&str]) -> Written {
    let entry = |(word, n): (&&str, u64)| Entry {
        case: Some(case.to_owned()),
        version: version + n,
        kind: "said",
        happened: at.recorded,
        bytes: format!("{office} {} {case} {} {} {word}", at.first + n - 1, version + n, at.recorded).into_bytes(),
    };
    let events: Vec<Entry> = words.iter().zip(1..).map(entry).collect();
    Written {
        rows: vec![Rows {
            table: &CASE,
            tuples: vec![case_row(office, case, version + words.len() as u64, at.recorded)],
        }],
        events,
        numbers: at.serials.iter().map(|_| case.to_owned()).collect(),
        answer: case.as_bytes().to_vec(),
        erased: Vec::new(),
    }
}

fn case_row(office: &str, case: &str, version: u64, recorded: i64) -> Vec<Value> {
    let mut tuple: Vec<Value> = vec![office.into(), case.into(), int(version)];
    tuple.extend(["exit", "E3", "working", "owner", "declarant", "", "", "01", "goods"].map(Value::from));
    tuple.extend([1, recorded, recorded, 0].map(Value::from));
    tuple.extend([Value::Null, "code".into(), "{}".into(), "".into(), "".into(), int(0)]);
    tuple
}

/// The field of these tests: events are words.
pub const WORDS: Field = Field { label, project, claims: |_| Ok(Vec::new()) };

fn label(bytes: &[u8]) -> Result<Label, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let [office, seq, case, version, recorded, _word] = text.split(' ').collect::<Vec<_>>()[..] else {
        return Err(format!("no six words: {text}"));
    };
    let number = |text: &str| text.parse::<i64>().map_err(|error| error.to_string());
    Ok(Label {
        office: office.to_owned(),
        seq: number(seq)? as u64,
        case: Some(case.to_owned()),
        version: number(version)? as u64,
        kind: "said".to_owned(),
        happened: number(recorded)?,
        recorded: number(recorded)?,
    })
}

fn project(commands: &[Vec<Stored>]) -> Result<Vec<Rows>, String> {
    let last = commands.last().and_then(|command| command.last()).ok_or("a case has events")?;
    let case = last.case.as_deref().ok_or("it is of a case")?;
    Ok(vec![Rows { table: &CASE, tuples: vec![case_row(&last.office, case, last.version, last.recorded)] }])
}
