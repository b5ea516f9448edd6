//! Who works with the processes, and how they declare and act over HTTP.

use clearance::event::region::RegionEvent;
use desk::account::NewAccount;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use values::actor::Role;
use values::calendar::Day;
use values::id::{AccountId, EnterpriseId, OfficeCode, PersonId};

use crate::http::{Answer, Line};
use crate::register::{PASSWORD, Place};

/// Owner and declarant of the consignments.
pub const OWNER: &str = "913702001234569050";
/// Its account.
pub const MACHINE: &str = "machine";

/// Somebody with one role, at an office or of an enterprise.
pub fn person(name: &str, role: Role, office: Option<&str>, enterprise: Option<&str>, from: &str) -> NewAccount {
    NewAccount {
        id: AccountId::parse(name).unwrap(),
        person: PersonId::parse(name).unwrap(),
        name: name.into(),
        enterprise: enterprise.map(|id| EnterpriseId::parse(id).unwrap()),
        roles: vec![(role, office.map(|office| OfficeCode::parse(office).unwrap()))],
        skills: Vec::new(),
        from: Day::parse(from).unwrap(),
    }
}

/// An enterprise in good standing.
pub fn enterprise(id: &str, office: &str, grade: &str, from: &str) -> [RegionEvent; 2] {
    let (id, from) = (EnterpriseId::parse(id).unwrap(), Day::parse(from).unwrap());
    let (zh, en, office) = ("某地枸杞有限公司".to_owned(), String::new(), OfficeCode::parse(office).unwrap());
    let registered = RegionEvent::EnterpriseRegistered {
        id: id.clone(),
        zh,
        en,
        office,
        paperless: true,
        agent: false,
        from,
        document: None,
    };
    [registered, RegionEvent::GradeGiven { id, grade: grade.into(), from, reason: "评定".into(), basis: None }]
}

/// The owner with its machine, and officers for an export of Yinchuan.
pub async fn prepare(place: &Place) {
    let officers = [
        ("reviewer", Role::Reviewer, "610100"),
        ("inspector", Role::Inspector, "640100"),
        ("port", Role::Inspector, "370200"),
        ("forwarder", Role::Releaser, "640100"),
        ("releaser-1", Role::Releaser, "370100"),
        ("releaser-2", Role::Releaser, "650100"),
        ("releaser-3", Role::Releaser, "370200"),
        ("operations", Role::Operations, "370100"),
        ("drafter", Role::Drafter, "640100"),
        ("checker", Role::Checker, "640100"),
        ("engrosser", Role::Engrosser, "370100"),
        ("signatory", Role::Signatory, "370100"),
    ];
    let mut people = vec![person(MACHINE, Role::Declarant, None, Some(OWNER), "2015-05-01")];
    people.extend(officers.map(|(name, role, office)| person(name, role, Some(office), None, "2015-05-01")));
    place.peopled(enterprise(OWNER, "640100", "A", "2015-05-01").into(), people).await;
}

/// T-shirts of Yinchuan through Huangdao, declared at Qingdao: on no list.
pub fn export(owner: &str, reference: &str) -> Value {
    json!({
        "direction": "exit", "reference": reference, "parties": {"owner": owner, "declarant": owner},
        "offices": {"accept": "370100", "origin": "640100"},
        "journey": {"port": "CNQDP", "transport": "1", "destination_country": "DE"},
        "lines": [{"hs": "6109100000", "name": "棉制针织T恤衫", "origin": "CN", "quantity": "1000 C62",
            "net_mass": "200 kg", "value": "5000.00 USD", "packages": [{"kind": "CT", "count": 100}]}],
        "attachments": [{"kind": "101001"}, {"kind": "101002"}]
    })
}

impl Line {
    /// Reads as somebody.
    pub fn get(&mut self, who: &str, path: &str) -> Value {
        let answer = self.api("GET", path, &format!("Authorization: Bearer {who}\r\n"), "").unwrap();
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.json()
    }

    /// Changes as somebody, under a key of its own.
    pub fn post(&mut self, who: &str, path: &str, body: &Value) -> Answer {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let key = format!("k{}", COUNT.fetch_add(1, Ordering::Relaxed));
        self.keyed(who, path, &key, body).unwrap()
    }

    /// Changes as somebody under a key.
    pub fn keyed(&mut self, who: &str, path: &str, key: &str, body: &Value) -> std::io::Result<Answer> {
        let lines = format!("Authorization: Bearer {who}\r\nIdempotency-Key: {key}\r\n");
        self.api("POST", path, &lines, &body.to_string())
    }

    /// Declares and expects the number.
    pub fn declare(&mut self, who: &str, declaration: &Value) -> String {
        let answer = self.post(who, "/api/v1/declarations", declaration);
        assert_eq!(answer.status, 201, "{}", answer.body);
        number(&answer.json()).unwrap()
    }

    /// A command on a case at the version that it has now.
    pub fn act(&mut self, who: &str, no: &str, path: &str, body: Value) -> Answer {
        let version = self.get("reviewer", &format!("/api/v1/cases/{no}?purpose=trace"))["version"].clone();
        self.act_at(&version, who, no, path, body)
    }

    /// A command on a case at a version.
    pub fn act_at(&mut self, version: &Value, who: &str, no: &str, path: &str, mut body: Value) -> Answer {
        body["version"] = version.clone();
        self.post(who, &format!("/api/v1/cases/{no}/{path}"), &body)
    }

    /// A command that must succeed.
    #[track_caller]
    pub fn does(&mut self, who: &str, no: &str, path: &str, body: Value) {
        let answer = self.act(who, no, path, body);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    }

    /// Passes review.
    #[track_caller]
    pub fn review(&mut self, no: &str) {
        self.does("reviewer", no, "review", json!({ "review": { "pass": {} } }));
    }

    /// Finds the one lot good in a step.
    #[track_caller]
    pub fn pass(&mut self, who: &str, no: &str, step: &str) {
        let findings = json!({ "findings": [{ "lot": 1, "outcome": "pass" }] });
        self.does(who, no, &format!("steps/{step}"), json!({ "work": { "examine": findings } }));
    }

    /// Signs a browser in.
    pub fn sign_in(&mut self, account: &str) {
        let answer = self.form("/sign-in", &format!("account={account}&password={PASSWORD}"));
        assert_eq!(answer.status, 303, "{account}: {}", answer.body);
    }
}

/// The number that an answer gives.
pub fn number(answer: &Value) -> Option<String> {
    Some(answer["cases"][0]["no"].as_str()?.to_owned())
}

/// The steps of a queue that are about a case, with their places.
pub fn waiting(queue: &Value, no: &str) -> Vec<(String, String)> {
    let text = |task: &Value, name: &str| task[name].as_str().unwrap().to_owned();
    let tasks = queue["tasks"].as_array().unwrap().iter().filter(|task| task["no"] == no);
    tasks.map(|task| (text(task, "step"), text(task, "place"))).collect()
}
