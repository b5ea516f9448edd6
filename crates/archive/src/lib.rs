//! The archive of a case: one file that holds what its holder may read of the case, and proves it anywhere without the register.
//!
//! It is a ZIP file that any program opens, and there is one way only to write what it holds ([`zip`]). Its first part is the
//! [`manifest`], its second the signature over it; [`mod@check`] reads the whole and says in words what it proves.

pub mod check;
pub mod content;
pub mod manifest;
pub mod pack;
pub mod paper;
mod proof;
pub mod seal;
mod wrong;
pub mod zip;

pub use check::{Checked, check};
pub use manifest::{Is, Manifest, Part};
pub use wrong::Wrong;
