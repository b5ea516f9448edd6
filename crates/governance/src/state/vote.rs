//! Counting: how many of the members of the day voted, how many of those agree, and whether that is enough.

use super::Proposal;
use policy::governance::Share;

/// How the ballots stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Members of the day of the last ballot.
    pub members: usize,
    /// How many of them voted.
    pub voted: usize,
    /// How many of those agree.
    pub agree: usize,
    /// Whether both are met.
    pub passes: bool,
}

impl Proposal {
    /// Counts the ballots of the members; a bureau that is no member any more does not count.
    pub fn tally(&self) -> Tally {
        let (quorum, majority) =
            self.terms.as_ref().map_or((Share::All, Share::All), |terms| (terms.quorum, terms.majority));
        let counted = self.ballots.iter().filter(|(bureau, _)| self.members.contains(bureau));
        let (voted, agree) =
            counted.fold((0, 0), |(voted, agree), (_, ballot)| (voted + 1, agree + usize::from(ballot.favour)));
        let members = self.members.len();
        Tally {
            members,
            voted,
            agree,
            passes: self.terms.is_some() && quorum.met(voted, members) && majority.met(agree, voted),
        }
    }
}
