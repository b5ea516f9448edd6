//! What the platform does by itself: epochs, due dates, decisions after a restriction, the signed line of all heads.

use crate::act::{self, Ask, Denied};
use crate::desk::Desk;
use crate::file::shelf::{self, Shelf};
use crate::retention;
use crate::session::Sessions;
use crate::{prepare, process};
use anyhow::Result;
use clearance::case::decide::Command;
use clearance::event::edition::OpenCases;
use clearance::event::region::RegionEvent;
use policy::Kept;
use register::cases::FIELD;
use register::derive::rules;
use register::scope::Scope;
use std::sync::Arc;
use std::time::Duration;
use values::calendar::Timestamp;

/// Seconds after which usual times are made anew.
const USUAL_EVERY: u64 = 3_600;
/// Seconds after which files that no event names are looked for: all of them are looked at.
const FILES_EVERY: u64 = 3600;
/// How many cases one round of a job looks at.
const ROUND: u32 = 200;
/// Age in microseconds (a day) below which no term of a case can have passed; the text of the case decides.
const SHORTEST_TERM_US: i64 = 86_400_000_000;

/// Runs the jobs as long as the server goes on. A job that fails says so and is tried again in its next round.
pub async fn run(desk: Arc<Desk>, sessions: Sessions, goes_on: impl Fn() -> bool) {
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let (mut redecided, mut position, mut applied) = (0, Position::default(), None);
    for round in 0_u64.. {
        tick.tick().await;
        if !goes_on() {
            return;
        }
        report("room on the disk", desk.reserve.look());
        report("epochs", follow(&desk).await);
        report("process", prepare::report(&desk).await);
        report("decisions after restrictions", redecide(&desk, &mut redecided).await);
        report("acts of the bureaus", together(&desk).await);
        report("open cases by a new edition", apply_edition(&desk, &mut applied).await);
        if round % 10 == 0 {
            report("due dates", due_round(&desk, desk.clock.now(), &mut position).await.map(|_| ()));
        }
        if round % USUAL_EVERY == 0 {
            report("usual times", desk.usual.make(&desk.field, desk.clock.now()).await);
        }
        if round % 60 == 0 {
            report("processes", process::sweep(&desk.field, desk.clock.now()).await);
            report("heads", desk.field.sign_heads(desk.clock.now()).await);
            report("sessions", sweep(&desk, sessions).await);
        }
        if round % FILES_EVERY == 60 {
            report("files", sweep_files(&desk).await);
        }
    }
}

/// Makes the derived tables of an older register again, and says so; what cannot be done now is tried again.
pub async fn derive(desk: Arc<Desk>) {
    const AGAIN: Duration = Duration::from_secs(60);
    loop {
        match derive_once(&desk).await {
            Ok(()) => return,
            Err(error) => tracing::error!("the derived tables are not made again yet: {error:#}"),
        }
        tokio::time::sleep(AGAIN).await;
    }
}

async fn derive_once(desk: &Desk) -> Result<()> {
    let register = &desk.field.register;
    let made = register.derivation().await?;
    let ours = rules();
    if made < ours {
        tracing::warn!(
            "the derived tables were made by rules {made}; they are made again by rules {ours} beside the work"
        );
        let cases = register.derive_again(&FIELD).await?;
        tracing::warn!("the derived tables of {cases} cases are made by rules {ours}");
    }
    Ok(())
}

fn report(job: &str, outcome: Result<()>) {
    if let Err(error) = outcome {
        tracing::error!(job, "{error:#}");
    }
}

async fn sweep_files(desk: &Desk) -> Result<()> {
    shelf::sweep(Shelf::of(&desk.field)?, desk.clock.now()).await.map(drop)
}

async fn sweep(desk: &Desk, sessions: Sessions) -> Result<()> {
    let now = desk.clock.now();
    desk.field.register.sweep_leases(now.0).await?;
    sessions.sweep(&desk.field.register, now).await?;
    let before = retention::keys_before(&desk.field, now).await?;
    desk.field.register.remove_old(Kept::Keys, before.0).await.map(drop)
}

/// What the bureaus carried is adopted; consultations whose days are over end, and what was not carried by its day lapses.
async fn together(desk: &Desk) -> Result<()> {
    desk.field.follow_together().await?;
    act::carry::adopt(desk).await?;
    act::governance::due(desk, &Ask::platform(desk.clock.now())).await
}

/// Heads that lag get the epoch, this process reads who was restricted, and the days before today are closed.
async fn follow(desk: &Desk) -> Result<()> {
    desk.field.register.push_epoch().await?;
    desk.field.catch_up().await?;
    desk.field.read_overdue(desk.clock.now()).await?;
    desk.field.close_days(desk.clock.now()).await?;
    Ok(())
}

/// Where the look at open cases stands: each round goes on where the one before ended, so that cases which only wait keep
/// none behind them from being looked at.
#[derive(Debug, Default)]
pub struct Position(Option<(String, String)>);

/// Terms that have passed: moves inland that did not arrive, goods that nobody showed, results that are void, and
/// declarations that nobody got in touch about. Says how many cases it changed.
///
/// # Errors
/// The record cannot be read.
pub async fn due(desk: &Desk, now: Timestamp) -> Result<usize> {
    let mut changed = 0;
    let mut position = Position::default();
    loop {
        changed += due_round(desk, now, &mut position).await?;
        if position.0.is_none() {
            return Ok(changed);
        }
    }
}

/// One round of [`due`]: what has a date in its row at once, and the next cases of those under way.
async fn due_round(desk: &Desk, now: Timestamp, position: &mut Position) -> Result<usize> {
    let (register, scope) = (&desk.field.register, Scope::system());
    let mut changed = 0;
    if position.0.is_none() {
        let mut after = (i64::MIN, String::new());
        loop {
            let page = register.due_before(&scope, now.0, (after.0, &after.1), ROUND).await?;
            let Some((_, last, due)) = page.last() else { break };
            after = (*due, last.clone());
            for (_, no, _) in page {
                changed +=
                    usize::from(done(act::act(desk, &Ask::platform(now), &no, None, &Command::MarkOverdue).await)?);
            }
        }
    }
    let (office, no) = position.0.take().unwrap_or_default();
    let page = register.under_way(&scope, now.0 - SHORTEST_TERM_US, (&office, &no), ROUND).await?;
    if page.len() == ROUND as usize {
        position.0 = page.last().cloned();
    }
    for (_, no) in page {
        for command in [Command::WithdrawAutomatically, Command::MarkOverdue] {
            if done(act::act(desk, &Ask::platform(now), &no, None, &command).await)? {
                changed += 1;
                break;
            }
        }
    }
    Ok(changed)
}

/// The open cases of owners that were put on the blacklist are decided again (「本方案」三(三)二); safe to repeat after a kill.
async fn redecide(desk: &Desk, done_until: &mut u64) -> Result<()> {
    let (field, scope) = (&desk.field, Scope::system());
    let events = field.register.region_events(&scope, *done_until, ROUND).await?;
    for event in events {
        if let Some(RegionEvent::Blacklisted { id, .. }) = event.body.of_region() {
            let now = desk.clock.now();
            for line in field.register.open_cases_of(&scope, id.as_str()).await? {
                done(act::act(desk, &Ask::platform(now), &line.no, None, &Command::Redecide).await)?;
            }
        }
        *done_until = event.seq;
    }
    Ok(())
}

/// The open cases are decided again by the edition that governs today, if its adoption says so (一并适用); safe to repeat after a
/// kill. `applied` is the adoption for which this process did it last.
///
/// # Errors
/// The record cannot be read.
pub async fn apply_edition(desk: &Desk, applied: &mut Option<u64>) -> Result<()> {
    let (field, scope, now) = (&desk.field, Scope::system(), desk.clock.now());
    let known = field.known();
    let Some(governs) = known.region.edition_on(field.day(now)).filter(|one| *applied != Some(one.seq)) else {
        return Ok(());
    };
    let (open, easier) = known.region.open_cases(governs);
    if let (OpenCases::Together, Some(from)) = (open, governs.from) {
        let version = governs.version.clone();
        let command = Command::ApplyEdition { version, from, easier };
        let (mut office, mut no) = (String::new(), String::new());
        loop {
            let page = field.register.under_way(&scope, now.0, (&office, &no), ROUND).await?;
            for (_, no) in &page {
                done(act::act(desk, &Ask::platform(now), no, None, &command).await)?;
            }
            match page.into_iter().next_back() {
                Some(last) => (office, no) = last,
                None => break,
            }
        }
    }
    *applied = Some(governs.seq);
    Ok(())
}

/// Whether a command of a job changed its case. What the case's own text forbids is no fault of the job.
fn done(outcome: Result<act::Done, Denied>) -> Result<bool> {
    match outcome {
        Ok(_) => Ok(true),
        Err(Denied::Broken(error)) => Err(error),
        Err(
            Denied::NotAllowed(_)
            | Denied::Busy(_)
            | Denied::Full
            | Denied::Stale { .. }
            | Denied::Hidden
            | Denied::Forbidden(_)
            | Denied::Faults(_)
            | Denied::KeyReused,
        ) => Ok(false),
    }
}
