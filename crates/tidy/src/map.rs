//! The map of the house: every room of every crate has its row in `docs/ARCHITECTURE.md`, and no row is without its room.

use crate::circle::room;
use crate::source::Source;
use std::collections::{BTreeMap, BTreeSet};

/// Rooms by crate.
pub type Rooms = BTreeMap<String, BTreeSet<String>>;

/// The rooms that the map has: rows under a head whose first cell says ``in `crate` ``.
pub fn drawn(text: &str) -> Rooms {
    let mut rooms = Rooms::new();
    let mut package: Option<String> = None;
    for line in text.lines() {
        let Some(cell) = line.strip_prefix("| ").and_then(|line| line.split(" |").next()) else {
            if !line.starts_with('|') {
                package = None;
            }
            continue;
        };
        if let Some(name) = cell.strip_prefix("in `") {
            package = Some(name.trim_end_matches('`').to_owned());
        } else if let (Some(package), Some(name)) = (&package, quoted(cell)) {
            rooms.entry(package.clone()).or_default().insert(name.to_owned());
        }
    }
    rooms
}

/// The rooms that there are.
pub fn built(sources: &[Source]) -> Rooms {
    let mut rooms = Rooms::new();
    for source in sources {
        if let Some(room) = room(source) {
            rooms.entry(source.package().to_owned()).or_default().insert(room.to_owned());
        }
    }
    rooms
}

/// Rooms without a row, and rows without a room.
pub fn differences(drawn: &Rooms, built: &Rooms) -> Vec<String> {
    let all = |rooms: &Rooms| -> BTreeSet<(String, String)> {
        rooms.iter().flat_map(|(package, names)| names.iter().map(|name| (package.clone(), name.clone()))).collect()
    };
    let (drawn, built) = (all(drawn), all(built));
    let missing = built.difference(&drawn).map(|(package, room)| format!("{package}::{room} is not on the map"));
    let gone = drawn.difference(&built).map(|(package, room)| format!("{package}::{room} is on the map only"));
    missing.chain(gone).collect()
}

fn quoted(cell: &str) -> Option<&str> {
    cell.strip_prefix('`')?.split('`').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_rooms_are_held_against_each_other() {
        let text = "| in `a` | what |\n|---|---|\n| `x` | one |\n| `y` | two |\n\n| other | `z` |\n| `z` | no room |\n";
        let files = ["crates/a/src/x.rs", "crates/a/src/w/v.rs", "crates/a/src/lib.rs", "crates/a/tests/t.rs"];
        let sources: Vec<Source> = files.iter().map(|path| Source::read(path, "")).collect();
        let told = differences(&drawn(text), &built(&sources));
        assert_eq!(told, ["a::w is not on the map", "a::y is on the map only"]);
    }
}
