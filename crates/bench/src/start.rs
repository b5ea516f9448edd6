//! From nothing open to serving, on a register with many cases; beside opening the database file and reading one row.

use crate::{client, field, http, line, many};
use anyhow::Result;
use server::clock::Stopwatch;

/// Measures on `count` cases.
pub async fn run(count: usize) -> Result<()> {
    let folder = field::folder("start")?;
    let opening = field::opening(&folder, None);
    let app = field::app(&opening).await?;
    let made = many::cases(&app, count).await?;
    app.field().register.clone().close().await;
    drop(app);
    let watch = Stopwatch::start();
    let again = field::bare(&opening).await?;
    let running = http::serve(&again).await?;
    let (no, code) = made[made.len() / 2].clone();
    let status = move |_| client::request("GET", &format!("/api/v1/status/{no}?code={code}"), "", &[]);
    client::run(running.address, 1, 1, status).await?;
    let ours = watch.elapsed();
    running.stop().await;
    let watch = Stopwatch::start();
    let connection = rusqlite::Connection::open(folder.0.join("register.db"))?;
    let newest: i64 = connection.query_row("SELECT MAX(seq) FROM log_head", [], |row| row.get(0))?;
    let baseline = watch.elapsed();
    line::print("start_cases", made.len() as f64, "cases");
    line::print("start_events_of_the_longest_log", newest as f64, "events");
    line::print("start_to_first_answer", ours.as_secs_f64() * 1000.0, "ms");
    line::print("start_baseline_open_and_read", baseline.as_secs_f64() * 1000.0, "ms");
    Ok(())
}
