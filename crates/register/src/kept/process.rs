//! The processes that work on the register: each says of itself each second that it is there, and what it has of the law.

use anyhow::Result;

use crate::Register;
use crate::engine::Step;
use clearance::intent::REGION;

const SAY: &str = "INSERT INTO process (office, name, seen, said) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (office, name) DO UPDATE SET seen = excluded.seen, said = excluded.said";
const SEEN: &str = "SELECT name, seen, said FROM process WHERE office = $1 AND seen >= $2 ORDER BY name";
const GO: &str = "DELETE FROM process WHERE office = $1 AND name = $2";
const SWEEP: &str = "DELETE FROM process WHERE office = $1 AND seen < $2";

pub(crate) const TEXTS: &[&str] = &[SAY, SEEN, GO, SWEEP];

/// What a process said of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessRow {
    /// Drawn when it began.
    pub name: String,
    /// When it said so, in microseconds.
    pub seen: i64,
    /// What, in JSON.
    pub said: String,
}

impl Register {
    /// Notes what a process says of itself.
    pub async fn say_process(&self, row: &ProcessRow) -> Result<()> {
        let values = vec![REGION.into(), row.name.as_str().into(), row.seen.into(), row.said.as_str().into()];
        self.write(vec![Step::new(SAY, values)]).await?;
        Ok(())
    }

    /// The processes that said something at a moment or after it, by name.
    pub async fn processes(&self, since: i64) -> Result<Vec<ProcessRow>> {
        let rows = self.scan(SEEN, vec![REGION.into(), since.into()]).await?;
        let read =
            |mut row: crate::value::Row| Ok(ProcessRow { name: row.text(0)?, seen: row.int(1)?, said: row.text(2)? });
        rows.into_iter().map(read).collect()
    }

    /// Forgets a process that ends.
    pub async fn end_process(&self, name: &str) -> Result<()> {
        self.write(vec![Step::new(GO, vec![REGION.into(), name.into()])]).await?;
        Ok(())
    }

    /// Forgets processes that have not been heard of since.
    pub async fn sweep_processes(&self, before: i64) -> Result<()> {
        self.write(vec![Step::new(SWEEP, vec![REGION.into(), before.into()])]).await?;
        Ok(())
    }
}
