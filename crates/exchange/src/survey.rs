//! A first look at a whole table: in which encoding it is, and whether a quotation mark is never closed.
//!
//! A short text of one encoding may well be text of another, so the whole file decides, with its mark and with what the map says.
//! Where these contradict each other the file is refused, and nothing of it counts.

mod utf8;

use std::io::{BufReader, Read};

use values::fault::Fault;
use values::text::Text;

use crate::encoding::Encoding;
use utf8::Line;

/// What the bytes of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Survey {
    /// The encoding; nothing where every byte is ASCII, which is both.
    pub encoding: Option<Encoding>,
    /// By what it is known.
    pub by: By,
    /// Bytes of the mark before the header.
    pub mark: u64,
    /// The quotation mark that is never closed.
    pub open: Option<Open>,
    /// The last line.
    pub last_line: u64,
}

/// By what an encoding is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The map names it.
    Map,
    /// The file begins with its mark.
    Mark,
    /// It was assumed from the bytes of the whole file.
    Bytes,
}

/// A quotation mark that is never closed; places are bytes after the mark of the encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    /// Where its row begins.
    pub row: u64,
    /// Where it stands.
    pub at: u64,
    /// The line of its row.
    pub first_line: u64,
    /// The line in which it stands.
    pub line: u64,
}

/// Marks of encodings, the longest first.
const MARKS: [(&[u8], Result<Encoding, &str>); 6] = [
    (&[0x84, 0x31, 0x95, 0x33], Ok(Encoding::Gb18030)),
    (&[0xFF, 0xFE, 0, 0], Err("UTF-32")),
    (&[0, 0, 0xFE, 0xFF], Err("UTF-32")),
    (&[0xEF, 0xBB, 0xBF], Ok(Encoding::Utf8)),
    (&[0xFF, 0xFE], Err("UTF-16")),
    (&[0xFE, 0xFF], Err("UTF-16")),
];

/// Looks through a table to its end.
///
/// # Errors
/// It cannot be read; it is in another encoding; its mark, its bytes and the map contradict each other.
pub fn survey(file: impl Read, separator: u8, map: Option<Encoding>) -> Result<Survey, Fault> {
    let mut bytes = BufReader::with_capacity(1 << 16, file).bytes();
    let mut head = Vec::with_capacity(4);
    while head.len() < 4
        && let Some(byte) = bytes.next()
    {
        head.push(byte.map_err(|error| unreadable(&error))?);
    }
    let mark = MARKS.iter().find(|(mark, _)| head.starts_with(mark));
    let (skipped, marked) = match mark {
        Some((mark, Ok(encoding))) => (mark.len(), Some(*encoding)),
        Some((_, Err(name))) => return Err(other_encoding(name)),
        None => (0, None),
    };
    let mut look = Look::new(separator);
    for byte in head.drain(skipped..) {
        look.take(byte);
    }
    for byte in bytes {
        look.take(byte.map_err(|error| unreadable(&error))?);
    }
    look.end();
    if look.zero {
        return Err(other_encoding("UTF-16"));
    }
    let (encoding, by) = judge(&look, marked, map)?;
    Ok(Survey { encoding, by, mark: skipped as u64, open: look.open(), last_line: look.lines.last })
}

/// The encoding by the map, the mark and the bytes.
fn judge(look: &Look, marked: Option<Encoding>, map: Option<Encoding>) -> Result<(Option<Encoding>, By), Fault> {
    if let (Some(marked), Some(map)) = (marked, map)
        && marked != map
    {
        return Err(contradiction(("文件的标记", "the mark of the file", marked), ("映射", "the map", map)));
    }
    let said = map.map(|map| (map, By::Map)).or(marked.map(|marked| (marked, By::Mark)));
    let bytes = look.bytes_say();
    if let (Some((said, by)), Some(bytes)) = (said, bytes)
        && said != bytes
    {
        let (zh, en) = if by == By::Map { ("映射", "the map") } else { ("文件的标记", "the mark of the file") };
        return Err(contradiction((zh, en, said), ("文件全部字节", "all bytes of the file", bytes)));
    }
    let ours = look.assumed();
    Ok(said.map_or((ours, By::Bytes), |(said, by)| (Some(said), by)))
}

fn contradiction(one: (&str, &str, Encoding), other: (&str, &str, Encoding)) -> Fault {
    let ((zh, en, said), (other_zh, other_en, known)) = (one, other);
    let wanted = Text::new(
        format!("{zh}为{}，而{other_zh}为{}：二者须一致", said.name(), known.name()),
        format!("{en} says {}, {other_en} {}: one encoding", said.name(), known.name()),
    );
    Fault::new("", "encoding", said.name(), wanted)
}

fn other_encoding(name: &str) -> Fault {
    let wanted = Text::new(
        format!("UTF-8 或者 GB 18030 编码的文件（此为 {name}）"),
        format!("a file in UTF-8 or GB 18030 (this is {name})"),
    );
    Fault::new("", "encoding", name, wanted)
}

fn unreadable(error: &std::io::Error) -> Fault {
    let wanted = Text::new(format!("可读的文件（{error}）"), format!("a readable file ({error})"));
    Fault::new("", "unreadable", "", wanted)
}

/// Where the lines of a text begin, whatever ends them: CR LF, LF or CR.
#[derive(Debug)]
pub struct Lines {
    /// The line that the next byte stands in, from 1.
    pub last: u64,
    after_cr: bool,
    started: bool,
}

impl Default for Lines {
    /// At the beginning of a text.
    fn default() -> Lines {
        Lines { last: 1, after_cr: false, started: false }
    }
}

impl Lines {
    /// Takes the next byte; the line that it stands in, if it is the first of it and ends none.
    pub fn take(&mut self, byte: u8) -> Option<u64> {
        let second = self.after_cr && byte == b'\n';
        self.after_cr = byte == b'\r';
        if byte == b'\n' || byte == b'\r' {
            if !second {
                self.last += 1;
            }
            self.started = false;
            return None;
        }
        let first = !self.started;
        self.started = true;
        first.then_some(self.last)
    }
}

/// Where a byte stands in a row, by the rules of the CSV reader: a quotation mark opens at the beginning of a cell only.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    RowStart,
    CellStart,
    Cell,
    Quoted,
    AfterQuote,
}

struct Look {
    separator: u8,
    offset: u64,
    lines: Lines,
    place: Place,
    row: (u64, u64),
    quote: (u64, u64),
    line: Line,
    long: u64,
    broken: u64,
    foreign: bool,
    zero: bool,
}

impl Look {
    fn new(separator: u8) -> Look {
        Look {
            separator,
            offset: 0,
            lines: Lines::default(),
            place: Place::RowStart,
            row: (0, 1),
            quote: (0, 1),
            line: Line::default(),
            long: 0,
            broken: 0,
            foreign: false,
            zero: false,
        }
    }

    fn take(&mut self, byte: u8) {
        self.lines.take(byte);
        let ends = byte == b'\n' || byte == b'\r';
        self.zero |= byte == 0;
        if ends {
            self.end_line()
        } else {
            self.line.take(byte)
        }
        let cell = match byte {
            b'"' => Place::Quoted,
            byte if byte == self.separator => Place::CellStart,
            _ => Place::Cell,
        };
        self.place = match self.place {
            Place::RowStart if ends => Place::RowStart,
            Place::RowStart | Place::CellStart | Place::Cell | Place::AfterQuote if ends => Place::RowStart,
            Place::RowStart => {
                self.row = (self.offset, self.lines.last);
                self.opens(cell)
            }
            Place::CellStart => self.opens(cell),
            Place::Cell if byte == self.separator => Place::CellStart,
            Place::Cell => Place::Cell,
            Place::Quoted if byte == b'"' => Place::AfterQuote,
            Place::Quoted => Place::Quoted,
            Place::AfterQuote if byte == b'"' => Place::Quoted,
            Place::AfterQuote if byte == self.separator => Place::CellStart,
            Place::AfterQuote => Place::Cell,
        };
        self.offset += 1;
    }

    fn opens(&mut self, cell: Place) -> Place {
        if cell == Place::Quoted {
            self.quote = (self.offset, self.lines.last);
        }
        cell
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.foreign |= line.foreign;
        if line.is_broken() {
            self.broken += 1;
        } else if line.long {
            self.long += 1;
        }
    }

    fn end(&mut self) {
        self.end_line();
        if !self.lines.started && 1 < self.lines.last {
            self.lines.last -= 1;
        }
    }

    fn open(&self) -> Option<Open> {
        (self.place == Place::Quoted).then_some(Open {
            row: self.row.0,
            at: self.quote.0,
            first_line: self.row.1,
            line: self.quote.1,
        })
    }

    /// What the bytes prove: lines that are UTF-8 of three bytes and more, and none that is not, or the other way round.
    fn bytes_say(&self) -> Option<Encoding> {
        match (self.long, self.broken) {
            (0, 0) => None,
            (_, 0) => Some(Encoding::Utf8),
            (0, _) => Some(Encoding::Gb18030),
            // Some of both: what is not of the encoding is refused row by row.
            (_, _) => None,
        }
    }

    /// What is assumed where nobody says anything.
    fn assumed(&self) -> Option<Encoding> {
        if !self.foreign {
            return None;
        }
        Some(if self.broken == 0 || self.long != 0 { Encoding::Utf8 } else { Encoding::Gb18030 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn look(bytes: &[u8]) -> Result<Survey, String> {
        survey(bytes, b',', None).map_err(|fault| fault.given)
    }

    #[test]
    fn the_whole_file_decides() {
        let gb = |text: &str| Encoding::Gb18030.encode(text).unwrap().into_owned();
        // The bytes of 平台 and 联通 in GB 18030 are UTF-8 too; one row that is not proves the file.
        for (bytes, wanted) in [
            (gb("a\n平台\n"), Some(Encoding::Utf8)),
            (gb("a\n平台\n平台\n棉制品\n"), Some(Encoding::Gb18030)),
            (gb("a\n联通\n针织\n"), Some(Encoding::Gb18030)),
            ("a\n平台\n棉制品\n".into(), Some(Encoding::Utf8)),
            ("a\nnaïve\n".into(), Some(Encoding::Utf8)),
            ("a\nb\n".into(), None),
            ([b"a\n".as_slice(), "棉\n".as_bytes(), &gb("棉制\n")].concat(), Some(Encoding::Utf8)),
        ] {
            assert_eq!(look(&bytes).unwrap().encoding, wanted, "{bytes:X?}");
        }
    }

    #[test]
    fn marks_are_known_and_contradictions_refused() {
        let mark = "\u{feff}";
        let gb = |text: &str| Encoding::Gb18030.encode(text).unwrap().into_owned();
        let read = look(format!("{mark}\"a\"\n").as_bytes()).unwrap();
        assert_eq!((read.encoding, read.by, read.mark), (Some(Encoding::Utf8), By::Mark, 3));
        let read = look(&gb(&format!("{mark}\"a\"\n"))).unwrap();
        assert_eq!((read.encoding, read.by, read.mark), (Some(Encoding::Gb18030), By::Mark, 4));
        assert_eq!(look(&[0xFF, 0xFE, b'a', 0]).unwrap_err(), "UTF-16");
        assert_eq!(look(&[0xFE, 0xFF, 0, b'a']).unwrap_err(), "UTF-16");
        assert_eq!(look(&[0xFF, 0xFE, 0, 0]).unwrap_err(), "UTF-32");
        assert_eq!(look(&[b'a', 0, b'b', 0]).unwrap_err(), "UTF-16");
        let refused = |bytes: &[u8], map| survey(bytes, b',', Some(map)).is_err();
        assert!(refused(format!("{mark}a\n").as_bytes(), Encoding::Gb18030));
        assert!(refused(&gb(&format!("{mark}a\n")), Encoding::Utf8));
        assert!(refused(&gb("a\n棉制\n"), Encoding::Utf8) && refused("a\n棉制\n".as_bytes(), Encoding::Gb18030));
        assert!(!refused(&gb("a\n棉制\n"), Encoding::Gb18030) && !refused("a\n棉制\n".as_bytes(), Encoding::Utf8));
        assert!(look(&[mark.as_bytes(), b"a\n", &gb("棉制\n")].concat()).is_err(), "its mark is not what it is");
    }

    #[test]
    fn a_quotation_that_is_never_closed_is_known_by_its_lines() {
        let read = look(b"a,b\r\n1,2\r\n\r\n3,\"x\r\n4,5\r\n").unwrap();
        assert_eq!(read.open, Some(Open { row: 12, at: 14, first_line: 4, line: 4 }));
        assert_eq!(read.last_line, 5);
        for closed in ["a\n\"x\"\n", "a\n\"x\"\"y\"\n", "a\n1\"x\n", "a\n\"x\"y\"\n", "a\n\"x\ny\"\n", ""] {
            assert_eq!(look(closed.as_bytes()).unwrap().open, None, "{closed}");
        }
        let read = look(b"a,b\n1,\"x\ny\",\"z\n").unwrap().open.unwrap();
        assert_eq!((read.first_line, read.line), (2, 3), "the row begins before the mark");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = look(&bytes);
        }
    }
}
