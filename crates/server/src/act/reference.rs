//! What becomes of a declaration whose own reference was used before: looked up only when the register says so.

use super::{Denied, Done, load};
use crate::app::App;
use crate::field::Field;
use anyhow::anyhow;
use clearance::case::decide::{self, Reference};
use clearance::case::{Case, Stage};
use clearance::declaration::Declaration;
use clearance::intent::Answer;
use register::scope::Scope;

/// How to go on after the register said that a case holds the reference: with the answer that the case got, or, when it is
/// none and the case ended, once more after it.
///
/// # Errors
/// The reference names another declaration; the record cannot be read.
pub(super) async fn held(
    app: &App,
    ask: &super::Ask,
    declaration: &Declaration,
    holder: &str,
) -> Result<Option<Done>, Denied> {
    let field = app.field();
    // The claim is the declarant's, so that its case is too.
    let Some((case, events)) = load(field, ask, holder).await? else {
        return Err(Denied::Broken(anyhow!("case {holder}, which holds a reference, is not there")));
    };
    match decide::reference(declaration, &case, parts_go_on(field, &case).await?) {
        Reference::Free => Ok(None),
        Reference::Taken(fault) => Err(Denied::Faults(vec![fault])),
        Reference::Repeated => {
            let first: Vec<_> = events.iter().filter(|event| event.recorded == events[0].recorded).cloned().collect();
            let answer = Answer::of(&first).ok_or_else(|| anyhow!("case {holder} has no beginning"))?;
            Ok(Some(Done { answer, repeated: true }))
        }
    }
}

async fn parts_go_on(field: &Field, case: &Case) -> Result<bool, Denied> {
    if !matches!(case.stage, Stage::SplitUp) {
        return Ok(false);
    }
    for part in &case.linked {
        let line = field.register.case_line(&Scope::system(), part.as_str()).await?;
        if line.is_some_and(|line| !matches!(line.stage.as_str(), "withdrawn" | "refused" | "expired")) {
            return Ok(true);
        }
    }
    Ok(false)
}
