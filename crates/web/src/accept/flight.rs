//! Bodies in flight: how many bytes an account, and all together, may be sending or having worked on.
//!
//! Room is taken for the whole length before a byte of the body is read, and for the most that a route takes where no length
//! is said, so that a body that is let in is never given up for want of room.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// What one account, or one address that is not signed in, may have in flight.
pub const ACCOUNT_MAX: u64 = 16 << 20;
/// What all may have in flight.
pub const ALL_MAX: u64 = 48 << 20;
/// Bodies up to this are small; they alone may take the last part of the room, so that three large senders shut nobody out.
const SMALL: u64 = 64 << 10;
/// What is kept for small bodies.
const KEPT: u64 = 8 << 20;

/// Why a body was not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRoom {
    /// The sender has enough in flight: 429.
    Yours,
    /// All together have: 503.
    All,
}

/// The bytes in flight, by sender.
#[derive(Debug, Default)]
pub struct Flight {
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    all: u64,
    by_sender: HashMap<String, u64>,
}

impl Flight {
    /// Room for a body of so many bytes, or why there is none.
    ///
    /// # Errors
    /// The sender's own room or that of all is taken.
    pub fn take(self: &Arc<Self>, sender: &str, bytes: u64) -> Result<Aboard, NoRoom> {
        let mut held = self.held.lock().expect("no one panics while counting");
        let own = held.by_sender.get(sender).copied().unwrap_or(0);
        if ACCOUNT_MAX < own + bytes {
            return Err(NoRoom::Yours);
        }
        let most = if bytes <= SMALL { ALL_MAX } else { ALL_MAX - KEPT };
        if most < held.all + bytes {
            return Err(NoRoom::All);
        }
        held.all += bytes;
        held.by_sender.insert(sender.to_owned(), own + bytes);
        Ok(Aboard { flight: Arc::clone(self), sender: sender.to_owned(), bytes })
    }

    /// How many bytes are in flight.
    pub fn bytes(&self) -> u64 {
        self.held.lock().expect("no one panics while counting").all
    }
}

/// The room of one body; dropping it gives the room back.
#[derive(Debug)]
pub struct Aboard {
    flight: Arc<Flight>,
    sender: String,
    bytes: u64,
}

impl Drop for Aboard {
    fn drop(&mut self) {
        let mut held = self.flight.held.lock().expect("no one panics while counting");
        held.all -= self.bytes;
        if let Some(own) = held.by_sender.get_mut(&self.sender) {
            *own -= self.bytes;
            if *own == 0 {
                held.by_sender.remove(&self.sender);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_b4_at_below_and_above_each_bound() {
        let flight = Arc::new(Flight::default());
        let whole = flight.take("a", ACCOUNT_MAX).unwrap();
        assert_eq!(flight.take("a", 1).unwrap_err(), NoRoom::Yours);
        drop(whole);
        assert_eq!(flight.take("a", ACCOUNT_MAX + 1).unwrap_err(), NoRoom::Yours);
        let mut aboard = vec![flight.take("a", ACCOUNT_MAX - 1).unwrap(), flight.take("a", 1).unwrap()];
        aboard.push(flight.take("b", ACCOUNT_MAX).unwrap());
        // Large bodies leave the last part to small ones.
        assert_eq!(flight.take("c", ALL_MAX - KEPT - 2 * ACCOUNT_MAX + 1).unwrap_err(), NoRoom::All);
        aboard.push(flight.take("c", ALL_MAX - KEPT - 2 * ACCOUNT_MAX).unwrap());
        assert_eq!(flight.take("d", SMALL + 1).unwrap_err(), NoRoom::All);
        for _ in 0..KEPT / SMALL {
            aboard.push(flight.take("d", SMALL).unwrap());
        }
        assert_eq!((flight.bytes(), flight.take("e", 1).unwrap_err()), (ALL_MAX, NoRoom::All));
        drop(aboard);
        assert_eq!(flight.bytes(), 0);
        assert!(flight.held.lock().unwrap().by_sender.is_empty());
    }
}
