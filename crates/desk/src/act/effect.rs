//! What a proposal would do to cases under way if it counted for them (一并适用): each is decided by it, and nothing is written.

use super::carry::{Sides, as_law, sides};
use super::{Ask, Denied, ground, load};
use crate::desk::Desk;
use clearance::case::decide::{self, Command, Stamp};
use clearance::event::body::{Body, CaseEvent};
use governance::Proposal;
use register::scope::Scope;
use values::actor::Role;

/// How many cases are looked at, the oldest first.
const MOST: u32 = 200;

/// A case that would be decided otherwise: its number, its mode, and the mode that it would go by.
pub type Otherwise = (String, String, String);

/// What a proposal would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Would {
    /// How many cases were looked at.
    pub looked: usize,
    /// Whether there are more of them.
    pub more: bool,
    /// Those that would be decided otherwise.
    pub others: Vec<Otherwise>,
}

/// What a proposal would do to cases under way, as the platform would decide them.
///
/// # Errors
/// The record cannot be read.
pub async fn would_do(desk: &Desk, platform: &Ask, of: &Proposal) -> Result<Would, Denied> {
    let (field, known) = (&desk.field, desk.field.known());
    let Sides::Fits(_, files) = sides(field, of).await? else { return Ok(Would::default()) };
    let Ok(edition) = as_law(field, &known, files, of.from).await? else { return Ok(Would::default()) };
    let page = field.register.under_way(&Scope::system(), platform.now.0, ("", ""), MOST).await?;
    let mut would = Would { looked: page.len(), more: page.len() == MOST as usize, others: Vec::new() };
    let command = Command::ApplyEdition { version: edition.version().to_owned(), from: of.from, easier: false };
    for (_, no) in page {
        let Some((case, _)) = load(field, platform, &no).await? else { continue };
        let by = (&edition.policy, of.from);
        let mut ground = ground(desk, &known, (platform, Role::System), &case.declaration, by).await?;
        ground.mandated = true;
        let measure = |declaration: &_| edition.measure(declaration, of.from);
        let name_of = |table, code: &str| edition.name_of(table, code, of.from);
        let context = ground.context(&edition.policy, platform, (&measure, &name_of));
        let Ok(decision) = decide::decide(&case, &command, &context) else { continue };
        let (happened, by) = (platform.now, ground.actor.clone());
        let stamp = Stamp { happened, by, source: platform.source, epoch: known.epoch, key: None };
        let intent = decision.into_intent(case.office.clone(), None, stamp);
        let mode = intent.drafts.iter().find_map(|draft| match &draft.body {
            Body::Case(CaseEvent::ModeConfirmed(confirmed)) => Some(confirmed.verdict.mode.to_string()),
            Body::Case(_) | Body::Beside(_) => None,
        });
        let before = case.verdict.as_ref().map(|verdict| verdict.mode.to_string()).unwrap_or_default();
        would.others.extend(mode.map(|mode| (no, before, mode)));
    }
    Ok(would)
}
