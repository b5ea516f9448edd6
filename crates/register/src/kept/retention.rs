//! What is kept beside the log for a time, and how it goes when the time is over (N8). Never an event, nor what follows from one.

use anyhow::{Context, Result, bail};
use policy::Kept;
use values::id::FileId;

use crate::Register;
use crate::engine::Step;
use crate::value::{Row, Value};
use crate::work::KEPT_US;

/// One table with a time: how old rows are counted, found and removed. The parameter of time stands first.
struct Timed {
    count: &'static str,
    find: &'static str,
    /// None for what goes with an event of its own.
    remove: Option<&'static str>,
    /// How much later than its moment a row says to be.
    ahead_us: i64,
}

const COUNT_READS: &str = "SELECT CAST(COUNT(*) AS BIGINT), MIN(at) FROM read_note WHERE at < $1";
const FIND_READS: &str = "SELECT office, at, number FROM read_note WHERE at < $1 ORDER BY at LIMIT 500";
const REMOVE_READ: &str = "DELETE FROM read_note WHERE at < $1 AND office = $2 AND at = $3 AND number = $4";
const COUNT_MESSAGES: &str = "SELECT CAST(COUNT(*) AS BIGINT), MIN(received) FROM inbox WHERE received < $1";
const FIND_MESSAGES: &str = "SELECT office, sender, number FROM inbox WHERE received < $1 ORDER BY received LIMIT 500";
const REMOVE_MESSAGE: &str = "DELETE FROM inbox WHERE received < $1 AND office = $2 AND sender = $3 AND number = $4";
const COUNT_DRAFTS: &str = "SELECT CAST(COUNT(*) AS BIGINT), MIN(changed) FROM draft WHERE changed < $1";
const FIND_DRAFTS: &str = "SELECT office, draft FROM draft WHERE changed < $1 ORDER BY changed LIMIT 500";
const REMOVE_DRAFT: &str = "DELETE FROM draft WHERE changed < $1 AND office = $2 AND draft = $3";
const COUNT_KEYS: &str = "SELECT CAST(COUNT(*) AS BIGINT), MIN(expires) FROM idempotency WHERE expires < $1";
const FIND_KEYS: &str = "SELECT office, entry FROM idempotency WHERE expires < $1 ORDER BY expires LIMIT 500";
const REMOVE_KEY: &str = "DELETE FROM idempotency WHERE expires < $1 AND office = $2 AND entry = $3";
const COUNT_TOKENS: &str = "SELECT CAST(COUNT(*) AS BIGINT), MIN(ends) FROM token WHERE ends < $1";
const FIND_TOKENS: &str = "SELECT office, digest FROM token WHERE ends < $1 ORDER BY ends LIMIT 500";
const REMOVE_TOKEN: &str = "DELETE FROM token WHERE ends < $1 AND office = $2 AND digest = $3";
const COUNT_FILES: &str = "SELECT CAST(COUNT(*) AS BIGINT), MIN(ended) FROM case_file WHERE ended < $1";
const FIND_FILES: &str = "SELECT case_no, file FROM case_file WHERE ended < $1 ORDER BY ended, case_no, file LIMIT 500";

pub(crate) const TEXTS: &[&str] = &[
    COUNT_READS,
    FIND_READS,
    REMOVE_READ,
    COUNT_MESSAGES,
    FIND_MESSAGES,
    REMOVE_MESSAGE,
    COUNT_DRAFTS,
    FIND_DRAFTS,
    REMOVE_DRAFT,
    COUNT_KEYS,
    FIND_KEYS,
    REMOVE_KEY,
    COUNT_TOKENS,
    FIND_TOKENS,
    REMOVE_TOKEN,
    COUNT_FILES,
    FIND_FILES,
];

fn timed(kept: Kept) -> Timed {
    let (count, find, remove) = match kept {
        Kept::Reads => (COUNT_READS, FIND_READS, Some(REMOVE_READ)),
        Kept::Messages => (COUNT_MESSAGES, FIND_MESSAGES, Some(REMOVE_MESSAGE)),
        Kept::Drafts => (COUNT_DRAFTS, FIND_DRAFTS, Some(REMOVE_DRAFT)),
        Kept::Keys => (COUNT_KEYS, FIND_KEYS, Some(REMOVE_KEY)),
        Kept::Tokens => (COUNT_TOKENS, FIND_TOKENS, Some(REMOVE_TOKEN)),
        Kept::Files => (COUNT_FILES, FIND_FILES, None),
    };
    // A key says until when its year lasts, not since when.
    Timed { count, find, remove, ahead_us: if kept == Kept::Keys { KEPT_US } else { 0 } }
}

/// How much there is from before a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Old {
    /// How many.
    pub count: u64,
    /// The moment of the oldest, in microseconds.
    pub oldest: Option<i64>,
}

impl Register {
    /// How much is kept from before a moment in microseconds.
    pub async fn old(&self, kept: Kept, before: i64) -> Result<Old> {
        let timed = timed(kept);
        let rows = self.scan(timed.count, vec![before.saturating_add(timed.ahead_us).into()]).await?;
        let Some(mut row) = rows.into_iter().next() else { return Ok(Old { count: 0, oldest: None }) };
        Ok(Old { count: row.count(0)?, oldest: row.maybe_int(1)?.map(|at| at - timed.ahead_us) })
    }

    /// Removes up to 500 rows from before a moment, the oldest first; gives how many. Found by a reader, so that the writer only
    /// deletes by key; what was changed since stays.
    pub async fn remove_old(&self, kept: Kept, before: i64) -> Result<u64> {
        let timed = timed(kept);
        let Some(remove) = timed.remove else { bail!("files of cases go with an event of their case") };
        let moment: Value = before.saturating_add(timed.ahead_us).into();
        let found = self.scan(timed.find, vec![moment.clone()]).await?;
        let step = |key: Vec<Value>| Step::new(remove, std::iter::once(moment.clone()).chain(key).collect());
        let steps: Vec<Step> = found.into_iter().map(|row| step(row.values())).collect();
        let count = steps.len() as u64;
        if count != 0 {
            self.write(steps).await?;
        }
        Ok(count)
    }

    /// Up to 500 files whose case ended before a moment in microseconds and whose content is still kept, those of a case together.
    pub async fn files_ended_before(&self, before: i64) -> Result<Vec<(String, FileId)>> {
        let rows = self.scan(FIND_FILES, vec![before.into()]).await?;
        let read =
            |mut row: Row| Ok((row.text(0)?, FileId::parse(&row.text(1)?).ok().context("the number of a file")?));
        rows.into_iter().map(read).collect()
    }
}

/// The table of a kind whose rows go; none where they follow from the log.
#[cfg(test)]
pub(crate) fn table(kept: Kept) -> Option<&'static str> {
    let timed = timed(kept);
    timed.remove?;
    timed.find.split_once(" FROM ")?.1.split(' ').next()
}
