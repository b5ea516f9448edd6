//! Counts open connections, so that one address cannot take them all.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

/// The open connections by address.
#[derive(Debug)]
pub struct Connections {
    per_address_max: usize,
    in_all_max: usize,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    in_all: usize,
    by_address: HashMap<IpAddr, usize>,
    refused: u64,
}

impl Connections {
    /// No connections yet, and so many at most.
    pub fn new(per_address_max: usize, in_all_max: usize) -> Self {
        Self { per_address_max, in_all_max, open: Mutex::default() }
    }

    /// A place for one more connection, or nothing when the address or the server has enough.
    pub fn sit_down(self: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        let mut open = self.open.lock().expect("no one panics while counting");
        let of_address = open.by_address.get(&address).copied().unwrap_or(0);
        if self.in_all_max <= open.in_all || self.per_address_max <= of_address {
            open.refused += 1;
            return None;
        }
        open.in_all += 1;
        open.by_address.insert(address, of_address + 1);
        Some(Seat { connections: Arc::clone(self), address })
    }

    /// How many are open now.
    pub fn in_all(&self) -> usize {
        self.open.lock().expect("no one panics while counting").in_all
    }

    /// How many were refused since the start.
    pub fn refused(&self) -> u64 {
        self.open.lock().expect("no one panics while counting").refused
    }
}

/// One connection's place; dropping it gives the place back.
#[derive(Debug)]
pub struct Seat {
    connections: Arc<Connections>,
    address: IpAddr,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.connections.open.lock().expect("no one panics while counting");
        open.in_all -= 1;
        if let Some(count) = open.by_address.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.by_address.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn one_address_cannot_take_every_place_and_gives_its_own_back() {
        let connections = Arc::new(Connections::new(2, 3));
        let [a, b] = [1, 2].map(|last| IpAddr::V4(Ipv4Addr::new(127, 0, 0, last)));
        let held = [connections.sit_down(a), connections.sit_down(a)];
        assert!(held.iter().all(Option::is_some));
        assert!(connections.sit_down(a).is_none());
        let other = connections.sit_down(b);
        assert!(other.is_some());
        assert!(connections.sit_down(b).is_none(), "the server is full");
        assert_eq!((connections.in_all(), connections.refused()), (3, 2));
        drop(held);
        assert!(connections.sit_down(a).is_some());
    }
}
