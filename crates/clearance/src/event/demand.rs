//! What became of the demands of rules: lifted by whom the rule names, or waived by two natural persons (R17, R52).

use policy::Citation;
use policy::rule::Lifter;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use values::id::OfficeCode;

/// Which demand of the decision that holds: the rule, and which of its measures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DemandOf {
    /// Number of the rule.
    pub rule: String,
    /// Which of its measures, from 0.
    #[serde(default)]
    pub measure: u8,
}

/// A hold that a rule asks for was lifted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifted {
    /// Which.
    #[serde(flatten)]
    pub of: DemandOf,
    /// The lines it was for, from 1; none for the case as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<u16>,
    /// The office that lifted it.
    pub office: OfficeCode,
    /// Why.
    pub reason: String,
    /// By which text, where one was cited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Citation>,
}

/// An officer asks that a demand be waived in this case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverAsked {
    /// Its number in the case, from 1.
    pub waiver: u16,
    /// Of which demand.
    #[serde(flatten)]
    pub of: DemandOf,
    /// The lines it is for, from 1; none for the case as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<u16>,
    /// The office that asks.
    pub office: OfficeCode,
    /// Who confirms it, by the text.
    pub confirms: Lifter,
    /// Why.
    pub reason: String,
    /// By which text.
    pub basis: Citation,
}

/// Another natural person confirmed a waiver, or did not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverAnswered {
    /// Its number in the case.
    pub waiver: u16,
    /// The office of who answered.
    pub office: OfficeCode,
    /// The answer.
    #[serde(flatten)]
    pub said: WaiverAnswer,
}

/// The answer to a waiver that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WaiverAnswer {
    /// Whether it holds.
    pub granted: bool,
    /// In words; who denies it says why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}
