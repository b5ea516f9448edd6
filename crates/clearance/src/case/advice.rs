//! The advisor: the same answer as acceptance would give, before anything is submitted (「本方案」三(三)一).

use crate::case::decide::{Entrance, admitted, split_groups};
use crate::case::refusal::NotAllowed;
use crate::decision::{Allowed, Turning, Verdict, turning_facts_of};
use crate::declaration::Declaration;
use crate::event::body::UnmetCheck;
use policy::StepKind;
use policy::fact::Fact;
use serde::Serialize;
use values::id::{ModeName, OfficeCode, StepName};

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

/// Advises on a declaration as acceptance would decide it now; the refusal is the one that acceptance would give.
pub fn advise(declaration: &Declaration, entrance: &Entrance) -> Result<Advice, NotAllowed> {
    let measures = (entrance.measure)(declaration);
    let verdict = admitted(declaration, &measures, entrance.today, entrance)?;
    let steps = (0..verdict.plan.len()).map(|at| advised(&verdict, at, entrance)).collect();
    let groups = split_groups(declaration, entrance.today, entrance.owner, entrance)?;
    let split = groups.into_iter().map(|(mode, lines)| SplitOffer { mode, lines }).collect::<Vec<_>>();
    let unmet = crate::case::decide::unmet_of(declaration, &measures, entrance.today, entrance);
    let would_change = turning_facts_of(entrance.policy, &verdict, suppliable);
    let split = if split.len() < 2 { Vec::new() } else { split };
    Ok(Advice { verdict, steps, split, unmet, would_change })
}

/// The offices of a step of the plan, every capable one where any will do.
pub fn offices(verdict: &Verdict, at: usize, entrance: &Entrance) -> Vec<OfficeCode> {
    let planned = &verdict.plan[at];
    match &planned.at {
        Allowed::Offices(offices) => offices.clone(),
        Allowed::Outside(recorder) => recorder.iter().cloned().collect(),
        Allowed::Centre => Vec::new(),
        Allowed::Any(usual) => {
            let (policy, day) = (entrance.policy, entrance.today);
            let fit = |office: &OfficeCode| policy.capable(office, planned.kind, day);
            let gated = |o: &policy::Office| planned.kind != StepKind::Accept || policy.gates_met(&o.member, day);
            let rest = policy.offices_on(day).filter(|o| !usual.contains(&o.code) && fit(&o.code) && gated(o));
            usual.iter().filter(|o| fit(o)).cloned().chain(rest.map(|o| o.code.clone())).collect()
        }
    }
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
