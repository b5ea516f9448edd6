//! Names as they are looked for: one form for small and capital, wide and narrow letters, and its pieces of two characters.

use super::GoodsName;
use crate::case::Case;
use crate::text::fold::fold;
use std::collections::BTreeSet;

/// The most characters of a name that count when it is looked for.
const NAME_MAX: usize = 200;
/// The least characters of a part that is looked for.
pub const PART_MIN: usize = 2;

/// A name as it is compared ([`fold`]), at most 200 characters.
pub fn folded(name: &str) -> String {
    fold(name).chars().take(NAME_MAX).collect()
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
    fn pieces_are_two_characters_long() {
        assert_eq!(grams("冻牛肉").into_iter().collect::<Vec<_>>(), ["冻牛", "牛肉"]);
        assert!(grams("茶").is_empty() && grams("").is_empty());
    }
}
