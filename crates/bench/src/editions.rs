//! Taking an edition up: from the confirmation until every process decides by it, beside reading its text once.

use crate::{field, line, postgres};
use anyhow::{Result, anyhow, ensure};
use clearance::event::edition::OpenCases;
use desk::act::edition::{Asked, confirm, propose};
use desk::act::{Ask, Denied};
use desk::clock::Stopwatch;
use desk::edition::{self, Codes, Way, all_of};
use desk::job;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use values::actor::Role;
use values::id::{AccountId, OfficeCode, PersonId};
use web::app::App;

/// Measures `count` adoptions on two processes' insides that share a PostgreSQL.
pub async fn run(count: usize) -> Result<()> {
    let folder = field::folder("editions")?;
    let opening = field::opening(&folder, Some(postgres::database().await?));
    let apps = [field::app(&opening).await?, field::bare(&opening).await?];
    let on = Arc::new(AtomicBool::new(true));
    let jobs: Vec<_> = apps
        .iter()
        .map(|app| {
            let (desk, sessions, on) = (Arc::clone(&app.desk), app.sessions, Arc::clone(&on));
            tokio::spawn(job::run(desk, sessions, move || on.load(Ordering::Relaxed)))
        })
        .collect();
    let files = all_of(&field::root().join("policy/9+1"))?;
    let (mut acknowledged, mut everywhere) = (Vec::new(), Vec::new());
    for n in 0..count {
        let mut files = files.clone();
        files.push((format!("note-{n}.txt"), n.to_string()));
        let version = policy::edition::version(&files, policy::Hashing::Files);
        let from = apps[0].field().day(apps[0].desk.clock.now());
        let asked = Asked { files, reason: "measured".into(), from, approvals: Vec::new(), open: OpenCases::AsBefore };
        let done = propose(&apps[0].desk, &operations(&apps[0], "bench-1")?, &asked).await;
        let no = done.map_err(|denied| anyhow!("{denied:?}"))?.answer.seq;
        let (took, all) = adopted(&apps, no, &version).await?;
        acknowledged.push(took);
        everywhere.push(all);
    }
    on.store(false, Ordering::Relaxed);
    for job in jobs {
        job.await?;
    }
    let codes = Codes::read(&field::root().join("reference"))?;
    let watch = Stopwatch::start();
    edition::read(&files, Way::new(true), &codes).map_err(|faults| anyhow!("{}", edition::listed(&faults)))?;
    line::print("editions_baseline_read_the_text", watch.elapsed().as_secs_f64() * 1000.0, "ms");
    line::print_times("editions_confirmed", &mut acknowledged);
    line::print_times("editions_in_every_process", &mut everywhere);
    line::print("editions_held_in_memory", apps[1].field().editions_held() as f64, "editions");
    Ok(())
}

/// From the confirmation until it is acknowledged, and until both decide by it.
async fn adopted(apps: &[Arc<App>; 2], no: u64, version: &str) -> Result<(Duration, Duration)> {
    for _ in 0..500 {
        let watch = Stopwatch::start();
        match confirm(&apps[0].desk, &operations(&apps[0], "bench-2")?, no).await {
            // The other process prepares it within a second.
            Err(Denied::NotAllowed(_)) => tokio::time::sleep(Duration::from_millis(20)).await,
            Err(denied) => return Err(anyhow!("{denied:?}")),
            Ok(_) => {
                let took = watch.elapsed();
                while field::law(&apps[1]).await?.version() != version {
                    ensure!(watch.elapsed() < Duration::from_secs(60), "the other process does not take it up");
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
                return Ok((took, watch.elapsed()));
            }
        }
    }
    Err(anyhow!("the other process does not prepare it"))
}

fn operations(app: &App, name: &str) -> Result<Ask> {
    let word = |wanted: values::text::Text| anyhow!("{}", wanted.en);
    Ok(Ask {
        account: AccountId::parse(name).map_err(word)?,
        person: PersonId::parse(name).map_err(word)?,
        roles: vec![Role::Operations],
        office: Some(OfficeCode::parse("370100").map_err(word)?),
        enterprise: None,
        ..field::declarant(app)
    })
}
