//! What happened: the events of the record, their canonical bytes, and the numbers that are filled in on appending.
//!
//! An event once written is never changed. Its canonical bytes are JSON with the fields in the order of the types
//! below, no white space, integers only; kind and version stand in them, and a frozen sample of each is read by a test.

pub mod act;
pub mod body;
mod brought;
pub mod certificate;
pub mod demand;
pub mod edition;
pub mod file;
pub mod governance;
mod number;
pub mod of_case;
pub mod record;
pub mod region;
mod review;
pub mod seal;
pub mod share;
pub mod sheet;

pub use body::Body;
use serde::{Deserialize, Serialize};
use values::actor::Actor;
use values::calendar::Timestamp;
use values::id::{CaseNo, OfficeCode};

/// Version of the event format that is written now; older ones stay readable for ever.
pub const VERSION: u8 = 1;

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Version of the format.
    pub v: u8,
    /// Partition: the home office, or `region` for what belongs to no case.
    pub office: OfficeCode,
    /// Number in the partition, from 1, without gaps.
    pub seq: u64,
    /// The case, if it belongs to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseNo>,
    /// Version of the case after this event, from 1; 0 outside cases.
    pub version: u32,
    /// When it happened (UTC, microseconds).
    pub happened: Timestamp,
    /// When it was recorded (UTC, microseconds).
    pub recorded: Timestamp,
    /// Who did it.
    pub by: Actor,
    /// Where the knowledge came from.
    pub source: Source,
    /// What happened.
    pub body: Body,
}

/// Where an event came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A person at a screen.
    Screen,
    /// A machine by the API.
    Api,
    /// A message of a partner.
    Message,
    /// An import of files.
    Import,
    /// The platform's own job.
    Job,
}

/// Why bytes of the log are not an event of ours.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable(pub String);

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "unreadable event: {}", self.0)
    }
}

impl std::error::Error for Unreadable {}

impl Event {
    /// The canonical bytes: what is hashed, stored and proved.
    pub fn bytes(&self) -> Vec<u8> {
        // Most events of declarations fit; a buffer that grows from nothing would be copied five times on the way.
        let mut bytes = Vec::with_capacity(4096);
        serde_json::to_writer(&mut bytes, self).expect("an event has text keys and integers only");
        bytes
    }

    /// Reads canonical bytes of any version that was ever written.
    pub fn read(bytes: &[u8]) -> Result<Event, Unreadable> {
        let event: Event = serde_json::from_slice(bytes).map_err(|e| Unreadable(e.to_string()))?;
        if event.v == 0 || VERSION < event.v {
            return Err(Unreadable(format!("version {} is not known", event.v)));
        }
        Ok(event)
    }
}
