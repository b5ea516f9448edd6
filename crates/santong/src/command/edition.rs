//! `santong propose` and `santong edition`: asking that a folder become the law, and looking at the editions on the record.

use super::Where;
use anyhow::{Context, Result, anyhow, bail, ensure};
use clap::{Args, ValueEnum};
use clearance::event::Source;
use clearance::event::edition::OpenCases;
use clearance::region::RegionState;
use clearance::region::edition::{Fate, Proposal};
use desk::Desk;
use desk::act::Denied;
use desk::act::edition::{Asked, Given, propose, try_out};
use desk::clock::{Chance, Clock};
use desk::edition::all_of;
use desk::import::live::ask_of;
use desk::{open, prepare, record};
use policy::difference::{Change, difference};
use register::Register;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use values::calendar::Day;
use values::fault::Fault;
use values::text::Language;

/// Characters of a version that are shown in lists; commands take any beginning that tells it from the others.
const SHORT: usize = 12;

/// The options of `santong propose`.
#[derive(Args, Debug)]
pub struct Propose {
    #[command(flatten)]
    place: Where,
    /// The folder: every file in it is of the edition.
    folder: PathBuf,
    /// The account of operations that asks.
    #[arg(long)]
    account: String,
    /// Why.
    #[arg(long)]
    reason: String,
    /// The first day that it would govern; today otherwise.
    #[arg(long)]
    from: Option<String>,
    /// The approval of a file that wants one: FILE=BODY;NUMBER;DAY.
    #[arg(long, value_name = "FILE=BODY;NUMBER;DAY")]
    approval: Vec<String>,
    /// Open cases are decided again by it (一并适用); they go on as before otherwise (照旧).
    #[arg(long)]
    together: bool,
    /// Only tells what would be otherwise and what fails; nothing is written.
    #[arg(long = "try")]
    only_try: bool,
}

impl Propose {
    /// Whether nothing failed.
    ///
    /// # Errors
    /// The folder or the register cannot be read, or the account may not ask.
    pub async fn run(self) -> Result<bool> {
        let (clock, chance) = (Arc::new(Clock::machine()), Arc::new(Chance::machine()));
        let field = open::field(&self.place.opening(false), &clock, &chance).await?;
        let desk = Desk::new(field, clock, chance, None);
        let ask = desk::act::Ask { source: Source::Api, ..ask_of(&desk, &self.account)? };
        let asked = self.asked(desk.field.day(desk.clock.now()))?;
        let tried = try_out(&desk, &ask, &asked).await.map_err(|why| told(&why))?;
        println!("edition {}, after {}", tried.version, tried.base.version());
        tried.changes.iter().for_each(print);
        tried.faults.iter().for_each(|fault| println!("fault: {}", line(fault)));
        let sound = tried.faults.is_empty();
        if sound && !self.only_try {
            let done = propose(&desk, &ask, &asked).await.map_err(|why| told(&why))?;
            println!("proposal {}: another person of operations confirms it", done.answer.seq);
        }
        prepare::end(&desk).await?;
        desk.field.sign_heads(desk.clock.now()).await?;
        desk.field.register.clone().close().await;
        Ok(sound)
    }

    fn asked(&self, today: Day) -> Result<Asked> {
        let day = |text: &str| Day::parse(text).map_err(|wanted| anyhow!("{text}: {} is wanted", wanted.en));
        let given = |text: &String| {
            let (file, rest) = text.split_once('=').context("an approval is FILE=BODY;NUMBER;DAY")?;
            let [body, number, of] = rest.split(';').collect::<Vec<_>>()[..] else {
                bail!("an approval is FILE=BODY;NUMBER;DAY")
            };
            Ok(Given { file: file.to_owned(), body: body.to_owned(), number: number.to_owned(), day: day(of)? })
        };
        Ok(Asked {
            files: all_of(&self.folder)?,
            reason: self.reason.clone(),
            from: self.from.as_deref().map_or(Ok(today), day)?,
            approvals: self.approval.iter().map(given).collect::<Result<_>>()?,
            open: if self.together { OpenCases::Together } else { OpenCases::AsBefore },
        })
    }
}

fn told(why: &Denied) -> anyhow::Error {
    if let Denied::Faults(faults) = why {
        return anyhow!("{}", faults.iter().map(line).collect::<Vec<_>>().join("\n"));
    }
    anyhow!("{why:?}")
}

fn line(fault: &Fault) -> String {
    format!("{} {:?}: {} is wanted", fault.at, fault.given, fault.wanted.pick(Language::En))
}

fn print(change: &Change) {
    println!("{} {} · {} · {}", change.became.word(), change.file, change.part.pick(Language::En), change.entry);
    for cell in &change.cells {
        println!("    {}: {:?} -> {:?}", cell.column.pick(Language::En), cell.before, cell.after);
    }
}

/// The options of `santong edition`.
#[derive(Args, Debug)]
pub struct Editions {
    #[command(flatten)]
    place: Where,
    /// What to do.
    #[arg(value_enum)]
    what: What,
    /// The beginnings of versions; after `export VERSION`, the folder.
    #[arg(value_name = "VERSION")]
    named: Vec<String>,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum What {
    /// Lists what was adopted and what waits.
    List,
    /// `show VERSION`: its files, and what it says otherwise than the one that it follows.
    Show,
    /// `diff BEFORE AFTER`: what the second says otherwise than the first.
    Diff,
    /// `export VERSION FOLDER`: writes its files into a folder, which must not exist.
    Export,
}

impl Editions {
    /// Does what was asked for.
    ///
    /// # Errors
    /// There is no register or no such edition, or the folder cannot be written.
    pub async fn run(self) -> Result<()> {
        let register = self.place.register(false).await?;
        let (region, _) = record::region(&register, RegionState::default()).await?;
        let done = self.done(&register, &region).await;
        register.close().await;
        done
    }

    async fn done(&self, register: &Register, region: &RegionState) -> Result<()> {
        let names: Vec<&str> = self.named.iter().map(String::as_str).collect();
        match (self.what, &names[..]) {
            (What::List, []) => list(region),
            (What::Show, [edition]) => {
                let version = named(region, edition)?;
                for (path, text) in record::files(register, version).await? {
                    println!("{} {path}", register::head_file::hex(&policy::edition::digest(text.as_bytes())));
                }
                let base = region.proposals().iter().find(|one| one.version == version).map(|one| one.base.as_str());
                if let Some(base) = base {
                    println!("after {base}:");
                    otherwise(register, base, version).await?;
                }
            }
            (What::Diff, [before, after]) => {
                otherwise(register, named(region, before)?, named(region, after)?).await?;
            }
            (What::Export, [edition, folder]) => {
                let version = named(region, edition)?;
                export(&record::files(register, version).await?, Path::new(folder))?;
                println!("wrote {version} into {folder}");
            }
            (What::List | What::Show | What::Diff | What::Export, _) => {
                bail!("list, show VERSION, diff BEFORE AFTER, or export VERSION FOLDER");
            }
        }
        Ok(())
    }
}

fn list(region: &RegionState) {
    for one in region.adopted() {
        let from = one.from.map_or_else(|| "founding".to_owned(), |from| format!("from {from}"));
        println!("{} {from}, adopted {} by {}", &one.version[..SHORT], one.at.to_rfc3339(), one.by.account);
    }
    for one in region.proposals() {
        let fate = match &one.fate {
            Fate::Waiting => "waits".to_owned(),
            Fate::Adopted(_) => continue,
            Fate::Withdrawn { reason, .. } => format!("taken back: {reason}"),
        };
        let Proposal { no, version, from, by, reason, .. } = one;
        println!("{} proposal {no} from {from}, asked by {}: {reason}; {fate}", &version[..SHORT], by.account);
    }
}

/// The one version on the record that begins so.
fn named<'r>(region: &'r RegionState, beginning: &str) -> Result<&'r str> {
    let adopted = region.adopted().iter().map(|one| one.version.as_str());
    let mut found: Vec<&str> = adopted.chain(region.proposals().iter().map(|one| one.version.as_str())).collect();
    found.retain(|version| version.starts_with(beginning));
    found.sort_unstable();
    found.dedup();
    match found[..] {
        [one] => Ok(one),
        [] => bail!("the record has no edition {beginning}"),
        [..] => bail!("{beginning} is the beginning of {} editions", found.len()),
    }
}

async fn otherwise(register: &Register, before: &str, after: &str) -> Result<()> {
    let (before, after) = (record::files(register, before).await?, record::files(register, after).await?);
    difference(&before, &after).iter().for_each(print);
    Ok(())
}

fn export(files: &[(String, String)], folder: &Path) -> Result<()> {
    ensure!(!folder.exists(), "{} exists; nothing is overwritten", folder.display());
    for (name, text) in files {
        let path = folder.join(name);
        let said = || format!("cannot write {}", path.display());
        std::fs::create_dir_all(path.parent().unwrap_or(folder)).with_context(said)?;
        std::fs::write(&path, text).with_context(said)?;
    }
    Ok(())
}
