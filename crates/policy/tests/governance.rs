//! Plan 三(一), 四(二)4: by which way each kind of text is made, who may do what in which state, and what of it does not load.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use policy::governance::{Light, Party, ProposalAct, Share, Stage, Superior, Terms};
use policy::patch::edits;
use policy::{Flags, Policy, Word};
use std::path::Path;
use values::calendar::Day;
use values::text::Text;

type Files = Vec<(String, String)>;

fn files(region: &str) -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy").join(region);
    let mut files = Files::new();
    for folder in [root.clone(), root.join("law")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "md") {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                files.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files
}

fn read(files: &Files) -> Result<Policy, Vec<String>> {
    let told = |faults: Vec<values::fault::TextFault>| faults.iter().map(ToString::to_string).collect();
    Policy::read(files, &Flags::default()).map_err(told)
}

fn with(files: &Files, from: &str, to: &str) -> Files {
    let mut files = files.clone();
    let text = &mut files.iter_mut().find(|(name, _)| name == "governance.md").unwrap().1;
    assert!(text.contains(from), "{from}");
    *text = text.replace(from, to);
    files
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn plan_3_1_shares_at_below_and_above_their_edge() {
    // Of none, one; of ten; of two.
    let least = |share: Share| [0, 1, 2, 3, 4, 10].map(|all| share.least(all));
    assert_eq!(least(Share::Half), [1, 1, 2, 2, 3, 6]);
    assert_eq!(least(Share::TwoThirds), [1, 1, 2, 2, 3, 7]);
    assert_eq!(least(Share::ThreeQuarters), [1, 1, 2, 3, 3, 8]);
    assert_eq!(least(Share::All), [1, 1, 2, 3, 4, 10]);
    assert!(!Share::Half.met(5, 10) && Share::Half.met(6, 10) && Share::Half.met(7, 10));
    assert!(!Share::Half.met(0, 0), "nobody is no majority of nobody");
}

#[test]
fn plan_4_2_4_each_text_goes_the_way_that_the_region_says() {
    let policy = read(&files("9+1")).unwrap();
    let today = day("2016-01-04");
    let way = |file: &str, table: Option<&str>| policy.way_of(file, table, today).unwrap();
    let told = |file: &str, table| {
        let way = way(file, table);
        (&*way.name, way.days, way.superior, way.light)
    };
    assert_eq!(told("rules.md", None), ("审单规则", 5, Superior::None, Light::None));
    assert_eq!(told("list-exit.md", Some("list")), ("负面清单", 10, Superior::Approval, Light::None));
    assert_eq!(told("waivers.md", None), ("管理工作规范", 10, Superior::Approval, Light::None));
    assert_eq!(told("members.md", Some("offices")), ("成员和机构", 10, Superior::Filing, Light::None));
    assert_eq!(told("rates.md", None), ("汇率、折算和日历", 3, Superior::None, Light::TwoPersons));
    assert_eq!(told("deadlines.md", Some("deadlines")), ("期限", 5, Superior::None, Light::None));
    assert_eq!(told("deadlines.md", Some("haul")), ("运程", 3, Superior::None, Light::TwoPersons));
    assert_eq!(told("law/plan-2015.md", None), ("其他", 3, Superior::None, Light::TwoPersons));
    assert_eq!(way("governance.md", None).name, "共同制订规程".into(), "it is changed by the way it names for itself");
    // What touches several goes the strictest of each.
    let base = files("9+1");
    let mut changed = base.clone();
    for (name, text) in &mut changed {
        if name == "list-exit.md" || name == "rates.md" {
            text.push_str("\n更多。\n");
        }
    }
    let of = edits(&base, &changed);
    let ways = policy.ways_of(&of, false, today);
    assert_eq!(ways.len(), 2);
    let terms = Terms::of(&ways).unwrap();
    let lists = [Terms::of(&[way("list-exit.md", None)]).unwrap(), terms];
    assert_eq!(lists[0], lists[1]);
    let back = policy.ways_of(&of, true, today);
    assert_eq!(back.iter().map(|way| &*way.name).collect::<Vec<_>>(), ["退回原文"], "with its own quorum");
    assert_eq!(Terms::of(&[]), None);
}

#[test]
fn plan_3_1_two_members_another_quorum_and_no_superior_are_a_text() {
    let policy = read(&files("demo-en")).unwrap();
    let today = day("2020-06-01");
    let way = policy.way_of("rules.md", None, today).unwrap();
    assert_eq!((way.quorum, way.majority, way.superior, way.days), (Share::All, Share::All, Superior::None, 2));
    assert!(policy.ways_on(today).all(|way| way.superior == Superior::None));
    assert!(policy.parties(Stage::Voted, ProposalAct::Submit).is_empty(), "nobody submits where there is no superior");
}

#[test]
fn plan_3_1_who_may_do_what_is_said_by_the_text_and_nobody_else_may() {
    let policy = read(&files("9+1")).unwrap();
    assert_eq!(policy.parties(Stage::Draft, ProposalAct::Propose), [Party::Author]);
    assert_eq!(policy.parties(Stage::Consulted, ProposalAct::Ballot), [Party::Voter]);
    assert_eq!(policy.parties(Stage::Proposed, ProposalAct::Ballot), [], "not before the others were asked");
    assert_eq!(policy.parties(Stage::Carried, ProposalAct::Ballot), [], "not after");
    for act in ProposalAct::NAMES.iter().map(|(act, ..)| *act) {
        let stages = Stage::NAMES.iter().map(|(stage, ..)| *stage);
        let somewhere = stages.clone().any(|stage| !policy.parties(stage, act).is_empty());
        assert!(somewhere, "{act:?} is done by nobody");
        for stage in stages.filter(|stage| !policy.parties(*stage, act).is_empty()) {
            assert!(act.stages().contains(&stage), "{act:?} {stage:?}");
        }
    }
}

#[test]
fn plan_3_1_what_cannot_be_carried_out_does_not_load() {
    let base = files("9+1");
    let fails = |from: &str, to: &str| read(&with(&base, from, to)).unwrap_err().join("\n");
    let told = fails("| 征求意见 | 发表意见 | 成员局 |", "| 征求意见 | 表决 | 表决人 |");
    assert!(told.contains("「表决」可办的状态：待表决"), "{told}");
    assert!(fails("| 征求意见 | 发表意见 | 成员局 |\n", "").contains("「征求意见」时由谁「发表意见」"));
    assert!(fails("| 已报批 | 登记批复 | 运行维护中心 |\n", "").contains("「已报批」时由谁「登记批复」"));
    assert!(fails("deadlines.md：运程 ", "deadlines.md：运城 ").contains("一种表"));
    assert!(fails("| rules.md、checks.md", "| rules.md、grades.md、checks.md").contains("同一日只有一行"));
    assert!(fails("| 其他 | 其他 |", "| 其他 | README.md |").contains("一行「其他」"));
    assert!(fails("| 退回原文 | 退回原文 |", "| 退回原文 | README.md |").contains("一行「退回原文」"));
    assert!(fails("| 5 | 过半数 | 三分之二 | 无 | 是 |", "| 五 | 六成 | 三分之二 | 无 | 是 |").contains("过半数"));
    let name = |text: Text| text.zh;
    assert_eq!(name(Stage::InForce.name()), "施行");
}
