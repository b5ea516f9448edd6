//! Room that is kept back on the disk of an embedded register. When the disk runs short the room is given up, so that
//! restrictions, sign-ins and checkpoints still find some, and nothing new is begun until it can be kept back again.

use anyhow::{Context, Result};
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// What is kept back, in bytes.
pub const SIZE: u64 = 64 << 20;
/// The disk is short from here on, in bytes: what a second of full load writes, and then some.
const LOW: u64 = 16 << 20;
/// Written at a time.
const CHUNK: u64 = 1 << 20;

/// The room, and whether it had to be given up.
#[derive(Debug, Default)]
pub struct Reserve {
    path: Option<PathBuf>,
    short: AtomicBool,
}

impl Reserve {
    /// Room on the disk of a data folder; without one (the database is a server's) nothing is kept back.
    pub fn new(data: Option<&Path>) -> Reserve {
        Reserve { path: data.map(|data| data.join("reserve")), short: AtomicBool::new(false) }
    }

    /// Whether the disk is short of room: then nothing new is begun.
    pub fn is_short(&self) -> bool {
        self.short.load(Ordering::SeqCst)
    }

    /// Looks at the disk: gives the room up when little is left, and keeps it back again when there is enough.
    ///
    /// # Errors
    /// The disk cannot be asked or written; the room is given up then.
    pub fn look(&self) -> Result<()> {
        let Some(path) = &self.path else { return Ok(()) };
        let held = std::fs::metadata(path).is_ok_and(|found| found.len() == SIZE);
        let free = free(path)?;
        let short = if held { free < LOW } else { free < SIZE + 2 * LOW };
        if !short {
            return self.keep(path, held);
        }
        if held || !self.is_short() {
            self.give_up(path)?;
            tracing::error!("the disk is short of room ({} MiB left): nothing new is taken", free >> 20);
        }
        Ok(())
    }

    fn keep(&self, path: &Path, held: bool) -> Result<()> {
        if !held && let Err(error) = fill(path) {
            self.give_up(path)?;
            return Err(error);
        }
        if self.short.swap(false, Ordering::SeqCst) {
            tracing::info!("there is room on the disk again");
        }
        Ok(())
    }

    fn give_up(&self, path: &Path) -> Result<()> {
        self.short.store(true, Ordering::SeqCst);
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error).context("the reserve cannot be given up"),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

/// Bytes that are left on the disk under a file.
fn free(path: &Path) -> Result<u64> {
    let folder = path.parent().context("the reserve stands in a folder")?;
    let told = rustix::fs::statvfs(folder).with_context(|| format!("the disk of {}", folder.display()))?;
    Ok(told.f_bavail.saturating_mul(told.f_frsize))
}

fn fill(path: &Path) -> Result<()> {
    let said = || format!("the reserve {}", path.display());
    let mut file = File::create(path).with_context(said)?;
    let zeros = vec![0; CHUNK as usize];
    for _ in 0..SIZE / CHUNK {
        file.write_all(&zeros).with_context(said)?;
    }
    file.sync_all().with_context(said)
}
