//! The files of a case, as they follow from its events.

use super::Case;
use crate::event::file::{FileAdded, FileGiven};
use values::calendar::Timestamp;
use values::id::{FileId, OfficeCode};

/// The most files that a case has, those that were replaced among them.
pub const MOST: usize = 200;

/// A file of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFile {
    /// What was given.
    pub given: FileGiven,
    /// By which office; none for the enterprise.
    pub office: Option<OfficeCode>,
    /// When.
    pub at: Timestamp,
    /// What took its place.
    pub replaced: Option<FileId>,
}

impl CaseFile {
    /// Whether an enterprise reads it: what its own side gave. What offices gave is theirs.
    pub fn is_of_enterprise(&self) -> bool {
        self.office.is_none()
    }
}

/// Takes up a file that was given.
pub(super) fn added(case: &mut Case, added: &FileAdded, at: Timestamp) {
    let FileAdded { given, office } = added.clone();
    let replaced = given.replaces.as_ref();
    for file in case.files.iter_mut().filter(|file| Some(&file.given.file) == replaced) {
        file.replaced = Some(given.file.clone());
    }
    case.files.push(CaseFile { given, office, at, replaced: None });
}

impl Case {
    /// A file by its number.
    pub fn file(&self, file: &FileId) -> Option<&CaseFile> {
        self.files.iter().find(|known| known.given.file == *file)
    }
}
