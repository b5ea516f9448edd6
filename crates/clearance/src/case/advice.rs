//! The advisor: the same answer as acceptance would give, before anything is submitted (「本方案」三(三)一).

use crate::case::decide::{Entrance, decided, hindrances as of_verdict, offered, offices, split_groups, unknown};
use crate::case::refusal::NotAllowed;
use crate::decision::facts::Declared;
use crate::decision::resolve::Resolved;
use crate::decision::{Turning, Verdict, turning_facts_of};
use crate::declaration::{Declaration, Measures};
use crate::event::body::UnmetCheck;
use policy::fact::Fact;
use policy::{Condition, Mode, StepKind};
use serde::Serialize;
use values::id::{ModeName, OfficeCode, StepName};
use values::text::Text;

/// What would happen to a declaration if it were submitted now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Advice {
    /// The decision with its receipt.
    pub verdict: Verdict,
    /// The steps to come, with the offices that may be chosen.
    pub steps: Vec<AdvisedStep>,
    /// The offer to split, if lines would go by different modes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub split: Vec<SplitOffer>,
    /// Listed checks that are not met yet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unmet: Vec<UnmetCheck>,
    /// What the declarant may lawfully supply that would change the mode.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub would_change: Vec<Turning>,
    /// Why acceptance would refuse it now, in the order in which it looks: the first is what it would say.
    #[serde(skip)]
    pub hindrances: Vec<NotAllowed>,
    /// The modes of the direction: which may be asked for, and why the others may not.
    pub modes: Vec<ModeOffer>,
}

/// A mode of the direction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModeOffer {
    /// Its name.
    pub mode: ModeName,
    /// It may be asked for, or is the one by which the goods go.
    pub offered: bool,
    /// Conditions that do not hold, where it is not offered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unmet: Vec<Text>,
}

/// A step to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AdvisedStep {
    /// Its name.
    pub step: StepName,
    /// What is done.
    pub kind: StepKind,
    /// Whether this case needs it.
    pub needed: bool,
    /// The offices where it may be done; the first is the usual one.
    pub offices: Vec<OfficeCode>,
    /// Whether the enterprise chooses among them.
    pub chosen: bool,
    /// The steps that come first.
    pub needs: Vec<StepName>,
}

/// A part of a split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SplitOffer {
    /// The mode of the part.
    pub mode: ModeName,
    /// Its lines, from 1.
    pub lines: Vec<u16>,
}

/// Advises on a declaration as acceptance would decide it now. Where that would refuse, the advice says by what, and what may be
/// chosen instead.
///
/// # Errors
/// The owner is not registered, or gave no mandate; or the region takes no such declarations at all.
pub fn advise(declaration: &Declaration, entrance: &Entrance) -> Result<Advice, NotAllowed> {
    // Whoever may not declare for an owner is told nothing of the owner's standing.
    unknown(entrance).into_iter().next().map_or(Ok(()), Err)?;
    let measures = (entrance.measure)(declaration);
    let verdict = decided(declaration, &measures, entrance.today, entrance.owner, entrance)?;
    let hindrances = of_verdict(declaration, &measures, &verdict, entrance);
    let modes = modes(declaration, &measures, &verdict, entrance);
    let steps = (0..verdict.plan.len()).map(|at| advised(&verdict, at, entrance)).collect();
    let groups = split_groups(declaration, entrance.today, entrance.owner, entrance)?;
    let split = groups.into_iter().map(|(mode, lines)| SplitOffer { mode, lines }).collect::<Vec<_>>();
    let unmet = crate::case::decide::unmet_of(declaration, &measures, entrance.today, Some(&verdict.mode), entrance);
    let would_change = turning_facts_of(entrance.policy, &verdict, suppliable);
    let split = if split.len() < 2 { Vec::new() } else { split };
    Ok(Advice { verdict, steps, split, unmet, would_change, hindrances, modes })
}

/// The modes of the direction, with what does not hold of those that may not be asked for.
fn modes(declaration: &Declaration, measures: &Measures, verdict: &Verdict, entrance: &Entrance) -> Vec<ModeOffer> {
    let (policy, day) = (entrance.policy, entrance.today);
    let mut open = offered(declaration, measures, day, entrance);
    open.push(verdict.mode.clone());
    let told = policy.modes_of(declaration.direction, day).map(|mode| {
        let offered = open.contains(&mode.name);
        let unmet = if offered { Vec::new() } else { unmet(mode, declaration, measures, entrance) };
        ModeOffer { mode: mode.name.clone(), offered, unmet }
    });
    told.collect()
}

/// What does not hold of the row that would give a mode if it were asked for: of several rows the one that lacks least, since any
/// one of them would do.
fn unmet(mode: &Mode, declaration: &Declaration, measures: &Measures, entrance: &Entrance) -> Vec<Text> {
    let (policy, day) = (entrance.policy, entrance.today);
    let asking = Declaration { asked: Some(mode.name.clone()), ..declaration.clone() };
    let base = Declared::new(&asking, measures, entrance.owner, entrance.agent_blacklisted);
    let facts = Resolved::new(policy, day, &base);
    let rows = policy.selecting(&mode.name, declaration.direction, day);
    let failing = rows.map(|row| row.when.as_ref().map_or_else(Vec::new, |when| when.failing(&facts, None)));
    let nearest = failing.min_by_key(Vec::len).unwrap_or_default();
    nearest.into_iter().map(Condition::words).collect()
}

fn advised(verdict: &Verdict, at: usize, entrance: &Entrance) -> AdvisedStep {
    let planned = &verdict.plan[at];
    AdvisedStep {
        step: planned.step.clone(),
        kind: planned.kind,
        needed: planned.needed,
        offices: offices(verdict, at, entrance),
        chosen: planned.chosen,
        needs: planned.needs.iter().map(|n| verdict.plan[usize::from(*n)].step.clone()).collect(),
    }
}

/// Facts that a declarant may lawfully supply or choose; never classification, origin, value or standing.
pub fn suppliable(fact: Fact) -> bool {
    matches!(fact, Fact::Permit | Fact::Attachment | Fact::Asked | Fact::OwnerPaperless)
}
