//! The container: a ZIP file of parts that are stored as they are, one after the other, with nothing between them.
//!
//! Whatever the format leaves open is settled: no compression, no extra fields, no comments, one fixed time, names in UTF-8. So the
//! bytes follow from names and contents alone, and a reader can hold every one of them against what it must be
//! (APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16).

/// Bytes of a part's header before its name.
pub const HEAD: usize = 30;

/// Version that is needed to read: 2.0.
const NEEDED: u16 = 20;
/// Names are UTF-8 (general purpose bit 11).
const UTF_8: u16 = 1 << 11;
/// Midnight of the first day that the format knows, 1980-01-01.
const DAY: u16 = 1 << 5 | 1;

/// A part as the container names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name, with `/` between folders.
    pub name: String,
    /// Bytes of its content.
    pub size: u32,
    /// CRC-32 of its content.
    pub crc: u32,
}

impl Entry {
    /// Of a content that is at hand; none if it is longer than the format holds.
    pub fn of(name: &str, content: &[u8]) -> Option<Entry> {
        let size = u32::try_from(content.len()).ok()?;
        Some(Entry { name: name.to_owned(), size, crc: crc32fast::hash(content) })
    }

    fn common(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEAD);
        for word in [NEEDED, UTF_8, 0, 0, DAY] {
            bytes.extend(word.to_le_bytes());
        }
        for long in [self.crc, self.size, self.size] {
            bytes.extend(long.to_le_bytes());
        }
        bytes.extend(short(self.name.len()).to_le_bytes());
        bytes.extend([0; 2]);
        bytes
    }

    /// What stands before the content.
    pub fn header(&self) -> Vec<u8> {
        [b"PK\x03\x04", self.common().as_slice(), self.name.as_bytes()].concat()
    }

    /// How many bytes it takes before the directory.
    fn whole(&self) -> u64 {
        HEAD as u64 + self.name.len() as u64 + u64::from(self.size)
    }
}

/// Where a content's length stands in a part's header, and the name's: what a reader must know before it knows the rest.
pub fn lengths(header: &[u8; HEAD]) -> (u32, u16) {
    let size = u32::from_le_bytes([header[18], header[19], header[20], header[21]]);
    (size, u16::from_le_bytes([header[26], header[27]]))
}

/// What stands after the last content; none if it is all more than the format holds.
pub fn directory(entries: &[Entry]) -> Option<Vec<u8>> {
    let count = u16::try_from(entries.len()).ok().filter(|count| *count != u16::MAX)?;
    let (mut bytes, mut at) = (Vec::new(), 0_u64);
    for entry in entries {
        let place = u32::try_from(at).ok()?;
        bytes.extend(b"PK\x01\x02");
        bytes.extend(NEEDED.to_le_bytes());
        bytes.extend(entry.common());
        // No comment, first disk, no attributes.
        bytes.extend([0; 10]);
        bytes.extend(place.to_le_bytes());
        bytes.extend(entry.name.as_bytes());
        at += entry.whole();
    }
    let (size, place) = (u32::try_from(bytes.len()).ok()?, u32::try_from(at).ok()?);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    bytes.extend([size.to_le_bytes(), place.to_le_bytes()].concat());
    bytes.extend([0; 2]);
    Some(bytes)
}

/// A length that a name has: no name of ours is longer than a few hundred bytes.
fn short(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}
