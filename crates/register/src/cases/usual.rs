//! How long steps took of late, as counts by whole minutes: by activity and, where the facts know it, the office that did it.

use crate::Register;
use crate::scope::Scope;
use anyhow::Result;

const OF_DECLARATIONS: &str = "SELECT activity, CASE activity WHEN 'clear' THEN cleared_at WHEN 'certify' THEN certified_at \
     WHEN 'release' THEN released_at ELSE '' END AS done_at, seconds / 60 AS minutes, CAST(COUNT(*) AS BIGINT) \
     FROM fact_declaration WHERE day >= $1 AND seconds IS NOT NULL GROUP BY activity, done_at, minutes";
const OF_LOTS: &str = "SELECT activity, inspected_at, seconds / 60 AS minutes, CAST(COUNT(*) AS BIGINT) \
     FROM fact_lot WHERE day >= $1 AND seconds IS NOT NULL AND activity <> 'release' GROUP BY activity, inspected_at, minutes";

pub(crate) const TEXTS: &[&str] = &[OF_DECLARATIONS, OF_LOTS];

/// So many steps of an activity took so many minutes at an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Took {
    /// The kind of step.
    pub activity: String,
    /// Where it was done; empty where the facts do not say.
    pub office: String,
    /// Whole minutes from when it could be done.
    pub minutes: i64,
    /// How many.
    pub count: i64,
}

impl Register {
    /// How long the steps took that were done since a day (days since 1970-01-01).
    pub async fn took_since(&self, scope: &Scope, day: i32) -> Result<Vec<Took>> {
        scope.must_see_sums()?;
        let mut found = Vec::new();
        for text in TEXTS {
            for mut row in self.scan(text, vec![i64::from(day).into()]).await? {
                let (activity, office) = (row.text(0)?, row.text(1)?);
                found.push(Took { activity, office, minutes: row.int(2)?, count: row.int(3)? });
            }
        }
        Ok(found)
    }
}
