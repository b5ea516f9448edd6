//! What the program may be made of: `deny.toml`, held against what Cargo builds here and against the lock file for the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// What `deny.toml` says.
#[derive(Debug, Default)]
pub struct Allowed {
    /// Licences, by their SPDX names.
    pub licences: BTreeSet<String>,
    /// Packages that may not come in.
    pub banned: BTreeSet<String>,
}

/// A package that is built, or stands in the lock file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Where it is from; none for our own.
    pub source: Option<String>,
    /// Its licence; none where only the lock file knows of it.
    pub licence: Option<String>,
}

/// Reads `deny.toml`.
///
/// # Panics
/// It is not there, or no TOML.
pub fn read(root: &Path) -> Allowed {
    let text = std::fs::read_to_string(root.join("deny.toml")).expect("deny.toml");
    let read: toml::Value = toml::from_str(&text).expect("deny.toml is TOML");
    let list = |section: &str, key: &str| read[section][key].as_array().cloned().unwrap_or_default();
    let name = |value: &toml::Value| value.as_str().or_else(|| value.get("name")?.as_str()).map(str::to_owned);
    Allowed {
        licences: list("licenses", "allow").iter().filter_map(name).collect(),
        banned: list("bans", "deny").iter().filter_map(name).collect(),
    }
}

/// The packages that are built on this platform, as Cargo tells them without a network.
///
/// # Panics
/// Cargo or the compiler cannot be asked.
pub fn built(root: &Path) -> Vec<Package> {
    let asked = Command::new("rustc").arg("-vV").output().expect("the compiler says its version");
    let version = String::from_utf8_lossy(&asked.stdout).into_owned();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("the compiler says its host");
    let told = Command::new("cargo")
        .args(["metadata", "--locked", "--offline", "--format-version", "1", "--filter-platform", host])
        .current_dir(root)
        .output()
        .expect("cargo tells what is built");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let told: Value = serde_json::from_slice(&told.stdout).expect("cargo tells it as JSON");
    let text = |package: &Value, key: &str| package[key].as_str().map(str::to_owned);
    let package = |package: &Value| Package {
        name: text(package, "name").unwrap_or_default(),
        version: text(package, "version").unwrap_or_default(),
        source: text(package, "source"),
        licence: text(package, "license"),
    };
    told["packages"].as_array().into_iter().flatten().map(package).collect()
}

/// Every package of the lock file, whatever platform it is for.
///
/// # Panics
/// There is no lock file.
pub fn locked(root: &Path) -> Vec<Package> {
    let text = std::fs::read_to_string(root.join("Cargo.lock")).expect("Cargo.lock");
    let read: toml::Value = toml::from_str(&text).expect("Cargo.lock is TOML");
    let text = |package: &toml::Value, key: &str| package.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    let package = |package: &toml::Value| Package {
        name: text(package, "name").unwrap_or_default(),
        version: text(package, "version").unwrap_or_default(),
        source: text(package, "source"),
        licence: None,
    };
    read["package"].as_array().into_iter().flatten().map(package).collect()
}

/// What is not allowed: a licence, a banned name, a source that is not the one registry, a package that the lock file lacks.
pub fn refused(allowed: &Allowed, built: &[Package], locked: &[Package]) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut sources: BTreeMap<&str, usize> = BTreeMap::new();
    for package in locked {
        *sources.entry(package.source.as_deref().unwrap_or_default()).or_default() += 1;
    }
    let registry =
        sources.iter().filter(|(source, _)| source.starts_with("registry+")).map(|(source, _)| *source).next();
    for package in built.iter().chain(locked) {
        let name = format!("{} {}", package.name, package.version);
        if allowed.banned.contains(&package.name) {
            complaints.push(format!("{name} may not come in"));
        }
        if package.source.as_deref().is_some_and(|source| Some(source) != registry) {
            complaints.push(format!("{name} comes from elsewhere"));
        }
    }
    for package in built {
        let name = format!("{} {}", package.name, package.version);
        if !package.licence.as_deref().is_some_and(|licence| permits(licence, &allowed.licences)) {
            complaints.push(format!("{name}: licence {:?}", package.licence));
        }
        if !locked.iter().any(|other| (&other.name, &other.version) == (&package.name, &package.version)) {
            complaints.push(format!("{name} is not in the lock file"));
        }
    }
    complaints
}

/// Licences that are allowed and that nothing needs.
pub fn unneeded(allowed: &Allowed, built: &[Package]) -> Vec<String> {
    let needed = |one: &String| {
        let without: BTreeSet<String> = allowed.licences.iter().filter(|other| *other != one).cloned().collect();
        built.iter().any(|package| !permits(package.licence.as_deref().unwrap_or_default(), &without))
    };
    allowed.licences.iter().filter(|one| !needed(one)).map(|one| format!("nothing needs {one}")).collect()
}

/// Whether an SPDX expression can be met by the licences that are allowed. A slash is an old way to write `OR`.
fn permits(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ").replace(" WITH ", "_WITH_");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let met = any(&words, &mut at, allowed);
    met && at == words.len()
}

fn any(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut met = all(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= all(words, at, allowed);
    }
    met
}

fn all(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut met = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= one(words, at, allowed);
    }
    met
}

fn one(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let word = words.get(*at).copied().unwrap_or_default();
    *at += 1;
    if word != "(" {
        return allowed.contains(&word.replace("_WITH_", " WITH "));
    }
    let met = any(words, at, allowed);
    *at += usize::from(words.get(*at) == Some(&")"));
    met
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn expressions_are_met_by_what_is_allowed() {
        let allowed = some(&["MIT", "Unicode-3.0"]);
        for (expression, met) in [
            ("MIT", true),
            ("Apache-2.0", false),
            ("Apache-2.0 OR MIT", true),
            ("MIT/Apache-2.0", true),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("MIT AND BSD-3-Clause", false),
            ("Apache-2.0 WITH LLVM-exception OR MIT", true),
            ("Apache-2.0 WITH LLVM-exception", false),
            ("", false),
        ] {
            assert_eq!(permits(expression, &allowed), met, "{expression}");
        }
    }

    #[test]
    fn what_is_not_allowed_is_named() {
        let package = |name: &str, source: &str, licence: &str| Package {
            name: name.into(),
            version: "1".into(),
            source: Some(source.into()),
            licence: Some(licence.into()),
        };
        let allowed = Allowed { licences: some(&["MIT"]), banned: some(&["bad"]) };
        let good = package("good", "registry+x", "MIT");
        assert_eq!(refused(&allowed, std::slice::from_ref(&good), std::slice::from_ref(&good)), [""; 0]);
        let all = [good.clone(), package("bad", "registry+x", "MIT"), package("far", "git+y", "MIT")];
        assert_eq!(refused(&allowed, &[], &all).len(), 2);
        assert_eq!(refused(&allowed, &[package("closed", "registry+x", "GPL-3.0")], &all).len(), 4);
        assert_eq!(
            unneeded(&Allowed { licences: some(&["MIT", "ISC"]), banned: BTreeSet::new() }, &[good]),
            ["nothing needs ISC"]
        );
    }
}
