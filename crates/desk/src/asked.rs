//! What an office asked of others (协作事项, 「本方案」一): its own list, with answers, days and what is overdue.

use crate::act::{self, Ask};
use crate::field::Field;
use anyhow::Result;
use clearance::case::cooperation::{WorkItem, WorkState};
use clearance::row::turn::Turn;
use register::cases::line::TaskLine;
use register::scope::Scope;
use values::calendar::Timestamp;

/// The most items that wait, and the most answers, of a list.
pub const ASKED_MAX: u32 = 100;
/// A day in microseconds.
const DAY_US: i64 = 86_400_000_000;

/// One thing that was asked.
pub struct Asked {
    /// The case.
    pub no: String,
    /// Its number in the case, from 1.
    pub item: u16,
    /// What was asked, of whom, by when, and how far it is.
    pub said: WorkItem,
    /// Days that it took, or has taken so far.
    pub days: i64,
    /// No answer by the day that was named.
    pub overdue: bool,
}

/// The place of the list of the asker's office, and the reader's scope there for one kind of row.
fn list(ask: &Ask, kind: &str) -> Option<(String, Scope)> {
    let place = Turn::Asker(ask.office.clone()?).word().into_owned();
    let scope = Scope::desk(std::slice::from_ref(&place), &[kind]);
    Some((place, scope))
}

/// What waits for an answer, the longest first.
async fn waiting(field: &Field, ask: &Ask) -> Result<Vec<TaskLine>> {
    let Some((place, scope)) = list(ask, "work_asked") else { return Ok(Vec::new()) };
    field.register.queue(&scope, &place, ASKED_MAX).await
}

/// What was answered, the latest first: it never ends, so that what came long ago must not stand in its way.
async fn answered(field: &Field, ask: &Ask) -> Result<Vec<TaskLine>> {
    let Some((place, scope)) = list(ask, "work_answered") else { return Ok(Vec::new()) };
    field.register.latest(&scope, &place, ASKED_MAX).await
}

/// What the asker's office asked and got no answer to by the day it named: tasks of its own.
///
/// # Errors
/// The register cannot be read.
pub async fn overdue(field: &Field, ask: &Ask) -> Result<Vec<TaskLine>> {
    let late = |row: &TaskLine| row.due.is_some_and(|due| due <= ask.now.0);
    Ok(waiting(field, ask).await?.into_iter().filter(late).collect())
}

/// What the asker's office asked, as it stands now: what waits, then what was answered.
///
/// # Errors
/// The register cannot be read.
pub async fn asked(field: &Field, ask: &Ask) -> Result<Vec<Asked>> {
    let mut found = Vec::new();
    for row in waiting(field, ask).await?.into_iter().chain(answered(field, ask).await?) {
        let item = row.step.rsplit('-').next().and_then(|item| item.parse().ok()).unwrap_or(0);
        let loaded = act::load(field, ask, &row.no).await.map_err(|denied| anyhow::anyhow!("{denied:?}"))?;
        let said = loaded.and_then(|(case, _)| case.work_item(item).cloned());
        found.extend(said.map(|said| of(row.no, item, said, ask.now)));
    }
    Ok(found)
}

/// An item with what follows from the moment.
pub fn of(no: String, item: u16, said: WorkItem, now: Timestamp) -> Asked {
    let until = match &said.state {
        WorkState::Asked | WorkState::Accepted { .. } => now,
        WorkState::Answered { at, .. } => *at,
    };
    let days = (until.0 - said.asked_at.0).div_euclid(DAY_US);
    let overdue = said.waits() && said.due <= now;
    Asked { no, item, days, overdue, said }
}
