//! How a case comes to be: a valid declaration, accepted at the chosen office in the same breath; or a case of history.

use super::{Context, Decision, Stamp};
use crate::case::asks;
use crate::case::decide::plan::decided;
use crate::case::refusal::{NotAllowed, Reason};
use crate::decision::{Allowed, Planned, Verdict};
use crate::declaration::{Declaration, Measures, Version};
use crate::event::body::{Accepted, CaseEvent, Recorded, Submitted};
use crate::intent::{CaseSlot, Draft, Intent};
use policy::StepKind;
use values::calendar::Day;
use values::fault::Fault;
use values::id::{CaseNo, OfficeCode};

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
    let accepted =
        Accepted { day, policy: policy.version().to_owned(), query_code, verdict: Box::new(verdict), split_from: None };
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
    let policy = entrance.policy;
    let no = |reason| Err(NotAllowed::new(policy, reason));
    if !entrance.owner.registered {
        return no(Reason::OwnerNotRegistered);
    }
    if !entrance.mandated {
        return no(Reason::MandateMissing);
    }
    let verdict = decided(declaration, measures, day, entrance.owner, entrance)?;
    if declaration.asked.as_ref().is_some_and(|asked| *asked != verdict.mode) {
        return no(Reason::ModeNotOffered);
    }
    let first = verdict.plan.iter().find(|p| p.kind == StepKind::Accept);
    if let Some(accept) = first {
        may_accept(accept, &declaration.offices.accept, entrance)?;
    }
    for (step, office) in &declaration.offices.chosen {
        let Some(planned) = verdict.plan.iter().find(|p| p.step == *step) else { return no(Reason::StepUnknown) };
        let usual = match &planned.at {
            Allowed::Offices(offices) => offices.contains(office),
            Allowed::Any(_) => policy.office(office, day).is_some(),
            Allowed::Centre | Allowed::Outside(_) => false,
        };
        if !usual {
            return no(Reason::PlaceNotAllowed);
        }
        if !policy.capable(office, planned.kind, day) {
            return no(Reason::OfficeNotCapable);
        }
    }
    Ok(verdict)
}

/// Whether an office may accept: among those that the plan names, or any capable one whose own gate is met. The
/// accepting office never changes the mode (docs/ARCHITECTURE.md).
fn may_accept(accept: &Planned, office: &OfficeCode, entrance: &Entrance) -> Result<(), NotAllowed> {
    let (policy, day) = (entrance.policy, entrance.today);
    let no = |reason| Err(NotAllowed::new(policy, reason));
    let Some(known) = policy.office(office, day) else { return no(Reason::PlaceNotAllowed) };
    let named = match &accept.at {
        Allowed::Offices(offices) | Allowed::Any(offices) => offices.contains(office),
        Allowed::Outside(recorder) => recorder.as_ref() == Some(office),
        Allowed::Centre => true,
    };
    if !named {
        if !matches!(accept.at, Allowed::Any(_)) {
            return no(Reason::PlaceNotAllowed);
        }
        if !policy.gates_met(&known.member, day) {
            return no(Reason::GateNotMet);
        }
    }
    if policy.capable(office, StepKind::Accept, day) { Ok(()) } else { no(Reason::OfficeNotCapable) }
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
