//! Numbers as people type them.

use values::quantity::ungrouped;
use values::text::fold::fold;

/// A number that was typed, in any width, its thousands in groups by commas or blanks, or not in groups at all. Nothing where it
/// could be read in two ways, or is none.
pub fn number(typed: &str) -> Option<String> {
    let folded = fold(typed);
    let bare = folded.replace(' ', "");
    let grouped = ungrouped(&bare, ',').or_else(|| ungrouped(&folded, ' '));
    // A blank within a number that is not in groups may be anything.
    let plain = || (bare == folded).then_some(bare);
    grouped.or_else(plain).filter(|number| number.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
}

/// A number without the zeros at the end of its decimals.
pub fn without_zeros(number: &str) -> &str {
    match number.split_once('.') {
        Some((whole, decimals)) if !whole.is_empty() && decimals.ends_with('0') => {
            number.trim_end_matches('0').trim_end_matches('.')
        }
        _ => number,
    }
}
