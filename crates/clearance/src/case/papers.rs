//! Papers that rules demand: which are lacking, from whom, and whether one that comes late brings the case back to a person.

use super::demand::Standing;
use super::{Case, Progress};
use crate::decision::Planned;
use crate::decision::demands::{Demanded, Needs};
use policy::condition::Item;
use policy::rule::Supplier;
use policy::{Measure, Policy, StepKind};
use values::calendar::Day;
use values::code::TableCode;

impl Case {
    /// The kinds of papers that are lacking, each once, in the order of the rules: an enterprise gives its own, of rules that it may
    /// read, and an office also records what was handed over at its counter.
    pub fn lacking_papers<'a>(&self, by: Supplier, policy: &'a Policy, today: Day) -> Vec<&'a Item> {
        let Some(verdict) = &self.verdict else { return Vec::new() };
        let of = |demand: &Demanded| -> &'a [Item] {
            let Some((rule, Measure::Papers { kinds, from, .. })) = demand.content(policy, verdict.receipt.day) else {
                return &[];
            };
            let public = rule.measures.get(usize::from(demand.measure)).is_some_and(|one| one.public);
            let gives = by == Supplier::Office || by == *from && public;
            let lacking = || self.standing_of(demand, verdict, policy, today) == Standing::Lacking;
            if gives && lacking() { kinds } else { &[] }
        };
        let mut kinds: Vec<&Item> = Vec::new();
        for item in verdict.demands.iter().flat_map(of) {
            if kinds.iter().all(|known| known.code != item.code) {
                kinds.push(item);
            }
        }
        kinds
    }

    /// Whether the review was passed.
    pub fn reviewed(&self) -> bool {
        let done =
            |(planned, progress): (&Planned, &Progress)| planned.kind == StepKind::Review && progress.done.is_some();
        self.plan().iter().zip(&self.progress).any(done)
    }

    /// Whether a lacking paper of a kind brings the case back to a person by a rule that wants it.
    pub fn reviews_again(&self, kind: &TableCode, policy: &Policy, today: Day) -> bool {
        let Some(verdict) = self.verdict.as_deref() else { return false };
        verdict.demands.iter().any(|demand| {
            let content = demand.content(policy, verdict.receipt.day);
            let Some((_, Measure::Papers { kinds, again: true, .. })) = content else { return false };
            let lacking = self.standing_of(demand, verdict, policy, today) == Standing::Lacking;
            lacking && kinds.iter().any(|item| *item.code == *kind.as_str())
        })
    }

    /// Whether one of these papers was declared, or given since.
    pub fn has_paper_of<'k>(&self, mut kinds: impl Iterator<Item = &'k str>) -> bool {
        let given = || self.papers.iter().map(|given| &given.paper.kind);
        let all = || self.declaration.attachments.iter().map(|attachment| &attachment.kind).chain(given());
        kinds.any(|kind| all().any(|has| has.as_str() == kind))
    }

    /// Whether the enterprise is to bring a paper that a rule demands and that it is told of.
    pub fn lacks_own_paper(&self) -> bool {
        let demands = self.verdict.iter().flat_map(|verdict| &verdict.demands);
        demands.filter(|demand| self.lacks_paper(demand)).any(|demand| demand.is_of_enterprise())
    }

    /// Whether a paper that a demand asks for is lacking, and its step still waits.
    pub fn lacks_paper(&self, demand: &Demanded) -> bool {
        let Some(Needs::Papers { kinds, .. }) = &demand.needs else { return false };
        let progress = demand.step.and_then(|at| self.progress.get(usize::from(at)));
        progress.is_none_or(|progress| progress.done.is_none())
            && !self.stage.ended()
            && !self.waived(demand, &demand.lines)
            && !self.has_paper_of(kinds.iter().map(|kind| &**kind))
    }
}
