//! What is said of a file before its bytes come, as people and programs write it.

use super::Said;
use crate::edition::Edition;
use crate::field::Field;
use clearance::event::file::FileOf;
use policy::reference::TableName;
use values::calendar::Timestamp;
use values::code::TableCode;
use values::fault::Fault;
use values::id::{FileId, StepName};
use values::text::{Language, Text};

/// The most bytes of a name: what every file system holds.
const NAME_MAX: usize = 255;

/// The most characters of a place.
const PLACE_MAX: usize = 120;
/// How far a telephone's clock may be ahead: five minutes.
const AHEAD_US: i64 = 300 * 1_000_000;

/// The words of what a file belongs to.
pub const OF: [&str; 5] = ["declaration", "amendment", "step", "hold", "case"];

/// What is said of a file, word for word; what is left out is empty.
#[derive(Clone, Debug, Default)]
pub struct Words<'a> {
    /// Its name.
    pub name: &'a str,
    /// One of [`OF`]; the declaration if it is empty.
    pub of: &'a str,
    /// Which step or hold.
    pub which: &'a str,
    /// Which paper it is, by its code.
    pub kind: &'a str,
    /// The number of the file whose place it takes.
    pub replaces: &'a str,
    /// When a photograph was taken, as RFC 3339.
    pub taken_at: &'a str,
    /// Where, in words.
    pub taken_where: &'a str,
}

impl Words<'_> {
    /// Reads them; every fault at its place.
    ///
    /// # Errors
    /// What cannot be meant.
    pub fn read(&self, field: &Field, law: &Edition, now: Timestamp) -> Result<Said, Vec<Fault>> {
        let today = field.day(now);
        let mut faults = Vec::new();
        let mut fault =
            |at: &str, code: &str, given: &str, wanted: Text| faults.push(Fault::new(at, code, given, wanted));
        let name = self.name.trim();
        if !is_name(name) {
            let wanted = Text::fixed(
                "1 至 255 字节的文件名，不含“/”“\\”、控制字符和改变书写方向的字符",
                "a file name of 1 to 255 bytes without / and \\, control characters and marks of direction",
            );
            fault("name", "shape", name, wanted);
        }
        let of = self.of();
        if of.is_none() {
            let (at, given) = if OF.contains(&self.of) { ("which", self.which) } else { ("of", self.of) };
            fault(at, "unknown_code", given, Text::new(OF.join("、"), OF.join(", ")));
        }
        let kind = Some(self.kind).filter(|kind| !kind.is_empty()).map(|kind| {
            let known = law.reference.name(TableName::Attachment, kind, today, Language::Zh).is_some();
            TableCode::parse(kind).ok().filter(|_| known)
        });
        if kind == Some(None) {
            fault("kind", "unknown_code", self.kind, Text::fixed("一种随附单据的代码", "the code of a paper"));
        }
        let replaces = Some(self.replaces).filter(|file| !file.is_empty()).map(FileId::parse);
        if let Some(Err(wanted)) = &replaces {
            fault("replaces", "shape", self.replaces, wanted.clone());
        }
        let taken_at = Some(self.taken_at).filter(|at| !at.is_empty()).map(|at| moment(at, now));
        if let Some(Err(wanted)) = &taken_at {
            fault("taken_at", "shape", self.taken_at, wanted.clone());
        }
        let taken_where = Some(self.taken_where.trim()).filter(|place| !place.is_empty());
        if taken_where.is_some_and(|place| !is_words(place)) {
            let wanted = Text::fixed("1 至 120 个字符的地点，写成一行", "a place in 1 to 120 characters, in one line");
            fault("taken_where", "shape", self.taken_where, wanted);
        }
        match (of, faults.is_empty()) {
            (Some(of), true) => {
                let (replaces, taken_at) = (replaces.and_then(Result::ok), taken_at.and_then(Result::ok));
                let (name, taken_where) = (name.to_owned(), taken_where.map(str::to_owned));
                Ok(Said { name, of, kind: kind.flatten(), replaces, taken_at, taken_where })
            }
            _ => Err(faults),
        }
    }

    fn of(&self) -> Option<FileOf> {
        match self.of {
            "" | "declaration" => Some(FileOf::Declaration),
            "amendment" => Some(FileOf::Amendment),
            "case" => Some(FileOf::Case),
            "step" => StepName::parse(self.which).ok().map(FileOf::Step),
            "hold" => self.which.parse().ok().map(FileOf::Hold),
            _ => None,
        }
    }
}

/// A moment that has been, but for a clock that goes a little fast.
fn moment(text: &str, now: Timestamp) -> Result<Timestamp, Text> {
    let read = Timestamp::parse(text)?;
    let past = read <= now.plus_us(AHEAD_US);
    past.then_some(read).ok_or_else(|| Text::fixed("已经过去的时刻", "a moment that has been"))
}

/// Whether a text is a line of words that reads as it is written.
fn is_words(text: &str) -> bool {
    (1..=PLACE_MAX).contains(&text.chars().count()) && !text.chars().any(|c| c.is_control() || turns(c))
}

/// Marks that change the direction in which what follows is read.
fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}')
}

/// Whether a text is the name of a file and nothing else, and reads as it is written.
fn is_name(name: &str) -> bool {
    let bad = |c: char| c.is_control() || turns(c) || matches!(c, '/' | '\\' | '\u{2028}' | '\u{2029}' | '\u{feff}');
    (1..=NAME_MAX).contains(&name.len()) && !name.chars().any(bad) && !name.starts_with('.')
}
