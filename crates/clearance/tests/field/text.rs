//! The text is the program: an edit of the text changes the plan, the tasks, the advice and the guard of release.

use crate::given::{Given, GivenLine, Owner, Sound, SoundLine, day, loaded, measured, reasons, region, texts};
use crate::play::{Desk, declarant, found, officer};
use clearance::case::Stage;
use clearance::case::advice::{Advice, advise};
use clearance::case::decide::{Command, Review, Work};
use clearance::case::refusal::Reason;
use clearance::event::act::{Examination, Finding, Measurement, Outcome, Reading, Released};
use clearance::event::body::Disposition;
use clearance::event::demand::DemandOf;
use policy::{Flags, Policy};
use values::actor::Role;
use values::id::CaseNo;

/// The texts of a region with one passage of one file replaced, which must be there.
#[track_caller]
pub fn edited(name: &str, file: &str, edits: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut files = texts(name);
    let (_, text) = files.iter_mut().find(|(n, _)| n == file).unwrap();
    for (old, new) in edits {
        assert!(text.contains(old), "{file} does not say {old}");
        *text = text.replacen(old, new, 1);
    }
    files
}

/// The faults with which a text does not load.
pub fn faults(files: &[(String, String)]) -> Vec<String> {
    let flags = Flags { reasons: &reasons(), ..Flags::default() };
    Policy::read(files, &flags).map_or_else(|faults| faults.iter().map(ToString::to_string).collect(), |_| Vec::new())
}

fn advised(desk: &Desk, given: &Given) -> Advice {
    desk.ask(&declarant(), |context| advise(&given.declaration(), context)).unwrap()
}

fn needed(advice: &Advice) -> Vec<&str> {
    advice.steps.iter().filter(|s| s.needed).map(|s| s.step.as_str()).collect()
}

fn accepted<'p>(policy: &'p Policy, given: &Given, on: &str) -> (Desk<'p>, CaseNo) {
    let mut desk = Desk::new(policy, day(on), given);
    let no = desk.declare(given.declaration()).unwrap_or_else(|no| panic!("{no}"));
    (desk, no)
}

fn finished(desk: &mut Desk, no: &CaseNo) -> Vec<String> {
    desk.finish(no).iter().map(ToString::to_string).collect()
}

#[test]
fn a_step_that_is_added_is_done_before_release() {
    let row = "| 产地检验检疫 | 检验 | 产地 | | 审单 | | Inspection at origin |";
    let inspected = "| 产地检验检疫 | 检验 | 产地 | | 审单、产地监管 | | Inspection at origin |";
    let added = format!("| 产地监管 | 监管 | 产地 | | 审单 | | Supervision at origin |\n{inspected}");
    let definition = (
        "检验地直放 ＝ 产地检验检疫+直接放行；口岸不再实施验放。",
        "检验地直放 ＝ 产地监管+产地检验检疫+直接放行；口岸不再实施验放。",
    );
    let files = edited("9+1", "modes.md", &[(row, &added), definition]);
    let policy = loaded(&files);
    assert_ne!(policy.version(), region("9+1").version());
    let given = Given::exit();
    let (mut desk, no) = accepted(&policy, &given, "2015-11-10");
    assert_eq!(needed(&advised(&desk, &given)), ["申报", "审单", "产地监管", "产地检验检疫", "通关单", "直接放行"]);
    desk.review(&no);
    assert_eq!(desk.open(&no), ["产地监管"]);
    let task = &desk.rows.last().unwrap().tasks[0];
    assert_eq!((task.step.as_str(), task.kind.as_str(), &*task.place.word()), ("产地监管", "supervise", "410100"));
    let early = desk.perform(&no, "直接放行", "410100", Work::Release(Released { lots: vec![] })).unwrap_err();
    assert_eq!(early.reason, Reason::StepNotOpen);
    let early = desk.perform(&no, "产地检验检疫", "410100", found(&[1], &Outcome::Pass)).unwrap_err();
    assert_eq!((early.reason, early.first[0].as_str()), (Reason::StepNotOpen, "产地监管"));
    assert_eq!(finished(&mut desk, &no), ["产地监管", "产地检验检疫", "通关单", "直接放行"]);
    // A definition that does not know of the step is another text than its table, and does not load.
    let table_only = edited("9+1", "modes.md", &[(row, &added)]);
    assert!(faults(&table_only).iter().any(|f| f.contains("modes.md")), "{:?}", faults(&table_only));
}

#[test]
fn a_verification_that_is_dropped_is_not_asked_for() {
    let e1 = "### E1 清单内出境货物、黑名单企业出境货物\n\n英文：Listed exit goods and exit goods of blacklisted enterprises\n\n> 产地检验+口岸查验/监装";
    let without = "### E1 清单内出境货物、黑名单企业出境货物\n\n英文：Listed exit goods and exit goods of blacklisted enterprises\n\n> 产地检验+口岸监装(必要时)";
    let verify = "| 口岸查验 | 查验 | 口岸 | 清单条目 | 转单 | 从严条目处置 不为「监装」 | Verification at the port |\n| 口岸监装 | 监装 | 口岸 | 清单条目 | 转单 | 从严条目处置 为「监装」 | Loading watched at the port |\n| 通关单 | 通关 | 口岸；非 货主列入黑名单的，任一 | 企业 | 口岸查验、口岸监装 |";
    let watch = "| 口岸监装 | 监装 | 口岸 | 清单条目 | 转单 | 从严条目处置 为「监装」 | Loading watched at the port |\n| 通关单 | 通关 | 口岸；非 货主列入黑名单的，任一 | 企业 | 转单、口岸监装 |";
    let rank = ("| 2 | E1 | 查验 |", "| 2 | E1 | |");
    let mut files = edited("9+1", "modes.md", &[(e1, without), (verify, watch), rank]);
    let list = files.iter_mut().find(|(n, _)| n == "list-exit.md").unwrap();
    list.1 = list.1.replace("| E1 | 查验 |", "| E1 | |");
    let policy = loaded(&files);
    let given = Given::exit().hs("0409000000");
    let (mut desk, no) = accepted(&policy, &given, "2015-11-10");
    assert_eq!(needed(&advised(&desk, &given)), ["申报", "审单", "产地检验", "转单", "通关单", "放行"]);
    assert_eq!(finished(&mut desk, &no), ["审单", "产地检验", "转单", "通关单", "放行"]);
    assert!(!desk.rows.iter().any(|r| r.tasks.iter().any(|t| t.step == "口岸查验")));
    // Dropped from the table alone, it no longer is what the formula says.
    let table_only = faults(&edited("9+1", "modes.md", &[(verify, watch)]));
    assert!(table_only.iter().any(|f| f.contains("modes.md")), "{table_only:?}");
}

#[test]
fn a_treatment_that_is_moved_inland_is_done_after_arrival() {
    let formula = "### I2 清单外入境货物\n\n英文：Entry goods that are not listed\n\n> 口岸/属地申报+属地检验检疫+口岸预防性消毒处理(必要时)+口岸/属地放行";
    let inland = "### I2 清单外入境货物\n\n英文：Entry goods that are not listed\n\n> 口岸/属地申报+属地检验检疫+属地预防性消毒处理(必要时)+口岸/属地放行";
    let head = "> 口岸/属地申报+属地检验检疫+属地预防性消毒处理(必要时)+口岸/属地放行";
    let mut files = edited("9+1", "modes.md", &[(formula, inland)]);
    let text = &mut files.iter_mut().find(|(n, _)| n == "modes.md").unwrap().1;
    let from = text.find(head).unwrap();
    let tail = text[from..]
        .replacen(
            "| 预防性消毒处理 | 处理 | 口岸 | | 审单 | 需要处理 |",
            "| 预防性消毒处理 | 处理 | 属地 | | 调离（到达后） | 需要处理 |",
            1,
        )
        .replacen("| 调离 | 调离 | 口岸 | | 通关单、预防性消毒处理 | |", "| 调离 | 调离 | 口岸 | | 通关单 | |", 1);
    text.replace_range(from.., &tail);
    let policy = loaded(&files);
    let mut given = Given::entry();
    given.epidemic = Some("YQ01".into());
    let (mut desk, no) = accepted(&policy, &given, "2015-11-10");
    let advice = advised(&desk, &given);
    let treatment = advice.steps.iter().find(|s| s.step.as_str() == "预防性消毒处理").unwrap();
    assert_eq!(treatment.offices.iter().map(|o| o.as_str()).collect::<Vec<_>>(), ["610100"]);
    desk.review(&no);
    desk.pass(&no, "通关单");
    desk.pass(&no, "调离");
    desk.arrive(&no);
    assert_eq!(desk.open(&no), ["预防性消毒处理", "检验检疫"]);
    desk.pass(&no, "检验检疫");
    let early = desk.perform(&no, "放行", "370200", Work::Release(Released { lots: vec![] })).unwrap_err();
    assert_eq!(early.reason, Reason::StepNotOpen);
    assert_eq!(finished(&mut desk, &no), ["预防性消毒处理", "放行"]);
}

#[test]
fn a_formula_that_disagrees_with_its_table_does_not_load() {
    let cases: [(&str, &str); 4] = [
        ("> 产地监管+口岸检验检疫", "> 产地监管+产地检验检疫"),
        ("> 产地监管+口岸检验检疫", "> 口岸检验检疫"),
        (
            "| 放行 | 放行 | 口岸/属地；任一 | 企业 | 检验检疫、预防性消毒处理、通关单 |",
            "| 放行 | 放行 | 口岸/属地；任一 | 企业 | 通关单 |",
        ),
        (
            "| 出境 | 适用一体化 且 非 列入清单 且 企业选择 不为「E1」 | E3 |",
            "| 出境 | 适用一体化 且 非 列入清单 | E3 |",
        ),
    ];
    for (old, new) in cases {
        let found = faults(&edited("9+1", "modes.md", &[(old, new)]));
        // Each names file, line and column.
        assert!(found.iter().any(|f| f.starts_with("modes.md:")), "{new}: {found:?}");
    }
}

/// Logs that go inland, into the second region: a positive list, imports only, review after inspection.
fn logs() -> Given {
    Given {
        port: "BEANR".into(),
        destination_office: Some("LGG-I".into()),
        owner_office: "LGG-I".into(),
        accept_at: "ANR-P".into(),
        despatch_country: Some("US".into()),
        attachments: ["N380", "N851"].map(Into::into).into(),
        owner: Owner {
            grade: Some("T2".into()),
            blacklisted: false,
            paperless: true,
            overdue: false,
            registered: None,
            past: None,
        },
        lines: vec![GivenLine { value: "900.00".into(), ..GivenLine::of("440321", "US") }],
        ..Given::entry()
    }
}

/// Brings logs to their end; the steps in the order in which they were open.
fn through(desk: &mut Desk, no: &CaseNo) -> Vec<String> {
    let mut done = Vec::new();
    while !desk.case(no).stage.ended() {
        let open = desk.open(no);
        match open.first().map(String::as_str) {
            Some("Review") => {
                assert_eq!(desk.case(no).stage, Stage::UnderReview);
                let pass = Command::Review(Review::Pass { note: String::new() });
                desk.play(no, &pass, &officer(Role::Reviewer, "GNE-B")).unwrap();
            }
            Some(step) => drop(desk.pass(no, step)),
            None => desk.arrive(no),
        }
        done.extend(open.into_iter().take(1));
    }
    done
}

#[test]
fn rules_2_what_is_recorded_in_words_of_the_text_is_in_the_language_of_the_text() {
    let rule = "### RU-09 Logs\n\n```rule\nRU-09  entry  from 2020-01-01  drafted by \"Joint rules group\"\nby \"Controls Act\" article 5 (provisional)\nwhen hs in \"4403\"\nthen examine \"moisture\", method \"ISO 287\", limit below 20 \"%\"; after release within 60 days \"visit to the yard\"\nnot where the step is lacking\n```\n\n### RU-08";
    let policy = loaded(&edited("demo-en", "rules.md", &[("### RU-08", rule)]));
    for wet in [false, true] {
        let mut given = logs();
        given.also.insert("/lines/0/name".into(), "logs".into());
        let (mut desk, no) = accepted(&policy, &given, "2020-07-15");
        if wet {
            for step in ["Treatment", "Clearance", "Movement"] {
                desk.pass(&no, step);
            }
            desk.arrive(&no);
            let of = Some(DemandOf { rule: "RU-09".into(), measure: 0 });
            let measured = vec![Measurement { lot: 1, of, ..Measurement::of(Reading::Value("20".into())) }];
            let examined =
                Examination { measured, ..Examination::of(vec![Finding { lot: 1, outcome: Outcome::Pass }]) };
            desk.perform(&no, "Inspection", "LGG-I", Work::Examine(examined)).unwrap();
            assert_eq!(desk.case(&no).lots[0].state.word(), "failed");
        } else {
            through(&mut desk, &no);
            assert_eq!(desk.case(&no).work_items[0].what, "RU-09 visit to the yard");
        }
        for event in desk.events(&no) {
            let recorded = serde_json::to_string(&event.body).unwrap();
            let chinese = recorded.chars().filter(|c| ('\u{3000}'..='\u{9fff}').contains(c)).count();
            assert_eq!(chinese, 0, "{recorded}");
        }
    }
}

#[test]
fn the_second_region_runs_a_journey_in_its_own_order() {
    let (mut desk, no) = accepted(region("demo-en"), &logs(), "2020-07-15");
    assert_eq!(desk.case(&no).verdict.as_ref().unwrap().mode.as_str(), "INLAND");
    assert_eq!(desk.case(&no).stage, Stage::Working, "the review comes after the inspection here");
    let early = Command::Review(Review::Pass { note: String::new() });
    assert_eq!(desk.refused(&no, &early, &officer(Role::Reviewer, "GNE-B")), Reason::ReviewNotWaiting);
    let done = through(&mut desk, &no);
    assert_eq!(done, ["Treatment", "Clearance", "Movement", "Inspection", "Review", "Release"]);
    assert_eq!(desk.case(&no).lots[0].state.word(), "released");
    let zone = &region("demo-en").region.zone;
    let left = desk.case(&no).transit.as_ref().unwrap();
    assert_eq!(left.due, zone.end_of_day(day("2020-07-18")), "three days from Northbank to Southbank, in Brussels");
}

#[test]
fn a_review_that_comes_last_returns_what_was_inspected_and_keeps_it() {
    let mut given = logs();
    given.attachments = vec!["N380".into()];
    let (mut desk, no) = accepted(region("demo-en"), &given, "2020-07-15");
    for step in ["Treatment", "Clearance", "Movement"] {
        desk.pass(&no, step);
    }
    desk.arrive(&no);
    desk.pass(&no, "Inspection");
    let reviewer = officer(Role::Reviewer, "GNE-B");
    let pass = Command::Review(Review::Pass { note: String::new() });
    assert_eq!(desk.refused(&no, &pass, &reviewer), Reason::DeclarationFaulty);
    desk.play(&no, &Command::Review(Review::Return { note: String::new(), basis: String::new() }), &reviewer).unwrap();
    let mut mended = logs();
    mended.lines[0].net_mass = "1001".into();
    let resubmit = |given: &Given| {
        let declaration = given.declaration();
        let measures = measured(&declaration);
        Command::Resubmit(Box::new(clearance::declaration::Version { declaration, measures }))
    };
    assert_eq!(desk.refused(&no, &resubmit(&mended), &declarant()), Reason::InspectedGoodsChanged);
    desk.play(&no, &resubmit(&logs()), &declarant()).unwrap();
    assert_eq!(desk.open(&no), ["Review"]);
    desk.play(&no, &pass, &reviewer).unwrap();
    assert_eq!(desk.open(&no), ["Release"]);
    // Goods that find another end before their review close the case.
    let (mut desk, no) = accepted(region("demo-en"), &logs(), "2020-07-15");
    for step in ["Treatment", "Clearance", "Movement"] {
        desk.pass(&no, step);
    }
    desk.arrive(&no);
    desk.perform(&no, "Inspection", "LGG-I", found(&[1], &crate::play::failed())).unwrap();
    let destroy = Command::Dispose { lot: 1, disposition: Disposition::Destroyed };
    desk.play(&no, &destroy, &officer(Role::Inspector, "LGG-I")).unwrap();
    assert_eq!(desk.case(&no).stage, Stage::Closed);
}
