//! The one path, on both engines.

mod engines;
mod epoch;
mod given;
mod races;
mod story;
