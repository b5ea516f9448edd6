//! What somebody may have meant: the known word nearest to one that nobody knows.

use std::cmp::Reverse;
use values::text::Text;

/// The nearest of the known words, of equals the one that begins alike; none if more than half of the letters are others.
pub(crate) fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.trim();
    if written.is_empty() {
        return None;
    }
    let apart = |word: &str| strsim::damerau_levenshtein(written, word);
    let alike = |word: &&str| 2 * apart(word) <= word.chars().count().max(written.chars().count());
    let begins = |word: &str| written.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
    known.into_iter().filter(alike).min_by_key(|word| (apart(word), Reverse(begins(word))))
}

/// What was wanted, with the nearest of the known words if one is near.
pub(crate) fn offered<'a>(wanted: Text, written: &str, known: impl IntoIterator<Item = &'a str>) -> Text {
    match nearest(written, known) {
        Some(near) => Text::new(format!("{}，如「{near}」", wanted.zh), format!("{}, such as \"{near}\"", wanted.en)),
        None => wanted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_found_and_no_stranger() {
        let known = ["退回补正", "提供单据", "办理次序"];
        assert_eq!(nearest("退回补证", known), Some("退回补正"));
        assert_eq!(nearest("审-0013", ["审-0012", "审-9999"]), Some("审-0012"));
        assert_eq!(nearest("KX", ["AX", "KR", "KZ"]), Some("KR"));
        assert_eq!(nearest("飞行", known), None);
        assert_eq!(nearest("", known), None);
    }
}
