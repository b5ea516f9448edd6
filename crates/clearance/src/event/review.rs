//! 审单: what a reviewer decided, and what the listed checks said then.

use policy::Citation;
use serde::{Deserialize, Serialize};
use values::fault::Fault;

/// The outcome of review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// Pass, return or refuse.
    pub outcome: ReviewOutcome,
    /// What the listed checks said, by id of the check: those that were not met.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmet: Vec<UnmetCheck>,
    /// The reviewer's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A listed check that the declaration does not meet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmetCheck {
    /// Id of the check in the text.
    pub check: String,
    /// Line it is about, from 1; `None` for the whole declaration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u16>,
    /// What is asked for, in the region's words.
    pub wanted: String,
    /// The same in English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub english: String,
    /// By which text.
    pub basis: Citation,
}

/// What review decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewOutcome {
    /// 通过.
    Passed,
    /// 退单补正, with all faults at once.
    Returned {
        /// What must be mended.
        faults: Vec<Fault>,
        /// By which text, where one was cited.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        basis: Option<Citation>,
    },
    /// 拒绝受理, with its legal basis.
    Refused {
        /// By which text.
        basis: Citation,
        /// In words.
        reason: String,
    },
}
