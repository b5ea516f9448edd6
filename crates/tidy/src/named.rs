//! Files that the pages for people who change something name: each must be there.

use std::collections::BTreeSet;

/// The ends of paths that a page names between backquotes: what has a folder or an ending of ours, and nothing in capitals to be
/// filled in.
pub fn named(text: &str) -> BTreeSet<String> {
    let quoted = text.split('`').skip(1).step_by(2);
    let path = |word: &&str| {
        let ours = [".rs", ".md", ".tsv", ".txt", ".toml"].iter().any(|ending| word.ends_with(ending));
        let plain = word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "/._-".contains(c));
        ours && plain && !word.starts_with('/')
    };
    quoted.filter(path).map(str::to_owned).collect()
}

/// The names that no file ends in, step for step.
pub fn missing(named: &BTreeSet<String>, files: &[String]) -> Vec<String> {
    let there = |name: &str| files.iter().any(|file| file == name || file.ends_with(&format!("/{name}")));
    named.iter().filter(|name| !there(name)).map(|name| format!("{name} is named and not there")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_end_of_a_path() {
        let page = "see `case/fold.rs`, `fold`, `GET /x.md`, `policy/REGION/modes.md` and `old.rs`";
        let named = named(page);
        assert_eq!(named.iter().map(String::as_str).collect::<Vec<_>>(), ["case/fold.rs", "old.rs"]);
        let files = ["crates/clearance/src/case/fold.rs".to_owned(), "crates/x/src/bold.rs".to_owned()];
        assert_eq!(missing(&named, &files), ["old.rs is named and not there"]);
    }
}
