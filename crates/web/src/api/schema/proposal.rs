//! Proposals of the bureaus, as JSON Schema.

use super::{day, flag, given, list, maybe, moment, taken, whole, word, words};
use serde_json::{Value, json};

fn entry() -> Value {
    given("Entry", &["file", "heading", "name"], json!({ "file": word(), "heading": word(), "name": word() }))
}

fn by() -> Value {
    given("ProposalBy", &["role"], json!({ "role": word(), "office": maybe(word()) }))
}

fn line(more: Value) -> Value {
    let mut properties = json!({
        "no": whole(), "version": whole(), "stage": word(), "bureau": word(), "from": day(), "until": maybe(day()),
        "entries": list(entry()), "puts_back": maybe(whole()), "text": word(),
    });
    if let (Value::Object(properties), Value::Object(more)) = (&mut properties, more) {
        properties.extend(more);
    }
    properties
}

/// All of them.
pub fn proposals() -> Value {
    let one = given("ProposalLine", &["no", "version", "stage"], line(json!({})));
    given("Proposals", &["day", "proposals"], json!({ "day": day(), "proposals": list(one) }))
}

/// One of them.
pub fn proposal() -> Value {
    let opinion = given(
        "ProposalOpinionGiven",
        &["no", "bureau", "stance", "open"],
        json!({
            "no": whole(), "bureau": word(), "entry": { "type": ["object", "null"] }, "stance": word(),
            "words": maybe(word()), "by": by(), "open": flag(), "answer": maybe(word()), "settled": flag(),
        }),
    );
    let ballot = given(
        "ProposalBallotCast",
        &["bureau", "favour"],
        json!({ "bureau": word(), "favour": flag(), "words": maybe(word()), "by": by(), "at": moment() }),
    );
    let change = given(
        "ProposalChange",
        &["entry"],
        json!({ "entry": entry(), "before": maybe(word()), "after": maybe(word()) }),
    );
    let history = given(
        "ProposalHappened",
        &["act", "at", "what"],
        json!({ "act": whole(), "at": moment(), "by": by(), "what": word() }),
    );
    let tally = given(
        "ProposalTally",
        &["members", "voted", "agree", "passes"],
        json!({ "members": whole(), "voted": whole(), "agree": whole(), "passes": flag() }),
    );
    let more = json!({
        "reason": word(), "by": by(), "open_cases": word(), "changes": list(change),
        "terms": { "type": ["object", "null"] }, "asked": words(), "opinions": list(opinion), "ballots": list(ballot),
        "voided": words(), "overtaken": maybe(whole()), "tally": tally,
        "rivals": { "type": "array", "items": whole() }, "letter": { "type": ["object", "null"] },
        "filed": { "type": ["object", "null"] }, "submitted": maybe(word()), "ended": maybe(word()),
        "carried": maybe(moment()), "replaced": maybe(whole()), "history": list(history), "may": words(),
    });
    given("Proposal", &["no", "version", "stage", "changes", "may"], line(more))
}

/// What is sent to the superior.
pub fn proposal_archive() -> Value {
    json!({ "type": "object" })
}

fn written(name: &str, more: &[&str]) -> Value {
    let mut properties = json!({
        "edition": { "type": "object", "additionalProperties": maybe(word()) }, "reason": word(), "from": day(),
        "open": { "enum": ["as_before", "together"] },
    });
    if more.contains(&"version") {
        properties["version"] = whole();
    }
    taken(name, &[&["edition", "reason", "from"], more].concat(), properties)
}

/// A draft.
pub fn proposal_draft() -> Value {
    written("ProposalDraft", &[])
}

/// The same anew.
pub fn proposal_text() -> Value {
    written("ProposalText", &["version"])
}

/// The version that the sender knows.
pub fn proposal_version() -> Value {
    taken("ProposalVersion", &["version"], json!({ "version": whole() }))
}

/// The version and the text that the sender saw.
pub fn proposal_seen() -> Value {
    taken("ProposalSeen", &["version", "text"], json!({ "version": whole(), "text": word() }))
}

/// The version, and why.
pub fn proposal_words() -> Value {
    taken("ProposalWords", &["version", "words"], json!({ "version": whole(), "words": word() }))
}

/// An opinion.
pub fn proposal_opinion() -> Value {
    taken(
        "ProposalOpinion",
        &["text", "stance"],
        json!({
            "text": word(), "stance": { "enum": ["agrees", "objects", "condition"] }, "words": word(), "entry": entry(),
        }),
    )
}

/// An answer to an opinion.
pub fn proposal_answer() -> Value {
    taken("ProposalAnswer", &["opinion", "words"], json!({ "opinion": whole(), "words": word() }))
}

/// A ballot.
pub fn proposal_ballot() -> Value {
    taken("ProposalBallot", &["text", "favour"], json!({ "text": word(), "favour": flag(), "words": word() }))
}

/// The superior's answer.
pub fn proposal_letter() -> Value {
    taken(
        "ProposalLetter",
        &["version", "number", "day", "document"],
        json!({
            "version": whole(), "granted": flag(), "number": word(), "day": day(), "document": word(), "words": word(),
        }),
    )
}

/// Which entries are to say again what they said.
pub fn proposal_back() -> Value {
    taken(
        "ProposalBack",
        &["version", "from", "words"],
        json!({ "version": whole(), "entries": list(entry()), "from": day(), "words": word() }),
    )
}
