//! The disk under the embedded register: full, and failing. Nothing that was acknowledged is lost, and the service says plainly
//! what it cannot do and comes back by itself, or ends at once.

use std::collections::HashMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use desk::clock::Stopwatch;
use desk::reserve::SIZE;
use serde_json::json;
use values::actor::Role;

use crate::http::{Answer, Line};
use crate::people::{MACHINE, OWNER, enterprise, export, number, person, prepare};
use crate::register::{PASSWORD, Place, wait};
use crate::running::Server;

/// An enterprise that is restricted while the disk is full.
const OTHER: &str = "X-OTHER-1";

/// A disk of 256 MiB in memory; dropped, it is unmounted.
struct Disk(PathBuf);

impl Disk {
    fn mount(at: &Path) -> Result<Disk, String> {
        let mut mount = Command::new("mount");
        let output = mount.args(["-t", "tmpfs", "-o", "size=256m", "tmpfs"]).arg(at).output();
        let output = output.map_err(|error| error.to_string())?;
        if output.status.success() {
            Ok(Disk(at.to_owned()))
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into())
        }
    }

    /// Fills what is left, to the last byte.
    fn fill(&self, name: &str) {
        let mut file = File::create(self.0.join(name)).unwrap();
        for size in [1 << 20, 4_096, 1] {
            while file.write_all(&vec![1; size]).is_ok() {}
        }
    }

    fn free(&self, name: &str) {
        std::fs::remove_file(self.0.join(name)).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // A file that is still open keeps it; then it goes when that is closed.
        Command::new("umount").arg("-l").arg(&self.0).status().map(drop).unwrap_or_default();
    }
}

/// What one machine knows: each reference that it sent, with the number if it was acknowledged.
type Ledger = Mutex<HashMap<String, Option<String>>>;

fn declare(line: &mut Line, reference: &str) -> std::io::Result<Answer> {
    line.keyed(MACHINE, "/api/v1/declarations", reference, &export(OWNER, reference))
}

/// Says plainly that there is no room, and when to come again.
#[track_caller]
fn no_room(answer: &Answer) {
    let told = answer.json();
    assert!(answer.status == 503 && told["code"] == "busy" && answer.wait_s.is_some(), "{answer:?}");
    assert!(told["detail"].as_str().is_some_and(|detail| detail.contains("磁盘")), "{answer:?}");
}

/// Declares until it is told to stop; what is refused for want of room is sent again under the same key.
fn load(address: &str, name: &str, ledger: &Ledger, stop: &AtomicBool, refused: &AtomicBool) {
    let mut line = Line::connect(address).unwrap();
    for n in 0.. {
        let reference = format!("{name}-{n}");
        loop {
            if stop.load(Ordering::SeqCst) {
                return;
            }
            ledger.lock().unwrap().entry(reference.clone()).or_default();
            let answer = declare(&mut line, &reference).unwrap();
            if answer.status == 201 {
                ledger.lock().unwrap().insert(reference, number(&answer.json()));
                break;
            }
            no_room(&answer);
            refused.store(true, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(100));
        }
    }
}

/// Tells the machines to stop, also when the test has failed.
struct Stops<'a>(&'a AtomicBool);

impl Drop for Stops<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Waits until something holds; how long it took.
fn until(what: &str, longest: Duration, mut holds: impl FnMut() -> bool) -> Duration {
    let watch = Stopwatch::start();
    while !holds() {
        assert!(watch.elapsed() < longest, "{what} after {longest:?}");
        thread::sleep(Duration::from_millis(50));
    }
    watch.elapsed()
}

/// What still works while there is no room for anything new.
fn works_while_full(server: &Server, data: &Path, known: &str) {
    let mut line = server.line();
    let token = std::fs::read_to_string(data.join("metrics.token")).unwrap();
    let metrics = line.api("GET", "/metrics", &format!("Authorization: Bearer {token}\r\n"), "").unwrap();
    assert!(metrics.body.contains("santong_disk_short 1"), "{}", metrics.body);
    let again = declare(&mut line, "before").unwrap();
    assert_eq!((again.status, number(&again.json()).as_deref()), (201, Some(known)), "{again:?}");
    line.get("reviewer", &format!("/api/v1/cases/{known}"));
    let review = line.act("reviewer", known, "review", json!({ "review": { "pass": {} } }));
    no_room(&review);
    line.sign_in("reviewer");
    assert_eq!(line.page(&format!("/case/{known}")).status, 200);
    let body = json!({ "reason": "严重失信", "basis": "「本方案」三(三)二" });
    let restricted = line.post("operations", &format!("/api/v1/enterprises/{OTHER}/blacklist"), &body);
    assert_eq!(restricted.status, 201, "a restriction waits for nobody: {restricted:?}");
}

/// With the reserve gone too: reads go on, and what has to be written is refused in so many words.
fn says_so_when_nothing_is_left(server: &Server, known: &str) {
    let mut line = server.line();
    line.get("reviewer", &format!("/api/v1/cases/{known}"));
    assert_eq!(line.page("/sign-in").status, 200);
    for _ in 0..50 {
        let body = json!({ "grade": "B", "reason": "年度评定", "basis": "「企业信用办法」第十八条" });
        let graded = line.post("operations", &format!("/api/v1/enterprises/{OTHER}/grades"), &body);
        if graded.status == 503 {
            // Either nothing was written, or it was and its epoch has not reached every office: the same key asks again.
            return assert!(graded.json()["code"] == "busy" && graded.wait_s.is_some(), "{graded:?}");
        }
        assert_eq!(graded.status, 201, "{graded:?}");
        let session = line.form("/sign-in", &format!("account=reviewer&password={PASSWORD}"));
        assert!([303, 503].contains(&session.status), "{session:?}");
    }
}

#[test]
fn f3_a_full_disk_loses_nothing_and_the_service_comes_back() {
    let folder = trial::folder();
    let disk = match Disk::mount(folder.path()) {
        Ok(disk) => disk,
        Err(refused) => return println!("NOT RUN full disk: {refused}"),
    };
    let place = Place::of(&folder.path().join("data"));
    wait(prepare(&place));
    let other = person("other", Role::Declarant, None, Some(OTHER), "2015-05-01");
    wait(place.peopled(enterprise(OTHER, "640100", "A", "2015-05-01").into(), vec![other]));
    let mut server = Server::start(&place);
    let reserve = place.data.join("reserve");
    until("the reserve is there", Duration::from_secs(10), || {
        std::fs::metadata(&reserve).is_ok_and(|f| f.len() == SIZE)
    });
    let known = server.line().declare_as("before");
    let (ledger, stop, refused) = (Ledger::default(), AtomicBool::new(false), AtomicBool::new(false));
    let back = thread::scope(|scope| {
        for client in 0..4 {
            let (ledger, stop, refused, address) = (&ledger, &stop, &refused, &server.address);
            scope.spawn(move || load(address, &format!("c{client}"), ledger, stop, refused));
        }
        let _stops = Stops(&stop);
        thread::sleep(Duration::from_millis(500));
        disk.fill("ballast");
        until("declarations are refused", Duration::from_secs(5), || refused.load(Ordering::SeqCst));
        until("the reserve is given up", Duration::from_secs(5), || !reserve.exists());
        works_while_full(&server, &place.data, &known);
        disk.fill("more");
        says_so_when_nothing_is_left(&server, &known);
        disk.free("ballast");
        disk.free("more");
        let acknowledged = || ledger.lock().unwrap().values().flatten().count();
        let before = acknowledged();
        until("declarations are taken again", Duration::from_secs(5), || before < acknowledged())
    });
    until("the reserve is there again", Duration::from_secs(5), || reserve.exists());
    let ledger = ledger.into_inner().unwrap();
    let sent = ledger.len();
    let acknowledged: HashMap<String, String> = ledger.into_iter().filter_map(|(r, no)| Some((r, no?))).collect();
    server.kill();
    let found = wait(place.accepted());
    for (reference, no) in &acknowledged {
        assert_eq!(found.get(reference), Some(&vec![no.clone()]), "{reference} stands in the record once");
    }
    assert!(found.values().all(|numbers| numbers.len() == 1), "nothing stands twice");
    println!(
        "figure disk full under load: {} of {sent} acknowledged, 0 lost, taken again after {} ms",
        acknowledged.len(),
        back.as_millis()
    );
}

#[test]
fn f4_a_failing_sync_ends_the_process_and_nothing_is_acknowledged_after_it() {
    let (mut acknowledged, mut ended) = (0, Duration::ZERO);
    for sync in [30, 45, 61] {
        let folder = trial::folder();
        let place = Place::of(folder.path());
        wait(prepare(&place));
        let mut server = match Server::failing(&place, sync) {
            Ok(server) => server,
            Err(refused) => return println!("NOT RUN failing sync: {refused}"),
        };
        let mut line = server.line();
        let (mut ledger, watch) = (Vec::new(), Stopwatch::start());
        let at = loop {
            let reference = format!("r-{}", ledger.len());
            match declare(&mut line, &reference) {
                Ok(answer) => {
                    assert_eq!(answer.status, 201, "{answer:?}");
                    ledger.push((reference, number(&answer.json()).unwrap()));
                }
                Err(_) => break watch.elapsed(),
            }
            assert!(ledger.len() < 1_000, "no sync failed");
        };
        until("the process has ended", Duration::from_secs(1), || server.ended());
        ended = ended.max(watch.elapsed().saturating_sub(at));
        acknowledged += ledger.len();
        let server = Server::start(&place);
        let mut line = server.line();
        for (reference, no) in &ledger {
            let again = declare(&mut line, reference).unwrap();
            assert_eq!(number(&again.json()).as_ref(), Some(no), "{reference} was acknowledged");
        }
        drop(server);
        let found = wait(place.accepted());
        assert!(found.values().all(|numbers| numbers.len() == 1) && found.len() <= ledger.len() + 1);
    }
    println!(
        "figure 3 failing syncs: {acknowledged} acknowledged before, 0 after, 0 lost; ended within {} ms",
        ended.as_millis()
    );
}

impl Line {
    fn declare_as(&mut self, reference: &str) -> String {
        number(&declare(self, reference).unwrap().json()).unwrap()
    }
}
