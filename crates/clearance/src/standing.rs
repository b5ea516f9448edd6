//! What counts of an owner on a day: the input of decisions, by value.

use crate::past::Past;
use values::id::OfficeCode;

/// What counts of an owner on a day: the input of decisions, by value.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Standing {
    /// Known in the region.
    pub registered: bool,
    /// 属地.
    pub office: Option<OfficeCode>,
    /// Credit grade.
    pub grade: Option<String>,
    /// On the blacklist.
    pub blacklisted: bool,
    /// Files without paper.
    pub paperless: bool,
    /// Has an overdue item.
    pub overdue: bool,
    /// What was counted of the past by the day whose text counts.
    pub past: Past,
}
