//! Watching a folder: the file system becomes SQLite's own in this process, and the disk is told of every file.

use crate::disk::Disk;
use crate::vfs;
use std::io;
use std::path::Path;

impl Disk {
    /// Watches the files that SQLite keeps in this folder from now on. What lies there counts as synced.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn attach(folder: &Path) -> io::Result<Disk> {
        vfs::register();
        Disk::watch(folder)
    }
}
