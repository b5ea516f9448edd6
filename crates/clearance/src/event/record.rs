//! What was done in a step, and the numbers that are filled in when it is appended.

use super::act::{Certification, Departure, Examination, Released, Supervision, Treatment};
use serde::{Deserialize, Serialize};
use values::calendar::Timestamp;
use values::code::TableCode;
use values::id::{CaseNo, ClearanceNo, OfficeCode, StepName, TransferNo};

/// A step was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepDone {
    /// The step of the mode's table.
    pub step: StepName,
    /// The office that did it; `None` where a port outside the region did and gave notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeCode>,
    /// What was done.
    pub record: Record,
}

/// What was done in a step, by its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// A later acceptance of the mode (异地施检报检) with its own, linked number.
    Accept {
        /// The number.
        no: Slot,
    },
    /// 监管.
    Supervise(Supervision),
    /// 检验检疫, 查验 and 监装.
    Examine(Examination),
    /// 处理.
    Treat(Treatment),
    /// 转单: the transfer of papers to the port.
    Forward {
        /// 转单号.
        no: Slot,
    },
    /// 通关: customs may release.
    Clear {
        /// 通关单号.
        no: Drawn<ClearanceNo>,
    },
    /// 调离.
    Move {
        /// By when the goods must arrive.
        due: Timestamp,
        /// What the officer said.
        #[serde(flatten)]
        said: Departure,
    },
    /// 签证.
    Certify(Certification),
    /// 放行.
    Release(Released),
}

/// What becomes of a lot that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// 技术处理/除害处理/返工整理, and inspection again.
    Treatment,
    /// 退运 (entry) or back to the origin (exit).
    Returned,
    /// 销毁.
    Destroyed,
    /// 改变用途.
    UseChanged {
        /// The new use, table `purpose`.
        purpose: TableCode,
    },
    /// 不准出境.
    NotExported,
}

impl Disposition {
    /// The stable word, in facts and for what a reader reads.
    pub fn word(&self) -> &'static str {
        match self {
            Disposition::Treatment => "treatment",
            Disposition::Returned => "returned",
            Disposition::Destroyed => "destroyed",
            Disposition::UseChanged { .. } => "use_changed",
            Disposition::NotExported => "not_exported",
        }
    }
}

/// A number of a document: known when it is decided, or taken in the transaction of the append where it counts per office. In the
/// log it is the number alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Drawn<N> {
    /// The number.
    Given(N),
    /// One that the intent asks for.
    Pending {
        /// Which, from 0.
        pending: u16,
    },
}

impl<N> Drawn<N> {
    /// The number, once given.
    pub fn given(&self) -> Option<&N> {
        match self {
            Drawn::Given(no) => Some(no),
            Drawn::Pending { .. } => None,
        }
    }
}

/// A number that is taken in the transaction of the append: pending until then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// The n-th number that the intent asks for.
    Pending(u16),
    /// A transfer number.
    Transfer(TransferNo),
    /// A declaration number.
    Case(CaseNo),
}

impl Slot {
    /// The declaration number, once given.
    pub fn case(&self) -> Option<&CaseNo> {
        match self {
            Slot::Case(no) => Some(no),
            Slot::Pending(_) | Slot::Transfer(_) => None,
        }
    }
}
