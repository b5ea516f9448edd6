//! What decisions need besides the case: the policy texts, who is who in the region, the code tables, and the record.

mod past;

use crate::heads::Heads;
use crate::naming::Naming;
use crate::reads::Reads;
use anyhow::{Context, Result, anyhow, bail};
use clearance::case::refusal::Reason;
use clearance::decision::measuring;
use clearance::declaration::{Declaration, Measures};
use clearance::event::Event;
use clearance::example::{self, Example};
use clearance::intent::REGION;
use clearance::region::RegionState;
use files::Store;
use lookup::Everyday;
use past::Counted;
use policy::reference::Reference;
use policy::supply::TABLES;
use policy::{Flags, Hashing, Policy};
use register::Register;
use register::scope::Scope;
use register::sealed::Master;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, RwLock};
use values::calendar::{Day, Timestamp};
use values::fault::TextFault;
use values::id::{EnterpriseId, OfficeCode};
use values::text::fold::fold;

/// Files of a folder: names relative to it, and contents.
pub type Files = Vec<(String, String)>;

/// The policy, the region and the record that one server works on.
pub struct Field {
    /// The official record.
    pub register: Register,
    /// The code tables.
    pub reference: Reference,
    /// The examples of the region's text.
    pub examples: Vec<Example>,
    /// The code tables by name.
    pub naming: Naming,
    /// The key that wraps the keys of sealed personal data.
    pub master: Master,
    /// Where the files of cases are.
    pub files: Option<Store>,
    /// Where the signed heads go, if anywhere.
    pub heads: Option<Heads>,
    current: Arc<Policy>,
    policies: RwLock<HashMap<String, Arc<Policy>>>,
    known: RwLock<Arc<Known>>,
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
}

impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Field").field("policy", &self.current.version()).finish_non_exhaustive()
    }
}

const HELD: &str = "no one panics while holding it";
/// Events of the region's partition read at a time.
const PAGE: u32 = 1000;

impl Field {
    /// Opens the field on a register: the text that is in force from now on, and who is who so far.
    ///
    /// # Errors
    /// The register cannot be read.
    pub async fn open(register: Register, reference: Reference, policy: Policy, master: Master) -> Result<Field> {
        let current = Arc::new(policy);
        let offices: Vec<String> = current.offices().iter().map(|o| o.code.to_string()).collect();
        let names: Vec<&str> = offices.iter().map(String::as_str).collect();
        register.open_offices(&names).await?;
        if let Err(error) = register.push_epoch().await {
            // The job goes on with it; until then those offices take nothing, and the others must not wait for them.
            tracing::warn!("{error:#}");
        }
        let policies = HashMap::from([(current.version().to_owned(), Arc::clone(&current))]);
        let field = Field {
            register,
            reference,
            examples: Vec::new(),
            naming: Naming::plain(),
            master,
            files: None,
            heads: None,
            current,
            policies: RwLock::new(policies),
            known: RwLock::default(),
            overdue: RwLock::default(),
            counted: Counted::default(),
            reads: Reads::default(),
            turn: tokio::sync::Mutex::default(),
        };
        field.catch_up().await?;
        Ok(field)
    }

    /// The policy that is in force now.
    pub fn policy(&self) -> &Arc<Policy> {
        &self.current
    }

    /// The policy of a version: the one that a case goes by, read again from the record if it is an older one.
    ///
    /// # Errors
    /// The record does not have it, or its text does not load any more.
    pub async fn policy_of(&self, version: &str) -> Result<Arc<Policy>> {
        if let Some(policy) = self.policies.read().expect(HELD).get(version) {
            return Ok(Arc::clone(policy));
        }
        let edition = register::head_file::unhex(version).and_then(|bytes| bytes.try_into().ok());
        let edition = edition.with_context(|| format!("{version} is no version of a policy"))?;
        let kept = self.register.policy(&edition).await?;
        let files: Files =
            kept.into_iter().map(|(name, bytes)| Ok((name, String::from_utf8(bytes)?))).collect::<Result<_>>()?;
        // Its approvals count as those of today's do.
        let policy = read_kept(&files, self.current.without_demonstration());
        let policy = policy.map_err(|faults| anyhow!("{}", listed(&faults)))?;
        if policy.version() != version {
            bail!("the record has no policy of version {version}");
        }
        let policy = Arc::new(policy);
        self.policies.write().expect(HELD).insert(version.to_owned(), Arc::clone(&policy));
        Ok(policy)
    }

    /// The same; the policy in force for what goes by none, as history does.
    ///
    /// # Errors
    /// As for [`Field::policy_of`].
    pub async fn policy_or_current(&self, version: &str) -> Result<Arc<Policy>> {
        if version.is_empty() { Ok(Arc::clone(&self.current)) } else { self.policy_of(version).await }
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
        let mut known = Known::clone(&self.known());
        loop {
            let events = self.register.region_events(&Scope::system(), known.region.seq, PAGE).await?;
            let more = events.len() == PAGE as usize;
            events.iter().for_each(|event| apply(&mut known.region, event));
            if !more {
                break;
            }
        }
        known.epoch = epoch;
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
        now.day_in(&self.current.region.zone)
    }

    /// Measures a declaration by the rates and factors of a day.
    pub fn measure(&self, policy: &Policy, declaration: &Declaration, day: Day) -> Measures {
        measuring::measure(declaration, policy, &self.reference, day)
    }

    /// The offices of the region on a day.
    pub fn offices(&self, day: Day) -> Vec<OfficeCode> {
        self.current.offices_on(day).map(|office| office.code.clone()).collect()
    }
}

fn apply(region: &mut RegionState, event: &Event) {
    match event.body.of_region() {
        Some(what) => region.apply(event.seq, event.happened, what),
        None => region.seq = event.seq,
    }
}

/// Reads a region's text with every reason that this program refuses by.
///
/// # Errors
/// Every fault of the text.
pub fn read_policy(files: &Files, without_demonstration: bool) -> Result<Policy, Vec<TextFault>> {
    let reasons = reasons();
    let flags = Flags {
        without_demonstration,
        hashing: Hashing::Markdown,
        reasons: &reasons,
        tables: TABLES,
        ..<_>::default()
    };
    Policy::read(files, &flags)
}

/// Reads a text that the register kept. What an older one lacks is supplied, and it is in force all the same for what was decided by it.
///
/// # Errors
/// It cannot be read at all.
pub fn read_kept(files: &Files, without_demonstration: bool) -> Result<Policy, Vec<TextFault>> {
    let reasons = reasons();
    let flags = Flags {
        without_demonstration,
        hashing: Hashing::Markdown,
        reasons: &reasons,
        tables: TABLES,
        kept: true,
        ..Flags::default()
    };
    Policy::read(files, &flags)
}

fn reasons() -> Vec<&'static str> {
    Reason::CODES.iter().map(|(_, code)| *code).collect()
}

/// Faults of a text, one a line, as `file:line:column: what was wanted`.
pub fn listed(faults: &[TextFault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// All files of a folder and the folders in it with one of these endings, by name relative to it, sorted.
///
/// # Errors
/// A folder or file that cannot be read, or is not UTF-8.
pub fn files_of(folder: &Path, endings: &[&str]) -> Result<Files> {
    let mut files = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(&at).with_context(|| format!("cannot read {}", at.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let fits = path.extension().and_then(|e| e.to_str()).is_some_and(|ending| endings.contains(&ending));
            if fits {
                let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
                files.push((name, text));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The examples of a region's text; a region without them has none.
///
/// # Errors
/// A file that is no file of examples, with its place.
pub fn read_examples(region: &Path) -> Result<Vec<Example>> {
    let folder = region.join("cases");
    let files = if folder.is_dir() { files_of(&folder, &["toml"])? } else { Files::new() };
    let read = files.iter().map(|(name, text)| example::read(name, text).map_err(|why| anyhow!("cases/{why}")));
    Ok(read.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
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

/// The code tables of a folder; those that a region has of its own stand in its folder `reference` and take their place.
///
/// # Errors
/// A folder cannot be read, or the tables have faults.
pub fn read_reference(folder: &Path, region: Option<&Path>) -> Result<Reference> {
    let mut files = files_of(folder, &["csv"])?;
    let own = region.map(|region| region.join("reference")).filter(|own| own.is_dir());
    if let Some(own) = own {
        let own = files_of(&own, &["csv"])?;
        files.retain(|(name, _)| own.iter().all(|(other, _)| other != name));
        files.extend(own);
    }
    let borrowed: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Reference::read(&borrowed).map_err(|faults| anyhow!("{}", listed(&faults)))
}
