//! Who holds a name, and what became of a command that claimed one before its case had a number.

use anyhow::{Context, Result};

use crate::claim::HOLDER;
use crate::name::Kind;
use crate::register::Register;
use crate::value::int;
use crate::work::KEPT_US;

const USED_UP: &str = "INSERT INTO idempotency (office, entry, digest, seq, answer, expires) VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (office, entry) DO NOTHING";
const ANSWERED: &str = "SELECT answer FROM idempotency WHERE office = $1 AND entry = $2";

pub(crate) const TEXTS: &[&str] = &[USED_UP, ANSWERED];

/// How long the command may still be under way that claimed a reference, in microseconds: twice as long as a statement may
/// take.
const UNDER_WAY_US: i64 = 120 * 1_000_000;

/// What became of the command that claimed a reference before its case had a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// It wrote, and this is its answer.
    Written(Vec<u8>),
    /// It may still write.
    UnderWay,
    /// It wrote nothing, and never will: its key is used up.
    Nothing,
}

impl Register {
    /// Who holds a name; none if nobody ever used it.
    pub async fn holder(&self, kind: Kind, owner: &str, name: &str) -> Result<Option<String>> {
        let rows = self.point(HOLDER, vec![owner.into(), kind.text(name).into()]).await?;
        rows.into_iter().next().map(|mut row| row.text(0)).transpose()
    }

    /// What became of a holder of a reference that is no case yet.
    ///
    /// # Errors
    /// The record cannot be read or written, or the holder is a case.
    pub async fn settle(&self, holder: &str) -> Result<Settled> {
        let (command, since) = holder.rsplit_once('@').context("a holder that is a case")?;
        let (office, entry) = command.split_once('/').context("a holder without an office")?;
        let now = (self.options().clock)();
        if UNDER_WAY_US < now - since.parse::<i64>()? {
            let nothing = [int(0), Vec::new().into(), (now + KEPT_US).into()];
            let used_up = [office.into(), entry.into(), vec![0_u8; 32].into()].into_iter().chain(nothing);
            self.write_one(USED_UP, used_up.collect()).await?;
        }
        let rows = self.point(ANSWERED, vec![office.into(), entry.into()]).await?;
        let answer = rows.into_iter().next().map(|mut row| row.bytes(0)).transpose()?;
        Ok(match answer {
            None => Settled::UnderWay,
            Some(answer) if answer.is_empty() => Settled::Nothing,
            Some(answer) => Settled::Written(answer),
        })
    }
}
