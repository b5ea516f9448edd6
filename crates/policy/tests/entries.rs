//! Plan 三(一) 统一制订: what a proposal changes is said entry by entry, and what touches different entries comes together in any order.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use policy::entry::{Edit, touched};
use policy::patch::{apply, edits, read, rebased, text_of, with_more, with_piece};
use proptest::prelude::*;
use std::path::Path;

type Files = Vec<(String, String)>;

fn region() -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy/9+1");
    let mut files = Files::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                files.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

fn with(files: &Files, name: &str, change: impl Fn(&str) -> String) -> Files {
    let mut files = files.clone();
    let text = &mut files.iter_mut().find(|(known, _)| known == name).unwrap().1;
    *text = change(text);
    files
}

fn called(edits: &[Edit]) -> Vec<String> {
    touched(edits).iter().map(|entry| format!("{} / {} / {}", entry.file, entry.heading, entry.name)).collect()
}

#[test]
fn every_file_of_a_region_is_made_again_from_nothing() {
    let files = region();
    let all = edits(&[], &files);
    let made = apply(&[], &all).unwrap();
    for ((name, text), (again, made)) in files.iter().zip(&made) {
        let ended = if text.is_empty() || text.ends_with('\n') { text.clone() } else { format!("{text}\n") };
        assert_eq!((name, &ended.replace("\r\n", "\n")), (again, made));
    }
    assert_eq!(apply(&files, &edits(&files, &[])).unwrap(), []);
    assert_eq!(edits(&files, &files), []);
}

#[test]
fn a_row_a_rule_and_words_are_entries_by_their_names() {
    let files = region();
    let row = "| 出-0099 | 6109 | | | | | | | | | E1 | 查验 | 试 | 「商检法」第十七条 | 2016-01-01 | |\n";
    let listed = with(&files, "list-exit.md", |text| format!("{text}{row}"));
    let found = edits(&files, &listed);
    let name = &found[0].entry.heading;
    assert_eq!(called(&found), [format!("list-exit.md / {name} / 出-0099")]);
    assert_eq!(found[0].table.as_deref(), Some("list"));
    let days = with(&files, "deadlines.md", |text| {
        text.replace("| 650000 新疆 | 650000 新疆 | 3 |", "| 650000 新疆 | 650000 新疆 | 4 |")
    });
    let found = edits(&files, &days);
    assert_eq!((found.len(), found[0].table.as_deref()), (1, Some("haul")));
    assert!(found[0].entry.name == "650000 新疆", "{found:?}");
    assert!(text_of(&files, &found[0].entry).contains("| 650000 新疆 | 650000 新疆 | 3 |"));
    assert!(edits(&files, &with(&files, "deadlines.md", |text| format!("{text}\n"))).iter().all(|edit| !edit.speaks()));
}

#[test]
fn what_was_changed_since_stands_in_the_way_and_nothing_else_does() {
    let files = region();
    let change = |from: &'static str, to: &'static str| with(&files, "deadlines.md", |text| text.replace(from, to));
    let one = edits(&files, &change("| 620000 甘肃 | 620000 甘肃 | 3 |", "| 620000 甘肃 | 620000 甘肃 | 4 |"));
    let same = edits(&files, &change("| 620000 甘肃 | 620000 甘肃 | 3 |", "| 620000 甘肃 | 620000 甘肃 | 5 |"));
    let other = edits(&files, &change("| 650000 新疆 | 650000 新疆 | 3 |", "| 650000 新疆 | 650000 新疆 | 4 |"));
    let after = apply(&files, &one).unwrap();
    assert_eq!(apply(&after, &same).unwrap_err(), touched(&same));
    assert_eq!(apply(&after, &one).unwrap_err(), touched(&one), "nor twice");
    let again = rebased(&after, &same);
    assert_eq!(apply(&after, &again).unwrap(), apply(&files, &same).unwrap(), "rebased, it says what its author wants");
    assert_eq!(rebased(&after, &one), [], "what is so already is no change");
    assert_eq!(apply(&after, &other), apply(&apply(&files, &other).unwrap(), &one), "in either order");
    let back: Vec<Edit> = one.iter().map(Edit::undone).collect();
    assert_eq!(apply(&after, &back).unwrap(), files, "and back");
    // A row that goes comes back to where it stood.
    let gone = edits(&files, &change("| 620000 甘肃 | 620000 甘肃 | 3 |\n", ""));
    let back: Vec<Edit> = gone.iter().map(Edit::undone).collect();
    let fewer = apply(&files, &gone).unwrap();
    assert_ne!(fewer, files);
    assert_eq!(apply(&fewer, &back).unwrap(), files);
}

#[test]
fn an_entry_is_written_anew_added_and_taken_away_by_itself() {
    for (name, text) in region() {
        let files = vec![(name.clone(), text.clone())];
        for (at, (entry, says)) in read(&name, &text).into_iter().enumerate().take(40) {
            let same = vec![(name.clone(), with_piece(&name, &text, at, &says))];
            assert_eq!(edits(&files, &same), [], "{entry:?}");
            let gone = touched(&edits(&files, &[(name.clone(), with_piece(&name, &text, at, ""))]));
            assert!(says.trim().is_empty() || gone.contains(&entry), "{entry:?}");
        }
    }
    let files = region();
    let text = |name: &str| files.iter().find(|(known, _)| known == name).unwrap().1.clone();
    let one = |name: &str, after: String| {
        let before = vec![(name.to_owned(), text(name))];
        called(&edits(&before, &[(name.to_owned(), after)]))
    };
    let row = "| 出-0099 | 6109 | | | | | | | | | E1 | 查验 | 试 | 「商检法」第十七条 | 2016-01-01 | |";
    let listed = one("list-exit.md", with_more("list-exit.md", &text("list-exit.md"), row));
    assert!(listed.len() == 1 && listed[0].ends_with(" / 出-0099"), "{listed:?}");
    let rule = "### 审-0901 新\n\n```规则\n当 甲\n```";
    assert_eq!(one("rules.md", with_more("rules.md", &text("rules.md"), rule)), ["rules.md / 审-0901 新 / 审-0901 新"]);
}

proptest! {
    /// Rows changed, added and taken away by two hands, each its own: they come together in either order, and each can be undone.
    #[test]
    fn edits_of_different_entries_commute(
        hands in prop::collection::vec((0_usize..2, 0_u8..3, 0_u8..9), 1..12),
    ) {
        let rows: String = (0..9).map(|n| format!("| r{n} | {n} |\n")).collect();
        let base: Files = vec![("a.md".into(), format!("# t\n\nwords\n\n| 项 | 值 |\n|---|---|\n{rows}\n## s\n\nmore\n"))];
        let hand = |who: usize| {
            let mut text = base[0].1.clone();
            for (_, what, n) in hands.iter().filter(|(hand, ..)| *hand == who) {
                // Rows of their own: even ones are of the first, odd ones of the second.
                let own = usize::from(*n) % 2 == who;
                let row = format!("| r{n} | {n} |\n");
                text = match what {
                    0 if own => text.replace(&row, &format!("| r{n} | {n}{who} |\n")),
                    1 if own => text.replace(&row, ""),
                    _ => text.replace("\n## s", &format!("| n{who}-{n} | x |\n\n## s")),
                };
            }
            vec![("a.md".to_owned(), text)]
        };
        let (one, two) = (edits(&base, &hand(0)), edits(&base, &hand(1)));
        let both = apply(&apply(&base, &one).unwrap(), &two).unwrap();
        let other = apply(&apply(&base, &two).unwrap(), &one).unwrap();
        let sorted = |files: &Files| { let mut lines: Vec<String> = files[0].1.lines().map(str::to_owned).collect(); lines.sort(); lines };
        prop_assert_eq!(sorted(&both), sorted(&other));
        let undone: Vec<Edit> = two.iter().map(Edit::undone).collect();
        prop_assert_eq!(sorted(&apply(&both, &undone).unwrap()), sorted(&apply(&base, &one).unwrap()));
    }
}
