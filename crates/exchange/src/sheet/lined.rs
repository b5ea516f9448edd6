//! A reader that knows in which line of the file a byte stands, and ends where nothing more can be read.

use std::collections::VecDeque;
use std::io::{self, Read};

use crate::survey::Lines;

/// The longest row, in bytes: more is held of no file.
pub const MAX_ROW_BYTES: u64 = 1 << 20;

/// What the error of a longer one says.
pub const TOO_LONG: &str = "a row of the table is too long";

/// Counts lines and the bytes of a row.
pub struct Lined<R> {
    inner: R,
    /// Bytes that are left, if the end comes before that of the file.
    left: Option<u64>,
    offset: u64,
    lines: Lines,
    /// The lines that have a byte of their own and were handed out: where they begin, and their numbers.
    begun: VecDeque<(u64, u64)>,
    since: u64,
}

impl<R> Lined<R> {
    /// From here to a byte, or to the end.
    pub fn new(inner: R, until: Option<u64>) -> Lined<R> {
        Lined { inner, left: until, offset: 0, lines: Lines::default(), begun: VecDeque::new(), since: 0 }
    }

    /// A row begins: its bytes are counted from now.
    pub fn begin_row(&mut self) {
        self.since = 0;
    }

    /// The line of the first text at or after a byte. A row begins with text at the beginning of a line; a reader that stands
    /// on the end of the line before stands on none. What lies before is forgotten.
    pub fn line_from(&mut self, byte: u64) -> u64 {
        while self.begun.front().is_some_and(|(at, _)| *at < byte) {
            self.begun.pop_front();
        }
        self.begun.front().map_or(self.lines.last, |(_, line)| *line)
    }

    /// The last line with text that begins before a byte.
    pub fn line_before(&self, byte: u64) -> Option<u64> {
        self.begun.iter().take_while(|(at, _)| *at < byte).last().map(|(_, line)| *line)
    }

    /// The line that was reached.
    pub fn line(&self) -> u64 {
        self.lines.last
    }
}

impl<R: Read> Read for Lined<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since > MAX_ROW_BYTES {
            return Err(io::Error::new(io::ErrorKind::InvalidData, TOO_LONG));
        }
        let most = self.left.map_or(buffer.len(), |left| usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len()));
        let count = self.inner.read(&mut buffer[..most])?;
        for byte in &buffer[..count] {
            if let Some(line) = self.lines.take(*byte) {
                self.begun.push_back((self.offset, line));
            }
            self.offset += 1;
        }
        self.since += count as u64;
        self.left = self.left.map(|left| left - count as u64);
        Ok(count)
    }
}
