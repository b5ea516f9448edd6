//! Policy texts by edition: what a case was decided by stays readable when the folder has moved on.

use anyhow::Result;

use crate::Register;
use crate::engine::Step;
use crate::merkle::Hash;
use clearance::intent::REGION;

const KEEP_TEXT: &str = "INSERT INTO policy_text (office, edition, path, bytes) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (office, edition, path) DO NOTHING";
const KEEP_EDITION: &str =
    "INSERT INTO policy_edition (office, edition, loaded) VALUES ($1, $2, $3) ON CONFLICT (office, edition) DO NOTHING";
const EDITIONS: &str = "SELECT edition, loaded FROM policy_edition WHERE office = $1 ORDER BY loaded, edition";
const TEXTS_OF: &str = "SELECT path, bytes FROM policy_text WHERE office = $1 AND edition = $2 ORDER BY path";

pub(crate) const TEXTS: &[&str] = &[KEEP_TEXT, KEEP_EDITION, EDITIONS, TEXTS_OF];

impl Register {
    /// Keeps an edition of the policy: all its files under the digest of the whole, in one transaction.
    pub async fn keep_policy(&self, edition: &Hash, files: &[(String, Vec<u8>)], now: i64) -> Result<()> {
        let text = |(path, bytes): &(String, Vec<u8>)| {
            let values = vec![REGION.into(), edition.as_slice().into(), path.as_str().into(), bytes.as_slice().into()];
            Step::new(KEEP_TEXT, values)
        };
        let mut steps: Vec<Step> = files.iter().map(text).collect();
        steps.push(Step::new(KEEP_EDITION, vec![REGION.into(), edition.as_slice().into(), now.into()]));
        self.write(steps).await?;
        Ok(())
    }

    /// The editions that were kept, with the time of each in microseconds, the oldest first.
    pub async fn policy_editions(&self) -> Result<Vec<(Hash, i64)>> {
        let rows = self.scan(EDITIONS, vec![REGION.into()]).await?;
        rows.into_iter().map(|mut row| Ok((row.hash(0)?, row.int(1)?))).collect()
    }

    /// The files of an edition: path and bytes; empty if it was not kept.
    pub async fn policy(&self, edition: &Hash) -> Result<Vec<(String, Vec<u8>)>> {
        let rows = self.scan(TEXTS_OF, vec![REGION.into(), edition.as_slice().into()]).await?;
        rows.into_iter().map(|mut row| Ok((row.text(0)?, row.bytes(1)?))).collect()
    }
}
