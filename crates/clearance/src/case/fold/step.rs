//! What follows from a step that was done, and from what becomes of lots that failed.

use super::in_touch;
use crate::case::certificate::cleared::Cleared;
use crate::case::lot::LotState;
use crate::case::{Case, Done, Examined, Transit, Treated, demand};
use crate::event::act::{Examination, Released, Treatment};
use crate::event::body::{Disposition, Finding, LotId, Outcome, Record, Slot, StepDone};
use values::calendar::Timestamp;

/// A step was done, at least for some lots.
pub(super) fn done(case: &mut Case, done: &StepDone, at: Timestamp) {
    let Some(step) = case.step(&done.step) else { return };
    case.last_contact = at;
    case.progress[step].worked_at = done.office.clone();
    let finished = match &done.record {
        Record::Examine(Examination { findings, measured, seals, .. }) => {
            in_touch(case, at);
            case.examined.push(Examined { office: done.office.clone(), at, seals: seals.clone() });
            demand::measured(case, findings, measured);
            findings.iter().for_each(|finding| find(case, step, finding));
            case.exhausted(step)
        }
        Record::Release(Released { lots }) => {
            for id in lots {
                if let Some(lot) = case.lots.iter_mut().find(|l| l.id == *id) {
                    lot.state = LotState::Released;
                }
                case.progress[step].passed.push(*id);
            }
            case.lots.iter().all(|l| !l.state.live() && !l.state.failed())
        }
        Record::Treat(treatment) => {
            case.treated.push(Treated { office: done.office.clone(), at, treatment: treatment.clone() });
            treated(case, step, treatment)
        }
        Record::Accept { no } => {
            case.linked.extend(no.case().cloned());
            true
        }
        Record::Forward { no } => {
            if let Slot::Transfer(no) = no {
                case.transfers.push(no.clone());
            }
            true
        }
        Record::Clear { no } => {
            let office = done.office.clone();
            case.clearances.extend(no.given().map(|no| Cleared { no: no.clone(), office, at }));
            true
        }
        Record::Move { due, said } => {
            let seal = said.seal.clone();
            case.transit = Some(Transit {
                step: done.step.clone(),
                left_at: at,
                due: *due,
                seal,
                arrived_at: None,
                overdue: false,
            });
            true
        }
        Record::Supervise(_) | Record::Certify(_) => true,
    };
    if finished {
        case.progress[step].done = Some(Done { at, office: done.office.clone(), version: case.version });
    }
}

/// Takes up a treatment; whether nothing more is to be treated.
fn treated(case: &mut Case, step: usize, treatment: &Treatment) -> bool {
    // Treatments of before entries were told apart met all that were asked for.
    let met = |asked: &&str| treatment.entry.as_deref().is_none_or(|entry| entry == *asked);
    let met: Vec<String> = case.untreated(step).into_iter().filter(met).map(str::to_owned).collect();
    if treatment.effective {
        case.progress[step].treated.extend(met);
    }
    treatment.effective && case.untreated(step).is_empty()
}

fn find(case: &mut Case, step: usize, finding: &Finding) {
    let Some(place) = case.lots.iter().position(|l| l.id == finding.lot) else { return };
    match &finding.outcome {
        Outcome::Pass => case.progress[step].passed.push(finding.lot),
        Outcome::Fail { reason } => {
            case.lots[place].failure = Some(reason.clone());
            case.lots[place].state = LotState::Failed { step, reason: reason.clone() };
        }
        Outcome::Part { passed, rest, reason } => {
            let mut other = case.lots[place].divide(passed, *rest);
            other.failure = Some(reason.clone());
            other.state = LotState::Failed { step, reason: reason.clone() };
            case.lots.push(other);
            // What the whole passed before, its parts passed too.
            for progress in &mut case.progress {
                if progress.passed.contains(&finding.lot) {
                    progress.passed.push(*rest);
                }
            }
            case.progress[step].passed.push(finding.lot);
        }
    }
}

/// It was said what becomes of a lot that failed.
pub(super) fn dispose(case: &mut Case, id: LotId, disposition: &Disposition) {
    let Some(lot) = case.lots.iter_mut().find(|l| l.id == id) else { return };
    let LotState::Failed { step, .. } = lot.state else { return };
    match disposition {
        Disposition::Treatment => {
            lot.reworks += 1;
            lot.state = LotState::Live;
        }
        Disposition::Returned => lot.state = LotState::Returned,
        Disposition::Destroyed => lot.state = LotState::Destroyed,
        Disposition::NotExported => lot.state = LotState::NotExported,
        Disposition::UseChanged { purpose } => {
            lot.purpose = Some(purpose.clone());
            lot.state = LotState::Live;
            case.progress[step].passed.push(id);
        }
    }
}
