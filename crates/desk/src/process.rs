//! This process among those that work on the register: it says each second that it is there, which edition it decides by, and
//! what it has prepared.

use crate::field::Field;
use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use values::calendar::Timestamp;

/// A process that has not said anything for so long is not there, in microseconds.
pub const ALIVE_US: i64 = 5_000_000;
/// After so long what could not be prepared is tried again, in microseconds.
const AGAIN_US: i64 = 30_000_000;
/// After so long a process that said nothing is forgotten, in microseconds.
const FORGOTTEN_US: i64 = 3_600_000_000;

/// What a process says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Version of the program.
    pub program: String,
    /// Since when it runs.
    pub begun: Timestamp,
    /// The edition that it decides new cases by today.
    pub runs: String,
    /// Why it decides nothing, if it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unable: Option<String>,
    /// The proposals that it has prepared, each with why it could not.
    pub prepared: BTreeMap<u64, Option<String>>,
}

/// A process that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// Its name.
    pub name: String,
    /// When it said so.
    pub seen: Timestamp,
    /// What it said.
    pub said: Said,
}

/// This process.
#[derive(Debug)]
pub struct Own {
    name: String,
    begun: Timestamp,
    /// What was prepared, and when that was tried.
    prepared: Mutex<BTreeMap<u64, (Timestamp, Option<String>)>>,
}

impl Own {
    /// A process that begins, by a name that was drawn.
    pub fn new(name: String, begun: Timestamp) -> Own {
        Own { name, begun, prepared: Mutex::default() }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Since when it runs.
    pub fn begun(&self) -> Timestamp {
        self.begun
    }

    /// What became of preparing a proposal, unless it is worth another try.
    pub fn tried(&self, no: u64, now: Timestamp) -> Option<Option<String>> {
        let prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, why) = prepared.get(&no)?;
        (why.is_none() || now < at.plus_us(AGAIN_US)).then(|| why.clone())
    }

    /// Notes what was prepared of what waits.
    pub fn note(&self, waiting: &[u64], found: &BTreeMap<u64, Option<String>>, now: Timestamp) {
        let mut prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        prepared.retain(|no, _| waiting.contains(no));
        for (no, why) in found {
            let same = prepared.get(no).is_some_and(|(_, before)| before == why);
            if !same {
                prepared.insert(*no, (now, why.clone()));
            }
        }
    }
}

/// The processes that are there.
///
/// # Errors
/// The register cannot be read.
pub async fn alive(field: &Field, now: Timestamp) -> Result<Vec<Process>> {
    let rows = field.register.processes(now.0.saturating_sub(ALIVE_US)).await?;
    rows.into_iter()
        .map(|row| Ok(Process { name: row.name, seen: Timestamp(row.seen), said: serde_json::from_str(&row.said)? }))
        .collect()
}

/// Forgets those that have not been heard of for long.
///
/// # Errors
/// The register cannot be written.
pub async fn sweep(field: &Field, now: Timestamp) -> Result<()> {
    field.register.sweep_processes(now.0.saturating_sub(FORGOTTEN_US)).await
}
