//! The official record: the log, its proof, and the tables made from it, on SQLite and PostgreSQL.
//!
//! The promise: what one command writes (events, current rows, facts, outbox, the answer to its key) is one transaction.
//! What was acknowledged is on the disk. An event once written is never changed, and every derived table can be made again from
//! the log. Tables are *log* (`log_head`, `event`, `log_node`, `series`), *kept* (what cannot be made again) or *derived*.
//!
//! All SQL of the project stands in this crate.

pub mod append;
pub mod backup;
pub mod cases;
pub mod claim;
pub mod derive;
mod derived;
pub mod engine;
pub mod epoch;
mod erase;
pub mod field;
pub mod head_file;
pub mod held;
pub mod kept;
pub mod leaf;
pub mod log;
pub mod merkle;
pub mod name;
mod open;
mod options;
mod queue;
pub mod rebuild;
mod register;
pub mod registry;
mod remembered;
mod schema;
pub mod scope;
pub mod sealed;
pub mod statement;
pub mod table;
pub mod value;
pub mod verify;
pub mod work;
mod writer;

pub use engine::Place;
pub use options::Options;
pub use register::Register;
