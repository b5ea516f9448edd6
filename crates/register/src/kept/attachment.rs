//! Attachments: the bytes once per partition under their digest, and for each case what they are called there.

use anyhow::Result;

use crate::Register;
use crate::engine::Step;
use crate::merkle::Hash;
use crate::scope::Scope;
use crate::value::{Row, int};

const KEEP: &str =
    "INSERT INTO blob (office, digest, size, bytes) VALUES ($1, $2, $3, $4) ON CONFLICT (office, digest) DO NOTHING";
const ATTACH: &str = "INSERT INTO attachment (office, case_no, digest, name, media, size, account, added) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (office, case_no, digest) DO NOTHING";
const LIST: &str = "SELECT digest, name, media, size, account, added FROM attachment WHERE office = $1 AND case_no = $2 \
     ORDER BY added, digest";
const BYTES: &str = "SELECT b.bytes FROM attachment a, blob b WHERE a.office = $1 AND a.case_no = $2 AND a.digest = $3 \
     AND b.office = a.office AND b.digest = a.digest";

pub(crate) const TEXTS: &[&str] = &[KEEP, ATTACH, LIST, BYTES];

/// What an attachment is called in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// SHA-256 of its bytes.
    pub digest: Hash,
    /// Name of the file.
    pub name: String,
    /// Media type.
    pub media: String,
    /// Bytes.
    pub size: u64,
    /// Who added it.
    pub account: String,
    /// When, in microseconds.
    pub added: i64,
}

impl Register {
    /// Keeps bytes and attaches them to a case in one transaction; gives their digest. What is there already stays as it is.
    pub async fn attach(&self, office: &str, case: &str, of: &Attachment, bytes: Vec<u8>) -> Result<Hash> {
        let digest = crate::value::digest(&bytes);
        let size = int(bytes.len() as u64);
        let keep = vec![office.into(), digest.as_slice().into(), size.clone(), bytes.into()];
        let attach = vec![
            office.into(),
            case.into(),
            digest.as_slice().into(),
            of.name.as_str().into(),
            of.media.as_str().into(),
            size,
            of.account.as_str().into(),
            of.added.into(),
        ];
        self.write(vec![Step::new(KEEP, keep), Step::new(ATTACH, attach)]).await?;
        Ok(digest)
    }

    /// What is attached to a case, for who may see the case.
    pub async fn attachments(&self, scope: &Scope, office: &str, case: &str) -> Result<Vec<Attachment>> {
        if self.case_line(scope, case).await?.is_none() {
            return Ok(Vec::new());
        }
        let read = |mut row: Row| {
            Ok(Attachment {
                digest: row.hash(0)?,
                name: row.text(1)?,
                media: row.text(2)?,
                size: row.count(3)?,
                account: row.text(4)?,
                added: row.int(5)?,
            })
        };
        self.point(LIST, vec![office.into(), case.into()]).await?.into_iter().map(read).collect()
    }

    /// The bytes of an attachment of a case, for who may see the case.
    pub async fn attached(&self, scope: &Scope, office: &str, case: &str, digest: &Hash) -> Result<Option<Vec<u8>>> {
        if self.case_line(scope, case).await?.is_none() {
            return Ok(None);
        }
        let rows = self.scan(BYTES, vec![office.into(), case.into(), digest.as_slice().into()]).await?;
        rows.into_iter().next().map(|mut row| row.bytes(0)).transpose()
    }
}
