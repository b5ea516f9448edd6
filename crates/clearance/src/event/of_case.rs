//! What happens to a case.

use super::act::{Arrival, Paper, Reply, SealSeen};
use super::certificate::OfCertificate;
use super::demand::{DemandOf, Lifted, WaiverAnswered, WaiverAsked};
use super::file::{Confirmed, FileAdded, FilesErased};
use super::record::{Disposition, Slot, StepDone};
pub use super::review::{ReviewOutcome, Reviewed, UnmetCheck};
use crate::decision::{Receipt, Verdict};
use crate::declaration::Version;
use crate::event::share::Share;
use policy::Citation;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use values::calendar::{Day, Timestamp};
use values::code::TableCode;
use values::id::{CaseNo, ModeName, OfficeCode, QueryCode, StepName};

/// A lot of a case: line x batch, numbered from 1 in the order in which lots came to be.
pub type LotId = u16;

/// What happened. Variants and fields are never renamed or removed; new fields have defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "is", rename_all = "snake_case")]
pub enum CaseEvent {
    /// A valid declaration was handed in.
    Submitted(Submitted),
    /// 受理: the case exists, with its number, home, policy and day.
    Accepted(Accepted),
    /// 审单: the outcome of review.
    Reviewed(Reviewed),
    /// The mode and plan that hold from here on.
    ModeConfirmed(ModeConfirmed),
    /// A corrected declaration after a return.
    Resubmitted {
        /// The new version.
        version: Box<Version>,
    },
    /// A place was chosen for a step.
    PlaceChosen {
        /// The step.
        step: StepName,
        /// The office.
        office: OfficeCode,
    },
    /// A step was done, at least for some lots.
    StepDone(StepDone),
    /// The goods arrived inland; inspection opens and the due time stops.
    Arrived {
        /// The step whose arrival it is (调离).
        step: StepName,
        /// Office that received the goods.
        office: OfficeCode,
        /// What the officer said.
        #[serde(flatten)]
        said: Arrival,
    },
    /// What becomes of a lot that failed.
    Disposed {
        /// The lot.
        lot: LotId,
        /// What becomes of it.
        disposition: Disposition,
        /// By which text.
        basis: Citation,
    },
    /// The enterprise asks to change the declaration.
    AmendmentAsked {
        /// The declaration as it would be.
        version: Box<Version>,
        /// Reason given.
        reason: String,
    },
    /// An amendment was granted; the asked version holds.
    AmendmentGranted {},
    /// An amendment was denied.
    AmendmentDenied {
        /// By which text.
        basis: Citation,
        /// In words.
        note: String,
    },
    /// The case ended before any document was issued.
    Withdrawn {
        /// Asked for by the enterprise, or by the 30 days without contact.
        automatic: bool,
        /// By which text.
        basis: Citation,
    },
    /// A paper that a rule demands was given, without an amendment.
    PaperGiven {
        /// Which.
        #[serde(flatten)]
        paper: Paper,
        /// The office that gave it; none for the enterprise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        office: Option<OfficeCode>,
        /// The review is done again, since the rule says so of what comes after it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        again: bool,
    },
    /// A file was given.
    FileAdded(FileAdded),
    /// The content of files was destroyed.
    FilesErased(FilesErased),
    /// The enterprise confirmed what it declared and gave.
    Confirmed(Confirmed),
    /// A hold that a rule asks for was lifted by whom the rule names.
    DemandLifted(Lifted),
    /// An officer asks that a demand of a rule be waived in this case.
    WaiverAsked(WaiverAsked),
    /// Another natural person confirmed a waiver, or did not.
    WaiverAnswered(WaiverAnswered),
    /// Something happened to a paper that offices issue of the case.
    Certificate(Box<OfCertificate>),
    /// 领证地: where papers are engrossed, signed and fetched.
    DocumentsAt {
        /// The office.
        office: OfficeCode,
    },
    /// The enterprise got in touch for inspection (报检联系); the 30 days start anew.
    Contacted {},
    /// The goods are held by a competent office.
    Held {
        /// Number of the hold in the case, from 1.
        hold: u16,
        /// The office that holds.
        office: OfficeCode,
        /// Why.
        reason: String,
        /// By which text.
        basis: Citation,
    },
    /// A hold was lifted.
    HoldLifted {
        /// Number of the hold.
        hold: u16,
        /// Why.
        reason: String,
        /// By which text, where one was cited.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        basis: Option<Citation>,
    },
    /// A move inland did not arrive in time.
    TransferOverdue {
        /// The step (调离).
        step: StepName,
        /// When it was due.
        due: Timestamp,
    },
    /// A term of the text passed without what it asks for.
    TermPassed {
        /// Its name in the text.
        term: String,
        /// When it was due.
        due: Timestamp,
        /// The goods must be declared and inspected again, which ends the case.
        ends: bool,
        /// By which text.
        basis: Citation,
    },
    /// The port looked at a seal unasked: never a task, never a condition of release.
    SealNoted {
        /// The office that looked.
        office: OfficeCode,
        /// What the officer said.
        #[serde(flatten)]
        seen: SealSeen,
    },
    /// A note for the other offices of the region; the enterprise does not see it.
    Noted {
        /// In words.
        note: String,
    },
    /// 协作事项: one office asks another for something about the case (「本方案」一).
    WorkAsked {
        /// Number of the item in the case, from 1.
        item: u16,
        /// The office that asks.
        from: OfficeCode,
        /// The office that is asked.
        to: OfficeCode,
        /// What for.
        what: String,
        /// By when an answer is due.
        due: Timestamp,
        /// What of the case is shared for it; events of before say nothing and share the goods.
        #[serde(default, skip_serializing_if = "Share::is_goods")]
        share: Share,
        /// The rule that asks for it after release (放行后), where one does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule: Option<DemandOf>,
    },
    /// The office asked took the item on.
    WorkAccepted {
        /// Number of the item.
        item: u16,
    },
    /// The office asked answered.
    WorkAnswered {
        /// Number of the item.
        item: u16,
        /// What it answered.
        #[serde(flatten)]
        said: Reply,
    },
    /// The declaration was split; this case ended and others go on.
    Split {
        /// Numbers of the new cases.
        into: Vec<Slot>,
    },
    /// A case of history, closed elsewhere, kept with its outcome.
    Recorded(Recorded),
}

/// A declaration was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submitted {
    /// As declared, personal data sealed apart.
    pub version: Box<Version>,
}

/// The case came to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// Day of acceptance in the region's zone: the day that counts by default.
    pub day: Day,
    /// Version of the policy text, SHA-256 in hex.
    pub policy: String,
    /// Code by which the public may ask for the status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query_code: Option<QueryCode>,
    /// The mode as it looks before review, with its receipt.
    pub verdict: Arc<Verdict>,
    /// The case this one was split from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split_from: Option<CaseNo>,
}

/// The mode and its plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModeConfirmed {
    /// The decision with its receipt.
    pub verdict: Arc<Verdict>,
    /// Why it was decided now.
    pub cause: Cause,
    /// The papers asked for that offices draft, by their kinds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<TableCode>,
}

/// What made a decision be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Review passed.
    Review,
    /// An amendment was granted.
    Amendment,
    /// A corrected declaration came after a return.
    Correction,
    /// A restriction fell on the owner while the case was open.
    Restriction,
    /// An edition was adopted that counts for open cases too (一并适用).
    Edition,
}

/// A closed case of history with its known outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Name of the map and of the data set.
    pub source: String,
    /// The source's own number.
    pub source_no: String,
    /// Day of acceptance.
    pub day: Day,
    /// As declared.
    pub version: Box<Version>,
    /// What the platform's text of that day would have decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<ModeName>,
    /// Outcomes that the source knows, such as a fraud label, by its own words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<(String, String)>,
}

impl CaseEvent {
    /// The stable word of the kind, as it stands in the bytes.
    pub(super) fn word(&self) -> &'static str {
        match self {
            CaseEvent::Submitted(_) => "submitted",
            CaseEvent::Accepted(_) => "accepted",
            CaseEvent::Reviewed(_) => "reviewed",
            CaseEvent::ModeConfirmed(_) => "mode_confirmed",
            CaseEvent::Resubmitted { .. } => "resubmitted",
            CaseEvent::PlaceChosen { .. } => "place_chosen",
            CaseEvent::StepDone(_) => "step_done",
            CaseEvent::Arrived { .. } => "arrived",
            CaseEvent::Disposed { .. } => "disposed",
            CaseEvent::AmendmentAsked { .. } => "amendment_asked",
            CaseEvent::AmendmentGranted {} => "amendment_granted",
            CaseEvent::AmendmentDenied { .. } => "amendment_denied",
            CaseEvent::Withdrawn { .. } => "withdrawn",
            CaseEvent::PaperGiven { .. } => "paper_given",
            CaseEvent::FileAdded(_) => "file_added",
            CaseEvent::FilesErased(_) => "files_erased",
            CaseEvent::Confirmed(_) => "confirmed",
            CaseEvent::DemandLifted(_) => "demand_lifted",
            CaseEvent::WaiverAsked(_) => "waiver_asked",
            CaseEvent::WaiverAnswered(_) => "waiver_answered",
            CaseEvent::Certificate(_) => "certificate",
            CaseEvent::DocumentsAt { .. } => "documents_at",
            CaseEvent::Contacted {} => "contacted",
            CaseEvent::Held { .. } => "held",
            CaseEvent::HoldLifted { .. } => "hold_lifted",
            CaseEvent::TransferOverdue { .. } => "transfer_overdue",
            CaseEvent::TermPassed { .. } => "term_passed",
            CaseEvent::SealNoted { .. } => "seal_noted",
            CaseEvent::Noted { .. } => "noted",
            CaseEvent::WorkAsked { .. } => "work_asked",
            CaseEvent::WorkAccepted { .. } => "work_accepted",
            CaseEvent::WorkAnswered { .. } => "work_answered",
            CaseEvent::Split { .. } => "split",
            CaseEvent::Recorded(_) => "recorded",
        }
    }

    /// Whether it is a note or a work item between offices: for officers alone, and nothing of the case follows from it.
    pub fn is_cooperation(&self) -> bool {
        matches!(
            self,
            CaseEvent::Noted { .. }
                | CaseEvent::WorkAsked { .. }
                | CaseEvent::WorkAccepted { .. }
                | CaseEvent::WorkAnswered { .. }
        )
    }

    /// Whether it is for officers alone: what offices write to each other and give of files, and what became of demands of rules,
    /// which may be such as the declarant is told nothing of.
    pub fn for_officers(&self) -> bool {
        let settles =
            matches!(self, CaseEvent::DemandLifted(_) | CaseEvent::WaiverAsked(_) | CaseEvent::WaiverAnswered(_));
        let office = matches!(self, CaseEvent::FileAdded(FileAdded { office: Some(_), .. }));
        let inside = matches!(self, CaseEvent::Certificate(of) if of.act.is_inside());
        settles || office || inside || self.is_cooperation()
    }

    /// The work item that it is about.
    pub fn work_item(&self) -> Option<u16> {
        if let CaseEvent::WorkAsked { item, .. }
        | CaseEvent::WorkAccepted { item }
        | CaseEvent::WorkAnswered { item, .. } = self
        {
            Some(*item)
        } else {
            None
        }
    }

    /// The receipt of the decision that this event carries, if it carries one.
    pub fn receipt(&self) -> Option<&Receipt> {
        if let CaseEvent::Accepted(accepted) = self {
            Some(&accepted.verdict.receipt)
        } else if let CaseEvent::ModeConfirmed(confirmed) = self {
            Some(&confirmed.verdict.receipt)
        } else {
            None
        }
    }
}
