//! What officers decide outside the steps: review, amendments, holds, deadlines.

use super::demands::{demanded_of, skilled};
use super::enterprise::amendable;
use super::plan::{confirm, confirmed, decided, no_better};
use super::{Context, Decision, Review, elsewhere, explained, lacking, open, undisposed};
use crate::case::asks;
use crate::case::certificate::given_out;
use crate::case::refusal::{NotAllowed, Reason};
use crate::case::terms::{self, Term};
use crate::case::{Case, Stage};
use crate::decision::ListedLine;
use crate::decision::facts::Declared;
use crate::decision::resolve::Resolved;
use crate::declaration::{Declaration, Measures};
use crate::event::act::SealSeen;
use crate::event::body::{CaseEvent, Cause, ReviewOutcome, Reviewed, UnmetCheck};
use crate::grounds::{Grounds, cited};
use policy::{Citation, Effect, Explained, Moment, StepKind};
use values::calendar::Day;
use values::fault::Fault;
use values::id::{ModeName, OfficeCode};
use values::text::mark::is_blank;
use values::text::{Language, Text};

/// 审单: pass, return with all faults, refuse with basis.
pub fn review(case: &Case, review: &Review, context: &Context) -> Result<Decision, NotAllowed> {
    let no = |reason| Err(NotAllowed::new(context.policy, reason));
    open(case, context)?;
    if case.stage != Stage::UnderReview {
        return no(Reason::ReviewNotWaiting);
    }
    let unmet = unmet_checks(case, context);
    let reviewed = |outcome, unmet, note: &str| CaseEvent::Reviewed(Reviewed { outcome, unmet, note: note.to_owned() });
    match review {
        Review::Pass { note } => {
            if !unmet.is_empty() {
                return no(Reason::DeclarationFaulty);
            }
            let verdict = confirm(case, context)?;
            demanded_of(case, StepKind::Review, &verdict, context)?;
            skilled(&verdict, context)?;
            // A list that names such goods never was in force: how they count is a person's to say, in words.
            if !verdict.unsettled.is_empty() && is_blank(note) {
                return Err(NotAllowed::new(context.policy, Reason::ListUnsettled).saying(&lines(&verdict.unsettled)));
            }
            let confirmed = confirmed(&case.declaration, verdict, Cause::Review, context);
            Ok(Decision::of(vec![reviewed(ReviewOutcome::Passed, unmet, note), confirmed]))
        }
        Review::Return { note, basis } => {
            let mut faults: Vec<Fault> = unmet.iter().map(fault_of).collect();
            if !is_blank(note) {
                faults.push(Fault::new("", "reviewer", "", Text::new(note.clone(), note.clone())));
            }
            if faults.is_empty() {
                return no(Reason::WordsMissing);
            }
            let clause = cited(basis, Explained::Return, context.policy, case.day);
            let basis = clause.map_err(|lack| lacking(lack, basis, context))?;
            Ok(Decision::of(vec![reviewed(ReviewOutcome::Returned { faults, basis }, unmet, note)]))
        }
        Review::Refuse { basis, reason } => {
            let grounds = Grounds::by(reason.clone(), basis.clone());
            // Where the text wants no clause, the one of refusals counts.
            let basis = explained(Explained::Refuse, &grounds, case, context)?
                .unwrap_or_else(|| asks::clause(context.policy, Reason::DeclarationFaulty));
            let outcome = ReviewOutcome::Refused { basis, reason: reason.clone() };
            Ok(Decision::of(vec![reviewed(outcome, unmet, "")]))
        }
    }
}

/// Lines of goods with the entries that name them.
fn lines(listed: &[ListedLine]) -> Text {
    let told = listed.iter().map(|at| {
        let (line, entry) = (at.line, &at.entry);
        Text::new(format!("第 {line} 项（{entry}）"), format!("line {line} ({entry})"))
    });
    Text::list(told)
}

fn fault_of(unmet: &UnmetCheck) -> Fault {
    let at = unmet.line.map_or(String::new(), |line| format!("lines[{}]", line - 1));
    Fault::new(at, unmet.check.clone(), "", Text::new(unmet.wanted.clone(), unmet.english.clone()))
}

/// The listed checks that the declaration of a case does not meet.
pub fn unmet_checks(case: &Case, context: &Context) -> Vec<UnmetCheck> {
    unmet_of(&case.declaration, &case.measures, case.day, case.mode(), context)
}

/// What the rules of `day` send a declaration back for, line by line; rules may ask by which mode it goes.
pub fn unmet_of(
    declaration: &Declaration,
    measures: &Measures,
    day: Day,
    mode: Option<&ModeName>,
    context: &Context,
) -> Vec<UnmetCheck> {
    let base = Declared::new(declaration, measures, context.owner, context.agent_blacklisted);
    let facts = Resolved::new(context.policy, day, &base);
    mode.into_iter().for_each(|mode| facts.goes_by(mode));
    let mut unmet = Vec::new();
    for (at, rule) in context.policy.rules_on(day).enumerate() {
        let Some(lacking) = rule.lacking() else { continue };
        for line in facts.hits(at).iter() {
            let (wanted, english) = (lacking.pick(Language::Zh).to_owned(), lacking.pick(Language::En).to_owned());
            let basis = rule.basis[0].clone();
            unmet.push(UnmetCheck { check: rule.id.to_string(), line: *line, wanted, english, basis });
        }
    }
    unmet
}

/// Grants the amendment that waits; an open plan is decided again on the day that counted.
pub fn grant_amendment(case: &Case, context: &Context) -> Result<Decision, NotAllowed> {
    open(case, context)?;
    let Some(asked) = &case.amendment else { return Err(NotAllowed::new(context.policy, Reason::NoAmendment)) };
    amendable(case, &asked.version.declaration, context)?;
    let mut bodies = vec![CaseEvent::AmendmentGranted {}];
    if !matches!(case.stage, Stage::Returned { .. }) {
        let owner = no_better(case, context.owner, context.policy);
        let verdict = decided(&asked.version.declaration, &asked.version.measures, case.day, &owner, context)?;
        bodies.push(confirmed(&asked.version.declaration, context.kept(verdict), Cause::Amendment, context));
    }
    Ok(Decision::of(bodies))
}

/// Denies the amendment that waits.
pub fn deny_amendment(case: &Case, grounds: &Grounds, context: &Context) -> Result<Decision, NotAllowed> {
    open(case, context)?;
    if case.amendment.is_none() {
        return Err(NotAllowed::new(context.policy, Reason::NoAmendment));
    }
    let basis = explained(Explained::DenyAmendment, grounds, case, context)?
        .unwrap_or_else(|| asks::clause(context.policy, Reason::AmendmentTooLate));
    Ok(Decision::of(vec![CaseEvent::AmendmentDenied { basis, note: grounds.reason.clone() }]))
}

/// Whether a document was issued, or a paper has its number: from then on nothing is withdrawn or amended.
pub fn documents_issued(case: &Case) -> bool {
    given_out(case)
        || case.plan().iter().zip(&case.progress).any(|(planned, progress)| {
            planned.kind.is_paper() && (progress.done.is_some() || !progress.passed.is_empty())
        })
}

/// 自动撤销: nobody got in touch for inspection in time.
pub fn withdraw_automatically(case: &Case, context: &Context) -> Result<Decision, NotAllowed> {
    open(case, context)?;
    let no = |reason| Err(NotAllowed::new(context.policy, reason));
    if documents_issued(case) {
        return no(Reason::DocumentsIssued);
    }
    if case.held() {
        return no(Reason::Held);
    }
    match asks::contact_deadline(context.policy, case.last_contact, case.day) {
        Some((due, basis)) if due <= context.now && awaits_contact(case) => {
            Ok(Decision::of(vec![CaseEvent::Withdrawn { automatic: true, basis }]))
        }
        Some(_) | None => no(Reason::NotDue),
    }
}

/// Whether it is the enterprise's turn to get in touch: returned, or an examination stands open.
pub fn awaits_contact(case: &Case) -> bool {
    match case.stage {
        Stage::Returned { .. } => true,
        Stage::UnderReview | Stage::Working => case.open_steps().any(|s| case.plan()[s].kind.examines()),
        Stage::Refused { .. }
        | Stage::Withdrawn { .. }
        | Stage::SplitUp
        | Stage::Closed
        | Stage::Expired { .. }
        | Stage::Historic => false,
    }
}

/// Holds the goods; any competent office of the region may (docs/PARTS.md).
pub fn hold(case: &Case, grounds: &Grounds, context: &Context) -> Result<Decision, NotAllowed> {
    open(case, context)?;
    let Some(office) = &context.actor.office else {
        return Err(NotAllowed::new(context.policy, Reason::WrongOffice));
    };
    let basis = explained(Explained::Hold, grounds, case, context)?;
    Ok(Decision::of(vec![held(case, office, &grounds.reason, basis, context)]))
}

/// What the platform says when a seal was not as it should be and nobody put it into words.
pub const SEAL_ABNORMAL: &str = "封识异常";

/// The next hold on a case, by the clause that was cited or by the one of holds.
pub fn held(case: &Case, office: &OfficeCode, reason: &str, basis: Option<Citation>, context: &Context) -> CaseEvent {
    let hold = u16::try_from(case.holds.len() + 1).unwrap_or(u16::MAX);
    let basis = basis.unwrap_or_else(|| asks::clause(context.policy, Reason::Held));
    CaseEvent::Held { hold, office: office.clone(), reason: reason.to_owned(), basis }
}

/// Lifts a hold: the office that set it, or the home of the case.
pub fn lift_hold(case: &Case, hold: u16, grounds: &Grounds, context: &Context) -> Result<Decision, NotAllowed> {
    open(case, context)?;
    let found = usize::from(hold).checked_sub(1).and_then(|n| case.holds.get(n)).filter(|h| !h.lifted);
    let Some(found) = found else { return Err(NotAllowed::new(context.policy, Reason::HoldUnknown)) };
    let office = context.actor.office.as_ref();
    if office != Some(&found.office) && office != Some(&case.office) {
        let mut may = vec![&found.office];
        may.extend(Some(&case.office).filter(|home| **home != found.office));
        return Err(elsewhere(Reason::HoldOffice, may.into_iter(), context));
    }
    let basis = explained(Explained::LiftHold, grounds, case, context)?;
    Ok(Decision::of(vec![CaseEvent::HoldLifted { hold, reason: grounds.reason.clone(), basis }]))
}

/// Notes a seal, unasked; an abnormal one holds the goods.
pub fn note_seal(case: &Case, seen: &SealSeen, context: &Context) -> Result<Decision, NotAllowed> {
    let Some(office) = &context.actor.office else {
        return Err(NotAllowed::new(context.policy, Reason::WrongOffice));
    };
    let mut bodies = vec![CaseEvent::SealNoted { office: office.clone(), seen: seen.clone() }];
    if !seen.intact && !case.stage.ended() {
        let reason = if seen.note.is_empty() { SEAL_ABNORMAL } else { &seen.note };
        bodies.push(held(case, office, reason, None, context));
    }
    Ok(Decision::of(bodies))
}

/// Notes that a term has passed: a move inland that did not arrive, goods that nobody showed, a result that is void.
pub fn mark_overdue(case: &Case, context: &Context) -> Result<Decision, NotAllowed> {
    open(case, context)?;
    if let Some(t) = case.transit.as_ref().filter(|t| t.arrived_at.is_none() && !t.overdue && t.due <= context.now) {
        return Ok(Decision::of(vec![CaseEvent::TransferOverdue { step: t.step.clone(), due: t.due }]));
    }
    let terms = terms::of_context(case, context);
    let overrun = || terms.iter().filter(|term| term.overrun(context.now));
    if let Some(term) = overrun().find(|term| term.ends_case()) {
        // The end of a case is no way out of a hold, nor of saying what becomes of goods that failed.
        if case.held() {
            return Err(NotAllowed::new(context.policy, Reason::Held));
        }
        if case.lots.iter().any(|l| l.state.failed()) {
            return Err(undisposed(case, context));
        }
        return Ok(Decision::of(vec![passed(term, true)]));
    }
    let noted = |term: &&Term| case.overdue.iter().any(|known| *known.term == *term.deadline.name);
    match overrun().find(|term| asks_for_contact(term) && !noted(term)) {
        Some(term) => Ok(Decision::of(vec![passed(term, false)])),
        None => Err(NotAllowed::new(context.policy, Reason::NotDue)),
    }
}

/// 放行后联系目的地检验: goods that may go on must be shown; overdue ones are listed and suspected.
fn asks_for_contact(term: &Term) -> bool {
    let told = |effect: &Effect| matches!(effect, Effect::Remind | Effect::EvasionCase);
    term.deadline.stop == Moment::Contact && term.deadline.effects.iter().any(told)
}

fn passed(term: &Term, ends: bool) -> CaseEvent {
    let basis = term.deadline.basis[0].clone();
    CaseEvent::TermPassed { term: term.deadline.name.to_string(), due: term.due, ends, basis }
}
