//! The register beneath: what is in it before the first start, and what is found in it after the last kill.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clearance::actor::{Actor, Role};
use clearance::calendar::Day;
use clearance::event::region::RegionEvent;
use clearance::event::{Event, Source, body::Body};
use clearance::id::{AccountId, EnterpriseId, OfficeCode, PersonId};
use register::kept::account::Token;
use register::scope::Scope;
use server::clock::{Chance, Clock};
use server::open::{self, Opening, region_intent};
use server::secret;

/// Who owns everything that is declared.
pub const OWNER: &str = "913702001234569050";
/// What the machine shows to be let in.
pub const TOKEN: &str = "a-token-that-is-known-to-this-test-only-0123";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn opening(data: &Path) -> Opening {
    Opening {
        data: data.to_owned(),
        database: None,
        policy: root().join("policy"),
        region: "9+1".into(),
        reference: root().join("reference"),
        empty: true,
    }
}

/// The options under which the binary opens the same.
pub fn arguments(data: &Path) -> Vec<PathBuf> {
    let mut arguments = vec!["serve".into(), "--port".into(), "0".into(), "--empty".into(), "--no-allowances".into()];
    let folders =
        [("--data", data.to_owned()), ("--policy", root().join("policy")), ("--reference", root().join("reference"))];
    for (name, folder) in folders {
        arguments.extend([PathBuf::from(name), folder]);
    }
    arguments
}

/// An enterprise with an account that declares, and a token of that account.
pub async fn prepare(data: &Path) {
    let (clock, chance) = (Arc::new(Clock::machine()), Arc::new(Chance::machine()));
    let field = open::field(&opening(data), &clock, &chance).await.unwrap();
    let owner = EnterpriseId::parse(OWNER).unwrap();
    let (account, person) = (AccountId::parse("machine").unwrap(), PersonId::parse("machine").unwrap());
    let from = Day::parse("2015-05-01").unwrap();
    let office = OfficeCode::parse("640100").unwrap();
    let (zh, en) = ("某地枸杞有限公司".to_owned(), String::new());
    let events = vec![
        RegionEvent::EnterpriseRegistered { id: owner.clone(), zh, en, office, paperless: true, agent: false, from },
        RegionEvent::GradeGiven { id: owner.clone(), grade: "A".into(), from },
        RegionEvent::PersonRegistered { id: person.clone(), sealed: vec![] },
        RegionEvent::AccountOpened { id: account.clone(), person, enterprise: Some(owner) },
        RegionEvent::RoleGranted { account: account.clone(), role: Role::Declarant, office: None, from, until: None },
    ];
    let epoch = field.known().epoch;
    let intent = region_intent(events, Actor::system(), Source::Job, clock.now(), epoch, None);
    field.register.append_intent(intent, None).await.unwrap();
    let (made, ends) = (clock.now().0, clock.now().0 + 86_400_000_000);
    let (digest, name) = (secret::digest(TOKEN), "kill".to_owned());
    field.register.give_token(&Token { digest, account: account.to_string(), name, made, ends }).await.unwrap();
    field.register.clone().close().await;
}

/// The numbers under which each reference of the declarant was accepted, after the record has proved itself.
pub async fn accepted(data: &Path) -> HashMap<String, Vec<String>> {
    let (clock, chance) = (Arc::new(Clock::machine()), Arc::new(Chance::machine()));
    let field = open::field(&opening(data), &clock, &chance).await.unwrap();
    let (register, heads) = (field.register.clone(), field.heads.as_ref().unwrap());
    let lines = if heads.path().exists() { heads.lines().unwrap() } else { Vec::new() };
    let report = register.verify(&lines, &register::cases::FIELD).await.unwrap();
    assert!(report.bad.is_empty(), "{:?}", report.bad);
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for head in register.heads().await.unwrap() {
        for after in (0..head.seq).step_by(1_000) {
            for stored in register.follow(&Scope::system(), &head.office, after, 1_000).await.unwrap() {
                let event: Event = serde_json::from_slice(&stored.bytes).unwrap();
                if let Body::Submitted(submitted) = event.body {
                    let reference = submitted.version.declaration.reference.clone();
                    found.entry(reference).or_default().push(event.case.unwrap().to_string());
                }
            }
        }
    }
    register.close().await;
    found
}
