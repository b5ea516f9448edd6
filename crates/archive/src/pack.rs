//! Writing an archive: its parts are proved before its first byte, and then come piece by piece.

use crate::manifest::{Is, MANIFEST, Manifest, Part, SIGNATURE, bytes};
use crate::zip::{Entry, directory};
use register::head_file::hex;
use sha2::{Digest, Sha256};
use std::io;

/// Where a part's content comes from.
pub enum Content {
    /// From memory.
    Bytes(Vec<u8>),
    /// From elsewhere, piece by piece; it has been read once already.
    Pieces(Box<dyn FnOnce() -> io::Result<Pieces> + Send>),
}

/// A content that comes piece by piece.
pub type Pieces = Box<dyn Iterator<Item = io::Result<Vec<u8>>> + Send>;

/// What was read of a content once: how long it is, and what proves it.
#[derive(Default)]
pub struct Reckoned {
    size: u64,
    crc: crc32fast::Hasher,
    digest: Sha256,
}

impl Reckoned {
    /// Takes the next piece up.
    pub fn piece(&mut self, piece: &[u8]) {
        self.size += piece.len() as u64;
        self.crc.update(piece);
        self.digest.update(piece);
    }

    /// How many bytes were taken up, and their SHA-256.
    pub fn so_far(&self) -> (u64, [u8; 32]) {
        (self.size, self.digest.clone().finalize().into())
    }
}

/// The parts of an archive that is being made.
#[derive(Default)]
pub struct Pack {
    parts: Vec<Part>,
    entries: Vec<Entry>,
    contents: Vec<Content>,
}

/// An archive that is ready to be written: an iterator over its bytes.
pub struct Packed {
    length: u64,
    entries: std::vec::IntoIter<(Entry, Content)>,
    now: Option<Pieces>,
    end: Option<Vec<u8>>,
}

impl Pack {
    /// Adds a part of bytes.
    ///
    /// # Errors
    /// It is longer than a part can be.
    pub fn add(&mut self, name: &str, is: Is, content: Vec<u8>) -> io::Result<()> {
        let mut reckoned = Reckoned::default();
        reckoned.piece(&content);
        self.add_pieces(name, is, reckoned, Content::Bytes(content))
    }

    /// Adds a part that was reckoned before.
    ///
    /// # Errors
    /// It is longer than a part can be.
    pub fn add_pieces(&mut self, name: &str, is: Is, reckoned: Reckoned, content: Content) -> io::Result<()> {
        let size = u32::try_from(reckoned.size).map_err(|_| too_long())?;
        let sha256 = hex(&reckoned.digest.finalize());
        self.parts.push(Part { name: name.to_owned(), size, sha256, is });
        self.entries.push(Entry { name: name.to_owned(), size, crc: reckoned.crc.finalize() });
        self.contents.push(content);
        Ok(())
    }

    /// Closes it: the manifest with all parts, signed.
    ///
    /// # Errors
    /// It is longer than the format holds.
    pub fn close(self, mut manifest: Manifest, sign: impl Fn(&[u8]) -> Vec<u8>) -> io::Result<Packed> {
        manifest.parts = self.parts;
        let manifest = bytes(&manifest);
        let signature = format!("{}\n", hex(&sign(&manifest))).into_bytes();
        let first = |name: &str, content: &[u8]| Entry::of(name, content).ok_or_else(too_long);
        let mut entries = vec![first(MANIFEST, &manifest)?, first(SIGNATURE, &signature)?];
        entries.extend(self.entries);
        let end = directory(&entries).ok_or_else(too_long)?;
        let length = entries.iter().map(|entry| entry.header().len() as u64 + u64::from(entry.size)).sum::<u64>();
        let own = [Content::Bytes(manifest), Content::Bytes(signature)];
        let contents = own.into_iter().chain(self.contents);
        let entries: Vec<_> = entries.into_iter().zip(contents).collect();
        let length = length + end.len() as u64;
        Ok(Packed { length, entries: entries.into_iter(), now: None, end: Some(end) })
    }
}

impl Packed {
    /// How many bytes it will be.
    pub fn length(&self) -> u64 {
        self.length
    }
}

impl Iterator for Packed {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<io::Result<Vec<u8>>> {
        if let Some(piece) = self.now.as_mut().and_then(Iterator::next) {
            return Some(piece);
        }
        self.now = None;
        let Some((entry, content)) = self.entries.next() else { return self.end.take().map(Ok) };
        let mut header = entry.header();
        match content {
            Content::Bytes(bytes) => header.extend(bytes),
            Content::Pieces(open) => match open() {
                Ok(pieces) => self.now = Some(pieces),
                Err(error) => return Some(Err(error)),
            },
        }
        Some(Ok(header))
    }
}

fn too_long() -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, "an archive holds less than 4 GiB")
}
