//! Every case that a set of conditions can tell apart, for proofs by enumeration.

use super::super::condition::{Atom, Condition};
use super::super::demand::DEFINED;
use super::super::fact::{Fact, FactKind, Facts, Value};
use crate::{Policy, Selected};
use values::calendar::Day;
use values::direction::Direction;
use values::text::Language;

/// Most cases that are looked at; a text that needs more is to be said with fewer facts.
const MAX_CASES: usize = 400_000;
/// Most words of one set, since every subset is a case.
const MAX_SET: usize = 8;

/// The facts that conditions read, with every answer that makes a difference.
pub(super) struct Cases<'a> {
    policy: &'a Policy,
    day: Day,
    axes: Vec<(Fact, Vec<Value>)>,
    total: usize,
}

/// There are more cases than can be looked at.
pub(super) struct TooMany;

/// One case: an answer to each fact; defined flags follow from their definition.
pub(super) struct Case<'a> {
    cases: &'a Cases<'a>,
    number: usize,
}

impl<'a> Cases<'a> {
    /// The cases that the conditions tell apart on a day, for one direction if it is given.
    pub fn of(
        policy: &'a Policy,
        day: Day,
        direction: Option<Direction>,
        conditions: &[&'a Condition],
        more: &[Fact],
    ) -> Result<Self, TooMany> {
        let mut atoms: Vec<&Atom> = conditions.iter().flat_map(|c| c.atoms()).collect();
        let mut facts: Vec<Fact> = atoms.iter().map(|a| a.fact()).chain(more.iter().copied()).collect();
        // A defined flag is not free: what it is made of is.
        for defined in DEFINED.iter().rev() {
            if facts.contains(defined)
                && let Some(definition) = policy.definition(*defined, day)
            {
                let inner = definition.condition.atoms();
                facts.extend(inner.iter().map(|a| a.fact()));
                atoms.extend(inner);
            }
        }
        facts.retain(|f| !DEFINED.contains(f));
        facts.sort_unstable();
        facts.dedup();
        let mut axes = Vec::new();
        let mut total = 1usize;
        for fact in facts {
            let values = answers(policy, direction, fact, &atoms).ok_or(TooMany)?;
            total = total.checked_mul(values.len()).filter(|n| *n <= MAX_CASES).ok_or(TooMany)?;
            axes.push((fact, values));
        }
        Ok(Cases { policy, day, axes, total })
    }

    /// Every case that can be.
    pub fn iter(&'a self) -> impl Iterator<Item = Case<'a>> {
        (0..self.total).map(|number| Case { cases: self, number }).filter(Case::possible)
    }
}

impl Case<'_> {
    fn answer(&self, fact: Fact) -> Option<&Value> {
        let mut number = self.number;
        for (f, values) in &self.cases.axes {
            if *f == fact {
                return Some(&values[number % values.len()]);
            }
            number /= values.len();
        }
        None
    }

    /// What is not listed has no entry, and what is listed has one.
    fn possible(&self) -> bool {
        let Some(listed) = self.answer(Fact::Listed) else { return true };
        let listed = *listed == Value::Yes(true);
        let mode = self.answer(Fact::EntryMode).is_none_or(|v| v.is_absent() != listed);
        mode && self.answer(Fact::EntryHandling).is_none_or(|v| v.is_absent() || listed)
    }

    /// The case in words.
    pub fn to_text(&self, language: Language) -> String {
        let joint = if language == Language::Zh { "，" } else { ", " };
        let said = self.cases.axes.iter().filter_map(|(fact, _)| Some(say(*fact, self.answer(*fact)?, language)));
        said.collect::<Vec<_>>().join(joint)
    }
}

fn say(fact: Fact, value: &Value, language: Language) -> String {
    let name = fact.name(language);
    let words = |list: &[&str]| {
        let list: Vec<&str> = list.iter().map(|w| fact.shown_word(w, language)).collect();
        format!("{name} {}", list.join("、"))
    };
    match value {
        Value::Yes(true) => name.to_owned(),
        Value::Yes(false) => fact.denial(language).unwrap_or(name).to_owned(),
        Value::Word(word) => words(&[word]),
        Value::Words(list) => words(&list.iter().map(|w| &**w).collect::<Vec<_>>()),
        Value::Number(n) => format!("{name} {n}"),
        Value::Amounts(all) => words(&all.iter().map(|one| &*one.unit).collect::<Vec<_>>()),
        Value::Absent => match language {
            Language::Zh => format!("{name}无或为其他"),
            Language::En => format!("{name} none or another"),
        },
    }
}

impl Facts for Case<'_> {
    fn read(&self, fact: Fact, line: Option<u16>) -> Value {
        if DEFINED.contains(&fact) {
            let definition = self.cases.policy.definition(fact, self.cases.day);
            return Value::Yes(definition.is_some_and(|d| d.condition.holds(self, line)));
        }
        self.answer(fact).cloned().unwrap_or(Value::Absent)
    }
}

/// Every answer to a fact that makes a difference to the statements; `None` if they are too many.
fn answers(policy: &Policy, direction: Option<Direction>, fact: Fact, atoms: &[&Atom]) -> Option<Vec<Value>> {
    let about: Vec<&&Atom> = atoms.iter().filter(|a| a.fact() == fact).collect();
    let mut words: Vec<Box<str>> = Vec::new();
    let mut bounds: Vec<i64> = Vec::new();
    let mut given = false;
    for atom in &about {
        match atom {
            Atom::Flag(_) | Atom::Grade { .. } | Atom::Amount { .. } | Atom::OnList { .. } => {}
            Atom::Named { names, .. } => words.extend(names.iter().map(|name| name.folded.clone())),
            Atom::Among { items, .. } => words.extend(items.iter().map(|i| i.code.clone())),
            Atom::Hs { set, .. } => words.extend(set.ranges().iter().flat_map(|r| around(&r.low, &r.high))),
            Atom::Number { bound, .. } => bounds.extend([bound.saturating_sub(1), *bound, bound.saturating_add(1)]),
            Atom::Given { .. } => given = true,
        }
    }
    if fact == Fact::EntryMode {
        words.extend(entry_modes(policy, direction));
    } else {
        words.extend(fact.closed_words().into_iter().flatten().map(Into::into));
    }
    words.sort_unstable();
    words.dedup();
    bounds.sort_unstable();
    bounds.dedup();
    let other: Option<Value> = given.then(|| Value::Word("…".into()));
    let word = |word: Box<str>| Value::Word(word.into());
    Some(match fact.kind() {
        FactKind::Flag => vec![Value::Yes(true), Value::Yes(false)],
        FactKind::Word if fact == Fact::Direction => match direction {
            Some(direction) => vec![Value::Word(direction.word().into())],
            None => words.into_iter().map(word).collect(),
        },
        FactKind::Word | FactKind::Name | FactKind::Hs => {
            words.into_iter().map(word).chain(other).chain([Value::Absent]).collect()
        }
        FactKind::Grade => policy.grades().iter().cloned().map(word).chain([Value::Absent]).collect(),
        // Modes are of the whole case, and amounts of its lines.
        FactKind::Amount { .. } => vec![Value::Absent],
        FactKind::Number { .. } => bounds.into_iter().map(Value::Number).chain([Value::Absent]).collect(),
        FactKind::Words => {
            if words.len() > MAX_SET {
                return None;
            }
            let subset =
                |bits: usize| (0..words.len()).filter(|i| bits >> i & 1 == 1).map(|i| words[i].clone()).collect();
            (0..1usize << words.len())
                .map(|bits| Value::Words(subset(bits)))
                .chain(other)
                .chain([Value::Absent])
                .collect()
        }
    })
}

/// The ends of a range of codes and their neighbours.
fn around(low: &str, high: &str) -> Vec<Box<str>> {
    let near = |code: &str, step: i64| -> Option<Box<str>> {
        let n = code.parse::<i64>().ok()?.checked_add(step).filter(|n| *n >= 0)?;
        let text = format!("{n:0width$}", width = code.len());
        (text.len() == code.len()).then(|| text.into())
    };
    [Some(low.into()), Some(high.into()), near(low, -1), near(high, 1)].into_iter().flatten().collect()
}

/// The modes that list entries can give.
fn entry_modes(policy: &Policy, direction: Option<Direction>) -> Vec<Box<str>> {
    let entries = policy.lists.entries().iter().filter(|e| direction.is_none_or(|d| e.direction == d));
    let mut modes: Vec<Box<str>> = entries.map(|e| e.mode.as_str().into()).collect();
    modes.sort_unstable();
    modes.dedup();
    if modes.is_empty() && policy.selection.iter().any(|s| s.mode == Selected::StrictestEntry) {
        // A list may be empty today; its entries could still name any mode.
        modes = policy.modes.iter().map(|m| m.name.as_str().into()).collect();
    }
    modes
}
