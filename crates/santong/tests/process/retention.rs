//! N8: what may go of what is kept beside the log is shown before it goes, and no event ever does.

use crate::people::{MACHINE, OWNER, export, prepare};
use crate::register::{Place, wait};
use crate::running::Server;
use clearance::event::Event;
use clearance::event::region::RegionEvent;
use desk::clock::{Chance, Clock};
use pgtest::Sync;
use policy::Kept;
use register::kept::read::Read;
use std::process::Command;
use std::sync::Arc;

/// A day in microseconds.
const DAY_US: i64 = 86_400_000_000;

/// What the command says.
fn said(place: &Place, more: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_santong"));
    let command = command.arg("retention").args(place.located()).args(more);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Notes of reads of so many days ago.
async fn reads(place: &Place, days_ago: &[i64]) {
    let now = Clock::machine().now().0;
    let field = place.open().await;
    let read = |days: &i64| Read {
        at: now - days * DAY_US,
        number: format!("r-{days}"),
        account: "reviewer".into(),
        person: "reviewer".into(),
        case: "370100215000001".into(),
        what: "/case/370100215000001".into(),
        purpose: "trace".into(),
        session: String::new(),
    };
    field.register.note_reads(&days_ago.iter().map(read).collect::<Vec<_>>()).await.unwrap();
    field.register.clone().close().await;
}

async fn left(place: &Place) -> u64 {
    let (clock, chance) = (Arc::new(Clock::machine()), Arc::new(Chance::machine()));
    let register = desk::open::register(&place.opening(), &clock, &chance).await.unwrap();
    let count = register.old(Kept::Reads, i64::MAX).await.unwrap().count;
    register.close().await;
    count
}

fn story(place: &Place) {
    wait(prepare(place));
    let mut server = Server::start(place);
    let no = server.line().declare(MACHINE, &export(OWNER, "N8-1"));
    server.kill();
    wait(reads(place, &[1, 1094, 1096, 2000]));
    let before = wait(place.proved());

    let shown = said(place, &[]);
    assert!(shown.contains("reads: kept 1095 days by 「本方案」三(三)三; 2 from before "), "{shown}");
    assert!(shown.contains("2 may go; --remove removes them"), "{shown}");
    assert_eq!(wait(left(place)), 4, "shown is not removed");
    assert_eq!(wait(place.proved()).len(), before.len(), "and nothing was written");

    let removed = said(place, &["--remove"]);
    assert!(removed.contains("removed 2"), "{removed}");
    assert_eq!(wait(left(place)), 2);
    let after = wait(place.proved());
    let ended = |event: &&Event| matches!(event.body.of_region(), Some(RegionEvent::RetentionEnded { .. }));
    let told: Vec<&Event> = after.iter().filter(ended).collect();
    assert_eq!((told.len(), after.len()), (1, before.len() + 1), "no event went, and one says what did");
    let Some(RegionEvent::RetentionEnded { kept, count, .. }) = told[0].body.of_region() else { panic!("{told:?}") };
    assert_eq!((*kept, *count), (Kept::Reads, 2));

    let again = said(place, &["--remove"]);
    assert!(again.contains("nothing may go"), "{again}");
    assert_eq!(wait(place.proved()).len(), after.len());
    let server = Server::start(place);
    server.line().declare(MACHINE, &export(OWNER, "N8-2"));
    assert!(after.iter().any(|event| event.case.as_ref().is_some_and(|case| case.as_str() == no)));
}

#[test]
fn n8_what_may_go_is_shown_before_it_goes_and_events_never_go() {
    let folder = trial::folder();
    let place = Place::of(&folder.path().join("data"));
    std::fs::create_dir_all(&place.data).unwrap();
    story(&place);
}

#[test]
fn n8_where_there_is_no_register_none_is_made() {
    let folder = trial::folder();
    let place = Place::of(&folder.path().join("nowhere"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_santong"));
    let output = command.arg("retention").args(place.located()).arg("--remove").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no register"), "{output:?}");
    assert!(!place.data.exists());
}

#[test]
fn n8_the_same_with_postgresql() {
    let database = pgtest::start(Sync::Off).unwrap();
    let folder = trial::folder();
    story(&Place::on(folder.path(), &database.url));
}
