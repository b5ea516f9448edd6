//! What was done in a step, and the numbers that are filled in when it is appended.

use super::body::LotId;
use serde::{Deserialize, Serialize};
use values::calendar::Timestamp;
use values::code::TableCode;
use values::id::{AccountId, CaseNo, ClearanceNo, OfficeCode, StepName, TransferNo};
use values::quantity::Amount;

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
    /// 监管: the record of farm, plant or process; says nothing of the goods.
    Supervise {
        /// What was seen.
        note: String,
    },
    /// 检验检疫, 查验 and 监装: outcomes per lot.
    Examine {
        /// Findings, one a lot.
        findings: Vec<Finding>,
        /// Seals set or found.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        seals: Vec<String>,
        /// Accounts of the officers who did it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        officers: Vec<AccountId>,
        /// What was seen.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// 处理: preventive disinfection or another treatment.
    Treat {
        /// 方法, table `treatment_method` or words.
        method: String,
        /// 药剂.
        agent: String,
        /// Dose in milligrams per cubic metre.
        dose_mg_m3: u32,
        /// Temperature in tenths of a degree Celsius.
        temperature_tenths: i32,
        /// Duration in minutes.
        minutes: u32,
        /// 处理单位.
        operator: String,
        /// Found effective; an ineffective treatment leaves the step open.
        effective: bool,
    },
    /// 转单: the transfer of papers to the port.
    Forward {
        /// 转单号.
        no: Slot,
    },
    /// 通关: customs may release.
    Clear {
        /// 通关单号.
        no: ClearanceNo,
    },
    /// 调离: leave to go inland.
    Move {
        /// By when the goods must arrive.
        due: Timestamp,
        /// Seal set.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        seal: String,
    },
    /// 签证.
    Certify {
        /// What was issued.
        note: String,
    },
    /// 放行, for the lots named.
    Release {
        /// The lots.
        lots: Vec<LotId>,
    },
}

/// The outcome of one lot in an examination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The lot.
    pub lot: LotId,
    /// What was found.
    pub outcome: Outcome,
}

/// What was found of a lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 合格.
    Pass,
    /// 不合格.
    Fail {
        /// Reason, table `failure_reason` or words.
        reason: String,
    },
    /// A part passed and the rest failed: the rest becomes a lot of its own; quantities are conserved.
    Part {
        /// The part that passed; more than zero and less than the whole.
        passed: Amount,
        /// Number of the new lot that holds the rest.
        rest: LotId,
        /// Why the rest failed.
        reason: String,
    },
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
