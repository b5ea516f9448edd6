//! The kept tables: what cannot be made again from the log.

pub mod account;
pub mod draft;
pub mod edition;
pub mod key;
pub mod lease;
pub mod message;
pub mod process;
pub mod read;
pub mod retention;
pub mod words;
