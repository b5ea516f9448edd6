//! What the region says of itself on its start page.

use super::source::Source;
use super::table::{Reading, Row, Shape};
use values::text::Text;

/// What the region says of itself on its start page; the first row is the headline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slogan {
    /// A few words.
    pub title: Text,
    /// A sentence; `{members}` stands for the number of members on the day.
    pub says: Text,
    /// Where it stands.
    pub source: Source,
}

pub(crate) const SLOGANS: Shape = Shape {
    name: Text::fixed("标语", "slogans"),
    required: &["slogan", "explanation", "english", "english explanation"],
    optional: &[],
};

pub(crate) fn slogan(row: &Row, reading: &mut Reading) -> Option<Slogan> {
    let (title, english) = (row.need("slogan", reading), row.need("english", reading));
    let (says, said) = (row.need("explanation", reading), row.need("english explanation", reading));
    Some(Slogan {
        title: Text::new(String::from(title?), String::from(english?)),
        says: Text::new(String::from(says?), String::from(said?)),
        source: row.source(),
    })
}
