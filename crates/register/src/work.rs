//! What one command asks of the record, and what became of it.

use crate::name::Claim;
use crate::table::Rows;

/// How long an answer is kept for its key: a year, in microseconds.
pub const KEPT_US: i64 = 366 * 86_400 * 1_000_000;

/// Makes what a command writes at the place that it was given; the error says why it cannot be.
pub type Write = dyn Fn(&Place) -> Result<Written, String> + Send + Sync;

/// What one command asks to have written in one partition, wholly or not at all.
pub struct Work {
    /// The partition: a home office, or `region`.
    pub office: String,
    /// The restriction epoch of the partition's head at which the command was decided.
    pub epoch: u64,
    /// The command's idempotency key.
    pub key: Option<Key>,
    /// The cases it was decided on.
    pub guards: Vec<Guard>,
    /// The series from which it takes numbers, in order; one series may stand several times.
    pub series: Vec<String>,
    /// The names that it uses, which mean one thing only.
    pub claims: Vec<Claim>,
    /// Whether it restricts somebody: then the epoch rises with it.
    pub restricts: bool,
    /// Makes what is to be written once the place in the log is known. It may be called again with other places.
    pub write: Box<Write>,
}

/// The idempotency key of a command, unique by home office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Account, key of the request and index in its batch as one text.
    pub entry: String,
    /// SHA-256 of the command's body.
    pub digest: [u8; 32],
}

impl Key {
    /// The key of item `index` of a request. Neither an account has a slash nor an index another character than digits,
    /// so no two keys give the same text.
    pub fn new(account: &str, key: &str, index: u32, digest: [u8; 32]) -> Key {
        Key { entry: format!("{account}/{key}#{index}"), digest }
    }
}

/// A case and the version at which it was decided. Of what belongs to no case it is the partition, and its last event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    /// The case, or the partition that it is written to.
    pub case: String,
    /// Its version; 0 when it must not exist yet. Of a partition the number of its last event.
    pub version: u64,
}

/// The place in the log that a command was given.
#[derive(Debug, Clone)]
pub struct Place {
    /// Number of its first event.
    pub first: u64,
    /// When it is recorded, in microseconds.
    pub recorded: i64,
    /// The serial numbers taken, one for each of [`Work::series`].
    pub serials: Vec<u64>,
}

/// What a command writes.
pub struct Written {
    /// Its events in order; their numbers follow from [`Place::first`].
    pub events: Vec<Entry>,
    /// Rows of derived and kept tables.
    pub rows: Vec<Rows>,
    /// How the numbers read, one for each of [`Work::series`].
    pub numbers: Vec<String>,
    /// What the sender is answered, now and to any repetition.
    pub answer: Vec<u8>,
    /// The subjects whose keys, boxes and index entries go for good with it.
    pub erased: Vec<String>,
}

/// One event, as the log holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The case it belongs to.
    pub case: Option<String>,
    /// Version of the case after it; 0 outside cases.
    pub version: u64,
    /// What kind of event it is.
    pub kind: &'static str,
    /// When it happened, in microseconds.
    pub happened: i64,
    /// The canonical bytes, with partition and number in them.
    pub bytes: Vec<u8>,
}

/// What a command got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// The partition.
    pub office: String,
    /// Number of its first event.
    pub first: u64,
    /// Number of its last event.
    pub last: u64,
    /// What the sender is answered.
    pub answer: Vec<u8>,
    /// Whether it had been written before, by a command of the same key.
    pub repeated: bool,
}

/// Why a command was not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotAppended {
    /// Somebody was restricted since: decide again, at this epoch.
    StaleEpoch {
        /// The epoch of the partition now.
        now: u64,
    },
    /// The case has changed since: show what changed, or decide again.
    StaleVersion {
        /// The case.
        case: String,
        /// Its version now; 0 when it does not exist.
        now: u64,
    },
    /// The key was used for another body.
    KeyConflict,
    /// The own reference names another declaration.
    Claimed {
        /// The case that holds it.
        holder: String,
    },
    /// A preprinted sheet is used up.
    SheetUsed {
        /// Which.
        sheet: String,
        /// By what: a paper of a case, or the word of an end.
        by: String,
    },
    /// No such partition was opened.
    NoSuchOffice(String),
    /// The connection broke at the commit and the command has no key to ask by.
    Unknown(String),
    /// The database is away or others kept getting in the way; nothing was written.
    Away(String),
    /// The disk is full; nothing was written.
    Full,
    /// It cannot be written: the reason is ours to mend.
    Failed(String),
}

impl std::fmt::Display for NotAppended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NotAppended::StaleEpoch { now } => write!(f, "decided before restriction epoch {now}"),
            NotAppended::StaleVersion { case, now } => write!(f, "case {case} has version {now} now"),
            NotAppended::KeyConflict => write!(f, "the key was used for another body"),
            NotAppended::Claimed { holder } => write!(f, "the reference is held by case {holder}"),
            NotAppended::SheetUsed { sheet, by } => write!(f, "sheet {sheet} is used up by {by}"),
            NotAppended::NoSuchOffice(office) => write!(f, "there is no partition {office}"),
            NotAppended::Unknown(text) => write!(f, "it is not known whether it was written: {text}"),
            NotAppended::Away(text) => write!(f, "cannot be written now: {text}"),
            NotAppended::Full => write!(f, "the disk is full"),
            NotAppended::Failed(text) => write!(f, "cannot be written: {text}"),
        }
    }
}

impl std::error::Error for NotAppended {}

/// The outcome of one command.
pub type Outcome = Result<Appended, NotAppended>;
