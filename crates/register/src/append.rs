//! Appending a group of commands to one partition, in one transaction that the caller begins and commits.
//!
//! The order is the point. The head row is locked *first*: whoever else writes to this office waits here, before anything was
//! read. A known key gets its stored answer whatever happened since; then who was decided at an older epoch or on another
//! version goes back, and a newer epoch is the head's from then on. Only for those that remain are numbers taken, so none is
//! ever burnt.

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::Result;

use crate::claim::{self, Claims, Look};
use crate::engine::{Failure, Link, Step};
use crate::erase::erasing;
use crate::leaf::leaf_of;
use crate::merkle::{Edge, Hash};
use crate::statement::{Many, SIZES, cut};
use crate::table::{self, Rows, Second, Table};
use crate::value::{Row, Value, int};
use crate::work::{Appended, Entry, KEPT_US, Key, NotAppended, Outcome, Place, Work, Written};
use clearance::intent::REGION;

pub(crate) const LOCK: &str = "UPDATE log_head SET seq = seq WHERE office = $1 RETURNING seq, epoch, edge, recorded";
const ADVANCE: &str = "UPDATE log_head SET seq = $1, epoch = $2, edge = $3, recorded = $4 WHERE office = $5";
static KEYS: Many =
    Many::singles("SELECT entry, digest, seq, answer FROM idempotency WHERE office = $1 AND entry IN (", 1, ")");
static VERSIONS: Many =
    Many::singles("SELECT case_no, version FROM case_row WHERE office = $1 AND case_no IN (", 1, ")");
static LASTS: Many = Many::singles("SELECT series, last FROM series WHERE office = $1 AND series IN (", 1, ")");

pub(crate) const TEXTS: &[&str] = &[LOCK, ADVANCE];
pub(crate) static LISTS: &[&Many] = &[&KEYS, &VERSIONS, &LASTS];

/// The head of a partition while it is locked.
struct Head {
    seq: u64,
    epoch: u64,
    edge: Edge,
    recorded: i64,
}

/// What is known of the group's keys, cases and series when the head is locked.
#[derive(Default)]
struct Known {
    answers: HashMap<String, ([u8; 32], u64, Vec<u8>)>,
    versions: HashMap<String, u64>,
    lasts: BTreeMap<String, u64>,
    claims: Claims,
    /// The series from which the group took numbers, and where they stand now.
    taken: BTreeMap<String, u64>,
}

/// What the group writes in the end.
struct Batch {
    rows: Vec<Rows>,
    nodes: Vec<Vec<Value>>,
    cleared: Vec<Step>,
}

/// Appends the commands of one group to one partition. `Err` means the transaction is to be taken back whole.
pub(crate) async fn group(
    link: &mut Link,
    office: &str,
    works: &[&Work],
    now: i64,
    look: Look,
) -> Result<Vec<Outcome>, Failure> {
    let Some(mut head) = lock(link, office).await? else {
        return Ok(works.iter().map(|_| Err(NotAppended::NoSuchOffice(office.to_owned()))).collect());
    };
    let before = head.seq;
    // Each group is recorded later than the one before it, whatever the clock does. In a group a case is written once, so
    // case and time together tell which events were one command.
    head.recorded = now.max(head.recorded + 1);
    let mut known = look_up(link, office, works, look).await?;
    let mut batch = Batch { rows: Vec::new(), nodes: Vec::new(), cleared: Vec::new() };
    let mut first_of: HashMap<&str, usize> = HashMap::new();
    let mut outcomes: Vec<Outcome> = Vec::with_capacity(works.len());
    for (at, work) in works.iter().enumerate() {
        let joined = work.key.as_ref().and_then(|key| first_of.get(key.entry.as_str()).copied());
        let outcome = match joined {
            Some(first) => join(works[first], work, &outcomes[first]),
            None => one(&mut head, &mut known, &mut batch, work),
        };
        if let Some(key) = &work.key {
            first_of.entry(&key.entry).or_insert(at);
        }
        outcomes.push(outcome);
    }
    if head.seq != before {
        write(link, office, head, known, batch).await?;
    }
    Ok(outcomes)
}

async fn lock(link: &mut Link, office: &str) -> Result<Option<Head>, Failure> {
    let Some(mut row) = link.rows(LOCK, &[office.into()]).await?.pop() else {
        return Ok(None);
    };
    let read = |row: &mut Row| -> Result<(u64, i64, Vec<u8>, i64)> {
        Ok((row.count(0)?, row.int(1)?, row.bytes(2)?, row.int(3)?))
    };
    let (seq, epoch, edge, recorded) = read(&mut row).map_err(other)?;
    let edge = Edge::read(seq, &edge)
        .ok_or_else(|| Failure::Broken(format!("the edge of {office} does not fit {seq} events")))?;
    // A head that no epoch was pushed to yet (-1) agrees with nobody.
    Ok(Some(Head { seq, epoch: u64::try_from(epoch).unwrap_or(u64::MAX), edge, recorded }))
}

fn other(error: anyhow::Error) -> Failure {
    Failure::Other(format!("{error:#}"))
}

/// One SELECT each for keys, versions and series (each list cut at the longest prepared length).
async fn look_up(link: &mut Link, office: &str, works: &[&Work], look: Look) -> Result<Known, Failure> {
    let keys: Vec<&str> = works.iter().filter_map(|work| work.key.as_ref()).map(|key| key.entry.as_str()).collect();
    let guards = works.iter().flat_map(|work| &work.guards);
    let cases: Vec<&str> = guards.map(|guard| guard.case.as_str()).filter(|case| *case != office).collect();
    let mut series: Vec<&str> = works.iter().flat_map(|work| &work.series).map(String::as_str).collect();
    series.sort_unstable();
    series.dedup();
    let mut steps = Step::listed(&KEYS, office, &keys);
    let keys = steps.len();
    steps.extend(Step::listed(&VERSIONS, office, &cases));
    let cases = steps.len();
    steps.extend(Step::listed(&LASTS, office, &series));
    let lasts = steps.len();
    let (owners, asked): (Vec<String>, Vec<Step>) =
        claim::asked(if look == Look::First { works } else { &[] }).into_iter().unzip();
    steps.extend(asked);
    let mut known = Known { claims: Claims::new(look), ..Known::default() };
    for (at, rows) in link.each(&steps).await?.into_iter().enumerate() {
        for mut row in rows {
            if lasts <= at {
                known.claims.know(&owners[at - lasts], row).map_err(other)?;
                continue;
            }
            let name = row.text(0).map_err(other)?;
            if at < keys {
                let answer = (row.hash(1).map_err(other)?, row.count(2).map_err(other)?, row.bytes(3).map_err(other)?);
                known.answers.insert(name, answer);
            } else if at < cases {
                known.versions.insert(name, row.count(1).map_err(other)?);
            } else {
                known.lasts.insert(name, row.count(1).map_err(other)?);
            }
        }
    }
    Ok(known)
}

/// Of two commands with one key the second has the outcome of the first, if it says the same.
fn join(first: &Work, second: &Work, outcome: &Outcome) -> Outcome {
    let digest = |work: &Work| work.key.as_ref().map(|key| key.digest);
    if digest(first) != digest(second) {
        return Err(NotAppended::KeyConflict);
    }
    outcome.clone().map(|appended| Appended { repeated: true, ..appended })
}

fn one(head: &mut Head, known: &mut Known, batch: &mut Batch, work: &Work) -> Outcome {
    if let Some(key) = &work.key
        && let Some((digest, seq, answer)) = known.answers.get(&key.entry)
    {
        let same = *digest == key.digest;
        let stored =
            Appended { office: work.office.clone(), first: *seq, last: *seq, answer: answer.clone(), repeated: true };
        return if same { Ok(stored) } else { Err(NotAppended::KeyConflict) };
    }
    // Epochs come from the region's partition: a head that knows less lags behind a push under way, and knows it from now on.
    if work.office != REGION {
        head.epoch = head.epoch.max(work.epoch);
    }
    if work.epoch != head.epoch {
        return Err(NotAppended::StaleEpoch { now: head.epoch });
    }
    for guard in &work.guards {
        let now =
            if guard.case == work.office { head.seq } else { known.versions.get(&guard.case).copied().unwrap_or(0) };
        if now != guard.version {
            return Err(NotAppended::StaleVersion { case: guard.case.clone(), now });
        }
    }
    known.claims.allow(work)?;
    let (serials, taken) = take_numbers(known, &work.series);
    let place = Place { first: head.seq + 1, recorded: head.recorded, serials };
    // A mistake in one command must not end the thread that writes for all.
    let written = catch_unwind(AssertUnwindSafe(|| (work.write)(&place)))
        .unwrap_or_else(|_| Err("its making panicked".to_owned()));
    let written = written.map_err(NotAppended::Failed)?;
    if written.events.is_empty() || written.numbers.len() != work.series.len() {
        return Err(NotAppended::Failed("a command has events, and a number for each that it asked for".to_owned()));
    }
    known.taken.extend(taken);
    head.epoch += u64::from(work.restricts);
    Ok(record(head, known, batch, work, &place, written))
}

/// The next numbers of each series in the order asked, and where the series stand afterwards.
fn take_numbers(known: &Known, series: &[String]) -> (Vec<u64>, BTreeMap<String, u64>) {
    let mut after: BTreeMap<String, u64> = BTreeMap::new();
    let take = |name: &String| {
        let before = || known.taken.get(name).or_else(|| known.lasts.get(name)).copied().unwrap_or(0);
        let last = after.entry(name.clone()).or_insert_with(before);
        *last += 1;
        *last
    };
    let serials = series.iter().map(take).collect();
    (serials, after)
}

/// Takes up what one command writes: its events become leaves, its rows join those of the group.
fn record(
    head: &mut Head,
    known: &mut Known,
    batch: &mut Batch,
    work: &Work,
    place: &Place,
    written: Written,
) -> Appended {
    let mut events = Vec::with_capacity(written.events.len());
    let mut cases: Vec<String> = Vec::new();
    for entry in written.events {
        let hash = leaf_of(&entry.bytes);
        head.edge.push(hash, |node, hash| {
            batch.nodes.push(vec![
                work.office.as_str().into(),
                int(u64::from(node.level)),
                int(node.index),
                hash.as_slice().into(),
            ]);
        });
        head.seq += 1;
        if let Some(case) = &entry.case {
            known.versions.insert(case.clone(), entry.version);
            if !cases.contains(case) {
                cases.push(case.clone());
            }
        }
        events.push(event_row(&work.office, head.seq, entry, place.recorded, hash));
    }
    batch.rows.push(Rows { table: &table::EVENT, tuples: events });
    known.claims.take(work, cases.first().map_or("", String::as_str));
    if let Some(key) = &work.key {
        let answer = answer_row(&work.office, head.seq, key, &written.answer, place.recorded + KEPT_US);
        batch.rows.push(Rows { table: &table::IDEMPOTENCY, tuples: vec![answer] });
    }
    let numbers = work.series.iter().zip(&place.serials).zip(written.numbers).map(|((series, serial), number)| {
        vec![work.office.as_str().into(), series.as_str().into(), int(*serial), int(head.seq), number.into()]
    });
    batch.rows.push(Rows { table: &table::NUMBER, tuples: numbers.collect() });
    // Rows of a case that is new need no clearing.
    let old = |case: &String| work.guards.iter().any(|guard| guard.case == *case && guard.version != 0);
    for clear in written.rows.iter().filter_map(|rows| rows.table.clear()) {
        for case in cases.iter().filter(|case| old(case)) {
            batch.cleared.push(Step::new(clear, vec![work.office.as_str().into(), case.as_str().into()]));
        }
    }
    batch.cleared.extend(written.erased.iter().flat_map(|subject| erasing(subject)));
    batch.rows.extend(written.rows);
    Appended {
        office: work.office.clone(),
        first: place.first,
        last: head.seq,
        answer: written.answer,
        repeated: false,
    }
}

fn event_row(office: &str, seq: u64, entry: Entry, recorded: i64, leaf: Hash) -> Vec<Value> {
    vec![
        office.into(),
        int(seq),
        entry.case.into(),
        int(entry.version),
        entry.kind.into(),
        entry.happened.into(),
        recorded.into(),
        leaf.as_slice().into(),
        entry.bytes.into(),
    ]
}

fn answer_row(office: &str, last: u64, key: &Key, answer: &[u8], expires: i64) -> Vec<Value> {
    vec![
        office.into(),
        key.entry.as_str().into(),
        key.digest.as_slice().into(),
        int(last),
        answer.into(),
        expires.into(),
    ]
}

async fn write(link: &mut Link, office: &str, head: Head, known: Known, mut batch: Batch) -> Result<(), Failure> {
    batch.rows.push(Rows { table: &table::LOG_NODE, tuples: batch.nodes });
    let series = known.taken.into_iter().map(|(name, last)| vec![office.into(), name.into(), int(last)]);
    batch.rows.push(Rows { table: &table::SERIES, tuples: series.collect() });
    let (freed, claimed) = known.claims.written();
    batch.rows.push(claimed);
    let mut steps = batch.cleared;
    steps.extend(freed);
    steps.extend(inserts(batch.rows, link.longest_list()));
    steps.push(Step::new(
        ADVANCE,
        vec![int(head.seq), int(head.epoch), head.edge.bytes().into(), head.recorded.into(), office.into()],
    ));
    link.each(&steps).await?;
    Ok(())
}

/// The multi-row inserts for rows of several tables; rows of one table keep their order.
pub(crate) fn inserts(rows: Vec<Rows>, longest: usize) -> Vec<Step> {
    let mut by_table: Vec<(&'static Table, Vec<Vec<Value>>)> = Vec::new();
    for Rows { table, tuples } in rows {
        match by_table.iter_mut().find(|(known, _)| std::ptr::eq(*known, table)) {
            Some((_, all)) => all.extend(tuples),
            None => by_table.push((table, tuples)),
        }
    }
    let mut steps = Vec::new();
    for (table, tuples) in by_table {
        let tuples = last_of_each_key(table, tuples);
        let pieces = cut(tuples.len(), longest);
        let mut tuples = tuples.into_iter();
        for (size, _) in pieces {
            let values = tuples.by_ref().take(SIZES[size]).flatten().collect();
            steps.push(Step::new(table.insert(size), values));
        }
    }
    steps
}

/// One INSERT may not overwrite a row twice, so of several rows of one key only the last goes in.
fn last_of_each_key(table: &Table, tuples: Vec<Vec<Value>>) -> Vec<Vec<Value>> {
    if table.second == Second::Fails || tuples.len() < 2 {
        return tuples;
    }
    let mut place: HashMap<Vec<Value>, usize> = HashMap::with_capacity(tuples.len());
    let mut kept: Vec<Vec<Value>> = Vec::with_capacity(tuples.len());
    for tuple in tuples {
        match place.get(&tuple[..table.key]) {
            Some(at) => kept[*at] = tuple,
            None => {
                place.insert(tuple[..table.key].to_vec(), kept.len());
                kept.push(tuple);
            }
        }
    }
    kept
}
