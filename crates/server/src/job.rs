//! What the platform does by itself: epochs, due dates, decisions after a restriction, the signed line of all heads.

use crate::act::{self, Ask, Denied};
use crate::app::App;
use anyhow::Result;
use clearance::actor::{Actor, Role};
use clearance::calendar::Timestamp;
use clearance::case::decide::Command;
use clearance::event::Source;
use clearance::event::body::Body;
use clearance::event::region::RegionEvent;
use std::sync::Arc;
use std::time::Duration;

/// How many cases one round of a job looks at.
const ROUND: u32 = 200;
/// Days after which it is worth looking whether the contact term has passed; the text of the case decides.
const SHORTEST_TERM_DAYS: i64 = 7;
const DAY_US: i64 = 86_400_000_000;

/// The platform as the one who asks.
pub fn platform(now: Timestamp) -> Ask {
    let system = Actor::system();
    Ask {
        account: system.account,
        person: system.person,
        roles: vec![Role::System],
        office: None,
        enterprise: None,
        now,
        source: Source::Job,
        key: None,
    }
}

/// Runs the jobs until the server stops. A job that fails says so and is tried again in its next round.
pub async fn run(app: Arc<App>) {
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut redecided = 0;
    for round in 0_u64.. {
        tick.tick().await;
        if !app.is_ready() {
            return;
        }
        report("room on the disk", app.reserve.look());
        report("epochs", follow(&app).await);
        report("decisions after restrictions", redecide(&app, &mut redecided).await);
        if round % 10 == 0 {
            report("due dates", due(&app, app.clock.now()).await.map(|_| ()));
        }
        if round % 60 == 0 {
            report("heads", crate::heads::write(&app).await);
            report("sessions", sweep(&app).await);
        }
    }
}

fn report(job: &str, outcome: Result<()>) {
    if let Err(error) = outcome {
        tracing::error!(job, "{error:#}");
    }
}

async fn sweep(app: &App) -> Result<()> {
    let now = app.clock.now();
    app.sessions.sweep(&app.field().register, now).await?;
    let region = app.field().policy().offices();
    for office in region {
        app.field().register.forget_keys(office.code.as_str(), now.0).await?;
    }
    Ok(())
}

/// Heads that lag get the epoch, and this process reads who was restricted.
async fn follow(app: &App) -> Result<()> {
    app.field().register.push_epoch().await?;
    app.field().catch_up().await?;
    app.field().read_overdue(app.clock.now()).await?;
    Ok(())
}

/// Moves inland that did not arrive, and declarations that nobody got in touch about. Says how many cases it changed.
///
/// # Errors
/// The record cannot be read.
pub async fn due(app: &App, now: Timestamp) -> Result<usize> {
    let register = &app.field().register;
    let mut changed = 0;
    for (_, no, _) in register.due_before(now.0, ROUND).await? {
        changed += usize::from(done(act::act(app, &platform(now), &no, None, &Command::MarkOverdue).await)?);
    }
    for (_, no) in register.waiting_since(now.0 - SHORTEST_TERM_DAYS * DAY_US, ROUND).await? {
        changed += usize::from(done(act::act(app, &platform(now), &no, None, &Command::WithdrawAutomatically).await)?);
    }
    Ok(changed)
}

/// The open cases of owners that were put on the blacklist are decided again (R45); safe to repeat after a kill.
async fn redecide(app: &App, done_until: &mut u64) -> Result<()> {
    let field = app.field();
    let events = field.register.region_events(*done_until, ROUND).await?;
    for event in events {
        if let Body::Region(RegionEvent::Blacklisted { id, .. }) = &event.body {
            let now = app.clock.now();
            for line in field.register.open_cases_of(id.as_str()).await? {
                done(act::act(app, &platform(now), &line.no, None, &Command::Redecide).await)?;
            }
        }
        *done_until = event.seq;
    }
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
            | Denied::Forbidden
            | Denied::Faults(_)
            | Denied::KeyReused,
        ) => Ok(false),
    }
}
