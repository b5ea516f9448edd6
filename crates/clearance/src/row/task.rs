//! What waits for whom: the steps that are open, what is asked of whom, and what an office must know of while it stands.

use super::turn::Turn;
use super::{TaskRow, port_office};
use crate::case::certificate::{Certificate, CertificateState};
use crate::case::cooperation::{WorkItem, WorkState};
use crate::case::lot::LotState;
use crate::case::{Case, Stage};
use crate::decision::Allowed;
use crate::decision::demands::Needs;
use policy::certificate::At;
use policy::rule::Lifter;
use policy::{ChainStep, StepKind};
use values::calendar::Timestamp;
use values::id::OfficeCode;

/// What stands before the step in the task of whichever office does it first.
pub const ANYWHERE: &str = "any-";

/// A task of a case: its name in it and its kind.
fn row(case: &Case, (step, kind): (String, &str), place: Turn, since: Timestamp, due: Option<Timestamp>) -> TaskRow {
    TaskRow {
        office: case.office.clone(),
        no: case.no.clone(),
        step,
        kind: kind.to_owned(),
        place,
        since,
        due,
        precedence: case.precedence(),
    }
}

/// Everything that waits for somebody in a case.
pub(super) fn tasks(case: &Case) -> Vec<TaskRow> {
    let task = |step: &str, kind: &str, place: Turn, since: Timestamp, due: Option<Timestamp>| {
        row(case, (step.to_owned(), kind), place, since, due)
    };
    let mut tasks: Vec<TaskRow> = work_items(case).chain(asked(case)).chain(papers(case)).collect();
    match &case.stage {
        Stage::Returned { .. } => tasks.push(task("correct", "correct", Turn::Enterprise, case.updated_at, None)),
        Stage::UnderReview | Stage::Working => {
            tasks.extend(of_steps(case));
            if let Some(transit) = case.transit.as_ref().filter(|t| t.arrived_at.is_none()) {
                let waits = (0..case.plan().len()).find(|s| case.plan()[*s].on_arrival && case.plan()[*s].needed);
                let place = waits.map_or_else(|| Turn::of(case.declaration.inland()), |s| place_of(case, s));
                tasks.push(task("arrive", "arrive", place, transit.left_at, Some(transit.due)));
            }
            if let Some(first) = case.overdue.first() {
                // Goods that nobody showed: the enterprise is reminded, and the office that waits for them looks.
                let open = |s: &usize| case.plan()[*s].needed && case.progress[*s].done.is_none();
                let waits = (0..case.plan().len()).find(|s| case.plan()[*s].kind.examines() && open(s));
                let place = waits.map_or_else(|| Turn::of(case.declaration.inland()), |s| place_of(case, s));
                tasks.push(task("contact", "contact", Turn::Enterprise, first.due, Some(first.due)));
                tasks.push(task("overdue", "overdue", place, first.due, Some(first.due)));
            }
            tasks.extend(told(case));
            tasks.extend(demanded(case));
            for lot in &case.lots {
                if let LotState::Failed { step, .. } = &lot.state {
                    tasks.push(task(
                        &format!("dispose-{}", lot.id),
                        "dispose",
                        place_of(case, *step),
                        case.updated_at,
                        None,
                    ));
                }
            }
        }
        Stage::Refused { .. }
        | Stage::Withdrawn { .. }
        | Stage::SplitUp
        | Stage::Closed
        | Stage::Expired { .. }
        | Stage::Historic => {}
    }
    if let Some(asked) = case.amendment.as_ref().filter(|_| !case.stage.ended()) {
        tasks.push(task("amendment", "amendment", Turn::Centre, asked.at, None));
    }
    tasks
}

/// The steps that are open.
fn of_steps(case: &Case) -> Vec<TaskRow> {
    let mut tasks = Vec::new();
    for step in case.open_steps() {
        let planned = &case.plan()[step];
        let since = case.progress[step].opened_at.unwrap_or(case.updated_at);
        let mut add = |name: &str, place: Turn| {
            tasks.push(row(case, (name.to_owned(), planned.kind.word()), place, since, None));
        };
        if planned.kind == StepKind::Review {
            add("review", Turn::Centre);
            continue;
        }
        // Its tasks are those of the papers.
        if planned.kind == StepKind::Certify {
            continue;
        }
        let place = place_of(case, step);
        // Work on papers that every office may do also stands where every office looks (R29).
        let anywhere = planned.kind.at_desk() && matches!(planned.at, Allowed::Any(_));
        if !anywhere || place != Turn::Nobody {
            add(planned.step.as_str(), place);
        }
        if anywhere {
            // A case has one task of a name: that of any office has the step's with a mark.
            add(&format!("{ANYWHERE}{}", planned.step), Turn::Anywhere);
        }
    }
    tasks
}

/// What other offices are asked for and have not answered.
fn work_items(case: &Case) -> impl Iterator<Item = TaskRow> {
    let waiting = (1..).zip(&case.work_items).filter(|(_, item): &(u16, _)| item.waits());
    waiting.map(|(n, item)| {
        row(case, (format!("work-{n}"), "work_item"), Turn::Office(item.to.clone()), item.asked_at, Some(item.due))
    })
}

/// Whose turn a step is: the chosen or usual office, the centre, or any office until one was chosen.
fn place_of(case: &Case, step: usize) -> Turn {
    let planned = &case.plan()[step];
    match &planned.at {
        Allowed::Centre => Turn::Centre,
        Allowed::Offices(_) | Allowed::Any(_) | Allowed::Outside(_) => Turn::of(case.office_of(step)),
    }
}

/// The papers that offices issue: those asked for that nobody drafted yet, and those that wait for a step or to be handed over.
fn papers(case: &Case) -> Vec<TaskRow> {
    let mut rows = Vec::new();
    let mut add = |step: String, kind: &str, place: Turn, since: Timestamp| {
        rows.push(row(case, (step, kind), place, since, None));
    };
    if !matches!(case.stage, Stage::UnderReview | Stage::Working | Stage::Closed) {
        return rows;
    }
    let (inspected, documents) = (case.inspecting_offices(), Turn::Office(case.documents_office().clone()));
    let inspecting = || Turn::of(inspected.first().copied());
    let found = case.lots.iter().any(|lot| lot.failure.is_some() || case.lot_inspected(lot.id));
    for kind in case.asked_papers.iter().filter(|_| found) {
        let has = |paper: &Certificate| paper.state.stands() && paper.draft.kind == *kind;
        if !case.certificates.iter().any(has) {
            let since = case.examined.last().map_or(case.updated_at, |one| one.at);
            add(format!("draft-{kind}"), "draft_paper", inspecting(), since);
        }
    }
    for (number, paper) in (1u16..).zip(&case.certificates) {
        let step = format!("certificate-{number}");
        if let Some(next) = paper.next() {
            let drafted = paper.done(ChainStep::Draft).map(|done| Turn::Office(done.office.clone()));
            let place = match next.at() {
                At::Inspecting => drafted.unwrap_or_else(inspecting),
                At::Documents | At::Any => documents.clone(),
            };
            add(step, &format!("{}_paper", next.word()), place, paper.updated_at);
        } else if matches!(paper.state, CertificateState::Issued) && paper.handed.is_empty() {
            add(step, "hand_over", documents.clone(), paper.updated_at);
        }
    }
    rows
}

/// What rules demand of somebody beside the steps: papers that are lacking, holds to lift, waivers to confirm.
fn demanded(case: &Case) -> Vec<TaskRow> {
    let mut rows: Vec<TaskRow> = Vec::new();
    let mut add = |step: String, kind: &str, place: Turn, since: Timestamp| {
        rows.push(row(case, (step, kind), place, since, None));
    };
    let mut offices = Vec::new();
    for demand in case.verdict.iter().flat_map(|verdict| &verdict.demands) {
        let step = demand.step.map_or(0, usize::from);
        let office = || of_named(Lifter::Office, case, step);
        match &demand.needs {
            Some(Needs::Papers { .. }) => {
                let lacks = case.lacks_paper(demand) && !demand.is_of_enterprise();
                offices.extend(lacks.then(office).filter(|office| !offices.contains(office)));
            }
            Some(Needs::Lift(lifter)) if !case.is_freed(demand) => {
                let name = format!("lift-{}-{}", demand.rule, demand.measure);
                add(name, "lift", of_named(*lifter, case, step), case.accepted_at);
            }
            Some(Needs::Lift(_) | Needs::Treatment | Needs::Results) | None => {}
        }
    }
    if case.lacks_own_paper() {
        add("paper".to_owned(), "paper", Turn::Enterprise, case.accepted_at);
    }
    for (n, place) in (1..).zip(offices) {
        add(format!("paper-{n}"), "paper", place, case.accepted_at);
    }
    for (n, waiver) in case.waivers_waiting() {
        let at = case.demand(&waiver.freed.of).and_then(|demand| demand.step).map_or(0, usize::from);
        add(format!("waiver-{n}"), "waiver", of_named(waiver.confirms, case, at), waiver.at);
    }
    rows
}

/// Whose turn it is where a text names somebody: the office is the one where the goods are worked on.
fn of_named(named: Lifter, case: &Case, step: usize) -> Turn {
    match named {
        Lifter::ReviewCentre => Turn::Centre,
        Lifter::CommandCentre => Turn::Command,
        Lifter::Office => {
            let works = (0..case.plan().len()).find(|at| case.plan()[*at].needed && case.plan()[*at].kind.examines());
            let office = works.or(Some(step)).and_then(|at| case.office_of(at));
            Turn::of(office.or_else(|| case.declaration.inland()).or(Some(&case.office)))
        }
    }
}

/// What an office asked of others, each for its own list: with the date while it waits, else since it was answered.
fn asked(case: &Case) -> impl Iterator<Item = TaskRow> {
    let items = (1..).zip(&case.work_items);
    items.map(|(n, item): (u16, &WorkItem)| {
        let (kind, since, due) = match &item.state {
            WorkState::Asked | WorkState::Accepted { .. } => ("work_asked", item.asked_at, Some(item.due)),
            WorkState::Answered { at, .. } => ("work_answered", *at, None),
        };
        row(case, (format!("asked-{n}"), kind), Turn::Asker(item.from.clone()), since, due)
    })
}

/// What the home of the case and the office where the goods come from or go to are told while it stands: a hold by another
/// office, a lot that failed and waits, a move that is late (R47). It follows from the case; no event is written for it.
fn told(case: &Case) -> Vec<TaskRow> {
    let mut rows = Vec::new();
    let mut tell = |kind: &str, by: Option<&OfficeCode>, since: Timestamp, due: Option<Timestamp>| {
        let mut offices = vec![&case.office];
        offices.extend(case.declaration.inland().filter(|inland| **inland != case.office));
        for office in offices.into_iter().filter(|office| Some(*office) != by) {
            rows.push(row(case, (format!("{kind}-{office}"), kind), Turn::Office(office.clone()), since, due));
        }
    };
    if let Some(hold) = case.holds.iter().find(|hold| !hold.lifted) {
        tell("told_held", Some(&hold.office), case.updated_at, None);
    }
    let failed = case.lots.iter().find_map(|lot| match lot.state {
        LotState::Failed { step, .. } => Some(step),
        LotState::Live | LotState::Returned | LotState::Destroyed | LotState::NotExported | LotState::Released => None,
    });
    if let Some(step) = failed {
        let at = case.office_of(step);
        let at_port = at.is_some() && at == port_office(case).as_ref() && at != case.declaration.inland();
        tell(if at_port { "told_port" } else { "told_failed" }, at, case.updated_at, None);
    }
    let late = case.transit.as_ref().filter(|transit| transit.overdue && transit.arrived_at.is_none());
    if let Some(transit) = late {
        // Where they are awaited the arrival itself is the task.
        tell("told_late", case.declaration.inland(), transit.due, Some(transit.due));
    }
    rows
}
