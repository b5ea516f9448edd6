//! Measurements, each beside its baseline in the same run: `bench [ingest|http|advise|status|start] [count]`.

mod advise;
mod client;
mod disk;
mod field;
mod http;
mod ingest;
mod line;
mod many;
mod raw;
mod start;
mod status;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let mut words = std::env::args().skip(1);
    let what = words.next().unwrap_or_else(|| "all".into());
    let count = words.next().map(|text| text.parse()).transpose()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    disk::print()?;
    match what.as_str() {
        "ingest" => runtime.block_on(ingest::run(count.unwrap_or(12_800))),
        "http" => runtime.block_on(http::run(count.unwrap_or(20_000))),
        "status" => runtime.block_on(status::run(count.unwrap_or(50_000))),
        "start" => runtime.block_on(start::run(count.unwrap_or(50_000))),
        "advise" => runtime.block_on(advise::run(count.unwrap_or(5_000))),
        "all" => runtime.block_on(async {
            ingest::run(count.unwrap_or(12_800)).await?;
            http::run(count.unwrap_or(20_000)).await?;
            advise::run(count.unwrap_or(5_000)).await?;
            status::run(count.unwrap_or(50_000)).await?;
            start::run(count.unwrap_or(50_000)).await
        }),
        other => bail!("there is no measurement {other}"),
    }
}
