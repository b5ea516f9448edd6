//! Conditions as sentences in either language.

use super::{Atom, Condition, Item, Order};
use crate::fact::{Fact, FactKind};
use values::text::Language;

impl Condition {
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
    /// How it is said.
    pub(crate) fn words(self, language: Language) -> &'static str {
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
    pub(super) fn write(&self, language: Language, out: &mut String) {
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
                out.push_str(relation(fact.kind() == FactKind::Words, *not, items.len(), language));
                write_names(items.iter().map(|i| i.shown(*fact, language)), language, out);
            }
            Atom::Hs { not, set } => {
                out.push_str(relation(false, *not, 2, language));
                write_names(set.ranges().iter().map(|r| r.to_text()), language, out);
            }
            Atom::Number { fact, order, bound } => {
                let FactKind::Number { decimals } = fact.kind() else { return };
                out.push_str(&format!(" {} {}", order.words(language), decimal(*bound, decimals)));
            }
            Atom::Named { not, whole, names, .. } => {
                out.push_str(relation(!*whole, *not, 1, language));
                write_names(names.iter().map(|name| name.written.to_string()), language, out);
            }
            Atom::OnList { not, list, .. } => {
                out.push_str(on_list(*not, language));
                write_names(std::iter::once(list.to_string()), language, out);
            }
            Atom::Amount { fact, order, bound, unit } => {
                let FactKind::Amount { decimals } = fact.kind() else { return };
                out.push_str(&format!(" {} {}", order.words(language), decimal(*bound, decimals)));
                out.push_str(of_unit(*fact, language));
                write_names(std::iter::once(unit.whole()), language, out);
            }
            Atom::Grade { fact, order, bound, .. } => {
                out.push_str(if zh { "" } else { " " });
                out.push_str(order.words(language));
                out.push_str(if zh { "" } else { " " });
                write_names(std::iter::once(bound.shown(*fact, language)), language, out);
            }
            Atom::Given { not, .. } => out.push_str(given(*not, language)),
        }
    }
}

fn on_list(not: bool, language: Language) -> &'static str {
    match (not, language) {
        (false, Language::Zh) => "列于名单",
        (true, Language::Zh) => "不列于名单",
        (false, Language::En) => " on list ",
        (true, Language::En) => " not on list ",
    }
}

fn given(not: bool, language: Language) -> &'static str {
    match (not, language) {
        (false, Language::Zh) => "已填",
        (true, Language::Zh) => "未填",
        (false, Language::En) => " given",
        (true, Language::En) => " missing",
    }
}

/// What stands between a bound and its unit.
fn of_unit(fact: Fact, language: Language) -> &'static str {
    match (fact == Fact::UnitValue, language) {
        (true, Language::Zh) => " 每",
        (true, Language::En) => " per ",
        (false, Language::Zh) => "",
        (false, Language::En) => " ",
    }
}

/// The words between a fact and its list; `contains` where one of several answers, or a part of it, is enough.
fn relation(contains: bool, not: bool, items: usize, language: Language) -> &'static str {
    match (contains, not, items, language) {
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
    fn shown(&self, fact: Fact, language: Language) -> String {
        let word = fact.shown_word(&self.code, language);
        match &self.label {
            Some(label) => format!("{word} {label}"),
            None => word.to_owned(),
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
