//! What is measured of a declaration once, by the text of the day.

use serde::{Deserialize, Serialize};
use values::code::{DistrictCode, TableCode};
use values::quantity::Amount;

/// What counts of a declaration in decisions and statistics, converted once, by the dated rates and factors of the
/// month of acceptance. Unknown where a rate or factor is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measures {
    /// One a line.
    pub lines: Vec<LineMeasure>,
    /// TEU, in tenths.
    pub teu_tenths: u32,
    /// 产地 district of the goods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<DistrictCode>,
    /// 货物流向: the destination of an entry, the district of the port of an exit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<DistrictCode>,
}

/// The measures of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineMeasure {
    /// Value in 0.01 of the region's accounting currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accounting: Option<i64>,
    /// Value in 0.01 of the region's reference currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<i64>,
    /// Quantity in the standard unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard: Option<Amount>,
    /// What its packages are made of by their kind, as the text of the day says: each once, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<TableCode>,
}
