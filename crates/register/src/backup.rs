//! A whole copy of a running register, and putting one in place.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::engine::Place;
use crate::field::Field;
use crate::head_file::Line;
use crate::verify::Report;
use crate::{Options, Register};

impl Register {
    /// Writes a copy of what is committed now into `target`. It appears there whole and synced, or not at all.
    ///
    /// # Errors
    /// When `target` exists, and on a server, which has its own tools.
    pub async fn backup(&self, target: &Path) -> Result<()> {
        let Place::Sqlite(source) = self.place() else {
            bail!(
                "a PostgreSQL database is saved with its own tools: pg_basebackup with archived WAL for a point in time, \
                 or pg_dump for a copy; verify what was restored with `santong verify --heads`"
            )
        };
        ensure!(!target.exists(), "{} exists; a backup never overwrites", target.display());
        let unfinished = beside(target, "part");
        // What an earlier try left behind is of no use.
        if unfinished.exists() {
            std::fs::remove_file(&unfinished)?;
        }
        let (source, into) = (source.clone(), unfinished.clone());
        let opening = self.options().opening.clone();
        tokio::task::spawn_blocking(move || {
            // A connection of its own, so that nobody waits; it reads one state from beginning to end.
            let mut link = crate::engine::sqlite::copier(&source, &opening)?;
            link.copy_into(&into).map_err(anyhow::Error::from)
        })
        .await??;
        File::open(&unfinished)?.sync_all()?;
        put(&unfinished, target)
    }
}

/// Puts a backup in the place of a register that nobody has open, after proving it by the head file. What was there before is
/// kept beside it under a name that ends in `.replaced`. A backup is older than the last heads: give the lines up to its time
/// ([`lines_until`]), or it is refused for the events that came later.
///
/// # Errors
/// When the backup is not sound: then nothing is put anywhere.
pub async fn restore(backup: &Path, place: &Path, lines: &[Line], field: &Field, options: Options) -> Result<Report> {
    let unfinished = beside(place, "restoring");
    // What an earlier try left behind is of no use.
    if unfinished.exists() {
        std::fs::remove_file(&unfinished)?;
    }
    let copied = || format!("cannot copy {}", backup.display());
    let mut from = File::open(backup).with_context(copied)?;
    std::io::copy(&mut from, &mut File::create(&unfinished).with_context(copied)?).with_context(copied)?;
    let register = Register::open(Place::Sqlite(unfinished.clone()), options).await?;
    let report = register.verify(lines, field).await;
    register.close().await;
    let report = report?;
    if let Some(bad) = report.bad.first() {
        for end in ["", "-wal", "-shm"] {
            let file = with_end(&unfinished, end);
            if file.exists() {
                std::fs::remove_file(file)?;
            }
        }
        bail!("the backup is not sound, nothing was restored: {bad}");
    }
    File::open(&unfinished)?.sync_all()?;
    for end in ["", "-wal", "-shm"] {
        let old = with_end(place, end);
        if old.exists() {
            std::fs::rename(&old, with_end(&beside(place, "replaced"), end))?;
        }
    }
    put(&unfinished, place)?;
    Ok(report)
}

fn put(from: &Path, to: &Path) -> Result<()> {
    std::fs::rename(from, to)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all().with_context(|| format!("cannot sync the folder {}", folder.display()))
}

fn beside(path: &Path, end: &str) -> PathBuf {
    with_end(path, &format!(".{end}"))
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// What of the signed heads a copy that was taken at an earlier time can be held against.
pub fn lines_until(lines: &[Line], at: i64) -> Vec<Line> {
    lines.iter().filter(|line| line.at <= at).cloned().collect()
}
