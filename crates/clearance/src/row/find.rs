//! Names as they are looked for: one form for small and capital, wide and narrow letters, and its pieces of two characters.

use super::GoodsName;
use crate::case::Case;
use std::collections::BTreeSet;
use values::text::fold::fold;

/// The most characters of a name that count when it is looked for.
const NAME_MAX: usize = 200;
/// The least characters of a part that is looked for.
pub const PART_MIN: usize = 2;

/// A name as it is compared ([`fold`]), at most 200 characters.
pub fn folded(name: &str) -> String {
    fold(name).chars().take(NAME_MAX).collect()
}

/// A number or a code as it is compared: folded, without blanks, in capitals.
pub fn number(text: &str) -> String {
    if text.is_ascii() {
        return text.bytes().filter(u8::is_ascii_graphic).map(|b| char::from(b.to_ascii_uppercase())).collect();
    }
    fold(text).replace(' ', "").to_uppercase()
}

/// The different pieces of two characters in a folded name, sorted.
pub fn grams(folded: &str) -> BTreeSet<String> {
    let chars: Vec<char> = folded.chars().collect();
    chars.windows(PART_MIN).map(|pair| pair.iter().collect()).collect()
}

/// The names of a case's goods that it was not found by before. A name that was corrected still leads to the case.
pub(super) fn goods(before: Option<&Case>, case: &Case) -> Vec<GoodsName> {
    let names = |case: &Case| case.declaration.lines.iter().map(|line| folded(&line.name)).collect::<BTreeSet<_>>();
    let known = before.map(names).unwrap_or_default();
    let named =
        |name: String| GoodsName { office: case.office.clone(), no: case.no.clone(), name, accepted: case.accepted_at };
    names(case).into_iter().filter(|name| !name.is_empty() && !known.contains(name)).map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_and_capital_letters_are_the_same_as_narrow_and_small() {
        assert_eq!(folded("  ＴV　机顶盒\u{3000}%_ "), "tv 机顶盒 %_");
        assert_eq!(folded(&"长".repeat(300)).chars().count(), NAME_MAX);
    }

    #[test]
    fn a_number_is_one_in_whatever_form_it_is_typed() {
        for (typed, wanted) in
            [("表-１ a", "表-1A"), ("表-1A", "表-1A"), ("ｃｓｑｕ 3054383", "CSQU3054383"), (" e-1 ", "E-1")]
        {
            assert_eq!(number(typed), wanted);
            assert_eq!(number(wanted), wanted);
        }
        for c in (' '..='\u{2fff}').filter(|c| !c.is_control()) {
            assert_eq!(number(&number(&c.to_string())), number(&c.to_string()), "{c:?}");
        }
    }

    #[test]
    fn pieces_are_two_characters_long() {
        assert_eq!(grams("冻牛肉").into_iter().collect::<Vec<_>>(), ["冻牛", "牛肉"]);
        assert!(grams("茶").is_empty() && grams("").is_empty());
    }
}
