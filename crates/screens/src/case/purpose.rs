//! What a reader without a part in a case is asked before it is shown: what it is read for.

use super::{Said, Sent};
use crate::frame;
use crate::frame::Frame;
use crate::words;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use clearance::case::Case;
use desk::names::Names;
use web::app::App;
use web::error::Failure;
use web::visit::Visit;

#[derive(Template)]
#[template(path = "purpose.html")]
struct PurposePage {
    frame: Frame,
    path: String,
    number: Vec<String>,
    said: Option<Said>,
    next: Option<String>,
    purposes: Vec<(String, String)>,
    fault: Option<String>,
}

/// The page that asks; nothing of the case but the number that the reader brought, and what the reader just did or tried: by it the
/// part may have ended, as a reviewer's does with the review.
///
/// # Errors
/// It cannot be written.
pub fn ask(
    app: &App,
    visit: &Visit,
    case: &Case,
    (status, sent): (StatusCode, Sent),
    next: Option<String>,
) -> Result<Response, Failure> {
    let path = format!("/case/{}", frame::in_query(case.no.as_str()));
    let title = words::say(visit.language, "case.purpose_title");
    let purposes = visit.law()?.policy.purposes().iter();
    let purposes = purposes.map(|one| (one.code.to_string(), one.text.pick(visit.language).to_owned()));
    let status = if status.is_success() && !sent.done { StatusCode::FORBIDDEN } else { status };
    let names = Names::new(app.field(), visit.law()?, case.day, visit.language);
    let page = PurposePage {
        frame: Frame { path: path.clone(), ..Frame::new(app, visit, title) },
        path,
        number: names.number(case.no.as_str()),
        said: sent.said,
        next,
        purposes: purposes.collect(),
        fault: visit.path.contains("words=").then(|| words::say(visit.language, "case.purpose_short").to_owned()),
    };
    frame::html_as(status, &page)
}
