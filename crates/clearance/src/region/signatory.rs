//! 授权签字人: who signs which papers, where and when, and since when a specimen of the signature is kept (R35).

use super::{Account, RegionState};
use values::actor::Role;
use values::calendar::{Day, Period, Timestamp};
use values::id::{AccountId, OfficeCode, PersonId};

/// One role of a signatory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signatory {
    /// The account.
    pub account: AccountId,
    /// The natural person.
    pub person: PersonId,
    /// Where he signs.
    pub office: Option<OfficeCode>,
    /// When.
    pub period: Period,
    /// The kinds and languages that were named with the role; none named means all.
    pub skills: Vec<String>,
    /// Whether the account is suspended: he signs nothing.
    pub suspended: bool,
    /// What kind of file the specimen of his signature is, and since when it is kept.
    pub specimen: Option<(String, Timestamp)>,
}

impl Signatory {
    /// Whether he may sign on a day.
    pub fn signs(&self, day: Day) -> bool {
        !self.suspended && self.period.contains(day)
    }
}

impl RegionState {
    /// Everybody who signs on a day or later, by office and account.
    pub fn signatories(&self, day: Day) -> Vec<Signatory> {
        let of_account = |account: &Account| {
            let own = account.roles.iter().filter(|(role, _, _)| *role == Role::Signatory);
            let lasting = own.filter(|(_, _, period)| period.until.is_none_or(|until| day <= until));
            lasting.map(|(_, office, period)| self.signatory(account, (office, *period))).collect::<Vec<_>>()
        };
        let mut all: Vec<Signatory> = self.accounts().flat_map(of_account).collect();
        all.sort_by(|one, other| (&one.office, &one.account).cmp(&(&other.office, &other.account)));
        all
    }

    fn signatory(&self, account: &Account, (office, period): (&Option<OfficeCode>, Period)) -> Signatory {
        let of_role = |skilled: &&super::Skilled| {
            (skilled.role, &skilled.office, skilled.period) == (Role::Signatory, office, period)
        };
        let mut skills: Vec<String> = account.skills.iter().filter(of_role).map(|one| one.skill.clone()).collect();
        skills.sort();
        Signatory {
            account: account.id.clone(),
            person: account.person.clone(),
            office: office.clone(),
            period,
            skills,
            suspended: account.suspended,
            specimen: self.specimen(&account.person).cloned(),
        }
    }

    /// What kind of file the specimen of a person's signature is, and since when it is kept.
    pub fn specimen(&self, person: &PersonId) -> Option<&(String, Timestamp)> {
        self.specimens.get(person)
    }
}
