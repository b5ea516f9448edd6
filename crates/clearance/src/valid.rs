//! What must hold of a declaration beyond the shape of its fields: all faults at once, at their paths.

mod past;

pub use past::{mark, past};
