//! The one place that reads time and draws chance; everything else is given both.

use sha2::{Digest, Sha256};
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use values::calendar::Timestamp;
use values::id::QueryCode;

/// Says what time it is: the machine's clock, or one that a test sets by hand.
#[derive(Debug)]
pub struct Clock(Source);

#[derive(Debug)]
enum Source {
    Machine,
    ByHand(AtomicI64),
}

impl Clock {
    /// The machine's clock.
    pub const fn machine() -> Self {
        Self(Source::Machine)
    }

    /// A clock that stands still until it is moved.
    pub const fn by_hand(at: Timestamp) -> Self {
        Self(Source::ByHand(AtomicI64::new(at.0)))
    }

    /// The present moment in microseconds since 1970, UTC.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::Machine => {
                #[expect(clippy::disallowed_methods, reason = "this is the edge where the clock is read")]
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
                Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
            }
            Source::ByHand(at) => Timestamp(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a clock that is set by hand; the machine's clock is not touched.
    pub fn advance(&self, by: Duration) {
        match &self.0 {
            Source::Machine => {}
            Source::ByHand(at) => {
                at.fetch_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX), Ordering::SeqCst);
            }
        }
    }
}

/// Measures how long something took; never used for a date.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts measuring.
    #[expect(clippy::disallowed_methods, reason = "this is the edge where durations are measured")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since the start.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Draws chance: the machine's generator, or a seeded stream that tests can repeat.
#[derive(Debug)]
pub struct Chance(Draw);

#[derive(Debug)]
enum Draw {
    Machine,
    Seeded { seed: u64, drawn: AtomicU64, left: Mutex<Vec<u8>> },
}

impl Chance {
    /// The machine's generator, fit for secrets.
    pub const fn machine() -> Self {
        Self(Draw::Machine)
    }

    /// A stream that the seed decides; for tests and the demonstration only, never for secrets.
    pub const fn seeded(seed: u64) -> Self {
        Self(Draw::Seeded { seed, drawn: AtomicU64::new(0), left: Mutex::new(Vec::new()) })
    }

    /// The next `N` bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.0 {
            Draw::Machine => {
                #[expect(clippy::disallowed_methods, reason = "this is the edge where chance is drawn")]
                getrandom::fill(&mut bytes).expect("the machine's generator works after start");
            }
            Draw::Seeded { seed, drawn, left } => {
                let mut left = left.lock().expect("no one panics while holding the stream");
                while left.len() < N {
                    let block = drawn.fetch_add(1, Ordering::SeqCst);
                    let digest = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(block.to_be_bytes());
                    left.extend_from_slice(&digest.finalize());
                }
                for (slot, byte) in bytes.iter_mut().zip(left.drain(..N)) {
                    *slot = byte;
                }
            }
        }
        bytes
    }
}

/// A code that the public needs to see a case: 65 bits of chance as 13 letters and digits that are not mistaken.
pub fn query_code(chance: &Chance) -> QueryCode {
    const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let bytes: [u8; 13] = chance.bytes();
    let code: String = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect();
    QueryCode::parse(&code).expect("13 digits and capital letters")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_by_hand_stands_until_moved() {
        let clock = Clock::by_hand(Timestamp(5));
        assert_eq!(clock.now(), Timestamp(5));
        clock.advance(Duration::from_secs(1));
        assert_eq!(clock.now(), Timestamp(1_000_005));
    }

    #[test]
    fn a_seeded_stream_repeats_and_does_not_stand_still() {
        let draw = |seed| {
            let chance = Chance::seeded(seed);
            (chance.bytes::<20>(), chance.bytes::<20>())
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7).0, draw(7).1);
        assert_ne!(draw(7).0, draw(8).0);
    }
}
