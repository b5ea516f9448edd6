//! The advisor in process: the whole answer on a five-line declaration, beside writing the declaration as JSON.

use crate::{field, line};
use anyhow::{Result, anyhow};
use clearance::case::advice;
use clearance::permission::Act;
use desk::act;
use desk::clock::Stopwatch;

/// Measures `count` advices one after the other.
pub async fn run(count: usize) -> Result<()> {
    let folder = field::folder("advise")?;
    let app = field::app(&field::opening(&folder, None)).await?;
    let offices = field::offices(&app, 1).await?;
    let who = field::declarant(&app);
    let declaration = field::declaration(1, &offices)?;
    let mut times = Vec::with_capacity(count);
    for _ in 0..count {
        let watch = Stopwatch::start();
        let advised = act::with_entrance(&app.desk, &who, Act::Advise, &declaration, |entrance| {
            advice::advise(&declaration, entrance)
        });
        let advised = advised.await.map_err(|denied| anyhow!("{denied:?}"))?;
        advised.map_err(|why| anyhow!("{why}"))?;
        times.push(watch.elapsed());
    }
    line::print_times("advise_five_lines", &mut times);
    let mut times = Vec::with_capacity(count);
    for _ in 0..count {
        let watch = Stopwatch::start();
        let text = serde_json::to_vec(&declaration)?;
        std::hint::black_box(&text);
        times.push(watch.elapsed());
    }
    line::print_times("advise_baseline_write_json", &mut times);
    Ok(())
}
