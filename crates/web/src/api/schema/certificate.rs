//! Papers that offices issue, as JSON Schema.

use super::{flag, given, list, maybe, moment, taken, versioned, whole, word};
use clearance::event::sheet::SheetEnd;
use policy::ChainStep;
use serde_json::{Value, json};

/// What is said of the blocks that a drafter fills, by block: a phrase by its name, or words in each language.
fn said() -> Value {
    json!({ "type": "object", "additionalProperties": list(word()) })
}

/// What a block of a paper says.
fn block() -> Value {
    let cell = json!({ "type": "object", "properties": { "lot": whole(), "column": whole() } });
    json!({ "type": "object", "required": ["block", "texts"], "properties": { "block": word(), "cell": cell, "texts": list(word()), "guarded": flag() } })
}

/// A new draft.
pub fn drafting() -> Value {
    let takes = json!({ "kind": word(), "lots": list(whole()), "said": said(), "amends": whole(), "following": word(), "lost": word() });
    versioned("Drafting", &["kind"], takes)
}

/// What is done to a paper.
pub fn certificate_act() -> Value {
    let one = |name: &str, required: &[&str], properties: Value| json!({ "type": "object", "required": [name], "properties": { name: { "type": "object", "required": required, "properties": properties } } });
    let steps: Vec<&str> = ChainStep::all().map(ChainStep::word).collect();
    let acts = [
        one("draft", &[], json!({ "lots": list(whole()), "said": said() })),
        one("check", &[], json!({})),
        one("engross", &[], json!({ "content": list(block()) })),
        one("proofread", &[], json!({})),
        one("issue", &[], json!({ "returned": flag() })),
        one("send_back", &["at", "reason"], json!({ "at": { "enum": steps }, "reason": word() })),
        one("hand_over", &["to"], json!({ "to": word(), "sheets": list(word()), "electronic": flag() })),
        one("use", &["note"], json!({ "note": word() })),
        one("suspend", &["reason"], json!({ "reason": word(), "basis": word() })),
        one("lift", &["reason"], json!({ "reason": word() })),
        one("end", &["reason"], json!({ "reason": word(), "basis": word() })),
    ];
    versioned("CertificateAct", &["act"], json!({ "act": { "oneOf": acts } }))
}

/// What a signature stands for.
pub fn signature() -> Value {
    versioned("Signature", &["digest"], json!({ "digest": word(), "password": word() }))
}

/// Where papers are fetched.
pub fn documents_office() -> Value {
    versioned("DocumentsOffice", &["office"], json!({ "office": word() }))
}

/// What a paper states, and whether it counts.
pub fn paper_verified() -> Value {
    given(
        "PaperVerified",
        &["number", "kind", "state", "content"],
        json!({ "number": word(), "kind": word(), "state": word(), "languages": list(word()), "content": list(block()), "counts": { "type": "boolean" }, "used": { "type": "boolean" }, "sheets": list(word()), "seal": word() }),
    )
}

/// An issued paper with the seal of its office and that office's keys, as `santong check` takes it.
pub fn sealed_paper() -> Value {
    given(
        "SealedPaper",
        &["paper", "seal", "keys", "signature"],
        json!({
            "paper": { "type": "object", "properties": {
                "form": whole(), "number": word(), "kind": word(), "edition": word(), "case": word(), "office": word(), "day": word(),
                "lots": list(whole()), "languages": list(word()), "content": list(block()), "amends": word(), "following": word(),
            } },
            "seal": seal(),
            "keys": { "type": "object", "properties": { "register": word(), "day": word(), "keys": list(key_of_seal()) } },
            "signature": word(),
        }),
    )
}

/// A key by which an office seals.
pub(super) fn key_of_seal() -> Value {
    let revoked = json!({ "type": "object", "properties": { "since": word(), "reason": word() } });
    given(
        "SealKey",
        &["office", "key", "suite", "public", "from", "until"],
        json!({
            "office": word(), "key": whole(), "suite": word(), "public": word(), "from": word(), "until": word(), "revoked": revoked,
        }),
    )
}

/// A seal on a paper.
fn seal() -> Value {
    json!({ "type": "object", "properties": { "suite": word(), "key": whole(), "signature": word() } })
}

/// The papers of a case.
pub fn certificates() -> Value {
    let done = json!({ "type": "object", "properties": { "step": word(), "office": word(), "account": word(), "at": moment() } });
    let handed = json!({ "type": "object", "properties": {
        "office": word(), "to": word(), "originals": whole(), "copies": whole(), "sheets": list(word()), "electronic": flag(), "at": moment(),
    } });
    let paper = given(
        "Certificate",
        &["certificate", "kind", "state", "content"],
        json!({
            "certificate": whole(), "kind": word(), "number": maybe(word()), "code": maybe(word()), "state": word(), "next": maybe(word()),
            "lots": list(whole()), "languages": list(word()), "originals": whole(), "copies": whole(),
            "amends": maybe(whole()), "following": maybe(word()), "lost": word(), "suspended": maybe(word()), "counts": { "type": "boolean" }, "superseded_by": maybe(whole()),
            "issued": maybe(json!({ "type": "object", "properties": { "day": word(), "office": word(), "seal": maybe(seal()) } })),
            "handed": list(handed),
            "sent_back": maybe(word()), "digest": word(), "content": list(block()), "done": list(done),
        }),
    );
    given(
        "Certificates",
        &["no", "version", "certificates"],
        json!({ "no": word(), "version": whole(), "office": word(), "certificates": list(paper) }),
    )
}

/// What happened to preprinted sheets.
pub fn sheets_act() -> Value {
    let one = |name: &str, required: &[&str], properties: Value| json!({ "type": "object", "required": [name], "properties": { name: { "type": "object", "required": required, "properties": properties } } });
    let ends: Vec<&str> = SheetEnd::ALL.iter().map(|(_, word)| *word).collect();
    let acts = [
        one("received", &["from"], json!({ "from": word() })),
        one("moved", &["to"], json!({ "to": word() })),
        one("ended", &["how", "reason"], json!({ "how": { "enum": ends }, "reason": word() })),
    ];
    taken("SheetsAct", &["first", "last", "act"], json!({ "first": word(), "last": word(), "act": { "oneOf": acts } }))
}

/// The preprinted sheets of an office: what there is of each stock, and runs of sheets of which the same is known.
pub fn sheets() -> Value {
    let stock = json!({ "type": "object", "properties": {
        "stock": word(), "all": whole(), "used": whole(), "spoiled": whole(), "lost": whole(), "destroyed": whole(), "left": whole(),
    } });
    let ended = json!({ "type": "object", "properties": { "how": word(), "reason": word() } });
    let run = json!({ "type": "object", "properties": {
        "first": word(), "last": word(), "count": whole(), "used": whole(), "since": moment(), "ended": maybe(ended),
    } });
    given(
        "Sheets",
        &["office", "stocks", "runs"],
        json!({ "office": word(), "stocks": list(stock), "runs": list(run) }),
    )
}

/// The specimen of a signature.
pub fn specimen() -> Value {
    taken("Specimen", &["document"], json!({ "document": word() }))
}

/// Who signs papers.
pub fn signatories() -> Value {
    let one = json!({ "type": "object", "properties": {
        "account": word(), "name": word(), "office": maybe(word()), "kinds": list(word()), "languages": list(word()), "from": word(),
        "until": maybe(word()), "suspended": flag(), "signs": flag(), "specimen": maybe(moment()),
    } });
    given("Signatories", &["signatories"], json!({ "signatories": list(one) }))
}
