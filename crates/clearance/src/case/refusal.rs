//! Why a command is not allowed: each reason with the text that says so.

use policy::{Citation, Policy};
use values::calendar::Day;
use values::id::{ModeName, OfficeCode, StepName};
use values::text::Text;

/// Reasons by which [`super::decide`] says no. The region's text gives each its clause (`refusals.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // `code` and the region's text say what each one is.
pub enum Reason {
    StageClosed,
    NotReturned,
    PlaceNotAllowed,
    OfficeNotCapable,
    GateNotMet,
    OwnerNotRegistered,
    MandateMissing,
    StepUnknown,
    StepNotNeeded,
    StepNotOpen,
    StepDone,
    NotArrived,
    WrongOffice,
    Held,
    LotUnknown,
    LotNotFailed,
    LotsPending,
    QuantityNotConserved,
    ReworkExhausted,
    DispositionNotAllowed,
    GoodsNotPassed,
    WorseAtRelease,
    AmendmentTooLate,
    DifferentCommodity,
    InspectedGoodsChanged,
    AmendmentPending,
    NoAmendment,
    DocumentsIssued,
    SplitNotOffered,
    SamePerson,
    HoldUnknown,
    ReviewNotWaiting,
    BasisMissing,
    TimeOrder,
    NotDue,
    AlreadyArrived,
    TransferNotOpen,
    DeclarationFaulty,
    ModeNotOffered,
    ResultExpired,
    WorkUnknown,
    WorkNotWaiting,
    WorkOffice,
    WorkDuePassed,
    WorkShare,
    WordsMissing,
    TreatmentUnnamed,
    TreatmentUnknown,
    BasisUnknown,
    NotPermitted,
    DirectionNotOffered,
    ListUnsettled,
    FindingsMissing,
    LotTwice,
    LotNotOpen,
    HoldOffice,
    Returned,
    WorkUnfit,
    StepMoot,
    DemandOpen,
    PaperNotWanted,
    /// The text takes no files of this kind.
    FileKind,
    /// The file is larger than the text takes.
    FileLarge,
    /// What it belongs to, or whose place it takes, is not there.
    FileUnknown,
    /// The case has as many files as it may.
    FilesMany,
    /// The case has not ended: its files are kept.
    FilesKept,
    /// The one who confirms did not show his password within the last ten minutes.
    NotFresh,
    /// What is to be confirmed is not what stands.
    ContentsChanged,
    DemandUnknown,
    DemandStrict,
    NotNamed,
    WaiverPending,
    WaiverUnknown,
    MeasurementUnfit,
    BeyondLimit,
    TreatmentWeak,
    SkillMissing,
    /// The proposal of an edition does not wait any more.
    ProposalClosed,
    /// The first day of the edition is over.
    EditionDayPast,
    /// Another edition was adopted since it was proposed.
    EditionMoved,
    /// A process has not prepared the edition.
    EditionNotPrepared,
    /// A text of this kind is made by votes.
    VotesWanted,
    /// Nobody does this to a proposal in this state.
    ProposalStage,
    /// Others do this to the proposal.
    ProposalParty,
    /// The text has changed since it was seen.
    ProposalEdited,
    /// Another proposal on the same entry was carried.
    ProposalOvertaken,
    /// A natural person has another part in it.
    VoterTwice,
    /// An opinion is open.
    OpinionOpen,
    /// The days of consultation are not over.
    ConsultationRuns,
    /// The days of consultation are over.
    ConsultationOver,
    /// There is no such open opinion.
    OpinionUnknown,
    /// An entry does not say what it is taken to say.
    EntryMoved,
    /// The bureau is no member on the day.
    SeatMissing,
    /// The case has no such paper.
    CertificateUnknown,
    /// The text has no form for such a paper, or not for goods that go this way.
    CertificateKind,
    /// The goods do not have the result that it rests on.
    CertificateResult,
    /// Another paper of the kind states the same goods.
    CertificateTwice,
    /// A block is not filled as the form wants it.
    CertificateContent,
    /// The paper waits for another step.
    CertificateStep,
    /// Another office does this step of the paper.
    CertificateOffice,
    /// The engrossed paper does not say what the draft says.
    CertificateDiffers,
    /// The original of the paper in whose place it comes is not back.
    CertificateOriginal,
    /// The paper does not count any more.
    CertificateEnded,
    /// The case has as many papers as it may.
    CertificatesMany,
    /// The paper does not count for the time being, or does.
    CertificateSuspended,
    /// A paper was used already.
    CertificateUsed,
    /// Sheets are no run of one stock, or not those that the paper is given out on.
    SheetsWrong,
    /// The office does not have the sheet.
    SheetNotHeld,
    /// A sheet is used up, or known already.
    SheetUsed,
    /// The office has no key that is good to seal papers with.
    SealKeyMissing,
}

impl Reason {
    /// Every reason with its stable code: the region's text must give a clause for each.
    pub const CODES: [(Reason, &'static str); 110] = [
        (Reason::StageClosed, "stage_closed"),
        (Reason::NotReturned, "not_returned"),
        (Reason::PlaceNotAllowed, "place_not_allowed"),
        (Reason::OfficeNotCapable, "office_not_capable"),
        (Reason::GateNotMet, "gate_not_met"),
        (Reason::OwnerNotRegistered, "owner_not_registered"),
        (Reason::MandateMissing, "mandate_missing"),
        (Reason::StepUnknown, "step_unknown"),
        (Reason::StepNotNeeded, "step_not_needed"),
        (Reason::StepNotOpen, "step_not_open"),
        (Reason::StepDone, "step_done"),
        (Reason::NotArrived, "not_arrived"),
        (Reason::WrongOffice, "wrong_office"),
        (Reason::Held, "held"),
        (Reason::LotUnknown, "lot_unknown"),
        (Reason::LotNotFailed, "lot_not_failed"),
        (Reason::LotsPending, "lots_pending"),
        (Reason::QuantityNotConserved, "quantity_not_conserved"),
        (Reason::ReworkExhausted, "rework_exhausted"),
        (Reason::DispositionNotAllowed, "disposition_not_allowed"),
        (Reason::GoodsNotPassed, "goods_not_passed"),
        (Reason::WorseAtRelease, "worse_at_release"),
        (Reason::AmendmentTooLate, "amendment_too_late"),
        (Reason::DifferentCommodity, "different_commodity"),
        (Reason::InspectedGoodsChanged, "inspected_goods_changed"),
        (Reason::AmendmentPending, "amendment_pending"),
        (Reason::NoAmendment, "no_amendment"),
        (Reason::DocumentsIssued, "documents_issued"),
        (Reason::SplitNotOffered, "split_not_offered"),
        (Reason::SamePerson, "same_person"),
        (Reason::HoldUnknown, "hold_unknown"),
        (Reason::ReviewNotWaiting, "review_not_waiting"),
        (Reason::BasisMissing, "basis_missing"),
        (Reason::TimeOrder, "time_order"),
        (Reason::NotDue, "not_due"),
        (Reason::AlreadyArrived, "already_arrived"),
        (Reason::TransferNotOpen, "transfer_not_open"),
        (Reason::DeclarationFaulty, "declaration_faulty"),
        (Reason::ModeNotOffered, "mode_not_offered"),
        (Reason::ResultExpired, "result_expired"),
        (Reason::WorkUnknown, "work_unknown"),
        (Reason::WorkNotWaiting, "work_not_waiting"),
        (Reason::WorkOffice, "work_office"),
        (Reason::WorkDuePassed, "work_due_passed"),
        (Reason::WorkShare, "work_share"),
        (Reason::WordsMissing, "words_missing"),
        (Reason::TreatmentUnnamed, "treatment_unnamed"),
        (Reason::TreatmentUnknown, "treatment_unknown"),
        (Reason::BasisUnknown, "basis_unknown"),
        (Reason::NotPermitted, "not_permitted"),
        (Reason::DirectionNotOffered, "direction_not_offered"),
        (Reason::ListUnsettled, "list_unsettled"),
        (Reason::FindingsMissing, "findings_missing"),
        (Reason::LotTwice, "lot_twice"),
        (Reason::LotNotOpen, "lot_not_open"),
        (Reason::HoldOffice, "hold_office"),
        (Reason::Returned, "returned"),
        (Reason::WorkUnfit, "work_unfit"),
        (Reason::StepMoot, "step_moot"),
        (Reason::DemandOpen, "demand_open"),
        (Reason::PaperNotWanted, "paper_not_wanted"),
        (Reason::FileKind, "file_kind"),
        (Reason::FileLarge, "file_large"),
        (Reason::FileUnknown, "file_unknown"),
        (Reason::FilesMany, "files_many"),
        (Reason::FilesKept, "files_kept"),
        (Reason::NotFresh, "not_fresh"),
        (Reason::ContentsChanged, "contents_changed"),
        (Reason::DemandUnknown, "demand_unknown"),
        (Reason::DemandStrict, "demand_strict"),
        (Reason::NotNamed, "not_named"),
        (Reason::WaiverPending, "waiver_pending"),
        (Reason::WaiverUnknown, "waiver_unknown"),
        (Reason::MeasurementUnfit, "measurement_unfit"),
        (Reason::BeyondLimit, "beyond_limit"),
        (Reason::TreatmentWeak, "treatment_weak"),
        (Reason::SkillMissing, "skill_missing"),
        (Reason::ProposalClosed, "proposal_closed"),
        (Reason::EditionDayPast, "edition_day_past"),
        (Reason::EditionMoved, "edition_moved"),
        (Reason::EditionNotPrepared, "edition_not_prepared"),
        (Reason::VotesWanted, "votes_wanted"),
        (Reason::ProposalStage, "proposal_stage"),
        (Reason::ProposalParty, "proposal_party"),
        (Reason::ProposalEdited, "proposal_edited"),
        (Reason::ProposalOvertaken, "proposal_overtaken"),
        (Reason::VoterTwice, "voter_twice"),
        (Reason::OpinionOpen, "opinion_open"),
        (Reason::ConsultationRuns, "consultation_runs"),
        (Reason::ConsultationOver, "consultation_over"),
        (Reason::OpinionUnknown, "opinion_unknown"),
        (Reason::EntryMoved, "entry_moved"),
        (Reason::SeatMissing, "seat_missing"),
        (Reason::CertificateUnknown, "certificate_unknown"),
        (Reason::CertificateKind, "certificate_kind"),
        (Reason::CertificateResult, "certificate_result"),
        (Reason::CertificateTwice, "certificate_twice"),
        (Reason::CertificateContent, "certificate_content"),
        (Reason::CertificateStep, "certificate_step"),
        (Reason::CertificateOffice, "certificate_office"),
        (Reason::CertificateDiffers, "certificate_differs"),
        (Reason::CertificateOriginal, "certificate_original"),
        (Reason::CertificateEnded, "certificate_ended"),
        (Reason::CertificatesMany, "certificates_many"),
        (Reason::CertificateSuspended, "certificate_suspended"),
        (Reason::CertificateUsed, "certificate_used"),
        (Reason::SheetsWrong, "sheets_wrong"),
        (Reason::SheetNotHeld, "sheet_not_held"),
        (Reason::SheetUsed, "sheet_used"),
        (Reason::SealKeyMissing, "seal_key_missing"),
    ];

    /// The stable code of the reason.
    pub fn code(self) -> &'static str {
        let found = Reason::CODES.iter().find(|(reason, _)| *reason == self);
        found.map(|(_, code)| *code).expect("a test holds the table complete")
    }
}

/// A command that is not allowed, with the clause that says so: what the officer or declarant reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAllowed {
    /// Why.
    pub reason: Reason,
    /// In words, both languages.
    pub text: Text,
    /// By which texts.
    pub basis: Vec<Citation>,
    /// Steps that come first, where that is why.
    pub first: Vec<StepName>,
    /// What would do instead.
    pub instead: Option<Box<Instead>>,
}

/// What stands in the way, and what may be chosen instead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instead {
    /// Conditions of the text that do not hold.
    pub failed: Vec<Text>,
    /// The offices that may be chosen.
    pub offices: Vec<OfficeCode>,
    /// The modes that may be asked for.
    pub modes: Vec<ModeName>,
}

/// The most offices that a refusal names in words; all of them are told to programs.
const NAMED: usize = 6;

impl Instead {
    /// The same in words, with the names of the offices on a day.
    fn words(&self, policy: &Policy, day: Day) -> Text {
        let mut parts: Vec<Text> = Vec::new();
        if !self.failed.is_empty() {
            let (zh, en): (Vec<_>, Vec<_>) = self.failed.iter().map(|text| (&*text.zh, &*text.en)).unzip();
            parts.push(Text::new(format!("不成立的是 {}", zh.join("，")), format!("not met: {}", en.join(", and "))));
        }
        if !self.offices.is_empty() {
            let named = |code: &OfficeCode| match policy.office(code, day) {
                Some(office) => Text::new(office.name.to_string(), office.english.to_string()),
                None => Text::new(code.to_string(), code.to_string()),
            };
            let all = Text::list(self.offices.iter().take(NAMED).map(named));
            let rest = self.offices.len().saturating_sub(NAMED);
            parts.push(if rest == 0 {
                Text::new(format!("可以选 {}", all.zh), format!("open: {}", all.en))
            } else {
                let count = self.offices.len();
                Text::new(format!("可以选 {} 等 {count} 处", all.zh), format!("open: {} and {rest} more", all.en))
            });
        }
        if !self.modes.is_empty() {
            let all = self.modes.iter().map(|mode| mode.as_str()).collect::<Vec<_>>();
            parts.push(Text::new(format!("可以选 {}", all.join("、")), format!("offered: {}", all.join(", "))));
        }
        let (zh, en): (Vec<_>, Vec<_>) = parts.into_iter().map(|part| (part.zh, part.en)).unzip();
        Text::new(zh.join("；"), en.join("; "))
    }
}

impl NotAllowed {
    /// A refusal with the clause that the region's text gives for the reason.
    pub fn new(policy: &Policy, reason: Reason) -> NotAllowed {
        let refusal = policy.refusal(reason.code()).expect("loading proves that every reason has its clause");
        NotAllowed {
            reason,
            text: refusal.text.clone(),
            basis: refusal.basis.clone(),
            first: Vec::new(),
            instead: None,
        }
    }

    /// The same, naming what it is about in this case: what failed, what is left, what may be chosen instead.
    #[must_use]
    pub fn saying(self, about: &Text) -> NotAllowed {
        let text = Text::new(format!("{}：{}", self.text.zh, about.zh), format!("{}: {}", self.text.en, about.en));
        NotAllowed { text, ..self }
    }

    /// The same, naming what stands in the way and what may be chosen instead.
    #[must_use]
    pub fn instead(self, instead: Instead, policy: &Policy, day: Day) -> NotAllowed {
        if instead == Instead::default() {
            return self;
        }
        let said = self.saying(&instead.words(policy, day));
        NotAllowed { instead: Some(Box::new(instead)), ..said }
    }

    /// The same, naming the steps that come first.
    #[must_use]
    pub fn after(self, first: Vec<StepName>) -> NotAllowed {
        NotAllowed { first, ..self }
    }
}

impl std::fmt::Display for NotAllowed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.reason.code(), self.text.zh)
    }
}

impl std::error::Error for NotAllowed {}
