//! The public's question, which the page and the API ask here: a declaration number and its query code open a view of the
//! case; whatever is wrong is answered alike, in the same time.

use crate::desk::Desk;
use crate::secret;
use anyhow::{Context, Result};
use clearance::row::find::number;
use clearance::row::status::PublicStatus;
use values::id::CaseNo;

/// Compared with where there is nothing to compare with, so that both cost the same.
const NO_CODE: &str = "-------------";

/// The public's view of a case, if the code opens it: one read of one row. A case without a query code, as history has,
/// is opened by nothing. Either may be typed in any width, with blanks and in small letters.
///
/// # Errors
/// The register cannot be read.
pub async fn public(desk: &Desk, no: &str, code: &str) -> Result<Option<PublicStatus>> {
    let (no, code) = (number(no), number(code));
    let found = match CaseNo::parse(&no) {
        Ok(no) => desk.field.register.public_view(no.as_str()).await?,
        Err(_) => None,
    };
    let found = found.filter(|(kept, _)| !kept.is_empty());
    let kept = found.as_ref().map_or(NO_CODE, |(kept, _)| kept);
    let opens = secret::equal(kept, &code);
    found.filter(|_| opens).map(|(_, view)| serde_json::from_str(&view).context("the public's view")).transpose()
}
