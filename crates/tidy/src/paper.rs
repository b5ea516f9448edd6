//! Documents that name things: files that are linked exist, and so do the types of the glossary.

use std::fs;
use std::path::{Path, PathBuf};

use crate::source::Source;

/// Every Markdown document outside of the law: the root's, those of `docs/`, and each region's README.
pub fn documents(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in [root.to_path_buf(), root.join("docs"), root.join("docs/decisions"), root.join("policy")] {
        let Ok(entries) = fs::read_dir(folder) else { continue };
        found.extend(entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| is_markdown(path)));
    }
    found.sort();
    found
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md")
}

/// Links of a document to files of the project that are not there.
pub fn dead_links(document: &Path) -> Vec<String> {
    let text = fs::read_to_string(document).unwrap_or_default();
    let folder = document.parent().unwrap_or(document);
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
    let local =
        targets.filter(|target| !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:"));
    let dead = local.filter(|target| !folder.join(target).exists());
    dead.map(|target| format!("{}: {target} does not exist", document.display())).collect()
}

/// Names in back quotes in the last cell of each row of the glossary.
pub fn glossary_types(text: &str) -> Vec<String> {
    let rows = text.lines().filter_map(|line| line.trim().strip_prefix('|')?.strip_suffix('|')?.rsplit('|').next());
    rows.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

/// Whether a name such as `Day`, `Fact::Origin` or `Case::home` is declared somewhere in the code: each part of it.
pub fn is_declared(name: &str, sources: &[Source]) -> bool {
    name.split("::").all(|part| sources.iter().any(|source| declares(&source.code, part)))
}

fn declares(code: &str, name: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name).any(|(at, _)| {
        let (before, after) = (&code[..at], &code[at + name.len()..]);
        if before.ends_with(is_name) || after.starts_with(is_name) {
            return false;
        }
        let keyword = before.trim_end().rsplit(|c| !is_name(c)).next().unwrap_or_default();
        let declared = ["struct", "enum", "trait", "type", "fn", "mod", "const"].contains(&keyword);
        // A variant or a field stands at the beginning of its line.
        let line_begins =
            before.rsplit('\n').next().unwrap_or_default().trim().trim_start_matches("pub").trim().is_empty();
        declared || (line_begins && after.trim_start().starts_with([',', '{', '(', ':', '=', '}']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_told_from_uses() {
        let code = "pub struct Lot {\n    pub mass: Mass,\n}\nenum Place {\n    Port,\n    Home { x: u8 },\n}\nfn f(x: Other) {}";
        let sources = [Source::read("crates/x/src/y.rs", code)];
        assert_eq!(
            ["Lot", "Lot::mass", "Place::Port", "Place::Home", "Other", "Lots", "f"].map(|n| is_declared(n, &sources)),
            [true, true, true, true, false, false, true]
        );
    }

    #[test]
    fn the_last_cell_of_a_row_names_types() {
        assert_eq!(
            glossary_types("| 批 | lot | a `b` | `Lot`, `LotNo` |\n| x | y | z | |\ntext `C`"),
            ["Lot", "LotNo"]
        );
    }
}
