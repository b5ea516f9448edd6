//! What was typed, made comparable: full width to half, capitals to small, marks and blanks away.

/// One kind of thing a person types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Typed {
    /// Digits alone, also with dots or blanks between: the beginning of a code.
    Digits(String),
    /// Latin letters: English words, pinyin or initials, or a code of letters.
    Latin(String),
    /// Anything with a Chinese character in it.
    Han(String),
    /// Nothing that could be looked for.
    Nothing,
}

/// Characters that count, folded: half width, small, letters and digits only.
pub(crate) fn fold(text: &str) -> String {
    text.chars().map(half).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// English words of a text, folded; what is neither letter nor digit parts them.
pub(crate) fn words(text: &str) -> impl Iterator<Item = String> {
    let text: String = text.chars().map(half).flat_map(char::to_lowercase).collect();
    let words: Vec<String> = text.split(|c: char| !c.is_ascii_alphanumeric()).map(singular).collect();
    words.into_iter().filter(|word| !word.is_empty())
}

impl Typed {
    /// Reads what was typed; at most its first 120 characters count.
    pub(crate) fn read(text: &str) -> Typed {
        let text: String = text.chars().take(120).collect();
        let folded = fold(&text);
        if folded.is_empty() {
            Typed::Nothing
        } else if folded.bytes().all(|b| b.is_ascii_digit()) {
            Typed::Digits(folded)
        } else if folded.is_ascii() {
            Typed::Latin(text.trim().to_owned())
        } else {
            Typed::Han(folded)
        }
    }
}

fn half(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    }
}

/// The plural's s taken off, so that "apples" finds "apple" and the other way round.
fn singular(word: &str) -> String {
    match word.strip_suffix('s') {
        Some(short) if 2 < short.len() && !short.ends_with('s') => short.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_equals_half() {
        assert_eq!(Typed::read("０２０２．３０"), Typed::Digits("020230".into()));
        assert_eq!(Typed::read("冻 牛肉"), Typed::read("冻　牛肉"));
    }

    #[test]
    fn marks_alone_are_nothing() {
        assert_eq!(Typed::read(" ，。%_ "), Typed::Nothing);
        assert_eq!(Typed::read(""), Typed::Nothing);
    }

    #[test]
    fn plurals_meet_their_singular() {
        assert_eq!(words("Apples, fresh").collect::<Vec<_>>(), ["apple", "fresh"]);
        assert_eq!(words("glass").collect::<Vec<_>>(), ["glass"]);
    }
}
