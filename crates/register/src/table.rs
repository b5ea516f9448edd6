//! The tables that rows are written into: for each the insert, what happens when the key exists, and how a case's rows are cleared.

use crate::statement::Many;
use crate::value::Value;

/// How rows go into a table.
pub struct Table {
    /// Its name.
    pub name: &'static str,
    insert: Many,
    /// How many columns a row has.
    pub width: usize,
    /// For a table whose rows are overwritten: how many leading columns are the key. 0 when a second row is an error.
    pub overwritten_by: usize,
    /// For a table with such a key: whether the first row of it stays and later ones are left out.
    pub first_stays: bool,
    /// For a table whose rows of one case are replaced together: deletes those of (office, case).
    pub clear: Option<&'static str>,
}

impl Table {
    /// A table in which a second row of one key is an error.
    pub(crate) const fn once(name: &'static str, width: usize, insert: &'static str) -> Table {
        Table {
            name,
            insert: Many::tuples(insert, width, ""),
            width,
            overwritten_by: 0,
            first_stays: false,
            clear: None,
        }
    }

    /// A table in which a later row of one key (the first `key` columns) takes the place of an earlier.
    pub(crate) const fn latest(
        name: &'static str,
        width: usize,
        key: usize,
        insert: &'static str,
        update: &'static str,
    ) -> Table {
        Table {
            name,
            insert: Many::tuples(insert, width, update),
            width,
            overwritten_by: key,
            first_stays: false,
            clear: None,
        }
    }

    /// A table in which the first row of one key (the first `key` columns) stays.
    pub(crate) const fn first(
        name: &'static str,
        width: usize,
        key: usize,
        insert: &'static str,
        otherwise: &'static str,
    ) -> Table {
        let insert = Many::tuples(insert, width, otherwise);
        Table { name, insert, width, overwritten_by: key, first_stays: true, clear: None }
    }

    /// A table whose rows of one case are replaced together.
    pub(crate) const fn of_case(name: &'static str, width: usize, insert: &'static str, clear: &'static str) -> Table {
        Table {
            name,
            insert: Many::tuples(insert, width, ""),
            width,
            overwritten_by: 0,
            first_stays: false,
            clear: Some(clear),
        }
    }

    /// The insert for `SIZES[size]` rows.
    pub(crate) fn insert(&'static self, size: usize) -> &'static str {
        self.insert.text(size)
    }

    /// Every statement of the table.
    pub(crate) fn texts(&'static self) -> impl Iterator<Item = &'static str> {
        self.insert.all().chain(self.clear)
    }
}

/// Rows for one table; the first column is always the office.
pub struct Rows {
    /// Where they go.
    pub table: &'static Table,
    /// The rows.
    pub tuples: Vec<Vec<Value>>,
}

/// The log.
pub static EVENT: Table = Table::once(
    "event",
    9,
    "INSERT INTO event (office, seq, case_no, version, kind, happened, recorded, leaf, bytes) VALUES ",
);

/// The complete subtrees of two leaves or more.
pub static LOG_NODE: Table = Table::once("log_node", 4, "INSERT INTO log_node (office, level, place, hash) VALUES ");

/// The last number taken from each series.
pub static SERIES: Table = Table::latest(
    "series",
    3,
    2,
    "INSERT INTO series (office, series, last) VALUES ",
    " ON CONFLICT (office, series) DO UPDATE SET last = excluded.last",
);

/// Every number that was taken: its series and place in it, the last event of the command that took it, and how it reads.
pub static NUMBER: Table = Table::once("number", 5, "INSERT INTO number (office, series, serial, seq, number) VALUES ");

/// The answers that were given to keys.
pub static IDEMPOTENCY: Table =
    Table::once("idempotency", 6, "INSERT INTO idempotency (office, entry, digest, seq, answer, expires) VALUES ");
