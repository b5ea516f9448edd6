//! What comments cite is there: pages of `docs/`, decisions by their number, clauses of the law by their text and section.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::source::Source;

/// Pages that lie beside the project; who reads the code does not have them.
const BESIDE: [&str; 6] = ["domain dossier", "design section", "reliability.md", "design.md", "domain.md", "style.md"];

/// The sections of every legal text, by its short name.
pub type Laws = BTreeMap<String, BTreeSet<String>>;

/// Reads the legal texts of all regions.
pub fn laws(root: &Path) -> Laws {
    let mut laws = Laws::new();
    for region in entries(&root.join("policy")) {
        for file in entries(&region.join("law")) {
            let text = fs::read_to_string(&file).unwrap_or_default();
            let title = text.lines().find_map(|line| line.strip_prefix("# 「")?.split('」').next());
            let Some(title) = title else { continue };
            let sections = text.lines().filter_map(|line| line.strip_prefix("## "));
            let named = sections.map(|name| name.split_whitespace().next().unwrap_or_default().to_owned());
            laws.entry(title.to_owned()).or_default().extend(named);
        }
    }
    laws
}

fn entries(folder: &Path) -> Vec<std::path::PathBuf> {
    fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect()
}

/// Citations of a file that lead nowhere.
pub fn nowhere(source: &Source, root: &Path, laws: &Laws) -> Vec<String> {
    let mut complaints = Vec::new();
    for comment in &source.comments {
        let mut refuse = |what: &str| complaints.push(source.complain(comment.line, what));
        let text = comment.text.as_str();
        if BESIDE.iter().any(|page| text.contains(page)) || is_numbered(text, "design ") {
            refuse("the page that it cites is not here");
        }
        for page in text.split_whitespace().filter_map(page_of) {
            if !root.join(page).exists() {
                refuse(&format!("there is no {page}"));
            }
        }
        for (title, section) in clauses(text) {
            let Some(sections) = laws.get(title) else { continue };
            if !section.is_empty() && !sections.iter().any(|name| *name == section) {
                refuse(&format!("「{title}」 has no section {section}"));
            }
        }
        if text.contains("「本方案」") && laws.get("本方案").is_none() {
            refuse("there is no such text");
        }
    }
    complaints
}

/// A page of the documents in a word, without what stands around it.
fn page_of(word: &str) -> Option<&str> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
    (word.starts_with("docs/") && word.contains('.')).then_some(word)
}

/// Whether a text says a word with a number behind it, such as a chapter of something.
fn is_numbered(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| text[at + word.len()..].starts_with(|c: char| c.is_ascii_digit()))
}

/// Short name and section of each clause that a text cites.
fn clauses(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('「') {
        let rest = &text[at + '「'.len_utf8()..];
        let Some((title, after)) = rest.split_once('」') else { continue };
        let of_section = |c: char| "一二三四五六七八九十百第条款项之()0123456789".contains(c);
        let mut end = after.find(|c: char| !of_section(c)).unwrap_or(after.len());
        // A bracket that closes what the citation stands in is none of its own.
        while after[..end].matches(')').count() > after[..end].matches('(').count() {
            end -= 1;
        }
        found.push((title, &after[..end]));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_that_lead_nowhere_are_named() {
        let laws = Laws::from([("本方案".to_owned(), BTreeSet::from(["三(二)".to_owned(), "一".to_owned()]))]);
        let told = |comment: &str| {
            let source = Source::read("crates/x/src/y.rs", &format!("/// {comment}\nfn f() {{}}\n"));
            nowhere(&source, &crate::source::root(), &laws).len()
        };
        for sound in
            ["(「本方案」三(二))", "「本方案」一, and 「手机壳」", "docs/ARCHITECTURE.md.", "by design, 5 of them"]
        {
            assert_eq!(told(sound), 0, "{sound}");
        }
        for lost in
            ["(「本方案」三(九))", "(design 5)", "domain dossier 4.2", "see docs/NOWHERE.md", "`reliability.md` F11"]
        {
            assert_eq!(told(lost), 1, "{lost}");
        }
    }
}
