//! 通关单 as a paper: on a page of its own, to read and to print.

use super::view::{self, Paper};
use crate::frame::{self, Frame};
use crate::words;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use clearance::case::Case;
use desk::names::Names;
use desk::status;
use std::sync::Arc;
use web::app::App;
use web::error::{Code, Failure};
use web::route::{Access, Route};
use web::sight::{self, Seen};
use web::visit::Visit;

/// The route.
pub(super) fn route() -> Route {
    Route::get("/case/{no}/clearances/{clearance}", Access::SignedIn, show).tag("read_own")
}

/// The page of a clearance form, where the text has a form for what a step gives out.
pub fn path(names: &Names, case: &Case, no: &str) -> Option<String> {
    let given_out = names.policy.certificates_on(names.day).find(|kind| !kind.is_drafted())?;
    names.policy.form(given_out.code.as_str()).map(|_| format!("/case/{}/clearances/{no}", case.no))
}

#[derive(Template)]
#[template(path = "cleared.html")]
struct ClearedPage {
    frame: Frame,
    case: String,
    no: Vec<String>,
    kind: String,
    state: (&'static str, &'static str),
    /// Whether it counts, in a sentence.
    says: &'static str,
    paper: Paper,
}

async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path((no, clearance)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let Seen { case, .. } = sight::see_whole(&app, &visit, &no).await?;
    let form = status::clearance_form(app.field(), &case, &clearance).await?;
    let form = form.ok_or_else(|| Failure::new(Code::NotFound))?;
    let law = app.field().law_of(&case.policy, case.day).await?;
    let names = Names::new(app.field(), &law, case.day, visit.language);
    let kind = view::kind(&names, &form);
    let path = format!("/case/{}/clearances/{}", frame::in_query(&no), frame::in_query(&clearance));
    frame::html(&ClearedPage {
        frame: Frame { path, ..Frame::new(&app, &visit, &format!("{kind} {clearance}")) },
        case: format!("/case/{}", frame::in_query(&no)),
        no: names.number(case.no.as_str()),
        state: view::state(&form, visit.language),
        says: words::say(visit.language, view::says(&case, &form)),
        paper: view::paper(&names, &case, &form),
        kind,
    })
}
