//! A router on an empty register, called without a socket, and people whose name is their token.

use crate::TempDir;
use crate::consignment::{role_of, work};
use crate::desk::{Ground, desk, happens};
use crate::people::{AGENT, OTHER, OWNER, SKILLS, from, graded, registered};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, header};
use clearance::event::region::RegionEvent;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use tower::ServiceExt;
use values::actor::Role;
use values::id::{AccountId, EnterpriseId, OfficeCode, PersonId};
use web::app::{App, Settings};

/// A day of the full scheme.
pub const LATE: &str = "2015-11-10";
/// The last day of the classic flow.
pub const EARLY: &str = "2015-08-31";

/// A server, and whom it knows.
pub struct Site {
    /// What its routes share.
    pub app: Arc<App>,
    /// The routes.
    pub router: Router,
    people: Mutex<BTreeSet<String>>,
    /// How many keys were made.
    pub keys: AtomicU32,
    folder: TempDir,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// What followed, if it was JSON.
    pub json: Value,
    /// A repetition of what a key got before.
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

impl Site {
    /// A site on a ground by a router, with the enterprises of the consignments and their declarants.
    pub async fn open(ground: Ground, router: impl FnOnce(&Arc<App>) -> Router) -> Site {
        let (desk, folder) = desk(ground).await;
        let app = App::new(desk, Settings { allowances: false, ..Settings::default() }).unwrap();
        let router = router(&app);
        let site = Site { app, router, people: Mutex::default(), keys: AtomicU32::new(0), folder };
        for id in [OWNER, OTHER, AGENT] {
            site.enterprise(id).await;
        }
        site
    }

    /// Where the files of cases are.
    pub fn files_folder(&self) -> PathBuf {
        self.folder.path().join("files")
    }

    /// Registers an enterprise of grade B that files without paper, and its declarant of the same name.
    async fn enterprise(&self, id: &str) {
        self.happens(vec![registered(id, &format!("{id}公司"), "610100", id == AGENT), graded(id, "B")]).await;
        self.person(id, Role::Declarant, None, Some(EnterpriseId::parse(id).unwrap())).await;
    }

    /// Appends events of the region.
    pub async fn happens(&self, events: Vec<RegionEvent>) {
        happens(&self.app.desk, events).await;
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
        let skills = if role == Role::Reviewer { SKILLS.map(str::to_owned).into() } else { Vec::new() };
        let granted = RegionEvent::RoleGranted { account, role, office, from: from(), until: None, skills };
        self.happens(vec![opened, granted]).await;
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
        let mut work = work(kind, outcome, case["lots"].as_array().unwrap());
        // One treatment after another, as the entries that ask for them stand.
        let left = found["treatments"].as_array().into_iter().flatten().find(|asked| asked["done"] == false);
        if let Some(asked) = left {
            work["treat"]["entry"] = asked["entry"].clone();
        }
        self.command(&token, no, &format!("steps/{step}"), json!({ "work": work })).await
    }

    /// Does everything that is open but papers, with everything well, until the case has ended; the steps in the order done.
    pub async fn finish(&self, no: &str) -> Vec<String> {
        let mut done = Vec::new();
        loop {
            let case = self.case(no).await;
            if case["stage"]["ended"] == true {
                return done;
            }
            let steps = case["steps"].as_array().unwrap();
            // 签证 is done with its papers.
            let open = steps.iter().find(|step| step["status"] == "open" && step["kind"] != "certify");
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
