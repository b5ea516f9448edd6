//! The papers that offices issue of a case, as they follow from its events (「本方案」三(三)一).
//!
//! A paper goes through the chain that its kind had when it was drafted. Which step is next follows from how many were done;
//! sending back takes all of them back, so that the draft is made again and everything after it too.

pub mod cleared;
pub mod compare;
pub mod fill;
mod fold;
pub mod record;

use super::{Case, Stage};
use crate::decision::Allowed;
use crate::event::body::LotId;
use crate::event::certificate::{BlockText, Drafted};
use crate::event::seal::Seal;
pub(super) use fold::{apply, certified, redeclared};
use policy::certificate::At;
use policy::{ChainStep, Citation, StepKind};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use values::calendar::{Day, Timestamp};
use values::id::{AccountId, CertificateNo, OfficeCode, PersonId, QueryCode, SheetNo};

/// A paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its draft, and the terms by which it was made.
    pub draft: Drafted,
    /// The steps of its chain that were done since it was last drafted, in order.
    pub done: Vec<ChainDone>,
    /// As it was engrossed.
    pub engrossed: Option<Vec<BlockText>>,
    /// SHA-256 of what was signed, in hex.
    pub signed: Option<String>,
    /// Its number, once it was first engrossed or issued: never another paper's, whatever becomes of it.
    pub number: Option<CertificateNo>,
    /// The code by which anybody may ask what it states and whether it counts, once it was issued.
    pub code: Option<QueryCode>,
    /// How it was issued, whatever became of it.
    pub issued: Option<Issued>,
    /// Why it was sent back, until it is drafted again.
    pub sent_back: Option<String>,
    /// What became of it.
    pub state: CertificateState,
    /// Why it does not count for the time being.
    pub suspended: Option<String>,
    /// How it was handed over, in order.
    pub handed: Vec<Handed>,
    /// That an office cleared or released goods on it.
    pub used: Option<Used>,
    /// When something last happened to it.
    pub updated_at: Timestamp,
}

/// That a paper was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The day that stands on it.
    pub day: Day,
    /// Where.
    pub office: OfficeCode,
    /// The seal of the office; papers of before have none.
    pub seal: Option<Seal>,
}

/// A step of a chain that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainDone {
    /// Which.
    pub step: ChainStep,
    /// By whom: who does nothing that the kind keeps apart from it.
    pub person: PersonId,
    /// With which account.
    pub account: AccountId,
    /// Where.
    pub office: OfficeCode,
    /// When.
    pub at: Timestamp,
}

/// What became of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateState {
    /// On its way through the chain.
    Open,
    /// 已签发.
    Issued,
    /// 已更改: another one is in its place.
    Superseded {
        /// Number of the other in the case.
        by: u16,
    },
    /// 作废: ended before it was issued.
    Void {
        /// Why.
        reason: String,
    },
    /// 撤回: taken back after it was issued.
    Withdrawn {
        /// Why.
        reason: String,
        /// By which text.
        basis: Citation,
    },
}

/// What keeps an issued paper from counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotCounting<'a> {
    /// It was suspended, and why.
    Suspended(&'a str),
    /// Its goods are held.
    Held,
    /// The term of the result on which it rests has passed.
    Expired,
}

/// That goods were cleared or released on a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// Where.
    pub office: OfficeCode,
    /// On what, in words.
    pub note: String,
    /// When.
    pub at: Timestamp,
}

/// That a paper was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// Where.
    pub office: OfficeCode,
    /// To whom.
    pub to: String,
    /// Originals.
    pub originals: u8,
    /// Copies.
    pub copies: u8,
    /// The preprinted sheets on which the originals are.
    pub sheets: Vec<SheetNo>,
    /// As a file.
    pub electronic: bool,
    /// When.
    pub at: Timestamp,
}

impl CertificateState {
    /// The stable word.
    pub fn word(&self) -> &'static str {
        match self {
            CertificateState::Open => "open",
            CertificateState::Issued => "issued",
            CertificateState::Superseded { .. } => "superseded",
            CertificateState::Void { .. } => "void",
            CertificateState::Withdrawn { .. } => "withdrawn",
        }
    }

    /// Whether it is on its way or counts.
    pub fn stands(&self) -> bool {
        match self {
            CertificateState::Open | CertificateState::Issued => true,
            CertificateState::Superseded { .. }
            | CertificateState::Void { .. }
            | CertificateState::Withdrawn { .. } => false,
        }
    }
}

impl Certificate {
    /// The step that is next, while it is on its way.
    pub fn next(&self) -> Option<ChainStep> {
        let open = self.state == CertificateState::Open;
        self.draft.chain.get(self.done.len()).copied().filter(|_| open)
    }

    /// Whether it was ever issued, whatever became of it.
    pub fn was_issued(&self) -> bool {
        self.issued.is_some()
    }

    /// Whether it counts: was issued, nothing came in its place, and nothing keeps it from counting.
    pub fn counts(&self, case: &Case) -> bool {
        self.state == CertificateState::Issued && self.not_counting(case).is_none()
    }

    /// What keeps an issued paper from counting: it was suspended, its goods are held, or the term of the result on which it rests
    /// has passed.
    pub fn not_counting(&self, case: &Case) -> Option<NotCounting<'_>> {
        let issued = self.state == CertificateState::Issued;
        let expired = matches!(case.stage, Stage::Expired { .. });
        let held = || (case.held()).then_some(NotCounting::Held);
        let suspended = self.suspended.as_deref().map(NotCounting::Suspended);
        suspended.or_else(held).or(expired.then_some(NotCounting::Expired)).filter(|_| issued)
    }

    /// The preprinted sheets on which its originals are.
    pub fn sheets(&self) -> impl Iterator<Item = &SheetNo> {
        self.handed.iter().flat_map(|handed| &handed.sheets)
    }

    /// Whether it was issued under a seal of its office.
    pub fn is_sealed(&self) -> bool {
        self.issued.as_ref().is_some_and(|issued| issued.seal.is_some())
    }

    /// How a step was done, if it was.
    pub fn done(&self, step: ChainStep) -> Option<&ChainDone> {
        self.done.iter().find(|done| done.step == step)
    }

    /// Whether it is on its way and was engrossed, so that the office where it is fetched does not change any more.
    pub fn is_engrossed(&self) -> bool {
        self.state == CertificateState::Open && self.done(ChainStep::Engross).is_some()
    }

    /// What stands on it: as it was engrossed, else as it was drafted.
    pub fn content(&self) -> &[BlockText] {
        self.engrossed.as_deref().unwrap_or(&self.draft.content)
    }

    /// The steps that are never done by the one who did a step.
    pub fn apart_from(&self, step: ChainStep) -> impl Iterator<Item = ChainStep> {
        let both = self.draft.apart.iter().flat_map(|(one, other)| [(*one, *other), (*other, *one)]);
        both.filter(move |(one, _)| *one == step).map(|(_, other)| other)
    }

    /// SHA-256 of what a signature stands for, in hex: the paper's number, its terms, and every word on it.
    pub fn digest(&self) -> String {
        let said = serde_json::to_vec(&(&self.number, &self.draft, &self.engrossed)).expect("a paper is plain data");
        Sha256::digest(&said).iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("a string takes everything");
            hex
        })
    }
}

/// Why a paper was sent back when the declaration changed under it.
pub const AMENDED: &str = "报检内容已更改";

/// Whether events about papers change what else may be done to the declaration: one that has a number and stands was given
/// out, or is about to be.
pub fn given_out(case: &Case) -> bool {
    case.certificates.iter().any(|paper| paper.state.stands() && paper.number.is_some())
}

impl Case {
    /// A paper by its number in the case, from 1.
    pub fn certificate(&self, number: u16) -> Option<&Certificate> {
        usize::from(number).checked_sub(1).and_then(|at| self.certificates.get(at))
    }

    /// 领证地: where papers are engrossed, signed and fetched; the office chosen, else the one that
    /// accepted, as far as the step 签证 is done there.
    pub fn documents_office(&self) -> &OfficeCode {
        let declared = self.declaration.offices.documents.as_ref();
        let chosen = self.documents_at.as_ref().or(declared);
        let usual = self.certifying().and_then(Allowed::usual);
        let places = [chosen, Some(&self.office), usual];
        places.into_iter().flatten().find(|office| self.certifies(office)).unwrap_or(&self.office)
    }

    /// Whether the plan lets papers be given out at an office: a plan without a step of 签证 leaves it to the enterprise.
    pub fn certifies(&self, office: &OfficeCode) -> bool {
        self.certifying().is_none_or(|allowed| allowed.offers(office))
    }

    fn certifying(&self) -> Option<&Allowed> {
        let step = self.plan().iter().find(|planned| planned.kind == StepKind::Certify && planned.needed);
        step.map(|planned| &planned.at)
    }

    /// The offices that found something about the goods, each once: 谁检验、谁拟证. Before anybody did, where the goods are worked on.
    pub fn inspecting_offices(&self) -> Vec<&OfficeCode> {
        let worked = self.examined.iter().filter_map(|one| one.office.as_ref());
        let treated = self.treated.iter().filter_map(|one| one.office.as_ref());
        let mut offices: Vec<&OfficeCode> = Vec::new();
        for office in worked.chain(treated) {
            if !offices.contains(&office) {
                offices.push(office);
            }
        }
        if offices.is_empty() {
            let verdict = self.verdict.as_ref().and_then(|verdict| verdict.port.as_ref());
            let port = verdict.or(self.declaration.offices.port.as_ref());
            offices.extend(port.into_iter().chain(self.declaration.inland()));
            offices.dedup();
        }
        offices
    }

    /// Whether a step of a paper is done at an office.
    pub fn certificate_at(&self, step: ChainStep, paper: Option<&Certificate>, office: &OfficeCode) -> bool {
        match (step.at(), paper.and_then(|paper| paper.done(ChainStep::Draft))) {
            // Who looks at a draft sits where it was made.
            (At::Inspecting, Some(draft)) if step != ChainStep::Draft => draft.office == *office,
            (At::Inspecting, _) => self.inspecting_offices().contains(&office),
            (At::Documents, _) => self.documents_office() == office,
            (At::Any, _) => true,
        }
    }

    /// Whether a lot passed every inspection of the plan that is done at all.
    pub fn lot_inspected(&self, lot: LotId) -> bool {
        let inspects = |at: &usize| self.plan()[*at].kind == StepKind::Inspect && self.plan()[*at].needed;
        let mut steps = (0..self.plan().len()).filter(inspects).peekable();
        steps.peek().is_some() && steps.all(|at| self.progress[at].passed.contains(&lot))
    }
}
