//! Statistics as SQL: the cross table of declaring office x inspecting office x flow district, from the facts alone.

use crate::Register;
use crate::scope::Scope;
use anyhow::Result;

const CROSS: &str = "SELECT declared_at, inspected_at, flow_district, CAST(SUM(sign) AS BIGINT), \
     CAST(SUM(sign * line_count) AS BIGINT), CAST(SUM(sign * COALESCE(accounting, 0)) AS BIGINT), \
     CAST(SUM(CASE WHEN accounting IS NULL THEN sign ELSE 0 END) AS BIGINT), CAST(SUM(sign * net_mass) AS BIGINT) \
     FROM fact_declaration WHERE activity = $1 AND day >= $2 AND day <= $3 \
     GROUP BY declared_at, inspected_at, flow_district ORDER BY declared_at, inspected_at, flow_district";
const BY_OFFICE: &str = "SELECT declared_at, CAST(SUM(sign) AS BIGINT), CAST(SUM(sign * COALESCE(accounting, 0)) AS BIGINT), \
     CAST(SUM(sign * net_mass) AS BIGINT) FROM fact_declaration WHERE activity = $1 AND day >= $2 AND day <= $3 \
     GROUP BY declared_at ORDER BY declared_at";
const LOTS: &str = "SELECT inspected_at, outcome, CAST(SUM(sign) AS BIGINT), \
     CAST(SUM(sign * COALESCE(accounting, 0)) AS BIGINT) FROM fact_lot \
     WHERE activity = $1 AND day >= $2 AND day <= $3 GROUP BY inspected_at, outcome ORDER BY inspected_at, outcome";

pub(crate) const TEXTS: &[&str] = &[CROSS, BY_OFFICE, LOTS];

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
    pub declarations: i64,
    /// Lines.
    pub lines: i64,
    /// Value in 0.01 of the accounting currency, of those whose rate is known.
    pub accounting: i64,
    /// Declarations whose value is unknown.
    pub unknown: i64,
    /// Net mass in 0.00001 kg.
    pub net_mass: i64,
}

/// Lots by inspecting office and outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotCount {
    /// Inspecting office.
    pub inspected_at: String,
    /// `pass`, `fail` …
    pub outcome: String,
    /// Lots.
    pub lots: i64,
    /// Value in 0.01 of the accounting currency.
    pub accounting: i64,
}

impl Register {
    /// The cross table of an activity (`accept`, `release`, `record` …) over days, first and last included.
    pub async fn cross(&self, scope: &Scope, activity: &str, days: (i32, i32)) -> Result<Vec<Cell>> {
        scope.must_see_sums()?;
        let rows = self.scan(CROSS, vec![activity.into(), i64::from(days.0).into(), i64::from(days.1).into()]).await?;
        let cell = |mut row: crate::value::Row| {
            Ok(Cell {
                declared_at: row.text(0)?,
                inspected_at: row.text(1)?,
                flow_district: row.text(2)?,
                declarations: row.int(3)?,
                lines: row.int(4)?,
                accounting: row.int(5)?,
                unknown: row.int(6)?,
                net_mass: row.int(7)?,
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
    ) -> Result<Vec<(String, i64, i64, i64)>> {
        scope.must_see_sums()?;
        let values = vec![activity.into(), i64::from(days.0).into(), i64::from(days.1).into()];
        let rows = self.scan(BY_OFFICE, values).await?;
        rows.into_iter().map(|mut r| Ok((r.text(0)?, r.int(1)?, r.int(2)?, r.int(3)?))).collect()
    }

    /// Lots of an activity (`inspect`, `verify` …) by inspecting office and outcome.
    pub async fn lots(&self, scope: &Scope, activity: &str, days: (i32, i32)) -> Result<Vec<LotCount>> {
        scope.must_see_sums()?;
        let values = vec![activity.into(), i64::from(days.0).into(), i64::from(days.1).into()];
        let count = |mut r: crate::value::Row| {
            Ok(LotCount { inspected_at: r.text(0)?, outcome: r.text(1)?, lots: r.int(2)?, accounting: r.int(3)? })
        };
        self.scan(LOTS, values).await?.into_iter().map(count).collect()
    }
}
