//! What the manifests of the crates say: who depends on whom, and of what tests are built. Cargo keeps the arrows; here stands
//! what it cannot know.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::code::PURE;
use crate::source::Source;

/// Crates by their names, with the names of all that they depend on, tests left out.
pub type Manifests = BTreeMap<String, BTreeSet<String>>;

/// Libraries that speak HTTP.
const HTTP: [&str; 7] = ["axum", "http", "http-body-util", "hyper", "hyper-util", "tokio-rustls", "tower"];
/// Libraries that do something, which values in and values out cannot need.
const DOES: [&str; 9] =
    ["chrono", "getrandom", "rand", "rusqlite", "rustix", "tokio", "tokio-postgres", "tracing", "ureq"];
/// Libraries that read other people's encodings and formats.
const FOREIGN: [&str; 3] = ["calamine", "encoding_rs", "quick-xml"];

/// Reads the manifest of every crate.
pub fn manifests(root: &Path) -> Manifests {
    let mut found = Manifests::new();
    for entry in fs::read_dir(root.join("crates")).expect("crates/ can be read") {
        let folder = entry.expect("crates/ can be read").path();
        let Ok(text) = fs::read_to_string(folder.join("Cargo.toml")) else { continue };
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        found.insert(name, depends(&text));
    }
    found
}

/// What stands under `[dependencies]`.
pub fn depends(manifest: &str) -> BTreeSet<String> {
    let mut section = "";
    let mut found = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line.trim();
        }
        let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
        if section == "[dependencies]" && !name.is_empty() && !name.starts_with(['[', '#']) {
            found.insert(name.to_owned());
        }
    }
    found
}

/// Building a test costs as much as building the crate again: one is built of each part that has tests, and of no other.
pub fn tests_built(root: &Path, sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for package in manifests(root).keys() {
        let path = format!("crates/{package}/Cargo.toml");
        let text = fs::read_to_string(root.join(&path)).expect("a manifest");
        let manifest: toml::Value = toml::from_str(&text).expect("TOML");
        let folder = format!("crates/{package}/src/");
        let below: Vec<&Source> = sources.iter().filter(|source| source.path.starts_with(&folder)).collect();
        let (root_of_library, program) = (format!("{folder}lib.rs"), format!("{folder}main.rs"));
        let library = below.iter().any(|source| source.path == root_of_library);
        let bin = |source: &&&Source| source.path == program || source.path.starts_with(&format!("{folder}bin/"));
        for source in below.iter().filter(bin) {
            // Where there is no library, the rooms are the program's.
            let has = has_tests(source) || !library && below.iter().any(|source| has_tests(source));
            complaints.extend(differs(&source.path, bin_of(&manifest, package, &source.path), "test", has));
        }
        if library {
            let mut rooms = below.iter().filter(|source| !bin(source));
            let (lib, examples) = (manifest.get("lib"), rooms.clone().any(|source| has_examples(source)));
            complaints.extend(differs(&path, lib, "test", rooms.any(|source| has_tests(source))));
            complaints.extend(differs(&path, lib, "doctest", examples));
        }
    }
    complaints
}

fn bin_of<'m>(manifest: &'m toml::Value, package: &str, path: &str) -> Option<&'m toml::Value> {
    let own = path.strip_prefix(&format!("crates/{package}/"));
    let bins = manifest.get("bin").and_then(toml::Value::as_array).into_iter().flatten();
    bins.into_iter().find(|bin| own.is_some() && bin.get("path").and_then(toml::Value::as_str) == own)
}

fn differs(at: &str, part: Option<&toml::Value>, key: &str, has: bool) -> Option<String> {
    let built = part.and_then(|part| part.get(key)).and_then(toml::Value::as_bool).unwrap_or(true);
    let what = if has { "has some, and none are built" } else { "is built, and there are none" };
    (built != has).then(|| format!("{at}: {key}: {what}"))
}

fn has_tests(source: &Source) -> bool {
    ["#[test]", "#[tokio::test", "proptest! {"].iter().any(|mark| source.code.contains(mark))
}

/// Examples in documents are code unless they say that they are something else.
fn has_examples(source: &Source) -> bool {
    let mut open = false;
    source.comments.iter().any(|comment| {
        let fence = comment.text.trim_start_matches(['/', '!', ' ']).strip_prefix("```").map(str::trim);
        let begins = fence.is_some() && !open;
        open ^= fence.is_some();
        begins && fence.is_some_and(|words| words.is_empty() || words.starts_with("rust"))
    })
}

/// Every crate of ours that a crate rests on.
pub fn below(package: &str, manifests: &Manifests) -> BTreeSet<String> {
    let (mut found, mut waiting) = (BTreeSet::new(), vec![package.to_owned()]);
    while let Some(next) = waiting.pop() {
        for name in manifests.get(&next).into_iter().flatten().filter(|name| manifests.contains_key(*name)) {
            if found.insert(name.clone()) {
                waiting.push(name.clone());
            }
        }
    }
    found
}

/// HTTP beneath the edge, doing in what is pure, foreign formats outside of `exchange`.
pub fn misplaced(manifests: &Manifests) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut refuse = |package: &str, which: &[&str], why: &str| {
        let named = manifests.get(package).into_iter().flatten().filter(|name| which.contains(&name.as_str()));
        complaints.extend(named.map(|name| format!("crates/{package}/Cargo.toml: {name}: {why}")));
    };
    for package in below("web", manifests) {
        refuse(&package, &HTTP, "HTTP begins in web");
    }
    for package in PURE {
        refuse(package, &DOES, "the crate is pure");
        refuse(package, &HTTP, "the crate is pure");
    }
    for package in manifests.keys().filter(|package| *package != "exchange") {
        refuse(package, &FOREIGN, "foreign formats end in exchange");
    }
    for package in PURE {
        let impure = below(package, manifests).into_iter().filter(|name| !PURE.contains(&name.as_str()));
        complaints.extend(impure.map(|name| format!("crates/{package}/Cargo.toml: {name} is not pure")));
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(crates: &[(&str, &str)]) -> Manifests {
        let read = |(name, names): &(&str, &str)| {
            ((*name).to_owned(), names.split(' ').filter(|name| !name.is_empty()).map(str::to_owned).collect())
        };
        crates.iter().map(read).collect()
    }

    #[test]
    fn what_is_misplaced_is_named() {
        let good = house(&[
            ("values", "serde"),
            ("policy", "values"),
            ("clearance", "policy"),
            ("exchange", "clearance encoding_rs"),
            ("lookup", ""),
            ("desk", "clearance tokio"),
            ("web", "desk axum"),
        ]);
        assert_eq!(misplaced(&good), [""; 0]);
        for (package, added) in [("desk", "hyper"), ("values", "tokio"), ("web", "encoding_rs"), ("policy", "desk")] {
            let mut bad = good.clone();
            bad.get_mut(package).expect("a crate").insert(added.to_owned());
            assert_ne!(misplaced(&bad), [""; 0], "{package} -> {added}");
        }
    }

    #[test]
    fn what_has_tests_and_builds_none_is_named_and_the_other_way_round() {
        let source = |text: &str| Source::read("crates/x/src/lib.rs", text);
        let (plain, tested) = (source("//! Says.\nfn a() {}"), source("#[test]\nfn holds() {}"));
        assert_eq!((has_tests(&plain), has_tests(&tested)), (false, true));
        let example = |words: &str| source(&format!("//! Says.\n//! ```{words}\n//! a\n//! ```\n"));
        assert_eq!(["", "rust", "toml", "text"].map(|words| has_examples(&example(words))), [true, true, false, false]);
        let off: toml::Value = toml::from_str("test = false").expect("TOML");
        let told = |part, has| differs("x", part, "test", has).is_some();
        assert_eq!([told(None, true), told(None, false)], [false, true]);
        assert_eq!([told(Some(&off), true), told(Some(&off), false)], [true, false]);
    }

    #[test]
    fn only_what_the_program_needs_counts() {
        let manifest = "[package]\nname = \"x\"\n[dependencies]\nvalues.workspace = true\ncsv = \"1\"\n[dev-dependencies]\ntokio = \"1\"";
        assert_eq!(depends(manifest).into_iter().collect::<Vec<_>>(), ["csv", "values"]);
    }
}
