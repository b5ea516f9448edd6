//! The files of a case, as they follow from its events.

use super::Case;
use crate::declaration::Declaration;
use crate::event::Event;
use crate::event::body::CaseEvent;
use crate::event::file::{Confirmed, FileAdded, FileGiven, FilesErased};
use serde::Serialize;
use sha2::{Digest, Sha256};
use values::calendar::Timestamp;
use values::code::TableCode;
use values::id::{AccountId, FileId, OfficeCode};

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
    /// When its content was destroyed.
    pub erased: Option<Timestamp>,
}

/// That the enterprise stands for what it declared and gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// What was confirmed.
    pub confirmed: Confirmed,
    /// By which account.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

impl CaseFile {
    /// Whether an enterprise reads it: what its own side gave. What offices gave is theirs.
    pub fn is_of_enterprise(&self) -> bool {
        self.office.is_none()
    }
}

/// Takes up what happened to the files of a case.
pub(super) fn apply(case: &mut Case, event: &Event) {
    let (at, Some(body)) = (event.happened, event.body.of_case()) else { return };
    if let CaseEvent::FileAdded(given) = body {
        added(case, given, at);
    } else if let CaseEvent::FilesErased(FilesErased { files, .. }) = body {
        for file in case.files.iter_mut().filter(|file| files.contains(&file.given.file)) {
            file.erased = Some(at);
        }
    } else if let CaseEvent::Confirmed(confirmed) = body {
        case.confirmed = Some(Confirmation { confirmed: confirmed.clone(), by: event.by.account.clone(), at });
    }
}

fn added(case: &mut Case, added: &FileAdded, at: Timestamp) {
    let FileAdded { given, office } = added.clone();
    let replaced = given.replaces.as_ref();
    for file in case.files.iter_mut().filter(|file| Some(&file.given.file) == replaced) {
        file.replaced = Some(given.file.clone());
    }
    case.files.push(CaseFile { given, office, at, replaced: None, erased: None });
}

impl Case {
    /// SHA-256 of what the enterprise declared and gave, as it stands: the version of the declaration, and each file of its own that was
    /// not replaced, by number and digest. 64 hexadecimal digits.
    pub fn contents(&self) -> String {
        #[derive(Serialize)]
        struct Contents<'a> {
            version: u16,
            declaration: &'a Declaration,
            files: Vec<(&'a FileId, &'a str)>,
        }
        let own = self.files.iter().filter(|file| file.is_of_enterprise() && file.replaced.is_none());
        let contents = Contents {
            version: self.declaration_version,
            declaration: &self.declaration,
            files: own.map(|file| (&file.given.file, file.given.digest.as_str())).collect(),
        };
        let bytes = serde_json::to_vec(&contents).expect("it has text keys and integers only");
        Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The kinds of papers that the declaration names, or that were given after it, of which no file of the enterprise stands; each once.
    pub fn lacking(&self) -> Vec<&TableCode> {
        let stands = |kind: &TableCode| {
            let of_kind = |file: &&CaseFile| file.given.kind.as_ref() == Some(kind);
            self.files.iter().filter(of_kind).any(|file| file.is_of_enterprise() && file.replaced.is_none())
        };
        let named = self.declaration.attachments.iter().map(|paper| &paper.kind);
        let mut kinds: Vec<&TableCode> = named.chain(self.papers.iter().map(|given| &given.paper.kind)).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.retain(|kind| !stands(kind));
        kinds
    }

    /// Whether the enterprise confirmed it as it stands.
    pub fn is_confirmed(&self) -> bool {
        self.confirmed.as_ref().is_some_and(|known| known.confirmed.digest == self.contents())
    }

    /// A file by its number.
    pub fn file(&self, file: &FileId) -> Option<&CaseFile> {
        self.files.iter().find(|known| known.given.file == *file)
    }
}
