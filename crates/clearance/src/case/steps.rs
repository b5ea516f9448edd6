//! Which steps are open: generic over the step table of whatever mode the text gives.

use super::Case;
use super::lot::LotState;
use crate::decision::Allowed;
use crate::decision::demands::Needs;
use crate::event::body::LotId;
use policy::StepKind;
use values::id::OfficeCode;

/// Where a step stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepStatus {
    /// This case does not need it; it counts as done for those that wait for it.
    NotNeeded,
    /// Other steps come first, by index in the plan.
    Waiting {
        /// Those not done yet.
        on: Vec<usize>,
    },
    /// It can be done now.
    Open,
    /// Finished.
    Done,
    /// Nothing is left that it could be done for: every lot found another end.
    Moot,
}

impl Allowed {
    /// Whether an office is among the places; for 任一 any office is, if it is capable.
    pub fn offers(&self, office: &OfficeCode) -> bool {
        match self {
            Allowed::Offices(offices) => offices.contains(office),
            Allowed::Any(_) | Allowed::Centre => true,
            Allowed::Outside(recorder) => recorder.as_ref() == Some(office),
        }
    }

    /// The usual office of the step, where there is one.
    pub fn usual(&self) -> Option<&OfficeCode> {
        match self {
            Allowed::Offices(offices) | Allowed::Any(offices) => offices.first(),
            Allowed::Centre => None,
            Allowed::Outside(recorder) => recorder.as_ref(),
        }
    }
}

impl Case {
    /// Where a step stands for the case as a whole.
    pub fn status(&self, step: usize) -> StepStatus {
        let planned = &self.plan()[step];
        if !planned.needed {
            return StepStatus::NotNeeded;
        }
        if self.progress[step].done.is_some() {
            return StepStatus::Done;
        }
        let on: Vec<usize> = self.before(step).filter(|n| !self.satisfied(step, *n)).collect();
        let any_lot = planned.kind.by_lot() && self.lots.iter().any(|lot| self.lot_may(step, lot.id));
        if any_lot || on.is_empty() && !planned.kind.by_lot() {
            return StepStatus::Open;
        }
        if !self.lots.iter().any(|l| l.state.live() || l.state.failed()) {
            return StepStatus::Moot;
        }
        StepStatus::Waiting { on }
    }

    /// Whether a step that goes by lots is open for a lot: the lot lives, has not passed it, and has passed all before.
    pub fn lot_may(&self, step: usize, lot: LotId) -> bool {
        self.lot(lot).is_some_and(|l| l.state.live())
            && self.progress[step].done.is_none()
            && !self.progress[step].passed.contains(&lot)
            && self.before(step).all(|n| self.satisfied(step, n) || self.lot_passed(n, lot))
    }

    pub(super) fn before(&self, step: usize) -> impl Iterator<Item = usize> {
        self.plan()[step].needs.iter().map(|n| usize::from(*n))
    }

    pub(super) fn lot_passed(&self, step: usize, lot: LotId) -> bool {
        self.plan()[step].kind.by_lot() && self.progress[step].passed.contains(&lot)
    }

    /// Whether `step` need not wait for `before` any more.
    pub(super) fn satisfied(&self, step: usize, before: usize) -> bool {
        let planned = &self.plan()[before];
        if !planned.needed {
            return true;
        }
        if self.progress[before].done.is_none() {
            return false;
        }
        let arrives = planned.kind == StepKind::Move && self.plan()[step].on_arrival;
        !arrives || self.transit.as_ref().is_some_and(|t| t.arrived_at.is_some())
    }

    /// Whether a step that goes by lots has nothing left to do: every lot passed it or found another end.
    pub fn exhausted(&self, step: usize) -> bool {
        let passed = &self.progress[step].passed;
        !passed.is_empty()
            && self.lots.iter().all(|lot| match lot.state {
                LotState::Live => passed.contains(&lot.id),
                LotState::Failed { step: at, .. } => at != step && passed.contains(&lot.id),
                LotState::Returned | LotState::Destroyed | LotState::NotExported | LotState::Released => true,
            })
    }

    /// Entries of the text that ask for a treatment, each with whether it was effective in a step.
    pub fn treatments(&self, step: usize) -> impl Iterator<Item = (&str, bool)> {
        let treats = self.plan()[step].kind == StepKind::Treat && self.plan()[step].needed;
        let asked = self.verdict.iter().filter(move |_| treats).flat_map(|verdict| &verdict.treatments);
        let demands = self.verdict.iter().flat_map(|verdict| &verdict.demands);
        let waived: Vec<&str> = demands
            .filter(|demand| demand.needs == Some(Needs::Treatment) && self.waived(demand, &demand.lines))
            .map(|demand| &*demand.rule)
            .collect();
        asked.map(move |entry| {
            (entry.as_str(), self.progress[step].treated.contains(entry) || waived.contains(&entry.as_str()))
        })
    }

    /// Entries whose treatment is still to be done in a step.
    pub fn untreated(&self, step: usize) -> Vec<&str> {
        self.treatments(step).filter(|(_, treated)| !treated).map(|(entry, _)| entry).collect()
    }

    /// The steps that can be done now.
    pub fn open_steps(&self) -> impl Iterator<Item = usize> {
        (0..self.plan().len()).filter(|step| self.status(*step) == StepStatus::Open)
    }

    /// The step of a name.
    pub fn step(&self, name: &values::id::StepName) -> Option<usize> {
        self.plan().iter().position(|p| p.step == *name)
    }
}
