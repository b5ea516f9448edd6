//! The whole table of routes on a free port.

pub use trial::people::PASSWORD;
pub use trial::served::{Answer, START, Served as Site, hasty, read, scripts_are_ours, serve};
use web::app::Settings;
use web::route::Route;

/// Starts one with the routes of the table.
pub async fn site() -> Site {
    site_with(Settings::default(), Vec::new()).await
}

/// Starts one with more routes and other settings.
pub async fn site_with(settings: Settings, more: Vec<Route>) -> Site {
    let mut table = santong::table::table();
    table.extend(more);
    serve(settings, |app| santong::table::router(app, table)).await
}
