//! What may go of what is kept beside the log, by the region's text (N8): shown first, then removed, and that it goes is an event.

use crate::act::{self, Ask, Done, region};
use crate::desk::Desk;
use crate::field::Field;
use crate::file;
use anyhow::{Context, Result, anyhow};
use clearance::case::decide::Command;
use clearance::event::region::RegionEvent;
use policy::{Citation, Kept, Policy};
use register::Register;
use register::kept::retention::Old;
use register::work::KEPT_US;
use values::actor::Role;
use values::calendar::{Day, Timestamp};
use values::id::FileId;

/// A day in microseconds.
const DAY_US: i64 = 86_400_000_000;

/// One kind of what is kept, with what may go of it.
#[derive(Debug, Clone)]
pub struct Going {
    /// What.
    pub kept: Kept,
    /// How many days the text keeps it; none where it says nothing and all stays.
    pub days: Option<u16>,
    /// By which text.
    pub basis: Vec<Citation>,
    /// What is older may go.
    pub before: Timestamp,
    /// How much that is now.
    pub old: Old,
}

/// Until when something of a kind may go, and the days by which text; `None` where the text does not say.
fn rule(policy: &Policy, kept: Kept, day: Day, now: Timestamp) -> Option<(Timestamp, u16, Vec<Citation>)> {
    let rule = policy.keeps_on(day).find(|rule| rule.kept == kept)?;
    Some((now.plus_us(-i64::from(rule.days) * DAY_US), rule.days, rule.basis.clone()))
}

/// Before when keys of requests may be forgotten, which happens by itself: as the text says, else after a year.
///
/// # Errors
/// The law of the day cannot be loaded.
pub async fn keys_before(field: &Field, now: Timestamp) -> Result<Timestamp> {
    let day = field.day(now);
    let said = rule(&field.law(day).await?.policy, Kept::Keys, day, now);
    Ok(said.map_or(now.plus_us(-KEPT_US), |(before, ..)| before))
}

/// What may go of a register by a text at a moment, kind by kind.
///
/// # Errors
/// The register cannot be read.
pub async fn going(register: &Register, policy: &Policy, now: Timestamp) -> Result<Vec<Going>> {
    let day = now.day_in(&policy.region.zone);
    let mut found = Vec::new();
    for kept in Kept::ALL {
        let going = match rule(policy, kept, day, now) {
            None => {
                let old = Old { count: 0, oldest: None };
                Going { kept, days: None, basis: Vec::new(), before: Timestamp(i64::MIN), old }
            }
            Some((before, days, basis)) => {
                let old = register.old(kept, before.0).await?;
                Going { kept, days: Some(days), basis, before, old }
            }
        };
        found.push(going);
    }
    Ok(found)
}

/// Removes what was found for the platform, and gives how much went. First it is recorded that it goes, in one event a kind.
///
/// # Errors
/// The register cannot be written; what went before stays gone, and the rest is found again.
pub async fn remove(desk: &Desk, ask: &Ask, found: &[Going]) -> Result<u64> {
    let mut gone = 0;
    for going in found.iter().filter(|going| going.old.count != 0) {
        let ended = RegionEvent::RetentionEnded {
            kept: going.kept,
            before: going.before,
            count: going.old.count,
            basis: going.basis.clone(),
        };
        let making = move |_: &clearance::region::RegionState| Ok(vec![ended.clone()]);
        let recorded = region::record_as(desk, ask, Role::System, &making).await;
        let _: Done = recorded.map_err(|denied| anyhow!("that something goes cannot be recorded: {denied:?}"))?;
        loop {
            let went = match going.kept {
                Kept::Files => files(desk, ask, going).await?,
                Kept::Reads | Kept::Messages | Kept::Drafts | Kept::Keys | Kept::Tokens => {
                    desk.field.register.remove_old(going.kept, going.before.0).await?
                }
            };
            match went {
                0 => break,
                count => gone += count,
            }
        }
    }
    Ok(gone)
}

/// Destroys the content of some files, case by case: with the event of the case goes the key, and after it the file from the disk.
async fn files(desk: &Desk, ask: &Ask, going: &Going) -> Result<u64> {
    let found = desk.field.register.files_ended_before(going.before.0).await?;
    let basis = going.basis.first().context("a row of the text has a basis")?;
    for case in found.chunk_by(|(one, _), (other, _)| one == other) {
        let files: Vec<FileId> = case.iter().map(|(_, file)| file.clone()).collect();
        let command = Command::EraseFiles { files, basis: basis.clone() };
        let done = act::act(desk, ask, &case[0].0, None, &command).await;
        done.map_err(|denied| anyhow!("that files of case {} go cannot be recorded: {denied:?}", case[0].0))?;
    }
    file::remove(&desk.field, found.iter().map(|(_, file)| file.clone()).collect()).await?;
    Ok(found.len() as u64)
}
