//! Every rule of the house style, asked of every file of the workspace; a failure names each place.

use std::fs;

use tidy::source::{Source, root, workspace};
use tidy::{circle, code, dead, literal, manifest, paper, shape, word};

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
fn no_room_leads_back_to_itself() {
    let sources = workspace();
    let crates = manifest::manifests(&root());
    none(crates.keys().flat_map(|package| circle::circles(package, &sources)).collect());
}

#[test]
fn every_public_name_is_said_by_somebody() {
    let templates: Vec<String> = std::fs::read_dir(root().join("crates/screens/templates"))
        .expect("the templates")
        .map(|entry| fs::read_to_string(entry.expect("a template").path()).expect("templates are UTF-8"))
        .collect();
    let dead = dead::dead(&workspace(), &templates.concat());
    none(dead::unlisted(&dead));
    none(dead::alive_again(&dead));
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
