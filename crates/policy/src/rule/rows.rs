//! Rules as rows of a table, where many differ in their cells only: the same tree as a block.

use super::measure::{Measure, Treatment};
use super::read;
use super::write::quotable;
use super::{Measured, Rule, Said, Scope, Unless};
use crate::condition::{Atom, Condition, Item};
use crate::fact::Fact;
use crate::list::IN_BULK;
use crate::table::{Reading, Row, Shape, split};
use crate::words::{Named, Word};
use values::text::{Language, Text};

pub(crate) const RULES: Shape = Shape {
    name: Text::fixed("规则", "rules"),
    required: &["rule", "title", "direction", "applies", "unless", "then", "basis", "author", "from", "until"],
    optional: &["office", "pilot", "public"],
};

/// 公开, for all measures of a row.
#[derive(Clone, Copy, PartialEq)]
struct Public(bool);

impl Word for Public {
    const NAMES: &'static [Named<Self>] = &[(Public(true), &["是"], &["yes"]), (Public(false), &["否"], &["no"])];
}

/// A row of the table of rules.
pub(crate) fn of_row(row: &Row, reading: &mut Reading) -> Option<Rule> {
    let (id, title) = (row.need("rule", reading), row.need("title", reading));
    let direction = row.maybe_word("direction", reading);
    let when = row.condition("applies", reading);
    let unless = cell(row, "unless", reading, read::unless);
    let measures = cell(row, "then", reading, read::measures);
    if matches!(measures, Some(None)) {
        row.fault("then", Text::fixed("措施", "measures"), reading);
    }
    let author = row.need("author", reading);
    let public = row.maybe_word::<Public>("public", reading);
    let scope = scope(row, reading);
    let title = title.and_then(|own| said(row, "title", &own, &row.text("english"), reading));
    let period = row.period(reading);
    let basis = row.basis(period, reading);
    let ((mut measures, lenient), public) = (measures??, public?);
    for one in measures.iter_mut() {
        one.public = public.map_or(one.public, |Public(public)| public);
    }
    Some(Rule {
        id: id?,
        title: title?,
        direction: direction?,
        scope: scope?,
        when: when?,
        unless: unless?.unwrap_or_default(),
        measures,
        per_line: false,
        lenient,
        basis: basis?,
        author: author?,
        period: period?,
        provisional: row.provisional(),
        source: row.source(),
    })
}

fn scope(row: &Row, reading: &mut Reading) -> Option<Scope> {
    let offices = row.codes("office", reading)?;
    let pilots = row.items("pilot");
    match (offices.is_empty(), pilots.is_empty()) {
        (true, true) => Some(Scope::Region),
        (false, true) => Some(Scope::Offices(offices)),
        (true, false) => Some(Scope::Pilots(pilots)),
        (false, false) => {
            row.fault("pilot", Text::fixed("机构或者试点，不可并用", "offices or a pilot, not both"), reading);
            None
        }
    }
}

/// A cell that is read by the grammar of rules; nothing written is nothing.
fn cell<T>(
    row: &Row,
    key: &str,
    reading: &mut Reading,
    read: impl Fn(&str, &crate::Vocabulary) -> Result<T, crate::sentence::Misread>,
) -> Option<Option<T>> {
    let text = row.text(key);
    if text.is_empty() {
        return Some(None);
    }
    match read(&text, &reading.vocabulary) {
        Ok(found) => Some(Some(found)),
        Err(misread) => {
            row.misread(key, misread, reading);
            None
        }
    }
}

/// Words of a cell, in the region's language and the other.
fn said(row: &Row, key: &str, own: &str, other: &str, reading: &mut Reading) -> Option<Said> {
    if !quotable(own) || !quotable(other) {
        row.fault(
            key,
            Text::fixed("不含竖线和全部引号的文字", "words without a bar, and not with every mark"),
            reading,
        );
        return None;
    }
    Some(Said::own(reading.language(), own, other))
}

/// A row of the checks: where 何时 holds and 要求 does not, the declaration goes back with the hint.
pub(crate) fn of_check(row: &Row, reading: &mut Reading) -> Option<Rule> {
    let (id, direction) = (row.need("check", reading), row.maybe_word("direction", reading));
    let (when, wanted) = (row.condition("when", reading), row.condition("requirement", reading));
    let (hint, period) = (row.need("hint", reading), row.period(reading));
    let basis = row.basis(period, reading);
    if matches!(wanted, Some(None)) {
        row.fault("requirement", Text::fixed("一个条件", "a condition"), reading);
    }
    let (when, wanted) = (when?, wanted??);
    let mut english = row.text("english");
    if english.is_empty() && reading.language() == Language::Zh {
        english = format!("Wanted: {}", wanted.to_text(Language::En).replace('"', "'"));
    }
    let hint = said(row, "hint", &hint?, &english, reading)?;
    Some(Rule {
        id: id?,
        title: hint.clone(),
        direction: direction?,
        scope: Scope::Region,
        when,
        unless: vec![Unless::Holds(wanted)],
        measures: vec![Measured::usual(Measure::Return(hint))],
        per_line: false,
        lenient: false,
        basis: basis?,
        author: row.text("author").into(),
        period: period?,
        provisional: row.provisional(),
        source: row.source(),
    })
}

/// A row of the treatments at the port: columns side by side must all fit, an empty one does not limit.
pub(crate) fn of_trigger(row: &Row, reading: &mut Reading) -> Option<Rule> {
    let (id, direction, hs) = (row.need("entry", reading), row.maybe_word("direction", reading), row.hs("hs", reading));
    let (treatment, reason, period) =
        (row.need("treatment", reading), row.need("reason", reading), row.period(reading));
    let basis = row.basis(period, reading);
    let hs = hs?;
    let listed = |key: &str| split(&row.text(key)).into_iter().map(Item::read).collect::<Vec<Item>>();
    let among = |fact: Fact, items: Vec<Item>| {
        (!items.is_empty()).then_some(Condition::Atom(Atom::Among { fact, not: false, items }))
    };
    let countries = listed("origin or despatch");
    let from = among(Fact::Origin, countries.clone()).zip(among(Fact::DespatchCountry, countries));
    let parts: Vec<Condition> = [
        (!hs.is_empty()).then_some(Condition::Atom(Atom::Hs { not: false, set: hs })),
        from.map(|(origin, despatch)| Condition::Any(vec![origin, despatch])),
        among(Fact::Transport, listed("transport")),
        packed(listed("packing")),
        among(Fact::Epidemic, listed("epidemic")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let what = said(row, "treatment", &treatment?, &row.text("english"), reading)?;
    let title = said(row, "reason", &reason?, &row.text("english explanation"), reading)?;
    Some(Rule {
        id: id?,
        title,
        direction: direction?,
        scope: Scope::Region,
        when: joined(parts),
        unless: Vec::new(),
        measures: vec![Measured::usual(Measure::Treat(Treatment::of(what)))],
        per_line: false,
        lenient: true,
        basis: basis?,
        author: row.text("author").into(),
        period: period?,
        provisional: row.provisional(),
        source: row.source(),
    })
}

/// 散装 is what the packing code says; the other words are materials and kinds.
fn packed(items: Vec<Item>) -> Option<Condition> {
    let (bulk, others): (Vec<Item>, Vec<Item>) = items.into_iter().partition(|item| IN_BULK.contains(&&*item.code));
    let bulk = (!bulk.is_empty()).then_some(Condition::Atom(Atom::Flag(Fact::Bulk)));
    let others = (!others.is_empty()).then_some(Condition::Atom(Atom::Among {
        fact: Fact::PackMaterial,
        not: false,
        items: others,
    }));
    match (bulk, others) {
        (Some(bulk), Some(others)) => Some(Condition::Any(vec![bulk, others])),
        (bulk, others) => bulk.or(others),
    }
}

fn joined(mut parts: Vec<Condition>) -> Option<Condition> {
    if parts.len() > 1 { Some(Condition::All(parts)) } else { parts.pop() }
}
