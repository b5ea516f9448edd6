//! What the edge and the API say in Chinese and English, from the tables under `words/`; and how such tables are read.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use values::text::{Language, Text};

/// The tables of this crate. They have what programs are told too; what screens say beside stands with the screens.
const TABLES: &[(&str, &str)] = &[
    ("failure.md", include_str!("../words/failure.md")),
    ("api.md", include_str!("../words/api.md")),
    ("names.md", include_str!("../words/names.md")),
];

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::of(TABLES));

/// Words by their keys, read once.
#[derive(Debug, Default)]
pub struct Words(BTreeMap<&'static str, Text>);

impl Words {
    /// The words of some tables, each with its name.
    pub fn of(tables: &[(&'static str, &'static str)]) -> Words {
        Words(tables.iter().flat_map(|(_, table)| rows(table)).collect())
    }

    /// The words for a key.
    pub fn find(&self, key: &str) -> Option<&Text> {
        self.0.get(key)
    }

    /// Its keys.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied()
    }
}

/// The words of this crate.
pub fn words() -> &'static Words {
    &WORDS
}

/// The rows of a Markdown table `| key | 中文 | English |`, without its head.
pub fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, Text)> {
    table.lines().filter_map(|line| {
        let cells: Vec<&str> = line.strip_prefix('|')?.strip_suffix('|')?.split('|').map(str::trim).collect();
        match cells[..] {
            [key, zh, en] if key != "key" && !key.starts_with('-') => Some((key, Text::new(zh, en))),
            _ => None,
        }
    })
}

/// What is wrong with tables: a key twice, a row without three cells, a language that is missing or has other values.
pub fn faults(tables: &[(&'static str, &'static str)]) -> Vec<String> {
    let (mut seen, mut faults) = (BTreeMap::new(), Vec::new());
    for (file, table) in tables {
        for (key, text) in rows(table) {
            if let Some(other) = seen.insert(key, *file) {
                faults.push(format!("{file}: {key} stands in {other} too"));
            }
            let values = |text: &str| text.matches('{').count();
            if text.zh.is_empty() || text.en.is_empty() || values(&text.zh) != values(&text.en) {
                faults.push(format!("{file}: {key} lacks a language, or has other values in the other"));
            }
        }
        let lines = table.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| key")).count();
        if rows(table).count() != lines {
            faults.push(format!("{file}: a row without three cells"));
        }
    }
    faults
}

/// The words for a key that is put together; what is missing is said as nothing.
pub fn say_owned(language: Language, key: &str) -> &'static str {
    WORDS.find(key).map_or("", |text| text.pick(language))
}

/// The words for a key in both languages.
pub fn both(key: &str) -> Text {
    WORDS.find(key).cloned().unwrap_or_else(|| Text::new(key.to_owned(), key.to_owned()))
}

/// Puts values into words: `{n}` becomes the value named `n`.
pub fn fill(words: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(words.to_owned(), |words, (name, value)| words.replace(&format!("{{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_key_of_its_own_and_both_languages_with_the_same_values() {
        assert_eq!(faults(TABLES), [""; 0]);
        let bad = [("a.md", "| a | 一 | one |\n| a | 一 {n} | one |\n| b | 一 |\n| c |  | one |\n")];
        assert_eq!(faults(&bad).len(), 4);
    }

    #[test]
    fn values_go_where_they_are_named() {
        assert_eq!(fill("{n} 秒后，{who}", &[("n", "3"), ("who", "王敏")]), "3 秒后，王敏");
    }
}
