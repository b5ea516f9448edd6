//! What the record counted of the past by the day whose text counts, for decisions; counted once for each day, since it stays so.

use super::Field;
use anyhow::Result;
use clearance::declaration::Declaration;
use clearance::past::{Asked, Counts, Of, Past};
use policy::Policy;
use policy::fact::past::DAYS;
use register::derive::rules;
use register::scope::Scope;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use values::calendar::{Day, Timestamp};

/// Counts that are kept; when there are more, all are forgotten and counted again.
const MOST: usize = 50_000;

/// How long after midnight no command that began before it can still be on its way, in microseconds.
const SETTLED_US: i64 = 60_000_000;

/// What was counted of late, the moment before which nothing is recorded any more, and the one for which that was tried.
#[derive(Debug, Default)]
pub(super) struct Counted {
    kept: Mutex<HashMap<Day, HashMap<Of, Counts>>>,
    closed: AtomicI64,
    tried: AtomicI64,
    derived: AtomicBool,
}

impl Counted {
    fn get(&self, of: &Of, day: Day) -> Option<Counts> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&day)?.get(of).copied()
    }

    fn keep(&self, of: &Of, day: Day, counts: Counts) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if MOST <= kept.values().map(HashMap::len).sum() {
            kept.clear();
        }
        kept.entry(day).or_default().insert(of.clone(), counts);
    }

    fn is_closed(&self, until: Timestamp) -> bool {
        until.0 <= self.closed.load(Ordering::Relaxed)
    }

    fn was_tried(&self, until: Timestamp) -> bool {
        until.0 <= self.tried.load(Ordering::Relaxed)
    }
}

impl Field {
    /// The past that a text asks for, of a declaration that counts by the text of a day: what was recorded by 24:00 of the day
    /// before in the text's zone, or of yesterday if that is still to come. None while somebody may still record on that day. While
    /// the tables of a register of before are being made again nothing of the past is known.
    ///
    /// # Errors
    /// The register cannot be read.
    pub async fn past(
        &self,
        policy: &Policy,
        declaration: &Declaration,
        day: Day,
        now: Timestamp,
    ) -> Result<Option<Past>> {
        let (asked, zone) = (Asked::new(policy, day, declaration), &policy.region.zone);
        let day = day.min(now.day_in(zone));
        let until = zone.start_of_day(day);
        if asked.of().is_empty() || !self.is_derived().await? {
            return Ok(Some(Past::default()));
        }
        let settled = until.plus_us(SETTLED_US) <= now;
        // Later on a head that somebody holds keeps nobody waiting twice; the job goes on trying.
        let spared = settled && self.counted.was_tried(until);
        if !spared && !self.close(until).await? && !settled {
            return Ok(None);
        }
        let mut counts = Vec::with_capacity(asked.of().len());
        for of in asked.of() {
            if let Some(counted) = self.counted.get(of, day) {
                counts.push(counted);
                continue;
            }
            let counted = self.count(policy, of, day).await?;
            counts.push(counted);
            if self.counted.is_closed(until) {
                self.counted.keep(of, day, counted);
            }
        }
        Ok(Some(asked.counted(&counts)))
    }

    /// Whether the tables are those of this program, so that what is counted is whole.
    async fn is_derived(&self) -> Result<bool> {
        if !self.counted.derived.load(Ordering::Relaxed) {
            let derived = rules() <= self.register.derivation().await?;
            self.counted.derived.store(derived, Ordering::Relaxed);
        }
        Ok(self.counted.derived.load(Ordering::Relaxed))
    }

    /// Closes the days before today, so that the past can be counted; whether nothing is recorded there any more.
    ///
    /// # Errors
    /// The register cannot be read.
    pub async fn close_days(&self, now: Timestamp) -> Result<bool> {
        let zone = &self.home.zone;
        self.close(zone.start_of_day(now.day_in(zone))).await
    }

    async fn close(&self, until: Timestamp) -> Result<bool> {
        if self.counted.is_closed(until) {
            return Ok(true);
        }
        let held = self.register.close_before(until).await?;
        self.counted.tried.fetch_max(until.0, Ordering::Relaxed);
        if held.is_empty() {
            self.counted.closed.fetch_max(until.0, Ordering::Relaxed);
        } else {
            tracing::warn!("the day before is not closed at {}: somebody holds the head", held.join(", "));
        }
        Ok(held.is_empty())
    }

    async fn count(&self, policy: &Policy, of: &Of, day: Day) -> Result<Counts> {
        let zone = &policy.region.zone;
        let (from, until) = (zone.start_of_day(day.plus(-DAYS)), zone.start_of_day(day));
        let scope = Scope::system();
        let all = self.register.tally(&scope, of, (from, until)).await?;
        // Asked in any case, so that nobody learns from how long it takes whether such goods failed before.
        let since = all.last_failed.map_or(until, |last| last.plus_us(1));
        let after = self.register.tally(&scope, of, (since, until)).await?;
        let since_failure = if all.last_failed.is_some() { after } else { all };
        Ok(Counts::of(of, &all, &since_failure, day, zone))
    }
}
