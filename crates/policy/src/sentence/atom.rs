//! Reading one statement about one fact: its relation, and the words, codes or numbers that it is compared with.

use super::{MAX_ATOMS, MAX_NAMES, Misread, Reader, scaled};
use crate::condition::{Atom, Item, Name, Order};
use crate::fact::{Fact, FactKind};
use crate::hs::{HsRange, HsSet};
use values::text::fold::fold;

impl<'a> Reader<'a> {
    pub(super) fn atom(&mut self, fact: Fact, start: usize) -> Result<Atom, Misread> {
        self.count(start)?;
        let kind = fact.kind();
        if kind == FactKind::Flag {
            return Ok(Atom::Flag(fact));
        }
        if let Some(not) = self.take(&[("已填", "given", false), ("未填", "missing", true)]) {
            return Ok(Atom::Given { fact, not });
        }
        if kind.listable()
            && let Some(not) = self.take(&[("列于名单", "on list", false), ("不列于名单", "not on list", true)])
        {
            let (list, _) = self.name()?;
            return Ok(Atom::OnList { fact, not, list: list.into() });
        }
        match kind {
            FactKind::Flag => Ok(Atom::Flag(fact)),
            FactKind::Word => self.among(fact),
            FactKind::Words => self.among(fact),
            FactKind::Hs => self.tariff(),
            FactKind::Name => self.named(fact),
            FactKind::Amount { decimals } => self.amount(fact, decimals),
            FactKind::Number { decimals } => self.number(fact, decimals),
            FactKind::Grade => self.grade(fact),
        }
    }

    pub(super) fn count(&mut self, start: usize) -> Result<(), Misread> {
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

    /// Names are, or contain, what is written; both are compared folded.
    fn named(&mut self, fact: Fact) -> Result<Atom, Misread> {
        let words = [
            ("为", "is", (false, true)),
            ("不为", "is not", (true, true)),
            ("含", "has", (false, false)),
            ("不含", "lacks", (true, false)),
        ];
        let Some((not, whole)) = self.take(&words) else {
            return Err(self.wrong(
                "「为」、「不为」、「含」、「不含」、「列于名单」、「已填」或者「未填」",
                "'is', 'is not', 'has', 'lacks', 'on list', 'given' or 'missing'",
            ));
        };
        let mut names = Vec::new();
        for (name, at) in self.names()? {
            let folded: Box<str> = fold(name).into();
            if folded.is_empty() {
                return Err(self.wrong_at(at, "有字的名称", "a name that shows something"));
            }
            names.push(Name { written: name.into(), folded });
        }
        Ok(Atom::Named { fact, not, whole, names })
    }

    /// A bound and its unit: 「不低于 100「NAR 台」」, 「高于 12.5 每「KGM 千克」」.
    fn amount(&mut self, fact: Fact, decimals: u8) -> Result<Atom, Misread> {
        let order = self.order()?;
        self.skip();
        let (text, at) = self.digits();
        let wanted = (format!("不超过 {decimals} 位小数的数"), format!("a number with {decimals} decimals at most"));
        let bound = scaled(text, decimals).ok_or_else(|| self.wrong_at(at, wanted.0, wanted.1))?;
        if fact == Fact::UnitValue && self.take(&[("每", "per", ())]).is_none() {
            return Err(self.wrong("「每」和单位，如 每「KGM 千克」", "'per' and a unit, such as per \"KGM\""));
        }
        let (unit, _) = self.name()?;
        Ok(Atom::Amount { fact, order, bound, unit: Item::read(unit) })
    }

    fn item(&self, fact: Fact, name: &str, at: usize) -> Result<Item, Misread> {
        if fact.closed_words().is_some() {
            let Some(stored) = fact.stored_word(name) else {
                let wanted = fact.wanted_words();
                return Err(self.wrong_at(at, wanted.zh, wanted.en));
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

    pub(crate) fn order(&mut self) -> Result<Order, Misread> {
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

    pub(crate) fn digits(&mut self) -> (&'a str, usize) {
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

    pub(crate) fn name(&mut self) -> Result<(&'a str, usize), Misread> {
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
