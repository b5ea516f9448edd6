//! Which edition governs: the one of a day, of a case, of a proposal; read from the record when it is asked for, and held.

use super::{Field, HELD, Known};
use crate::edition::{self, Codes, Edition, Files, Way, hashing_of, listed};
use crate::record;
use anyhow::{Context, Result, anyhow, ensure};
use clearance::event::edition::Approved;
use clearance::region::edition::{Adopted, Proposal};
use policy::{Approval, Hashing, Policy};
use register::Register;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use values::calendar::Day;
use values::fault::TextFault;

/// How many editions are held in memory.
pub const MOST: usize = 16;

/// Which one is held: an edition that was adopted, or one that is proposed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Adopted(String),
    Proposed(u64),
}

/// How often something was asked for, and the editions with when each was asked for last.
type Held = (u64, HashMap<Key, (Arc<Edition>, u64)>);

/// The editions in memory, each with when it was asked for last.
#[derive(Debug)]
pub(super) struct Editions {
    codes: Arc<Codes>,
    /// Files of the disk that editions of before are read with, since their version does not say them: code tables and examples.
    beside: Files,
    held: Mutex<Held>,
    /// Versions that were read and proved whole as if they were approved, the last ones.
    proven: Mutex<VecDeque<String>>,
}

/// An adoption that this process cannot carry out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unable {
    /// The edition.
    pub version: String,
    /// Why it cannot be loaded.
    pub why: String,
}

impl Editions {
    pub(super) fn new(codes: Arc<Codes>, beside: Files) -> Editions {
        Editions { codes, beside, held: Mutex::default(), proven: Mutex::default() }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, key: &Key) -> Option<Arc<Edition>> {
        let (asked, held) = &mut *self.held();
        *asked += 1;
        let (edition, last) = held.get_mut(key)?;
        *last = *asked;
        Some(Arc::clone(edition))
    }

    fn hold(&self, key: Key, edition: &Arc<Edition>) {
        let (asked, held) = &mut *self.held();
        *asked += 1;
        held.insert(key, (Arc::clone(edition), *asked));
        while MOST < held.len() {
            let oldest = held.iter().min_by_key(|(_, (_, last))| *last).map(|(key, _)| key.clone());
            oldest.map(|key| held.remove(&key));
        }
    }

    /// Holds what was read as the edition that was adopted.
    pub(super) fn hold_adopted(&self, edition: &Arc<Edition>) {
        self.hold(Key::Adopted(edition.version().to_owned()), edition);
    }

    /// What was read for a proposal is the edition that it became.
    fn adopt(&self, adopted: &Adopted) {
        let Some(no) = adopted.proposal else { return };
        let (_, held) = &mut *self.held();
        if let Some(prepared) = held.remove(&Key::Proposed(no)) {
            held.entry(Key::Adopted(adopted.version.clone())).or_insert(prepared);
        }
    }

    /// The files of an edition as they are kept; those of before with what lies beside them on the disk.
    async fn files(&self, register: &Register, version: &str, hashing: Hashing) -> Result<Files> {
        let mut files = record::files(register, version).await?;
        if hashing == Hashing::Markdown {
            files.extend(self.beside.iter().cloned());
        }
        Ok(files)
    }

    /// Reads files beside the work, since it takes long.
    async fn read(&self, files: Files, way: Way<'_>) -> Result<Result<Edition, Vec<TextFault>>> {
        let (codes, approvals) = (Arc::clone(&self.codes), way.approvals.map(<[_]>::to_vec));
        let (kept, demonstration, hashing) = (way.kept, way.demonstration, way.hashing);
        let read = move || {
            let way = Way { kept, demonstration, hashing, approvals: approvals.as_deref() };
            edition::read(&files, way, &codes)
        };
        tokio::task::spawn_blocking(read).await.context("reading an edition")
    }

    /// An edition from the record, with the approvals that count for it; held from now on.
    async fn load(
        &self,
        version: &str,
        files: Files,
        approvals: Option<&[Approval]>,
        demonstration: bool,
    ) -> Result<Arc<Edition>> {
        let hashing = hashing_of(&files, version);
        let hashing = hashing.with_context(|| format!("the files kept for {version} are not its own"))?;
        let read = self.read(files, Way { kept: true, demonstration, hashing, approvals }).await?;
        let edition = Arc::new(read.map_err(|faults| anyhow!("{}", listed(&faults)))?);
        self.hold_adopted(&edition);
        Ok(edition)
    }

    /// The edition that founds a register, unless it is held.
    pub(super) async fn founding(&self, register: &Register, founding: &Adopted) -> Result<Arc<Edition>> {
        if let Some(held) = self.get(&Key::Adopted(founding.version.clone())) {
            return Ok(held);
        }
        let files = self.files(register, &founding.version, founding.hashing).await?;
        self.load(&founding.version, files, None, founding.demonstration).await
    }

    /// How many are held.
    pub(super) fn count(&self) -> usize {
        self.held().1.len()
    }
}

impl Field {
    /// The edition that governs a day, as far as this process has read.
    ///
    /// # Errors
    /// It cannot be loaded.
    pub async fn law(&self, day: Day) -> Result<Arc<Edition>> {
        self.law_in(&self.known(), day).await
    }

    /// The edition that governs a day by what was known when something is decided.
    ///
    /// # Errors
    /// It cannot be loaded.
    pub async fn law_in(&self, known: &Known, day: Day) -> Result<Arc<Edition>> {
        let adopted = known.region.edition_on(day).context("no edition was ever adopted")?;
        self.edition_in(known, &adopted.version).await
    }

    /// The edition that a case goes by; what goes by none, as history does, is named by the edition of its day.
    ///
    /// # Errors
    /// It cannot be loaded.
    pub async fn law_of(&self, version: &str, day: Day) -> Result<Arc<Edition>> {
        if version.is_empty() { self.law(day).await } else { self.edition_of(version).await }
    }

    /// The edition of a version, read again from the record if it is not held.
    ///
    /// # Errors
    /// The record does not have it, or it does not load any more.
    pub async fn edition_of(&self, version: &str) -> Result<Arc<Edition>> {
        self.edition_in(&self.known(), version).await
    }

    async fn edition_in(&self, known: &Known, version: &str) -> Result<Arc<Edition>> {
        let key = Key::Adopted(version.to_owned());
        if let Some(held) = self.editions.get(&key) {
            return Ok(held);
        }
        // What is only proposed is read as such: the approvals that count for it are on record once it is adopted.
        let adopted = known.region.adoption(version).with_context(|| format!("edition {version} was never adopted"))?;
        let files = self.editions.files(&self.register, version, adopted.hashing).await?;
        let approvals = if adopted.from.is_some() { Some(self.approvals(known, &files, &[]).await?) } else { None };
        self.editions.load(version, files, approvals.as_deref(), demonstration(known)).await
    }

    /// The edition that is proposed: everything is demanded of it and proved.
    ///
    /// # Errors
    /// The record does not have it, or it does not load.
    pub async fn proposed(&self, proposal: &Proposal) -> Result<Arc<Edition>> {
        let key = Key::Proposed(proposal.no);
        if let Some(held) = self.editions.get(&key) {
            return Ok(held);
        }
        let files = self.editions.files(&self.register, &proposal.version, Hashing::Files).await?;
        let tried = self.tried(files, &proposal.approvals).await?;
        let edition = Arc::new(tried.map_err(|faults| anyhow!("{}", listed(&faults)))?);
        let failing = edition::failing(&edition);
        ensure!(failing.is_empty(), "{}", listed(&failing));
        self.editions.hold(key, &edition);
        Ok(edition)
    }

    /// Reads files that nobody proposed yet as they would be read then; all faults are told.
    ///
    /// # Errors
    /// The record cannot be read.
    pub async fn tried(&self, files: Files, approvals: &[Approved]) -> Result<Result<Edition, Vec<TextFault>>> {
        let approvals = self.approvals(&self.known(), &files, approvals).await?;
        self.editions.read(files, Way { approvals: Some(&approvals), ..Way::new(self.demonstration()) }).await
    }

    /// Whether a text was proved whole here lately: what loads once loads again.
    pub fn was_proven(&self, version: &str) -> bool {
        let proven = self.editions.proven.lock().unwrap_or_else(PoisonError::into_inner);
        proven.iter().any(|known| known == version)
    }

    /// Remembers that a text was proved whole.
    pub fn remember_proven(&self, version: &str) {
        let mut proven = self.editions.proven.lock().unwrap_or_else(PoisonError::into_inner);
        proven.push_back(version.to_owned());
        while MOST < proven.len() {
            proven.pop_front();
        }
    }

    /// The edition that founded the register.
    ///
    /// # Errors
    /// It cannot be loaded.
    pub async fn founding(&self) -> Result<Arc<Edition>> {
        let known = self.known();
        let founding = known.region.founding().context("no edition was ever adopted")?;
        self.editions.founding(&self.register, founding).await
    }

    /// Whether approvals for demonstration count here: as the founding edition was adopted.
    pub fn demonstration(&self) -> bool {
        demonstration(&self.known())
    }

    /// How many rules this process has read from their text.
    pub fn rules_read(&self) -> u64 {
        self.editions.codes.rules_read()
    }

    /// How many editions are in memory.
    pub fn editions_held(&self) -> usize {
        self.editions.count()
    }

    /// The approvals that count for files: those on record and, of files that are as they were in the founding edition, its own.
    async fn approvals(&self, known: &Known, files: &Files, more: &[Approved]) -> Result<Vec<Approval>> {
        let founding = known.region.founding().context("no edition was ever adopted")?;
        let founding = self.editions.founding(&self.register, founding).await?;
        Ok(edition::approvals(&known.region, more, files, (&founding.policy, &founding.files)))
    }

    /// Reads what was adopted after the first `since`, and again what could not be loaded before.
    pub(super) async fn take_up(&self, known: &mut Known, since: usize) {
        let before = known.unable.take();
        let again = |adopted: &Adopted| before.as_ref().is_some_and(|unable| unable.version == adopted.version);
        let adopted: Vec<Adopted> = known
            .region
            .adopted()
            .iter()
            .enumerate()
            .filter(|(at, one)| since <= *at || again(one))
            .map(|(_, one)| one.clone())
            .collect();
        for adopted in adopted {
            self.editions.adopt(&adopted);
            let loaded = async {
                let edition = self.edition_in(known, &adopted.version).await?;
                self.open_offices(&edition.policy).await
            };
            if let Err(why) = loaded.await {
                known.unable = Some(Arc::new(Unable { version: adopted.version, why: format!("{why:#}") }));
            }
        }
        if let Some(unable) = known.unable.as_ref().filter(|_| known.unable != before) {
            let Unable { version, why } = &**unable;
            tracing::error!("edition {version} was adopted and cannot be loaded: nothing is decided here: {why}");
        }
    }

    /// Opens the heads of an edition's offices, so that they are there when it governs.
    ///
    /// # Errors
    /// The register cannot be written.
    pub async fn open_offices(&self, policy: &Policy) -> Result<()> {
        let offices: Vec<String> = policy.offices().iter().map(|o| o.code.to_string()).collect();
        let names: Vec<&str> = offices.iter().map(String::as_str).collect();
        self.register.open_offices(&names).await
    }

    /// Why this process decides nothing, if it does not.
    pub fn unable(&self) -> Option<Arc<Unable>> {
        self.known.read().expect(HELD).unable.clone()
    }
}

fn demonstration(known: &Known) -> bool {
    known.region.founding().is_none_or(|founding| founding.demonstration)
}
