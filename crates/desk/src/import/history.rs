//! Rows that become closed cases under their own numbers, with the outcome that their source knows.

use super::{BATCH, Became, Origin, boxed};
use crate::desk::Desk;
use anyhow::{Result, bail};
use clearance::case::decide::{Stamp, record_history};
use clearance::decision::decide;
use clearance::decision::facts::Declared;
use clearance::declaration::Version;
use clearance::event::Source;
use clearance::event::body::{Body, CaseEvent, Recorded};
use clearance::intent::Intent;
use clearance::standing::Standing;
use clearance::valid;
use exchange::map::Map;
use exchange::sheet::Imported;
use register::cases::Decided;
use register::scope::Scope;
use register::sealed::Apart;
use register::work::NotAppended;
use std::collections::HashMap;
use values::actor::Actor;
use values::fault::Fault;
use values::id::{CaseNo, OfficeCode};
use values::text::Text;

/// How often a batch is tried again when restrictions come between.
const TRIES: usize = 8;

/// A row that waits for its batch.
struct Row {
    origin: Origin,
    no: CaseNo,
    recorded: Recorded,
    apart: Apart,
}

/// Rows by home office: what is for one office is appended together.
#[derive(Default)]
pub struct Waiting(HashMap<OfficeCode, Vec<Row>>);

impl Waiting {
    /// Takes a row up, and appends those of its office when there are enough.
    pub(super) async fn take(&mut self, desk: &Desk, map: &Map, row: Imported) -> Result<Vec<Became>> {
        let office = row.received.declaration.offices.accept.clone();
        let row = row_of(desk, map, row).await?;
        let rows = self.0.entry(office.clone()).or_default();
        rows.push(row);
        if rows.len() < BATCH {
            return Ok(Vec::new());
        }
        let rows = std::mem::take(rows);
        append(desk, map, &office, rows).await
    }

    /// Appends what is left.
    pub(super) async fn finish(&mut self, desk: &Desk, map: &Map) -> Result<Vec<Became>> {
        let mut became = Vec::new();
        let mut left: Vec<_> = self.0.drain().collect();
        left.sort_by(|a, b| a.0.cmp(&b.0));
        for (office, rows) in left {
            became.extend(append(desk, map, &office, rows).await?);
        }
        Ok(became)
    }
}

/// The case of a row: measured by the text of its day, with the mode that the text would have decided, where it can be.
async fn row_of(desk: &Desk, map: &Map, row: Imported) -> Result<Row> {
    let field = &desk.field;
    let (no, day, outcomes) = (row.no.clone(), row.day, row.outcomes.clone());
    let origin = Origin::of(map, &Actor::system().account, &row)?;
    let (mut declaration, apart) = boxed(desk, &origin.key, row.received).await?;
    let law = field.law(day).await?;
    valid::mark(&mut declaration, &law.reference, day);
    let measures = law.measure(&declaration, day);
    // Of an enterprise of history nothing is known here but its name.
    let owner = Standing::default();
    let mode = decide(&law.policy, day, &Declared::new(&declaration, &measures, &owner, false)).ok();
    let recorded = Recorded {
        source: map.name.clone(),
        source_no: origin.source_no.clone(),
        day,
        version: Box::new(Version { declaration, measures }),
        mode: mode.map(|verdict| verdict.mode),
        outcomes,
    };
    Ok(Row { origin, no, recorded, apart })
}

async fn append(desk: &Desk, map: &Map, office: &OfficeCode, mut rows: Vec<Row>) -> Result<Vec<Became>> {
    let field = &desk.field;
    let mut became = Vec::new();
    for _ in 0..TRIES {
        let epoch = field.known().epoch;
        let decided =
            |row: &Row| Decided { apart: row.apart.clone(), ..Decided::new(intent(desk, office, row, epoch)) };
        let intents = rows.iter().map(decided).collect();
        let outcomes = field.register.append_intents(intents).await;
        let mut again = Vec::new();
        for (row, outcome) in rows.into_iter().zip(outcomes) {
            match outcome {
                Ok(recorded) if recorded.appended.repeated => became.push(Became::Repeated),
                Ok(_) => became.push(Became::Accepted),
                Err(NotAppended::StaleEpoch { .. }) => again.push(row),
                Err(why) => became.push(refused(desk, map, row, why).await?),
            }
        }
        if again.is_empty() {
            return Ok(became);
        }
        rows = again;
        field.catch_up().await?;
    }
    bail!("restrictions kept coming while rows were appended")
}

fn intent(desk: &Desk, office: &OfficeCode, row: &Row, epoch: u64) -> Intent {
    let zone = &desk.field.home.zone;
    let stamp = Stamp {
        happened: zone.start_of_day(row.recorded.day),
        by: Actor::system(),
        source: Source::Import,
        epoch,
        key: Some(row.origin.key.clone()),
    };
    record_history(office.clone(), row.no.clone(), row.recorded.clone(), stamp)
}

/// A row that was not appended: it is there already, another has its number, or no partition takes it.
async fn refused(desk: &Desk, map: &Map, row: Row, why: NotAppended) -> Result<Became> {
    let fault = |at: &str, code: &str, given: &str, wanted: Text| {
        let faults = vec![Fault::new(at, code, given, wanted)];
        Ok(Became::Refused(row.origin.refused(faults)))
    };
    match why {
        NotAppended::KeyConflict => Ok(Became::Refused(row.origin.changed())),
        NotAppended::StaleVersion { .. } => {
            // The key of an import long ago may be forgotten; the case itself is not.
            let events = desk.field.register.case_events(&Scope::system(), row.no.as_str()).await?;
            let same = |body: &Body| matches!(body.of_case(), Some(CaseEvent::Recorded(known)) if known.source == map.name && known.source_no == row.recorded.source_no);
            if events.is_some_and(|events| events.first().is_some_and(|event| same(&event.body))) {
                return Ok(Became::Repeated);
            }
            let wanted = Text::fixed("尚未使用的编号", "a number that no other case has");
            fault("number", "number_taken", row.no.as_str(), wanted)
        }
        NotAppended::NoSuchOffice(office) => {
            let wanted = Text::fixed("本区域的机构", "an office of the region");
            fault("offices.accept", "unknown_office", &office, wanted)
        }
        // Claims of references are a declarant's, those of sheets an officer's; history has none.
        NotAppended::Claimed { .. }
        | NotAppended::SheetUsed { .. }
        | NotAppended::StaleEpoch { .. }
        | NotAppended::Unknown(_)
        | NotAppended::Away(_)
        | NotAppended::Full
        | NotAppended::Failed(_) => {
            bail!("row {}: {why}", row.origin.line)
        }
    }
}
