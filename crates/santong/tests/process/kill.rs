//! The server is killed under load, again and again; the client alone keeps the ledger and compares.

use std::collections::HashMap;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use crate::http::Line;
use crate::people::{MACHINE, OWNER, export, number, prepare};
use crate::register::{Place, wait};
use crate::running::Server;

/// How many machines declare at a time.
const CLIENTS: usize = 8;

/// What the client knows: each reference that it sent, with the number if it was acknowledged.
type Ledger = Mutex<HashMap<String, Option<String>>>;

/// Declares under a reference, which is the key too; the number that was acknowledged.
fn declare(line: &mut Line, reference: &str) -> std::io::Result<String> {
    let answer = line.keyed(MACHINE, "/api/v1/declarations", reference, &export(OWNER, reference))?;
    assert!(answer.status == 200 || answer.status == 201, "{answer:?}");
    Ok(number(&answer.json()).unwrap_or_else(|| panic!("an answer without a number: {answer:?}")))
}

/// One machine: declares until the server is gone. Written down before sending, and after the answer.
fn load(address: &str, name: &str, ledger: &Ledger) {
    let Ok(mut line) = Line::connect(address) else { return };
    for n in 0.. {
        let reference = format!("{name}-{n}");
        ledger.lock().unwrap().insert(reference.clone(), None);
        let Ok(no) = declare(&mut line, &reference) else { return };
        ledger.lock().unwrap().insert(reference, Some(no));
    }
}

/// After a restart everything of the round is sent again: what was acknowledged gets the same number, the rest gets one.
fn settle(address: &str, round: HashMap<String, Option<String>>) -> HashMap<String, String> {
    let mut line = Line::connect(address).unwrap();
    let again = |(reference, known): (String, Option<String>)| {
        let no = declare(&mut line, &reference).unwrap();
        assert!(known.as_ref().is_none_or(|known| *known == no), "{reference} was {known:?} and is {no}");
        (reference, no)
    };
    round.into_iter().map(again).collect()
}

/// Kills the server so many times under load and compares the ledger with the record.
fn survive(kills: u32) {
    let folder = trial::folder();
    let place = Place::of(folder.path());
    wait(prepare(&place));
    let mut all: HashMap<String, String> = HashMap::new();
    let (mut acknowledged, mut unanswered) = (0, 0);
    let mut server = Server::start(&place);
    for kill in 0..kills {
        let ledger = Ledger::default();
        thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (ledger, address) = (&ledger, server.address.clone());
                scope.spawn(move || load(&address, &format!("k{kill}c{client}"), ledger));
            }
            // Not always at the same point of the load.
            let met = || ledger.lock().unwrap().values().flatten().nth(1).is_some();
            server.kill_under(Duration::from_millis(300 + u64::from(kill * 37 % 400)), met);
        });
        server = Server::start(&place);
        let round = ledger.into_inner().unwrap();
        acknowledged += round.values().flatten().count();
        unanswered += round.values().filter(|no| no.is_none()).count();
        all.extend(settle(&server.address, round));
    }
    server.kill();
    let found = wait(place.accepted());
    for (reference, no) in &all {
        assert_eq!(found.get(reference), Some(&vec![no.clone()]), "{reference} stands in the record once");
    }
    assert_eq!(found.len(), all.len(), "nothing is in the record that nobody sent");
    println!("figure {kills} kills under load: {acknowledged} acknowledged, 0 lost, 0 twice; {unanswered} unanswered");
    assert!(acknowledged > kills as usize, "the kills met load");
}

#[test]
fn twenty_kills_under_load_lose_nothing_and_double_nothing() {
    survive(20);
}

#[test]
fn soak_two_hundred_kills_under_load_lose_nothing_and_double_nothing() {
    survive(200);
}
