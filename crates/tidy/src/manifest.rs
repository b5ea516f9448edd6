//! What the manifests of the crates say: who depends on whom. Cargo keeps the arrows; here stands what it cannot know.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::code::PURE;

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
    fn only_what_the_program_needs_counts() {
        let manifest = "[package]\nname = \"x\"\n[dependencies]\nvalues.workspace = true\ncsv = \"1\"\n[dev-dependencies]\ntokio = \"1\"";
        assert_eq!(depends(manifest).into_iter().collect::<Vec<_>>(), ["csv", "values"]);
    }
}
