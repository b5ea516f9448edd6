//! The screens: one file each, and the frame that they stand in.

pub mod account;
pub mod asset;
pub mod batch;
pub mod case;
pub mod declare;
pub mod docs;
pub mod editions;
pub mod failure;
mod fields;
pub mod frame;
pub mod home;
pub mod pairs;
pub mod papers;
pub mod part;
pub mod port;
pub mod preference;
pub mod proposals;
pub mod queue;
pub mod region;
pub mod remarks;
pub mod rules;
pub mod search;
pub mod sheets;
pub mod sign_in;
pub mod signatories;
pub mod statistics;
pub mod status;
mod typed;
pub mod words;
pub mod work;

use axum::Router;
use std::sync::Arc;
use web::app::App;
use web::edge;
use web::route::{Access, Route};

/// Every route of the screens.
pub fn routes() -> Vec<Route> {
    [
        vec![Route::get("/assets/{digest}/{name}", Access::Public, asset::show)],
        home::routes(),
        sign_in::routes(),
        account::routes(),
        preference::routes(),
        docs::routes(),
        queue::routes(),
        batch::routes(),
        port::routes(),
        work::routes(),
        case::routes(),
        declare::routes(),
        statistics::routes(),
        status::routes(),
        papers::routes(),
        sheets::routes(),
        signatories::routes(),
        region::routes(),
        editions::routes(),
        proposals::routes(),
        rules::routes(),
        search::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The frame of a router that has screens: each says how much waits for its reader, and failures are shown as pages.
pub fn around(app: &Arc<App>, router: Router) -> Router {
    edge::around(app, queue::counted(app, router), failure::show)
}
