//! The public's status, random among many cases while officers act beside it; the share of a bare hello of the stack.

use crate::many::Numbered;
use crate::{client, disk, field, http, line, many};
use anyhow::Result;
use clearance::case::decide::Command;
use clearance::event::act::SealSeen;
use desk::act;
use desk::clock::Stopwatch;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use values::actor::Role;
use values::id::OfficeCode;
use web::app::App;

/// Acts a second beside the reads.
const ACTS: u64 = 200;

/// Measures `count` cases and as many reads; the cases of the folder to keep are made once.
pub async fn run(count: usize, keep: Option<PathBuf>) -> Result<()> {
    let folder = many::folder("status", keep)?;
    let app = field::app(&field::opening(&folder, None)).await?;
    let made = Arc::new(many::cases(&app, &folder, count).await?);
    disk::print("status")?;
    let running = http::serve(&app).await?;
    let reads = count.clamp(20_000, 100_000);
    let (stop, acted) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let beside = tokio::spawn(acts(Arc::clone(&app), Arc::clone(&made), Arc::clone(&stop), Arc::clone(&acted)));
    let watch = Stopwatch::start();
    let hello = http::hello(running.address, reads).await?;
    let asked = Arc::clone(&made);
    let mut status = client::run(running.address, 64, reads, move |n| {
        // A stride without a common factor visits the cases in no order that a cache would like.
        let (no, code) = &asked[n.wrapping_mul(7_919) % asked.len()];
        client::request("GET", &format!("/api/v1/status/{no}?code={code}"), "", &[])
    })
    .await?;
    let seconds = watch.elapsed().as_secs_f64();
    stop.store(true, Ordering::SeqCst);
    beside.await??;
    line::print("status_cases", made.len() as f64, "cases");
    line::print("status_acts_beside", acted.load(Ordering::SeqCst) as f64 / seconds, "acts/s");
    line::print("status_hello", hello.speed, "requests/s");
    line::print("status_public", status.speed, "requests/s");
    line::print_times("status_public", &mut status.times);
    line::print("status_share_of_hello", status.speed / hello.speed, "ratio");
    running.stop().await;
    Ok(())
}

/// Holds and notes on random cases, so many a second, until told to stop.
async fn acts(app: Arc<App>, cases: Arc<Vec<Numbered>>, stop: Arc<AtomicBool>, acted: Arc<AtomicUsize>) -> Result<()> {
    let mut officer = field::declarant(&app);
    officer.roles = vec![Role::Inspector];
    officer.enterprise = None;
    officer.office = OfficeCode::parse("370100").ok();
    let mut tick = tokio::time::interval(Duration::from_micros(1_000_000 / ACTS));
    for n in 0_usize.. {
        tick.tick().await;
        if stop.load(Ordering::SeqCst) {
            break;
        }
        officer.now = app.desk.clock.now();
        let command = Command::NoteSeal(SealSeen { intact: true, note: String::new() });
        let no = &cases[n.wrapping_mul(104_729) % cases.len()].0;
        acted.fetch_add(usize::from(act::act(&app.desk, &officer, no, None, &command).await.is_ok()), Ordering::SeqCst);
    }
    Ok(())
}
