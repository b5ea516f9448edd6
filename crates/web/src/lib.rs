//! The edge of HTTP and the API for programs. It knows no page: who has screens says how they show a failure.

pub mod accept;
pub mod again;
pub mod answer;
pub mod api;
pub mod app;
pub mod asking;
pub mod cookie;
pub mod edge;
pub mod error;
pub mod headers;
pub mod health;
pub mod metrics;
pub mod openapi;
pub mod origin;
pub mod post;
pub mod route;
pub mod sight;
pub mod throttle;
pub mod visit;
pub mod words;

use route::{Access, Route};

/// The routes of programs: the API, and what operators ask.
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/healthz", Access::Public, health::alive),
        Route::get("/readyz", Access::Public, health::ready),
        Route::get(health::METRICS, Access::Operator, health::metrics),
    ];
    routes.extend(api::routes());
    routes
}
