//! Idempotency keys from outside an append: asking what a key was answered.

use anyhow::Result;

use crate::Register;
use crate::epoch::not_everywhere;
use crate::value::Row;
use crate::work::{Appended, Key, NotAppended, Outcome};
use clearance::intent::REGION;

const ANSWER: &str = "SELECT digest, seq, answer FROM idempotency WHERE office = $1 AND entry = $2";

pub(crate) const TEXTS: &[&str] = &[ANSWER];

impl Register {
    /// What a command of this key was answered at an office; none if it was never written. Asked before deciding, so that a
    /// repetition is not decided on a state that it has itself changed, and after a lost connection. What the region's
    /// partition answered is told only when every head has its epoch: it may have been a restriction.
    pub async fn answer_to(&self, office: &str, key: &Key) -> Result<Option<Outcome>> {
        let rows = self.point(ANSWER, vec![office.into(), key.entry.as_str().into()]).await?;
        let read = |mut row: Row| -> Result<Outcome> {
            if row.hash(0)? != key.digest {
                return Ok(Err(NotAppended::KeyConflict));
            }
            let (seq, answer) = (row.count(1)?, row.bytes(2)?);
            Ok(Ok(Appended { office: office.to_owned(), first: seq, last: seq, answer, repeated: true }))
        };
        let answer = rows.into_iter().next().map(read).transpose()?;
        if office == REGION
            && matches!(&answer, Some(Ok(_)))
            && let Err(error) = self.push_epoch().await
        {
            return Ok(Some(Err(not_everywhere(&error))));
        }
        Ok(answer)
    }
}
