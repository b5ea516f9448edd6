//! 免除要求: what of the rules may be waived, and by whom a waiver is confirmed. What stands in no row is strict.

use super::Policy;
use super::law::Citation;
use super::member::on;
use super::near::offered;
use super::rule::{Lifter, Measure, MeasureKind};
use super::source::Source;
use super::table::{Reading, Row, Shape};
use super::words::Word;
use std::collections::BTreeSet;
use values::calendar::{Day, Period};
use values::text::Text;

/// Measures of a kind may be waived: an officer gives the reason and the clause, and another natural person confirms it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waivable {
    /// The kind of measure.
    pub measure: MeasureKind,
    /// Who confirms it.
    pub confirms: Lifter,
    /// Numbers of the rules that are strict all the same.
    pub strict: Vec<Box<str>>,
    /// The clauses it rests on.
    pub basis: Vec<Citation>,
    /// First and last day.
    pub period: Period,
    /// Where it stands.
    pub source: Source,
}

pub(crate) const WAIVERS: Shape = Shape {
    name: Text::fixed("免除要求", "waivers"),
    required: &["waived measure", "confirmed by", "basis", "from"],
    optional: &["never of", "until"],
};

pub(crate) fn waivable(row: &Row, reading: &mut Reading) -> Option<Waivable> {
    let (measure, confirms) = (row.word("waived measure", reading), row.word("confirmed by", reading));
    let period = row.period(reading);
    let basis = row.basis(period, reading);
    let strict = row.items("never of");
    Some(Waivable {
        measure: measure?,
        confirms: confirms?,
        strict,
        basis: basis?,
        period: period?,
        source: row.source(),
    })
}

/// A row is of measures that keep a step back, and names rules that are there.
pub(crate) fn prove(policy: &Policy, reading: &mut Reading) {
    for row in &policy.waivable {
        if !row.measure.can_be_waived() {
            let kinds = MeasureKind::NAMES.iter().filter(|(kind, ..)| kind.can_be_waived());
            let (zh, en): (Vec<_>, Vec<_>) = kinds.map(|(_, zh, en)| (zh[0], en[0])).unzip();
            reading.fault_at(&row.source, row.measure.name().zh.as_ref(), Text::new(zh.join("、"), en.join(", ")));
        }
        for id in row.strict.iter().filter(|id| !policy.rules.iter().any(|rule| rule.id == **id)) {
            let known: BTreeSet<&str> = policy.rules.iter().map(|rule| &*rule.id).collect();
            reading.fault_at(&row.source, id, offered(Text::fixed("一条规则", "a rule"), id, known));
        }
    }
}

impl Policy {
    /// By which row a measure of a rule may be waived on a day; none if it is strict.
    pub fn waivable(&self, rule: &str, measure: &Measure, day: Day) -> Option<&Waivable> {
        let of_kind = |row: &&Waivable| row.measure == measure.kind();
        on(&self.waivable, day, |row| row.period).find(of_kind).filter(|row| row.strict.iter().all(|id| **id != *rule))
    }
}

impl MeasureKind {
    /// Whether it keeps something back that an officer could do without: never what is refused or sent back, nor how work is done.
    pub fn can_be_waived(self) -> bool {
        match self {
            MeasureKind::Papers
            | MeasureKind::Examine
            | MeasureKind::Treat
            | MeasureKind::ReleaseAfter
            | MeasureKind::Hold
            | MeasureKind::AfterRelease => true,
            MeasureKind::Refuse
            | MeasureKind::Return
            | MeasureKind::Review
            | MeasureKind::Inspect
            | MeasureKind::Note
            | MeasureKind::Sample
            | MeasureKind::Escalate
            | MeasureKind::Turn
            | MeasureKind::Paperless => false,
        }
    }
}
