//! Which edition of the law governs a day, and what waits to be adopted, folded from the region's log.

use super::RegionState;
use crate::case::refusal::Reason;
use crate::event::edition::{Approved, Carried, OpenCases};
use crate::event::region::RegionEvent;
use policy::Hashing;
use std::sync::Arc;
use values::actor::Actor;
use values::calendar::{Day, Timestamp};
use values::id::PersonId;

/// An edition that was adopted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// Number of the event.
    pub seq: u64,
    /// The edition, by the hash of its files.
    pub version: String,
    /// What that is a hash of.
    pub hashing: Hashing,
    /// The first day that it governs; none of the founding edition, which governs what no other does.
    pub from: Option<Day>,
    /// Whether approvals for demonstration count.
    pub demonstration: bool,
    /// Which proposal of operations it was.
    pub proposal: Option<u64>,
    /// Which act of the bureaus it carries out.
    pub carried: Option<Box<Carried>>,
    /// When.
    pub at: Timestamp,
    /// By whom it was confirmed.
    pub by: Actor,
}

/// An edition that somebody asked to adopt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Its number: that of the event.
    pub no: u64,
    /// The edition, by the hash of its files.
    pub version: String,
    /// The edition that it would follow.
    pub base: String,
    /// The first day that it would govern.
    pub from: Day,
    /// Why.
    pub reason: String,
    /// The approvals that came with it.
    pub approvals: Vec<Approved>,
    /// What becomes of open cases.
    pub open: OpenCases,
    /// Why the command centre lets open cases have what is easier too, if it does.
    pub eased: Option<String>,
    /// Who asked.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Nothing yet.
    Waiting,
    /// It was adopted, by the event of this number.
    Adopted(u64),
    /// It was taken back.
    Withdrawn {
        /// By whom.
        by: Actor,
        /// Why.
        reason: String,
    },
}

impl Proposal {
    /// Whether nothing became of it yet.
    pub fn waits(&self) -> bool {
        self.fate == Fate::Waiting
    }

    /// Whether it was adopted.
    pub fn was_adopted(&self) -> bool {
        matches!(self.fate, Fate::Adopted(_))
    }
}

/// What is adopted and what is proposed, each in the order of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Editions {
    adopted: Arc<Vec<Adopted>>,
    proposals: Arc<Vec<Proposal>>,
}

impl Editions {
    pub(super) fn apply(&mut self, seq: u64, at: Timestamp, by: &Actor, event: &RegionEvent) {
        if let RegionEvent::PolicyAdopted { version, hashing, from, demonstration, proposal, carried, .. } = event {
            if let Some(asked) = proposal.and_then(|no| self.proposal_mut(no)) {
                asked.fate = Fate::Adopted(seq);
            }
            let (version, by) = (version.clone(), by.clone());
            Arc::make_mut(&mut self.adopted).push(Adopted {
                seq,
                version,
                hashing: *hashing,
                from: *from,
                demonstration: *demonstration,
                proposal: *proposal,
                carried: carried.clone(),
                at,
                by,
            });
        } else if let RegionEvent::EditionProposed { version, base, from, reason, approvals, open } = event {
            Arc::make_mut(&mut self.proposals).push(Proposal {
                no: seq,
                version: version.clone(),
                base: base.clone(),
                from: *from,
                reason: reason.clone(),
                approvals: approvals.clone(),
                open: *open,
                eased: None,
                by: by.clone(),
                at,
                fate: Fate::Waiting,
            });
        } else if let RegionEvent::EditionEased { proposal, reason } = event {
            if let Some(asked) = self.proposal_mut(*proposal) {
                asked.eased = Some(reason.clone());
            }
        } else if let RegionEvent::EditionWithdrawn { proposal, reason } = event
            && let Some(asked) = self.proposal_mut(*proposal)
        {
            asked.fate = Fate::Withdrawn { by: by.clone(), reason: reason.clone() };
        }
    }

    fn proposal_mut(&mut self, no: u64) -> Option<&mut Proposal> {
        Arc::make_mut(&mut self.proposals).iter_mut().find(|proposal| proposal.no == no)
    }
}

impl RegionState {
    /// Everything that was adopted, in the order of the record.
    pub fn adopted(&self) -> &[Adopted] {
        &self.editions.adopted
    }

    /// Everything that was proposed, in the order of the record.
    pub fn proposals(&self) -> &[Proposal] {
        &self.editions.proposals
    }

    /// A proposal.
    pub fn proposal(&self, no: u64) -> Option<&Proposal> {
        self.proposals().iter().find(|proposal| proposal.no == no)
    }

    /// What waits.
    pub fn waiting(&self) -> impl Iterator<Item = &Proposal> {
        self.proposals().iter().filter(|proposal| proposal.waits())
    }

    /// The edition that governs a day: the one whose first day is the latest not after it, of two the one adopted last; the
    /// founding edition where there is none.
    pub fn edition_on(&self, day: Day) -> Option<&Adopted> {
        let so_far = self.adopted().iter().filter(|one| one.from.is_none_or(|from| from <= day));
        so_far.max_by_key(|one| (one.from, one.seq))
    }

    /// The edition that governs what no other does: of those from before adoptions had a first day the last.
    pub fn founding(&self) -> Option<&Adopted> {
        self.adopted().iter().rfind(|one| one.from.is_none())
    }

    /// The adoption by which an edition governs first.
    pub fn adoption(&self, version: &str) -> Option<&Adopted> {
        self.adopted().iter().find(|one| one.version == version)
    }

    /// What becomes of open cases by an adoption, and whether they have what is easier too.
    pub fn open_cases(&self, adopted: &Adopted) -> (OpenCases, bool) {
        let proposal = adopted.proposal.and_then(|no| self.proposal(no));
        match (&adopted.carried, proposal) {
            (Some(carried), _) => (carried.open, false),
            (None, Some(proposal)) => (proposal.open, proposal.eased.is_some()),
            (None, None) => (OpenCases::AsBefore, false),
        }
    }

    /// Whether an act of the bureaus was adopted.
    pub fn carries(&self, act: u64) -> bool {
        self.adopted().iter().any(|one| one.carried.as_ref().is_some_and(|carried| carried.act == act))
    }

    /// The approvals on record: those of what was adopted, in the order of the adoptions.
    pub fn approvals(&self) -> impl Iterator<Item = &Approved> {
        self.adopted().iter().flat_map(|one| {
            let of_two = one.proposal.and_then(|no| self.proposal(no)).map(|proposal| &proposal.approvals);
            let of_all = one.carried.as_ref().map(|carried| &carried.approvals);
            of_two.into_iter().chain(of_all).flatten()
        })
    }

    /// The proposal that a person may adopt on a day.
    ///
    /// # Errors
    /// Why not: it does not wait, is one's own, its first day is over, or it would undo what was adopted since.
    pub fn may_adopt(&self, no: u64, by: &PersonId, today: Day) -> Result<&Proposal, Reason> {
        let proposal = self.proposal(no).filter(|proposal| proposal.waits()).ok_or(Reason::ProposalClosed)?;
        if proposal.by.person == *by {
            return Err(Reason::SamePerson);
        }
        if proposal.from < today {
            return Err(Reason::EditionDayPast);
        }
        if self.edition_on(proposal.from).is_some_and(|one| one.version != proposal.base) {
            return Err(Reason::EditionMoved);
        }
        Ok(proposal)
    }
}
