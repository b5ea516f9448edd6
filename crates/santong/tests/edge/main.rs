//! The outside edge, asked over real sockets on loopback.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod doors;
mod everywhere;
mod limits;
mod sign_in;
mod site;
