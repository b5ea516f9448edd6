//! The registry of all SQL: the statements of every file, so that each can be prepared on both engines, and none runs that is
//! not here.

use crate::cases::{statistics, tables, tabulate};
use crate::statement::{Filled, Many};
use crate::table::{EVENT, IDEMPOTENCY, LOG_NODE, NUMBER, SERIES, Table};
use crate::{append, cases, claim, derive, epoch, erase, held, kept, log, rebuild, schema, sealed, verify};

/// The statements of each file.
const TEXTS: &[&[&str]] = &[
    append::TEXTS,
    cases::TEXTS,
    cases::find::TEXTS,
    cases::port::TEXTS,
    cases::result::TEXTS,
    cases::hit::TEXTS,
    cases::past::TEXTS,
    cases::search::TEXTS,
    cases::sheets::TEXTS,
    cases::usual::TEXTS,
    claim::TEXTS,
    derive::TEXTS,
    epoch::TEXTS,
    held::TEXTS,
    kept::account::TEXTS,
    kept::draft::TEXTS,
    kept::key::TEXTS,
    kept::edition::TEXTS,
    kept::lease::TEXTS,
    kept::message::TEXTS,
    kept::process::TEXTS,
    kept::read::TEXTS,
    kept::retention::TEXTS,
    kept::words::TEXTS,
    log::TEXTS,
    rebuild::TEXTS,
    schema::TEXTS,
    erase::TEXTS,
    sealed::TEXTS,
    verify::TEXTS,
];

/// The statements with lists of each file.
static LISTS: &[&[&Many]] = &[append::LISTS, claim::LISTS];

/// The statements of each file whose columns are filled in.
static FILLED: &[&[&Filled]] = &[cases::find::FILLED, cases::port::FILLED, cases::search::FILLED];

/// The tables of this crate beside the derived ones.
static TABLES: &[&Table] = &[
    &EVENT,
    &LOG_NODE,
    &SERIES,
    &NUMBER,
    &IDEMPOTENCY,
    &claim::CLAIM,
    &derive::OLD_CLAIM,
    &sealed::SUBJECT_KEY,
    &sealed::SEALED,
    &sealed::BLIND,
];

/// Every statement of the record, each in all its lengths.
pub fn all() -> Vec<&'static str> {
    let mut texts: Vec<&'static str> = TEXTS.iter().flat_map(|texts| texts.iter().copied()).collect();
    texts.extend(FILLED.iter().flat_map(|filled| filled.iter().map(|one| one.text())));
    texts.extend(tabulate::all());
    texts.extend(statistics::all());
    texts.extend(LISTS.iter().flat_map(|lists| lists.iter().flat_map(|many| many.all())));
    texts.extend(TABLES.iter().flat_map(|table| table.texts()));
    texts.extend(tables::ALL.iter().flat_map(|table| table.texts().chain(table.statements())));
    texts
}
