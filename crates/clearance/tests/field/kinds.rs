//! Every kind of event there is, so that none is without its sample.

use clearance::event::body::{Beside, Body, CaseEvent};
use clearance::event::governance::GovernanceEvent;
use clearance::event::region::RegionEvent;

/// Every kind that there is. A new kind is added here, and then wants its sample.
pub const KINDS: [&str; 99] = [
    "accepted",
    "account_opened",
    "account_restored",
    "account_suspended",
    "amendment_asked",
    "amendment_denied",
    "amendment_granted",
    "arrived",
    "ballot_cast",
    "blacklist_lifted",
    "blacklisted",
    "certificate-checked",
    "certificate-drafted",
    "certificate-ended",
    "certificate-engrossed",
    "certificate-handed_over",
    "certificate-handed_over-sheets",
    "certificate-issued",
    "certificate-issued-sealed",
    "certificate-lifted",
    "certificate-proofread",
    "certificate-sent_back",
    "certificate-signed",
    "certificate-suspended",
    "certificate-used",
    "confirmed",
    "consultation_ended",
    "contacted",
    "demand_lifted",
    "disposed",
    "documents_at",
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
    "opinion_answered",
    "opinion_given",
    "opinion_settled",
    "paper_given",
    "person_erased",
    "person_registered",
    "person_renamed",
    "place_chosen",
    "policy_adopted",
    "policy_adopted-carried",
    "proposal_approved",
    "proposal_carried",
    "proposal_drafted",
    "proposal_edited",
    "proposal_filed",
    "proposal_lapsed",
    "proposal_made",
    "proposal_refused",
    "proposal_resumed",
    "proposal_submitted",
    "proposal_suspended",
    "proposal_withdrawn",
    "recorded",
    "resubmitted",
    "retention_ended",
    "reviewed",
    "role_granted",
    "role_revoked",
    "seal_key_opened",
    "seal_key_revoked",
    "seal_noted",
    "sheets_ended",
    "sheets_moved",
    "sheets_received",
    "specimen_given",
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
            | CaseEvent::Certificate(_)
            | CaseEvent::DocumentsAt { .. }
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
        Body::Beside(Beside::Governance(event)) => of_governance(body, event),
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
        | RegionEvent::SealKeyOpened(_)
        | RegionEvent::SealKeyRevoked { .. }
        | RegionEvent::Sheets(_)
        | RegionEvent::SpecimenGiven { .. }
        | RegionEvent::RetentionEnded { .. } => body.kind(),
    }
}

/// The same for what the bureaus make together.
fn of_governance(body: &Body, event: &GovernanceEvent) -> &'static str {
    match event {
        GovernanceEvent::ProposalDrafted { .. }
        | GovernanceEvent::ProposalEdited { .. }
        | GovernanceEvent::ProposalMade { .. }
        | GovernanceEvent::OpinionGiven { .. }
        | GovernanceEvent::OpinionAnswered { .. }
        | GovernanceEvent::OpinionSettled { .. }
        | GovernanceEvent::ConsultationEnded { .. }
        | GovernanceEvent::BallotCast { .. }
        | GovernanceEvent::ProposalSubmitted { .. }
        | GovernanceEvent::ProposalApproved { .. }
        | GovernanceEvent::ProposalRefused { .. }
        | GovernanceEvent::ProposalCarried { .. }
        | GovernanceEvent::ProposalFiled { .. }
        | GovernanceEvent::ProposalSuspended { .. }
        | GovernanceEvent::ProposalResumed { .. }
        | GovernanceEvent::ProposalWithdrawn { .. }
        | GovernanceEvent::ProposalLapsed { .. } => body.kind(),
    }
}
