//! What was declared before, and how it was found: counted by the end of a day after which nothing can be recorded on it any more.

use super::line::known;
use crate::Register;
use crate::engine::Step;
use crate::scope::Scope;
use crate::value::Value;
use anyhow::Result;
use clearance::past::{Of, Tally, What};
use futures_util::future::join_all;
use values::calendar::Timestamp;

// A head whose time is the boundary gives its next event a later one.
const CLOSE: &str = "UPDATE log_head SET recorded = $1 WHERE office = $2 AND recorded < $1";
const OPEN: &str = "SELECT office FROM log_head WHERE recorded < $1 ORDER BY office";

// One for each way to narrow the past down; an owner has few rows, so that the rest is looked through.
const OF_OWNER: &str = "SELECT what, CAST(COUNT(*) AS BIGINT), MAX(recorded) FROM past \
     WHERE owner = $1 AND recorded >= $2 AND recorded < $3 AND ($4 = '' OR origin = $4) \
     AND ($5 = '' OR hs >= $5 AND hs <= $6) GROUP BY what ORDER BY what";
const OF_GOODS: &str = "SELECT what, CAST(COUNT(*) AS BIGINT), MAX(recorded) FROM past \
     WHERE hs >= $1 AND hs <= $2 AND recorded >= $3 AND recorded < $4 AND ($5 = '' OR origin = $5) \
     GROUP BY what ORDER BY what";
const OF_ORIGIN: &str = "SELECT what, CAST(COUNT(*) AS BIGINT), MAX(recorded) FROM past \
     WHERE origin = $1 AND recorded >= $2 AND recorded < $3 GROUP BY what ORDER BY what";

pub(crate) const TEXTS: &[&str] = &[CLOSE, OPEN, OF_OWNER, OF_GOODS, OF_ORIGIN];

impl Register {
    /// Sees to it that nothing is recorded before a moment any more, in any partition and by any process. What was recorded before
    /// it can then be counted once for all. The moment has come: what is recorded next is later than it. Gives the partitions whose
    /// head somebody holds for long; each is closed by itself, so that none keeps the others back.
    ///
    /// # Errors
    /// The heads cannot be read.
    pub async fn close_before(&self, moment: Timestamp) -> Result<Vec<String>> {
        let mut open: Vec<String> = Vec::new();
        for mut row in self.scan(OPEN, vec![moment.0.into()]).await? {
            open.push(row.text(0)?);
        }
        let closed =
            open.iter().map(|office| self.write_soon(Step::new(CLOSE, vec![moment.0.into(), office.as_str().into()])));
        let closed: Vec<bool> = join_all(closed).await.into_iter().map(|closed| closed.is_ok()).collect();
        let held = open.into_iter().zip(closed).filter(|(_, closed)| !closed).map(|(office, _)| office);
        Ok(held.collect())
    }

    /// What was recorded from one moment on and before another. Whose past it is narrows it.
    ///
    /// # Errors
    /// The scope does not see every case, or the register cannot be read.
    pub async fn tally(&self, scope: &Scope, of: &Of, (from, until): (Timestamp, Timestamp)) -> Result<Tally> {
        scope.must_see_all()?;
        let mut tally = Tally::default();
        for (text, values) in asked(of, from, until) {
            for mut row in self.scan(text, values).await? {
                tally.add(known(&row.text(0)?, What::of_word)?, row.int(1)?, Timestamp(row.int(2)?));
            }
        }
        Ok(tally)
    }
}

/// The statements that count it: one for each span of tariff codes, since none meets another.
fn asked(of: &Of, from: Timestamp, until: Timestamp) -> Vec<(&'static str, Vec<Value>)> {
    let origin: Value = of.origin.as_ref().map_or("", |origin| origin.as_str()).into();
    let spans =
        of.goods.iter().flat_map(|goods| goods.iter()).map(|span| (Value::from(&*span.low), Value::from(&*span.high)));
    let (from, until): (Value, Value) = (from.0.into(), until.0.into());
    match &of.owner {
        Some(owner) => {
            let ask = |(low, high)| {
                let owner: Value = owner.as_str().into();
                (OF_OWNER, vec![owner, from.clone(), until.clone(), origin.clone(), low, high])
            };
            if of.goods.is_some() { spans.map(ask).collect() } else { vec![ask(("".into(), "".into()))] }
        }
        None if of.goods.is_some() => {
            let ask = |(low, high)| (OF_GOODS, vec![low, high, from.clone(), until.clone(), origin.clone()]);
            spans.map(ask).collect()
        }
        None => vec![(OF_ORIGIN, vec![origin, from, until])],
    }
}
