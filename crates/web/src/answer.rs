//! The last thing done to an answer: a failure gets its words, in the reader's form and language.

use crate::app::App;
use crate::error::{Code, Failure};
use crate::visit::Visit;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use clearance::case::asks;
use clearance::case::refusal::Reason;
use std::pin::Pin;
use std::sync::Arc;
use values::text::Language;

/// How a failure is shown to readers of screens; whoever has screens says so.
pub type Show = fn(Arc<App>, Visit, Failure) -> Pin<Box<dyn Future<Output = Response> + Send>>;

/// Gives a failed answer its words.
///
/// Answers that a handler wrote in full (a form with its faults, a batch with its answers) pass through.
pub async fn finish(app: &Arc<App>, visit: &Visit, show: Show, response: Response) -> Response {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let (parts, body) = response.into_parts();
    let failure = match parts.extensions.get::<Failure>() {
        Some(failure) => failure.clone(),
        None if is_bare(parts.headers.get(header::CONTENT_TYPE)) => Failure::of_status(status),
        None => return Response::from_parts(parts, body),
    };
    let failure = by_rule(visit, failure);
    log(visit, &failure);
    let mut answer = if visit.wants_json {
        let mut answer = (failure.status(), Json(failure.to_json(&visit.number))).into_response();
        answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        answer
    } else {
        show(Arc::clone(app), visit.clone(), failure.clone()).await
    };
    for name in [header::ALLOW, header::CONNECTION] {
        if let Some(value) = parts.headers.get(&name) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    if let Some(wait) = failure.wait_s() {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
    }
    if visit.wants_json && failure.status() == StatusCode::UNAUTHORIZED {
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    answer
}

/// Whoever may not is told by which clause of the region's text duties are shared out.
fn by_rule(visit: &Visit, failure: Failure) -> Failure {
    if failure.code() != Code::NotPermitted || failure.clause().is_some() {
        return failure;
    }
    let Some(law) = &visit.law else { return failure };
    let clause = asks::clause(&law.policy, Reason::NotPermitted);
    failure.by_clause(clause.to_text(Language::Zh))
}

/// Tells the operator what broke, under the number that the reader sees.
pub fn log(visit: &Visit, failure: &Failure) {
    if let Some(cause) = failure.cause() {
        tracing::error!(number = %visit.number, path = %visit.path, "{cause:#}");
    }
}

/// True if nobody wrote more than a plain line: the web framework's own refusals.
fn is_bare(content_type: Option<&HeaderValue>) -> bool {
    content_type.is_none_or(|value| value.as_bytes().starts_with(b"text/plain"))
}
