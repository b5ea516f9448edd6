//! Rules: every word and measure is used, and what a case is asked for follows from facts and text alone.

use crate::given::{Given, Sound, code, day, loaded, measured, region, texts};
use crate::modes::accepted;
use crate::play::{declarant, officer};
use crate::receipts::{days, given};
use clearance::case::decide::Command;
use clearance::decision::demands::{Demanded, extent, precedence};
use clearance::decision::facts::Declared;
use clearance::decision::{Verdict, decide};
use clearance::declaration::Version;
use policy::fact::From;
use policy::rule::{Extent, Precedence};
use policy::{Condition, Fact, MeasureKind, Policy, StepKind, Word};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use values::actor::Role;
use values::calendar::Day;

fn decided(policy: &Policy, given: &Given, on: Day) -> Verdict {
    let (declaration, owner) = (given.declaration(), given.standing_now());
    let measures = measured(&declaration);
    decide(policy, on, &Declared::new(&declaration, &measures, &owner, given.agent_blacklisted)).unwrap()
}

#[test]
fn r17_every_word_and_every_measure_is_used_by_the_text() {
    let policy = region("9+1");
    let of_rules = policy.rules().flat_map(|rule| rule.facts());
    let of_steps = policy.modes().flat_map(|mode| &mode.steps).filter_map(|step| step.when.as_ref());
    let of_modes = policy.selection_on(day("2015-11-10")).filter_map(|row| row.when.as_ref());
    let of_terms = policy.deadlines().filter_map(|deadline| deadline.when.as_ref());
    let defined = [policy.in_scheme(day("2015-11-10")), policy.may_choose_place(day("2015-11-10"))];
    let conditions = of_steps.chain(of_modes).chain(of_terms).chain(defined.into_iter().flatten());
    let used: BTreeSet<Fact> = of_rules.chain(conditions.flat_map(Condition::facts)).collect();
    // Whether goods passed is known to no rule before its time.
    let unused: Vec<Fact> = Fact::all().filter(|fact| !used.contains(fact) && fact.from() != From::Result).collect();
    assert_eq!(unused, []);
    let measures: BTreeSet<MeasureKind> =
        policy.rules().flat_map(|rule| &rule.measures).map(|one| one.measure.kind()).collect();
    let unused: Vec<&str> =
        MeasureKind::NAMES.iter().filter(|one| !measures.contains(&one.0)).map(|one| one.1[0]).collect();
    assert_eq!(unused, Vec::<&str>::new());
    assert!(policy.rules().len() >= 40, "{}", policy.rules().len());
}

#[test]
fn r42_the_same_grade_has_the_same_measures_wherever_and_the_stricter_of_several_rules_counts() {
    let (policy, on) = (region("9+1"), day("2015-11-10"));
    let of = |grade: &str, accept: &str, value: &str| {
        let mut given = Given::entry();
        given.owner.grade = Some(grade.into());
        given.accept_at = accept.into();
        given.trade_mode = Some("20".into());
        given.lines[0].value = value.into();
        let demands = decided(policy, &given, on).demands;
        (extent(&demands, StepKind::Inspect, policy, on), precedence(&demands, policy, on))
    };
    for office in ["370100", "610100", "650200"] {
        assert_eq!(of("AA", office, "10000.00"), (Some(Extent::Rate(500)), Precedence::First));
        assert_eq!(of("B", office, "10000.00"), (Some(Extent::Rate(3_000)), Precedence::Usual));
        assert_eq!(of("D", office, "10000.00"), (Some(Extent::All), Precedence::Last));
        // Papers only, as a rule of samples says, is less than a share.
        assert_eq!(of("A", office, "4999.99"), (Some(Extent::Rate(1_000)), Precedence::First));
    }
}

/// The text with every file's rows and blocks the other way round.
fn reversed() -> Vec<(String, String)> {
    let mut files = texts("9+1");
    files.reverse();
    for (name, text) in &mut files {
        if ["checks.md", "treatment.md", "lists.md"].contains(&name.as_str()) {
            let mut lines: Vec<&str> = text.lines().collect();
            let mut at = 0;
            while at < lines.len() {
                if lines[at].starts_with("|---") {
                    let end =
                        lines[at..].iter().position(|line| !line.starts_with('|')).map_or(lines.len(), |n| at + n);
                    lines[at + 1..end].reverse();
                    at = end;
                }
                at += 1;
            }
            *text = lines.join("\n");
        } else if name == "rules.md" {
            let mut blocks: Vec<&str> = text.split("### ").skip(1).collect();
            blocks.reverse();
            *text = format!("# 审单规则\n\n### {}", blocks.join("### "));
        }
    }
    files
}

static REVERSED: LazyLock<Policy> = LazyLock::new(|| loaded(&reversed()));

/// Demands by what they say, with their lines renumbered.
fn said(demands: &[Demanded], line: impl Fn(u16) -> u16) -> BTreeSet<String> {
    let one = |demand: &Demanded| {
        let mut lines: Vec<(u16, u32)> =
            (0..).zip(&demand.lines).map(|(n, l)| (line(*l), demand.draw.get(n).copied().unwrap_or(0))).collect();
        lines.sort_unstable();
        format!("{} {} {:?} {lines:?}", demand.rule, demand.measure, demand.step)
    };
    demands.iter().map(one).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn r19_demands_follow_from_facts_and_text_alone(given in given(), on in days()) {
        let policy = region("9+1");
        let verdict = decided(policy, &given, on);
        // Whichever office accepts.
        for office in policy.offices_on(on) {
            let elsewhere = Given { accept_at: office.code.to_string(), ..given.clone() };
            prop_assert_eq!(&decided(policy, &elsewhere, on), &verdict);
        }
        // In whatever order texts are read and rules stand.
        let other = decided(&REVERSED, &given, on);
        prop_assert_eq!((&other.demands, &other.plan, &other.mode), (&verdict.demands, &verdict.plan, &verdict.mode));
        // In whatever order lines stand.
        let mut turned = given.clone();
        turned.lines.reverse();
        let count = u16::try_from(given.lines.len()).unwrap();
        let other = decided(policy, &turned, on);
        prop_assert_eq!(said(&other.demands, |line| count + 1 - line), said(&verdict.demands, |line| line));
        // Each demand is bound to a step of its kind, or says why not.
        for demand in &verdict.demands {
            let (_, measure) = demand.content(policy, on).unwrap();
            let at = demand.step.map(|step| verdict.plan[usize::from(step)].kind);
            prop_assert!(at.is_none_or(|kind| Some(kind) == measure.step()));
            prop_assert!(demand.lines.is_sorted() && demand.lines.iter().all(|line| (1..=count).contains(line)));
        }
    }
}

#[test]
fn n4_a_stored_verdict_is_at_most_half_again_as_long_as_before() {
    use proptest::strategy::ValueTree;
    let before = std::fs::read_to_string(crate::editions::folder().join("verdicts.jsonl")).unwrap();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut was, mut is) = (0, 0);
    for line in before.lines() {
        let (given, on) = (given(), days()).new_tree(&mut runner).unwrap().current();
        was += line.len();
        is += serde_json::to_string(&decided(region("9+1"), &given, on)).unwrap().len();
    }
    println!("stored verdicts: {was} bytes before, {is} now, {}.{:02} times", is / was, is * 100 / was % 100);
    assert!(2 * is <= 3 * was, "{is} of {was}");
}

#[test]
fn plan_3_1_no_rule_of_a_file_that_is_not_approved_is_in_force() {
    let mut files = texts("9+1");
    let approvals = files.iter_mut().find(|(name, _)| name == "approvals.md").unwrap();
    approvals.1 = approvals.1.lines().filter(|line| !line.contains("rules.md")).collect::<Vec<_>>().join("\n");
    let policy = loaded(&files);
    let on: BTreeSet<&str> = policy.rules_on(day("2015-11-10")).map(|rule| &*rule.id).collect();
    // Also not one that treats; those of the table of treatments at the port stand with the plan's formula.
    assert!(
        !on.contains("审-0101") && !on.contains("审-0131") && on.contains("处-01") && on.contains("审-0001"),
        "{on:?}"
    );
}

#[test]
fn r28_the_public_reads_no_condition_by_which_a_risk_is_seen() {
    for name in ["9+1", "demo-en"] {
        for rule in region(name).rules().filter(|rule| rule.public() && !rule.confidential()) {
            let told = rule.to_text(region(name).region.language);
            let hidden = ["列于名单", "on list", "货主", "代理", "owner", "规则「", "rule \""];
            assert!(!hidden.iter().any(|word| told.contains(word)), "{told}");
        }
    }
}

#[test]
fn r28_an_owner_that_no_list_names_is_not_watched() {
    let mut given = Given::entry();
    given.also.insert("/parties/owner".into(), serde_json::json!("X-OWNER-9"));
    let hits = |given: &Given| {
        let demands = decided(region("9+1"), given, day("2015-11-10")).demands;
        demands.iter().any(|demand| &*demand.rule == "审-0135")
    };
    assert!(hits(&given));
    given.port_office = Some(code::<values::id::Office>("370200").to_string());
    assert!(!hits(&given));
}

/// What the owner's grade, paper and overdue items were at acceptance, became, and count as when an amendment is decided.
#[test]
fn plan_3_3_2_what_became_worse_since_acceptance_counts_and_what_became_better_does_not() {
    let of = |was: (Option<&str>, bool, bool), is: (Option<&str>, bool, bool)| {
        let mut given = Given::exit();
        (given.owner.grade, given.owner.paperless, given.owner.overdue) = (was.0.map(Into::into), was.1, was.2);
        let (mut desk, no) = accepted(&given);
        (desk.owner.grade, desk.owner.paperless, desk.owner.overdue) = (is.0.map(Into::into), is.1, is.2);
        let mut dearer = Given::exit();
        dearer.lines[0].value = "12000.00".into();
        let declaration = dearer.declaration();
        let version = Box::new(Version { measures: measured(&declaration), declaration });
        desk.play(&no, &Command::AskAmendment { version, reason: "更正".into() }, &declarant()).unwrap();
        desk.play(&no, &Command::GrantAmendment, &officer(Role::Reviewer, "370100")).unwrap();
        let verdict = desk.case(&no).verdict.as_ref().unwrap().clone();
        let hit = |rule: &str| verdict.demands.iter().any(|demand| &*demand.rule == rule);
        let grade = ["信-AA", "信-A", "信-B", "信-C", "信-D"].into_iter().find(|rule| hit(rule)).unwrap();
        (grade, verdict.may_choose_place, hit("审-0126"), verdict.precedence)
    };
    let good = (Some("B"), true, false);
    assert_eq!(of(good, good), ("信-B", true, false, Precedence::Usual));
    // A worse grade counts, a better one does not; who has none counts as B does.
    assert_eq!(of(good, (Some("D"), true, false)), ("信-D", false, false, Precedence::Last));
    assert_eq!(of(good, (Some("AA"), true, false)), ("信-B", true, false, Precedence::Usual));
    assert_eq!(of((None, true, false), (Some("A"), true, false)), ("信-B", true, false, Precedence::Usual));
    assert_eq!(of((Some("A"), true, false), (None, true, false)), ("信-B", true, false, Precedence::Usual));
    // Paper and overdue items likewise.
    assert_eq!(of(good, (Some("B"), false, false)), ("信-B", false, false, Precedence::Usual));
    assert_eq!(of((Some("B"), false, false), good), ("信-B", false, false, Precedence::Usual));
    assert_eq!(of(good, (Some("B"), true, true)), ("信-B", false, true, Precedence::Last));
    assert_eq!(of((Some("B"), true, true), good), ("信-B", false, true, Precedence::Last));
}

#[test]
fn fruit_9_a_sampling_plan_draws_and_forgives_by_the_size_of_the_lot() {
    let policy = region("9+1");
    for (lot, draw, may_fail) in
        [(1, 5, 0), (50, 5, 0), (51, 13, 0), (280, 13, 0), (281, 32, 1), (1200, 32, 1), (1201, 80, 2), (90_000, 80, 2)]
    {
        let mut given = Given::entry().hs("0803100000");
        let packages = serde_json::json!([{ "kind": "CT", "count": lot, "main": true }]);
        given.also.insert("/lines/0/packages".into(), packages);
        let (declaration, measures) = (given.declaration(), measured(&given.declaration()));
        let owner = given.standing_now();
        let verdict =
            decide(policy, day("2015-11-10"), &Declared::new(&declaration, &measures, &owner, false)).unwrap();
        let sampled = verdict.demands.iter().find(|demand| !demand.draw.is_empty()).unwrap();
        assert_eq!((&*sampled.draw, verdict.may_fail(sampled, policy)), ([draw].as_slice(), vec![may_fail]), "{lot}");
        let others = verdict.demands.iter().filter(|demand| demand.draw.is_empty());
        assert!(others.into_iter().all(|demand| verdict.may_fail(demand, policy).is_empty()));
    }
}
