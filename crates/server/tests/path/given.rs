//! Servers' insides on empty registers of both engines, who asks them, and how commands are written.

use clearance::actor::{Actor, Role};
use clearance::calendar::{Day, Timestamp};
use clearance::case::decide::{Command, Work};
use clearance::event::Source;
use clearance::event::body::{Finding, Outcome};
use clearance::event::region::RegionEvent;
use clearance::id::{AccountId, EnterpriseId, OfficeCode, PersonId, StepName};
use clearance::intent::Intent;
use server::act::{self, Ask};
use server::clock::{Chance, Clock};
use server::desk::Desk;
use server::open::{self, Opening};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Owner of the exports: 宁夏枸杞, registered at 银川, grade A.
pub const OWNER: &str = "913702001234569050";
/// 2015-12-01 08:00 in Beijing.
pub const START: Timestamp = Timestamp(1_448_928_000_000_000);

/// A folder that is removed with the value.
pub struct Folder(pub PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// An empty folder.
pub fn folder() -> Folder {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("santong-path-{}-{count}", std::process::id()));
    drop(std::fs::remove_dir_all(&path));
    std::fs::create_dir_all(&path).unwrap();
    Folder(path)
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A server's inside with a clock by hand and seeded chance; nobody is known yet.
pub async fn bare(folder: &Folder, database: Option<String>, empty: bool) -> Arc<Desk> {
    let (clock, chance) = (Arc::new(Clock::by_hand(START)), Arc::new(Chance::seeded(7)));
    let opening = Opening {
        data: folder.0.clone(),
        database,
        policy: root().join("policy"),
        region: "9+1".into(),
        reference: root().join("reference"),
        empty,
        spread: false,
    };
    let field = open::field(&opening, &clock, &chance).await.unwrap();
    let desk = Desk::new(field, clock, chance, None);
    desk
}

/// The same with the owner registered.
pub async fn opened(folder: &Folder, database: Option<String>) -> Arc<Desk> {
    let desk = bare(folder, database, false).await;
    let from = Day::parse("2015-05-01").unwrap();
    let office = OfficeCode::parse("640100").unwrap();
    let (zh, en) = ("宁夏枸杞有限公司".to_owned(), String::new());
    let registered = RegionEvent::EnterpriseRegistered {
        id: owner(),
        zh,
        en,
        office,
        paperless: true,
        agent: false,
        from,
        document: None,
    };
    region(&desk, vec![registered, RegionEvent::GradeGiven { id: owner(), grade: "A".into(), from }]).await;
    desk
}

/// Appends to the region's partition.
pub async fn region(desk: &Desk, events: Vec<RegionEvent>) {
    let known = desk.field.catch_up().await.unwrap();
    let intent = Intent::of_region(events, &Actor::system(), Source::Job, desk.clock.now(), known.epoch, None);
    desk.field.register.append_intent(intent).await.unwrap();
    desk.field.catch_up().await.unwrap();
}

/// The owner of the exports.
pub fn owner() -> EnterpriseId {
    EnterpriseId::parse(OWNER).unwrap()
}

/// Somebody of a name with roles; without an office, of the owner.
pub fn ask(desk: &Desk, name: &str, roles: &[Role], office: Option<&str>) -> Ask {
    Ask {
        account: AccountId::parse(name).unwrap(),
        person: PersonId::parse(name).unwrap(),
        roles: roles.to_vec(),
        office: office.map(|o| OfficeCode::parse(o).unwrap()),
        enterprise: office.is_none().then(owner),
        now: desk.clock.now(),
        source: Source::Api,
        key: None,
        apart: register::sealed::Apart::default(),
    }
}

/// A command that must succeed.
pub async fn does(desk: &Desk, who: &Ask, no: &str, command: Command) -> act::Done {
    let result = act::act(desk, who, no, None, &command).await;
    result.unwrap_or_else(|denied| panic!("{command:?}: {denied:?}"))
}

/// A step of the plan done.
pub fn step(name: &str, work: Work) -> Command {
    Command::Perform { step: StepName::parse(name).unwrap(), work }
}

/// One lot found good.
pub fn pass(lot: u16) -> Work {
    let findings = vec![Finding { lot, outcome: Outcome::Pass }];
    Work::Examine { findings, seals: vec![], officers: vec![], note: String::new() }
}
