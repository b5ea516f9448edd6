//! The keys by which offices seal the papers that they issue: opened, good for their days, revoked.

use crate::event::region::RegionEvent;
use crate::event::seal::{Revoked, SealKey};
use rpds::HashTrieMapSync;
use values::calendar::Day;
use values::id::OfficeCode;

/// The keys of all offices. A copy shares what does not change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SealKeys(HashTrieMapSync<OfficeCode, Vec<SealKey>>);

impl SealKeys {
    pub(super) fn apply(&mut self, event: &RegionEvent) {
        if let RegionEvent::SealKeyOpened(opened) = event {
            let mut keys = self.0.get(&opened.office).cloned().unwrap_or_default();
            keys.push((**opened).clone());
            self.0.insert_mut(opened.office.clone(), keys);
        } else if let RegionEvent::SealKeyRevoked { office, key, since, reason } = event
            && let Some(keys) = self.0.get_mut(office)
            && let Some(revoked) = keys.iter_mut().find(|one| one.key == *key)
        {
            revoked.revoked = Some(Revoked { since: *since, reason: reason.clone() });
        }
    }

    /// The keys of an office, oldest first.
    pub fn of(&self, office: &OfficeCode) -> &[SealKey] {
        self.0.get(office).map_or(&[], Vec::as_slice)
    }

    /// All keys, by office and number.
    pub fn all(&self) -> Vec<&SealKey> {
        let mut all: Vec<&SealKey> = self.0.values().flatten().collect();
        all.sort_by_key(|key| (&key.office, key.key));
        all
    }

    /// The key by which an office seals on a day: its newest, while that is good for the day and was not revoked.
    pub fn sealing(&self, office: &OfficeCode, day: Day) -> Option<&SealKey> {
        let newest = self.of(office).last()?;
        (newest.revoked.is_none() && newest.proves(day)).then_some(newest)
    }

    /// Whether a key is opened without anybody asking: the first of an office, and the one after a key that ran out. After a
    /// revoked one somebody has to.
    pub fn opens_itself(&self, office: &OfficeCode, day: Day) -> bool {
        self.of(office).last().is_none_or(|newest| newest.revoked.is_none() && newest.until < day)
    }

    /// The number of the next key of an office.
    pub fn next(&self, office: &OfficeCode) -> u16 {
        self.of(office).last().map_or(1, |newest| newest.key.saturating_add(1))
    }
}
