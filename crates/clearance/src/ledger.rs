//! The responsibility ledger of a case: who did or decided each thing, where, under which text and clause (「本方案」三(三)一).
//!
//! A pure function of the events: nothing is kept that could differ from them.

use crate::event::body::{CaseEvent, ReviewOutcome};
use crate::event::certificate::CertificateAct;
use crate::event::demand::{Lifted, WaiverAnswered, WaiverAsked};
use crate::event::file::FileAdded;
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
        if let Some(CaseEvent::Accepted(accepted)) = event.body.of_case() {
            policy.clone_from(&accepted.policy);
            mode.clone_from(&accepted.verdict.basis);
        } else if let Some(CaseEvent::ModeConfirmed(confirmed)) = event.body.of_case() {
            policy.clone_from(&confirmed.verdict.receipt.policy);
            mode.clone_from(&confirmed.verdict.basis);
        }
        entries.push((entry(event, &policy, &mode), event));
    }
    entries
}

fn entry(event: &Event, policy: &str, mode: &[Citation]) -> Entry {
    let (step, at) = event.body.of_case().map(place).unwrap_or_default();
    let decides = event.body.of_case().is_some_and(decides);
    Entry {
        version: event.version,
        kind: event.body.kind(),
        step,
        by: event.by.clone(),
        // What the text decided is answered for by the home of the case.
        office: at.or_else(|| event.by.office.clone()).or_else(|| decides.then(|| event.office.clone())),
        happened: event.happened,
        recorded: event.recorded,
        source: event.source,
        policy: policy.to_owned(),
        basis: event.body.of_case().and_then(own_basis).map_or_else(|| mode.to_vec(), |own| vec![own]),
        decides,
        numbers: event.body.numbers(),
    }
}

/// The step, and the office that did it.
fn place(body: &CaseEvent) -> (Option<StepName>, Option<OfficeCode>) {
    match body {
        CaseEvent::StepDone(done) => (Some(done.step.clone()), done.office.clone()),
        CaseEvent::Arrived { step, office, .. } => (Some(step.clone()), Some(office.clone())),
        CaseEvent::PlaceChosen { step, office } => (Some(step.clone()), Some(office.clone())),
        CaseEvent::TransferOverdue { step, .. } => (Some(step.clone()), None),
        CaseEvent::PaperGiven { office, .. } | CaseEvent::FileAdded(FileAdded { office, .. }) => (None, office.clone()),
        CaseEvent::Certificate(of) => (None, Some(of.office.clone())),
        CaseEvent::Held { office, .. }
        | CaseEvent::DocumentsAt { office }
        | CaseEvent::SealNoted { office, .. }
        | CaseEvent::DemandLifted(Lifted { office, .. })
        | CaseEvent::WaiverAsked(WaiverAsked { office, .. })
        | CaseEvent::WaiverAnswered(WaiverAnswered { office, .. }) => (None, Some(office.clone())),
        CaseEvent::Submitted(_)
        | CaseEvent::Accepted(_)
        | CaseEvent::Reviewed(_)
        | CaseEvent::ModeConfirmed(_)
        | CaseEvent::Resubmitted { .. }
        | CaseEvent::Disposed { .. }
        | CaseEvent::AmendmentAsked { .. }
        | CaseEvent::AmendmentGranted {}
        | CaseEvent::AmendmentDenied { .. }
        | CaseEvent::Withdrawn { .. }
        | CaseEvent::Contacted {}
        | CaseEvent::HoldLifted { .. }
        | CaseEvent::TermPassed { .. }
        | CaseEvent::Noted { .. }
        | CaseEvent::WorkAsked { .. }
        | CaseEvent::WorkAccepted { .. }
        | CaseEvent::WorkAnswered { .. }
        | CaseEvent::FilesErased(_)
        | CaseEvent::Confirmed(_)
        | CaseEvent::Split { .. }
        | CaseEvent::Recorded(_) => (None, None),
    }
}

/// The clause that the act itself cites.
fn own_basis(body: &CaseEvent) -> Option<Citation> {
    match body {
        CaseEvent::Disposed { basis, .. }
        | CaseEvent::AmendmentDenied { basis, .. }
        | CaseEvent::Withdrawn { basis, .. }
        | CaseEvent::TermPassed { basis, .. }
        | CaseEvent::Held { basis, .. } => Some(basis.clone()),
        CaseEvent::HoldLifted { basis, .. } | CaseEvent::DemandLifted(Lifted { basis, .. }) => basis.clone(),
        CaseEvent::Certificate(of) => {
            if let CertificateAct::Ended { basis, .. } | CertificateAct::Suspended { basis, .. } = &of.act {
                Some(basis.clone())
            } else {
                None
            }
        }
        CaseEvent::WaiverAsked(asked) => Some(asked.basis.clone()),
        CaseEvent::FilesErased(erased) => Some(erased.basis.clone()),
        CaseEvent::Reviewed(reviewed) => match &reviewed.outcome {
            ReviewOutcome::Refused { basis, .. } => Some(basis.clone()),
            ReviewOutcome::Returned { basis, .. } => {
                basis.clone().or_else(|| reviewed.unmet.first().map(|check| check.basis.clone()))
            }
            ReviewOutcome::Passed => None,
        },
        CaseEvent::Submitted(_)
        | CaseEvent::Accepted(_)
        | CaseEvent::ModeConfirmed(_)
        | CaseEvent::Resubmitted { .. }
        | CaseEvent::PlaceChosen { .. }
        | CaseEvent::StepDone(_)
        | CaseEvent::Arrived { .. }
        | CaseEvent::AmendmentAsked { .. }
        | CaseEvent::AmendmentGranted {}
        | CaseEvent::PaperGiven { .. }
        | CaseEvent::FileAdded(_)
        | CaseEvent::Confirmed(_)
        | CaseEvent::WaiverAnswered(_)
        | CaseEvent::DocumentsAt { .. }
        | CaseEvent::Contacted {}
        | CaseEvent::TransferOverdue { .. }
        | CaseEvent::SealNoted { .. }
        | CaseEvent::Noted { .. }
        | CaseEvent::WorkAsked { .. }
        | CaseEvent::WorkAccepted { .. }
        | CaseEvent::WorkAnswered { .. }
        | CaseEvent::Split { .. }
        | CaseEvent::Recorded(_) => None,
    }
}

/// Whether an office answers for it.
fn decides(body: &CaseEvent) -> bool {
    match body {
        CaseEvent::Accepted(_)
        | CaseEvent::Reviewed(_)
        | CaseEvent::ModeConfirmed(_)
        | CaseEvent::Disposed { .. }
        | CaseEvent::AmendmentGranted {}
        | CaseEvent::AmendmentDenied { .. }
        | CaseEvent::Held { .. }
        | CaseEvent::HoldLifted { .. }
        | CaseEvent::DemandLifted(_)
        | CaseEvent::WaiverAsked(_)
        | CaseEvent::WaiverAnswered(_)
        | CaseEvent::Certificate(_)
        | CaseEvent::StepDone(_)
        | CaseEvent::Arrived { .. }
        | CaseEvent::SealNoted { .. } => true,
        CaseEvent::Submitted(_)
        | CaseEvent::Resubmitted { .. }
        | CaseEvent::PlaceChosen { .. }
        | CaseEvent::AmendmentAsked { .. }
        | CaseEvent::Withdrawn { .. }
        | CaseEvent::PaperGiven { .. }
        | CaseEvent::FileAdded(_)
        | CaseEvent::FilesErased(_)
        | CaseEvent::Confirmed(_)
        | CaseEvent::DocumentsAt { .. }
        | CaseEvent::Contacted {}
        | CaseEvent::TransferOverdue { .. }
        | CaseEvent::TermPassed { .. }
        | CaseEvent::Noted { .. }
        | CaseEvent::WorkAsked { .. }
        | CaseEvent::WorkAccepted { .. }
        | CaseEvent::WorkAnswered { .. }
        | CaseEvent::Split { .. }
        | CaseEvent::Recorded(_) => false,
    }
}
