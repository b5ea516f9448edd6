//! What a proposal says, as it is kept and hashed.

use clearance::event::edition::OpenCases;
use policy::edition::digest;
use policy::entry::{Edit, Entry, touched};
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use values::calendar::Day;

/// What is voted on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// The entries that are to be otherwise, with what each says now.
    pub edits: Vec<Edit>,
    /// The first day that they would govern.
    pub from: Day,
    /// What becomes of open cases.
    pub open: OpenCases,
    /// The proposal whose entries it puts back.
    pub puts_back: Option<u64>,
}

impl Wording {
    /// The bytes that are kept and hashed: fields in their order, no white space.
    pub fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("it has text keys and integers only")
    }

    /// Reads kept bytes.
    ///
    /// # Errors
    /// They are no wording.
    pub fn read(bytes: &[u8]) -> Result<Wording, String> {
        serde_json::from_slice(bytes).map_err(|why| format!("not what a proposal says: {why}"))
    }

    /// The hash that people vote on, hex.
    pub fn hash(&self) -> String {
        hash(&self.bytes())
    }

    /// The entries that it touches.
    pub fn touches(&self) -> Vec<Entry> {
        touched(&self.edits)
    }

    /// The same edits the other way round: what was said before.
    pub fn undone(&self) -> Vec<Edit> {
        self.edits.iter().map(Edit::undone).collect()
    }
}

/// The hash of kept bytes, hex.
pub fn hash(bytes: &[u8]) -> String {
    digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
