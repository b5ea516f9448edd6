//! A register with many cases, made once through the one path, and kept for later runs where that is asked for.

use crate::field::{self, Folder};
use crate::line;
use anyhow::{Result, anyhow};
use desk::act;
use desk::clock::Stopwatch;
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use web::app::App;

/// Declarations that are handed over together.
const GROUP: usize = 512;
/// Groups on their way at a time: one is decided while another is written.
const CALLERS: usize = 2;

/// The number of a case with the code that opens its status.
pub type Numbered = (String, String);

/// A folder for the run; the one named stays, and a later run adds what it lacks.
pub fn folder(name: &str, keep: Option<PathBuf>) -> Result<Folder> {
    keep.map_or_else(|| field::folder(name), field::kept)
}

/// Declares as many cases as the register lacks to `count`, and names `count` of them.
pub async fn cases(app: &Arc<App>, folder: &Folder, count: usize) -> Result<Vec<Numbered>> {
    let there = numbered(folder, count)?.len();
    declare_from(app, there, count).await?;
    numbered(folder, count)
}

/// Declares `count` cases besides those that are there.
pub async fn declare_all(app: &Arc<App>, count: usize) -> Result<()> {
    let there = usize::try_from(app.field().register.case_count().await?)?;
    declare_from(app, there, there + count).await
}

/// Declares the cases from one number to another.
async fn declare_from(app: &Arc<App>, there: usize, count: usize) -> Result<()> {
    let (next, watch) = (Arc::new(AtomicUsize::new(there)), Stopwatch::start());
    let callers: Vec<_> =
        (0..CALLERS).map(|_| tokio::spawn(declare(Arc::clone(app), Arc::clone(&next), count))).collect();
    for caller in callers {
        caller.await??;
    }
    if there < count {
        line::print("made_cases", (count - there) as f64 / watch.elapsed().as_secs_f64(), "declarations/s");
    }
    Ok(())
}

async fn declare(app: Arc<App>, next: Arc<AtomicUsize>, count: usize) -> Result<()> {
    let (who, offices) = (field::declarant(&app), field::offices(&app, 10).await?);
    loop {
        let from = next.fetch_add(GROUP, Ordering::Relaxed);
        if count <= from {
            return Ok(());
        }
        let batch = (from..count.min(from + GROUP)).map(|n| Ok((who.clone(), field::declaration(n, &offices)?)));
        for outcome in act::declare(&app.desk, batch.collect::<Result<Vec<_>>>()?).await {
            outcome.map_err(|denied| anyhow!("{denied:?}"))?;
        }
    }
}

/// Cases that the register has, `count` at most.
fn numbered(folder: &Folder, count: usize) -> Result<Vec<Numbered>> {
    let connection = Connection::open(folder.path.join("register.db"))?;
    let mut all = connection.prepare("SELECT case_no, query_code FROM case_row LIMIT ?1")?;
    let rows = all.query_map([i64::try_from(count)?], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
