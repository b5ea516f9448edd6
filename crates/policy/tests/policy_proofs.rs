//! What a region's text must prove when it is loaded: a small region that does, and what each change breaks.

#![expect(clippy::unwrap_used, reason = "a test that cannot change its own text has failed")]

use policy::number::NumberParts;
use policy::{Fact, Flags, NumberKind, Policy, StepKind};
use values::calendar::Day;
use values::code::HsCode;
use values::direction::Direction;
use values::fault::TextFault;

const LAW: &str = include_str!("region/law.md");
const REGION: &str = include_str!("region/region.md");
const MODES: &str = include_str!("region/modes.md");
const LIST: &str = include_str!("region/list-exit.md");
const REASONS: &[&str] = &["step_not_open", "place_not_allowed"];

fn files(change: impl Fn(&str, &str) -> String) -> Vec<(String, String)> {
    let all = [("law/plan.md", LAW), ("region.md", REGION), ("modes.md", MODES), ("list-exit.md", LIST)];
    all.map(|(file, text)| (file.to_owned(), change(file, text))).to_vec()
}

fn read(flags: &Flags) -> Policy {
    Policy::read(&files(|_, text| text.to_owned()), flags).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Faults after one piece of a file has been replaced; the piece must be there.
#[track_caller]
fn faults(file: &str, from: &str, to: &str) -> Vec<TextFault> {
    let changed = files(|name, text| {
        assert!(name != file || text.contains(from), "{file} has no {from}");
        if name == file { text.replacen(from, to, 1) } else { text.to_owned() }
    });
    let flags = Flags { reasons: REASONS, ..Flags::default() };
    Policy::read(&changed, &flags).err().unwrap_or_default()
}

/// The change makes the text fail, and one fault wants this, at the line that has `at`.
#[track_caller]
fn broken(file: &str, from: &str, to: &str, at: &str, wanted: &str) {
    let faults = faults(file, from, to);
    let text = files(|_, text| text.to_owned()).into_iter().find(|(f, _)| f == file).unwrap().1.replacen(from, to, 1);
    let hit =
        faults.iter().find(|f| f.wanted.zh.contains(wanted)).unwrap_or_else(|| panic!("no such fault: {faults:#?}"));
    assert!(!hit.wanted.en.is_empty());
    let line = text.lines().nth(hit.line as usize - 1).unwrap_or_default();
    assert!(line.contains(at), "line {}: {line}", hit.line);
}

#[track_caller]
fn sound(file: &str, from: &str, to: &str) {
    assert_eq!(faults(file, from, to), []);
}

#[test]
fn the_small_region_loads() {
    sound("region.md", "试区", "试区");
    let (one, two) = (read(&Flags::default()), read(&Flags::default()));
    assert_eq!(one, two);
    assert_eq!(one.version().len(), 64);
    let other = Policy::read(&files(|_, text| format!("{text}\n")), &Flags::default()).unwrap();
    assert_ne!(one.version(), other.version());
}

#[test]
fn every_fault_is_reported_at_once_in_its_place() {
    let bad = faults("region.md", "| 甲局 | Alpha Bureau |", "| | Alpha Bureau |");
    assert_eq!(bad.iter().map(|f| (f.file.as_str(), f.column)).collect::<Vec<_>>(), [("region.md", 8)]);
    let many = faults(
        "modes.md",
        "| 申报 | 受理 | 属地；可选择申报地点的，任一 | 企业 | | |",
        "| 申报 | 受 | 属 | 企 | 无 | 无 |",
    );
    assert_eq!(
        many.iter().filter(|f| f.line == many[0].line).map(|f| f.column).collect::<Vec<_>>(),
        [8, 12, 16, 20, 24]
    );
}

#[test]
fn tables_that_nobody_reads_are_faults() {
    broken("region.md", "| 成员 | 名称 |", "| 成员 | 名字 |", "名字", "缺的列：name");
    broken("region.md", "| 10 北 | 20 南局 | 5 |", "| 10 北 | 20 南局 |", "| 10 北 |", "3 格");
}

#[test]
fn formula_and_table_name_the_same_acts_at_the_same_places() {
    broken("modes.md", "| 产地检验 | 检验 | 产地 |", "| 产地检验 | 检验 | 口岸 |", "### E1", "产地 检验");
    broken("modes.md", "> 产地检验+口岸查验/监装", "> 口岸查验/监装+口岸放行", "产地检验", "所写的作业和地点");
    broken("modes.md", "> 产地检验+口岸查验/监装", "> 产地检验+口岸观察", "观察", "地点和作业");
    let step = "| 转单 | 转单 | 产地 | | 产地检验 | |";
    let supervised = format!("| 监管 | 监管 | 产地 | | 审单 | |\n{step}");
    broken("modes.md", step, &supervised, "| 监管 |", "所写的作业和地点");
    // Steps that the formula leaves out may be added if they are no work on the goods.
    sound("modes.md", step, &format!("| 出证 | 签证 | 产地 | | 产地检验 | |\n{step}"));
}

#[test]
fn of_acts_joined_by_a_stroke_exactly_one_is_needed() {
    broken("modes.md", "从严条目处置不为「监装」", "列入清单", "口岸查验", "此情形有");
    broken("modes.md", "从严条目处置不为「监装」", "从严条目处置为「查验」", "口岸查验", "此情形有 0 项");
    broken("modes.md", "| 转单 | 从严条目处置不为「监装」 |", "| 转单 | |", "口岸查验", "此情形有 2 项");
    sound("modes.md", "从严条目处置不为「监装」", "非（从严条目处置为「监装」）");
}

#[test]
fn if_necessary_means_a_condition() {
    broken("modes.md", "| 审单 | 需要处理 |", "| 审单 | |", "处理", "必要时");
    broken("modes.md", "口岸检验检疫+", "口岸检验检疫(必要时)+", "检验检疫 | 检验", "必要时");
}

#[test]
fn needs_name_steps_and_make_no_circle() {
    broken("modes.md", "| 申报 | |\n| 产地检验", "| 放行 | |\n| 产地检验", "审单", "不成环");
    broken("modes.md", "| 产地 | | 审单 | |", "| 产地 | | 审批 | |", "审批", "本表的步骤");
    broken("modes.md", "| 产地 | | 审单 | |", "| 产地 | | | |", "产地检验", "只有受理可以开头");
}

#[test]
fn release_waits_for_all_work_and_move_for_treatment() {
    broken("modes.md", "| 口岸查验、口岸监装 | |", "| 口岸查验 | |", "| 放行 |", "先要「口岸监装」");
    broken(
        "modes.md",
        "| 调离 | 调离 | 口岸 | | 处理 | |",
        "| 调离 | 调离 | 口岸 | | 审单 | |",
        "| 调离 |",
        "先要「处理」",
    );
    broken("modes.md", "调离（到达后）", "处理（到达后）", "检验检疫", "调离");
}

#[test]
fn a_name_without_plus_is_defined_and_its_ban_holds() {
    broken("modes.md", "检验地直放 ＝ 产地检验检疫+直接放行；口岸不再实施验放。", "", "检验地直放", "定义");
    broken(
        "modes.md",
        "| 直接放行 | 放行 | 任一 |",
        "| 直接放行 | 放行 | 产地；列入清单的，口岸 |",
        "直接放行",
        "不在口岸",
    );
    sound("modes.md", "口岸不再实施验放", "口岸照常");
}

#[test]
fn exactly_one_row_of_the_selection_holds() {
    broken(
        "modes.md",
        "| 出境 | 适用一体化 且 列入清单 | 从严条目",
        "| 出境 | 适用一体化 | 从严条目",
        "清单外 | E3",
        "也成立",
    );
    broken(
        "modes.md",
        "| 出境 | 适用一体化 且 清单外 | E3 |",
        "| 出境 | 适用一体化 且 清单外 且 无纸化 | E3 |",
        "从严条目",
        "一行都不成立",
    );
    broken("modes.md", "| 出境 | 不适用一体化 | E1", "| 出境 | 不适用一体化 | 从严条目", "不适用", "清单内");
    broken("modes.md", "清单外 | E3", "清单外 | E9", "E9", "一种模式");
    broken("modes.md", "清单外 | E3", "税号属于「01」 | E3", "税号", "整票货物");
}

#[test]
fn what_definitions_make_impossible_is_no_case() {
    // 适用一体化 is by definition: port in the region and owner not blacklisted; so the two rows never meet.
    sound("modes.md", "| 出境 | 不适用一体化 |", "| 出境 | 口岸不在区域内 或 列入黑名单 |");
}

#[test]
fn two_rows_of_one_key_in_force_on_one_day_name_both_places() {
    let row = "| 出-001 | 1001–1008 | | | | 散装 | | E1 | 监装 | 大宗散装 | 「本方案」三(二) | 2015-09-01 | |";
    broken("list-exit.md", row, &format!("{row}\n{row}"), "出-001", "list-exit.md:5");
    let ended = row.replace("2015-09-01 | |", "2015-09-01 | 2015-12-31 |");
    let renewed = row.replace("2015-09-01", "2016-01-01");
    sound("list-exit.md", row, &format!("{ended}\n{renewed}"));
    broken("list-exit.md", row, &row.replace("| |", "| 2015-01-01 |"), "2015-01-01", "不早于");
}

#[test]
fn citations_resolve_on_the_day_of_the_row() {
    broken("list-exit.md", "「本方案」三(二)", "「本方案」八", "出-001", "该文本的一节");
    broken("list-exit.md", "「本方案」三(二)", "「别的」一", "出-001", "law/");
    broken("list-exit.md", "「本方案」三(二)", "三(二)", "出-001", "依据");
    broken("law/plan.md", "| 自 | 2015-05-01 |", "| 自 | 2020-05-01 |", "", "有效的文本");
}

#[test]
fn names_are_known() {
    broken("list-exit.md", "E1 | 监装", "E7 | 监装", "出-001", "一种模式");
    broken("list-exit.md", "E1 | 监装", "E3 | 监装", "出-001", "模式中有的作业");
    assert_eq!(faults("modes.md", "| 4 | E2 | |\n", "")[0].line, 6);
    broken(
        "region.md",
        "| 1001 | 北口岸 | North Port | 10 甲局 |",
        "| 1001 | 北口岸 | North Port | 30 戊局 |",
        "1001",
        "成员",
    );
    broken("region.md", "| 转单号 | {机构:4}{年:2}{序:6} | 机构、年 | |\n", "", "", "转单号");
    broken("region.md", "| 转单号 | {机构:4}", "| 转单号 | {机构:6}", "1001", "6 位的代码");
}

#[test]
fn every_reason_has_its_clause() {
    broken("region.md", "step_not_open", "step_not_opened", "step_not_opened", "step_not_open、place_not_allowed");
    broken("region.md", "step_not_open", "step_not_opened", "", "缺：step_not_open");
}

#[test]
fn a_list_is_in_force_only_when_approved() {
    let code = HsCode::parse("10051000").unwrap();
    let found = |policy: &Policy, on: &str| policy.lists.matching(Direction::Exit, &code, day(on)).count();
    let shown = read(&Flags::default());
    assert_eq!(["2015-08-31", "2015-09-01"].map(|d| found(&shown, d)), [0, 1]);
    let empty = read(&Flags { without_demonstration: true, ..Flags::default() });
    assert_eq!(found(&empty, "2015-09-01"), 0);
    assert_eq!(shown.lists.matching(Direction::Entry, &code, day("2015-09-01")).count(), 0);
}

#[test]
fn questions_by_the_day() {
    let policy = read(&Flags::default());
    let north = policy.offices()[0].code.clone();
    assert!(policy.capable(&north, StepKind::Certify, day("2015-12-31")));
    assert!(!policy.capable(&north, StepKind::Certify, day("2016-01-01")));
    assert!(policy.in_scheme(day("2015-09-01")).unwrap().facts().contains(&Fact::OwnerBlacklisted));
    let member = policy.offices()[0].member.clone();
    assert_eq!(["2015-08-31", "2015-09-01"].map(|d| policy.gates_met(&member, day(d))), [false, true]);
    assert_eq!(
        policy.refusal("step_not_open").unwrap().basis[0].to_text(values::text::Language::Zh),
        "「本方案」三(二)"
    );
}

#[test]
fn numbers_are_rendered_and_taken_apart() {
    let policy = read(&Flags::default());
    let parts = NumberParts { office: "1001", direction: Some(Direction::Exit), year: 2015, ..NumberParts::default() };
    let format = policy.number(NumberKind::Declaration);
    let demand = format.demand(&parts).unwrap();
    assert_eq!(demand.series, "declaration number/1001/2/2015");
    assert_eq!(demand.render(5169).unwrap(), "1001215005169");
    assert_eq!([999_999, 1_000_000].map(|n| demand.render(n).is_some()), [true, false]);
    let read = format.parse("1001215005169").unwrap();
    assert_eq!(
        (read.office, read.direction, read.year, read.serial),
        (Some("1001"), Some(Direction::Exit), Some("15"), 5169)
    );
    assert!(
        ["1001915005169", "100121500516", "10012150051699", "1001215O05169"].iter().all(|n| format.parse(n).is_none())
    );
    assert!(format.demand(&NumberParts { office: "10", ..parts }).is_err());
}

#[test]
fn ten_thousand_entries_are_found_by_their_digits() {
    let mut rows = String::new();
    for n in 0..10_000 {
        rows.push_str(&format!(
            "| 多-{n} | {:04}{:02} | | | | | | E2 | | 试 | 「本方案」三(二) | 2015-09-01 | |\n",
            1 + n % 9_000,
            n % 100
        ));
    }
    let many = files(|name, text| {
        if name == "list-exit.md" { format!("{}{rows}", text.trim_end().to_owned() + "\n") } else { text.to_owned() }
    });
    let policy = Policy::read(&many, &Flags::default()).unwrap();
    let on = day("2015-09-01");
    let naive = |code: &HsCode| {
        policy.lists.entries().iter().filter(|e| e.covers(code)).map(|e| e.id.clone()).collect::<Vec<_>>()
    };
    for text in ["1005100000", "900099", "01", "9000", "84713000"] {
        let code = HsCode::parse(text).unwrap();
        let found: Vec<_> = policy.lists.matching(Direction::Exit, &code, on).map(|e| e.id.clone()).collect();
        assert_eq!(found, naive(&code), "{text}");
    }
}
