//! Whether bytes are UTF-8, byte by byte, so that nothing of a line need be held.

/// Whether the bytes of a line are UTF-8. Chinese is three bytes and more there; of two bytes also much of GB 18030 is.
#[derive(Default)]
pub struct Line {
    left: u8,
    range: (u8, u8),
    bad: bool,
    /// Has a character of three bytes and more.
    pub long: bool,
    /// Has a byte that is not ASCII.
    pub foreign: bool,
}

impl Line {
    /// Takes the next byte.
    pub fn take(&mut self, byte: u8) {
        self.foreign |= !byte.is_ascii();
        if 0 < self.left {
            self.bad |= byte < self.range.0 || self.range.1 < byte;
            self.left -= 1;
            self.range = (0x80, 0xBF);
            return;
        }
        (self.left, self.range) = match byte {
            0..=0x7F => return,
            0xC2..=0xDF => (1, (0x80, 0xBF)),
            0xE0 => (2, (0xA0, 0xBF)),
            0xED => (2, (0x80, 0x9F)),
            0xE1..=0xEF => (2, (0x80, 0xBF)),
            0xF0 => (3, (0x90, 0xBF)),
            0xF1..=0xF3 => (3, (0x80, 0xBF)),
            0xF4 => (3, (0x80, 0x8F)),
            0x80..=0xC1 | 0xF5..=0xFF => {
                self.bad = true;
                return;
            }
        };
        self.long |= 1 < self.left;
    }

    /// Whether what was taken is no UTF-8.
    pub fn is_broken(&self) -> bool {
        self.bad || self.left != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_line_is_utf_8_as_the_library_says(bytes in proptest::collection::vec(any::<u8>(), 0..12)) {
            let mut line = Line::default();
            bytes.iter().for_each(|byte| line.take(*byte));
            prop_assert_eq!(!line.is_broken(), std::str::from_utf8(&bytes).is_ok());
        }
    }
}
