//! What must hold of single values, wherever they come from.

use crate::calendar::Day;
use crate::fault::Fault;
use crate::text::{Text, mark};

/// What nobody sees of a text, if there is something: a mark by its name and place, or nothing at all that can be seen.
pub fn unseen(at: &str, text: &str) -> Option<Fault> {
    if !text.trim().is_empty() && mark::is_blank(text) {
        return Some(Fault::new(at, "required", "", Text::fixed("看得见的文字", "a text that can be seen")));
    }
    mark::hidden(text).map(|mark| Fault::new(at, "control_character", mark.shown(), mark.wanted()))
}

/// A day of our time: what lies in another century is a slip of the pen.
///
/// # Errors
/// The fault at its path.
pub fn day_of_our_time(at: &str, day: Day) -> Result<Day, Fault> {
    if (1980..2100).contains(&day.year()) {
        return Ok(day);
    }
    let wanted = Text::fixed("1980 至 2099 年的日期", "a day of 1980 to 2099");
    Err(Fault::new(at, "out_of_range", day.to_string(), wanted))
}
