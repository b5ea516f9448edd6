//! Other people's formats: bytes to our values and back, every fault at once.

pub mod encoding;
pub mod inert;
pub mod json;
pub mod map;
pub mod sheet;
pub mod survey;

use std::io::Cursor;

use values::fault::Fault;

use json::{Reader, Reading};
use map::Map;
use sheet::{Row, Rows};

/// What bytes are written in: the one switch between formats.
#[derive(Clone, Copy, Debug)]
pub enum Format<'m> {
    /// Our own JSON: one declaration.
    Json,
    /// Our own JSON: a list of declarations.
    JsonBatch,
    /// A table (CSV), by a map. Held in memory whole here; [`Rows`] takes it row by row.
    Sheet(&'m Map),
}

impl Format<'_> {
    /// Every declaration in the bytes, each with its own answer. No bytes make it panic.
    ///
    /// # Errors
    /// What is wrong with the message as a whole; then nothing of it counts.
    pub fn read(&self, reader: &Reader<'_>, bytes: &[u8]) -> Result<Vec<Reading>, Vec<Fault>> {
        match self {
            Format::Json => Ok(vec![reader.read(bytes)]),
            Format::JsonBatch => reader.read_batch(bytes),
            Format::Sheet(map) => {
                let rows = Rows::open(map, *reader, Cursor::new(bytes))?;
                rows.filter_map(|row| match row {
                    Row::Read(imported) => Some(Ok(Ok(imported.received))),
                    Row::Refused(refused) => Some(Ok(Err(refused.faults))),
                    Row::Skipped => None,
                    Row::Stopped(fault) => Some(Err(vec![fault])),
                })
                .collect()
            }
        }
    }
}
