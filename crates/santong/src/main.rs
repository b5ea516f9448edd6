//! The binary `santong`: reads the command line, and starts what was asked for.

use clap::{Parser, Subcommand};
use santong::command::{archive, edition, import, record, replay, retention, serve, trial};
use std::io::IsTerminal;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Declaring makes and drops many small texts on two threads, of which this allocator costs a third less than the
/// system's (docs/BENCHMARKS.md).
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Santong 三通: declare anywhere, inspect once, release anywhere.
///
/// Ends with 0 when all is well, with 1 when what was looked at is not as it should be, with 2 when it could not be done.
#[derive(Parser)]
#[command(version, about)]
struct Line {
    /// What to log, such as `info` or `web=debug`.
    #[arg(long, env = "SANTONG_LOG", default_value = "info", global = true)]
    log: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the screens and the API.
    Serve(serve::Serve),
    /// Proves the record: each event, its tree, its numbers, and the signed heads.
    Verify(record::Verify),
    /// Makes every derived table again from the log.
    Rebuild(record::Rebuild),
    /// Writes a whole copy of the register, also while it is served.
    Backup(record::Backup),
    /// Puts a backup in place, after proving it.
    Restore(record::Restore),
    /// Writes the archive of a case: one file that proves itself anywhere.
    Archive(archive::Archive),
    /// Proves the archive of a case, offline, and says in words what it proves.
    Check(archive::Check),
    /// Makes the decision of a receipt again.
    Decide(record::Decide),
    /// Makes every decision of the record again, by its own text, from its receipt and with facts from the log.
    Replay(replay::Replay),
    /// Tries a declaration against every rule of a day, with the facts that decide; nothing is kept.
    Try(trial::Try),
    /// Asks that the files of a folder become the law: another person of operations confirms it.
    Propose(edition::Propose),
    /// Lists editions of the law, tells what one says otherwise, and writes its files into a folder.
    Edition(edition::Editions),
    /// Shows what may go by the region's text of what is kept beside the log, and removes it.
    Retention(retention::Retention),
    /// Takes a table of somebody else's declarations in, by a map.
    Import(import::Import),
}

fn main() -> ExitCode {
    // The server calls this for itself. Nothing else is done in that process, and there are no threads, each of which would want a
    // place in its memory.
    if std::env::args_os().nth(1).is_some_and(|word| word == "thumbnail") {
        let made = thumbnail::child(std::io::stdin().lock(), std::io::stdout().lock());
        return if made { ExitCode::SUCCESS } else { ExitCode::from(1) };
    }
    let line = Line::parse();
    // What is written here is the operator's alone: the database and its log, backups, keys, reports.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    match begin(line) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("santong: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn begin(line: Line) -> anyhow::Result<bool> {
    let filter = EnvFilter::try_new(&line.log)?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match line.command {
            Command::Serve(options) => options.run().await.map(|()| true),
            Command::Verify(options) => options.run().await,
            Command::Rebuild(options) => options.run().await,
            Command::Backup(options) => options.run().await.map(|()| true),
            Command::Restore(options) => options.run().await.map(|()| true),
            Command::Archive(options) => options.run().await.map(|()| true),
            Command::Check(options) => options.run(),
            Command::Decide(options) => options.run().await,
            Command::Replay(options) => options.run().await,
            Command::Try(options) => options.run(),
            Command::Propose(options) => options.run().await,
            Command::Edition(options) => options.run().await.map(|()| true),
            Command::Retention(options) => options.run().await.map(|()| true),
            Command::Import(options) => options.run().await,
        }
    })
}
