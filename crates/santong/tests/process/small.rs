//! What local users may read, and what is answered while the database is away.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::thread;
use std::time::Duration;

use pgtest::Sync;
use serde_json::json;

use crate::people::{MACHINE, OWNER, export, prepare};
use crate::register::{Place, wait};
use crate::running::Server;

fn modes(folder: &std::path::Path) -> BTreeSet<(String, u32)> {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let mode = |entry: std::fs::DirEntry| {
        (entry.file_name().to_string_lossy().into_owned(), entry.metadata().unwrap().permissions().mode() & 0o777)
    };
    entries.map(mode).collect()
}

fn santong(place: &Place, command: &str, more: &[&std::ffi::OsStr]) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_santong")).arg(command).args(place.located()).args(more).output().unwrap();
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Under the mask that lets all read, and when an earlier program left the files open to all.
#[test]
fn the_database_its_log_and_backups_are_their_owners_alone() {
    let folder = trial::folder();
    let place = Place::of(&folder.path().join("data"));
    std::fs::create_dir_all(&place.data).unwrap();
    wait(prepare(&place));
    let private = |what: &str, folder: &std::path::Path, least: usize| {
        let found = modes(folder);
        let secret: Vec<_> = found.iter().filter(|(name, _)| name.contains(".db") || name.contains(".token")).collect();
        assert!(least <= secret.len(), "{what}: {found:?}");
        assert!(secret.iter().all(|(_, mode)| *mode == 0o600), "{what}: {found:?}");
    };
    let mut server = Server::start(&place);
    server.line().declare(MACHINE, &export(OWNER, "P-1"));
    private("running", &place.data, 4);
    server.kill();
    for (name, _) in modes(&place.data) {
        std::fs::set_permissions(place.data.join(name), PermissionsExt::from_mode(0o644)).unwrap();
    }
    let mut server = Server::start(&place);
    server.line().declare(MACHINE, &export(OWNER, "P-2"));
    private("made by an earlier program", &place.data, 4);
    server.kill();
    let backup = folder.path().join("copies");
    std::fs::create_dir_all(&backup).unwrap();
    let copy = backup.join("copy.db");
    santong(&place, "backup", &[copy.as_os_str()]);
    private("a backup", &backup, 1);
    std::fs::set_permissions(&copy, PermissionsExt::from_mode(0o644)).unwrap();
    santong(&place, "restore", &[copy.as_os_str()]);
    private("restored", &place.data, 2);
}

/// Reads, pages, sign-in and changes alike; and they come back when it does.
#[test]
fn while_postgresql_is_away_everything_is_503_with_a_time_to_wait() {
    let database = pgtest::start(Sync::Off).unwrap();
    let folder = trial::folder();
    let place = Place::on(folder.path(), &database.url);
    wait(prepare(&place));
    let server = Server::start(&place);
    let no = server.line().declare(MACHINE, &export(OWNER, "A-1"));
    drop(database);
    thread::sleep(Duration::from_millis(500));
    let bearer = format!("Authorization: Bearer {MACHINE}\r\n");
    let mut line = server.line();
    for _ in 0..2 {
        for path in ["/api/v1/cases".to_owned(), format!("/api/v1/cases/{no}"), format!("/case/{no}"), "/queue".into()]
        {
            let answer = line.api("GET", &path, &bearer, "").unwrap();
            assert_eq!((answer.status, answer.wait_s.is_some()), (503, true), "{path}: {}", answer.body);
        }
        let status = line.api("GET", &format!("/api/v1/status/{no}?code=AAAAAAAAAAAAA"), "", "").unwrap();
        assert_eq!((status.status, status.wait_s.is_some()), (503, true), "{}", status.body);
        let declared = line.post(MACHINE, "/api/v1/declarations", &export(OWNER, "A-2"));
        assert_eq!((declared.status, declared.wait_s.is_some()), (503, true), "{}", declared.body);
        let withdrawn = line.post(MACHINE, &format!("/api/v1/cases/{no}/withdrawal"), &json!({ "version": 2 }));
        assert_eq!((withdrawn.status, withdrawn.wait_s.is_some()), (503, true), "{}", withdrawn.body);
    }
    assert_eq!(line.api("GET", "/healthz", "", "").unwrap().status, 200);
}

/// Guessing from elsewhere shuts nobody out of the browser in which she has signed in before, also after a restart.
#[test]
fn a_known_browser_is_known_after_a_restart_and_to_another_process() {
    let folders = [trial::folder(), trial::folder()];
    let (place, servers) = crate::epoch::two(&folders);
    let mut known = servers[0].line();
    known.sign_in("reviewer");
    let address = servers[1].address.clone();
    let guesses = |address: &str| {
        let mut stranger = crate::http::Line::connect(address).unwrap();
        (0..12).map(|n| stranger.form("/sign-in", &format!("account=reviewer&password=not-this-{n}")).status).last()
    };
    assert_eq!(guesses(&address), Some(429));
    let mut known = known.moved(&address);
    known.sign_in("reviewer");
    drop(servers);
    let server = Server::start(&place);
    assert_eq!(guesses(&server.address), Some(429));
    known.moved(&server.address).sign_in("reviewer");
}
