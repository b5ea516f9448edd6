//! What is to be known of a word: its names in both languages, what its answers look like, and where they come from.

use super::closed::Closed;
use super::past::{Counter, Subject};
use super::{Fact, FactKind, past, words};
use crate::reference::TableName;

/// Where an answer comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum From {
    /// Given with the case: the declaration, its measures, the owner's standing. Stands in the receipt.
    Given,
    /// Worked out from what is given by the text of the day.
    Derived,
    /// Known only once a step has a result.
    Result,
}

/// A word: its names, the first of each language being the one that is written, and what is to be known of its answers.
pub(super) struct Name {
    pub fact: Fact,
    pub kind: FactKind,
    pub zh: &'static [&'static str],
    pub en: &'static [&'static str],
    /// How the plan says that a flag does not hold.
    pub not_zh: &'static [&'static str],
    pub not_en: &'static [&'static str],
    /// Each line of goods has its own answer.
    pub of_line: bool,
    pub from: From,
    /// The field of a declaration from which it is read, as its path in the API.
    pub field: Option<&'static str>,
    /// Only officers may know that a rule asks for it.
    pub confidential: bool,
    /// The only answers that there are.
    pub closed: Option<Closed>,
    /// The tables of codes that its answers are of.
    pub tables: &'static [TableName],
    /// What of the past it counts.
    pub past: Option<(Subject, Counter)>,
}

pub(super) const fn named(
    fact: Fact,
    kind: FactKind,
    zh: &'static [&'static str],
    en: &'static [&'static str],
) -> Name {
    Name {
        fact,
        kind,
        zh,
        en,
        not_zh: &[],
        not_en: &[],
        of_line: false,
        from: From::Given,
        field: None,
        confidential: false,
        closed: None,
        tables: &[],
        past: None,
    }
}

pub(super) const fn flag(
    fact: Fact,
    zh: &'static [&'static str],
    en: &'static [&'static str],
    not_zh: &'static [&'static str],
    not_en: &'static [&'static str],
) -> Name {
    let mut name = named(fact, FactKind::Flag, zh, en);
    (name.not_zh, name.not_en) = (not_zh, not_en);
    name
}

impl Name {
    /// Every word, in the order of [`Fact`].
    pub(super) fn all() -> impl Iterator<Item = &'static Name> {
        words::NAMES.iter().chain(past::NAMES)
    }

    /// The row of a word.
    pub(super) fn of_fact(fact: Fact) -> &'static Name {
        // A test proves that the tables have the order of the words.
        let at = fact as usize;
        if at < words::NAMES.len() { &words::NAMES[at] } else { &past::NAMES[at - words::NAMES.len()] }
    }

    pub(super) const fn of_line(mut self) -> Name {
        self.of_line = true;
        self
    }

    pub(super) const fn derived(mut self) -> Name {
        self.from = From::Derived;
        self
    }

    pub(super) const fn at(mut self, field: &'static str) -> Name {
        self.field = Some(field);
        self
    }

    pub(super) const fn confidential(mut self) -> Name {
        self.confidential = true;
        self
    }

    pub(super) const fn closed(mut self, words: Closed) -> Name {
        self.closed = Some(words);
        self
    }

    pub(super) const fn of(mut self, tables: &'static [TableName]) -> Name {
        self.tables = tables;
        self
    }
}
