//! The binary `santong`: reads the command line and the environment, and starts what was asked for.

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use jiff::tz::TimeZone;
use server::accept::{self, Patience, tls};
use server::app::{App, Settings};
use server::clock::{Chance, Clock};
use server::route;
use std::io::IsTerminal;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// Santong 三通: declare anywhere, inspect once, release anywhere.
#[derive(Parser)]
#[command(version, about)]
struct Line {
    /// What to log, such as `info` or `server=debug`.
    #[arg(long, env = "SANTONG_LOG", default_value = "info", global = true)]
    log: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the screens and the API.
    Serve(Serve),
}

#[derive(Args)]
struct Serve {
    /// The address to listen on. Other machines reach it only with --tls.
    #[arg(long, default_value = "127.0.0.1")]
    address: IpAddr,
    /// The port; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// TLS with CERT.pem KEY.pem, or with a certificate signed by itself: `self`.
    #[arg(long, num_args = 0..=2, value_name = "CERT KEY")]
    tls: Option<Vec<String>>,
    /// The zone that screens show moments in.
    #[arg(long, default_value = "UTC")]
    zone: String,
    /// Connections from one address at a time.
    #[arg(long, default_value_t = Patience::default().per_address)]
    connections_per_address: usize,
    /// Connections at a time in all.
    #[arg(long, default_value_t = Patience::default().in_all)]
    connections: usize,
    /// Switches the allowances per address off, for measurements.
    #[arg(long)]
    no_allowances: bool,
}

fn main() -> anyhow::Result<()> {
    let line = Line::parse();
    let filter = EnvFilter::try_new(&line.log).context("--log")?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match line.command {
        Command::Serve(options) => runtime.block_on(serve(options)),
    }
}

async fn serve(options: Serve) -> anyhow::Result<()> {
    let settings = Settings {
        zone: TimeZone::get(&options.zone).context("--zone")?,
        patience: Patience {
            per_address: options.connections_per_address,
            in_all: options.connections,
            ..Patience::default()
        },
        allowances: !options.no_allowances,
        ..Settings::default()
    };
    let app = App::new(Clock::machine(), Chance::machine(), settings)?;
    let certificate = options.tls.as_deref().map(tls::Certificate::parse).transpose()?;
    let acceptor = certificate.map(|certificate| tls::acceptor(&certificate, app.clock.now())).transpose()?;
    let scheme = if acceptor.is_some() { "https" } else { "http" };
    let address = SocketAddr::new(options.address, options.port);
    let router = app.router(route::table());
    let running = accept::listen(address, acceptor, app.settings.patience, router).await?;
    println!("{scheme}://{}", shown(running.address));
    told_to_stop(&app).await?;
    running.stop().await;
    Ok(())
}

/// The address as people type it; browsers trust `localhost` with guarded cookies even without TLS.
fn shown(address: SocketAddr) -> String {
    if address.ip().is_loopback() { format!("localhost:{}", address.port()) } else { address.to_string() }
}

/// Waits for the signal to stop, and says "not ready" from then on.
async fn told_to_stop(app: &Arc<App>) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    app.set_ready(false);
    tracing::info!("stopping");
    Ok(())
}
