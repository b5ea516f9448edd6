//! Preparing what is proposed: each process loads and proves it before it is law, and says so.

use crate::desk::Desk;
use crate::field::Field;
use crate::process::Said;
use anyhow::Result;
use clearance::region::edition::Proposal;
use register::kept::process::ProcessRow;
use std::collections::BTreeMap;

/// Prepares what is proposed, and says so.
///
/// # Errors
/// The register cannot be written.
pub async fn report(desk: &Desk) -> Result<()> {
    let (field, now) = (&desk.field, desk.clock.now());
    let known = field.known();
    let mut prepared = BTreeMap::new();
    for proposal in known.region.waiting() {
        let why = match desk.process.tried(proposal.no, now) {
            Some(before) => before,
            None => prepare(field, proposal).await.err().map(|why| format!("{why:#}")),
        };
        prepared.insert(proposal.no, why);
    }
    let waiting: Vec<u64> = prepared.keys().copied().collect();
    desk.process.note(&waiting, &prepared, now);
    let runs = known.region.edition_on(field.day(now)).map(|one| one.version.clone()).unwrap_or_default();
    let said = Said {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        begun: desk.process.begun(),
        runs,
        unable: known.unable.as_ref().map(|unable| format!("{}: {}", unable.version, unable.why)),
        prepared,
    };
    let row = ProcessRow { name: desk.process.name().to_owned(), seen: now.0, said: serde_json::to_string(&said)? };
    field.register.say_process(&row).await
}

/// Loads and proves a proposed edition with all its examples, and opens the heads of its offices.
async fn prepare(field: &Field, proposal: &Proposal) -> Result<()> {
    let edition = field.proposed(proposal).await?;
    field.open_offices(&edition.policy).await
}

/// This process ends.
///
/// # Errors
/// The register cannot be written.
pub async fn end(desk: &Desk) -> Result<()> {
    desk.field.register.end_process(desk.process.name()).await
}
