//! Reading conditions: Chinese and English sentences become the same tree, or say what was wanted where.

mod atom;

use super::condition::{Atom, Condition, Item};
use super::fact::{Fact, starts_with_word};
use super::near::nearest;
use values::text::{Language, Text};

/// Longest sentence, in bytes.
const MAX_LENGTH: usize = 4_000;
/// Most brackets and negations within each other.
const MAX_DEPTH: usize = 12;
/// Most statements in one sentence.
const MAX_ATOMS: usize = 64;
/// Most names in one list.
const MAX_NAMES: usize = 256;

/// What a sentence needs to know to be read.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// The language of the sentence.
    pub language: Language,
    /// The credit grades from best to worst.
    pub grades: Vec<Box<str>>,
}

/// Why a sentence could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// Characters before the place, from 0.
    pub offset: u32,
    /// What stands there.
    pub found: String,
    /// What was wanted.
    pub wanted: Text,
}

impl Condition {
    /// Reads a sentence. Cost is bounded: length, depth and number of statements are limited.
    ///
    /// # Errors
    /// The first place that cannot be read, with what was wanted there.
    pub fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Condition, Misread> {
        let mut reader = Reader::new(text, vocabulary);
        if text.len() > MAX_LENGTH {
            return Err(reader.wrong("不超过 4000 字节的条件", "a condition of 4000 bytes at most"));
        }
        let condition = reader.joined(0)?;
        reader.skip();
        if reader.at < text.len() {
            return Err(reader.wrong("「且」、「或」或者条件到此为止", "'and', 'or', or the end of the condition"));
        }
        Ok(condition)
    }
}

/// Reads sentences of one language from left to right; a word that is not there is not taken.
pub(crate) struct Reader<'a> {
    pub(crate) text: &'a str,
    /// Bytes that were read.
    pub(crate) at: usize,
    atoms: usize,
    vocabulary: &'a Vocabulary,
}

#[derive(Clone, Copy, PartialEq)]
enum Joint {
    And,
    Or,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str, vocabulary: &'a Vocabulary) -> Self {
        Reader { text, at: 0, atoms: 0, vocabulary }
    }

    pub(crate) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(crate) fn language(&self) -> Language {
        self.vocabulary.language
    }

    pub(crate) fn skip(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    pub(crate) fn wrong_at(&self, at: usize, zh: impl Into<String>, en: impl Into<String>) -> Misread {
        let found = self.text[at..].chars().take(12).collect();
        let offset = u32::try_from(self.text[..at].chars().count()).unwrap_or(u32::MAX);
        Misread { offset, found, wanted: Text::new(zh.into(), en.into()) }
    }

    pub(crate) fn wrong(&self, zh: impl Into<String>, en: impl Into<String>) -> Misread {
        self.wrong_at(self.at, zh, en)
    }

    /// Takes one of the words of the sentence's language, the longest that fits.
    pub(crate) fn take<T: Copy>(&mut self, words: &[(&str, &str, T)]) -> Option<T> {
        self.skip();
        let mut best: Option<(usize, T)> = None;
        for (zh, en, meaning) in words {
            let word = if self.language() == Language::Zh { zh } else { en };
            if word.len() > best.map_or(0, |b| b.0) && self.begins_with(word) {
                best = Some((word.len(), *meaning));
            }
        }
        let (length, meaning) = best?;
        self.at += length;
        Some(meaning)
    }

    fn begins_with(&self, word: &str) -> bool {
        let sign = !word.chars().next().is_some_and(char::is_alphabetic);
        starts_with_word(self.rest(), word, if sign { Language::Zh } else { self.language() })
    }

    fn open(&mut self) -> bool {
        self.take(&[("（", "(", ()), ("(", "（", ())]).is_some()
    }

    pub(crate) fn joined(&mut self, depth: usize) -> Result<Condition, Misread> {
        let first = self.part(depth)?;
        let mut parts = vec![first];
        let mut joint = None;
        loop {
            self.skip();
            let before = self.at;
            let Some(next) = self.take(&[("且", "and", Joint::And), ("或", "or", Joint::Or)]) else { break };
            if joint.is_some_and(|j| j != next) {
                let (zh, en) =
                    ("括号：「且」与「或」不可不加括号混用", "brackets: 'and' and 'or' may not be mixed without them");
                return Err(self.wrong_at(before, zh, en));
            }
            joint = Some(next);
            parts.push(self.part(depth)?);
        }
        Ok(match joint {
            None => parts.remove(0),
            Some(Joint::And) => Condition::All(parts),
            Some(Joint::Or) => Condition::Any(parts),
        })
    }

    fn part(&mut self, depth: usize) -> Result<Condition, Misread> {
        if depth > MAX_DEPTH {
            return Err(self.wrong("层次不超过 12 层的条件", "a condition nested 12 deep at most"));
        }
        self.skip();
        if self.open() {
            let inner = self.joined(depth + 1)?;
            if self.take(&[("）", ")", ()), (")", "）", ())]).is_none() {
                return Err(self.wrong("「）」", "')'"));
            }
            return Ok(inner);
        }
        // A denial such as 「非散装」 or "not listed" is a name of its own and longer than the bare negation.
        if let Some((fact, denied, length)) = Fact::at_start(self.rest(), self.language()) {
            let start = self.at;
            self.at += length;
            let atom = self.atom(fact, start)?;
            let condition = Condition::Atom(atom);
            return Ok(if denied { Condition::Not(Box::new(condition)) } else { condition });
        }
        if let Some(direction) =
            self.take(&[("出境", "exit", "exit"), ("入境", "entry", "entry"), ("进境", "inward", "entry")])
        {
            self.count(self.at)?;
            let items = vec![Item::code(direction)];
            return Ok(Condition::Atom(Atom::Among { fact: Fact::Direction, not: false, items }));
        }
        if self.take(&[("非", "not", ())]).is_some() {
            return Ok(Condition::Not(Box::new(self.part(depth + 1)?)));
        }
        let written: String =
            self.rest().chars().take_while(|c| !c.is_whitespace() && !"「“\"（(，；".contains(*c)).collect();
        let near = nearest(&written, Fact::all().map(|fact| fact.name(self.language())));
        let (zh, en) = near.map_or_else(Default::default, |near| (format!("「{near}」？"), format!("'{near}'? ")));
        Err(self.wrong(
            format!("{zh}一项事实（如「列入清单」、「税号」）、「非」或者「（」"),
            format!("{en}a fact (such as 'listed', 'hs'), 'not', or '('"),
        ))
    }
}

impl Item {
    /// Reads `12 食用`: the first word is compared, the rest is for readers.
    pub fn read(name: &str) -> Item {
        let name = name.trim();
        match name.split_once(char::is_whitespace) {
            Some((code, label)) if !label.trim().is_empty() => {
                Item { code: code.into(), label: Some(label.split_whitespace().collect::<Vec<_>>().join(" ").into()) }
            }
            Some(_) | None => Item::code(name),
        }
    }
}

/// Decimal text as an integer of the smallest unit.
pub(crate) fn scaled(text: &str, decimals: u8) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let too_long = part.len() > usize::from(decimals) || (text.contains('.') && part.is_empty());
    if whole.is_empty() || !digits(whole) || !digits(part) || too_long {
        return None;
    }
    format!("{whole}{part:0<width$}", width = usize::from(decimals)).parse().ok()
}

impl Misread {
    /// The same within a longer text that has so many characters before.
    pub(crate) fn shifted(self, before: u32) -> Misread {
        Misread { offset: self.offset.saturating_add(before), ..self }
    }
}
