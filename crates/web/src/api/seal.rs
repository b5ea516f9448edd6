//! The seals of offices: keys opened and revoked by those who answer for security, and papers that prove themselves.

use super::body;
use super::declare::done;
use super::region::{Answered, SentTo, record};
use super::schema;
use super::status::{RATE, Shown};
use crate::app::App;
use crate::asking;
use crate::error::{Code, Failure};
use crate::route::{Access, Operation, Route};
use crate::sight::{self, Seen};
use crate::visit::Visit;
use crate::words;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use clearance::case::Case;
use desk::act::seal::{renew as renewed, revoke as revoked};
use desk::{seal, status};
use serde::Deserialize;
use std::sync::Arc;
use values::calendar::Day;
use values::id::OfficeCode;
use values::text::Text;

/// The tag of the routes of keys.
const TAG: &str = "manage_seals";

/// The routes.
pub fn routes() -> Vec<Route> {
    let sealed = || {
        Operation::new("public", Text::fixed("可自证的单证", "A paper that proves itself"))
            .says(Text::fixed(
                "一个文件：单证所载，签发机构的印章，和该机构的公钥。用 santong check 可在任何地方离线核对。",
                "One file: what the paper states, the seal of the office that issued it, and that office's keys. santong check proves it anywhere, offline.",
            ))
            .gives(200, Some(schema::sealed_paper))
            .fails(&[Code::NotFound])
    };
    let keys = vec![
        record(
            "/api/v1/seals/{id}",
            TAG,
            ("启用新的印章密钥", "Open a new key of an office's seal"),
            schema::nothing,
            renew,
        ),
        record(
            "/api/v1/seals/{id}/{key}/revocation",
            TAG,
            ("吊销印章密钥", "Revoke a key of an office's seal"),
            schema::revocation,
            revoke,
        ),
    ];
    let mut routes: Vec<Route> = keys.into_iter().map(Route::in_person).collect();
    routes.extend([
        Route::get("/api/v1/papers/{number}/sealed", Access::Public, verified).rate(RATE).operation(sealed().query(
            "code",
            true,
            Text::fixed("校验码，13 位", "Check code, 13 characters"),
        )),
        Route::get("/api/v1/cases/{no}/certificates/{certificate}/sealed", Access::SignedIn, of_case)
            .tag("read_papers")
            .operation(super::case::of_case(sealed())),
    ]);
    routes
}

async fn renew((State(app), visit, Path(id), headers, body): SentTo) -> Answered {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}
    let Nothing {} = body::read(&body)?;
    let ask = asking::changes(&visit, &headers, &body)?;
    Ok(done(StatusCode::CREATED, &renewed(&app.desk, &ask, &office(&id)?).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Revocation {
    since: Day,
    reason: String,
}

async fn revoke(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path((id, key)): Path<(String, u16)>,
    headers: axum::http::HeaderMap,
    body: axum::body::Bytes,
) -> Answered {
    let Revocation { since, reason } = body::read(&body)?;
    let ask = asking::changes(&visit, &headers, &body)?;
    let recorded = revoked(&app.desk, &ask, (&office(&id)?, key), (since, &reason)).await?;
    Ok(done(StatusCode::CREATED, &recorded))
}

fn office(id: &str) -> Result<OfficeCode, Failure> {
    OfficeCode::parse(id).map_err(|_| Failure::new(Code::NotFound))
}

async fn verified(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(number): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Response, Failure> {
    let found = status::paper(&app.desk, &number, &shown.code).await?;
    let opened = found.ok_or_else(|| Failure::new(Code::NotFound))?;
    let at = opened.at.ok_or_else(|| Failure::new(Code::NotFound))?;
    file(&app, &visit, &opened.case, at)
}

async fn of_case(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path((no, certificate)): Path<(String, u16)>,
) -> Result<Response, Failure> {
    let Seen { case, sight, .. } = sight::see(&app, &visit, &no).await?;
    if !sight.papers {
        return Err(Failure::new(Code::NotPermitted).says(words::both("failure.whole_only")));
    }
    let seen = case.certificate(certificate).is_some_and(|paper| sight.paper(paper));
    if !seen {
        return Err(Failure::new(Code::NotFound));
    }
    file(&app, &visit, &case, certificate)
}

/// A paper of a case as a file that proves itself.
///
/// # Errors
/// 404 if it was never issued, or before papers were sealed; nothing signs for the register here.
pub fn file(app: &App, visit: &Visit, case: &Case, certificate: u16) -> Result<Response, Failure> {
    let paper = case.certificate(certificate).ok_or_else(|| Failure::new(Code::NotFound))?;
    let sealed = seal::sealed(app.field(), case, paper, visit.now).map_err(Failure::operator)?;
    let sealed = sealed.ok_or_else(|| Failure::new(Code::NotFound))?;
    let mut response = sealed.content().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let name = format!("attachment; filename=\"{}.json\"", sealed.paper.number);
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(anyhow::Error::from)?);
    Ok(response)
}
