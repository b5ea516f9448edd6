//! What is kept of single things that happened in a case.

use crate::event::act::{Paper, Treatment};
use values::calendar::Timestamp;
use values::id::OfficeCode;

/// A paper that was given after the declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenPaper {
    /// Which.
    pub paper: Paper,
    /// The office that gave it; none for the enterprise.
    pub office: Option<OfficeCode>,
    /// When.
    pub at: Timestamp,
}

/// That the goods were examined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examined {
    /// Where; `None` at a port outside the region.
    pub office: Option<OfficeCode>,
    /// When.
    pub at: Timestamp,
    /// Seals set or found.
    pub seals: Vec<String>,
}

/// That the goods were treated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Treated {
    /// Where; `None` at a port outside the region.
    pub office: Option<OfficeCode>,
    /// When.
    pub at: Timestamp,
    /// How.
    pub treatment: Treatment,
}

/// A hold on the goods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// The office that holds.
    pub office: OfficeCode,
    /// Why.
    pub reason: String,
    /// Lifted.
    pub lifted: bool,
}
