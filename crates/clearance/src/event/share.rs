//! What a case shares with an office that is asked.

use serde::{Deserialize, Serialize};

/// What of a case an office shows another one that it asks for something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Share {
    /// The goods: no prices, persons and papers.
    #[default]
    Goods,
    /// All that the office itself sees.
    Whole,
}

impl Share {
    /// Every share.
    pub const ALL: [Share; 2] = [Share::Goods, Share::Whole];

    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Share::Goods => "goods",
            Share::Whole => "whole",
        }
    }

    /// What work items of before had, and what is not written.
    pub fn is_goods(&self) -> bool {
        *self == Share::Goods
    }
}
