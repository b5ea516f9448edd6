//! The server is killed under load, again and again; the client alone keeps the ledger and compares.
#![allow(clippy::unwrap_used, reason = "a test that cannot start a server has failed")]

mod http;
mod register;

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use http::Line;
use register::{OWNER, TOKEN, accepted, arguments, prepare};

/// How many machines declare at a time.
const CLIENTS: usize = 8;

/// A server process; dropped, it is gone.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    /// Starts the binary on a data folder and waits until it serves.
    fn start(data: &Path) -> Server {
        let mut command = Command::new(env!("CARGO_BIN_EXE_santong"));
        let mut process = command.args(arguments(data)).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let said = lines.find_map(|line| Some(line.unwrap().split_once("http://")?.1.trim().to_owned()));
        let address = said.expect("the server says its address");
        // What it says later must not fill the pipe.
        thread::spawn(move || lines.count());
        Server { process, address }
    }

    fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have been killed already, and then there is nobody to wait for.
        self.process.kill().and_then(|()| self.process.wait().map(drop)).unwrap_or_default();
    }
}

/// What the client knows: each reference that it sent, with the number if it was acknowledged.
type Ledger = Mutex<HashMap<String, Option<String>>>;

fn declaration(reference: &str) -> String {
    serde_json::json!({
        "direction": "exit", "reference": reference,
        "parties": {"owner": OWNER, "declarant": OWNER},
        "offices": {"accept": "370100", "origin": "640100"},
        "journey": {"port": "CNQDP", "transport": "1", "destination_country": "DE"},
        "lines": [{"hs": "6109100000", "name": "棉制针织T恤衫", "origin": "CN",
            "quantity": "1000 C62", "net_mass": "200 kg",
            "value": "5000.00 USD",
            "packages": [{"kind": "CT", "count": 100}]}],
        "attachments": [{"kind": "101001"}, {"kind": "101002"}]
    })
    .to_string()
}

/// Declares under a reference, which is the key too; the number that was acknowledged.
fn declare(line: &mut Line, reference: &str) -> std::io::Result<String> {
    let lines = format!("Authorization: Bearer {TOKEN}\r\nIdempotency-Key: {reference}\r\n");
    let (status, body) = line.ask("POST", "/api/v1/declarations", &lines, &declaration(reference))?;
    assert!(status == 200 || status == 201, "{status} {body}");
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    Ok(number(&body).unwrap_or_else(|| panic!("an answer without a number: {body}")))
}

fn number(answer: &serde_json::Value) -> Option<String> {
    Some(answer["cases"][0]["no"].as_str()?.to_owned())
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
    let folder = Folder::new(kills);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(prepare(&folder.0));
    let mut all: HashMap<String, String> = HashMap::new();
    let (mut acknowledged, mut unanswered) = (0, 0);
    let mut server = Server::start(&folder.0);
    for kill in 0..kills {
        let ledger = Ledger::default();
        thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (ledger, address) = (&ledger, &server.address);
                scope.spawn(move || load(address, &format!("k{kill}c{client}"), ledger));
            }
            // Not always at the same point of the load.
            thread::sleep(Duration::from_millis(300 + u64::from(kill * 37 % 400)));
            server.process.kill().unwrap();
        });
        server.kill();
        server = Server::start(&folder.0);
        let round = ledger.into_inner().unwrap();
        acknowledged += round.values().flatten().count();
        unanswered += round.values().filter(|no| no.is_none()).count();
        all.extend(settle(&server.address, round));
    }
    server.kill();
    let found = runtime.block_on(accepted(&folder.0));
    for (reference, no) in &all {
        assert_eq!(found.get(reference), Some(&vec![no.clone()]), "{reference} stands in the record once");
    }
    assert_eq!(found.len(), all.len(), "nothing is in the record that nobody sent");
    println!("figure {kills} kills under load: {acknowledged} acknowledged, 0 lost, 0 twice; {unanswered} unanswered");
    assert!(acknowledged > kills as usize, "the kills met load");
}

/// A folder for the data; removed when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(number: u32) -> Folder {
        let path = std::env::temp_dir().join(format!("santong-kill-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is left to whoever empties temporary folders.
        std::fs::remove_dir_all(&self.0).unwrap_or_default();
    }
}

#[test]
fn twenty_kills_under_load_lose_nothing_and_double_nothing() {
    survive(20);
}

#[test]
fn soak_two_hundred_kills_under_load_lose_nothing_and_double_nothing() {
    survive(200);
}
