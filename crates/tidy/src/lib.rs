//! The house style as a test: reads every Rust file of the workspace and names what is not as it should be.

pub mod allowed;
pub mod circle;
pub mod cited;
pub mod code;
pub mod dead;
pub mod literal;
pub mod manifest;
pub mod map;
pub mod named;
pub mod paper;
pub mod shape;
pub mod source;
pub mod word;
