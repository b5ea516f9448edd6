//! Finding cases by what somebody types: any number, a part of the goods' name, a part of an enterprise's name.

use crate::act::{self, Ask, Denied};
use crate::desk::Desk;
use crate::own;
use clearance::permission::Act;
use clearance::row::find::{PART_MIN, folded, number};
use register::cases::line::CaseLine;
use register::scope::Scope;

/// The most cases that one page of a search has.
pub const FOUND_MAX: u32 = 50;
/// The most characters that are looked for.
pub const TYPED_MAX: usize = 64;
/// The most enterprises whose cases are listed by a part of their name.
const ENTERPRISES_MAX: usize = 64;

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// The cases: those with that number, then the newest by name.
    pub cases: Vec<CaseLine>,
    /// Where the next page begins; none if this is the last.
    pub next: Option<(i64, String)>,
    /// True if so many enterprises have such a name that not all were looked through.
    pub crowded: bool,
    /// True if the text is too short for a part of a name.
    pub short: bool,
}

/// Whose eyes the asker searches with: an enterprise finds its own cases, an officer the goods of all.
///
/// # Errors
/// Those who read no cases may not.
pub fn scope(ask: &Ask) -> Result<Scope, Denied> {
    if let Some(enterprise) = &ask.enterprise {
        return Ok(Scope::enterprise(enterprise.as_str()));
    }
    act::permit_act(ask, Act::ReadGoods)?;
    Ok(Scope::officer())
}

/// Reads where a page begins, as [`position`] writes it.
pub fn read_position(text: &str) -> Option<(i64, String)> {
    let (at, no) = text.split_once(',')?;
    let sound = !no.is_empty() && no.len() <= 64 && no.bytes().all(|byte| byte.is_ascii_graphic());
    Some((at.parse().ok()?, no.to_owned())).filter(|_| sound)
}

/// Writes where a page begins.
pub fn position(next: &(i64, String)) -> String {
    format!("{},{}", next.0, next.1)
}

/// The cases that fit what was typed, which must be 1 to 64 characters without control characters.
///
/// # Errors
/// Those who read no cases may not; the register cannot be read.
pub async fn cases(
    desk: &Desk,
    ask: &Ask,
    typed: &str,
    before: Option<(i64, String)>,
    limit: u32,
) -> Result<Found, Denied> {
    let scope = scope(ask)?;
    let register = &desk.field.register;
    let mut found = Found { short: typed.chars().count() < PART_MIN, ..Found::default() };
    if before.is_none() {
        found.cases = register.find_cases(&scope, typed, limit).await?;
        if found.cases.is_empty() {
            found.cases = register.find_cases(&scope, &number(typed), limit).await?;
        }
    }
    let (ids, crowded) = enterprises(desk, typed);
    found.crowded = crowded;
    let (at, no) = before.unwrap_or((i64::MAX, "~".to_owned()));
    let mut named = register.cases_by_goods(&scope, typed, (at, &no), limit + 1).await?;
    named.extend(register.cases_by_enterprises(&scope, &ids, (at, &no), limit + 1).await?);
    named.sort_by(|a, b| (b.accepted, &b.no).cmp(&(a.accepted, &a.no)));
    named.dedup_by(|a, b| a.no == b.no);
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = page < named.len();
    named.truncate(page);
    found.next = named.last().filter(|_| more).map(|last| (last.accepted, last.no.clone()));
    named.retain(|line| found.cases.iter().all(|by_number| by_number.no != line.no));
    found.cases.extend(named);
    found.cases.retain(|line| own::is_own(&desk.field, ask, &line.owner, line.direction));
    Ok(found)
}

/// The enterprises whose name contains what was typed; and whether there are more than are looked through.
fn enterprises(desk: &Desk, typed: &str) -> (Vec<String>, bool) {
    let part = folded(typed);
    if part.chars().count() < PART_MIN {
        return (Vec::new(), false);
    }
    let known = desk.field.known();
    let fits =
        known.region.enterprises().filter(|one| folded(&one.zh).contains(&part) || folded(&one.en).contains(&part));
    let mut ids: Vec<String> = fits.take(ENTERPRISES_MAX + 1).map(|one| one.id.to_string()).collect();
    let crowded = ENTERPRISES_MAX < ids.len();
    ids.truncate(ENTERPRISES_MAX);
    (ids, crowded)
}
