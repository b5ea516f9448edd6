//! What the advisor tells: the mode, what would do instead, and the treatments in words.

use super::rule::demanded;
use super::{clauses, day, flag, given, list, maybe, moment, receipt_of, remark, text, turning, whole, word, words};
use crate::openapi::text_schema;
use policy::Policy;
use serde_json::{Value, json};
use values::calendar::Day;

/// Treatments that entries of the text ask for, in words; `done` says which are.
pub fn treatments<'a>(policy: &Policy, day: Day, asked: impl IntoIterator<Item = (&'a str, bool)>) -> Value {
    let told = asked.into_iter().map(|(entry, done)| {
        let mut told = json!({ "entry": entry, "done": done });
        if let Some(rule) = policy.rule(entry, day)
            && let Some(treatment) = rule.treatment()
        {
            told["treatment"] = text(&treatment.what.words());
            told["reason"] = json!(rule.title.pick(policy.region.language));
            told["basis"] = clauses(&rule.basis);
        }
        told
    });
    told.collect()
}

pub(super) fn wanted_treatment() -> Value {
    given(
        "WantedTreatment",
        &["entry", "done"],
        json!({
            "entry": word(), "done": flag(), "treatment": text_schema(), "reason": word(), "basis": words(),
        }),
    )
}

/// Advice on a declaration.
pub fn advice() -> Value {
    let step = given(
        "AdvisedStep",
        &["step", "kind", "needed", "offices"],
        json!({
            "step": word(), "kind": word(), "needed": flag(), "offices": words(), "chosen": flag(), "needs": words(),
        }),
    );
    let deadline = given(
        "Deadline",
        &["name", "effect", "basis", "starts", "stops", "day", "due", "zone"],
        json!({
            "name": word(), "effect": word(), "basis": words(), "provisional": flag(), "starts": text_schema(),
            "stops": text_schema(), "started": maybe(moment()), "day": day(), "due": moment(), "zone": word(),
        }),
    );
    let split = given("SplitOffer", &["mode", "lines"], json!({ "mode": word(), "lines": list(whole()) }));
    given(
        "Advice",
        &["mode", "basis", "steps"],
        json!({
            "direction": word(), "mode": word(), "title": text_schema(), "formula": word(), "basis": words(),
            "entry": maybe(word()), "handling": maybe(word()), "in_scheme": flag(), "may_choose_place": flag(),
            "stricter": flag(), "treatments": list(wanted_treatment()), "steps": list(step), "split": list(split),
            "unmet": list(json!({ "type": "object" })), "would_change": list(turning()), "deadlines": list(deadline),
            "remarks": list(remark()), "demands": list(demanded()),
            "receipt": receipt_of(), "hindrances": list(hindrance()), "modes": list(mode_offer()),
        }),
    )
}

/// Why acceptance would refuse, and what would do instead.
fn hindrance() -> Value {
    given(
        "Hindrance",
        &["reason", "says", "clauses"],
        json!({
            "reason": word(), "says": text_schema(), "clauses": words(), "first": words(), "failed": list(text_schema()),
            "offices": words(), "modes": words(),
        }),
    )
}

/// A mode of the direction.
fn mode_offer() -> Value {
    given(
        "ModeOffer",
        &["mode", "offered"],
        json!({ "mode": word(), "title": text_schema(), "offered": flag(), "unmet": list(text_schema()) }),
    )
}
