//! Which rules are in force, and what they look up.

use crate::fact::past::Subject;
use crate::hs::{HsRange, HsSet, HsSpan};
use crate::member::on;
use crate::words::Word;
use crate::{Measure, Policy, Rule, Sampling};
use std::collections::BTreeSet;
use values::calendar::Day;
use values::code::{HsCode, PlaceCode};
use values::text::{Language, Text};

/// The file of the treatments at the port.
const TREATMENTS: &str = "treatment.md";

impl Policy {
    /// Every rule that the text has on any day, by number.
    pub fn rules(&self) -> impl ExactSizeIterator<Item = &Rule> {
        self.rules.iter().map(|rule| &**rule)
    }

    /// The rules in force on a day, by number: those of files that are approved then. The table of treatments at the port needs no
    /// approval, since they stand in the formula of the plan itself (「本方案」三(二)).
    pub fn rules_on(&self, day: Day) -> impl Iterator<Item = &Rule> {
        let approved = move |rule: &&Rule| {
            rule.source.file.ends_with(TREATMENTS) || self.lists.approval(&rule.source.file, day).is_some()
        };
        on(&self.rules, day, |rule| rule.period).map(|rule| &**rule).filter(approved)
    }

    /// The rule of that number: the one of the day, else one of another day.
    pub fn rule(&self, id: &str, day: Day) -> Option<&Rule> {
        let named = |rule: &&Rule| &*rule.id == id;
        let on_day = on(&self.rules, day, |rule| rule.period).map(|rule| &**rule).find(named);
        on_day.or_else(|| self.rules().find(named))
    }

    /// The skills that may be given with a role, each once: what rules of the text want of who reviews, in its language, and what
    /// papers want of who signs: their kinds and languages.
    pub fn skills(&self) -> BTreeSet<&str> {
        let measures = self.rules.iter().flat_map(|rule| &rule.measures);
        let named = measures.filter_map(|one| {
            if let Measure::Review(said) = &one.measure { Some(said.pick(self.region.language)) } else { None }
        });
        let papers = self.certificates.iter().filter(|kind| kind.is_drafted()).map(|kind| kind.code.as_str());
        let languages = self.certificates.iter().filter(|kind| kind.is_drafted()).flat_map(|kind| &kind.languages);
        named.chain(papers).chain(languages.map(|language| language.called(Language::En))).collect()
    }

    /// What the treatment of a rule is, in words.
    pub fn treatment_words(&self, rule: &str, day: Day) -> Option<Text> {
        self.rule(rule, day)?.treatment().map(|treatment| treatment.what.words())
    }

    /// The rules in force on a day by which declarations go back.
    pub fn checks_on(&self, day: Day) -> impl Iterator<Item = &Rule> {
        self.rules_on(day).filter(|rule| rule.lacking().is_some())
    }

    /// The groups of goods in which a tariff code lies on a day.
    pub fn goods_groups<'a>(&'a self, hs: &'a str, day: Day) -> impl Iterator<Item = &'a str> {
        on(&self.groups, day, |group| group.period).filter(move |group| group.hs.contains(hs)).map(|group| &*group.name)
    }

    /// Whose past its rules ask for.
    pub fn past(&self) -> impl Iterator<Item = Subject> {
        self.past.iter().copied()
    }

    /// Goods like those of a tariff code on a day: those of the goods groups in which it lies, else of that code alone.
    pub fn alike(&self, hs: &HsCode, day: Day) -> Vec<HsSpan> {
        let groups = on(&self.groups, day, |group| group.period).filter(|group| group.hs.contains(hs.as_str()));
        let ranges: Vec<HsRange> = groups.flat_map(|group| group.hs.ranges()).cloned().collect();
        let own = || vec![HsRange { low: hs.as_str().into(), high: hs.as_str().into() }];
        HsSet::new(if ranges.is_empty() { own() } else { ranges }).spans()
    }

    /// Of what kind a port is on a day, as conditions compare it.
    pub fn port_kind(&self, port: &PlaceCode, day: Day) -> Option<&str> {
        let found = on(&self.port_kinds, day, |kind| kind.period).find(|kind| kind.port == *port)?;
        Some(&found.kind)
    }

    /// How much of a lot of so many packages is drawn by a plan on a day.
    pub fn sampling(&self, plan: &str, lot: i64, day: Day) -> Option<&Sampling> {
        on(&self.sampling, day, |row| row.period).find(|row| &*row.plan == plan && row.is_for(lot))
    }

    /// Whether a named list has the answer on a day.
    pub fn on_list(&self, list: &str, answer: &str, day: Day) -> bool {
        on(&self.on_lists, day, |row| row.period).any(|row| &*row.list == list && row.is(answer))
    }
}
