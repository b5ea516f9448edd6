//! Other people's formats: bytes to our values and back, every fault at once.

pub mod json;
