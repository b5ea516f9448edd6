//! What the enterprise may ask for: correct, choose places, amend, withdraw, get in touch.

use super::office::{documents_issued, held};
use super::plan::{confirmed, decided, no_better};
use super::{Context, Decision, entrance, no_such_step, open, said, undisposed, working};
use crate::case::asks;
use crate::case::refusal::{Instead, NotAllowed, Reason};
use crate::case::{Case, Stage};
use crate::decision::Allowed;
use crate::declaration::{Declaration, Line, Version};
use crate::event::body::{CaseEvent, Cause};
use values::id::{OfficeCode, StepName};
use values::text::mark::is_blank;

/// The declarant is the owner or holds the owner's mandate today.
fn mandated(context: &Context) -> Result<(), NotAllowed> {
    if context.mandated { Ok(()) } else { Err(NotAllowed::new(context.policy, Reason::MandateMissing)) }
}

/// A corrected declaration after a return: number, home and day stay.
pub fn resubmit(case: &Case, version: &Version, context: &Context) -> Result<Decision, NotAllowed> {
    open(case, context)?;
    mandated(context)?;
    if !matches!(case.stage, Stage::Returned { .. }) {
        return Err(NotAllowed::new(context.policy, Reason::NotReturned));
    }
    same_frame(case, &version.declaration, context)?;
    agrees(case, &version.declaration, context)?;
    offered(case, version, context)?;
    // Decided again at once: what the corrected declaration lacks is known before the review.
    let owner = no_better(case, context.owner, context.policy);
    let verdict = decided(&version.declaration, &version.measures, case.day, &owner, context)?;
    let confirmed = confirmed(&version.declaration, context.kept(verdict), Cause::Correction, context);
    let resubmitted = CaseEvent::Resubmitted { version: Box::new(version.clone()) };
    Ok(Decision::of(vec![resubmitted, confirmed]))
}

/// Home, direction and owner never change within a case.
fn same_frame(case: &Case, declaration: &Declaration, context: &Context) -> Result<(), NotAllowed> {
    let old = &case.declaration;
    let same = old.offices.accept == declaration.offices.accept
        && old.direction == declaration.direction
        && old.parties.owner == declaration.parties.owner;
    if same { Ok(()) } else { Err(NotAllowed::new(context.policy, Reason::PlaceNotAllowed)) }
}

/// A mode that is asked for must be one that the text offers, as on acceptance.
fn offered(case: &Case, version: &Version, context: &Context) -> Result<(), NotAllowed> {
    let Some(asked) = &version.declaration.asked else { return Ok(()) };
    let owner = no_better(case, context.owner, context.policy);
    let verdict = decided(&version.declaration, &version.measures, case.day, &owner, context)?;
    if *asked == verdict.mode {
        return Ok(());
    }
    let modes = entrance::offered(&version.declaration, &version.measures, case.day, context);
    let instead = Instead { modes, ..Instead::default() };
    Err(NotAllowed::new(context.policy, Reason::ModeNotOffered).instead(instead, context.policy, case.day))
}

/// Chooses the place of a step among those that the plan offers (「本方案」三(三)一).
pub fn choose(case: &Case, step: &StepName, office: &OfficeCode, context: &Context) -> Result<Decision, NotAllowed> {
    open(case, context)?;
    mandated(context)?;
    let no = |reason| Err(NotAllowed::new(context.policy, reason));
    let Some(at) = case.step(step) else { return Err(no_such_step(case, context)) };
    let planned = &case.plan()[at];
    if !planned.needed {
        return no(Reason::StepNotNeeded);
    }
    if case.progress[at].done.is_some() || !case.progress[at].passed.is_empty() {
        return no(Reason::StepDone);
    }
    let offered = match &planned.at {
        Allowed::Any(_) => context.policy.office(office, context.today).is_some(),
        Allowed::Offices(offices) => offices.contains(office),
        Allowed::Centre | Allowed::Outside(_) => false,
    };
    if !planned.chosen || !offered {
        return no(Reason::PlaceNotAllowed);
    }
    if !context.policy.capable(office, planned.kind, context.today) {
        return no(Reason::OfficeNotCapable);
    }
    Ok(Decision::of(vec![CaseEvent::PlaceChosen { step: step.clone(), office: office.clone() }]))
}

/// Asks to change the declaration.
pub fn ask_amendment(case: &Case, version: &Version, reason: &str, context: &Context) -> Result<Decision, NotAllowed> {
    open(case, context)?;
    mandated(context)?;
    let no = |reason| Err(NotAllowed::new(context.policy, reason));
    if case.amendment.is_some() {
        return no(Reason::AmendmentPending);
    }
    if is_blank(reason) {
        return no(Reason::WordsMissing);
    }
    same_frame(case, &version.declaration, context)?;
    amendable(case, &version.declaration, context)?;
    offered(case, version, context)?;
    let version = Box::new(version.clone());
    Ok(Decision::of(vec![CaseEvent::AmendmentAsked { version, reason: reason.to_owned() }]))
}

/// Whether the declaration may still be changed so: asked when the amendment is asked for, and again when it is
/// granted, for goods may have been inspected or documents issued in between.
pub fn amendable(case: &Case, declaration: &Declaration, context: &Context) -> Result<(), NotAllowed> {
    let no = |reason| Err(NotAllowed::new(context.policy, reason));
    if documents_issued(case) {
        return no(Reason::AmendmentTooLate);
    }
    agrees(case, declaration, context)?;
    if case.untouched() && !same_commodities(&case.declaration, declaration) {
        return no(Reason::DifferentCommodity);
    }
    Ok(())
}

/// What was inspected must still be what is declared.
fn agrees(case: &Case, declaration: &Declaration, context: &Context) -> Result<(), NotAllowed> {
    if case.untouched() || agrees_with_inspected(&case.declaration, declaration) {
        return Ok(());
    }
    Err(NotAllowed::new(context.policy, Reason::InspectedGoodsChanged))
}

/// After inspection, name, quantity, mass, packing and requirements must still be those of the inspected goods.
fn agrees_with_inspected(old: &Declaration, new: &Declaration) -> bool {
    let same = |a: &Line, b: &Line| {
        a.hs == b.hs
            && a.name == b.name
            && a.quantity == b.quantity
            && a.net_mass == b.net_mass
            && a.packages == b.packages
            && a.origin == b.origin
    };
    old.lines.len() == new.lines.len()
        && old.lines.iter().zip(&new.lines).all(|(a, b)| same(a, b))
        && old.head.requirements == new.head.requirements
        && old.journey.destination_country == new.journey.destination_country
}

/// Before inspection, a new name that is another commodity (another six-digit code than any declared) is a new case.
fn same_commodities(old: &Declaration, new: &Declaration) -> bool {
    let six = |line: &Line| line.hs.as_str().get(..6).unwrap_or(line.hs.as_str()).to_owned();
    let declared: Vec<String> = old.lines.iter().map(six).collect();
    new.lines.iter().all(|line| declared.contains(&six(line)))
}

/// Withdraws before any document was issued.
pub fn withdraw(case: &Case, context: &Context) -> Result<Decision, NotAllowed> {
    open(case, context)?;
    mandated(context)?;
    if documents_issued(case) {
        return Err(NotAllowed::new(context.policy, Reason::DocumentsIssued));
    }
    // A withdrawal is no way out of a hold, nor of saying what becomes of goods that failed.
    if case.held() {
        return Err(NotAllowed::new(context.policy, Reason::Held));
    }
    if case.lots.iter().any(|l| l.state.failed()) {
        return Err(undisposed(case, context));
    }
    let basis = asks::clause(context.policy, Reason::DocumentsIssued);
    Ok(Decision::of(vec![CaseEvent::Withdrawn { automatic: false, basis }]))
}

/// 报检联系.
pub fn contact(case: &Case, context: &Context) -> Result<Decision, NotAllowed> {
    open(case, context)?;
    mandated(context)?;
    Ok(Decision::of(vec![CaseEvent::Contacted {}]))
}

/// The enterprise will not have its goods treated: they are held where they were to be, by the clause of the rule, until an office
/// says what becomes of them.
pub fn refuse_treatment(case: &Case, reason: &str, context: &Context) -> Result<Decision, NotAllowed> {
    working(case, context)?;
    if !context.mandated {
        return Err(NotAllowed::new(context.policy, Reason::MandateMissing));
    }
    said(reason, context)?;
    let treats = |at: &usize| case.progress[*at].done.is_none() && !case.untreated(*at).is_empty();
    let Some(at) = (0..case.plan().len()).find(treats) else {
        return Err(NotAllowed::new(context.policy, Reason::DemandUnknown));
    };
    if case.held() {
        return Err(NotAllowed::new(context.policy, Reason::Held));
    }
    let rule = case.untreated(at).first().and_then(|entry| context.policy.rule(entry, case.day));
    let basis = rule.map(|rule| rule.basis[0].clone());
    let office = case.office_of(at).unwrap_or(&case.office);
    Ok(Decision::of(vec![held(case, office, reason.trim(), basis, context)]))
}
