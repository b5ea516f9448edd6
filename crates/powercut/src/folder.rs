//! A folder that is gone when the test is over.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A folder of its own for one try, in memory where the machine allows it; removed when dropped.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Makes an empty folder.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn new() -> io::Result<Folder> {
        let memory = Path::new("/dev/shm");
        if memory.is_dir() { Folder::below(memory) } else { Folder::on_disk() }
    }

    /// Makes an empty folder where temporary files are.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn on_disk() -> io::Result<Folder> {
        Folder::below(&std::env::temp_dir())
    }

    fn below(above: &Path) -> io::Result<Folder> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = above.join(format!("santong-powercut-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder)?;
        Ok(Folder(folder))
    }

    /// A copy of the files of another folder, but for the wal-index, which never outlives the machine.
    ///
    /// # Errors
    /// A file cannot be read or written.
    pub fn copy_of(other: &Path) -> io::Result<Folder> {
        let folder = Folder::new()?;
        for entry in fs::read_dir(other)? {
            let entry = entry?;
            if !entry.file_name().to_string_lossy().ends_with("-shm") {
                fs::copy(entry.path(), folder.0.join(entry.file_name()))?;
            }
        }
        Ok(folder)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is left to whoever empties temporary folders.
        fs::remove_dir_all(&self.0).unwrap_or_default();
    }
}
