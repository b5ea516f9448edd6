//! Editions that were in force once: which they are, and that they load for ever, whatever programs ask for later.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

use policy::parts::Parts;
use policy::supply::{Supply, TABLES, TEXTS};
use policy::{Flags, Hashing, Policy, edition};
use std::path::{Path, PathBuf};
use values::text::Language;

const REASON: &str = "reason_of_tomorrow";

/// Every file of a frozen copy.
fn frozen(name: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frozen/2026-11").join(name);
    let (mut files, mut left): (Vec<(String, String)>, Vec<PathBuf>) = (Vec::new(), vec![folder.clone()]);
    while let Some(at) = left.pop() {
        for entry in std::fs::read_dir(&at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else {
                let name = path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
                files.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files
}

/// What the program asked for when the copies were made, as it stands in them.
fn reasons(files: &[(String, String)]) -> Vec<String> {
    let text = &files.iter().find(|(name, _)| name == "refusals.md").unwrap().1;
    let rows = text.lines().filter(|line| line.starts_with("| ")).skip(1);
    rows.map(|line| line.split('|').nth(1).unwrap().trim().to_owned()).collect()
}

#[test]
fn design_2_the_frozen_editions_are_which_they_were_by_both_hashes() {
    let of = |name, hashing| edition::version(&frozen(name), hashing);
    assert_eq!(of("9+1", Hashing::Markdown), include_str!("frozen/2026-11/9+1.markdown").trim());
    assert_eq!(of("9+1", Hashing::Files), include_str!("frozen/2026-11/9+1.files").trim());
    assert_eq!(of("demo-en", Hashing::Markdown), include_str!("frozen/2026-11/demo-en.markdown").trim());
    assert_eq!(of("demo-en", Hashing::Files), include_str!("frozen/2026-11/demo-en.files").trim());
}

#[test]
fn rules_5_the_frozen_editions_load_for_ever() {
    for (name, language) in [("9+1", Language::Zh), ("demo-en", Language::En)] {
        let files = frozen(name);
        let policy = Policy::read(&files, &Flags { tables: TABLES, kept: true, ..Flags::default() }).unwrap();
        assert_eq!(policy.region.language, language);
        let supplied: Vec<&str> = policy.supplied().iter().map(|what| what.en.as_ref()).collect();
        assert_eq!(
            supplied,
            ["ways of making", "course of proposals"],
            "{name} lacks what came later, and nothing else"
        );
        assert_eq!(policy.version(), edition::version(&files, Hashing::Files));
    }
}

#[test]
fn rules_5_a_later_program_supplies_a_new_reason_and_a_new_table_to_an_edition_of_before() {
    let texts = [
        (
            Language::Zh,
            "law/more.md",
            "# 「补」 补\n\n| 项 | 值 |\n|---|---|\n| 自 | 1900-01-01 |\n\n## 第一条\n暂定。\n",
        ),
        (
            Language::En,
            "law/more.md",
            "# \"More\" More\n\n| Item | Value |\n|---|---|\n| From | 1900-01-01 |\n\n## Article 1\nSo.\n",
        ),
        (
            Language::Zh,
            "refusals.md",
            "| 情形 | 依据 | 说明 | English |\n|---|---|---|---|\n| reason_of_tomorrow | 「补」第一条 | 明日之事 | Of tomorrow |\n| stage_closed | 「补」第一条 | 不用 | Not used |\n",
        ),
        (
            Language::En,
            "refusals.md",
            "| Refusal | Basis | Explanation | English |\n|---|---|---|---|\n| reason_of_tomorrow | \"More\" article 1 | Of tomorrow | Of tomorrow |\n",
        ),
        (
            Language::Zh,
            "files.md",
            "| 文件种类 | 不超过兆字节 | 依据 | 自 |\n|---|---|---|---|\n| PDF | 3 | 「补」第一条 | 1900-01-01 |\n",
        ),
        (
            Language::En,
            "files.md",
            "| File kind | Megabytes | Basis | From |\n|---|---|---|---|\n| PDF | 3 | \"More\" article 1 | 1900-01-01 |\n",
        ),
    ];
    let texts: Vec<Supply> = texts.into();
    for name in ["9+1", "demo-en"] {
        let mut files = frozen(name);
        let mut wanted = reasons(&files);
        wanted.push(REASON.to_owned());
        let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
        files.retain(|(name, _)| name != "files.md");
        let later = Flags { reasons: &wanted, tables: TABLES, texts: &texts, ..Flags::default() };
        let faults = Policy::read(&files, &later).unwrap_err();
        assert!(
            faults.iter().any(|fault| fault.wanted.en.contains(REASON)),
            "only what is new must say it: {faults:?}"
        );
        assert!(faults.iter().any(|fault| fault.wanted.en.contains("files taken")), "{faults:?}");
        let policy = Policy::read(&files, &Flags { kept: true, ..later }).unwrap();
        assert_eq!(policy.refusal(REASON).unwrap().text.en.as_ref(), "Of tomorrow", "{name}");
        assert_ne!(policy.refusal("stage_closed").unwrap().text.en.as_ref(), "Not used", "its own row stands");
        let supplied: Vec<&str> = policy.supplied().iter().map(|what| what.en.as_ref()).collect();
        assert_eq!(supplied, ["refusals: reason_of_tomorrow", "files taken"]);
        assert_eq!(policy.version(), edition::version(&files, Hashing::Files), "what is supplied is no part of it");
    }
}

#[test]
fn rules_5_every_table_that_can_lack_is_supplied_in_both_languages_and_what_is_supplied_loads() {
    for name in ["9+1", "demo-en"] {
        let mut files = frozen(name);
        let wanted = reasons(&files);
        let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
        files.retain(|(name, _)| !["refusals.md", "files.md", "retention.md"].contains(&name.as_str()));
        let flags = Flags { reasons: &wanted, tables: TABLES, texts: TEXTS, kept: true, ..Flags::default() };
        let policy = Policy::read(&files, &flags).unwrap();
        assert_eq!(policy.supplied().len(), wanted.len() + TABLES.len(), "{name}");
        assert!(wanted.iter().all(|reason| policy.refusal(reason).is_some()), "{name}");
    }
}

#[test]
fn design_2_an_edition_is_every_file_whatever_their_order_and_whatever_changes() {
    let mut files = frozen("demo-en");
    let all = edition::version(&files, Hashing::Files);
    files.reverse();
    assert_eq!(edition::version(&files, Hashing::Files), all);
    for at in 0..files.len() {
        for change in [
            |files: &mut Vec<(String, String)>, at: usize| files[at].1.push('\n'),
            |files: &mut Vec<(String, String)>, at: usize| files[at].0.push('x'),
            |files: &mut Vec<(String, String)>, at: usize| drop(files.remove(at)),
        ] {
            let mut other = files.clone();
            change(&mut other, at);
            assert_ne!(edition::version(&other, Hashing::Files), all, "{}", files[at].0);
        }
    }
    // A piece that moves from one file to the next changes it too.
    let split = |a: &str, b: &str| edition::version(&[("a".into(), a.into()), ("b".into(), b.into())], Hashing::Files);
    assert_ne!(split("xy", "z"), split("x", "yz"));
}

#[test]
fn rules_5_what_editions_have_in_common_is_read_once_and_stands_in_memory_once() {
    let (parts, files) = (Parts::default(), frozen("9+1"));
    let flags = Flags { kept: true, parts: Some(&parts), ..Flags::default() };
    let first = Policy::read(&files, &flags).unwrap();
    let read = parts.rules_read();
    assert_eq!(read, first.rules().len() as u64);
    assert_eq!(first, Policy::read(&files, &Flags { parts: None, ..flags }).unwrap(), "sharing changes nothing");
    let mut other = files.clone();
    let (_, rates) = other.iter_mut().find(|(name, _)| name == "rates.md").unwrap();
    rates.push_str("\n别的话\n");
    let second = Policy::read(&other, &flags).unwrap();
    assert_eq!(parts.rules_read(), read, "no rule was read again");
    let same = |one: &Policy, other: &Policy| {
        let rules = one.rules().zip(other.rules()).filter(|(one, other)| std::ptr::eq(*one, *other)).count();
        let laws = one.library.texts().iter().zip(other.library.texts());
        (rules, laws.filter(|(one, other)| std::sync::Arc::ptr_eq(one, other)).count())
    };
    assert_eq!(same(&first, &second), (first.rules().len(), first.library.texts().len()));
    // Of a file that says something else the rules are its own; all others stay shared.
    let (_, rules) = other.iter_mut().find(|(name, _)| name == "rules.md").unwrap();
    let own = rules.matches("```规则").count() as u64;
    rules.push_str("\n别的话\n");
    let third = Policy::read(&other, &flags).unwrap();
    assert_eq!(parts.rules_read(), read + own);
    assert_eq!(same(&first, &third).0 as u64, read - own);
    // What rules are read by counts too: with one clause less no rule is taken over, and those that cite it are faults.
    let (_, law) = other.iter_mut().find(|(name, _)| name == "law/commodity-inspection-law.md").unwrap();
    *law = law.replace("## 第十七条", "## 第一百条");
    let faults = Policy::read(&other, &flags).unwrap_err();
    let alone = Policy::read(&other, &Flags { parts: None, ..flags }).unwrap_err();
    assert_eq!(faults, alone, "the same faults as without sharing");
}
