//! How a case comes to be: a valid declaration, accepted at the chosen office in the same breath; or a case of history.

use super::{Context, Decision, Stamp};
use crate::case::asks;
use crate::case::decide::plan::decided;
use crate::case::refusal::{Instead, NotAllowed, Reason};
use crate::decision::facts::Declared;
use crate::decision::resolve::Resolved;
use crate::decision::{Allowed, Planned, Verdict};
use crate::declaration::{Declaration, Measures, Version};
use crate::event::body::{Accepted, CaseEvent, Recorded, Submitted};
use crate::intent::{CaseSlot, Draft, Intent};
use policy::condition::Atom;
use policy::{Condition, StepKind};
use values::calendar::Day;
use values::fault::Fault;
use values::id::{CaseNo, ModeName, OfficeCode};
use values::text::Text;

/// What a new declaration is decided on besides itself; the same as for commands, plus the owner's registration.
pub type Entrance<'a> = Context<'a>;

/// Why a declaration was not accepted; nothing is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// All its faults.
    Faulty(Vec<Fault>),
    /// A clause forbids it.
    NotAllowed(NotAllowed),
}

impl From<NotAllowed> for Refused {
    fn from(why: NotAllowed) -> Refused {
        Refused::NotAllowed(why)
    }
}

/// Submits and accepts a declaration whose form is faultless: submitted and accepted at once.
pub fn declare(declaration: Declaration, entrance: &Entrance) -> Result<Decision, NotAllowed> {
    let day = entrance.today;
    let measures = (entrance.measure)(&declaration);
    let verdict = admitted(&declaration, &measures, day, entrance)?;
    let policy = entrance.policy;
    let query_code = Some((entrance.query_code)());
    let demand = asks::declaration_demand(policy, &declaration.offices.accept, declaration.direction, day);
    let accepted = Accepted {
        day,
        policy: policy.version().to_owned(),
        query_code,
        verdict: entrance.kept(verdict),
        split_from: None,
    };
    let submitted = Submitted { version: Box::new(Version { declaration, measures }) };
    Ok(Decision {
        bodies: Vec::new(),
        demands: vec![demand],
        new_cases: vec![vec![CaseEvent::Submitted(submitted), CaseEvent::Accepted(accepted)]],
    })
}

/// The verdict on a declaration that may be accepted where it asks to be; or the clause that forbids it.
pub fn admitted(
    declaration: &Declaration,
    measures: &Measures,
    day: Day,
    entrance: &Entrance,
) -> Result<Verdict, NotAllowed> {
    let first = |hindrances: Vec<NotAllowed>| hindrances.into_iter().next().map_or(Ok(()), Err);
    first(unknown(entrance))?;
    let verdict = decided(declaration, measures, day, entrance.owner, entrance)?;
    first(hindrances(declaration, measures, &verdict, entrance))?;
    Ok(verdict)
}

/// Who declares, or for whom, is not known as the text wants it.
pub fn unknown(entrance: &Entrance) -> Vec<NotAllowed> {
    let registered = (!entrance.owner.registered).then_some(Reason::OwnerNotRegistered);
    let mandated = (!entrance.mandated).then_some(Reason::MandateMissing);
    registered.into_iter().chain(mandated).map(|reason| NotAllowed::new(entrance.policy, reason)).collect()
}

/// Everything for which acceptance would refuse a declaration with this verdict, in the order in which it looks; each says what
/// may be chosen instead.
pub fn hindrances(
    declaration: &Declaration,
    measures: &Measures,
    verdict: &Verdict,
    entrance: &Entrance,
) -> Vec<NotAllowed> {
    let (policy, day) = (entrance.policy, verdict.receipt.day);
    let mut found = Vec::new();
    if declaration.asked.as_ref().is_some_and(|asked| *asked != verdict.mode) {
        let modes = offered(declaration, measures, day, entrance);
        let instead = Instead { modes, ..Instead::default() };
        found.push(NotAllowed::new(policy, Reason::ModeNotOffered).instead(instead, policy, day));
    }
    if let Some(at) = verdict.plan.iter().position(|p| p.kind == StepKind::Accept) {
        let office = &declaration.offices.accept;
        found.extend(may_accept(&verdict.plan[at], office, entrance).err().map(|reason| {
            let failed = if reason == Reason::PlaceNotAllowed {
                narrowed(declaration, measures, verdict, at, entrance)
            } else {
                Vec::new()
            };
            let instead = Instead { failed, offices: offices(verdict, at, entrance), ..Instead::default() };
            NotAllowed::new(policy, reason).instead(instead, policy, day)
        }));
    }
    for (step, office) in &declaration.offices.chosen {
        let Some(at) = verdict.plan.iter().position(|p| p.step == *step) else {
            let steps = Text::list(verdict.plan.iter().map(|p| Text::new(p.step.to_string(), p.step.to_string())));
            found.push(NotAllowed::new(policy, Reason::StepUnknown).saying(&steps));
            continue;
        };
        let planned = &verdict.plan[at];
        let usual = match &planned.at {
            Allowed::Offices(offices) => offices.contains(office),
            Allowed::Any(_) => policy.office(office, day).is_some(),
            Allowed::Centre | Allowed::Outside(_) => false,
        };
        let reason = if !usual {
            Reason::PlaceNotAllowed
        } else if !policy.capable(office, planned.kind, day) {
            Reason::OfficeNotCapable
        } else {
            continue;
        };
        let instead = Instead { offices: offices(verdict, at, entrance), ..Instead::default() };
        found.push(NotAllowed::new(policy, reason).instead(instead, policy, day));
    }
    found
}

/// The modes that may be asked for: those that asking for them gives.
pub fn offered(declaration: &Declaration, measures: &Measures, day: Day, entrance: &Entrance) -> Vec<ModeName> {
    let gives = |mode: &&ModeName| {
        let asking = Declaration { asked: Some((*mode).clone()), ..declaration.clone() };
        let verdict = decided(&asking, measures, day, entrance.owner, entrance);
        verdict.is_ok_and(|verdict| verdict.mode == **mode)
    };
    entrance.policy.modes_of(declaration.direction, day).map(|mode| &mode.name).filter(gives).cloned().collect()
}

/// The conditions for which a step may not be done more widely: those of its table, and what they are defined by.
fn narrowed(
    declaration: &Declaration,
    measures: &Measures,
    verdict: &Verdict,
    at: usize,
    entrance: &Entrance,
) -> Vec<Text> {
    let (policy, day) = (entrance.policy, verdict.receipt.day);
    let base = Declared::new(declaration, measures, entrance.owner, entrance.agent_blacklisted);
    let facts = Resolved::new(policy, day, &base);
    let step = policy.mode(&verdict.mode).and_then(|mode| mode.step(verdict.plan[at].step.as_str()));
    let wider = step.into_iter().flat_map(|step| &step.place.wider).filter_map(|wider| wider.when.as_ref());
    let mut failed: Vec<&Condition> = wider.flat_map(|when| when.failing(&facts, None)).collect();
    if failed.is_empty() && !verdict.in_scheme {
        failed.extend(policy.in_scheme(day).into_iter().flat_map(|scheme| scheme.failing(&facts, None)));
    }
    let defined = |part: &Condition| match part {
        Condition::Atom(Atom::Flag(fact)) => policy.definition(*fact, day).map(|definition| &definition.condition),
        Condition::Atom(_) | Condition::Not(_) | Condition::All(_) | Condition::Any(_) => None,
    };
    let spelled = |part| match defined(part) {
        Some(condition) => condition.failing(&facts, None),
        None => vec![part],
    };
    failed.into_iter().flat_map(spelled).map(Condition::words).collect()
}

/// Whether an office may accept: among those that the plan names, or any capable one whose own gate is met. The
/// accepting office never changes the mode (docs/ARCHITECTURE.md).
fn may_accept(accept: &Planned, office: &OfficeCode, entrance: &Entrance) -> Result<(), Reason> {
    let (policy, day) = (entrance.policy, entrance.today);
    let known = policy.office(office, day).ok_or(Reason::PlaceNotAllowed)?;
    let named = match &accept.at {
        Allowed::Offices(offices) | Allowed::Any(offices) => offices.contains(office),
        Allowed::Outside(recorder) => recorder.as_ref() == Some(office),
        Allowed::Centre => true,
    };
    if !named {
        if !matches!(accept.at, Allowed::Any(_)) {
            return Err(Reason::PlaceNotAllowed);
        }
        if !policy.gates_met(&known.member, day) {
            return Err(Reason::GateNotMet);
        }
    }
    if policy.capable(office, StepKind::Accept, day) { Ok(()) } else { Err(Reason::OfficeNotCapable) }
}

/// The offices of a step of the plan, every capable one where any will do.
pub fn offices(verdict: &Verdict, at: usize, entrance: &Entrance) -> Vec<OfficeCode> {
    let planned = &verdict.plan[at];
    match &planned.at {
        Allowed::Offices(offices) => offices.clone(),
        Allowed::Outside(recorder) => recorder.iter().cloned().collect(),
        Allowed::Centre => Vec::new(),
        Allowed::Any(usual) => {
            let (policy, day) = (entrance.policy, entrance.today);
            let fit = |office: &OfficeCode| policy.capable(office, planned.kind, day);
            let gated = |o: &policy::Office| planned.kind != StepKind::Accept || policy.gates_met(&o.member, day);
            let rest = policy.offices_on(day).filter(|o| !usual.contains(&o.code) && fit(&o.code) && gated(o));
            usual.iter().filter(|o| fit(o)).cloned().chain(rest.map(|o| o.code.clone())).collect()
        }
    }
}

/// A closed case of history under its own number; importing it again meets its idempotency key and adds nothing.
pub fn record_history(office: OfficeCode, no: CaseNo, recorded: Recorded, stamp: Stamp) -> Intent {
    let draft = Draft {
        case: CaseSlot::Known(no),
        version: 1,
        happened: stamp.happened,
        by: stamp.by,
        source: stamp.source,
        body: CaseEvent::Recorded(recorded).into(),
    };
    Intent { office, epoch: stamp.epoch, key: stamp.key, case: None, drafts: vec![draft], demands: Vec::new() }
}
