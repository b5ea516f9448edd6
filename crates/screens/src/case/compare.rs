//! Versions of a declaration side by side: the fields that differ, old and new, and what a change would do to mode, steps and checks.

use super::declared::{Flat, flat};
use crate::frame::Frame;
use crate::part::Moment;
use crate::words;
use clearance::case::Case;
use clearance::case::decide::{Command, unmet_of};
use clearance::case::versions::{Held, versions};
use clearance::declaration::Declaration;
use clearance::event::Event;
use clearance::permission::Act;
use desk::act::{self, Ask, Denied};
use desk::names::Names;
use std::collections::BTreeSet;
use web::api::view;
use web::app::App;
use web::sight::Sight;

/// A field that differs.
pub struct Change {
    /// Its label.
    pub label: String,
    /// What stood there; empty for nothing.
    pub old: String,
    /// What stands there; empty for nothing.
    pub new: String,
}

/// Two versions.
pub struct Comparison {
    /// Which, in words.
    pub title: String,
    /// Since when the later holds, or when it was asked for.
    pub at: Moment,
    /// The fields that differ.
    pub changes: Vec<Change>,
    /// What it would do; empty for versions that hold or held.
    pub effects: Vec<String>,
}

/// The fields in which two declarations differ, as far as the reader sees them, in the order of the paper form.
fn changes(names: &Names, case: &Case, sight: &Sight, old: &Declaration, new: &Declaration) -> Vec<Change> {
    let mode = case.verdict.as_ref().map(|verdict| &verdict.mode);
    let tell = |of: &Declaration| flat(names, mode, &view::declaration(of, sight.extent));
    let (old, mut new) = (tell(old), tell(new));
    let mut found = Vec::new();
    for Flat { path, label, value } in old {
        let now = new.iter().position(|field| field.path == path).map(|at| new.remove(at).value).unwrap_or_default();
        if now != value {
            found.push(Change { label, old: value, new: now });
        }
    }
    found.extend(new.into_iter().map(|field| Change { label: field.label, old: String::new(), new: field.value }));
    found
}

/// What was asked to be amended beside what holds, with what it would do.
///
/// # Errors
/// The register cannot be read.
pub async fn asked(
    app: &App,
    ask: &Ask,
    case: &Case,
    sight: &Sight,
    (frame, names): (&Frame, &Names<'_>),
) -> Result<Option<Comparison>, Denied> {
    let Some(asked) = case.amendment.as_ref().filter(|_| !case.stage.ended()) else { return Ok(None) };
    let version = &asked.version;
    let changes = changes(names, case, sight, &case.declaration, &version.declaration);
    let mut effects = Vec::new();
    match act::preview(&app.desk, ask, case, &Command::GrantAmendment).await {
        Ok(after) => {
            effects.extend(of_plan(names, case, &after));
            let unmet = act::with_entrance(&app.desk, ask, Act::Advise, &version.declaration, |context| {
                unmet_of(&version.declaration, &version.measures, case.day, case.mode(), context)
            });
            let unmet = unmet.await.unwrap_or_default();
            let none = unmet.is_empty().then(|| words::say(names.language, "compare.checks_met").to_owned());
            effects.extend(none);
            effects.extend(unmet.into_iter().map(|check| {
                let english = names.language == values::text::Language::En && !check.english.is_empty();
                let wanted = if english { check.english } else { check.wanted };
                words::fill(words::say(names.language, "queue.missing"), &[("what", &wanted)])
            }));
        }
        Err(Denied::NotAllowed(why)) => effects.push(why.text.pick(names.language).to_owned()),
        Err(Denied::Broken(error)) => return Err(Denied::Broken(error)),
        // Who may not grant it is told the fields alone.
        Err(_) => {}
    }
    let title = words::fill(words::say(names.language, "compare.asked"), &[("reason", &asked.reason)]);
    Ok(Some(Comparison { title, at: frame.moment(asked.at), changes, effects }))
}

/// What another plan would change: the mode, steps that come and go, places.
fn of_plan(names: &Names, before: &Case, after: &Case) -> Vec<String> {
    let say = |key, values: &[(&str, &str)]| words::fill(words::say(names.language, key), values);
    let mode = |case: &Case| case.verdict.as_ref().map_or(String::new(), |verdict| verdict.mode.to_string());
    let steps = |case: &Case| -> BTreeSet<String> {
        let mode = case.verdict.as_ref().map(|verdict| &verdict.mode);
        case.plan().iter().filter(|step| step.needed).map(|step| names.step_of(mode, &step.step)).collect()
    };
    let (old, new) = (mode(before), mode(after));
    let mut told = Vec::new();
    if old == new {
        told.push(say("compare.same_mode", &[("mode", &new)]));
    } else {
        told.push(say("compare.other_mode", &[("old", &old), ("new", &new)]));
    }
    let (old, new) = (steps(before), steps(after));
    let listed = |steps: Vec<&String>| steps.into_iter().map(String::as_str).collect::<Vec<_>>().join(names.comma());
    let (come, go) = (listed(new.difference(&old).collect()), listed(old.difference(&new).collect()));
    if !come.is_empty() {
        told.push(say("compare.steps_come", &[("steps", &come)]));
    }
    if !go.is_empty() {
        told.push(say("compare.steps_go", &[("steps", &go)]));
    }
    told
}

/// The versions that held, each beside the one before, or the two that are asked for.
pub fn held(
    (frame, names): (&Frame, &Names<'_>),
    case: &Case,
    events: &[Event],
    sight: &Sight,
    chosen: Option<(u16, u16)>,
) -> Vec<Comparison> {
    let all = versions(events);
    let find = |number: u16| all.iter().find(|held| held.number == number);
    let compare = |old: &Held, new: &Held| Comparison {
        title: words::fill(
            words::say(names.language, "compare.held"),
            &[
                ("old", &old.number.to_string()),
                ("new", &new.number.to_string()),
                ("event", words::say_owned(names.language, &format!("event.{}", new.kind))),
            ],
        ),
        at: frame.moment(new.since),
        changes: changes(names, case, sight, &old.declaration, &new.declaration),
        effects: Vec::new(),
    };
    if let Some((old, new)) = chosen.and_then(|(old, new)| Some((find(old)?, find(new)?))) {
        return vec![compare(old, new)];
    }
    all.windows(2).map(|pair| compare(&pair[0], &pair[1])).rev().collect()
}
