//! The API for programs: the routes under `/api/v1`, and the document that describes them.

pub mod account;
pub mod archive;
pub mod body;
pub mod case;
pub mod certificate;
pub mod command;
pub mod confirm;
pub mod cooperation;
pub mod declare;
pub mod demand;
pub mod edition;
pub mod file;
pub mod list;
pub mod naming;
pub mod paperless;
pub mod port;
pub mod proof;
pub mod proposal;
pub mod region;
pub mod rules;
pub mod schema;
pub mod seal;
mod sheet;
mod signatory;
pub mod staff;
pub mod statistics;
pub mod status;
pub mod view;

use crate::app::App;
use crate::route::{Access, Route};
use axum::Json;
use axum::extract::State;
use serde_json::Value;
use std::sync::Arc;

/// Every route of the API.
pub fn routes() -> Vec<Route> {
    let mut routes = vec![Route::get("/api/openapi.json", Access::Public, openapi)];
    routes.extend(declare::routes());
    routes.extend(case::routes());
    routes.extend(command::routes());
    routes.extend(demand::routes());
    routes.extend(certificate::routes());
    routes.extend(seal::routes());
    routes.extend(sheet::routes());
    routes.extend(signatory::routes());
    routes.extend(file::routes());
    routes.extend(archive::routes());
    routes.extend(confirm::routes());
    routes.extend(cooperation::routes());
    routes.extend(list::routes());
    routes.extend(rules::routes());
    routes.extend(naming::routes());
    routes.extend(port::routes());
    routes.extend(statistics::routes());
    routes.extend(paperless::routes());
    routes.extend(status::routes());
    routes.extend(region::routes());
    routes.extend(edition::routes());
    routes.extend(proposal::routes());
    routes.extend(staff::routes());
    routes.extend(account::routes());
    routes
}

async fn openapi(State(app): State<Arc<App>>) -> Json<Value> {
    Json(app.openapi().clone())
}
