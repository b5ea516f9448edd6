//! Another plan holds for a case that is under way: what was done counts on where the new plan allows it.

use super::lot::LotState;
use super::{Case, Done, Progress};
use crate::decision::demands::hits;
use crate::decision::{Allowed, Planned, Verdict};
use policy::StepKind;
use std::sync::Arc;
use values::calendar::Timestamp;

/// A new plan holds. A step that was done counts on if it was done where the new plan allows it and if all that the
/// new plan puts before it is done too: a clearance form of before does not stand in for a verification that is now
/// asked for first.
pub(super) fn take_verdict(case: &mut Case, verdict: &Arc<Verdict>, at: Timestamp) {
    let old: Vec<Planned> = case.plan().to_vec();
    let mut done: Vec<Option<Progress>> = std::mem::take(&mut case.progress).into_iter().map(Some).collect();
    let from: Vec<Option<usize>> = successors(&old, &verdict.plan);
    let kept = |(planned, from): (&Planned, &Option<usize>)| {
        let progress = from.and_then(|n| done[n].take()).unwrap_or_default();
        let before = from.map(|n| &old[n].at);
        allowed_still(planned, before, progress)
    };
    case.progress = verdict.plan.iter().zip(&from).map(kept).collect();
    for lot in &mut case.lots {
        if let LotState::Failed { step, .. } = &mut lot.state {
            *step = moved(*step, &old, &verdict.plan, &from);
        }
    }
    if let Some(old) = &case.verdict {
        let now = hits(&verdict.demands);
        case.hit_before.extend(hits(&old.demands));
        case.hit_before.retain(|key, _| !now.contains_key(key));
    }
    case.verdict = Some(Arc::clone(verdict));
    for step in 0..verdict.plan.len() {
        // A treatment that is asked for only now was not met by those of before.
        if !case.untreated(step).is_empty() {
            case.progress[step].done = None;
        }
    }
    for (step, planned) in verdict.plan.iter().enumerate() {
        // The first acceptance is this very event; the others wait for their turn.
        if planned.kind == StepKind::Accept && planned.needs.is_empty() {
            let done = Done { at, office: Some(case.office.clone()), version: case.version };
            case.progress[step].opened_at.get_or_insert(at);
            case.progress[step].done.get_or_insert(done);
        }
    }
    drop_what_came_too_early(case);
}

/// Another plan takes the place of the one that held: what it takes back is kept as such.
pub(super) fn replaced(case: &mut Case, verdict: &Arc<Verdict>, at: Timestamp) {
    let finished = |case: &Case| -> Vec<u32> {
        case.progress.iter().filter_map(|progress| progress.done.as_ref().map(|done| done.version)).collect()
    };
    let before = finished(case);
    take_verdict(case, verdict, at);
    // From an edition that was applied on, the case goes by that one, as of its first day.
    if case.policy != verdict.receipt.policy {
        (case.policy, case.day) = (verdict.receipt.policy.clone(), verdict.receipt.day);
    }
    let after = finished(case);
    case.taken_back.events.extend(before.into_iter().filter(|version| !after.contains(version)));
    for kind in [StepKind::Clear, StepKind::Forward] {
        let done = |(planned, progress): (&Planned, &Progress)| planned.kind == kind && progress.done.is_some();
        if !case.plan().iter().zip(&case.progress).any(done) {
            take_back(case, kind);
        }
    }
}

/// The numbers that steps of a kind gave out hold no more.
pub(super) fn take_back(case: &mut Case, kind: StepKind) {
    let numbers: Vec<String> = match kind {
        StepKind::Clear => case.clearances.iter().map(|cleared| cleared.no.to_string()).collect(),
        StepKind::Forward => case.transfers.iter().map(ToString::to_string).collect(),
        StepKind::Accept
        | StepKind::Review
        | StepKind::Supervise
        | StepKind::Inspect
        | StepKind::Verify
        | StepKind::WatchLoading
        | StepKind::Treat
        | StepKind::Move
        | StepKind::Certify
        | StepKind::Release => Vec::new(),
    };
    let fresh: Vec<String> = numbers.into_iter().filter(|number| !case.superseded(number)).collect();
    case.taken_back.numbers.extend(fresh);
}

/// For each step of the new plan the old one that it goes on with: of the same kind, by its name, else by its place.
fn successors(old: &[Planned], new: &[Planned]) -> Vec<Option<usize>> {
    let named = |p: &Planned| old.iter().position(|o| o.kind == p.kind && o.step == p.step);
    let taken: Vec<Option<usize>> = new.iter().map(named).collect();
    let placed = |p: &Planned| {
        let free = |n: usize| !taken.contains(&Some(n));
        (0..old.len()).find(|n| free(*n) && old[*n].kind == p.kind && old[*n].at == p.at)
    };
    new.iter().zip(&taken).map(|(p, by_name)| by_name.or_else(|| placed(p))).collect()
}

/// What was done, if it was done where the new plan allows it. Acceptance and review are never taken back.
fn allowed_still(planned: &Planned, before: Option<&Allowed>, mut progress: Progress) -> Progress {
    if matches!(planned.kind, StepKind::Accept | StepKind::Review) {
        return progress;
    }
    let fits = before == Some(&planned.at) || progress.worked_at.as_ref().is_some_and(|o| planned.at.offers(o));
    if !fits {
        progress.done = None;
        progress.passed.clear();
        progress.treated.clear();
    }
    progress
}

/// The step in which a lot failed, by the new plan: what becomes of it is said there, or where goods are first
/// examined.
fn moved(step: usize, old: &[Planned], new: &[Planned], from: &[Option<usize>]) -> usize {
    let kind = |n: &usize| old.get(step).is_some_and(|o| o.kind == new[*n].kind);
    let examines = |n: &usize| new[*n].kind.examines();
    let by_origin = from.iter().position(|f| *f == Some(step));
    by_origin.or_else(|| (0..new.len()).find(kind)).or_else(|| (0..new.len()).find(examines)).unwrap_or(0)
}

/// Takes back what the new plan puts after something that is not done.
fn drop_what_came_too_early(case: &mut Case) {
    // Each round can only take back more, so it ends after at most as many rounds as there are steps.
    loop {
        let early: Vec<usize> = (0..case.plan().len()).filter(|step| too_early(case, *step)).collect();
        if early.is_empty() {
            return;
        }
        for step in early {
            case.progress[step].done = None;
            let passed = std::mem::take(&mut case.progress[step].passed);
            case.progress[step].passed = passed.into_iter().filter(|lot| ready(case, step, *lot)).collect();
        }
    }
}

fn too_early(case: &Case, step: usize) -> bool {
    let progress = &case.progress[step];
    let counts = case.plan()[step].needed && case.plan()[step].kind != StepKind::Review;
    let lots = progress.passed.iter().any(|lot| !ready(case, step, *lot));
    counts
        && (lots
            || progress.done.is_some()
                && progress.passed.is_empty()
                && !case.before(step).all(|n| case.satisfied(step, n)))
}

fn ready(case: &Case, step: usize, lot: crate::event::body::LotId) -> bool {
    case.before(step).all(|n| case.satisfied(step, n) || case.lot_passed(n, lot))
}
