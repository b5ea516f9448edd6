//! The facts that a condition of the policy may ask for, and their words in both languages.

mod closed;
mod name;
pub mod past;
mod words;

pub use name::From;
use name::Name;
pub use words::Fact;

use crate::reference::TableName;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use values::text::{Language, Text};

/// What the answer to a fact looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactKind {
    /// Yes or no.
    Flag,
    /// One word or code.
    Word,
    /// A set of words or codes.
    Words,
    /// A whole number of the fact's smallest unit.
    Number {
        /// Decimal places that the text may use.
        decimals: u8,
    },
    /// A name, compared folded: as it reads, not as it is written.
    Name,
    /// So much of a unit: a quantity, or a value for each unit.
    Amount {
        /// Decimal places that the text may use.
        decimals: u8,
    },
    /// A credit grade; grades are ordered by the policy.
    Grade,
    /// A tariff code, compared by its first digits.
    Hs,
}

impl FactKind {
    /// Decimal places of its smallest unit: five of a kilogram, two of the accounting currency, none of what is counted.
    pub fn decimals(self) -> u8 {
        match self {
            FactKind::Number { decimals } | FactKind::Amount { decimals } => decimals,
            FactKind::Flag | FactKind::Word | FactKind::Words | FactKind::Name | FactKind::Grade | FactKind::Hs => 0,
        }
    }

    /// Whether its answers are words that a named list may have.
    pub(crate) fn listable(self) -> bool {
        match self {
            FactKind::Word | FactKind::Words | FactKind::Name | FactKind::Hs => true,
            FactKind::Flag | FactKind::Number { .. } | FactKind::Amount { .. } | FactKind::Grade => false,
        }
    }
}

/// The answer to a fact. What is long is shared: a decision reads some hundred of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Answer of a flag.
    Yes(bool),
    /// Answer of a word, a grade or a tariff code.
    Word(Arc<str>),
    /// Answer of a set.
    Words(Arc<[Box<str>]>),
    /// Answer of a number: net mass in 0.00001 kg, value in 0.01 of the accounting currency.
    Number(i64),
    /// Answer of a quantity or a unit value, in every unit in which it is known.
    Amounts(Vec<Measured>),
    /// Nobody has supplied it. A positive statement about it does not hold.
    Absent,
}

/// So much of one thing for so much of another, without division: a quantity is for one unit of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// In the smallest unit that the text may use.
    pub of: i64,
    /// Ten-thousandths of the unit.
    pub per: i64,
    /// The unit, Rec 20.
    pub unit: Box<str>,
}

/// Whoever can answer facts; the one who decides records there what was read.
pub trait Facts {
    /// The answer for the case (`line` is `None`) or for one of its lines.
    fn read(&self, fact: Fact, line: Option<u16>) -> Value;

    /// Whether a list of the text has the word on the day that counts.
    fn on_list(&self, _list: &str, _word: &str) -> bool {
        false
    }

    /// The program's rules by which the answers are to be understood: those of today, unless a decision of before is made again.
    fn rules(&self) -> u16 {
        RULES
    }
}

/// The rules by which the program decides what a text leaves open. Raise it whenever such a default changes; decisions of before
/// are made again by their own.
///
/// 1: a list that is not in force counts for nothing. 2: it counts as when it last was, and goods of a kind that it names go to a
/// person if it never was. 3: the rules of the text make demands. 4: what was read stands word by word. 5: what rules
/// demand holds steps up. 6: holds, examinations and treatments of rules do too, a review wants the skill that a rule names, and what
/// is not public is sealed.
pub const RULES: u16 = 6;

/// Since these rules a step waits for what is demanded for it.
pub const BINDS_SINCE: u16 = 5;

/// Since these rules that is so of holds, examinations and treatments too, and a verdict says of its demands what tasks need.
pub const HOLDS_SINCE: u16 = 6;

impl Fact {
    /// How many there are.
    pub const COUNT: usize = words::NAMES.len() + past::NAMES.len();

    /// Every fact, in the order of the glossary.
    pub fn all() -> impl Iterator<Item = Fact> {
        Name::all().map(|n| n.fact)
    }

    fn entry(self) -> &'static Name {
        Name::of_fact(self)
    }

    /// What its answer looks like.
    pub fn kind(self) -> FactKind {
        self.entry().kind
    }

    /// Whether each line of goods has its own answer.
    pub fn of_line(self) -> bool {
        self.entry().of_line
    }

    /// The name of the fact as conditions write it.
    pub fn name(self, language: Language) -> &'static str {
        match language {
            Language::Zh => self.entry().zh[0],
            Language::En => self.entry().en[0],
        }
    }

    /// How conditions say that this flag does not hold.
    pub(crate) fn denial(self, language: Language) -> Option<&'static str> {
        let words = match language {
            Language::Zh => self.entry().not_zh,
            Language::En => self.entry().not_en,
        };
        words.first().copied()
    }

    /// The longest name at the start of `text`: fact, whether it is the denial, length in bytes.
    pub(crate) fn at_start(text: &str, language: Language) -> Option<(Fact, bool, usize)> {
        let mut best = None;
        for name in Name::all() {
            let (said, denied) = match language {
                Language::Zh => (name.zh, name.not_zh),
                Language::En => (name.en, name.not_en),
            };
            for (word, not) in said.iter().map(|w| (*w, false)).chain(denied.iter().map(|w| (*w, true))) {
                let longer = best.is_none_or(|(_, _, length)| word.len() > length);
                if longer && starts_with_word(text, word, language) {
                    best = Some((name.fact, not, word.len()));
                }
            }
        }
        best
    }

    /// Where its answer comes from.
    pub fn from(self) -> From {
        self.entry().from
    }

    /// The field of a declaration from which it is read, as its path in the API; of a line below `lines.`. None for what comes from
    /// elsewhere.
    pub fn field(self) -> Option<&'static str> {
        self.entry().field
    }

    /// Whether only officers may know that a rule asks for it.
    pub fn confidential(self) -> bool {
        self.entry().confidential
    }

    /// The tables of codes that its answers are of; none where they are no codes.
    pub fn tables(self) -> &'static [TableName] {
        self.entry().tables
    }

    /// What of the past it counts, if it does.
    pub fn past(self) -> Option<(past::Subject, past::Counter)> {
        self.entry().past
    }

    fn vocabulary(self) -> Option<closed::Closed> {
        self.entry().closed
    }

    /// The closed list of words that this fact can answer, as stored; `None` where it is open.
    pub fn closed_words(self) -> Option<Vec<&'static str>> {
        self.vocabulary().map(|v| v.iter().map(|w| w.0).collect())
    }

    /// The word as stored for a word as written in either language; `None` if the list has no such word.
    pub(crate) fn stored_word(self, written: &str) -> Option<String> {
        match self.vocabulary() {
            None => Some(written.to_owned()),
            Some(list) => {
                list.iter().find(|w| w.1 == written || w.2.eq_ignore_ascii_case(written)).map(|w| w.0.to_owned())
            }
        }
    }

    /// The words of its closed list, for saying what was wanted.
    pub(crate) fn wanted_words(self) -> Text {
        let shown = |language| {
            let all = self.closed_words().into_iter().flatten();
            all.map(|word| self.shown_word(word, language)).collect::<Vec<_>>()
        };
        Text::new(shown(Language::Zh).join("、"), shown(Language::En).join(", "))
    }

    /// The word as an officer reads it.
    pub fn shown_word(self, stored: &str, language: Language) -> &str {
        let found = self.vocabulary().and_then(|list| list.iter().find(|w| w.0 == stored));
        match (found, language) {
            (Some(word), Language::Zh) => word.1,
            (Some(word), Language::En) => word.2,
            (None, _) => stored,
        }
    }
}

/// Whether `text` begins with `word`; in English the word must end there.
pub(crate) fn starts_with_word(text: &str, word: &str, language: Language) -> bool {
    match language {
        Language::Zh => text.starts_with(word),
        Language::En => {
            let head = text.get(..word.len());
            head.is_some_and(|h| h.eq_ignore_ascii_case(word))
                && !text[word.len()..].chars().next().is_some_and(char::is_alphanumeric)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_wins() {
        assert_eq!(Fact::at_start("口岸在区域内 且", Language::Zh), Some((Fact::PortInRegion, false, 18)));
        assert_eq!(Fact::at_start("口岸代码为", Language::Zh).map(|f| f.0), Some(Fact::PortPlace));
        assert_eq!(
            Fact::at_start("未列入黑名单", Language::Zh).map(|f| (f.0, f.1)),
            Some((Fact::OwnerBlacklisted, true))
        );
        assert_eq!(Fact::at_start("origin district is", Language::En).map(|f| f.0), Some(Fact::OriginDistrict));
        assert_eq!(Fact::at_start("originally", Language::En), None);
        assert_eq!(Fact::at_start("从严条目处置为", Language::Zh).map(|f| f.0), Some(Fact::EntryHandling));
    }
}
