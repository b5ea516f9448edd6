//! The entries of a text, and what is to be otherwise in one: what a proposal of the bureaus is made of.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// An entry of a text: what people call by one name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Entry {
    /// The file, relative to the region's folder.
    pub file: String,
    /// The heading that it stands under; empty before the first.
    pub heading: String,
    /// What it is called there: the first cell of a row, the heading of words, or the file.
    pub name: String,
}

/// An entry that is to be otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The entry.
    #[serde(flatten)]
    pub entry: Entry,
    /// Its turn among the pieces of one name, from 0.
    pub turn: u32,
    /// The table that it is a row of, by its English name; none of words.
    pub table: Option<String>,
    /// What it says now; none if it is new.
    pub before: Option<String>,
    /// What it is to say; none if it is to go.
    pub after: Option<String>,
    /// The piece that it is to stand behind or stood behind, if it is new or goes, and is not the first of its file.
    pub behind: Option<Place>,
}

/// The place of a piece in its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub(crate) heading: String,
    pub(crate) name: String,
    pub(crate) turn: u32,
}

impl Edit {
    /// Whether it says anything: a blank line more or less does not.
    pub fn speaks(&self) -> bool {
        let said = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
        said(&self.before) || said(&self.after)
    }

    /// The same the other way round: what it said before.
    pub fn undone(&self) -> Edit {
        Edit { before: self.after.clone(), after: self.before.clone(), ..self.clone() }
    }
}

/// The entries that edits say something of, each once.
pub fn touched(edits: &[Edit]) -> Vec<Entry> {
    let all: BTreeSet<&Entry> = edits.iter().filter(|edit| edit.speaks()).map(|edit| &edit.entry).collect();
    all.into_iter().cloned().collect()
}
