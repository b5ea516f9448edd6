//! A PostgreSQL of the run's own that waits for the disk at each commit, as in production.

use anyhow::{Result, anyhow};
use pgtest::{Server, Sync};
use std::sync::OnceLock;

/// URL of a new, empty database.
pub async fn database() -> Result<String> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    let server = SERVER.get_or_init(|| pgtest::start(Sync::On).map_err(|error| format!("{error:#}")));
    let server = server.as_ref().map_err(|why| anyhow!("no PostgreSQL to measure on: {why}"))?;
    pgtest::create(&server.url).await
}
