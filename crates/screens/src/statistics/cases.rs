//! The cases behind a cell, by number.

use crate::frame;
use crate::frame::Frame;
use crate::queue::{self, CaseView};
use crate::statistics::axis::name as axis_key;
use crate::statistics::{Asked, names};
use crate::words;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use desk::statistics::axis::{Axis, WHOLE};
use register::cases::tabulate::{Axis as Reads, Only};
use std::sync::Arc;
use web::app::App;
use web::error::Failure;
use web::visit::Visit;

/// Cases on one page.
const CASES: usize = 50;

#[derive(Template)]
#[template(path = "counted.html")]
struct CountedPage {
    frame: Frame,
    what: Vec<String>,
    cases: Vec<CaseView>,
    back: String,
    next: Option<String>,
}

/// The page of a cell: `row` and `column` are `:` and the key, so that an empty key is one too.
pub async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let asked = Asked::faultless(&app, &visit, pairs)?;
    let names = names(&app, &visit)?;
    let (plan, pairs) = (&asked.plan, &asked.pairs);
    let mut question = plan.query().question(&names);
    let mut what: Vec<String> = plan.only.iter().map(|(axis, key)| axis_key(axis, &names, key)).collect();
    let (row, column) = (pairs.get("row").strip_prefix(':'), pairs.get("column").strip_prefix(':'));
    let mut narrow = |axis: &Axis, key: Option<&str>| {
        if let Some(key) = key.filter(|_| *axis != WHOLE) {
            question.only.push(axis.only(&names, key, plan.days));
            what.push(axis_key(axis, &names, key));
        }
    };
    narrow(plan.rows, row);
    narrow(plan.columns, column);
    if plan.measure.is_failed() {
        question.only.push(Only { axis: Reads::Outcome, among: vec!["fail".to_owned()] });
    }
    let after = pairs.get("after");
    let limit = u32::try_from(CASES + 1).unwrap_or(u32::MAX);
    let mut lines = app.field().register.counted(&asked.ask.scope(), &question, after, limit).await?;
    let more = CASES < lines.len();
    lines.truncate(CASES);
    let next = lines
        .last()
        .filter(|_| more)
        .map(|last| format!("{}&after={}", plan.cases(row, column), frame::in_query(&last.no)));
    let frame = Frame::new(&app, &visit, words::say(visit.language, "statistics.cases"));
    what.push(words::say_owned(visit.language, &format!("statistics.activity.{}", plan.activity)).to_owned());
    what.push(format!("{} – {}", plan.days.0, plan.days.1));
    let cases = queue::cases(&app, &asked.ask, &frame, &names, lines).await?;
    frame::html(&CountedPage { what, cases, back: plan.path("/statistics"), next, frame })
}
