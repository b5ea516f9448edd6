//! Declarations in process, in groups of 128, acknowledged after the disk has them; beside the same rows inserted raw.

use crate::field::{self, Folder};
use crate::{line, raw};
use anyhow::{Result, anyhow, ensure};
use clearance::declaration::Declaration;
use server::act;
use server::app::App;
use server::clock::Stopwatch;

/// Declarations in a group.
const GROUP: usize = 128;

/// Measures on SQLite with its baseline, then on PostgreSQL with one office and with ten.
pub async fn run(count: usize) -> Result<()> {
    let folder = field::folder("ingest")?;
    let app = field::app(&field::opening(&folder, None)).await?;
    let ours = groups(&app, count, 1).await?;
    line::print("ingest_sqlite_groups_of_128", ours, "declarations/s");
    let (baseline, rows, bytes) = inserted_raw(&folder, count)?;
    line::print("ingest_sqlite_rows_per_declaration", rows, "rows");
    line::print("ingest_sqlite_bytes_per_declaration", bytes, "bytes");
    line::print("ingest_sqlite_raw_inserts", baseline, "declarations/s");
    line::print("ingest_sqlite_share_of_raw", ours / baseline, "ratio");
    for offices in [1, 10] {
        let folder = field::folder("ingest-postgres")?;
        let url = pgtest::fresh().await?;
        let app = field::app(&field::opening(&folder, Some(url))).await?;
        let speed = groups(&app, count / 2, offices).await?;
        line::print(&format!("ingest_postgres_groups_of_128_offices_{offices}"), speed, "declarations/s");
    }
    Ok(())
}

/// Declares `count` in groups; declarations a second.
async fn groups(app: &App, count: usize, offices: usize) -> Result<f64> {
    let offices = field::offices(app, offices);
    let who = field::declarant(app);
    let all: Vec<Declaration> = (0..count).map(|n| field::declaration(n, &offices)).collect::<Result<_>>()?;
    let mut batches: Vec<Vec<_>> = Vec::new();
    for declaration in all {
        match batches.last_mut() {
            Some(batch) if batch.len() < GROUP => batch.push((who.clone(), declaration)),
            _ => batches.push(vec![(who.clone(), declaration)]),
        }
    }
    let watch = Stopwatch::start();
    for batch in batches {
        for outcome in act::declare(app, batch).await {
            outcome.map_err(|denied| anyhow!("{denied:?}"))?;
        }
    }
    Ok(count as f64 / watch.elapsed().as_secs_f64())
}

/// The same rows and bytes, inserted by prepared statements in as many transactions: declarations a second, rows and
/// bytes a declaration.
fn inserted_raw(folder: &Folder, count: usize) -> Result<(f64, f64, f64)> {
    let tables = raw::read(&folder.0.join("register.db"))?;
    let rows: usize = tables.iter().map(|table| table.rows.len()).sum();
    let bytes: usize = tables.iter().map(raw::Table::bytes).sum();
    ensure!(count <= rows, "each declaration has a row");
    let seconds = raw::insert(&folder.0.join("raw.db"), &tables, count.div_ceil(GROUP))?;
    Ok((count as f64 / seconds, rows as f64 / count as f64, bytes as f64 / count as f64))
}
