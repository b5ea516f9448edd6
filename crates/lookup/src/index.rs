//! The names of one code table, ready to be looked up while a person types.

use crate::everyday::Everyday;
use crate::score::{Postings, in_order, near};
use crate::spelling::Spelling;
use crate::typed::{Typed, fold, words};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

/// The least share of what was typed that a description must hold to be offered.
const CLOSE: f32 = 0.5;
/// How near the very name is; nearer is only the very code.
const THE_NAME: f32 = 110.0;

/// What the names of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// Proper names: a name is meant if all that was typed stands in it, in that order, or the whole of it in what was typed. A name
    /// that shares some characters is another thing (抚州 is not 福州).
    Names,
    /// Descriptions of goods, of which people type a part, in their own words.
    Descriptions,
}

/// A code with its names, as the table has them.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// The code.
    pub code: &'a str,
    /// Chinese name; empty if there is none.
    pub zh: &'a str,
    /// English name, its own or the nearest parent's; empty if there is none.
    pub en: &'a str,
}

/// A code that may be meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit<'a> {
    /// The code.
    pub code: &'a str,
    /// Chinese name; empty if there is none.
    pub zh: &'a str,
    /// English name; empty if there is none.
    pub en: &'a str,
    /// How near it is to what was typed; higher is nearer, only comparable within one answer.
    pub score: f32,
}

#[derive(Clone, Debug)]
struct Entry {
    code: Box<str>,
    zh: Box<str>,
    en: Box<str>,
    folded: Box<str>,
    english: Box<str>,
    spelling: Spelling,
    words: u16,
}

/// All codes of a table that hold on one day. Made once, then only read.
#[derive(Clone, Debug)]
pub struct Index {
    entries: Vec<Entry>,
    grams: Postings,
    english: BTreeMap<Box<str>, Vec<u32>>,
    everyday: Everyday,
    naming: Naming,
}

impl Index {
    /// Indexes the codes in their order; among equally near ones the earlier comes first.
    pub fn of<'a>(named: impl IntoIterator<Item = Named<'a>>, naming: Naming, everyday: Everyday) -> Index {
        let (grams, english) = (Postings::default(), BTreeMap::new());
        let mut index = Index { entries: Vec::new(), grams, english, everyday, naming };
        named.into_iter().for_each(|each| index.push(each));
        index
    }

    fn push(&mut self, named: Named<'_>) {
        let at = u32::try_from(self.entries.len()).expect("a code table has fewer rows than 2^32");
        let alike = self.everyday.alike;
        let folded = fold(alike, named.zh);
        self.grams.push(&folded);
        let mut count = 0;
        for word in words(alike, named.en) {
            count += 1;
            let list = self.english.entry(word.into()).or_default();
            if list.last() != Some(&at) {
                list.push(at);
            }
        }
        self.entries.push(Entry {
            code: named.code.into(),
            zh: named.zh.into(),
            en: named.en.into(),
            english: fold(alike, named.en).into(),
            spelling: Spelling::of(alike, named.zh),
            folded: folded.into(),
            words: count,
        });
    }

    /// How many codes there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The `limit` codes that are nearest to what was typed, nearest first. Nothing typed finds nothing.
    pub fn find(&self, typed: &str, limit: usize) -> Vec<Hit<'_>> {
        let mut found: HashMap<u32, f32> = HashMap::new();
        let alike = self.everyday.alike;
        self.by_the_name(&fold(alike, typed), &mut found);
        match Typed::read(alike, typed) {
            Typed::Nothing => {}
            Typed::Digits(digits) => self.by_code(&digits, &mut found),
            Typed::Han(text) => {
                self.by_name(&text, 0.0, &mut found);
                for other in self.everyday.rephrase(&text) {
                    self.by_name(&fold(alike, &other), 0.5, &mut found);
                }
            }
            Typed::Latin(text) => {
                self.by_code(&fold(alike, &text), &mut found);
                self.by_words(&text, &mut found);
                self.by_spelling(&fold(alike, &text), &mut found);
                for other in self.everyday.rephrase(&fold(alike, &text)) {
                    self.by_meaning(&other, &mut found);
                }
            }
        }
        self.best(found, limit)
    }

    fn by_code(&self, typed: &str, found: &mut HashMap<u32, f32>) {
        for (at, entry) in self.numbered() {
            let code = entry.code.as_bytes();
            if typed.len() <= code.len() && code[..typed.len()].eq_ignore_ascii_case(typed.as_bytes()) {
                keep(found, at, if typed.len() == code.len() { 120.0 } else { 100.0 });
            }
        }
    }

    fn by_the_name(&self, typed: &str, found: &mut HashMap<u32, f32>) {
        let same = |entry: &Entry| !typed.is_empty() && [&*entry.folded, &*entry.english].contains(&typed);
        self.numbered().filter(|(_, entry)| same(entry)).for_each(|(at, _)| keep(found, at, THE_NAME));
    }

    fn by_name(&self, typed: &str, less: f32, found: &mut HashMap<u32, f32>) {
        for (at, cover) in self.grams.cover(typed) {
            let name = &self.entries[at as usize].folded;
            let is_close = match self.naming {
                Naming::Names => in_order(typed, name) || typed.contains(&**name),
                Naming::Descriptions => CLOSE <= cover,
            };
            if !is_close {
                continue;
            }
            keep(found, at, near(typed, name, cover, &self.everyday.rare) - less);
        }
    }

    fn by_meaning(&self, text: &str, found: &mut HashMap<u32, f32>) {
        if text.is_ascii() {
            self.by_words(text, found)
        } else {
            self.by_name(&fold(self.everyday.alike, text), 0.5, found)
        }
    }

    /// English words; the last one may be unfinished.
    #[expect(clippy::cast_precision_loss, reason = "a weight, not a count")]
    fn by_words(&self, text: &str, found: &mut HashMap<u32, f32>) {
        let typed: Vec<String> = words(self.everyday.alike, text).collect();
        let mut count: HashMap<u32, f32> = HashMap::new();
        for (place, word) in typed.iter().enumerate() {
            let mut here: HashMap<u32, f32> = HashMap::new();
            let from = self.english.range::<str, _>((Bound::Included(word.as_str()), Bound::Unbounded));
            for (whole, list) in from.take_while(|(whole, _)| whole.starts_with(word.as_str())) {
                let part = if **whole == **word {
                    1.0
                } else if place + 1 == typed.len() {
                    0.7
                } else {
                    continue;
                };
                list.iter().for_each(|at| keep(&mut here, *at, part));
            }
            here.into_iter().for_each(|(at, part)| *count.entry(at).or_default() += part);
        }
        for (at, matched) in count {
            let share = matched / typed.len() as f32;
            let close = (typed.len() as f32 / f32::from(self.entries[at as usize].words.max(1))).min(1.0);
            let rare =
                self.everyday.rare.iter().filter(|mark| self.entries[at as usize].folded.contains(mark.as_str()));
            keep(found, at, 65.0 * share + 20.0 * share * close - 5.0 * rare.count() as f32);
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a weight, not a count")]
    fn by_spelling(&self, typed: &str, found: &mut HashMap<u32, f32>) {
        if typed.len() < 2 {
            return;
        }
        for (at, entry) in self.numbered() {
            if let Some(place) = entry.spelling.find(typed) {
                let long = entry.folded.chars().count().max(1) as f32;
                let begins = if place == 0 { 5.0 } else { 0.0 };
                let rare = self.everyday.rare.iter().filter(|mark| entry.folded.contains(mark.as_str())).count() as f32;
                keep(found, at, 50.0 + begins + 25.0 * (typed.len() as f32 / long).min(1.0) - 10.0 * rare);
            }
        }
    }

    fn numbered(&self) -> impl Iterator<Item = (u32, &Entry)> {
        (0..).zip(&self.entries)
    }

    fn best(&self, found: HashMap<u32, f32>, limit: usize) -> Vec<Hit<'_>> {
        let mut found: Vec<(u32, f32)> = found.into_iter().collect();
        let order = |a: &(u32, f32), b: &(u32, f32)| -> Ordering { b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)) };
        if limit < found.len() {
            found.select_nth_unstable_by(limit, order);
            found.truncate(limit);
        }
        found.sort_unstable_by(order);
        let hit = |(at, score): (u32, f32)| {
            let entry = &self.entries[at as usize];
            Hit { code: &entry.code, zh: &entry.zh, en: &entry.en, score }
        };
        found.into_iter().map(hit).collect()
    }
}

fn keep(found: &mut HashMap<u32, f32>, at: u32, score: f32) {
    let held = found.entry(at).or_insert(f32::MIN);
    *held = held.max(score);
}
