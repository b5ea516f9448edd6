//! What this process knows to stand in the record, so that it need not be written again.

use crate::value::Value;
use std::collections::HashSet;
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
