//! Who asks, and whose eyes the asker's reads are for.

use clearance::event::Source;
use clearance::intent::Key;
use clearance::permission;
use clearance::row::turn::Turn;
use policy::{Policy, StepKind};
use register::scope::Scope;
use register::sealed::Apart;
use values::actor::{Actor, Role};
use values::calendar::{Day, Timestamp};
use values::id::{AccountId, EnterpriseId, OfficeCode, PersonId};

/// Who asks, when, how, and under which idempotency key.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The account.
    pub account: AccountId,
    /// The natural person behind it.
    pub person: PersonId,
    /// The roles that it has today.
    pub roles: Vec<Role>,
    /// Its office, for officers.
    pub office: Option<OfficeCode>,
    /// Its enterprise, for declarants.
    pub enterprise: Option<EnterpriseId>,
    /// When, read once.
    pub now: Timestamp,
    /// When the natural person last showed the password; none for programs and jobs.
    pub proved: Option<Timestamp>,
    /// By which way.
    pub source: Source,
    /// Idempotency key and digest of the body.
    pub key: Option<Key>,
    /// Personal data that came with it, in boxes: stored with what is decided, or not at all.
    pub apart: Apart,
}

/// For how long a password that was shown counts as fresh, in microseconds: ten minutes (R31).
const FRESH_US: i64 = 600 * 1_000_000;

impl Ask {
    /// The platform as the one who asks.
    pub fn platform(now: Timestamp) -> Ask {
        let system = Actor::system();
        Ask {
            account: system.account,
            person: system.person,
            roles: vec![Role::System],
            office: None,
            enterprise: None,
            now,
            proved: None,
            source: Source::Job,
            key: None,
            apart: Apart::default(),
        }
    }

    /// Whether the natural person has shown the password just now.
    pub fn is_fresh(&self) -> bool {
        self.proved.is_some_and(|proved| self.now.0 - proved.0 <= FRESH_US)
    }

    /// Whose eyes its reads are for.
    pub fn scope(&self) -> Scope {
        match &self.enterprise {
            Some(enterprise) => Scope::enterprise(enterprise.as_str()),
            None if self.roles.contains(&Role::System) => Scope::system(),
            None if !self.roles.is_empty() && self.roles.iter().all(|role| *role == Role::Auditor) => Scope::auditor(),
            None => Scope::officer(),
        }
    }

    /// The queue as an officer sees it: at these places, and what the officer's roles do unless all of it is asked for.
    pub fn at_desk(&self, places: &[String], all: bool) -> Scope {
        let kinds = permission::tasks_of(&self.roles);
        // A role that does nothing of it sees nothing of it, and none at all would mean everything.
        Scope::desk(
            places,
            if all {
                &[]
            } else if kinds.is_empty() {
                &["none"]
            } else {
                &kinds
            },
        )
    }

    /// What any office may do, as an officer sees it: of the kinds that the officer's roles do and the own office is capable of.
    pub fn anywhere(&self, policy: &Policy, today: Day) -> Scope {
        let office = self.office.as_ref();
        let capable = |kind: &&str| {
            let of_step = StepKind::all().find(|known| known.word() == *kind);
            of_step.zip(office).is_some_and(|(kind, office)| policy.capable(office, kind, today))
        };
        let kinds: Vec<&str> = permission::tasks_of(&self.roles).into_iter().filter(capable).collect();
        Scope::desk(&[Turn::ANY.to_owned()], if kinds.is_empty() { &["none"] } else { &kinds })
    }

    /// The same ask for one item of a batch: the request's key and the index.
    #[must_use]
    pub fn item(&self, index: usize) -> Ask {
        let mut ask = self.clone();
        if let Some(key) = &mut ask.key {
            key.index = u32::try_from(index).unwrap_or(u32::MAX);
        }
        ask
    }
}
