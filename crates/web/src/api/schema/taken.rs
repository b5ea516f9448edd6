//! What commands take, as JSON Schema.

use super::said::{act, said};
use super::{day, declaration, flag, given, list, maybe, moment, taken, versioned, whole, word, words};
use clearance::case::decide::Work;
use clearance::event::act::{Arrival, Paper, Reply, SealSeen};
use clearance::event::demand::WaiverAnswer;
use serde_json::{Value, json};

/// Only the version.
pub fn bare() -> Value {
    versioned("VersionOnly", &[], json!({}))
}

/// A review.
pub fn review() -> Value {
    let one = |name: &str, of: Value| json!({ "type": "object", "required": [name], "properties": { name: of }, "additionalProperties": false });
    let outcome = json!({ "oneOf": [
        one("pass", json!({ "type": "object", "properties": { "note": word() } })),
        one("return", json!({ "type": "object", "properties": { "note": word(), "basis": word() } })),
        one("refuse", json!({ "type": "object", "required": ["basis", "reason"], "properties": { "basis": word(), "reason": word() } })),
    ] });
    versioned("ReviewCommand", &["review"], json!({ "review": outcome }))
}

/// A corrected declaration.
pub fn resubmission() -> Value {
    versioned("Resubmission", &["declaration"], json!({ "declaration": declaration() }))
}

/// A place for a step.
pub fn place() -> Value {
    versioned("PlaceChoice", &["step", "office"], json!({ "step": word(), "office": word() }))
}

/// What was done in a step.
pub fn work() -> Value {
    let mut work = said::<Work>();
    work["title"] = json!("Work");
    versioned("StepCommand", &["work"], json!({ "work": work }))
}

/// An arrival.
pub fn arrival() -> Value {
    act::<Arrival>("Arrival")
}

/// What becomes of a lot.
pub fn disposition() -> Value {
    let words = json!({ "enum": ["treatment", "returned", "destroyed", "not_exported"] });
    let changed = json!({ "type": "object", "required": ["use_changed"], "properties": { "use_changed": { "type": "object", "properties": { "purpose": word() } } } });
    versioned("DispositionCommand", &["disposition"], json!({ "disposition": { "oneOf": [words, changed] } }))
}

/// A wish to amend.
pub fn amendment() -> Value {
    versioned("AmendmentWish", &["declaration", "reason"], json!({ "declaration": declaration(), "reason": word() }))
}

/// The answer to it.
pub fn amendment_answer() -> Value {
    versioned("AmendmentAnswer", &["grant"], json!({ "grant": flag(), "note": word(), "basis": word() }))
}

/// A reason, and a clause where the text wants one.
pub fn reason() -> Value {
    versioned("Reasoned", &["reason"], json!({ "reason": word(), "basis": word() }))
}

/// Which demand of a rule, and why.
pub fn of_demand() -> Value {
    let takes = json!({ "rule": word(), "measure": whole(), "reason": word(), "basis": word() });
    versioned("OfDemand", &["rule", "reason"], takes)
}

/// A reason in words.
pub fn refusal() -> Value {
    versioned("TreatmentRefusal", &["reason"], json!({ "reason": word() }))
}

/// What is confirmed, and the password where it was not shown within ten minutes.
pub fn confirmation() -> Value {
    versioned("Confirmation", &["digest"], json!({ "digest": word(), "password": word() }))
}

/// What stands to be confirmed in a case, and what was.
pub(super) fn contents() -> Value {
    let last = given(
        "Confirmed",
        &["version", "digest", "at", "stands"],
        json!({ "version": whole(), "digest": word(), "at": moment(), "stands": flag(), "by": word() }),
    );
    given("Contents", &["digest", "lacking"], json!({ "digest": word(), "confirmed": maybe(last), "lacking": words() }))
}

/// 无纸化进程 of a month.
pub fn paperless() -> Value {
    let cell = given(
        "PaperlessCell",
        &["office", "process", "acts", "without_paper"],
        json!({ "office": word(), "process": word(), "acts": whole(), "without_paper": whole(), "promised": maybe(word()) }),
    );
    given("Paperless", &["from", "to", "cells"], json!({ "from": day(), "to": day(), "cells": list(cell) }))
}

/// The answer to a waiver.
pub fn waiver_answer() -> Value {
    act::<WaiverAnswer>("WaiverAnswer")
}

/// A waiver, as a case tells it.
pub(super) fn waiver() -> Value {
    let told = json!({
        "waiver": whole(), "rule": word(), "measure": whole(), "lines": list(whole()), "office": word(), "confirms": word(),
        "reason": word(), "basis": words(), "asked": word(), "granted": { "type": ["boolean", "null"] },
    });
    given("WaiverTold", &["waiver", "rule", "measure", "office", "confirms", "reason", "asked"], told)
}

/// A note between offices.
pub fn note() -> Value {
    versioned("Note", &["note"], json!({ "note": word() }))
}

/// A work item.
pub fn work_asked() -> Value {
    let share = json!({ "type": "string", "enum": ["goods", "whole"], "default": "goods" });
    versioned("WorkItem", &["to", "what", "due"], json!({ "to": word(), "what": word(), "due": day(), "share": share }))
}

/// The answer to a work item.
pub fn work_answered() -> Value {
    act::<Reply>("WorkAnswer")
}

/// A paper that a rule asks for.
pub fn paper() -> Value {
    act::<Paper>("GivenPaper")
}

/// The same, as a case tells it.
pub(super) fn paper_of() -> Value {
    let told = json!({ "kind": word(), "no": word(), "day": day(), "office": { "type": ["string", "null"] }, "given": word() });
    given("PaperTold", &["kind", "no", "day"], told)
}

/// What a seal looked like.
pub fn seal() -> Value {
    act::<SealSeen>("SealNote")
}

/// An enterprise.
pub fn enterprise() -> Value {
    taken(
        "NewEnterprise",
        &["id", "name", "office"],
        json!({
            "id": word(), "name": word(), "name_en": word(), "office": word(), "paperless": flag(), "agent": flag(), "from": day(),
            "document": given("Document", &["kind", "no", "day"], json!({ "kind": word(), "no": word(), "day": day() })),
        }),
    )
}

/// Another name.
pub fn renamed() -> Value {
    taken("Renamed", &["name"], json!({ "name": word(), "name_en": word() }))
}

/// Another name of a person.
pub fn person_renamed() -> Value {
    taken("PersonRenamed", &["name"], json!({ "name": word() }))
}

/// A grade.
pub fn grade() -> Value {
    let fields = json!({ "grade": word(), "reason": word(), "basis": word(), "from": day() });
    taken("NewGrade", &["grade", "reason"], fields)
}

/// A listing on the blacklist, or its end.
pub fn listing() -> Value {
    taken("Listing", &["reason"], json!({ "reason": word(), "basis": word(), "from": day() }))
}

/// A mandate.
pub fn mandate() -> Value {
    taken(
        "NewMandate",
        &["id", "owner", "agent"],
        json!({
            "id": word(), "owner": word(), "agent": word(), "direction": { "type": "string", "enum": ["entry", "exit"] },
            "from": day(), "until": day(),
        }),
    )
}

/// Nothing.
pub fn nothing() -> Value {
    taken("Nothing", &[], json!({}))
}

/// An account to be opened.
pub fn new_account() -> Value {
    taken(
        "NewAccount",
        &["id", "person", "name"],
        json!({
            "id": word(), "person": word(), "name": word(), "enterprise": word(), "password": word(), "from": day(),
            "roles": list(taken("RoleHeld", &["role"], json!({ "role": word(), "office": word() }))),
            "skills": words(),
        }),
    )
}

/// A role.
pub fn role() -> Value {
    taken("RoleCommand", &["role"], json!({ "role": word(), "office": word(), "from": day(), "until": day() }))
}

/// A reason alone.
pub fn why() -> Value {
    taken("Why", &["reason"], json!({ "reason": word() }))
}

/// From when a key proves nothing, and why.
pub fn revocation() -> Value {
    taken("Revocation", &["since", "reason"], json!({ "since": word(), "reason": word() }))
}
