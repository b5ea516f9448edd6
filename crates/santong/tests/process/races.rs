//! Two processes on one database: in one office's series, for one clearance, one name, one person. One wins, the other sees it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use clearance::event::region::RegionEvent;
use desk::clock::Stopwatch;
use serde_json::json;
use values::actor::Role;

use crate::epoch::two;
use crate::http::{Answer, Line};
use crate::people::{MACHINE, OWNER, enterprise, export, number, person};
use crate::register::{Place, wait};
use crate::running::Server;

/// When something was sent and answered.
type Interval = (Duration, Duration);

fn met(one: Interval, other: Interval) -> bool {
    one.0 < other.1 && other.0 < one.1
}

/// Both at once; when each was sent and answered, and what came back.
fn together(
    lines: &mut [Line; 2],
    one: impl Fn(&mut Line) -> Answer + Sync,
    other: impl Fn(&mut Line) -> Answer + Sync,
) -> [(Interval, Answer); 2] {
    let (barrier, since) = (Barrier::new(2), Stopwatch::start());
    let timed = |line: &mut Line, asks: &(dyn Fn(&mut Line) -> Answer + Sync)| {
        barrier.wait();
        let sent = since.elapsed();
        let answer = asks(line);
        ((sent, since.elapsed()), answer)
    };
    let [first, second] = lines;
    thread::scope(|scope| {
        let there = scope.spawn(|| timed(second, &other));
        [timed(first, &one), there.join().unwrap()]
    })
}

#[test]
fn f7_numbers_and_clearances_are_given_exactly_once() {
    let folders = [trial::folder(), trial::folder()];
    let (place, servers) = two(&folders);
    let mut lines = [servers[0].line(), servers[1].line()];
    let (mut numbers, mut series_met, mut clearances_met, mut tries) = (BTreeSet::new(), 0, 0, 0);
    while series_met < 100 || clearances_met < 100 {
        tries += 1;
        assert!(tries < 1_000, "the two do not meet: {series_met} and {clearances_met} overlaps");
        let references = AtomicU32::new(2 * tries);
        let declares = |line: &mut Line| {
            let reference = format!("R-{}", references.fetch_add(1, Ordering::Relaxed));
            line.post(MACHINE, "/api/v1/declarations", &export(OWNER, &reference))
        };
        let [here, there] = together(&mut lines, declares, declares);
        series_met += usize::from(met(here.0, there.0));
        let [no, second] = [&here.1, &there.1].map(|answer| number(&answer.json()).unwrap());
        assert!(numbers.insert(no.clone()) && numbers.insert(second), "a number was given twice");
        lines[0].review(&no);
        lines[1].pass("inspector", &no, "产地检验检疫");
        let version = lines[0].get("reviewer", &format!("/api/v1/cases/{no}?purpose=trace"))["version"].clone();
        let clears = |who: &'static str| {
            let (no, version) = (no.clone(), version.clone());
            move |line: &mut Line| line.act_at(&version, who, &no, "steps/通关单", json!({ "work": { "clear": {} } }))
        };
        let [here, there] = together(&mut lines, clears("releaser-1"), clears("releaser-2"));
        clearances_met += usize::from(met(here.0, there.0));
        let mut statuses = [here.1.status, there.1.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{:?} {:?}", here.1, there.1);
        let lost = if here.1.status == 409 { here.1 } else { there.1 };
        assert!(lost.json()["code"] == "stale" && lost.body.contains("step_done"), "{lost:?}");
    }
    let serials: Vec<&str> = numbers.iter().map(|no| &no[no.len() - 6..]).collect();
    assert_eq!(serials.last().unwrap().parse::<usize>().unwrap(), numbers.len(), "the series has no gap");
    drop(servers);
    let accepted = wait(place.accepted());
    assert_eq!(accepted.into_values().flatten().collect::<BTreeSet<_>>(), numbers);
    println!(
        "figure two processes: series overlaps {series_met}, clearance overlaps {clearances_met}, of {tries} tries"
    );
}

/// One own reference under a key of each process, and one key with two offices: one case each, whoever was first.
#[test]
fn f7_two_processes_make_one_case_of_one_reference_and_of_one_key() {
    let folders = [trial::folder(), trial::folder()];
    let (place, servers) = two(&folders);
    let mut lines = [servers[0].line(), servers[1].line()];
    let mut met_each = 0;
    for round in 0..30 {
        let reference = format!("ONE-{round}");
        let declares = |line: &mut Line| line.post(MACHINE, "/api/v1/declarations", &export(OWNER, &reference));
        let [here, there] = together(&mut lines, declares, declares);
        met_each += usize::from(met(here.0, there.0));
        let [one, other] = [&here.1, &there.1].map(|answer| number(&answer.json()));
        assert!(one.is_some() && one == other, "{:?} {:?}", here.1, there.1);
        let at = |office: &'static str| {
            let mut declaration = export(OWNER, &format!("KEY-{round}"));
            declaration["offices"]["accept"] = json!(office);
            move |line: &mut Line| {
                line.keyed(MACHINE, "/api/v1/declarations", &format!("key-{round}"), &declaration).unwrap()
            }
        };
        let [here, there] = together(&mut lines, at("370100"), at("640100"));
        let mut statuses = [here.1.status, there.1.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422], "{:?} {:?}", here.1, there.1);
    }
    drop(servers);
    let accepted = wait(place.accepted());
    assert!(accepted.values().all(|numbers| numbers.len() == 1) && accepted.len() == 60, "{accepted:?}");
    assert!(0 < met_each, "they met");
}

/// Two processes open one account, and register one person, at once: one does, the other sees it.
#[test]
fn f7_two_processes_open_one_account_and_register_one_person() {
    let folders = [trial::folder(), trial::folder()];
    let (place, servers) = two(&folders);
    let security = person("security", Role::SecurityAdmin, Some("370100"), None, "2015-05-01");
    wait(place.peopled(enterprise("X-OTHER", "640100", "A", "2015-05-01").into(), vec![security]));
    let mut lines = [servers[0].line(), servers[1].line()];
    for line in &mut lines {
        while line.api("GET", "/api/v1/account", "Authorization: Bearer security\r\n", "").unwrap().status != 200 {
            thread::sleep(Duration::from_millis(50));
        }
    }
    lines.iter_mut().for_each(|line| line.sign_in("security"));
    let rounds = 30;
    let mut met_each = 0;
    for round in 0..rounds {
        let open = |account: String, person: String, name: &'static str| {
            let body = json!({ "id": account, "person": person, "name": name });
            move |line: &mut Line| line.in_person("/api/v1/accounts", &body)
        };
        let [id, known] = ["same", "known"].map(|name| format!("{name}-{round}"));
        let [here, there] =
            together(&mut lines, open(id.clone(), format!("P1-{round}"), "甲"), open(id, format!("P2-{round}"), "乙"));
        met_each += usize::from(met(here.0, there.0));
        let mut statuses = [here.1.status, there.1.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422], "{:?} {:?}", here.1, there.1);
        let [here, there] = together(
            &mut lines,
            open(format!("a-{round}"), known.clone(), "甲"),
            open(format!("b-{round}"), known, "乙"),
        );
        assert_eq!([here.1.status, there.1.status], [201, 201], "{:?} {:?}", here.1, there.1);
    }
    drop(servers);
    let mut registered: BTreeMap<String, usize> = BTreeMap::new();
    for event in wait(place.proved()) {
        if let Some(RegionEvent::PersonRegistered { id, .. }) = event.body.of_region() {
            *registered.entry(id.to_string()).or_default() += 1;
        }
    }
    assert!(registered.values().all(|times| *times == 1), "{registered:?}");
    assert_eq!(registered.keys().filter(|id| id.starts_with("known-")).count(), rounds);
    assert_eq!(registered.keys().filter(|id| id.starts_with('P')).count(), rounds);
    assert!(0 < met_each, "they met");
}

/// Both find no account and open the first one at once: one of them shows a password, and it is the one that holds.
#[test]
fn of_two_that_start_on_an_empty_register_one_shows_the_first_password() {
    let folders = [trial::folder(), trial::folder()];
    let url = wait(pgtest::fresh()).unwrap();
    let [one, other] = [0, 1].map(|at: usize| Place::on(folders[at].path(), &url));
    wait(async { one.open().await.register.clone().close().await });
    other.joins(&one);
    let barrier = Barrier::new(2);
    let start = |place: &Place| {
        barrier.wait();
        Server::start_with(place, &["--empty"])
    };
    let servers = thread::scope(|scope| {
        let there = scope.spawn(|| start(&other));
        [start(&one), there.join().unwrap()]
    });
    let shown = |server: &Server| {
        server
            .told
            .iter()
            .find_map(|line| Some(line.split_once("password ")?.1.to_owned()))
            .filter(|word| !word.is_empty())
    };
    let passwords: Vec<String> = servers.iter().filter_map(shown).collect();
    assert_eq!(passwords.len(), 1, "{:?} {:?}", servers[0].told, servers[1].told);
    for server in &servers {
        let form = format!("account=administrator&password={}", passwords[0]);
        assert_eq!(server.line().form("/sign-in", &form).status, 303, "the password that was shown holds");
    }
}
