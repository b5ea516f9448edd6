//! The one path, jobs and imports on both engines, without HTTP.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod adoptions;
mod bureaus;
mod editions;
mod engines;
mod found;
mod given;
mod import;
mod law;
mod older;
mod overlaps;
mod papers;
mod past;
mod proposals;
mod races;
mod replay;
mod seals;
mod story;
mod sums;
mod tables;
mod waived;
