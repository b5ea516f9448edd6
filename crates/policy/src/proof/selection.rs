//! Proof that in every case exactly one row of the selection table holds.

use super::cases::{Cases, TooMany};
use crate::fact::Fact;
use crate::table::Reading;
use crate::{Condition, Policy, Selected, Selection, Word};
use values::calendar::Day;
use values::direction::Direction;
use values::text::{Language, Text};

pub(super) fn prove(policy: &Policy, reading: &mut Reading) {
    for row in &policy.selection {
        super::modes::wants_case_facts(row.when.as_ref(), &row.source, reading);
    }
    for (direction, _, _) in Direction::NAMES {
        for day in days(policy, reading.start) {
            let rows: Vec<&Selection> = policy.selection_on(day).filter(|r| r.direction == *direction).collect();
            if !rows.is_empty() {
                prove_on(policy, *direction, day, &rows, reading);
            }
        }
    }
}

/// The days on which the table or a definition changes.
fn days(policy: &Policy, start: Day) -> Vec<Day> {
    let periods = policy.selection.iter().map(|s| s.period).chain(policy.definitions.iter().map(|d| d.period));
    let mut days: Vec<Day> = periods.flat_map(|p| [Some(p.from), p.until.map(|u| u.plus(1))]).flatten().collect();
    days.push(start);
    days.retain(|d| *d >= start);
    days.sort_unstable();
    days.dedup();
    days
}

fn prove_on(policy: &Policy, direction: Direction, day: Day, rows: &[&Selection], reading: &mut Reading) {
    let conditions: Vec<&Condition> = rows.iter().filter_map(|r| r.when.as_ref()).collect();
    let by_entry = rows.iter().any(|r| r.mode == Selected::StrictestEntry);
    let more: &[Fact] = if by_entry { &[Fact::Listed] } else { &[] };
    let cases = match Cases::of(policy, day, Some(direction), &conditions, more) {
        Ok(cases) => cases,
        Err(TooMany) => {
            let wanted = Text::fixed(
                "较少的事实：情形太多，无法逐一证明",
                "fewer facts: there are too many cases to prove one by one",
            );
            reading.fault_at(&rows[0].source, direction.called(Language::Zh), wanted);
            return;
        }
    };
    let mut unanswered = false;
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for case in cases.iter() {
        let holding: Vec<usize> =
            (0..rows.len()).filter(|i| rows[*i].when.as_ref().is_none_or(|w| w.holds(&case, None))).collect();
        let said = |zh: &str, en: &str| {
            let (case_zh, case_en) = (case.to_text(Language::Zh), case.to_text(Language::En));
            Text::new(format!("{zh}（{day}，{case_zh}）"), format!("{en} ({day}, {case_en})"))
        };
        match holding.as_slice() {
            [] if unanswered => {}
            [] => {
                unanswered = true;
                let wanted = said(
                    "每种情形恰有一行成立；此情形一行都不成立",
                    "exactly one row for every case; no row holds for this one",
                );
                reading.fault_at(&rows[0].source, direction.called(Language::Zh), wanted);
            }
            [only] => {
                let entryless = rows[*only].mode == Selected::StrictestEntry && case_unlisted(&case);
                if entryless && !pairs.contains(&(*only, *only)) {
                    pairs.push((*only, *only));
                    let wanted = said("只在清单内成立的条件", "a condition that holds only where an entry is");
                    reading.fault_at(&rows[*only].source, "从严条目", wanted);
                }
            }
            [first, second, ..] => {
                if !pairs.contains(&(*first, *second)) {
                    pairs.push((*first, *second));
                    let place = format!("{}:{}", rows[*first].source.file, rows[*first].source.line);
                    let wanted = said(
                        &format!("每种情形恰有一行成立；此情形 {place} 也成立"),
                        &format!("exactly one row for every case; {place} holds for this one too"),
                    );
                    reading.fault_at(&rows[*second].source, direction.called(Language::Zh), wanted);
                }
            }
        }
    }
}

fn case_unlisted(case: &super::cases::Case) -> bool {
    use crate::fact::{Facts, Value};
    case.read(Fact::Listed, None) != Value::Yes(true)
}
