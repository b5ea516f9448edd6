//! Codes that rules name stand in their tables: held against the code tables when a new text is read, since those come apart from it.

use super::super::near::offered;
use crate::condition::{Atom, Condition, Item};
use crate::reference::{Reference, TableName};
use crate::rule::{Measure, Rule};
use crate::{Fact, Policy};
use std::collections::BTreeSet;
use values::calendar::Day;
use values::fault::TextFault;
use values::text::Text;

impl Policy {
    /// Every code of a rule that no table has on any day, with the nearest that one has. Of a table that is known to lack codes
    /// nothing is concluded.
    pub fn unknown_codes(&self, reference: &Reference) -> Vec<TextFault> {
        let mut faults = Vec::new();
        for rule in &self.rules {
            for atom in rule.conditions().flat_map(Condition::atoms) {
                if let Atom::Among { fact, items, .. } = atom {
                    faults.extend(unknown(rule, fact.tables(), items, reference));
                } else if let Atom::Hs { set, .. } = atom {
                    let ends: BTreeSet<_> = set.ranges().iter().flat_map(|range| [&range.low, &range.high]).collect();
                    faults.extend(ends.into_iter().filter_map(|code| unknown_goods(rule, code, reference)));
                }
            }
            for one in &rule.measures {
                if let Measure::Papers { kinds, .. } = &one.measure {
                    faults.extend(unknown(rule, Fact::Attachment.tables(), kinds, reference));
                }
            }
        }
        faults
    }
}

fn known(tables: &[TableName], reference: &Reference) -> bool {
    !tables.is_empty() && tables.iter().all(|table| !reference.is_partial(*table) && !reference.is_empty(*table))
}

fn unknown<'r>(
    rule: &'r Rule,
    tables: &'static [TableName],
    items: &'r [Item],
    reference: &'r Reference,
) -> impl Iterator<Item = TextFault> + use<'r> {
    let known = known(tables, reference);
    let stands = |code: &str| tables.iter().any(|table| reference.history(*table, code).next().is_some());
    items.iter().filter(move |item| known && !stands(&item.code)).map(move |item| {
        let all = tables.iter().flat_map(|table| reference.entries(*table, "", rule.period.from));
        let titles = tables.iter().map(|table| reference.title(*table));
        let (zh, en): (Vec<_>, Vec<_>) = titles.map(|title| (&*title.zh, &*title.en)).unzip();
        let wanted = Text::new(
            format!("「{}」表中的代码", zh.join("、")),
            format!("a code of the table of {}", en.join(" or ")),
        );
        fault(rule, &item.code, offered(wanted, &item.code, all.map(|entry| entry.code)))
    })
}

/// The first digits of a tariff code under which no code stands.
fn unknown_goods(rule: &Rule, digits: &str, reference: &Reference) -> Option<TextFault> {
    let below = |prefix: &str, day: Day| reference.entries(TableName::Hs, prefix, day).next().is_some();
    if !known(&[TableName::Hs], reference) || below(digits, rule.period.from) {
        return None;
    }
    // The nearest digits are those of the same chapter.
    let within = digits.get(..2).unwrap_or(digits);
    let all = reference.entries(TableName::Hs, within, rule.period.from);
    let heads = all.filter_map(|entry| entry.code.get(..digits.len()));
    let wanted = Text::fixed("税则中有的税号", "digits under which the tariff has a code");
    Some(fault(rule, digits, offered(wanted, digits, heads)))
}

fn fault(rule: &Rule, given: &str, wanted: Text) -> TextFault {
    TextFault::new(&*rule.source.file, rule.source.line, 1, given, wanted)
}
