//! The start page says what this place is, and leads on to the reader's work.

use crate::frame;
use crate::frame::Frame;
use crate::frame::Way;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;
use values::text::Text;
use web::app::App;
use web::error::Failure;
use web::route::{Access, Route};
use web::visit::Visit;

/// The routes of the start page.
pub fn routes() -> Vec<Route> {
    vec![Route::get("/", Access::Public, show)]
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    says: String,
    panels: Vec<(String, String)>,
    work: Vec<Way>,
    waiting: Option<u64>,
}

async fn show(State(app): State<Arc<App>>, visit: Visit) -> Result<Response, Failure> {
    let policy = &visit.law()?.policy;
    let said = |text: &Text| text.pick(visit.language).to_owned();
    let mut panels: Vec<(String, String)> =
        policy.slogans_on(app.field().day(visit.now)).iter().map(|(title, says)| (said(title), said(says))).collect();
    // A region that says nothing of itself is called by its name.
    let name = || (policy.region.called(visit.language).to_owned(), String::new());
    let (title, says) = if panels.is_empty() { name() } else { panels.remove(0) };
    let frame = Frame::new(&app, &visit, &title);
    let work: Vec<Way> = frame.ways.iter().filter(|way| visit.asker.is_some() && way.path != "/").cloned().collect();
    frame::html(&Home { frame, says, panels, work, waiting: visit.waiting })
}
