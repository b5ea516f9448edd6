//! What the API takes and gives, as JSON Schema for its documents, and the small forms that many answers share.

mod advice;
mod certificate;
mod edition;
mod file;
mod proposal;
mod receipt;
mod rule;
mod said;
mod taken;

use crate::openapi::text_schema;
pub use advice::*;
pub use certificate::*;
pub use edition::*;
use file::file_of;
pub use file::file_taken;
use policy::Citation;
pub use proposal::*;
pub use receipt::receipt;
use receipt::{receipt_of, turning};
pub use rule::{demands, rules};
use serde_json::{Value, json};
pub use taken::*;
use values::text::{Language, Text};

/// Clauses as the region writes them.
pub fn clauses(basis: &[Citation]) -> Value {
    basis.iter().map(|citation| json!(citation.to_text(Language::Zh))).collect()
}

/// A text in both languages.
pub fn text(text: &Text) -> Value {
    json!({ "zh": text.zh, "en": text.en })
}

fn word() -> Value {
    json!({ "type": "string" })
}

fn words() -> Value {
    json!({ "type": "array", "items": { "type": "string" } })
}

fn whole() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

fn flag() -> Value {
    json!({ "type": "boolean" })
}

fn day() -> Value {
    json!({ "type": "string", "format": "date", "examples": ["2015-09-15"] })
}

fn moment() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

fn maybe(mut schema: Value) -> Value {
    schema["type"] = json!([schema["type"], "null"]);
    schema
}

fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

/// An object of ours that takes no other members.
fn taken(title: &str, required: &[&str], properties: Value) -> Value {
    json!({ "title": title, "type": "object", "required": required, "properties": properties, "additionalProperties": false })
}

fn given(title: &str, required: &[&str], properties: Value) -> Value {
    json!({ "title": title, "type": "object", "required": required, "properties": properties })
}

/// A command with the version of the case that the asker knows.
fn versioned(title: &str, required: &[&str], mut properties: Value) -> Value {
    properties["version"] = whole();
    let required: Vec<&str> = std::iter::once("version").chain(required.iter().copied()).collect();
    taken(title, &required, properties)
}

/// What a command answers: the cases written to, with their versions afterwards.
pub fn answer() -> Value {
    let case = given(
        "AnswerCase",
        &["no", "version"],
        json!({
            "no": word(), "version": whole(), "query_code": word(), "numbers": words(),
        }),
    );
    given(
        "Answer",
        &["cases", "office", "seq"],
        json!({ "cases": list(case), "office": word(), "seq": whole(), "warnings": list(remark()) }),
    )
}

/// The answers of a batch, in the order of what was sent.
pub fn answers() -> Value {
    let item = given(
        "BatchAnswer",
        &["status"],
        json!({ "status": whole(), "answer": answer(), "repeated": flag(), "failure": { "type": "object" } }),
    );
    given("BatchAnswers", &["answers"], json!({ "answers": list(item) }))
}

/// One declaration.
pub fn declaration() -> Value {
    let named = given("Partner", &[], json!({ "zh": word(), "en": word(), "address": word() }));
    let parties = taken(
        "Parties",
        &["owner", "declarant"],
        json!({
            "owner": word(), "declarant": word(), "agent": word(), "consignor": named, "consignee": named,
        }),
    );
    let offices = taken(
        "Offices",
        &["accept"],
        json!({
            "accept": word(), "port": word(), "origin": word(), "destination": word(), "documents": word(),
            "chosen": { "type": "object", "additionalProperties": word() },
        }),
    );
    let journey = given(
        "Journey",
        &["port"],
        json!({
            "port": word(), "transport": word(), "customs_transport": word(), "despatch_country": word(), "destination_country": word(),
            "destination_district": word(), "day": day(), "conveyance": word(), "bill_no": word(),
        }),
    );
    let permit = given("Permit", &["kind", "no"], json!({ "kind": word(), "no": word(), "write_off": word() }));
    let pack = given("Pack", &["kind", "count"], json!({ "kind": word(), "count": whole(), "material": word() }));
    let line = given(
        "Line",
        &["hs", "origin", "net_mass", "value"],
        json!({
            "hs": word(), "name": word(), "origin": word(), "purpose": word(), "attributes": words(),
            "quantity": { "type": "string", "examples": ["12.5 KGM"] }, "customs_unit": word(),
            "net_mass": { "type": "string", "examples": ["108.0 kg"] },
            "value": { "type": "string", "examples": ["1234.50 USD"] },
            "packages": list(pack), "permits": list(permit),
        }),
    );
    let container =
        given("Container", &["no"], json!({ "no": word(), "kind": word(), "size_type": word(), "seal": word() }));
    let attachment = given("Attachment", &["kind"], json!({ "kind": word(), "no": word(), "digest": word() }));
    let person = given("Contact", &[], json!({ "name": word(), "phone": word() }));
    given(
        "Declaration",
        &["direction", "reference", "parties", "offices", "journey", "lines"],
        json!({
            "direction": { "type": "string", "enum": ["entry", "exit"] }, "reference": word(), "kind": word(),
            "parties": parties, "offices": offices, "asked": word(), "journey": journey, "head": { "type": "object" },
            "lines": list(line), "containers": list(container), "attachments": list(attachment),
            "wanted": list(json!({ "type": "object" })), "contact": person, "declarant_person": { "type": "object" },
        }),
    )
}

/// One declaration or a batch.
pub fn declarations() -> Value {
    json!({ "title": "Declarations", "oneOf": [declaration(), { "type": "array", "maxItems": 500, "items": declaration() }] })
}

/// What somebody should look at, told as a fault is.
fn remark() -> Value {
    given(
        "Remark",
        &["at", "code", "given", "wanted"],
        json!({ "at": word(), "code": word(), "given": word(), "wanted": text_schema() }),
    )
}

fn case_line() -> Value {
    given(
        "CaseLine",
        &["no", "version", "stage"],
        json!({
            "no": word(), "office": word(), "version": whole(), "direction": word(), "mode": word(), "stage": word(),
            "owner": word(), "declarant": word(), "goods": word(), "held": flag(), "accepted": moment(), "updated": moment(),
        }),
    )
}

/// Cases in a list.
pub fn cases() -> Value {
    given("CaseList", &["cases"], json!({ "cases": list(case_line()), "next": maybe(word()) }))
}

/// A case.
pub fn case() -> Value {
    let step = given(
        "Step",
        &["step", "kind", "needed", "status"],
        json!({
            "step": word(), "kind": word(), "needed": flag(), "status": word(), "waits_for": words(), "office": maybe(word()),
            "opened": maybe(moment()), "done": { "type": ["object", "null"] },
        }),
    );
    let lot = given(
        "Lot",
        &["lot", "line", "amount", "state"],
        json!({ "lot": whole(), "line": whole(), "amount": word(), "state": word() }),
    );
    let term = given(
        "Term",
        &["name", "effect", "basis", "started", "day", "due", "zone", "passed"],
        json!({
            "name": word(), "effect": word(), "basis": words(), "provisional": flag(), "started": moment(), "day": day(),
            "due": moment(), "zone": word(), "stopped": maybe(moment()), "passed": flag(),
        }),
    );
    given(
        "Case",
        &["no", "version", "extent", "stage", "declaration", "steps"],
        json!({
            "no": word(), "office": word(), "version": whole(), "extent": { "type": "string", "enum": ["whole", "goods"] },
            "stage": { "type": "object" }, "held": flag(), "day": day(), "policy": word(), "declaration": declaration(),
            "verdict": { "type": ["object", "null"] }, "steps": list(step), "lots": list(lot), "holds": list(json!({ "type": "object" })),
            "transit": { "type": ["object", "null"] }, "amendment": { "type": ["object", "null"] },
            "clearances": words(), "transfers": words(), "superseded": words(), "linked": words(),
            "choices": list(json!({ "type": "object" })), "personal": { "type": "object" },
            "papers": list(paper_of()), "files": list(file_of()), "contents": contents(), "terms": list(term), "remarks": list(remark()), "work_items": list(work_item()),
            "waivers": list(waiver()),
        }),
    )
}

fn work_item() -> Value {
    given(
        "WorkItemTold",
        &["no", "item", "from", "to", "what", "asked", "due", "state", "days", "overdue"],
        json!({
            "no": word(), "item": whole(), "from": word(), "to": word(), "what": word(), "asked": moment(),
            "due": moment(), "share": word(), "days": whole(), "overdue": flag(), "state": word(),
            "accepted": moment(), "answered": moment(), "reply": word(),
        }),
    )
}

/// What an office asked of others.
pub fn work_items() -> Value {
    given("WorkItems", &["work_items"], json!({ "work_items": list(work_item()) }))
}

/// The goods of a port.
pub fn port_goods() -> Value {
    let mut line = case_line();
    line["title"] = json!("PortLine");
    line["properties"]["at_port"] = word();
    line["properties"]["declared_day"] = maybe(day());
    line["properties"]["since"] = maybe(moment());
    let counts = given(
        "PortCounts",
        &["expected", "arrived", "held"],
        json!({ "expected": whole(), "arrived": whole(), "held": whole() }),
    );
    given(
        "PortGoods",
        &["office", "day", "counts", "cases"],
        json!({ "office": word(), "day": day(), "counts": counts, "cases": list(line), "next": maybe(word()) }),
    )
}

/// A timeline.
pub fn events() -> Value {
    let event = given(
        "TimelineEvent",
        &["version", "kind", "happened", "recorded", "by"],
        json!({
            "version": whole(), "kind": word(), "happened": moment(), "recorded": moment(), "source": word(),
            "by": { "type": "object" }, "what": {}, "numbers": words(), "taken_back": flag(),
        }),
    );
    given("Timeline", &["no", "version", "events"], json!({ "no": word(), "version": whole(), "events": list(event) }))
}

/// A responsibility ledger.
pub fn ledger() -> Value {
    let entry = given(
        "LedgerEntry",
        &["version", "kind", "by", "happened", "policy", "basis", "decides"],
        json!({
            "version": whole(), "kind": word(), "step": word(), "by": { "type": "object" }, "office": word(),
            "happened": moment(), "recorded": moment(), "policy": word(), "basis": words(), "decides": flag(),
        }),
    );
    given("Ledger", &["no", "ledger"], json!({ "no": word(), "ledger": list(entry) }))
}

/// A queue.
pub fn queue() -> Value {
    let task = given(
        "Task",
        &["no", "version", "step", "kind", "place", "since"],
        json!({
            "no": word(), "version": whole(), "step": word(), "kind": word(), "place": word(), "since": moment(),
            "due": maybe(moment()), "mode": word(), "goods": word(), "held": flag(),
        }),
    );
    given("Queue", &["tasks", "counts"], json!({ "tasks": list(task), "counts": { "type": "object" } }))
}

/// A sum: its digits as text where 64 bits cannot hold it.
fn sum() -> Value {
    json!({ "type": ["integer", "string"] })
}

/// The cross table.
pub fn cross() -> Value {
    let cell = given(
        "CrossCell",
        &[],
        json!({
            "declared_at": word(), "inspected_at": word(), "flow_district": word(), "declarations": sum(), "lots": sum(),
            "lines": sum(), "value_minor": sum(), "value_unknown": sum(), "net_mass_units": sum(), "teu_tenths": sum(),
            "hours_tenths": maybe(sum()), "failed_lots": sum(), "failed_value_minor": sum(),
            "lot_rate_hundredths": maybe(sum()), "value_rate_hundredths": maybe(sum()),
        }),
    );
    given(
        "Cross",
        &["cells", "margins", "total"],
        json!({ "cells": list(cell.clone()), "margins": { "type": "object" }, "total": cell }),
    )
}

/// The region.
pub fn region() -> Value {
    let things = || list(json!({ "type": "object" }));
    given(
        "Region",
        &["code", "members", "offices", "modes", "lists"],
        json!({
            "code": word(), "name": text_schema(), "policy": word(), "day": day(),
            "members": things(), "offices": things(), "modes": things(), "lists": things(),
            "keeps": things(), "not_carried_out": things(),
        }),
    )
}

/// The logs of all offices.
pub fn system() -> Value {
    let head = given(
        "Head",
        &["office", "events", "epoch", "root"],
        json!({
            "office": word(), "events": whole(), "epoch": whole(), "root": word(),
        }),
    );
    given("System", &["policy", "heads"], json!({ "policy": word(), "cases": whole(), "heads": list(head) }))
}

/// The published keys.
pub fn keys() -> Value {
    let seals = list(key_of_seal());
    given("Keys", &["algorithm", "keys", "seals"], json!({ "algorithm": word(), "keys": words(), "seals": seals }))
}

/// Codes by name.
pub fn named() -> Value {
    let one = given("CodeFound", &["code", "zh", "en"], json!({ "code": word(), "zh": word(), "en": word() }));
    given("Found", &["found"], json!({ "found": list(one) }))
}

/// The public's view.
pub fn status() -> Value {
    let step = given(
        "PublicStep",
        &["step", "status"],
        json!({
            "step": word(), "status": word(), "office": word(), "at": moment(), "treatments": list(wanted_treatment()),
        }),
    );
    given(
        "PublicStatus",
        &["no", "direction", "stage", "steps", "updated"],
        json!({
            "no": word(), "direction": word(), "mode": word(), "stage": word(), "held": flag(), "waits": list(word()), "steps": list(step),
            "due": moment(), "updated": moment(),
        }),
    )
}
