//! Every rule of the house style, asked of every file of the workspace; a failure names each place.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tidy::source::{Source, root, workspace};
use tidy::{allowed, circle, cited, code, dead, literal, manifest, map, named, paper, shape, word};

#[track_caller]
fn none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

#[track_caller]
fn every(rule: impl Fn(&Source) -> Vec<String>) {
    none(workspace().iter().flat_map(rule).collect());
}

#[test]
fn every_file_opens_with_a_sentence() {
    every(shape::openings);
}

#[test]
fn no_file_is_longer_than_400_lines() {
    every(shape::files);
}

#[test]
fn no_function_is_longer_than_60_lines() {
    every(shape::functions);
}

#[test]
fn names_say_something() {
    every(word::empty_names);
}

#[test]
fn nothing_is_left_open() {
    every(word::unfinished);
}

#[test]
fn the_core_does_nothing_but_think() {
    every(code::doing);
}

#[test]
fn the_core_counts_in_integers() {
    every(code::floats);
}

#[test]
fn what_lies_beside_the_project_may_be_absent() {
    every(code::read_beside);
}

#[test]
fn sql_stands_in_the_register() {
    every(code::sql_elsewhere);
}

#[test]
fn sql_is_never_put_together() {
    every(code::built_sql);
}

#[test]
fn no_bureau_mode_country_or_hs_code_stands_in_rust() {
    let reserved = literal::reserved(&root());
    assert!(reserved.whole.len() > 20 && reserved.part.len() > 20, "the region's text was read: {reserved:?}");
    let product = manifest::below("santong", &manifest::manifests(&root()));
    let sources =
        workspace().into_iter().filter(|source| source.package() == "santong" || product.contains(source.package()));
    none(sources.flat_map(|source| reserved.found_in(&source)).collect());
}

#[test]
fn http_begins_in_web_and_the_core_rests_on_nothing_that_does() {
    let manifests = manifest::manifests(&root());
    let named = code::PURE.iter().chain(["web", "exchange"].iter());
    none(
        named.filter(|name| !manifests.contains_key(**name)).map(|name| format!("there is no crate {name}")).collect(),
    );
    none(manifest::misplaced(&manifests));
}

#[test]
fn foreign_formats_end_in_exchange() {
    every(code::foreign);
}

#[test]
fn tests_are_built_of_what_has_tests_and_of_nothing_else() {
    none(manifest::tests_built(&root(), &workspace()));
}

#[test]
fn no_room_leads_back_to_itself() {
    let sources = workspace();
    let crates = manifest::manifests(&root());
    none(crates.keys().flat_map(|package| circle::circles(package, &sources)).collect());
}

#[test]
fn every_public_name_is_said_by_somebody() {
    let templates: Vec<String> = fs::read_dir(root().join("crates/screens/templates"))
        .expect("the templates")
        .map(|entry| fs::read_to_string(entry.expect("a template").path()).expect("templates are UTF-8"))
        .collect();
    let dead = dead::dead(&workspace(), &templates.concat());
    none(dead::unlisted(&dead));
    none(dead::alive_again(&dead));
}

#[test]
fn every_room_is_on_the_map_and_every_row_has_its_room() {
    let text = fs::read_to_string(root().join("docs/ARCHITECTURE.md")).expect("the map");
    let drawn = map::drawn(&text);
    assert!(drawn.values().map(BTreeSet::len).sum::<usize>() > 100, "the map was read: {drawn:?}");
    none(map::differences(&drawn, &map::built(&workspace())));
}

#[test]
fn files_that_the_pages_name_are_there() {
    fn below(folder: &Path, files: &mut Vec<String>) {
        for entry in fs::read_dir(folder).expect("a folder of the project") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                below(&path, files);
            } else {
                files.push(path.to_string_lossy().into_owned());
            }
        }
    }
    let mut files = Vec::new();
    for folder in ["crates", "docs", "policy", "reference", "scripts", "import", "demonstration"] {
        below(&root().join(folder), &mut files);
    }
    files.push("deny.toml".to_owned());
    for (page, made) in [("docs/CHANGING.md", &[][..]), ("docs/OPERATING.md", &["heads.txt"]), ("CONTRIBUTING.md", &[])]
    {
        let mut named = named::named(&fs::read_to_string(root().join(page)).expect("the page"));
        assert!(!named.is_empty(), "{page} names files");
        named.retain(|name| !made.contains(&name.as_str()));
        none(named::missing(&named, &files));
    }
}

#[test]
fn what_comments_cite_is_there() {
    let (root, laws) = (root(), cited::laws(&root()));
    assert!(laws.values().map(BTreeSet::len).sum::<usize>() > 50, "the legal texts were read");
    every(|source| cited::nowhere(source, &root, &laws));
}

#[test]
fn only_what_is_allowed_is_built_in() {
    let (root, allowed) = (root(), allowed::read(&root()));
    assert!(!allowed.licences.is_empty() && !allowed.banned.is_empty(), "{allowed:?}");
    let (built, locked) = (allowed::built(&root), allowed::locked(&root));
    assert!(built.len() > 50 && built.len() <= locked.len(), "{} of {}", built.len(), locked.len());
    none(allowed::refused(&allowed, &built, &locked));
    none(allowed::unneeded(&allowed, &built));
}

#[test]
fn the_compiler_that_is_named_is_one_that_will_do() {
    let read = |file: &str| -> toml::Value {
        toml::from_str(&fs::read_to_string(root().join(file)).expect("a file at the root")).expect("TOML")
    };
    let (named, workspace) = (read("rust-toolchain.toml"), read("Cargo.toml"));
    let channel = named["toolchain"]["channel"].as_str().expect("a channel");
    let earliest = workspace["workspace"]["package"]["rust-version"].as_str().expect("an earliest version");
    let number = |text: &str| text.split('.').map(|part| part.parse().expect("a number")).collect::<Vec<u32>>();
    assert!(number(earliest) <= number(channel), "{channel} is older than {earliest}");
}

#[test]
fn documents_link_to_what_exists() {
    none(paper::documents(&root()).iter().flat_map(|document| paper::dead_links(document)).collect());
}

#[test]
fn glossary_names_types_that_exist() {
    let text = fs::read_to_string(root().join("docs/GLOSSARY.md")).expect("the glossary");
    let names = paper::glossary_types(&text);
    assert!(names.len() > 10, "the glossary names types");
    let sources = workspace();
    let missing = names.iter().filter(|name| !paper::is_declared(name, &sources));
    none(missing.map(|name| format!("docs/GLOSSARY.md: {name} is nowhere in the code")).collect());
}
