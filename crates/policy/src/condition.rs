//! Conditions: sentences over facts that hold or do not hold, without loops or calls.

use super::fact::{Fact, FactKind, Facts, Value};
use super::hs::HsSet;
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

    /// The sentence in either language; reading it again gives the same condition.
    pub fn to_text(&self, language: Language) -> String {
        let mut out = String::new();
        self.write(language, &mut out);
        out
    }

    fn write(&self, language: Language, out: &mut String) {
        let (and, or, not) = match language {
            Language::Zh => (" 且 ", " 或 ", "非"),
            Language::En => (" and ", " or ", "not"),
        };
        match self {
            Condition::Atom(atom) => atom.write(language, out),
            Condition::Not(part) => match (&**part, part.denial(language)) {
                (_, Some(words)) => out.push_str(words),
                (Condition::Atom(atom), None) => {
                    out.push_str(not);
                    out.push(' ');
                    atom.write(language, out);
                }
                (_, None) => {
                    out.push_str(not);
                    if language == Language::En {
                        out.push(' ');
                    }
                    part.write_part(language, true, out);
                }
            },
            Condition::All(parts) => write_joined(parts, and, language, out),
            Condition::Any(parts) => write_joined(parts, or, language, out),
        }
    }

    fn denial(&self, language: Language) -> Option<&'static str> {
        if let Condition::Atom(Atom::Flag(fact)) = self { fact.denial(language) } else { None }
    }

    fn write_part(&self, language: Language, always: bool, out: &mut String) {
        let bracket = always || matches!(self, Condition::All(_) | Condition::Any(_));
        let (open, close) = match (bracket, language) {
            (false, _) => ("", ""),
            (true, Language::Zh) => ("（", "）"),
            (true, Language::En) => ("(", ")"),
        };
        out.push_str(open);
        self.write(language, out);
        out.push_str(close);
    }
}

fn write_joined(parts: &[Condition], joint: &str, language: Language, out: &mut String) {
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            out.push_str(joint);
        }
        part.write_part(language, false, out);
    }
}

impl Order {
    fn holds(self, given: i64, bound: i64) -> bool {
        match self {
            Order::Above => given > bound,
            Order::AtLeast => given >= bound,
            Order::Below => given < bound,
            Order::AtMost => given <= bound,
        }
    }

    fn words(self, language: Language) -> &'static str {
        match (self, language) {
            (Order::Above, Language::Zh) => "高于",
            (Order::AtLeast, Language::Zh) => "不低于",
            (Order::Below, Language::Zh) => "低于",
            (Order::AtMost, Language::Zh) => "不高于",
            (Order::Above, Language::En) => "above",
            (Order::AtLeast, Language::En) => "at least",
            (Order::Below, Language::En) => "below",
            (Order::AtMost, Language::En) => "at most",
        }
    }
}

impl Atom {
    /// Which fact it is about.
    pub fn fact(&self) -> Fact {
        match self {
            Atom::Flag(fact) => *fact,
            Atom::Hs { .. } => Fact::Hs,
            Atom::Among { fact, .. }
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
                Value::Yes(_) | Value::Word(_) | Value::Words(_) | Value::Absent => false,
            },
            Atom::Grade { holding, .. } => value.shares(|word| holding.iter().any(|grade| &**grade == word)),
            Atom::Given { not, .. } => *not == value.is_absent(),
        }
    }

    fn write(&self, language: Language, out: &mut String) {
        // 「出境」 says it alone.
        if let Atom::Among { fact: Fact::Direction, not: false, items } = self
            && let [only] = items.as_slice()
        {
            out.push_str(Fact::Direction.shown_word(&only.code, language));
            return;
        }
        out.push_str(self.fact().name(language));
        let zh = language == Language::Zh;
        match self {
            Atom::Flag(_) => {}
            Atom::Among { fact, not, items } => {
                out.push_str(relation(*fact, *not, items.len(), language));
                write_names(items.iter().map(|i| i.shown(*fact, language)), language, out);
            }
            Atom::Hs { not, set } => {
                out.push_str(relation(Fact::Hs, *not, 2, language));
                write_names(set.ranges().iter().map(|r| r.to_text()), language, out);
            }
            Atom::Number { fact, order, bound } => {
                let FactKind::Number { decimals } = fact.kind() else { return };
                out.push_str(&format!(" {} {}", order.words(language), decimal(*bound, decimals)));
            }
            Atom::Grade { fact, order, bound, .. } => {
                out.push_str(if zh { "" } else { " " });
                out.push_str(order.words(language));
                out.push_str(if zh { "" } else { " " });
                write_names(std::iter::once(bound.shown(*fact, language)), language, out);
            }
            Atom::Given { not, .. } => out.push_str(match (not, language) {
                (false, Language::Zh) => "已填",
                (true, Language::Zh) => "未填",
                (false, Language::En) => " given",
                (true, Language::En) => " missing",
            }),
        }
    }
}

/// The words between a fact and its list.
fn relation(fact: Fact, not: bool, items: usize, language: Language) -> &'static str {
    let set = fact.kind() == FactKind::Words;
    match (set, not, items, language) {
        (true, false, _, Language::Zh) => "含",
        (true, true, _, Language::Zh) => "不含",
        (true, false, _, Language::En) => " has ",
        (true, true, _, Language::En) => " lacks ",
        (false, false, 1, Language::Zh) => "为",
        (false, true, 1, Language::Zh) => "不为",
        (false, false, 1, Language::En) => " is ",
        (false, true, 1, Language::En) => " is not ",
        (false, false, _, Language::Zh) => "属于",
        (false, true, _, Language::Zh) => "不属于",
        (false, false, _, Language::En) => " in ",
        (false, true, _, Language::En) => " not in ",
    }
}

fn write_names(names: impl Iterator<Item = String>, language: Language, out: &mut String) {
    let quoted: Vec<String> = names
        .map(|name| match language {
            Language::Zh => format!("「{name}」"),
            Language::En => format!("\"{name}\""),
        })
        .collect();
    out.push_str(&quoted.join(if language == Language::Zh { "、" } else { ", " }));
}

impl Item {
    /// An item without a name behind it.
    pub fn code(code: &str) -> Self {
        Item { code: code.into(), label: None }
    }

    fn shown(&self, fact: Fact, language: Language) -> String {
        let word = fact.shown_word(&self.code, language);
        match &self.label {
            Some(label) => format!("{word} {label}"),
            None => word.to_owned(),
        }
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
            Value::Yes(_) | Value::Number(_) | Value::Absent => false,
        }
    }
}

/// A scaled integer as decimal text without needless zeros.
pub(crate) fn decimal(units: i64, decimals: u8) -> String {
    let scale = 10u64.pow(u32::from(decimals));
    let (whole, rest) = (units.unsigned_abs() / scale, units.unsigned_abs() % scale);
    let sign = if units < 0 { "-" } else { "" };
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let digits = format!("{rest:0width$}", width = usize::from(decimals));
    format!("{sign}{whole}.{}", digits.trim_end_matches('0'))
}
