//! Words that say nothing, and marks of unfinished work.

use crate::source::Source;

const EMPTY: [&str; 11] = [
    "manager",
    "service",
    "services",
    "helper",
    "helpers",
    "util",
    "utils",
    "processor",
    "processors",
    "info",
    "infos",
];
const NAMES: [&str; 5] = ["struct ", "enum ", "trait ", "type ", "mod "];

/// Types, traits and modules whose name has a word that says nothing; and files named so.
pub fn empty_names(source: &Source) -> Vec<String> {
    let file = source.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
    let mut complaints = Vec::new();
    if says_nothing(file) {
        complaints.push(source.complain(1, "the file's name says nothing"));
    }
    for (number, line) in source.lines() {
        for keyword in NAMES {
            for (at, _) in line.match_indices(keyword) {
                let name: String = line[at + keyword.len()..].chars().take_while(|c| is_name(*c)).collect();
                let stands_alone = !line[..at].chars().next_back().is_some_and(is_name);
                if stands_alone && says_nothing(&name) {
                    complaints.push(source.complain(number, &format!("the name {name} says nothing")));
                }
            }
        }
    }
    complaints
}

fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Whether one of the words of a name (`CamelCase` or `snake_case`) is empty.
fn says_nothing(name: &str) -> bool {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() || letter == '_' {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words.split([' ', '_']).any(|word| EMPTY.contains(&word))
}

/// Work left open, tests left out, and macros of our own.
pub fn unfinished(source: &Source) -> Vec<String> {
    let mut complaints = Vec::new();
    for (number, line) in source.lines() {
        for mark in ["todo!", "unimplemented!", "#[ignore", "#[should_panic", "macro_rules!", "dbg!"] {
            if line.contains(mark) {
                complaints.push(source.complain(number, &format!("{mark} is not used here")));
            }
        }
    }
    for comment in &source.comments {
        let open = comment.text.split(|c: char| !c.is_alphanumeric()).any(|word| MARKS.contains(&word));
        if open {
            complaints.push(source.complain(comment.line, "finish it, or write it down where it is decided"));
        }
    }
    complaints
}

const MARKS: [&str; 3] = ["TODO", "FIXME", "XXX"];

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Source {
        Source::read("crates/x/src/y.rs", text)
    }

    #[test]
    fn a_word_inside_another_is_no_offence() {
        assert_eq!(empty_names(&read("struct Utilisation; enum Information { A } mod reservice {}")).len(), 0);
        assert_eq!(empty_names(&read("struct CaseManager; trait PortInfo {} mod text_utils {}")).len(), 3);
        assert_eq!(empty_names(&Source::read("crates/x/src/helper.rs", "")).len(), 1);
    }

    #[test]
    fn open_ends_are_found_in_code_and_comments_but_not_in_texts() {
        assert_eq!(unfinished(&read("fn f() { todo!() } // FIXME\n#[ignore]\nfn g() {}")).len(), 3);
        assert_eq!(unfinished(&read("fn f() { say(\"todo! XXX\") }")).len(), 0);
    }
}
