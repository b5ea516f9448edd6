//! Broken rules: each is told with its place and a right word.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own rules has failed")]

#[path = "made/mod.rs"]
mod made;

use made::texts;
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
