//! Files under load: the server is killed while they come, and many large ones come at once.

use crate::http::Line;
use crate::people::{MACHINE, OWNER, export, number, prepare};
use crate::register::{Place, wait};
use crate::running::{Server, refuses};
use desk::file::shelf::{Pace, Shelf, sweep, verify};
use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;
use values::calendar::Timestamp;

/// How many machines send files at a time.
const CLIENTS: usize = 4;

/// What the client knows: by case and key what was sent, with the file's number if it was acknowledged.
type Ledger = HashMap<(String, String), (String, Option<String>)>;

/// A text that nobody else sends.
fn content(name: &str, size: usize) -> String {
    name.chars().cycle().take(size).collect()
}

fn give(line: &mut Line, (no, key): (&str, &str), text: &str) -> std::io::Result<String> {
    let lines = format!("Authorization: Bearer {MACHINE}\r\nIdempotency-Key: {key}\r\n");
    let answer = line.api("POST", &format!("/api/v1/cases/{no}/files?name={key}.txt"), &lines, text)?;
    assert!([200, 201].contains(&answer.status), "{answer:?}");
    Ok(answer.json()["file"].as_str().unwrap().to_owned())
}

/// One machine: declares a case and gives it files until the server is gone.
fn load(address: &str, name: &str, ledger: &Mutex<Ledger>) {
    let Ok(mut line) = Line::connect(address) else { return };
    let Ok(answer) = line.keyed(MACHINE, "/api/v1/declarations", name, &export(OWNER, name)) else { return };
    let no = number(&answer.json()).unwrap_or_else(|| panic!("{answer:?}"));
    for n in 0..190 {
        let (key, text) = (format!("{name}-{n}"), content(&format!("{name}-{n} "), 30_000 + n * 1_000));
        let at = (no.clone(), key.clone());
        ledger.lock().unwrap().insert(at.clone(), (text.clone(), None));
        let Ok(file) = give(&mut line, (&no, &key), &text) else { return };
        ledger.lock().unwrap().insert(at, (text, Some(file)));
    }
}

/// After a restart what was acknowledged is read as it was sent; everything is sent again, and has one number.
fn settle(address: &str, round: Ledger) -> usize {
    let mut line = Line::connect(address).unwrap();
    for ((no, key), (text, known)) in &round {
        if let Some(file) = known {
            let lines = format!("Authorization: Bearer {MACHINE}\r\n");
            let read = line.api("GET", &format!("/api/v1/cases/{no}/files/{file}"), &lines, "").unwrap();
            assert!(read.status == 200 && read.body == *text, "{key} was acknowledged and is {}", read.status);
        }
        let again = give(&mut line, (no, key), text).unwrap();
        assert!(known.as_ref().is_none_or(|known| *known == again), "{key} was {known:?} and is {again}");
    }
    round.len()
}

/// Kills the server so many times while files come, and compares the ledger with the folder and the record.
fn survive(place: &Place, kills: u32) {
    wait(prepare(place));
    let (mut all, mut acknowledged) = (0, 0);
    let mut server = Server::start(place);
    for kill in 0..kills {
        let ledger = Mutex::new(Ledger::new());
        thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (ledger, address) = (&ledger, server.address.clone());
                scope.spawn(move || load(&address, &format!("f{kill}c{client}"), ledger));
            }
            let met = || ledger.lock().unwrap().values().filter_map(|(_, file)| file.as_ref()).nth(1).is_some();
            server.kill_under(Duration::from_millis(150 + u64::from(kill * 37 % 250)), met);
        });
        server = Server::start(place);
        let round = ledger.into_inner().unwrap();
        acknowledged += round.values().filter(|(_, file)| file.is_some()).count();
        all += settle(&server.address, round);
    }
    server.kill();
    let (sound, bad, swept, left) = wait(async {
        let field = place.open().await;
        let shelf = Shelf::of(&field).unwrap();
        let never = Timestamp(6_000_000_000_000_000);
        let swept = sweep(shelf, never).await.unwrap();
        let report = verify(shelf, Pace::of(None)).await.unwrap();
        let left = shelf.store.before(std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(6_000_000_000)).unwrap();
        field.register.clone().close().await;
        (report.sound, report.bad, swept, left)
    });
    assert_eq!(bad, Vec::new());
    assert_eq!(
        (sound as usize, left.whole.len(), left.half.len()),
        (all, all, 0),
        "no more and no fewer than were sent"
    );
    println!("figure {kills} kills while files came: {acknowledged} acknowledged, 0 lost; {swept} swept, {all} whole");
    assert!(acknowledged > kills as usize, "the kills met load");
}

fn on_sqlite(kills: u32) {
    let folder = trial::folder();
    survive(&Place::of(folder.path()), kills);
}

fn on_postgres(kills: u32) {
    let folder = trial::folder();
    let url = wait(pgtest::fresh()).unwrap();
    survive(&Place::on(folder.path(), &url), kills);
}

#[test]
fn f1_twenty_kills_while_files_come_lose_nothing_and_leave_nothing_half() {
    on_sqlite(20);
}

#[test]
fn f1_five_kills_while_files_come_lose_nothing_on_postgresql() {
    on_postgres(5);
}

/// What is given to one process is read by the other, the same content once whoever is given it; who has another key, or does not know
/// the folder, does not start.
#[test]
fn issue_two_processes_share_one_folder_of_files_and_a_stranger_does_not_start() {
    let [folder, other, third] = [trial::folder(), trial::folder(), trial::folder()];
    let url = wait(pgtest::fresh()).unwrap();
    let (first, second) = (Place::on(folder.path(), &url), Place::on(other.path(), &url));
    let shared = folder.path().join("shared").to_str().unwrap().to_owned();
    wait(prepare(&first));
    second.joins(&first);
    let servers = [&first, &second].map(|place| Server::start_with(place, &["--files", &shared]));
    let mut lines = servers.each_ref().map(Server::line);
    let no = lines[0].declare(MACHINE, &export(OWNER, "shared"));
    for n in 0..20 {
        let (one, text) = (n % 2, content(&format!("shared-{n} "), 50_000));
        let file = give(&mut lines[one], (&no, &format!("s{n}")), &text).unwrap();
        let lines_of = format!("Authorization: Bearer {MACHINE}\r\n");
        let read = lines[1 - one].api("GET", &format!("/api/v1/cases/{no}/files/{file}"), &lines_of, "").unwrap();
        assert!(read.status == 200 && read.body == text, "{n}: {}", read.status);
        assert_eq!(give(&mut lines[1 - one], (&no, &format!("again{n}")), &text).unwrap(), file, "{n}");
    }
    // The same text at both in the same moment: one file is the case's, and each is told a number that is read.
    let text = content("at once ", 200_000);
    let told: Vec<String> = thread::scope(|scope| {
        let (no, text) = (&no, &text);
        let both = lines.iter_mut().zip(["x", "y"]);
        let both: Vec<_> = both.map(|(line, key)| scope.spawn(move || give(line, (no, key), text).unwrap())).collect();
        both.into_iter().map(|sent| sent.join().unwrap()).collect()
    });
    for file in &told {
        let lines_of = format!("Authorization: Bearer {MACHINE}\r\n");
        let read = lines[0].api("GET", &format!("/api/v1/cases/{no}/files/{file}"), &lines_of, "").unwrap();
        assert_eq!((read.status, read.body.len()), (200, 200_000));
    }
    // Another master key, and the right one without the folder.
    let stranger = Place::on(third.path(), &url);
    assert!(refuses(&stranger).contains("the master key is not this register's"));
    stranger.joins(&first);
    assert!(refuses(&stranger).contains("--files"));
}

#[test]
fn soak_two_hundred_kills_while_files_come() {
    on_sqlite(200);
    on_postgres(50);
}

/// A number of a process's status in KiB.
fn kib(pid: u32, name: &str) -> i64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Sends a PDF of 20 MB piece by piece; the status of the answer.
fn sends(address: &str, no: &str, n: usize) -> u16 {
    let mut stream = TcpStream::connect(address).unwrap();
    let size = 20_000_000_usize;
    let head = format!(
        "POST /api/v1/cases/{no}/files?name=a{n}.pdf HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {MACHINE}\r\nIdempotency-Key: big{n}\r\nContent-Length: {size}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let piece: Vec<u8> = (0..65_536_usize).map(|at| (at * 31 + n * 7) as u8 | 0x80).collect();
    stream.write_all(b"%PDF-1.7").unwrap();
    let mut left = size - 8;
    while 0 < left {
        let now = left.min(piece.len());
        stream.write_all(&piece[..now]).unwrap();
        left -= now;
    }
    let mut status = [0; 12];
    stream.read_exact(&mut status).unwrap();
    std::str::from_utf8(&status[9..]).unwrap().parse().unwrap()
}

fn at_once(count: usize) {
    let folder = trial::folder();
    let place = Place::of(folder.path());
    wait(prepare(&place));
    let server = Server::start(&place);
    let mut line = server.line();
    let no = line.declare(MACHINE, &export(OWNER, "big"));
    let before = kib(server.pid(), "VmRSS");
    let statuses: Vec<u16> = thread::scope(|scope| {
        let (address, no) = (&server.address, &no);
        let sending: Vec<_> = (0..count).map(|n| scope.spawn(move || sends(address, no, n))).collect();
        sending.into_iter().map(|sent| sent.join().unwrap()).collect()
    });
    assert_eq!(statuses, vec![201; count]);
    let grown = kib(server.pid(), "VmHWM") - before;
    println!("figure {count} files of 20 MB at once: memory grew by {} MiB", grown / 1024);
    assert!(grown < 64 * 1024, "{grown} KiB");
}

#[test]
fn bodies_b4_eight_files_of_20_mb_at_once_take_little_memory() {
    at_once(8);
}

#[test]
fn soak_forty_files_of_20_mb_at_once() {
    at_once(40);
}
