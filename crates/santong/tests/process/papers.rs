//! Papers under load: the server is killed while they are drafted, signed and issued; the client alone keeps the ledger.

use crate::http::{Answer, Line};
use crate::people::{MACHINE, OWNER, export, prepare};
use crate::register::{Place, wait};
use crate::running::Server;
use clearance::event::body::{Body, CaseEvent};
use clearance::event::certificate::CertificateAct;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

/// How many cases are worked on at a time.
const CLIENTS: usize = 4;
/// Steps of a paper, from its draft to its issue.
const STEPS: usize = 5;
/// The most papers of a case that a round comes to.
const PAPERS: u64 = 80;

/// Something that was sent: by whom, under which key, and what came back.
#[derive(Clone, Debug)]
struct Sent {
    who: &'static str,
    path: String,
    key: String,
    body: Value,
    answer: Option<String>,
}

impl Sent {
    fn send(&self, line: &mut Line) -> std::io::Result<Answer> {
        if self.who == "signatory" {
            return line.in_person_as(&self.path, &self.key, &self.body);
        }
        line.keyed(self.who, &self.path, &self.key, &self.body)
    }
}

/// A case whose goods were inspected, and its version.
fn inspected(line: &mut Line, reference: &str) -> (String, u64) {
    let no = line.declare(MACHINE, &export(OWNER, reference));
    line.review(&no);
    line.pass("inspector", &no, "产地检验检疫");
    let case = line.get("reviewer", &format!("/api/v1/cases/{no}?purpose=trace"));
    (no, case["version"].as_u64().unwrap())
}

/// What is sent for the next step of the n-th paper of a case, each in the place of the one before.
fn next(line: &mut Line, no: &str, (paper, step): (u64, usize)) -> std::io::Result<(&'static str, String, Value)> {
    let of = format!("/api/v1/cases/{no}/certificates");
    let one = format!("{of}/{paper}");
    Ok(match step {
        0 => {
            let amends = (paper != 1).then(|| paper - 1);
            let draft = json!({ "kind": "20", "said": { "检验检疫结果": ["合格"] }, "amends": amends });
            ("drafter", of, draft)
        }
        1 => ("checker", one, json!({ "act": { "check": {} } })),
        2 => ("engrosser", one, json!({ "act": { "engross": {} } })),
        3 => {
            let shown = line.api("GET", &of, "Authorization: Bearer engrosser\r\n", "")?.json();
            let digest = shown["certificates"].as_array().and_then(|all| all.last()).map(|last| last["digest"].clone());
            ("signatory", format!("{one}/signature"), json!({ "digest": digest }))
        }
        _ => ("releaser-2", one, json!({ "act": { "issue": { "returned": true } } })),
    })
}

/// One case: papers, one in the place of the other, until the server is gone. Written down before sending, and after the answer.
fn load(mut line: Line, (no, mut version): (String, u64), ledger: &Mutex<Vec<Sent>>) {
    for paper in 1..PAPERS {
        for step in 0..STEPS {
            let Ok((who, path, mut body)) = next(&mut line, &no, (paper, step)) else { return };
            body["version"] = version.into();
            let sent = Sent { who, path, key: format!("{no}-{paper}-{step}"), body, answer: None };
            ledger.lock().unwrap().push(sent.clone());
            let Ok(answer) = sent.send(&mut line) else { return };
            assert_eq!(answer.status, 200, "{sent:?}: {answer:?}");
            ledger.lock().unwrap().last_mut().unwrap().answer = Some(answer.body);
            version += 1;
        }
    }
}

/// Signs a browser in where papers are signed.
fn signed_in(address: &str) -> Line {
    let mut line = Line::connect(address).unwrap();
    line.sign_in("signatory");
    line
}

/// Kills the server so many times while papers are issued, sends everything again, and compares the ledger with the record.
fn survive(place: &Place, kills: usize) {
    wait(prepare(place));
    let (mut all, mut acknowledged) = (0, 0);
    let mut server = Server::start(place);
    for kill in 0..kills {
        let mut line = Line::connect(&server.address).unwrap();
        let cases: Vec<_> = (0..CLIENTS).map(|client| inspected(&mut line, &format!("p{kill}-{client}"))).collect();
        let ledgers: Vec<Mutex<Vec<Sent>>> = (0..CLIENTS).map(|_| Mutex::default()).collect();
        thread::scope(|scope| {
            for (case, ledger) in cases.into_iter().zip(&ledgers) {
                let line = signed_in(&server.address);
                scope.spawn(move || load(line, case, ledger));
            }
            let answered =
                |ledger: &Mutex<Vec<Sent>>| ledger.lock().unwrap().iter().filter(|sent| sent.answer.is_some()).count();
            // A paper of each client is through.
            let met = || STEPS * CLIENTS <= ledgers.iter().map(answered).sum();
            server.kill_under(Duration::from_millis(60 + (kill * 37 % 250) as u64), met);
        });
        server = Server::start(place);
        let mut line = signed_in(&server.address);
        for sent in ledgers.into_iter().flat_map(|ledger| ledger.into_inner().unwrap()) {
            let again = sent.send(&mut line).unwrap();
            assert_eq!(again.status, 200, "{sent:?}: {again:?}");
            assert!(sent.answer.as_ref().is_none_or(|answer| *answer == again.body), "{sent:?}: {again:?}");
            acknowledged += usize::from(sent.answer.is_some());
            all += 1;
        }
    }
    server.kill();
    let (events, issued) = recorded(place);
    assert_eq!(events, all, "no more and no fewer than were sent");
    println!("figure {kills} kills while papers came: {acknowledged} acknowledged, 0 lost, 0 twice; {issued} issued");
    assert!(kills < acknowledged && kills / 2 < issued, "the kills met load");
}

/// How many events of papers there are, and how many papers were issued, each once and under a number that is no other's.
fn recorded(place: &Place) -> (usize, usize) {
    let (mut count, mut issued, mut numbers) = (0, BTreeSet::new(), BTreeMap::new());
    for event in wait(place.proved()) {
        let Body::Case(CaseEvent::Certificate(of)) = &event.body else { continue };
        let paper = (event.case.clone().unwrap(), of.certificate);
        count += 1;
        if let CertificateAct::Engrossed { number, .. } = &of.act {
            let number = number.given().unwrap();
            assert_eq!(numbers.insert(number.clone(), paper.clone()), None, "{number} was given twice");
        }
        if let CertificateAct::Issued { number, seal, .. } = &of.act {
            assert_eq!(numbers.get(number), Some(&paper), "{number} is not that paper's");
            assert!(seal.is_some() && issued.insert(paper), "{number} was issued twice");
        }
    }
    (count, issued.len())
}

fn on_sqlite(kills: usize) {
    let folder = trial::folder();
    survive(&Place::of(folder.path()), kills);
}

fn on_postgres(kills: usize) {
    let folder = trial::folder();
    let url = wait(pgtest::fresh()).unwrap();
    survive(&Place::on(folder.path(), &url), kills);
}

#[test]
fn r12_twenty_kills_while_papers_are_issued_lose_none_and_issue_none_twice() {
    on_sqlite(20);
}

#[test]
fn r12_five_kills_while_papers_are_issued_lose_none_on_postgresql() {
    on_postgres(5);
}

#[test]
fn soak_r12_two_hundred_kills_while_papers_are_issued() {
    on_sqlite(200);
}

#[test]
fn soak_r12_fifty_kills_while_papers_are_issued_on_postgresql() {
    on_postgres(50);
}
