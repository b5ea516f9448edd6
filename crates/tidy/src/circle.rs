//! Circles of rooms: within a crate, no module at the top may lead back to itself through others, tests left out.

use crate::source::Source;
use std::collections::{BTreeMap, BTreeSet};

/// For each room of a crate those that it uses, each with a file that does.
pub type Arrows = BTreeMap<String, BTreeMap<String, String>>;

/// Complaints about every circle in a crate, an arrow each.
pub fn circles(package: &str, sources: &[Source]) -> Vec<String> {
    let arrows = arrows(package, sources);
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        arrows.keys().map(|room| (room.as_str(), from(room, &arrows))).collect();
    let leads = |one: &str, other: &str| reached.get(one).is_some_and(|rooms| rooms.contains(other));
    let mut complaints = Vec::new();
    for (room, used) in &arrows {
        for (other, file) in used.iter().filter(|(other, _)| leads(other, room)) {
            complaints.push(format!("{file}: {room} uses {other}, which leads back to {room}"));
        }
    }
    complaints
}

/// Which rooms of a crate use which, by the paths that begin at its root. What the root gives on counts as where it is from.
pub fn arrows(package: &str, sources: &[Source]) -> Arrows {
    let own: Vec<(&Source, &str)> = sources
        .iter()
        .filter(|source| source.package() == package)
        .filter_map(|source| Some((source, room(source)?)))
        .collect();
    let mut rooms: Arrows = own.iter().map(|(_, room)| ((*room).to_owned(), BTreeMap::new())).collect();
    let root = sources.iter().find(|source| source.path == format!("crates/{package}/src/lib.rs"));
    let given = root.map(given_on).unwrap_or_default();
    for (source, room) in own {
        for used in from_root(source) {
            let used = given.get(&used).unwrap_or(&used);
            if used != room && rooms.contains_key(used) {
                let arrows = rooms.get_mut(room).expect("made with every room");
                arrows.entry(used.clone()).or_insert_with(|| source.path.clone());
            }
        }
    }
    rooms
}

/// The room at the top that a file belongs to; the root itself is none, and neither are tests.
pub fn room(source: &Source) -> Option<&str> {
    let (_, path) = source.path.split_once("/src/")?;
    let top = path.split('/').next().unwrap_or(path).trim_end_matches(".rs");
    (!["lib", "main", "bin"].contains(&top)).then_some(top)
}

fn from<'a>(room: &'a str, arrows: &'a Arrows) -> BTreeSet<&'a str> {
    let (mut reached, mut waiting) = (BTreeSet::new(), vec![room]);
    while let Some(next) = waiting.pop() {
        for used in arrows.get(next).into_iter().flat_map(BTreeMap::keys) {
            if reached.insert(used.as_str()) {
                waiting.push(used);
            }
        }
    }
    reached
}

/// Names that the root gives on by `pub use`, each with its room.
fn given_on(root: &Source) -> BTreeMap<String, String> {
    let mut given = BTreeMap::new();
    for (at, _) in root.code.match_indices("use ") {
        let path = &root.code[at + 4..at + root.code[at..].find(';').unwrap_or(4)];
        let path = path.trim_start_matches("crate::");
        let Some((room, names)) = path.split_once("::") else { continue };
        for name in names.split(['{', '}', ',']) {
            let name = name.trim().rsplit("::").next().unwrap_or_default().rsplit(" as ").next().unwrap_or_default();
            if !name.is_empty() {
                given.insert(name.to_owned(), room.to_owned());
            }
        }
    }
    given
}

/// The first name of every path of a file that begins at the root of its crate, tests left out.
fn from_root(source: &Source) -> Vec<String> {
    let top = source.path.matches('/').count() == 3;
    let marks: &[&str] = if top { &["crate::", "super::"] } else { &["crate::"] };
    let mut found = Vec::new();
    for mark in marks {
        for (at, _) in source.code.match_indices(mark) {
            let line = source.code[..at].matches('\n').count() + 1;
            let joined = source.code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '$');
            if !joined && !source.is_test(line) {
                found.extend(first_names(&source.code[at + mark.len()..]));
            }
        }
    }
    found
}

/// The name that a path goes on with; all of them if it opens a list.
fn first_names(rest: &str) -> Vec<String> {
    let name =
        |text: &str| text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(list) = rest.strip_prefix('{') else { return vec![name(rest)] };
    let (mut depth, mut names, mut begins) = (0_usize, Vec::new(), 0);
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(name(&list[begins..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(name(&list[begins..at]));
                begins = at + 1;
            }
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(files: &[(&str, &str)]) -> Vec<Source> {
        files.iter().map(|(path, text)| Source::read(&format!("crates/x/src/{path}"), text)).collect()
    }

    #[test]
    fn a_circle_is_named_arrow_by_arrow() {
        let files = house(&[
            ("lib.rs", "pub use kitchen::Stove;"),
            ("hall.rs", "use crate::{attic::Roof, garden};"),
            ("kitchen.rs", "use crate::hall::Door;"),
            ("attic/beam.rs", "fn f() -> crate::Stove { 1 }"),
            ("garden.rs", ""),
        ]);
        let found = circles("x", &files);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].starts_with("crates/x/src/attic/beam.rs: attic uses kitchen"), "{found:?}");
    }

    #[test]
    fn tests_texts_and_the_root_lead_nowhere() {
        let files = house(&[
            ("lib.rs", "pub mod a; use a::A;"),
            ("a.rs", "use crate::b::B; // crate::a\nconst T: &str = \"crate::b\";"),
            ("b.rs", "#[cfg(test)]\nmod tests { use crate::a::A; use super::a; }"),
        ]);
        assert_eq!(circles("x", &files), [""; 0]);
    }
}
