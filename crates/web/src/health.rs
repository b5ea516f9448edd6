//! For those who keep the server running: is it alive, is it ready, what has it counted.

use crate::app::App;
use crate::error::{Code, Failure};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// The path of the counts.
pub const METRICS: &str = "/metrics";

/// The process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// The process wants requests.
///
/// # Errors
/// 503 from the moment it is told to stop.
pub async fn ready(State(app): State<Arc<App>>) -> Result<&'static str, Failure> {
    if app.is_ready() && app.field().unable().is_none() { Ok("ready\n") } else { Err(Failure::new(Code::Busy)) }
}

/// What has been counted since the start.
pub async fn metrics(State(app): State<Arc<App>>) -> Response {
    let text = app.metrics.to_text(&[
        ("santong_ready", "gauge", u64::from(app.is_ready())),
        ("santong_edition_unable", "gauge", u64::from(app.field().unable().is_some())),
        ("santong_editions_held", "gauge", app.field().editions_held() as u64),
        ("santong_rules_read_total", "counter", app.field().rules_read()),
        ("santong_disk_short", "gauge", u64::from(app.desk.reserve.is_short())),
        ("santong_statements_total", "counter", app.desk.field.register.statements()),
    ]);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
