//! Every example of a region's text (`policy/<region>/cases`): given this, then that.

use crate::given::{folder, region};
pub use clearance::example::{Example, faults_of};
use values::text::Language;

/// The examples of a region, by file.
pub fn examples(name: &str) -> Vec<Example> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder(name).join("cases")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "toml") {
            let text = std::fs::read_to_string(&path).unwrap();
            let named = path.file_name().unwrap().to_str().unwrap();
            found.extend(clearance::example::read(named, &text).unwrap_or_else(|e| panic!("{e}")));
        }
    }
    found
}

#[track_caller]
fn check(name: &str) {
    let policy = region(name);
    let all = examples(name);
    let mut wrong = Vec::new();
    for example in &all {
        for fault in faults_of(policy, example) {
            wrong.push(format!("{}: {}: {}", example.file, example.name, fault.en));
        }
    }
    assert!(wrong.is_empty(), "{} of {} examples:\n{}", wrong.len(), all.len(), wrong.join("\n"));
    assert!(20 <= all.len(), "only {} examples", all.len());
}

#[test]
fn examples_of_nine_plus_one() {
    check("9+1");
}

#[test]
fn examples_of_the_second_region() {
    assert_eq!(region("demo-en").region.language, Language::En);
    check("demo-en");
}
