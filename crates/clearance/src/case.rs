//! A case: what follows from what happened. Folding cannot fail; [`decide`] is the only place that says no.

pub mod advice;
pub mod asks;
pub mod certificate;
pub mod cooperation;
pub mod decide;
pub mod demand;
pub mod file;
pub mod fold;
pub mod happened;
pub mod lot;
mod papers;
pub mod refusal;
mod replan;
pub mod steps;
pub mod terms;
pub mod versions;
pub mod wanted;

use crate::decision::{Planned, Verdict};
use crate::declaration::{Declaration, Measures, Version};
use crate::event::body::LotId;
use crate::event::demand::DemandOf;
use certificate::Certificate;
use certificate::cleared::Cleared;
use cooperation::WorkItem;
use demand::{Freed, Waiver};
use file::{CaseFile, Confirmation};
pub use happened::{Examined, GivenPaper, Hold, Treated};
use lot::Lot;
use policy::Citation;
use policy::rule::Precedence;
use std::collections::BTreeMap;
use std::sync::Arc;
use values::calendar::{Day, Timestamp};
use values::code::TableCode;
use values::fault::Fault;
use values::id::{CaseNo, ModeName, OfficeCode, PersonId, QueryCode, StepName, TransferNo};

/// One case as it stands after the events applied so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Declaration number.
    pub no: CaseNo,
    /// Home office; never moves.
    pub office: OfficeCode,
    /// Number of events of the case; what a command must know to be accepted.
    pub version: u32,
    /// Where the case stands as a whole.
    pub stage: Stage,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// Day of acceptance in the region's zone.
    pub accepted_on: Day,
    /// The day whose text counts: that of acceptance, or the first day of the edition that was applied to it since.
    pub day: Day,
    /// Version of the policy text that it goes by.
    pub policy: String,
    /// The public's code; none for history.
    pub query_code: Option<QueryCode>,
    /// The declaration that holds.
    pub declaration: Arc<Declaration>,
    /// What was measured of it.
    pub measures: Measures,
    /// Version of the declaration, from 1.
    pub declaration_version: u16,
    /// Mode, plan and receipt; none for history.
    pub verdict: Option<Arc<Verdict>>,
    /// Progress of each step of the plan, by index.
    pub progress: Vec<Progress>,
    /// The lots, by number from 1.
    pub lots: Vec<Lot>,
    /// Places chosen after submission, by step.
    pub chosen: BTreeMap<StepName, OfficeCode>,
    /// Papers given after the declaration, in order.
    pub papers: Vec<GivenPaper>,
    /// Holds of rules that were lifted, in order.
    pub lifted: Vec<Freed>,
    /// What was measured beyond what a demand lets pass, by lot, as it was measured last.
    pub beyond: Vec<(DemandOf, LotId)>,
    /// Waivers that were asked for, by number from 1.
    pub waivers: Vec<Waiver>,
    /// Files, in the order in which they came.
    pub files: Vec<CaseFile>,
    /// What the enterprise confirmed last.
    pub confirmed: Option<Confirmation>,
    /// Holds, by number from 1.
    pub holds: Vec<Hold>,
    /// What offices asked each other, by number from 1.
    pub work_items: Vec<WorkItem>,
    /// The move inland, once leave was given.
    pub transit: Option<Transit>,
    /// The amendment that waits for an answer.
    pub amendment: Option<Asked>,
    /// Last contact for inspection: start of the 30 days.
    pub last_contact: Timestamp,
    /// When the enterprise last got in touch of itself or showed the goods (报检联系).
    pub contacted: Option<Timestamp>,
    /// Terms that passed and still wait for what they ask for.
    pub overdue: Vec<Overdue>,
    /// Numbers given out: clearance forms.
    pub clearances: Vec<Cleared>,
    /// Numbers given out: transfers.
    pub transfers: Vec<TransferNo>,
    /// What another plan, or the end of a term, took back.
    pub taken_back: TakenBack,
    /// Rules that hit by a decision of before and no longer do: rule, line (0 for the whole), measures.
    pub hit_before: BTreeMap<(Box<str>, u16), String>,
    /// Papers that offices issue of it, by number from 1.
    pub certificates: Vec<Certificate>,
    /// The papers asked for that offices draft, by their kinds.
    pub asked_papers: Vec<TableCode>,
    /// Where the enterprise fetches them, chosen after the declaration.
    pub documents_at: Option<OfficeCode>,
    /// What was examined, in order.
    pub examined: Vec<Examined>,
    /// What was treated, in order.
    pub treated: Vec<Treated>,
    /// Linked declaration numbers (second acceptance, split).
    pub linked: Vec<CaseNo>,
    /// The case that this one was split from.
    pub split_from: Option<CaseNo>,
    /// Outcomes known to the source of an imported case.
    pub outcomes: Vec<(String, String)>,
    /// The natural persons who declared, corrected or asked to amend; none of them reviews.
    pub filed_by: Vec<PersonId>,
    /// When something last happened.
    pub updated_at: Timestamp,
}

/// Where a case stands as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The review is open: as a rule the first step, but a text may put it after others.
    UnderReview,
    /// Sent back with all faults; the enterprise's turn.
    Returned {
        /// What must be mended.
        faults: Vec<Fault>,
    },
    /// Refused with its basis: ended.
    Refused {
        /// By which text.
        basis: Citation,
        /// In words.
        reason: String,
    },
    /// The steps of the plan, the review being done or not open yet.
    Working,
    /// Ended by withdrawal.
    Withdrawn {
        /// By the 30 days without contact.
        automatic: bool,
    },
    /// Ended by a split; others go on.
    SplitUp,
    /// Every lot has found its end.
    Closed,
    /// A term passed: the goods must be declared and inspected again.
    Expired {
        /// Name of the term in the text.
        term: String,
        /// By which text.
        basis: Citation,
    },
    /// History of another system.
    Historic,
}

/// A [`Stage`] without what is said about it, as lists have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // Those of `Stage`.
pub enum StageKind {
    UnderReview,
    Returned,
    Refused,
    Working,
    Withdrawn,
    SplitUp,
    Closed,
    Expired,
    Historic,
}

const STAGES: [(StageKind, &str); 9] = [
    (StageKind::UnderReview, "under_review"),
    (StageKind::Returned, "returned"),
    (StageKind::Refused, "refused"),
    (StageKind::Working, "working"),
    (StageKind::Withdrawn, "withdrawn"),
    (StageKind::SplitUp, "split"),
    (StageKind::Closed, "closed"),
    (StageKind::Expired, "expired"),
    (StageKind::Historic, "historic"),
];

impl StageKind {
    /// The stable word.
    pub fn word(self) -> &'static str {
        STAGES.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// Whether the declaration came to an end that leaves its own reference to another.
    pub fn frees_reference(self) -> bool {
        matches!(self, StageKind::Withdrawn | StageKind::Refused | StageKind::Expired)
    }

    /// Whether nothing more can happen but notes.
    pub fn ended(self) -> bool {
        match self {
            StageKind::UnderReview | StageKind::Returned | StageKind::Working => false,
            StageKind::Refused
            | StageKind::Withdrawn
            | StageKind::SplitUp
            | StageKind::Closed
            | StageKind::Expired
            | StageKind::Historic => true,
        }
    }

    /// The stage of a word.
    pub fn of_word(word: &str) -> Option<StageKind> {
        STAGES.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }
}

impl Stage {
    /// Whether the declaration came to an end that leaves its own reference to another.
    pub fn frees_reference(&self) -> bool {
        self.kind().frees_reference()
    }

    /// The stage without what is said about it.
    pub fn kind(&self) -> StageKind {
        match self {
            Stage::UnderReview => StageKind::UnderReview,
            Stage::Returned { .. } => StageKind::Returned,
            Stage::Refused { .. } => StageKind::Refused,
            Stage::Working => StageKind::Working,
            Stage::Withdrawn { .. } => StageKind::Withdrawn,
            Stage::SplitUp => StageKind::SplitUp,
            Stage::Closed => StageKind::Closed,
            Stage::Expired { .. } => StageKind::Expired,
            Stage::Historic => StageKind::Historic,
        }
    }

    /// The stable word of the stage.
    pub fn word(&self) -> &'static str {
        self.kind().word()
    }

    /// Whether nothing more can happen but notes.
    pub fn ended(&self) -> bool {
        self.kind().ended()
    }
}

/// A term that passed without what it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// Name of the term in the text.
    pub term: String,
    /// When it passed.
    pub due: Timestamp,
}

/// Progress of one step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// When it first could be done.
    pub opened_at: Option<Timestamp>,
    /// When, and by which office, it was finished.
    pub done: Option<Done>,
    /// Lots that passed it, for steps that go by lots.
    pub passed: Vec<LotId>,
    /// Where it was last worked on, finished or not.
    pub worked_at: Option<OfficeCode>,
    /// Entries whose treatment was effective, for steps of treatment.
    pub treated: Vec<String>,
}

/// The end of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// When.
    pub at: Timestamp,
    /// Where; `None` at a port outside the region.
    pub office: Option<OfficeCode>,
    /// The event that finished it: the version of the case then.
    pub version: u32,
}

/// What was done or given out and does not hold any more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenBack {
    /// Clearance and transfer numbers.
    pub numbers: Vec<String>,
    /// Events by which steps were finished that are to be done again: the versions of the case.
    pub events: Vec<u32>,
}

/// Goods on their way inland.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transit {
    /// Name of the step; another plan may hold when the goods arrive.
    pub step: StepName,
    /// When leave was given.
    pub left_at: Timestamp,
    /// By when they must arrive.
    pub due: Timestamp,
    /// Seal set on leaving.
    pub seal: String,
    /// When they arrived.
    pub arrived_at: Option<Timestamp>,
    /// The platform noted that they are overdue.
    pub overdue: bool,
}

/// An amendment that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The declaration as it would be.
    pub version: Arc<Version>,
    /// Reason given.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

impl Case {
    /// 办理次序: its place in the queue.
    pub fn precedence(&self) -> Precedence {
        self.verdict.as_ref().map_or(Precedence::Usual, |verdict| verdict.precedence)
    }

    /// The mode by which it goes.
    pub fn mode(&self) -> Option<&ModeName> {
        self.verdict.as_ref().map(|verdict| &verdict.mode)
    }

    /// The plan; empty for history.
    pub fn plan(&self) -> &[Planned] {
        self.verdict.as_ref().map_or(&[], |v| v.plan.as_slice())
    }

    /// Whether a hold is in force.
    pub fn held(&self) -> bool {
        self.holds.iter().any(|h| !h.lifted)
    }

    /// A lot by its number.
    pub fn lot(&self, id: LotId) -> Option<&Lot> {
        usize::from(id).checked_sub(1).and_then(|at| self.lots.get(at))
    }

    /// The office chosen for a step, if the plan lets it be chosen: a choice of before may be void by a later plan.
    pub fn chosen_office(&self, step: usize) -> Option<&OfficeCode> {
        let planned = self.plan().get(step).filter(|p| p.chosen)?;
        let chosen = self.chosen.get(&planned.step).or_else(|| self.declaration.offices.chosen.get(&planned.step));
        chosen.filter(|office| planned.at.offers(office))
    }

    /// The office that a step belongs to in this case: the one chosen, else the usual one.
    pub fn office_of(&self, step: usize) -> Option<&OfficeCode> {
        self.chosen_office(step).or_else(|| self.plan().get(step)?.at.usual())
    }

    /// Whether a number that was given out was taken back.
    pub fn superseded(&self, number: &str) -> bool {
        self.taken_back.numbers.iter().any(|taken| taken == number)
    }

    /// Whether the choice of a place does not hold: the plan does not offer it, or another was chosen since.
    pub fn void_choice(&self, step: &StepName, office: &OfficeCode) -> bool {
        self.step(step).and_then(|at| self.chosen_office(at)) != Some(office)
    }

    /// Whether nothing was found of the goods yet.
    pub fn untouched(&self) -> bool {
        self.lots.iter().all(|l| l.state.live() && l.reworks == 0) && self.progress.iter().all(|p| p.passed.is_empty())
    }
}
