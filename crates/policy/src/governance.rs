//! 共同制订: by which way each kind of text is made and changed, and who may do what to a proposal in which state (「本方案」三(一)、四(二)4).

mod party;
mod way;

pub(crate) use party::{COURSE, permitted};
pub use party::{Party, Permitted, ProposalAct, Stage};
pub use way::{Light, Share, Superior, Terms, Way};
pub(crate) use way::{WAYS, prove, way};
