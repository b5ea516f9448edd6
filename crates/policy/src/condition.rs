//! Conditions: sentences over facts that hold or do not hold, without loops or calls.

mod write;

pub(crate) use write::decimal;

use super::fact::{Fact, Facts, Measured, Value};
use super::hs::HsSet;
use values::quantity::Amount;
use values::text::{Language, Text};

/// A word or code in a condition, with the name that stands behind it for readers: 「12 食用」.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Item {
    /// What is compared.
    pub code: Box<str>,
    /// What is only read by people.
    pub label: Option<Box<str>>,
}

/// How a number is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the names say it
pub enum Order {
    Above,
    AtLeast,
    Below,
    AtMost,
}

/// A name as it was written and as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the names say it
pub struct Name {
    pub written: Box<str>,
    pub folded: Box<str>,
}

/// One statement about one fact.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Atom {
    /// A flag holds.
    Flag(Fact),
    /// A word is one of these, or a set shares one of these.
    Among {
        /// Which fact.
        fact: Fact,
        /// Whether it must be none of them instead.
        not: bool,
        /// At least one.
        items: Vec<Item>,
    },
    /// The tariff code begins with digits of the set.
    Hs {
        /// Whether it must not.
        not: bool,
        /// At least one range.
        set: HsSet,
    },
    /// A number compared with a bound in the fact's smallest unit.
    Number {
        /// Which fact.
        fact: Fact,
        /// How.
        order: Order,
        /// With what.
        bound: i64,
    },
    /// A grade compared with a grade, by the order of the policy.
    Grade {
        /// Which fact.
        fact: Fact,
        /// How.
        order: Order,
        /// With which grade.
        bound: Item,
        /// The grades for which it holds, resolved when the text was loaded.
        holding: Vec<Box<str>>,
    },
    /// A name is, or contains, one of these; compared folded.
    Named {
        /// Which fact.
        fact: Fact,
        /// Whether it must be none of them instead.
        not: bool,
        /// Whether it must be the whole name.
        whole: bool,
        /// At least one.
        names: Vec<Name>,
    },
    /// The answer stands on a named list of the day.
    OnList {
        /// Which fact.
        fact: Fact,
        /// Whether it must not.
        not: bool,
        /// The list.
        list: Box<str>,
    },
    /// So much of a unit, or for each unit, compared with a bound in the fact's smallest unit.
    Amount {
        /// Which fact.
        fact: Fact,
        /// How.
        order: Order,
        /// With what.
        bound: i64,
        /// Of which unit.
        unit: Item,
    },
    /// The fact was supplied.
    Given {
        /// Which fact.
        fact: Fact,
        /// Whether it must not have been supplied.
        not: bool,
    },
}

/// A condition. `All` and `Any` have two parts or more.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Condition {
    /// One statement.
    Atom(Atom),
    /// The part does not hold.
    Not(Box<Condition>),
    /// Every part holds.
    All(Vec<Condition>),
    /// At least one part holds.
    Any(Vec<Condition>),
}

impl Condition {
    /// Whether the condition holds. Facts are read from left to right and only as far as needed.
    pub fn holds(&self, facts: &dyn Facts, line: Option<u16>) -> bool {
        match self {
            Condition::Atom(atom) => atom.holds(facts, line),
            Condition::Not(part) => !part.holds(facts, line),
            Condition::All(parts) => parts.iter().all(|p| p.holds(facts, line)),
            Condition::Any(parts) => parts.iter().any(|p| p.holds(facts, line)),
        }
    }

    /// What of it does not hold: of parts that must all hold those that do not, else the whole; nothing if it holds.
    pub fn failing(&self, facts: &dyn Facts, line: Option<u16>) -> Vec<&Condition> {
        match self {
            Condition::All(parts) => parts.iter().flat_map(|part| part.failing(facts, line)).collect(),
            Condition::Atom(_) | Condition::Not(_) | Condition::Any(_) => {
                if self.holds(facts, line) {
                    Vec::new()
                } else {
                    vec![self]
                }
            }
        }
    }

    /// What each statement says, from left to right; nothing of one that was not reached, since what stands before it decides.
    pub fn traced<'c>(&'c self, facts: &dyn Facts, line: Option<u16>) -> Vec<(&'c Atom, Option<bool>)> {
        let mut told = Vec::new();
        self.trace(facts, line, true, &mut told);
        told
    }

    fn trace<'c>(
        &'c self,
        facts: &dyn Facts,
        line: Option<u16>,
        asked: bool,
        told: &mut Vec<(&'c Atom, Option<bool>)>,
    ) -> bool {
        let mut each = |parts: &'c [Condition], until: bool| {
            let mut decided = false;
            for part in parts {
                let holds = part.trace(facts, line, asked && !decided, told);
                decided |= asked && holds == until;
            }
            decided == until
        };
        match self {
            Condition::Atom(atom) => {
                let holds = asked.then(|| atom.holds(facts, line));
                told.push((atom, holds));
                holds.unwrap_or(false)
            }
            Condition::Not(part) => !part.trace(facts, line, asked, told),
            Condition::All(parts) => each(parts, false),
            Condition::Any(parts) => each(parts, true),
        }
    }

    /// The sentence in both languages.
    pub fn words(&self) -> Text {
        Text::new(self.to_text(Language::Zh), self.to_text(Language::En))
    }

    /// Every statement in it, from left to right.
    pub fn atoms(&self) -> Vec<&Atom> {
        let mut atoms = Vec::new();
        self.collect(&mut atoms);
        atoms
    }

    fn collect<'a>(&'a self, into: &mut Vec<&'a Atom>) {
        match self {
            Condition::Atom(atom) => into.push(atom),
            Condition::Not(part) => part.collect(into),
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|p| p.collect(into)),
        }
    }

    /// The facts it may read, each once, in the order of the sentence.
    pub fn facts(&self) -> Vec<Fact> {
        let mut facts = Vec::new();
        for atom in self.atoms() {
            if !facts.contains(&atom.fact()) {
                facts.push(atom.fact());
            }
        }
        facts
    }

    /// Whether it asks for something that each line of goods answers for itself.
    pub fn of_line(&self) -> bool {
        self.facts().into_iter().any(Fact::of_line)
    }
}

impl Order {
    /// Without division, so that nothing is rounded.
    fn holds_for(self, given: &Measured, bound: i64) -> bool {
        let of = i128::from(given.of) * i128::from(Amount::ONE);
        let bound = i128::from(bound) * i128::from(given.per);
        match self {
            Order::Above => of > bound,
            Order::AtLeast => of >= bound,
            Order::Below => of < bound,
            Order::AtMost => of <= bound,
        }
    }

    fn holds(self, given: i64, bound: i64) -> bool {
        match self {
            Order::Above => given > bound,
            Order::AtLeast => given >= bound,
            Order::Below => given < bound,
            Order::AtMost => given <= bound,
        }
    }
}

impl Atom {
    /// The statement in either language.
    pub fn to_text(&self, language: Language) -> String {
        let mut out = String::new();
        self.write(language, &mut out);
        out
    }

    /// Which fact it is about.
    pub fn fact(&self) -> Fact {
        match self {
            Atom::Flag(fact) => *fact,
            Atom::Hs { .. } => Fact::Hs,
            Atom::Among { fact, .. }
            | Atom::Named { fact, .. }
            | Atom::OnList { fact, .. }
            | Atom::Amount { fact, .. }
            | Atom::Number { fact, .. }
            | Atom::Grade { fact, .. }
            | Atom::Given { fact, .. } => *fact,
        }
    }

    fn holds(&self, facts: &dyn Facts, line: Option<u16>) -> bool {
        // What the whole case answers is asked of the case, also where a line is looked at.
        let value = facts.read(self.fact(), line.filter(|_| self.fact().of_line()));
        match self {
            Atom::Flag(_) => value == Value::Yes(true),
            Atom::Among { not, items, .. } => *not != value.shares(|word| items.iter().any(|i| &*i.code == word)),
            Atom::Hs { not, set } => *not != value.shares(|word| set.contains(word)),
            Atom::Number { order, bound, .. } => match value {
                Value::Number(given) => order.holds(given, *bound),
                Value::Yes(_) | Value::Word(_) | Value::Words(_) | Value::Amounts(_) | Value::Absent => false,
            },
            Atom::Named { not, whole, names, .. } => {
                let fits = |word: &str, name: &Name| {
                    if *whole { *word == *name.folded } else { word.contains(&*name.folded) }
                };
                *not != value.shares(|word| names.iter().any(|name| fits(word, name)))
            }
            Atom::OnList { not, list, .. } => *not != value.shares(|word| facts.on_list(list, word)),
            Atom::Amount { order, bound, unit, .. } => match value {
                Value::Amounts(known) => {
                    known.iter().any(|one| *one.unit == *unit.code && order.holds_for(one, *bound))
                }
                Value::Yes(_) | Value::Word(_) | Value::Words(_) | Value::Number(_) | Value::Absent => false,
            },
            Atom::Grade { holding, .. } => value.shares(|word| holding.iter().any(|grade| &**grade == word)),
            Atom::Given { not, .. } => *not == value.is_absent(),
        }
    }
}

impl Item {
    /// An item without a name behind it.
    pub fn code(code: &str) -> Self {
        Item { code: code.into(), label: None }
    }

    /// The code with what stands behind it for readers.
    pub(crate) fn whole(&self) -> String {
        self.label.as_ref().map_or_else(|| self.code.to_string(), |label| format!("{} {label}", self.code))
    }
}

impl Value {
    /// Whether nobody supplied the fact.
    pub fn is_absent(&self) -> bool {
        matches!(self, Value::Absent)
    }

    /// Whether one of its words is wanted.
    pub(crate) fn shares(&self, wanted: impl Fn(&str) -> bool) -> bool {
        match self {
            Value::Word(word) => wanted(word),
            Value::Words(words) => words.iter().any(|w| wanted(w)),
            Value::Yes(_) | Value::Number(_) | Value::Amounts(_) | Value::Absent => false,
        }
    }
}
