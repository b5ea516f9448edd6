//! What a register is given from outside.

use crate::engine::sqlite;
use std::sync::Arc;
use std::time::Duration;

/// Fills bytes by chance.
pub type Chance = dyn Fn(&mut [u8]) + Send + Sync;

/// What a register is given from outside. Time and chance are parameters; the server draws them at its edge.
#[derive(Clone)]
pub struct Options {
    /// The time in microseconds since 1970-01-01 UTC.
    pub clock: Arc<dyn Fn() -> i64 + Send + Sync>,
    /// Fills bytes by chance, for the pauses between tries and for keys.
    pub chance: Arc<Chance>,
    /// What is done when the disk fails. It should not return: the default ends the process, which reads the truth when it
    /// starts again. If it does return, the register writes nothing more.
    pub disk_failed: Arc<dyn Fn(&str) + Send + Sync>,
    /// How long one read may take.
    pub longest_read: Duration,
    /// Whether a register may be opened whose rebuilding was interrupted: only to rebuild it.
    pub unfinished: bool,
    /// Whether the server spreads its rows by office over several machines: then names are claimed first, each owner's in a
    /// transaction of their own, so that no transaction writes on two.
    pub spread: bool,
    /// How SQLite's file is opened.
    pub opening: sqlite::Opening,
}

impl Options {
    /// The usual options with a clock (microseconds) and a source of chance.
    pub fn new(
        clock: impl Fn() -> i64 + Send + Sync + 'static,
        chance: impl Fn(&mut [u8]) + Send + Sync + 'static,
    ) -> Options {
        Options {
            clock: Arc::new(clock),
            chance: Arc::new(chance),
            disk_failed: Arc::new(|text| {
                eprintln!("the register ends the process: {text}");
                std::process::abort()
            }),
            longest_read: Duration::from_secs(20),
            unfinished: false,
            spread: false,
            opening: sqlite::Opening::default(),
        }
    }
}
