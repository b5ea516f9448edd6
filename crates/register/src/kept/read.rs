//! Reads that are audited: officers who look at cases in which they have no part (docs/PARTS.md).

use anyhow::Result;

use crate::Register;
use crate::engine::Step;
use crate::scope::Scope;
use crate::value::Row;
use clearance::intent::REGION;

const NOTE: &str = "INSERT INTO read_note (office, at, number, account, person, case_no, what, purpose, session) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (office, at, number) DO NOTHING";
const OF_CASE: &str = "SELECT at, number, account, person, case_no, what, purpose, session FROM read_note \
     WHERE office = $1 AND case_no = $2 ORDER BY at DESC, number LIMIT $3";

const PURPOSE: &str = "SELECT purpose FROM read_note \
     WHERE office = $1 AND session = $2 AND case_no = $3 AND purpose <> '' LIMIT 1";

pub(crate) const TEXTS: &[&str] = &[NOTE, OF_CASE, PURPOSE];

/// One read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// When, in microseconds.
    pub at: i64,
    /// Number of the request; with `at` it tells reads apart.
    pub number: String,
    /// The account that read.
    pub account: String,
    /// The natural person behind it.
    pub person: String,
    /// The case.
    pub case: String,
    /// What was read, by its path.
    pub what: String,
    /// What for, by its code or in the reader's words; empty in notes of before.
    pub purpose: String,
    /// The session or token by which it was read, as the digest of its secret; empty in notes of before.
    pub session: String,
}

impl Read {
    fn of(mut row: Row) -> Result<Read> {
        Ok(Read {
            at: row.int(0)?,
            number: row.text(1)?,
            account: row.text(2)?,
            person: row.text(3)?,
            case: row.text(4)?,
            what: row.text(5)?,
            purpose: row.text(6)?,
            session: row.text(7)?,
        })
    }
}

impl Register {
    /// Keeps reads, all in one transaction; one that is kept already is not kept twice.
    pub async fn note_reads(&self, reads: &[Read]) -> Result<()> {
        let values = |read: &Read| {
            let texts = [&read.account, &read.person, &read.case, &read.what, &read.purpose, &read.session];
            let mut values = vec![REGION.into(), read.at.into(), read.number.as_str().into()];
            values.extend(texts.into_iter().map(|text| text.as_str().into()));
            values
        };
        let steps = reads.iter().map(|read| Step::new(NOTE, values(read))).collect();
        self.write(steps).await?;
        Ok(())
    }

    /// What a case was read for in a session before.
    pub async fn purpose_of(&self, session: &str, case: &str) -> Result<Option<String>> {
        let found = self.point(PURPOSE, vec![REGION.into(), session.into(), case.into()]).await?.pop();
        found.map(|mut row| row.text(0)).transpose()
    }

    /// Who read a case without a part in it, the latest first: for auditors.
    pub async fn reads_of(&self, scope: &Scope, case: &str, limit: u32) -> Result<Vec<Read>> {
        anyhow::ensure!(scope.sees_log(), "who read what is for the platform and auditors only");
        let values = vec![REGION.into(), case.into(), i64::from(limit).into()];
        self.scan(OF_CASE, values).await?.into_iter().map(Read::of).collect()
    }
}
