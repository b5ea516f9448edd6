//! What decisions need besides the case: the policy texts, who is who in the region, the code tables, and the record.

mod editions;
mod past;
mod together;

use crate::edition::{self, Codes, Edition, Files, Way, bytes_of, files_of, hash_of, listed};
use crate::heads::Heads;
use crate::naming::Naming;
use crate::reads::Reads;
use crate::record;
use anyhow::{Context, Result, anyhow};
use clearance::event::Source;
use clearance::event::region::RegionEvent;
use clearance::intent::{GOVERNANCE, Intent, REGION};
use clearance::region::RegionState;
use editions::Editions;
pub use editions::{MOST, Unable};
use files::Store;
use governance::Governance;
use lookup::Everyday;
use past::Counted;
use policy::edition::is_text;
use policy::{Hashing, Policy};
use register::Register;
use register::scope::Scope;
use register::sealed::Master;
use register::work::NotAppended;
use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, RwLock};
use values::actor::Actor;
use values::calendar::{Day, Timestamp, Zone};
use values::id::EnterpriseId;
use values::text::Language;
use values::text::fold::fold;

/// The policy, the region and the record that one server works on.
pub struct Field {
    /// The official record.
    pub register: Register,
    /// What belongs to the register for good.
    pub home: Home,
    /// The code tables by name.
    pub naming: Naming,
    /// The key that wraps the keys of sealed personal data.
    pub master: Master,
    /// Where the files of cases are.
    pub files: Option<Store>,
    /// Where the signed heads go, if anywhere.
    pub heads: Option<Heads>,
    editions: Editions,
    known: RwLock<Arc<Known>>,
    together: RwLock<Arc<Governance>>,
    overdue: RwLock<HashSet<String>>,
    /// What was counted of the past.
    counted: Counted,
    /// Reads that are audited.
    pub reads: Reads,
    /// Whose turn it is among those whose region command was overtaken by another.
    pub turn: tokio::sync::Mutex<()>,
}

/// Who is who, and the epoch at which that was read: it counts only while the partition's head has no later one.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The region's partition, folded.
    pub region: RegionState,
    /// The restriction epoch that was read before the events were.
    pub epoch: u64,
    /// What was adopted and cannot be loaded here, so that nothing is decided.
    pub unable: Option<Arc<Unable>>,
}

/// What every edition of a register says alike, so that it is known before any is asked: no proposal changes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// Code of the region.
    pub code: String,
    /// Its language.
    pub language: Language,
    /// Its zone, by which days are counted.
    pub zone: Zone,
}

impl Home {
    /// As an edition says it.
    pub fn of(policy: &Policy) -> Home {
        let region = &policy.region;
        Home { code: region.code.to_string(), language: region.language, zone: region.zone.clone() }
    }
}

/// What a register is opened with: the files of the law on the disk, and what they mean.
#[derive(Clone, Debug)]
pub struct Found {
    /// The code tables of the world.
    pub codes: Arc<Codes>,
    /// The region's files on the disk: what founds an empty register.
    pub files: Files,
    /// The same as it was read, if it was.
    pub read: Option<Arc<Edition>>,
    /// Approvals for demonstration count in a register that this founds.
    pub demonstration: bool,
}

impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Field").field("home", &self.home).finish_non_exhaustive()
    }
}

const HELD: &str = "no one panics while holding it";

impl Field {
    /// Opens the field on a register: the law that is on its record, or else the one found on the disk, which is recorded then; and
    /// who is who so far.
    ///
    /// # Errors
    /// The register cannot be read, the founding edition does not load, or what would found it has faults: all are named.
    pub async fn open(register: Register, found: Found, master: Master, now: Timestamp) -> Result<Field> {
        register.open_offices(&[GOVERNANCE]).await?;
        register.share_texts().await?;
        let (mut region, _) = record::region(&register, RegionState::default()).await?;
        let read = if region.founding().is_none() {
            let read = first(&found)?;
            found_by(&register, &read, &found, now).await?;
            region = record::region(&register, RegionState::default()).await?.0;
            Some(read)
        } else {
            found.read.clone()
        };
        let founding = region.founding().context("the founding edition was adopted")?;
        let beside = beside(&found.files);
        let editions = Editions::new(Arc::clone(&found.codes), beside);
        if let Some(read) = read.filter(|read| read.version() == founding.version) {
            editions.hold_adopted(&read);
        }
        let law = editions.founding(&register, founding).await?;
        let known = Known { region: region.clone(), ..Known::default() };
        let field = Field {
            register,
            home: Home::of(&law.policy),
            naming: Naming::plain(),
            master,
            files: None,
            heads: None,
            editions,
            known: RwLock::new(Arc::new(known)),
            together: RwLock::default(),
            overdue: RwLock::default(),
            counted: Counted::default(),
            reads: Reads::default(),
            turn: tokio::sync::Mutex::default(),
        };
        field.open_offices(&law.policy).await?;
        let today = field.day(now);
        let mut known = Known::clone(&field.known());
        // What governed before today is read when a case of then is looked at.
        let governs = region.edition_on(today).map_or(0, |one| one.seq);
        let since = region.adopted().iter().position(|one| one.seq == governs).unwrap_or(0);
        field.take_up(&mut known, since).await;
        *field.known.write().expect(HELD) = Arc::new(known);
        if let Err(error) = field.register.push_epoch().await {
            // The job goes on with it; until then those offices take nothing, and the others must not wait for them.
            tracing::warn!("{error:#}");
        }
        field.catch_up().await?;
        Ok(field)
    }

    /// Who is who, as far as this process has read.
    pub fn known(&self) -> Arc<Known> {
        Arc::clone(&self.known.read().expect(HELD))
    }

    /// Reads what the region's partition has since: the epoch first, then the events.
    ///
    /// # Errors
    /// The register cannot be read.
    pub async fn catch_up(&self) -> Result<Arc<Known>> {
        let epoch = self.register.epoch(REGION).await?;
        let before = self.known();
        let (region, changed) = record::region(&self.register, before.region.clone()).await?;
        let mut known = Known { region, epoch, unable: before.unable.clone() };
        if changed || known.unable.is_some() {
            self.take_up(&mut known, before.region.adopted().len()).await;
        }
        let known = Arc::new(known);
        let mut held = self.known.write().expect(HELD);
        if (held.epoch, held.region.seq) <= (known.epoch, known.region.seq) {
            *held = Arc::clone(&known);
        }
        Ok(Arc::clone(&held))
    }

    /// Reads which owners have goods that should have arrived by now. It takes a privilege from them (the choice of
    /// places) and restricts nothing else, so that a second of delay is in order.
    ///
    /// # Errors
    /// The register cannot be read.
    pub async fn read_overdue(&self, now: Timestamp) -> Result<()> {
        let owners = self.register.owners_overdue(&Scope::system(), now.0).await?;
        *self.overdue.write().expect(HELD) = owners.into_iter().collect();
        Ok(())
    }

    /// Whether an owner had goods overdue when that was read last.
    pub fn is_overdue(&self, owner: &EnterpriseId) -> bool {
        self.overdue.read().expect(HELD).contains(owner.as_str())
    }

    /// Writes the signed line of all heads, if there is a file for it.
    ///
    /// # Errors
    /// The register cannot be read or the file cannot be written.
    pub async fn sign_heads(&self, now: Timestamp) -> Result<()> {
        match &self.heads {
            Some(heads) => heads.write(&self.register, now).await,
            None => Ok(()),
        }
    }

    /// The day of a moment in the region's zone.
    pub fn day(&self, now: Timestamp) -> Day {
        now.day_in(&self.home.zone)
    }
}

/// The edition that founds a register.
///
/// # Errors
/// Its text has faults: all are named.
pub fn first(found: &Found) -> Result<Arc<Edition>> {
    if let Some(read) = &found.read {
        return Ok(Arc::clone(read));
    }
    let read = edition::read(&found.files, Way::new(found.demonstration), &found.codes);
    read.map(Arc::new).map_err(|faults| anyhow!("the text of the region has faults:\n{}", listed(&faults)))
}

/// Keeps the files, and records that they founded the register, unless another process was first.
async fn found_by(register: &Register, read: &Edition, found: &Found, now: Timestamp) -> Result<()> {
    register.keep_edition(&hash_of(read.version())?, &bytes_of(&found.files), now.0).await?;
    for _ in 0..8 {
        let epoch = register.epoch(REGION).await?;
        let (region, _) = record::region(register, RegionState::default()).await?;
        if region.founding().is_some() {
            return Ok(());
        }
        let adopted = RegionEvent::PolicyAdopted {
            version: read.version().to_owned(),
            region: read.policy.region.code.to_string(),
            demonstration: found.demonstration,
            hashing: Hashing::Files,
            from: None,
            proposal: None,
            carried: None,
        };
        let intent = Intent::of_region(vec![adopted], &Actor::system(), Source::Job, now, epoch, None);
        match register.append_intent(intent).await {
            Ok(_) | Err(NotAppended::StaleEpoch { .. }) => {}
            Err(why) => return Err(anyhow!("the adoption of the text: {why}")),
        }
    }
    Err(anyhow!("other processes kept adopting other texts"))
}

/// What of the disk belongs to editions of before, whose version is of the texts alone.
fn beside(files: &Files) -> Files {
    files.iter().filter(|(name, _)| !is_text(name)).cloned().collect()
}

/// The everyday words of the same folder; a folder without them has none.
///
/// # Errors
/// Lines that say nothing.
pub fn read_naming(folder: &Path) -> Result<Naming> {
    let files = files_of(folder, &["tsv"])?;
    let text: String = files.iter().map(|(_, text)| text.as_str()).collect();
    let everyday = Everyday::read(&text, fold);
    Ok(Naming::new(everyday.map_err(|lines| anyhow!("everyday words without a meaning in lines {lines:?}"))?))
}
