//! Broken rules: each is told with its place and a right word.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own rules has failed")]

#[path = "made/mod.rs"]
mod made;

use made::texts;
use policy::reference::Reference;
use policy::{Flags, Policy};

/// A rule of the region with one thing wrong, put at the end of `rules.md`: where it is told, and a right word that is offered.
#[track_caller]
fn broken(line: u32, column: u32, with: &[&str], block: &str) {
    let mut files = texts("9+1");
    let rules = files.iter_mut().find(|(name, _)| name == "rules.md").unwrap();
    rules.1.push_str("\n\n");
    let before = u32::try_from(rules.1.lines().count()).unwrap();
    rules.1.push_str(block);
    let faults = Policy::read(&files, &Flags { reasons: &[], ..Flags::default() }).unwrap_err();
    let found = faults.iter().find(|fault| {
        let at = fault.file == "rules.md" && (fault.line, fault.column) == (before + line, column);
        at && with.iter().all(|word| fault.wanted.zh.contains(word))
    });
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(
        found.is_some_and(|fault| !fault.wanted.en.is_empty()),
        "{}:{column} {with:?}\n{}",
        before + line,
        told.join("\n")
    );
}

const HEAD: &str = "### 审-9 试\n\n```规则\n审-9  入境  自 2015-09-01  起草「甲」\n依据 「木质包装办法」第四条\n";

#[test]
fn r52_ten_broken_rules_are_each_told_with_their_place_and_a_right_word() {
    let rule = |rest: &str| format!("{HEAD}{rest}\n```\n");
    // 1. A measure that nobody knows, near one that everybody does.
    broken(6, 3, &["退回补正"], &rule("则 退回补证「缺许可证」"));
    // 2. A fact that nobody knows.
    broken(6, 3, &["「包装」？"], &rule("当 包裹 含「WOOD」\n则 检验每批"));
    // 3. A rule named under 除非 that is not there.
    broken(1, 1, &["审-0101"], &rule("当 散装\n除非 规则「审-O101」\n则 检验每批"));
    // 4. A list that is not there.
    broken(1, 1, &["口蹄疫警示国家"], &rule("当 经停国 列于名单「口蹄疫警示国」\n则 检验每批"));
    // 5. A clause that the library does not have.
    broken(5, 4, &["第四条", "第五条"], &rule("则 检验每批").replace("第四条", "第四十条"));
    // 6. A share above the whole.
    broken(6, 6, &["30%"], &rule("则 检验 101%"));
    // 7. And mixed with or.
    broken(6, 11, &["括号"], &rule("当 散装 且 散装 或 散装\n则 检验每批"));
    // 8. Who accepts (R19).
    broken(6, 5, &["施检机构"], &rule("受理机构 「370200」\n则 检验每批"));
    // 9. No author.
    broken(4, 1, &["起草"], &rule("则 检验每批").replace("  起草「甲」", ""));
    // 10. A sampling plan that is not there, and a step that no mode of entry has.
    broken(1, 1, &["水果 II"], &rule("则 抽样依「水果 I」"));
    broken(1, 1, &["无此步骤的不适用"], &rule("则 查验每批"));
    // A circle, and a heading of another number.
    let second = "\n### 审-8 试\n\n```规则\n审-8  入境  自 2015-09-01  起草「甲」\n依据 「木质包装办法」第四条\n除非 规则「审-9」\n则 检验每批\n```\n";
    broken(1, 1, &["环"], &format!("{}{second}", rule("除非 规则「审-8」\n则 检验每批")));
    broken(4, 1, &["审-7"], &rule("则 检验每批").replace("### 审-9", "### 审-7"));
}

/// The code tables by file.
fn tables(own: Option<&str>) -> Reference {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |folder: std::path::PathBuf| {
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let tables = files.filter(|path| path.extension().is_some_and(|ending| ending == "csv"));
        let named = |path: std::path::PathBuf| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(path).unwrap())
        };
        tables.map(named).collect::<std::collections::BTreeMap<String, String>>()
    };
    let mut files = read(root.join("reference"));
    files.extend(own.map(|region| read(root.join("policy").join(region).join("reference"))).into_iter().flatten());
    let borrowed: Vec<(&str, &str)> = files.iter().map(|(name, text)| (&**name, &**text)).collect();
    Reference::read(&borrowed).unwrap()
}

#[test]
fn r52_a_code_that_no_table_has_is_told_with_the_nearest_one() {
    let reference = tables(None);
    for (region, own) in [("9+1", None), ("demo-en", Some("demo-en"))] {
        let policy = Policy::read(&texts(region), &Flags::default()).unwrap();
        assert_eq!(policy.unknown_codes(&tables(own)), Vec::new(), "{region}");
    }
    for (rest, given, near) in [
        ("则 提供单据「101O06 兽医证书」，由企业，于审单前", "101O06", "101006"),
        ("当 税号 属于「080891」\n则 检验每批", "080891", "080"),
        ("当 启运国 为「KX 韩国」\n则 检验每批", "KX", "K"),
        ("当 运输方式 为「33 公路」\n则 检验每批", "33", "3"),
    ] {
        let mut files = texts("9+1");
        let rules = files.iter_mut().find(|(name, _)| name == "rules.md").unwrap();
        rules.1.push_str(&format!("\n\n{HEAD}{rest}\n```\n"));
        let line = u32::try_from(rules.1.lines().count()).unwrap();
        let policy = Policy::read(&files, &Flags::default()).unwrap();
        let faults = policy.unknown_codes(&reference);
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].file == "rules.md" && faults[0].line + 12 > line && faults[0].found == given, "{faults:?}");
        let offered = faults[0].wanted.zh.split_once("如「").map(|(_, near)| near.to_owned()).unwrap_or_default();
        assert!(offered.starts_with(near) && faults[0].wanted.en.contains("such as"), "{faults:?}");
    }
}
