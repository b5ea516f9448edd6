//! The register beneath a process: where it is, who is in it before the first start, and what is found in it at the end.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
pub use trial::people::PASSWORD;
use trial::{council, opening, root};

use clearance::event::body::{Body, CaseEvent};
use clearance::event::region::RegionEvent;
use clearance::event::{Event, Source};
use clearance::intent::Intent;
use desk::account::NewAccount;
use desk::clock::{Chance, Clock};
use desk::field::Field;
use desk::open::{self, Opening};
use desk::password::Cost;
use desk::secret;
use register::kept::account::Token;
use register::scope::Scope;
use values::actor::Actor;
use web::app::{App, Settings};

/// Where a register is and by which text it goes.
#[derive(Clone)]
pub struct Place {
    pub data: PathBuf,
    pub database: Option<String>,
    pub policy: PathBuf,
    pub region: &'static str,
}

impl Place {
    /// The embedded register of a data folder, under the text of the nine bureaus and one.
    pub fn of(data: &Path) -> Place {
        Place { data: data.to_owned(), database: None, policy: root().join("policy"), region: "9+1" }
    }

    /// A register on PostgreSQL whose processes have each their own data folder.
    pub fn on(data: &Path, database: &str) -> Place {
        Place { database: Some(database.to_owned()), ..Place::of(data) }
    }

    /// What a second process on the same database needs to be let in on: the keys, which are in no database.
    pub fn joins(&self, first: &Place) {
        for key in ["master.key", "heads.key"] {
            std::fs::copy(first.data.join(key), self.data.join(key)).unwrap();
        }
    }

    pub fn opening(&self) -> Opening {
        Opening {
            policy: self.policy.clone(),
            region: self.region.into(),
            ..opening(&self.data, self.database.clone())
        }
    }

    /// What the program is told to serve it.
    pub fn arguments(&self) -> Vec<PathBuf> {
        let mut arguments: Vec<PathBuf> = ["serve", "--port", "0", "--no-allowances"].map(PathBuf::from).into();
        arguments.extend(self.located());
        arguments
    }

    /// The options under which the program opens the same.
    pub fn located(&self) -> Vec<PathBuf> {
        let mut arguments = Vec::new();
        let named = [
            ("--data", self.data.clone()),
            ("--policy", self.policy.clone()),
            ("--region", self.region.into()),
            ("--reference", root().join("reference")),
        ];
        for (name, value) in named {
            arguments.extend([PathBuf::from(name), value]);
        }
        if let Some(database) = &self.database {
            arguments.extend(["--database".into(), database.into()]);
        }
        arguments
    }

    /// Opens it in this process, as the program does.
    pub async fn open(&self) -> Field {
        let (clock, chance) = (Arc::new(Clock::machine()), Arc::new(Chance::machine()));
        open::field(&self.opening(), &clock, &chance).await.unwrap()
    }

    /// Brings people in before the first start; the name of each is its token.
    pub async fn peopled(&self, events: Vec<RegionEvent>, people: Vec<NewAccount>) {
        let desk = trial::desk::opened(&self.opening(), Clock::machine(), Chance::machine()).await;
        let app = App::new(desk, Settings { password: Cost::LIGHT, ..Settings::default() }).unwrap();
        let (field, now) = (app.field(), app.desk.clock.now());
        let intent = Intent::of_region(events, &Actor::system(), Source::Job, now, field.known().epoch, None);
        field.register.append_intent(intent).await.unwrap();
        field.catch_up().await.unwrap();
        for person in people {
            let hash = app.passwords.hash(PASSWORD, &app.desk.chance).await.unwrap();
            app.accounts.open(field, &person, &hash, &Actor::system(), now).await.unwrap();
            let (account, ends) = (person.id.to_string(), now.0 + 86_400_000_000);
            let token =
                Token { digest: secret::digest(&account), account, name: "process".into(), made: now.0, ends, used: 0 };
            field.register.give_token(&token, u32::MAX).await.unwrap();
        }
        field.register.clone().close().await;
    }

    /// The bureaus make a folder the law from today, while nobody serves.
    pub async fn adopts(&self, folder: &Path) {
        let desk = trial::desk::opened(&self.opening(), Clock::machine(), Chance::machine()).await;
        let (register, version) = (&desk.field.register, trial::desk::law(&desk).await.version().to_owned());
        let before = desk::record::files(register, &version).await.unwrap();
        let files = desk::edition::all_of(folder).unwrap();
        let today = desk.field.day(desk.clock.now());
        council::carries(&desk, council::changed(&before, &files), today).await;
        let adopted = desk.field.known().region.adopted().last().unwrap().version.clone();
        assert_eq!(adopted, policy::edition::version(&files, policy::Hashing::Files), "the folder, and nothing else");
        register.clone().close().await;
    }

    /// Every partition with its restriction epoch, while others serve it.
    pub async fn heads(&self) -> Vec<(String, i64)> {
        let (clock, chance) = (Arc::new(Clock::machine()), Arc::new(Chance::machine()));
        let register = open::register(&self.opening(), &clock, &chance).await.unwrap();
        let heads = register.heads().await.unwrap().into_iter().map(|head| (head.office, head.epoch)).collect();
        register.close().await;
        heads
    }

    /// Proves the record, and gives every event of every office.
    pub async fn proved(&self) -> Vec<Event> {
        let field = self.open().await;
        let (register, heads) = (field.register.clone(), field.heads.as_ref().unwrap());
        let lines = if heads.path().exists() { heads.lines().unwrap() } else { Vec::new() };
        let report = register.verify(&lines, &register::cases::FIELD).await.unwrap();
        assert!(report.bad.is_empty(), "{:?}", report.bad);
        let mut events = Vec::new();
        for head in register.heads().await.unwrap() {
            for after in (0..head.seq).step_by(1_000) {
                let stored = register.follow(&Scope::system(), &head.office, after, 1_000).await.unwrap();
                events.extend(stored.iter().map(|stored| serde_json::from_slice::<Event>(&stored.bytes).unwrap()));
            }
        }
        register.close().await;
        events
    }

    /// The numbers under which each reference of a declarant was accepted, after the record has proved itself.
    pub async fn accepted(&self) -> HashMap<String, Vec<String>> {
        let mut found: HashMap<String, Vec<String>> = HashMap::new();
        for event in self.proved().await {
            if let Body::Case(CaseEvent::Submitted(submitted)) = event.body {
                let reference = submitted.version.declaration.reference.clone();
                found.entry(reference).or_default().push(event.case.unwrap().to_string());
            }
        }
        found
    }
}

/// Waits for what a test asks of the register.
pub fn wait<T>(asked: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(asked)
}
