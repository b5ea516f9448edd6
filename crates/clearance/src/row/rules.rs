//! Facts about rules: what each demanded that binds, and what became of it, once a case and measure.

use super::axis::Axis;
use super::facts::DeclarationFact;
use crate::case::Case;
use crate::case::demand::Became;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The word of a fact by which a rule demanded something that binds.
const DEMAND: &str = "demand";
const MEET: &str = "meet";
const WAIVE: &str = "waive";
const FAIL: &str = "fail";

/// The words of all facts about rules: they count demands, a case and measure each once, and neither declarations nor lots.
pub const WORDS: [&str; 4] = [DEMAND, MEET, WAIVE, FAIL];

/// What stands of the rules of a case: activity, rule, measure.
fn standing(case: &Case) -> BTreeSet<(&'static str, &str, u8)> {
    let demands = case.verdict.iter().flat_map(|verdict| &verdict.demands);
    let told = demands.filter_map(|demand| Some((demand, case.became(demand)?)));
    let both = told.flat_map(|(demand, became)| {
        let activity = match became {
            Became::Open => None,
            Became::Met => Some(MEET),
            Became::Waived => Some(WAIVE),
            Became::Failed => Some(FAIL),
        };
        std::iter::once(DEMAND).chain(activity).map(|activity| (activity, &*demand.rule, demand.measure))
    });
    both.collect()
}

/// The facts by which two states of a case differ: what is new counts, and what stands no more is taken back as it was counted.
/// Where the declaration counts otherwise now, all of it does.
pub(super) fn changed(
    before: Option<&Case>,
    after: &Case,
    fact: impl Fn(&Case, &'static str, i64) -> DeclarationFact,
) -> Vec<DeclarationFact> {
    let binds = |case: &Case| case.verdict.iter().any(|verdict| verdict.demands.iter().any(|d| d.needs.is_some()));
    if !binds(after) && !before.is_some_and(binds) {
        return Vec::new();
    }
    let (was, is) = (before.map(standing).unwrap_or_default(), standing(after));
    let alike =
        before.is_none_or(|before| counts_alike(before, after) || fact(before, DEMAND, 1) == fact(after, DEMAND, 1));
    let of = |case: &Case, (activity, rule, _): &(&'static str, &str, u8), sign: i64| {
        let mut fact = fact(case, activity, sign);
        fact.axes.set(Axis::Rule, (*rule).to_owned());
        fact
    };
    let gone = was.iter().filter(|one| !alike || !is.contains(*one));
    let new = is.iter().filter(|one| !alike || !was.contains(*one));
    let gone = before.iter().flat_map(|before| gone.clone().map(|one| of(before, one, -1)));
    gone.chain(new.map(|one| of(after, one, 1))).collect()
}

/// Whether nothing happened that could make the declaration count otherwise.
fn counts_alike(before: &Case, after: &Case) -> bool {
    let verdicts = before.verdict.as_ref().zip(after.verdict.as_ref());
    Arc::ptr_eq(&before.declaration, &after.declaration) && verdicts.is_some_and(|(one, other)| Arc::ptr_eq(one, other))
}
