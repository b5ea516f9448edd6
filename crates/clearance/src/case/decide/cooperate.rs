//! Notes and work items between offices (「本方案」一). They may be written after a case has ended: goods are traced then too.

use super::{Context, Decision, elsewhere, said};
use crate::case::Case;
use crate::case::cooperation::WorkState;
use crate::case::refusal::{NotAllowed, Reason};
use crate::event::act::Reply;
use crate::event::body::CaseEvent;
use crate::event::share::Share;
use values::calendar::Day;
use values::id::OfficeCode;

/// A note for the other offices; the enterprise does not see it.
pub fn note(note: &str, context: &Context) -> Result<Decision, NotAllowed> {
    said(note, context)?;
    own_office(context)?;
    Ok(Decision::of(vec![CaseEvent::Noted { note: note.trim().to_owned() }]))
}

/// Asks another office of the region for something, by 24:00 of a day that has not passed. Only who sees the whole of the
/// case may share the whole.
pub fn ask(
    case: &Case,
    to: &OfficeCode,
    what: &str,
    due: Day,
    share: Share,
    context: &Context,
) -> Result<Decision, NotAllowed> {
    let no = |reason| Err(NotAllowed::new(context.policy, reason));
    said(what, context)?;
    let from = own_office(context)?;
    if from == to || context.policy.office(to, context.today).is_none() {
        return no(Reason::WorkOffice);
    }
    if share == Share::Whole && !context.whole {
        return no(Reason::WorkShare);
    }
    if due < context.today {
        return no(Reason::WorkDuePassed);
    }
    let Ok(item) = u16::try_from(case.work_items.len() + 1) else { return no(Reason::WorkUnknown) };
    let due = context.policy.region.zone.end_of_day(due);
    let (from, to, what) = (from.clone(), to.clone(), what.trim().to_owned());
    Ok(Decision::of(vec![CaseEvent::WorkAsked { item, from, to, what, due, share, rule: None }]))
}

/// The office that was asked takes it on.
pub fn accept(case: &Case, item: u16, context: &Context) -> Result<Decision, NotAllowed> {
    match asked_here(case, item, context)? {
        WorkState::Asked => Ok(Decision::of(vec![CaseEvent::WorkAccepted { item }])),
        WorkState::Accepted { .. } | WorkState::Answered { .. } => {
            Err(NotAllowed::new(context.policy, Reason::WorkNotWaiting))
        }
    }
}

/// The office that was asked answers, taken on before or not; a refusal says why.
pub fn answer(case: &Case, item: u16, answer: &Reply, context: &Context) -> Result<Decision, NotAllowed> {
    match asked_here(case, item, context)? {
        WorkState::Asked | WorkState::Accepted { .. } => {
            said(&answer.reply, context)?;
            let answer = Reply { reply: answer.reply.trim().to_owned(), ..answer.clone() };
            Ok(Decision::of(vec![CaseEvent::WorkAnswered { item, said: answer }]))
        }
        WorkState::Answered { .. } => Err(NotAllowed::new(context.policy, Reason::WorkNotWaiting)),
    }
}

fn asked_here<'a>(case: &'a Case, item: u16, context: &Context) -> Result<&'a WorkState, NotAllowed> {
    let no = |reason| Err(NotAllowed::new(context.policy, reason));
    let Some(item) = case.work_item(item) else { return no(Reason::WorkUnknown) };
    if *own_office(context)? != item.to {
        return Err(elsewhere(Reason::WrongOffice, std::iter::once(&item.to), context));
    }
    Ok(&item.state)
}

fn own_office<'a>(context: &'a Context) -> Result<&'a OfficeCode, NotAllowed> {
    context.actor.office.as_ref().ok_or_else(|| NotAllowed::new(context.policy, Reason::WrongOffice))
}
