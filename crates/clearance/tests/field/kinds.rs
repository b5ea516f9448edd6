//! Every kind of event there is, so that none is without its sample.

use clearance::event::body::{Beside, Body, CaseEvent};
use clearance::event::region::RegionEvent;

/// Every kind that there is. A new kind is added here, and then wants its sample.
pub const KINDS: [&str; 60] = [
    "accepted",
    "account_opened",
    "account_restored",
    "account_suspended",
    "amendment_asked",
    "amendment_denied",
    "amendment_granted",
    "arrived",
    "blacklist_lifted",
    "blacklisted",
    "confirmed",
    "contacted",
    "demand_lifted",
    "disposed",
    "edition_eased",
    "edition_proposed",
    "edition_withdrawn",
    "enterprise_registered",
    "enterprise_renamed",
    "file_added",
    "files_erased",
    "grade_given",
    "held",
    "hold_lifted",
    "mandate_given",
    "mandate_revoked",
    "mode_confirmed",
    "noted",
    "paper_given",
    "person_erased",
    "person_registered",
    "person_renamed",
    "place_chosen",
    "policy_adopted",
    "recorded",
    "resubmitted",
    "retention_ended",
    "reviewed",
    "role_granted",
    "role_revoked",
    "seal_noted",
    "split",
    "step_done-accept",
    "step_done-certify",
    "step_done-clear",
    "step_done-examine",
    "step_done-forward",
    "step_done-move",
    "step_done-release",
    "step_done-supervise",
    "step_done-treat",
    "submitted",
    "term_passed",
    "transfer_overdue",
    "waiver_answered",
    "waiver_asked",
    "withdrawn",
    "work_accepted",
    "work_answered",
    "work_asked",
];

/// Whoever adds a kind of event meets this match, and then the list above.
pub fn listed(body: &Body) -> bool {
    let kind = match body {
        Body::Case(
            CaseEvent::Submitted(_)
            | CaseEvent::Accepted(_)
            | CaseEvent::Reviewed(_)
            | CaseEvent::ModeConfirmed(_)
            | CaseEvent::Resubmitted { .. }
            | CaseEvent::PlaceChosen { .. }
            | CaseEvent::StepDone(_)
            | CaseEvent::Arrived { .. }
            | CaseEvent::Disposed { .. }
            | CaseEvent::AmendmentAsked { .. }
            | CaseEvent::AmendmentGranted {}
            | CaseEvent::AmendmentDenied { .. }
            | CaseEvent::Withdrawn { .. }
            | CaseEvent::PaperGiven { .. }
            | CaseEvent::FileAdded(_)
            | CaseEvent::FilesErased(_)
            | CaseEvent::Confirmed(_)
            | CaseEvent::DemandLifted(_)
            | CaseEvent::WaiverAsked(_)
            | CaseEvent::WaiverAnswered(_)
            | CaseEvent::Contacted {}
            | CaseEvent::Held { .. }
            | CaseEvent::HoldLifted { .. }
            | CaseEvent::TransferOverdue { .. }
            | CaseEvent::TermPassed { .. }
            | CaseEvent::SealNoted { .. }
            | CaseEvent::Noted { .. }
            | CaseEvent::WorkAsked { .. }
            | CaseEvent::WorkAccepted { .. }
            | CaseEvent::WorkAnswered { .. }
            | CaseEvent::Split { .. }
            | CaseEvent::Recorded(_),
        ) => body.kind(),
        Body::Beside(Beside::Region(event)) => of_region(body, event),
    };
    KINDS.into_iter().any(|k| k.split('-').next() == Some(kind))
}

/// The same for what belongs to no case.
fn of_region(body: &Body, event: &RegionEvent) -> &'static str {
    match event {
        RegionEvent::PolicyAdopted { .. }
        | RegionEvent::EditionProposed { .. }
        | RegionEvent::EditionEased { .. }
        | RegionEvent::EditionWithdrawn { .. }
        | RegionEvent::EnterpriseRegistered { .. }
        | RegionEvent::EnterpriseRenamed { .. }
        | RegionEvent::PersonRenamed { .. }
        | RegionEvent::GradeGiven { .. }
        | RegionEvent::Blacklisted { .. }
        | RegionEvent::BlacklistLifted { .. }
        | RegionEvent::PersonRegistered { .. }
        | RegionEvent::PersonErased { .. }
        | RegionEvent::AccountOpened { .. }
        | RegionEvent::RoleGranted { .. }
        | RegionEvent::RoleRevoked { .. }
        | RegionEvent::AccountSuspended { .. }
        | RegionEvent::AccountRestored { .. }
        | RegionEvent::MandateGiven { .. }
        | RegionEvent::MandateRevoked { .. }
        | RegionEvent::RetentionEnded { .. } => body.kind(),
    }
}
