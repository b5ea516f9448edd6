//! Cells that no spreadsheet runs, and the way back: a leading apostrophe says that what follows is text.

use std::borrow::Cow;

/// The signs with which a formula begins, in either width of script, and white space that may stand before one.
const FORMULA: [char; 12] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '−', '\t', '\r', '\n'];

/// A cell that stays what it is in any spreadsheet. Numbers below zero stay numbers.
pub fn inert(cell: &str) -> Cow<'_, str> {
    let text = cell.trim_start_matches('\'');
    if text.starts_with(FORMULA) && (text.len() < cell.len() || !is_number(cell)) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// What a cell of such a table says: without the apostrophe that made it text.
pub fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        Some(_) | None => cell,
    }
}

fn is_number(cell: &str) -> bool {
    cell.bytes().skip(1).all(|byte| byte.is_ascii_digit() || byte == b'.') && cell.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_cell_is_run_in_any_width_of_script_and_numbers_stay_numbers() {
        let run = ["=1+1", "＝1+1", "+1+1", "＋1", "-1-1", "－1", "−1", "@SUM(1)", "＠SUM(1)", "\t=1", "\r=1", "\n=1"];
        for cell in run.into_iter().chain(["-inf", "+1e5", "'=1", "''-1", "'-1.5"]) {
            assert_eq!(inert(cell), format!("'{cell}"));
        }
        for cell in ["-1.5", "+7", "1=1", "棉", "", "，=1", "'200", "'", "it's"] {
            assert_eq!((inert(cell), plain(cell)), (Cow::Borrowed(cell), cell));
        }
    }

    proptest! {
        #[test]
        fn what_was_made_inert_is_read_again(cell in prop_oneof![any::<String>(), "['=+@＝0-9.a-]{0,8}"]) {
            let made = inert(&cell);
            prop_assert_eq!(plain(&made), &cell);
        }
    }
}
