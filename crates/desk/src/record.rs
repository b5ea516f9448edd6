//! What is read from the record alone, with no field open: the region's partition, and the law that a decision was made by.

use crate::edition::{Files, Hash, Way, approvals, hash_of, hashing_of, listed, read_policy};
use anyhow::{Context, Result, anyhow, ensure};
use clearance::region::RegionState;
use policy::Policy;
use register::Register;
use register::scope::Scope;
use values::calendar::Timestamp;

/// Events of the region's partition read at a time.
const PAGE: u32 = 1000;

/// Reads what the region's partition has since; whether an edition was adopted.
///
/// # Errors
/// The register cannot be read.
pub async fn region(register: &Register, mut region: RegionState) -> Result<(RegionState, bool)> {
    let before = region.adopted().len();
    loop {
        let events = register.region_events(&Scope::system(), region.seq, PAGE).await?;
        for event in &events {
            match event.body.of_region() {
                Some(what) => region.apply(event.seq, event.happened, &event.by, what),
                None => region.seq = event.seq,
            }
        }
        if events.len() < PAGE as usize {
            let adopted = before < region.adopted().len();
            return Ok((region, adopted));
        }
    }
}

/// The law of a version, with the approvals that count for it.
///
/// # Errors
/// The record does not have it, or it does not load.
pub async fn policy(register: &Register, region: &RegionState, version: &str) -> Result<Policy> {
    let files = files(register, version).await?;
    let adopted = region.adoption(version).filter(|one| one.from.is_some());
    let founding = region.founding().filter(|_| adopted.is_some());
    let counted = match founding {
        Some(founding) => {
            let texts = self::files(register, &founding.version).await?;
            let policy = kept(&texts, &founding.version, region, None)?;
            let hashes: Vec<(String, Hash)> = hashes(&texts);
            Some(approvals(region, &[], &files, (&policy, &hashes)))
        }
        None => None,
    };
    kept(&files, version, region, counted.as_deref())
}

/// The law of the day of a moment.
///
/// # Errors
/// The record has none, or it does not load.
pub async fn law(register: &Register, now: Timestamp) -> Result<Policy> {
    let (region, _) = region(register, RegionState::default()).await?;
    let founding = region.founding().context("no edition was ever adopted")?;
    let founded = policy(register, &region, &founding.version).await?;
    let day = now.day_in(&founded.region.zone);
    match region.edition_on(day).filter(|one| one.version != founding.version) {
        Some(governs) => policy(register, &region, &governs.version).await,
        None => Ok(founded),
    }
}

fn kept(files: &Files, version: &str, region: &RegionState, approvals: Option<&[policy::Approval]>) -> Result<Policy> {
    let hashing =
        hashing_of(files, version).with_context(|| format!("the files kept for {version} are not its own"))?;
    let demonstration = region.founding().is_none_or(|founding| founding.demonstration);
    let way = Way { kept: true, demonstration, hashing, approvals };
    read_policy(files, way).map_err(|faults| anyhow!("{}", listed(&faults)))
}

fn hashes(files: &Files) -> Vec<(String, Hash)> {
    files.iter().map(|(name, text)| (name.clone(), policy::edition::digest(text.as_bytes()))).collect()
}

/// The files of an edition as the record keeps them.
///
/// # Errors
/// The record does not have it.
pub async fn files(register: &Register, version: &str) -> Result<Files> {
    let kept = register.edition(&hash_of(version)?).await?;
    ensure!(!kept.is_empty(), "the record has no edition {version}");
    kept.into_iter().map(|(name, bytes)| Ok((name, String::from_utf8(bytes)?))).collect()
}
