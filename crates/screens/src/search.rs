//! 查找: cases by any number, a part of the goods' name or of an enterprise's, newest first.

use crate::frame;
use crate::frame::Frame;
use crate::queue::{self, CaseView};
use crate::words;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use desk::find::{self, TYPED_MAX};
use desk::names::Names;
use serde::Deserialize;
use std::sync::Arc;
use web::app::App;
use web::asking;
use web::error::Failure;
use web::route::{Access, Route};
use web::visit::Visit;

/// The routes of the search.
pub fn routes() -> Vec<Route> {
    vec![Route::get("/search", Access::SignedIn, show).tag("read_goods read_own")]
}

#[derive(Deserialize, Default)]
struct Wish {
    #[serde(default)]
    q: String,
    #[serde(default)]
    before: String,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    frame: Frame,
    /// What stands above the list, if there is something to say.
    says: Option<String>,
    /// What is wrong with what was typed.
    wrong: Option<&'static str>,
    nothing: Option<(String, &'static str)>,
    cases: Vec<CaseView>,
    older: Option<String>,
    newest: Option<String>,
}

async fn show(State(app): State<Arc<App>>, visit: Visit, Query(wish): Query<Wish>) -> Result<Response, Failure> {
    let ask = asking::reads(&visit)?;
    find::scope(&ask)?;
    let typed = wish.q.trim();
    let mut frame = Frame::new(&app, &visit, words::say(visit.language, "search.title"));
    typed.clone_into(&mut frame.typed);
    let mut page =
        SearchPage { says: None, wrong: None, nothing: None, cases: Vec::new(), older: None, newest: None, frame };
    let say = |key| words::say(visit.language, key);
    if typed.is_empty() {
        page.nothing = Some((say("search.empty").to_owned(), say("search.how")));
        return frame::html(&page);
    }
    // A byte that was no text came as the sign of replacement; no name has it, so that it finds nothing by itself.
    if TYPED_MAX < typed.chars().count() || typed.chars().any(char::is_control) {
        page.wrong = Some(say("search.wrong"));
        return frame::html(&page);
    }
    let before = find::read_position(&wish.before);
    let first = before.is_none();
    let found = find::cases(&app.desk, &ask, typed, before, find::FOUND_MAX).await?;
    let field = app.field();
    let names = Names::new(field, visit.law()?, field.day(visit.now), visit.language);
    let here = format!("/search?q={}", frame::in_query(typed));
    page.older = found.next.as_ref().map(|next| format!("{here}&before={}", find::position(next)));
    page.newest = (!first).then_some(here);
    if found.cases.is_empty() {
        let how = if found.short { "search.short" } else { "search.how" };
        page.nothing = Some((page.frame.say_with("search.none", &[("typed", typed)]), say(how)));
    } else if found.crowded {
        page.says = Some(say("search.crowded").to_owned());
    }
    page.cases = queue::cases(&app, &ask, &page.frame, &names, found.cases).await?;
    frame::html(&page)
}
