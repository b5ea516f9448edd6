//! The papers that offices issue of a case, on its page: what there is, what waits to be drafted, and where they are fetched.

use super::certificate::view::Line;
use super::certificate::{draft, lines};
use super::said;
use super::{Sent, load, page_of};
use crate::frame;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use clearance::case::Case;
use clearance::case::decide::{CertificateCommand, Command};
use desk::act::{self, Ask};
use desk::names::Names;
use serde::Deserialize;
use std::sync::Arc;
use values::id::OfficeCode;
use web::app::App;
use web::asking;
use web::error::{self, Code, Failure};
use web::route::{Access, Route};
use web::sight::Sight;
use web::visit::Visit;

/// The route of the form by which an enterprise chooses where its papers are fetched.
pub(super) fn route() -> Route {
    Route::post("/case/{no}/documents-office", Access::InPerson, choose).tag("fetch_at").body_max(4096)
}

/// What the page says of papers.
#[derive(Default)]
pub struct Issued {
    /// The papers that there are.
    pub lines: Vec<Line>,
    /// Those asked for that wait to be drafted: what each is called.
    pub waiting: Vec<String>,
    /// Where somebody who may draft goes: what is asked for, and all kinds.
    pub ways: Vec<(String, String)>,
    /// Where any other paper is drafted.
    pub any: Option<String>,
    /// Where papers are fetched.
    pub office: String,
    /// The offices that the enterprise may choose, with the one that holds now.
    pub offices: Vec<(String, String, bool)>,
}

impl Issued {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.waiting.is_empty() && self.any.is_none()
    }

    pub(super) async fn of(
        app: &App,
        ask: &Ask,
        case: &Case,
        names: &Names<'_>,
        sight: &Sight,
    ) -> Result<Issued, Failure> {
        let lines = lines(names, case, sight);
        if !sight.whole() {
            let office = names.office(case.documents_office().as_str());
            return Ok(Issued { lines, office, ..Issued::default() });
        }
        let officer = ask.enterprise.is_none();
        let kinds = draft::kinds(app, ask, case).await?;
        let (waits, ways) = (draft::waiting(names, case), draft::ways(names, case, &kinds));
        let offices = if officer || waits.is_empty() { Vec::new() } else { offices(app, ask, case, names).await };
        Ok(Issued {
            lines,
            any: (!kinds.is_empty()).then(|| format!("/case/{}/certificates", case.no)),
            office: names.office(case.documents_office().as_str()),
            waiting: waits,
            ways,
            offices,
        })
    }
}

/// The offices that may be chosen, if any may still be.
async fn offices(app: &App, ask: &Ask, case: &Case, names: &Names<'_>) -> Vec<(String, String, bool)> {
    let now = case.documents_office();
    let same = Command::Certificate(CertificateCommand::FetchAt { office: now.clone() });
    if act::would(&app.desk, ask, case, &same).await.is_err() {
        return Vec::new();
    }
    let all = names.policy.offices_on(names.day);
    all.map(|office| (office.code.to_string(), names.office(office.code.as_str()), office.code == *now)).collect()
}

#[derive(Deserialize)]
struct Chosen {
    key: String,
    version: u32,
    office: String,
}

async fn choose(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(no): Path<String>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Failure> {
    let ask = asking::submits(&visit, &chosen.key, chosen.office.as_bytes())?;
    let office = OfficeCode::parse(&chosen.office).map_err(|_| Failure::new(Code::Malformed))?;
    let command = Command::Certificate(CertificateCommand::FetchAt { office });
    match act::act(&app.desk, &ask, &no, Some(chosen.version), &command).await {
        Ok(_) => Ok(error::see_other(&format!("/case/{}?done=noted#issued", frame::in_query(&no)))),
        Err(denied) => {
            let (case, events) = load(&app, &ask, &no).await?;
            let law = app.field().law_of(&case.policy, case.day).await?;
            let names = Names::new(app.field(), &law, case.day, visit.language);
            let sent = Sent { said: Some(said::refusal(&visit, &names, &case, denied)?), ..Sent::default() };
            page_of(&app, &visit, &ask, &case, &events, StatusCode::CONFLICT, sent).await
        }
    }
}
