//! Why a case needs a person, as its row in the queue says: what is not met or listed, who is restricted, what came of such goods
//! before, and the terms that run; and what of it was worked out of late.

use clearance::case::terms::Term;
use clearance::event::body::UnmetCheck;
use policy::Moment;
use register::cases::result::Found;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use values::calendar::{Day, Timestamp};
use values::id::ListEntryId;
use values::text::Text;

/// How long what came of other cases may be out of date, in microseconds: a minute.
const FRESH_US: i64 = 60_000_000;
/// Cases that are remembered; when there are more, all are forgotten and found again.
const MOST: usize = 20_000;

/// A term of the text that runs in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// Its name in the text.
    pub name: String,
    /// 24:00 of its last day.
    pub due: Timestamp,
    /// The enterprise stops it by getting in touch; no office does.
    pub by_contact: bool,
}

/// What a rule wants of a review: that it be done by a person of a skill, or what it waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Number of the rule.
    pub rule: String,
    /// What it is called.
    pub title: Text,
    /// What would meet it, in words.
    pub measure: Text,
    /// The skill that it wants of who reviews, as accounts have it.
    pub skill: Option<String>,
    /// The review waits for it.
    pub lacking: bool,
}

/// Why a case needs a person.
#[derive(Clone, Debug, Default)]
pub struct Why {
    /// The listed checks that it does not meet while it is under review.
    pub unmet: Vec<UnmetCheck>,
    /// What its rules want of the review while it is open, rule by rule.
    pub rules: Vec<Wish>,
    /// The entries of the lists that name its goods.
    pub entries: BTreeSet<ListEntryId>,
    /// The owner's grade, if one was given.
    pub grade: Option<String>,
    /// The owner or who declares stands on the blacklist.
    pub blacklisted: bool,
    /// The last finding of the same goods of the same owner in another case.
    pub found: Option<Found>,
    /// The terms that run, the one that ends first first.
    pub running: Vec<Running>,
}

impl Running {
    /// A term that runs.
    pub fn of(term: &Term) -> Running {
        let by_contact = term.deadline.stop == Moment::Contact;
        Running { name: term.deadline.name.to_string(), due: term.due, by_contact }
    }
}

impl Why {
    /// The first skill that its rules want and that is none of these.
    pub fn lacks(&self, skills: &[String]) -> Option<&str> {
        let wanted = self.rules.iter().filter_map(|wish| wish.skill.as_deref());
        wanted.into_iter().find(|skill| !skills.iter().any(|has| has == skill))
    }

    /// The term that ends first among those that an office can stop.
    pub fn presses(&self) -> Option<&Running> {
        self.running.iter().find(|term| !term.by_contact)
    }

    /// What an enterprise is told of its own case: what runs, and nothing by which offices go. It can stop every term.
    pub fn of_owner(&self) -> Why {
        let running = self.running.iter().map(|term| Running { by_contact: false, ..term.clone() });
        Why { running: running.collect(), ..Why::default() }
    }

    /// What of it is about the goods, for those who see no more of the case.
    pub fn of_goods(&self) -> Why {
        Why { entries: self.entries.clone(), running: self.running.clone(), ..Why::default() }
    }
}

/// What the answer for a case holds for: its version, the restriction epoch and the day.
pub type Holds = (u64, u64, Day);

/// What was worked out, for what it holds, and when.
type Answer = (Holds, Timestamp, Arc<Why>);

/// What was worked out of late, by case.
#[derive(Debug, Default)]
pub struct Remembered(Mutex<HashMap<String, Answer>>);

impl Remembered {
    /// What is remembered of a case and still holds.
    pub fn get(&self, no: &str, holds: Holds, now: Timestamp) -> Option<Arc<Why>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (held, made, why) = all.get(no)?;
        let fresh = now.0.saturating_sub(made.0) < FRESH_US;
        (*held == holds && fresh).then(|| Arc::clone(why))
    }

    /// Remembers it.
    pub fn keep(&self, no: &str, holds: Holds, now: Timestamp, why: &Arc<Why>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if MOST <= all.len() {
            all.clear();
        }
        all.insert(no.to_owned(), (holds, now, Arc::clone(why)));
    }
}
