//! The texts of the regions that ship load without a fault, and twice to the same version.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the texts has failed")]

use clearance::case::refusal::Reason;
use policy::{Condition, Flags, Policy, Vocabulary};
use std::path::{Path, PathBuf};
use values::text::Language;

fn folder(region: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy").join(region)
}

fn gather(root: &Path, under: &Path, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(under).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(root, &path, files);
        } else if path.extension().is_some_and(|e| e == "md") {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            files.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

#[track_caller]
fn check(region: &str) {
    let mut files = Vec::new();
    gather(&folder(region), &folder(region), &mut files);
    let reasons: Vec<&str> = Reason::CODES.iter().map(|(_, code)| *code).collect();
    let flags = Flags { reasons: &reasons, ..Flags::default() };
    let first = Policy::read(&files, &flags);
    if let Err(faults) = &first {
        for fault in faults {
            eprintln!("{fault}");
        }
        panic!("{region}: {} faults", faults.len());
    }
    files.reverse();
    let second = Policy::read(&files, &flags);
    assert_eq!(first.unwrap(), second.unwrap());
}

#[test]
fn nine_plus_one() {
    check("9+1");
}

#[test]
fn a_region_in_another_language() {
    check("demo-en");
}

#[test]
fn the_sentences_of_the_manual_can_be_read() {
    let manual = std::fs::read_to_string(folder("README.md")).unwrap();
    let (_, after) = manual.split_once("## Conditions").unwrap();
    let sentences = after.split("```").nth(1).unwrap();
    let vocabulary = Vocabulary { language: Language::Zh, grades: vec!["A".into(), "B".into()] };
    let read: Vec<Condition> = sentences.trim().lines().map(|s| Condition::parse(s, &vocabulary).unwrap()).collect();
    assert_eq!(read.len(), 4);
}
