//! What is wrong with an archive: which part, in words.

use values::text::Text;

/// What is wrong with an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The part that is not as it must be.
    pub part: String,
    /// What is wrong with it.
    pub what: Text,
}

impl Wrong {
    pub(crate) fn new(part: &str, zh: impl Into<String>, en: impl Into<String>) -> Wrong {
        Wrong { part: part.to_owned(), what: Text::new(zh.into(), en.into()) }
    }
}
