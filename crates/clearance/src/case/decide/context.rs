//! What a command is decided on besides the case.

use crate::case::certificate::fill::NameOf;
use crate::case::certificate::record::Record;
use crate::declaration::{Declaration, Measures};
use crate::event::seal::Seal;
use crate::standing::Standing;
use policy::Policy;
use values::actor::Actor;
use values::calendar::{Day, Timestamp};
use values::id::{OfficeCode, QueryCode, SheetNo};

/// What a command is decided on besides the case.
pub struct Context<'a> {
    /// The policy text that the case goes by.
    pub policy: &'a Policy,
    /// When it is asked.
    pub now: Timestamp,
    /// The same in the region's zone.
    pub today: Day,
    /// Who asks.
    pub actor: &'a Actor,
    /// The owner's standing today; restrictions are those of the head's epoch.
    pub owner: &'a Standing,
    /// The declaring agent stands on the blacklist today.
    pub agent_blacklisted: bool,
    /// The declarant is the owner, or holds the owner's mandate today.
    pub mandated: bool,
    /// The natural person who asks has an account of the owner, the declarant or the agent, or had one within a year.
    pub of_party: bool,
    /// The skills of the one who asks, as rules name them.
    pub skills: &'a [String],
    /// The one who asks proved himself by his password within the last ten minutes.
    pub fresh: bool,
    /// The one who asks reads the whole of the case, and not its goods only.
    pub whole: bool,
    /// Draws the query code of a case that the command makes.
    pub query_code: &'a dyn Fn() -> QueryCode,
    /// Seals the record of a paper for the office that issues it; nothing while that has no key that is good.
    pub seal: &'a dyn Fn(&Record) -> Option<Seal>,
    /// Whether an office has a preprinted sheet to print on.
    pub has_sheet: &'a dyn Fn(&OfficeCode, &SheetNo) -> bool,
    /// What a code of a table is called on the day that counts.
    pub name_of: NameOf<'a>,
    /// Measures a declaration by the rates and factors of the day of acceptance.
    pub measure: &'a dyn Fn(&Declaration) -> Measures,
}
