//! The ledger of a case: who answers for what, told from its events alone.

use super::timeline::tell;
use crate::page::Frame;
use crate::page::name::Names;
use crate::page::part::Moment;
use clearance::case::Case;
use clearance::event::Event;
use clearance::event::body::Body;

/// One line of the ledger: who answers for what.
pub struct Duty {
    /// What was done.
    pub what: String,
    /// With which outcome.
    pub outcome: String,
    /// The office.
    pub office: String,
    /// The role.
    pub role: &'static str,
    /// The account.
    pub account: String,
    /// When.
    pub at: Moment,
}

/// The ledger: every act of an officer that somebody answers for, in the order in which they were done.
pub fn ledger(frame: &Frame, names: &Names, case: &Case, events: &[Event]) -> Vec<Duty> {
    let mode = case.verdict.as_ref().map(|verdict| verdict.mode.clone());
    let answered = events.iter().filter(|event| answers_for(&event.body));
    let duty = |event: &Event| {
        let told = tell(frame, names, mode.as_ref(), event);
        let by = event.by.office.as_ref().map(|office| names.office(office.as_str()));
        // The office has a column of its own.
        let here = names.say("case.office");
        Duty {
            what: told.what,
            outcome: told
                .details
                .into_iter()
                .filter(|(label, _)| label != here)
                .map(|(label, value)| format!("{label} {value}"))
                .collect::<Vec<_>>()
                .join(" · "),
            office: by.unwrap_or_default(),
            role: names.role(event.by.role),
            account: event.by.account.to_string(),
            at: frame.moment(event.happened),
        }
    };
    answered.map(duty).collect()
}

/// Whether an officer answers for an event; what enterprises do and what merely follows is left to the timeline.
fn answers_for(body: &Body) -> bool {
    match body {
        Body::Reviewed(_)
        | Body::StepDone(_)
        | Body::Arrived { .. }
        | Body::Disposed { .. }
        | Body::AmendmentGranted {}
        | Body::AmendmentDenied { .. }
        | Body::Held { .. }
        | Body::HoldLifted { .. }
        | Body::SealNoted { .. }
        | Body::WorkAsked { .. }
        | Body::WorkAnswered { .. } => true,
        Body::Submitted(_)
        | Body::Accepted(_)
        | Body::ModeConfirmed(_)
        | Body::Resubmitted { .. }
        | Body::PlaceChosen { .. }
        | Body::AmendmentAsked { .. }
        | Body::Withdrawn { .. }
        | Body::Contacted {}
        | Body::TransferOverdue { .. }
        | Body::TermPassed { .. }
        | Body::Noted { .. }
        | Body::WorkAccepted { .. }
        | Body::Split { .. }
        | Body::Recorded(_)
        | Body::Region(_) => false,
    }
}
