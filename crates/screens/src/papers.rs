//! 验证单证: the number of a paper and its check code, and anybody sees whether it counts and what it states. Without sign-in.

use crate::case::certificate::view::{self, Paper};
use crate::frame::{self, Frame};
use crate::words;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use desk::names::Names;
use desk::status::{self, Opened};
use serde::Deserialize;
use std::sync::Arc;
use web::app::App;
use web::error::Failure;
use web::route::{Access, Route};
use web::throttle::Rate;
use web::visit::Visit;

/// Questions of one address: 20 at once, then ten a minute.
const RATE: Rate = Rate::new(20, 10);

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/papers", Access::Public, ask),
        Route::post("/papers", Access::Public, answer).body_max(4096).rate(RATE),
    ]
}

/// What anybody is told of a paper.
struct Told {
    kind: String,
    state: (&'static str, &'static str),
    /// Whether it counts, in a sentence.
    says: &'static str,
    paper: Paper,
    /// Goods were cleared or released on it.
    used: bool,
    /// The preprinted sheets on which its originals are.
    sheets: Vec<String>,
    /// Where the file that proves itself is taken from.
    sealed: Option<String>,
}

#[derive(Template)]
#[template(path = "papers.html")]
struct PapersPage {
    frame: Frame,
    number: String,
    code: String,
    wrong: bool,
    told: Option<Told>,
}

fn frame(app: &App, visit: &Visit) -> Frame {
    Frame { path: "/papers".into(), ..Frame::new(app, visit, words::say(visit.language, "papers.title")) }
}

async fn ask(State(app): State<Arc<App>>, visit: Visit) -> Result<Response, Failure> {
    let (number, code) = (String::new(), String::new());
    frame::html(&PapersPage { frame: frame(&app, &visit), number, code, wrong: false, told: None })
}

/// What the form sends; what is left out is empty.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    number: String,
    #[serde(default)]
    code: String,
}

async fn answer(State(app): State<Arc<App>>, visit: Visit, Form(asked): Form<Asked>) -> Result<Response, Failure> {
    let (number, code) = (asked.number.trim().to_owned(), asked.code.trim().to_owned());
    let told = told(&app, &visit, &number, &code).await?;
    let status = if told.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let page = PapersPage { frame: frame(&app, &visit), number, code, wrong: told.is_none(), told };
    frame::html_as(status, &page)
}

async fn told(app: &App, visit: &Visit, number: &str, code: &str) -> Result<Option<Told>, Failure> {
    let Some(Opened { case, paper, .. }) = status::paper(&app.desk, number, code).await? else { return Ok(None) };
    let law = app.field().law_of(&paper.draft.policy, case.day).await?;
    let names = Names::new(app.field(), &law, case.day, visit.language);
    let says = view::says(&case, &paper);
    Ok(Some(Told {
        kind: view::kind(&names, &paper),
        state: view::state(&paper, visit.language),
        says: words::say(visit.language, says),
        used: paper.used.is_some(),
        sheets: paper.sheets().map(ToString::to_string).collect(),
        sealed: paper.is_sealed().then(|| {
            let (number, code) = (frame::in_query(number), frame::in_query(code));
            format!("/api/v1/papers/{number}/sealed?code={code}")
        }),
        paper: view::paper(&names, &case, &paper),
    }))
}
