//! A desk on an empty register of either engine.

use crate::{TempDir, folder, found};
use ::desk::act::edition::{self, Asked, Given};
use ::desk::act::{Ask, Denied, Done};
use ::desk::clock::{Chance, Clock};
use ::desk::edition::{Edition, Files};
use ::desk::field::Field;
use ::desk::heads::Heads;
use ::desk::open::Opening;
use ::desk::{Desk, open};
use clearance::event::Source;
use clearance::event::edition::OpenCases;
use clearance::event::region::RegionEvent;
use clearance::intent::Intent;
use files::Store;
use register::sealed::{Apart, Master};
use register::{Options, Place, Register};
use std::sync::Arc;
use values::actor::{Actor, Role};
use values::calendar::{Day, Timestamp};

/// What a desk stands on.
#[derive(Clone, Debug)]
pub struct Ground {
    /// What the clock says at first.
    pub start: Timestamp,
    /// What chance grows from.
    pub seed: u64,
    /// A PostgreSQL; the embedded engine otherwise.
    pub database: Option<String>,
    /// The database is treated as one that spreads its rows by office.
    pub spread: bool,
    /// Passages of the region's text that say something else: file, what stands there, what is to stand there.
    pub edits: &'static [(&'static str, &'static str, &'static str)],
}

impl Ground {
    /// The embedded engine at a moment.
    pub fn at(start: Timestamp) -> Ground {
        Ground { start, seed: 7, database: None, spread: false, edits: &[] }
    }

    /// The same at nine in the morning of a day.
    pub fn on(day: &str) -> Ground {
        Ground::at(Timestamp(i64::from(Day::parse(day).unwrap().0) * 86_400_000_000 + 3_600_000_000))
    }
}

/// A desk in a folder of its own: the region's text is in force, nobody is known.
pub async fn desk(ground: Ground) -> (Arc<Desk>, TempDir) {
    let data = folder();
    let (clock, chance) = (Arc::new(Clock::by_hand(ground.start)), Arc::new(Chance::seeded(ground.seed)));
    let place = ground.database.clone().map_or_else(|| Place::Sqlite(data.path().join("register.db")), Place::Postgres);
    let options = Options { spread: ground.spread, ..open::options(Arc::clone(&clock), Arc::clone(&chance)) };
    let register = Register::open(place, options).await.unwrap();
    let master = Master::new(&[7; 32]);
    let identity = register.identity(&master).await.unwrap();
    let mut field = Field::open(register, found(ground.edits), master, ground.start).await.unwrap();
    field.files = Some(Store::open(&data.path().join("files"), &identity).unwrap());
    field.heads = Some(Heads::new(data.path().join("heads.txt"), &[9; 32]));
    (Desk::new(field, clock, chance, None), data)
}

/// A desk opened as the program opens it: the text is adopted, and keys lie in the data folder.
pub async fn opened(opening: &Opening, clock: Clock, chance: Chance) -> Arc<Desk> {
    let (clock, chance) = (Arc::new(clock), Arc::new(chance));
    let field = open::field(opening, &clock, &chance).await.unwrap();
    Desk::new(field, clock, chance, None)
}

/// One of operations, by a name.
fn operations(desk: &Desk, name: &str) -> Ask {
    Ask {
        account: name.parse().unwrap(),
        person: format!("P-{name}").parse().unwrap(),
        roles: vec![Role::Operations],
        office: Some("370100".parse().unwrap()),
        enterprise: None,
        now: desk.clock.now(),
        proved: None,
        source: Source::Job,
        key: None,
        apart: Apart::default(),
    }
}

/// Asks for an edition as one of operations, with the approvals that it wants; gives the number of the proposal.
pub async fn proposes(desk: &Desk, files: Files, from: Day, open: OpenCases) -> Result<u64, Denied> {
    let ask = operations(desk, "o-1");
    let mut asked = Asked { files, reason: "试".into(), from, approvals: Vec::new(), open };
    let tried = edition::try_out(desk, &ask, &asked).await?;
    let given = |file: String| Given { file, body: "质检总局".into(), number: "1".into(), day: from };
    asked.approvals = tried.wanting.into_iter().map(given).collect();
    edition::propose(desk, &ask, &asked).await?;
    Ok(desk.field.known().region.proposals().last().unwrap().no)
}

/// Confirms a proposal as another one of operations.
pub async fn confirms(desk: &Desk, no: u64) -> Result<Done, Denied> {
    edition::confirm(desk, &operations(desk, "o-2"), no).await
}

/// Two of operations make an edition the law from a day.
pub async fn adopts(desk: &Desk, files: Files, from: Day) {
    let no = proposes(desk, files, from, OpenCases::AsBefore).await.unwrap();
    confirms(desk, no).await.unwrap();
}

/// The edition that governs today.
pub async fn law(desk: &Desk) -> Arc<Edition> {
    desk.field.law(desk.field.day(desk.clock.now())).await.unwrap()
}

/// Appends events of the region, and lets the desk read them.
pub async fn happens(desk: &Desk, events: Vec<RegionEvent>) {
    let known = desk.field.catch_up().await.unwrap();
    let intent = Intent::of_region(events, &Actor::system(), Source::Job, desk.clock.now(), known.epoch, None);
    desk.field.register.append_intent(intent).await.unwrap();
    desk.field.catch_up().await.unwrap();
}
