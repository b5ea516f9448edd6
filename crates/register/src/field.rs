//! What the record must be told of the field to read its own log again: what an event says of itself, and which rows follow.

use crate::log::Stored;
use crate::table::Rows;

/// What an event says of itself in its canonical bytes. The columns beside the bytes must say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The partition.
    pub office: String,
    /// Number in the partition.
    pub seq: u64,
    /// The case, if it belongs to one.
    pub case: Option<String>,
    /// Version of the case after it.
    pub version: u64,
    /// What kind of event it is.
    pub kind: String,
    /// When it happened, in microseconds.
    pub happened: i64,
    /// When it was recorded, in microseconds.
    pub recorded: i64,
}

/// The events that one command wrote in one case.
pub type Command = Vec<Stored>;

/// A name that is held: owner, name as it stands in the table, holder.
pub type Held = (String, String, String);

/// The field as the record sees it.
#[derive(Clone, Copy)]
pub struct Field {
    /// Reads an event's canonical bytes; the error says why they are none.
    pub label: fn(&[u8]) -> Result<Label, String>,
    /// All rows of the derived tables that follow from the commands of one case, oldest first.
    pub project: fn(&[Command]) -> Result<Vec<Rows>, String>,
    /// The names that the case of these commands holds.
    pub claims: fn(&[Command]) -> Result<Vec<Held>, String>,
}

/// The events of one case by command: what one command wrote has one time, and no two have the same.
pub(crate) fn commands(events: Vec<Stored>) -> Vec<Vec<Stored>> {
    let mut commands: Vec<Vec<Stored>> = Vec::new();
    for event in events {
        match commands.last_mut() {
            Some(command) if command[0].recorded == event.recorded => command.push(event),
            _ => commands.push(vec![event]),
        }
    }
    commands
}
