//! Names that belong to a region's text or to reference data, and never to Rust: members, offices, modes, countries, HS codes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::source::Source;

/// Words that no literal in product code may be, or contain.
#[derive(Debug, Default)]
pub struct Reserved {
    /// Not to be the whole of a literal: codes of members, offices, modes, countries and goods.
    pub whole: BTreeSet<String>,
    /// Not to stand anywhere in a literal: names of members and offices.
    pub part: BTreeSet<String>,
}

/// Two-letter country codes that are English words, SQL or tags of markup as well: only an entire literal of a
/// code is looked at, and these are literals with another meaning.
const HOMONYMS: [&str; 11] = ["AS", "AT", "BE", "BY", "DO", "ID", "IN", "IS", "NO", "SO", "TO"];

/// Reads what is reserved from the texts under `policy/` and the tables under `reference/`.
pub fn reserved(root: &Path) -> Reserved {
    let mut found = Reserved::default();
    for region in entries(&root.join("policy")) {
        for row in rows(&region.join("members.md")) {
            found.member(&row);
        }
        let modes = fs::read_to_string(region.join("modes.md")).unwrap_or_default();
        let titles = modes.lines().filter_map(|line| line.strip_prefix("### "));
        found.whole.extend(titles.filter_map(|title| title.split_whitespace().next()).map(str::to_owned));
    }
    for table in entries(&root.join("reference")) {
        let name = table.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let wanted = ["countr", "hs", "tariff", "goods"].iter().any(|part| name.starts_with(part));
        let text = if wanted { fs::read_to_string(&table).unwrap_or_default() } else { String::new() };
        let first =
            text.lines().filter_map(|line| line.split([',', '\t', '|']).map(str::trim).find(|cell| !cell.is_empty()));
        found.whole.extend(first.filter(|code| is_reference_code(code)).map(str::to_owned));
    }
    found
}

fn is_reference_code(cell: &str) -> bool {
    let country = cell.len() == 2 && cell.chars().all(|c| c.is_ascii_uppercase()) && !HOMONYMS.contains(&cell);
    country || (cell.len() >= 4 && cell.chars().all(|c| c.is_ascii_digit()))
}

fn entries(folder: &Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
}

/// The cells of every table row of a Markdown file.
fn rows(file: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(file).unwrap_or_default();
    let lines = text.lines().filter_map(|line| line.trim().strip_prefix('|')?.strip_suffix('|'));
    lines.map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

impl Reserved {
    /// A row of members or offices: code, name, name in English, and four cells or more.
    fn member(&mut self, row: &[String]) {
        let [code, zh, en, _, _, _, _, ..] = row else { return };
        if !code.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return;
        }
        self.whole.insert(code.clone());
        let place = zh.trim_end_matches("检验检疫局").trim_end_matches("出入境");
        let english = en.trim_end_matches(" Bureau").trim_end_matches(" Office");
        self.part.extend([place, english].into_iter().filter(|name| name.len() >= 4).map(str::to_owned));
    }

    /// Complaints about one file.
    pub fn found_in(&self, source: &Source) -> Vec<String> {
        let mut complaints = Vec::new();
        for piece in &source.strings {
            let mut hits = self.part.iter().filter(|name| piece.text.contains(name.as_str())).collect::<Vec<_>>();
            hits.extend(self.whole.get(piece.text.trim()));
            let hits = hits.into_iter().map(|name| format!("{name} belongs to the region's text or reference data"));
            complaints.extend(hits.map(|what| source.complain(piece.line, &what)));
        }
        complaints
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_an_offence_outside_of_tests_only() {
        let mut reserved = Reserved::default();
        reserved.member(&[
            "990000".into(),
            "某地出入境检验检疫局".into(),
            "Somewhere Bureau".into(),
            "".into(),
            "".into(),
            "".into(),
            "".into(),
        ]);
        reserved.whole.insert("Q7".into());
        let text = "fn f() { [\"990000\", \"Q7\", \"Q77\", \"in Somewhere else\", \"某地\", \"Q7 says\"] }\n\
                    #[cfg(test)]\nmod tests { fn g() { \"990000\" } }";
        assert_eq!(reserved.found_in(&Source::read("crates/desk/src/y.rs", text)).len(), 4);
    }

    #[test]
    fn short_words_are_not_codes() {
        assert_eq!(
            ["KR", "ID", "NO", "k", "0101", "010", "code"].map(is_reference_code),
            [true, false, false, false, true, false, false]
        );
    }
}
