//! What officers say they did: one struct an act, which command, event, page and schema share.
//!
//! What the platform adds to an act (numbers, days, the office) stands beside it in the event. A field is added here with a
//! default, so that events of before can be read; that nobody sends what no act has is for the reader of commands to see.

use super::body::LotId;
use super::demand::DemandOf;
use crate::declaration::NUMBER_MAX;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use values::calendar::Day;
use values::code::{TableCode, UnitCode};
use values::fault::Carried;
use values::id::AccountId;
use values::quantity::Amount;
use values::text::Text;

/// 监管: the record of farm, plant or process; says nothing of the goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Supervision {
    /// What was seen.
    pub note: String,
}

/// 检验检疫, 查验 and 监装: outcomes per lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Examination {
    /// Findings, one a lot; lots that are not named stay open.
    pub findings: Vec<Finding>,
    /// Seals set or found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seals: Vec<String>,
    /// Accounts of further officers who took part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub officers: Vec<AccountId>,
    /// What was seen.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The clause by which lots failed, as the region writes it, where one is cited.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub basis: String,
    /// What was measured, looked for or drawn, a lot and an item each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measured: Vec<Measurement>,
}

/// What was measured, looked for or drawn of a lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Measurement {
    /// The lot.
    pub lot: LotId,
    /// The demand by which it was; none for what no rule asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<DemandOf>,
    /// What was measured; the platform takes it from the rule, whatever stands here.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub item: String,
    /// The standard by which it was done; that of the rule if nothing is said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub method: String,
    /// What came out.
    pub result: Reading,
    /// What passes, by the rule; the platform gives it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub limit: String,
    /// Beyond what passes; the platform says so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub beyond: bool,
}

/// What came out of a measurement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// A number with its unit, such as `0.42 mg/kg`; without a unit it is in that of the rule.
    Value(String),
    /// Whether it was found at all.
    Found(bool),
    /// 抽样: units that were drawn, and those of them that failed.
    Drawn {
        /// Drawn.
        units: u32,
        /// Failed.
        failed: u32,
    },
}

impl Examination {
    /// Findings with nothing said beside them.
    pub fn of(findings: Vec<Finding>) -> Examination {
        Examination {
            findings,
            seals: Vec::new(),
            officers: Vec::new(),
            note: String::new(),
            basis: String::new(),
            measured: Vec::new(),
        }
    }

    /// Whether each lot passed: of one that passed in part the rest is a lot of its own, which failed.
    pub fn results(&self) -> impl Iterator<Item = (LotId, bool)> {
        self.findings.iter().flat_map(|finding| {
            let (passed, failed) = match finding.outcome {
                Outcome::Pass => (Some(finding.lot), None),
                Outcome::Fail { .. } => (None, Some(finding.lot)),
                Outcome::Part { rest, .. } => (Some(finding.lot), Some(rest)),
            };
            passed.map(|lot| (lot, true)).into_iter().chain(failed.map(|lot| (lot, false)))
        })
    }
}

/// 处理: preventive disinfection or another treatment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Treatment {
    /// The entry of the text that asks for it; may be left out where the case is asked for one only. Treatments of before
    /// the entries were told apart have none and met all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// 方法, table `treatment_method` or words.
    pub method: String,
    /// 药剂.
    #[serde(default)]
    pub agent: String,
    /// Dose in milligrams per cubic metre.
    #[serde(default)]
    pub dose_mg_m3: u32,
    /// Temperature in tenths of a degree Celsius, where it was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature_tenths: Option<i32>,
    /// Duration in minutes.
    pub minutes: u32,
    /// 处理单位.
    #[serde(default)]
    pub operator: String,
    /// How the effect was verified.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub verification: String,
    /// Found effective; an ineffective treatment leaves the step open.
    pub effective: bool,
}

impl Treatment {
    /// An effective treatment of which nothing but this is known.
    pub fn by(method: impl Into<String>, temperature_tenths: Option<i32>, minutes: u32) -> Treatment {
        Treatment {
            entry: None,
            method: method.into(),
            agent: String::new(),
            dose_mg_m3: 0,
            temperature_tenths,
            minutes,
            operator: String::new(),
            verification: String::new(),
            effective: true,
        }
    }
}

/// 调离: leave to go inland.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Departure {
    /// Seal set.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub seal: String,
}

/// 签证.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Certification {
    /// What was issued.
    pub note: String,
}

/// 放行, for the lots named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Released {
    /// The lots; an officer who names none means all that may be released.
    #[serde(default)]
    pub lots: Vec<LotId>,
}

/// A paper given after the declaration: its code, number and day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Paper {
    /// Kind, as the rule that asks for it names it: table `attachment_kind`.
    #[schemars(with = "String")]
    pub kind: TableCode,
    /// Number on the paper, at most 64 characters.
    #[serde(deserialize_with = "numbered")]
    pub no: String,
    /// The day on which it was issued.
    #[schemars(with = "String")]
    pub day: Day,
}

impl Paper {
    /// A number as it may stand on a paper, by whatever way it comes.
    ///
    /// # Errors
    /// It is longer than that of a paper that is declared.
    pub fn number(text: &str) -> Result<String, Text> {
        if text.chars().count() <= NUMBER_MAX {
            return Ok(text.to_owned());
        }
        Err(Text::new(format!("至多 {NUMBER_MAX} 个字符"), format!("at most {NUMBER_MAX} characters")))
    }
}

fn numbered<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    Paper::number(&text)
        .map_err(|wanted| D::Error::custom(Carried { code: "shape".into(), given: text, wanted }.to_string()))
}

/// 到达: the goods arrived inland.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Arrival {
    /// Seal found as it should be; `None` where none was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal_intact: Option<bool>,
}

/// A look at a seal, unasked: never a task, never a condition of release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SealSeen {
    /// Whether the seal was as it should be.
    pub intact: bool,
    /// What was seen.
    #[serde(default)]
    pub note: String,
}

/// The answer to a work item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reply {
    /// It will not be done; the reply says why.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refused: bool,
    /// In words.
    pub reply: String,
}

/// The outcome of one lot in an examination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The lot.
    pub lot: LotId,
    /// What was found.
    pub outcome: Outcome,
}

/// What was found of a lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
        #[schemars(schema_with = "amount")]
        #[serde(deserialize_with = "written")]
        passed: Amount,
        /// Number of the new lot that holds the rest; the platform gives it, whatever stands here.
        #[serde(default)]
        rest: LotId,
        /// Why the rest failed.
        reason: String,
    },
}

/// [`Amount`] as it is sent: as declarations write it.
fn amount(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "examples": ["600 C62"] })
}

/// An amount as people write it, or as the record keeps it.
fn written<'de, D: Deserializer<'de>>(from: D) -> Result<Amount, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Given {
        Written(String),
        Kept(Amount),
    }
    let text = match Given::deserialize(from) {
        Ok(Given::Kept(amount)) => return Ok(amount),
        Ok(Given::Written(text)) => text,
        Err(_) => String::new(),
    };
    let read = text.split_once(' ').and_then(|(number, unit)| {
        let unit = UnitCode::parse(unit.trim()).ok()?;
        Amount::parse(number, unit).ok()
    });
    read.ok_or_else(|| {
        let wanted = Text::fixed("数量和单位，如 600 C62", "a quantity with its unit, such as 600 C62");
        D::Error::custom(Carried { code: "shape".into(), given: text, wanted }.to_string())
    })
}
