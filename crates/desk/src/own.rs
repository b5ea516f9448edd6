//! What is an enterprise's own today, by the mandates that hold.

use crate::act::Ask;
use crate::field::Field;
use register::cases::line::TaskLine;
use register::scope::Scope;
use values::direction::Direction;
use values::id::EnterpriseId;

/// Whether a line of a list is the asker's own today: a declarant's or an agent's is, as long as the mandate holds. The list
/// has no others' lines.
pub fn is_own(field: &Field, ask: &Ask, owner: &str, direction: Direction) -> bool {
    let Some(enterprise) = &ask.enterprise else { return true };
    let (known, today) = (field.known(), field.day(ask.now));
    let mandated = |owner| known.region.mandated(&owner, enterprise, direction, today);
    owner == enterprise.as_str() || EnterpriseId::parse(owner).is_ok_and(mandated)
}

/// What waits for an enterprise in the cases that are its own today, the oldest first.
///
/// # Errors
/// The register cannot be read.
pub async fn own_tasks(
    field: &Field,
    ask: &Ask,
    enterprise: &EnterpriseId,
    limit: u32,
) -> anyhow::Result<Vec<TaskLine>> {
    let mut tasks = field.register.queue_of(&Scope::enterprise(enterprise.as_str()), limit).await?;
    tasks.retain(|task| is_own(field, ask, &task.owner, task.direction));
    Ok(tasks)
}
