//! Who is who on a day: enterprises, grades, the blacklist, accounts, roles and mandates, folded from the region's log.

pub mod edition;
pub mod seal;
pub mod sheet;
pub mod signatory;
pub mod staff;

use crate::declaration::Parties;
use crate::event::region::{Document, RegionEvent};
use crate::past::Past;
use crate::standing::Standing;
use rpds::{HashTrieMapSync, HashTrieSetSync};
use values::actor::{Actor, Role};
use values::calendar::{Day, Period, Timestamp};
use values::direction::Direction;
use values::id::{AccountId, EnterpriseId, MandateId, OfficeCode, PersonId};

/// The region's partition as it stands after the events applied so far. A copy shares what does not change, so that catching up
/// costs by what happened since and not by how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegionState {
    /// Number of the last event applied.
    pub seq: u64,
    enterprises: HashTrieMapSync<EnterpriseId, Enterprise>,
    accounts: HashTrieMapSync<AccountId, Account>,
    mandates: HashTrieMapSync<MandateId, Mandate>,
    persons: HashTrieSetSync<PersonId>,
    editions: edition::Editions,
    seals: seal::SealKeys,
    sheets: sheet::SheetLedger,
    specimens: HashTrieMapSync<PersonId, (String, Timestamp)>,
}

/// An enterprise with its dated records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enterprise {
    /// Identity.
    pub id: EnterpriseId,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// 属地.
    pub office: OfficeCode,
    /// Files without paper.
    pub paperless: bool,
    /// May declare for others.
    pub agent: bool,
    /// From when it may act.
    pub from: Day,
    /// By which document it is known, where its code fails its own check.
    pub document: Option<Document>,
    grades: Vec<(Day, String)>,
    listings: Vec<Period>,
}

/// An account with its roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Name to sign in with.
    pub id: AccountId,
    /// The natural person.
    pub person: PersonId,
    /// The enterprise, if it is an enterprise's.
    pub enterprise: Option<EnterpriseId>,
    /// Suspended.
    pub suspended: bool,
    /// Roles with office and period.
    pub roles: Vec<(Role, Option<OfficeCode>, Period)>,
    /// Skills with the role and office that they go with, and since when.
    pub skills: Vec<Skilled>,
    /// When it was last suspended or lost a role: sessions and tokens of before are over, whatever it gets back.
    pub ended: Option<Timestamp>,
}

/// A skill of the person behind an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skilled {
    /// As rules name it.
    pub skill: String,
    /// In which role.
    pub role: Role,
    /// At which office, for officers.
    pub office: Option<OfficeCode>,
    /// When.
    pub period: Period,
}

/// For how many days after working for a party nobody does anything for an office on its cases.
const PARTY_DAYS: i32 = 365;
/// A day in microseconds.
const DAY_US: i64 = 86_400_000_000;

/// A mandate of an owner for an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mandate {
    /// Number.
    pub id: MandateId,
    /// Who gave it.
    pub owner: EnterpriseId,
    /// Who may declare.
    pub agent: EnterpriseId,
    /// Only in this direction.
    pub direction: Option<Direction>,
    /// When it holds.
    pub period: Period,
    /// Taken back.
    pub revoked: bool,
}

impl RegionState {
    /// Applies the next event; never fails, since what is recorded did happen.
    pub fn apply(&mut self, seq: u64, happened: Timestamp, by: &Actor, event: &RegionEvent) {
        self.seq = seq;
        match event {
            RegionEvent::PolicyAdopted { .. }
            | RegionEvent::EditionProposed { .. }
            | RegionEvent::EditionEased { .. }
            | RegionEvent::EditionWithdrawn { .. } => self.editions.apply(seq, happened, by, event),
            RegionEvent::EnterpriseRegistered { .. }
            | RegionEvent::EnterpriseRenamed { .. }
            | RegionEvent::GradeGiven { .. }
            | RegionEvent::Blacklisted { .. }
            | RegionEvent::BlacklistLifted { .. } => self.apply_enterprise(event),
            RegionEvent::PersonRegistered { id, .. } => self.persons.insert_mut(id.clone()),
            RegionEvent::PersonErased { id, .. } => {
                self.persons.remove_mut(id);
                self.specimens.remove_mut(id);
            }
            RegionEvent::SpecimenGiven { person, media, .. } => {
                self.specimens.insert_mut(person.clone(), (media.clone(), happened));
            }
            RegionEvent::PersonRenamed { .. } | RegionEvent::RetentionEnded { .. } => {}
            RegionEvent::SealKeyOpened(_) | RegionEvent::SealKeyRevoked { .. } => self.seals.apply(event),
            RegionEvent::Sheets(of) => self.sheets.apply(happened, of),
            RegionEvent::AccountOpened { .. }
            | RegionEvent::RoleGranted { .. }
            | RegionEvent::RoleRevoked { .. }
            | RegionEvent::AccountSuspended { .. }
            | RegionEvent::AccountRestored { .. } => self.apply_account(happened, event),
            RegionEvent::MandateGiven { id, owner, agent, direction, from, until } => {
                let mandate = Mandate {
                    id: id.clone(),
                    owner: owner.clone(),
                    agent: agent.clone(),
                    direction: *direction,
                    period: Period { from: *from, until: *until },
                    revoked: false,
                };
                self.mandates.insert_mut(id.clone(), mandate);
            }
            RegionEvent::MandateRevoked { id } => {
                if let Some(mandate) = self.mandates.get_mut(id) {
                    mandate.revoked = true;
                }
            }
        }
    }

    fn apply_enterprise(&mut self, event: &RegionEvent) {
        if let RegionEvent::EnterpriseRegistered { id, zh, en, office, paperless, agent, from, document } = event {
            // Only its own event renames one that is known.
            if self.enterprises.contains_key(id) {
                return;
            }
            let enterprise = Enterprise {
                id: id.clone(),
                zh: zh.clone(),
                en: en.clone(),
                office: office.clone(),
                paperless: *paperless,
                agent: *agent,
                from: *from,
                document: document.clone(),
                grades: Vec::new(),
                listings: Vec::new(),
            };
            self.enterprises.insert_mut(id.clone(), enterprise);
        } else if let RegionEvent::EnterpriseRenamed { id, zh, en } = event
            && let Some(enterprise) = self.enterprises.get_mut(id)
        {
            (enterprise.zh, enterprise.en) = (zh.clone(), en.clone());
        } else if let RegionEvent::GradeGiven { id, grade, from, .. } = event
            && let Some(enterprise) = self.enterprises.get_mut(id)
        {
            enterprise.grades.push((*from, grade.clone()));
            enterprise.grades.sort_by_key(|(day, _)| *day);
        } else if let RegionEvent::Blacklisted { id, from, .. } = event
            && let Some(enterprise) = self.enterprises.get_mut(id)
        {
            enterprise.listings.push(Period { from: *from, until: None });
        } else if let RegionEvent::BlacklistLifted { id, from, .. } = event
            && let Some(enterprise) = self.enterprises.get_mut(id)
        {
            for listing in enterprise.listings.iter_mut().filter(|l| l.until.is_none()) {
                listing.until = Some(from.plus(-1));
            }
        }
    }

    fn apply_account(&mut self, happened: Timestamp, event: &RegionEvent) {
        if let RegionEvent::AccountOpened { id, person, enterprise } = event {
            let account = Account {
                id: id.clone(),
                person: person.clone(),
                enterprise: enterprise.clone(),
                suspended: false,
                roles: Vec::new(),
                skills: Vec::new(),
                ended: None,
            };
            self.accounts.insert_mut(id.clone(), account);
        } else if let RegionEvent::RoleGranted { account, role, office, from, until, skills } = event {
            if let Some(account) = self.accounts.get_mut(account) {
                let period = Period { from: *from, until: *until };
                account.roles.push((*role, office.clone(), period));
                let skilled =
                    |skill: &String| Skilled { skill: skill.clone(), role: *role, office: office.clone(), period };
                account.skills.extend(skills.iter().map(skilled));
            }
        } else if let RegionEvent::RoleRevoked { account, role, office } = event {
            if let Some(account) = self.accounts.get_mut(account) {
                account.roles.retain(|(r, o, _)| r != role || o != office);
                account.skills.retain(|skilled| skilled.role != *role || skilled.office != *office);
                account.ended = Some(happened);
            }
        } else if let RegionEvent::AccountSuspended { account, .. } = event {
            if let Some(account) = self.accounts.get_mut(account) {
                account.suspended = true;
                account.ended = Some(happened);
            }
        } else if let RegionEvent::AccountRestored { account } = event
            && let Some(account) = self.accounts.get_mut(account)
        {
            account.suspended = false;
        }
    }

    /// An enterprise.
    pub fn enterprise(&self, id: &EnterpriseId) -> Option<&Enterprise> {
        self.enterprises.get(id)
    }

    /// All enterprises, in no order.
    pub fn enterprises(&self) -> impl Iterator<Item = &Enterprise> {
        self.enterprises.values()
    }

    /// Whether a person is registered and has a name.
    pub fn knows_person(&self, id: &PersonId) -> bool {
        self.persons.contains(id)
    }

    /// An account.
    pub fn account(&self, id: &AccountId) -> Option<&Account> {
        self.accounts.get(id)
    }

    /// All accounts, in no order.
    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values()
    }

    /// The keys by which offices seal papers.
    pub fn seals(&self) -> &seal::SealKeys {
        &self.seals
    }

    /// Which office has which preprinted sheets.
    pub fn sheets(&self) -> &sheet::SheetLedger {
        &self.sheets
    }

    /// All mandates, in no order.
    pub fn mandates(&self) -> impl Iterator<Item = &Mandate> {
        self.mandates.values()
    }

    /// What counts of an owner on a day. `overdue` is known to the cases, not to the region, and comes from the caller.
    pub fn standing(&self, id: &EnterpriseId, day: Day, overdue: bool) -> Standing {
        let Some(enterprise) = self.enterprises.get(id).filter(|e| e.from <= day) else {
            return Standing::default();
        };
        Standing {
            registered: true,
            office: Some(enterprise.office.clone()),
            grade: enterprise.grade(day).map(str::to_owned),
            blacklisted: enterprise.blacklisted(day),
            paperless: enterprise.paperless,
            overdue,
            past: Past::default(),
        }
    }

    /// Whether a natural person works for one of the parties of a declaration, or did within a year: is behind an account of
    /// theirs that holds a role, or held one (「签证管理办法」第六条).
    pub fn of_party(&self, person: &PersonId, parties: &Parties, today: Day, now: Timestamp) -> bool {
        self.serves(person, &|enterprise| parties.all().any(|party| party == enterprise), today, now)
    }

    /// The same of what is recorded of enterprises: their grades, listings, names, mandates and accounts.
    pub fn of_subject(&self, person: &PersonId, event: &RegionEvent, today: Day, now: Timestamp) -> bool {
        let mandate = |id: &MandateId| self.mandates.get(id).map(|mandate| vec![&mandate.owner, &mandate.agent]);
        let about = match event {
            RegionEvent::EnterpriseRenamed { id, .. }
            | RegionEvent::GradeGiven { id, .. }
            | RegionEvent::Blacklisted { id, .. }
            | RegionEvent::BlacklistLifted { id, .. } => vec![id],
            RegionEvent::MandateGiven { owner, agent, .. } => vec![owner, agent],
            RegionEvent::MandateRevoked { id } => mandate(id).unwrap_or_default(),
            RegionEvent::AccountOpened { enterprise, .. } => enterprise.iter().collect(),
            RegionEvent::PolicyAdopted { .. }
            | RegionEvent::EditionProposed { .. }
            | RegionEvent::EditionEased { .. }
            | RegionEvent::EditionWithdrawn { .. }
            | RegionEvent::EnterpriseRegistered { .. }
            | RegionEvent::PersonRegistered { .. }
            | RegionEvent::PersonRenamed { .. }
            | RegionEvent::PersonErased { .. }
            | RegionEvent::RoleGranted { .. }
            | RegionEvent::RoleRevoked { .. }
            | RegionEvent::AccountSuspended { .. }
            | RegionEvent::AccountRestored { .. }
            | RegionEvent::SealKeyOpened(_)
            | RegionEvent::SealKeyRevoked { .. }
            | RegionEvent::Sheets(_)
            | RegionEvent::SpecimenGiven { .. }
            | RegionEvent::RetentionEnded { .. } => Vec::new(),
        };
        self.serves(person, &|enterprise| about.contains(&enterprise), today, now)
    }

    /// Whether a person is behind an account of such an enterprise, now or within a year.
    fn serves(&self, person: &PersonId, of: &dyn Fn(&EnterpriseId) -> bool, today: Day, now: Timestamp) -> bool {
        let own = |account: &&Account| account.person == *person && account.enterprise.as_ref().is_some_and(of);
        self.accounts.values().filter(own).any(|account| account.served_since(today, now))
    }

    /// Whether an agent may declare for an owner on a day (R-mandate; 报检委托).
    pub fn mandated(&self, owner: &EnterpriseId, agent: &EnterpriseId, direction: Direction, day: Day) -> bool {
        self.mandates.values().any(|m| {
            !m.revoked
                && m.owner == *owner
                && m.agent == *agent
                && m.direction.is_none_or(|d| d == direction)
                && m.period.contains(day)
        })
    }
}

impl Enterprise {
    /// The grade on a day.
    pub fn grade(&self, day: Day) -> Option<&str> {
        self.grades.iter().rev().find(|(from, _)| *from <= day).map(|(_, grade)| grade.as_str())
    }

    /// Whether it stands on the blacklist on a day.
    pub fn blacklisted(&self, day: Day) -> bool {
        self.listings.iter().any(|listing| listing.contains(day))
    }
}

impl Account {
    /// The roles held on a day, with their offices.
    pub fn roles_on(&self, day: Day) -> impl Iterator<Item = (Role, Option<&OfficeCode>)> {
        self.roles.iter().filter(move |(_, _, period)| period.contains(day)).map(|(r, o, _)| (*r, o.as_ref()))
    }

    /// The skills that it has on a day, at an office.
    pub fn skills_on(&self, office: Option<&OfficeCode>, day: Day) -> Vec<String> {
        let here = |one: &&Skilled| one.period.contains(day) && (one.office.is_none() || one.office.as_ref() == office);
        let mut skills: Vec<String> = self.skills.iter().filter(here).map(|one| one.skill.clone()).collect();
        skills.sort();
        skills.dedup();
        skills
    }

    /// Whether it was of use within a year: held a role, lost one or was suspended, or never had one and may get it.
    fn served_since(&self, today: Day, now: Timestamp) -> bool {
        let (since, moment) = (today.plus(-PARTY_DAYS), now.plus_us(-i64::from(PARTY_DAYS) * DAY_US));
        let held = |(_, _, period): &(Role, Option<OfficeCode>, Period)| {
            period.from <= today && period.until.is_none_or(|until| since <= until)
        };
        let lately = self.ended.is_some_and(|ended| moment <= ended);
        let unused = self.ended.is_none() && self.roles.is_empty();
        lately || !self.suspended && (unused || self.roles.iter().any(held))
    }

    /// Whether a role is held at an office on a day.
    pub fn holds(&self, role: Role, office: Option<&OfficeCode>, day: Day) -> bool {
        !self.suspended
            && self.roles_on(day).any(|(r, o)| r == role && (o.is_none() || office.is_none() || o == office))
    }
}
