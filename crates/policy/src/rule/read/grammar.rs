//! The words of a rule: its clauses, and what they have in common.

use super::Written;
use crate::condition::Item;
use crate::rule::measure::Bound;
use crate::rule::write::{MARKS, quotable};
use crate::rule::{Said, Scope, Unless};
use crate::sentence::{Misread, Reader};
use crate::words::Word;
use values::calendar::Day;
use values::direction::Direction;
use values::id::OfficeCode;
use values::quantity::Amount;
use values::text::Language;

/// Most measures, exceptions, papers or offices of one rule.
pub(super) const MAX_PARTS: usize = 64;

/// The words that begin a clause of a rule.
#[derive(Clone, Copy, PartialEq)]
enum Clause {
    From,
    Until,
    Basis,
    Author,
    Provisional,
    Offices,
    Pilots,
    When,
    Unless,
    Then,
    Lenient,
}

/// A mode without the step of a measure does without the measure.
pub(super) const LENIENT: (&str, &str, ()) = ("无此步骤的不适用", "not where the step is lacking", ());

const CLAUSES: [(&str, &str, Clause); 11] = [
    ("自", "from", Clause::From),
    ("至", "until", Clause::Until),
    ("依据", "by", Clause::Basis),
    ("起草", "drafted by", Clause::Author),
    ("暂定", "provisional", Clause::Provisional),
    ("施检机构", "where the work is of", Clause::Offices),
    ("试点", "within the pilot", Clause::Pilots),
    ("当", "when", Clause::When),
    ("除非", "unless", Clause::Unless),
    ("则", "then", Clause::Then),
    (LENIENT.0, LENIENT.1, Clause::Lenient),
];

/// Words that only somebody would use who wants to bind a rule to who accepts (R19).
const ACCEPTING: [(&str, &str, ()); 3] = [
    ("受理机构", "accepting office", ()),
    ("申报机构", "declaring office", ()),
    ("报检机构", "where it is declared", ()),
];

/// A reader of rules in one language.
pub(super) struct Grammar<'g, 'a> {
    pub(super) reader: &'g mut Reader<'a>,
    pub(super) own: Language,
    /// 无此步骤的不适用 stood among the measures.
    pub(super) lenient: bool,
}

impl Grammar<'_, '_> {
    pub(super) fn language(&self) -> Language {
        self.reader.language()
    }

    pub(super) fn wrong<T>(&self, zh: impl Into<String>, en: impl Into<String>) -> Result<T, Misread> {
        Err(self.reader.wrong(zh, en))
    }

    /// One of the names of a closed list, in the language of the text; the longest that fits.
    pub(super) fn word<W: Word>(&mut self) -> Option<W> {
        let all: Vec<(&str, &str, W)> = W::NAMES
            .iter()
            .flat_map(|(value, zh, en)| {
                let names = if self.reader.language() == Language::Zh { zh } else { en };
                names.iter().map(move |name| (*name, *name, *value))
            })
            .collect();
        self.reader.take(&all)
    }

    pub(super) fn need<W: Word>(&mut self) -> Result<W, Misread> {
        let found = self.word::<W>();
        found.ok_or_else(|| {
            let wanted = W::wanted();
            self.reader.wrong(wanted.zh, wanted.en)
        })
    }

    pub(super) fn expect(&mut self, zh: &str, en: &str) -> Result<(), Misread> {
        self.comma();
        if self.reader.take(&[(zh, en, ())]).is_some() {
            return Ok(());
        }
        self.wrong(format!("「{zh}」"), format!("'{en}'"))
    }

    /// Whether a word follows, after a comma or not; if not, nothing was read.
    pub(super) fn follows(&mut self, zh: &str, en: &str) -> bool {
        let before = self.reader.at;
        self.comma();
        if self.reader.take(&[(zh, en, ())]).is_some() {
            return true;
        }
        self.reader.at = before;
        false
    }

    pub(super) fn comma(&mut self) {
        let _ = self.reader.take(&[("，", ",", ()), (",", "，", ())]);
    }

    pub(super) fn separated(&mut self) -> bool {
        self.reader.take(&[("；", ";", ()), (";", "；", ())]).is_some()
    }

    /// Words in marks, with the line's own end of marks.
    pub(super) fn marked(&mut self) -> Result<&str, Misread> {
        self.reader.skip();
        let rest = self.reader.rest();
        let wanted = |g: &Self| g.reader.wrong("「」中的文字，不分行", "words in quotation marks, on one line");
        let Some((_, close)) = MARKS.iter().find(|(open, _)| rest.starts_with(*open)) else { return Err(wanted(self)) };
        let inner = self.reader.at + rest.chars().next().map_or(0, char::len_utf8);
        let text = self.reader.text;
        let Some(length) = text[inner..].find(*close) else { return Err(wanted(self)) };
        let words = text[inner..inner + length].trim();
        if words.is_empty() || !quotable(words) {
            return Err(wanted(self));
        }
        self.reader.at = inner + length + close.len_utf8();
        Ok(words)
    }

    /// Words in the language of the text, and after a stroke in the other; alone they are the region's.
    pub(super) fn said(&mut self) -> Result<Said, Misread> {
        let language = self.language();
        let first = self.marked()?.to_owned();
        if self.reader.take(&[("/", "/", ())]).is_none() {
            return Ok(Said::own(self.own, &first, ""));
        }
        let second = self.marked()?;
        Ok(Said::own(language, &first, second))
    }

    pub(super) fn number<N: std::str::FromStr>(&mut self) -> Result<N, Misread> {
        self.reader.skip();
        let (digits, at) = self.reader.digits();
        digits.parse().map_err(|_| self.reader.wrong_at(at, "一个不太大的整数", "a whole number that is not too large"))
    }

    pub(super) fn scaled(&mut self, decimals: u8) -> Result<i64, Misread> {
        self.reader.skip();
        let negative = self.reader.take(&[("-", "-", ())]).is_some();
        let (digits, at) = self.reader.digits();
        let units = crate::sentence::scaled(digits, decimals).ok_or_else(|| {
            self.reader.wrong_at(
                at,
                format!("不超过 {decimals} 位小数的数"),
                format!("a number with {decimals} decimals at most"),
            )
        })?;
        Ok(if negative { -units } else { units })
    }

    pub(super) fn bound(&mut self) -> Result<Bound, Misread> {
        let order = self.reader.order()?;
        let units = self.scaled(Amount::SCALE)?;
        Ok(Bound { order, units, unit: self.marked()?.into() })
    }

    /// Names in marks, each after 、 or a comma.
    pub(super) fn list(&mut self) -> Result<Vec<(Box<str>, usize)>, Misread> {
        let mut all = Vec::new();
        loop {
            self.reader.skip();
            let at = self.reader.at;
            all.push((self.marked()?.into(), at));
            if all.len() > MAX_PARTS {
                return self.wrong("不超过 64 项", "64 of them at most");
            }
            let before = self.reader.at;
            let joined = self.reader.take(&[("、", ",", ()), (",", "、", ()), ("，", "，", ())]).is_some();
            self.reader.skip();
            if !joined || !MARKS.iter().any(|(open, _)| self.reader.rest().starts_with(*open)) {
                self.reader.at = before;
                return Ok(all);
            }
        }
    }

    pub(super) fn rule(mut self) -> Result<Written, Misread> {
        self.reader.skip();
        let at = self.reader.at;
        let length = self.reader.rest().find(char::is_whitespace).unwrap_or(self.reader.rest().len());
        let id: Box<str> = self.reader.rest()[..length].into();
        if id.is_empty() || !quotable(&id) || id.contains(['「', '」', '"']) {
            return self.wrong("规则的编号，如「审-0031」", "the number of the rule, such as CK-09");
        }
        self.reader.at += length;
        let direction = self.word::<Direction>();
        let mut rule = Written {
            id: (id, at),
            direction,
            from: None,
            until: None,
            author: "".into(),
            provisional: false,
            basis: None,
            scope: Scope::Region,
            when: None,
            unless: Vec::new(),
            measures: Vec::new(),
            lenient: false,
        };
        let mut seen: Vec<Clause> = Vec::new();
        loop {
            self.reader.skip();
            if self.reader.rest().is_empty() {
                break;
            }
            let at = self.reader.at;
            let clause = self.clause()?;
            if seen.contains(&clause) {
                return Err(self.reader.wrong_at(at, "每一句只写一次", "each clause once"));
            }
            seen.push(clause);
            self.take(clause, &mut rule)?;
        }
        if rule.measures.is_empty() {
            return self.wrong("「则」和措施", "'then' and measures");
        }
        Ok(rule)
    }

    fn clause(&mut self) -> Result<Clause, Misread> {
        if let Some(clause) = self.reader.take(&CLAUSES) {
            return Ok(clause);
        }
        if self.reader.take(&ACCEPTING).is_some() {
            return self.wrong(
                "对货物作业的机构：规则不得因受理机构而异（「施检机构」、「试点」）",
                "offices that work on the goods: no rule depends on where a case is accepted ('where the work is of')",
            );
        }
        let zh: Vec<&str> = CLAUSES.iter().map(|(zh, _, _)| *zh).collect();
        let en: Vec<&str> = CLAUSES.iter().map(|(_, en, _)| *en).collect();
        self.wrong(zh.join("、"), en.join(", "))
    }

    fn take(&mut self, clause: Clause, rule: &mut Written) -> Result<(), Misread> {
        match clause {
            Clause::From => rule.from = Some(self.day()?),
            Clause::Until => rule.until = Some(self.day()?),
            Clause::Basis => {
                let blanks = |c: char| c.is_whitespace() && c != '\n';
                let rest = self.reader.rest();
                self.reader.at += rest.len() - rest.trim_start_matches(blanks).len();
                let start = self.reader.at;
                let length = self.reader.rest().find('\n').unwrap_or(self.reader.rest().len());
                rule.basis = Some((start, start + length));
                self.reader.at += length;
            }
            Clause::Author => rule.author = self.marked()?.into(),
            Clause::Provisional => rule.provisional = true,
            Clause::Offices => {
                let mut offices = Vec::new();
                for (name, at) in self.list()? {
                    let code = Item::read(&name).code;
                    let office = OfficeCode::parse(&code);
                    offices.push(office.map_err(|wanted| self.reader.wrong_at(at, wanted.zh, wanted.en))?);
                }
                rule.scope = Scope::Offices(offices);
            }
            Clause::Pilots => rule.scope = Scope::Pilots(self.list()?.into_iter().map(|(name, _)| name).collect()),
            Clause::When => rule.when = Some(self.reader.joined(0)?),
            Clause::Unless => rule.unless = self.unless()?,
            Clause::Then => {
                rule.measures = self.measures()?;
                rule.lenient |= self.lenient;
            }
            Clause::Lenient => rule.lenient = true,
        }
        Ok(())
    }

    pub(super) fn day(&mut self) -> Result<Day, Misread> {
        self.reader.skip();
        let at = self.reader.at;
        let day = |c: char| c.is_ascii_digit() || c == '-';
        let length = self.reader.rest().find(|c| !day(c)).unwrap_or(self.reader.rest().len());
        let text = &self.reader.rest()[..length];
        let day = Day::parse(text).map_err(|wanted| self.reader.wrong_at(at, wanted.zh, wanted.en))?;
        self.reader.at += length;
        Ok(day)
    }

    pub(super) fn unless(&mut self) -> Result<Vec<Unless>, Misread> {
        let mut all = Vec::new();
        loop {
            if self.reader.take(&[("规则", "rule", ())]).is_some() {
                all.push(Unless::Rule(self.marked()?.into()));
            } else {
                all.push(Unless::Holds(self.reader.joined(0)?));
            }
            if all.len() > MAX_PARTS {
                return self.wrong("不超过 64 项", "64 of them at most");
            }
            if !self.separated() {
                return Ok(all);
            }
        }
    }
}
