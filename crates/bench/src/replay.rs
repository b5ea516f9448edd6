//! Making every decision of a record again, beside proving the same record: nothing may come out otherwise.

use crate::{field, ingest, line};
use anyhow::{Result, ensure};
use desk::clock::Stopwatch;
use desk::replay::replay;
use register::cases::FIELD;

/// Declares `count`, makes their decisions again, and proves the record.
pub async fn run(count: usize) -> Result<()> {
    let folder = field::folder("replay")?;
    let app = field::app(&field::opening(&folder, None)).await?;
    ingest::groups(&app, count, usize::MAX, 2).await?;
    let register = &app.field().register;
    let watch = Stopwatch::start();
    let report = register.verify(&[], &FIELD).await?;
    ensure!(report.bad.is_empty(), "the record is not sound");
    line::print("replay_verify_alone", count as f64 / watch.elapsed().as_secs_f64(), "declarations/s");
    let watch = Stopwatch::start();
    let report = replay(register).await?;
    line::print("replay_decisions", report.decisions as f64 / watch.elapsed().as_secs_f64(), "decisions/s");
    let differences = report.from_receipts.len() + report.anew.len();
    line::print("replay_differences", differences as f64, "decisions");
    ensure!(report.decisions >= count as u64 && differences == 0, "{differences} of {} decisions", report.decisions);
    Ok(())
}
