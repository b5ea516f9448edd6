//! What every request shares: clock, chance, accounts, sessions, limits, counts.

use crate::accept::Patience;
use crate::accept::flight::Flight;
use crate::account::Accounts;
use crate::clock::{Chance, Clock};
use crate::field::Field;
use crate::metrics::Metrics;
use crate::openapi;
use crate::password::{Cost, Passwords};
use crate::reserve::Reserve;
use crate::route::{self, Route};
use crate::session::{Sessions, Span};
use crate::throttle::{Allowances, Pauses};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clearance::text::Language;
use jiff::tz::TimeZone;
use register::sealed::Master;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// What can be set from outside.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long a session lasts.
    pub session: Span,
    /// What a password's hash costs.
    pub password: Cost,
    /// How much patience a peer gets.
    pub patience: Patience,
    /// The language of readers who chose none and whose browser speaks none of ours: the region's.
    pub language: Language,
    /// The data folder of an embedded register, on whose disk room is kept back.
    pub embedded: Option<PathBuf>,
    /// False switches the allowances per address off: for measurements from one machine.
    pub allowances: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            session: Span::default(),
            password: Cost::FULL,
            patience: Patience::default(),
            language: Language::default(),
            embedded: None,
            allowances: true,
        }
    }
}

/// What every request shares.
#[derive(Debug)]
pub struct App {
    /// Says what time it is.
    pub clock: Arc<Clock>,
    /// Draws chance.
    pub chance: Arc<Chance>,
    /// What was set from outside.
    pub settings: Settings,
    /// Who may sign in.
    pub accounts: Accounts,
    /// Who is signed in.
    pub sessions: Sessions,
    /// Checks passwords.
    pub passwords: Passwords,
    /// Slows guessing down.
    pub pauses: Pauses,
    /// What addresses have used of their allowances, by route.
    pub allowances: Allowances<&'static str>,
    /// Bodies in flight.
    pub flight: Arc<Flight>,
    /// Counts for the operator.
    pub metrics: Metrics,
    /// What the API offers, as OpenAPI.
    pub openapi: Value,
    /// Whether there is room on the disk.
    pub reserve: Reserve,
    ready: AtomicBool,
    field: OnceLock<Field>,
}

impl App {
    /// Everything that serves the routes of [`route::table`].
    ///
    /// # Errors
    /// Settings that cannot be kept.
    pub fn new(
        clock: impl Into<Arc<Clock>>,
        chance: impl Into<Arc<Chance>>,
        settings: Settings,
    ) -> anyhow::Result<Arc<Self>> {
        let (clock, chance) = (clock.into(), chance.into());
        Ok(Arc::new(Self {
            accounts: Accounts::default(),
            sessions: Sessions::new(settings.session),
            passwords: Passwords::new(settings.password, &chance)?,
            pauses: Pauses::default(),
            allowances: Allowances::default(),
            flight: Arc::default(),
            metrics: Metrics::default(),
            openapi: openapi::document(&route::table()),
            reserve: Reserve::new(settings.embedded.as_deref()),
            ready: AtomicBool::new(true),
            field: OnceLock::new(),
            clock,
            chance,
            settings,
        }))
    }

    /// Gives the server what it works on; once, before it listens.
    ///
    /// # Errors
    /// It has one already.
    pub fn set_field(&self, field: Field) -> anyhow::Result<()> {
        self.field.set(field).map_err(|_| anyhow::anyhow!("the server works on one register only"))
    }

    /// The policy, the region and the record.
    ///
    /// # Panics
    /// Before [`App::set_field`].
    pub fn field(&self) -> &Field {
        self.field.get().expect("the field is set before the server listens")
    }

    /// Seals what browsers keep for us. It follows from the register's secret, so that every process on it knows the same
    /// browsers, also after a restart.
    pub fn key(&self) -> [u8; 32] {
        self.field().master.key_for("browsers")
    }

    /// With what the operator's programs read the counts; it stands in the data folder's `metrics.token`.
    pub fn operator_token(&self) -> String {
        operator_token(&self.field().master)
    }

    /// The zone that screens show moments in: the region's, by its text. UTC before there is one.
    pub fn zone(&self) -> TimeZone {
        self.field.get().map_or(TimeZone::UTC, |field| field.policy().region.zone.time_zone().clone())
    }

    /// True while requests are welcome; false from the moment the server is told to stop.
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::SeqCst)
    }

    /// Says whether requests are welcome, for `/readyz`.
    pub fn set_ready(&self, ready: bool) {
        self.ready.store(ready, Ordering::SeqCst);
    }

    /// The routes of the table as a router, inside the frame that every answer passes.
    pub fn router(self: &Arc<Self>, table: Vec<Route>) -> axum::Router {
        crate::edge::around(self, route::router(self, table))
    }
}

/// The token of the operator's programs: it follows from the register's secret.
pub fn operator_token(master: &Master) -> String {
    URL_SAFE_NO_PAD.encode(master.key_for("operator"))
}
