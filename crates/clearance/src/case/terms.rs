//! The terms of the text that run in a case: what began them, until when, and what passes with them.

use super::decide::Context;
use super::lot::LotState;
use super::refusal::{NotAllowed, Reason};
use super::{Case, Stage};
use crate::decision::Planned;
use crate::decision::facts::Declared;
use crate::decision::resolve::Resolved;
use crate::declaration::{Declaration, Measures};
use crate::standing::Standing;
use policy::{Deadline, Effect, Moment, Policy, StepKind};
use values::calendar::{Day, Timestamp};
use values::text::Text;

/// A term of the text that runs, or ran, in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term<'p> {
    /// What the text says.
    pub deadline: &'p Deadline,
    /// When it began.
    pub started: Timestamp,
    /// 24:00 of its last day in the region's zone.
    pub due: Timestamp,
    /// When what it asks for was done.
    pub stopped: Option<Timestamp>,
}

impl Term<'_> {
    /// Whether it passed without what it asks for.
    pub fn passed(&self, now: Timestamp) -> bool {
        self.stopped.map_or(self.due <= now, |stopped| self.due <= stopped)
    }

    /// Whether it has passed and still binds.
    pub fn overrun(&self, now: Timestamp) -> bool {
        self.stopped.is_none() && self.due <= now
    }

    /// Whether the goods must be declared again once it has passed.
    pub fn ends_case(&self) -> bool {
        self.deadline.effects.contains(&Effect::Redeclare)
    }
}

/// The terms that began in a case, by the rows that were in force on the day they began.
pub fn terms<'p>(case: &Case, policy: &'p Policy, owner: &Standing, agent_blacklisted: bool) -> Vec<Term<'p>> {
    let base = Declared::new(&case.declaration, &case.measures, owner, agent_blacklisted);
    let facts = Resolved::new(policy, case.day, &base);
    let of_case = policy.deadlines().filter_map(|deadline| {
        let started = moment(case, policy, deadline.start)?;
        let in_force = deadline.period.contains(started.day_in(&policy.region.zone));
        (in_force && holds(deadline, &facts, &case.declaration)).then(|| term(case, policy, deadline, started))
    });
    of_case.collect()
}

fn term<'p>(case: &Case, policy: &'p Policy, deadline: &'p Deadline, started: Timestamp) -> Term<'p> {
    let arrives = deadline.start == Moment::Moved && deadline.stop == Moment::Arrived;
    let due = match &case.transit {
        Some(transit) if arrives => transit.due,
        Some(_) | None => policy.passes(deadline, started, None),
    };
    let stopped = match deadline.stop {
        // Whoever has shown the goods, or has none left to show, has been in touch.
        Moment::Contact if !awaits_examination(case) => Some(case.updated_at),
        Moment::Contact => case.contacted.filter(|at| started <= *at),
        Moment::Accepted
        | Moment::Returned
        | Moment::Issued
        | Moment::Forwarded
        | Moment::Cleared
        | Moment::Moved
        | Moment::Arrived
        | Moment::LastContact
        | Moment::ArrivalDay
        | Moment::DespatchDay
        | Moment::Declared
        | Moment::Result
        | Moment::Released => moment(case, policy, deadline.stop),
    };
    Term { deadline, started, due, stopped }
}

/// When something that starts or stops terms happened in a case.
pub(super) fn moment(case: &Case, policy: &Policy, what: Moment) -> Option<Timestamp> {
    let done = |kind: StepKind| {
        let steps = case.plan().iter().zip(&case.progress).filter(|(planned, _)| planned.kind == kind);
        steps.filter_map(|(_, progress)| progress.done.as_ref().map(|done| done.at)).max()
    };
    let day = |day: Option<Day>| day.map(|day| policy.region.zone.start_of_day(day));
    match what {
        Moment::Accepted | Moment::Declared => Some(case.accepted_at),
        Moment::Returned => matches!(case.stage, Stage::Returned { .. }).then_some(case.last_contact),
        Moment::Issued | Moment::Cleared => done(StepKind::Clear),
        Moment::Forwarded => done(StepKind::Forward),
        Moment::Moved => case.transit.as_ref().map(|transit| transit.left_at),
        Moment::Arrived => case.transit.as_ref().and_then(|transit| transit.arrived_at),
        Moment::LastContact => Some(case.last_contact),
        Moment::Contact => case.contacted,
        Moment::ArrivalDay => day(case.declaration.journey.day),
        Moment::DespatchDay => day(case.declaration.journey.despatch_day),
        Moment::Result => done(StepKind::Inspect),
        Moment::Released => done(StepKind::Release),
    }
}

/// Whether goods are still to be examined.
pub fn awaits_examination(case: &Case) -> bool {
    let live = case.lots.iter().any(|lot| match lot.state {
        LotState::Live | LotState::Failed { .. } => true,
        LotState::Returned | LotState::Destroyed | LotState::NotExported | LotState::Released => false,
    });
    live && case.plan().iter().zip(&case.progress).any(|(p, done)| p.needed && p.kind.examines() && done.done.is_none())
}

/// The terms of a case as a command meets them.
pub fn of_context<'p>(case: &Case, context: &Context<'p>) -> Vec<Term<'p>> {
    terms(case, context.policy, context.owner, context.agent_blacklisted)
}

/// Results and papers count for as long as the text says; then the goods are declared and inspected again.
pub fn still_valid(case: &Case, kind: StepKind, context: &Context) -> Result<(), NotAllowed> {
    if !kind.rests_on_result() {
        return Ok(());
    }
    match of_context(case, context).iter().find(|term| term.ends_case() && term.overrun(context.now)) {
        Some(term) => Err(expired(term, context.policy)),
        None => Ok(()),
    }
}

/// The refusal of a term that has passed, by the clause of its own row.
fn expired(term: &Term, policy: &Policy) -> NotAllowed {
    let Term { deadline, .. } = term;
    let refusal = NotAllowed::new(policy, Reason::ResultExpired);
    let term =
        Text::new(format!("{}，{}", deadline.name, deadline.effect), format!("{}, {}", deadline.name, deadline.effect));
    NotAllowed { basis: deadline.basis.clone(), ..refusal.saying(&term) }
}

/// A term as it will run for a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ahead<'p> {
    /// What the text says.
    pub deadline: &'p Deadline,
    /// When it begins, where that is known beforehand.
    pub starts: Option<Timestamp>,
    /// Its last day, where that is known; for one that begins later, its last day if it began today.
    pub last_day: Day,
}

/// The step of which something is the end; none for what happens without one.
fn step_of(what: Moment) -> Option<StepKind> {
    match what {
        Moment::Issued | Moment::Cleared => Some(StepKind::Clear),
        Moment::Forwarded => Some(StepKind::Forward),
        Moment::Moved | Moment::Arrived => Some(StepKind::Move),
        Moment::Released => Some(StepKind::Release),
        Moment::Accepted
        | Moment::Returned
        | Moment::LastContact
        | Moment::Contact
        | Moment::ArrivalDay
        | Moment::DespatchDay
        | Moment::Declared
        | Moment::Result => None,
    }
}

/// The terms that a declaration will meet if it is accepted at `now` (「本方案」三(三)一): those of steps that its plan has.
pub fn ahead<'p>(
    declaration: &Declaration,
    measures: &Measures,
    plan: &[Planned],
    now: Timestamp,
    context: &Context<'p>,
) -> Vec<Ahead<'p>> {
    let (policy, today) = (context.policy, context.today);
    let base = Declared::new(declaration, measures, context.owner, context.agent_blacklisted);
    let facts = Resolved::new(policy, today, &base);
    let day = |day: Option<Day>| day.map(|day| policy.region.zone.start_of_day(day));
    let has = |kind: StepKind| plan.iter().any(|planned| planned.needed && planned.kind == kind);
    let met = |deadline: &&Deadline| [deadline.start, deadline.stop].into_iter().filter_map(step_of).all(has);
    let of_text = policy.deadlines_on(today).filter(met).filter(|deadline| holds(deadline, &facts, declaration));
    let told = of_text.map(|deadline| {
        let starts = match deadline.start {
            Moment::Accepted | Moment::Declared | Moment::LastContact => Some(now),
            Moment::ArrivalDay => day(declaration.journey.day),
            Moment::DespatchDay => day(declaration.journey.despatch_day),
            Moment::Returned
            | Moment::Issued
            | Moment::Forwarded
            | Moment::Cleared
            | Moment::Moved
            | Moment::Arrived
            | Moment::Contact
            | Moment::Result
            | Moment::Released => None,
        };
        let from = starts.map_or(today, |starts| starts.day_in(&policy.region.zone));
        let member = |office: &values::id::OfficeCode| policy.office(office, today).map(|o| o.member.clone());
        let port = policy.port_offices(&declaration.journey.port, today).next().map(|o| o.member.clone());
        let inland = declaration.inland().and_then(member);
        Ahead { deadline, starts, last_day: policy.last_day(deadline, from, port.as_ref().zip(inland.as_ref())) }
    });
    told.collect()
}

/// Whether a row is about such goods: a condition over lines holds if it does for any line.
fn holds(deadline: &Deadline, facts: &Resolved, declaration: &Declaration) -> bool {
    let lines = u16::try_from(declaration.lines.len()).unwrap_or(u16::MAX);
    match &deadline.when {
        None => true,
        Some(when) if when.of_line() => (1..=lines).any(|line| when.holds(facts, Some(line))),
        Some(when) => when.holds(facts, None),
    }
}
