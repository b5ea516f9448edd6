//! Figures by which the record is held against other sources: by declaring office, and lots by outcome.

use crate::Register;
use crate::cases::halves::{halved, joined};
use crate::scope::Scope;
use crate::value::Row;
use anyhow::Result;
use std::sync::LazyLock;

/// `{sum …}` are the halves of a sum.
const BY_OFFICE: &str = "SELECT declared_at, {sum sign}, {sum sign * COALESCE(accounting, 0)}, {sum sign * net_mass} \
     FROM fact_declaration WHERE activity = $1 AND day >= $2 AND day <= $3 GROUP BY declared_at ORDER BY declared_at";
const LOTS: &str = "SELECT inspected_at, outcome, {sum sign}, {sum sign * COALESCE(accounting, 0)} FROM fact_lot \
     WHERE activity = $1 AND day >= $2 AND day <= $3 GROUP BY inspected_at, outcome ORDER BY inspected_at, outcome";

static TEXTS: LazyLock<[String; 2]> = LazyLock::new(|| [BY_OFFICE, LOTS].map(halved));

/// Every statement of this file.
pub(crate) fn all() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().map(String::as_str)
}

/// Lots by inspecting office and outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotCount {
    /// Inspecting office.
    pub inspected_at: String,
    /// `pass`, `fail` …
    pub outcome: String,
    /// Lots.
    pub lots: i128,
    /// Value in 0.01 of the accounting currency.
    pub accounting: i128,
}

impl Register {
    /// The one-axis table by declaring office: `(office, declarations, value, mass)`.
    pub async fn by_declaring_office(
        &self,
        scope: &Scope,
        activity: &str,
        days: (i32, i32),
    ) -> Result<Vec<(String, i128, i128, i128)>> {
        scope.must_see_sums()?;
        let values = vec![activity.into(), i64::from(days.0).into(), i64::from(days.1).into()];
        let rows = self.scan(&TEXTS[0], values).await?;
        let office =
            |mut row: Row| Ok((row.text(0)?, joined(&mut row, 1)?, joined(&mut row, 3)?, joined(&mut row, 5)?));
        rows.into_iter().map(office).collect()
    }

    /// Lots of an activity (`inspect`, `verify` …) by inspecting office and outcome.
    pub async fn lots(&self, scope: &Scope, activity: &str, days: (i32, i32)) -> Result<Vec<LotCount>> {
        scope.must_see_sums()?;
        let values = vec![activity.into(), i64::from(days.0).into(), i64::from(days.1).into()];
        let count = |mut row: Row| {
            let (lots, accounting) = (joined(&mut row, 2)?, joined(&mut row, 4)?);
            Ok(LotCount { inspected_at: row.text(0)?, outcome: row.text(1)?, lots, accounting })
        };
        self.scan(&TEXTS[1], values).await?.into_iter().map(count).collect()
    }
}
