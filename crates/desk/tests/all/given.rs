//! Servers' insides on empty registers of both engines, who asks them, and how commands are written.

use clearance::case::decide::{Command, Work};
use clearance::event::Source;
use clearance::event::act::Examination;
use clearance::event::body::{Finding, Outcome};
use desk::Desk;
use desk::act::{self, Ask};
use desk::clock::{Chance, Clock};
use desk::open::Opening;
use std::sync::Arc;
use trial::desk::happens;
pub use trial::folder;
use trial::people::{graded, registered};
use trial::{TempDir, opening, opening_to_two};
use values::actor::Role;
use values::calendar::Timestamp;
use values::id::{AccountId, EnterpriseId, OfficeCode, PersonId, StepName};

/// Owner of the exports: 宁夏枸杞, registered at 银川, grade A.
pub const OWNER: &str = "913702001234569050";
/// 2015-12-01 08:00 in Beijing.
pub const START: Timestamp = Timestamp(1_448_928_000_000_000);

/// A desk as the program opens it, with a clock by hand and seeded chance; nobody is known yet.
pub async fn bare(folder: &TempDir, database: Option<String>, empty: bool) -> Arc<Desk> {
    let opening = Opening { empty, ..opening(folder.path(), database) };
    trial::desk::opened(&opening, Clock::by_hand(START), Chance::seeded(7)).await
}

/// The same with the owner registered, under a text that leaves all of the law to two of operations.
pub async fn opened_to_two(folder: &TempDir, database: Option<String>) -> Arc<Desk> {
    let opening = opening_to_two(folder.path(), database);
    let desk = trial::desk::opened(&opening, Clock::by_hand(START), Chance::seeded(7)).await;
    happens(&desk, vec![registered(OWNER, "宁夏枸杞有限公司", "640100", false), graded(OWNER, "A")]).await;
    desk
}

/// The same with the owner registered.
pub async fn opened(folder: &TempDir, database: Option<String>) -> Arc<Desk> {
    let desk = bare(folder, database, false).await;
    happens(&desk, vec![registered(OWNER, "宁夏枸杞有限公司", "640100", false), graded(OWNER, "A")]).await;
    desk
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
        proved: None,
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
    Work::Examine(Examination::of(findings))
}
