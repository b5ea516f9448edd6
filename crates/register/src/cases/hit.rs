//! Which rules hit which cases, and how it came out.

use super::line::known;
use crate::Register;
use crate::scope::Scope;
use crate::value::int;
use anyhow::Result;
use clearance::row::hit::Outcome;
use values::calendar::Day;

const OUTCOMES: &str = "SELECT outcome, CAST(COUNT(*) AS BIGINT) FROM rule_hit \
     WHERE rule = $1 AND day >= $2 GROUP BY outcome ORDER BY outcome";
const CASES: &str = "SELECT case_no, line, measures, day, outcome FROM rule_hit \
     WHERE rule = $1 AND day >= $2 ORDER BY day DESC, case_no DESC, line LIMIT $3";

pub(crate) const TEXTS: &[&str] = &[OUTCOMES, CASES];

/// A rule that hit a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The case.
    pub no: String,
    /// The line; 0 for the case as a whole.
    pub line: i64,
    /// Which measures of the rule it asked for, from 0.
    pub measures: Vec<usize>,
    /// The day whose text counts.
    pub day: Day,
    /// How it came out.
    pub outcome: Outcome,
}

impl Register {
    /// How often a rule hit since a day, by outcome.
    pub async fn rule_outcomes(&self, scope: &Scope, rule: &str, since: Day) -> Result<Vec<(Outcome, i64)>> {
        scope.must_see_all()?;
        let rows = self.scan(OUTCOMES, vec![rule.into(), i64::from(since.0).into()]).await?;
        rows.into_iter().map(|mut row| Ok((known(&row.text(0)?, Outcome::of_word)?, row.int(1)?))).collect()
    }

    /// The last cases that a rule hit since a day.
    pub async fn rule_cases(&self, scope: &Scope, rule: &str, since: Day, limit: u32) -> Result<Vec<Hit>> {
        scope.must_see_all()?;
        let values = vec![rule.into(), i64::from(since.0).into(), int(limit.into())];
        let read = |mut row: crate::value::Row| {
            Ok(Hit {
                no: row.text(0)?,
                line: row.int(1)?,
                measures: row.text(2)?.split(',').filter_map(|at| at.parse().ok()).collect(),
                day: Day(i32::try_from(row.int(3)?)?),
                outcome: known(&row.text(4)?, Outcome::of_word)?,
            })
        };
        self.scan(CASES, values).await?.into_iter().map(read).collect()
    }
}
