//! Works out why a case needs a person: by the same checks, terms and facts that decisions go by. Once for a version of the case,
//! and kept while nothing of it can have changed.

use crate::act::{self, Ask, Denied};
use crate::desk::Desk;
use crate::why::{Running, Why, Wish};
use clearance::case::decide::unmet_of;
use clearance::case::terms::terms;
use clearance::case::{Case, Stage};
use clearance::permission::Act;
use policy::{Measure, Policy, StepKind};
use register::scope::Scope;
use std::collections::BTreeSet;
use std::sync::Arc;
use values::calendar::Day;
use values::text::{Language, Text};

/// Tariff codes of a case that are looked up among what was found before.
const GOODS: usize = 5;

/// Why the case of a row needs a person; `version` is that of the row.
///
/// # Errors
/// The asker reads no queue, or the register cannot be read.
pub async fn of_row(desk: &Desk, ask: &Ask, no: &str, version: u64) -> Result<Arc<Why>, Denied> {
    let field = &desk.field;
    let holds = (version, field.known().epoch, field.day(ask.now));
    if let Some(why) = desk.why.get(no, holds, ask.now) {
        return Ok(why);
    }
    let Some((case, _)) = act::load(field, ask, no).await? else { return Ok(Arc::default()) };
    let why = Arc::new(of_case(desk, ask, &case).await?);
    desk.why.keep(no, holds, ask.now, &why);
    Ok(why)
}

async fn of_case(desk: &Desk, ask: &Ask, case: &Case) -> Result<Why, Denied> {
    let field = &desk.field;
    let law = field.law_of(&case.policy, case.day).await?;
    let text = &law.policy;
    let reviewed = matches!(case.stage, Stage::UnderReview);
    let mut why = act::with_entrance(desk, ask, Act::ReadQueue, &case.declaration, |context| {
        let unmet = || unmet_of(&case.declaration, &case.measures, case.day, case.mode(), context);
        let running = terms(case, text, context.owner, context.agent_blacklisted);
        let mut running: Vec<Running> = running.iter().filter(|term| term.stopped.is_none()).map(Running::of).collect();
        running.sort_by_key(|term| term.due);
        Why {
            unmet: if reviewed { unmet() } else { Vec::new() },
            grade: context.owner.grade.clone(),
            blacklisted: context.owner.blacklisted || context.agent_blacklisted,
            running,
            ..Why::default()
        }
    })
    .await?;
    if reviewed {
        why.rules = wishes(case, text, field.day(ask.now));
    }
    if let Some(verdict) = &case.verdict {
        why.entries = verdict.lines.iter().chain(&verdict.unsettled).map(|listed| listed.entry.clone()).collect();
    }
    let (owner, no) = (case.declaration.parties.owner.as_str(), case.no.as_str());
    let goods: BTreeSet<&str> = case.declaration.lines.iter().map(|line| line.hs.as_str()).collect();
    for hs in goods.into_iter().take(GOODS) {
        let found = field.register.last_found(&Scope::system(), owner, hs, no).await?;
        why.found = why.found.max(found);
    }
    Ok(why)
}

/// What the rules want of the review that is open: a person of a skill, and what it waits for.
fn wishes(case: &Case, policy: &Policy, today: Day) -> Vec<Wish> {
    let Some(verdict) = case.verdict.as_deref() else { return Vec::new() };
    let reviews = |at: usize| case.plan().get(at).is_some_and(|planned| planned.kind == StepKind::Review);
    let of_review = verdict.demands.iter().filter(|demand| demand.step.is_some_and(|at| reviews(at.into())));
    let wish = of_review.filter_map(|demand| {
        let (rule, measure) = demand.content(policy, verdict.receipt.day)?;
        let lacking = case.standing_of(demand, verdict, policy, today).holds_up();
        (lacking || matches!(measure, Measure::Review(_))).then(|| Wish {
            rule: rule.id.to_string(),
            title: rule.title.words(),
            measure: Text::new(measure.words(Language::Zh), measure.words(Language::En)),
            skill: verdict.skill(measure, policy).map(str::to_owned),
            lacking,
        })
    });
    wish.collect()
}
