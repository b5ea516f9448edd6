//! What the bureaus carried becomes law here: once for each act, in the order of the acts, whatever was adopted in between.
//!
//! An act of the partition `governance` is one event; the region's adoption is another, in another transaction. Whoever comes first
//! appends it, keyed by the number of the act and on the very state of the region that it was worked out on; who comes second sees
//! it there. A kill between the two leaves the act for the next round of any process.

use super::edition::{another_home, of_text, wanting};
use crate::desk::Desk;
use crate::edition::{Edition, Files, bytes_of, failing, hash_of};
use crate::field::{Field, Known};
use crate::record;
use anyhow::{Context, Result, anyhow};
use clearance::event::Source;
use clearance::event::edition::{Approved, Carried, OpenCases};
use clearance::event::region::RegionEvent;
use clearance::intent::Intent;
use clearance::region::edition::Adopted;
use governance::Wording;
use governance::state::{Effect, Proposal};
use policy::Hashing;
use policy::edition::digest;
use policy::entry::{Edit, Entry};
use policy::patch::{apply, text_of};
use register::cases::Decided;
use register::head_file::hex;
use register::work::NotAppended;
use values::actor::Actor;
use values::calendar::Day;
use values::fault::{Fault, TextFault};
use values::text::Text;

/// How often an adoption is worked out again because something else happened in the region.
const TRIES: usize = 8;

/// Adopts every act that is not adopted yet.
///
/// # Errors
/// The record cannot be read or written, or an act does not fit the law any more: it waits, and so do those after it on the same
/// entries, which take it to have been done. The others are adopted.
pub async fn adopt(desk: &Desk) -> Result<()> {
    let (stands, mut first) = (desk.field.together(), Ok(()));
    for effect in stands.effects() {
        if desk.field.known().region.carries(effect.act) {
            continue;
        }
        let proposal = stands.proposal(effect.proposal).context("an act is of a proposal")?;
        let done = adopt_one(desk, effect, proposal).await.with_context(|| format!("proposal {}", proposal.no));
        first = first.and(done);
    }
    first
}

async fn adopt_one(desk: &Desk, effect: &Effect, proposal: &Proposal) -> Result<()> {
    let field = &desk.field;
    let said = wording(field, &proposal.text).await?;
    let edits = if effect.undone { said.undone() } else { said.edits };
    for _ in 0..TRIES {
        let known = field.catch_up().await?;
        if known.region.carries(effect.act) {
            return Ok(());
        }
        let now = desk.clock.now();
        let from = effect.from.max(field.day(now));
        let mut adoptions = Vec::new();
        for (day, before) in days_from(&known, from) {
            let files = on_top(field, &before.version, &edits).await?;
            let files = files.map_err(|moved| anyhow!("entries say something else since: {moved:?}"))?;
            let version = policy::edition::version(&files, Hashing::Files);
            field.register.keep_edition(&hash_of(&version)?, &bytes_of(&files), now.0).await?;
            // What an edition of a later day says of open cases stands beside what this one says.
            let open = if day == from { OpenCases::AsBefore } else { known.region.open_cases(&before).0 };
            let carried = Carried {
                proposal: proposal.no,
                act: effect.act,
                text: proposal.text.clone(),
                words: proposal.words.clone(),
                approvals: approvals(field, &known, &files, (proposal, day)).await?,
                open: open.max(proposal.open),
            };
            adoptions.push(RegionEvent::PolicyAdopted {
                version,
                region: field.home.code.clone(),
                demonstration: field.demonstration(),
                hashing: Hashing::Files,
                from: Some(day),
                proposal: None,
                carried: Some(Box::new(carried)),
            });
        }
        let intent = Intent::of_region(adoptions, &Actor::system(), Source::Job, now, known.epoch, None);
        let decided = Decided { seen: Some(known.region.seq), ..Decided::new(intent) };
        match field.register.append_decided(decided).await {
            Ok(_) => {
                field.catch_up().await?;
                return Ok(());
            }
            Err(NotAppended::StaleEpoch { .. } | NotAppended::StaleVersion { .. }) => {}
            Err(why) => return Err(anyhow!("{why}")),
        }
    }
    Err(anyhow!("the region kept changing"))
}

/// What a proposal says, as it is kept.
///
/// # Errors
/// The record does not have it, or it is not what was hashed.
pub async fn wording(field: &Field, text: &str) -> Result<Wording> {
    let bytes = field.register.words(&hash_of(text)?).await?.with_context(|| format!("text {text} is gone"))?;
    anyhow::ensure!(governance::text::hash(&bytes) == text, "text {text} is not what it was");
    Wording::read(&bytes).map_err(|why| anyhow!("{why}"))
}

/// A day, and each later one on which another edition begins to govern, with what governs it.
fn days_from(known: &Known, from: Day) -> Vec<(Day, Adopted)> {
    let mut days: Vec<Day> =
        known.region.adopted().iter().filter_map(|one| one.from).filter(|day| from < *day).collect();
    days.push(from);
    days.sort_unstable();
    days.dedup();
    let governs = |day: Day| known.region.edition_on(day).cloned().map(|one| (day, one));
    days.into_iter().filter_map(governs).collect()
}

/// The files of an edition with these edits.
async fn on_top(field: &Field, version: &str, edits: &[Edit]) -> Result<Result<Files, Vec<Entry>>> {
    Ok(apply(&record::files(&field.register, version).await?, edits))
}

/// The approvals of the files that want one: by the superior's letter where there is one, by the bureaus' votes otherwise; in the
/// name of whom the founding text has for it.
async fn approvals(field: &Field, known: &Known, files: &Files, of: (&Proposal, Day)) -> Result<Vec<Approved>> {
    let (proposal, day) = of;
    let (base, founding) = (field.law_in(known, day).await?, field.founding().await?);
    let wanted = wanting(&known.region, &base, files, &founding);
    let carried = proposal.carried.map_or(day, |at| field.day(at)).min(day);
    let approved = |path: String| {
        let own = |one: &&policy::Approval| *one.document == *crate::edition::named(&path);
        let body = founding.policy.lists.approvals().iter().find(own);
        let text = files.iter().find(|(name, _)| *name == path).map_or("", |(_, text)| text.as_str());
        let (number, day) = match &proposal.letter {
            Some(letter) => (letter.number.clone(), letter.day.min(day)),
            None => (format!("No. {}", proposal.no), carried),
        };
        let body = body.map_or_else(|| founding.policy.region.name.to_string(), |one| one.authority.to_string());
        Approved { file: path.clone(), hash: hex(&digest(text.as_bytes())), body, number, day }
    };
    Ok(wanted.into_iter().map(approved).collect())
}

/// What is wrong with edits as law from a day: entries that say something else, a text that does not load, examples that fail; on
/// that day, and on each later one for which an edition is adopted already.
///
/// # Errors
/// The record cannot be read.
pub async fn faults(field: &Field, known: &Known, edits: &[Edit], from: Day) -> Result<Vec<Fault>> {
    for (day, before) in days_from(known, from) {
        let files = match on_top(field, &before.version, edits).await? {
            Ok(files) => files,
            Err(moved) => return Ok(moved.iter().map(|entry| stands_otherwise(entry, day)).collect()),
        };
        let version = policy::edition::version(&files, Hashing::Files);
        if field.was_proven(&version) {
            continue;
        }
        let mut faults = Vec::new();
        match as_law(field, known, files, day).await? {
            Err(found) => faults.extend(found.iter().map(of_text)),
            Ok(edition) => {
                faults.extend(another_home(&field.home, &edition));
                faults.extend(failing(&edition).iter().map(of_text));
            }
        }
        if !faults.is_empty() {
            return Ok(faults);
        }
        field.remember_proven(&version);
    }
    Ok(Vec::new())
}

/// Files as they would be law from a day, as if they were approved already.
///
/// # Errors
/// The record cannot be read.
pub async fn as_law(field: &Field, known: &Known, files: Files, day: Day) -> Result<Result<Edition, Vec<TextFault>>> {
    let (base, founding) = (field.law_in(known, day).await?, field.founding().await?);
    let as_if = |path: String| {
        let text = files.iter().find(|(name, _)| *name == path).map_or("", |(_, text)| text.as_str());
        let hash = hex(&digest(text.as_bytes()));
        Approved { file: path, hash, body: String::new(), number: String::new(), day }
    };
    let approvals: Vec<Approved> = wanting(&known.region, &base, &files, &founding).into_iter().map(as_if).collect();
    field.tried(files, &approvals).await
}

fn stands_otherwise(entry: &Entry, day: Day) -> Fault {
    let at = format!("{} {}", entry.file, entry.heading);
    let wanted = Text::new(
        format!("{day} 施行的版本中的原文；该条目已经改动，须对照修改"),
        format!("what the edition of {day} says; the entry has changed, rebase on it"),
    );
    Fault::new(at, "moved", entry.name.as_str(), wanted)
}

/// What a proposal says beside what is law.
#[derive(Debug)]
pub enum Sides {
    /// It fits: every file as it is without it, and with it.
    Fits(Files, Files),
    /// Entries say something else by now.
    Moved(Vec<Meeting>),
}

/// An entry that says something else than a proposal takes it to say.
#[derive(Debug)]
pub struct Meeting {
    /// The entry.
    pub entry: Entry,
    /// What it said when the proposal was written.
    pub was: String,
    /// What the proposal wants it to say.
    pub mine: String,
    /// What it says now.
    pub theirs: String,
}

/// Both sides of a proposal: of one that was adopted those of its adoption, of another those of the law of its first day.
///
/// # Errors
/// The record cannot be read.
pub async fn sides(field: &Field, of: &Proposal) -> Result<Sides> {
    let (said, known) = (wording(field, &of.text).await?, field.known());
    // The first adoption of it is that of its first day.
    let own = |one: &&Adopted| one.carried.as_ref().is_some_and(|carried| carried.proposal == of.no);
    let adopted = known.region.adopted().iter().find(own);
    if let Some(adopted) = adopted {
        let after = record::files(&field.register, &adopted.version).await?;
        if let Ok(before) = apply(&after, &said.undone()) {
            return Ok(Sides::Fits(before, after));
        }
    }
    let before = record::files(&field.register, field.law_in(&known, of.from).await?.version()).await?;
    let moved = match apply(&before, &said.edits) {
        Ok(after) => return Ok(Sides::Fits(before, after)),
        Err(moved) => moved,
    };
    let meeting = |entry: Entry| {
        let texts = |pick: fn(&Edit) -> &Option<String>| -> String {
            let own = said.edits.iter().filter(|edit| edit.entry == entry);
            own.filter_map(|edit| pick(edit).clone()).collect()
        };
        let (was, mine) = (texts(|edit| &edit.before), texts(|edit| &edit.after));
        Meeting { theirs: text_of(&before, &entry), entry, was, mine }
    };
    Ok(Sides::Moved(moved.into_iter().map(meeting).collect()))
}
