//! What somebody may have meant: the known word nearest to one that nobody knows.

/// The nearest of the known words; none if more than half of the letters are others.
pub(crate) fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.trim();
    if written.is_empty() {
        return None;
    }
    let apart = |word: &str| strsim::damerau_levenshtein(written, word);
    let alike = |word: &&str| 2 * apart(word) <= word.chars().count().max(written.chars().count());
    known.into_iter().filter(alike).min_by_key(|word| apart(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_found_and_no_stranger() {
        let known = ["退回补正", "提供单据", "办理次序"];
        assert_eq!(nearest("退回补证", known), Some("退回补正"));
        assert_eq!(nearest("审-0013", ["审-0012", "审-9999"]), Some("审-0012"));
        assert_eq!(nearest("飞行", known), None);
        assert_eq!(nearest("", known), None);
    }
}
