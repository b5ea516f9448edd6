//! 公众查询: number and query code, one sentence first, then the steps. Without sign-in, and alike for whatever is wrong.

use crate::frame;
use crate::frame::Frame;
use crate::part::{Moment, StepMark, StepState};
use crate::words;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use clearance::row::status::{PublicStatus, PublicStep};
use desk::names::Names;
use desk::status;
use serde::Deserialize;
use std::sync::Arc;
use web::app::App;
use web::error::Failure;
use web::route::{Access, Route};
use web::throttle::Rate;
use web::visit::Visit;

/// Questions of one address: 20 at once, then ten a minute.
const RATE: Rate = Rate::new(20, 10);

/// The routes of the public's question.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/status", Access::Public, ask),
        Route::post("/status", Access::Public, answer).body_max(4096).rate(RATE),
    ]
}

/// What the public is told of a case.
struct Told {
    number: Vec<String>,
    says: String,
    direction: &'static str,
    steps: Vec<StepMark>,
    updated: Moment,
}

#[derive(Template)]
#[template(path = "status.html")]
struct StatusPage {
    frame: Frame,
    no: String,
    code: String,
    wrong: bool,
    told: Option<Told>,
}

fn frame(app: &App, visit: &Visit) -> Frame {
    Frame { path: "/status".into(), ..Frame::new(app, visit, words::say(visit.language, "status.title")) }
}

async fn ask(State(app): State<Arc<App>>, visit: Visit) -> Result<Response, Failure> {
    let page =
        StatusPage { frame: frame(&app, &visit), no: String::new(), code: String::new(), wrong: false, told: None };
    frame::html(&page)
}

/// What the form sends; what is left out is empty.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    no: String,
    #[serde(default)]
    code: String,
}

async fn answer(State(app): State<Arc<App>>, visit: Visit, Form(asked): Form<Asked>) -> Result<Response, Failure> {
    let (no, code) = (asked.no.trim().to_owned(), asked.code.trim().to_owned());
    let view = status::public(&app.desk, &no, &code).await?;
    let frame = frame(&app, &visit);
    let told = match view {
        Some(view) => Some(told(&app, &visit, &frame, &view).await?),
        None => None,
    };
    let code_of_answer = if told.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    frame::html_as(code_of_answer, &StatusPage { frame, no, code, wrong: told.is_none(), told })
}

async fn told(app: &App, visit: &Visit, frame: &Frame, status: &PublicStatus) -> anyhow::Result<Told> {
    let field = app.field();
    let law = field.law_of(&status.policy, status.day).await?;
    let names = Names::new(field, &law, field.day(visit.now), visit.language);
    Ok(Told {
        number: names.number(&status.no),
        says: sentence(frame, &names, status),
        direction: names.direction_of(&status.direction),
        steps: status.steps.iter().map(|step| mark(frame, &names, status, step)).collect(),
        updated: frame.moment(status.updated),
    })
}

/// One sentence: where the goods stand.
fn sentence(frame: &Frame, names: &Names, status: &PublicStatus) -> String {
    if status.held {
        return frame.say("status.held").to_owned();
    }
    if let Some(due) = status.due {
        return frame.say_with("status.moving", &[("due", &frame.due(due).exact)]);
    }
    if let Some(first) = status.waits.first() {
        return words::say_owned(frame.language, &format!("status.waits.{first}")).to_owned();
    }
    let open: Vec<&PublicStep> = status.steps.iter().filter(|step| step.status == "open").collect();
    match (status.stage.as_str(), open.first()) {
        ("working" | "under_review", Some(step)) => {
            let word = names.step(&status.mode, &step.step);
            if step.office.is_empty() {
                frame.say_with("status.open", &[("step", &word)])
            } else {
                frame.say_with("status.open_at", &[("step", &word), ("office", &names.office(&step.office))])
            }
        }
        (stage, _) => words::say_owned(frame.language, &format!("status.stage.{stage}")).to_owned(),
    }
}

fn mark(frame: &Frame, names: &Names, status: &PublicStatus, step: &PublicStep) -> StepMark {
    let ended = matches!(status.stage.as_str(), "refused" | "withdrawn" | "split");
    let state = match step.status.as_str() {
        "done" => StepState::Done,
        "open" if ended => StepState::Stopped,
        "open" => StepState::Now,
        "moot" => StepState::Stopped,
        "not_needed" => StepState::NotNeeded,
        _ => StepState::Waiting,
    };
    let mut place = if step.office.is_empty() { String::new() } else { names.short_office(&step.office) };
    if let Some(at) = step.at {
        let at = frame.moment(at).exact;
        place = if place.is_empty() { at } else { format!("{place} · {at}") };
    }
    let notes =
        step.treatments.iter().map(|(entry, done)| StepMark::treatment(&names.treatment(entry, status.day), *done));
    StepMark {
        word: names.step(&status.mode, &step.step),
        place,
        state,
        says: state.says(frame.language).to_owned(),
        notes: notes.collect(),
    }
}
