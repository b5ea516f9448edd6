//! The keys of seals: opened when an office first issues, and renewed and revoked by those who answer for security.

use super::region::{self, Making, fault};
use super::{Ask, Denied, Done};
use crate::desk::Desk;
use crate::field::Field;
use crate::seal;
use clearance::case::decide::{CertificateCommand, Command};
use clearance::event::region::RegionEvent;
use clearance::permission::Act;
use clearance::region::RegionState;
use values::actor::Role;
use values::calendar::{Day, Timestamp};
use values::id::OfficeCode;
use values::text::Text;
use values::text::mark::is_blank;

/// The office of one who issues a paper, if its key is to be opened before.
pub(super) fn unready<'a>(field: &Field, ask: &'a Ask, command: &Command) -> Option<&'a OfficeCode> {
    let issues = matches!(command, Command::Certificate(CertificateCommand::Issue { .. }));
    let office = ask.office.as_ref().filter(|_| issues)?;
    field.known().region.seals().opens_itself(office, field.day(ask.now)).then_some(office)
}

/// Opens the key of an office that has none yet, or whose last ran out.
///
/// # Errors
/// It cannot be recorded.
pub(super) async fn ready(desk: &Desk, office: &OfficeCode, now: Timestamp) -> Result<(), Denied> {
    let day = desk.field.day(now);
    let opens = |region: &RegionState| region.seals().opens_itself(office, day);
    let making = |region: &RegionState| {
        if !opens(region) {
            return Err(Denied::Busy(format!("the key of {office} was opened just now")));
        }
        Ok(vec![RegionEvent::SealKeyOpened(Box::new(seal::next(&desk.field.master, region, office, day)))])
    };
    match region::record_as(desk, &Ask::platform(now), Role::System, &making).await {
        // Another process opened it meanwhile.
        Err(Denied::Busy(_)) if !opens(&desk.field.known().region) => Ok(()),
        done => done.map(|_| ()),
    }
}

/// Opens a new key for an office: from now on that one seals.
///
/// # Errors
/// Why nothing was written: there is no such office, or the new key would have the number of none.
pub async fn renew(desk: &Desk, ask: &Ask, office: &OfficeCode) -> Result<Done, Denied> {
    let day = desk.field.day(ask.now);
    exists(desk, office, day).await?;
    let making = |region: &RegionState| {
        let key = seal::next(&desk.field.master, region, office, day);
        if region.seals().of(office).iter().any(|known| known.key == key.key) {
            let wanted = Text::fixed("尚有编号可用的机构", "an office that has a number left");
            return Err(fault("office", "range", office.as_str(), wanted));
        }
        Ok(vec![RegionEvent::SealKeyOpened(Box::new(key))])
    };
    record(desk, ask, &making).await
}

/// Revokes a key: what it sealed from a day on proves nothing, and it seals nothing any more.
///
/// # Errors
/// Why nothing was written: there is no such key, it was revoked before, the day is before its first, or no reason was given.
pub async fn revoke(
    desk: &Desk,
    ask: &Ask,
    (office, key): (&OfficeCode, u16),
    (since, reason): (Day, &str),
) -> Result<Done, Denied> {
    if is_blank(reason) {
        return Err(fault("reason", "required", "", Text::fixed("理由", "a reason")));
    }
    let today = desk.field.day(ask.now);
    let making = |region: &RegionState| {
        let found = region.seals().of(office).iter().find(|one| one.key == key && one.revoked.is_none());
        let Some(found) = found else {
            let wanted = Text::fixed("未吊销的密钥编号", "the number of a key that is not revoked");
            return Err(fault("key", "unknown_key", &key.to_string(), wanted));
        };
        if since < found.from || today < since {
            let wanted =
                Text::new(format!("{} 至 {today} 之间", found.from), format!("between {} and {today}", found.from));
            return Err(fault("since", "range", &since.to_string(), wanted));
        }
        Ok(vec![RegionEvent::SealKeyRevoked { office: office.clone(), key, since, reason: reason.to_owned() }])
    };
    record(desk, ask, &making).await
}

async fn record(desk: &Desk, ask: &Ask, making: &Making<'_>) -> Result<Done, Denied> {
    region::record(desk, ask, Act::ManageSeals, making).await
}

async fn exists(desk: &Desk, office: &OfficeCode, day: Day) -> Result<(), Denied> {
    let law = desk.field.law(day).await?;
    if law.policy.office(office, day).is_some() {
        return Ok(());
    }
    Err(fault("office", "unknown_office", office.as_str(), Text::fixed("本区域的机构", "an office of the region")))
}
