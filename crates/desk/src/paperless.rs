//! 无纸化进程 (R34): per office and process the share of a month's acts without paper, beside the stage that the text promises.

use crate::field::Field;
use crate::names::Names;
use crate::statistics::axis::Axis;
use crate::statistics::{Query, activity};
use anyhow::{Context, Result};
use policy::{PaperStage, Process};
use register::scope::Scope;
use std::collections::BTreeMap;
use values::calendar::Day;
use values::id::OfficeCode;

/// What is counted of a process: acts, those of them without paper, and by which axis of the facts they are an office's.
struct Counted {
    process: Process,
    acts: &'static str,
    /// None where no act of the kind is without paper.
    without: Option<&'static str>,
    by: &'static str,
}

/// Every process. What the platform itself keeps and sends has no paper: transfers, records of inspection, and clearance forms, which go
/// to customs as messages. A certificate of a step of its own is a sheet. A declaration is without paper once the enterprise has
/// confirmed it, and a case is filed so if what stands is confirmed and each of its papers is a file.
const COUNTED: [Counted; 8] = [
    counted(Process::Declare, "accept", Some("confirm"), "declared"),
    counted(Process::Transfer, "forward", Some("forward"), "inspected"),
    counted(Process::Record, "inspect", Some("inspect"), "inspected"),
    counted(Process::Record, "verify", Some("verify"), "inspected"),
    counted(Process::Record, "watch_loading", Some("watch_loading"), "inspected"),
    counted(Process::Certificate, "clear", Some("clear"), "cleared"),
    counted(Process::Certificate, "certify", None, "released"),
    counted(Process::Archive, "close", Some("file"), "declared"),
];

const fn counted(process: Process, acts: &'static str, without: Option<&'static str>, by: &'static str) -> Counted {
    Counted { process, acts, without, by }
}

/// A process at an office.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Acts of the month.
    pub acts: i128,
    /// Those without paper.
    pub without: i128,
    /// What the text promises at the end of the month; none if it says nothing.
    pub promised: Option<PaperStage>,
}

/// An office with its processes, in the order of [`Process::ALL`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The office.
    pub office: OfficeCode,
    /// Its processes.
    pub cells: [Cell; 5],
}

/// The first and the last day of the month before a day.
pub fn month_before(day: Day) -> (Day, Day) {
    let first = |day: Day| Day(day.0 - day.day() as i32 + 1);
    let last = Day(first(day).0 - 1);
    (first(last), last)
}

/// The matrix of some days, with every office that is there on the last of them.
///
/// # Errors
/// The asker is an enterprise; the record cannot be read.
pub async fn matrix(field: &Field, names: &Names<'_>, scope: &Scope, days: (Day, Day)) -> Result<Vec<Row>> {
    let mut sums: BTreeMap<(Process, String), (i128, i128)> = BTreeMap::new();
    for Counted { process, acts, without, by } in COUNTED {
        for (office, count) in counts(field, names, scope, (acts, by, days)).await? {
            sums.entry((process, office)).or_default().0 += count;
        }
        let Some(without) = without else { continue };
        for (office, count) in counts(field, names, scope, (without, by, days)).await? {
            sums.entry((process, office)).or_default().1 += count;
        }
    }
    let row = |office: &OfficeCode| {
        let cell = |process: Process| {
            let (acts, without) = sums.get(&(process, office.to_string())).copied().unwrap_or_default();
            let promised = names.policy.promised(process, office, days.1).map(|row| row.stage);
            Cell { acts, without, promised }
        };
        Row { office: office.clone(), cells: Process::ALL.map(cell) }
    };
    Ok(names.policy.offices_on(days.1).map(|office| row(&office.code)).collect())
}

/// How many acts of a kind each office did.
async fn counts(
    field: &Field,
    names: &Names<'_>,
    scope: &Scope,
    (word, by, days): (&'static str, &'static str, (Day, Day)),
) -> Result<Vec<(String, i128)>> {
    let (word, facts) = activity(word).ok().context("an activity of the facts")?;
    let axis = Axis::named(by).context("an axis of the facts")?;
    let query = Query { activity: word, facts, days, only: Vec::new() };
    let tallies = query.tallies(&field.register, scope, names, &[axis]).await?;
    Ok(tallies.into_iter().map(|tally| (tally.row, tally.count)).collect())
}
