//! Sets of tariff codes, written as first digits and ranges of first digits.

use values::text::Text;

/// Tariff codes by their first digits: `1001–1008、0302`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct HsSet(Vec<HsRange>);

/// First digits from `low` to `high`, both of the same length.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HsRange {
    /// The first first digits.
    pub low: Box<str>,
    /// The last first digits.
    pub high: Box<str>,
}

/// Codes from `low` to `high` in the order of text, both counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HsSpan {
    /// The first code.
    pub low: Box<str>,
    /// The last one that could be.
    pub high: Box<str>,
}

/// Digits that the shortest and the longest code may have (chapter; tariff line with inspection code).
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=13;

impl HsRange {
    /// Reads `0302` or `1001–1008` (also `-` and `~`).
    ///
    /// # Errors
    /// What was wanted, if it is not 2 to 13 digits, or the ends differ in length or order.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let (low, high) = match text.split_once(['–', '-', '—', '~', '～', '－']) {
            Some((low, high)) => (low.trim(), high.trim()),
            None => (text.trim(), text.trim()),
        };
        let digits = |s: &str| LENGTHS.contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(low) || !digits(high) {
            return Err(Text::new(
                "税号前 2 至 13 位数字，或 1001–1008",
                "the first 2 to 13 digits of a tariff code, or 1001–1008",
            ));
        }
        if low.len() != high.len() || low > high {
            return Err(Text::new(
                "起止位数相同、由小到大的税号范围",
                "a range of codes of one length, from low to high",
            ));
        }
        Ok(HsRange { low: low.into(), high: high.into() })
    }

    /// Whether the code begins with digits in the range. A code shorter than the range is not known to.
    pub fn contains(&self, code: &str) -> bool {
        code.get(..self.low.len()).is_some_and(|head| *self.low <= *head && head <= &*self.high)
    }

    /// The range as it is written.
    pub fn to_text(&self) -> String {
        if self.low == self.high { self.low.to_string() } else { format!("{}–{}", self.low, self.high) }
    }
}

impl HsSet {
    /// The set of the given ranges.
    pub fn new(ranges: Vec<HsRange>) -> Self {
        HsSet(ranges)
    }

    /// Whether nothing was written: such a set means "any" in a list entry.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The ranges in the order in which they were written.
    pub fn ranges(&self) -> &[HsRange] {
        &self.0
    }

    /// The same as spans of whole codes, from low to high, none of which meets another.
    pub fn spans(&self) -> Vec<HsSpan> {
        let longest = *LENGTHS.end();
        let span = |range: &HsRange| HsSpan {
            low: range.low.clone(),
            // No code is longer, and none of that length comes after it.
            high: format!("{:9<longest$}", range.high).into(),
        };
        let mut all: Vec<HsSpan> = self.0.iter().map(span).collect();
        all.sort_unstable();
        let mut apart: Vec<HsSpan> = Vec::new();
        for span in all {
            match apart.last_mut() {
                Some(last) if span.low <= last.high => {
                    if last.high < span.high {
                        last.high = span.high;
                    }
                }
                Some(_) | None => apart.push(span),
            }
        }
        apart
    }

    /// Whether one of the ranges has the code.
    pub fn contains(&self, code: &str) -> bool {
        self.0.iter().any(|range| range.contains(code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_compare_first_digits() {
        let range = HsRange::parse("1001–1008").unwrap();
        let codes = ["1000999999", "1001", "1005100001", "100899", "100900", "10"];
        assert_eq!(codes.map(|c| range.contains(c)), [false, true, true, true, false, false]);
        assert_eq!(range.to_text(), "1001–1008");
        assert_eq!(HsRange::parse("0302").unwrap().to_text(), "0302");
    }

    #[test]
    fn bad_ranges_say_what_was_wanted() {
        for bad in ["", "1", "12ab", "1008–1001", "10–1008", "一二", "12345678901234"] {
            assert!(HsRange::parse(bad).is_err(), "{bad}");
        }
        assert!(!HsRange::parse("10").unwrap().contains("中文"));
    }
}
