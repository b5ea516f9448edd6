//! Stories of up to eighty acts over demands of every kind: how each stands is what a page of naive code says from the events.

use crate::binding::with;
use crate::given::{Given, GivenLine, Sound, code, day, measured};
use crate::play::{Desk, HOLDS, declarant, officer, well};
use clearance::case::decide::{Command, Review, Work};
use clearance::case::demand::Standing;
use clearance::declaration::Version;
use clearance::event::Event;
use clearance::event::act::{Arrival, Examination, Finding, Outcome, Paper};
use clearance::event::body::{CaseEvent, Disposition};
use clearance::event::demand::{DemandOf, WaiverAnswer};
use clearance::grounds::Grounds;
use clearance::row::{Rows, project};
use policy::rule::Lifter;
use policy::{Policy, StepKind};
use proptest::prelude::*;
use std::collections::BTreeSet;
use values::actor::{Actor, Role};
use values::calendar::Day;
use values::id::CaseNo;

const ON: &str = "2015-11-10";
const RULE: &str = "审-0995";
/// The measures of the rule, by their places.
const PAPER: u8 = 0;
const HOLD: u8 = 1;
const ITEM: u8 = 2;
const DAYS: u8 = 3;
/// Days after acceptance before which nothing goes.
const WAIT: i32 = 3;

/// A rule with a paper, a hold, an item and a day, for lines that are called so.
fn text() -> Policy {
    with(
        "\n### 审-0995 试\n英文：Try\n\n```规则\n审-0995  入境  自 2015-09-01  起草「审单规则组」\n依据 「本方案」三(一)\n当 品名 含「试」\n则 提供单据「101040 其他」，由企业，于检验前；暂扣，由施检机构解除；检测「水分」，方法「GB 5009.3」，限量低于 14「%」；放行不早于「受理」后 3 日\n无此步骤的不适用\n```\n",
    )
}

#[derive(Clone, Copy, Debug)]
enum Happens {
    Paper(bool),
    Lift,
    AskWaiver(u8),
    AnswerWaiver(u16, bool),
    Amend(bool, bool, bool),
    Review,
    Return(bool, bool),
    /// Works on what is open, well or not.
    Work(bool),
    Dispose(bool),
    Day,
    Restrict,
    Contact,
}

fn happens() -> impl Strategy<Value = Vec<Happens>> {
    let one = prop_oneof![
        any::<bool>().prop_map(Happens::Paper),
        Just(Happens::Lift),
        (0u8..4).prop_map(Happens::AskWaiver),
        (1u16..6, any::<bool>()).prop_map(|(n, granted)| Happens::AnswerWaiver(n, granted)),
        (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(a, b, p)| Happens::Amend(a, b, p)),
        Just(Happens::Review),
        Just(Happens::Review),
        (any::<bool>(), any::<bool>()).prop_map(|(a, b)| Happens::Return(a, b)),
        any::<bool>().prop_map(Happens::Work),
        any::<bool>().prop_map(Happens::Work),
        any::<bool>().prop_map(Happens::Work),
        any::<bool>().prop_map(Happens::Dispose),
        Just(Happens::Day),
        Just(Happens::Restrict),
        Just(Happens::Contact),
    ];
    proptest::collection::vec(one, 1..=80)
}

fn version(named: (bool, bool), paper: bool) -> Version {
    let mut given = Given::entry();
    given.lines.push(GivenLine { ..given.lines[0].clone() });
    for (at, named) in [(0, named.0), (1, named.1)] {
        given.also.insert(format!("/lines/{at}/name"), if named { "试样" } else { "货物" }.into());
    }
    given.attachments.extend(paper.then(|| "101040".to_owned()));
    let declaration = given.declaration();
    Version { measures: measured(&declaration), declaration }
}

/// What a page of naive code says from the events alone: the lines that are named, and of each measure how it stands.
#[derive(Default)]
struct Naive {
    holds: Option<Version>,
    asked: Option<Version>,
    given: bool,
    lifted: BTreeSet<u16>,
    waivers: Vec<(u8, Vec<u16>, Option<bool>)>,
    accepted: Option<Day>,
}

impl Naive {
    fn of(events: &[Event], zone: &values::calendar::Zone) -> Naive {
        let mut told = Naive::default();
        for event in events {
            let body = event.body.of_case().unwrap();
            if let CaseEvent::Submitted(submitted) = body {
                told.holds = Some((*submitted.version).clone());
            } else if let CaseEvent::Accepted(_) = body {
                told.accepted = Some(event.happened.day_in(zone));
            } else if let CaseEvent::Resubmitted { version } = body {
                told.holds = Some((**version).clone());
                told.asked = None;
            } else if let CaseEvent::AmendmentAsked { version, .. } = body {
                told.asked = Some((**version).clone());
            } else if let CaseEvent::AmendmentGranted {} = body {
                told.holds = told.asked.take();
            } else if let CaseEvent::PaperGiven { .. } = body {
                told.given = true;
            } else if let CaseEvent::DemandLifted(lifted) = body {
                told.lifted.extend(&lifted.lines);
            } else if let CaseEvent::WaiverAsked(asked) = body {
                told.waivers.push((asked.of.measure, asked.lines.clone(), None));
            } else if let CaseEvent::WaiverAnswered(answered) = body {
                told.waivers[usize::from(answered.waiver) - 1].2 = Some(answered.said.granted);
            }
        }
        told
    }

    fn named(&self) -> Vec<u16> {
        let lines = &self.holds.as_ref().unwrap().declaration.lines;
        (1u16..).zip(lines).filter(|(_, line)| line.name.contains('试')).map(|(n, _)| n).collect()
    }

    fn waived(&self, measure: u8) -> bool {
        let granted = || self.waivers.iter().filter(|(of, _, granted)| *of == measure && *granted == Some(true));
        granted().next().is_some()
            && self.named().iter().all(|line| granted().any(|(_, lines, _)| lines.contains(line)))
    }

    /// Nothing of an item, whose standing hangs on lots.
    fn stands(&self, measure: u8, today: Day) -> Option<Standing> {
        if self.waived(measure) {
            return Some(Standing::Waived);
        }
        let met = |met: bool, or: Standing| Some(if met { Standing::Met } else { or });
        let declared = || {
            let all = &self.holds.as_ref().unwrap().declaration.attachments;
            all.iter().any(|attachment| attachment.kind.as_str() == "101040")
        };
        let until = self.accepted.unwrap().plus(WAIT);
        match measure {
            PAPER => met(self.given || declared(), Standing::Lacking),
            HOLD => met(
                !self.lifted.is_empty() && self.named().iter().all(|line| self.lifted.contains(line)),
                Standing::Lacking,
            ),
            DAYS => met(until <= today, Standing::NotBefore(Some(until))),
            _ => None,
        }
    }
}

fn of(measure: u8) -> DemandOf {
    DemandOf { rule: RULE.into(), measure }
}

fn another(actor: &Actor) -> Actor {
    Actor { account: code("second"), person: code("second"), ..actor.clone() }
}

/// Who does a step of a kind.
fn role_of(kind: StepKind) -> Role {
    let inspects = kind.examines() || kind == StepKind::Supervise || kind == StepKind::Treat;
    if kind == StepKind::Accept {
        Role::Acceptor
    } else if inspects {
        Role::Inspector
    } else {
        Role::Releaser
    }
}

/// In which role those act whom a text names.
fn named(by: Lifter) -> Role {
    match by {
        Lifter::Office => Role::Inspector,
        Lifter::ReviewCentre => Role::Reviewer,
        Lifter::CommandCentre => Role::Command,
    }
}

/// The command of an act and who gives it; nothing where there is nothing to do.
fn command(desk: &Desk, no: &CaseNo, act: Happens) -> Option<(Command, Actor)> {
    let case = desk.case(no);
    let (reviewer, inspector) = (officer(Role::Reviewer, "370100"), officer(Role::Inspector, "610100"));
    let waive = || Grounds::by("原件在途", "「本方案」三(一)");
    Some(match act {
        Happens::Paper(right) => {
            let kind = code(if right { "101040" } else { "101041" });
            (Command::GivePaper(Paper { kind, no: "1".into(), day: desk.today() }), declarant())
        }
        Happens::Lift => (Command::LiftDemand { of: of(HOLD), grounds: Grounds::by("已核实", HOLDS) }, inspector),
        Happens::AskWaiver(measure) => (Command::AskWaiver { of: of(measure), grounds: waive() }, inspector),
        Happens::AnswerWaiver(waiver, granted) => {
            let role = named(case.waiver_waiting(waiver)?.confirms);
            let said = WaiverAnswer { granted, note: "已核".into() };
            (Command::AnswerWaiver { waiver, said }, another(&officer(role, "610100")))
        }
        Happens::Amend(first, second, paper) => {
            if case.amendment.is_some() {
                return Some((Command::GrantAmendment, reviewer));
            }
            let version = Box::new(version((first, second), paper));
            (Command::AskAmendment { version, reason: "更改".into() }, declarant())
        }
        Happens::Review => (Command::Review(Review::Pass { note: String::new() }), reviewer),
        Happens::Return(first, second) => {
            if matches!(case.stage, clearance::case::Stage::Returned { .. }) {
                return Some((Command::Resubmit(Box::new(version((first, second), false))), declarant()));
            }
            (Command::Review(Review::Return { note: "补正".into(), basis: String::new() }), reviewer)
        }
        Happens::Work(good) => {
            let at = case.open_steps().find(|at| case.plan()[*at].kind != StepKind::Review)?;
            let planned = &case.plan()[at];
            let mut work = well(case, at, desk.policy, desk.today());
            if let (Work::Examine(examination), false) = (&work, good) {
                let fail = |finding: &Finding| Finding {
                    lot: finding.lot,
                    outcome: Outcome::Fail { reason: "霉变".into() },
                };
                work = Work::Examine(Examination::of(examination.findings.iter().take(1).map(fail).collect()));
            }
            let place = desk.place(no, at);
            let role = role_of(planned.kind);
            (Command::Perform { step: planned.step.clone(), work }, officer(role, place.as_str()))
        }
        Happens::Dispose(good) => {
            let lot = case.lots.iter().find(|lot| lot.state.failed())?.id;
            let disposition = if good { Disposition::Treatment } else { Disposition::Returned };
            (Command::Dispose { lot, disposition }, inspector)
        }
        Happens::Restrict => (Command::Redecide, Actor::system()),
        Happens::Contact => (Command::Contact, declarant()),
        Happens::Day => return None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn rules_2_how_each_demand_stands_is_what_naive_code_says_from_the_events(
        acts in happens(),
        first in any::<(bool, bool, bool)>(),
    ) {
        let policy = text();
        let mut desk = Desk::new(&policy, day(ON), &Given::entry());
        let no = desk.declare(version((first.0, first.1), first.2).declaration).unwrap();
        let mut told = Rows::default();
        for act in acts {
            desk.owner.blacklisted |= matches!(act, Happens::Restrict);
            if matches!(act, Happens::Day) {
                desk.now = desk.now.plus_us(86_400_000_000);
            }
            let Some((command, actor)) = command(&desk, &no, act) else {
                // What is on its way arrives, where anybody waits for it.
                let arrive = Command::Arrive(Arrival { seal_intact: Some(true) });
                let _ = desk.play(&no, &arrive, &officer(Role::Inspector, "610100"));
                continue;
            };
            // A refusal changes nothing, and is right as often as it is given.
            let _ = desk.play(&no, &command, &actor);
            let (case, events, today) = (desk.case(&no).clone(), desk.events(&no), desk.today());
            // While the enterprise is to correct it nothing is done, and the verdict is that of before.
            if matches!(case.stage, clearance::case::Stage::Returned { .. }) {
                continue;
            }
            let naive = Naive::of(&events, &policy.region.zone);
            let verdict = case.verdict.as_deref().unwrap();
            let lines = naive.named();
            for measure in [PAPER, HOLD, ITEM, DAYS] {
                let found = verdict.demands.iter().find(|demand| demand.is(&of(measure)));
                // Of a line that is not named, or in a mode without the step, nothing is asked.
                let Some(demand) = found else {
                    let has = |kind| verdict.plan.iter().any(|planned| planned.kind == kind);
                    let step = if measure == PAPER || measure == ITEM { StepKind::Inspect } else { StepKind::Release };
                    prop_assert!(lines.is_empty() || !has(step), "{measure} {lines:?}");
                    continue;
                };
                prop_assert_eq!(&demand.lines, &lines);
                let stands = case.standing_of(demand, verdict, &policy, today);
                match naive.stands(measure, today) {
                    Some(wanted) => prop_assert_eq!(stands, wanted, "measure {}", measure),
                    None => prop_assert!(matches!(stands, Standing::Met | Standing::ToDo), "{stands:?}"),
                }
            }
            // What is derived at once is what is derived from the beginning.
            let (rows, again) = project(None, &events);
            prop_assert_eq!(again.as_ref(), Some(&case));
            told = rows;
        }
        // Facts of rules add up to what stands at the end.
        let sums = |activity: &str| -> i64 {
            told.declaration_facts.iter().filter(|fact| fact.activity == activity).map(|fact| fact.sign).sum()
        };
        if let Some(verdict) = desk.case(&no).verdict.as_deref().filter(|_| !told.declaration_facts.is_empty()) {
            let binds = verdict.demands.iter().filter(|demand| demand.needs.is_some()).count();
            prop_assert_eq!(sums("demand"), i64::try_from(binds).unwrap());
            prop_assert!(0 <= sums("meet") && sums("meet") + sums("waive") + sums("fail") <= sums("demand"));
        }
    }
}
