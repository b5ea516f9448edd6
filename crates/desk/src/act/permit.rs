//! Whether somebody may: by the roles held now, the parts in the case, and the permission table.

use super::{Ask, Denied};
use crate::field::{Field, Known};
use clearance::case::Case;
use clearance::part::{self, Asker, Moment};
use clearance::permission::{Act, Allowed, Barred, Relation, allowed};
use clearance::region::RegionState;
use values::actor::Role;
use values::calendar::Day;

/// Every part that the asker has in a case now.
pub fn parts(field: &Field, case: &Case, ask: &Ask) -> Vec<Relation> {
    let known = field.known();
    part::in_case(case, asker(ask), moment(&known, ask, field.day(ask.now)))
}

pub(super) fn asker(ask: &Ask) -> Asker<'_> {
    let has = |role| ask.roles.contains(&role);
    let (reviews, commands) = (has(Role::Reviewer), has(Role::Command));
    Asker { enterprise: ask.enterprise.as_ref(), office: ask.office.as_ref(), reviews, commands }
}

pub(super) fn moment<'a>(known: &'a Known, ask: &Ask, today: Day) -> Moment<'a> {
    Moment { region: &known.region, today, now: ask.now }
}

/// The roles that an account still has by what this process knows of the region: a restriction that came after the
/// request was let in counts too, since the append waits for its epoch. The platform has no account there.
pub(super) fn roles_now(ask: &Ask, region: &RegionState, today: Day) -> Vec<Role> {
    let Some(account) = region.account(&ask.account) else { return ask.roles.clone() };
    let holds = |role: &&Role| account.holds(**role, ask.office.as_ref(), today);
    ask.roles.iter().filter(holds).copied().collect()
}

/// The role that lets the asker do this by what is known now, or how it is refused.
pub(super) fn permit_now(ask: &Ask, act: Act, parts: &[Relation], known: &Known, today: Day) -> Result<Role, Denied> {
    let ask = Ask { roles: roles_now(ask, &known.region, today), ..ask.clone() };
    permit(&ask, act, parts)
}

/// The role that lets the asker do this by one of the parts, or how it is refused.
pub fn permit(ask: &Ask, act: Act, parts: &[Relation]) -> Result<Role, Denied> {
    let mut hidden = ask.roles.is_empty();
    for role in &ask.roles {
        for part in parts {
            match allowed(*role, act, *part) {
                Allowed::Yes => return Ok(*role),
                Allowed::Forbidden => {}
                Allowed::Hidden => hidden = true,
            }
        }
    }
    Err(if hidden { Denied::Hidden } else { Denied::Forbidden(Barred::from(act, &ask.roles)) })
}

/// Whether the asker may do an act that is about no case, and in which role.
///
/// # Errors
/// 403.
pub fn permit_act(ask: &Ask, act: Act) -> Result<Role, Denied> {
    let relation = if ask.enterprise.is_some() { Relation::Own } else { Relation::Elsewhere };
    permit(ask, act, &[relation])
}

/// Whether roles may do an act that is about no case: for the ways that a screen offers.
pub fn may(roles: &[Role], of_enterprise: bool, act: Act) -> bool {
    let relation = if of_enterprise { Relation::Own } else { Relation::Elsewhere };
    roles.iter().any(|role| allowed(*role, act, relation) == Allowed::Yes)
}
