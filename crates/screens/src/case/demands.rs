//! 规则的要求: what the rules of the day ask of a case, rule by rule, for officers; for the enterprise what is public.

use super::receipt::{Clause, clause};
use crate::frame;
use crate::words;
use clearance::case::Case;
use desk::names::Names;
use desk::rules::Sees;
use web::sight::Sight;

/// A rule that asks for something.
pub struct DemandView {
    /// Its number.
    pub rule: String,
    /// What it is called.
    pub title: String,
    /// Where its page is.
    pub path: String,
    /// For which lines; the whole if none is named.
    pub lines: String,
    /// What it asks for, each with the step that it binds to.
    pub measures: Vec<(String, String)>,
    /// Its clauses.
    pub clauses: Vec<Clause>,
}

/// What the rules ask for by the decision that holds, in the order of their numbers.
pub fn demands(names: &Names, case: &Case, sight: &Sight) -> Vec<DemandView> {
    let Some(verdict) = case.verdict.as_deref().filter(|_| sight.whole()) else { return Vec::new() };
    let (day, sees) = (verdict.receipt.day, if sight.officer { Sees::All } else { Sees::Public });
    let mut views: Vec<DemandView> = Vec::new();
    for demand in &verdict.demands {
        let Some((rule, measure)) = demand.content(names.policy, day) else { continue };
        if !sees.measures(rule).any(|one| one.measure == *measure) {
            continue;
        }
        if views.last().is_none_or(|last| *last.rule != *rule.id) {
            let lines: Vec<String> = demand.lines.iter().map(ToString::to_string).collect();
            views.push(DemandView {
                rule: rule.id.to_string(),
                title: rule.title.pick(names.language).to_owned(),
                path: format!("/rules/{}?{}", frame::in_query(&rule.id), names.by_text()),
                lines: match lines.is_empty() {
                    true => words::say(names.language, "demands.whole").to_owned(),
                    false => words::fill(
                        words::say(names.language, "demands.lines"),
                        &[("lines", &lines.join(names.comma()))],
                    ),
                },
                measures: Vec::new(),
                clauses: rule.basis.iter().map(|citation| clause(names, citation)).collect(),
            });
        }
        let mut text = measure.words(names.language);
        if !demand.draw.is_empty() {
            let joined = |all: &[u32]| all.iter().map(ToString::to_string).collect::<Vec<_>>().join(names.comma());
            let (units, fail) = (joined(&demand.draw), joined(&verdict.may_fail(demand, names.policy)));
            let drawn = words::say(names.language, "demands.draw");
            text = format!("{text} ({})", words::fill(drawn, &[("units", &units), ("fail", &fail)]));
        }
        let step = demand.step.and_then(|at| verdict.plan.get(usize::from(at)));
        let step = step.map_or_else(
            || words::say(names.language, "demands.no_step").to_owned(),
            |step| names.step_of(Some(&verdict.mode), &step.step),
        );
        if let Some(last) = views.last_mut() {
            last.measures.push((text, step));
        }
    }
    views
}
