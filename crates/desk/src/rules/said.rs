//! Rules that a proposal changes, in the other language and with their clauses whole.

use super::{Sees, sentence};
use crate::edition::Files;
use crate::field::Field;
use anyhow::Result;
use policy::difference::Change;
use values::calendar::Day;
use values::text::Language;

/// A rule as it would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSaid {
    /// Its number.
    pub id: String,
    /// Its sentence in the language that the region does not write in; its own stands among the changes.
    pub other: String,
    /// The clauses that it rests on, each with its words.
    pub clauses: Vec<(String, String)>,
}

/// The rules that changed files have and that are otherwise than before; nothing where the text does not load.
///
/// # Errors
/// The record cannot be read.
pub async fn in_other_language(field: &Field, files: &Files, found: &[Change], day: Day) -> Result<Vec<RuleSaid>> {
    let Ok(edition) = field.tried(files.clone(), &[]).await? else { return Ok(Vec::new()) };
    let policy = &edition.policy;
    let own = policy.region.language;
    let other = if own == Language::Zh { Language::En } else { Language::Zh };
    let touched = |id: &str| found.iter().any(|change| change.entry.split(' ').next() == Some(id));
    let said = policy.rules().filter(|rule| touched(&rule.id)).map(|rule| RuleSaid {
        id: rule.id.to_string(),
        other: sentence(rule, Sees::All, other),
        clauses: rule
            .basis
            .iter()
            .filter_map(|citation| {
                let section = policy.library.section(citation, day.max(rule.period.from))?;
                Some((citation.to_text(own), section.text.clone()))
            })
            .collect(),
    });
    Ok(said.collect())
}
