//! Deciding the mode of an open case again, and splitting what goes by different modes.

use super::{Context, Decision, open};
use crate::case::asks;
use crate::case::refusal::{NotAllowed, Reason};
use crate::case::{Case, Progress, Stage};
use crate::decision::facts::Declared;
use crate::decision::{self, Planned, Salt, Verdict};
use crate::declaration::{Declaration, Measures, Version, Wanted};
use crate::event::body::{Accepted, CaseEvent, Cause, ModeConfirmed, Slot, Submitted};
use crate::standing::Standing;
use policy::fact::{Fact, Value};
use policy::{Handling, Policy, StepKind};
use std::collections::BTreeSet;
use std::sync::Arc;
use values::calendar::Day;
use values::id::ModeName;

/// The verdict on a declaration by the text of `day`.
pub fn decided(
    declaration: &Declaration,
    measures: &Measures,
    day: Day,
    owner: &Standing,
    context: &Context,
) -> Result<Verdict, NotAllowed> {
    let base = Declared::new(declaration, measures, owner, context.agent_blacklisted);
    decision::decide(context.policy, day, &base).map_err(|_| not_offered(declaration, day, context))
}

/// The text gives no mode for such a declaration.
fn not_offered(declaration: &Declaration, day: Day, context: &Context) -> NotAllowed {
    let offers = context.policy.offers(declaration.direction, day);
    let reason = if offers { Reason::ModeNotOffered } else { Reason::DirectionNotOffered };
    NotAllowed::new(context.policy, reason)
}

/// The owner as the case must treat it: what became worse since acceptance counts, and what became better does not (「本方案」三(三)二).
/// What the decision that holds did not read made no difference to it, and counts as it is.
pub fn no_better(case: &Case, now: &Standing, policy: &Policy) -> Standing {
    let Some(verdict) = &case.verdict else { return now.clone() };
    let read = |fact: Fact| verdict.receipt.all().find(|read| read.fact == fact).map(|read| &read.value);
    let flag = |fact: Fact, now: bool| if let Some(Value::Yes(was)) = read(fact) { *was } else { now };
    Standing {
        blacklisted: verdict.stricter || now.blacklisted,
        paperless: flag(Fact::OwnerPaperless, now.paperless) && now.paperless,
        overdue: flag(Fact::OwnerOverdue, now.overdue) || now.overdue,
        grade: match read(Fact::OwnerGrade) {
            Some(Value::Word(was)) => worse(Some(&**was), now.grade.as_deref(), case.day, policy),
            Some(Value::Absent) => worse(None, now.grade.as_deref(), case.day, policy),
            Some(Value::Yes(_) | Value::Words(_) | Value::Number(_) | Value::Amounts(_)) | None => now.grade.clone(),
        },
        ..now.clone()
    }
}

/// The worse of two grades; who has none counts as the text says.
fn worse(was: Option<&str>, now: Option<&str>, day: Day, policy: &Policy) -> Option<String> {
    let place = |grade: Option<&str>| {
        let counted = grade.or_else(|| policy.ungraded(day).map(|as_if| &*as_if.grade));
        let known = |grade: &str| policy.grades().iter().position(|one| **one == *grade);
        // A grade that the text does not have, and none where it says nothing, is the worst.
        counted.and_then(known).unwrap_or(usize::MAX)
    };
    if place(was) < place(now) { now.map(str::to_owned) } else { was.map(str::to_owned) }
}

/// The verdict of acceptance, if it is the one that holds when review passes: neither declaration nor owner changed.
pub fn standing_verdict<'c>(case: &'c Case, owner: &Standing) -> Option<&'c Arc<Verdict>> {
    let unchanged = |verdict: &&Arc<Verdict>| case.declaration_version == 1 && (verdict.stricter || !owner.blacklisted);
    case.verdict.as_ref().filter(unchanged)
}

/// The verdict that holds when review passes.
pub fn confirm(case: &Case, context: &Context) -> Result<Arc<Verdict>, NotAllowed> {
    match standing_verdict(case, context.owner) {
        Some(verdict) => Ok(Arc::clone(verdict)),
        None => with_restriction(case, context).map(|verdict| context.kept(verdict)),
    }
}

impl Context<'_> {
    /// A verdict on its way to the log: with a salt of its own for what of it is sealed.
    pub(in crate::case) fn kept(&self, verdict: Verdict) -> Arc<Verdict> {
        let salt = Salt(format!("{}{}", (self.query_code)(), (self.query_code)()));
        Arc::new(Verdict { salt, ..verdict })
    }
}

/// That a plan holds, with the papers that offices draft of those that were asked for.
pub fn confirmed(of: &Declaration, verdict: Arc<Verdict>, cause: Cause, context: &Context) -> CaseEvent {
    let drafted = |wanted: &&Wanted| context.policy.drafts(wanted.kind.as_str(), of.direction, context.today);
    let papers = of.wanted.iter().filter(drafted).map(|wanted| wanted.kind.clone()).collect();
    CaseEvent::ModeConfirmed(ModeConfirmed { verdict, cause, papers })
}

/// The verdict with the owner's restriction of today.
pub fn with_restriction(case: &Case, context: &Context) -> Result<Verdict, NotAllowed> {
    let owner = no_better(case, context.owner, context.policy);
    decided(&case.declaration, &case.measures, case.day, &owner, context)
}

/// Decides an open case again after a restriction on its owner (「本方案」三(三)二).
pub fn redecide(case: &Case, context: &Context) -> Result<Decision, NotAllowed> {
    open(case, context)?;
    let verdict = with_restriction(case, context)?;
    let same = case
        .verdict
        .as_ref()
        .is_some_and(|old| (&old.mode, &old.plan, &old.demands) == (&verdict.mode, &verdict.plan, &verdict.demands));
    if same || matches!(case.stage, Stage::Returned { .. }) {
        return Err(NotAllowed::new(context.policy, Reason::NotDue));
    }
    Ok(Decision::of(vec![confirmed(&case.declaration, context.kept(verdict), Cause::Restriction, context)]))
}

/// Decides an open case again by an edition that counts for open cases too, as of the edition's first day. What would be easier
/// stays as it was, unless the command centre decided otherwise.
pub fn apply_edition(case: &Case, from: Day, easier: bool, context: &Context) -> Result<Decision, NotAllowed> {
    open(case, context)?;
    let not_due = || NotAllowed::new(context.policy, Reason::NotDue);
    let Some(old) = case.verdict.as_ref().filter(|_| !matches!(case.stage, Stage::Returned { .. })) else {
        return Err(not_due());
    };
    if case.policy == context.policy.version() || from <= case.day {
        return Err(not_due());
    }
    let owner = no_better(case, context.owner, context.policy);
    let verdict = decided(&case.declaration, &case.measures, from, &owner, context)?;
    let same = (&old.mode, &old.plan, &old.demands) == (&verdict.mode, &verdict.plan, &verdict.demands);
    if same || !easier && is_easier(old, &verdict, context.policy) {
        return Err(not_due());
    }
    Ok(Decision::of(vec![confirmed(&case.declaration, context.kept(verdict), Cause::Edition, context)]))
}

/// Whether anything of a verdict asks for less than before: a mode that the text ranks lower, a rule that demands nothing any more,
/// or treatments that are not wanted any more. A mode that the text does not have any more ranks lowest.
fn is_easier(old: &Verdict, new: &Verdict, policy: &Policy) -> bool {
    let rank = |verdict: &Verdict| policy.severity(&verdict.mode, verdict.handling);
    let demanded = |verdict: &Verdict| -> BTreeSet<(Box<str>, u8)> {
        verdict.demands.iter().map(|one| (one.rule.clone(), one.measure)).collect()
    };
    rank(new) < rank(old)
        || !demanded(old).is_subset(&demanded(new))
        || old.treatments.iter().any(|entry| !new.treatments.contains(entry))
}

/// Lines grouped by the mode and handling that each would go by alone, in the order of their first line. More than one group is an
/// offer to split (「本方案」三(二)).
pub fn split_groups(
    declaration: &Declaration,
    day: Day,
    owner: &Standing,
    context: &Context,
) -> Result<Vec<(ModeName, Vec<u16>)>, NotAllowed> {
    let mut groups: Vec<(ModeName, Option<Handling>, Vec<u16>)> = Vec::new();
    if declaration.lines.len() < 2 {
        return Ok(Vec::new());
    }
    for (n, number) in (0..declaration.lines.len()).zip(1u16..) {
        let alone = part_of(declaration, &[number], n);
        let measures = (context.measure)(&alone);
        let base = Declared::new(&alone, &measures, owner, context.agent_blacklisted);
        let chosen = decision::mode_of(context.policy, day, &base);
        let (mode, handling) = chosen.map_err(|_| not_offered(declaration, day, context))?;
        match groups.iter_mut().find(|(m, h, _)| *m == mode && *h == handling) {
            Some((_, _, lines)) => lines.push(number),
            None => groups.push((mode, handling, vec![number])),
        }
    }
    Ok(groups.into_iter().map(|(mode, _, lines)| (mode, lines)).collect())
}

/// The declaration of some lines: their containers go with them; what names no line goes with all.
fn part_of(whole: &Declaration, lines: &[u16], part: usize) -> Declaration {
    let mut one = whole.clone();
    one.lines = lines.iter().map(|n| whole.lines[usize::from(*n) - 1].clone()).collect();
    let stowed = |lines: &[crate::declaration::Line]| {
        lines.iter().flat_map(|l| l.stowage.iter().map(|s| s.container.clone())).collect::<BTreeSet<_>>()
    };
    let (mine, all) = (stowed(&one.lines), stowed(&whole.lines));
    one.containers.retain(|c| mine.contains(&c.no) || !all.contains(&c.no));
    one.reference = format!("{}/{}", whole.reference, part + 1);
    one
}

/// Whether anything but the first acceptance was done.
fn under_way(case: &Case) -> bool {
    let begun = |(p, done): (&Planned, &Progress)| {
        (p.kind != StepKind::Accept || !p.needs.is_empty()) && (done.done.is_some() || done.worked_at.is_some())
    };
    case.plan().iter().zip(&case.progress).any(begun)
}

/// Takes the offer to split: new numbers, linked, quantities conserved; nothing may have been done yet.
pub fn split(case: &Case, context: &Context) -> Result<Decision, NotAllowed> {
    open(case, context)?;
    let no = |reason| Err(NotAllowed::new(context.policy, reason));
    if !context.mandated {
        return no(Reason::MandateMissing);
    }
    if matches!(case.stage, Stage::Returned { .. }) || under_way(case) {
        return no(Reason::SplitNotOffered);
    }
    let owner = no_better(case, context.owner, context.policy);
    let groups = split_groups(&case.declaration, case.day, &owner, context)?;
    if groups.len() < 2 {
        return no(Reason::SplitNotOffered);
    }
    let mut result = Decision::default();
    let mut slots = Vec::new();
    for (part, (mode, lines)) in groups.iter().enumerate() {
        let mut declaration = part_of(&case.declaration, lines, part);
        // What was asked for goes with the part that has it.
        declaration.asked = declaration.asked.filter(|asked| asked == mode);
        let measures = (context.measure)(&declaration);
        let verdict = decided(&declaration, &measures, case.day, &owner, context)?;
        slots.push(Slot::Pending(u16::try_from(part).expect("at most 999 lines make at most 999 parts")));
        result.demands.push(asks::declaration_demand(
            context.policy,
            &case.office,
            declaration.direction,
            context.today,
        ));
        let accepted = Accepted {
            day: case.day,
            policy: case.policy.clone(),
            query_code: Some((context.query_code)()),
            verdict: context.kept(verdict),
            split_from: Some(case.no.clone()),
        };
        let submitted = Submitted { version: Box::new(Version { declaration, measures }) };
        let mut bodies = vec![CaseEvent::Submitted(submitted), CaseEvent::Accepted(accepted)];
        // Papers go with every part: whether its rules still ask for them is for its own verdict to say.
        bodies.extend(case.papers.iter().map(|given| CaseEvent::PaperGiven {
            paper: given.paper.clone(),
            office: given.office.clone(),
            again: false,
        }));
        result.new_cases.push(bodies);
    }
    result.bodies.push(CaseEvent::Split { into: slots });
    Ok(result)
}
