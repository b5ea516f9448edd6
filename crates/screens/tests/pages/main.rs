//! The first screens, asked over real sockets: every role, whole journeys by forms alone, hostile text, missing words.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod given;
mod hostile;
mod journey;
mod queue;
mod roles;
mod rules;
mod search;
mod statistics;
