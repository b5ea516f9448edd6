//! What is decided, on its way to the log.

use crate::event::Source;
use crate::event::body::{Body, CaseEvent};
use crate::intent::{CaseSlot, Demand, Draft, Intent, Key};
use values::actor::Actor;
use values::calendar::Timestamp;
use values::id::{CaseNo, OfficeCode};

/// What follows from a command: the bodies of the events and the numbers they ask for.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Decision {
    /// Bodies for the case itself, in order.
    pub bodies: Vec<CaseEvent>,
    /// Numbers to take.
    pub demands: Vec<Demand>,
    /// Bodies of new cases, in order; the n-th takes the n-th demand as its number.
    pub new_cases: Vec<Vec<CaseEvent>>,
}

impl Decision {
    pub(super) fn of(bodies: Vec<CaseEvent>) -> Decision {
        Decision { bodies, ..Decision::default() }
    }

    /// The decision as it goes to the log of `office`.
    pub fn into_intent(self, office: OfficeCode, case: Option<(CaseNo, u32)>, stamp: Stamp) -> Intent {
        let draft = |case: CaseSlot, version: u32, body: CaseEvent| Draft {
            case,
            version,
            happened: stamp.happened,
            by: stamp.by.clone(),
            source: stamp.source,
            body: Body::Case(body),
        };
        let mut drafts = Vec::new();
        let (known, base) = match &case {
            Some((no, version)) => (CaseSlot::Known(no.clone()), *version),
            None => (CaseSlot::None, 0),
        };
        for (n, body) in (1..).zip(self.bodies) {
            let version = if case.is_some() { base + n } else { 0 };
            drafts.push(draft(known.clone(), version, body));
        }
        for (slot, bodies) in (0..).zip(self.new_cases) {
            for (n, body) in (1..).zip(bodies) {
                drafts.push(draft(CaseSlot::New(slot), n, body));
            }
        }
        Intent { office, epoch: stamp.epoch, key: stamp.key, case, drafts, demands: self.demands }
    }
}

/// Who, when and under which key a decision goes to the log.
pub struct Stamp {
    /// When it happened.
    pub happened: Timestamp,
    /// Who did it.
    pub by: Actor,
    /// Where the knowledge came from.
    pub source: Source,
    /// The restriction epoch at which it was decided.
    pub epoch: u64,
    /// Idempotency key.
    pub key: Option<Key>,
}
