//! The tables that rows are written into: for each the insert, what happens when the key exists, and how a case's rows are cleared.

use crate::statement::{Many, filled};
use crate::value::Value;
use std::borrow::Cow;
use std::sync::OnceLock;

const INSERT: &str = "INSERT INTO {table} ({columns}) VALUES ";
const OTHERWISE: &str = " ON CONFLICT ({key}) DO NOTHING";
const UPDATE: &str = " ON CONFLICT ({key}) DO UPDATE SET {set}";
/// Deletes the rows of (office, case).
pub(crate) const CLEAR: &str = "DELETE FROM {table} WHERE office = $1 AND case_no = $2";

/// What happens to a second row of one key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Second {
    /// It is an error.
    Fails,
    /// It takes the place of the first.
    Replaces,
    /// It is left out.
    IsLeftOut,
}

/// How rows go into a table.
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The columns, the office first and those of the key before the others.
    columns: Columns,
    /// How many leading columns are the key.
    pub(crate) key: usize,
    pub(crate) second: Second,
    /// Whether the rows of one case are replaced together, at each append.
    pub(crate) together: bool,
    /// Whether what follows from a later command is only what changed: earlier rows of other keys stay.
    pub(crate) changes: bool,
    insert: OnceLock<Many>,
    clear: OnceLock<String>,
}

/// The columns of a table.
#[derive(Clone, Copy)]
pub(crate) enum Columns {
    /// By name.
    Named(&'static [&'static str]),
    /// By name and kind, for a table that is made from this list.
    Made(&'static [Column]),
}

/// A column of a table that is made from the log.
#[derive(Clone, Copy)]
pub(crate) struct Column {
    pub name: &'static str,
    pub kind: Kind,
    /// The rules of projection by which it came to be; 1 for one that a numbered upgrade makes.
    pub since: u64,
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Int,
    /// A number, or nothing.
    MaybeInt,
}

impl Columns {
    pub(crate) fn names(self) -> Vec<&'static str> {
        match self {
            Columns::Named(names) => names.to_vec(),
            Columns::Made(columns) => columns.iter().map(|column| column.name).collect(),
        }
    }
}

impl Table {
    pub(crate) const fn new(name: &'static str, key: usize, second: Second, columns: Columns) -> Table {
        Table {
            name,
            columns,
            key,
            second,
            together: false,
            changes: false,
            insert: OnceLock::new(),
            clear: OnceLock::new(),
        }
    }

    /// A table in which a second row of one key is an error.
    pub(crate) const fn once(name: &'static str, columns: &'static [&'static str]) -> Table {
        Table::new(name, 0, Second::Fails, Columns::Named(columns))
    }

    /// A table in which a later row of one key (the first `key` columns) takes the place of an earlier.
    pub(crate) const fn latest(name: &'static str, key: usize, columns: &'static [&'static str]) -> Table {
        Table::new(name, key, Second::Replaces, Columns::Named(columns))
    }

    /// A table in which the first row of one key (the first `key` columns) stays.
    pub(crate) const fn first(name: &'static str, key: usize, columns: &'static [&'static str]) -> Table {
        Table::new(name, key, Second::IsLeftOut, Columns::Named(columns))
    }

    /// How many columns a row has.
    pub fn width(&self) -> usize {
        match self.columns {
            Columns::Named(names) => names.len(),
            Columns::Made(columns) => columns.len(),
        }
    }

    /// The names of the columns.
    pub(crate) fn columns(&self) -> String {
        self.columns.names().join(", ")
    }

    fn many(&'static self) -> &'static Many {
        self.insert.get_or_init(|| {
            let names = self.columns.names();
            let (key, others) = names.split_at(self.key);
            let tail = match self.second {
                Second::Fails => String::new(),
                Second::IsLeftOut => filled(OTHERWISE, &[("key", &key.join(", "))]),
                Second::Replaces => {
                    let set: Vec<String> = others.iter().map(|name| format!("{name} = excluded.{name}")).collect();
                    filled(UPDATE, &[("key", &key.join(", ")), ("set", &set.join(", "))])
                }
            };
            let head = filled(INSERT, &[("table", self.name), ("columns", &names.join(", "))]);
            Many::tuples(Cow::Owned(head), names.len(), Cow::Owned(tail))
        })
    }

    /// The insert for `SIZES[size]` rows.
    pub(crate) fn insert(&'static self, size: usize) -> &'static str {
        self.many().text(size)
    }

    /// For a table whose rows of one case are replaced together: deletes those of (office, case).
    pub(crate) fn clear(&'static self) -> Option<&'static str> {
        let delete = || filled(CLEAR, &[("table", self.name)]);
        self.together.then(|| self.clear.get_or_init(delete).as_str())
    }

    /// Every statement of the table.
    pub(crate) fn texts(&'static self) -> impl Iterator<Item = &'static str> {
        self.many().all().chain(self.clear())
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
pub static EVENT: Table =
    Table::once("event", &["office", "seq", "case_no", "version", "kind", "happened", "recorded", "leaf", "bytes"]);

/// The complete subtrees of two leaves or more.
pub static LOG_NODE: Table = Table::once("log_node", &["office", "level", "place", "hash"]);

/// The last number taken from each series.
pub static SERIES: Table = Table::latest("series", 2, &["office", "series", "last"]);

/// Every number that was taken: its series and place in it, the last event of the command that took it, and how it reads.
pub static NUMBER: Table = Table::once("number", &["office", "series", "serial", "seq", "number"]);

/// The answers that were given to keys.
pub static IDEMPOTENCY: Table = Table::once("idempotency", &["office", "entry", "digest", "seq", "answer", "expires"]);
