//! What the enterprise confirmed of what it declared and gave, and the form by which it does (R31).

use super::said::{self, Said};
use super::{Sent, load, page_of};
use crate::frame::{self, Frame};
use crate::part::Moment;
use crate::words;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use clearance::case::Case;
use clearance::case::decide::Command;
use desk::act::{self, Ask, Denied};
use desk::names::Names;
use policy::reference::TableName;
use serde::Deserialize;
use std::sync::Arc;
use web::again;
use web::app::App;
use web::asking;
use web::error::{self, Failure};
use web::route::{Access, Route};
use web::sight::Sight;
use web::visit::Visit;

/// The route of the form.
pub fn route() -> Route {
    Route::post("/case/{no}/confirm", Access::InPerson, confirm).tag("confirm").body_max(4096)
}

/// What the page says of it.
pub struct Contents {
    /// What was confirmed last: which version, by whom where its reader may know, and when.
    pub last: Option<(u16, String, Moment)>,
    /// Whether that is what stands.
    pub stands: bool,
    /// The papers that were declared and of which there is no file.
    pub lacking: Vec<String>,
    /// The form, for who may confirm what stands.
    pub form: Option<ConfirmForm>,
}

/// The form.
pub struct ConfirmForm {
    /// What is confirmed.
    pub digest: String,
    /// The password has to be shown with it.
    pub wants_password: bool,
}

/// Of a case, for who sees the whole of it.
///
/// # Errors
/// The record cannot be read.
pub async fn of(
    (app, ask, case): (&App, &Ask, &Case),
    (frame, names): (&Frame, &Names<'_>),
    sight: &Sight,
) -> Result<Option<Contents>, Failure> {
    if !sight.whole() {
        return Ok(None);
    }
    let by = |known: &clearance::case::file::Confirmation| {
        let by = if sight.officer { String::new() } else { known.by.to_string() };
        (known.confirmed.version, by, frame.moment(known.at))
    };
    let (last, stands) = (case.confirmed.as_ref().map(by), case.is_confirmed());
    let form = if stands { None } else { form(app, ask, case).await? };
    let lacking = case.lacking().into_iter();
    let lacking = lacking.map(|kind| names.code_and_name(TableName::Attachment, kind.as_str())).collect();
    Ok(Some(Contents { last, stands, lacking, form }))
}

async fn form(app: &App, ask: &Ask, case: &Case) -> Result<Option<ConfirmForm>, Failure> {
    let command = Command::Confirm { digest: case.contents() };
    // A program's account has no password to show; a person may show it with the form.
    let fresh = Ask { proved: ask.proved.map(|_| ask.now), ..ask.clone() };
    match act::would(&app.desk, &fresh, case, &command).await {
        Ok(()) => Ok(Some(ConfirmForm { digest: case.contents(), wants_password: !ask.is_fresh() })),
        Err(Denied::Broken(error)) => Err(Denied::Broken(error).into()),
        Err(
            Denied::Faults(_)
            | Denied::NotAllowed(_)
            | Denied::Forbidden(_)
            | Denied::Hidden
            | Denied::Stale { .. }
            | Denied::KeyReused
            | Denied::Busy(_)
            | Denied::Full,
        ) => Ok(None),
    }
}

#[derive(Deserialize)]
struct Given {
    key: String,
    digest: String,
    #[serde(default)]
    password: String,
}

async fn confirm(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(no): Path<String>,
    Form(given): Form<Given>,
) -> Result<Response, Failure> {
    let Given { key, digest, password } = given;
    let fresh = if password.is_empty() { Some(visit.clone()) } else { again::fresh(&app, &visit, password).await? };
    let ask = asking::submits(fresh.as_ref().unwrap_or(&visit), &key, digest.as_bytes())?;
    let (case, events) = load(&app, &ask, &no).await?;
    let denied = match fresh {
        None => None,
        Some(_) => match act::act(&app.desk, &ask, &no, None, &Command::Confirm { digest }).await {
            Ok(_) => return Ok(error::see_other(&format!("/case/{}?done=confirm#files", frame::in_query(&no)))),
            Err(denied) => Some(denied),
        },
    };
    let law = app.field().law_of(&case.policy, case.day).await?;
    let said = match denied {
        Some(denied) => said::refusal(&visit, &Names::new(app.field(), &law, case.day, visit.language), &case, denied)?,
        None => {
            let words = words::say(visit.language, "account.old_wrong").to_owned();
            Said { kind: "stop", words, ..Said::default() }
        }
    };
    let sent = Sent { said: Some(said), ..Sent::default() };
    page_of(&app, &visit, &ask, &case, &events, StatusCode::UNPROCESSABLE_ENTITY, sent).await
}
