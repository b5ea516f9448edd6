//! Accounts as the edge needs them: who it is today, in which post, and how a new one is opened.

use crate::field::Field;
use anyhow::{Context, anyhow};
use clearance::declaration::SealedField;
use clearance::event::Source;
use clearance::event::region::RegionEvent;
use clearance::intent::Intent;
use clearance::region;
use register::cases::Decided;
use register::head_file::hex;
use register::scope::Scope;
use register::sealed::{Apart, Personal};
use register::work::NotAppended;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use values::actor::{Actor, Role};
use values::calendar::{Day, Timestamp};
use values::id::{AccountId, EnterpriseId, OfficeCode, PersonId};

/// The sealed field that holds a person's name.
const NAME: &str = "name";
/// How often opening an account is tried again when a restriction came between.
const TRIES: usize = 8;

/// An account as it stands today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// What the person signs in with.
    pub id: AccountId,
    /// The natural person behind it.
    pub person: PersonId,
    /// What it may be used for today.
    pub roles: Vec<Role>,
    /// The office it is used at, for officers.
    pub office: Option<OfficeCode>,
    /// The enterprise it is used for, for declarants.
    pub enterprise: Option<EnterpriseId>,
    /// The person's name; the account's own where the person's data were erased.
    pub name: String,
}

/// An account to be opened.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// What the person will sign in with.
    pub id: AccountId,
    /// The natural person; a known one keeps the name it has.
    pub person: PersonId,
    /// The person's name, sealed apart.
    pub name: String,
    /// The enterprise it is used for, for declarants.
    pub enterprise: Option<EnterpriseId>,
    /// Roles with the office of each, for officers.
    pub roles: Vec<(Role, Option<OfficeCode>)>,
    /// Skills of the person as a reviewer.
    pub skills: Vec<String>,
    /// From when the roles are held.
    pub from: Day,
}

/// The accounts, and the names that were opened; forgotten whenever anything in the region changes.
#[derive(Debug, Default)]
pub struct Accounts {
    names: Mutex<(u64, HashMap<PersonId, Arc<str>>)>,
}

impl Accounts {
    /// An account as it stands now. A suspended one is nobody.
    ///
    /// # Errors
    /// The record cannot be read.
    pub async fn find(&self, field: &Field, id: &AccountId, now: Timestamp) -> anyhow::Result<Option<Arc<Account>>> {
        let known = field.known();
        let Some(found) = known.region.account(id).filter(|account| !account.suspended) else { return Ok(None) };
        let day = field.day(now);
        let mut roles: Vec<Role> = found.roles_on(day).map(|(role, _)| role).collect();
        roles.dedup();
        let office = found.roles_on(day).find_map(|(_, office)| office.cloned());
        let name = self.opened(field, &found.person, known.region.seq).await?;
        Ok(Some(Arc::new(Account {
            id: id.clone(),
            person: found.person.clone(),
            roles,
            office,
            enterprise: found.enterprise.clone(),
            name: name.map_or_else(|| id.to_string(), |name| name.to_string()),
        })))
    }

    /// What the person behind an account is called; the account itself where the person's data were erased.
    ///
    /// # Errors
    /// The record cannot be read.
    pub async fn name(&self, field: &Field, account: &AccountId, person: &PersonId) -> anyhow::Result<String> {
        let name = self.opened(field, person, field.known().region.seq).await?;
        Ok(name.map_or_else(|| account.to_string(), |name| name.to_string()))
    }

    async fn opened(&self, field: &Field, person: &PersonId, seq: u64) -> anyhow::Result<Option<Arc<str>>> {
        const HELD: &str = "no one panics while holding the names";
        if let (known, names) = &*self.names.lock().expect(HELD)
            && *known == seq
            && let Some(name) = names.get(person)
        {
            return Ok(Some(Arc::clone(name)));
        }
        let fields = field.register.unseal(&Scope::system(), &field.master, person.as_str()).await?;
        let Some((_, bytes)) = fields.into_iter().find(|(field, _)| field == NAME) else { return Ok(None) };
        let name: Arc<str> = String::from_utf8(bytes).context("a sealed name")?.into();
        let mut held = self.names.lock().expect(HELD);
        if held.0 != seq {
            *held = (seq, HashMap::new());
        }
        held.1.insert(person.clone(), Arc::clone(&name));
        Ok(Some(name))
    }

    /// Opens an account with its roles, all in one transaction, unless it is there; `password` is the hash to sign in with,
    /// if nobody gave it one before. Says whether this one holds.
    ///
    /// # Errors
    /// The record cannot be written.
    pub async fn open(
        &self,
        field: &Field,
        new: &NewAccount,
        password: &str,
        by: &Actor,
        now: Timestamp,
    ) -> anyhow::Result<bool> {
        let newcomer = Newcomer::new(field, new).await?;
        for _ in 0..TRIES {
            let known = field.catch_up().await?;
            if known.region.account(&new.id).is_some() {
                return field.register.first_credential(new.id.as_str(), password, now.0).await;
            }
            let events = newcomer.events(&known.region);
            let intent = Intent::of_region(events, by, Source::Job, now, known.epoch, None);
            let seen = Some(known.region.seq);
            let decided = Decided { apart: newcomer.apart.clone(), seen, ..Decided::new(intent) };
            match field.register.append_decided(decided).await {
                // The next round finds it there.
                Ok(_) | Err(NotAppended::StaleEpoch { .. } | NotAppended::StaleVersion { .. }) => {}
                Err(why) => return Err(anyhow!("opening account {}: {why}", new.id)),
            }
        }
        Err(anyhow!("the region kept changing while account {} was opened", new.id))
    }
}

/// What opens an account: the events, and the person's name in its box.
pub struct Newcomer {
    person: RegionEvent,
    account: Vec<RegionEvent>,
    /// The name, to be stored with the event that registers the person.
    pub apart: Apart,
}

impl Newcomer {
    /// Prepares it; nothing is stored.
    ///
    /// # Errors
    /// The record cannot be read.
    pub async fn new(field: &Field, new: &NewAccount) -> anyhow::Result<Newcomer> {
        let (sealed, apart) = named(field, &new.person, &new.name).await?;
        let opened = RegionEvent::AccountOpened {
            id: new.id.clone(),
            person: new.person.clone(),
            enterprise: new.enterprise.clone(),
        };
        let granted = |(role, office): &(Role, Option<OfficeCode>)| RegionEvent::RoleGranted {
            account: new.id.clone(),
            role: *role,
            office: office.clone(),
            from: new.from,
            until: None,
            skills: if matches!(role, Role::Reviewer | Role::Signatory) { new.skills.clone() } else { Vec::new() },
        };
        let account = std::iter::once(opened).chain(new.roles.iter().map(granted)).collect();
        Ok(Newcomer { person: RegionEvent::PersonRegistered { id: new.person.clone(), sealed }, account, apart })
    }

    /// The events by what is known of the region: a known person keeps the name it has.
    pub fn events(&self, region: &region::RegionState) -> Vec<RegionEvent> {
        let RegionEvent::PersonRegistered { id, .. } = &self.person else { return self.account.clone() };
        let new = (!region.knows_person(id)).then(|| self.person.clone());
        new.into_iter().chain(self.account.iter().cloned()).collect()
    }
}

/// A person's name in its box, and the digest that an event has in place of it.
///
/// # Errors
/// The record cannot be read.
pub async fn named(field: &Field, person: &PersonId, name: &str) -> anyhow::Result<(Vec<SealedField>, Apart)> {
    let name = Personal { field: NAME.into(), bytes: name.as_bytes().to_vec(), searched: true };
    let (key, apart) = field.register.box_up(&field.master, person.as_str(), std::slice::from_ref(&name)).await?;
    let mac = hex(&key.digest(NAME, &name.bytes));
    Ok((vec![SealedField { subject: person.to_string(), field: NAME.into(), mac }], apart))
}
