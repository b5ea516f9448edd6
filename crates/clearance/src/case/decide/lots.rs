//! Outcomes per lot: findings that conserve quantities, and what becomes of lots that failed.

use super::{Context, Decision, elsewhere, explained, working};
use crate::case::Case;
use crate::case::asks;
use crate::case::decide::work::may_do_at;
use crate::case::lot::LotState;
use crate::case::refusal::{NotAllowed, Reason};
use crate::event::act::Examination;
use crate::event::body::{CaseEvent, Disposition, Finding, LotId, Outcome};
use crate::grounds::Grounds;
use policy::Explained;
use values::direction::Direction;
use values::text::Text;

/// The findings as they are recorded: each lot once, open for this step, parts that add up to the whole.
pub fn examined(
    case: &Case,
    at: usize,
    examination: &Examination,
    context: &Context,
) -> Result<Vec<Finding>, NotAllowed> {
    let findings = &examination.findings;
    let fails =
        |reason: &str| explained(Explained::Fail, &Grounds::by(reason, examination.basis.as_str()), case, context);
    let no = |reason| Err(NotAllowed::new(context.policy, reason));
    if findings.is_empty() {
        return no(Reason::FindingsMissing);
    }
    let mut next = u16::try_from(case.lots.len()).unwrap_or(u16::MAX);
    let mut recorded: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        let Some(lot) = case.lot(finding.lot) else { return Err(of_lot(Reason::LotUnknown, finding.lot, context)) };
        if recorded.iter().any(|f| f.lot == finding.lot) {
            return Err(of_lot(Reason::LotTwice, finding.lot, context));
        }
        if !case.lot_may(at, finding.lot) {
            let reason = if lot.state.failed() { Reason::LotsPending } else { Reason::LotNotOpen };
            return Err(of_lot(reason, finding.lot, context));
        }
        let outcome = match &finding.outcome {
            Outcome::Pass => Outcome::Pass,
            Outcome::Fail { reason } => {
                fails(reason)?;
                Outcome::Fail { reason: reason.clone() }
            }
            Outcome::Part { passed, reason, .. } => {
                fails(reason)?;
                let proper = passed.unit == lot.amount.unit && 0 < passed.units && passed.units < lot.amount.units;
                if !proper || next == u16::MAX {
                    return no(Reason::QuantityNotConserved);
                }
                next += 1;
                Outcome::Part { passed: passed.clone(), rest: next, reason: reason.clone() }
            }
        };
        recorded.push(Finding { lot: finding.lot, outcome });
    }
    Ok(recorded)
}

/// A refusal that is about one lot.
pub fn of_lot(reason: Reason, lot: LotId, context: &Context) -> NotAllowed {
    NotAllowed::new(context.policy, reason).saying(&Text::new(format!("第 {lot} 批"), format!("lot {lot}")))
}

/// What becomes of a lot that failed: decided by the office that examined it.
pub fn dispose(case: &Case, id: LotId, disposition: &Disposition, context: &Context) -> Result<Decision, NotAllowed> {
    working(case, context)?;
    let no = |reason| Err(NotAllowed::new(context.policy, reason));
    let Some(lot) = case.lot(id) else { return Err(of_lot(Reason::LotUnknown, id, context)) };
    let LotState::Failed { step, .. } = lot.state else { return Err(of_lot(Reason::LotNotFailed, id, context)) };
    let office = context.actor.office.as_ref().filter(|office| may_do_at(case, step, office));
    if office.is_none() {
        return Err(elsewhere(Reason::WrongOffice, case.office_of(step).into_iter(), context));
    }
    let fits = match (disposition, case.declaration.direction) {
        (Disposition::NotExported, Direction::Entry) => false,
        (Disposition::UseChanged { .. }, Direction::Exit) => false,
        (Disposition::Treatment, _) if context.policy.region.reworks <= lot.reworks => {
            return no(Reason::ReworkExhausted);
        }
        (Disposition::Treatment | Disposition::Returned | Disposition::Destroyed, _) => true,
        (Disposition::NotExported, Direction::Exit) | (Disposition::UseChanged { .. }, Direction::Entry) => true,
    };
    if !fits {
        return no(Reason::DispositionNotAllowed);
    }
    let basis = asks::clause(context.policy, Reason::DispositionNotAllowed);
    Ok(Decision::of(vec![CaseEvent::Disposed { lot: id, disposition: disposition.clone(), basis }]))
}
