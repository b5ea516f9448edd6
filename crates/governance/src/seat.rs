//! Who somebody is to a proposal, by the text of the region of the day.

use crate::decide::Context;
use crate::state::Proposal;
use policy::governance::{Party, Way};
use values::actor::Role;
use values::id::MemberCode;

impl Context<'_> {
    /// The bureau of the one who acts: the member of the day whose office it is.
    pub fn bureau(&self) -> Option<MemberCode> {
        let office = self.policy.office(self.actor.office.as_ref()?, self.today)?;
        self.policy.member(&office.member, self.today).map(|member| member.code.clone())
    }

    /// Whether one of the roles may propose by all of these ways.
    pub fn may_propose(&self, ways: &[&Way]) -> bool {
        let may = |way: &&Way| way.proposers.iter().any(|role| self.roles.contains(role));
        !ways.is_empty() && ways.iter().all(may)
    }

    /// Whether the one who acts is such a party to a proposal.
    pub fn is(&self, party: Party, proposal: &Proposal) -> bool {
        let proposer = || {
            let anywhere = self.policy.ways_on(self.today).flat_map(|way| way.proposers.iter());
            anywhere.into_iter().any(|role| self.roles.contains(role))
        };
        let voter = self.roles.contains(&Role::Voter);
        match party {
            Party::Author => self.actor.person == proposal.author.person,
            Party::Proposer => proposer() && self.bureau().is_some(),
            Party::Bureau => {
                (voter || proposer()) && self.bureau().is_some_and(|bureau| proposal.asked.contains(&bureau))
            }
            Party::Voter => voter && self.bureau().is_some(),
            Party::Command => self.roles.contains(&Role::Command),
            Party::Operations => self.roles.contains(&Role::Operations),
        }
    }
}
