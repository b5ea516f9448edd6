//! Editions of the law, as JSON Schema.

use super::{day, flag, given, list, maybe, moment, taken, whole, word, words};
use crate::openapi::text_schema;
use serde_json::{Value, json};

/// Who did it: the role, and the office.
fn by() -> Value {
    given("EditionBy", &["role"], json!({ "role": word(), "office": maybe(word()) }))
}

fn adopted(more: Value) -> Value {
    let mut properties = json!({
        "version": word(), "from": maybe(day()), "adopted": moment(), "by": by(), "proposal": maybe(whole()),
        "carried": { "type": ["object", "null"] }, "reason": maybe(word()), "governs": flag(), "demonstration": flag(),
    });
    merge(&mut properties, more);
    properties
}

fn proposal(more: Value) -> Value {
    let approval = given(
        "EditionApproved",
        &["file", "hash", "body", "number", "day"],
        json!({ "file": word(), "hash": word(), "body": word(), "number": word(), "day": day() }),
    );
    let mut properties = json!({
        "no": whole(), "version": word(), "base": word(), "from": day(), "reason": word(), "open": open(),
        "eased": maybe(word()), "approvals": list(approval), "asked": moment(), "by": by(), "fate": word(),
        "withdrawn": maybe(word()),
    });
    merge(&mut properties, more);
    properties
}

fn merge(properties: &mut Value, more: Value) {
    if let (Value::Object(properties), Value::Object(more)) = (properties, more) {
        properties.extend(more);
    }
}

fn open() -> Value {
    json!({ "enum": ["as_before", "together"] })
}

fn difference() -> Value {
    let cell = given(
        "EditionCell",
        &["column", "before", "after"],
        json!({ "column": text_schema(), "before": word(), "after": word() }),
    );
    let change = given(
        "EditionChange",
        &["file", "part", "entry", "became", "cells"],
        json!({
            "file": word(), "part": text_schema(), "heading": word(), "entry": word(), "became": word(), "cells": list(cell),
        }),
    );
    given("EditionDifference", &["changes", "not_public"], json!({ "changes": list(change), "not_public": whole() }))
}

/// All editions.
pub fn editions() -> Value {
    let process = given(
        "EditionProcess",
        &["name", "seen", "runs", "able"],
        json!({
            "name": word(), "seen": moment(), "since": moment(), "program": word(), "runs": word(), "able": flag(),
            "prepared": { "type": "object" },
        }),
    );
    given(
        "Editions",
        &["day", "editions", "proposals", "processes", "supplied"],
        json!({
            "day": day(), "editions": list(given("EditionAdopted", &["version", "governs"], adopted(json!({})))),
            "proposals": list(given("EditionProposed", &["no", "version", "fate"], proposal(json!({})))),
            "processes": list(process), "supplied": list(text_schema()),
        }),
    )
}

/// One edition.
pub fn edition() -> Value {
    let file = given("EditionFile", &["path", "hash"], json!({ "path": word(), "hash": word() }));
    let more = json!({ "files": list(file), "base": word(), "difference": difference() });
    given("Edition", &["version", "files"], adopted(more))
}

/// One proposal.
pub fn edition_proposal() -> Value {
    let later = given("EditionLater", &["version"], json!({ "version": word(), "from": maybe(day()) }));
    let more = json!({ "difference": difference(), "later": list(later) });
    given("EditionProposal", &["no", "version", "difference"], proposal(more))
}

/// What is asked for.
pub fn edition_asked() -> Value {
    let approval = taken(
        "EditionApproval",
        &["file", "body", "number", "day"],
        json!({ "file": word(), "body": word(), "number": word(), "day": day() }),
    );
    taken(
        "EditionAsked",
        &["edition", "reason", "from"],
        json!({
            "edition": { "type": "object", "additionalProperties": maybe(word()) }, "whole": flag(), "reason": word(),
            "from": day(), "approvals": list(approval), "open": open(),
        }),
    )
}

/// What was found.
pub fn edition_tried() -> Value {
    given(
        "EditionTried",
        &["version", "base", "difference", "wanting", "faults"],
        json!({
            "version": word(), "base": word(), "difference": difference(), "wanting": words(),
            "faults": list(json!({ "type": "object" })),
        }),
    )
}

/// A reason in words.
pub fn edition_reason() -> Value {
    taken("EditionReason", &["reason"], json!({ "reason": word() }))
}
