//! Rules, and what they ask of a case.

use super::{clauses, day, flag, given, list, text, whole, word, words};
use crate::openapi::text_schema;
use clearance::case::Case;
use clearance::case::demand::Standing;
use clearance::decision::Verdict;
use policy::{Policy, Word};
use serde_json::{Value, json};
use values::calendar::Day;
use values::text::{Language, Text};

/// What the rules ask for: of those who are no officers, what is public. In a case also how it stands on a day.
pub fn demands(policy: &Policy, verdict: &Verdict, officer: bool, case: Option<(&Case, Day)>) -> Value {
    let on = verdict.receipt.day;
    let told = verdict.demands.iter().filter_map(|demand| {
        let (rule, _) = demand.content(policy, on)?;
        let one = rule.measures.get(usize::from(demand.measure)).filter(|one| officer || one.public)?;
        let step = demand.step.and_then(|at| verdict.plan.get(usize::from(at)));
        let standing = case.map(|(case, today)| case.standing_of(demand, verdict, policy, today));
        let not_before = standing.and_then(|s| if let Standing::NotBefore(day) = s { day } else { None });
        Some(json!({
            "standing": standing.map(Standing::word), "not_before": not_before,
            "rule": rule.id, "measure": demand.measure, "kind": one.measure.kind().called(Language::En), "lines": demand.lines, "draw": demand.draw,
            "may_fail": verdict.may_fail(demand, policy),
            "text": text(&Text::new(one.measure.words(Language::Zh), one.measure.words(Language::En))),
            "step": step.map(|step| &step.step), "basis": clauses(&rule.basis),
        }))
    });
    told.collect()
}

/// The rules in force on a day.
pub fn rules() -> Value {
    let measure = given(
        "RuleMeasure",
        &["kind", "public", "text"],
        json!({ "kind": word(), "public": flag(), "text": text_schema() }),
    );
    let rule = given(
        "Rule",
        &["rule", "title", "sentence", "measures", "basis", "from"],
        json!({
            "rule": word(), "title": text_schema(), "direction": { "type": ["string", "null"] }, "sentence": text_schema(),
            "measures": list(measure), "basis": words(), "from": day(), "until": { "type": ["string", "null"] },
            "author": word(), "provisional": flag(),
        }),
    );
    given("Rules", &["day", "policy", "rules"], json!({ "day": day(), "policy": word(), "rules": list(rule) }))
}

/// One of the things that rules ask for.
pub(super) fn demanded() -> Value {
    given(
        "Demanded",
        &["rule", "kind", "text"],
        json!({
            "rule": word(), "measure": whole(), "kind": word(), "text": text_schema(), "lines": list(whole()), "draw": list(whole()),
            "may_fail": list(whole()), "step": { "type": ["string", "null"] }, "basis": words(),
            "standing": { "type": ["string", "null"], "enum": ["met", "waived", "lacking", "not_before", "to_do", "said", null] },
            "not_before": { "type": ["string", "null"], "format": "date" },
        }),
    )
}
