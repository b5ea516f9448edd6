//! What was typed, made comparable: as the caller compares texts, and further than that: accents, ligatures, marks and blanks away.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

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

/// How the caller compares texts: what reads the same becomes the same.
pub type Alike = fn(&str) -> String;

/// The most characters of a typed text that count: as many as the longest name of the tables has.
const MOST: usize = 600;

/// Characters that count, folded: letters and digits only.
pub(crate) fn fold(alike: Alike, text: &str) -> String {
    bare(alike, text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A text as it is compared, its letters without accents and its ligatures as the letters that they are made of.
fn bare(alike: Alike, text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    for c in alike(text).nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'ß' => bare.push_str("ss"),
            'æ' => bare.push_str("ae"),
            'œ' => bare.push_str("oe"),
            'þ' => bare.push_str("th"),
            'ø' => bare.push('o'),
            'ł' => bare.push('l'),
            'đ' | 'ð' => bare.push('d'),
            'ħ' => bare.push('h'),
            'ı' => bare.push('i'),
            'ŋ' => bare.push('n'),
            'ŧ' => bare.push('t'),
            c => bare.push(c),
        }
    }
    // Marks that were taken off may leave letters apart that belong together (Hangul).
    bare.nfc().collect()
}

/// English words of a text, folded; what is neither letter nor digit parts them.
pub(crate) fn words(alike: Alike, text: &str) -> impl Iterator<Item = String> {
    let words: Vec<String> = bare(alike, text).split(|c: char| !c.is_ascii_alphanumeric()).map(singular).collect();
    words.into_iter().filter(|word| !word.is_empty())
}

impl Typed {
    /// Reads what was typed; at most its first 600 characters count.
    pub(crate) fn read(alike: Alike, text: &str) -> Typed {
        let text: String = text.chars().take(MOST).collect();
        let folded = fold(alike, &text);
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

/// The plural's s taken off, so that "apples" finds "apple" and the other way round.
fn singular(word: &str) -> String {
    match word.strip_suffix('s') {
        Some(short) if 2 < short.len() && !short.ends_with('s') => short.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use values::text::fold::fold as alike;

    fn fold(text: &str) -> String {
        super::fold(alike, text)
    }

    fn words(text: &str) -> impl Iterator<Item = String> {
        super::words(alike, text)
    }

    /// The same asked with the folding of the project.
    struct Typed;

    impl Typed {
        fn read(text: &str) -> super::Typed {
            super::Typed::read(alike, text)
        }
    }

    #[test]
    fn full_width_equals_half() {
        assert_eq!(Typed::read("０２０２．３０"), super::Typed::Digits("020230".into()));
        assert_eq!(Typed::read("冻 牛肉"), Typed::read("冻　牛肉"));
    }

    #[test]
    fn accents_and_ligatures_fold() {
        for (one, other) in [
            ("Türkiye", "turkiye"),
            ("Côte d’Ivoire", "COTE D'IVOIRE"),
            ("Ürümqi", "urumqi"),
            ("Åland", "aland"),
            ("Tromsø", "TROMSO"),
            ("Straße", "strasse"),
            ("Łódź", "lodz"),
            ("İzmir", "izmir"),
            ("ﬁsh", "fish"),
            ("臺灣", "台湾"),
            ("부산", "부산"),
        ] {
            assert_eq!(fold(one), fold(other), "{one}");
        }
        assert_eq!(words("Côte d’Ivoire").collect::<Vec<_>>(), ["cote", "d", "ivoire"]);
    }

    #[test]
    fn marks_alone_are_nothing() {
        assert_eq!(Typed::read(" ，。%_ "), super::Typed::Nothing);
        assert_eq!(Typed::read(""), super::Typed::Nothing);
    }

    #[test]
    fn plurals_meet_their_singular() {
        assert_eq!(words("Apples, fresh").collect::<Vec<_>>(), ["apple", "fresh"]);
        assert_eq!(words("glass").collect::<Vec<_>>(), ["glass"]);
    }
}
