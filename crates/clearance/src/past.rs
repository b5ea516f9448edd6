//! What the record counted of the past by the day whose text counts: an input of decisions, by value.
//!
//! Counted is what was recorded by 24:00 of the day before, in the region's zone, over [`policy::fact::past::DAYS`]: nothing can be
//! recorded there any more, so that every process counts the same and a later one can count again.

use crate::declaration::{Declaration, Line};
use policy::Policy;
use policy::fact::Value;
use policy::fact::past::{Counter, Subject};
use policy::hs::HsSpan;
use std::collections::BTreeMap;
use values::calendar::Day;
use values::code::{CountryCode, HsCode};
use values::id::EnterpriseId;

/// Whose past: each part that is given narrows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Of {
    /// Declared by this owner.
    pub owner: Option<EnterpriseId>,
    /// Of goods with a tariff code in one of these spans, none of which meets another.
    pub goods: Option<Vec<HsSpan>>,
    /// Of goods from this country.
    pub origin: Option<CountryCode>,
}

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Declarations that were accepted, each once; of goods, their lines.
    pub declared: i64,
    /// Lots that failed.
    pub failed: i64,
    /// Lots that passed since the last that failed.
    pub passed: i64,
    /// Days from the last that failed to the day that counts.
    pub since: Option<i64>,
}

/// What was counted of all that a text asks for; what was not asked for is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    alike: BTreeMap<HsCode, Vec<HsSpan>>,
    counts: BTreeMap<Of, Counts>,
}

/// What a text asks of the past of a declaration.
#[derive(Clone, Debug)]
pub struct Asked {
    alike: BTreeMap<HsCode, Vec<HsSpan>>,
    of: Vec<Of>,
}

impl Asked {
    /// What the rules of a text ask of a declaration on a day.
    pub fn new(policy: &Policy, day: Day, declaration: &Declaration) -> Asked {
        let mut asked = Asked { alike: BTreeMap::new(), of: Vec::new() };
        let owner = &declaration.parties.owner;
        for subject in policy.past() {
            if subject == Subject::Owner {
                asked.of.push(Of { owner: Some(owner.clone()), ..Of::default() });
                continue;
            }
            for line in &declaration.lines {
                if subject.of_goods() && !asked.alike.contains_key(&line.hs) {
                    asked.alike.insert(line.hs.clone(), policy.alike(&line.hs, day));
                }
                asked.of.push(of(subject, owner, &line.origin, asked.alike.get(&line.hs)));
            }
        }
        asked.of.sort_unstable();
        asked.of.dedup();
        asked
    }

    /// Each once.
    pub fn of(&self) -> &[Of] {
        &self.of
    }

    /// The past by these counts, one for each of [`Asked::of`].
    pub fn counted(self, counts: Vec<Counts>) -> Past {
        Past { alike: self.alike, counts: self.of.into_iter().zip(counts).collect() }
    }
}

fn of(subject: Subject, owner: &EnterpriseId, origin: &CountryCode, goods: Option<&Vec<HsSpan>>) -> Of {
    Of {
        owner: subject.of_owner().then(|| owner.clone()),
        goods: goods.filter(|_| subject.of_goods()).cloned(),
        origin: subject.of_origin().then(|| origin.clone()),
    }
}

impl Past {
    /// What was counted for an owner and a line of its declaration; absent if nobody counted.
    pub fn answer(&self, (subject, counter): (Subject, Counter), owner: &EnterpriseId, line: Option<&Line>) -> Value {
        let of = match (subject, line) {
            (Subject::Owner, _) => Some(Of { owner: Some(owner.clone()), ..Of::default() }),
            (_, Some(line)) => Some(of(subject, owner, &line.origin, self.alike.get(&line.hs))),
            (_, None) => None,
        };
        let Some(counts) = of.and_then(|of| self.counts.get(&of)) else { return Value::Absent };
        match counter {
            Counter::Declared => Value::Number(counts.declared),
            Counter::Failed => Value::Number(counts.failed),
            Counter::PassedInRow => Value::Number(counts.passed),
            Counter::DaysSinceFailure => counts.since.map_or(Value::Absent, Value::Number),
        }
    }
}
