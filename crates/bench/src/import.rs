//! An import of history in process, beside reading the same rows alone and inserting what it made raw.

use crate::{disk, field, ingest, line};
use anyhow::{Context, Result, anyhow};
use desk::clock::Stopwatch;
use desk::import::read_map;
use desk::import::{self, Report, Way};
use exchange::json::Reader;
use exchange::map::Map;
use exchange::sheet::Rows;
use std::io::Cursor;
use web::app::App;

/// Imports `count` rows, made of the sample that ships, into an empty register on SQLite.
pub async fn run(count: usize) -> Result<()> {
    let folder = field::folder("import")?;
    let app = field::bare(&field::opening(&folder, None)).await?;
    let samples = field::root().join("import/kcs");
    let map = read_map(&samples.join("kcs.toml"))?;
    let text = rows(&std::fs::read_to_string(samples.join("sample.csv"))?, 0, count)?;
    disk::print("import_sqlite")?;

    let mut report = Report::new(std::io::sink())?;
    let watch = Stopwatch::start();
    let tally = import::run(&app.desk, &map, &Way::History, Cursor::new(&text), &mut report, &mut |_| ()).await?;
    let seconds = watch.elapsed().as_secs_f64();
    let ours = tally.accepted as f64 / seconds;
    line::print("import_sqlite_rows", ours, "rows/s");

    line::print("import_baseline_read_alone", read_alone(&map, &text)?, "rows/s");
    drop(app);
    let accepted = usize::try_from(tally.accepted)?;
    let (raw, ..) = ingest::inserted_raw(&folder, accepted)?;
    line::print("import_baseline_raw_inserts", raw, "rows/s");
    line::print("import_sqlite_share_of_raw", ours / raw, "ratio");
    Ok(())
}

/// Brings in so many cases of history, under numbers that no run before used.
pub async fn history(app: &App, count: usize) -> Result<()> {
    let samples = field::root().join("import/kcs");
    let map = read_map(&samples.join("kcs.toml"))?;
    let there = usize::try_from(app.field().register.case_count().await?)?;
    let text = rows(&std::fs::read_to_string(samples.join("sample.csv"))?, there, count)?;
    let mut report = Report::new(std::io::sink())?;
    import::run(&app.desk, &map, &Way::History, Cursor::new(&text), &mut report, &mut |_| ()).await?;
    Ok(())
}

/// Rows a second that are read and judged, and go nowhere.
fn read_alone(map: &Map, text: &str) -> Result<f64> {
    let watch = Stopwatch::start();
    let rows = Rows::open(map, Reader::default(), Cursor::new(text)).map_err(|faults| anyhow!("{faults:?}"))?;
    let count = rows.map(std::hint::black_box).count();
    Ok(count as f64 / watch.elapsed().as_secs_f64())
}

/// The head of the sample and so many rows, again and again under new numbers from a first one.
fn rows(sample: &str, first: usize, count: usize) -> Result<String> {
    let (head, body) = sample.split_once('\n').context("the sample has a head")?;
    let mut text = format!("{head}\n");
    for (n, row) in body.lines().cycle().take(count).enumerate() {
        let (_, rest) = row.split_once(',').context("the sample has columns")?;
        text.push_str(&format!("{},{rest}\n", 10_000_000 + first + n));
    }
    Ok(text)
}
