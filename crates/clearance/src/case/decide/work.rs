//! Doing a step of the plan: at its place, in its turn, not while held, and lot by lot where it goes by lots.

use super::demands::{after_release, demanded};
use super::lots::{examined, of_lot};
use super::measure::measured;
use super::office::{SEAL_ABNORMAL, held};
use super::plan::with_restriction;
use super::{Context, Decision, Work, elsewhere, open_step, said, working};
use crate::case::Case;
use crate::case::asks;
use crate::case::refusal::{NotAllowed, Reason};
use crate::case::terms::still_valid;
use crate::decision::Allowed;
use crate::event::act::{Arrival, Released, Treatment};
use crate::event::body::{CaseEvent, LotId, Record, Slot, StepDone};
use crate::intent::Demand;
use policy::{Measure, StepKind};
use values::id::{OfficeCode, StepName};
use values::text::{Language, Text};

/// Decides a step (「本方案」三(二): the mode's table says what, where and in which order).
pub fn perform(case: &Case, step: &StepName, work: &Work, context: &Context) -> Result<Decision, NotAllowed> {
    let (at, office) = workable(case, step, context)?;
    let planned = &case.plan()[at];
    let mut demands = Vec::new();
    let record = match (planned.kind, work) {
        (StepKind::Accept, Work::Accept {}) => {
            demands.push(asks::declaration_demand(
                context.policy,
                &case.office,
                case.declaration.direction,
                context.today,
            ));
            Record::Accept { no: Slot::Pending(0) }
        }
        (StepKind::Supervise, Work::Supervise(supervision)) => {
            said(&supervision.note, context)?;
            Record::Supervise(supervision.clone())
        }
        (StepKind::Inspect | StepKind::Verify | StepKind::WatchLoading, Work::Examine(examination)) => {
            let findings = examined(case, at, examination, context)?;
            demanded(case, at, &findings.iter().map(|finding| finding.lot).collect::<Vec<_>>(), context)?;
            Record::Examine(measured(case, at, findings, examination, context)?)
        }
        (StepKind::Treat, Work::Treat(treatment)) => {
            said(&treatment.method, context)?;
            let entry = treated(case, at, treatment, context)?;
            strong(case, entry.as_deref(), treatment, context)?;
            Record::Treat(Treatment { entry, ..treatment.clone() })
        }
        (StepKind::Forward, Work::Forward {}) => forwarded(case, context, &mut demands),
        (StepKind::Clear, Work::Clear {}) => {
            not_worse(case, context)?;
            Record::Clear { no: asks::clearance_no(context.policy, case, context.today, &mut demands) }
        }
        (StepKind::Move, Work::Move(departure)) => {
            not_worse(case, context)?;
            let port = &case.declaration.journey.port;
            let due = asks::arrival_due(context.policy, port, case.declaration.inland(), context.now, context.today);
            Record::Move { due, said: departure.clone() }
        }
        (StepKind::Release, Work::Release(Released { lots })) => {
            not_worse(case, context)?;
            Record::Release(Released { lots: going(case, at, lots, context)? })
        }
        // The record does not fit the step: an inspector's finding cannot stand for a release.
        (_, _) => return Err(NotAllowed::new(context.policy, Reason::WorkUnfit)),
    };
    let later =
        if let Record::Release(Released { lots }) = &record { after_release(case, lots, context) } else { Vec::new() };
    let mut bodies = vec![CaseEvent::StepDone(StepDone { step: step.clone(), office, record })];
    bodies.extend(later);
    Ok(Decision { bodies, demands, new_cases: Vec::new() })
}

/// A step that can be worked on now, with the office that does it.
fn workable(case: &Case, step: &StepName, context: &Context) -> Result<(usize, Option<OfficeCode>), NotAllowed> {
    working(case, context)?;
    let at = open_step(case, step, context)?;
    let kind = case.plan()[at].kind;
    let office = performing_office(case, at, context)?;
    still_valid(case, kind, context)?;
    if case.held() && kind.lets_go_on() {
        return Err(NotAllowed::new(context.policy, Reason::Held));
    }
    // Of a step that goes by lots it is asked when the lots are known.
    if !kind.by_lot() {
        demanded(case, at, &[], context)?;
    }
    Ok((at, office))
}

/// The entry whose treatment was done: the one named, or the only one that is left.
fn treated(case: &Case, at: usize, treatment: &Treatment, context: &Context) -> Result<Option<String>, NotAllowed> {
    let left = case.untreated(at);
    let named = |reason| NotAllowed::new(context.policy, reason).saying(&treatments(case, &left, context));
    match (&treatment.entry, left.as_slice()) {
        (None, [] | [_]) => Ok(left.first().map(|only| (*only).to_owned())),
        (None, _) => Err(named(Reason::TreatmentUnnamed)),
        (Some(entry), left) if left.contains(&entry.as_str()) => Ok(Some(entry.clone())),
        (Some(_), _) => Err(named(Reason::TreatmentUnknown)),
    }
}

/// A treatment is effective only where it was as strong as its rule wants it.
fn strong(case: &Case, entry: Option<&str>, treatment: &Treatment, context: &Context) -> Result<(), NotAllowed> {
    let wanted = entry.filter(|_| treatment.effective).and_then(|entry| case.strength(entry, context.policy));
    let Some((rule, wanted)) = wanted else { return Ok(()) };
    let lacks = treatment.weaker(wanted);
    if lacks.is_empty() {
        return Ok(());
    }
    let (id, measure) = (&rule.id, Measure::Treat(wanted.clone()));
    let short = Text::list(lacks);
    let about = Text::new(
        format!("{id} {}：{}", measure.words(Language::Zh), short.zh),
        format!("{id} {}: {}", measure.words(Language::En), short.en),
    );
    let refusal = NotAllowed::new(context.policy, Reason::TreatmentWeak).saying(&about);
    Err(NotAllowed { basis: rule.basis.clone(), ..refusal })
}

/// What is still to be done, entry by entry, in words.
fn treatments(case: &Case, left: &[&str], context: &Context) -> Text {
    let known = left.iter().map(|entry| match context.policy.treatment_words(entry, case.day) {
        Some(words) => words.map(|words| format!("{entry} {words}")),
        None => Text::new((*entry).to_owned(), (*entry).to_owned()),
    });
    Text::list(known)
}

fn forwarded(case: &Case, context: &Context, demands: &mut Vec<Demand>) -> Record {
    let direction = case.declaration.direction;
    demands.push(asks::transfer_demand(context.policy, &case.office, &case.no, direction, context.today));
    Record::Forward { no: Slot::Pending(0) }
}

/// The office that acts, if the step may be done there.
fn performing_office(case: &Case, at: usize, context: &Context) -> Result<Option<OfficeCode>, NotAllowed> {
    let usual = case.office_of(at);
    let wrong = || elsewhere(Reason::WrongOffice, usual.into_iter(), context);
    let office = context.actor.office.as_ref().ok_or_else(wrong)?;
    if !may_do_at(case, at, office) {
        return Err(wrong());
    }
    let planned = &case.plan()[at];
    if let Allowed::Outside(_) = planned.at {
        return Ok(None);
    }
    if !context.policy.capable(office, planned.kind, context.today) {
        return Err(NotAllowed::new(context.policy, Reason::OfficeNotCapable));
    }
    Ok(Some(office.clone()))
}

/// Whether a step of this case is placed at an office: the one chosen, else any that the plan allows.
pub fn placed_at(case: &Case, at: usize, office: &OfficeCode) -> bool {
    match case.chosen_office(at) {
        Some(chosen) => chosen == office,
        None => case.plan()[at].at.offers(office),
    }
}

/// Whether an office may do a step of this case: where it is placed; work at the desk also at every other office that the
/// plan allows, on behalf of the one chosen (「本方案」三(三)一). What is done to goods is done where they are.
pub fn may_do_at(case: &Case, at: usize, office: &OfficeCode) -> bool {
    let planned = &case.plan()[at];
    placed_at(case, at, office) || planned.kind.at_desk() && planned.at.offers(office)
}

/// At release worse counts, better does not: a restriction since acceptance that would change the mode stops the
/// papers until the case was decided again (「本方案」三(三)二).
pub(super) fn not_worse(case: &Case, context: &Context) -> Result<(), NotAllowed> {
    let Some(verdict) = &case.verdict else { return Ok(()) };
    if !context.owner.blacklisted || verdict.stricter {
        return Ok(());
    }
    match with_restriction(case, context) {
        Ok(other) if other.mode == verdict.mode && other.plan == verdict.plan => Ok(()),
        Ok(_) | Err(_) => Err(NotAllowed::new(context.policy, Reason::WorseAtRelease)),
    }
}

/// The lots that go: nothing more is demanded of any. Who names none lets go those of which that is so, if there are such.
fn going(case: &Case, at: usize, named: &[LotId], context: &Context) -> Result<Vec<LotId>, NotAllowed> {
    let mut lots = releasable(case, at, named, context)?;
    let free = |lot: &LotId| demanded(case, at, &[*lot], context).is_ok();
    if named.is_empty() && lots.iter().any(free) {
        lots.retain(free);
    }
    demanded(case, at, &lots, context)?;
    Ok(lots)
}

/// The lots to release: those named, else all that may be.
fn releasable(case: &Case, at: usize, named: &[LotId], context: &Context) -> Result<Vec<LotId>, NotAllowed> {
    if named.is_empty() {
        return Ok(case.lots.iter().map(|l| l.id).filter(|id| case.lot_may(at, *id)).collect());
    }
    for (n, id) in named.iter().enumerate() {
        let reason = match case.lot(*id) {
            None => Reason::LotUnknown,
            Some(_) if named[..n].contains(id) => Reason::LotTwice,
            Some(_) if !case.lot_may(at, *id) => Reason::GoodsNotPassed,
            Some(_) => continue,
        };
        return Err(of_lot(reason, *id, context));
    }
    Ok(named.to_vec())
}

/// The goods arrived inland: an act of the office where they are to be inspected.
pub fn arrive(case: &Case, said: &Arrival, context: &Context) -> Result<Decision, NotAllowed> {
    working(case, context)?;
    let no = |reason| Err(NotAllowed::new(context.policy, reason));
    let Some(transit) = &case.transit else { return no(Reason::TransferNotOpen) };
    if transit.arrived_at.is_some() {
        return no(Reason::AlreadyArrived);
    }
    let Some(office) = context.actor.office.as_ref().filter(|office| receives(case, office)) else {
        return Err(elsewhere(Reason::WrongOffice, received_at(case).into_iter(), context));
    };
    let mut bodies =
        vec![CaseEvent::Arrived { step: transit.step.clone(), office: office.clone(), said: said.clone() }];
    // A seal that is not as it should be holds the goods of itself, until an office that may has lifted it.
    if said.seal_intact == Some(false) {
        bodies.push(held(case, office, SEAL_ABNORMAL, None, context));
    }
    Ok(Decision::of(bodies))
}

/// The office where goods on their way are awaited.
fn received_at(case: &Case) -> Option<&OfficeCode> {
    let opens = (0..case.plan().len()).find(|at| case.plan()[*at].needed && case.plan()[*at].on_arrival);
    opens.map_or_else(|| case.declaration.inland(), |at| case.office_of(at))
}

/// Whether goods on their way arrive at this office: where the step that waits for them is done. Where another plan
/// came to hold meanwhile, at the inland office of the case.
pub fn receives(case: &Case, office: &OfficeCode) -> bool {
    match (0..case.plan().len()).find(|at| case.plan()[*at].needed && case.plan()[*at].on_arrival) {
        Some(opens) => may_do_at(case, opens, office),
        None => case.declaration.inland() == Some(office),
    }
}
