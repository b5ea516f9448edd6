//! By what a declaration is judged, and what is remarked of it.

use crate::region::RegionState;
use policy::Policy;
use policy::reference::Reference;
use values::calendar::Day;

/// By what a declaration is judged.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'t> {
    /// The code tables.
    pub reference: &'t Reference,
    /// The region's text.
    pub policy: &'t Policy,
    /// The day that counts: that of acceptance.
    pub day: Day,
    /// How many days after it goods may arrive or leave.
    pub horizon: i32,
    /// Who is registered.
    pub region: &'t RegionState,
}
