//! 收取的文件: which kinds of files are taken, and how large. A kind in no row is not taken.

use super::Policy;
use super::law::Citation;
use super::member::on;
use super::source::Source;
use super::table::{Reading, Row, Shape};
use super::words::{Named, Word};
use values::calendar::{Day, Period};
use values::media::Media;
use values::text::Text;

/// The most bytes that a file may have, whatever the text says: a body of that length is what the server takes.
pub const LARGEST: u64 = 20 * MEGABYTE;
/// The text counts in these.
const MEGABYTE: u64 = 1_000_000;

/// Files of a kind are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The kind, by the content.
    pub media: Media,
    /// How many bytes at most.
    pub largest: u64,
    /// The clauses it rests on.
    pub basis: Vec<Citation>,
    /// First and last day.
    pub period: Period,
    /// Where it stands.
    pub source: Source,
}

pub(crate) const FILES: Shape = Shape {
    name: Text::fixed("收取的文件", "files taken"),
    required: &["file kind", "megabytes", "basis", "from"],
    optional: &["until"],
};

impl Word for Media {
    const NAMES: &'static [Named<Self>] = &[
        (Media::Pdf, &["PDF"], &["PDF"]),
        (Media::Png, &["PNG"], &["PNG"]),
        (Media::Jpeg, &["JPEG"], &["JPEG"]),
        (Media::Tiff, &["TIFF"], &["TIFF"]),
        (Media::Office, &["办公文件"], &["office"]),
        (Media::Xml, &["XML"], &["XML"]),
        (Media::Plain, &["文本"], &["text"]),
    ];
}

pub(crate) fn taken(row: &Row, reading: &mut Reading) -> Option<Taken> {
    let media = row.word("file kind", reading);
    let wanted = || Text::fixed("1至20的兆字节数", "1 to 20 megabytes");
    let megabytes: Option<u64> = row.number("megabytes", wanted(), reading);
    if megabytes.is_some_and(|number| number == 0 || LARGEST / MEGABYTE < number) {
        row.fault("megabytes", wanted(), reading);
    }
    let period = row.period(reading);
    let basis = row.basis(period, reading);
    Some(Taken { media: media?, largest: megabytes? * MEGABYTE, basis: basis?, period: period?, source: row.source() })
}

impl Policy {
    /// The row by which files of a kind are taken on a day.
    pub fn takes(&self, media: Media, day: Day) -> Option<&Taken> {
        self.takes_on(day).find(|row| row.media == media)
    }

    /// The rows by which files are taken on a day.
    pub fn takes_on(&self, day: Day) -> impl Iterator<Item = &Taken> {
        on(&self.takes, day, |row| row.period)
    }
}
