//! Memory and patience under bodies that one account sends and never ends.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use desk::clock::Stopwatch;
use serde_json::{Value, json};

use crate::people::{MACHINE, OWNER, export, prepare};
use crate::register::{Place, wait};
use crate::running::Server;

/// Resident memory of a process in KiB.
fn resident(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// A connection that says it sends so many bytes, or so many in chunks, and sends all but the last, if it is let.
fn sends(address: &str, bytes: usize, chunked: bool) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_write_timeout(Some(Duration::from_millis(500))).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    let framing = if chunked { "Transfer-Encoding: chunked".to_owned() } else { format!("Content-Length: {bytes}") };
    let head = format!(
        "POST /api/v1/declarations HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {MACHINE}\r\nIdempotency-Key: k\r\n{framing}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let part = if chunked { format!("10000\r\n{}\r\n", " ".repeat(65_536)) } else { " ".repeat(65_536) };
    let mut left = bytes - 1;
    while 0 < left {
        // Refused early, the rest goes nowhere.
        let now = if chunked { part.len() } else { left.min(part.len()) };
        if stream.write_all(&part.as_bytes()[..now]).is_err() {
            break;
        }
        left = left.saturating_sub(now);
    }
    stream
}

fn answered(stream: &mut TcpStream) -> Option<u16> {
    let mut head = [0; 16];
    stream.read_exact(&mut head).ok()?;
    std::str::from_utf8(&head[9..12]).ok()?.parse().ok()
}

/// How often each status was answered to bodies that were not ended, and by how many KiB memory grew while they were held
/// and after they had gone.
fn flood(server: &Server, bytes: usize, chunked: bool) -> (Vec<Option<u16>>, i64, i64) {
    let before = resident(server.pid());
    let address = &server.address;
    let mut held: Vec<TcpStream> = thread::scope(|scope| {
        let sending: Vec<_> = (0..40).map(|_| scope.spawn(|| sends(address, bytes, chunked))).collect();
        sending.into_iter().map(|sent| sent.join().unwrap()).collect()
    });
    let during = resident(server.pid());
    let answers = held.iter_mut().map(answered).collect();
    drop(held);
    thread::sleep(Duration::from_millis(300));
    let grown = |now: u64| i64::try_from(now).unwrap() - i64::try_from(before).unwrap();
    (answers, grown(during), grown(resident(server.pid())))
}

/// A body of 16 MiB is a batch of small declarations: item by item, many at once from one account in turn.
fn batch(bytes: usize) -> String {
    let one = export(OWNER, "B-0").to_string();
    let many = (bytes / (one.len() + 12)).min(480);
    let padded = |n: usize| {
        let mut declaration: Value = export(OWNER, &format!("B-{n}"));
        declaration["head"] = json!({ "marks": "批".repeat(1_300) });
        declaration
    };
    json!((0..many).map(padded).collect::<Vec<_>>()).to_string()
}

#[test]
fn bodies_b4_forty_connections_of_one_account_take_no_memory_to_speak_of() {
    let folder = trial::folder();
    let place = Place::of(folder.path());
    wait(prepare(&place));
    let server = Server::start(&place);
    let mut line = server.line();
    line.get(MACHINE, "/api/v1/cases");
    for (bytes, chunked, refused) in [(60_000_000, false, 413), (60_000_000, true, 429), (8 << 20, false, 429)] {
        let (answers, during, after) = flood(&server, bytes, chunked);
        println!("figure 40 bodies of {bytes} bytes, chunked {chunked}: memory +{during} KiB, afterwards +{after} KiB");
        assert!(during < 64 << 10 && after < 48 << 10, "{during} and {after} KiB");
        let told = answers.iter().filter(|answer| **answer == Some(refused)).count();
        let open = answers.iter().filter(|answer| answer.is_none()).count();
        assert!(30 <= told + open && 0 < told, "{answers:?}");
        assert!(line.api("GET", "/healthz", "", "").unwrap().status == 200);
    }
    // A batch above the size that is read whole, each with its own answer, and memory for a part of it only.
    let body = batch(4 << 20);
    assert!(2 << 20 < body.len(), "{}", body.len());
    let sent: Value = serde_json::from_str(&body).unwrap();
    let answer = line.post(MACHINE, "/api/v1/declarations", &sent);
    let answers = answer.json()["answers"].clone();
    let statuses: Vec<u64> =
        answers.as_array().unwrap().iter().map(|answer| answer["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, vec![201; sent.as_array().unwrap().len()]);
    // What is broken at its end counts for nothing, also when it is read in parts.
    let broken = body.replace("B-", "C-").replacen("]", "", 0);
    let broken = format!("{}, ?]", broken.trim_end_matches(']'));
    let answer = line.keyed(MACHINE, "/api/v1/declarations", "broken", &Value::Null).unwrap();
    assert_eq!(answer.status, 422);
    let lines = format!("Authorization: Bearer {MACHINE}\r\nIdempotency-Key: broken-2\r\n");
    assert_eq!(line.api("POST", "/api/v1/declarations", &lines, &broken).unwrap().status, 422);
    let found = line.get(MACHINE, "/api/v1/search?key=C-1");
    assert_eq!(found["cases"], json!([]));
}

/// The 99th percentile of a small honest question, in microseconds.
fn honest(server: &Server, times: usize) -> u128 {
    let mut line = server.line();
    let mut took: Vec<u128> = (0..times)
        .map(|_| {
            let watch = Stopwatch::start();
            assert_eq!(line.api("GET", "/healthz", "", "").unwrap().status, 200);
            watch.elapsed().as_micros()
        })
        .collect();
    took.sort_unstable();
    took[times * 99 / 100]
}

#[test]
fn soak_bodies_b4_honest_questions_are_answered_while_forty_bodies_are_sent() {
    let folder = trial::folder();
    let place = Place::of(folder.path());
    wait(prepare(&place));
    let server = Server::start(&place);
    let mut added = Vec::new();
    for _ in 0..5 {
        let before = honest(&server, 2_000);
        let during = thread::scope(|scope| {
            let flooding = scope.spawn(|| (0..4).map(|_| flood(&server, 60_000_000, false).1).max().unwrap());
            let during = honest(&server, 2_000);
            println!("figure memory while 40 bodies of 60 MB are sent: +{} KiB", flooding.join().unwrap());
            during
        });
        println!("figure p99 of an honest question: {before} us before, {during} us while 40 bodies are sent");
        added.push(during.saturating_sub(before));
    }
    added.sort_unstable();
    assert!(added[2] < 10_000, "{added:?} us added");
}
