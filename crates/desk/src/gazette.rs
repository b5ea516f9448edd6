//! What is told of editions: which govern, which wait, what each says otherwise, and which process has which.

use crate::edition::hash_of;
use crate::field::Field;
use crate::process::{self, Process};
use crate::record;
use anyhow::{Context, Result};
use clearance::region::edition::{Adopted, Proposal};
use policy::difference::{Change, difference};
use std::collections::BTreeMap;
use values::calendar::{Day, Timestamp};
use values::text::Text;

/// Everything that is told of editions together.
#[derive(Debug)]
pub struct Gazette {
    /// Today.
    pub day: Day,
    /// The adoptions, the last first.
    pub adopted: Vec<Adopted>,
    /// The one that governs today, by the number of its event.
    pub governs: u64,
    /// What waits, the last first.
    pub waiting: Vec<Proposal>,
    /// What was asked for and not adopted, the last first.
    pub withdrawn: Vec<Proposal>,
    /// Why each adoption of the bureaus was made, by the number of its event.
    pub reasons: BTreeMap<u64, String>,
    /// The processes that are there.
    pub processes: Vec<Process>,
    /// What the program supplies to the edition that governs today, since it does not say it: a task of operations.
    pub supplied: Vec<Text>,
    /// Whether code tables and examples of it come from the disk, since it is from before they belonged to editions.
    pub beside: bool,
}

/// Everything as of a moment.
///
/// # Errors
/// The record cannot be read.
pub async fn gazette(field: &Field, now: Timestamp) -> Result<Gazette> {
    let (known, day) = (field.known(), field.day(now));
    let governs = known.region.edition_on(day);
    let law = field.law_in(&known, day).await;
    let newest = |all: Vec<Proposal>| all.into_iter().rev().collect::<Vec<_>>();
    let (waiting, closed): (Vec<Proposal>, Vec<Proposal>) =
        known.region.proposals().iter().cloned().partition(Proposal::waits);
    Ok(Gazette {
        day,
        governs: governs.map_or(0, |one| one.seq),
        adopted: known.region.adopted().iter().rev().cloned().collect(),
        waiting: newest(waiting),
        withdrawn: newest(closed.into_iter().filter(|one| !one.was_adopted()).collect()),
        reasons: reasons(field, known.region.adopted()).await?,
        processes: process::alive(field, now).await?,
        supplied: law.map(|law| law.policy.supplied().to_vec()).unwrap_or_default(),
        beside: governs.is_some_and(|one| one.hashing == policy::Hashing::Markdown),
    })
}

/// Why adoptions of the bureaus were made, as the authors wrote it.
///
/// # Errors
/// The record does not have the words.
pub async fn reasons(field: &Field, adopted: &[Adopted]) -> Result<BTreeMap<u64, String>> {
    let mut all = BTreeMap::new();
    for one in adopted {
        let Some(carried) = &one.carried else { continue };
        let bytes = field.register.words(&hash_of(&carried.words)?).await?;
        let bytes = bytes.with_context(|| format!("words {} are gone", carried.words))?;
        all.insert(one.seq, String::from_utf8(bytes)?);
    }
    Ok(all)
}

/// What an edition says otherwise than another.
///
/// # Errors
/// The record does not have them.
pub async fn changes(field: &Field, base: &str, version: &str) -> Result<Vec<Change>> {
    let before = record::files(&field.register, base).await?;
    let after = record::files(&field.register, version).await?;
    Ok(difference(&before, &after))
}

/// The edition that another one follows: what it was proposed on top of, or else what was adopted before it.
pub fn base_of(field: &Field, adopted: &Adopted) -> Option<String> {
    let known = field.known();
    let proposed = adopted.proposal.and_then(|no| known.region.proposal(no)).map(|proposal| proposal.base.clone());
    let before = || known.region.adopted().iter().rfind(|one| one.seq < adopted.seq).map(|one| one.version.clone());
    proposed.or_else(before)
}

/// Those adopted already whose first day is after that of a proposal: from then on they govern, and do not have what it changes.
pub fn later(field: &Field, proposal: &Proposal) -> Vec<Adopted> {
    let known = field.known();
    let after = known.region.adopted().iter().filter(|one| one.from.is_some_and(|from| proposal.from < from));
    after.filter(|one| one.version != proposal.version).cloned().collect()
}
