//! Rules: sentences with a clause that say what a case is asked for, one tree whether written as a block or as a row.

pub mod measure;
mod read;
mod rows;
mod text;
mod write;

pub use super::sentence::Misread;
pub use measure::{Bound, DOSES, Extent, Lifter, Limit, Measure, MeasureKind, Object, Precedence, Supplier, Treatment};
pub(crate) use rows::{RULES, of_check, of_row, of_trigger};
pub use text::Said;
pub(crate) use text::blocks;

use super::condition::{Atom, Condition};
use super::fact::{Fact, Facts};
use super::law::Citation;
use super::sentence::Vocabulary;
use super::source::Source;
use super::step_kind::StepKind;
use values::calendar::Period;
use values::direction::Direction;
use values::id::OfficeCode;
use values::text::Language;

/// A rule of the review (审单规则, 「本方案」三(一)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its number, unique on a day.
    pub id: Box<str>,
    /// What it is called.
    pub title: Said,
    /// The cases it is for; none is both.
    pub direction: Option<Direction>,
    /// Where it counts.
    pub scope: Scope,
    /// 当: when it hits; none is always.
    pub when: Option<Condition>,
    /// 除非: what keeps it from hitting.
    pub unless: Vec<Unless>,
    /// 则: what follows; at least one.
    pub measures: Vec<Measured>,
    /// Whether each line of goods is looked at for itself: set when the text is read.
    pub per_line: bool,
    /// 无此步骤的不适用: a mode without the step of a measure does without the measure.
    pub lenient: bool,
    /// The clauses it rests on; at least one.
    pub basis: Vec<Citation>,
    /// Who drafted it; empty in texts from before rules named their authors.
    pub author: Box<str>,
    /// First and last day.
    pub period: Period,
    /// Not verified.
    pub provisional: bool,
    /// Where it stands.
    pub source: Source,
}

/// Where a rule counts: never by who accepts, only by who works on the goods (R19).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// In the whole region.
    Region,
    /// Where one of these offices works on the goods.
    Offices(Vec<OfficeCode>),
    /// In cases that one of these rows of the pilot covers.
    Pilots(Vec<Box<str>>),
}

/// What keeps a rule from hitting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unless {
    /// This holds.
    Holds(Condition),
    /// The rule of that number hits.
    Rule(Box<str>),
}

/// A measure and whether the public may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// What is to be done.
    pub measure: Measure,
    /// 公开.
    pub public: bool,
}

impl Measured {
    /// A measure, as public as its kind is by default.
    pub fn usual(measure: Measure) -> Measured {
        Measured { public: measure.public_by_default(), measure }
    }
}

impl Rule {
    /// Whether it is for cases of this direction.
    pub fn applies_to(&self, direction: Direction) -> bool {
        self.direction.is_none_or(|d| d == direction)
    }

    /// Its own conditions, without those of the rules that it names.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let unless = self.unless.iter().filter_map(|unless| match unless {
            Unless::Holds(condition) => Some(condition),
            Unless::Rule(_) => None,
        });
        self.when.iter().chain(unless)
    }

    /// Numbers of the rules that keep it from hitting.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.unless.iter().filter_map(|unless| match unless {
            Unless::Rule(id) => Some(&**id),
            Unless::Holds(_) => None,
        })
    }

    /// Every fact that it may read.
    pub fn facts(&self) -> Vec<Fact> {
        let mut all: Vec<Fact> = self.conditions().flat_map(Condition::facts).collect();
        all.extend(self.measures.iter().filter_map(|one| one.measure.reads()));
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The rule once all of it was read.
    pub fn settled(mut self) -> Rule {
        self.per_line = self.facts().into_iter().any(Fact::of_line);
        self
    }

    /// Whether its own conditions hold for the case, or for a line of it; other rules are not asked.
    pub fn holds(&self, facts: &dyn Facts, line: Option<u16>) -> bool {
        let kept_off = |unless: &Unless| match unless {
            Unless::Holds(condition) => condition.holds(facts, line),
            Unless::Rule(_) => false,
        };
        self.when.as_ref().is_none_or(|when| when.holds(facts, line)) && !self.unless.iter().any(kept_off)
    }

    /// The treatment that it asks for.
    pub fn treatment(&self) -> Option<&Treatment> {
        self.measures.iter().find_map(
            |one| {
                if let Measure::Treat(treatment) = &one.measure { Some(treatment) } else { None }
            },
        )
    }

    /// What the declaration lacks where it hits, if it is one that sends declarations back.
    pub fn lacking(&self) -> Option<&Said> {
        self.measures.iter().find_map(|one| one.measure.lacking())
    }

    /// Whether the public may read anything of it.
    pub fn public(&self) -> bool {
        self.measures.iter().any(|one| one.public)
    }

    /// Whether its conditions say something that only officers may know: counters, standing of owners, lists that are watched, or
    /// other rules, which may be about any of these.
    pub fn confidential(&self) -> bool {
        let watches = |atom: &Atom| matches!(atom, Atom::OnList { .. });
        self.facts().into_iter().any(Fact::confidential)
            || self.conditions().flat_map(Condition::atoms).any(watches)
            || self.named().next().is_some()
    }

    /// The steps that its measures bind to.
    pub fn steps(&self) -> impl Iterator<Item = StepKind> {
        self.measures.iter().filter_map(|one| one.measure.step())
    }

    /// Reads a block as it is rendered, in either language; `own` is the region's. Its clauses are not looked up.
    ///
    /// # Errors
    /// The first place of the fence that cannot be read, or that there is no rule.
    pub fn parse(text: &str, vocabulary: &Vocabulary, own: Language) -> Result<Rule, Misread> {
        read::again(text, vocabulary, own)
    }

    /// The rule as a block in a language; reading it again gives the same tree.
    pub fn to_text(&self, language: Language) -> String {
        write::block(self, language)
    }
}
