//! The API for programs: the routes under `/api/v1`, and the document that describes them.

pub mod account;

use crate::app::App;
use crate::error::Failure;
use crate::route::{Access, Route};
use axum::Json;
use axum::extract::State;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;

/// Every route of the API.
pub fn routes() -> Vec<Route> {
    let mut routes = vec![Route::get("/api/openapi.json", Access::Public, openapi)];
    routes.extend(account::routes());
    routes
}

async fn openapi(State(app): State<Arc<App>>) -> Json<Value> {
    Json(app.openapi.clone())
}

/// Reads a small JSON body of ours; what is wrong is told as one fault at its place.
///
/// # Errors
/// 422 with the fault. Declarations and other documents go through `exchange`, which tells every fault at once.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(body).map_err(|error| {
        let at = format!("line {} column {}", error.line(), error.column());
        let wanted =
            clearance::text::Text::new("符合接口说明的 JSON", format!("JSON as the documents describe it: {error}"));
        Failure::faults(vec![clearance::fault::Fault::new(at, "shape", "", wanted)])
    })
}
