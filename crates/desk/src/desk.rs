//! What every change works on: the field, the clock, chance, and the room that is kept back on the disk.

use crate::clock::{Chance, Clock};
use crate::field::Field;
use crate::process::Own;
use crate::reserve::Reserve;
use crate::usual::Latest;
use crate::why::Remembered;
use register::head_file::hex;
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
    /// This process among those that work on the register.
    pub process: Own,
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
        let (clock, chance, reserve): (Arc<Clock>, Arc<Chance>, _) =
            (clock.into(), chance.into(), Reserve::new(embedded));
        let process = Own::new(hex(&chance.bytes::<4>()), clock.now());
        Arc::new(Desk { field, clock, chance, reserve, process, usual: Latest::default(), why: Remembered::default() })
    }
}
