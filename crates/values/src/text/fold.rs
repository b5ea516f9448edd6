//! One form for everything that reads the same, by which texts are compared and looked for.

use super::mark::is_ignorable;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// The ideographs among which a traditional one has a simplified form.
const IDEOGRAPHS: std::ops::RangeInclusive<char> = '\u{3400}'..='\u{9fff}';

/// The simplified form of each ideograph, from the first. A character has one form whatever stands beside it, so that a part of a
/// folded text is the folded part.
static SIMPLIFIED: LazyLock<Box<[char]>> = LazyLock::new(|| {
    let of = |c: char| {
        let simplified = hanconv::t2s(c.to_string());
        let mut chars = simplified.chars();
        chars.next().filter(|_| chars.next().is_none()).unwrap_or(c)
    };
    IDEOGRAPHS.map(of).collect()
});

/// A text as it is compared: compatible forms alike (NFKC), small letters, no marks that show nothing, one middle dot, simplified
/// characters, single blanks and none around.
pub fn fold(text: &str) -> String {
    if text.chars().all(is_plain) { fold_plain(text) } else { fold_any(text) }
}

/// Characters that stand for themselves alone: most names have no others.
fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{4e00}'..='\u{9fff}')
}

fn fold_plain(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().map(|c| alike(c.to_ascii_lowercase())));
    }
    folded
}

fn fold_any(text: &str) -> String {
    let seen = text.nfkc().filter(|c| !is_ignorable(*c));
    // By way of the capitals, of which some stand for two small letters (ᾄ is ἌΙ, ß is SS).
    let capital = seen.flat_map(char::to_lowercase).flat_map(char::to_uppercase);
    let small: String = capital.flat_map(char::to_lowercase).map(alike).collect();
    let words: String = small.nfkc().collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn alike(c: char) -> char {
    match c {
        '\u{2022}' | '\u{2027}' | '\u{2219}' | '\u{22c5}' | '\u{30fb}' | '\u{387}' | '\u{16eb}' | '\u{2e31}' => '·',
        'ς' => 'σ',
        c if c < *IDEOGRAPHS.start() => c,
        c => SIMPLIFIED.get(c as usize - *IDEOGRAPHS.start() as usize).copied().unwrap_or(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_reads_the_same_is_the_same() {
        for (one, other) in [
            ("  ＴＶ　机顶盒\u{3000}%_ ", "tv 机顶盒 %_"),
            ("針織T恤", "针织t恤"),
            ("轎車", "轿车"),
            ("臺灣", "台湾"),
            ("青岛\u{200b}前湾", "青岛前湾"),
            ("阿卜杜拉•艾山", "阿卜杜拉·艾山"),
            ("阿卜杜拉・艾山", "阿卜杜拉·艾山"),
            ("ﾌｧｲﾙ", "ファイル"),
            ("①Ⅳ㎏", "1ivkg"),
            ("CAFÉ", "cafe\u{301}"),
            ("ᾄ", "ἌΙ"),
            ("Straße", "STRASSE"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("葛\u{e0100}城", "葛城"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
        for c in ('\u{0}'..='\u{2fff}').chain('\u{a640}'..='\u{abff}').chain('\u{f900}'..='\u{1efff}') {
            let (text, once) = (c.to_string(), fold(&c.to_string()));
            assert_eq!(fold(&once), once, "{c:?}");
            assert_eq!([fold(&text.to_uppercase()), fold(&text.to_lowercase())], [once.clone(), once], "{c:?}");
        }
        assert_ne!(fold("冻牛肉"), fold("冻羊肉"));
        assert_eq!(fold("𠮷"), "𠮷");
    }

    #[test]
    fn the_short_way_gives_what_the_long_way_gives() {
        let plain: Vec<char> = ('\u{0}'..=char::MAX).filter(|c| is_plain(*c)).collect();
        assert_eq!(plain.len(), 95 + 0x5200);
        for c in plain {
            let text = format!(" a{c}  B{c} ");
            assert_eq!(fold_plain(&text), fold_any(&text), "{c:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn capitals_and_small_letters_are_the_same(text in any::<String>()) {
            prop_assert_eq!(fold(&text.to_uppercase()), fold(&text), "capitals");
            prop_assert_eq!(fold(&text.to_lowercase()), fold(&text), "small letters");
        }

        #[test]
        fn folded_twice_is_folded_once(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn a_part_of_ideographs_is_found_in_the_whole(text in "[\u{4e00}-\u{9fff}]{2,12}", at in 0_usize..10) {
            let part: String = text.chars().skip(at.min(text.chars().count() - 2)).take(2).collect();
            prop_assert!(fold(&text).contains(&fold(&part)));
        }
    }
}
