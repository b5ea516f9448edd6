//! What came of the same goods of the same owner before: the last finding, whatever case and office it is of.

use crate::Register;
use crate::scope::Scope;
use anyhow::Result;

// The condition is that of the index `result_by_owner`, word for word: SQLite takes it for nothing less.
const LAST: &str = "SELECT day, outcome FROM fact_lot WHERE owner = $1 AND hs = $2 AND outcome IN ('pass', 'fail') \
     AND case_no <> $3 ORDER BY day DESC, outcome LIMIT 1";

pub(crate) const TEXTS: &[&str] = &[LAST];

/// The last finding of goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The day, in days since 1970-01-01.
    pub day: i32,
    /// Whether a lot failed on it.
    pub failed: bool,
}

impl Register {
    /// What was found last of an owner's goods of a tariff code in any other case; a failed lot before those that passed on the
    /// same day. Nothing if no such goods were examined.
    ///
    /// # Errors
    /// The scope does not see every case, or the register cannot be read.
    pub async fn last_found(&self, scope: &Scope, owner: &str, hs: &str, but: &str) -> Result<Option<Found>> {
        scope.must_see_all()?;
        let rows = self.point(LAST, vec![owner.into(), hs.into(), but.into()]).await?;
        let read =
            |mut row: crate::value::Row| Ok(Found { day: i32::try_from(row.int(0)?)?, failed: row.text(1)? == "fail" });
        rows.into_iter().next().map(read).transpose()
    }
}
