//! Receipts: what was read, by which text, and the proof that the acceptance stands in the log.

use super::{day, given, list, whole, word, words};
use serde_json::{Value, json};

/// A receipt with what follows from it.
pub fn receipt() -> Value {
    given(
        "Receipt",
        &["no", "version", "acceptance"],
        json!({
            "no": word(), "version": whole(), "receipt": receipt_of(), "mode": word(), "basis": words(),
            "again": { "type": "object" }, "turning": list(turning()), "acceptance": acceptance(),
        }),
    )
}

fn acceptance() -> Value {
    json!({
        "type": ["object", "null"],
        "description": "The acceptance as it stands in the log. What is not public is there as a digest; `sealed` is what that is of, for officers.",
        "properties": {
            "office": word(), "seq": whole(), "event": word(), "sealed": { "type": ["string", "null"] }, "leaf": word(),
            "size": whole(), "root": word(), "path": words(),
        },
    })
}

/// A receipt as it is recorded.
pub(super) fn receipt_of() -> Value {
    let fact = given("FactRead", &["fact", "value"], json!({ "fact": word(), "line": whole(), "value": {} }));
    given(
        "DecisionReceipt",
        &["policy", "day", "facts"],
        json!({ "policy": word(), "day": day(), "facts": list(fact) }),
    )
}

/// A fact that would turn the mode.
pub(super) fn turning() -> Value {
    given("Turning", &["fact", "mode"], json!({ "fact": { "type": "object" }, "mode": word() }))
}
