//! A region's law as text: read whole, proved to hang together, and asked by the day that counts.

pub mod condition;
pub mod deadline;
pub mod demand;
pub mod fact;
mod filed;
pub mod formula;
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
pub mod place;
mod proof;
mod question;
mod reason;
pub mod reference;
pub mod remark;
mod retention;
pub mod rule;
pub mod sentence;
mod slogan;
mod source;
mod statute;
mod step_kind;
mod steps;
mod table;
mod unread;
mod waiver;
pub mod words;

pub use condition::Condition;
pub use deadline::{Deadline, Effect, Moment, Span};
pub use demand::{Definition, Purpose, Refusal, RefusedRemark};
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
use values::calendar::WorkCalendar;
use values::fault::TextFault;

/// How a policy is to be read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Flags<'a> {
    /// Approvals marked as a demonstration do not count, so lists that have no other are not in force.
    pub without_demonstration: bool,
    /// The codes of all reasons by which the program says no: each must have its clause. Empty: not checked.
    pub reasons: &'a [&'a str],
}

/// The law of a region, proved when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    version: String,
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
    rules: Vec<Rule>,
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
    purposes: Vec<Purpose>,
    remarks: Vec<RefusedRemark>,
    waivable: Vec<Waivable>,
    takes: Vec<Taken>,
    promised: Vec<Promised>,
    ungraded: Vec<Ungraded>,
}

impl Policy {
    /// Reads the files of a region: names relative to its folder, and contents. The order does not matter; files that
    /// are not Markdown, and `README.md`, are passed over (their bytes do not count for the version either).
    ///
    /// # Errors
    /// Every fault of the text at once, by file, line and column.
    pub fn read(files: &[(String, String)], flags: &Flags) -> Result<Policy, Vec<TextFault>> {
        load::read(files, flags)
    }

    /// SHA-256 of the texts in lower-case hex: equal texts, equal versions.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether approvals marked as a demonstration were left out when it was read.
    pub fn without_demonstration(&self) -> bool {
        self.without_demonstration
    }

    /// The same text, with the refusals of a later one for reasons that were not known yet when it was written.
    pub fn with_refusals_of(mut self, later: &Policy) -> Policy {
        let known: Vec<&str> = self.refusals.iter().map(|r| &*r.reason).collect();
        let missing: Vec<Refusal> = later.refusals.iter().filter(|r| !known.contains(&&*r.reason)).cloned().collect();
        self.refusals.extend(missing);
        self
    }
}
