//! Reading conditions: Chinese and English sentences become the same tree, or say what was wanted where.

use super::condition::{Atom, Condition, Item, Order};
use super::fact::{Fact, FactKind, starts_with_word};
use super::hs::{HsRange, HsSet};
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
        let mut reader = Reader { text, at: 0, atoms: 0, vocabulary };
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

struct Reader<'a> {
    text: &'a str,
    at: usize,
    atoms: usize,
    vocabulary: &'a Vocabulary,
}

#[derive(Clone, Copy, PartialEq)]
enum Joint {
    And,
    Or,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn language(&self) -> Language {
        self.vocabulary.language
    }

    fn skip(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn wrong_at(&self, at: usize, zh: impl Into<String>, en: impl Into<String>) -> Misread {
        let found = self.text[at..].chars().take(12).collect();
        let offset = u32::try_from(self.text[..at].chars().count()).unwrap_or(u32::MAX);
        Misread { offset, found, wanted: Text::new(zh.into(), en.into()) }
    }

    fn wrong(&self, zh: impl Into<String>, en: impl Into<String>) -> Misread {
        self.wrong_at(self.at, zh, en)
    }

    /// Takes one of the words of the sentence's language, the longest that fits.
    fn take<T: Copy>(&mut self, words: &[(&str, &str, T)]) -> Option<T> {
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

    fn joined(&mut self, depth: usize) -> Result<Condition, Misread> {
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
        Err(self.wrong(
            "一项事实（如「列入清单」、「税号」）、「非」或者「（」",
            "a fact (such as 'listed', 'hs'), 'not', or '('",
        ))
    }

    fn atom(&mut self, fact: Fact, start: usize) -> Result<Atom, Misread> {
        self.count(start)?;
        let kind = fact.kind();
        if kind == FactKind::Flag {
            return Ok(Atom::Flag(fact));
        }
        if let Some(not) = self.take(&[("已填", "given", false), ("未填", "missing", true)]) {
            return Ok(Atom::Given { fact, not });
        }
        match kind {
            FactKind::Flag => Ok(Atom::Flag(fact)),
            FactKind::Word => self.among(fact),
            FactKind::Words => self.among(fact),
            FactKind::Hs => self.tariff(),
            FactKind::Number { decimals } => self.number(fact, decimals),
            FactKind::Grade => self.grade(fact),
        }
    }

    fn count(&mut self, start: usize) -> Result<(), Misread> {
        self.atoms += 1;
        if self.atoms > MAX_ATOMS {
            return Err(self.wrong_at(start, "不超过 64 项的条件", "a condition of 64 statements at most"));
        }
        Ok(())
    }

    fn relation(&mut self) -> Result<bool, Misread> {
        let words = [
            ("为", "is", false),
            ("是", "is", false),
            ("不为", "is not", true),
            ("属于", "in", false),
            ("不属于", "not in", true),
            ("含", "has", false),
            ("不含", "lacks", true),
        ];
        self.take(&words).ok_or_else(|| {
            self.wrong(
                "「为」、「不为」、「属于」、「不属于」、「含」、「不含」、「已填」或者「未填」",
                "'is', 'is not', 'in', 'not in', 'has', 'lacks', 'given' or 'missing'",
            )
        })
    }

    fn among(&mut self, fact: Fact) -> Result<Atom, Misread> {
        let not = self.relation()?;
        let mut items = Vec::new();
        for (name, at) in self.names()? {
            items.push(self.item(fact, name, at)?);
        }
        Ok(Atom::Among { fact, not, items })
    }

    fn item(&self, fact: Fact, name: &str, at: usize) -> Result<Item, Misread> {
        if let Some(known) = fact.closed_words() {
            let Some(stored) = fact.stored_word(name) else {
                let list = |l| known.iter().map(|w| fact.shown_word(w, l)).collect::<Vec<_>>().join("、");
                return Err(self.wrong_at(at, list(Language::Zh), list(Language::En)));
            };
            return Ok(Item::code(&stored));
        }
        Ok(Item::read(name))
    }

    fn tariff(&mut self) -> Result<Atom, Misread> {
        let not = self.relation()?;
        let mut ranges = Vec::new();
        for (name, at) in self.names()? {
            let code = Item::read(name).code;
            ranges.push(HsRange::parse(&code).map_err(|wanted| self.wrong_at(at, wanted.zh, wanted.en))?);
        }
        Ok(Atom::Hs { not, set: HsSet::new(ranges) })
    }

    fn order(&mut self) -> Result<Order, Misread> {
        let words = [
            ("高于", "above", Order::Above),
            ("大于", ">", Order::Above),
            (">", "＞", Order::Above),
            ("＞", "over", Order::Above),
            ("不低于", "at least", Order::AtLeast),
            ("≥", "≥", Order::AtLeast),
            (">=", ">=", Order::AtLeast),
            ("低于", "below", Order::Below),
            ("小于", "<", Order::Below),
            ("<", "＜", Order::Below),
            ("＜", "under", Order::Below),
            ("不高于", "at most", Order::AtMost),
            ("≤", "≤", Order::AtMost),
            ("<=", "<=", Order::AtMost),
        ];
        self.take(&words).ok_or_else(|| {
            self.wrong("「高于」、「不低于」、「低于」或者「不高于」", "'above', 'at least', 'below' or 'at most'")
        })
    }

    fn number(&mut self, fact: Fact, decimals: u8) -> Result<Atom, Misread> {
        let order = self.order()?;
        self.skip();
        let quoted = self.begins_with("「") || self.begins_with("\"") || self.begins_with("“");
        let (text, at) = if quoted { self.name()? } else { self.digits() };
        let units = scaled(text, decimals).ok_or_else(|| {
            self.wrong_at(
                at,
                format!("不超过 {decimals} 位小数的数"),
                format!("a number with {decimals} decimals at most"),
            )
        })?;
        Ok(Atom::Number { fact, order, bound: units })
    }

    fn digits(&mut self) -> (&'a str, usize) {
        let start = self.at;
        let length = self.rest().find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.rest().len());
        self.at += length;
        (&self.text[start..self.at], start)
    }

    /// Grades are named (「属于」) or compared (「不低于」), by the order of the policy.
    fn grade(&mut self, fact: Fact) -> Result<Atom, Misread> {
        self.skip();
        let before = self.at;
        if let Ok(order) = self.order() {
            let (name, at) = self.name()?;
            let bound = Item::read(name);
            let grades = &self.vocabulary.grades;
            let Some(place) = grades.iter().position(|g| *g == bound.code) else {
                let known = grades.join("、");
                return Err(self.wrong_at(at, known.clone(), known));
            };
            // The list begins with the best, so "above" means nearer to its start.
            let holding = match order {
                Order::Above => &grades[..place],
                Order::AtLeast => &grades[..=place],
                Order::Below => &grades[place + 1..],
                Order::AtMost => &grades[place..],
            };
            return Ok(Atom::Grade { fact, order, bound, holding: holding.to_vec() });
        }
        self.at = before;
        self.among(fact)
    }

    /// A list of quoted names: 「a」、「b」 or 「a」/「b」, each with its place.
    fn names(&mut self) -> Result<Vec<(&'a str, usize)>, Misread> {
        let mut names = vec![self.name()?];
        while self.take(&[("、", ",", ()), ("，", "、", ()), ("/", "/", ())]).is_some() {
            names.push(self.name()?);
            if names.len() > MAX_NAMES {
                return Err(self.wrong("不超过 256 项的列举", "a list of 256 names at most"));
            }
        }
        Ok(names)
    }

    fn name(&mut self) -> Result<(&'a str, usize), Misread> {
        self.skip();
        let wanted = |r: &Self| r.wrong("「」中的名称或代码", "a name or code in quotation marks");
        let close = match self.rest().chars().next() {
            Some('「') => '」',
            Some('“') => '”',
            Some('"') => '"',
            _ => return Err(wanted(self)),
        };
        let open_length = self.rest().chars().next().map_or(0, char::len_utf8);
        let inner = self.at + open_length;
        let Some(length) = self.text[inner..].find(close) else { return Err(wanted(self)) };
        let name = self.text[inner..inner + length].trim();
        if name.is_empty() || name.contains(['「', '」', '“', '”', '"', '|']) {
            return Err(wanted(self));
        }
        self.at = inner + length + close.len_utf8();
        Ok((name, inner))
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
