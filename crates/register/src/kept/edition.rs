//! The texts of editions of the law by their hash, one row a file: what a case was decided by stays readable for ever.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use policy::edition::digest;

use crate::Register;
use crate::engine::Step;
use crate::merkle::Hash;
use clearance::intent::REGION;

const KEEP_TEXT: &str =
    "INSERT INTO edition_text (office, hash, bytes) VALUES ($1, $2, $3) ON CONFLICT (office, hash) DO NOTHING";
const KEEP_FILE: &str = "INSERT INTO edition_file (office, edition, path, hash) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (office, edition, path) DO NOTHING";
const KEEP_EDITION: &str =
    "INSERT INTO policy_edition (office, edition, loaded) VALUES ($1, $2, $3) ON CONFLICT (office, edition) DO NOTHING";
const EDITIONS: &str = "SELECT edition, loaded FROM policy_edition WHERE office = $1 ORDER BY loaded, edition";
const FILES: &str = "SELECT f.path, f.hash, t.bytes FROM edition_file f LEFT JOIN edition_text t \
     ON t.office = f.office AND t.hash = f.hash WHERE f.office = $1 AND f.edition = $2 ORDER BY f.path";
const PATHS: &str = "SELECT path, hash FROM edition_file WHERE office = $1 AND edition = $2 ORDER BY path";
const WHOLE_BEFORE: &str = "SELECT path, bytes FROM policy_text WHERE office = $1 AND edition = $2 ORDER BY path";
const EDITIONS_BEFORE: &str = "SELECT DISTINCT edition FROM policy_text WHERE office = $1 ORDER BY edition";
const TAKE_AWAY: &str = "DELETE FROM policy_text WHERE office = $1 AND edition = $2 AND path = $3";

pub(crate) const TEXTS: &[&str] =
    &[KEEP_TEXT, KEEP_FILE, KEEP_EDITION, EDITIONS, FILES, PATHS, WHOLE_BEFORE, EDITIONS_BEFORE, TAKE_AWAY];

/// A file of an edition as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    /// Its name relative to the region's folder.
    pub path: String,
    /// The hash that the edition has of it; none in registers of before, until they are shared.
    pub hash: Option<Hash>,
    /// Its content; none if the row is gone.
    pub bytes: Option<Vec<u8>>,
}

impl Register {
    /// Keeps the files of an edition under the hash of the whole, in one transaction.
    pub async fn keep_edition(&self, edition: &Hash, files: &[(String, Vec<u8>)], now: i64) -> Result<()> {
        let mut steps: Vec<Step> = files.iter().flat_map(|(path, bytes)| kept(edition, path, bytes)).collect();
        steps.push(Step::new(KEEP_EDITION, vec![REGION.into(), edition.as_slice().into(), now.into()]));
        self.write(steps).await?;
        Ok(())
    }

    /// The editions that were kept, with the time of each in microseconds, the oldest first.
    pub async fn editions(&self) -> Result<Vec<(Hash, i64)>> {
        let rows = self.scan(EDITIONS, vec![REGION.into()]).await?;
        rows.into_iter().map(|mut row| Ok((row.hash(0)?, row.int(1)?))).collect()
    }

    /// The files of an edition as they are kept, whatever became of them; empty if it was not kept.
    pub async fn kept_files(&self, edition: &Hash) -> Result<Vec<KeptFile>> {
        let of = || vec![REGION.into(), edition.as_slice().into()];
        let mut files = BTreeMap::new();
        for mut row in self.scan(WHOLE_BEFORE, of()).await? {
            let path = row.text(0)?;
            files.insert(path.clone(), KeptFile { path, hash: None, bytes: Some(row.bytes(1)?) });
        }
        for mut row in self.scan(FILES, of()).await? {
            let path = row.text(0)?;
            files.insert(path.clone(), KeptFile { path, hash: Some(row.hash(1)?), bytes: row.maybe_bytes(2)? });
        }
        Ok(files.into_values().collect())
    }

    /// The files of an edition: path and content; empty if it was not kept.
    pub async fn edition(&self, edition: &Hash) -> Result<Vec<(String, Vec<u8>)>> {
        let kept = self.kept_files(edition).await?.into_iter();
        kept.map(|file| Ok((file.path.clone(), file.bytes.with_context(|| format!("{} is gone", file.path))?)))
            .collect()
    }

    /// The paths of an edition's files with the hash of each, without their contents.
    pub async fn edition_paths(&self, edition: &Hash) -> Result<Vec<(String, Hash)>> {
        let rows = self.scan(PATHS, vec![REGION.into(), edition.as_slice().into()]).await?;
        rows.into_iter().map(|mut row| Ok((row.text(0)?, row.hash(1)?))).collect()
    }

    /// Gives the texts of a register of before, which kept each file with each edition, their place among the shared ones.
    pub async fn share_texts(&self) -> Result<()> {
        for mut row in self.scan(EDITIONS_BEFORE, vec![REGION.into()]).await? {
            let edition = row.hash(0)?;
            let rows = self.scan(WHOLE_BEFORE, vec![REGION.into(), edition.as_slice().into()]).await?;
            let mut steps = Vec::new();
            for mut row in rows {
                let (path, bytes) = (row.text(0)?, row.bytes(1)?);
                steps.extend(kept(&edition, &path, &bytes));
                let values = vec![REGION.into(), edition.as_slice().into(), path.as_str().into()];
                steps.push(Step::new(TAKE_AWAY, values));
            }
            self.write(steps).await?;
        }
        Ok(())
    }
}

fn kept(edition: &Hash, path: &str, bytes: &[u8]) -> [Step; 2] {
    let hash = digest(bytes);
    let text = vec![REGION.into(), hash.as_slice().into(), bytes.into()];
    let file = vec![REGION.into(), edition.as_slice().into(), path.into(), hash.as_slice().into()];
    [Step::new(KEEP_TEXT, text), Step::new(KEEP_FILE, file)]
}
