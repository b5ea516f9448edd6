//! Work items between offices about a case (口岸局与内地局、内地局之间的协作配合, 「本方案」一): asked, accepted, answered by a date.

use super::Case;
use crate::event::act::Reply;
use crate::event::body::CaseEvent;
use crate::event::demand::DemandOf;
use crate::event::share::Share;
use values::calendar::Timestamp;
use values::id::OfficeCode;

/// One office asks another to do something about a case. The steps of the plan do not wait for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkItem {
    /// The office that asks.
    pub from: OfficeCode,
    /// The office that is asked.
    pub to: OfficeCode,
    /// What is asked for, in words.
    pub what: String,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// By when an answer is due: 24:00 of the day named.
    pub due: Timestamp,
    /// What of the case the office that is asked sees while its answer is wanted.
    pub share: Share,
    /// The rule that asks for it after release, where one does.
    pub rule: Option<DemandOf>,
    /// How far it is.
    pub state: WorkState,
}

/// How far a work item is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkState {
    /// Nobody took it yet.
    Asked,
    /// The office asked has taken it.
    Accepted {
        /// When.
        at: Timestamp,
    },
    /// Answered: it ends here.
    Answered {
        /// When.
        at: Timestamp,
        /// The office asked will not do it; the reply says why.
        refused: bool,
        /// In words.
        reply: String,
    },
}

impl WorkItem {
    /// Whether an answer is still wanted.
    pub fn waits(&self) -> bool {
        match self.state {
            WorkState::Asked | WorkState::Accepted { .. } => true,
            WorkState::Answered { .. } => false,
        }
    }
}

impl WorkItem {
    /// Whether an answer is still wanted now: what was shared for it ends with the answer, and with the due moment.
    pub fn wanted(&self, now: Timestamp) -> bool {
        self.waits() && now < self.due
    }
}

impl Case {
    /// A work item by its number, from 1.
    pub fn work_item(&self, item: u16) -> Option<&WorkItem> {
        usize::from(item).checked_sub(1).and_then(|at| self.work_items.get(at))
    }
}

/// Applies an event of cooperation. Such events leave everything else of the case as it is, also when it last moved.
pub(super) fn apply(case: &mut Case, body: &CaseEvent, at: Timestamp) {
    if let CaseEvent::WorkAsked { from, to, what, due, share, rule, .. } = body {
        let (from, to, what) = (from.clone(), to.clone(), what.clone());
        case.work_items.push(WorkItem {
            from,
            to,
            what,
            asked_at: at,
            due: *due,
            share: *share,
            rule: rule.clone(),
            state: WorkState::Asked,
        });
    } else if let CaseEvent::WorkAccepted { item } = body {
        set(case, *item, WorkState::Accepted { at });
    } else if let CaseEvent::WorkAnswered { item, said: Reply { refused, reply } } = body {
        set(case, *item, WorkState::Answered { at, refused: *refused, reply: reply.clone() });
    }
}

fn set(case: &mut Case, item: u16, state: WorkState) {
    if let Some(item) = usize::from(item).checked_sub(1).and_then(|at| case.work_items.get_mut(at)) {
        item.state = state;
    }
}
