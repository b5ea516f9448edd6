//! The record as it stood at a moment: who was who, the open cases, what was overdue and what was counted of the past.

use clearance::case::{Case, fold};
use clearance::declaration::Declaration;
use clearance::event::Event;
use clearance::event::body::CaseEvent;
use clearance::event::region::RegionEvent;
use clearance::past::{Asked, Counts, Of, Tally};
use clearance::region::RegionState;
use clearance::row::due;
use clearance::row::past::{self, PastRow};
use clearance::standing::Standing;
use policy::Policy;
use policy::fact::past::DAYS;
use std::collections::{HashMap, HashSet};
use values::calendar::{Day, Timestamp};
use values::id::{CaseNo, EnterpriseId};

/// What follows from the events that were taken so far.
#[derive(Default)]
pub(super) struct AsOf {
    region: RegionState,
    /// When what counts of an enterprise was last changed.
    changed: HashMap<EnterpriseId, Timestamp>,
    begun: HashMap<CaseNo, Vec<Event>>,
    /// Cases under way, and the numbers of those that ended: nothing is decided there any more.
    cases: HashMap<CaseNo, Case>,
    ended: HashSet<CaseNo>,
    /// What falls due, by owner and case.
    due: HashMap<EnterpriseId, HashMap<CaseNo, Timestamp>>,
    /// Cases as they were before they were split, or before the amendment that was granted last.
    split: HashMap<CaseNo, Case>,
    amended: HashMap<CaseNo, Case>,
    past: Vec<PastRow>,
    known: HashSet<(CaseNo, u32, &'static str)>,
    counted: HashMap<(Of, Day), Counts>,
}

impl AsOf {
    /// A case as it stands.
    pub(super) fn case(&self, no: Option<&CaseNo>) -> Option<&Case> {
        self.cases.get(no?)
    }

    /// A case as it stood before it was split.
    pub(super) fn whole(&self, no: Option<&CaseNo>) -> Option<&Case> {
        // Its parts may be recorded before the split itself.
        self.split.get(no?).or_else(|| self.cases.get(no?))
    }

    /// A case as it stood before its last amendment was granted.
    pub(super) fn before_amendment(&self, no: Option<&CaseNo>) -> Option<&Case> {
        self.amended.get(no?)
    }

    /// When what counts of an enterprise was last changed.
    pub(super) fn changed(&self, id: &EnterpriseId) -> Option<Timestamp> {
        self.changed.get(id).copied()
    }

    /// The region as it stood.
    pub(super) fn region(&self) -> &RegionState {
        &self.region
    }

    /// Takes the next event.
    pub(super) fn take(&mut self, event: &Event) {
        if let Some(what) = event.body.of_region() {
            if let RegionEvent::GradeGiven { id, .. }
            | RegionEvent::Blacklisted { id, .. }
            | RegionEvent::BlacklistLifted { id, .. }
            | RegionEvent::EnterpriseRegistered { id, .. } = what
            {
                self.changed.insert(id.clone(), event.recorded);
            }
            self.region.apply(event.seq, event.happened, &event.by, what);
        }
        let Some(no) = event.case.as_ref().filter(|no| !self.ended.contains(*no)) else { return };
        if let Some(case) = self.cases.get_mut(no) {
            match event.body.of_case() {
                Some(CaseEvent::Split { .. }) => drop(self.split.insert(no.clone(), case.clone())),
                Some(CaseEvent::AmendmentGranted {}) => drop(self.amended.insert(no.clone(), case.clone())),
                Some(_) | None => {}
            }
            fold::apply(case, event);
        } else {
            let events = self.begun.entry(no.clone()).or_default();
            events.push(event.clone());
            let Some(case) = fold::fold(&*events) else { return };
            self.begun.remove(no);
            self.cases.insert(no.clone(), case);
        }
        let case = &self.cases[no];
        let first = past::of_event(event, case).into_iter();
        let first = first.filter(|row| self.known.insert((row.no.clone(), row.part, row.what.word())));
        self.past.extend(first);
        let owner = self.due.entry(case.declaration.parties.owner.clone()).or_default();
        match due(case) {
            Some(due) => drop(owner.insert(no.clone(), due)),
            None => drop(owner.remove(no)),
        }
    }

    /// Lets go of a case that has ended.
    pub(super) fn settle(&mut self, no: &CaseNo) {
        if self.cases.get(no).is_some_and(|case| case.stage.ended()) {
            self.cases.remove(no);
            self.amended.remove(no);
            self.ended.insert(no.clone());
        }
    }

    /// Whether an enterprise stood on the blacklist.
    pub(super) fn blacklisted(&self, id: &EnterpriseId, policy: &Policy, now: Timestamp) -> bool {
        self.region.enterprise(id).is_some_and(|known| known.blacklisted(now.day_in(&policy.region.zone)))
    }

    /// The owner's standing then, and the past as the text of a day counts it.
    pub(super) fn standing(&mut self, policy: &Policy, of: &Declaration, day: Day, now: Timestamp) -> Standing {
        let owner = &of.parties.owner;
        let overdue = self.due.get(owner).is_some_and(|cases| cases.values().any(|due| *due < now));
        let standing = self.region.standing(owner, now.day_in(&policy.region.zone), overdue);
        let asked = Asked::new(policy, day, of);
        let counts: Vec<Counts> = asked.of().iter().map(|of| self.counts(policy, of, day)).collect();
        Standing { past: asked.counted(&counts), ..standing }
    }

    fn counts(&mut self, policy: &Policy, of: &Of, day: Day) -> Counts {
        let key = (of.clone(), day);
        if let Some(counts) = self.counted.get(&key) {
            return *counts;
        }
        let zone = &policy.region.zone;
        let (from, until) = (zone.start_of_day(day.plus(-DAYS)), zone.start_of_day(day));
        let tally = |from: Timestamp| {
            let mine = self.past.iter().filter(|row| of.covers(&row.owner, &row.hs, &row.origin));
            let mut tally = Tally::default();
            mine.filter(|row| (from..until).contains(&row.recorded))
                .for_each(|row| tally.add(row.what, 1, row.recorded));
            tally
        };
        let all = tally(from);
        let since_failure = all.last_failed.map_or(all, |last| tally(last.plus_us(1)));
        let counts = Counts::of(of, &all, &since_failure, day, zone);
        self.counted.insert(key, counts);
        counts
    }
}
