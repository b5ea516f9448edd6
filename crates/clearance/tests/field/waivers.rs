//! What rules hold is lifted by whom they name, and what they demand is waived by two natural persons or not at all.

use crate::binding::{dangerous, isolated, paper, pass, release, soil, standing, up_to_release, with};
use crate::given::{Given, Sound, code, day, region};
use crate::play::{Desk, HOLDS, declarant, officer, treated};
use clearance::case::decide::{Command, Review};
use clearance::case::demand::Standing;
use clearance::case::refusal::Reason;
use clearance::event::body::CaseEvent;
use clearance::event::demand::{DemandOf, WaiverAnswer};
use clearance::grounds::Grounds;
use clearance::part::{Asker, Moment, in_case};
use clearance::permission::Relation;
use clearance::region::RegionState;
use clearance::row::turn::Turn;
use policy::{Policy, StepKind};
use values::actor::{Actor, Role};
use values::id::CaseNo;

const ON: &str = "2015-11-10";

fn of(rule: &str, measure: u8) -> DemandOf {
    DemandOf { rule: rule.into(), measure }
}

fn lift(rule: &str) -> Command {
    Command::LiftDemand { of: of(rule, 0), grounds: Grounds::by("已核实", HOLDS) }
}

fn waive(rule: &str, measure: u8) -> Command {
    Command::AskWaiver { of: of(rule, measure), grounds: Grounds::by("原件在途", "「本方案」三(一)") }
}

fn answer(waiver: u16, granted: bool, note: &str) -> Command {
    Command::AnswerWaiver { waiver, said: WaiverAnswer { granted, note: note.into() } }
}

/// Another natural person in the same role at the same office.
fn another(actor: &Actor) -> Actor {
    let (account, person) = (format!("{}-2", actor.account), format!("{}-2", actor.person));
    Actor { account: code(&account), person: code(&person), ..actor.clone() }
}

fn accepted<'p>(policy: &'p Policy, given: &Given) -> (Desk<'p>, CaseNo) {
    let mut desk = Desk::new(policy, day(ON), given);
    let no = desk.declare(given.declaration()).unwrap();
    (desk, no)
}

/// The tasks of a case by kind and whose turn they are.
fn tasks(desk: &Desk, no: &CaseNo) -> Vec<(String, String)> {
    let (rows, _) = clearance::row::project(None, &desk.events(no));
    rows.tasks.into_iter().map(|task| (task.kind, task.place.word().into_owned())).collect()
}

/// The parts of an officer of the command centre at an office without a place.
fn of_command(desk: &Desk, no: &CaseNo) -> Vec<Relation> {
    let (office, region) = (code("650100"), RegionState::default());
    let moment = Moment { region: &region, today: desk.today(), now: desk.now };
    in_case(desk.case(no), Asker { enterprise: None, office: Some(&office), reviews: false, commands: true }, moment)
}

#[test]
fn plan_3_3_3_what_a_rule_holds_is_released_only_once_whom_it_names_has_lifted_it() {
    let (mut desk, no) = accepted(region("9+1"), &soil());
    let has = |desk: &Desk, kind: &str, turn: &str| tasks(desk, &no).contains(&(kind.into(), turn.into()));
    assert_eq!(standing(&desk, &no, "审-0122", 0), Standing::Lacking);
    assert!(has(&desk, "lift", Turn::COMMAND));
    up_to_release(&mut desk, &no);
    let (command, releaser) = release(&desk, &no);
    let refusal = desk.play(&no, &command, &releaser).unwrap_err();
    assert_eq!(refusal.reason, Reason::DemandOpen);
    assert!(refusal.text.zh.contains("审-0122") && refusal.text.en.contains("command centre"), "{:?}", refusal.text);
    let centre = officer(Role::Command, "370100");
    // Nobody but whom the rule names, with words and a clause, of a hold that there is.
    for (role, reason) in [(Role::Inspector, Reason::NotNamed), (Role::Reviewer, Reason::NotNamed)] {
        assert_eq!(desk.refused(&no, &lift("审-0122"), &officer(role, "370200")), reason);
    }
    assert_eq!(desk.refused(&no, &lift("审-0101"), &centre), Reason::DemandUnknown);
    let bare = |grounds| Command::LiftDemand { of: of("审-0122", 0), grounds };
    assert_eq!(desk.refused(&no, &bare(Grounds::by(" ", HOLDS)), &centre), Reason::WordsMissing);
    assert_eq!(desk.refused(&no, &bare(Grounds::of("已核实")), &centre), Reason::BasisMissing);
    // While it waits for the centre, the centre has a part in the case; no longer.
    assert_eq!(of_command(&desk, &no), [Relation::Commanding]);
    desk.play(&no, &lift("审-0122"), &centre).unwrap();
    assert_eq!(of_command(&desk, &no), [Relation::Elsewhere]);
    assert_eq!(standing(&desk, &no, "审-0122", 0), Standing::Met);
    assert!(!has(&desk, "lift", Turn::COMMAND));
    assert_eq!(desk.refused(&no, &lift("审-0122"), &centre), Reason::DemandUnknown, "once");
    desk.play(&no, &command, &releaser).unwrap();
}

/// Who asks with the query code is told of a hold that is public, once it keeps the next step back, and of no other.
#[test]
fn plan_3_4_the_public_is_told_what_a_public_rule_waits_for() {
    let public = "\n### 审-0993 试\n英文：Try\n\n```规则\n审-0993  入境  自 2015-09-01  起草「审单规则组」\n依据 「本方案」三(一)\n当 品名 含「土」\n则 暂扣，由指挥中心解除（公开）\n```\n";
    let text = with(public);
    for (policy, rules, wanted) in
        [(&text, &["审-0122", "审-0993"][..], r#""waits":["lift"]"#), (region("9+1"), &["审-0122"][..], "")]
    {
        let (mut desk, no) = accepted(policy, &soil());
        let told = |desk: &Desk| clearance::row::project(None, &desk.events(&no)).0.case.unwrap().public;
        assert!(!told(&desk).contains("waits"), "release is far");
        up_to_release(&mut desk, &no);
        assert!(told(&desk).contains(wanted) && told(&desk).contains("waits") != wanted.is_empty(), "{}", told(&desk));
        for rule in rules {
            desk.play(&no, &lift(rule), &officer(Role::Command, "370100")).unwrap();
        }
        assert!(!told(&desk).contains("waits"), "{}", told(&desk));
    }
}

#[test]
fn r52_a_demand_is_waived_by_two_natural_persons_of_whom_the_text_names_the_second() {
    let (mut desk, no) = accepted(region("9+1"), &dangerous());
    let (reviewer, acceptor) = (officer(Role::Reviewer, "370100"), officer(Role::Acceptor, "410100"));
    let without = Command::AskWaiver { of: of("审-0114", 0), grounds: Grounds::of("原件在途") };
    assert_eq!(desk.refused(&no, &without, &acceptor), Reason::BasisMissing);
    desk.play(&no, &waive("审-0114", 0), &reviewer).unwrap();
    assert_eq!(desk.refused(&no, &waive("审-0114", 0), &acceptor), Reason::WaiverPending);
    assert_eq!(standing(&desk, &no, "审-0114", 0), Standing::Lacking, "asked for is not granted");
    assert!(tasks(&desk, &no).contains(&("waiver".into(), Turn::CENTRE.into())));
    assert_eq!(desk.refused(&no, &pass(), &another(&reviewer)), Reason::DemandOpen);
    assert_eq!(desk.refused(&no, &answer(1, true, ""), &reviewer), Reason::SamePerson);
    // The same person under another account is the same person.
    let disguised = Actor { account: code("other"), ..reviewer.clone() };
    assert_eq!(desk.refused(&no, &answer(1, true, ""), &disguised), Reason::SamePerson);
    assert_eq!(desk.refused(&no, &answer(1, true, ""), &acceptor), Reason::NotNamed);
    assert_eq!(desk.refused(&no, &answer(2, true, ""), &another(&reviewer)), Reason::WaiverUnknown);
    assert_eq!(desk.refused(&no, &answer(1, false, " "), &another(&reviewer)), Reason::WordsMissing);
    // Denied: it can be asked for again, and is another.
    desk.play(&no, &answer(1, false, "须交原件"), &another(&reviewer)).unwrap();
    assert_eq!(standing(&desk, &no, "审-0114", 0), Standing::Lacking);
    assert_eq!(desk.refused(&no, &answer(1, true, ""), &another(&reviewer)), Reason::WaiverUnknown);
    desk.play(&no, &waive("审-0114", 0), &acceptor).unwrap();
    desk.play(&no, &answer(2, true, ""), &reviewer).unwrap();
    assert_eq!(standing(&desk, &no, "审-0114", 0), Standing::Waived);
    assert!(tasks(&desk, &no).iter().all(|(kind, _)| kind != "waiver" && kind != "paper"));
    desk.play(&no, &pass(), &reviewer).unwrap();
    desk.finish(&no);
}

#[test]
fn r52_what_the_text_calls_strict_is_waived_by_nobody() {
    // Of a rule that the row names, of a measure that no row is of, and of what holds nothing up.
    let mut fruit = Given::entry().hs("0810901000");
    fruit.lines[0].permits = vec!["325".into()];
    let (mut desk, no) = accepted(region("9+1"), &fruit);
    let inspector = officer(Role::Inspector, "370200");
    assert_eq!(standing(&desk, &no, "审-0105", 0), Standing::ToDo);
    assert_eq!(desk.refused(&no, &waive("审-0105", 0), &inspector), Reason::DemandStrict);
    assert_eq!(desk.refused(&no, &waive("审-0105", 1), &inspector), Reason::DemandStrict);
    assert_eq!(desk.refused(&no, &waive("审-9999", 0), &inspector), Reason::DemandUnknown);
    // Where the text has no table of waivers, everything is strict.
    let mut files = crate::given::texts("9+1");
    files.retain(|(name, _)| name != "waivers.md");
    let policy = crate::given::loaded(&files);
    let (mut desk, no) = accepted(&policy, &dangerous());
    assert_eq!(desk.refused(&no, &waive("审-0114", 0), &officer(Role::Acceptor, "410100")), Reason::DemandStrict);
}

#[test]
fn r52_what_was_met_while_a_waiver_waited_is_not_waived() {
    let (mut desk, no) = accepted(region("9+1"), &dangerous());
    let (reviewer, acceptor) = (officer(Role::Reviewer, "370100"), officer(Role::Acceptor, "410100"));
    desk.play(&no, &waive("审-0114", 0), &acceptor).unwrap();
    let paper = clearance::event::act::Paper { kind: code("101041"), no: "B-7".into(), day: desk.today() };
    desk.play(&no, &Command::GivePaper(paper), &declarant()).unwrap();
    assert_eq!(desk.refused(&no, &answer(1, true, ""), &reviewer), Reason::DemandUnknown);
    desk.play(&no, &answer(1, false, "单据已到"), &reviewer).unwrap();
    assert_eq!(standing(&desk, &no, "审-0114", 0), Standing::Met);
}

#[test]
fn animal_14_a_day_is_waived_for_the_lines_that_the_rule_is_for() {
    let (mut desk, no) = accepted(region("9+1"), &isolated(Some("2015-11-12")));
    up_to_release(&mut desk, &no);
    let (command, releaser) = release(&desk, &no);
    assert_eq!(desk.refused(&no, &command, &releaser), Reason::DemandOpen);
    desk.play(&no, &waive("审-0104", 0), &officer(Role::Inspector, "610100")).unwrap();
    desk.play(&no, &answer(1, true, ""), &officer(Role::Command, "370100")).unwrap();
    let asked = desk.events(&no).into_iter().find_map(|event| match event.body.of_case() {
        Some(CaseEvent::WaiverAsked(asked)) => Some(asked.lines.clone()),
        _ => None,
    });
    assert_eq!(asked, Some(vec![1]));
    desk.play(&no, &command, &releaser).unwrap();
}

/// A treatment of a rule, at a port where nothing else is treated.
fn sprayed() -> (Policy, Given) {
    let rule = "\n### 审-0993 试\n英文：Try\n\n```规则\n审-0993  入境  自 2015-09-01  起草「审单规则组」\n依据 「本方案」三(一)\n当 品名 含「试」\n则 处理「喷洒」/\"spraying\"；无此步骤的不适用\n```\n";
    let mut given = Given::entry();
    given.also.insert("/lines/0/name".into(), "试".into());
    (with(rule), given)
}

#[test]
fn plan_3_2_a_treatment_is_done_or_waived_and_then_nothing_is_left_of_its_step() {
    let (policy, given) = sprayed();
    for waived in [false, true] {
        let (mut desk, no) = accepted(&policy, &given);
        desk.play(&no, &Command::Review(Review::Pass { note: String::new() }), &officer(Role::Reviewer, "370100"))
            .unwrap();
        assert_eq!(standing(&desk, &no, "审-0993", 0), Standing::ToDo);
        if waived {
            let inspector = officer(Role::Inspector, "370200");
            desk.play(&no, &waive("审-0993", 0), &inspector).unwrap();
            assert_eq!(desk.refused(&no, &answer(1, true, ""), &inspector), Reason::SamePerson);
            desk.play(&no, &answer(1, true, ""), &another(&inspector)).unwrap();
        } else {
            desk.perform(&no, "预防性消毒处理", "370200", treated(true)).unwrap();
        }
        let wanted = if waived { Standing::Waived } else { Standing::Met };
        assert_eq!(standing(&desk, &no, "审-0993", 0), wanted);
        desk.finish(&no);
    }
}

#[test]
fn animal_16_what_is_to_be_checked_after_release_is_asked_of_the_office_where_the_goods_are() {
    let mut given = Given::entry().hs("0601101000");
    given.lines[0].permits = vec!["325".into()];
    given.also.insert("/journey/destination_district".into(), "650000".into());
    given.attachments.push("101007".into());
    let (mut desk, no) = accepted(region("9+1"), &given);
    assert_eq!(standing(&desk, &no, "审-0124", 0), Standing::ToDo);
    desk.finish(&no);
    let case = desk.case(&no);
    assert_eq!(case.stage.word(), "closed");
    let item = &case.work_items[0];
    assert_eq!((item.to.as_str(), item.rule.as_ref()), ("610100", Some(&of("审-0124", 0))));
    assert!(item.what.contains("隔离种植检查"), "{}", item.what);
    let released = case.updated_at.day_in(&desk.policy.region.zone);
    assert_eq!(item.due, desk.policy.region.zone.end_of_day(released.plus(30)));
    assert_eq!(standing(&desk, &no, "审-0124", 0), Standing::ToDo);
    let said = |refused| clearance::event::act::Reply { refused, reply: "已查".into() };
    desk.play(&no, &Command::AnswerWork { item: 1, said: said(false) }, &officer(Role::Inspector, "610100")).unwrap();
    assert_eq!(standing(&desk, &no, "审-0124", 0), Standing::Met);
}

#[test]
fn plan_3_1_a_paper_that_comes_after_the_review_brings_the_case_back_only_where_the_rule_says_so() {
    for (says, again) in [("", false), ("，补交后重新审单", true)] {
        let rule = format!(
            "\n### 审-0996 试\n英文：Try\n\n```规则\n审-0996  出境  自 2015-09-01  起草「审单规则组」\n依据 「本方案」三(一)\n当 品名 含「试」\n则 提供单据「101041 合格保证」，由企业，于放行前{says}\n无此步骤的不适用\n```\n"
        );
        let policy = with(&rule);
        let mut given = Given::exit();
        given.attachments = vec!["101001".into()];
        given.also.insert("/lines/0/name".into(), "试".into());
        let (mut desk, no) = accepted(&policy, &given);
        desk.review(&no);
        desk.pass(&no, "产地检验检疫");
        let today = desk.today();
        desk.play(&no, &paper("101041", "1", today), &declarant()).unwrap();
        let case = desk.case(&no).clone();
        assert_eq!(case.stage.word(), if again { "under_review" } else { "working" });
        // What was done counts on; nothing goes before the person has looked.
        let inspected = |at: usize| case.plan()[at].kind == StepKind::Inspect && case.progress[at].done.is_some();
        assert!((0..case.plan().len()).any(inspected));
        if again {
            desk.review(&no);
        }
        desk.finish(&no);
    }
}
