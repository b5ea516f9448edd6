//! The public's questions, which the pages and the API ask here: a declaration number and its query code open a view of the
//! case, the number of a paper and its own code what the paper states; whatever is wrong is answered alike.

use crate::desk::Desk;
use crate::field::Field;
use crate::find::FOUND_MAX;
use crate::secret;
use anyhow::{Context, Result, anyhow};
use clearance::case::certificate::Certificate;
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

/// An issued paper that its code opened.
pub struct Opened {
    /// Its case.
    pub case: Case,
    /// The paper.
    pub paper: Certificate,
    /// Its number in the case; none of a clearance form, which a step gave out.
    pub at: Option<u16>,
}

/// An issued paper, or a clearance form, if the code opens it.
///
/// # Errors
/// The register cannot be read.
pub async fn paper(desk: &Desk, no: &str, code: &str) -> Result<Option<Opened>> {
    let (no, code) = (number(no), number(code));
    let register = &desk.field.register;
    let mut opened = None;
    let mut asked = 0;
    // Others may have given the number as a reference of their own: theirs are looked past. A paper of before may have the number of
    // a clearance form: the code says which is meant.
    for line in register.find_cases(&Scope::system(), &no, FOUND_MAX).await? {
        let Some(events) = register.case_events(&Scope::system(), &line.no).await? else { continue };
        let case = fold::fold(&events).ok_or_else(|| anyhow!("the events of {} do not begin a case", line.no))?;
        let paper = numbered(&case, &no).map(|(at, paper)| (Some(at), paper));
        let form = clearance_form(&desk.field, &case, &no).await?.map(|form| (None, form));
        for (at, paper) in paper.into_iter().chain(form) {
            let Some(kept) = &paper.code else { continue };
            asked += 1;
            if secret::equal(kept.as_str(), &code) && opened.is_none() {
                opened = Some(Opened { case: case.clone(), paper, at });
            }
        }
    }
    if asked == 0 {
        secret::equal(NO_CODE, &code);
    }
    Ok(opened)
}

fn numbered(case: &Case, no: &str) -> Option<(u16, Certificate)> {
    let known = |paper: &Certificate| paper.number.as_ref().is_some_and(|known| known.as_str() == no);
    let (at, paper) = (1u16..).zip(&case.certificates).find(|(_, paper)| known(paper))?;
    Some((at, paper.clone()))
}

/// A clearance form of a case as a paper, by the text that the case goes by.
///
/// # Errors
/// The text cannot be read.
pub async fn clearance_form(field: &Field, case: &Case, no: &str) -> Result<Option<Certificate>> {
    if case.clearances.iter().all(|cleared| cleared.no.as_str() != no) {
        return Ok(None);
    }
    let law = field.law_of(&case.policy, case.day).await?;
    let name_of = |table, code: &str| law.name_of(table, code, case.day);
    Ok(case.clearance_form(no, &law.policy, &name_of))
}
