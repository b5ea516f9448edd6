//! What the rows of an axis are called.

use crate::words;
use desk::names::Names;
use desk::statistics::axis::{Axis, Kind};
use policy::reference::TableName;

/// What a row is called.
pub fn name(axis: &Axis, names: &Names, key: &str) -> String {
    if key.is_empty() && axis.kind != Kind::Whole {
        return words::say(names.language, "statistics.unknown").to_owned();
    }
    match axis.kind {
        Kind::Whole => words::say(names.language, "statistics.total").to_owned(),
        Kind::Office => names.short_office(key),
        Kind::Member => names.short_member(key),
        Kind::Code(table) => names.code(table, key),
        Kind::Chapter => names.code_and_name(TableName::Hs, key),
        Kind::Direction => names.direction_of(key).to_owned(),
        Kind::Mode => format!("{key} {}", names.mode_title(key)).trim().to_owned(),
        Kind::Owner => names.enterprise(key),
        Kind::Rule => match names.policy.rule(key, names.day) {
            Some(rule) => format!("{key} {}", rule.title.pick(names.language)),
            None => key.to_owned(),
        },
        Kind::Outcome => {
            let said = words::say_owned(names.language, &format!("statistics.outcome.{key}"));
            if said.is_empty() { key.to_owned() } else { said.to_owned() }
        }
        Kind::Month | Kind::Day => key.to_owned(),
    }
}
