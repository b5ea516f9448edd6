//! The seals of offices: keys that follow from the register's secret, what one of them seals, and what its seals are worth.

use crate::field::{Field, Known};
use anyhow::{Context, Result};
use archive::paper::{Keys, SealedPaper};
use clearance::case::Case;
use clearance::case::certificate::Certificate;
use clearance::case::certificate::record::Record;
use clearance::event::seal::{Seal, SealKey};
use clearance::region::RegionState;

use register::head_file::hex;
use register::sealed::Master;
use values::calendar::{Day, Timestamp};
use values::id::OfficeCode;

/// For how many days a key seals: two years, so that one that was taken unseen is of use for no longer.
const DAYS: i32 = 730;

/// The secret of a key, which follows from the register's: nothing of it is kept anywhere.
fn secret(master: &Master, office: &OfficeCode, key: u16) -> [u8; 32] {
    master.key_for(&format!("seal/{office}/{key}"))
}

/// The next key of an office, good from a day.
pub(crate) fn next(master: &Master, region: &RegionState, office: &OfficeCode, from: Day) -> SealKey {
    let number = region.seals().next(office);
    archive::seal::key(&secret(master, office, number), (office, number), from, from.plus(DAYS - 1))
}

/// What seals for an office on a day: its newest key, or the one that would be opened if it issued now.
pub(crate) fn sealer<'f>(
    field: &'f Field,
    known: &Known,
    office: Option<&OfficeCode>,
    day: Day,
) -> impl Fn(&Record) -> Option<Seal> + Send + Sync + use<'f> {
    let seals = known.region.seals();
    let key = office.and_then(|office| match seals.sealing(office, day) {
        Some(key) => Some(key.clone()),
        None => seals.opens_itself(office, day).then(|| next(&field.master, &known.region, office, day)),
    });
    move |record| {
        let key = key.as_ref()?;
        archive::seal::seal(&secret(&field.master, &key.office, key.key), key, record)
    }
}

/// What the seal of an issued paper is worth, as the register has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// Issued before papers were sealed.
    Unsealed,
    /// It holds.
    Holds,
    /// Its key was revoked as of a day before the paper's, or that day.
    Revoked,
    /// It is not over what the record has.
    Broken,
}

impl Worth {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Worth::Unsealed => "unsealed",
            Worth::Holds => "holds",
            Worth::Revoked => "revoked",
            Worth::Broken => "broken",
        }
    }
}

/// What the seal of a paper is worth; nothing of one that was never issued.
pub fn worth(region: &RegionState, case: &Case, paper: &Certificate) -> Option<Worth> {
    let record = Record::issued(case, paper)?;
    let Some(seal) = paper.issued.as_ref()?.seal.as_ref() else { return Some(Worth::Unsealed) };
    let key = region.seals().of(&record.office).iter().find(|key| key.key == seal.key);
    Some(match key {
        Some(key) if !archive::seal::holds(seal, key, &record) => Worth::Broken,
        Some(key) if key.proves(record.day) => Worth::Holds,
        Some(_) => Worth::Revoked,
        None => Worth::Broken,
    })
}

/// An issued paper as a file that proves itself; nothing of one that was never issued or sealed.
///
/// # Errors
/// Nothing signs for the register here.
pub fn sealed(field: &Field, case: &Case, paper: &Certificate, now: Timestamp) -> Result<Option<SealedPaper>> {
    let Some((paper, seal)) = Record::issued(case, paper).zip(paper.issued.as_ref().and_then(|one| one.seal.clone()))
    else {
        return Ok(None);
    };
    let heads = field.heads.as_ref().context("nothing signs for the register here")?;
    let known = field.known();
    let keys = known.region.seals().of(&paper.office).to_vec();
    let keys = Keys { register: heads.public(), day: field.day(now), keys };
    let signature = hex(&heads.sign(&keys.signed()));
    Ok(Some(SealedPaper { paper, seal, keys, signature }))
}
