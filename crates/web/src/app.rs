//! What every request shares: the desk, accounts, sessions, limits, counts.

use crate::accept::Patience;
use crate::accept::flight::Flight;
use crate::metrics::Metrics;
use crate::throttle::{Allowances, Pauses};
use desk::Desk;
use desk::account::Accounts;
use desk::field::Field;
use desk::file::thumbnail::Thumbnails;
use desk::open;
use desk::password::{Cost, Passwords};
use desk::session::{Sessions, Span};
use jiff::tz::TimeZone;
use serde_json::Value;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use values::text::Language;

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
            allowances: true,
        }
    }
}

/// What every request shares.
#[derive(Debug)]
pub struct App {
    /// What every change works on.
    pub desk: Arc<Desk>,
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
    /// Makes thumbnails of pictures.
    pub thumbnails: Thumbnails,
    /// Bodies in flight.
    pub flight: Arc<Flight>,
    /// Counts for the operator.
    pub metrics: Metrics,
    openapi: OnceLock<Value>,
    ready: AtomicBool,
}

impl App {
    /// What the routes over a desk share.
    ///
    /// # Errors
    /// Settings that cannot be kept.
    pub fn new(desk: Arc<Desk>, settings: Settings) -> anyhow::Result<Arc<Self>> {
        Ok(Arc::new(Self {
            accounts: Accounts::default(),
            sessions: Sessions::new(settings.session),
            passwords: Passwords::new(settings.password, &desk.chance)?,
            pauses: Pauses::default(),
            allowances: Allowances::default(),
            thumbnails: Thumbnails::default(),
            flight: Arc::default(),
            metrics: Metrics::default(),
            openapi: OnceLock::new(),
            ready: AtomicBool::new(true),
            desk,
            settings,
        }))
    }

    /// The policy, the region and the record.
    pub fn field(&self) -> &Field {
        &self.desk.field
    }

    /// Seals what browsers keep for us. It follows from the register's secret, so that every process on it knows the same
    /// browsers, also after a restart.
    pub fn key(&self) -> [u8; 32] {
        self.field().master.key_for("browsers")
    }

    /// With what the operator's programs read the counts; it stands in the data folder's `metrics.token`.
    pub fn operator_token(&self) -> String {
        open::operator_token(&self.field().master)
    }

    /// The zone that screens show moments in: the region's, by its text.
    pub fn zone(&self) -> TimeZone {
        self.field().home.zone.time_zone().clone()
    }

    /// What the API offers, as OpenAPI: made by the first router over these routes, nothing before.
    pub fn openapi(&self) -> &Value {
        self.openapi.get().unwrap_or(&Value::Null)
    }

    /// Says what the API offers, unless it is said.
    pub fn describe(&self, document: impl FnOnce() -> Value) {
        self.openapi.get_or_init(document);
    }

    /// True while requests are welcome; false from the moment the server is told to stop.
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::SeqCst)
    }

    /// Says whether requests are welcome, for `/readyz`.
    pub fn set_ready(&self, ready: bool) {
        self.ready.store(ready, Ordering::SeqCst);
    }
}
