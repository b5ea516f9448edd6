//! What accounts may not be: names that mislead, roles that exclude each other, grants to oneself (三员分立).

use super::{Account, RegionState};
use values::actor::Role;
use values::calendar::Period;
use values::fault::Fault;
use values::id::{AccountId, PersonId};
use values::text::Text;

/// Roles that exclude each other in one account and in one natural person, whatever the office.
///
/// Who keeps the machines, who gives the roles and who audits are three, and none of them does anything else (三员分立). Who
/// finds about goods neither reviews their papers nor lets them go (检务与施检分离, provisional).
pub fn exclude(one: Role, other: Role) -> bool {
    const APART: [Role; 3] = [Role::SystemAdmin, Role::SecurityAdmin, Role::Auditor];
    const BESIDE_INSPECTION: [Role; 2] = [Role::Reviewer, Role::Releaser];
    let apart = |role: &Role| APART.contains(role);
    let inspects = |one: Role, other: Role| one == Role::Inspector && BESIDE_INSPECTION.contains(&other);
    one != other && (apart(&one) || apart(&other) || inspects(one, other) || inspects(other, one))
}

/// The whole table as text: a line for each pair of roles.
pub fn printed() -> String {
    let mut lines = String::from("role\tother\tin one person\n");
    for (at, one) in Role::ALL.into_iter().enumerate() {
        for other in Role::ALL.into_iter().skip(at + 1).filter(|other| ![one, *other].contains(&Role::System)) {
            let word = if exclude(one, other) { "no" } else { "yes" };
            lines.push_str(&format!("{}\t{}\t{word}\n", one.word(), other.word()));
        }
    }
    lines
}

/// Why a natural person may not get a role for a time in an account, if so.
///
/// # Errors
/// The fault, at `at`.
pub fn may_hold(
    region: &RegionState,
    by: &PersonId,
    person: &PersonId,
    (role, period): (Role, Period),
    at: &str,
) -> Result<(), Fault> {
    if period.until.is_some_and(|until| until < period.from) {
        let wanted = Text::fixed("不早于起始日", "not before the first day");
        return Err(Fault::new("until", "range", period.until.map_or(String::new(), |day| day.to_string()), wanted));
    }
    if by == person {
        let wanted = Text::fixed("由他人授予", "to be granted by another person");
        return Err(Fault::new(at, "own_person", role.word(), wanted));
    }
    let accounts = region.accounts().filter(|account| account.person == *person);
    let held = accounts.flat_map(|account| &account.roles).filter(|(_, _, other)| meets(other, &period));
    match held.map(|(held, _, _)| *held).find(|held| exclude(*held, role)) {
        None => Ok(()),
        Some(held) => Err(excluded(at, role, held)),
    }
}

/// The fault of a role that the same person may not hold beside another.
pub fn excluded(at: &str, role: Role, held: Role) -> Fault {
    let wanted = Text::new(
        format!("与同一人的职责 {} 不相抵触", held.word()),
        format!("not beside the role {} of the same person", held.word()),
    );
    Fault::new(at, "excluded", role.word(), wanted)
}

fn meets(one: &Period, other: &Period) -> bool {
    one.until.is_none_or(|until| other.from <= until) && other.until.is_none_or(|until| one.from <= until)
}

/// Names that the platform itself uses, or that would be taken for it.
const RESERVED: [&str; 14] = [
    "system",
    "administrator",
    "admin",
    "root",
    "santong",
    "platform",
    "operator",
    "security",
    "audit",
    "auditor",
    "anonymous",
    "nobody",
    "support",
    "test",
];

/// Whether a new account may have this name.
///
/// # Errors
/// The fault, at `id`.
pub fn may_be_named(region: &RegionState, id: &AccountId) -> Result<(), Fault> {
    let fault = |code: &str, wanted| Err(Fault::new("id", code, id.as_str(), wanted));
    let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.@-".contains(c);
    if !id.as_str().chars().all(lower) {
        return fault("case", Text::fixed("小写字母", "lower case letters"));
    }
    if region.account(id).is_some() {
        return fault("duplicate", Text::fixed("未用过的账号", "an account that does not exist yet"));
    }
    let look = look(id.as_str());
    if RESERVED.iter().any(|name| self::look(name) == look) {
        return fault("reserved", Text::fixed("非保留的名称", "a name that is not reserved"));
    }
    match region.accounts().find(|account| self::look(account.id.as_str()) == look) {
        None => Ok(()),
        Some(Account { id: like, .. }) => {
            let wanted = Text::new(format!("不易与 {like} 混淆的名称"), format!("a name not to be taken for {like}"));
            fault("look_alike", wanted)
        }
    }
}

/// What a name looks like at a glance: signs between words and the letters that are mistaken for others make no difference.
fn look(name: &str) -> String {
    let plain: String = name.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let joined = plain.replace("rn", "m").replace("vv", "w").replace("cl", "d");
    joined
        .chars()
        .map(|c| match c {
            'o' => '0',
            'l' | 'i' | 'j' => '1',
            's' => '5',
            'z' => '2',
            'b' => '8',
            'g' | 'q' => '9',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_mistaken_by_their_looks() {
        for (one, other) in [("xian-reviewer", "xlan.reviewer"), ("li", "1i"), ("modern", "modem"), ("z0e", "2oe")] {
            assert_eq!(look(one), look(other), "{one} {other}");
        }
        for (one, other) in [("xian", "xining"), ("reviewer-1", "reviewer-2"), ("wang.min", "wang.ming")] {
            assert_ne!(look(one), look(other), "{one} {other}");
        }
    }

    #[test]
    fn the_three_of_security_are_three_persons() {
        let three = [Role::SystemAdmin, Role::SecurityAdmin, Role::Auditor];
        for one in three {
            for other in Role::ALL.into_iter().filter(|other| *other != one) {
                assert!(exclude(one, other) && exclude(other, one), "{one:?} {other:?}");
            }
            assert!(!exclude(one, one));
        }
        assert!(exclude(Role::Inspector, Role::Releaser) && exclude(Role::Reviewer, Role::Inspector));
        assert!(!exclude(Role::Acceptor, Role::Releaser) && !exclude(Role::Declarant, Role::Inspector));
    }
}
