//! The folder: a file is whole and on the disk before its number is told, or it is not there.

use crate::seal::{HEAD, PIECE, Sealer, TAG};
use sha2::{Digest, Sha256};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use values::id::FileId;

/// The file that says whose folder it is.
const MARK: &str = "register";
/// Where files are while they come in.
const COMING: &str = "coming";
/// Where whole files are, in folders by the first two digits of their numbers.
const WHOLE: &str = "whole";

/// The files of one register in a folder, which several processes may share.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

/// Why a folder is not opened.
#[derive(Debug)]
pub enum Refused {
    /// It is the folder of another register.
    Anothers,
    /// The disk says no.
    Disk(io::Error),
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refused::Anothers => write!(f, "these are the files of another register"),
            Refused::Disk(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for Refused {}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Refused {
        Refused::Disk(error)
    }
}

/// Why a file cannot be read.
#[derive(Debug)]
pub enum Unread {
    /// It is not there.
    Missing,
    /// It is not what was kept: altered, cut, or under another key.
    Altered,
    /// The disk says no.
    Disk(io::Error),
}

impl std::fmt::Display for Unread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unread::Missing => write!(f, "it is not there"),
            Unread::Altered => write!(f, "it is not what was kept"),
            Unread::Disk(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for Unread {}

/// A file on its way in; dropped before it is finished it leaves nothing.
pub struct Incoming {
    store: Store,
    file: FileId,
    path: PathBuf,
    to: Option<File>,
    sealer: Sealer,
    digest: Sha256,
    size: u64,
    /// What is not a whole piece yet.
    rest: Vec<u8>,
}

/// A file that is whole and on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its number.
    pub file: FileId,
    /// Bytes of its content.
    pub size: u64,
    /// SHA-256 of its content.
    pub digest: [u8; 32],
}

impl Store {
    /// Opens the folder of a register, and makes it if there is none.
    ///
    /// # Errors
    /// It is another register's, or cannot be written.
    pub fn open(folder: &Path, register: &str) -> Result<Store, Refused> {
        for part in ["", COMING, WHOLE] {
            DirBuilder::new().recursive(true).mode(0o700).create(folder.join(part))?;
        }
        let mark = folder.join(MARK);
        match fs::read_to_string(&mark) {
            Ok(known) if known.trim() == register => {}
            Ok(_) => return Err(Refused::Anothers),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let mut file = new_file(&mark)?;
                writeln!(file, "{register}")?;
                file.sync_all()?;
                sync_folder(folder)?;
            }
            Err(error) => return Err(error.into()),
        }
        Ok(Store { folder: folder.to_owned() })
    }

    /// Whether a folder is some register's already.
    pub fn is_marked(folder: &Path) -> bool {
        folder.join(MARK).exists()
    }

    /// Begins a file of a new number, which nobody is told before it is whole.
    ///
    /// # Errors
    /// The disk says no.
    pub fn begin(&self, file: FileId, key: &[u8; 32]) -> io::Result<Incoming> {
        let path = self.folder.join(COMING).join(file.as_str());
        let mut to = new_file(&path)?;
        to.write_all(HEAD)?;
        let sealer = Sealer::new(key, file.clone());
        let (store, rest) = (self.clone(), Vec::with_capacity(PIECE));
        Ok(Incoming { store, file, path, to: Some(to), sealer, digest: Sha256::new(), size: 0, rest })
    }

    /// Reads a file piece by piece; each is proved before it is given. Nothing says yet that the file is whole: that is so once all
    /// were given.
    ///
    /// # Errors
    /// It is not there, or its beginning is not that of a file.
    pub fn read(&self, file: &FileId, key: &[u8; 32]) -> Result<Reading, Unread> {
        let mut from = File::open(self.whole(file)).map_err(of_disk)?;
        let mut head = [0; HEAD.len()];
        from.read_exact(&mut head).map_err(of_disk)?;
        if head != *HEAD {
            return Err(Unread::Altered);
        }
        let left = from.metadata().map_err(Unread::Disk)?.len().saturating_sub(HEAD.len() as u64);
        Ok(Reading { from, left, sealer: Sealer::new(key, file.clone()), done: false })
    }

    /// Reads all of a file without keeping it: how long it is, and its digest.
    ///
    /// # Errors
    /// It is not there, or not what was kept.
    pub fn prove(&self, file: &FileId, key: &[u8; 32]) -> Result<Kept, Unread> {
        self.prove_at(file, key, |_| {})
    }

    /// The same; `seen` is told of the length of each piece, and may take its time.
    ///
    /// # Errors
    /// As [`Store::prove`].
    pub fn prove_at(&self, file: &FileId, key: &[u8; 32], mut seen: impl FnMut(usize)) -> Result<Kept, Unread> {
        let (mut digest, mut size) = (Sha256::new(), 0);
        for piece in self.read(file, key)? {
            let piece = piece?;
            seen(piece.len());
            size += piece.len() as u64;
            digest.update(&piece);
        }
        Ok(Kept { file: file.clone(), size, digest: digest.finalize().into() })
    }

    /// Removes a file; that it is not there is well.
    ///
    /// # Errors
    /// The disk says no.
    pub fn remove(&self, file: &FileId) -> io::Result<()> {
        let path = self.whole(file);
        match fs::remove_file(&path) {
            Ok(()) => sync_folder(path.parent().unwrap_or(&self.folder)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The files that were last written before a moment: whole ones, whose numbers may stand in no event, and what never became whole.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn before(&self, moment: SystemTime) -> io::Result<Left> {
        let mut left = Left::default();
        for (path, name) in listed(&self.folder.join(COMING))? {
            if is_before(&path, moment) {
                left.half.extend(FileId::parse(&name));
            }
        }
        for (folder, _) in listed(&self.folder.join(WHOLE))? {
            for (path, name) in listed(&folder)? {
                if is_before(&path, moment) {
                    left.whole.extend(FileId::parse(&name));
                }
            }
        }
        Ok(left)
    }

    /// Puts every whole file into another folder, which gets this one's mark; what is there already stays. A file never changes, so
    /// that on one disk both folders have the same one. How many were put there.
    ///
    /// # Errors
    /// The folder is another register's, or a disk says no.
    pub fn copy_into(&self, folder: &Path) -> Result<usize, Refused> {
        let register = fs::read_to_string(self.folder.join(MARK))?;
        let target = Store::open(folder, register.trim())?;
        let mut copied = 0;
        for file in self.before(SystemTime::UNIX_EPOCH + FOR_EVER)?.whole {
            let (from, to) = (self.whole(&file), target.whole(&file));
            let into = to.parent().unwrap_or(folder);
            DirBuilder::new().recursive(true).mode(0o700).create(into)?;
            match fs::hard_link(&from, &to) {
                Ok(()) => copied += 1,
                // Swept meanwhile, or there already.
                Err(error) if [ErrorKind::NotFound, ErrorKind::AlreadyExists].contains(&error.kind()) => continue,
                Err(_) => {
                    let unfinished = target.folder.join(COMING).join(file.as_str());
                    let mut new = new_file(&unfinished)?;
                    io::copy(&mut File::open(&from)?, &mut new)?;
                    new.sync_all()?;
                    fs::rename(&unfinished, &to)?;
                    copied += 1;
                }
            }
            sync_folder(into)?;
        }
        sync_folder(&target.folder.join(WHOLE))?;
        Ok(copied)
    }

    /// Removes what never became whole.
    ///
    /// # Errors
    /// The disk says no.
    pub fn remove_half(&self, file: &FileId) -> io::Result<()> {
        match fs::remove_file(self.folder.join(COMING).join(file.as_str())) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn whole(&self, file: &FileId) -> PathBuf {
        self.folder.join(WHOLE).join(&file.as_str()[..2]).join(file.as_str())
    }
}

/// What lies in the folder since before a moment.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// Never became whole.
    pub half: Vec<FileId>,
    /// Whole.
    pub whole: Vec<FileId>,
}

/// Longer than any file lies there.
const FOR_EVER: Duration = Duration::from_secs(1 << 35);

/// How long a file may be on its way, and its event after it: what is older and in no event is nobody's.
pub const ON_ITS_WAY: Duration = Duration::from_secs(3600);

impl Incoming {
    /// Bytes so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The next bytes of the content.
    ///
    /// # Errors
    /// The disk says no.
    pub fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        self.size += bytes.len() as u64;
        self.digest.update(bytes);
        while !bytes.is_empty() {
            // A full piece waits until it is known that it is not the last.
            if self.rest.len() == PIECE {
                self.flush(false)?;
            }
            let (now, later) = bytes.split_at(bytes.len().min(PIECE - self.rest.len()));
            self.rest.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    /// The content is whole: it is on the disk under its number when this returns well.
    ///
    /// # Errors
    /// The disk says no; then nothing is left.
    pub fn finish(mut self) -> io::Result<Kept> {
        self.flush(true)?;
        if let Some(to) = self.to.take() {
            to.sync_all()?;
        }
        let whole = self.store.whole(&self.file);
        let folder = whole.parent().unwrap_or(&self.store.folder);
        if !folder.is_dir() {
            DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
            sync_folder(&self.store.folder.join(WHOLE))?;
        }
        fs::rename(&self.path, &whole)?;
        sync_folder(folder)?;
        Ok(Kept { file: self.file.clone(), size: self.size, digest: self.digest.clone().finalize().into() })
    }

    fn flush(&mut self, last: bool) -> io::Result<()> {
        let sealed = self.sealer.seal(&self.rest, last);
        self.rest.clear();
        match &mut self.to {
            Some(to) => to.write_all(&sealed),
            None => Err(io::Error::other("the file is finished")),
        }
    }
}

impl Drop for Incoming {
    /// What was renamed is there under another name; what was not is nobody's.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// The pieces of a file, in order.
pub struct Reading {
    from: File,
    /// Sealed bytes that are still to be read.
    left: u64,
    sealer: Sealer,
    done: bool,
}

impl Iterator for Reading {
    type Item = Result<Vec<u8>, Unread>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let sealed = (self.left).min((PIECE + TAG) as u64);
        self.left -= sealed;
        self.done = self.left == 0;
        let mut piece = vec![0; usize::try_from(sealed).unwrap_or(PIECE + TAG)];
        let read = self.from.read_exact(&mut piece).map_err(of_disk);
        let opened = read.and_then(|()| self.sealer.open(&piece, self.done).ok_or(Unread::Altered));
        self.done |= opened.is_err();
        Some(opened)
    }
}

fn of_disk(error: io::Error) -> Unread {
    let kind = error.kind();
    if kind == ErrorKind::NotFound {
        Unread::Missing
    } else if kind == ErrorKind::UnexpectedEof {
        Unread::Altered
    } else {
        Unread::Disk(error)
    }
}

fn new_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// What is in a folder, with the names; what goes meanwhile is not there.
fn listed(folder: &Path) -> io::Result<Vec<(PathBuf, String)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if let Ok(name) = entry.file_name().into_string() {
            found.push((entry.path(), name));
        }
    }
    found.sort();
    Ok(found)
}

fn is_before(path: &Path, moment: SystemTime) -> bool {
    fs::metadata(path).and_then(|known| known.modified()).is_ok_and(|written| written < moment)
}
