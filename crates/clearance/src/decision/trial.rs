//! A decision looked at rule by rule: what each statement said, and by which fact; for those who ask why, or try a rule.

use super::facts::Declared;
use super::resolve::Resolved;
use super::{Undecided, Verdict, decide};
use policy::condition::Atom;
use policy::fact::{Facts, Value};
use policy::rule::{Rule, Unless};
use policy::{Condition, Policy};
use values::calendar::Day;

/// A rule of the day as it was tried.
#[derive(Clone, Debug)]
pub struct Tried<'p> {
    /// The rule.
    pub rule: &'p Rule,
    /// Where it was asked: each line for itself, or the case as a whole. Empty if it is not for such a case at all.
    pub places: Vec<Place<'p>>,
}

/// A rule at a line, or at the case as a whole.
#[derive(Clone, Debug)]
pub struct Place<'p> {
    /// The line, from 1.
    pub line: Option<u16>,
    /// Whether it hits there.
    pub hits: bool,
    /// Its statements from left to right.
    pub statements: Vec<Statement<'p>>,
    /// The rules that it names and that keep it off.
    pub kept_off: Vec<&'p str>,
}

/// One statement, whether it was reached, and the fact that decided it.
#[derive(Clone, Debug)]
pub struct Statement<'p> {
    /// Whether it stands under 除非.
    pub unless: bool,
    /// What it says.
    pub atom: &'p Atom,
    /// Whether it holds; none if it was not reached.
    pub holds: Option<bool>,
    /// The answer that was read, if it was reached.
    pub value: Option<Value>,
}

impl Tried<'_> {
    /// Whether it hits anywhere.
    pub fn hits(&self) -> bool {
        self.places.iter().any(|place| place.hits)
    }
}

/// Decides, and tries every rule of the day.
///
/// # Errors
/// The text gives no mode.
pub fn tried<'p>(policy: &'p Policy, day: Day, base: &Declared) -> Result<(Verdict, Vec<Tried<'p>>), Undecided> {
    let verdict = decide(policy, day, base)?;
    let resolved = Resolved::new(policy, day, base);
    resolved.goes_by(&verdict.mode);
    let rules = policy.rules_on(day).enumerate();
    let tried = rules.map(|(at, rule)| Tried { rule, places: places(at, rule, &resolved) }).collect();
    Ok((verdict, tried))
}

fn places<'p>(at: usize, rule: &'p Rule, resolved: &Resolved) -> Vec<Place<'p>> {
    let hits = resolved.hits(at);
    let place = |line: Option<u16>| {
        let when = rule.when.iter().flat_map(|when| statements(when, false, resolved, line));
        let unless = rule.unless.iter().filter_map(|unless| match unless {
            Unless::Holds(condition) => Some(condition),
            Unless::Rule(_) => None,
        });
        let asked = rule.when.as_ref().is_none_or(|when| when.holds(resolved, line));
        let unless = unless.flat_map(|condition| match asked {
            true => statements(condition, true, resolved, line),
            false => condition.atoms().into_iter().map(|atom| unreached(atom, true)).collect(),
        });
        let kept_off = resolved.kept_off(rule, line).collect();
        Place { line, hits: hits.contains(&line), statements: when.chain(unless).collect(), kept_off }
    };
    resolved.places(rule).into_iter().map(place).collect()
}

fn unreached(atom: &Atom, unless: bool) -> Statement<'_> {
    Statement { unless, atom, holds: None, value: None }
}

fn statements<'p>(condition: &'p Condition, unless: bool, facts: &Resolved, line: Option<u16>) -> Vec<Statement<'p>> {
    let told = condition.traced(facts, line).into_iter().map(|(atom, holds)| Statement {
        unless,
        atom,
        holds,
        value: holds.map(|_| facts.read(atom.fact(), line.filter(|_| atom.fact().of_line()))),
    });
    told.collect()
}
