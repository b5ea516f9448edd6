//! The whole table of routes on an empty register of either engine.

pub use trial::consignment::{entry, exit};
use trial::desk::Ground;
pub use trial::people::{AGENT, OTHER, OWNER};
pub use trial::site::{Answer, EARLY, LATE, Site};

/// A site on SQLite at nine in the morning of a day.
pub async fn site(day: &str) -> Site {
    site_on(day, None).await
}

/// A site, on PostgreSQL if an address is given.
pub async fn site_on(day: &str, database: Option<String>) -> Site {
    open(Ground { database, ..Ground::on(day) }).await
}

/// A site on a PostgreSQL that is treated as one that spreads its rows by office.
pub async fn site_spread(day: &str, database: String) -> Site {
    open(Ground { database: Some(database), spread: true, ..Ground::on(day) }).await
}

/// A site whose region says something else here and there.
pub async fn site_with(
    day: &str,
    database: Option<String>,
    edits: &'static [(&'static str, &'static str, &'static str)],
) -> Site {
    open(Ground { database, edits, ..Ground::on(day) }).await
}

async fn open(ground: Ground) -> Site {
    let site = Site::open(ground, |app| santong::table::router(app, santong::table::table())).await;
    site.app.thumbnails.run_by(env!("CARGO_BIN_EXE_santong").into());
    site
}
