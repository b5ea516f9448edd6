//! What the record counted of the past by the day whose text counts: an input of decisions, by value.
//!
//! Counted is what was recorded by 24:00 of the day before, in the region's zone, over [`policy::fact::past::DAYS`]: nothing can be
//! recorded there any more, so that every process counts the same and a later one can count again.

use crate::declaration::{Declaration, Line};
use policy::Policy;
use policy::fact::Value;
use policy::fact::past::{Counter, Subject};
use policy::hs::HsSpan;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use values::calendar::{Day, Timestamp, Zone};
use values::code::{CountryCode, HsCode};
use values::id::EnterpriseId;

/// Whose past: each part that is given narrows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Of {
    /// Declared by this owner.
    pub owner: Option<EnterpriseId>,
    /// Of goods with a tariff code in one of these spans, none of which meets another.
    pub goods: Option<Arc<[HsSpan]>>,
    /// Of goods from this country.
    pub origin: Option<CountryCode>,
}

impl Of {
    /// Whether goods of an owner are of it.
    pub fn covers(&self, owner: &str, hs: &str, origin: &str) -> bool {
        self.owner.as_ref().is_none_or(|own| own.as_str() == owner)
            && self.origin.as_ref().is_none_or(|own| own.as_str() == origin)
            && self.goods.as_ref().is_none_or(|spans| spans.iter().any(|span| *span.low <= *hs && *hs <= *span.high))
    }
}

/// One thing that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A declaration: its first line.
    Declaration,
    /// A further line of one.
    Line,
    /// A lot that passed.
    Pass,
    /// A lot that failed.
    Fail,
}

const WORDS: [(What, &str); 4] =
    [(What::Declaration, "declaration"), (What::Line, "line"), (What::Pass, "pass"), (What::Fail, "fail")];

impl What {
    /// Its stable word.
    pub fn word(self) -> &'static str {
        WORDS.iter().find(|(what, _)| *what == self).map_or("", |(_, word)| word)
    }

    /// What a stable word means.
    pub fn of_word(word: &str) -> Option<What> {
        WORDS.iter().find(|(_, known)| *known == word).map(|(what, _)| *what)
    }
}

/// What was recorded between two moments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    declarations: i64,
    lines: i64,
    passed: i64,
    failed: i64,
    /// When the last lot that failed was recorded.
    pub last_failed: Option<Timestamp>,
}

impl Tally {
    /// So many more of a thing, of which the last was recorded then.
    pub fn add(&mut self, what: What, count: i64, last: Timestamp) {
        match what {
            What::Declaration => {
                self.declarations += count;
                self.lines += count;
            }
            What::Line => self.lines += count,
            What::Pass => self.passed += count,
            What::Fail => {
                self.failed += count;
                self.last_failed = self.last_failed.max(Some(last));
            }
        }
    }
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

impl Counts {
    /// What follows for a day from what was recorded in the year before it, and of that after the last lot that failed.
    pub fn of(of: &Of, year: &Tally, since_failure: &Tally, day: Day, zone: &Zone) -> Counts {
        Counts {
            declared: if of.goods.is_none() && of.origin.is_none() { year.declarations } else { year.lines },
            failed: year.failed,
            passed: since_failure.passed,
            since: year.last_failed.map(|last| i64::from(day.0) - i64::from(last.day_in(zone).0)),
        }
    }
}

/// What was counted for each subject, in their order; what was not asked for is not known.
type Known = [Option<Counts>; Subject::ALL.len()];

/// What was counted of all that a text asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    owner: Option<Counts>,
    /// By tariff code and origin: a text asks for each line many times.
    goods: BTreeMap<HsCode, BTreeMap<CountryCode, Known>>,
}

/// Where the question about an owner's own, about goods and about an origin stands, so that each is asked once.
#[derive(Default)]
struct Places<'d> {
    goods: Vec<Arc<[HsSpan]>>,
    of: BTreeMap<(bool, Option<usize>, Option<&'d CountryCode>), usize>,
}

impl Places<'_> {
    /// The place of goods that are alike.
    fn goods(&mut self, spans: Vec<HsSpan>) -> usize {
        let known = self.goods.iter().position(|known| **known == *spans);
        known.unwrap_or_else(|| {
            self.goods.push(spans.into());
            self.goods.len() - 1
        })
    }
}

/// What a text asks of the past of a declaration.
#[derive(Clone, Debug)]
pub struct Asked {
    of: Vec<Of>,
    /// For which subject of which goods each of them is asked, by its place.
    uses: Vec<(usize, Subject, HsCode, CountryCode)>,
    /// The place of the owner's own.
    owner: Option<usize>,
}

impl Asked {
    /// What the rules of a text ask of a declaration on a day.
    pub fn new(policy: &Policy, day: Day, declaration: &Declaration) -> Asked {
        let mut asked = Asked { of: Vec::new(), uses: Vec::new(), owner: None };
        let owner = &declaration.parties.owner;
        let goods: BTreeSet<(&HsCode, &CountryCode)> =
            declaration.lines.iter().map(|line| (&line.hs, &line.origin)).collect();
        let subjects: Vec<Subject> = policy.past().collect();
        let mut places = Places::default();
        let mut alike = None;
        if subjects.contains(&Subject::Owner) {
            asked.of.push(Of { owner: Some(owner.clone()), ..Of::default() });
            asked.owner = Some(0);
        }
        for (hs, origin) in goods {
            // They stand in the order of their codes.
            if subjects.iter().any(|subject| subject.of_goods()) && alike.is_none_or(|(of, _)| of != hs) {
                alike = Some((hs, places.goods(policy.alike(hs, day))));
            }
            for subject in subjects.iter().filter(|subject| **subject != Subject::Owner) {
                let goods = alike.map(|(_, goods)| goods).filter(|_| subject.of_goods());
                let key = (subject.of_owner(), goods, Some(origin).filter(|_| subject.of_origin()));
                let place = *places.of.entry(key).or_insert_with(|| {
                    asked.of.push(Of {
                        owner: subject.of_owner().then(|| owner.clone()),
                        goods: goods.map(|goods| Arc::clone(&places.goods[goods])),
                        origin: subject.of_origin().then(|| origin.clone()),
                    });
                    asked.of.len() - 1
                });
                asked.uses.push((place, *subject, hs.clone(), origin.clone()));
            }
        }
        asked
    }

    /// Each once.
    pub fn of(&self) -> &[Of] {
        &self.of
    }

    /// The past by these counts, one for each of [`Asked::of`].
    pub fn counted(self, counts: &[Counts]) -> Past {
        let mut past = Past { owner: self.owner.and_then(|at| counts.get(at).copied()), ..Past::default() };
        for (at, subject, hs, origin) in self.uses {
            let known = past.goods.entry(hs).or_default().entry(origin).or_default();
            known[subject as usize] = counts.get(at).copied();
        }
        past
    }
}

impl Past {
    /// What was counted for the owner, or for the goods of a line; absent if nobody counted.
    pub fn answer(&self, (subject, counter): (Subject, Counter), line: Option<&Line>) -> Value {
        let of_line = |line: &Line| self.goods.get(&line.hs)?.get(&line.origin)?[subject as usize];
        let counts = if subject == Subject::Owner { self.owner } else { line.and_then(of_line) };
        let Some(counts) = counts else { return Value::Absent };
        match counter {
            Counter::Declared => Value::Number(counts.declared),
            Counter::Failed => Value::Number(counts.failed),
            Counter::PassedInRow => Value::Number(counts.passed),
            Counter::DaysSinceFailure => counts.since.map_or(Value::Absent, Value::Number),
        }
    }
}
