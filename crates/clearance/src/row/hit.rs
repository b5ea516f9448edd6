//! Which rules hit a case, line by line, and how it ended there: what the pages of rules count.

use crate::case::lot::{Lot, LotState};
use crate::case::{Case, Stage};
use crate::decision::demands;
use values::calendar::Day;
use values::id::{CaseNo, OfficeCode};

/// A rule that hits a line, or the case as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleHit {
    /// Home office.
    pub office: OfficeCode,
    /// Declaration number.
    pub no: CaseNo,
    /// The rule.
    pub rule: Box<str>,
    /// The line, from 1; 0 for the case as a whole.
    pub line: u16,
    /// Its measures, from 0, in order, with a comma between them.
    pub measures: String,
    /// The day whose text counts: that of acceptance.
    pub day: Day,
    /// How it ended.
    pub outcome: Outcome,
}

/// How what a rule hit came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is under way.
    Open,
    /// All of it was released, and nothing failed before.
    Passed,
    /// Something of it failed.
    Failed,
    /// The declaration was sent back, or refused.
    Returned,
    /// It ended without goods having been looked at to the end.
    Ended,
    /// Another decision took the place of the one in which it hit.
    Gone,
}

const WORDS: [(Outcome, &str); 6] = [
    (Outcome::Open, "open"),
    (Outcome::Passed, "passed"),
    (Outcome::Failed, "failed"),
    (Outcome::Returned, "returned"),
    (Outcome::Ended, "ended"),
    (Outcome::Gone, "gone"),
];

impl Outcome {
    /// The stable word.
    pub fn word(self) -> &'static str {
        WORDS.iter().find(|(outcome, _)| *outcome == self).map_or("", |(_, word)| word)
    }

    /// What a stable word means.
    pub fn of_word(word: &str) -> Option<Outcome> {
        WORDS.iter().find(|(_, known)| *known == word).map(|(outcome, _)| *outcome)
    }
}

/// The hits that are new or came out otherwise.
pub(super) fn changed(before: Option<&Case>, case: &Case) -> Vec<RuleHit> {
    let was = before.map(hits).unwrap_or_default();
    hits(case).into_iter().filter(|hit| !was.contains(hit)).collect()
}

/// Every hit of a case, also those of decisions of before.
fn hits(case: &Case) -> Vec<RuleHit> {
    let Some(verdict) = &case.verdict else { return Vec::new() };
    let hit = |rule: &str, line: u16, measures: &str, outcome: Outcome| RuleHit {
        office: case.office.clone(),
        no: case.no.clone(),
        rule: rule.into(),
        line,
        measures: measures.to_owned(),
        day: case.accepted_on,
        outcome,
    };
    let now = demands::hits(&verdict.demands);
    let standing = now.iter().map(|((rule, line), measures)| hit(rule, *line, measures, outcome(case, *line)));
    let gone = case.hit_before.iter().map(|((rule, line), measures)| hit(rule, *line, measures, Outcome::Gone));
    standing.chain(gone).collect()
}

fn outcome(case: &Case, line: u16) -> Outcome {
    let of_line = |lot: &&Lot| line == 0 || lot.line == line;
    let failed = |lot: &Lot| match lot.state {
        LotState::Failed { .. } | LotState::Returned | LotState::Destroyed | LotState::NotExported => true,
        LotState::Live | LotState::Released => 0 < lot.reworks,
    };
    let lots = || case.lots.iter().filter(of_line);
    if lots().any(failed) {
        return Outcome::Failed;
    }
    if 0 < lots().count() && lots().all(|lot| matches!(lot.state, LotState::Released)) {
        return Outcome::Passed;
    }
    match case.stage {
        Stage::Returned { .. } | Stage::Refused { .. } => Outcome::Returned,
        Stage::UnderReview | Stage::Working => Outcome::Open,
        Stage::Withdrawn { .. } | Stage::SplitUp | Stage::Closed | Stage::Expired { .. } | Stage::Historic => {
            Outcome::Ended
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_outcome_has_its_own_word() {
        for (outcome, word) in WORDS {
            assert_eq!((outcome.word(), Outcome::of_word(word)), (word, Some(outcome)));
        }
    }
}
