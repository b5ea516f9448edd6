//! 无纸化进程 (R34): how far each office is to be without paper in each process of its work, by the text.

use super::Policy;
use super::law::Citation;
use super::member::on;
use super::near::offered;
use super::source::Source;
use super::table::{Reading, Row, Shape};
use super::words::{Named, Word};
use std::collections::BTreeSet;
use values::calendar::{Day, Period};
use values::id::OfficeCode;
use values::text::Text;

/// A process that paper may go with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Process {
    /// 申报.
    Declare,
    /// 转单.
    Transfer,
    /// 施检记录.
    Record,
    /// 签证.
    Certificate,
    /// 归档.
    Archive,
}

impl Process {
    /// All, in the order of the work.
    pub const ALL: [Process; 5] =
        [Process::Declare, Process::Transfer, Process::Record, Process::Certificate, Process::Archive];

    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Process::Declare => "declare",
            Process::Transfer => "transfer",
            Process::Record => "record",
            Process::Certificate => "certificate",
            Process::Archive => "archive",
        }
    }
}

impl Word for Process {
    const NAMES: &'static [Named<Self>] = &[
        (Process::Declare, &["申报"], &["declaring"]),
        (Process::Transfer, &["转单"], &["transfer"]),
        (Process::Record, &["施检记录"], &["inspection record"]),
        (Process::Certificate, &["签证"], &["certificate"]),
        (Process::Archive, &["归档"], &["archive"]),
    ];
}

/// How far paper is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaperStage {
    /// 有纸: paper counts.
    Paper,
    /// 并行: both are kept.
    Both,
    /// 无纸: no paper is asked for.
    Paperless,
}

impl PaperStage {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            PaperStage::Paper => "paper",
            PaperStage::Both => "both",
            PaperStage::Paperless => "paperless",
        }
    }
}

impl Word for PaperStage {
    const NAMES: &'static [Named<Self>] = &[
        (PaperStage::Paper, &["有纸"], &["on paper"]),
        (PaperStage::Both, &["并行"], &["both"]),
        (PaperStage::Paperless, &["无纸"], &["without paper"]),
    ];
}

/// A row: what is promised of a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promised {
    /// Of which process.
    pub process: Process,
    /// At which offices; at all where none is named.
    pub offices: Vec<Box<str>>,
    /// How far.
    pub stage: PaperStage,
    /// By which text.
    pub basis: Vec<Citation>,
    /// From which day to which.
    pub period: Period,
    /// Where it stands.
    pub source: Source,
}

pub(crate) const PAPERLESS: Shape = Shape {
    name: Text::fixed("无纸化进程", "paperless stages"),
    required: &["process", "paper stage", "basis", "from"],
    optional: &["office", "until"],
};

pub(crate) fn promised(row: &Row, reading: &mut Reading) -> Option<Promised> {
    let (process, stage) = (row.word("process", reading), row.word("paper stage", reading));
    let period = row.period(reading);
    let basis = row.basis(period, reading);
    let offices = row.items("office");
    Some(Promised { process: process?, offices, stage: stage?, basis: basis?, period: period?, source: row.source() })
}

/// A row names offices that are there.
pub(crate) fn prove(policy: &Policy, reading: &mut Reading) {
    let known: BTreeSet<&str> = policy.offices().iter().map(|office| office.code.as_str()).collect();
    for row in &policy.promised {
        for code in row.offices.iter().filter(|code| !known.contains(&***code)) {
            reading.fault_at(
                &row.source,
                code,
                offered(Text::fixed("一个机构的代码", "the code of an office"), code, known.clone()),
            );
        }
    }
}

impl Policy {
    /// What the text promises of a process at an office on a day: the row that names it, else the one of all; none if it says nothing.
    pub fn promised(&self, process: Process, office: &OfficeCode, day: Day) -> Option<&Promised> {
        let rows = || on(&self.promised, day, |row| row.period).filter(|row| row.process == process);
        let named = |row: &&Promised| row.offices.iter().any(|code| **code == *office.as_str());
        rows().find(named).or_else(|| rows().find(|row| row.offices.is_empty()))
    }
}
