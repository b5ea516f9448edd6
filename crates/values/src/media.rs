//! What a file is, by its content; its name is believed only where it says the same.

use serde::{Deserialize, Serialize};

/// Bytes at the beginning by which a content is known, except a text, of which every byte counts.
pub const HEAD: usize = 4096;

/// A kind of file that can be taken; which are, says the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    /// A document that is shown as it was laid out.
    Pdf,
    /// A picture without loss.
    Png,
    /// A photograph.
    Jpeg,
    /// A scan.
    Tiff,
    /// A document, sheet or slides of an office program: OOXML, or OpenDocument.
    Office,
    /// Data with marks; never HTML or SVG.
    Xml,
    /// UTF-8 without control characters.
    Plain,
}

/// The endings of the names of every kind, with their media types.
const KINDS: [(Media, &[(&str, &str)]); 7] = [
    (Media::Pdf, &[("pdf", "application/pdf")]),
    (Media::Png, &[("png", "image/png")]),
    (Media::Jpeg, &[("jpg", "image/jpeg"), ("jpeg", "image/jpeg")]),
    (Media::Tiff, &[("tif", "image/tiff"), ("tiff", "image/tiff")]),
    (
        Media::Office,
        &[
            ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
            ("odt", "application/vnd.oasis.opendocument.text"),
            ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
            ("odp", "application/vnd.oasis.opendocument.presentation"),
        ],
    ),
    (Media::Xml, &[("xml", "application/xml")]),
    (Media::Plain, &[("txt", "text/plain"), ("csv", "text/csv")]),
];

/// Why a content is not taken for what its name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Of no kind that is known.
    Unknown,
    /// It can run where it is shown.
    Runs,
    /// The ending of its name is that of something else.
    Misnamed(Media),
}

impl Media {
    /// The endings of its names.
    pub fn endings(self) -> impl Iterator<Item = &'static str> {
        KINDS.iter().filter(move |row| row.0 == self).flat_map(|row| row.1.iter().map(|(ending, _)| *ending))
    }

    /// The media type of a file of this kind with a name; none if its ending is of another kind.
    pub fn type_of(self, name: &str) -> Option<&'static str> {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())?;
        let (_, endings) = KINDS.iter().find(|row| row.0 == self)?;
        endings.iter().find(|(known, _)| *known == ending).map(|(_, media)| *media)
    }

    /// What a content is of which this is the beginning, and whether it goes on to the end as a text does.
    ///
    /// # Errors
    /// Nothing that can be taken.
    pub fn of(head: &[u8]) -> Result<Media, Unfit> {
        let begins = |magic: &[u8]| head.starts_with(magic);
        if begins(b"%PDF-") {
            Ok(Media::Pdf)
        } else if begins(b"\x89PNG\r\n\x1a\n") {
            Ok(Media::Png)
        } else if begins(b"\xff\xd8\xff") {
            Ok(Media::Jpeg)
        } else if begins(b"II*\0") || begins(b"MM\0*") {
            Ok(Media::Tiff)
        } else if begins(b"PK\x03\x04") {
            if is_office(head) { Ok(Media::Office) } else { Err(Unfit::Unknown) }
        } else {
            of_text(head)
        }
    }

    /// The kind of a content, and its media type by its name.
    ///
    /// # Errors
    /// The content is nothing that can be taken, or its name says that it is something else.
    pub fn of_named(head: &[u8], name: &str) -> Result<(Media, &'static str), Unfit> {
        let kind = Media::of(head)?;
        // What is marked with `<` may be called a text as well, and runs nowhere as such.
        kind.type_of(name).map(|media| (kind, media)).ok_or(Unfit::Misnamed(kind))
    }
}

/// The first entry of an archive as office programs write it.
fn is_office(head: &[u8]) -> bool {
    let Some(length) = head.get(26..28) else { return false };
    let length = usize::from(u16::from_le_bytes([length[0], length[1]]));
    let Some(name) = head.get(30..30 + length) else { return false };
    let content = || head.get(30 + length..).unwrap_or_default();
    let of_open_xml = [&b"[Content_Types].xml"[..], b"_rels/", b"docProps/", b"word/", b"xl/", b"ppt/"];
    of_open_xml.iter().any(|begin| name.starts_with(begin))
        || name == b"mimetype" && content().starts_with(b"application/vnd.oasis.opendocument.")
}

fn of_text(head: &[u8]) -> Result<Media, Unfit> {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = match std::str::from_utf8(text) {
        Ok(text) => text,
        // The head may end within a character.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&text[..error.valid_up_to()]).map_err(|_| Unfit::Unknown)?
        }
        Err(_) => return Err(Unfit::Unknown),
    };
    if text.chars().any(is_control) {
        return Err(Unfit::Unknown);
    }
    let lower = text.to_ascii_lowercase();
    let runs = ["<!doctype html", "<html", "<svg", "<script", "<body", "<iframe", "<head", "<!entity"];
    if runs.iter().any(|mark| lower.contains(mark)) || lower.contains("http://www.w3.org/1999/xhtml") {
        return Err(Unfit::Runs);
    }
    Ok(if text.trim_start().starts_with("<?xml") { Media::Xml } else { Media::Plain })
}

fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}')
}

/// Watches a text to its end: it is UTF-8 without control characters in every byte, however it is cut.
#[derive(Debug, Default)]
pub struct TextWatch {
    /// The beginning of a character whose end is still to come.
    cut: Vec<u8>,
}

impl TextWatch {
    /// Whether the next bytes go on as a text.
    pub fn goes_on(&mut self, bytes: &[u8]) -> bool {
        let mut all = std::mem::take(&mut self.cut);
        all.extend_from_slice(bytes);
        match std::str::from_utf8(&all) {
            Ok(text) => !text.chars().any(is_control),
            Err(error) if error.error_len().is_none() => {
                self.cut = all.split_off(error.valid_up_to());
                std::str::from_utf8(&all).is_ok_and(|text| !text.chars().any(is_control))
            }
            Err(_) => false,
        }
    }

    /// Whether it ended well.
    pub fn ended(&self) -> bool {
        self.cut.is_empty()
    }
}
