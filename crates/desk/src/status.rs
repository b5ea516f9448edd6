//! The public's questions, which the pages and the API ask here: a declaration number and its query code open a view of the
//! case, the number of a paper and its own code what the paper states; whatever is wrong is answered alike.

use crate::desk::Desk;
use crate::find::FOUND_MAX;
use crate::secret;
use anyhow::{Context, Result, anyhow};
use clearance::case::{Case, fold};
use clearance::row::find::number;
use clearance::row::status::PublicStatus;
use register::scope::Scope;
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

/// The case of an issued paper, and the paper's number in it, if the code opens it.
///
/// # Errors
/// The register cannot be read.
pub async fn paper(desk: &Desk, no: &str, code: &str) -> Result<Option<(Case, u16)>> {
    let (no, code) = (number(no), number(code));
    let register = &desk.field.register;
    let mut opened = None;
    // Others may have given the number as a reference of their own: theirs are looked past.
    for line in register.find_cases(&Scope::system(), &no, FOUND_MAX).await? {
        let Some(events) = register.case_events(&Scope::system(), &line.no).await? else { continue };
        let case = fold::fold(&events).ok_or_else(|| anyhow!("the events of {} do not begin a case", line.no))?;
        let numbered = |paper: &&clearance::case::certificate::Certificate| {
            paper.number.as_ref().is_some_and(|known| known.as_str() == no)
        };
        let found = (1u16..).zip(&case.certificates).find(|(_, paper)| numbered(paper));
        if let Some((at, kept)) = found.and_then(|(at, paper)| Some((at, paper.code.clone()?))) {
            opened = Some((case, at, kept));
            break;
        }
    }
    let kept = opened.as_ref().map_or(NO_CODE, |(.., kept)| kept.as_str());
    let opens = secret::equal(kept, &code);
    Ok(opened.filter(|_| opens).map(|(case, at, _)| (case, at)))
}
