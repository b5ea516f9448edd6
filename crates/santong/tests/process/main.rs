//! The program itself, as processes of the operating system: started, asked over HTTP, killed, two on one database.
#![allow(clippy::unwrap_used, reason = "a test that cannot start a server has failed")]

mod bodies;
mod demonstration;
mod disk;
mod epoch;
mod files;
mod http;
mod import;
mod kill;
mod papers;
mod people;
mod races;
mod register;
mod retention;
mod running;
mod second_region;
mod small;
mod text;
