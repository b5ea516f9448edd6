//! The one path for every change, and what works beside it: jobs, import, accounts, who is who. No HTTP.

pub mod account;
pub mod act;
pub mod asked;
pub mod clock;
mod desk;
pub mod field;
pub mod file;
pub mod find;
pub mod first;
pub mod heads;
pub mod import;
pub mod job;
pub mod lease;
pub mod names;
pub mod naming;
pub mod open;
pub mod own;
pub mod password;
pub mod port;
pub mod reads;
pub mod reasons;
pub mod receive;
pub mod remark;
pub mod replay;
pub mod reserve;
pub mod retention;
pub mod rules;
pub mod secret;
pub mod session;
pub mod sheet;
pub mod statistics;
pub mod status;
pub mod token;
pub mod usual;
pub mod why;

pub use desk::Desk;
