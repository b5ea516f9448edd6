//! Rows that become declarations of today, by the one path, in the name of an account.

use super::{BATCH, Became, Origin, boxed};
use crate::act::{self, Ask, Denied};
use crate::desk::Desk;
use crate::edition::Edition;
use crate::field::Field;
use crate::receive::terms_of;
use anyhow::{Result, anyhow, bail};
use clearance::declaration::Declaration;
use clearance::event::Source;
use exchange::map::Map;
use exchange::sheet::Imported;
use register::sealed::Apart;
use values::calendar::Day;
use values::fault::Fault;
use values::text::Text;

/// Everything that is wrong with a declaration of today.
pub fn faults(field: &Field, law: &Edition, declaration: &Declaration, day: Day) -> Vec<Fault> {
    clearance::valid::live(declaration, &terms_of(law, &field.known(), day))
}

/// The ask of an account as it stands today.
///
/// # Errors
/// There is no such account, or it may do nothing today.
pub fn ask_of(desk: &Desk, account: &str) -> Result<Ask> {
    let (field, now) = (&desk.field, desk.clock.now());
    let known = field.known();
    let found = known.region.accounts().find(|known| known.id.as_str() == account && !known.suspended);
    let found = found.ok_or_else(|| anyhow!("there is no account {account}"))?;
    let day = field.day(now);
    Ok(Ask {
        account: found.id.clone(),
        person: found.person.clone(),
        roles: found.roles_on(day).map(|(role, _)| role).collect(),
        office: found.roles_on(day).find_map(|(_, office)| office.cloned()),
        enterprise: found.enterprise.clone(),
        now,
        source: Source::Import,
        key: None,
        proved: None,
        apart: Apart::default(),
    })
}

/// Rows that wait to be declared together.
pub struct Waiting {
    ask: Ask,
    rows: Vec<(Origin, Declaration, Apart)>,
}

impl Waiting {
    pub(super) fn new(ask: &Ask) -> Waiting {
        Waiting { ask: ask.clone(), rows: Vec::new() }
    }

    pub(super) async fn take(&mut self, desk: &Desk, map: &Map, row: Imported) -> Result<Vec<Became>> {
        let origin = Origin::of(map, &self.ask.account, &row)?;
        let (mut declaration, apart) = boxed(desk, &origin.key, row.received).await?;
        // What the source lacked and a declaration needs is a fault by now; the rest is simply left out.
        declaration.not_supplied = None;
        self.rows.push((origin, declaration, apart));
        if self.rows.len() < BATCH { Ok(Vec::new()) } else { self.finish(desk).await }
    }

    pub(super) async fn finish(&mut self, desk: &Desk) -> Result<Vec<Became>> {
        let rows = std::mem::take(&mut self.rows);
        let now = desk.clock.now();
        let (mut origins, mut batch) = (Vec::new(), Vec::new());
        for (origin, declaration, apart) in rows {
            batch.push((Ask { now, key: Some(origin.key.clone()), apart, ..self.ask.clone() }, declaration));
            origins.push(origin);
        }
        let outcomes = act::declare(desk, batch).await;
        origins.iter().zip(outcomes).map(|(origin, outcome)| became(origin, outcome)).collect()
    }
}

fn became(origin: &Origin, outcome: Result<act::Done, Denied>) -> Result<Became> {
    let refused = |code: &str, wanted: Text| {
        Ok(Became::Refused(origin.refused(vec![Fault::new("", code, origin.source_no.clone(), wanted)])))
    };
    match outcome {
        Ok(done) if done.repeated => Ok(Became::Repeated),
        Ok(_) => Ok(Became::Accepted),
        // The source's own number names another declaration.
        Err(Denied::Faults(faults)) if faults.iter().any(|fault| fault.code == "duplicate") => {
            Ok(Became::Refused(origin.changed()))
        }
        Err(Denied::Faults(faults)) => Ok(Became::Refused(origin.refused(faults))),
        Err(Denied::NotAllowed(why)) => refused(why.reason.code(), why.text.clone()),
        Err(Denied::KeyReused) => Ok(Became::Refused(origin.changed())),
        Err(Denied::Forbidden(_) | Denied::Hidden) => bail!("the account may not declare"),
        Err(Denied::Stale { .. }) => bail!("a new declaration has no version to be behind"),
        Err(Denied::Full) => bail!("row {}: the disk has no room", origin.line),
        Err(Denied::Busy(why)) => bail!("row {}: {why}", origin.line),
        Err(Denied::Broken(error)) => Err(error),
    }
}
