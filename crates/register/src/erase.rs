//! What destroys a subject for good: its key first, without which nothing of it is ever read again.

use crate::engine::Step;
use clearance::intent::REGION;

const ERASE_KEY: &str = "DELETE FROM subject_key WHERE office = $1 AND subject = $2";
const ERASE_SEALED: &str = "DELETE FROM sealed WHERE office = $1 AND subject = $2";
const ERASE_BLIND: &str = "DELETE FROM blind WHERE office = $1 AND subject = $2";
/// The embedded engine leaves what it deletes where it stood until something else is written there; a key of the same length takes
/// its place first.
const OVERWRITE_KEY: &str = "UPDATE subject_key SET wrapped = $1 WHERE office = $2 AND subject = $3";

pub(crate) const TEXTS: &[&str] = &[OVERWRITE_KEY, ERASE_KEY, ERASE_SEALED, ERASE_BLIND];

/// What destroys a subject's key, boxes and index entries.
pub(crate) fn erasing(subject: &str) -> Vec<Step> {
    let overwritten = Step::new(OVERWRITE_KEY, vec![[0_u8; WRAPPED].as_slice().into(), REGION.into(), subject.into()]);
    let gone = [ERASE_KEY, ERASE_SEALED, ERASE_BLIND];
    let gone = gone.map(|text| Step::new(text, vec![REGION.into(), subject.into()]));
    std::iter::once(overwritten).chain(gone).collect()
}

/// Bytes of a wrapped key: its nonce, itself and its tag.
const WRAPPED: usize = 24 + 32 + 16;
