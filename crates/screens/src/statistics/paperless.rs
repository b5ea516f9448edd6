//! 无纸化进程 (R34): how far each office is without paper in each process, and how far the text wants it.

use crate::frame;
use crate::frame::Frame;
use crate::statistics::names;
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use clearance::permission::Act;
use desk::act;
use desk::paperless::{Cell, matrix, month_before};
use policy::{PaperStage, Process, Word};
use std::sync::Arc;
use web::app::App;
use web::asking;
use web::error::Failure;
use web::visit::Visit;

/// A process at an office.
struct CellView {
    /// The share without paper; a dash where nothing was done.
    share: String,
    /// How many of how many.
    count: String,
    /// What the text promises.
    promised: String,
    /// The kind of mark that it has: kept, not kept, or nothing to say.
    mark: &'static str,
}

#[derive(Template)]
#[template(path = "paperless.html")]
struct PaperlessPage {
    frame: Frame,
    days: (String, String),
    processes: Vec<&'static str>,
    rows: Vec<(String, Vec<CellView>)>,
}

/// The page.
pub async fn show(State(app): State<Arc<App>>, visit: Visit) -> Result<Response, Failure> {
    let ask = asking::reads(&visit)?;
    act::permit_act(&ask, Act::ReadStatistics)?;
    let names = names(&app, &visit)?;
    let days = month_before(app.field().day(visit.now));
    let mut rows = matrix(app.field(), &names, &ask.scope(), days).await?;
    // Where something was done comes first, otherwise in the order of the text.
    rows.sort_by_key(|row| row.cells.iter().all(|cell| cell.acts == 0));
    let frame = Frame::new(&app, &visit, words::say(visit.language, "paperless.title"));
    let view = |cell: &Cell| view(&frame, cell);
    let rows =
        rows.iter().map(|row| (names.office(row.office.as_str()), row.cells.iter().map(view).collect())).collect();
    let processes = Process::ALL.into_iter().map(|process| process.called(visit.language)).collect();
    let days = (days.0.to_string(), days.1.to_string());
    frame::html(&PaperlessPage { days, processes, rows, frame })
}

fn view(frame: &Frame, cell: &Cell) -> CellView {
    let promised = cell.promised.map_or(String::new(), |stage| stage.called(frame.language).to_owned());
    if cell.acts == 0 {
        return CellView { share: "—".to_owned(), count: String::new(), promised, mark: "idle" };
    }
    // A confirmation may come for a declaration of the month after the month.
    let without = cell.without.min(cell.acts);
    let tenths = without * 1000 / cell.acts;
    let mark = match cell.promised {
        Some(PaperStage::Paperless) if without < cell.acts => "wait",
        Some(PaperStage::Paperless) => "pass",
        Some(PaperStage::Both) if without == 0 => "wait",
        Some(PaperStage::Both) => "pass",
        Some(PaperStage::Paper) | None => "idle",
    };
    CellView {
        share: format!("{}.{} %", tenths / 10, tenths % 10),
        count: format!("{without} / {}", cell.acts),
        promised,
        mark,
    }
}
