//! The rows of one table: small and sorted, all their texts in one string, so that a hundred thousand load at once.

use super::Entry;
use values::calendar::{Day, Period};

/// A table, sorted by code and then by first day.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    /// The codes as numbers, beside `rows`: a search reads only these.
    keys: Vec<u128>,
    rows: Vec<Row>,
    /// Code, Chinese, English and parent of every row, one after the other.
    texts: String,
}

/// One row; its texts begin at `start` and have these lengths in bytes.
#[derive(Clone, Debug)]
pub(super) struct Row {
    start: u32,
    zh: u16,
    en: u16,
    code: u8,
    parent: u8,
    provisional: bool,
    from: Day,
    /// `Day(i32::MAX)`: open.
    until: Day,
    /// For faults.
    pub(super) line: u32,
}

/// The longest code that a key holds.
const KEY: usize = 16;

/// The code as a number that sorts as the text does. Codes are ASCII without NUL, so no two have the same.
fn key(code: &str) -> Option<u128> {
    let mut bytes = [0; KEY];
    bytes.get_mut(..code.len())?.copy_from_slice(code.as_bytes());
    Some(u128::from_be_bytes(bytes))
}

impl Rows {
    /// Makes room for a file of so many bytes.
    pub(super) fn reserve(&mut self, bytes: usize) {
        self.texts.reserve_exact(bytes);
        self.keys.reserve(bytes / 24);
        self.rows.reserve(bytes / 24);
    }

    /// Adds a row; `false` if one of its texts is longer than can be held.
    pub(super) fn push(&mut self, entry: Entry<'_>, line: u32) -> bool {
        let parent = entry.parent.unwrap_or("");
        let sizes = || {
            let start = u32::try_from(self.texts.len()).ok()?;
            let (zh, en) = (u16::try_from(entry.zh.len()).ok()?, u16::try_from(entry.en.len()).ok()?);
            let (code, parent) = (u8::try_from(entry.code.len()).ok()?, u8::try_from(parent.len()).ok()?);
            Some((start, zh, en, code, parent, key(entry.code)?))
        };
        let Some((start, zh, en, code, parent_size, key)) = sizes() else { return false };
        for text in [entry.code, entry.zh, entry.en, parent] {
            self.texts.push_str(text);
        }
        let Period { from, until } = entry.period;
        let (until, provisional) = (until.unwrap_or(Day(i32::MAX)), entry.provisional);
        self.keys.push(key);
        self.rows.push(Row { start, zh, en, code, parent: parent_size, provisional, from, until, line });
        true
    }

    /// Brings the rows into order; look-ups need it.
    pub(super) fn sort(&mut self) {
        let place = |i: usize| (self.keys[i], self.rows[i].from);
        if !(1..self.rows.len()).all(|i| place(i - 1) <= place(i)) {
            let mut both: Vec<(u128, Row)> = self.keys.drain(..).zip(self.rows.drain(..)).collect();
            both.sort_by_key(|(key, row)| (*key, row.from));
            (self.keys, self.rows) = both.into_iter().unzip();
        }
        self.keys.shrink_to_fit();
        self.rows.shrink_to_fit();
        self.texts.shrink_to_fit();
    }

    /// Every row that holds on a day on which the row before it, of the same code, still holds.
    pub(super) fn doubled(&self) -> impl Iterator<Item = (Entry<'_>, &Row)> {
        let twice = |&i: &usize| self.keys[i - 1] == self.keys[i] && self.rows[i].from <= self.rows[i - 1].until;
        (1..self.rows.len()).filter(twice).map(|i| (self.show(&self.rows[i]), &self.rows[i]))
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (Entry<'_>, &Row)> {
        self.rows.iter().map(|row| (self.show(row), row))
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn entry(&self, code: &str, day: Day) -> Option<Entry<'_>> {
        self.history(code).find(|entry| entry.period.contains(day))
    }

    pub(super) fn history(&self, code: &str) -> impl Iterator<Item = Entry<'_>> {
        let key = key(code);
        let first = key.map_or(self.keys.len(), |key| self.keys.partition_point(|other| *other < key));
        let same = self.keys[first..].iter().take_while(move |other| Some(**other) == key);
        same.zip(&self.rows[first..]).map(|(_, row)| self.show(row))
    }

    pub(super) fn below(&self, prefix: &str) -> impl Iterator<Item = Entry<'_>> {
        let first = key(prefix).map_or(self.keys.len(), |key| self.keys.partition_point(|other| *other < key));
        let ends = first + self.rows[first..].partition_point(|row| self.show(row).code.starts_with(prefix));
        self.rows[first..ends].iter().map(|row| self.show(row))
    }

    fn show(&self, row: &Row) -> Entry<'_> {
        let start = row.start as usize;
        let (code, rest) = self.texts[start..].split_at(row.code.into());
        let (zh, rest) = rest.split_at(row.zh.into());
        let (en, rest) = rest.split_at(row.en.into());
        let parent = (row.parent > 0).then(|| &rest[..row.parent.into()]);
        let until = (row.until.0 != i32::MAX).then_some(row.until);
        let period = Period { from: row.from, until };
        Entry { code, zh, en, parent, period, provisional: row.provisional }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(codes: &[&str]) -> Rows {
        let mut rows = Rows::default();
        for (line, code) in codes.iter().enumerate() {
            let period = Period { from: Day::FIRST, until: None };
            let entry = Entry { code, zh: "名", en: "name", parent: None, period, provisional: false };
            assert!(rows.push(entry, line as u32));
        }
        rows.sort();
        rows
    }

    #[test]
    fn codes_that_begin_alike_stand_together() {
        let rows = rows(&["0102", "01", "0101", "010121", "02", "0101210010"]);
        let below = |prefix| rows.below(prefix).map(|entry| entry.code).collect::<Vec<_>>();
        assert_eq!(below("0101"), ["0101", "010121", "0101210010"]);
        assert_eq!(below("").len(), 6);
        assert_eq!(below("03"), [""; 0]);
        assert_eq!(below("a prefix longer than any code"), [""; 0]);
    }

    #[test]
    fn a_code_that_is_too_long_is_refused() {
        let period = Period { from: Day::FIRST, until: None };
        let entry = Entry { code: "12345678901234567", zh: "", en: "", parent: None, period, provisional: false };
        assert!(!Rows::default().push(entry, 1));
    }

    proptest! {
        #[test]
        fn found_if_and_only_if_put_in(mut codes in proptest::collection::vec("[0-9A-Z]{1,5}", 0..40), asked in "\\PC{0,6}") {
            codes.sort();
            codes.dedup();
            let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
            let rows = rows(&codes);
            for code in &codes {
                prop_assert_eq!(rows.entry(code, Day(0)).map(|e| e.code), Some(*code));
            }
            prop_assert_eq!(rows.entry(&asked, Day(0)).is_some(), codes.contains(&asked.as_str()));
        }
    }
}
