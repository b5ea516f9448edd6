//! Which preprinted sheets became papers: they are numbers by which the cases of those papers are found.

use crate::Register;
use crate::scope::Scope;
use crate::value::int;
use anyhow::Result;
use values::id::SheetNo;

const USED: &str = "SELECT key, case_no FROM search_key \
     WHERE key >= $1 AND key <= $2 AND kind = 'sheet' AND LENGTH(key) = $3 ORDER BY key LIMIT $4";
const COUNT: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM search_key \
     WHERE key >= $1 AND key <= $2 AND kind = 'sheet' AND LENGTH(key) = $3";

pub(crate) const TEXTS: &[&str] = &[USED, COUNT];

impl Register {
    /// How many sheets of a run of one stock became papers.
    ///
    /// # Errors
    /// The scope does not see every case, or the register cannot be read.
    pub async fn count_used_sheets(&self, scope: &Scope, first: &SheetNo, last: &SheetNo) -> Result<u64> {
        scope.must_see_all()?;
        let length = int(first.as_bytes().len() as u64);
        let rows = self.scan(COUNT, vec![first.as_str().into(), last.as_str().into(), length]).await?;
        let count = rows.into_iter().next().map(|mut row| row.int(0)).transpose()?;
        Ok(u64::try_from(count.unwrap_or(0))?)
    }

    /// The sheets of a run of one stock that became papers, each with the number of its case, in order.
    ///
    /// # Errors
    /// The scope does not see every case, or the register cannot be read.
    pub async fn used_sheets(
        &self,
        scope: &Scope,
        (first, last): (&SheetNo, &SheetNo),
        limit: u32,
    ) -> Result<Vec<(String, String)>> {
        scope.must_see_all()?;
        let length = int(first.as_bytes().len() as u64);
        let values = vec![first.as_str().into(), last.as_str().into(), length, int(limit.into())];
        self.scan(USED, values).await?.into_iter().map(|mut row| Ok((row.text(0)?, row.text(1)?))).collect()
    }
}
