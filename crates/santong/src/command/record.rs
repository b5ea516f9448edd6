//! The commands that look after the record: verify, rebuild, backup, restore, and deciding a receipt again.

use super::Where;
use anyhow::{Context, Result, anyhow, bail, ensure};
use clap::Args;
use clearance::decision::{Receipt, Verdict, again, mode_again};
use clearance::region::RegionState;
use desk::clock::{Chance, Clock};
use desk::edition::{Way, all_of, hashing_of, listed, read_policy};
use desk::file::shelf::{self, Pace, Shelf};
use desk::heads;
use desk::open::{self, Opening};
use desk::record;
use policy::Policy;
use register::Place;
use register::cases::FIELD;
use register::head_file::Line;
use register::{Register, backup};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

/// The signed heads that a record is held against.
#[derive(Args, Debug)]
struct Signed {
    /// A head file kept elsewhere; the one in the data folder otherwise.
    #[arg(long, requires = "key")]
    heads: Option<PathBuf>,
    /// The public key that signed it, 64 hexadecimal digits; it stands in each line.
    #[arg(long, requires = "heads")]
    key: Option<String>,
}

impl Signed {
    /// The lines with the name of where they are from. The data folder's own file proves less: who can change the
    /// database can change it too, and the key lies beside it.
    fn lines(&self, data: &Path) -> Result<(Vec<Line>, String)> {
        if let (Some(path), Some(key)) = (&self.heads, &self.key) {
            return Ok((heads::read(path, key)?, path.display().to_string()));
        }
        let (path, key) = (data.join("heads.txt"), data.join("heads.key"));
        if !path.exists() || !key.exists() {
            return Ok((Vec::new(), "none".to_owned()));
        }
        let own = heads::Heads::new(path.clone(), &open::secret(&key, &Chance::machine())?);
        Ok((own.lines()?, format!("{} (beside the database)", path.display())))
    }
}

/// The options of `santong verify`.
#[derive(Args, Debug)]
pub struct Verify {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    signed: Signed,
    /// Compares the derived tables with the log too.
    #[arg(long)]
    derived: bool,
    /// Reads every file of every case too, and proves it.
    #[arg(long)]
    with_files: bool,
    /// Reads files at most this fast, in MB a second, so that those who work meanwhile notice little.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..), requires = "with_files")]
    speed: u64,
}

impl Verify {
    /// Whether the record is sound; what is not stands in the output, a line each.
    ///
    /// # Errors
    /// It cannot be read, or a line of the head file is not as it was signed.
    pub async fn run(self) -> Result<bool> {
        let register = self.place.register(false).await?;
        let (lines, from) = self.signed.lines(&self.place.data)?;
        let report = register.verify(&lines, &FIELD).await?;
        println!("partitions {}, events {}", report.offices, report.events);
        println!("signed heads {} in {} lines of {from}", report.signed, lines.len());
        report.bad.iter().for_each(|bad| println!("bad: {bad}"));
        let (editions, wrong) = record::unsound(&register).await?;
        println!("editions {editions}");
        wrong.iter().for_each(|what| println!("bad: {what}"));
        let derived = !self.derived || same_tables(&register).await?;
        let files =
            !self.with_files || sound_files(&self.place, &register, Pace::of(Some(self.speed * 1_000_000))).await?;
        let sound = report.bad.is_empty() && wrong.is_empty() && derived && files;
        println!("{}", if sound { "sound" } else { "NOT sound" });
        register.close().await;
        Ok(sound)
    }
}

/// Whether every file is as its event says; each that is not stands in the output.
async fn sound_files(place: &Where, register: &Register, pace: Pace) -> Result<bool> {
    let (master, store) = open::shelf(&place.opening(false), register).await?;
    let report = shelf::verify(Shelf { register, master: &master, store: &store }, pace).await?;
    println!("files {}, erased {}", report.sound, report.erased);
    report.bad.iter().for_each(|(case, what)| println!("bad: case {case}: file {what}"));
    Ok(report.bad.is_empty())
}

/// Where the files of a backup are.
fn files_beside(backup: &Path) -> PathBuf {
    let mut name = backup.as_os_str().to_owned();
    name.push(".files");
    name.into()
}

async fn same_tables(register: &Register) -> Result<bool> {
    let (there, expected) = (register.contents().await?, register.expected(&FIELD).await?);
    for ((table, there), (_, expected)) in there.iter().zip(&expected) {
        let verdict = if there == expected { "as the log says" } else { "NOT as the log says" };
        println!("table {table}: {} rows, {verdict}", there.rows);
    }
    Ok(there == expected)
}

/// The options of `santong rebuild`.
#[derive(Args, Debug)]
pub struct Rebuild {
    #[command(flatten)]
    place: Where,
}

impl Rebuild {
    /// Whether the tables were before as they are now; when they were not, they are now.
    ///
    /// # Errors
    /// The log cannot be read, or the tables cannot be written.
    pub async fn run(self) -> Result<bool> {
        let register = self.place.register(true).await?;
        let before = register.contents().await.ok();
        let after = register.rebuild(&FIELD).await?;
        for (at, (table, content)) in after.iter().enumerate() {
            let same = before.as_ref().is_some_and(|before| before[at].1 == *content);
            println!("table {table}: {} rows, {}", content.rows, if same { "as before" } else { "made anew" });
        }
        register.close().await;
        Ok(before.is_some_and(|before| before == after))
    }
}

/// The options of `santong backup`.
#[derive(Args, Debug)]
pub struct Backup {
    #[command(flatten)]
    place: Where,
    /// The file to write; it must not exist.
    file: PathBuf,
}

impl Backup {
    /// Writes the copy.
    ///
    /// # Errors
    /// The file exists or cannot be written; a PostgreSQL database is saved by its own tools.
    pub async fn run(self) -> Result<()> {
        let register = self.place.register(false).await?;
        register.backup(&self.file).await?;
        println!("wrote {}", self.file.display());
        // Files come before their events: those of every event in the copy are there now.
        if register.any_subject("file/").await? {
            let (_, store) = open::shelf(&self.place.opening(false), &register).await?;
            let folder = files_beside(&self.file);
            println!("wrote {} files into {}", store.copy_into(&folder)?, folder.display());
        }
        register.close().await;
        println!(
            "keep the keys master.key and heads.key and the file heads.txt elsewhere: the copy does not have them"
        );
        Ok(())
    }
}

/// The options of `santong restore`.
#[derive(Args, Debug)]
pub struct Restore {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    signed: Signed,
    /// The backup.
    file: PathBuf,
    /// Hold it against heads signed up to this time (RFC 3339); the time the file was written otherwise.
    #[arg(long)]
    until: Option<jiff::Timestamp>,
}

impl Restore {
    /// Puts the backup in place. What was there is kept beside it under a name that ends in `.replaced`.
    ///
    /// # Errors
    /// The backup is not sound: then nothing was changed.
    pub async fn run(self) -> Result<()> {
        let opening = self.place.opening(false);
        let Place::Sqlite(place) = opening.place() else { bail!("a PostgreSQL database is restored by its own tools") };
        std::fs::create_dir_all(&self.place.data)?;
        let until = match self.until {
            Some(until) => until.as_microsecond(),
            None => written(&self.file)?,
        };
        let (lines, from) = self.signed.lines(&self.place.data)?;
        let lines = backup::lines_until(&lines, until);
        let options = open::options(Arc::new(Clock::machine()), Arc::new(Chance::machine()));
        let report = backup::restore(&self.file, &place, &lines, &FIELD, options).await?;
        println!("partitions {}, events {}, signed heads {} of {from}", report.offices, report.events, report.signed);
        println!("restored {}", place.display());
        self.files(&opening).await
    }
}

impl Restore {
    /// Puts the files of the backup in place, and proves all.
    async fn files(&self, opening: &Opening) -> Result<()> {
        let folder = files_beside(&self.file);
        let register = self.place.register(false).await?;
        if !folder.exists() {
            ensure!(!register.any_subject("file/").await?, "{} is not there: the files are missing", folder.display());
            return Ok(());
        }
        let beside = Opening { files: Some(folder), ..opening.clone() };
        let (master, store) = open::shelf(&beside, &register).await?;
        let target = opening.files.clone().unwrap_or_else(|| opening.data.join("files"));
        println!("restored {} files into {}", store.copy_into(&target)?, target.display());
        let (_, store) = open::shelf(opening, &register).await?;
        let report =
            shelf::verify(Shelf { register: &register, master: &master, store: &store }, Pace::of(None)).await?;
        register.close().await;
        report.bad.iter().for_each(|(case, what)| println!("bad: case {case}: file {what}"));
        ensure!(report.bad.is_empty(), "{} files are not as their events say", report.bad.len());
        Ok(())
    }
}

/// When a file was written, in microseconds since 1970.
fn written(path: &Path) -> Result<i64> {
    let said = || format!("the backup {}", path.display());
    let since =
        std::fs::metadata(path).with_context(said)?.modified()?.duration_since(UNIX_EPOCH).with_context(said)?;
    i64::try_from(since.as_micros()).with_context(said)
}

/// The options of `santong decide`.
#[derive(Args, Debug)]
pub struct Decide {
    #[command(flatten)]
    place: Where,
    /// The receipt is of a production register, where approvals for demonstration only do not count.
    #[arg(long)]
    empty: bool,
    /// A receipt as JSON, or a decision with its receipt.
    file: PathBuf,
}

impl Decide {
    /// Whether the decision is the same when it is made again from the receipt alone. Of a bare receipt it says the mode.
    ///
    /// # Errors
    /// The file is no receipt, or the text of its version cannot be found.
    pub async fn run(self) -> Result<bool> {
        let bytes = std::fs::read(&self.file).with_context(|| format!("cannot read {}", self.file.display()))?;
        let read: Value = serde_json::from_slice(&bytes).context("the file is not JSON")?;
        let verdict = verdict_in(&read);
        let receipt: Receipt = match &verdict {
            Some(verdict) => verdict.receipt.clone(),
            None => serde_json::from_value(read.get("receipt").unwrap_or(&read).clone())
                .context("the file holds neither a receipt nor a decision with one")?,
        };
        let policy = self.policy(&receipt.policy).await?;
        println!("text {}, day {}, facts {}", receipt.policy, receipt.day, receipt.all().count());
        let made = match again(&policy, &receipt) {
            Ok(made) => made,
            // A declarant has the part by which the mode was decided.
            Err(why) => {
                let mode = mode_again(&policy, &receipt).ok_or(why)?;
                println!(
                    "mode {mode}\nthe file has not what is for officers alone: the mode is all that follows from it"
                );
                return Ok(verdict.is_none_or(|verdict| verdict.mode == mode));
            }
        };
        println!("mode {}", made.mode);
        let Some(verdict) = verdict else { return Ok(true) };
        let equal = made == verdict;
        println!("{}", if equal { "equal" } else { "NOT equal" });
        if !equal {
            println!("the file says mode {}", verdict.mode);
        }
        Ok(equal)
    }

    /// The text of a version: the one in the folder, else the one that the register kept.
    async fn policy(&self, version: &str) -> Result<Policy> {
        let files = all_of(&self.place.policy.join(&self.place.region))?;
        if let Some(hashing) = hashing_of(&files, version) {
            let way = Way { kept: true, demonstration: !self.empty, hashing, approvals: None };
            return read_policy(&files, way).map_err(|faults| anyhow!("{}", listed(&faults)));
        }
        let register = self.place.register(false).await.context("the folder has another version of the text")?;
        let (region, _) = record::region(&register, RegionState::default()).await?;
        let policy = record::policy(&register, &region, version).await;
        register.close().await;
        policy.context("neither the folder nor the register has that text")
    }
}

/// The decision in a file: as it stands, or as the API wraps it.
fn verdict_in(read: &Value) -> Option<Verdict> {
    let places = [Some(read), read.get("verdict"), read.get("decision")];
    places.into_iter().flatten().find_map(|value| serde_json::from_value(value.clone()).ok())
}
