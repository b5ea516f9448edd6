//! Every clause of the text that decides has an example: entries, rows, definitions, triggers, checks, deadlines, pilots.

use crate::examples::{Example, examples};
use crate::given::{measured_by, region};
use clearance::decision::facts::Declared;
use clearance::decision::resolve::Resolved;
use clearance::decision::{Verdict, decide};
use clearance::declaration::Declaration;
use clearance::example::Then;
use clearance::standing::Standing;
use policy::fact::{Fact, Facts, Value};
use policy::{Policy, Rule};
use std::collections::BTreeSet;
use values::calendar::Period;

/// An example with its verdict.
struct Decided {
    example: Example,
    verdict: Verdict,
}

fn decided(name: &str) -> Vec<Decided> {
    let policy = region(name);
    let of = |example: Example| {
        let (declaration, owner) = stood(policy, &example);
        let measures = measured_by(policy, example.day, &declaration);
        let base = Declared::new(&declaration, &measures, &owner, example.given.agent_blacklisted);
        let verdict = decide(policy, example.day, &base).unwrap();
        Decided { example, verdict }
    };
    examples(name).into_iter().map(of).collect()
}

/// What an example stands for: its declaration and its owner by the text.
fn stood(policy: &Policy, example: &Example) -> (Declaration, Standing) {
    let declaration = example.given.declared().unwrap();
    let owner = example.given.standing(&declaration, policy, example.day).unwrap();
    (declaration, owner)
}

/// Asks something of the facts of an example.
fn with<T>(policy: &Policy, case: &Decided, ask: impl FnOnce(&Resolved) -> T) -> T {
    let (declaration, owner) = stood(policy, &case.example);
    let measures = measured_by(policy, case.example.day, &declaration);
    let base = Declared::new(&declaration, &measures, &owner, case.example.given.agent_blacklisted);
    ask(&Resolved::new(policy, case.example.day, &base))
}

fn says(list: &Option<Vec<String>>, word: &str) -> bool {
    list.iter().flatten().any(|w| w == word)
}

/// What of the text no example tries.
fn untried(policy: &Policy, cases: &[Decided]) -> Vec<String> {
    let mut lacks = Vec::new();
    let mut need = |found: bool, what: String| {
        if !found {
            lacks.push(what);
        }
    };
    for entry in policy.lists.entries() {
        let tried = |c: &&Decided| {
            c.example.then.entry.as_deref() == Some(entry.id.as_str()) && entry.period.contains(c.example.day)
        };
        let found = cases.iter().filter(tried).any(|c| c.example.then.mode.as_deref() == Some(c.verdict.mode.as_str()));
        need(found, format!("{} entry {}", entry.source.file, entry.id));
    }
    for mode in policy.modes() {
        need(
            cases.iter().any(|c| c.example.then.mode.as_deref() == Some(mode.name.as_str())),
            format!("mode {}", mode.name),
        );
        let steps = cases.iter().any(|c| c.verdict.mode == mode.name && c.example.then.steps.is_some());
        need(steps, format!("steps of mode {}", mode.name));
    }
    let row = |rule: &&Rule| !rule.source.file.ends_with("rules.md");
    for trigger in
        cases.iter().flat_map(|c| policy.rules_on(c.example.day)).filter(|rule| rule.treatment().is_some()).filter(row)
    {
        let asked = cases.iter().any(|c| says(&c.example.then.treatments, &trigger.id));
        let spared =
            cases.iter().any(|c| c.example.then.treatments.is_some() && !says(&c.example.then.treatments, &trigger.id));
        need(asked && spared, format!("treatment {}", trigger.id));
    }
    for check in cases.iter().flat_map(|c| policy.checks_on(c.example.day)).filter(row) {
        let failed = cases.iter().any(|c| says(&c.example.then.faults, &check.id));
        let right = |c: &&Decided| c.example.then.faults.is_some() && !says(&c.example.then.faults, &check.id);
        let lines = |c: &Decided| (1..=u16::try_from(c.example.given.lines.len()).unwrap()).map(Some).collect();
        let concerned = |c: &Decided| {
            let places: Vec<Option<u16>> = if check.per_line { lines(c) } else { vec![None] };
            check.direction.is_none_or(|d| d == c.example.given.direction)
                && places.iter().any(|l| check.when.as_ref().is_none_or(|w| with(policy, c, |f| w.holds(f, *l))))
        };
        need(failed && cases.iter().filter(right).any(concerned), format!("check {}", check.id));
    }
    // A rule that is a block has two examples: one that it hits and one that it spares.
    for rule in policy.rules().filter(|rule| rule.source.file.ends_with("rules.md")) {
        let said = |ids: fn(&Then) -> &Vec<String>| {
            cases.iter().any(|c| ids(&c.example.then).iter().any(|id| **id == *rule.id))
        };
        need(said(|then| &then.hits) && said(|then| &then.spared), format!("rule {}", rule.id));
    }
    lacks.sort();
    lacks.dedup();
    lacks
}

#[track_caller]
fn check(lacks: &[String]) {
    assert!(lacks.is_empty(), "no example for:\n{}", lacks.join("\n"));
}

#[test]
fn lists_modes_treatments_and_checks() {
    check(&untried(region("9+1"), &decided("9+1")));
}

#[test]
fn every_row_of_the_selection_holds_in_an_example_that_cites_it() {
    for name in ["9+1", "demo-en"] {
        let (policy, cases, mut lacks) = (region(name), decided(name), Vec::new());
        let first = cases.iter().map(|c| c.example.day).max().unwrap();
        for row in policy.selection_on(first) {
            let holds = |c: &&Decided| {
                row.direction == c.example.given.direction
                    && row.when.as_ref().is_none_or(|w| with(policy, c, |f| w.holds(f, None)))
            };
            let named = cases.iter().filter(holds).filter(|c| c.example.then.mode.is_some());
            let cited = named.filter(|c| {
                policy.library.cite(&c.example.clause, c.example.day).is_some_and(|x| row.basis.contains(&x))
            });
            if cited.count() == 0 {
                lacks.push(format!("{name} {}:{}", row.source.file, row.source.line));
            }
        }
        check(&lacks);
    }
}

#[test]
fn exactly_one_row_of_the_selection_holds_in_each_example() {
    for name in ["9+1", "demo-en"] {
        let policy = region(name);
        for case in &decided(name) {
            let holds = policy.selection_on(case.example.day).filter(|row| {
                row.direction == case.example.given.direction
                    && row.when.as_ref().is_none_or(|w| with(policy, case, |f| w.holds(f, None)))
            });
            assert_eq!(holds.count(), 1, "{}: {}", case.example.file, case.example.name);
        }
    }
}

#[test]
fn definitions_hold_in_one_example_and_not_in_another() {
    for name in ["9+1", "demo-en"] {
        let (policy, cases, mut lacks) = (region(name), decided(name), Vec::new());
        for fact in
            [Fact::InScheme, Fact::MayChoosePlace, Fact::PortInRegion, Fact::InPilot, Fact::GatesMet, Fact::Listed]
        {
            for yes in [true, false] {
                if !cases.iter().any(|c| with(policy, c, |f| f.read(fact, None)) == Value::Yes(yes)) {
                    lacks.push(format!("{name} {fact:?} {yes}"));
                }
            }
        }
        // The second region has no member that is late and no pilot.
        lacks.retain(|l| !l.starts_with("demo-en InPilot") && !l.starts_with("demo-en GatesMet"));
        check(&lacks);
    }
}

/// The days around both ends of a period: before, first, last, after.
fn edges(period: &Period) -> Vec<values::calendar::Day> {
    let ends = period.until.map(|until| [until, until.plus(1)]);
    [period.from.plus(-1), period.from].into_iter().chain(ends.into_iter().flatten()).collect()
}

#[test]
fn plan_4_2_5_each_edge_of_the_pilot() {
    let (policy, cases, mut lacks) = (region("9+1"), decided("9+1"), BTreeSet::new());
    let days: BTreeSet<_> = cases.iter().map(|c| c.example.day).collect();
    for pilot in days.iter().flat_map(|day| policy.pilots_on(*day)) {
        for edge in edges(&pilot.period) {
            let tried = |c: &&Decided| {
                c.example.day == edge
                    && pilot.direction.is_none_or(|d| d == c.example.given.direction)
                    && c.example.then.mode.is_some()
            };
            if cases.iter().filter(tried).count() == 0 {
                lacks.insert(format!("pilot {} on {edge}", pilot.name));
            }
        }
    }
    check(&lacks.into_iter().collect::<Vec<_>>());
}

#[test]
fn every_deadline_is_tried_below_at_and_above_its_end() {
    let (policy, cases, mut lacks) = (region("9+1"), decided("9+1"), BTreeSet::new());
    let days: BTreeSet<_> = cases.iter().map(|c| c.example.day).collect();
    for deadline in days.iter().flat_map(|day| policy.deadlines_on(*day)) {
        let mut distances = BTreeSet::new();
        for case in cases.iter().filter(|c| deadline.period.contains(c.example.day)) {
            if let (Some(last), Some(now)) = (case.example.then.last_day.get(&*deadline.name), case.example.given.now) {
                distances.insert((now.0 - last.0).signum());
            }
        }
        if distances.len() < 3 {
            lacks.insert(format!("{} of {}: {distances:?}", deadline.name, deadline.period.from));
        }
    }
    check(&lacks.into_iter().collect::<Vec<_>>());
}
