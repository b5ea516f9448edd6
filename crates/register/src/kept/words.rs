//! What bureaus write to each other when they make the law: texts, reasons, documents, by their hash. The events name them by it.

use anyhow::Result;
use policy::edition::digest;

use crate::Register;
use crate::engine::Step;
use crate::merkle::Hash;
use clearance::intent::GOVERNANCE;

const KEEP: &str =
    "INSERT INTO edition_text (office, hash, bytes) VALUES ($1, $2, $3) ON CONFLICT (office, hash) DO NOTHING";
const ONE: &str = "SELECT bytes FROM edition_text WHERE office = $1 AND hash = $2";

pub(crate) const TEXTS: &[&str] = &[KEEP, ONE];

impl Register {
    /// Keeps what was written, each under its hash, in one transaction.
    pub async fn keep_words(&self, all: &[Vec<u8>]) -> Result<()> {
        if all.is_empty() {
            return Ok(());
        }
        let step = |bytes: &Vec<u8>| {
            let values = vec![GOVERNANCE.into(), digest(bytes).as_slice().into(), bytes.as_slice().into()];
            Step::new(KEEP, values)
        };
        self.write(all.iter().map(step).collect()).await?;
        Ok(())
    }

    /// What was written under a hash, as it is kept now.
    pub async fn words(&self, hash: &Hash) -> Result<Option<Vec<u8>>> {
        let row = self.point(ONE, vec![GOVERNANCE.into(), hash.as_slice().into()]).await?.pop();
        row.map(|mut row| row.bytes(0)).transpose()
    }
}
