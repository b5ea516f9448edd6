//! The binary `santong`.
fn main() {}
