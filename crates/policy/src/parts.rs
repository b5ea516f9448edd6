//! Parts that editions have in common: a file that says the same is read once, and what was read stands in memory once.

use super::edition::digest;
use super::law::LawText;
use super::rule::Rule;
use super::table::Reading;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

type Hash = [u8; 32];

/// What was read of files, by what it depends on. Nothing that no edition has any more is held.
#[derive(Debug, Default)]
pub struct Parts {
    laws: Mutex<HashMap<Hash, Arc<LawText>>>,
    rules: Mutex<HashMap<Hash, Vec<Arc<Rule>>>>,
    read: AtomicU64,
}

impl Parts {
    /// How many rules were read from their text, and not found among those that were read before.
    pub fn rules_read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// The legal text of a file; what has faults is read again.
    pub(crate) fn law(
        &self,
        (file, content): (&str, &str),
        reading: &mut Reading,
        read: impl FnOnce(&mut Reading) -> Option<LawText>,
    ) -> Option<Arc<LawText>> {
        let before = reading.faults.len();
        let key = key(&[file.as_bytes(), content.as_bytes()]);
        if let Some(held) = self.laws.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Some(Arc::clone(held));
        }
        let law = Arc::new(read(reading)?);
        if reading.faults.len() == before {
            let mut laws = self.laws.lock().unwrap_or_else(PoisonError::into_inner);
            laws.retain(|_, law| 1 < Arc::strong_count(law));
            laws.insert(key, Arc::clone(&law));
        }
        Some(law)
    }

    /// The rules of a file, under what else they are read by; what has faults is read again.
    pub(crate) fn rules(
        &self,
        (file, content): (&str, &str),
        reading: &mut Reading,
        read: impl FnOnce(&mut Reading) -> Vec<Rule>,
    ) -> Vec<Arc<Rule>> {
        let key = key(&[file.as_bytes(), content.as_bytes(), &around(reading)]);
        if let Some(held) = self.rules.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return held.clone();
        }
        let before = reading.faults.len();
        let rules: Vec<Arc<Rule>> = read(reading).into_iter().map(|rule| Arc::new(rule.settled())).collect();
        self.read.fetch_add(rules.len() as u64, Ordering::Relaxed);
        if reading.faults.len() == before && !rules.is_empty() {
            let mut held = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
            held.retain(|_, rules| rules.iter().any(|rule| 1 < Arc::strong_count(rule)));
            held.insert(key, rules.clone());
        }
        rules
    }
}

fn key(parts: &[&[u8]]) -> Hash {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// What rules are read by besides their own file: language, grades, the first day, and which clauses there are on which days.
fn around(reading: &Reading) -> Hash {
    let mut said = format!("{:?} {:?}", reading.vocabulary, reading.start);
    for law in reading.library.texts() {
        said.push_str(&format!("\n{} {:?}", law.short, law.period));
        law.sections.iter().for_each(|section| said.push_str(&format!(" {}", section.name)));
    }
    digest(said.as_bytes())
}
