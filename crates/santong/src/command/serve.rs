//! `santong serve`: opens the register, loads the demonstration if it is to, serves, and stops in good order.

use super::Where;
use crate::demonstration;
use crate::table;
use anyhow::{Context, Result};
use clap::Args;
use desk::Desk;
use desk::clock::{Chance, Clock, Stopwatch};
use desk::first;
use desk::job;
use desk::open;
use desk::prepare;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::signal::unix::{Signal, SignalKind, signal};
use web::accept::{self, Patience, tls};
use web::app::{App, Settings};

/// The options of `santong serve`.
#[derive(Args, Debug)]
pub struct Serve {
    #[command(flatten)]
    place: Where,
    /// A production register: nothing is loaded, no approval for demonstration counts, and it asks for its first
    /// administrator.
    #[arg(long)]
    empty: bool,
    /// Folder with the demonstration of each region; without it none is loaded.
    #[arg(long)]
    demonstration: Option<PathBuf>,
    /// The address to listen on. Other machines reach it only with --tls.
    #[arg(long, default_value = "127.0.0.1")]
    address: IpAddr,
    /// The port; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// TLS with CERT.pem KEY.pem, or with a certificate signed by itself: `self`.
    #[arg(long, num_args = 0..=2, value_name = "CERT KEY")]
    tls: Option<Vec<String>>,
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

impl Serve {
    /// Serves until a signal says stop.
    ///
    /// # Errors
    /// The text has faults, the register cannot be opened, or the address is taken.
    pub async fn run(self) -> Result<()> {
        let since = Stopwatch::start();
        let mut stop = Stop::new()?;
        let app = self.open().await?;
        let certificate = self.tls.as_deref().map(tls::Certificate::parse).transpose()?;
        let acceptor = certificate.map(|certificate| tls::acceptor(&certificate, app.desk.clock.now())).transpose()?;
        let scheme = if acceptor.is_some() { "https" } else { "http" };
        let address = SocketAddr::new(self.address, self.port);
        let router = table::router(&app, table::table());
        let running = accept::listen(address, acceptor, app.settings.patience, router).await?;
        let derived = tokio::spawn(job::derive(Arc::clone(&app.desk)));
        let jobs = {
            let app = Arc::clone(&app);
            tokio::spawn(job::run(Arc::clone(&app.desk), app.sessions, move || app.is_ready()))
        };
        tracing::info!("serving after {} ms", since.elapsed().as_millis());
        let address = format!("{scheme}://{}", shown(running.address));
        println!("{address}");
        stop.told().await;
        app.set_ready(false);
        tracing::info!("stopping");
        running.stop().await;
        // What it has not made again yet, the next start does.
        derived.abort();
        // The jobs see within a second that the server is not ready any more.
        jobs.await.context("the jobs")?;
        prepare::end(&app.desk).await?;
        app.field().sign_heads(app.desk.clock.now()).await?;
        app.field().register.clone().close().await;
        Ok(())
    }

    async fn open(&self) -> Result<Arc<App>> {
        let opening = self.place.opening(self.empty);
        let (clock, chance) = (Arc::new(Clock::machine()), Arc::new(Chance::machine()));
        let field = open::field(&opening, &clock, &chance).await?;
        let settings = Settings {
            language: field.home.language,
            patience: Patience {
                per_address: self.connections_per_address,
                in_all: self.connections,
                ..Patience::default()
            },
            allowances: !self.no_allowances,
            ..Settings::default()
        };
        let new = !field.register.has_credentials().await?;
        let embedded = opening.database.is_none().then_some(opening.data.as_path());
        let app = App::new(Desk::new(field, clock, chance, embedded), settings)?;
        app.thumbnails.run_by(std::env::current_exe().context("where this program is")?);
        let told = self.demonstration.as_ref().filter(|_| new && !self.empty);
        let told = told.map(|folder| folder.join(format!("{}.toml", self.place.region)));
        match told.filter(|path| path.exists()) {
            Some(path) => println!("{}", demonstration::load(&app, &path).await?),
            None if new => println!("{}", first::open(&app.desk, &app.accounts, &app.passwords).await?),
            None => {}
        }
        Ok(app)
    }
}

/// The address as people type it; browsers trust `localhost` with guarded cookies even without TLS.
fn shown(address: SocketAddr) -> String {
    if address.ip().is_loopback() { format!("localhost:{}", address.port()) } else { address.to_string() }
}

/// The signals to stop; heard from the beginning, so that one that comes while the register opens is not lost.
struct Stop {
    terminate: Signal,
    interrupt: Signal,
}

impl Stop {
    fn new() -> Result<Stop> {
        Ok(Stop { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn told(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
