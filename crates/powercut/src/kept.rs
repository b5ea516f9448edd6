//! One file as a disk holds it: what was synced, and the changes that are still on their way.

use crate::chance::Chance;

/// The smallest part of a disk that is written whole or not at all, in bytes.
const SECTOR: usize = 512;

/// A change that was asked for and not yet synced.
#[derive(Debug, Clone)]
enum Change {
    Created,
    Written { at: usize, bytes: Vec<u8> },
    Cut { length: usize },
    Deleted,
}

/// A file of the disk; its bytes are `None` while it does not exist.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    synced: Option<Vec<u8>>,
    waiting: Vec<Change>,
}

impl Kept {
    /// A file that was there before the test began.
    pub(crate) fn found(bytes: Vec<u8>) -> Kept {
        Kept { synced: Some(bytes), waiting: Vec::new() }
    }

    pub(crate) fn create(&mut self) {
        self.waiting.push(Change::Created);
    }

    pub(crate) fn write(&mut self, at: usize, bytes: &[u8]) {
        self.waiting.push(Change::Written { at, bytes: bytes.to_vec() });
    }

    pub(crate) fn truncate(&mut self, length: usize) {
        self.waiting.push(Change::Cut { length });
    }

    pub(crate) fn delete(&mut self) {
        self.waiting.push(Change::Deleted);
    }

    /// Everything asked for so far is on the disk from now on.
    pub(crate) fn sync(&mut self) {
        for change in std::mem::take(&mut self.waiting) {
            apply(&mut self.synced, &change, &mut || true);
        }
    }

    /// What a disk could hold after a cut: of what waits, any single sectors, and any changes of length or name.
    pub(crate) fn survivor(&self, chance: &mut Chance) -> Option<Vec<u8>> {
        let mut bytes = self.synced.clone();
        // How much of what waits gets through in this cut: nothing, a quarter, half, three quarters, all.
        let quarters = chance.below(5);
        for change in &self.waiting {
            apply(&mut bytes, change, &mut || chance.below(4) < quarters);
        }
        bytes
    }
}

/// Makes a change as far as `kept` says so, asked for each sector of a write and once for any other change.
fn apply(file: &mut Option<Vec<u8>>, change: &Change, kept: &mut dyn FnMut() -> bool) {
    match change {
        Change::Created if kept() => drop(file.get_or_insert_default()),
        Change::Cut { length } if kept() => {
            if let Some(bytes) = file {
                bytes.resize(*length, 0);
            }
        }
        Change::Deleted if kept() => *file = None,
        Change::Created | Change::Cut { .. } | Change::Deleted => {}
        Change::Written { at, bytes } => {
            let Some(file) = file else { return };
            let mut from = 0;
            while from < bytes.len() {
                let to = bytes.len().min((at + from) / SECTOR * SECTOR + SECTOR - at);
                if kept() {
                    file.resize(file.len().max(at + to), 0);
                    file[at + from..at + to].copy_from_slice(&bytes[from..to]);
                }
                from = to;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_synced_survives_every_cut() {
        let mut file = Kept::default();
        file.create();
        file.write(100, &[1; 1000]);
        file.sync();
        file.write(0, &[2; 2048]);
        for seed in 0..200 {
            let bytes = file.survivor(&mut Chance::new(seed)).expect("it was synced");
            for sector in bytes.chunks(SECTOR) {
                let torn = sector.contains(&2) && sector.iter().any(|byte| *byte != 2);
                assert!(!torn, "a sector is whole");
            }
            assert!(bytes.len() >= 1100);
        }
    }

    #[test]
    fn what_was_not_synced_may_vanish_stay_or_tear() {
        let mut file = Kept::found(vec![1; 1024]);
        file.write(0, &[2; 1024]);
        let survivors: Vec<_> = (0..200).filter_map(|seed| file.survivor(&mut Chance::new(seed))).collect();
        assert!(survivors.contains(&vec![1; 1024]));
        assert!(survivors.contains(&vec![2; 1024]));
        assert!(survivors.contains(&[[1; 512], [2; 512]].concat()));
        assert!(survivors.contains(&[[2; 512], [1; 512]].concat()));
    }

    #[test]
    fn a_file_that_was_never_synced_may_not_exist() {
        let mut file = Kept::default();
        file.create();
        let exists = |seed| file.survivor(&mut Chance::new(seed)).is_some();
        assert!((0..50).any(exists) && !(0..50).all(exists));
    }
}
