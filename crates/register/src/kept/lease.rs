//! Who has a case open to act on it: told to others while it lasts, and forbids nothing. It goes by itself.

use anyhow::Result;

use crate::Register;
use crate::engine::Step;
use crate::value::Row;
use clearance::intent::REGION;

const TAKE: &str = "INSERT INTO lease (office, case_no, account, until) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (office, case_no, account) DO UPDATE SET until = excluded.until";
const GIVE_BACK: &str = "DELETE FROM lease WHERE office = $1 AND case_no = $2 AND account = $3";
const HELD: &str =
    "SELECT case_no, account, until FROM lease WHERE office = $1 AND until > $2 ORDER BY case_no, account";
const OF_CASE: &str =
    "SELECT case_no, account, until FROM lease WHERE office = $1 AND case_no = $2 AND until > $3 ORDER BY account";
const SWEEP: &str = "DELETE FROM lease WHERE office = $1 AND until <= $2";

pub(crate) const TEXTS: &[&str] = &[TAKE, GIVE_BACK, HELD, OF_CASE, SWEEP];

/// That somebody has a case open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The case.
    pub case: String,
    /// Who.
    pub account: String,
    /// Until when it is told, in microseconds.
    pub until: i64,
}

impl Lease {
    fn of(mut row: Row) -> Result<Lease> {
        Ok(Lease { case: row.text(0)?, account: row.text(1)?, until: row.int(2)? })
    }
}

impl Register {
    /// Notes that an account has a case open until a moment; what it noted before of the case is forgotten.
    pub async fn take_lease(&self, lease: &Lease) -> Result<()> {
        let values = vec![REGION.into(), lease.case.as_str().into(), lease.account.as_str().into(), lease.until.into()];
        self.write(vec![Step::new(TAKE, values)]).await?;
        Ok(())
    }

    /// Forgets that an account has a case open.
    pub async fn give_lease_back(&self, case: &str, account: &str) -> Result<()> {
        self.write(vec![Step::new(GIVE_BACK, vec![REGION.into(), case.into(), account.into()])]).await?;
        Ok(())
    }

    /// What is open at a moment, by case.
    pub async fn leases(&self, now: i64) -> Result<Vec<Lease>> {
        self.scan(HELD, vec![REGION.into(), now.into()]).await?.into_iter().map(Lease::of).collect()
    }

    /// Who has a case open at a moment.
    pub async fn leases_of(&self, case: &str, now: i64) -> Result<Vec<Lease>> {
        let values = vec![REGION.into(), case.into(), now.into()];
        self.point(OF_CASE, values).await?.into_iter().map(Lease::of).collect()
    }

    /// Forgets what is over.
    pub async fn sweep_leases(&self, now: i64) -> Result<()> {
        self.write(vec![Step::new(SWEEP, vec![REGION.into(), now.into()])]).await?;
        Ok(())
    }
}
