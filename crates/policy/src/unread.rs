//! Rows of the text that no rule of the product carries out: said openly, so that nobody takes them for law in force.
//!
//! A rule that comes to ask for such rows takes them off here; nothing may be added but what a new table brings before its rule.

use super::deadline::{Deadline, Effect, Moment};
use super::number::NumberKind;
use super::source::Source;
use super::words::Word;
use super::{CertificateKind, Policy};
use values::text::{Language, Text};

/// A row that nothing carries out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its table.
    pub table: Text,
    /// Its key.
    pub row: String,
    /// Where it stands.
    pub source: Source,
}

/// Whether the product does something about a deadline, besides telling it.
fn carried_out(deadline: &Deadline) -> bool {
    let has = |effect: Effect| deadline.effects.contains(&effect);
    let withdraws = has(Effect::Withdraw) && deadline.start == Moment::LastContact;
    let reminds = (has(Effect::Remind) || has(Effect::EvasionCase)) && deadline.stop == Moment::Contact;
    let arrives = deadline.start == Moment::Moved && deadline.stop == Moment::Arrived;
    has(Effect::Redeclare) || withdraws || reminds || arrives
}

impl Policy {
    /// Every row that nothing carries out, table by table.
    pub fn unread(&self) -> Vec<Unread> {
        let row =
            |table: &Text, row: String, source: &Source| Unread { table: table.clone(), row, source: source.clone() };
        let metrics = Text::fixed("统计指标", "metrics");
        let deadlines = Text::fixed("时限", "deadlines");
        let numbers = Text::fixed("号码", "numbers");
        let mut found: Vec<Unread> =
            self.metrics.iter().map(|metric| row(&metrics, metric.name.to_string(), &metric.source)).collect();
        let told_only = self.deadlines.iter().filter(|deadline| !carried_out(deadline));
        found.extend(told_only.map(|deadline| row(&deadlines, deadline.name.to_string(), &deadline.source)));
        // Where the text has no paper that is issued, nothing gets such a number.
        let numbered = self.numbers.iter().filter(|number| number.kind == NumberKind::Certificate);
        let papers = numbered.filter(|_| !self.certificates.iter().any(CertificateKind::is_drafted));
        found.extend(papers.map(|number| row(&numbers, number.kind.called(Language::Zh).to_owned(), &number.source)));
        found
    }
}
