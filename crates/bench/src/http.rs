//! Declarations over HTTP: one a request on 64 connections, and 500 a request; beside a bare hello of the same stack.

use crate::client::{self, Run};
use crate::{disk, field, line, postgres};
use anyhow::Result;
use exchange::json::{Received, write, write_batch};
use santong::table;
use std::net::SocketAddr;
use std::sync::Arc;
use web::accept::{self, Patience, Running};
use web::app::App;

/// Connections at a time.
const CONNECTIONS: usize = 64;
/// Declarations in a batch.
const BATCH: usize = 500;

/// A server on a free port of the loopback.
pub async fn serve(app: &Arc<App>) -> Result<Running> {
    accept::listen(SocketAddr::from(([127, 0, 0, 1], 0)), None, Patience::default(), table::router(app, table::table()))
        .await
}

/// The bare hello of the same stack; requests a second.
pub async fn hello(address: SocketAddr, count: usize) -> Result<Run> {
    client::run(address, CONNECTIONS, count, |_| client::request("GET", "/healthz", "", &[])).await
}

/// Measures on SQLite, then on PostgreSQL with one office and with ten.
pub async fn run(count: usize, engine: &dyn Fn(&str) -> bool) -> Result<()> {
    if engine("sqlite") {
        one_engine("sqlite", None, 1, count).await?;
    }
    for offices in [1, 10] {
        if engine("postgres") {
            one_engine("postgres", Some(postgres::database().await?), offices, count / 4).await?;
        }
    }
    Ok(())
}

async fn one_engine(engine: &str, database: Option<String>, offices: usize, count: usize) -> Result<()> {
    let folder = field::folder("http")?;
    let app = field::app(&field::opening(&folder, database)).await?;
    let (token, offices_) = (field::token(&app).await?, field::offices(&app, offices).await?);
    let running = serve(&app).await?;
    let address = running.address;
    let name = format!("http_{engine}_offices_{offices}");
    disk::print(&name)?;
    let baseline = hello(address, count).await?;
    line::print(&format!("{name}_hello"), baseline.speed, "requests/s");
    let mut singles = Vec::with_capacity(count);
    for n in 0..count {
        let body = write(&Received { declaration: field::declaration(n, &offices_)?, personal: Vec::new() });
        singles.push(post(&token, &format!("one-{n}"), &body));
    }
    let mut one = client::run(address, CONNECTIONS, count, move |n| singles[n].clone()).await?;
    line::print(&format!("{name}_one_a_request"), one.speed, "declarations/s");
    line::print_times(&format!("{name}_one_a_request"), &mut one.times);
    if engine == "sqlite" {
        let mut batches = Vec::new();
        for batch in 0..(count / BATCH).max(4) {
            let all = (0..BATCH).map(|n| {
                let declaration = field::declaration(1_000_000 + batch * BATCH + n, &offices_)?;
                Ok(Received { declaration, personal: Vec::new() })
            });
            let all = all.collect::<Result<Vec<_>>>()?;
            batches.push(post(&token, &format!("many-{batch}"), &write_batch(&all)));
        }
        let count = batches.len();
        let many = client::run(address, 2, count, move |n| batches[n].clone()).await?;
        line::print(&format!("{name}_{BATCH}_a_request"), many.speed * BATCH as f64, "declarations/s");
    }
    running.stop().await;
    Ok(())
}

fn post(token: &str, key: &str, body: &[u8]) -> Vec<u8> {
    let headers =
        format!("authorization: Bearer {token}\r\ncontent-type: application/json\r\nidempotency-key: {key}\r\n");
    client::request("POST", "/api/v1/declarations", &headers, body)
}
