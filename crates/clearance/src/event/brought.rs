//! What events bring with them: a version of a declaration, and digests of personal data that are sealed apart.

use crate::declaration::{SealedField, Version};
use crate::event::body::Body;
use crate::event::region::RegionEvent;

impl Body {
    /// The version of a declaration that it brings, if it brings one.
    pub fn version(&self) -> Option<&Version> {
        match self {
            Body::Submitted(submitted) => Some(&submitted.version),
            Body::Recorded(recorded) => Some(&recorded.version),
            Body::Resubmitted { version } | Body::AmendmentAsked { version, .. } => Some(version),
            Body::Accepted(_)
            | Body::Reviewed(_)
            | Body::ModeConfirmed(_)
            | Body::PlaceChosen { .. }
            | Body::StepDone(_)
            | Body::Arrived { .. }
            | Body::Disposed { .. }
            | Body::AmendmentGranted {}
            | Body::AmendmentDenied { .. }
            | Body::Withdrawn { .. }
            | Body::Contacted {}
            | Body::Held { .. }
            | Body::HoldLifted { .. }
            | Body::TransferOverdue { .. }
            | Body::TermPassed { .. }
            | Body::SealNoted { .. }
            | Body::Noted { .. }
            | Body::WorkAsked { .. }
            | Body::WorkAccepted { .. }
            | Body::WorkAnswered { .. }
            | Body::Split { .. }
            | Body::Region(_) => None,
        }
    }

    /// Whether it names a subject whose personal data are sealed apart.
    pub fn seals(&self, subject: &str) -> bool {
        let of_declaration = self.version().map_or(&[][..], |version| &version.declaration.sealed);
        let sealed = if let Body::Region(event) = self { event.sealed() } else { of_declaration };
        sealed.iter().any(|field| field.subject == subject)
    }
}

impl RegionEvent {
    /// Digests of the personal data that are sealed apart with it.
    fn sealed(&self) -> &[SealedField] {
        match self {
            RegionEvent::PersonRegistered { sealed, .. } | RegionEvent::PersonRenamed { sealed, .. } => sealed,
            RegionEvent::PolicyAdopted { .. }
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
            | RegionEvent::MandateRevoked { .. } => &[],
        }
    }
}
