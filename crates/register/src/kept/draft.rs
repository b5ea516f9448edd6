//! Drafts of declarations: an account's own, outside the log until they are submitted.

use anyhow::Result;

use crate::Register;
use crate::value::{Row, int};
use clearance::intent::REGION;

const MAKE: &str = "INSERT INTO draft (office, draft, account, title, version, changed, body) \
     VALUES ($1, $2, $3, $4, 1, $5, $6) ON CONFLICT (office, draft) DO NOTHING RETURNING version";
const SAVE: &str = "UPDATE draft SET title = $1, version = version + 1, changed = $2, body = $3 \
     WHERE office = $4 AND draft = $5 AND account = $6 AND version = $7 RETURNING version";
const ONE: &str =
    "SELECT draft, title, version, changed, body FROM draft WHERE office = $1 AND draft = $2 AND account = $3";
const LIST: &str = "SELECT draft, title, version, changed FROM draft WHERE office = $1 AND account = $2 \
     ORDER BY changed DESC, draft LIMIT $3";
const DROP: &str = "DELETE FROM draft WHERE office = $1 AND draft = $2 AND account = $3";

pub(crate) const TEXTS: &[&str] = &[MAKE, SAVE, ONE, LIST, DROP];

/// A draft. Nobody but its account reads or writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its name, made by chance.
    pub draft: String,
    /// What it is shown as.
    pub title: String,
    /// Rises with each saving, from 1.
    pub version: u64,
    /// When it was last saved, in microseconds.
    pub changed: i64,
    /// Its content; empty in a list.
    pub body: Vec<u8>,
}

fn read(mut row: Row, whole: bool) -> Result<Draft> {
    let body = if whole { row.bytes(4)? } else { Vec::new() };
    Ok(Draft { draft: row.text(0)?, title: row.text(1)?, version: row.count(2)?, changed: row.int(3)?, body })
}

impl Register {
    /// Saves a draft: a new one has version 0. Gives its version afterwards, or none if it was saved elsewhere since, was
    /// dropped, or is somebody else's.
    pub async fn save_draft(&self, account: &str, draft: &Draft) -> Result<Option<u64>> {
        let (name, title) = (draft.draft.as_str(), draft.title.as_str());
        let body = draft.body.as_slice();
        let rows = if draft.version == 0 {
            let values =
                vec![REGION.into(), name.into(), account.into(), title.into(), draft.changed.into(), body.into()];
            self.write_one(MAKE, values).await?
        } else {
            let mut values = vec![title.into(), draft.changed.into(), body.into(), REGION.into(), name.into()];
            values.extend([account.into(), int(draft.version)]);
            self.write_one(SAVE, values).await?
        };
        rows.into_iter().next().map(|mut row| row.count(0)).transpose()
    }

    /// A draft of the account.
    pub async fn draft(&self, account: &str, draft: &str) -> Result<Option<Draft>> {
        let rows = self.point(ONE, vec![REGION.into(), draft.into(), account.into()]).await?;
        rows.into_iter().next().map(|row| read(row, true)).transpose()
    }

    /// The account's drafts, the latest first, without their content.
    pub async fn drafts(&self, account: &str, limit: u32) -> Result<Vec<Draft>> {
        let rows = self.point(LIST, vec![REGION.into(), account.into(), i64::from(limit).into()]).await?;
        rows.into_iter().map(|row| read(row, false)).collect()
    }

    /// Drops a draft of the account.
    pub async fn drop_draft(&self, account: &str, draft: &str) -> Result<()> {
        self.write_one(DROP, vec![REGION.into(), draft.into(), account.into()]).await.map(drop)
    }
}
