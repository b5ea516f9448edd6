//! What the rules of the day ask of a case: a function of facts and text alone, in the order of the rules' numbers (R19).

use super::resolve::{Hits, Resolved};
use super::{Planned, Verdict};
use policy::fact::{Fact, Facts, HOLDS_SINCE, Value};
use policy::rule::{Extent, Lifter, Measured, Precedence, Scope, Supplier};
use policy::{Measure, Policy, Rule, StepKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::rc::Rc;
use values::calendar::Day;

/// One measure of a rule that hits: the rule's text says what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demanded {
    /// The rule's number.
    pub rule: Box<str>,
    /// Which of its measures, from 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub measure: u8,
    /// The lines that it is for, from 1; none for the case as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<u16>,
    /// The step of the plan to which it binds, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<u8>,
    /// Units to be drawn of each of the lines, where a sampling plan says it; none for a lot that it does not know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub draw: Vec<u32>,
    /// For officers alone: its measure is not public. In bytes it stands sealed ([`super::sealed`]).
    #[serde(skip)]
    pub hidden: bool,
    /// What it waits for, as tasks must know it without the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<Needs>,
}

/// What a demand waits for, and from whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Needs {
    /// That a hold be lifted.
    Lift(Lifter),
    /// That a treatment be done.
    Treatment,
    /// Results of what is measured or drawn.
    Results,
    /// One of these papers.
    Papers {
        /// Their kinds.
        kinds: Vec<Box<str>>,
        /// Who brings it.
        from: Supplier,
    },
}

impl Needs {
    fn of(one: &Measured) -> Option<Needs> {
        match &one.measure {
            Measure::Hold(lifter) => Some(Needs::Lift(*lifter)),
            Measure::Papers { kinds, from, .. } => {
                Some(Needs::Papers { kinds: kinds.iter().map(|item| item.code.clone()).collect(), from: *from })
            }
            Measure::Treat(_) => Some(Needs::Treatment),
            Measure::Examine { .. } | Measure::Sample(_) => Some(Needs::Results),
            Measure::Refuse(_)
            | Measure::Return(_)
            | Measure::Review(_)
            | Measure::Inspect { .. }
            | Measure::ReleaseAfter { .. }
            | Measure::AfterRelease { .. }
            | Measure::Note(_)
            | Measure::Escalate { .. }
            | Measure::Turn(_)
            | Measure::Paperless(_) => None,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks it")]
fn is_zero(n: &u8) -> bool {
    *n == 0
}

impl Demanded {
    /// The measure as the text of the day says it.
    pub fn content<'p>(&self, policy: &'p Policy, day: Day) -> Option<(&'p Rule, &'p Measure)> {
        let rule = policy.rule(&self.rule, day)?;
        Some((rule, &rule.measures.get(usize::from(self.measure))?.measure))
    }
}

impl Verdict {
    /// The skill that a measure wants of who reviews, as accounts have it: in the language of the text. A decision of before wants
    /// none.
    pub fn skill<'p>(&self, measure: &'p Measure, policy: &Policy) -> Option<&'p str> {
        let Measure::Review(said) = measure else { return None };
        (HOLDS_SINCE <= self.receipt.rules).then(|| said.pick(policy.region.language))
    }

    /// How many of the units that are drawn of each line may fail, by the lot that the decision read (GB/T 2828.1: 接收数).
    pub fn may_fail(&self, demand: &Demanded, policy: &Policy) -> Vec<u32> {
        let day = self.receipt.day;
        let Some((_, Measure::Sample(plan))) = demand.content(policy, day) else { return Vec::new() };
        let lot = |line: u16| {
            let read = self.receipt.all().find(|read| (read.fact, read.line) == (Fact::PackCount, Some(line)));
            read.and_then(|read| if let Value::Number(lot) = read.value { Some(lot) } else { None })
        };
        let allowed = |line: &u16| policy.sampling(plan, lot(*line)?, day).map(|row| row.may_fail);
        demand.lines.iter().map(|line| allowed(line).unwrap_or(0)).collect()
    }
}

/// The rules by which demands are made at all; decisions of before made none.
const MAKES_DEMANDS: u16 = 3;

impl Resolved<'_> {
    /// Whether decisions of these rules of the program make demands.
    pub(super) fn makes_demands(&self) -> bool {
        self.rules() >= MAKES_DEMANDS
    }

    /// Where a rule of the day hits, by its place among them: the lines, or the case as a whole. Asked once of each rule.
    pub(crate) fn hits(&self, place: usize) -> Hits {
        let known = self.hits.borrow().get(place).cloned().flatten();
        known.unwrap_or_else(|| {
            let found = self.in_force().get(place).map(|rule| self.find_hits(rule)).unwrap_or_default();
            let found = Rc::new(found);
            let mut hits = self.hits.borrow_mut();
            hits.resize(self.in_force().len(), None);
            if let Some(kept) = hits.get_mut(place) {
                *kept = Some(Rc::clone(&found));
            }
            found
        })
    }

    fn find_hits(&self, rule: &Rule) -> Vec<Option<u16>> {
        let hits = |place: &Option<u16>| rule.holds(self, *place) && self.kept_off(rule, *place).next().is_none();
        self.places(rule).into_iter().filter(hits).collect()
    }

    /// The rules that a rule names and that keep it off at a line, or from the case as a whole.
    pub(super) fn kept_off<'r>(&self, rule: &'r Rule, place: Option<u16>) -> impl Iterator<Item = &'r str> {
        // Loading proved that rules wait for each other in no circle.
        rule.named().filter(move |id| {
            // They stand in the order of their numbers, of which a day has each once.
            let other = self.in_force().binary_search_by(|other| (*other.id).cmp(id)).ok();
            let there = |hit: &Option<u16>| place.is_none() || hit.is_none() || *hit == place;
            other.is_some_and(|other| self.hits(other).iter().any(there))
        })
    }

    /// Where a rule is asked: at each line, or at the case as a whole; nowhere if it is for other cases.
    pub(super) fn places(&self, rule: &Rule) -> Vec<Option<u16>> {
        if !rule.applies_to(self.direction()) || !self.in_scope(&rule.scope) {
            Vec::new()
        } else if rule.per_line {
            (1..=self.lines()).map(Some).collect()
        } else {
            vec![None]
        }
    }

    /// Whether the offices that work on the goods are those of the scope: the accepting office is never asked (R19).
    fn in_scope(&self, scope: &Scope) -> bool {
        match scope {
            Scope::Region => true,
            Scope::Offices(offices) => self.working().iter().any(|office| offices.contains(office)),
            Scope::Pilots(rows) => self.piloted(|row| rows.contains(&row.name)),
        }
    }

    /// Every demand of the rules of the day, each bound to its step of the plan.
    pub(super) fn demands(&self, plan: &[Planned]) -> Vec<Demanded> {
        if !self.makes_demands() {
            return Vec::new();
        }
        let mut all = Vec::new();
        for (at, rule) in self.in_force().iter().enumerate() {
            let hits = self.hits(at);
            if hits.is_empty() {
                continue;
            }
            let lines: Vec<u16> = hits.iter().copied().flatten().collect();
            for (measure, one) in (0u8..).zip(&rule.measures) {
                let draw = if let Measure::Sample(plan) = &one.measure {
                    lines.iter().map(|line| self.draw(plan, *line)).collect()
                } else {
                    Vec::new()
                };
                let kind = one.measure.step();
                let step = kind.and_then(|kind| place(plan, kind));
                // 无此步骤的不适用: loading proved that the rule says so.
                if kind.is_some() && step.is_none() {
                    continue;
                }
                let needs = if self.rules() < HOLDS_SINCE { None } else { Needs::of(one) };
                let hidden = !one.public && Verdict::seals(self.rules());
                let (rule, lines) = (rule.id.clone(), lines.clone());
                all.push(Demanded { rule, measure, lines, step, draw, hidden, needs });
            }
        }
        all
    }

    /// How many packages of a line are drawn by a plan.
    fn draw(&self, plan: &str, line: u16) -> u32 {
        match self.read(Fact::PackCount, Some(line)) {
            Value::Number(lot) => self.policy.sampling(plan, lot, self.day).map_or(0, |row| row.size),
            Value::Yes(_) | Value::Word(_) | Value::Words(_) | Value::Amounts(_) | Value::Absent => 0,
        }
    }
}

/// Demands by rule and line (0 for the case as a whole), each with its measures, from 0, in order, with a comma between them.
pub fn hits(demands: &[Demanded]) -> BTreeMap<(Box<str>, u16), String> {
    let mut hits: BTreeMap<(Box<str>, u16), String> = BTreeMap::new();
    for demand in demands {
        let whole = demand.lines.is_empty().then_some(0);
        for line in demand.lines.iter().copied().chain(whole) {
            let measures = hits.entry((demand.rule.clone(), line)).or_default();
            if !measures.is_empty() {
                measures.push(',');
            }
            measures.push_str(&demand.measure.to_string());
        }
    }
    hits
}

/// The step of a kind in a plan: the one that is needed, else the first.
fn place(plan: &[Planned], kind: StepKind) -> Option<u8> {
    let needed = plan.iter().position(|step| step.kind == kind && step.needed);
    let any = || plan.iter().position(|step| step.kind == kind);
    needed.or_else(any).and_then(|at| u8::try_from(at).ok())
}

/// The measures of demands by the text of their day.
fn measures<'d, 'p: 'd>(
    demands: &'d [Demanded],
    policy: &'p Policy,
    day: Day,
) -> impl Iterator<Item = (&'d Demanded, &'p Measure)> {
    demands.iter().filter_map(move |demand| Some((demand, demand.content(policy, day)?.1)))
}

/// How far goods are looked at in a kind of step: of several rules the strictest counts.
pub fn extent(demands: &[Demanded], kind: StepKind, policy: &Policy, day: Day) -> Option<Extent> {
    let of_kind = measures(demands, policy, day).filter_map(|(_, measure)| {
        if let Measure::Inspect { step, extent } = measure { (*step == kind).then_some(*extent) } else { None }
    });
    of_kind.max()
}

/// The case's place in the queue: of several rules the later counts, so that no good grade outweighs a bad one.
pub fn precedence(demands: &[Demanded], policy: &Policy, day: Day) -> Precedence {
    let turns = measures(demands, policy, day)
        .filter_map(|(_, measure)| if let Measure::Turn(turn) = measure { Some(*turn) } else { None });
    turns.max().unwrap_or(Precedence::Usual)
}
