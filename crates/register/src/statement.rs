//! How SQL is written: every text is a constant in the file of its table and listed in `registry`, one text for both engines.
//!
//! Parameters are written `$1`; SQLite gets `?1`, since to it a bare `$1` is a *name* that binds by first appearance.
//! A statement with a list (`VALUES (…), (…)` or `IN (…)`) exists in the few lengths of [`SIZES`], so that each can be prepared.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::OnceLock;

/// The lengths in which a statement with a list is prepared, shortest first.
pub const SIZES: [usize; 8] = [1, 2, 4, 8, 16, 32, 64, 128];

/// A statement with a list of tuples or of single values at its end.
pub struct Many {
    head: Cow<'static, str>,
    /// Parameters that stand before the list.
    before: usize,
    /// Values in a tuple; a list of single values has none.
    tuple: Option<usize>,
    tail: Cow<'static, str>,
    texts: OnceLock<[String; SIZES.len()]>,
}

impl Many {
    /// `… VALUES (…), (…) tail` with tuples of `width` values.
    pub const fn tuples(head: Cow<'static, str>, width: usize, tail: Cow<'static, str>) -> Many {
        Many { head, before: 0, tuple: Some(width), tail, texts: OnceLock::new() }
    }

    /// `… IN ($2, $3 tail` with single values after `before` parameters.
    pub const fn singles(head: &'static str, before: usize, tail: &'static str) -> Many {
        let (head, tail) = (Cow::Borrowed(head), Cow::Borrowed(tail));
        Many { head, before, tuple: None, tail, texts: OnceLock::new() }
    }

    /// `DELETE FROM … WHERE office = $1 AND … IN ($2, $3)`.
    pub fn delete(table: &str, by: &str) -> Many {
        let head = Cow::Owned(filled(DELETE, &[("table", table), ("by", by)]));
        Many { head, before: 1, tuple: None, tail: Cow::Borrowed(")"), texts: OnceLock::new() }
    }

    /// The text for a list of `SIZES[size]` entries.
    pub fn text(&'static self, size: usize) -> &'static str {
        &self.texts.get_or_init(|| SIZES.map(|count| self.write(count)))[size]
    }

    /// The texts of all lengths.
    pub fn all(&'static self) -> impl Iterator<Item = &'static str> {
        (0..SIZES.len()).map(|size| self.text(size))
    }

    fn write(&self, count: usize) -> String {
        let (mut text, mut number) = (self.head.clone().into_owned(), self.before);
        let mut next = || {
            number += 1;
            format!("${number}")
        };
        for entry in 0..count {
            text.push_str(if entry == 0 { "" } else { ", " });
            match self.tuple {
                None => text.push_str(&next()),
                Some(width) => {
                    let values: Vec<String> = (0..width).map(|_| next()).collect();
                    text.push_str(&format!("({})", values.join(", ")));
                }
            }
        }
        text + &self.tail
    }
}

/// Which length to use for a list of `count` entries that may be filled up by repeating the last: the shortest that holds it,
/// or the longest there is.
pub fn size_for(count: usize) -> usize {
    SIZES.iter().position(|size| count <= *size).unwrap_or(SIZES.len() - 1)
}

/// Cuts `count` entries into lengths that fit exactly: `(index into SIZES, first entry)`, longest first, none longer than `longest`.
pub fn cut(count: usize, longest: usize) -> Vec<(usize, usize)> {
    let (mut pieces, mut at) = (Vec::new(), 0);
    while at < count {
        let size = SIZES.iter().rposition(|size| *size <= longest && *size <= count - at).unwrap_or(0);
        pieces.push((size, at));
        at += SIZES[size];
    }
    pieces
}

/// The same statement for SQLite: `$n` outside of quoted text becomes `?n`.
pub fn for_sqlite(text: &str) -> String {
    let (mut out, mut quoted) = (String::with_capacity(text.len()), false);
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        quoted ^= char == '\'';
        let parameter = !quoted && char == '$' && chars.peek().is_some_and(char::is_ascii_digit);
        out.push(if parameter { '?' } else { char });
    }
    out
}

const DELETE: &str = "DELETE FROM {table} WHERE office = $1 AND {by} IN (";

/// A constant text whose marked places are filled once from a list of ours, such as the columns of a table.
pub(crate) fn filled(text: &'static str, places: &[(&str, &str)]) -> String {
    places.iter().fold(text.to_owned(), |text, (place, value)| text.replace(&format!("{{{place}}}"), value))
}

/// A statement whose marked places are filled once.
pub(crate) struct Filled {
    text: &'static str,
    places: &'static [(&'static str, &'static str)],
    made: OnceLock<String>,
}

impl Filled {
    pub(crate) const fn new(text: &'static str, places: &'static [(&'static str, &'static str)]) -> Filled {
        Filled { text, places, made: OnceLock::new() }
    }

    pub(crate) fn text(&'static self) -> &'static str {
        self.made.get_or_init(|| filled(self.text, self.places))
    }
}

static KNOWN: OnceLock<HashSet<&'static str>> = OnceLock::new();

/// Says which statements there are; before anything runs.
pub(crate) fn know(all: impl FnOnce() -> Vec<&'static str>) {
    KNOWN.get_or_init(|| all().into_iter().collect());
}

/// Whether a text stands in the registry (checked wherever a statement runs, in builds with debug assertions).
pub(crate) fn known(text: &'static str) -> bool {
    KNOWN.get().is_some_and(|known| known.contains(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_rewritten_outside_of_quotes() {
        assert_eq!(for_sqlite("SELECT $2, '$1', $10 WHERE a = '$'"), "SELECT ?2, '$1', ?10 WHERE a = '$'");
    }

    #[test]
    fn lists_are_cut_without_rest() {
        for count in 0..700 {
            let pieces = cut(count, 128);
            assert_eq!(pieces.iter().map(|(size, _)| SIZES[*size]).sum::<usize>(), count);
        }
        assert_eq!(cut(10, 1).len(), 10);
        assert_eq!([0, 1, 2, 3, 8, 9, 128, 300].map(size_for), [0, 0, 1, 2, 3, 4, 7, 7]);
    }

    #[test]
    fn a_list_counts_its_parameters_on() {
        static PAIRS: Many =
            Many::tuples(Cow::Borrowed("INSERT INTO t (a, b) VALUES "), 2, Cow::Borrowed(" ON CONFLICT DO NOTHING"));
        static LIST: Many = Many::singles("SELECT a FROM t WHERE o = $1 AND a IN (", 1, ")");
        assert_eq!(PAIRS.write(2), "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) ON CONFLICT DO NOTHING");
        assert_eq!(LIST.write(3), "SELECT a FROM t WHERE o = $1 AND a IN ($2, $3, $4)");
    }
}
