//! What the screens say, in Chinese and English, from the tables under `words/`.

use std::sync::LazyLock;
use values::text::{Language, Text};
use web::words::Words;
pub use web::words::fill;

/// The tables; a new screen adds its own file and a line here.
const TABLES: &[(&str, &str)] = &[
    ("frame.md", include_str!("../words/frame.md")),
    ("account.md", include_str!("../words/account.md")),
    ("docs.md", include_str!("../words/docs.md")),
    ("case.md", include_str!("../words/case.md")),
    ("certificates.md", include_str!("../words/certificates.md")),
    ("sheets.md", include_str!("../words/sheets.md")),
    ("declare.md", include_str!("../words/declare.md")),
    ("rules.md", include_str!("../words/rules.md")),
    ("editions.md", include_str!("../words/editions.md")),
    ("proposals.md", include_str!("../words/proposals.md")),
    ("public.md", include_str!("../words/public.md")),
    ("statistics.md", include_str!("../words/statistics.md")),
];

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::of(TABLES));

/// The words for a key: those of the screens, else those that programs are told too.
fn find(key: &str) -> Option<&'static Text> {
    WORDS.find(key).or_else(|| web::words::words().find(key))
}

/// The words for a key in one language. A key that is missing shows itself; a test finds it before that.
pub fn say(language: Language, key: &str) -> &str {
    match find(key) {
        Some(text) => text.pick(language),
        None => key,
    }
}

/// The words for a key that is put together; what is missing is said as nothing.
pub fn say_owned(language: Language, key: &str) -> &'static str {
    find(key).map_or("", |text| text.pick(language))
}

/// The words for a key in both languages.
pub fn both(key: &str) -> Text {
    find(key).cloned().unwrap_or_else(|| Text::new(key.to_owned(), key.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    fn files(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path, into);
            } else {
                into.push(path);
            }
        }
    }

    /// Every text in quotes that directly follows one of the ways to ask for words.
    fn asked(source: &str) -> Vec<String> {
        let ways = ["say(\"", "say_with(\"", "words::both(\"", "say(language, \"", "say(visit.language, \""];
        ways.iter().flat_map(|way| quoted_after(source, way)).collect()
    }

    fn quoted_after(source: &str, way: &str) -> Vec<String> {
        let texts = source.match_indices(way).map(|(at, _)| &source[at + way.len()..]);
        texts.map(|rest| rest[..rest.find('"').unwrap()].to_owned()).collect()
    }

    /// A mark of a kind that the stylesheet does not have is grey and has no sign.
    #[test]
    fn every_mark_of_a_page_is_of_a_kind_that_the_stylesheet_has() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let style = std::fs::read_to_string(root.join("assets/santong.css")).unwrap();
        let mut paths = Vec::new();
        files(&root.join("templates"), &mut paths);
        let mut kinds = BTreeSet::new();
        for path in paths {
            let source = std::fs::read_to_string(path).unwrap();
            let calls = source.split("part::tag(").skip(1).filter_map(|rest| rest.split_once(" %}"));
            let last = calls
                .filter_map(|(call, _)| call.strip_suffix("\")")?.rsplit_once(", \"").map(|(_, kind)| kind.to_owned()));
            kinds.extend(last);
        }
        assert!(kinds.contains("pass") && kinds.contains("stop"), "{kinds:?}");
        kinds.retain(|kind| !style.contains(&format!(".tag.{kind}")));
        assert!(kinds.is_empty(), "{kinds:?}");
    }

    #[test]
    fn every_key_that_a_screen_asks_for_is_there() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut paths = Vec::new();
        for folder in ["templates", "src", "../web/src"] {
            files(&root.join(folder), &mut paths);
        }
        let mut missing = BTreeSet::new();
        for path in paths.iter().filter(|path| !path.ends_with("words.rs")) {
            let source = std::fs::read_to_string(path).unwrap();
            missing.extend(asked(&source).into_iter().filter(|key| find(key).is_none()));
        }
        assert_eq!(missing, BTreeSet::new(), "add them to a table under words/");
    }

    #[test]
    fn every_row_has_a_key_of_its_own_and_both_languages_with_the_same_values() {
        assert_eq!(web::words::faults(TABLES), [""; 0]);
        let twice: Vec<&str> = WORDS.keys().filter(|key| web::words::words().find(key).is_some()).collect();
        assert_eq!(twice, [""; 0], "the words that programs are told stand in one place");
    }
}
