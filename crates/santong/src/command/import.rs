//! `santong import`: takes a file in by a map, with a progress bar on a terminal and a report of what was refused.

use super::Where;
use anyhow::{Context, Result};
use clap::Args;
use desk::Desk;
use desk::clock::{Chance, Clock};
use desk::import::{Report, Tally, Way, live, read_map, run};
use desk::open;
use exchange::map::Map;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fs::File;
use std::io::{BufReader, BufWriter, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The options of `santong import`.
#[derive(Args, Debug)]
pub struct Import {
    #[command(flatten)]
    place: Where,
    /// The map, as TOML.
    #[arg(long)]
    map: PathBuf,
    /// Declarations of today in the name of --account, not closed cases of history.
    #[arg(long, requires = "account")]
    live: bool,
    /// The account that declares.
    #[arg(long, requires = "live")]
    account: Option<String>,
    /// Where the faults of refused rows go, as CSV; `import-MAP-refused.csv` in the data folder otherwise.
    #[arg(long)]
    report: Option<PathBuf>,
    /// A production register, where approvals for demonstration only do not count.
    #[arg(long)]
    empty: bool,
    /// The files, CSV in UTF-8 or GB 18030.
    #[arg(required = true, value_name = "DATA")]
    files: Vec<PathBuf>,
}

impl Import {
    /// Whether no row was refused.
    ///
    /// # Errors
    /// The map has faults, or a file cannot be read to its end.
    pub async fn run(self) -> Result<bool> {
        let map = read_map(&self.map)?;
        let desk = self.open().await?;
        let way = match &self.account {
            Some(account) => Way::Live(Box::new(live::ask_of(&desk, account)?)),
            None => Way::History,
        };
        let path = self.report.clone();
        let path = path.unwrap_or_else(|| self.place.data.join(format!("import-{}-refused.csv", map.name)));
        let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        let mut report = Report::new(BufWriter::new(file))?;
        let mut refused = 0;
        for file in &self.files {
            let tally = take_in(&desk, &map, &way, file, &mut report).await?;
            println!("{}: {}", file.display(), tally);
            refused += tally.refused;
        }
        if refused != 0 {
            println!("faults of the refused rows: {}", path.display());
        }
        desk.field.sign_heads(desk.clock.now()).await?;
        desk.field.register.clone().close().await;
        Ok(refused == 0)
    }

    async fn open(&self) -> Result<Arc<Desk>> {
        let (clock, chance) = (Arc::new(Clock::machine()), Arc::new(Chance::machine()));
        let field = open::field(&self.place.opening(self.empty), &clock, &chance).await?;
        Ok(Desk::new(field, clock, chance, None))
    }
}

async fn take_in(
    desk: &Desk,
    map: &Map,
    way: &Way,
    data: &Path,
    report: &mut Report<BufWriter<File>>,
) -> Result<Tally> {
    let file = File::open(data).with_context(|| format!("cannot read {}", data.display()))?;
    let bar = ProgressBar::new(file.metadata()?.len());
    let on_terminal = std::io::stderr().is_terminal();
    bar.set_draw_target(if on_terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() });
    bar.set_style(ProgressStyle::with_template("{bar:40} {percent:>3} %  {bytes} of {total_bytes}  {eta} left")?);
    let tally = run(desk, map, way, BufReader::new(file), report, &mut |bytes| bar.set_position(bytes)).await;
    bar.finish_and_clear();
    tally.with_context(|| format!("{}", data.display()))
}
