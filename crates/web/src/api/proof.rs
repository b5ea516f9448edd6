//! What proves a decision: the receipt made again, what would turn it, where it stands in the log, who answers for it.

use crate::api::schema::clauses;
use crate::app::App;
use crate::sight::Seen;
use anyhow::Context;
use clearance::case::advice::suppliable;
use clearance::decision::sealed::within;
use clearance::decision::{Turning, Verdict, again, turning_facts};
use clearance::event::body::CaseEvent;
use register::head_file::hex;
use register::leaf::open_form;
use serde_json::{Value, json};

/// The receipt of the decision that holds, with what follows from it.
///
/// # Errors
/// The record cannot be read.
pub(crate) async fn receipt(app: &App, seen: &Seen) -> anyhow::Result<Value> {
    let case = &seen.case;
    let mut told = json!({ "no": case.no, "version": case.version });
    if let Some(verdict) = &case.verdict {
        let policy = &app.field().edition_of(&verdict.receipt.policy).await?.policy;
        let made = again(policy, &verdict.receipt);
        told["receipt"] = json!(verdict.receipt.at_length(seen.sight.officer));
        told["mode"] = json!(verdict.mode);
        told["basis"] = clauses(&verdict.basis);
        told["again"] = match made {
            Ok(made) => json!({ "mode": made.mode, "equal": made == Verdict::clone(verdict) }),
            Err(why) => json!({ "equal": false, "why": why.to_string() }),
        };
        let officer = seen.sight.officer;
        // A declarant is told only of what may lawfully be supplied or chosen: never how to classify.
        let may_know = |turning: &Turning| officer || suppliable(turning.fact.fact);
        let turning: Vec<Turning> = turning_facts(policy, verdict).into_iter().filter(may_know).collect();
        told["turning"] = json!(turning);
    }
    told["acceptance"] = acceptance(app, seen).await?;
    Ok(told)
}

/// The acceptance's place in the log, its bytes, and the proof that it stands there (RFC 6962).
async fn acceptance(app: &App, seen: &Seen) -> anyhow::Result<Value> {
    let first = seen.events.iter().find(|event| matches!(event.body.of_case(), Some(CaseEvent::Accepted(_))));
    let Some(event) = first.or(seen.events.first()) else { return Ok(Value::Null) };
    let office = event.office.as_str();
    let proof = app.field().register.inclusion(office, event.seq).await?;
    let proof = proof.with_context(|| format!("event {} of {office} is not in its tree", event.seq))?;
    let bytes = event.bytes();
    // Of what is sealed a declarant has the digest; an officer also what it is of.
    let sealed =
        within(&bytes).filter(|_| seen.sight.officer).map(|at| String::from_utf8_lossy(&bytes[at]).into_owned());
    Ok(json!({
        "office": office, "seq": event.seq, "event": String::from_utf8_lossy(&open_form(&bytes)), "sealed": sealed,
        "leaf": hex(&proof.leaf), "size": proof.size, "root": hex(&proof.root),
        "path": proof.path.iter().map(|hash| hex(hash)).collect::<Vec<_>>(),
    }))
}

/// The responsibility ledger; an enterprise sees office and role, not the officer's account.
pub(crate) fn ledger(seen: &Seen) -> Vec<Value> {
    let officer = seen.sight.officer;
    let told =
        clearance::ledger::ledger(&seen.events).into_iter().filter(|(_, event)| seen.sight.tells(&seen.case, event));
    let told = told.map(|(entry, _)| {
        let mut told = json!(entry);
        told["happened"] = json!(entry.happened.to_rfc3339());
        told["recorded"] = json!(entry.recorded.to_rfc3339());
        told["basis"] = clauses(&entry.basis);
        if !officer && entry.by.enterprise.is_none() {
            told["by"] = json!({ "role": entry.by.role, "office": entry.by.office });
        }
        told
    });
    told.collect()
}
