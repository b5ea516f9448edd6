//! A restriction acknowledged by one process is obeyed by the very next append in every other (design 6).

use std::collections::HashMap;
use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use clearance::event::body::Body;
use serde_json::json;
use server::clock::Stopwatch;

use crate::http::Line;
use crate::people::{enterprise, export, person, prepare};
use crate::register::{Folder, Place, wait};
use crate::running::Server;
use clearance::actor::Role;

/// How often an owner declares in one race.
const TIMES: usize = 4;

/// When something was sent and answered.
type Interval = (Duration, Duration);

/// One race: when the restriction was sent and acknowledged, and each declaration by its reference.
struct Race {
    restricted: Interval,
    declared: Vec<(String, Interval)>,
}

fn owner(race: usize) -> String {
    format!("X-RACE-{race}")
}

fn account(race: usize) -> String {
    format!("race-{race}")
}

/// Two processes of the program on one new database, with the folders that they live in.
pub fn two(folders: &[Folder; 2]) -> (Place, [Server; 2]) {
    let url = wait(pgtest::fresh()).unwrap();
    let [one, other] = [0, 1].map(|at: usize| Place::on(&folders[at].0, &url));
    wait(prepare(&one));
    other.joins(&one);
    let servers = [Server::start(&one), Server::start(&other)];
    assert_ne!(servers[0].pid(), servers[1].pid());
    (one, servers)
}

/// One process puts an owner on the blacklist, after a delay, while the other takes its declarations.
fn race(at: usize, delay: Duration, restricts: &mut Line, declares: &mut Line, since: Stopwatch) -> Race {
    let (owner, account) = (owner(at), account(at));
    let barrier = Barrier::new(2);
    thread::scope(|scope| {
        let declared = scope.spawn(|| {
            barrier.wait();
            let one = |time| {
                let reference = format!("{owner}-{time}");
                let sent = since.elapsed();
                let mut declaration = export(&owner, &reference);
                // Who is on the blacklist declares at home.
                declaration["offices"]["accept"] = json!("640100");
                declares.declare(&account, &declaration);
                (reference, (sent, since.elapsed()))
            };
            (0..TIMES).map(one).collect()
        });
        barrier.wait();
        thread::sleep(delay);
        let sent = since.elapsed();
        let body = json!({ "reason": "严重失信", "basis": "「本方案」三(三)二" });
        let answer = restricts.post("operations", &format!("/api/v1/enterprises/{owner}/blacklist"), &body);
        let restricted = (sent, since.elapsed());
        assert_eq!(answer.status, 201, "{}", answer.body);
        Race { restricted, declared: declared.join().unwrap() }
    })
}

/// Of each reference, whether it got the plan of an owner in good standing when it was accepted.
fn judged(place: &Place) -> HashMap<String, bool> {
    let (mut references, mut good) = (HashMap::new(), HashMap::new());
    for event in wait(place.proved()) {
        match event.body {
            Body::Submitted(submitted) => {
                references.insert(event.case.unwrap(), submitted.version.declaration.reference);
            }
            Body::Accepted(accepted) => {
                let reference = references.get(&event.case.unwrap()).unwrap();
                good.insert(reference.clone(), !accepted.verdict.stricter);
            }
            _ => {}
        }
    }
    good
}

fn restrictions_race_declarations(races: usize) {
    let folders = [Folder::new(), Folder::new()];
    let (place, mut servers) = two(&folders);
    let known = (0..races).flat_map(|n| enterprise(&owner(n), "640100", "A", "2015-05-01")).collect();
    let accounts = (0..races).map(|n| person(&account(n), Role::Declarant, None, Some(&owner(n)), "2015-05-01"));
    wait(place.peopled(known, accounts.collect()));
    let since = Stopwatch::start();
    let mut lines = [servers[0].line(), servers[1].line()];
    // Both have read who is who before the first race.
    for line in &mut lines {
        let last = format!("Authorization: Bearer {}\r\n", account(races - 1));
        while line.api("GET", "/api/v1/account", &last, "").unwrap().status != 200 {
            thread::sleep(Duration::from_millis(50));
        }
    }
    let mut run = Vec::new();
    for at in 0..races {
        let [one, other] = &mut lines;
        let (restricts, declares) = if at % 2 == 0 { (one, other) } else { (other, one) };
        // The restriction meets now the first declaration, now a later one.
        let delay = Duration::from_millis(at as u64 % 10 * 4);
        run.push(race(at, delay, restricts, declares, since));
    }
    servers.iter_mut().for_each(Server::kill);
    let good = judged(&place);
    let (mut overlaps, mut late, mut after, mut before) = (0, 0, 0, 0);
    for race in run {
        for (reference, (sent, answered)) in race.declared {
            let good = good[&reference];
            overlaps += usize::from(sent < race.restricted.1 && race.restricted.0 < answered);
            before += usize::from(good);
            after += usize::from(race.restricted.1 < sent);
            late += usize::from(race.restricted.1 < sent && good);
        }
    }
    println!(
        "figure {races} restrictions race declarations in two processes: {overlaps} overlaps, {before} in good standing, \
         {after} sent after the acknowledgement, {late} late"
    );
    assert_eq!(late, 0);
    assert!(races <= overlaps && 0 < after && 0 < before, "the races met: {overlaps} overlaps, {after} after");
}

#[test]
fn a_restriction_is_obeyed_by_the_next_append_of_another_process() {
    restrictions_race_declarations(100);
}

#[test]
fn soak_a_restriction_is_obeyed_by_the_next_append_of_another_process() {
    restrictions_race_declarations(1_000);
}
