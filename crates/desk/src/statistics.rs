//! What the statistics may be asked: activities, axes and measures by their words, and the one way to the sums. Page, map, CSV and
//! API ask here, so that one question has one answer and a word that nobody knows is a fault everywhere.

pub mod axis;
pub mod measure;

use crate::names::Names;
use anyhow::Result;
use axis::{AXES, Axis};
use measure::{MEASURES, Measure};
use register::Register;
use register::cases::tabulate::{Axis as Reads, Facts, Question, Tally};
use register::scope::Scope;
use values::calendar::Day;
use values::fault::Fault;
use values::text::Text;

/// What was done, as the facts name it, and whether it is told of declarations or of lots.
pub static ACTIVITIES: [(&str, Facts); 23] = [
    ("accept", Facts::Declarations),
    ("review", Facts::Declarations),
    ("supervise", Facts::Declarations),
    ("inspect", Facts::Lots),
    ("verify", Facts::Lots),
    ("watch_loading", Facts::Lots),
    ("treat", Facts::Declarations),
    ("forward", Facts::Declarations),
    ("clear", Facts::Declarations),
    ("move", Facts::Declarations),
    ("certify", Facts::Declarations),
    ("release", Facts::Declarations),
    ("dispose", Facts::Lots),
    ("confirm", Facts::Declarations),
    ("close", Facts::Declarations),
    ("file", Facts::Declarations),
    ("withdraw", Facts::Declarations),
    ("expire", Facts::Declarations),
    ("record", Facts::Declarations),
    ("demand", Facts::Declarations),
    ("meet", Facts::Declarations),
    ("waive", Facts::Declarations),
    ("fail", Facts::Declarations),
];

/// A question to the facts.
#[derive(Clone, Debug)]
pub struct Query {
    /// What was done.
    pub activity: &'static str,
    /// Whether that is told of declarations or of lots.
    pub facts: Facts,
    /// First and last day, both counted.
    pub days: (Day, Day),
    /// Only these rows of these axes.
    pub only: Vec<(&'static Axis, String)>,
}

impl Query {
    /// Whether what is counted has outcomes, which lots alone have.
    pub fn has_outcomes(&self) -> bool {
        self.facts == Facts::Lots
    }

    /// The facts that it is about.
    pub fn question(&self, names: &Names) -> Question {
        let only = self.only.iter().map(|(axis, key)| axis.only(names, key, self.days));
        Question {
            facts: self.facts,
            activity: self.activity.to_owned(),
            days: (self.days.0.0, self.days.1.0),
            only: only.collect(),
        }
    }

    /// The sums by up to three axes, their values folded into rows.
    ///
    /// # Errors
    /// The asker is an enterprise; the record cannot be read.
    pub async fn tallies(
        &self,
        register: &Register,
        scope: &Scope,
        names: &Names<'_>,
        axes: &[&Axis],
    ) -> Result<Vec<Tally>> {
        let reads = |at: usize| axes.get(at).map_or(Reads::Whole, |axis| axis.reads);
        let mut found = register.tabulate(scope, &self.question(names), [reads(0), reads(1), reads(2)]).await?;
        for tally in &mut found {
            let keys = [&mut tally.row, &mut tally.column, &mut tally.third];
            for (axis, key) in axes.iter().zip(keys) {
                *key = axis.fold(names, key);
            }
        }
        Ok(found)
    }
}

/// The activity of a word.
///
/// # Errors
/// The fault at its field, with all words.
pub fn activity(word: &str) -> Result<(&'static str, Facts), Fault> {
    let known = ACTIVITIES.iter().find(|(activity, _)| *activity == word).copied();
    known.ok_or_else(|| unknown("activity", word, ACTIVITIES.iter().map(|(activity, _)| *activity)))
}

/// The axis of a word at a field.
///
/// # Errors
/// The fault at its field, with all words.
pub fn axis(at: &str, word: &str) -> Result<&'static Axis, Fault> {
    Axis::named(word).ok_or_else(|| unknown(at, word, AXES.iter().map(|axis| axis.word)))
}

/// The measure of a word, which must fit the facts: outcomes are of lots.
///
/// # Errors
/// The fault at its field, with the words that fit.
pub fn measure(word: &str, facts: Facts) -> Result<Measure, Fault> {
    let fits = |measure: &Measure| !measure.needs_outcomes() || facts == Facts::Lots;
    let fitting = MEASURES.into_iter().filter(fits);
    Measure::named(word).filter(fits).ok_or_else(|| unknown("measure", word, fitting.map(Measure::word)))
}

fn unknown<'a>(at: &str, given: &str, words: impl Iterator<Item = &'a str>) -> Fault {
    let words: Vec<&str> = words.collect();
    let wanted = Text::new(format!("{} 之一", words.join("、")), format!("one of {}", words.join(", ")));
    Fault::new(at, "unknown_word", given, wanted)
}
