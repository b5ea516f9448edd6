//! Dead rooms: a public name that no other crate says, and that its own crate says nowhere but where it stands.

use crate::source::Source;
use std::collections::{BTreeMap, BTreeSet};

/// Crates that exist for tests and measurements: what they offer is asked by tests.
const FOR_TESTS: [&str; 7] = ["beside", "bench", "browser", "pgtest", "powercut", "tidy", "trial"];

/// Names that nobody says yet, each with the capability that will. The table may only shrink.
pub const SPARED: [(&str, &str, &str); 9] = [
    ("desk", "advance", "tests, which set the clock by hand"),
    ("register", "by_declaring_office", "figures: the record held against the file that it came from"),
    ("register", "credential_failed", "sign-in: pauses that outlive a restart"),
    ("register", "credential_held", "sign-in: pauses that outlive a restart"),
    ("register", "drop_draft", "drafts of declarations"),
    ("register", "find_person", "a person's right to be told what is kept"),
    ("register", "reads_of", "the auditor's desk: who read what"),
    ("register", "save_draft", "drafts of declarations"),
    ("values", "chapter", "figures by chapter of the tariff"),
];

/// Dead names that the table does not spare.
pub fn unlisted(dead: &[Name]) -> Vec<String> {
    let spared = |name: &Name| SPARED.iter().any(|(package, other, _)| *package == name.package && *other == name.name);
    let of = |name: &Name| format!("{}: nobody says {}: make it private, or take it away", name.at, name.name);
    dead.iter().filter(|name| !spared(name)).map(of).collect()
}

/// Names of the table that somebody says by now, or that are gone.
pub fn alive_again(dead: &[Name]) -> Vec<String> {
    let lives = |package: &str, other: &str| !dead.iter().any(|name| name.package == package && name.name == other);
    let told = SPARED.iter().filter(|(package, name, _)| lives(package, name));
    told.map(|(package, name, _)| format!("{package}::{name} needs no sparing any more")).collect()
}

/// A public name: its crate, itself, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// The crate.
    pub package: String,
    /// The name.
    pub name: String,
    /// File and line.
    pub at: String,
}

/// Every public name that nobody says. `templates` are what pages say beside. Tests bring to life only what is for tests.
pub fn dead(sources: &[Source], templates: &str) -> Vec<Name> {
    let product = said(sources, templates, |source, line| !source.is_test(line));
    let all = said(sources, templates, |_, _| true);
    let declared: Vec<Name> =
        sources.iter().filter(|source| !source.path.contains("/tests/")).flat_map(public).collect();
    let mut times: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for name in &declared {
        *times.entry((&name.package, &name.name)).or_default() += 1;
    }
    let is_dead = |name: &&Name| {
        let said = if FOR_TESTS.contains(&name.package.as_str()) { &all } else { &product };
        let by_others = said.iter().any(|(package, words)| *package != name.package && words.contains_key(&*name.name));
        let by_own = said[&*name.package][&*name.name] > times[&(&*name.package, &*name.name)];
        !by_others && !by_own
    };
    let dead: BTreeSet<Name> = declared.iter().filter(is_dead).cloned().collect();
    dead.into_iter().collect()
}

/// How often each crate says each word, in the lines that count.
fn said<'a>(
    sources: &'a [Source],
    templates: &'a str,
    counts: impl Fn(&Source, usize) -> bool,
) -> BTreeMap<&'a str, BTreeMap<&'a str, usize>> {
    let mut said: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for source in sources {
        let of_crate = said.entry(source.package()).or_default();
        for (_, line) in source.lines().filter(|(line, _)| counts(source, *line)) {
            words(line).for_each(|word| *of_crate.entry(word).or_default() += 1);
        }
    }
    words(templates).for_each(|word| *said.entry("screens").or_default().entry(word).or_default() += 1);
    said
}

/// The public functions, types, traits, constants and modules of a file.
fn public(source: &Source) -> Vec<Name> {
    let mut found = Vec::new();
    for (number, line) in source.lines().filter(|(number, _)| !source.is_test(*number)) {
        let Some(rest) = line.trim_start().strip_prefix("pub ") else { continue };
        let mut words = rest.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
        let mut kind = words.next();
        while let Some("async" | "unsafe" | "extern") = kind {
            kind = words.next();
        }
        let name = match (kind, words.next()) {
            (Some("const"), Some("fn")) => words.next(),
            (Some("static"), Some("mut")) => words.next(),
            (Some("fn" | "struct" | "enum" | "trait" | "type" | "const" | "static" | "mod"), name) => name,
            _ => None,
        };
        if let Some(name) = name {
            let at = format!("{}:{number}", source.path);
            found.push(Name { package: source.package().to_owned(), name: name.to_owned(), at });
        }
    }
    found
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> Source {
        Source::read(path, text)
    }

    #[test]
    fn a_name_that_nobody_says_is_dead_and_tests_bring_nobody_to_life() {
        let files = [
            file("crates/a/src/x.rs", "pub fn lives() {} pub struct Unsaid; fn g() { own(); }\npub const fn own() {}"),
            file(
                "crates/a/src/y.rs",
                "pub async fn only_tested() {}\n#[cfg(test)]\nmod tests { fn f() { only_tested() } }",
            ),
            file("crates/a/tests/z.rs", "fn f() { only_tested(); }"),
            file("crates/b/src/lib.rs", "fn f() { a::lives() }"),
        ];
        let names: Vec<String> = dead(&files, "").into_iter().map(|name| name.name).collect();
        assert_eq!(names, ["only_tested"], "a line tells one name");
        assert_eq!(dead(&files, "{{ only_tested }}"), [], "templates speak for the screens");
    }
}
