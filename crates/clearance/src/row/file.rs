//! The files of cases whose content is kept, and since when their case has ended: what the text keeps no longer is found by it.

use crate::case::Case;
use values::calendar::Timestamp;
use values::id::{CaseNo, FileId};

/// A file of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// The case.
    pub no: CaseNo,
    /// The file.
    pub file: FileId,
    /// When the case ended; none while it goes on, and none once the content was destroyed.
    pub ended: Option<Timestamp>,
}

/// The rows that are new or say something else than before.
pub(super) fn changed(before: Option<&Case>, after: &Case) -> Vec<FileRow> {
    let known = before.map(of).unwrap_or_default();
    of(after).into_iter().filter(|row| !known.contains(row)).collect()
}

fn of(case: &Case) -> Vec<FileRow> {
    let ended = case.stage.ended().then_some(case.updated_at);
    let row = |file: &crate::case::file::CaseFile| FileRow {
        no: case.no.clone(),
        file: file.given.file.clone(),
        ended: ended.filter(|_| file.erased.is_none()),
    };
    case.files.iter().map(row).collect()
}
