//! Translation between code sets, both ways and dated.

use super::TableName;
use values::calendar::{Day, Period};

/// One line of `aliases.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alias {
    pub(super) table: TableName,
    pub(super) set: Box<str>,
    pub(super) code: Box<str>,
    pub(super) ours: Box<str>,
    pub(super) period: Period,
    /// For faults.
    pub(super) line: u32,
}

impl Alias {
    fn key(&self) -> (TableName, &str, &str) {
        (self.table, &self.set, &self.code)
    }

    fn own_key(&self) -> (TableName, &str, &str) {
        (self.table, &self.set, &self.ours)
    }
}

/// All aliases, sorted for both directions.
#[derive(Clone, Debug, Default)]
pub(super) struct Aliases {
    by_code: Vec<Alias>,
    by_ours: Vec<Alias>,
}

impl Aliases {
    pub(super) fn new(mut by_code: Vec<Alias>) -> Aliases {
        by_code.sort_by(|a, b| (a.key(), a.period.from).cmp(&(b.key(), b.period.from)));
        let mut by_ours = by_code.clone();
        by_ours.sort_by(|a, b| a.own_key().cmp(&b.own_key()));
        Aliases { by_code, by_ours }
    }

    /// Aliases of one code that hold on the same day as the one before.
    pub(super) fn doubled(&self) -> impl Iterator<Item = &Alias> {
        let twice = |pair: &&[Alias]| pair[0].key() == pair[1].key() && pair[0].period.overlaps(&pair[1].period);
        self.by_code.windows(2).filter(twice).map(|pair| &pair[1])
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Alias> {
        self.by_code.iter()
    }

    pub(super) fn ours(&self, table: TableName, set: &str, code: &str, day: Day) -> Option<&str> {
        let key = (table, set, code);
        let first = self.by_code.partition_point(|alias| alias.key() < key);
        let mut same = self.by_code[first..].iter().take_while(|alias| alias.key() == key);
        same.find(|alias| alias.period.contains(day)).map(|alias| &*alias.ours)
    }

    /// Ours by whichever set knows the code; `None` if two of them disagree.
    pub(super) fn translate(&self, table: TableName, code: &str, day: Day) -> Option<&str> {
        let mut left = &self.by_code[self.by_code.partition_point(|alias| alias.table < table)..];
        let mut found = None;
        while let Some(first) = left.first().filter(|first| first.table == table) {
            let ours = self.ours(table, &first.set, code, day);
            if ours.is_some() && found.is_some() && ours != found {
                return None;
            }
            found = found.or(ours);
            left = &left[left.partition_point(|alias| (alias.table, &alias.set) <= (table, &first.set))..];
        }
        found
    }

    pub(super) fn foreign(&self, table: TableName, set: &str, ours: &str, day: Day) -> Option<&str> {
        let key = (table, set, ours);
        let first = self.by_ours.partition_point(|alias| alias.own_key() < key);
        let same = self.by_ours[first..].iter().take_while(|alias| alias.own_key() == key);
        let mut holding = same.filter(|alias| alias.period.contains(day));
        let one = holding.next()?;
        holding.next().is_none().then_some(&*one.code)
    }
}
