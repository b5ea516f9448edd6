//! Files of cases on a disk: sealed one by one, and whole or not there at all.
//!
//! Nothing here knows of cases, of accounts or of the record; `docs/decisions/0016-files-stand-sealed-beside-the-record.md` says how they
//! fit together.

pub mod seal;
pub mod store;

pub use store::{Incoming, Kept, Store, Unread};
