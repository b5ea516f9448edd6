//! The size of files and functions, and the sentence each file opens with.

use crate::source::{Source, item_end};

/// A file holds one idea.
pub const FILE_LINES: usize = 400;
/// A function fits on a screen.
pub const FUNCTION_LINES: usize = 60;

/// Files that do not open with a `//!` sentence.
pub fn openings(source: &Source) -> Vec<String> {
    let sentence: Vec<&str> = source.text.lines().take_while(|line| line.starts_with("//!")).collect();
    match sentence.first() {
        None => vec![source.complain(1, "opens with a //! sentence that says what the file is")],
        Some(first) if first.len() < 20 || !sentence.iter().any(|line| line.contains('.')) => {
            vec![source.complain(1, "the opening //! is a whole sentence")]
        }
        Some(_) => Vec::new(),
    }
}

/// Files that are too long.
pub fn files(source: &Source) -> Vec<String> {
    let lines = source.text.lines().count();
    if lines <= FILE_LINES {
        return Vec::new();
    }
    vec![source.complain(lines, &format!("{lines} lines; at most {FILE_LINES}"))]
}

/// Functions that are too long; blank lines and comments do not count, the signature does.
pub fn functions(source: &Source) -> Vec<String> {
    let mut complaints = Vec::new();
    for (at, _) in source.code.match_indices("fn ") {
        let before = source.code[..at].chars().next_back().unwrap_or(' ');
        let name = source.code[at + 3..].trim_start();
        if before.is_alphanumeric() || before == '_' || !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            continue;
        }
        let body = &source.code[at..item_end(&source.code, at)];
        let lines = body.lines().filter(|line| !line.trim().is_empty()).count() + 1;
        if lines > FUNCTION_LINES {
            let name: String = name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let line = source.code[..at].matches('\n').count() + 1;
            complaints.push(source.complain(line, &format!("fn {name}: {lines} lines; at most {FUNCTION_LINES}")));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long(lines: usize) -> Source {
        let body = "    one();\n    // why\n\n".repeat(lines);
        Source::read("crates/x/src/y.rs", &format!("//! A file for a test.\n\nfn long() {{\n{body}}}\n"))
    }

    #[test]
    fn a_function_of_60_lines_is_the_longest() {
        assert_eq!([57, 58, 59].map(|lines| functions(&long(lines)).len()), [0, 0, 1]);
    }

    #[test]
    fn a_file_of_400_lines_is_the_longest() {
        let file = |lines| Source::read("crates/x/src/y.rs", &"\n".repeat(lines));
        assert_eq!([399, 400, 401].map(|lines| files(&file(lines)).len()), [0, 0, 1]);
    }

    #[test]
    fn a_file_opens_with_a_sentence() {
        let opens = |text| openings(&Source::read("crates/x/src/y.rs", text)).is_empty();
        assert!(opens("//! What this file is for.\nuse x;"));
        assert!(!opens("use x;\n//! What this file is for."));
        assert!(!opens("//! x\n"));
    }
}
