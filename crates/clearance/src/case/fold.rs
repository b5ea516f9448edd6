//! From events to the case: what is recorded did happen, so folding cannot fail.

mod step;

use super::lot::{self, LotState};
use super::replan::{replaced, take_back, take_verdict};
use super::steps::StepStatus;
use super::{Asked, Case, Done, Hold, Overdue, Stage, TakenBack, Transit, certificate, cooperation, demand, file};
use crate::declaration::Version;
use crate::event::Event;
use crate::event::body::{Accepted, CaseEvent, Cause, ModeConfirmed, Recorded, ReviewOutcome};
use policy::StepKind;
use std::collections::BTreeMap;
use std::sync::Arc;
use values::calendar::{Day, Timestamp};

/// Folds the events of one case, oldest first. `None` if they do not begin a case.
pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Option<Case> {
    let mut case = None;
    let mut declared: Option<Version> = None;
    for event in events {
        match &mut case {
            Some(case) => apply(case, event),
            None => case = begin(&mut declared, event),
        }
    }
    case
}

fn begin(declared: &mut Option<Version>, event: &Event) -> Option<Case> {
    if let Some(CaseEvent::Submitted(submitted)) = event.body.of_case() {
        *declared = Some((*submitted.version).clone());
        return None;
    }
    if let Some(CaseEvent::Accepted(accepted)) = event.body.of_case() {
        return accepted_case(event, accepted, declared.take()?);
    }
    if let Some(CaseEvent::Recorded(recorded)) = event.body.of_case() {
        return historic_case(event, recorded);
    }
    None
}

fn blank(event: &Event, version: Version, day: Day) -> Option<Case> {
    Some(Case {
        no: event.case.clone()?,
        office: event.office.clone(),
        version: event.version,
        stage: Stage::UnderReview,
        accepted_at: event.happened,
        accepted_on: day,
        day,
        policy: String::new(),
        query_code: None,
        lots: lot::of_declaration(&version.declaration, &version.measures),
        declaration: Arc::new(version.declaration),
        measures: version.measures,
        declaration_version: 1,
        verdict: None,
        progress: Vec::new(),
        chosen: BTreeMap::new(),
        papers: Vec::new(),
        lifted: Vec::new(),
        beyond: Vec::new(),
        waivers: Vec::new(),
        files: Vec::new(),
        confirmed: None,
        holds: Vec::new(),
        work_items: Vec::new(),
        transit: None,
        amendment: None,
        last_contact: event.happened,
        contacted: None,
        overdue: Vec::new(),
        clearances: Vec::new(),
        transfers: Vec::new(),
        taken_back: TakenBack::default(),
        hit_before: BTreeMap::new(),
        certificates: Vec::new(),
        asked_papers: Vec::new(),
        documents_at: None,
        examined: Vec::new(),
        treated: Vec::new(),
        linked: Vec::new(),
        split_from: None,
        outcomes: Vec::new(),
        filed_by: vec![event.by.person.clone()],
        updated_at: event.happened,
    })
}

fn accepted_case(event: &Event, accepted: &Accepted, version: Version) -> Option<Case> {
    let mut case = blank(event, version, accepted.day)?;
    case.policy = accepted.policy.clone();
    case.query_code = accepted.query_code.clone();
    case.split_from = accepted.split_from.clone();
    take_verdict(&mut case, &accepted.verdict, event.happened);
    settle(&mut case, event.happened);
    Some(case)
}

fn historic_case(event: &Event, recorded: &Recorded) -> Option<Case> {
    let mut case = blank(event, (*recorded.version).clone(), recorded.day)?;
    case.stage = Stage::Historic;
    case.outcomes = recorded.outcomes.clone();
    Some(case)
}

/// Applies the next event of the case.
pub fn apply(case: &mut Case, event: &Event) {
    case.version = event.version;
    let at = event.happened;
    let Some(body) = event.body.of_case() else { return };
    if body.is_cooperation() {
        return cooperation::apply(case, body, at);
    }
    case.updated_at = at;
    match body {
        CaseEvent::Submitted(_)
        | CaseEvent::Accepted(_)
        | CaseEvent::Recorded(_)
        | CaseEvent::SealNoted { .. }
        | CaseEvent::Noted { .. }
        | CaseEvent::WorkAsked { .. }
        | CaseEvent::WorkAccepted { .. }
        | CaseEvent::WorkAnswered { .. } => {}
        CaseEvent::Reviewed(reviewed) => review(case, &reviewed.outcome, at),
        CaseEvent::ModeConfirmed(confirmed) => confirm(case, confirmed, event),
        CaseEvent::Resubmitted { version } => resubmit(case, version, event),
        CaseEvent::PlaceChosen { step, office } => {
            case.chosen.insert(step.clone(), office.clone());
        }
        CaseEvent::StepDone(done) => step::done(case, done, at),
        CaseEvent::Arrived { .. } => {
            in_touch(case, at);
            transit(case, |transit| transit.arrived_at = Some(at));
        }
        CaseEvent::Disposed { lot, disposition, .. } => step::dispose(case, *lot, disposition),
        CaseEvent::AmendmentAsked { version, reason } => asked(case, version, reason, event),
        CaseEvent::AmendmentGranted {} => amended(case),
        CaseEvent::AmendmentDenied { .. } => case.amendment = None,
        CaseEvent::Withdrawn { automatic, .. } => case.stage = Stage::Withdrawn { automatic: *automatic },
        CaseEvent::FileAdded(_) | CaseEvent::FilesErased(_) | CaseEvent::Confirmed(_) => file::apply(case, event),
        CaseEvent::PaperGiven { .. }
        | CaseEvent::DemandLifted(_)
        | CaseEvent::WaiverAsked(_)
        | CaseEvent::WaiverAnswered(_) => demand::apply(case, event),
        CaseEvent::Certificate(of) => certificate::apply(case, of, event),
        CaseEvent::DocumentsAt { office } => case.documents_at = Some(office.clone()),
        CaseEvent::Contacted {} => in_touch(case, at),
        CaseEvent::TermPassed { term, basis, ends: true, .. } => {
            case.stage = Stage::Expired { term: term.clone(), basis: basis.clone() };
            take_back(case, StepKind::Clear);
        }
        CaseEvent::TermPassed { term, due, ends: false, .. } => {
            case.overdue.push(Overdue { term: term.clone(), due: *due });
        }
        CaseEvent::Held { office, reason, .. } => {
            case.holds.push(Hold { office: office.clone(), reason: reason.clone(), lifted: false });
        }
        CaseEvent::HoldLifted { hold, .. } => lift(case, *hold),
        CaseEvent::TransferOverdue { .. } => transit(case, |transit| transit.overdue = true),
        CaseEvent::Split { into } => {
            case.linked.extend(into.iter().filter_map(|slot| slot.case().cloned()));
            case.stage = Stage::SplitUp;
        }
    }
    settle(case, at);
}

fn amended(case: &mut Case) {
    if let Some(asked) = case.amendment.take() {
        redeclare(case, &asked.version);
        certificate::redeclared(case);
    }
}

fn asked(case: &mut Case, version: &Version, reason: &str, event: &Event) {
    filed(case, event);
    let version = Arc::new(version.clone());
    case.amendment = Some(Asked { version, reason: reason.to_owned(), at: event.happened });
}

/// The enterprise got in touch or showed the goods: what waited for that is no longer overdue.
fn in_touch(case: &mut Case, at: Timestamp) {
    case.last_contact = at;
    case.contacted = Some(at);
    case.overdue.clear();
}

fn confirm(case: &mut Case, confirmed: &ModeConfirmed, event: &Event) {
    case.asked_papers.clone_from(&confirmed.papers);
    replaced(case, &confirmed.verdict, event.happened);
    if confirmed.cause == Cause::Review {
        finish_review(case, event);
    }
}

fn lift(case: &mut Case, hold: u16) {
    if let Some(hold) = usize::from(hold).checked_sub(1).and_then(|n| case.holds.get_mut(n)) {
        hold.lifted = true;
    }
}

fn transit(case: &mut Case, happens: impl FnOnce(&mut Transit)) {
    if let Some(transit) = &mut case.transit {
        happens(transit);
    }
}

fn review(case: &mut Case, outcome: &ReviewOutcome, at: Timestamp) {
    match outcome {
        ReviewOutcome::Passed => case.last_contact = at,
        ReviewOutcome::Returned { faults, .. } => {
            // The thirty days run from the day on which it is the enterprise's turn.
            case.last_contact = at;
            case.stage = Stage::Returned { faults: faults.clone() };
        }
        ReviewOutcome::Refused { basis, reason } => {
            case.stage = Stage::Refused { basis: basis.clone(), reason: reason.clone() };
        }
    }
}

fn resubmit(case: &mut Case, version: &Version, event: &Event) {
    redeclare(case, version);
    // What the enterprise says last is what it means.
    case.amendment = None;
    case.last_contact = event.happened;
    filed(case, event);
    case.stage = Stage::UnderReview;
    for step in 0..case.plan().len() {
        if case.plan()[step].kind == StepKind::Review {
            case.progress[step].opened_at = None;
        }
    }
}

fn filed(case: &mut Case, event: &Event) {
    if !case.filed_by.contains(&event.by.person) {
        case.filed_by.push(event.by.person.clone());
    }
}

fn finish_review(case: &mut Case, event: &Event) {
    for at in 0..case.plan().len() {
        if case.plan()[at].kind == StepKind::Review {
            case.progress[at].done =
                Some(Done { at: event.happened, office: event.by.office.clone(), version: event.version });
        }
    }
}

/// Another version of the declaration holds. Lots are made anew while nothing was found of them; afterwards their
/// quantities stand and their values follow the declared ones.
fn redeclare(case: &mut Case, version: &Version) {
    let untouched = case.untouched();
    case.declaration = Arc::new(version.declaration.clone());
    case.measures = version.measures.clone();
    case.declaration_version += 1;
    if untouched {
        case.lots = lot::of_declaration(&case.declaration, &case.measures);
    } else {
        lot::revalue(&mut case.lots, &case.declaration, &case.measures);
    }
}

/// What follows of itself: steps finish when no lot is left for them, newly open ones note when, the stage says
/// whether the review is open, and a case without anything left is closed.
fn settle(case: &mut Case, at: Timestamp) {
    certificate::certified(case, at);
    if !matches!(case.stage, Stage::UnderReview | Stage::Working) {
        return;
    }
    for step in 0..case.plan().len() {
        let planned = &case.plan()[step];
        if planned.needed && planned.kind.by_lot() && case.progress[step].done.is_none() && case.exhausted(step) {
            let office = case.progress[step].worked_at.clone();
            case.progress[step].done = Some(Done { at, office, version: case.version });
        }
    }
    // Where every treatment that was asked for is done or waived, nothing is left of the step.
    for step in case.open_steps().collect::<Vec<_>>() {
        if case.treatments(step).next().is_some() && case.untreated(step).is_empty() {
            let office = case.progress[step].worked_at.clone();
            case.progress[step].done = Some(Done { at, office, version: case.version });
        }
    }
    let open: Vec<usize> = case.open_steps().collect();
    for step in 0..case.plan().len() {
        let progress = &mut case.progress[step];
        if open.contains(&step) {
            progress.opened_at.get_or_insert(at);
        } else if progress.done.is_none() && progress.passed.is_empty() {
            // A later plan may close what stood open: it opens anew.
            progress.opened_at = None;
        }
    }
    let reviewing = open.iter().any(|step| case.plan()[*step].kind == StepKind::Review);
    case.stage = if reviewing { Stage::UnderReview } else { Stage::Working };
    let ended = case.lots.iter().all(|l| !l.state.live() && !l.state.failed());
    let released = case.lots.iter().any(|l| l.state == LotState::Released);
    // A text may ask for something after release; of goods that were not released nothing more is asked. Papers are still given
    // of a case that has ended.
    let lasts = |step: &usize| case.plan()[*step].kind != StepKind::Certify && case.status(*step) == StepStatus::Open;
    if ended && !(released && open.iter().any(lasts)) {
        case.stage = Stage::Closed;
    }
}
