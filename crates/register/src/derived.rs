//! What follows from a row of the list of derived tables: how it is made, read whole, cleared of a case, and dropped.

use crate::statement::{Many, filled};
use crate::table::{CLEAR, Column, Columns, Kind, Second, Table};
use crate::value::Value;
use clearance::event::Event;
use clearance::row;
use std::ops::Deref;
use std::sync::OnceLock;

const NEXT: &str = "SELECT {page} FROM {table} WHERE office = $1 AND {page} > $2 ORDER BY {page} LIMIT 500";
const WINDOW: &str = "SELECT {columns} FROM {table} WHERE office = $1 AND {page} > $2 AND {page} <= $3";
const CREATE: &str = "CREATE TABLE IF NOT EXISTS {table} ({columns}, PRIMARY KEY ({key}));\n";
const INDEX: &str = "CREATE INDEX IF NOT EXISTS {index};\n";
const DROP: &str = "DROP TABLE IF EXISTS {table};\n";
const ADD: &str = "ALTER TABLE {table} ADD COLUMN {column}";

/// A table that is made from the log, and can be dropped and made again.
pub struct Derived {
    table: Table,
    columns: &'static [Column],
    indexes: &'static [&'static str],
    /// Indexes that came later, with the rules that brought them.
    later: (u64, &'static [&'static str]),
    page: &'static str,
    gone: Gone,
    /// What of a command goes into it.
    pub(crate) fill: Fill,
    texts: OnceLock<Texts>,
}

/// What a table is filled from: the events of one command on one subject, and the rows of the case that follow from them.
pub(crate) struct Found<'a> {
    pub rows: row::Rows,
    pub events: &'a [Event],
}

impl Found<'_> {
    /// The partition that they are written to.
    pub fn office(&self) -> &str {
        self.events.first().map_or("", |event| event.office.as_str())
    }
}

/// The tuples that follow from what was found.
pub(crate) type Fill = fn(&Found) -> Vec<Vec<Value>>;

/// How the rows of a case go before they are made again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gone {
    /// They do not: the new ones overwrite them, or are the same.
    Overwritten,
    /// By the number of the case.
    ByCase,
    /// By the numbers of its events.
    BySeq,
}

struct Texts {
    next: String,
    window: String,
    of_case: Option<String>,
    of_events: Option<Many>,
}

impl Deref for Derived {
    type Target = Table;

    fn deref(&self) -> &Table {
        &self.table
    }
}

impl Derived {
    /// A table whose first `key` columns are its primary key. Its rows go by the number of their case unless something else is
    /// said.
    pub(crate) const fn new(
        name: &'static str,
        key: usize,
        second: Second,
        columns: &'static [Column],
        fill: Fill,
    ) -> Derived {
        Derived {
            table: Table::new(name, key, second, Columns::Made(columns)),
            columns,
            indexes: &[],
            later: (1, &[]),
            page: "",
            gone: Gone::ByCase,
            fill,
            texts: OnceLock::new(),
        }
    }

    /// By which column it is read whole, a window at a time.
    pub(crate) const fn paged_by(mut self, page: &'static str) -> Derived {
        self.page = page;
        self
    }

    pub(crate) const fn gone(mut self, gone: Gone) -> Derived {
        self.gone = gone;
        self
    }

    /// All rows of a case are replaced at each append.
    pub(crate) const fn replaced_together(mut self) -> Derived {
        self.table.together = true;
        self
    }

    /// A command brings only the rows that it changes.
    pub(crate) const fn of_changes(mut self) -> Derived {
        self.table.changes = true;
        self
    }

    /// Its indexes: what stands after `CREATE INDEX IF NOT EXISTS`.
    pub(crate) const fn indexed(mut self, indexes: &'static [&'static str]) -> Derived {
        self.indexes = indexes;
        self
    }

    /// Indexes over columns that came by later rules.
    pub(crate) const fn indexed_since(mut self, rules: u64, indexes: &'static [&'static str]) -> Derived {
        self.later = (rules, indexes);
        self
    }

    fn texts_of(&'static self) -> &'static Texts {
        self.texts.get_or_init(|| {
            let columns = self.table.columns();
            let places = [("table", self.name), ("page", self.page), ("columns", columns.as_str())];
            Texts {
                next: filled(NEXT, &places),
                window: filled(WINDOW, &places),
                of_case: (self.gone == Gone::ByCase).then(|| filled(CLEAR, &places)),
                of_events: (self.gone == Gone::BySeq).then(|| Many::delete(self.name, "seq")),
            }
        })
    }

    /// The next boundaries of its pages after a value.
    pub(crate) fn next(&'static self) -> &'static str {
        &self.texts_of().next
    }

    /// The rows between two boundaries, their values in the order of the list.
    pub(crate) fn window(&'static self) -> &'static str {
        &self.texts_of().window
    }

    /// Whether the paging column is a number.
    pub(crate) fn numbered(&self) -> bool {
        self.columns.iter().any(|column| column.name == self.page && column.kind != Kind::Text)
    }

    /// Deletes the rows of (office, case).
    pub(crate) fn of_case(&'static self) -> Option<&'static str> {
        self.texts_of().of_case.as_deref()
    }

    /// Deletes the rows of (office, events …).
    pub(crate) fn of_events(&'static self) -> Option<&'static Many> {
        self.texts_of().of_events.as_ref()
    }

    /// Every statement but the inserts.
    pub(crate) fn statements(&'static self) -> impl Iterator<Item = &'static str> {
        let many = self.of_events().into_iter().flat_map(Many::all);
        [self.next(), self.window()].into_iter().chain(self.of_case()).chain(many)
    }

    /// Makes the table as it is now, with its indexes.
    pub(crate) fn create(&self) -> String {
        self.create_by(u64::MAX)
    }

    /// Makes the table with the columns that it had by some rules.
    fn create_by(&self, rules: u64) -> String {
        let columns = self.columns.iter().filter(|column| column.since <= rules);
        let columns: Vec<String> = columns.map(written).collect();
        let key: Vec<&str> = self.columns.iter().take(self.key).map(|column| column.name).collect();
        let places = [("table", self.name), ("columns", &*columns.join(", ")), ("key", &*key.join(", "))];
        let mut text = filled(CREATE, &places);
        let later = self.later.1.iter().filter(|_| self.later.0 <= rules);
        self.indexes.iter().chain(later).for_each(|index| text.push_str(&filled(INDEX, &[("index", index)])));
        text
    }

    pub(crate) fn drop(&self) -> String {
        filled(DROP, &[("table", self.name)])
    }

    /// What brings a register of before up to this list, each with the rules it came with: the table, if no numbered upgrade makes
    /// it, and columns that are younger than it, with their indexes. An index over columns of before is a numbered upgrade.
    pub(crate) fn additions(&self) -> Vec<(u64, String)> {
        let born = self.columns.iter().map(|column| column.since).min().unwrap_or(1);
        let made = (1 < born).then(|| (born, self.create_by(born)));
        let added = self.columns.iter().filter(|column| born < column.since);
        let text = |column| filled(ADD, &[("table", self.name), ("column", &written(column))]);
        let later = self.later.1.iter().filter(|_| born < self.later.0);
        let indexes = later.map(|index| (self.later.0, filled(INDEX, &[("index", index)])));
        made.into_iter().chain(added.map(|column| (column.since, text(column)))).chain(indexes).collect()
    }

    /// The rules that brought the youngest of it.
    pub(crate) fn youngest(&self) -> u64 {
        self.columns.iter().map(|column| column.since).max().unwrap_or(1)
    }
}

fn written(column: &Column) -> String {
    let kind = match column.kind {
        Kind::Text => "TEXT NOT NULL DEFAULT ''",
        Kind::Int => "BIGINT NOT NULL DEFAULT 0",
        Kind::MaybeInt => "BIGINT",
    };
    format!("{} {kind}", column.name)
}
