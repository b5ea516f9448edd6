//! `santong archive` takes the archive of a case from a register, and `santong check` proves one anywhere.

use super::Where;
use anyhow::{Context, Result, bail, ensure};
use archive::{Is, Part, Wrong, paper};
use clap::Args;
use clearance::case::fold::fold;
use desk::archive::{Holder, NotMade, Record, Wanted, make};
use desk::clock::Clock;
use desk::file::shelf::Shelf;
use desk::{open, record};
use register::scope::Scope;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use values::id::CaseNo;
use values::text::Text;

/// The options of `santong archive`.
#[derive(Args, Debug)]
pub struct Archive {
    #[command(flatten)]
    place: Where,
    /// The number of the case.
    case: String,
    /// The file to write; it must not exist.
    file: PathBuf,
}

impl Archive {
    /// Writes the archive of a case with everything that stands in it, as officers with a part in it may have it.
    ///
    /// # Errors
    /// There is no such case, a file of it is lost, or the archive cannot be written.
    pub async fn run(self) -> Result<()> {
        let case = CaseNo::parse(&self.case).map_err(|wanted| anyhow::anyhow!("the case: {}", wanted.en))?;
        let opening = self.place.opening(false);
        let register = self.place.register(false).await?;
        let (master, store) = open::shelf(&opening, &register).await?;
        let heads = open::heads(&opening)?;
        let shelf = Shelf { register: &register, master: &master, store: &store };
        let events = register.case_events(&Scope::system(), case.as_str()).await?;
        let events = events.with_context(|| format!("there is no case {case}"))?;
        let folded = fold(&events).context("its events do not begin a case")?;
        let region = record::law(&register, Clock::machine().now()).await?.region.code;
        let wanted = Wanted {
            case: &folded,
            events: events.iter().map(|event| (event, serde_json::Value::Null)).collect(),
            holder: Holder::Operator,
            persons: true,
            now: Clock::machine().now(),
        };
        let packed = match make(Record { shelf, heads: &heads, region: &region }, &wanted).await {
            Ok(packed) => packed,
            Err(NotMade::Lost(file, why)) => bail!("file {file}: {why}"),
            Err(NotMade::Broken(error)) => return Err(error),
        };
        let length = packed.length();
        let mut to = new_file(&self.file)?;
        let written = packed.into_iter().try_for_each(|piece| to.write_all(&piece?)).and_then(|()| to.sync_all());
        if let Err(error) = written {
            let _ = fs::remove_file(&self.file);
            return Err(error).with_context(|| format!("cannot write {}", self.file.display()));
        }
        register.close().await;
        println!("wrote {} ({length} bytes)", self.file.display());
        Ok(())
    }
}

/// The options of `santong check`.
#[derive(Args, Debug)]
pub struct Check {
    /// The archive of a case, or an issued paper that proves itself.
    file: PathBuf,
    /// The public key of its region, 64 hexadecimal digits, as the region publishes it.
    #[arg(long)]
    key: Option<String>,
    /// Writes the files of the case into a folder, which must not exist.
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
}

impl Check {
    /// Whether the archive is as it was made; what it proves, or which part is not so, stands in the output.
    ///
    /// # Errors
    /// The file cannot be opened, or the folder cannot be written.
    pub fn run(self) -> Result<bool> {
        let mut from = BufReader::new(File::open(&self.file).with_context(|| self.unread())?);
        if paper::begins(from.fill_buf().with_context(|| self.unread())?) {
            ensure!(self.into.is_none(), "a paper has no files to write into a folder");
            let mut content = Vec::new();
            from.take(paper::LONGEST).read_to_end(&mut content).with_context(|| self.unread())?;
            return Ok(told(paper::check(&content, self.key.as_deref())));
        }
        let mut into = self.into.as_deref().map(Folder::begin).transpose()?;
        let mut keep = |part: &Part, piece: &[u8]| {
            if let Some(into) = &mut into {
                into.take(part, piece);
            }
        };
        let checked = archive::check(from, self.key.as_deref(), &mut keep);
        if let (Ok(_), Some(into)) = (&checked, into) {
            println!("wrote {} files into {}", into.end()?, self.into.unwrap_or_default().display());
        }
        Ok(told(checked.map(|checked| checked.proves)))
    }

    fn unread(&self) -> String {
        format!("cannot open {}", self.file.display())
    }
}

/// Prints what was proved, or what is wrong; whether it is sound.
fn told(checked: Result<Vec<Text>, Wrong>) -> bool {
    match checked {
        Ok(proves) => {
            proves.iter().for_each(said);
            println!("sound");
            true
        }
        Err(wrong) => {
            println!("bad: {}", wrong.part);
            said(&wrong.what);
            println!("NOT sound");
            false
        }
    }
}

fn said(text: &Text) {
    println!("{}\n  {}", text.zh, text.en);
}

/// A folder that files are written into while they are checked; what is not sound in the end is removed.
struct Folder {
    path: PathBuf,
    now: Option<(String, File)>,
    count: usize,
    failed: Option<std::io::Error>,
    done: bool,
}

impl Folder {
    fn begin(path: &Path) -> Result<Folder> {
        fs::create_dir(path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Folder { path: path.to_owned(), now: None, count: 0, failed: None, done: false })
    }

    fn take(&mut self, part: &Part, piece: &[u8]) {
        let Is::File(_) = part.is else { return };
        if let Err(error) = self.write(&part.name, piece) {
            self.failed.get_or_insert(error);
        }
    }

    fn write(&mut self, name: &str, piece: &[u8]) -> std::io::Result<()> {
        if self.now.as_ref().is_none_or(|(now, _)| now != name) {
            // The last part alone: an archive may say anything.
            let last = Path::new(name).file_name().ok_or(ErrorKind::InvalidFilename)?;
            let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(self.path.join(last))?;
            self.now = Some((name.to_owned(), file));
            self.count += 1;
        }
        self.now.iter_mut().try_for_each(|(_, file)| file.write_all(piece))
    }

    fn end(mut self) -> Result<usize> {
        if let Some(error) = self.failed.take() {
            return Err(error).context("a file could not be written");
        }
        ensure!(self.path.is_dir(), "{} is gone", self.path.display());
        self.done = true;
        Ok(self.count)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

fn new_file(path: &Path) -> Result<File> {
    let said = || format!("cannot make {}", path.display());
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).with_context(said)
}
