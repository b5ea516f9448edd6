//! One event of each kind that the bureaus' partition has, for the frozen samples.

use crate::given::{code, day};
use clearance::event::edition::OpenCases;
use clearance::event::governance::{GovernanceEvent, Letter, Stance};
use policy::entry::Entry;
use policy::governance::{Share, Superior, Terms};

pub fn of_bureaus() -> Vec<GovernanceEvent> {
    let mut all = of_texts();
    all.extend(of_ends());
    all
}

fn letter() -> Letter {
    Letter { number: "国质检通〔2015〕1号".into(), day: day("2016-01-04"), document: "3".repeat(64) }
}

fn of_texts() -> Vec<GovernanceEvent> {
    let (text, words) = (|| "1".repeat(64), || "2".repeat(64));
    let from = day("2016-01-04");
    let (gansu, henan) = (|| code::<values::id::Member>("620000"), || code::<values::id::Member>("410000"));
    let entry =
        || Entry { file: "list-exit.md".into(), heading: "出境货物负面清单".into(), name: "出-0001".into() };
    let terms = Terms {
        days: 10,
        quorum: Share::TwoThirds,
        majority: Share::ThreeQuarters,
        superior: Superior::Approval,
        history: true,
    };
    vec![
        GovernanceEvent::ProposalDrafted {
            bureau: gansu(),
            text: text(),
            words: words(),
            touches: vec![entry()],
            from,
            open: OpenCases::AsBefore,
            puts_back: Some(3),
        },
        GovernanceEvent::ProposalEdited {
            proposal: 7,
            text: text(),
            words: words(),
            touches: vec![entry()],
            from,
            open: OpenCases::Together,
        },
        GovernanceEvent::ProposalMade { proposal: 7, text: text(), terms, asked: vec![henan()], until: from },
        GovernanceEvent::OpinionGiven {
            proposal: 7,
            text: text(),
            bureau: henan(),
            entry: Some(entry()),
            stance: Stance::Objects,
            words: Some(words()),
        },
        GovernanceEvent::OpinionAnswered { proposal: 7, opinion: 9, words: words() },
        GovernanceEvent::OpinionSettled { proposal: 7, opinion: 9, words: words() },
        GovernanceEvent::ConsultationEnded { proposal: 7, text: text() },
        GovernanceEvent::BallotCast {
            proposal: 7,
            text: text(),
            bureau: henan(),
            favour: false,
            words: Some(words()),
            members: vec![gansu(), henan()],
        },
    ]
}

fn of_ends() -> Vec<GovernanceEvent> {
    let (text, words, from) = (|| "1".repeat(64), || "2".repeat(64), day("2016-01-04"));
    vec![
        GovernanceEvent::ProposalSubmitted { proposal: 7, text: text(), archive: "4".repeat(64) },
        GovernanceEvent::ProposalApproved { proposal: 7, text: text(), letter: letter() },
        GovernanceEvent::ProposalRefused { proposal: 7, letter: letter(), words: words() },
        GovernanceEvent::ProposalCarried { proposal: 7, text: text() },
        GovernanceEvent::ProposalFiled { proposal: 7, letter: letter() },
        GovernanceEvent::ProposalSuspended { proposal: 7, from, words: words() },
        GovernanceEvent::ProposalResumed { proposal: 7, from, words: words() },
        GovernanceEvent::ProposalWithdrawn { proposal: 7, words: words() },
        GovernanceEvent::ProposalLapsed { proposal: 7 },
    ]
}
