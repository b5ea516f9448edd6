//! A region's law as text: read whole, proved to hang together, and asked by the day that counts.

pub mod certificate;
pub mod condition;
pub mod deadline;
pub mod demand;
pub mod difference;
pub mod edition;
pub mod entry;
pub mod fact;
mod filed;
pub mod formula;
pub mod governance;
mod header;
pub mod hs;
pub mod law;
pub mod list;
mod load;
mod markdown;
pub mod measure;
pub mod member;
pub mod mode;
mod named;
mod near;
pub mod number;
mod paperless;
pub mod parts;
pub mod patch;
pub mod place;
mod proof;
mod question;
mod reason;
pub mod reference;
pub mod remark;
mod retention;
pub mod rule;
pub mod sentence;
mod sheets;
mod slogan;
mod source;
mod statute;
mod step_kind;
mod steps;
pub mod supply;
mod table;
mod unread;
mod waiver;
pub mod words;

pub use certificate::{Blank, CertificateKind, ChainStep};
pub use condition::Condition;
pub use deadline::{Deadline, Effect, Moment, Span};
pub use demand::{Definition, Purpose, Refusal, RefusedRemark};
pub use edition::Hashing;
pub use fact::{Fact, Facts, Value};
pub use filed::{LARGEST, Taken};
pub use law::{Citation, Library};
pub use list::{Approval, ListEntry, Listing, Lists, Status};
pub use measure::{Counts, Metric, PackageMaterial, Rate, Ungraded, UnitFactor};
pub use member::{Member, Office, Region};
pub use mode::{Mode, Selected, Selection, Severity, Step};
pub use named::{GoodsGroup, OnList, PortKind, Sampling};
pub use number::{Demand, NumberFormat, NumberKind, NumberParts};
pub use paperless::{PaperStage, Process, Promised};
pub use place::PlaceRule;
pub use reason::{Explained, Phrase, ReasonRule};
pub use retention::{KeepRule, Kept};
pub use rule::{Measure, MeasureKind, Rule, Said};
pub use sentence::Vocabulary;
pub use slogan::Slogan;
pub use source::Source;
pub use step_kind::StepKind;
pub use unread::Unread;
pub use waiver::Waivable;
pub use words::{Chooser, Handling, Lapse, OfficeRole, Place, Word};

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use values::calendar::WorkCalendar;
use values::fault::TextFault;
use values::text::Text;

/// How a policy is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Flags<'a> {
    /// Approvals marked as a demonstration do not count, so lists that have no other are not in force.
    pub without_demonstration: bool,
    /// What the version is a hash of.
    pub hashing: Hashing,
    /// The approvals on record, in place of those of the text.
    pub approvals: Option<&'a [Approval]>,
    /// The codes of all reasons by which the program says no: each must have its clause. Empty: not checked.
    pub reasons: &'a [&'a str],
    /// English names of the tables that must have a row.
    pub tables: &'a [&'a str],
    /// An edition that was in force before this program: what it lacks is supplied, and its proofs are those of its time.
    pub kept: bool,
    /// What is supplied.
    pub texts: &'a [supply::Supply],
    /// Parts that other editions have too; none is shared otherwise.
    pub parts: Option<&'a parts::Parts>,
}

impl Default for Flags<'_> {
    fn default() -> Self {
        Flags {
            without_demonstration: false,
            hashing: Hashing::Files,
            approvals: None,
            reasons: &[],
            tables: &[],
            kept: false,
            texts: supply::TEXTS,
            parts: None,
        }
    }
}

/// The law of a region, proved when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    version: String,
    supplied: Vec<Text>,
    without_demonstration: bool,
    /// What the region is.
    pub region: Region,
    /// The legal texts that citations resolve into.
    pub library: Library,
    /// The lists and their approvals.
    pub lists: Lists,
    /// Working days.
    pub calendar: WorkCalendar,
    grades: Vec<Box<str>>,
    slogans: Vec<Slogan>,
    members: Vec<Member>,
    offices: Vec<Office>,
    exceptions: Vec<member::Exception>,
    gates: Vec<member::Gate>,
    readiness: Vec<member::Readiness>,
    pilots: Vec<member::Pilot>,
    modes: Vec<Mode>,
    selection: Vec<Selection>,
    severity: Vec<Severity>,
    definitions: Vec<Definition>,
    rules: Vec<Arc<Rule>>,
    past: BTreeSet<fact::past::Subject>,
    groups: Vec<GoodsGroup>,
    port_kinds: Vec<PortKind>,
    sampling: Vec<Sampling>,
    on_lists: Vec<OnList>,
    deadlines: Vec<Deadline>,
    hauls: Vec<deadline::Haul>,
    numbers: Vec<NumberFormat>,
    rates: HashMap<(Box<str>, i32, u32), Rate>,
    units: Vec<UnitFactor>,
    packages: Vec<PackageMaterial>,
    metrics: Vec<Metric>,
    refusals: Vec<Refusal>,
    reasons: Vec<ReasonRule>,
    phrases: Vec<Phrase>,
    keeps: Vec<KeepRule>,
    certificates: Vec<CertificateKind>,
    blanks: Vec<Blank>,
    forms: Vec<certificate::Form>,
    ways: Vec<governance::Way>,
    course: Vec<governance::Permitted>,
    purposes: Vec<Purpose>,
    remarks: Vec<RefusedRemark>,
    waivable: Vec<Waivable>,
    takes: Vec<Taken>,
    promised: Vec<Promised>,
    ungraded: Vec<Ungraded>,
}

impl Policy {
    /// Reads the files of an edition: names relative to the region's folder, and contents. The order does not matter; of files that
    /// are not Markdown, and of `README.md`, only the bytes count, for the version.
    ///
    /// # Errors
    /// Every fault of the text at once, by file, line and column.
    pub fn read(files: &[(String, String)], flags: &Flags) -> Result<Policy, Vec<TextFault>> {
        load::read(files, flags)
    }

    /// The hash of its files in lower-case hex: equal texts, equal versions.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What the program supplied because the edition did not say it: the tables, and the rows of tables.
    pub fn supplied(&self) -> &[Text] {
        &self.supplied
    }

    /// Whether approvals marked as a demonstration were left out when it was read.
    pub fn without_demonstration(&self) -> bool {
        self.without_demonstration
    }
}
