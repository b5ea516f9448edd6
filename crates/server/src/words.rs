//! What the screens say, in Chinese and English, from the tables under `words/`.

use clearance::text::{Language, Text};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The tables; a new screen adds its own file and a line here.
const TABLES: &[(&str, &str)] = &[
    ("frame.md", include_str!("../words/frame.md")),
    ("failure.md", include_str!("../words/failure.md")),
    ("account.md", include_str!("../words/account.md")),
    ("docs.md", include_str!("../words/docs.md")),
    ("case.md", include_str!("../words/case.md")),
    ("declare.md", include_str!("../words/declare.md")),
    ("public.md", include_str!("../words/public.md")),
    ("statistics.md", include_str!("../words/statistics.md")),
];

static WORDS: LazyLock<BTreeMap<&'static str, Text>> = LazyLock::new(|| {
    let mut words = BTreeMap::new();
    for (_, table) in TABLES {
        for (key, text) in rows(table) {
            words.insert(key, text);
        }
    }
    words
});

/// The rows of a Markdown table `| key | 中文 | English |`, without its head.
fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, Text)> {
    table.lines().filter_map(|line| {
        let cells: Vec<&str> = line.strip_prefix('|')?.strip_suffix('|')?.split('|').map(str::trim).collect();
        match cells[..] {
            [key, zh, en] if key != "key" && !key.starts_with('-') => Some((key, Text::new(zh, en))),
            _ => None,
        }
    })
}

/// The words for a key in one language. A key that is missing shows itself; a test finds it before that.
pub fn say(language: Language, key: &str) -> &str {
    match WORDS.get(key) {
        Some(text) => text.pick(language),
        None => key,
    }
}

/// The words for a key that is put together; what is missing is said as nothing.
pub fn say_owned(language: Language, key: &str) -> &'static str {
    WORDS.get(key).map_or("", |text| text.pick(language))
}

/// The words for a key in both languages.
pub fn both(key: &str) -> Text {
    WORDS.get(key).cloned().unwrap_or_else(|| Text::new(key.to_owned(), key.to_owned()))
}

/// Puts values into words: `{n}` becomes the value named `n`.
pub fn fill(words: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(words.to_owned(), |words, (name, value)| words.replace(&format!("{{{name}}}"), value))
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

    #[test]
    fn every_key_that_a_screen_asks_for_is_there() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut paths = Vec::new();
        files(&root.join("templates"), &mut paths);
        files(&root.join("src"), &mut paths);
        let mut missing = BTreeSet::new();
        for path in paths.iter().filter(|path| !path.ends_with("words.rs")) {
            let source = std::fs::read_to_string(path).unwrap();
            missing.extend(asked(&source).into_iter().filter(|key| !WORDS.contains_key(key.as_str())));
            for code in quoted_after(&source, "Failure::new(\"") {
                assert!(crate::error::is_known(&code), "{}: {code}", path.display());
            }
        }
        assert_eq!(missing, BTreeSet::new(), "add them to a table under words/");
    }

    #[test]
    fn every_row_has_a_key_of_its_own_and_both_languages_with_the_same_values() {
        let mut seen = BTreeSet::new();
        for (file, table) in TABLES {
            for (key, text) in rows(table) {
                assert!(seen.insert(key), "{file}: {key} twice");
                assert!(!text.zh.is_empty() && !text.en.is_empty(), "{file}: {key} lacks a language");
                let values = |text: &str| text.matches('{').count();
                assert_eq!(values(&text.zh), values(&text.en), "{file}: {key} has other values in the other language");
            }
            let lines = table.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| key")).count();
            assert_eq!(rows(table).count(), lines, "{file}: a row without three cells");
        }
    }

    #[test]
    fn values_go_where_they_are_named() {
        assert_eq!(fill("{n} 秒后，{who}", &[("n", "3"), ("who", "王敏")]), "3 秒后，王敏");
    }
}
