//! Tables of policy text: recognised by their header, read cell by cell, every fault with its place.

use super::condition::{Condition, Item};
use super::hs::{HsRange, HsSet};
use super::law::{Citation, Library, without_notes};
use super::markdown::Spot;
use super::sentence::{Misread, Vocabulary};
use super::source::Source;
use super::words::Word;
use std::collections::HashMap;
use std::sync::Arc;
use values::calendar::{Day, Period};
use values::fault::TextFault;
use values::id::{Code, Kind};
use values::text::{Language, Text};

/// The columns of a table; headers are named by their English words in lower case.
pub(crate) struct Shape {
    pub name: Text,
    pub required: &'static [&'static str],
    pub optional: &'static [&'static str],
}

impl Shape {
    fn fits(&self, keys: &[&str]) -> bool {
        let known = |k: &&str| self.required.contains(k) || self.optional.contains(k) || NOTES.contains(k);
        self.required.iter().all(|k| keys.contains(k)) && keys.iter().all(known)
    }
}

/// Columns that any table may have at its right.
const NOTES: &[&str] = &["note", "provisional", "english"];

/// A row of a table that was recognised.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub file: Arc<str>,
    keys: Arc<[&'static str]>,
    cells: Vec<Spot>,
}

/// The keys of a header row; a header that nobody knows is `None`.
pub(crate) fn keys(header: &[Spot]) -> Vec<Option<&'static str>> {
    header.iter().map(|cell| super::header::key(&cell.text)).collect()
}

/// The rows of a table if it has the shape.
pub(crate) fn sheet(file: &str, header: &[Spot], rows: &[Vec<Spot>], shape: &Shape) -> Option<Vec<Row>> {
    let keys: Option<Vec<&'static str>> = keys(header).into_iter().collect();
    let keys: Arc<[&'static str]> = keys.filter(|k| shape.fits(k))?.into();
    let file: Arc<str> = file.into();
    Some(rows.iter().map(|cells| Row { file: file.clone(), keys: keys.clone(), cells: cells.clone() }).collect())
}

/// What reading needs and gathers.
pub(crate) struct Reading {
    pub vocabulary: Vocabulary,
    pub library: Library,
    pub faults: Vec<TextFault>,
    /// The first day of the region: rows without a day are in force from then.
    pub start: Day,
}

static BLANK: Spot = Spot { text: String::new(), line: 0, column: 0 };

impl Row {
    pub fn source(&self) -> Source {
        Source { file: self.file.clone(), line: self.cells.first().map_or(0, |c| c.line) }
    }

    pub fn spot(&self, key: &str) -> &Spot {
        self.keys.iter().position(|k| *k == key).and_then(|i| self.cells.get(i)).unwrap_or(&BLANK)
    }

    /// The text of a cell without notes such as 「（暂定）」; empty if the column is absent.
    pub fn text(&self, key: &str) -> String {
        without_notes(&self.spot(key).text).trim().to_owned()
    }

    /// Whether the row says that it is not verified.
    pub fn provisional(&self) -> bool {
        let marked = self.cells.iter().any(|c| c.text.contains("暂定") || c.text.contains("provisional"));
        marked || !self.spot("provisional").text.is_empty()
    }

    /// The key of a row of particulars.
    pub fn setting(&self) -> Option<&'static str> {
        super::header::key(&self.spot("item").text)
    }

    pub fn fault(&self, key: &str, wanted: Text, reading: &mut Reading) {
        let spot = self.spot(key);
        let spot = if spot.line == 0 { self.cells.first().unwrap_or(spot) } else { spot };
        reading.faults.push(spot.fault(&self.file, wanted));
    }

    /// A text that must not be empty.
    pub fn need(&self, key: &str, reading: &mut Reading) -> Option<Box<str>> {
        let text = self.text(key);
        if text.is_empty() {
            self.fault(key, Text::fixed("不可空缺", "not empty"), reading);
            return None;
        }
        Some(text.into())
    }

    pub fn code<K: Kind>(&self, key: &str, reading: &mut Reading) -> Option<Code<K>> {
        let text = self.text(key);
        Code::parse(&text).map_err(|wanted| self.fault(key, wanted, reading)).ok()
    }

    /// Codes separated by 、; words after a code are for readers.
    pub fn codes<K: Kind>(&self, key: &str, reading: &mut Reading) -> Option<Vec<Code<K>>> {
        let read: Vec<Result<Code<K>, Text>> = self.items(key).iter().map(|item| Code::parse(item)).collect();
        let mut codes = Vec::with_capacity(read.len());
        let mut complete = true;
        for code in read {
            match code {
                Ok(code) => codes.push(code),
                Err(wanted) => {
                    complete = false;
                    self.fault(key, wanted, reading);
                }
            }
        }
        complete.then_some(codes)
    }

    /// The first word of each part of a list.
    pub fn items(&self, key: &str) -> Vec<Box<str>> {
        split(&self.text(key)).into_iter().map(|part| Item::read(part).code).collect()
    }

    pub fn word<W: Word>(&self, key: &str, reading: &mut Reading) -> Option<W> {
        let word = W::named(&self.text(key));
        if word.is_none() {
            self.fault(key, W::wanted(), reading);
        }
        word
    }

    /// A word, or nothing written.
    pub fn maybe_word<W: Word>(&self, key: &str, reading: &mut Reading) -> Option<Option<W>> {
        if self.text(key).is_empty() { Some(None) } else { self.word(key, reading).map(Some) }
    }

    pub fn words<W: Word>(&self, key: &str, reading: &mut Reading) -> Option<Vec<W>> {
        let text = self.text(key);
        let read: Option<Vec<W>> = split(&text).into_iter().map(W::named).collect();
        if read.is_none() {
            self.fault(key, W::wanted(), reading);
        }
        read
    }

    pub fn hs(&self, key: &str, reading: &mut Reading) -> Option<HsSet> {
        let mut ranges = Vec::new();
        let mut complete = true;
        for item in self.items(key) {
            match HsRange::parse(&item) {
                Ok(range) => ranges.push(range),
                Err(wanted) => {
                    complete = false;
                    self.fault(key, wanted, reading);
                }
            }
        }
        complete.then(|| HsSet::new(ranges))
    }

    /// From and until; without a first day, since the region began.
    pub fn period(&self, reading: &mut Reading) -> Option<Period> {
        if self.text("from").is_empty() && self.text("until").is_empty() {
            return Some(Period { from: reading.start, until: None });
        }
        reading.period_of(&self.file, self.spot("from"), Some(self.spot("until")))
    }

    pub fn day(&self, key: &str, reading: &mut Reading) -> Option<Day> {
        Day::parse(&self.text(key)).map_err(|wanted| self.fault(key, wanted, reading)).ok()
    }

    pub fn number<N: std::str::FromStr>(&self, key: &str, wanted: Text, reading: &mut Reading) -> Option<N> {
        let number = self.text(key).parse().ok();
        if number.is_none() {
            self.fault(key, wanted, reading);
        }
        number
    }

    /// The citations of the row, each valid on its first day.
    pub fn basis(&self, period: Option<Period>, reading: &mut Reading) -> Option<Vec<Citation>> {
        let day = period.map_or(reading.start, |p| p.from);
        let spot = self.spot("basis");
        let spot = if spot.line == 0 { self.cells.first().unwrap_or(spot) } else { spot };
        reading.library.citations(spot, day, &self.file, &mut reading.faults)
    }

    /// A condition, or nothing written, which is always.
    pub fn condition(&self, key: &str, reading: &mut Reading) -> Option<Option<Condition>> {
        let text = self.text(key);
        if text.is_empty() {
            return Some(None);
        }
        match Condition::parse(&text, &reading.vocabulary) {
            Ok(condition) => Some(Some(condition)),
            Err(misread) => {
                self.misread(key, misread, reading);
                None
            }
        }
    }

    pub fn misread(&self, key: &str, misread: Misread, reading: &mut Reading) {
        let spot = self.spot(key);
        let column = spot.column.saturating_add(misread.offset);
        let file = self.file.to_string();
        reading.faults.push(TextFault { file, line: spot.line, column, found: misread.found, wanted: misread.wanted });
    }
}

/// The parts of a list in a cell.
pub(crate) fn split(text: &str) -> Vec<&str> {
    text.split(['、', ',', '，']).map(str::trim).filter(|p| !p.is_empty()).collect()
}

impl Reading {
    pub fn new() -> Self {
        let vocabulary = Vocabulary { language: Language::Zh, grades: Vec::new() };
        Reading { vocabulary, library: Library::default(), faults: Vec::new(), start: Day(0) }
    }

    pub fn language(&self) -> Language {
        self.vocabulary.language
    }

    pub fn fault(&mut self, file: &str, spot: &Spot, wanted: Text) {
        self.faults.push(spot.fault(file, wanted));
    }

    pub fn fault_at(&mut self, source: &Source, found: &str, wanted: Text) {
        let (file, found) = (source.file.to_string(), found.chars().take(60).collect());
        self.faults.push(TextFault { file, line: source.line, column: 1, found, wanted });
    }

    pub fn period_of(&mut self, file: &str, from: &Spot, until: Option<&Spot>) -> Option<Period> {
        let start = Day::parse(without_notes(&from.text).trim()).map_err(|wanted| self.fault(file, from, wanted)).ok();
        let end = match until.map(|s| (s, without_notes(&s.text).trim().to_owned())).filter(|(_, t)| !t.is_empty()) {
            None => Some(None),
            Some((spot, text)) => Day::parse(&text).map_err(|wanted| self.fault(file, spot, wanted)).ok().map(Some),
        };
        let (from_day, until_day) = (start?, end?);
        if let (Some(last), Some(spot)) = (until_day, until)
            && last < from_day
        {
            self.fault(
                file,
                spot,
                Text::new(format!("不早于 {from_day} 的日期"), format!("a day not before {from_day}")),
            );
            return None;
        }
        Some(Period { from: from_day, until: until_day })
    }

    /// Two rows of one key in force on one day are a fault that names both places.
    pub fn unambiguous<'t, T>(
        &mut self,
        rows: &'t [T],
        key: impl Fn(&T) -> String,
        period: impl Fn(&T) -> Period,
        source: impl Fn(&'t T) -> &'t Source,
    ) {
        let mut by_key: HashMap<String, Vec<&'t T>> = HashMap::new();
        for row in rows {
            let twins = by_key.entry(key(row)).or_default();
            if let Some(twin) = twins.iter().find(|t| period(t).overlaps(&period(row))) {
                let (first, second) = (source(twin), source(row));
                let place = format!("{}:{}", first.file, first.line);
                let wanted = Text::new(
                    format!("同一日只有一行：{place} 也在同一日有效"),
                    format!("one row on one day: {place} is in force on the same day"),
                );
                let file = second.file.to_string();
                self.faults.push(TextFault { file, line: second.line, column: 1, found: key(row), wanted });
            }
            twins.push(row);
        }
    }
}
