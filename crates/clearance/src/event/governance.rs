//! Events of the partition `governance`: what the bureaus propose together, say of it and decide (「本方案」三(一)、四(二)4). Nothing of it
//! is law until the region's partition adopts it, and nothing of it restricts anybody. Texts and words of persons stand in a kept
//! table; the events name them by their SHA-256 in hex.

use super::edition::OpenCases;
use policy::entry::Entry;
use policy::governance::Terms;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use values::calendar::Day;
use values::id::MemberCode;

/// What a bureau says of a proposal that it is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// 同意.
    Agrees,
    /// 反对: with its reason, and open until it is answered or settled.
    Objects,
    /// 有条件同意: the condition in words, open likewise.
    Condition,
}

impl Stance {
    /// All with their stable words.
    pub const ALL: [(Stance, &'static str); 3] =
        [(Stance::Agrees, "agrees"), (Stance::Objects, "objects"), (Stance::Condition, "condition")];

    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Stance::Agrees => "agrees",
            Stance::Objects => "objects",
            Stance::Condition => "condition",
        }
    }
}

/// The superior's answer, or the note of a filing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// 文号.
    pub number: String,
    /// Its day.
    pub day: Day,
    /// The document: SHA-256 of its content, hex.
    pub document: String,
}

/// What happened to a proposal. It is numbered by the event that drafted it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", content = "of", rename_all = "snake_case")]
pub enum GovernanceEvent {
    /// Somebody began it: a draft, which is the bureau's alone.
    ProposalDrafted {
        /// The author's bureau.
        bureau: MemberCode,
        /// What it says: SHA-256 of the kept text.
        text: String,
        /// Why: SHA-256 of the kept words.
        words: String,
        /// The entries that it touches.
        touches: Vec<Entry>,
        /// The first day that it would govern.
        from: Day,
        /// What becomes of open cases.
        open: OpenCases,
        /// The proposal whose entries it puts back to what they said before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        puts_back: Option<u64>,
    },
    /// The author wrote it anew: what was said and voted on the text of before is void.
    ProposalEdited {
        /// Which.
        proposal: u64,
        /// What it says now.
        text: String,
        /// Why.
        words: String,
        /// The entries that it touches now.
        touches: Vec<Entry>,
        /// The first day that it would govern.
        from: Day,
        /// What becomes of open cases.
        open: OpenCases,
    },
    /// It is before the other bureaus.
    ProposalMade {
        /// Which.
        proposal: u64,
        /// The text that they are asked about.
        text: String,
        /// What it must meet, by the text of the region of this day.
        terms: Terms,
        /// The bureaus that are asked.
        asked: Vec<MemberCode>,
        /// The last day on which they may say something.
        until: Day,
    },
    /// A bureau says what it thinks of an entry, or of the whole. Numbered by its event.
    OpinionGiven {
        /// Which.
        proposal: u64,
        /// The text that it is of.
        text: String,
        /// Which bureau.
        bureau: MemberCode,
        /// Of which entry; none of the whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entry: Option<Entry>,
        /// What it thinks.
        stance: Stance,
        /// Why, or which condition: SHA-256 of the kept words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<String>,
    },
    /// The author answers an opinion.
    OpinionAnswered {
        /// Which.
        proposal: u64,
        /// Number of the opinion.
        opinion: u64,
        /// What: SHA-256 of the kept words.
        words: String,
    },
    /// The command centre settles an opinion.
    OpinionSettled {
        /// Which.
        proposal: u64,
        /// Number of the opinion.
        opinion: u64,
        /// How: SHA-256 of the kept words.
        words: String,
    },
    /// Everybody was heard, or had the days for it, and what was said is answered.
    ConsultationEnded {
        /// Which.
        proposal: u64,
        /// The text that was before them.
        text: String,
    },
    /// A bureau votes; its last ballot counts.
    BallotCast {
        /// Which.
        proposal: u64,
        /// The text that is voted on.
        text: String,
        /// Which bureau.
        bureau: MemberCode,
        /// For it or against it.
        favour: bool,
        /// Why, if against: SHA-256 of the kept words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<String>,
        /// The members of this day, of whom the quorum is counted.
        members: Vec<MemberCode>,
    },
    /// It was sent to the superior (「本方案」四(二)4).
    ProposalSubmitted {
        /// Which.
        proposal: u64,
        /// The text that was sent.
        text: String,
        /// SHA-256 of the archive that was sent.
        archive: String,
    },
    /// The superior approved it.
    ProposalApproved {
        /// Which.
        proposal: u64,
        /// The text that is approved.
        text: String,
        /// Number, day and document.
        letter: Letter,
    },
    /// The superior refused it: it ends.
    ProposalRefused {
        /// Which.
        proposal: u64,
        /// Number, day and document.
        letter: Letter,
        /// Why: SHA-256 of the kept words.
        words: String,
    },
    /// Its last condition was met: it is final. The region's partition adopts it from here.
    ProposalCarried {
        /// Which.
        proposal: u64,
        /// The text that was carried.
        text: String,
    },
    /// It was filed with the superior afterwards.
    ProposalFiled {
        /// Which.
        proposal: u64,
        /// Number, day and document.
        letter: Letter,
    },
    /// The command centre takes it out of force: what was said before is said again from this day.
    ProposalSuspended {
        /// Which.
        proposal: u64,
        /// The day.
        from: Day,
        /// Why: SHA-256 of the kept words.
        words: String,
    },
    /// The command centre puts it in force again from this day.
    ProposalResumed {
        /// Which.
        proposal: u64,
        /// The day.
        from: Day,
        /// Why: SHA-256 of the kept words.
        words: String,
    },
    /// Its author takes it back.
    ProposalWithdrawn {
        /// Which.
        proposal: u64,
        /// Why: SHA-256 of the kept words.
        words: String,
    },
    /// Its first day is over and it was not carried.
    ProposalLapsed {
        /// Which.
        proposal: u64,
    },
}

impl GovernanceEvent {
    /// The stable word of the kind.
    pub(super) fn word(&self) -> &'static str {
        match self {
            GovernanceEvent::ProposalDrafted { .. } => "proposal_drafted",
            GovernanceEvent::ProposalEdited { .. } => "proposal_edited",
            GovernanceEvent::ProposalMade { .. } => "proposal_made",
            GovernanceEvent::OpinionGiven { .. } => "opinion_given",
            GovernanceEvent::OpinionAnswered { .. } => "opinion_answered",
            GovernanceEvent::OpinionSettled { .. } => "opinion_settled",
            GovernanceEvent::ConsultationEnded { .. } => "consultation_ended",
            GovernanceEvent::BallotCast { .. } => "ballot_cast",
            GovernanceEvent::ProposalSubmitted { .. } => "proposal_submitted",
            GovernanceEvent::ProposalApproved { .. } => "proposal_approved",
            GovernanceEvent::ProposalRefused { .. } => "proposal_refused",
            GovernanceEvent::ProposalCarried { .. } => "proposal_carried",
            GovernanceEvent::ProposalFiled { .. } => "proposal_filed",
            GovernanceEvent::ProposalSuspended { .. } => "proposal_suspended",
            GovernanceEvent::ProposalResumed { .. } => "proposal_resumed",
            GovernanceEvent::ProposalWithdrawn { .. } => "proposal_withdrawn",
            GovernanceEvent::ProposalLapsed { .. } => "proposal_lapsed",
        }
    }

    /// Which proposal it is of, where `seq` is the number of the event.
    pub fn proposal(&self, seq: u64) -> u64 {
        match self {
            GovernanceEvent::ProposalDrafted { .. } => seq,
            GovernanceEvent::ProposalEdited { proposal, .. }
            | GovernanceEvent::ProposalMade { proposal, .. }
            | GovernanceEvent::OpinionGiven { proposal, .. }
            | GovernanceEvent::OpinionAnswered { proposal, .. }
            | GovernanceEvent::OpinionSettled { proposal, .. }
            | GovernanceEvent::ConsultationEnded { proposal, .. }
            | GovernanceEvent::BallotCast { proposal, .. }
            | GovernanceEvent::ProposalSubmitted { proposal, .. }
            | GovernanceEvent::ProposalApproved { proposal, .. }
            | GovernanceEvent::ProposalRefused { proposal, .. }
            | GovernanceEvent::ProposalCarried { proposal, .. }
            | GovernanceEvent::ProposalFiled { proposal, .. }
            | GovernanceEvent::ProposalSuspended { proposal, .. }
            | GovernanceEvent::ProposalResumed { proposal, .. }
            | GovernanceEvent::ProposalWithdrawn { proposal, .. }
            | GovernanceEvent::ProposalLapsed { proposal } => *proposal,
        }
    }

    /// The kept texts and words that it names, by their hash.
    pub fn kept(&self) -> Vec<&str> {
        match self {
            GovernanceEvent::ProposalDrafted { text, words, .. }
            | GovernanceEvent::ProposalEdited { text, words, .. } => {
                vec![text, words]
            }
            GovernanceEvent::OpinionGiven { words, .. } | GovernanceEvent::BallotCast { words, .. } => {
                words.iter().map(String::as_str).collect()
            }
            GovernanceEvent::OpinionAnswered { words, .. }
            | GovernanceEvent::OpinionSettled { words, .. }
            | GovernanceEvent::ProposalSuspended { words, .. }
            | GovernanceEvent::ProposalResumed { words, .. }
            | GovernanceEvent::ProposalWithdrawn { words, .. } => vec![words],
            GovernanceEvent::ProposalSubmitted { archive, .. } => vec![archive],
            GovernanceEvent::ProposalApproved { letter, .. } | GovernanceEvent::ProposalFiled { letter, .. } => {
                vec![&letter.document]
            }
            GovernanceEvent::ProposalRefused { letter, words, .. } => vec![&letter.document, words],
            GovernanceEvent::ProposalMade { .. }
            | GovernanceEvent::ConsultationEnded { .. }
            | GovernanceEvent::ProposalCarried { .. }
            | GovernanceEvent::ProposalLapsed { .. } => Vec::new(),
        }
    }
}
