//! A folder whose disk can lose its power: the count of operations, the cut, and what survives it.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::chance::Chance;
use crate::kept::Kept;

/// Disks of this process; one for each folder that a test has attached.
static DISKS: Mutex<Vec<Disk>> = Mutex::new(Vec::new());

/// A folder whose disk can lose its power.
#[derive(Debug, Clone)]
pub struct Disk {
    folder: PathBuf,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    files: BTreeMap<String, Kept>,
    operations: u64,
    cut_at: Option<u64>,
    off: bool,
}

/// The power is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Off;

impl Disk {
    /// Watches the files of a folder from now on. What lies there counts as synced.
    pub(crate) fn watch(folder: &Path) -> io::Result<Disk> {
        let folder = fs::canonicalize(folder)?;
        let mut state = State::default();
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            state.files.insert(name, Kept::found(fs::read(entry.path())?));
        }
        let disk = Disk { folder, state: Arc::new(Mutex::new(state)) };
        let mut disks = DISKS.lock().unwrap_or_else(PoisonError::into_inner);
        disks.retain(|other| other.folder != disk.folder);
        disks.push(disk.clone());
        Ok(disk)
    }

    /// Stops watching. Files that are open stay watched.
    pub fn detach(&self) {
        DISKS.lock().unwrap_or_else(PoisonError::into_inner).retain(|other| other.folder != self.folder);
    }

    /// The power goes at this operation, counted from 1 and from now.
    pub fn cut_at(&self, operation: u64) {
        let mut state = self.state();
        state.operations = 0;
        state.cut_at = Some(operation);
    }

    /// The power goes now.
    pub fn cut(&self) {
        self.state().off = true;
    }

    /// How many operations were made since the disk was attached, or since [`Disk::cut_at`].
    pub fn operations(&self) -> u64 {
        self.state().operations
    }

    /// Writes what a disk could have kept into another folder; the same seed keeps the same.
    ///
    /// # Errors
    /// The other folder cannot be written.
    pub fn survivors(&self, seed: u64, into: &Path) -> io::Result<()> {
        let mut chance = Chance::new(seed);
        fs::create_dir_all(into)?;
        for (name, file) in &self.state().files {
            // The wal-index is memory that happens to have a name; it never outlives the machine.
            let bytes = if name.ends_with("-shm") { None } else { file.survivor(&mut chance) };
            if let Some(bytes) = bytes {
                fs::write(into.join(name), bytes)?;
            }
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The disk that a file lies on, and its name there.
    pub(crate) fn of(path: &Path) -> Option<(Disk, String)> {
        let (folder, name) = (path.parent()?, path.file_name()?.to_string_lossy().into_owned());
        let folder = fs::canonicalize(folder).ok()?;
        let disks = DISKS.lock().unwrap_or_else(PoisonError::into_inner);
        Some((disks.iter().find(|disk| disk.folder == folder)?.clone(), name))
    }

    /// One operation on a file: `done` is what it asks of the disk. At the cut it was asked for, and is not acknowledged.
    pub(crate) fn operate(&self, name: &str, done: impl FnOnce(&mut Kept)) -> Result<(), Off> {
        let mut state = self.state();
        if state.off {
            return Err(Off);
        }
        state.operations += 1;
        state.off = state.cut_at.is_some_and(|last| state.operations >= last);
        let off = state.off;
        done(state.files.entry(name.to_owned()).or_default());
        if off { Err(Off) } else { Ok(()) }
    }

    /// A sync: at the cut it is not made, so that only chance says what of the changes before it survives.
    pub(crate) fn sync(&self, name: &str) -> Result<(), Off> {
        self.operate(name, |_| {})?;
        self.settle(name)
    }

    /// What waits of a file is on the disk from now on, without an operation of its own.
    pub(crate) fn settle(&self, name: &str) -> Result<(), Off> {
        self.state().files.entry(name.to_owned()).or_default().sync();
        Ok(())
    }
}
