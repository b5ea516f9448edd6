//! What events bring with them: a version of a declaration, and digests of personal data that are sealed apart.

use crate::declaration::{SealedField, Version};
use crate::event::body::{CaseEvent, Domain};
use crate::event::governance::GovernanceEvent;
use crate::event::region::RegionEvent;

impl CaseEvent {
    /// The version of a declaration that it brings, if it brings one.
    pub fn version(&self) -> Option<&Version> {
        match self {
            CaseEvent::Submitted(submitted) => Some(&submitted.version),
            CaseEvent::Recorded(recorded) => Some(&recorded.version),
            CaseEvent::Resubmitted { version } | CaseEvent::AmendmentAsked { version, .. } => Some(version),
            CaseEvent::Accepted(_)
            | CaseEvent::Reviewed(_)
            | CaseEvent::ModeConfirmed(_)
            | CaseEvent::PlaceChosen { .. }
            | CaseEvent::StepDone(_)
            | CaseEvent::Arrived { .. }
            | CaseEvent::Disposed { .. }
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
            | CaseEvent::Split { .. } => None,
        }
    }
}

impl Domain for CaseEvent {
    fn kind(&self) -> &'static str {
        self.word()
    }

    fn sealed(&self) -> &[SealedField] {
        self.version().map_or(&[][..], |version| &version.declaration.sealed)
    }
}

impl Domain for GovernanceEvent {
    fn kind(&self) -> &'static str {
        self.word()
    }

    fn sealed(&self) -> &[SealedField] {
        &[]
    }
}

impl Domain for RegionEvent {
    fn kind(&self) -> &'static str {
        self.word()
    }

    fn restricts(&self) -> bool {
        self.takes_away()
    }

    fn sealed(&self) -> &[SealedField] {
        match self {
            RegionEvent::PersonRegistered { sealed, .. }
            | RegionEvent::PersonRenamed { sealed, .. }
            | RegionEvent::SpecimenGiven { sealed, .. } => sealed,
            RegionEvent::PolicyAdopted { .. }
            | RegionEvent::EditionProposed { .. }
            | RegionEvent::EditionEased { .. }
            | RegionEvent::EditionWithdrawn { .. }
            | RegionEvent::EnterpriseRegistered { .. }
            | RegionEvent::GradeGiven { .. }
            | RegionEvent::Blacklisted { .. }
            | RegionEvent::BlacklistLifted { .. }
            | RegionEvent::EnterpriseRenamed { .. }
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
            | RegionEvent::RetentionEnded { .. } => &[],
        }
    }
}
