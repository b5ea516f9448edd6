//! The program: its commands, the table of routes, the demonstration, and how all is wired.

pub mod command;
pub mod demonstration;
pub mod table;
