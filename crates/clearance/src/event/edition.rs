//! What events say of editions of the law.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use values::calendar::Day;

/// An approval on record of one file of an edition, as the text wants for some files (「本方案」四(二)4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// The file, relative to the region's folder.
    pub file: String,
    /// The hash of its content, in hex: no other content is approved by it.
    pub hash: String,
    /// Who approved it.
    pub body: String,
    /// The number of the approval.
    pub number: String,
    /// Its day.
    pub day: Day,
}

/// Which act of the bureaus an adoption carries out (「本方案」三(一)、四(二)4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// Number of the proposal in the partition `governance`.
    pub proposal: u64,
    /// Number of the event there that it follows from: carried, suspended or resumed. Each is adopted once.
    pub act: u64,
    /// What was voted on: SHA-256 of the kept text, hex.
    pub text: String,
    /// Why: SHA-256 of the kept words, hex.
    pub words: String,
    /// The approvals of the files that want one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<Approved>,
    /// What becomes of open cases.
    pub open: OpenCases,
}

/// What becomes of cases under way when an edition is adopted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OpenCases {
    /// 照旧: they go on by the edition that they began under.
    #[default]
    AsBefore,
    /// 一并适用: they are decided again from its first day.
    Together,
}

impl OpenCases {
    /// Both, with their stable words.
    pub const ALL: [(OpenCases, &'static str); 2] =
        [(OpenCases::AsBefore, "as_before"), (OpenCases::Together, "together")];

    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            OpenCases::AsBefore => "as_before",
            OpenCases::Together => "together",
        }
    }
}
