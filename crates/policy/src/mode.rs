//! Modes: the plan's formula as the name, a step table as the definition, and the selection among them.

use super::condition::Condition;
use super::formula::Formula;
use super::law::Citation;
use super::place::PlaceRule;
use super::source::Source;
use super::step_kind::StepKind;
use super::words::{Chooser, Handling};
use values::calendar::Period;
use values::direction::Direction;
use values::id::{ModeName, StepName};

/// A way in which a case may run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mode {
    /// Its name: what lists, selections and cases refer to.
    pub name: ModeName,
    /// What it is for, in the region's language.
    pub title: Box<str>,
    /// The same in English where the text gives it; else the title.
    pub english: Box<str>,
    /// The formula, verbatim.
    pub formula: Box<str>,
    /// The definition of a formula that names no acts, verbatim.
    pub definition: Option<Box<str>>,
    /// The acts that the formula, or its definition, names.
    pub(crate) acts: Formula,
    /// The clauses it rests on.
    pub basis: Vec<Citation>,
    /// The steps; `needs` are positions in this list.
    pub steps: Vec<Step>,
    /// Where it stands.
    pub source: Source,
}

/// A step of a mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its name within the mode.
    pub name: StepName,
    /// The name in English where the text gives it; else the name.
    pub english: Box<str>,
    /// What kind of act it is.
    pub kind: StepKind,
    /// Where it may be done.
    pub place: PlaceRule,
    /// Who chooses among the places or, for alternatives, among the acts.
    pub chosen_by: Chooser,
    /// Positions of the steps that must be done, or not be needed, before.
    pub needs: Vec<usize>,
    /// When the case needs it; `None` is always.
    pub when: Option<Condition>,
    /// Opens only after the arrival of the goods (到达后).
    pub on_arrival: bool,
    /// Marked as not verified.
    pub provisional: bool,
    /// Where it stands.
    pub source: Source,
}

/// Which mode holds when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// For which direction.
    pub direction: Direction,
    /// When; `None` is always.
    pub when: Option<Condition>,
    /// Which mode.
    pub mode: Selected,
    /// The clauses it rests on.
    pub basis: Vec<Citation>,
    /// When the row is in force.
    pub period: Period,
    /// Where it stands.
    pub source: Source,
}

/// What a selection row answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selected {
    /// The mode of the strictest list entry (从严条目).
    StrictestEntry,
    /// This mode.
    Mode(ModeName),
}

/// A rank of severity; the ranks stand from light to heavy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Severity {
    /// The mode.
    pub mode: ModeName,
    /// Only with this handling; `None` is any.
    pub handling: Option<Handling>,
    /// Where it stands.
    pub source: Source,
}

impl Step {
    /// Whether the enterprise chooses among the places.
    pub fn chosen_by_enterprise(&self) -> bool {
        self.chosen_by == Chooser::Enterprise
    }
}

impl Mode {
    /// The position of the step of that name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.steps.iter().position(|s| s.name.as_str() == name)
    }

    /// The step of that name.
    pub fn step(&self, name: &str) -> Option<&Step> {
        self.steps.iter().find(|s| s.name.as_str() == name)
    }

    /// The positions of all steps that must come before the one at `position`, directly or not, ascending.
    pub fn before(&self, position: usize) -> Vec<usize> {
        let mut seen = vec![false; self.steps.len()];
        let mut open: Vec<usize> = self.steps.get(position).map(|s| s.needs.clone()).unwrap_or_default();
        while let Some(next) = open.pop() {
            if next < seen.len() && !seen[next] {
                seen[next] = true;
                open.extend(&self.steps[next].needs);
            }
        }
        (0..seen.len()).filter(|i| seen[*i]).collect()
    }
}
