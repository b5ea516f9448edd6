//! 本机构提出的协作事项: what the own office asked of others, with answers, days, and what is overdue.

use crate::frame;
use crate::frame::Frame;
use crate::part::Moment;
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use clearance::case::cooperation::WorkState;
use clearance::permission::Act;
use desk::act;
use desk::asked::{self, Asked};
use desk::names::Names;
use std::sync::Arc;
use web::app::App;
use web::asking;
use web::error::Failure;
use web::route::{Access, Route};
use web::visit::Visit;

/// The route of the list.
pub fn routes() -> Vec<Route> {
    vec![Route::get("/work-items", Access::SignedIn, show).tag("read_queue")]
}

/// One thing that was asked.
struct ItemView {
    path: String,
    number: Vec<String>,
    to: String,
    what: String,
    asked: Moment,
    due: Moment,
    days: String,
    state: &'static str,
    tag: &'static str,
    reply: String,
}

#[derive(Template)]
#[template(path = "work.html")]
struct WorkPage {
    frame: Frame,
    place: String,
    items: Vec<ItemView>,
}

async fn show(State(app): State<Arc<App>>, visit: Visit) -> Result<Response, Failure> {
    let ask = asking::reads(&visit)?;
    act::permit_act(&ask, Act::ReadQueue)?;
    let field = app.field();
    let names = Names::new(field, visit.law()?, field.day(visit.now), visit.language);
    let frame = Frame::new(&app, &visit, words::say(visit.language, "work.title"));
    let items = asked::asked(field, &ask).await?;
    let items = items.into_iter().map(|asked| view(&frame, &names, asked)).collect();
    let place = ask.office.as_ref().map_or_else(String::new, |office| names.office(office.as_str()));
    frame::html(&WorkPage { frame, place, items })
}

fn view(frame: &Frame, names: &Names, asked: Asked) -> ItemView {
    let Asked { no, said, days, overdue, .. } = asked;
    let waits = said.waits();
    let (state, tag, reply) = match said.state {
        WorkState::Asked | WorkState::Accepted { .. } if overdue => ("work.overdue", "stop", String::new()),
        WorkState::Asked => ("work.asked", "wait", String::new()),
        WorkState::Accepted { .. } => ("work.accepted", "bureau", String::new()),
        WorkState::Answered { refused: true, reply, .. } => ("work.refused", "stop", reply),
        WorkState::Answered { reply, .. } => ("work.answered", "pass", reply),
    };
    ItemView {
        path: format!("/case/{}", frame::in_query(&no)),
        number: names.number(&no),
        to: names.office(said.to.as_str()),
        what: said.what,
        asked: frame.moment(said.asked_at),
        due: frame.due(said.due),
        days: if waits { String::new() } else { took(frame, days) },
        state: words::say(frame.language, state),
        tag,
        reply,
    }
}

/// How long an answer took; while there is none, the moment of asking says how long it has been.
fn took(frame: &Frame, days: i64) -> String {
    let key = match days {
        0 => "work.days_none",
        1 => "work.days_one",
        _ => "work.days",
    };
    frame.say_with(key, &[("n", &days.to_string())])
}
