//! What every change works on: the field, the clock, chance, and the room that is kept back on the disk.

use crate::clock::{Chance, Clock};
use crate::field::Field;
use crate::reserve::Reserve;
use crate::usual::Latest;
use crate::why::Remembered;
use std::path::Path;
use std::sync::Arc;

/// What pages, the API, jobs and imports hand to the one path. There is no HTTP in it.
#[derive(Debug)]
pub struct Desk {
    /// The policy, the region and the record.
    pub field: Field,
    /// Says what time it is.
    pub clock: Arc<Clock>,
    /// Draws chance.
    pub chance: Arc<Chance>,
    /// Whether there is room on the disk.
    pub reserve: Reserve,
    /// How long steps usually take.
    pub usual: Latest,
    /// Why the cases that were looked at of late need a person.
    pub why: Remembered,
}

impl Desk {
    /// A desk on a field; `embedded` is the data folder of an embedded register, on whose disk room is kept back.
    pub fn new(
        field: Field,
        clock: impl Into<Arc<Clock>>,
        chance: impl Into<Arc<Chance>>,
        embedded: Option<&Path>,
    ) -> Arc<Desk> {
        let (clock, chance, reserve) = (clock.into(), chance.into(), Reserve::new(embedded));
        Arc::new(Desk { field, clock, chance, reserve, usual: Latest::default(), why: Remembered::default() })
    }
}
