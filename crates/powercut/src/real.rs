//! A real file system whose power can be cut: ext4 in a file, mounted by loop, shut down without writing its journal.

use std::ffi::{c_int, c_ulong};
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::folder::Folder;

/// `EXT4_IOC_SHUTDOWN`.
const SHUTDOWN: c_ulong = 0x8004_587D;
/// `EXT4_GOING_FLAGS_NOLOGFLUSH`: what the journal has not written yet is lost, as when the power goes.
const NO_LOG_FLUSH: u32 = 2;

unsafe extern "C" {
    fn ioctl(descriptor: c_int, request: c_ulong, argument: *const u32) -> c_int;
}

/// An ext4 of its own, mounted. Dropped, it is unmounted and gone.
#[derive(Debug)]
pub struct Ext4 {
    folder: Folder,
    mounted: bool,
}

impl Ext4 {
    /// Makes and mounts a file system of 96 MiB.
    ///
    /// # Errors
    /// What the machine said when it refused: no right to mount, no loop device, no `mkfs.ext4`.
    pub fn new() -> io::Result<Ext4> {
        let folder = Folder::on_disk()?;
        File::create(folder.path().join("image"))?.set_len(96 << 20)?;
        std::fs::create_dir(folder.path().join("mount"))?;
        let mut disk = Ext4 { folder, mounted: false };
        run("mkfs.ext4", &[Path::new("-q"), Path::new("-F"), &disk.image()])?;
        disk.mount()?;
        Ok(disk)
    }

    fn image(&self) -> PathBuf {
        self.folder.path().join("image")
    }

    /// Where its files are.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("mount")
    }

    fn mount(&mut self) -> io::Result<()> {
        run("mount", &[Path::new("-o"), Path::new("loop"), &self.image(), &self.path()])?;
        self.mounted = true;
        Ok(())
    }

    /// Cuts the power: what was not synced is lost, and every write from now on fails.
    ///
    /// # Errors
    /// The kernel refuses.
    pub fn cut(&self) -> io::Result<()> {
        let root = File::open(self.path())?;
        // SAFETY: the descriptor is open, and the argument is the number that this request reads.
        let answer = unsafe { ioctl(root.as_raw_fd(), SHUTDOWN, &NO_LOG_FLUSH) };
        if answer == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
    }

    /// Mounts it again, as a machine does when the power is back. All files must be closed, or be just about to be.
    ///
    /// # Errors
    /// It cannot be unmounted or mounted.
    pub fn power_on(&mut self) -> io::Result<()> {
        let mut tries = 0;
        while let Err(busy) = run("umount", &[&self.path()]) {
            tries += 1;
            if tries == 100 {
                return Err(busy);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        self.mounted = false;
        self.mount()
    }
}

impl Drop for Ext4 {
    fn drop(&mut self) {
        if self.mounted {
            // A file that is still open keeps it busy; then it goes when that is closed.
            run("umount", &[Path::new("-l"), &self.path()]).unwrap_or_default();
        }
    }
}

fn run(program: &str, arguments: &[&Path]) -> io::Result<()> {
    let output = Command::new(program).args(arguments).output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other([program, ": ", said.lines().next().unwrap_or("refused")].concat()))
}
