//! The register on a real ext4 whose power is cut under load: fifty times in ./soak, with a ledger that no disk holds.
#![expect(clippy::unwrap_used, reason = "a test that cannot make its disk has failed")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use powercut::{Ext4, chance::Chance};
use register::work::Appended;
use register::{Place, Register};
use tokio::sync::Mutex;

mod common;
use common::{new_case, options};

/// How many clients wait for an answer at a time.
const CLIENTS: usize = 32;

/// Key and answer of everything that was acknowledged.
type Ledger = Arc<Mutex<Vec<(String, Appended)>>>;

async fn open(folder: &Path) -> Register {
    let mut options = options();
    // The process that would end here is the test.
    options.disk_failed = Arc::new(|_| {});
    Register::open(Place::Sqlite(folder.join("register.db")), options).await.unwrap()
}

/// One client: a new case after the other, each under its own key, until the register writes no more.
async fn declare(register: Register, name: String, ledger: Ledger, heard: Arc<AtomicBool>) {
    for number in 0.. {
        let key = format!("{name}-{number}");
        let Ok(appended) = register.append(new_case("A", Some(&key), &key)).await else { return };
        let mut ledger = ledger.lock().await;
        // What the dying kernel answers during the cut, no client of a real machine would hear.
        if !heard.load(Ordering::SeqCst) {
            return;
        }
        ledger.push((key, appended));
    }
}

/// Load, cut, power on: how many commands were acknowledged before the cut, and how many of those are gone.
async fn once(disk: &mut Ext4, round: u64, pause: Duration) -> (usize, usize) {
    let register = open(&disk.path()).await;
    register.open_offices(&["A"]).await.unwrap();
    register.push_epoch().await.unwrap();
    let (ledger, heard) = (Ledger::default(), Arc::new(AtomicBool::new(true)));
    let client = |n| declare(register.clone(), format!("r{round}c{n}"), ledger.clone(), heard.clone());
    let clients: Vec<_> = (0..CLIENTS).map(|n| tokio::spawn(client(n))).collect();
    tokio::time::sleep(pause).await;
    {
        let _nobody_hears = ledger.lock().await;
        heard.store(false, Ordering::SeqCst);
        disk.cut().unwrap();
    }
    for client in clients {
        client.await.unwrap();
    }
    register.close().await;
    disk.power_on().unwrap();
    let register = open(&disk.path()).await;
    let ledger = ledger.lock().await;
    let mut lost = 0;
    for (key, appended) in ledger.iter() {
        let again = register.append(new_case("A", Some(key), key)).await.unwrap();
        lost += usize::from(!again.repeated || again.last != appended.last || again.answer != appended.answer);
    }
    register.close().await;
    (ledger.len(), lost)
}

#[tokio::test(flavor = "multi_thread")]
async fn soak_the_register_survives_fifty_power_cuts() {
    let mut disk = match Ext4::new() {
        Ok(disk) => disk,
        Err(refused) => return println!("NOT RUN power cuts of the register on ext4: {refused}"),
    };
    let (mut all, mut gone, mut chance) = (0, 0, Chance::new(50));
    for round in 0..50 {
        let (acknowledged, lost) = once(&mut disk, round, Duration::from_millis(60 + chance.below(200))).await;
        (all, gone) = (all + acknowledged, gone + lost);
    }
    println!("figure 50 power cuts of the register on ext4: {gone} of {all} acknowledged commands lost");
    assert!(all > 500, "the cuts met commands");
    assert_eq!(gone, 0);
}
