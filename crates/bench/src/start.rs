//! From nothing open to serving, on a register with many cases; beside opening the database file and reading one row.

use crate::{client, field, http, line, many};
use anyhow::Result;
use desk::clock::Stopwatch;
use std::path::PathBuf;

/// Measures on `count` cases; those of the folder to keep are made once.
pub async fn run(count: usize, keep: Option<PathBuf>) -> Result<()> {
    let folder = many::folder("start", keep)?;
    let opening = field::opening(&folder, None);
    let app = field::app(&opening).await?;
    let made = many::cases(&app, &folder, count).await?;
    app.field().register.clone().close().await;
    drop(app);
    let watch = Stopwatch::start();
    let again = field::bare(&opening).await?;
    let opened = watch.elapsed();
    let running = http::serve(&again).await?;
    let (no, code) = made[made.len() / 2].clone();
    let status = move |_| client::request("GET", &format!("/api/v1/status/{no}?code={code}"), "", &[]);
    client::run(running.address, 1, 1, status).await?;
    let ours = watch.elapsed();
    running.stop().await;
    again.field().register.clone().close().await;
    let watch = Stopwatch::start();
    let connection = rusqlite::Connection::open(folder.path.join("register.db"))?;
    let newest: i64 = connection.query_row("SELECT MAX(seq) FROM log_head", [], |row| row.get(0))?;
    let baseline = watch.elapsed();
    line::print("start_cases", made.len() as f64, "cases");
    line::print("start_events_of_the_longest_log", newest as f64, "events");
    line::print("start_opened", opened.as_secs_f64() * 1000.0, "ms");
    line::print("start_to_first_answer", ours.as_secs_f64() * 1000.0, "ms");
    line::print("start_baseline_open_and_read", baseline.as_secs_f64() * 1000.0, "ms");
    Ok(())
}
