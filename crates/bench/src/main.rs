//! Measurements, each beside its baseline in the same run; docs/BENCHMARKS.md says how to run them and what they came to.

mod advise;
mod client;
mod disk;
mod editions;
mod field;
mod files;
mod http;
mod import;
mod ingest;
mod line;
mod many;
mod pages;
mod papers;
mod postgres;
mod raw;
mod replay;
mod rules;
mod start;
mod status;

use anyhow::{Context, Result, bail};
use std::path::PathBuf;

/// As the program has it.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What the command line asks for: `bench [ingest|http|advise|import|status|start|pages|papers|rules|replay|files|editions|all] [count] [--engine NAME] [--keep DIR]`.
struct Asked {
    what: String,
    count: Option<usize>,
    /// The one engine to measure on; both otherwise.
    engine: Option<String>,
    /// Where `status`, `start` and `pages` leave the cases that they made, and find them again.
    keep: Option<PathBuf>,
}

impl Asked {
    fn parse(words: impl Iterator<Item = String>) -> Result<Asked> {
        let (mut plain, mut engine, mut keep) = (Vec::new(), None, None);
        let mut words = words;
        while let Some(word) = words.next() {
            match word.as_str() {
                "--engine" => engine = Some(words.next().context("--engine wants sqlite or postgres")?),
                "--keep" => keep = Some(words.next().context("--keep wants a folder")?.into()),
                _ => plain.push(word),
            }
        }
        let mut plain = plain.into_iter();
        let what = plain.next().unwrap_or_else(|| "all".into());
        Ok(Asked { what, count: plain.next().map(|text| text.parse()).transpose()?, engine, keep })
    }

    fn engine(&self, name: &str) -> bool {
        self.engine.as_ref().is_none_or(|asked| asked == name)
    }

    fn count(&self, usual: usize) -> usize {
        self.count.unwrap_or(usual)
    }
}

fn main() -> Result<()> {
    let asked = Asked::parse(std::env::args().skip(1))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    match asked.what.as_str() {
        "all" => {
            for what in [
                "ingest", "http", "advise", "import", "status", "start", "pages", "papers", "rules", "replay", "files",
                "editions",
            ] {
                runtime.block_on(measure(what, &asked))?;
            }
            Ok(())
        }
        what => runtime.block_on(measure(what, &asked)),
    }
}

async fn measure(what: &str, asked: &Asked) -> Result<()> {
    match what {
        "ingest" => ingest::run(asked.count(12_800), &|engine| asked.engine(engine)).await,
        "http" => http::run(asked.count(20_000), &|engine| asked.engine(engine)).await,
        "advise" => advise::run(asked.count(5_000)).await,
        "import" => import::run(asked.count(20_000)).await,
        "status" => status::run(asked.count(50_000), asked.keep.clone()).await,
        "start" => start::run(asked.count(50_000), asked.keep.clone()).await,
        "pages" => pages::run(asked.count(50_000), asked.keep.clone()).await,
        "papers" => papers::run(asked.count(2_000)).await,
        "rules" => rules::run(asked.count(6_400)).await,
        "editions" => editions::run(asked.count(20)).await,
        "files" => files::run(asked.count(25)).await,
        "replay" => replay::run(asked.count(10_000)).await,
        other => bail!("there is no measurement {other}"),
    }
}
