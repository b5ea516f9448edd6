//! What becomes of a declaration whose own reference was used before: looked up only when the register says so.

use super::{Ask, Denied, Done, TRIES, parts};
use crate::desk::Desk;
use crate::field::Field;
use anyhow::anyhow;
use clearance::case::decide::{self, Reference};
use clearance::case::{Case, Stage, fold};
use clearance::declaration::Declaration;
use clearance::event::Event;
use clearance::intent::Answer;
use clearance::permission::Relation;
use register::held::Settled;
use register::scope::Scope;
use std::time::Duration;

/// After which another declaration of the same reference that is under way is looked at again; each time after twice as long.
const SOON: Duration = Duration::from_millis(5);

/// How to go on with a declaration after the register said that a case holds its reference: with the answer that the case got,
/// or, when it is none and the case left its reference, once more after it.
///
/// # Errors
/// The reference names another declaration; the record cannot be read.
pub(super) async fn held(
    desk: &Desk,
    ask: &Ask,
    declaration: &Declaration,
    holder: &str,
) -> Result<Option<Done>, Denied> {
    let Some(holder) = case_of(&desk.field, holder).await? else { return Ok(None) };
    let (case, events) = of(&desk.field, &holder).await?;
    match judged(&desk.field, declaration, &case).await? {
        Reference::Free => Ok(None),
        Reference::Taken(fault) => Err(Denied::Faults(vec![fault])),
        Reference::Repeated => {
            // An agent whose mandate ended sees the case no more; the number in the fault is one that it was told.
            if parts(&desk.field, &case, ask) != [Relation::Own] {
                return Err(Denied::Faults(vec![decide::taken(declaration, &case)]));
            }
            let first: Vec<_> = events.iter().filter(|event| event.recorded == events[0].recorded).cloned().collect();
            let answer = Answer::of(&first).ok_or_else(|| anyhow!("case {holder} has no beginning"))?;
            Ok(Some(Done { answer, repeated: true }))
        }
    }
}

/// Whether another version of a case may take a reference that a case holds.
///
/// # Errors
/// It names another declaration, whatever that says; the record cannot be read.
pub(super) async fn free(desk: &Desk, declaration: &Declaration, holder: &str) -> Result<(), Denied> {
    let Some(holder) = case_of(&desk.field, holder).await? else { return Ok(()) };
    let (case, _) = of(&desk.field, &holder).await?;
    match judged(&desk.field, declaration, &case).await? {
        Reference::Free => Ok(()),
        Reference::Taken(_) | Reference::Repeated => Err(Denied::Faults(vec![decide::taken(declaration, &case)])),
    }
}

/// The case that holds a reference. Where names are claimed before there is a number, that follows from the answer that the
/// holder got; a holder that got none holds nothing.
async fn case_of(field: &Field, holder: &str) -> Result<Option<String>, Denied> {
    if !holder.contains('/') {
        return Ok(Some(holder.to_owned()));
    }
    let mut settled = Settled::UnderWay;
    for tries in 0..TRIES as u32 {
        settled = field.register.settle(holder).await?;
        if settled != Settled::UnderWay {
            break;
        }
        tokio::time::sleep(SOON * 2_u32.pow(tries)).await;
    }
    let answer = match settled {
        Settled::Written(answer) => answer,
        Settled::Nothing => return Ok(None),
        Settled::UnderWay => return Err(Denied::Busy("a declaration of the same reference is under way".into())),
    };
    let answer: Answer = serde_json::from_slice(&answer).map_err(|error| Denied::Broken(error.into()))?;
    Ok(answer.cases.first().map(|case| case.no.to_string()))
}

async fn of(field: &Field, holder: &str) -> Result<(Case, Vec<Event>), Denied> {
    let events = field.register.case_events(&Scope::system(), holder).await?.unwrap_or_default();
    let case = fold::fold(&events).ok_or_else(|| anyhow!("case {holder}, which holds a reference, is not there"))?;
    Ok((case, events))
}

async fn judged(field: &Field, declaration: &Declaration, case: &Case) -> Result<Reference, Denied> {
    Ok(decide::reference(declaration, case, parts_go_on(field, case).await?))
}

async fn parts_go_on(field: &Field, case: &Case) -> Result<bool, Denied> {
    if !matches!(case.stage, Stage::SplitUp) {
        return Ok(false);
    }
    for part in &case.linked {
        let line = field.register.case_line(&Scope::system(), part.as_str()).await?;
        if line.is_some_and(|line| !line.stage.frees_reference()) {
            return Ok(true);
        }
    }
    Ok(false)
}
