//! What rules demand: a step without it is refused by the rule's own clause, and lacking papers are given.

use super::{Context, Decision, open, said};
use crate::case::Case;
use crate::case::demand::{Open, Standing};
use crate::case::refusal::{NotAllowed, Reason};
use crate::decision::Verdict;
use crate::event::act::Paper;
use crate::event::body::{CaseEvent, LotId};
use policy::StepKind;
use policy::condition::Item;
use policy::rule::Supplier;
use values::text::{Language, Text};

/// A step is not done while a rule demands something for it that is not there: refused by the clause of that rule.
pub fn demanded(case: &Case, at: usize, lots: &[LotId], context: &Context) -> Result<(), NotAllowed> {
    case.verdict.as_ref().map_or(Ok(()), |verdict| demanded_by(case, at, lots, verdict, context))
}

/// The same by a verdict that is about to hold.
fn demanded_by(case: &Case, at: usize, lots: &[LotId], verdict: &Verdict, context: &Context) -> Result<(), NotAllowed> {
    let open = case.open_demands(at, lots, (verdict, context.policy), context.today);
    open.first().map_or(Ok(()), |first| Err(lacking(first, context)))
}

/// The same of the steps of a kind, by a verdict that is about to hold.
pub fn demanded_of(case: &Case, kind: StepKind, verdict: &Verdict, context: &Context) -> Result<(), NotAllowed> {
    let mut steps = verdict.plan.iter().enumerate().filter(|(_, planned)| planned.kind == kind);
    steps.try_for_each(|(at, _)| demanded_by(case, at, &[], verdict, context))
}

fn lacking(open: &Open, context: &Context) -> NotAllowed {
    let (id, measure) = (&open.rule.id, open.measure);
    let mut told =
        Text::new(format!("{id} {}", measure.words(Language::Zh)), format!("{id} {}", measure.words(Language::En)));
    if let Standing::NotBefore(Some(day)) = open.standing {
        told = Text::new(format!("{}（{day} 起）", told.zh), format!("{} (from {day})", told.en));
    }
    if !open.demand.lines.is_empty() {
        let lines = open.demand.lines.iter().map(ToString::to_string).collect::<Vec<_>>();
        let (zh, en) = (lines.join("、"), lines.join(", "));
        told = Text::new(format!("{}（第 {zh} 项）", told.zh), format!("{} (line {en})", told.en));
    }
    let refusal = NotAllowed::new(context.policy, Reason::DemandOpen).saying(&told);
    NotAllowed { basis: open.rule.basis.clone(), ..refusal }
}

/// A paper that a rule demands and that is lacking: given by whom the rule says, or recorded where it was handed over.
pub fn give_paper(case: &Case, paper: &Paper, context: &Context) -> Result<Decision, NotAllowed> {
    open(case, context)?;
    let office = context.actor.office.clone();
    if office.is_none() && !context.mandated {
        return Err(NotAllowed::new(context.policy, Reason::MandateMissing));
    }
    said(&paper.no, context)?;
    if context.today < paper.day {
        return Err(NotAllowed::new(context.policy, Reason::TimeOrder));
    }
    let by = if office.is_some() { Supplier::Office } else { Supplier::Enterprise };
    let wanted = case.lacking_papers(by, context.policy, context.today);
    if !wanted.iter().any(|item| *item.code == *paper.kind.as_str()) {
        let refusal = NotAllowed::new(context.policy, Reason::PaperNotWanted);
        return Err(if wanted.is_empty() {
            refusal
        } else {
            refusal.saying(&Text::list(wanted.into_iter().map(named)))
        });
    }
    Ok(Decision::of(vec![CaseEvent::PaperGiven { paper: paper.clone(), office }]))
}

fn named(item: &Item) -> Text {
    let whole = item.label.as_ref().map_or_else(|| item.code.to_string(), |label| format!("{} {label}", item.code));
    Text::new(whole.clone(), whole)
}
