//! What is said of the fields of a declaration: checks that are not met, list entries, faults it was sent back with, remarks.

use super::declared::Mark;
use super::receipt::clause;
use crate::words;
use clearance::case::{Case, Stage};
use clearance::event::body::UnmetCheck;
use desk::names::Names;
use policy::rule::Unless;
use policy::{Condition, Fact, ListEntry, Rule};
use values::fault::Fault;
use values::text::Language;

/// Every mark by the path of its field.
pub fn marks(names: &Names, case: &Case, unmet: &[UnmetCheck], remarks: &[Fault]) -> Vec<(String, Mark)> {
    let mut marks: Vec<(String, Mark)> = unmet.iter().flat_map(|check| of_check(names, case, check)).collect();
    if let Stage::Returned { faults } = &case.stage {
        marks.extend(faults.iter().filter(|fault| !fault.at.is_empty()).map(|fault| of_fault(names, fault, "stop")));
    }
    marks.extend(remarks.iter().map(|remark| of_fault(names, remark, "wait")));
    marks.extend(listed(names, case));
    marks
}

/// A check at the fields of the facts that it wants, once at each.
fn of_check(names: &Names, case: &Case, check: &UnmetCheck) -> Vec<(String, Mark)> {
    let rule = names.policy.checks_on(case.day).find(|rule| *rule.id == *check.check);
    let mut fields: Vec<String> = Vec::new();
    for field in rule.into_iter().flat_map(wanted).filter_map(Fact::field) {
        let at = match (field.strip_prefix("lines."), check.line) {
            (Some(field), Some(line)) => format!("lines[{}].{field}", line - 1),
            (Some(_), None) => "lines".to_owned(),
            (None, _) => field.to_owned(),
        };
        if !fields.contains(&at) {
            fields.push(at);
        }
    }
    if fields.is_empty() {
        fields.push(check.line.map_or_else(String::new, |line| format!("lines[{}]", line - 1)));
    }
    let says = match names.language {
        Language::En if !check.english.is_empty() => &check.english,
        Language::Zh | Language::En => &check.wanted,
    };
    let mark = Mark { says: says.clone(), kind: "stop", clauses: vec![clause(names, &check.basis)] };
    fields.into_iter().map(|at| (at, mark.clone())).collect()
}

/// The facts that a rule wants otherwise: those that keep it from hitting, else those by which it hits.
fn wanted(rule: &Rule) -> Vec<Fact> {
    let unless = rule.unless.iter().filter_map(|unless| match unless {
        Unless::Holds(condition) => Some(condition.facts()),
        Unless::Rule(_) => None,
    });
    let unless: Vec<Fact> = unless.flatten().collect();
    if unless.is_empty() { rule.when.as_ref().map_or_else(Vec::new, Condition::facts) } else { unless }
}

fn of_fault(names: &Names, fault: &Fault, kind: &'static str) -> (String, Mark) {
    let wanted = fault.wanted.pick(names.language);
    let says = words::fill(words::say(names.language, "mark.wanted"), &[("wanted", wanted)]);
    (fault.at.clone(), Mark { says, kind, clauses: Vec::new() })
}

/// The list entries of lines, at their tariff codes.
fn listed(names: &Names, case: &Case) -> Vec<(String, Mark)> {
    let Some(verdict) = case.verdict.as_deref() else { return Vec::new() };
    let entry = |id: &values::id::ListEntryId| -> Option<&ListEntry> {
        names.policy.lists.entries().iter().find(|entry| entry.id == *id && entry.period.contains(case.day))
    };
    let mark = |line: &clearance::decision::ListedLine| {
        let found = entry(&line.entry)?;
        let said = [("entry", found.id.as_str()), ("reason", &*found.reason)];
        let says = words::fill(words::say(names.language, "mark.listed"), &said);
        let clauses = found.basis.iter().map(|citation| clause(names, citation)).collect();
        Some((format!("lines[{}].hs", line.line - 1), Mark { says, kind: "wait", clauses }))
    };
    verdict.lines.iter().filter_map(mark).collect()
}
