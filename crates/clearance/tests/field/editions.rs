//! Editions and receipts of before rules were one kind of thing: they load for ever, and decide what they decided.

use crate::given::{Given, Sound, loaded_from, region};
use crate::receipts::{days, given};
use clearance::decision::facts::Declared;
use clearance::decision::{Verdict, again, decide};
use policy::fact::{Fact, Facts, Value};
use policy::rule::Precedence;
use policy::{Flags, Hashing, Policy};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::path::PathBuf;
use std::sync::LazyLock;
use values::calendar::Day;

pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/samples/editions/before-rules")
}

/// The text as it stood, read as a register that holds it does: without proof of what later programs want.
fn before(name: &str) -> Policy {
    let flags = Flags { hashing: Hashing::Markdown, kept: true, ..Flags::default() };
    Policy::read(&loaded_from(&folder().join(name)), &flags).unwrap()
}

static BEFORE: LazyLock<Policy> = LazyLock::new(|| before("9+1"));

/// Facts under the rules by which the program decided then.
struct Then<'a>(&'a dyn Facts);

impl Facts for Then<'_> {
    fn read(&self, fact: Fact, line: Option<u16>) -> Value {
        self.0.read(fact, line)
    }

    fn rules(&self) -> u16 {
        2
    }
}

fn decided(policy: &Policy, given: &Given, on: Day, then: bool) -> Verdict {
    let (declaration, owner) = (given.declaration(), given.standing_now());
    let measures = crate::given::measured(&declaration);
    let base = Declared::new(&declaration, &measures, &owner, given.agent_blacklisted);
    if then { decide(policy, on, &Then(&base)).unwrap() } else { decide(policy, on, &base).unwrap() }
}

#[test]
fn n4_editions_of_before_load_for_ever() {
    for name in ["9+1", "demo-en"] {
        let policy = before(name);
        assert!(policy.rules().all(|rule| rule.author.is_empty()), "{name}");
        assert!(policy.rules().len() >= 12, "{name}");
    }
}

#[test]
fn n4_receipts_of_before_decide_to_the_letter_what_they_decided() {
    let stored = std::fs::read_to_string(folder().join("verdicts.jsonl")).unwrap();
    let mut count = 0;
    for line in stored.lines() {
        let verdict: Verdict = serde_json::from_str(line).unwrap();
        assert_eq!(verdict.receipt.policy, BEFORE.version());
        let made = again(&BEFORE, &verdict.receipt).unwrap();
        assert_eq!(serde_json::to_string(&made).unwrap(), line);
        count += 1;
    }
    assert_eq!(count, 240);
}

/// What a verdict says besides what it is made from and what only rules ask for.
fn essence(verdict: Verdict) -> Verdict {
    let mut verdict = verdict;
    verdict.demands.clear();
    verdict.precedence = Precedence::Usual;
    verdict.receipt.facts.clear();
    verdict.receipt.sealed.clear();
    verdict.receipt.policy.clear();
    verdict.receipt.rules = 0;
    verdict
}

#[test]
fn r17_ten_thousand_cases_go_as_before_the_migration_and_their_old_receipts_hold() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..10_000 {
        let (given, on) = (given(), days()).new_tree(&mut runner).unwrap().current();
        let old = decided(&BEFORE, &given, on, true);
        assert_eq!(again(&BEFORE, &old.receipt).unwrap(), old);
        assert!(old.demands.is_empty());
        let new = decided(region("9+1"), &given, on, false);
        // A treatment that a rule of today asks for besides is no difference of those of before.
        let asked: Vec<&String> = new.treatments.iter().filter(|id| id.starts_with("处-")).collect();
        assert_eq!(asked, old.treatments.iter().collect::<Vec<_>>(), "{given:?}");
        let mut new = essence(new);
        new.treatments.retain(|id| id.starts_with("处-"));
        // 签证 came later; nothing waits for it, and it stands before the last step.
        new.plan.retain(|planned| planned.kind != policy::StepKind::Certify);
        for (now, was) in new.plan.iter_mut().zip(&old.plan).filter(|(now, _)| now.kind == policy::StepKind::Treat) {
            now.needed = was.needed;
        }
        assert_eq!(new, essence(old), "{given:?} on {on}");
    }
}
