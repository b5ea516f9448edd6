//! The first screens, asked over real sockets: every role, whole journeys by forms alone, hostile text, missing words.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod form;
mod given;
mod hostile;
mod journey;
mod roles;
mod search;
#[allow(dead_code, reason = "the edge's tests use the rest")]
#[path = "../edge/site.rs"]
mod site;
mod statistics;
