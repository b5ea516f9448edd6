//! Statistics as SQL: the cross table of declaring office x inspecting office x flow district, from the facts alone.

use crate::Register;
use crate::cases::halves::{halved, joined};
use crate::scope::Scope;
use crate::value::Row;
use anyhow::Result;
use std::sync::LazyLock;

/// `{sum …}` are the halves of a sum.
const CROSS: &str = "SELECT declared_at, inspected_at, flow_district, {sum sign}, {sum sign * line_count}, \
     {sum sign * COALESCE(accounting, 0)}, {sum CASE WHEN accounting IS NULL THEN sign ELSE 0 END}, {sum sign * net_mass} \
     FROM fact_declaration WHERE activity = $1 AND day >= $2 AND day <= $3 \
     GROUP BY declared_at, inspected_at, flow_district ORDER BY declared_at, inspected_at, flow_district";
const BY_OFFICE: &str = "SELECT declared_at, {sum sign}, {sum sign * COALESCE(accounting, 0)}, {sum sign * net_mass} \
     FROM fact_declaration WHERE activity = $1 AND day >= $2 AND day <= $3 GROUP BY declared_at ORDER BY declared_at";
const LOTS: &str = "SELECT inspected_at, outcome, {sum sign}, {sum sign * COALESCE(accounting, 0)} FROM fact_lot \
     WHERE activity = $1 AND day >= $2 AND day <= $3 GROUP BY inspected_at, outcome ORDER BY inspected_at, outcome";

static TEXTS: LazyLock<[String; 3]> = LazyLock::new(|| [CROSS, BY_OFFICE, LOTS].map(halved));

/// Every statement of this file.
pub(crate) fn all() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().map(String::as_str)
}

/// One cell of the cross table: three axes and the measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// 实际申报地; empty is the unknown bucket.
    pub declared_at: String,
    /// 实际施检地.
    pub inspected_at: String,
    /// 货物流向地.
    pub flow_district: String,
    /// Declarations.
    pub declarations: i128,
    /// Lines.
    pub lines: i128,
    /// Value in 0.01 of the accounting currency, of those whose rate is known.
    pub accounting: i128,
    /// Declarations whose value is unknown.
    pub unknown: i128,
    /// Net mass in 0.00001 kg.
    pub net_mass: i128,
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
    /// The cross table of an activity (`accept`, `release`, `record` …) over days, first and last included.
    pub async fn cross(&self, scope: &Scope, activity: &str, days: (i32, i32)) -> Result<Vec<Cell>> {
        scope.must_see_sums()?;
        let rows =
            self.scan(&TEXTS[0], vec![activity.into(), i64::from(days.0).into(), i64::from(days.1).into()]).await?;
        let cell = |mut row: Row| {
            Ok(Cell {
                declared_at: row.text(0)?,
                inspected_at: row.text(1)?,
                flow_district: row.text(2)?,
                declarations: joined(&mut row, 3)?,
                lines: joined(&mut row, 5)?,
                accounting: joined(&mut row, 7)?,
                unknown: joined(&mut row, 9)?,
                net_mass: joined(&mut row, 11)?,
            })
        };
        rows.into_iter().map(cell).collect()
    }

    /// The one-axis table by declaring office: `(office, declarations, value, mass)`.
    pub async fn by_declaring_office(
        &self,
        scope: &Scope,
        activity: &str,
        days: (i32, i32),
    ) -> Result<Vec<(String, i128, i128, i128)>> {
        scope.must_see_sums()?;
        let values = vec![activity.into(), i64::from(days.0).into(), i64::from(days.1).into()];
        let rows = self.scan(&TEXTS[1], values).await?;
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
        self.scan(&TEXTS[2], values).await?.into_iter().map(count).collect()
    }
}
