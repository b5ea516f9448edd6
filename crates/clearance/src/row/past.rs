//! What counts as the past of later declarations: each line when it is accepted, each lot when it first passes or fails.

use super::text;
use crate::case::Case;
use crate::event::Event;
use crate::event::body::{CaseEvent, Record, StepDone};
use crate::past::What;
use values::calendar::Timestamp;
use values::id::{CaseNo, OfficeCode};

/// One thing of the past. Of a lot (or a line) and what became of it the first counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastRow {
    /// Home office.
    pub office: OfficeCode,
    /// Declaration number.
    pub no: CaseNo,
    /// The line, from 1, that was declared; else the number of the lot.
    pub part: u32,
    /// What it was.
    pub what: What,
    /// Owner.
    pub owner: String,
    /// Tariff code of its goods.
    pub hs: String,
    /// Country from which they come.
    pub origin: String,
    /// When it was recorded.
    pub recorded: Timestamp,
}

/// What an event adds to the past. Parts of a split were declared with the whole; cases of history were declared elsewhere.
pub fn of_event(event: &Event, case: &Case) -> Vec<PastRow> {
    if let Some(CaseEvent::Accepted(accepted)) = event.body.of_case() {
        let what = |line: u16| if line == 1 { What::Declaration } else { What::Line };
        let lines = (1u16..).take(case.declaration.lines.len()).filter(|_| accepted.split_from.is_none());
        lines.map(|line| row(event, case, line, (u32::from(line), what(line)))).collect()
    } else if let Some(CaseEvent::StepDone(StepDone { record: Record::Examine(examination), .. })) =
        event.body.of_case()
    {
        let of_lot = |(id, passed)| {
            let what = if passed { What::Pass } else { What::Fail };
            Some(row(event, case, case.lot(id)?.line, (u32::from(id), what)))
        };
        examination.results().filter_map(of_lot).collect()
    } else {
        Vec::new()
    }
}

fn row(event: &Event, case: &Case, line: u16, (part, what): (u32, What)) -> PastRow {
    let goods = case.declaration.lines.get(usize::from(line).wrapping_sub(1));
    PastRow {
        office: case.office.clone(),
        no: case.no.clone(),
        part,
        what,
        owner: case.declaration.parties.owner.to_string(),
        hs: text(goods.map(|line| line.hs.as_str())),
        origin: text(goods.map(|line| line.origin.as_str())),
        recorded: event.recorded,
    }
}
