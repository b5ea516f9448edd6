//! The API over its router, with accounts by token and the clock by hand.
#![expect(clippy::unwrap_used, reason = "tests")]

mod bad;
mod cooperation;
mod golden;
mod keys;
mod permission;
mod reads;
mod region;
mod scopes;
mod site;
mod standing;
mod trials;
mod visit;
