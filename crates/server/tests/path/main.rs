//! The one path, on both engines.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod engines;
mod found;
mod given;
mod law;
mod older;
mod story;
mod sums;
mod tables;
