//! For tests only: a disk under SQLite that loses its power at a chosen operation, and what survives of it.
//!
//! [`Disk::attach`] makes a file system of SQLite's the default of this process. Files below the folder behave as
//! ever, and beside them is kept what a real disk would hold: what was synced, and what is still on its way.
//! At operation N (a write, a truncation, a sync, a deletion, each counts) the power goes: N is done in part, and
//! all that follows fails. [`Disk::survivors`] then writes to another folder what a disk could have kept: all that was synced,
//! and of the rest any sectors of 512 bytes, chosen by a seed. Opening that folder is the recovery after the cut.
//!
//! Real syncs are never made in such a process: nothing here outlives the test.

mod attach;
pub mod chance;
mod disk;
mod folder;
mod kept;
mod real;
mod vfs;

pub use disk::Disk;
pub use folder::Folder;
pub use real::Ext4;
