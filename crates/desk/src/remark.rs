//! What somebody should look at in a case: what its declaration shows by itself, and containers that another case that goes on
//! has too. Worked out when it is shown, for the one to whom it is shown.

use crate::act::{self, Ask, Denied};
use crate::desk::Desk;
use crate::edition::Edition;
use crate::find;
use crate::own;
use crate::receive::terms_of;
use clearance::case::Case;
use clearance::declaration::Declaration;
use clearance::remark::remarks;
use policy::remark::CONTAINER;
use values::calendar::Day;
use values::fault::Fault;
use values::text::Text;

/// The most containers of a declaration that are looked for in other cases, and the most cases of each that are told.
const CONTAINERS: usize = 100;
const CASES: u32 = 8;

/// The remarks on a case, by the day that counts for it.
///
/// # Errors
/// The register cannot be read.
pub async fn of_case(desk: &Desk, ask: &Ask, case: &Case) -> Result<Vec<Fault>, Denied> {
    let law = desk.field.law_of(&case.policy, case.day).await?;
    let mut found = of_itself(desk, &law, &case.declaration, case.day);
    if !case.stage.ended() {
        found.extend(containers(desk, ask, &case.declaration, Some(case)).await?);
    }
    Ok(found)
}

/// The remarks on a declaration before it is sent.
///
/// # Errors
/// The register cannot be read.
pub async fn of_declaration(desk: &Desk, ask: &Ask, declaration: &Declaration) -> Result<Vec<Fault>, Denied> {
    let day = desk.field.day(ask.now);
    let mut found = of_itself(desk, &*desk.field.law(day).await?, declaration, day);
    found.extend(containers(desk, ask, declaration, None).await?);
    Ok(found)
}

fn of_itself(desk: &Desk, law: &Edition, declaration: &Declaration, day: Day) -> Vec<Fault> {
    remarks(declaration, &terms_of(law, &desk.field.known(), day))
}

/// Containers that another case that goes on has: an officer is told of any, an enterprise of its own. Parts of one declaration
/// have its containers by right.
async fn containers(
    desk: &Desk,
    ask: &Ask,
    declaration: &Declaration,
    own: Option<&Case>,
) -> Result<Vec<Fault>, Denied> {
    // Who reads no cases is told of none.
    let (field, Ok(scope)) = (&desk.field, find::scope(ask)) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for (index, container) in declaration.containers.iter().enumerate().take(CONTAINERS) {
        let mut others = Vec::new();
        for line in field.register.find_cases(&scope, container.no.as_str(), CASES).await? {
            let seen = !line.stage.ended() && own::is_own(field, ask, &line.owner, line.direction);
            if seen && !of_one(desk, ask, own, &line.no).await? {
                others.push(line.no);
            }
        }
        if !others.is_empty() {
            let wanted = Text::new(
                format!("另一在办报检未列的集装箱（现见于{}）", others.join("、")),
                format!("a container that no other declaration under way has (it stands in {})", others.join(", ")),
            );
            found.push(Fault::new(format!("containers[{index}].no"), CONTAINER, container.no.as_str(), wanted));
        }
    }
    Ok(found)
}

/// Whether a case is the same as another, or came of the same declaration.
async fn of_one(desk: &Desk, ask: &Ask, own: Option<&Case>, no: &str) -> Result<bool, Denied> {
    let Some(own) = own else { return Ok(false) };
    if own.no.as_str() == no || own.linked.iter().chain(&own.split_from).any(|linked| linked.as_str() == no) {
        return Ok(true);
    }
    let Some(from) = &own.split_from else { return Ok(false) };
    Ok(act::load(&desk.field, ask, no).await?.is_some_and(|(other, _)| other.split_from.as_ref() == Some(from)))
}
