//! Restrictions: the epoch that rises in the region's partition and is pushed to every other before a restriction is acknowledged.
//!
//! Who decides reads the head's epoch *first*, then the restrictions, then decides. A command decided at an older epoch than its
//! partition's head goes back, so after the acknowledgement nothing is appended on the old state, in no process. One decided at
//! a newer epoch tells its head, which a push has not reached yet.

use anyhow::{Result, bail};
use futures_util::future::join_all;

use crate::Register;
use crate::engine::Step;
use crate::value::Value;
use crate::work::{NotAppended, Outcome, Work};
use clearance::intent::REGION;

const OPEN: &str = "INSERT INTO log_head (office, seq, epoch, edge, recorded) VALUES ($1, 0, $2, $3, 0) ON CONFLICT (office) DO NOTHING";
const EPOCH: &str = "SELECT epoch FROM log_head WHERE office = $1";
const LAGGING: &str = "SELECT office FROM log_head WHERE epoch < $1 ORDER BY office";
const PUSH: &str = "UPDATE log_head SET epoch = $1 WHERE office = $2 AND epoch < $1 RETURNING epoch";

pub(crate) const TEXTS: &[&str] = &[OPEN, EPOCH, LAGGING, PUSH];

impl Register {
    /// Opens partitions that are not there yet, the region's among them. A new one agrees with no epoch until the region's was
    /// pushed to it, so that no command can slip in between; until then it takes nothing.
    pub async fn open_offices(&self, offices: &[&str]) -> Result<()> {
        let row =
            |office: &str, epoch: i64| Step::new(OPEN, vec![office.into(), epoch.into(), Value::Bytes(Vec::new())]);
        let mut steps = vec![row(REGION, 0)];
        steps.extend(offices.iter().filter(|office| **office != REGION).map(|office| row(office, -1)));
        self.write(steps).await?;
        Ok(())
    }

    /// The restriction epoch of a partition: to be read before the restrictions that a decision rests on.
    pub async fn epoch(&self, office: &str) -> Result<u64> {
        for _ in 0..2 {
            match self.point(EPOCH, vec![office.into()]).await?.pop() {
                None => bail!("there is no partition {office}"),
                Some(mut row) => match u64::try_from(row.int(0)?) {
                    Ok(epoch) => return Ok(epoch),
                    Err(_) => self.push_epoch().await?,
                },
            }
        }
        bail!("no epoch reaches partition {office}")
    }

    /// Pushes the region's epoch to every head that lags, each in a transaction of its own: one that somebody holds keeps the
    /// others back no longer than itself. Called before a restriction is acknowledged, at start and each second: a process
    /// that died between the two leaves heads behind. The error names the heads that could not be reached.
    pub async fn push_epoch(&self) -> Result<()> {
        let Some(mut epoch) = self.point(EPOCH, vec![REGION.into()]).await?.pop() else { return Ok(()) };
        let epoch = epoch.int(0)?;
        let mut lagging = Vec::new();
        for mut row in self.scan(LAGGING, vec![epoch.into()]).await? {
            lagging.push(row.text(0)?);
        }
        let pushed =
            lagging.iter().map(|office| self.write_soon(Step::new(PUSH, vec![epoch.into(), office.as_str().into()])));
        let behind: Vec<String> = join_all(pushed)
            .await
            .into_iter()
            .zip(&lagging)
            .filter_map(|(pushed, office)| pushed.err().map(|failure| format!("{office} ({failure})")))
            .collect();
        if !behind.is_empty() {
            bail!("restriction epoch {epoch} has not reached {}", behind.join(", "));
        }
        Ok(())
    }

    /// Appends one command.
    pub async fn append(&self, work: Work) -> Outcome {
        let mut outcomes = self.append_joined(vec![work]).await;
        outcomes.pop().expect("one command has one outcome")
    }

    /// Appends commands that came together; as far as they are for one office and fit, they share a transaction. Each has its own
    /// outcome. A restriction is acknowledged only after every partition knows of it.
    pub async fn append_joined(&self, works: Vec<Work>) -> Vec<Outcome> {
        let restricts = works.iter().any(|work| work.restricts);
        let mut waiting = Vec::with_capacity(works.len());
        for work in works {
            waiting.push(self.send(Box::new(work)).await);
        }
        let mut outcomes = Vec::with_capacity(waiting.len());
        for waiting in waiting {
            let ended = || Err(NotAppended::Unknown("the writer ended".to_owned()));
            outcomes.push(match waiting {
                Ok(outcome) => self.hear(outcome).await.unwrap_or_else(ended),
                Err(refused) => Err(refused),
            });
        }
        // A known key tells that a restriction is recorded, not that it is everywhere.
        let repeated = |outcome: &Outcome| matches!(outcome, Ok(done) if done.repeated && done.office == REGION);
        if (restricts || outcomes.iter().any(repeated))
            && let Err(error) = self.push_epoch().await
        {
            return outcomes.into_iter().map(|_| Err(not_everywhere(&error))).collect();
        }
        outcomes
    }
}

/// What the sender of a restriction is told while some head does not have its epoch.
pub(crate) fn not_everywhere(error: &anyhow::Error) -> NotAppended {
    NotAppended::Unknown(format!("recorded, but not yet everywhere: {error:#}"))
}
