//! Declarations in process, in groups of 128, acknowledged after the disk has them; beside the same rows inserted raw.

use crate::field::{self, Folder};
use crate::{disk, line, postgres, raw};
use anyhow::{Result, anyhow, ensure};
use clearance::declaration::Declaration;
use desk::act;
use desk::clock::Stopwatch;
use std::sync::Arc;
use web::app::App;

/// Declarations in a group.
const GROUP: usize = 128;

/// Measures on SQLite with its baseline, by one caller and by two, then on PostgreSQL with one office and with ten.
pub async fn run(count: usize, engine: &dyn Fn(&str) -> bool) -> Result<()> {
    for callers in [1, 2] {
        if engine("sqlite") {
            on_sqlite(count, callers).await?;
        }
    }
    for offices in [1, 10] {
        if engine("postgres") {
            let name = format!("ingest_postgres_offices_{offices}");
            let folder = field::folder("ingest-postgres")?;
            let url = postgres::database().await?;
            let app = field::app(&field::opening(&folder, Some(url))).await?;
            disk::print(&name)?;
            let speed = groups(&app, count / 2, offices, 2).await?;
            line::print(&format!("{name}_groups_of_128"), speed, "declarations/s");
        }
    }
    Ok(())
}

async fn on_sqlite(count: usize, callers: usize) -> Result<()> {
    let name = format!("ingest_sqlite_callers_{callers}");
    let folder = field::folder("ingest")?;
    let app = field::app(&field::opening(&folder, None)).await?;
    disk::print(&name)?;
    let ours = groups(&app, count, 1, callers).await?;
    line::print(&format!("{name}_groups_of_128"), ours, "declarations/s");
    let (baseline, rows, bytes) = inserted_raw(&folder, count)?;
    line::print(&format!("{name}_rows_per_declaration"), rows, "rows");
    line::print(&format!("{name}_bytes_per_declaration"), bytes, "bytes");
    line::print(&format!("{name}_raw_inserts"), baseline, "declarations/s");
    line::print(&format!("{name}_share_of_raw"), ours / baseline, "ratio");
    Ok(())
}

/// Declares `count` in groups, each caller one group at a time; declarations a second.
pub async fn groups(app: &Arc<App>, count: usize, offices: usize, callers: usize) -> Result<f64> {
    let offices = field::offices(app, offices).await?;
    let who = field::declarant(app);
    let all: Vec<Declaration> = (0..count).map(|n| field::declaration(n, &offices)).collect::<Result<_>>()?;
    let mut batches: Vec<Vec<_>> = Vec::new();
    for declaration in all {
        match batches.last_mut() {
            Some(batch) if batch.len() < GROUP => batch.push((who.clone(), declaration)),
            _ => batches.push(vec![(who.clone(), declaration)]),
        }
    }
    let mut shares: Vec<Vec<_>> = (0..callers).map(|_| Vec::new()).collect();
    batches.into_iter().enumerate().for_each(|(n, batch)| shares[n % callers].push(batch));
    let watch = Stopwatch::start();
    let one = |share: Vec<Vec<_>>| {
        let app = Arc::clone(app);
        tokio::spawn(async move {
            for batch in share {
                for outcome in act::declare(&app.desk, batch).await {
                    outcome.map_err(|denied| anyhow!("{denied:?}"))?;
                }
            }
            Ok::<_, anyhow::Error>(())
        })
    };
    let callers: Vec<_> = shares.into_iter().map(one).collect();
    for caller in callers {
        caller.await??;
    }
    Ok(count as f64 / watch.elapsed().as_secs_f64())
}

/// The same rows and bytes, inserted by prepared statements in as many transactions: declarations a second, rows and
/// bytes a declaration.
pub fn inserted_raw(folder: &Folder, count: usize) -> Result<(f64, f64, f64)> {
    let tables = raw::read(&folder.path.join("register.db"))?;
    let rows: usize = tables.iter().map(|table| table.rows.len()).sum();
    let bytes: usize = tables.iter().map(raw::Table::bytes).sum();
    ensure!(count <= rows, "each declaration has a row");
    let seconds = raw::insert(&folder.path.join("raw.db"), &tables, count.div_ceil(GROUP))?;
    Ok((count as f64 / seconds, rows as f64 / count as f64, bytes as f64 / count as f64))
}
