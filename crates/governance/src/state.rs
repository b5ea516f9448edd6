//! What stands, folded from the events of the partition. It cannot fail: what is recorded did happen.

mod vote;

use clearance::event::Event;
use clearance::event::edition::OpenCases;
use clearance::event::governance::{GovernanceEvent, Letter, Stance};
use policy::entry::Entry;
use policy::governance::{Stage, Terms};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use values::actor::Actor;
use values::calendar::{Day, Timestamp};
use values::id::MemberCode;
pub use vote::Tally;

/// Everything that was proposed, in the order of the record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Governance {
    /// Number of the last event applied.
    pub seq: u64,
    proposals: Arc<Vec<Arc<Proposal>>>,
    effects: Arc<Vec<Effect>>,
}

/// What follows in the region from an act here, to be adopted once and in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Number of the act.
    pub act: u64,
    /// Which proposal.
    pub proposal: u64,
    /// Whether its entries say again what they said before it.
    pub undone: bool,
    /// The first day.
    pub from: Day,
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Its number: that of the event that drafted it.
    pub no: u64,
    /// How many events it has.
    pub version: u32,
    /// Who wrote it.
    pub author: Actor,
    /// The author's bureau.
    pub bureau: MemberCode,
    /// What it says: SHA-256 of the kept text, hex.
    pub text: String,
    /// Why: SHA-256 of the kept words, hex.
    pub words: String,
    /// The entries that it touches.
    pub touches: Vec<Entry>,
    /// The first day that it would govern.
    pub from: Day,
    /// What becomes of open cases.
    pub open: OpenCases,
    /// The proposal whose entries it puts back.
    pub puts_back: Option<u64>,
    /// What it must meet, since it was proposed.
    pub terms: Option<Terms>,
    /// The bureaus that are asked.
    pub asked: Vec<MemberCode>,
    /// The last day on which they may say something.
    pub until: Option<Day>,
    /// What was said of the text as it stands.
    pub opinions: Vec<Opinion>,
    /// The last ballot of each bureau on the text as it stands.
    pub ballots: BTreeMap<MemberCode, Ballot>,
    /// The members of the day of the last ballot.
    pub members: Vec<MemberCode>,
    /// Bureaus whose opinion or ballot was voided by an edit, and that did not speak since.
    pub voided: BTreeSet<MemberCode>,
    /// SHA-256 of the archive that was sent to the superior, hex.
    pub submitted: Option<String>,
    /// The superior's answer.
    pub letter: Option<Letter>,
    /// The note of its filing.
    pub filed: Option<Letter>,
    /// The proposal that was carried on an entry of this one, so that it must be rebased.
    pub overtaken: Option<u64>,
    /// When its last condition was met.
    pub carried: Option<Timestamp>,
    /// Why it ended or was suspended: SHA-256 of the kept words, hex.
    pub ended: Option<String>,
    /// What was carried later on one of its entries: its number, its first day, and whether it puts this one back.
    pub replaced: Option<(u64, Day, bool)>,
    /// What happened to it.
    pub history: Vec<Happened>,
    stage: Stage,
}

/// One line of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// Number of the event.
    pub act: u64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
    /// What.
    pub what: GovernanceEvent,
}

/// What a bureau said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// Its number: that of the event.
    pub no: u64,
    /// Which bureau.
    pub bureau: MemberCode,
    /// Of which entry; none of the whole.
    pub entry: Option<Entry>,
    /// What it thinks.
    pub stance: Stance,
    /// Why: SHA-256 of the kept words, hex.
    pub words: Option<String>,
    /// By whom.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// The answer, and whether the command centre settled it: SHA-256 of the kept words, hex.
    pub answer: Option<(String, bool)>,
}

impl Opinion {
    /// Whether it waits for an answer.
    pub fn is_open(&self) -> bool {
        self.stance != Stance::Agrees && self.answer.is_none()
    }
}

/// How a bureau voted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ballot {
    /// For it or against it.
    pub favour: bool,
    /// Why: SHA-256 of the kept words, hex.
    pub words: Option<String>,
    /// Who held the seat.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

impl Proposal {
    /// Where it stands on a day.
    pub fn stage(&self, day: Day) -> Stage {
        match (self.stage, self.replaced) {
            (Stage::Carried | Stage::Suspended, Some((_, from, puts_back))) if from <= day => {
                if puts_back {
                    Stage::Repealed
                } else {
                    Stage::Superseded
                }
            }
            (Stage::Carried, _) if self.from <= day => Stage::InForce,
            (stage, _) => stage,
        }
    }

    /// Whether it touches an entry that another one touches.
    pub fn meets(&self, other: &Proposal) -> bool {
        self.no != other.no && self.touches.iter().any(|entry| other.touches.contains(entry))
    }

    /// Opinions that wait for an answer.
    pub fn open_opinions(&self) -> impl Iterator<Item = &Opinion> {
        self.opinions.iter().filter(|opinion| opinion.is_open())
    }

    /// Bureaus that are asked and said nothing yet.
    pub fn unheard(&self) -> impl Iterator<Item = &MemberCode> {
        self.asked.iter().filter(|bureau| self.opinions.iter().all(|opinion| opinion.bureau != **bureau))
    }
}

impl Governance {
    /// A proposal.
    pub fn proposal(&self, no: u64) -> Option<&Proposal> {
        self.proposals.iter().find(|proposal| proposal.no == no).map(|proposal| &**proposal)
    }

    /// All of them, in the order of the record.
    pub fn proposals(&self) -> impl DoubleEndedIterator<Item = &Proposal> {
        self.proposals.iter().map(|proposal| &**proposal)
    }

    /// What is to be adopted, in its order.
    pub fn effects(&self) -> &[Effect] {
        &self.effects
    }

    /// The others before the bureaus that touch an entry of this one: those that are open, and that were proposed.
    pub fn rivals<'a>(&'a self, of: &'a Proposal) -> impl Iterator<Item = &'a Proposal> {
        self.proposals().filter(|other| other.stage.is_open() && other.stage != Stage::Draft && other.meets(of))
    }

    /// Applies the next event.
    pub fn apply(&mut self, event: &Event) {
        self.seq = event.seq;
        let Some(what) = event.body.of_governance() else { return };
        let no = what.proposal(event.seq);
        if let GovernanceEvent::ProposalDrafted { bureau, text, words, touches, from, open, puts_back } = what {
            let drafted = Proposal {
                no,
                version: 0,
                author: event.by.clone(),
                bureau: bureau.clone(),
                text: text.clone(),
                words: words.clone(),
                touches: touches.clone(),
                from: *from,
                open: *open,
                puts_back: *puts_back,
                terms: None,
                asked: Vec::new(),
                until: None,
                opinions: Vec::new(),
                ballots: BTreeMap::new(),
                members: Vec::new(),
                voided: BTreeSet::new(),
                submitted: None,
                letter: None,
                filed: None,
                overtaken: None,
                carried: None,
                ended: None,
                replaced: None,
                history: Vec::new(),
                stage: Stage::Draft,
            };
            Arc::make_mut(&mut self.proposals).push(Arc::new(drafted));
        }
        let Some(proposal) = Arc::make_mut(&mut self.proposals).iter_mut().find(|proposal| proposal.no == no) else {
            return;
        };
        Arc::make_mut(proposal).happens(event, what);
        self.follow(event.seq, no, what);
    }

    /// What an act does to others, and in the region.
    fn follow(&mut self, act: u64, no: u64, what: &GovernanceEvent) {
        let undone = matches!(what, GovernanceEvent::ProposalSuspended { .. });
        let from = if let GovernanceEvent::ProposalSuspended { from, .. }
        | GovernanceEvent::ProposalResumed { from, .. } = what
        {
            Some(*from)
        } else {
            None
        };
        if let Some(from) = from {
            Arc::make_mut(&mut self.effects).push(Effect { act, proposal: no, undone, from });
        }
        if !matches!(what, GovernanceEvent::ProposalCarried { .. }) {
            return;
        }
        let Some(carried) = self.proposals.iter().find(|proposal| proposal.no == no).cloned() else { return };
        Arc::make_mut(&mut self.effects).push(Effect { act, proposal: no, undone: false, from: carried.from });
        let proposals = Arc::make_mut(&mut self.proposals).iter_mut();
        for other in proposals.filter(|other| carried.meets(other)) {
            let other = Arc::make_mut(other);
            if other.stage.is_open() {
                other.overtaken = Some(no);
            } else if other.carried.is_some() {
                other.replaced = Some((no, carried.from, carried.puts_back == Some(other.no)));
            }
        }
    }
}

impl Proposal {
    fn happens(&mut self, event: &Event, what: &GovernanceEvent) {
        self.version += 1;
        self.history.push(Happened { act: event.seq, at: event.happened, by: event.by.clone(), what: what.clone() });
        match what {
            GovernanceEvent::ProposalDrafted { .. } => {}
            GovernanceEvent::ProposalEdited { text, words, touches, from, open, .. } => {
                let spoke = self.opinions.iter().map(|opinion| &opinion.bureau).chain(self.ballots.keys()).cloned();
                self.voided.extend(spoke.collect::<Vec<_>>());
                (self.text, self.words) = (text.clone(), words.clone());
                (self.touches, self.from, self.open) = (touches.clone(), *from, *open);
                (self.terms, self.until, self.submitted, self.letter, self.overtaken) = (None, None, None, None, None);
                self.opinions.clear();
                self.ballots.clear();
                self.asked.clear();
                self.stage = Stage::Draft;
            }
            GovernanceEvent::ProposalMade { terms, asked, until, .. } => {
                (self.terms, self.until, self.asked) = (Some(terms.clone()), Some(*until), asked.clone());
                self.stage = Stage::Proposed;
            }
            GovernanceEvent::OpinionGiven { bureau, entry, stance, words, .. } => {
                self.voided.remove(bureau);
                // What it says later of the same entry takes the place of what it said.
                self.opinions.retain(|opinion| opinion.bureau != *bureau || opinion.entry != *entry);
                self.opinions.push(Opinion {
                    no: event.seq,
                    bureau: bureau.clone(),
                    entry: entry.clone(),
                    stance: *stance,
                    words: words.clone(),
                    by: event.by.clone(),
                    at: event.happened,
                    answer: None,
                });
            }
            GovernanceEvent::OpinionAnswered { opinion, words, .. } => self.answers(*opinion, words, false),
            GovernanceEvent::OpinionSettled { opinion, words, .. } => self.answers(*opinion, words, true),
            GovernanceEvent::ConsultationEnded { .. } => self.stage = Stage::Consulted,
            GovernanceEvent::BallotCast { bureau, favour, words, members, .. } => {
                self.voided.remove(bureau);
                let (by, at) = (event.by.clone(), event.happened);
                self.ballots.insert(bureau.clone(), Ballot { favour: *favour, words: words.clone(), by, at });
                self.members.clone_from(members);
                self.counted();
            }
            GovernanceEvent::ProposalSubmitted { .. }
            | GovernanceEvent::ProposalApproved { .. }
            | GovernanceEvent::ProposalRefused { .. }
            | GovernanceEvent::ProposalCarried { .. }
            | GovernanceEvent::ProposalFiled { .. }
            | GovernanceEvent::ProposalSuspended { .. }
            | GovernanceEvent::ProposalResumed { .. }
            | GovernanceEvent::ProposalWithdrawn { .. }
            | GovernanceEvent::ProposalLapsed { .. } => self.voted(event, what),
        }
    }

    /// What follows the votes, and how it ends.
    fn voted(&mut self, event: &Event, what: &GovernanceEvent) {
        match what {
            GovernanceEvent::ProposalSubmitted { archive, .. } => {
                self.submitted = Some(archive.clone());
                self.stage = Stage::Submitted;
            }
            GovernanceEvent::ProposalApproved { letter, .. } => {
                self.letter = Some(letter.clone());
                self.stage = Stage::Approved;
            }
            GovernanceEvent::ProposalRefused { letter, words, .. } => {
                (self.letter, self.ended) = (Some(letter.clone()), Some(words.clone()));
                self.stage = Stage::Refused;
            }
            GovernanceEvent::ProposalCarried { .. } => {
                self.carried = Some(event.happened);
                self.stage = Stage::Carried;
            }
            GovernanceEvent::ProposalFiled { letter, .. } => self.filed = Some(letter.clone()),
            GovernanceEvent::ProposalSuspended { words, .. } => {
                self.ended = Some(words.clone());
                self.stage = Stage::Suspended;
            }
            GovernanceEvent::ProposalResumed { .. } => {
                self.ended = None;
                self.stage = Stage::Carried;
            }
            GovernanceEvent::ProposalWithdrawn { words, .. } => {
                self.ended = Some(words.clone());
                self.stage = Stage::Withdrawn;
            }
            GovernanceEvent::ProposalLapsed { .. } => self.stage = Stage::Lapsed,
            GovernanceEvent::ProposalDrafted { .. }
            | GovernanceEvent::ProposalEdited { .. }
            | GovernanceEvent::ProposalMade { .. }
            | GovernanceEvent::OpinionGiven { .. }
            | GovernanceEvent::OpinionAnswered { .. }
            | GovernanceEvent::OpinionSettled { .. }
            | GovernanceEvent::ConsultationEnded { .. }
            | GovernanceEvent::BallotCast { .. } => {}
        }
    }

    fn answers(&mut self, no: u64, words: &str, settled: bool) {
        if let Some(opinion) = self.opinions.iter_mut().find(|opinion| opinion.no == no) {
            opinion.answer = Some((words.to_owned(), settled));
        }
    }

    /// Where the ballots leave it: the votes are there, or not any more.
    fn counted(&mut self) {
        if self.tally().passes {
            // What waits for the superior or has its approval stays there.
            if self.stage == Stage::Consulted {
                self.stage = if self.letter.is_some() { Stage::Approved } else { Stage::Voted };
            }
        } else {
            self.stage = Stage::Consulted;
            self.submitted = None;
        }
    }
}
