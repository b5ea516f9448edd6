//! Which way goods go.

use serde::{Deserialize, Serialize};

/// Which way the goods go over the border.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// 进境, into the country.
    Entry,
    /// 出境, out of the country.
    Exit,
}

impl Direction {
    /// The direction of a word.
    pub fn of_word(word: &str) -> Option<Direction> {
        [Direction::Entry, Direction::Exit].into_iter().find(|direction| direction.word() == word)
    }

    /// Its word as facts carry it.
    pub const fn word(self) -> &'static str {
        match self {
            Direction::Entry => "entry",
            Direction::Exit => "exit",
        }
    }
}
