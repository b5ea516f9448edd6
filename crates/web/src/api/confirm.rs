//! The enterprise confirms what it declared and gave, in person and with the password shown just now (R31).

use super::command::{Answered, Sent, command, does_as};
use super::schema;
use crate::again;
use crate::api::body;
use crate::app::App;
use crate::asking;
use crate::error::Failure;
use crate::route::Route;
use crate::visit::Visit;
use crate::words;
use axum::extract::{Path, State};
use clearance::case::Case;
use clearance::case::decide::Command;
use serde::Deserialize;
use serde_json::{Value, json};
use values::fault::Fault;

/// The route.
pub fn routes() -> Vec<Route> {
    let names = ("企业确认申报内容和文件", "Confirm what was declared and given");
    vec![command("/api/v1/cases/{no}/confirmation", "confirm", names, schema::confirmation, confirm).in_person()]
}

#[derive(Deserialize)]
struct Given {
    version: u32,
    digest: String,
    #[serde(default)]
    password: String,
}

async fn confirm((State(app), visit, Path(no), headers, body): Sent) -> Answered {
    let Given { version, digest, password } = body::read(&body)?;
    let visit = shown(&app, visit, password).await?;
    // The key knows what was confirmed, and nothing that follows from a password.
    let ask = asking::changes(&visit, &headers, format!("{version} {digest}").as_bytes())?;
    does_as(&app, &ask, &no, version, Command::Confirm { digest }).await
}

/// The visit with the password that was shown with it, if one was.
///
/// # Errors
/// It is wrong; 429 after too many wrong ones.
pub async fn shown(app: &App, visit: Visit, password: String) -> Result<Visit, Failure> {
    if password.is_empty() {
        return Ok(visit);
    }
    let fresh = again::fresh(app, &visit, password).await?;
    let wrong = || Failure::faults(vec![Fault::new("password", "wrong", "", words::both("confirm.password"))]);
    fresh.ok_or_else(wrong)
}

/// What stands to be confirmed, and what was.
pub fn told(case: &Case, officer: bool) -> Value {
    let last = case.confirmed.as_ref().map(|known| {
        let mut told = json!({
            "version": known.confirmed.version, "digest": known.confirmed.digest, "at": known.at.to_rfc3339(),
            "stands": case.is_confirmed(),
        });
        if !officer {
            told["by"] = json!(known.by);
        }
        told
    });
    json!({ "digest": case.contents(), "confirmed": last, "lacking": case.lacking() })
}
