//! 为何是此模式: the receipt of a decision as a reader reads it.

use crate::frame::Frame;
use crate::part::Moment;
use crate::words;
use clearance::decision::{self, FactRead, Verdict};
use clearance::event::Event;
use clearance::event::body::CaseEvent;
use desk::names::{Names, spaced};
use policy::fact::{Fact, Measured, Value};
use policy::reference::TableName;
use policy::{Citation, Word};
use values::calendar::Timestamp;
use values::quantity::Mass;
use web::sight::Sight;

/// A clause with the words that it points at.
#[derive(Clone, Debug)]
pub struct Clause {
    /// As it is cited.
    pub cited: String,
    /// What stands there.
    pub words: String,
}

/// A fact that was read.
#[derive(Clone, Debug)]
pub struct FactLine {
    /// Which.
    pub name: String,
    /// The answer.
    pub answer: String,
}

/// A decision with what it was made from.
#[derive(Clone, Debug)]
pub struct ReceiptView {
    /// Name of the mode.
    pub mode: String,
    /// What it is for.
    pub title: String,
    /// The plan's formula.
    pub formula: String,
    /// What follows from the facts: listed by which entry, treated by which trigger.
    pub says: Vec<String>,
    /// By which texts.
    pub clauses: Vec<Clause>,
    /// What was read.
    pub facts: Vec<FactLine>,
    /// What would make it another mode, for officers.
    pub turning: Vec<String>,
    /// The day whose text counts.
    pub day: String,
    /// Version of the text.
    pub version: String,
}

/// Facts whose answers are offices.
const OFFICES: &[Fact] = &[Fact::OriginOffice, Fact::DestinationOffice, Fact::OwnerOffice, Fact::PortOffice];

/// The verdict of an event that decides the mode.
pub fn verdict(event: &Event) -> Option<&Verdict> {
    if let Some(CaseEvent::Accepted(accepted)) = event.body.of_case() {
        Some(&accepted.verdict)
    } else if let Some(CaseEvent::ModeConfirmed(confirmed)) = event.body.of_case() {
        Some(&confirmed.verdict)
    } else {
        None
    }
}

/// The decisions of a case with when they were first made, the latest first: one that was made again with the same receipt
/// stands once.
pub fn decisions(events: &[Event]) -> Vec<(&Verdict, Timestamp)> {
    let mut made: Vec<(&Verdict, Timestamp)> = Vec::new();
    for event in events {
        if let Some(verdict) = verdict(event).filter(|verdict| made.iter().all(|(known, _)| known != verdict)) {
            made.push((verdict, event.happened));
        }
    }
    made.reverse();
    made
}

/// The mark of the n-th receipt on the page, from 1.
pub fn mark(n: usize) -> String {
    format!("receipt-{n}")
}

/// A receipt on the page of its case.
pub struct Made {
    /// Where links find it.
    pub mark: String,
    /// When it was made.
    pub at: Moment,
    /// What it says.
    pub receipt: ReceiptView,
}

/// The receipts of a case for those who see the whole of it, the latest first.
pub fn receipts(frame: &Frame, names: &Names, events: &[Event], sight: &Sight) -> Vec<Made> {
    let made = if sight.whole() { decisions(events) } else { Vec::new() };
    let count = made.len();
    let told = made.into_iter().enumerate().map(|(n, (verdict, at))| Made {
        mark: mark(count - n),
        at: frame.moment(at),
        receipt: ReceiptView::new(names, verdict, sight.officer),
    });
    told.collect()
}

/// A clause with its words.
pub fn clause(names: &Names, citation: &Citation) -> Clause {
    Clause { cited: names.citation(citation), words: names.cited(citation) }
}

impl ReceiptView {
    /// The receipt of a verdict, for those who see the whole of the case.
    pub fn new(names: &Names, verdict: &Verdict, officer: bool) -> Self {
        let mode = names.policy.mode(&verdict.mode);
        // What rules alone read is for officers.
        let told = if officer { usize::MAX } else { verdict.receipt.facts.len() };
        let facts = verdict.receipt.all().take(told).map(|read| line(names, read)).collect();
        let turning = if officer { turning(names, verdict) } else { Vec::new() };
        Self {
            mode: verdict.mode.to_string(),
            title: names.mode_title(verdict.mode.as_str()),
            formula: mode.map_or_else(String::new, |mode| mode.formula.to_string()),
            says: says(names, verdict),
            clauses: verdict.basis.iter().map(|citation| clause(names, citation)).collect(),
            facts,
            turning,
            day: verdict.receipt.day.to_string(),
            version: verdict.receipt.policy.clone(),
        }
    }
}

impl ReceiptView {
    /// The same with what would turn it, for who may still choose.
    #[must_use]
    pub fn with_turning(self, names: &Names, verdict: &Verdict) -> Self {
        Self { turning: turning(names, verdict), ..self }
    }
}

fn turning(names: &Names, verdict: &Verdict) -> Vec<String> {
    let found = decision::turning_facts(names.policy, verdict);
    let told = found.iter().map(|turn| {
        let read = line(names, &turn.fact);
        words::fill(
            words::say(names.language, "receipt.turns"),
            &[("fact", &read.name), ("answer", &read.answer), ("mode", turn.mode.as_str())],
        )
    });
    told.collect()
}

fn says(names: &Names, verdict: &Verdict) -> Vec<String> {
    let mut says = Vec::new();
    let flag = |key: bool, yes: &'static str, no: &'static str| {
        words::say(names.language, if key { yes } else { no }).to_owned()
    };
    says.push(flag(verdict.in_scheme, "receipt.in_scheme", "receipt.not_in_scheme"));
    says.push(flag(verdict.may_choose_place, "receipt.may_choose", "receipt.may_not_choose"));
    for listed in &verdict.lines {
        let entry = names.policy.lists.entry(&listed.entry, verdict.receipt.day);
        let reason = entry.map_or("", |entry| &entry.reason);
        says.push(words::fill(
            words::say(names.language, "receipt.listed"),
            &[("line", &listed.line.to_string()), ("entry", listed.entry.as_str()), ("reason", reason)],
        ));
    }
    for listed in &verdict.unsettled {
        says.push(words::fill(
            words::say(names.language, "receipt.unsettled"),
            &[("line", &listed.line.to_string()), ("entry", listed.entry.as_str())],
        ));
    }
    if verdict.lines.is_empty() {
        says.push(words::say(names.language, "receipt.not_listed").to_owned());
    }
    if let Some(handling) = verdict.handling {
        says.push(words::fill(
            words::say(names.language, "receipt.handling"),
            &[("what", handling.called(names.language))],
        ));
    }
    for trigger in &verdict.treatments {
        let day = verdict.receipt.day;
        let reason = names.policy.rule(trigger, day).map_or("", |rule| rule.title.pick(names.language));
        says.push(words::fill(
            words::say(names.language, "receipt.treatment"),
            &[("entry", trigger), ("treatment", &names.treatment(trigger, day)), ("reason", reason)],
        ));
    }
    if verdict.stricter {
        says.push(words::say(names.language, "receipt.stricter").to_owned());
    }
    says
}

fn line(names: &Names, read: &FactRead) -> FactLine {
    let name = read.fact.name(names.language);
    let name = match read.line {
        Some(line) => {
            words::fill(words::say(names.language, "receipt.of_line"), &[("fact", name), ("line", &line.to_string())])
        }
        None => name.to_owned(),
    };
    FactLine { name, answer: answer(names, read) }
}

/// The answer to a fact as a reader reads it.
pub fn answer(names: &Names, read: &FactRead) -> String {
    let word = |word: &str| {
        let tables = read.fact.tables();
        if let Some(first) = tables.first() {
            return names.code_and_name(*tables.iter().find(|table| names.has(**table, word)).unwrap_or(first), word);
        }
        if OFFICES.contains(&read.fact) {
            return names.office(word);
        }
        if read.fact == Fact::Owner {
            names.enterprise(word)
        } else {
            read.fact.shown_word(word, names.language).to_owned()
        }
    };
    match &read.value {
        Value::Yes(true) => words::say(names.language, "yes").to_owned(),
        Value::Yes(false) => words::say(names.language, "no").to_owned(),
        Value::Word(one) => word(one),
        Value::Words(all) if all.is_empty() => words::say(names.language, "none").to_owned(),
        Value::Words(all) => all.iter().map(|one| word(one)).collect::<Vec<_>>().join(names.comma()),
        Value::Number(number) => match read.fact.kind().decimals() {
            5 => format!("{} kg", spaced(&Mass(*number).kg_text())),
            2 => format!("{} {}", cents((*number).into()), names.policy.region.accounting),
            _ => number.to_string(),
        },
        Value::Amounts(all) => {
            all.iter().map(|one| amount(names, read.fact, one)).collect::<Vec<_>>().join(names.comma())
        }
        Value::Absent => words::say(names.language, "receipt.absent").to_owned(),
    }
}

/// So much of a unit, or a value for so much of it.
fn amount(names: &Names, fact: Fact, known: &Measured) -> String {
    let unit = names.code_and_name(TableName::Unit, &known.unit);
    let text = |units: i64| spaced(&Mass::sum_text(i128::from(units) * 10));
    if fact == Fact::UnitValue {
        format!("{} {} / {} {unit}", cents(known.of.into()), names.policy.region.accounting, text(known.per))
    } else {
        format!("{} {unit}", text(known.of))
    }
}

/// Hundredths of the accounting currency as a sum.
pub fn cents(minor: i128) -> String {
    let (sign, whole) = (if minor < 0 { "-" } else { "" }, minor.unsigned_abs());
    spaced(&format!("{sign}{}.{:02}", whole / 100, whole % 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_have_two_decimals() {
        assert_eq!((cents(0), cents(-5), cents(123_456_789)), ("0.00".into(), "-0.05".into(), "1,234,567.89".into()));
    }
}
