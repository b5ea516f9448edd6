//! Tuples of every derived table, collected over what was found.

use super::tables::ALL;
use crate::derived::Found;
use crate::table::{Rows, Second};
use crate::value::Value;

/// Tuples collected for each table of the list, in its order.
pub(crate) struct Tuples(Vec<Vec<Vec<Value>>>);

impl Default for Tuples {
    fn default() -> Tuples {
        Tuples(ALL.iter().map(|_| Vec::new()).collect())
    }
}

impl Tuples {
    /// Adds what was found.
    pub fn add(&mut self, found: &Found) {
        self.0.iter_mut().zip(ALL).for_each(|(tuples, table)| tuples.extend((table.fill)(found)));
    }

    /// Adds what follows from a later command on the same subject: rows that replace earlier ones take their place.
    pub fn replace(&mut self, found: &Found) {
        let replaced =
            self.0.iter_mut().zip(ALL).filter(|(_, table)| table.together || table.second == Second::Replaces);
        for (tuples, table) in replaced {
            if table.changes {
                let later = (table.fill)(found);
                tuples.retain(|earlier| !later.iter().any(|row| row[..table.key] == earlier[..table.key]));
            } else {
                tuples.clear();
            }
        }
        self.add(found);
    }

    /// The rows by table.
    pub fn into_tables(self) -> Vec<Rows> {
        let tables = ALL.iter().zip(self.0);
        tables
            // A case of which nothing waits any more still has its old tasks cleared.
            .filter(|(table, tuples)| !tuples.is_empty() || table.clear().is_some())
            .map(|(table, tuples)| Rows { table, tuples })
            .collect()
    }
}
