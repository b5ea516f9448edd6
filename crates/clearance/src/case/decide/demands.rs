//! What rules demand: a step without it is refused by the rule's own clause, and lacking papers are given.

use super::{Context, Decision, explained, open, said};
use crate::case::demand::{Became, Open, Standing, role_of};
use crate::case::refusal::{NotAllowed, Reason};
use crate::case::{Case, asks};
use crate::decision::Verdict;
use crate::decision::demands::Demanded;
use crate::event::act::Paper;
use crate::event::body::{CaseEvent, LotId};
use crate::event::demand::{DemandOf, Lifted, WaiverAnswer, WaiverAnswered, WaiverAsked};
use crate::event::share::Share;
use crate::grounds::Grounds;
use policy::condition::Item;
use policy::rule::{Lifter, Supplier};
use policy::{Explained, Measure, StepKind, Word};
use values::id::OfficeCode;
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
    let again = case.reviewed() && case.reviews_again(&paper.kind, context.policy, context.today);
    Ok(Decision::of(vec![CaseEvent::PaperGiven { paper: paper.clone(), office, again }]))
}

/// A review that rules leave to a person of a skill is passed by such a person (人工审单).
pub fn skilled(verdict: &Verdict, context: &Context) -> Result<(), NotAllowed> {
    for demand in &verdict.demands {
        let Some((rule, measure)) = demand.content(context.policy, verdict.receipt.day) else { continue };
        let Some(skill) = verdict.skill(measure, context.policy) else { continue };
        if !context.skills.iter().any(|has| has == skill) {
            let of = |language| format!("{} {}", rule.id, measure.words(language));
            let about = Text::new(of(Language::Zh), of(Language::En));
            let refusal = NotAllowed::new(context.policy, Reason::SkillMissing).saying(&about);
            return Err(NotAllowed { basis: rule.basis.clone(), ..refusal });
        }
    }
    Ok(())
}

/// Lifts the hold of a rule: an act of whom the rule names.
pub fn lift(case: &Case, of: &DemandOf, grounds: &Grounds, context: &Context) -> Result<Decision, NotAllowed> {
    open(case, context)?;
    let office = of_office(context)?;
    let found = case.lifter(of).zip(standing(case, of, context));
    let Some((lifter, (demand, _, Standing::Lacking))) = found else {
        return Err(NotAllowed::new(context.policy, Reason::DemandUnknown));
    };
    for_named(lifter, context)?;
    let basis = explained(Explained::LiftHold, grounds, case, context)?;
    let (of, lines, reason) = (of.clone(), demand.lines.clone(), grounds.reason.clone());
    Ok(Decision::of(vec![CaseEvent::DemandLifted(Lifted { of, lines, office, reason, basis })]))
}

/// Asks that a demand be waived in this case; what the text calls strict never is.
pub fn ask_waiver(case: &Case, of: &DemandOf, grounds: &Grounds, context: &Context) -> Result<Decision, NotAllowed> {
    open(case, context)?;
    let no = |reason| Err(NotAllowed::new(context.policy, reason));
    let office = of_office(context)?;
    let (demand, measure) = still_open(case, of, context)?;
    let Some(row) = context.policy.waivable(&of.rule, measure, case.day) else { return no(Reason::DemandStrict) };
    if case.waivers_waiting().any(|(_, waiver)| demand.is(&waiver.freed.of)) {
        return no(Reason::WaiverPending);
    }
    let Ok(waiver) = u16::try_from(case.waivers.len() + 1) else { return no(Reason::WaiverUnknown) };
    let basis = explained(Explained::Waive, grounds, case, context)?
        .unwrap_or_else(|| asks::clause(context.policy, Reason::DemandStrict));
    let (of, lines, confirms) = (of.clone(), demand.lines.clone(), row.confirms);
    let asked = WaiverAsked { waiver, of, lines, office, confirms, reason: grounds.reason.clone(), basis };
    Ok(Decision::of(vec![CaseEvent::WaiverAsked(asked)]))
}

/// Confirms a waiver or denies it: another natural person, whom the text names.
pub fn answer_waiver(case: &Case, waiver: u16, said: &WaiverAnswer, context: &Context) -> Result<Decision, NotAllowed> {
    open(case, context)?;
    let no = |reason| Err(NotAllowed::new(context.policy, reason));
    let office = of_office(context)?;
    let Some(asked) = case.waiver_waiting(waiver) else { return no(Reason::WaiverUnknown) };
    if asked.person == context.actor.person {
        return no(Reason::SamePerson);
    }
    for_named(asked.confirms, context)?;
    if !said.granted {
        super::said(&said.note, context)?;
    }
    if said.granted {
        still_open(case, &asked.freed.of, context)?;
    }
    let said = WaiverAnswer { note: said.note.trim().to_owned(), ..said.clone() };
    Ok(Decision::of(vec![CaseEvent::WaiverAnswered(WaiverAnswered { waiver, office, said })]))
}

/// The demand that is meant, its measure and how it stands today.
fn standing<'a>(case: &'a Case, of: &DemandOf, context: &'a Context) -> Option<(&'a Demanded, &'a Measure, Standing)> {
    let verdict = case.verdict.as_deref()?;
    let demand = case.demand(of)?;
    let (_, measure) = demand.content(context.policy, verdict.receipt.day)?;
    Some((demand, measure, case.standing_of(demand, verdict, context.policy, context.today)))
}

/// A demand that can still be waived, with its measure: what was met meanwhile or is asked for no more needs no waiver, and goods that were
/// found beyond a limit are not let off it.
fn still_open<'a>(
    case: &'a Case,
    of: &DemandOf,
    context: &'a Context,
) -> Result<(&'a Demanded, &'a Measure), NotAllowed> {
    let no = |reason| Err(NotAllowed::new(context.policy, reason));
    let Some((demand, measure, standing)) = standing(case, of, context) else { return no(Reason::DemandUnknown) };
    if case.became(demand) == Some(Became::Failed) {
        return no(Reason::BeyondLimit);
    }
    if standing.is_open() { Ok((demand, measure)) } else { no(Reason::DemandUnknown) }
}

fn of_office(context: &Context) -> Result<OfficeCode, NotAllowed> {
    context.actor.office.clone().ok_or_else(|| NotAllowed::new(context.policy, Reason::WrongOffice))
}

/// Whom the rule or the text names acts, in that role.
fn for_named(named: Lifter, context: &Context) -> Result<(), NotAllowed> {
    if context.actor.role == role_of(named) {
        return Ok(());
    }
    Err(NotAllowed::new(context.policy, Reason::NotNamed).saying(&named.name()))
}

/// What is to be done once lots are released: an item for the office where the goods are, due so many days after (放行后).
pub fn after_release(case: &Case, lots: &[LotId], context: &Context) -> Vec<CaseEvent> {
    let Some((verdict, from)) = case.verdict.as_deref().zip(context.actor.office.as_ref()) else { return Vec::new() };
    let mut items = Vec::new();
    for demand in &verdict.demands {
        let Some((rule, Measure::AfterRelease { what, days })) = demand.content(context.policy, verdict.receipt.day)
        else {
            continue;
        };
        let of = DemandOf { rule: demand.rule.to_string(), measure: demand.measure };
        let asked = case.work_items.iter().any(|item| item.rule.as_ref() == Some(&of));
        let about = case.lines_about(demand, lots).is_some();
        let stands = case.standing_of(demand, verdict, context.policy, context.today);
        let Some(item) = u16::try_from(case.work_items.len() + items.len() + 1).ok() else { continue };
        if asked || !about || stands != Standing::ToDo {
            continue;
        }
        let to = case.declaration.inland().unwrap_or(&case.office).clone();
        items.push(CaseEvent::WorkAsked {
            item,
            from: from.clone(),
            to,
            what: format!("{} {}", rule.id, what.pick(context.policy.region.language)),
            due: context.policy.region.zone.end_of_day(context.today.plus(i32::from(*days))),
            share: Share::Whole,
            rule: Some(of),
        });
    }
    items
}

fn named(item: &Item) -> Text {
    let whole = item.label.as_ref().map_or_else(|| item.code.to_string(), |label| format!("{} {label}", item.code));
    Text::new(whole.clone(), whole)
}
