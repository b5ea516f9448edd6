//! A Rust file taken apart into code, comments and string literals, with the parts that are tests marked.

use std::fs;
use std::path::{Path, PathBuf};

/// A text of the source with the line where it begins, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Line of its first character.
    pub line: usize,
    /// The text without its quotes or slashes.
    pub text: String,
}

/// One Rust file. Line numbers count from 1.
#[derive(Debug)]
pub struct Source {
    /// Path from the root of the project, with `/`.
    pub path: String,
    /// The file as it is.
    pub text: String,
    /// The file with comments and the insides of literals blanked; same lines, same columns.
    pub code: String,
    /// Comments, one piece for each line of them.
    pub comments: Vec<Piece>,
    /// String literals that are not in tests.
    pub strings: Vec<Piece>,
    tests: Vec<(usize, usize)>,
}

/// The root of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every Rust file of the workspace, in the order of their paths.
pub fn workspace() -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root().join("crates"), "crates", &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(folder: &Path, name: &str, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("crates/ can be read") {
        let entry = entry.expect("crates/ can be read");
        let path = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &path, found);
        } else if path.ends_with(".rs") {
            let text = fs::read_to_string(entry.path()).expect("Rust files are UTF-8");
            found.push(Source::read(&path, &text));
        }
    }
}

impl Source {
    /// Takes a file apart.
    pub fn read(path: &str, text: &str) -> Source {
        let mut cut = Cut { rest: text.chars().collect(), at: 0, line: 1, code: String::new(), pieces: Vec::new() };
        while cut.at < cut.rest.len() {
            cut.step();
        }
        let tests = test_lines(&cut.code);
        let mut source = Source {
            path: path.to_owned(),
            text: text.to_owned(),
            code: cut.code,
            comments: Vec::new(),
            strings: Vec::new(),
            tests,
        };
        for (comment, piece) in cut.pieces {
            if comment {
                source.comments.push(piece);
            } else if !source.is_test(piece.line) {
                source.strings.push(piece);
            }
        }
        source
    }

    /// The crate that the file belongs to.
    pub fn package(&self) -> &str {
        self.path.split('/').nth(1).unwrap_or_default()
    }

    /// Whether the line stands in a test: a file of tests, or an item under `#[cfg(test)]`.
    pub fn is_test(&self, line: usize) -> bool {
        self.path.contains("/tests/")
            || self.path.ends_with("/tests.rs")
            || self.path.ends_with("_tests.rs")
            || self.tests.iter().any(|(from, to)| (*from..=*to).contains(&line))
    }

    /// The lines of the code, numbered from 1, comments and literals blanked.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// A complaint about a line, as a compiler would say it.
    pub fn complain(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.path)
    }
}

/// The lines from `#[cfg(test)]` to the end of the item below it.
fn test_lines(code: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = code[from..].find("#[cfg(test)]") {
        let start = from + at;
        let end = item_end(code, start + "#[cfg(test)]".len());
        let line_of = |position: usize| code[..position].matches('\n').count() + 1;
        found.push((line_of(start), line_of(end)));
        from = end.max(start + 1);
    }
    found
}

/// Where the item that begins at a position ends: at its closing brace, or at a semicolon before any brace.
pub fn item_end(code: &str, from: usize) -> usize {
    let (mut depth, mut square) = (0_usize, 0_usize);
    for (offset, letter) in code[from..].char_indices() {
        match letter {
            '[' | '(' => square += 1,
            ']' | ')' => square = square.saturating_sub(1),
            '{' => depth += 1,
            '}' if depth <= 1 => return from + offset,
            '}' => depth -= 1,
            ';' if depth == 0 && square == 0 => return from + offset,
            _ => {}
        }
    }
    code.len()
}

struct Cut {
    rest: Vec<char>,
    at: usize,
    line: usize,
    code: String,
    pieces: Vec<(bool, Piece)>,
}

impl Cut {
    fn peek(&self, ahead: usize) -> char {
        self.rest.get(self.at + ahead).copied().unwrap_or('\0')
    }

    /// Takes one character into the code as it is.
    fn keep(&mut self) {
        let letter = self.peek(0);
        self.line += usize::from(letter == '\n');
        self.code.push(letter);
        self.at += 1;
    }

    /// Takes one character out of the code, leaving a blank.
    fn blank(&mut self) -> char {
        let letter = self.peek(0);
        self.line += usize::from(letter == '\n');
        self.code.push(if letter == '\n' { '\n' } else { ' ' });
        self.at += 1;
        letter
    }

    fn step(&mut self) {
        let before = self.code.chars().next_back().unwrap_or(' ');
        let in_word = before.is_alphanumeric() || before == '_';
        match (self.peek(0), self.peek(1)) {
            ('/', '/') => self.line_comment(),
            ('/', '*') => self.block_comment(),
            ('"', _) => self.string(),
            ('b' | 'c', '"') if !in_word => {
                self.keep();
                self.string();
            }
            ('r', '"' | '#') if !in_word || before == 'b' => self.raw_string(),
            ('\'', _) => self.character(),
            _ => self.keep(),
        }
    }

    fn line_comment(&mut self) {
        let line = self.line;
        let mut text = String::new();
        while self.at < self.rest.len() && self.peek(0) != '\n' {
            text.push(self.blank());
        }
        self.pieces.push((true, Piece { line, text }));
    }

    fn block_comment(&mut self) {
        let (mut depth, mut text, mut line) = (0_usize, String::new(), self.line);
        while self.at < self.rest.len() {
            let pair = (self.peek(0), self.peek(1));
            let letter = self.blank();
            if letter == '\n' {
                self.pieces.push((true, Piece { line, text: std::mem::take(&mut text) }));
                line = self.line;
                continue;
            }
            text.push(letter);
            if pair == ('/', '*') || pair == ('*', '/') {
                text.push(self.blank());
                depth = if pair.0 == '/' { depth + 1 } else { depth - 1 };
                if depth == 0 {
                    break;
                }
            }
        }
        self.pieces.push((true, Piece { line, text }));
    }

    fn string(&mut self) {
        let (line, mut text) = (self.line, String::new());
        self.keep();
        while self.at < self.rest.len() && self.peek(0) != '"' {
            if self.peek(0) == '\\' {
                text.push(self.blank());
            }
            text.push(self.blank());
        }
        self.keep();
        self.pieces.push((false, Piece { line, text }));
    }

    fn raw_string(&mut self) {
        let hashes = self.rest[self.at + 1..].iter().take_while(|letter| **letter == '#').count();
        if self.peek(1 + hashes) != '"' {
            // A raw identifier, `r#type`.
            return self.keep();
        }
        let line = self.line;
        for _ in 0..hashes + 2 {
            self.keep();
        }
        let mut text = String::new();
        let closes = |cut: &Cut| cut.peek(0) == '"' && (1..=hashes).all(|ahead| cut.peek(ahead) == '#');
        while self.at < self.rest.len() && !closes(self) {
            text.push(self.blank());
        }
        for _ in 0..=hashes {
            self.keep();
        }
        self.pieces.push((false, Piece { line, text }));
    }

    /// A character literal, or a lifetime, which has no closing quote.
    fn character(&mut self) {
        let literal = self.peek(1) == '\\' || self.peek(2) == '\'';
        self.keep();
        if !literal {
            return;
        }
        if self.peek(0) == '\\' {
            self.blank();
        }
        self.blank();
        while self.at < self.rest.len() && self.peek(0) != '\'' {
            self.blank();
        }
        self.keep();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn strings(text: &str) -> Vec<String> {
        Source::read("crates/x/src/y.rs", text).strings.into_iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn literals_of_every_kind_are_found() {
        assert_eq!(strings(r##"f("a\"b", r#"c"d"#, b"e", '"', "g")"##), [r#"a\"b"#, r#"c"d"#, "e", "g"]);
        assert_eq!(strings("fn f<'a>(x: &'a str) -> char { '\\'' } // \"no\"\n/* \"no /* \" */ */ \"yes\""), ["yes"]);
    }

    #[test]
    fn tests_are_told_from_the_rest() {
        let source =
            Source::read("crates/x/src/y.rs", "fn a() {}\n#[cfg(test)]\nmod tests {\n  \"t\"\n}\nfn b() { \"p\" }\n");
        assert_eq!([1, 2, 4, 5, 6].map(|line| source.is_test(line)), [false, true, true, true, false]);
        assert_eq!(source.strings, [Piece { line: 6, text: "p".into() }]);
        assert_eq!(source.code.lines().count(), 6);
    }
}
