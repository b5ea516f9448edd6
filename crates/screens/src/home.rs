//! The start page says what this place is, and leads on to the reader's work.

use crate::frame;
use crate::frame::Frame;
use crate::frame::Way;
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;
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
    work: Vec<Way>,
    waiting: Option<u64>,
}

async fn show(State(app): State<Arc<App>>, visit: Visit) -> Result<Response, Failure> {
    let frame = Frame::new(&app, &visit, words::say(visit.language, "home.title"));
    let work: Vec<Way> = frame.ways.iter().filter(|way| visit.asker.is_some() && way.path != "/").cloned().collect();
    frame::html(&Home { frame, work, waiting: visit.waiting })
}
