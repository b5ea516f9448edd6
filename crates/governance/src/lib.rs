//! The law that bureaus make together (「本方案」三(一)、三(二)、四(二)4): proposed, consulted, voted, approved by the superior, carried, taken back.
//!
//! Pure: no clock, no record. [`fold`](state::Governance::apply) makes of the events what stands, and cannot fail; [`decide`](decide::decide)
//! alone says no, and its reasons have their clause in the region's text. What a proposal says is a [`text::Wording`]: edits of
//! entries, a first day, and what becomes of open cases. Its hash is what people vote on.

pub mod decide;
mod seat;
pub mod state;
pub mod text;

pub use decide::{Command, Context, decide};
pub use state::{Governance, Proposal};
pub use text::Wording;
