//! What this process knows to stand in the record, so that it need not be written again.

use crate::value::Value;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many names are remembered; then it begins anew.
const REMEMBERED: usize = 100_000;

/// A name in the record of an office.
pub(crate) type Name = (Value, Value);

/// Names whose pieces stand in the record for certain. Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Names(Arc<Mutex<HashSet<Name>>>);

impl Names {
    /// Remembers names that were committed.
    pub fn add(&self, names: Vec<Name>) {
        if names.is_empty() {
            return;
        }
        let mut known = self.held();
        if REMEMBERED < known.len() {
            known.clear();
        }
        known.extend(names);
    }

    /// What is known so far; nobody else learns anything while it is looked at.
    pub fn held(&self) -> MutexGuard<'_, HashSet<Name>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many tasks there are of each kind.
type Tasks = Vec<(String, i64)>;

/// What was counted, after how many writes and when.
type Count = (u64, i64, Tasks);

/// For how long what was counted holds, in microseconds: a command of the operator may write beside the server.
const HOLDS_US: i64 = 1_000_000;

/// How many tasks wait at each place, as they were counted since the writer of an embedded register last wrote, and no longer ago
/// than a second. On a server many processes write, so there nothing is remembered. Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Counted {
    written: Arc<AtomicU64>,
    places: Arc<Mutex<HashMap<String, Count>>>,
}

impl Counted {
    /// Something was written: what was counted before does not count any more.
    pub fn wrote(&self) {
        self.written.fetch_add(1, Ordering::SeqCst);
    }

    /// How often something was written, to be asked before counting.
    pub fn writes(&self) -> u64 {
        self.written.load(Ordering::SeqCst)
    }

    /// What was counted at a place, if that holds at a moment.
    pub fn get(&self, place: &str, now: i64) -> Option<Tasks> {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let (writes, at, tasks) = places.get(place)?;
        (*writes == self.writes() && now.saturating_sub(*at) < HOLDS_US).then(|| tasks.clone())
    }

    /// Remembers what was counted at a place after so many writes, at a moment.
    pub fn keep(&self, place: &str, (writes, now): (u64, i64), tasks: &Tasks) {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.insert(place.to_owned(), (writes, now, tasks.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_holds_until_something_is_written_and_for_a_second() {
        let counted = Counted::default();
        let tasks = vec![("review".to_owned(), 3)];
        assert_eq!(counted.get("centre", 0), None);
        counted.keep("centre", (counted.writes(), 5), &tasks);
        assert_eq!((counted.get("centre", 5), counted.get("370100", 5)), (Some(tasks.clone()), None));
        assert_eq!(counted.get("centre", 4 + HOLDS_US), Some(tasks.clone()));
        assert_eq!(counted.get("centre", 5 + HOLDS_US), None);
        let before = counted.writes();
        counted.wrote();
        assert_eq!(counted.get("centre", 5), None);
        // What was counted while another wrote may lack what it wrote.
        counted.keep("centre", (before, 5), &tasks);
        assert_eq!(counted.get("centre", 5), None);
    }
}
