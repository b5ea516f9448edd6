//! The frame that every request and every answer passes: who, cross-origin, panics, words, headers, counts.

use crate::accept::body::Pace;
use crate::answer::{self, Show};
use crate::app::App;
use crate::error::{Code, Failure};
use crate::headers;
use crate::health::METRICS;
use crate::openapi;
use crate::origin;
use crate::route;
use crate::route::Route;
use crate::visit::Visit;
use anyhow::anyhow;
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use desk::clock::Stopwatch;
use std::sync::Arc;
use tracing::Instrument;

/// The routes of a table as a router, and the document of what they offer.
pub fn router(app: &Arc<App>, table: Vec<Route>) -> Router {
    app.describe(|| openapi::document(&table));
    route::router(app, table)
}

/// Puts the frame around a router; `show` is how failures look on screens.
pub fn around(app: &Arc<App>, router: Router, show: Show) -> Router {
    router.layer(from_fn_with_state((Arc::clone(app), show), pass))
}

async fn pass(State((app, show)): State<(Arc<App>, Show)>, mut request: Request, next: Next) -> Response {
    let watch = Stopwatch::start();
    let mut visit = Visit::read(&app, &request);
    visit.look_up(&app).await;
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().cloned();
    let path = path.as_ref().map_or("none", |path| path.as_str());

    let pace = request.extensions().get::<Pace>().cloned().unwrap_or_default();
    // The operator's token is no account's.
    let identified = if path == METRICS { Ok(()) } else { visit.identify(&app, request.headers()).await };
    let entered = match identified {
        Ok(()) => origin::check(&method, request.headers()).and_then(|()| able(&app, path)),
        Err(failure) => Err(failure),
    };
    request.extensions_mut().insert(visit.clone());
    let response = match entered {
        Ok(()) => run(&visit, request, next).await,
        Err(failure) => failure.into_response(),
    };

    let response = if pace.was_too_slow() { Failure::new(Code::TooSlow).into_response() } else { response };
    let mut response = answer::finish(&app, &visit, show, response).await;
    headers::add(&mut response, visit.peer.secure);
    let (status, took) = (response.status().as_u16(), watch.elapsed());
    app.metrics.count(
        "santong_requests_total",
        format!("method=\"{}\",route=\"{path}\",status=\"{status}\"", known_method(&method)),
    );
    app.metrics.time("santong_request_seconds", format!("route=\"{path}\""), took);
    // The route and not the path: numbers of cases and codes of the public do not belong into a log.
    tracing::debug!(number = %visit.number, %method, route = path, status, us = took.as_micros() as u64, "answered");
    response
}

/// A process that cannot carry out what was adopted answers nothing but how it fares, and which edition it lacks.
fn able(app: &App, route: &str) -> Result<(), Failure> {
    let spared =
        route == METRICS || route == "/healthz" || route.starts_with("/editions") || route.starts_with("/assets");
    if spared || app.field().unable().is_none() { Ok(()) } else { Err(Failure::unable()) }
}

/// Runs the handler as a task of its own: a panic becomes an answer, and a reader who goes away
/// does not stop a change half way.
async fn run(visit: &Visit, request: Request, next: Next) -> Response {
    let span = tracing::info_span!("request", number = %visit.number);
    match tokio::spawn(next.run(request).instrument(span)).await {
        Ok(response) => response,
        Err(ended) => Failure::operator(anyhow!("the handler ended: {ended}")).into_response(),
    }
}

/// A method made up by a peer must not make a new series of counts.
fn known_method(method: &axum::http::Method) -> &str {
    match method.as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "OPTIONS") => known,
        _ => "other",
    }
}
