//! A server's router on an empty register, people with tokens, and consignments in a few words.

use axum::body::{Body, Bytes};
use axum::http::{Request, header};
use clearance::actor::{Actor, Role};
use clearance::calendar::{Day, Timestamp};
use clearance::event::Source;
use clearance::event::region::RegionEvent;
use clearance::id::{AccountId, EnterpriseId, OfficeCode, PersonId};
use clearance::intent::Intent;
use clearance::policy::Policy;
use clearance::reference::Reference;
use http_body_util::BodyExt;
use register::sealed::Master;
use register::{Options, Place, Register};
use serde_json::{Value, json};
use server::app::{App, Settings};
use server::clock::{Chance, Clock};
use server::desk::Desk;
use server::field::{self, Field};
use server::open;
use server::table;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use tower::ServiceExt;

/// Owner and declarant of the consignments.
pub const OWNER: &str = "X-OWNER-1";
/// Another enterprise, that has nothing to do with them.
pub const OTHER: &str = "X-OTHER-1";
/// An agent without a mandate.
pub const AGENT: &str = "X-AGENT-1";
/// A day of the full scheme.
pub const LATE: &str = "2015-11-10";
/// The last day of the classic flow.
pub const EARLY: &str = "2015-08-31";

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A folder that goes with its owner.
pub struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// A server, and whom it knows.
pub struct Site {
    pub app: Arc<App>,
    pub router: axum::Router,
    people: Mutex<BTreeSet<String>>,
    pub keys: AtomicU32,
    _folder: Folder,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub json: Value,
    pub repeated: bool,
}

impl Answer {
    /// The number of the first case in it.
    #[track_caller]
    pub fn no(&self) -> String {
        self.json["cases"][0]["no"].as_str().unwrap_or_else(|| panic!("{self:?}")).to_owned()
    }

    /// The code of a failure.
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }

    /// The reason of a refusal.
    pub fn reason(&self) -> &str {
        self.json["more"]["reason"].as_str().unwrap_or_default()
    }

    /// Paths and codes of the faults.
    pub fn faults(&self) -> Vec<(String, String)> {
        let part = |fault: &Value, name: &str| fault[name].as_str().unwrap_or_default().to_owned();
        let faults = self.json["faults"].as_array().into_iter().flatten();
        faults.map(|fault| (part(fault, "at"), part(fault, "code"))).collect()
    }
}

fn texts() -> (Policy, Reference) {
    static TEXTS: OnceLock<(Policy, Reference)> = OnceLock::new();
    let read = || {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let files = field::files_of(&root.join("policy/9+1"), &["md"]).unwrap();
        (field::read_policy(&files, false).unwrap(), field::read_reference(&root.join("reference"), None).unwrap())
    };
    TEXTS.get_or_init(read).clone()
}

fn from() -> Day {
    Day::parse("2015-05-01").unwrap()
}

/// A site on SQLite at nine in the morning of a day.
pub async fn site(day: &str) -> Site {
    site_on(day, None).await
}

/// A site, on PostgreSQL if an address is given.
pub async fn site_on(day: &str, database: Option<String>) -> Site {
    site_of(day, database, false).await
}

/// A site on a PostgreSQL that is treated as one that spreads its rows by office.
pub async fn site_spread(day: &str, database: String) -> Site {
    site_of(day, Some(database), true).await
}

async fn site_of(day: &str, database: Option<String>, spread: bool) -> Site {
    let number = COUNT.fetch_add(1, Ordering::SeqCst);
    let folder = std::env::temp_dir().join(format!("santong-api-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let start = Timestamp(i64::from(Day::parse(day).unwrap().0) * 86_400_000_000 + 3_600_000_000);
    let (clock, chance) = (Arc::new(Clock::by_hand(start)), Arc::new(Chance::seeded(u64::from(number) + 1)));
    let place = database.map_or_else(|| Place::Sqlite(folder.join("register.db")), Place::Postgres);
    let options = Options { spread, ..open::options(Arc::clone(&clock), Arc::clone(&chance)) };
    let register = Register::open(place, options).await.unwrap();
    let (policy, reference) = texts();
    let field = Field::open(register, reference, policy, Master::new(&[7; 32])).await.unwrap();
    let app =
        App::new(Desk::new(field, clock, chance, None), Settings { allowances: false, ..Settings::default() }).unwrap();
    let router = table::router(&app, table::table());
    let site = Site { app, router, people: Mutex::default(), keys: AtomicU32::new(0), _folder: Folder(folder) };
    for id in [OWNER, OTHER, AGENT] {
        site.enterprise(id).await;
    }
    site
}

impl Site {
    /// Registers an enterprise of grade B that files without paper, and its declarant of the same name.
    async fn enterprise(&self, id: &str) {
        let enterprise = EnterpriseId::parse(id).unwrap();
        let office = OfficeCode::parse("610100").unwrap();
        let registered = RegionEvent::EnterpriseRegistered {
            id: enterprise.clone(),
            zh: format!("{id}公司"),
            en: String::new(),
            office,
            paperless: true,
            agent: id == AGENT,
            from: from(),
            document: None,
        };
        let grade = RegionEvent::GradeGiven { id: enterprise.clone(), grade: "B".into(), from: from() };
        self.happens(vec![registered, grade]).await;
        self.person(id, Role::Declarant, None, Some(enterprise)).await;
    }

    /// Appends events of the region.
    pub async fn happens(&self, events: Vec<RegionEvent>) {
        let known = self.app.field().catch_up().await.unwrap();
        let now = self.app.desk.clock.now();
        let intent = Intent::of_region(events, &Actor::system(), Source::Job, now, known.epoch, None);
        self.app.field().register.append_intent(intent).await.unwrap();
        self.app.field().catch_up().await.unwrap();
    }

    async fn person(&self, name: &str, role: Role, office: Option<OfficeCode>, enterprise: Option<EnterpriseId>) {
        let (office, enterprise) = (office.as_ref().map(|o| o.as_str()), enterprise.as_ref().map(|e| e.as_str()));
        self.account(name, name, role, office, enterprise).await;
    }

    /// An account of a natural person; its name is its token. One that is there stays as it is.
    pub async fn account(&self, name: &str, person: &str, role: Role, office: Option<&str>, enterprise: Option<&str>) {
        let account = AccountId::parse(name).unwrap();
        if self.app.field().known().region.account(&account).is_some() {
            return;
        }
        let (person, office) = (PersonId::parse(person).unwrap(), office.map(|code| OfficeCode::parse(code).unwrap()));
        let enterprise = enterprise.map(|id| EnterpriseId::parse(id).unwrap());
        let opened = RegionEvent::AccountOpened { id: account.clone(), person, enterprise };
        self.happens(vec![opened, RegionEvent::RoleGranted { account, role, office, from: from(), until: None }]).await;
        self.give(name, name, 0).await;
    }

    /// An officer of a role at an office; the name is the token.
    pub async fn officer(&self, role: Role, office: &str) -> String {
        let name = format!("{}-{office}", role.word());
        if self.people.lock().unwrap().insert(name.clone()) {
            self.person(&name, role, Some(OfficeCode::parse(office).unwrap()), None).await;
        }
        name
    }

    /// A request as it is.
    pub async fn ask(&self, method: &str, path: &str, token: &str, key: Option<&str>, body: Bytes) -> Answer {
        let encoded: String = path.bytes().fold(String::new(), |text, byte| match byte {
            byte if byte.is_ascii() => text + &char::from(byte).to_string(),
            byte => text + &format!("%{byte:02X}"),
        });
        let mut request = Request::builder().method(method).uri(encoded);
        request = request.header(header::CONTENT_TYPE, "application/json");
        request = self.shows(request, token);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let status = response.status().as_u16();
        let repeated = response.headers().contains_key("idempotency-replayed");
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Answer { status, repeated, json: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }

    /// Reads.
    pub async fn get(&self, token: &str, path: &str) -> Answer {
        self.ask("GET", path, token, None, Bytes::new()).await
    }

    /// Changes, under a key of its own.
    pub async fn post(&self, token: &str, path: &str, body: &Value) -> Answer {
        let key = format!("k{}", self.keys.fetch_add(1, Ordering::SeqCst));
        self.ask("POST", path, token, Some(&key), Bytes::from(body.to_string())).await
    }

    /// Declares and expects the number.
    pub async fn declare(&self, declaration: &Value) -> String {
        let owner = declaration["parties"]["declarant"].as_str().unwrap();
        let answer = self.post(owner, "/api/v1/declarations", declaration).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.no()
    }

    /// A case as an auditor reads it: whole, whatever it waits for.
    pub async fn case(&self, no: &str) -> Value {
        let auditor = self.officer(Role::Auditor, "370100").await;
        let answer = self.get(&auditor, &format!("/api/v1/cases/{no}?purpose=check")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json
    }

    /// The version of a case now.
    pub async fn version(&self, no: &str) -> u64 {
        let line = self.app.field().register.case_line(&register::scope::Scope::system(), no).await.unwrap();
        line.unwrap_or_else(|| panic!("no case {no}")).version
    }

    /// A command on a case with its version now; `body` says the rest.
    pub async fn command(&self, token: &str, no: &str, path: &str, mut body: Value) -> Answer {
        body["version"] = json!(self.version(no).await);
        self.post(token, &format!("/api/v1/cases/{no}/{path}"), &body).await
    }

    /// Passes review.
    pub async fn review(&self, no: &str) {
        let reviewer = self.officer(Role::Reviewer, "370100").await;
        let answer = self.command(&reviewer, no, "review", json!({ "review": { "pass": {} } })).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// Does a step at an office, or at its usual one, as whoever does such steps.
    pub async fn step(&self, no: &str, step: &str, office: Option<&str>, outcome: &Value) -> Answer {
        let case = self.case(no).await;
        let found = case["steps"].as_array().unwrap().iter().find(|found| found["step"] == step);
        let found = found.unwrap_or_else(|| panic!("no step {step}: {case}"));
        let kind = found["kind"].as_str().unwrap();
        let at = office.or(found["office"].as_str()).unwrap_or("370200");
        let token = self.officer(role_of(kind), at).await;
        let work = work(kind, outcome, case["lots"].as_array().unwrap());
        self.command(&token, no, &format!("steps/{step}"), json!({ "work": work })).await
    }

    /// Does everything that is open, with everything well, until the case has ended; the steps in the order done.
    pub async fn finish(&self, no: &str) -> Vec<String> {
        let mut done = Vec::new();
        loop {
            let case = self.case(no).await;
            if case["stage"]["ended"] == true {
                return done;
            }
            let steps = case["steps"].as_array().unwrap();
            let open = steps.iter().find(|step| step["status"] == "open");
            match open {
                Some(step) if step["kind"] == "review" => {
                    self.review(no).await;
                    done.push(step["step"].as_str().unwrap().to_owned());
                }
                Some(step) => {
                    let name = step["step"].as_str().unwrap();
                    let answer = self.step(no, name, None, &json!("pass")).await;
                    assert_eq!(answer.status, 200, "{name}: {answer:?}");
                    done.push(name.to_owned());
                }
                None => self.arrive(no).await,
            }
        }
    }

    /// The goods arrive where they are awaited.
    pub async fn arrive(&self, no: &str) {
        let case = self.case(no).await;
        let steps = case["steps"].as_array().unwrap();
        let at = steps.iter().find(|step| step["on_arrival"] == true).unwrap()["office"].as_str().unwrap().to_owned();
        let inspector = self.officer(Role::Inspector, &at).await;
        let answer = self.command(&inspector, no, "arrival", json!({ "seal_intact": true })).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

/// Who does steps of a kind.
pub fn role_of(kind: &str) -> Role {
    match kind {
        "accept" => Role::Acceptor,
        "supervise" | "inspect" | "verify" | "watch_loading" | "treat" => Role::Inspector,
        _ => Role::Releaser,
    }
}

/// What is done in a step of a kind.
pub fn work(kind: &str, outcome: &Value, lots: &[Value]) -> Value {
    let live = lots.iter().filter(|lot| lot["state"] == "live");
    let findings: Vec<Value> = live.map(|lot| json!({ "lot": lot["lot"], "outcome": outcome })).collect();
    match kind {
        "inspect" | "verify" | "watch_loading" => json!({ "examine": { "findings": findings } }),
        "supervise" => json!({ "supervise": { "note": "备案养殖场" } }),
        "treat" => json!({ "treat": { "method": "喷洒", "minutes": 60, "effective": true } }),
        "move" => json!({ "move": { "seal": "S-1" } }),
        "certify" => json!({ "certify": { "note": "证书" } }),
        "release" => json!({ "release": {} }),
        kind => json!({ kind: {} }),
    }
}

/// An exit from Zhengzhou over Huangdao.
pub fn exit(hs: &str) -> Value {
    let mut declaration = of("exit", hs, "CN");
    declaration["offices"] = json!({ "accept": "410100", "origin": "410100" });
    declaration["journey"] = json!({ "port": "CNQDP", "transport": "1", "destination_country": "KZ" });
    declaration["attachments"] = json!([{ "kind": "101001" }, { "kind": "101041" }]);
    declaration["lines"][0]["purpose"] = json!("12");
    declaration
}

/// An entry over Huangdao to Xi'an.
pub fn entry(hs: &str) -> Value {
    let mut declaration = of("entry", hs, "KR");
    declaration["offices"] = json!({ "accept": "610100", "destination": "610100" });
    declaration["journey"] = json!({ "port": "CNQDP", "transport": "1", "despatch_country": "KR" });
    declaration["attachments"] = json!([{ "kind": "101001" }, { "kind": "101002" }]);
    declaration["lines"][0]["purpose"] = json!("99");
    declaration
}

fn of(direction: &str, hs: &str, origin: &str) -> Value {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let reference = format!("T-{}", COUNT.fetch_add(1, Ordering::Relaxed));
    json!({
        "direction": direction, "reference": reference, "parties": { "owner": OWNER, "declarant": OWNER },
        "lines": [{
            "hs": hs, "name": "货物", "origin": origin, "net_mass": "1000 kg", "value": "10000.00 CNY",
            "quantity": "1000 KGM", "packages": [{ "kind": "CT", "count": 100 }],
        }],
        "contact": { "name": "李雷", "phone": "13800001111" },
    })
}
