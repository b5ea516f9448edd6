//! Where something stands in a text.

use std::sync::Arc;

/// Where a row stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file, as the caller named it.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: u32,
}

impl Source {
    pub(crate) fn new(file: &str, line: u32) -> Self {
        Source { file: file.into(), line }
    }
}
