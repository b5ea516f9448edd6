//! Ballots, the superior's answer, and when the last condition is met.

use super::{Context, seen};
use crate::state::{Ballot, Proposal};
use clearance::case::refusal::{NotAllowed, Reason};
use clearance::event::governance::{GovernanceEvent, Letter};
use policy::governance::Superior;
use values::calendar::Timestamp;

/// A ballot, and what it carries if it was the last that was wanted.
pub(super) fn ballot(
    of: &Proposal,
    text: &str,
    favour: bool,
    words: Option<&String>,
    on: &Context,
) -> Result<Vec<GovernanceEvent>, NotAllowed> {
    seen(of, text, on)?;
    if of.overtaken.is_some() {
        return Err(on.no(Reason::ProposalOvertaken));
    }
    if !favour && words.is_none() {
        return Err(on.no(Reason::WordsMissing));
    }
    let members = on.members();
    let bureau = on.bureau().filter(|bureau| members.contains(bureau)).ok_or_else(|| on.no(Reason::SeatMissing))?;
    let person = &on.actor.person;
    let elsewhere = of.ballots.iter().any(|(other, ballot)| *other != bureau && ballot.by.person == *person);
    if elsewhere || of.author.person == *person {
        return Err(on.no(Reason::VoterTwice));
    }
    let (proposal, text, words) = (of.no, of.text.clone(), words.cloned());
    let mut after = of.clone();
    let counted = Ballot { favour, words: words.clone(), by: on.actor.clone(), at: Timestamp(0) };
    after.ballots.insert(bureau.clone(), counted);
    after.members.clone_from(&members);
    let mut events = vec![GovernanceEvent::BallotCast { proposal, text: text.clone(), bureau, favour, words, members }];
    if is_carried(&after, on) {
        events.push(GovernanceEvent::ProposalCarried { proposal, text });
    }
    Ok(events)
}

/// Sent to the superior, where it has something to approve.
pub(super) fn submit(
    of: &Proposal,
    text: &str,
    archive: &str,
    on: &Context,
) -> Result<Vec<GovernanceEvent>, NotAllowed> {
    seen(of, text, on)?;
    let wanted = of.terms.as_ref().is_some_and(|terms| terms.superior == Superior::Approval);
    if !wanted {
        return Err(on.no(Reason::ProposalStage));
    }
    let (text, archive) = (of.text.clone(), archive.to_owned());
    Ok(vec![GovernanceEvent::ProposalSubmitted { proposal: of.no, text, archive }])
}

/// The superior's approval, and what it carries.
pub(super) fn approve(of: &Proposal, letter: &Letter, on: &Context) -> Result<Vec<GovernanceEvent>, NotAllowed> {
    let (proposal, text) = (of.no, of.text.clone());
    let mut after = of.clone();
    after.letter = Some(letter.clone());
    after.members = on.members();
    let mut events = vec![GovernanceEvent::ProposalApproved { proposal, text: text.clone(), letter: letter.clone() }];
    if is_carried(&after, on) {
        events.push(GovernanceEvent::ProposalCarried { proposal, text });
    }
    Ok(events)
}

/// Whether its last condition is met: the votes, the superior where it is wanted, nothing carried on its entries, and a text that
/// fits the law.
fn is_carried(of: &Proposal, on: &Context) -> bool {
    let superior = of.terms.as_ref().is_some_and(|terms| terms.superior == Superior::Approval);
    of.tally().passes && (!superior || of.letter.is_some()) && of.overtaken.is_none() && on.sound
}
