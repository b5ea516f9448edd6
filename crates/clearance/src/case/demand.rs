//! 规则的要求: how what the rules demand of a case stands. It is derived from the verdict, the papers and the day; `decide` asks
//! here before a step, and so do pages.

use super::Case;
use super::terms::moment;
use crate::decision::Verdict;
use crate::decision::demands::Demanded;
use crate::event::body::LotId;
use policy::condition::Item;
use policy::fact::BINDS_SINCE;
use policy::rule::Supplier;
use policy::{Measure, Moment, Policy, Rule};
use values::calendar::Day;

/// How a demand stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// What it asks for is there.
    Met,
    /// Its step is not done without it.
    Lacking,
    /// Its step is not done before a day; none while that from which the days count has not happened.
    NotBefore(Option<Day>),
    /// It says how work is done, and holds nothing up.
    Said,
}

impl Standing {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Met => "met",
            Standing::Lacking => "lacking",
            Standing::NotBefore(_) => "not_before",
            Standing::Said => "said",
        }
    }

    /// Whether its step waits for it.
    pub fn holds_up(self) -> bool {
        match self {
            Standing::Met | Standing::Said => false,
            Standing::Lacking | Standing::NotBefore(_) => true,
        }
    }
}

/// A demand that holds its step up, with the rule that makes it.
#[derive(Clone, Copy, Debug)]
pub struct Open<'a> {
    /// The demand.
    pub demand: &'a Demanded,
    /// The rule.
    pub rule: &'a Rule,
    /// The measure of it.
    pub measure: &'a Measure,
    /// How it stands.
    pub standing: Standing,
}

impl Case {
    /// How a demand of a verdict stands on a day.
    pub fn standing_of(&self, demand: &Demanded, verdict: &Verdict, policy: &Policy, today: Day) -> Standing {
        let Some((_, measure)) = demand.content(policy, verdict.receipt.day) else { return Standing::Said };
        // Decisions of before told what rules ask for, and nothing waited for it.
        if verdict.receipt.rules < BINDS_SINCE || demand.step.is_none() {
            return Standing::Said;
        }
        if let Measure::Papers { kinds, .. } = measure {
            return if self.has_paper(kinds) { Standing::Met } else { Standing::Lacking };
        }
        if let Measure::ReleaseAfter { days, from } = measure {
            return match self.counts_from(*from, policy).map(|day| day.plus(i32::from(*days))) {
                Some(day) if day <= today => Standing::Met,
                day => Standing::NotBefore(day),
            };
        }
        if let Measure::Refuse(_) = measure { Standing::Lacking } else { Standing::Said }
    }

    /// What holds a step up, by a verdict: for these lots, or whatever it is about if none are named.
    pub fn open_demands<'a>(
        &self,
        at: usize,
        lots: &[LotId],
        (verdict, policy): (&'a Verdict, &'a Policy),
        today: Day,
    ) -> Vec<Open<'a>> {
        let about = |demand: &Demanded| {
            let lines = |lot: &LotId| self.lot(*lot).is_some_and(|lot| demand.lines.contains(&lot.line));
            lots.is_empty() || demand.lines.is_empty() || lots.iter().any(lines)
        };
        let of_step = verdict.demands.iter().filter(|demand| demand.step.map(usize::from) == Some(at) && about(demand));
        let open = of_step.filter_map(|demand| {
            let (rule, measure) = demand.content(policy, verdict.receipt.day)?;
            let standing = self.standing_of(demand, verdict, policy, today);
            standing.holds_up().then_some(Open { demand, rule, measure, standing })
        });
        open.collect()
    }

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

    /// Whether one of these papers was declared, or given since.
    fn has_paper(&self, kinds: &[Item]) -> bool {
        let given = self.papers.iter().map(|given| &given.paper.kind);
        let all = self.declaration.attachments.iter().map(|attachment| &attachment.kind).chain(given);
        all.into_iter().any(|kind| kinds.iter().any(|item| *item.code == *kind.as_str()))
    }

    /// The day from which the days of a release count. Where the text counts from a day that nobody declared, they count from when
    /// the goods were shown (报检联系), which cannot be before.
    fn counts_from(&self, from: Moment, policy: &Policy) -> Option<Day> {
        let declared = matches!(from, Moment::ArrivalDay | Moment::DespatchDay);
        let since = moment(self, policy, from).or_else(|| self.contacted.filter(|_| declared));
        since.map(|since| since.day_in(&policy.region.zone))
    }
}
