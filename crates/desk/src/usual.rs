//! How long each step usually takes: medians of ninety days, made by a job and only read when somebody looks.

use crate::field::Field;
use anyhow::Result;
use register::cases::usual::Took;
use register::scope::Scope;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};
use values::calendar::Timestamp;

/// Days that the medians are of.
pub const DAYS: i32 = 90;
/// Fewer steps than these are too few to say what is usual.
pub const FEWEST: i64 = 20;

/// How long a step usually takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typical {
    /// The median in minutes.
    pub minutes: i64,
    /// Of how many steps.
    pub count: i64,
}

/// What is usual, by kind of step and office.
#[derive(Debug, Default)]
pub struct Usual(HashMap<(String, String), Typical>);

impl Usual {
    /// What follows from how long steps took: each kind at each office, and in the whole region under no office.
    pub fn of(took: &[Took]) -> Usual {
        let mut minutes: HashMap<(String, String), BTreeMap<i64, i64>> = HashMap::new();
        for one in took {
            let offices = [Some(""), Some(one.office.as_str()).filter(|office| !office.is_empty())];
            for office in offices.into_iter().flatten() {
                let key = (one.activity.clone(), office.to_owned());
                *minutes.entry(key).or_default().entry(one.minutes).or_default() += one.count;
            }
        }
        Usual(minutes.into_iter().filter_map(|(key, counts)| Some((key, median(&counts)?))).collect())
    }

    /// How long a kind of step usually takes at an office, else in the region; none where there are too few to say.
    pub fn at(&self, kind: &str, office: &str) -> Option<Typical> {
        let at = |office: &str| self.0.get(&(kind.to_owned(), office.to_owned())).copied();
        at(office).or_else(|| at(""))
    }
}

/// The median of counted minutes, if there are enough: the lower of two in the middle.
fn median(counts: &BTreeMap<i64, i64>) -> Option<Typical> {
    let count: i64 = counts.values().sum();
    if count < FEWEST {
        return None;
    }
    let mut before = 0;
    let middle = counts.iter().find(|(_, many)| {
        before += **many;
        count <= before * 2
    });
    middle.map(|(minutes, _)| Typical { minutes: *minutes, count })
}

/// What is usual, as it was last made.
#[derive(Debug, Default)]
pub struct Latest(RwLock<Arc<Usual>>);

impl Latest {
    /// As it was last made; nothing before the first time.
    pub fn get(&self) -> Arc<Usual> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Makes it anew.
    ///
    /// # Errors
    /// The register cannot be read.
    pub async fn make(&self, field: &Field, now: Timestamp) -> Result<()> {
        let since = field.day(now).plus(-DAYS);
        let usual = Usual::of(&field.register.took_since(&Scope::system(), since.0).await?);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(usual);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn took(office: &str, minutes: i64, count: i64) -> Took {
        Took { activity: "inspect".into(), office: office.into(), minutes, count }
    }

    #[test]
    fn the_median_is_of_the_office_else_of_the_region_and_of_nothing_where_there_are_too_few() {
        let of = |took: &[Took]| Usual::of(took);
        assert_eq!(of(&[took("A", 5, FEWEST - 1)]).at("inspect", "A"), None);
        assert_eq!(of(&[took("A", 5, FEWEST)]).at("inspect", "A"), Some(Typical { minutes: 5, count: FEWEST }));
        // Nine of A and eleven of B: A has too few of its own.
        let usual = of(&[took("A", 10, 9), took("B", 30, 11)]);
        assert_eq!(usual.at("inspect", "A"), Some(Typical { minutes: 30, count: 20 }));
        let usual = of(&[took("A", 10, 10), took("A", 30, 10), took("B", 1, 100)]);
        assert_eq!(usual.at("inspect", "A").map(|usual| usual.minutes), Some(10), "the lower of two in the middle");
        assert_eq!(usual.at("inspect", "C").map(|usual| usual.minutes), Some(1));
        assert_eq!(usual.at("verify", "A"), None);
    }
}
