//! What is read from the record alone, with no field open: the region's partition, and the law that a decision was made by.

use crate::edition::{Files, Hash, Way, approvals, hash_of, hashing_of, listed, read_policy};
use anyhow::{Context, Result, anyhow, ensure};
use clearance::intent::GOVERNANCE;
use clearance::region::RegionState;
use policy::edition::digest;
use policy::{Hashing, Policy};
use register::Register;
use register::kept::edition::KeptFile;
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
    files.iter().map(|(name, text)| (name.clone(), digest(text.as_bytes()))).collect()
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

/// What is wrong with the kept files of editions, a line each: each file against its hash, and each edition against its files.
/// How many editions there are.
///
/// # Errors
/// The register cannot be read.
pub async fn unsound(register: &Register) -> Result<(usize, Vec<String>)> {
    let (region, _) = region(register, RegionState::default()).await?;
    let mut versions: Vec<(&str, Hashing)> =
        region.adopted().iter().map(|one| (one.version.as_str(), one.hashing)).collect();
    versions.extend(region.proposals().iter().map(|one| (one.version.as_str(), Hashing::Files)));
    versions.sort_unstable_by_key(|(version, _)| *version);
    versions.dedup_by_key(|(version, _)| *version);
    let mut bad = Vec::new();
    for (version, hashing) in &versions {
        let kept = register.kept_files(&hash_of(version)?).await?;
        let wrong = kept.iter().filter_map(|file| {
            let what = match (&file.bytes, &file.hash) {
                (None, _) => "is gone",
                (Some(bytes), Some(hash)) if digest(bytes) != *hash => "is not what it was",
                (Some(bytes), _) if std::str::from_utf8(bytes).is_err() => "is no text",
                (Some(_), _) => return None,
            };
            Some(format!("edition {version}: file {} {what}", file.path))
        });
        let before = bad.len();
        bad.extend(wrong);
        if bad.len() == before && !is_whole(&kept, version, *hashing) {
            bad.push(format!("edition {version}: its files are not those that it is the hash of"));
        }
    }
    bad.extend(unsound_words(register).await?);
    Ok((versions.len(), bad))
}

/// What is wrong with what bureaus wrote to each other, a line each: every text that an event names, against its hash.
async fn unsound_words(register: &Register) -> Result<Vec<String>> {
    let (mut bad, mut after) = (Vec::new(), 0);
    loop {
        let events = register.events_beside(&Scope::system(), GOVERNANCE, after, PAGE).await?;
        for event in &events {
            after = event.seq;
            let Some(what) = event.body.of_governance() else { continue };
            for hash in what.kept() {
                let wrong = match register.words(&hash_of(hash)?).await? {
                    None => "is gone",
                    Some(bytes) if digest(&bytes) != hash_of(hash)? => "is not what it was",
                    Some(_) => continue,
                };
                bad.push(format!("proposal {}, event {}: text {hash} {wrong}", what.proposal(event.seq), event.seq));
            }
        }
        if events.len() < PAGE as usize {
            return Ok(bad);
        }
    }
}

/// Whether files are all of a version and nothing else; each is what it was.
fn is_whole(kept: &[KeptFile], version: &str, hashing: Hashing) -> bool {
    let text = |file: &KeptFile| {
        let bytes = file.bytes.clone().unwrap_or_default();
        (file.path.clone(), String::from_utf8(bytes).unwrap_or_default())
    };
    let files: Files = kept.iter().map(text).collect();
    policy::edition::version(&files, hashing) == version
}
