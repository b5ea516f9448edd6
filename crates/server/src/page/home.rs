//! The start page says what this place is, and leads on to the reader's work.

use crate::app::App;
use crate::error::Failure;
use crate::page::{self, Frame, Way};
use crate::route::{Access, Route};
use crate::visit::Visit;
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;

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
    page::html(&Home { frame, work, waiting: visit.waiting })
}
