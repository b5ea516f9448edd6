//! What an archive says of itself: whose it is, of which case, and every part with its length, its digest and what it is.

use serde::{Deserialize, Serialize};
use values::calendar::Timestamp;
use values::id::{CaseNo, EnterpriseId, FileId, OfficeCode};

/// The name of the manifest, which is the first part.
pub const MANIFEST: &str = "manifest.json";
/// The name of the signature over it, which is the second.
pub const SIGNATURE: &str = "manifest.sig";
/// The form that is written now.
pub const VERSION: u8 = 1;

/// The manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The form.
    pub archive: u8,
    /// The case.
    pub case: CaseNo,
    /// The code of the region whose register it is of.
    pub region: String,
    /// When it was made.
    pub made: Timestamp,
    /// Who may have it: an enterprise, or an office.
    pub holder: Holder,
    /// The key that signs it and the heads, 64 hexadecimal digits.
    pub key: String,
    /// The subjects whose keys were destroyed: what was theirs cannot be read any more.
    pub erased: Vec<String>,
    /// The parts that follow, in their order.
    pub parts: Vec<Part>,
}

/// Who an archive was made for; what it holds is what that reader may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// The side that declared.
    Enterprise(EnterpriseId),
    /// An office with a part in the case.
    Office(OfficeCode),
    /// The platform's operator.
    Operator,
}

/// A part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its name in the container.
    pub name: String,
    /// Bytes of its content.
    pub size: u32,
    /// SHA-256 of its content, 64 hexadecimal digits.
    pub sha256: String,
    /// What it is.
    pub is: Is,
}

/// What a part is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Is {
    /// The signed line of all heads of the register, after the case's last event.
    Heads,
    /// An event word for word, and where it stands in the record.
    Event(Place),
    /// An event as its holder is told of it: without the account that acted. Its leaf stands in the record all the same.
    Told {
        /// Where it stands.
        at: Place,
        /// Its leaf, 64 hexadecimal digits.
        leaf: String,
    },
    /// The declaration that holds, as an event has it.
    Declaration {
        /// The version of the case after that event.
        event: u32,
    },
    /// A decision with its receipt, as an event has it: `santong decide` makes it again.
    Decision {
        /// The version of the case after that event.
        event: u32,
    },
    /// The values and keys that open the digests of the events.
    Values,
    /// A file of the case.
    File(FileId),
}

/// Where an event stands in the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The partition.
    pub office: OfficeCode,
    /// Its number in it, from 1.
    pub seq: u64,
    /// The version of the case after it.
    pub version: u32,
    /// The hashes of RFC 6962 2.1.1 from the leaf to the root that was signed, each 64 hexadecimal digits.
    pub path: Vec<String>,
}

/// What opens the digests of one subject: its part of the values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The subject: a person named in the declaration, or a file.
    pub subject: String,
    /// The key of its digests, 64 hexadecimal digits.
    pub key: String,
    /// Field and value. A file's content is a part of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<(String, String)>,
}

/// The canonical bytes of something that stands in an archive.
pub fn bytes(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("it has text keys only")
}
