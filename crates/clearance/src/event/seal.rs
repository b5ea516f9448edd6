//! The seal of an office on a paper that it issued, as the event of issuing has it, and the keys of seals, as they are opened.

use serde::{Deserialize, Serialize};
use values::calendar::{Day, Period};
use values::id::OfficeCode;

/// A signature by a key of the office that issued, over the record of the paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// By which suite of algorithms: `ed25519`.
    pub suite: String,
    /// Number of the key among those of the office, from 1.
    pub key: u16,
    /// The signature, lower case hex of the suite's length (Ed25519: 128 digits).
    pub signature: String,
}

/// A key of an office, as it is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealKey {
    /// Whose.
    pub office: OfficeCode,
    /// Its number among those of the office, from 1.
    pub key: u16,
    /// For which suite of algorithms.
    pub suite: String,
    /// What checks its signatures, in hex.
    pub public: String,
    /// The first day that it seals.
    pub from: Day,
    /// The last day.
    pub until: Day,
    /// That it was revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Revoked>,
}

/// That a key was revoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revoked {
    /// The first day whose seals prove nothing.
    pub since: Day,
    /// Why.
    pub reason: String,
}

impl SealKey {
    /// Whether what it sealed on a day is proved by it.
    pub fn proves(&self, day: Day) -> bool {
        let revoked = self.revoked.as_ref().is_some_and(|revoked| revoked.since <= day);
        Period { from: self.from, until: Some(self.until) }.contains(day) && !revoked
    }
}
