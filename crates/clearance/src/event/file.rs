//! Files of a case: the event says what is kept and proves it; the bytes stand sealed beside the record (R30, R31).

use policy::Citation;
use serde::{Deserialize, Serialize};
use values::calendar::Timestamp;
use values::code::TableCode;
use values::id::{FileId, OfficeCode, StepName};
use values::media::Media;

/// What of a case a file belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileOf {
    /// What was declared: a paper of a kind.
    Declaration,
    /// The change that was asked for.
    Amendment,
    /// What was found or done in a step, such as a photograph.
    Step(StepName),
    /// A hold, by its number.
    Hold(u16),
    /// What is written about the case.
    Case,
}

/// The field that a file's digest is of: its content.
pub const CONTENT: &str = "content";

/// The subject under whose key a file is sealed, and whose erasure destroys it.
pub fn subject(file: &FileId) -> String {
    format!("file/{file}")
}

/// A file as it is given: it is whole and on the disk by then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileGiven {
    /// Its number.
    pub file: FileId,
    /// Its name, as the giver has it.
    pub name: String,
    /// What it is, by its content.
    pub media: Media,
    /// Bytes of its content.
    pub size: u64,
    /// HMAC-SHA-256 of the SHA-256 of its content, under a key of its own, as 64 hexadecimal digits: it proves the content while that
    /// key stands, and says nothing of it afterwards.
    pub digest: String,
    /// What of the case it belongs to.
    pub of: FileOf,
    /// Which paper it is, of those that a declaration comes with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<TableCode>,
    /// The file whose place it takes; that one stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<FileId>,
    /// When a photograph was taken, as its giver says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<Timestamp>,
    /// Where, in the giver's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_where: Option<String>,
}

/// A file was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileAdded {
    /// It.
    #[serde(flatten)]
    pub given: FileGiven,
    /// The office that gave it; none for the enterprise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeCode>,
}

/// The content of files was destroyed for good, since the text keeps it no longer: their keys went in the same transaction. That they
/// were, and what they were called, stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesErased {
    /// Which.
    pub files: Vec<FileId>,
    /// By which text.
    pub basis: Citation,
}

/// The enterprise stands for what it declared and gave: the electronic form of its signature (R31).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// The version of the declaration, from 1.
    pub version: u16,
    /// SHA-256 of that version and of the enterprise's files that stood, 64 hexadecimal digits ([`crate::case::Case::contents`]).
    pub digest: String,
}
