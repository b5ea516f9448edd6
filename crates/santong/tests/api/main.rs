//! The API over its router, with accounts by token and the clock by hand.
#![expect(clippy::unwrap_used, reason = "tests")]

mod bad;
mod cooperation;
mod demands;
mod desk;
mod drift;
mod field;
mod figures;
mod found;
mod golden;
mod history;
mod keys;
mod marked;
mod measured;
mod numbers;
mod paper;
mod parties;
mod permission;
mod ports;
mod promises;
mod queue;
mod reads;
mod region;
mod remarks;
mod risk;
mod rules;
mod scopes;
mod site;
mod skills;
mod spelling;
mod staff;
mod standing;
mod stories;
mod told;
mod trials;
mod waivers;
