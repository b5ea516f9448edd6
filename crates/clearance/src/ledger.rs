//! The responsibility ledger of a case: who did or decided each thing, where, under which text and clause (「本方案」三(三)一).
//!
//! A pure function of the events: nothing is kept that could differ from them.

use crate::event::body::{Body, ReviewOutcome};
use crate::event::{Event, Source};
use policy::Citation;
use serde::Serialize;
use values::actor::Actor;
use values::calendar::Timestamp;
use values::id::{OfficeCode, StepName};

/// One line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Version of the case after it.
    pub version: u32,
    /// The stable word of what happened.
    pub kind: &'static str,
    /// The step of the plan, where it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<StepName>,
    /// Who did it, in which role.
    pub by: Actor,
    /// The office that answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeCode>,
    /// When it happened.
    pub happened: Timestamp,
    /// When it was recorded.
    pub recorded: Timestamp,
    /// By which way it became known.
    pub source: Source,
    /// Version of the policy text that the case went by then; empty before acceptance.
    pub policy: String,
    /// The clauses it rests on: those of the act itself, else those of the mode that asked for it.
    pub basis: Vec<Citation>,
    /// Whether an office answers for it: what officers did and decided, and what was decided for them by the text. The rest is
    /// what enterprises did, what offices wrote to each other, and what merely follows.
    pub decides: bool,
    /// Numbers given by it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<String>,
}

/// The ledger that follows from the events of one case, oldest first, each line beside its event.
pub fn ledger(events: &[Event]) -> Vec<(Entry, &Event)> {
    let (mut policy, mut mode) = (String::new(), Vec::new());
    let mut entries = Vec::with_capacity(events.len());
    for event in events {
        if let Body::Accepted(accepted) = &event.body {
            policy.clone_from(&accepted.policy);
            mode.clone_from(&accepted.verdict.basis);
        } else if let Body::ModeConfirmed(confirmed) = &event.body {
            policy.clone_from(&confirmed.verdict.receipt.policy);
            mode.clone_from(&confirmed.verdict.basis);
        }
        entries.push((entry(event, &policy, &mode), event));
    }
    entries
}

fn entry(event: &Event, policy: &str, mode: &[Citation]) -> Entry {
    let (step, at) = place(&event.body);
    Entry {
        version: event.version,
        kind: event.body.kind(),
        step,
        by: event.by.clone(),
        // What the text decided is answered for by the home of the case.
        office: at.or_else(|| event.by.office.clone()).or_else(|| decides(&event.body).then(|| event.office.clone())),
        happened: event.happened,
        recorded: event.recorded,
        source: event.source,
        policy: policy.to_owned(),
        basis: own_basis(&event.body).map_or_else(|| mode.to_vec(), |own| vec![own]),
        decides: decides(&event.body),
        numbers: event.body.numbers(),
    }
}

/// The step, and the office that did it.
fn place(body: &Body) -> (Option<StepName>, Option<OfficeCode>) {
    match body {
        Body::StepDone(done) => (Some(done.step.clone()), done.office.clone()),
        Body::Arrived { step, office, .. } => (Some(step.clone()), Some(office.clone())),
        Body::PlaceChosen { step, office } => (Some(step.clone()), Some(office.clone())),
        Body::TransferOverdue { step, .. } => (Some(step.clone()), None),
        Body::Held { office, .. } | Body::SealNoted { office, .. } => (None, Some(office.clone())),
        Body::Submitted(_)
        | Body::Accepted(_)
        | Body::Reviewed(_)
        | Body::ModeConfirmed(_)
        | Body::Resubmitted { .. }
        | Body::Disposed { .. }
        | Body::AmendmentAsked { .. }
        | Body::AmendmentGranted {}
        | Body::AmendmentDenied { .. }
        | Body::Withdrawn { .. }
        | Body::Contacted {}
        | Body::HoldLifted { .. }
        | Body::TermPassed { .. }
        | Body::Noted { .. }
        | Body::WorkAsked { .. }
        | Body::WorkAccepted { .. }
        | Body::WorkAnswered { .. }
        | Body::Split { .. }
        | Body::Recorded(_)
        | Body::Region(_) => (None, None),
    }
}

/// The clause that the act itself cites.
fn own_basis(body: &Body) -> Option<Citation> {
    match body {
        Body::Disposed { basis, .. }
        | Body::AmendmentDenied { basis, .. }
        | Body::Withdrawn { basis, .. }
        | Body::TermPassed { basis, .. }
        | Body::Held { basis, .. } => Some(basis.clone()),
        Body::Reviewed(reviewed) => match &reviewed.outcome {
            ReviewOutcome::Refused { basis, .. } => Some(basis.clone()),
            ReviewOutcome::Returned { .. } => reviewed.unmet.first().map(|check| check.basis.clone()),
            ReviewOutcome::Passed => None,
        },
        Body::Submitted(_)
        | Body::Accepted(_)
        | Body::ModeConfirmed(_)
        | Body::Resubmitted { .. }
        | Body::PlaceChosen { .. }
        | Body::StepDone(_)
        | Body::Arrived { .. }
        | Body::AmendmentAsked { .. }
        | Body::AmendmentGranted {}
        | Body::Contacted {}
        | Body::HoldLifted { .. }
        | Body::TransferOverdue { .. }
        | Body::SealNoted { .. }
        | Body::Noted { .. }
        | Body::WorkAsked { .. }
        | Body::WorkAccepted { .. }
        | Body::WorkAnswered { .. }
        | Body::Split { .. }
        | Body::Recorded(_)
        | Body::Region(_) => None,
    }
}

/// Whether an office answers for it.
fn decides(body: &Body) -> bool {
    match body {
        Body::Accepted(_)
        | Body::Reviewed(_)
        | Body::ModeConfirmed(_)
        | Body::Disposed { .. }
        | Body::AmendmentGranted {}
        | Body::AmendmentDenied { .. }
        | Body::Held { .. }
        | Body::HoldLifted { .. }
        | Body::StepDone(_)
        | Body::Arrived { .. }
        | Body::SealNoted { .. } => true,
        Body::Submitted(_)
        | Body::Resubmitted { .. }
        | Body::PlaceChosen { .. }
        | Body::AmendmentAsked { .. }
        | Body::Withdrawn { .. }
        | Body::Contacted {}
        | Body::TransferOverdue { .. }
        | Body::TermPassed { .. }
        | Body::Noted { .. }
        | Body::WorkAsked { .. }
        | Body::WorkAccepted { .. }
        | Body::WorkAnswered { .. }
        | Body::Split { .. }
        | Body::Recorded(_)
        | Body::Region(_) => false,
    }
}
