//! What rules demand holds its step up until it is there: papers, earliest days, and what no review may pass.

use crate::given::{Given, Sound, code, day, loaded, measured, region, texts};
use crate::play::{Desk, declarant, officer};
use clearance::case::decide::{Command, Review, Work, decide};
use clearance::case::demand::Standing;
use clearance::case::refusal::Reason;
use clearance::decision::demands::Demanded;
use clearance::event::Event;
use clearance::event::act::{Paper, Released};
use clearance::event::body::CaseEvent;
use policy::Policy;
use policy::fact::RULES;
use policy::rule::Supplier;
use proptest::prelude::*;
use values::actor::Role;
use values::calendar::Day;
use values::id::CaseNo;

const ON: &str = "2015-11-10";
const GUARANTEE: &str = "101041";

/// Dangerous goods leave with a guarantee (审-0114), which must be there before the review.
pub fn dangerous() -> Given {
    let mut given = Given::exit();
    given.attachments = vec!["101001".into()];
    given.also.insert("/lines/0/dangerous".into(), serde_json::json!({ "un": "1057" }));
    given
}

/// Earth that comes in is held until the command centre lifts it (审-0122).
pub fn soil() -> Given {
    let mut given = Given::entry();
    given.also.insert("/lines/0/name".into(), "腐殖土".into());
    given
}

fn accepted<'p>(policy: &'p Policy, given: &Given) -> (Desk<'p>, CaseNo) {
    let mut desk = Desk::new(policy, day(ON), given);
    let no = desk.declare(given.declaration()).unwrap();
    (desk, no)
}

pub fn paper(kind: &str, no: &str, on: Day) -> Command {
    Command::GivePaper(Paper { kind: code(kind), no: no.into(), day: on })
}

pub fn pass() -> Command {
    Command::Review(Review::Pass { note: String::new() })
}

/// How what a rule demands stands today.
pub fn standing(desk: &Desk, no: &CaseNo, rule: &str, measure: u8) -> Standing {
    let case = desk.case(no);
    let verdict = case.verdict.as_deref().unwrap();
    let of = |demand: &&Demanded| (&*demand.rule, demand.measure) == (rule, measure);
    let demand = verdict.demands.iter().find(of).unwrap_or_else(|| panic!("{rule} {measure}: {:?}", verdict.demands));
    case.standing_of(demand, verdict, desk.policy, desk.today())
}

#[test]
fn plan_3_1_a_review_waits_for_the_paper_that_a_rule_demands_and_goes_on_when_it_is_given() {
    let (mut desk, no) = accepted(region("9+1"), &dangerous());
    let (reviewer, owner) = (officer(Role::Reviewer, "370100"), declarant());
    assert_eq!(standing(&desk, &no, "审-0114", 0), Standing::Lacking);
    let refusal = desk.play(&no, &pass(), &reviewer).unwrap_err();
    assert_eq!(refusal.reason, Reason::DemandOpen);
    // By the clause of the rule, in both languages, and with what would meet it.
    assert_eq!(refusal.basis[0].to_text(values::text::Language::Zh), "「危险货物包装办法」第五条");
    for said in [&refusal.text.zh, &refusal.text.en] {
        assert!(said.contains("审-0114") && said.contains(GUARANTEE), "{said}");
    }
    let today = desk.today();
    assert_eq!(desk.refused(&no, &paper("101040", "1", today), &owner), Reason::PaperNotWanted);
    assert_eq!(desk.refused(&no, &paper(GUARANTEE, " \u{3000}", today), &owner), Reason::WordsMissing);
    assert_eq!(desk.refused(&no, &paper(GUARANTEE, "1", today.plus(1)), &owner), Reason::TimeOrder);
    desk.play(&no, &paper(GUARANTEE, "B-7", today), &owner).unwrap();
    assert_eq!(desk.case(&no).declaration_version, 1, "no amendment");
    assert_eq!(standing(&desk, &no, "审-0114", 0), Standing::Met);
    // What is there is not asked for again.
    assert_eq!(desk.refused(&no, &paper(GUARANTEE, "B-8", today), &owner), Reason::PaperNotWanted);
    desk.finish(&no);
    assert_eq!(desk.refused(&no, &paper(GUARANTEE, "B-9", today), &owner), Reason::StageClosed);
}

#[test]
fn plan_3_1_what_was_declared_or_is_amended_in_is_there() {
    let mut given = dangerous();
    given.attachments.push(GUARANTEE.into());
    let (mut desk, no) = accepted(region("9+1"), &given);
    assert_eq!(standing(&desk, &no, "审-0114", 0), Standing::Met);
    desk.finish(&no);
    // A demand that an amendment takes away holds nothing up any more.
    let (mut desk, no) = accepted(region("9+1"), &dangerous());
    let without = Given::exit().declaration();
    let version = Box::new(clearance::declaration::Version { measures: measured(&without), declaration: without });
    desk.play(&no, &Command::AskAmendment { version, reason: "误报".into() }, &declarant()).unwrap();
    desk.play(&no, &Command::GrantAmendment, &officer(Role::Reviewer, "370100")).unwrap();
    assert!(desk.case(&no).verdict.as_deref().unwrap().demands.iter().all(|demand| &*demand.rule != "审-0114"));
    desk.finish(&no);
}

/// Large animals go 45 days after they came (审-0104).
pub fn isolated(came: Option<&str>) -> Given {
    let mut given = Given::entry().hs("0102210000");
    given.attachments.push("101006".into());
    given.lines[0].permits = vec!["325".into()];
    if let Some(came) = came {
        given.also.insert("/journey/day".into(), serde_json::json!(came));
    }
    given
}

/// Does all that is open but the release.
pub fn up_to_release(desk: &mut Desk, no: &CaseNo) {
    loop {
        let case = desk.case(no).clone();
        let open: Vec<usize> = case.open_steps().collect();
        let kind = |at: &usize| case.plan()[*at].kind;
        if let Some(at) = open.iter().find(|at| kind(at) != policy::StepKind::Release) {
            if kind(at) == policy::StepKind::Review {
                desk.review(no);
            } else {
                desk.pass(no, case.plan()[*at].step.as_str());
            }
        } else if case.transit.as_ref().is_some_and(|transit| transit.arrived_at.is_none()) {
            desk.arrive(no);
        } else {
            return;
        }
    }
}

pub fn release(desk: &Desk, no: &CaseNo) -> (Command, values::actor::Actor) {
    let at = desk.case(no).plan().iter().position(|planned| planned.kind == policy::StepKind::Release).unwrap();
    let step = desk.case(no).plan()[at].step.clone();
    let place = desk.place(no, at);
    (Command::Perform { step, work: Work::Release(Released { lots: vec![] }) }, officer(Role::Releaser, place.as_str()))
}

#[test]
fn animal_14_large_animals_are_released_on_the_forty_fifth_day_after_they_came_and_not_before() {
    let (mut desk, no) = accepted(region("9+1"), &isolated(Some("2015-11-12")));
    up_to_release(&mut desk, &no);
    let (command, releaser) = release(&desk, &no);
    let first = day("2015-11-12").plus(45);
    let until = |desk: &mut Desk, on: Day| desk.now = desk.policy.region.zone.start_of_day(on);
    until(&mut desk, first.plus(-1));
    assert_eq!(standing(&desk, &no, "审-0104", 0), Standing::NotBefore(Some(first)));
    let refusal = desk.play(&no, &command, &releaser).unwrap_err();
    assert_eq!(refusal.reason, Reason::DemandOpen);
    assert!(refusal.text.zh.contains("2015-12-27") && refusal.text.en.contains("2015-12-27"), "{:?}", refusal.text);
    until(&mut desk, first);
    assert_eq!(standing(&desk, &no, "审-0104", 0), Standing::Met);
    desk.play(&no, &command, &releaser).unwrap();
}

#[test]
fn animal_14_where_nobody_declared_the_day_it_counts_from_when_they_were_shown() {
    let (mut desk, no) = accepted(region("9+1"), &isolated(None));
    assert_eq!(standing(&desk, &no, "审-0104", 0), Standing::NotBefore(None));
    up_to_release(&mut desk, &no);
    let shown = desk.case(&no).contacted.unwrap().day_in(&desk.policy.region.zone);
    assert_eq!(standing(&desk, &no, "审-0104", 0), Standing::NotBefore(Some(shown.plus(45))));
}

#[test]
fn plan_3_1_lots_of_other_lines_go_while_those_of_one_must_wait() {
    let mut given = isolated(Some("2015-11-12"));
    let mut other = given.lines[0].clone();
    other.hs = "0101210010".into();
    given.lines.push(other);
    let (mut desk, no) = accepted(region("9+1"), &given);
    up_to_release(&mut desk, &no);
    let (all, releaser) = release(&desk, &no);
    let Command::Perform { step, .. } = &all else { panic!("a step") };
    let of = |lots: Vec<u16>| Command::Perform { step: step.clone(), work: Work::Release(Released { lots }) };
    assert_eq!(desk.refused(&no, &of(vec![1]), &releaser), Reason::DemandOpen);
    assert_eq!(desk.refused(&no, &of(vec![1, 2]), &releaser), Reason::DemandOpen);
    // Who names none lets go what nothing is demanded of.
    desk.play(&no, &all, &releaser).unwrap();
    let states: Vec<&str> = desk.case(&no).lots.iter().map(|lot| lot.state.word()).collect();
    assert_eq!(states, ["live", "released"]);
    assert_eq!(desk.refused(&no, &all, &releaser), Reason::DemandOpen);
    desk.now = desk.policy.region.zone.start_of_day(day("2015-12-27"));
    desk.play(&no, &all, &releaser).unwrap();
}

#[test]
fn plan_4_2_4_decisions_of_before_hold_nothing_up_and_say_so() {
    let (desk, no) = accepted(region("9+1"), &dangerous());
    let mut events = desk.events(&no);
    let of_before = |event: &mut Event| {
        let text = String::from_utf8(event.bytes()).unwrap();
        *event = Event::read(text.replace(&format!("\"rules\":{RULES}"), "\"rules\":4").as_bytes()).unwrap();
    };
    events.iter_mut().for_each(of_before);
    let case = clearance::case::fold::fold(&events).unwrap();
    let verdict = case.verdict.as_deref().unwrap();
    assert_eq!(verdict.receipt.rules, 4);
    let stands = |demand| case.standing_of(demand, verdict, desk.policy, desk.today());
    assert!(!verdict.demands.is_empty() && verdict.demands.iter().all(|demand| stands(demand) == Standing::Said));
    assert!(
        (0..case.plan().len()).all(|at| case.open_demands(at, &[], (verdict, desk.policy), desk.today()).is_empty())
    );
}

/// The text with one rule more.
pub fn with(rule: &str) -> Policy {
    let mut files = texts("9+1");
    let rules = files.iter_mut().find(|(name, _)| name == "rules.md").unwrap();
    rules.1.push_str(rule);
    loaded(&files)
}

#[test]
fn plan_3_1_no_review_passes_what_a_rule_refuses() {
    let rule = "\n### 审-0990 试\n英文：Try\n\n```规则\n审-0990  自 2015-09-01  起草「审单规则组」\n依据 「本方案」三(一)\n当 品名 含「禁运品」\n则 拒绝受理「禁止」/\"banned\"\n```\n";
    let policy = with(rule);
    let mut given = Given::exit();
    given.also.insert("/lines/0/name".into(), "禁运品".into());
    let (mut desk, no) = accepted(&policy, &given);
    let reviewer = officer(Role::Reviewer, "370100");
    assert_eq!(desk.refused(&no, &pass(), &reviewer), Reason::DemandOpen);
    let refuse = Command::Review(Review::Refuse { basis: "「本方案」三(一)".into(), reason: "禁止".into() });
    desk.play(&no, &refuse, &reviewer).unwrap();
}

#[test]
fn r45_a_review_is_passed_by_a_person_of_the_skill_that_the_rule_names_and_by_nobody_else() {
    let (mut desk, no) = accepted(region("9+1"), &soil());
    let reviewer = officer(Role::Reviewer, "370100");
    for skills in [vec![], vec!["机电"], vec!["动植物检疫 "], vec!["单证", "机电"]] {
        desk.skills = skills.iter().map(|skill| (*skill).to_owned()).collect();
        let refusal = desk.play(&no, &pass(), &reviewer).unwrap_err();
        assert_eq!(refusal.reason, Reason::SkillMissing, "{skills:?}");
        assert_eq!(refusal.basis[0].to_text(values::text::Language::Zh), "「动植物检疫法」第五条");
        assert!(refusal.text.zh.contains("动植物检疫") && refusal.text.en.contains("plant"), "{:?}", refusal.text);
    }
    // Who may not pass it may send it back or refuse it.
    let back = Command::Review(Review::Return { note: "请补正".into(), basis: String::new() });
    desk.clone().play(&no, &back, &reviewer).unwrap();
    desk.skills = vec!["机电".into(), "动植物检疫".into()];
    desk.play(&no, &pass(), &reviewer).unwrap();
}

#[test]
fn r28_a_paper_of_a_rule_that_is_not_public_is_neither_told_nor_taken_from_the_enterprise() {
    let rule = "\n### 审-0992 试\n英文：Try\n\n```规则\n审-0992  出境  自 2015-09-01  起草「审单规则组」\n依据 「本方案」三(一)\n当 品名 含「试」\n则 提供单据「101040 其他」，由企业，于检验前（不公开）；无此步骤的不适用\n```\n";
    let policy = with(rule);
    let mut given = dangerous();
    given.also.insert("/lines/0/name".into(), "试".into());
    let (mut desk, no) = accepted(&policy, &given);
    let today = desk.today();
    let codes = |desk: &Desk, by| -> Vec<String> {
        desk.case(&no).lacking_papers(by, &policy, today).iter().map(|item| item.code.to_string()).collect()
    };
    // Of two rules the enterprise is told of the one that it may read.
    assert_eq!((codes(&desk, Supplier::Enterprise), codes(&desk, Supplier::Office).len()), (vec![GUARANTEE.into()], 2));
    for kind in ["101040", "101039"] {
        let refusal = desk.play(&no, &paper(kind, "1", today), &declarant()).unwrap_err();
        assert_eq!(refusal.reason, Reason::PaperNotWanted);
        assert!(refusal.text.zh.contains(GUARANTEE) && !refusal.text.zh.contains("101040"), "{:?}", refusal.text);
    }
    // What was handed over at a counter is recorded there.
    desk.play(&no, &paper("101040", "1", today), &officer(Role::Inspector, "410100")).unwrap();
    assert_eq!(standing(&desk, &no, "审-0992", 0), Standing::Met);
}

#[test]
fn plan_3_2_a_paper_of_the_office_is_given_there_and_goes_with_the_parts_of_a_split() {
    let rule = "\n### 审-0991 试\n英文：Try\n\n```规则\n审-0991  出境  自 2015-09-01  起草「审单规则组」\n依据 「本方案」三(一)\n当 品名 含「试」\n则 提供单据「101040」、「101041 合格保证」，由施检机构，于检验前；无此步骤的不适用\n```\n";
    let policy = with(rule);
    let mut given = Given::exit().hs("0409000000");
    given.attachments = vec!["101001".into()];
    let mut other = given.lines[0].clone();
    other.hs = "8516601000".into();
    given.lines.push(other);
    for line in ["/lines/0/name", "/lines/1/name"] {
        given.also.insert(line.into(), "试".into());
    }
    let (mut desk, no) = accepted(&policy, &given);
    let today = desk.today();
    assert_eq!(desk.refused(&no, &paper("101040", "1", today), &declarant()), Reason::PaperNotWanted);
    let inspector = officer(Role::Inspector, "410100");
    desk.play(&no, &paper("101040", "J-1", today), &inspector).unwrap();
    let events = desk.play(&no, &Command::Split, &declarant()).unwrap();
    let parts: Vec<CaseNo> = desk.case(&no).linked.clone();
    assert_eq!(parts.len(), 2, "{events:?}");
    for part in parts {
        let papers = &desk.case(&part).papers;
        assert_eq!(
            (papers.len(), &*papers[0].paper.no, papers[0].office.as_ref()),
            (1, "J-1", inspector.office.as_ref())
        );
        assert!(desk.events(&part).iter().any(|e| matches!(e.body.of_case(), Some(CaseEvent::PaperGiven { .. }))));
        let lacks = desk.case(&part).lacking_papers(Supplier::Office, &policy, today);
        assert!(lacks.is_empty(), "{lacks:?}");
    }
}

/// What may happen to a case before its review.
#[derive(Clone, Copy, Debug)]
enum Happens {
    /// A paper is given, by the owner or at a counter: of the kind that is wanted, or of another.
    Paper(bool, bool),
    /// It is amended: whether the goods are dangerous then, and whether the guarantee is declared.
    Amended(bool, bool),
    /// It is sent back and sent again, likewise.
    Returned(bool, bool),
}

fn happens() -> impl Strategy<Value = Vec<Happens>> {
    let two = || (any::<bool>(), any::<bool>());
    let one = prop_oneof![
        two().prop_map(|(right, counter)| Happens::Paper(right, counter)),
        two().prop_map(|(dangerous, declared)| Happens::Amended(dangerous, declared)),
        two().prop_map(|(dangerous, declared)| Happens::Returned(dangerous, declared)),
    ];
    proptest::collection::vec(one, 0..24)
}

fn version(is_dangerous: bool, declared: bool) -> Box<clearance::declaration::Version> {
    let mut given = if is_dangerous { dangerous() } else { Given::exit() };
    given.attachments = vec!["101001".into()];
    given.attachments.extend(declared.then(|| GUARANTEE.to_owned()));
    let declaration = given.declaration();
    Box::new(clearance::declaration::Version { measures: measured(&declaration), declaration })
}

/// What a page of naive code says from the events: whether the guarantee is lacking.
fn naive(events: &[Event]) -> bool {
    let (mut asked, mut holds, mut given) = (None, None, false);
    for event in events {
        let body = event.body.of_case().unwrap();
        if let CaseEvent::Submitted(submitted) = body {
            holds = Some((*submitted.version).clone());
        } else if let CaseEvent::Resubmitted { version } = body {
            holds = Some((**version).clone());
        } else if let CaseEvent::AmendmentAsked { version, .. } = body {
            asked = Some((**version).clone());
        } else if let CaseEvent::AmendmentGranted {} = body {
            holds = asked.take();
        } else if let CaseEvent::PaperGiven { paper, .. } = body {
            given |= paper.kind.as_str() == GUARANTEE;
        }
    }
    let declaration = holds.unwrap().declaration;
    let declared = declaration.attachments.iter().any(|attachment| attachment.kind.as_str() == GUARANTEE);
    declaration.lines.iter().any(|line| line.dangerous.is_some()) && !declared && !given
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn rules_2_a_review_is_held_up_exactly_while_naive_code_says_so(acts in happens(), first in any::<(bool, bool)>()) {
        let policy = region("9+1");
        let mut desk = Desk::new(policy, day(ON), &dangerous());
        let no = desk.declare(version(first.0, first.1).declaration).unwrap();
        let (reviewer, owner) = (officer(Role::Reviewer, "370100"), declarant());
        for act in acts {
            let today = desk.today();
            match act {
                Happens::Paper(right, counter) => {
                    let by = if counter { officer(Role::Inspector, "410100") } else { owner.clone() };
                    let told = desk.play(&no, &paper(if right { GUARANTEE } else { "101040" }, "1", today), &by);
                    prop_assert!(told.is_ok() || told.unwrap_err().reason == Reason::PaperNotWanted);
                }
                Happens::Amended(is_dangerous, declared) => {
                    let ask = Command::AskAmendment { version: version(is_dangerous, declared), reason: "更改".into() };
                    desk.play(&no, &ask, &owner).unwrap();
                    desk.play(&no, &Command::GrantAmendment, &reviewer).unwrap();
                }
                Happens::Returned(is_dangerous, declared) => {
                    let back = Command::Review(Review::Return { note: "补正".into(), basis: String::new() });
                    desk.play(&no, &back, &reviewer).unwrap();
                    desk.play(&no, &Command::Resubmit(version(is_dangerous, declared)), &owner).unwrap();
                }
            }
            let events = desk.events(&no);
            let refused = desk.ask(&reviewer, |context| decide(desk.case(&no), &pass(), context)).err();
            let reason = refused.map(|refusal| refusal.reason);
            prop_assert_eq!(reason, naive(&events).then_some(Reason::DemandOpen));
            let lacks = !desk.case(&no).lacking_papers(Supplier::Enterprise, policy, today).is_empty();
            prop_assert_eq!(lacks, naive(&events), "it is given while it is lacking");
        }
    }
}
