//! Rules 5: an adoption counts for every decision that comes after it, in every process, and no process decides by what it cannot load.

use crate::given::{ask, folder, opened, owner};
use crate::story::export;
use clearance::event::Source;
use clearance::event::body::CaseEvent;
use clearance::event::edition::OpenCases;
use clearance::event::region::RegionEvent;
use clearance::intent::Intent;
use desk::Desk;
use desk::act::{self, Denied, edition};
use desk::clock::{Chance, Clock};
use desk::edition::{Files, all_of, bytes_of, hash_of};
use desk::field::MOST;
use policy::Hashing;
use register::cases::FIELD;
use register::scope::Scope;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use trial::desk::{confirms, happens, law, proposes};
use trial::people::{graded, registered};
use trial::{opening, root};
use values::actor::{Actor, Role};
use values::calendar::{Day, Timestamp};

/// Those who declare at a time in each process.
const AT_ONCE: usize = 4;

/// The region's files with a word more, which nobody's approval is wanted for.
fn another(n: usize) -> Files {
    let mut files = all_of(&root().join("policy/9+1")).unwrap();
    files.push((format!("note-{n}.txt"), n.to_string()));
    files
}

/// Two processes on one database, or two that share one where the engine is embedded, on the machine's clock.
async fn processes(folder: &trial::TempDir, database: Option<String>) -> [Arc<Desk>; 2] {
    let opening = opening(folder.path(), database.clone());
    let one = trial::desk::opened(&opening, Clock::machine(), Chance::seeded(7)).await;
    happens(
        &one,
        vec![registered(owner().as_str(), "宁夏枸杞有限公司", "640100", false), graded(owner().as_str(), "A")],
    )
    .await;
    if database.is_none() {
        return [Arc::clone(&one), one];
    }
    let two = trial::desk::opened(&opening, Clock::machine(), Chance::seeded(8)).await;
    [one, two]
}

/// What came of one declaration: when it began and ended, when it was recorded, and by which edition.
struct One {
    began: Timestamp,
    ended: Timestamp,
    recorded: Timestamp,
    policy: String,
}

async fn declares(desk: Arc<Desk>, on: Arc<AtomicBool>) -> Vec<One> {
    let mut all = Vec::new();
    while on.load(Ordering::Relaxed) {
        let began = desk.clock.now();
        let agent = ask(&desk, "agent", &[Role::Declarant], None);
        let outcome = act::declare(&desk, vec![(agent, export())]).await.pop().unwrap();
        let done = outcome.unwrap_or_else(|why| panic!("{why:?}"));
        let ended = desk.clock.now();
        let no = done.answer.cases[0].no.to_string();
        let events = desk.field.register.case_events(&Scope::system(), &no).await.unwrap().unwrap();
        let accepted = events.iter().find_map(|event| match event.body.of_case() {
            Some(CaseEvent::Accepted(accepted)) => Some((event.recorded, accepted.verdict.receipt.policy.clone())),
            Some(_) | None => None,
        });
        let (recorded, policy) = accepted.unwrap();
        all.push(One { began, ended, recorded, policy });
    }
    all
}

/// Adopts editions one after another while both processes declare: declarations that an adoption fell into, and those of afterwards
/// that went by an edition of before.
async fn overlaps(database: Option<String>, wanted: usize) -> (usize, usize, usize) {
    let folder = folder();
    let desks = processes(&folder, database).await;
    let (mut met, mut late, mut adopted) = (0, 0, 0);
    while met < wanted {
        let today = desks[0].field.day(desks[0].clock.now());
        let no = proposes(&desks[0], another(adopted), today, OpenCases::AsBefore).await.unwrap();
        // As the job does each second.
        desks[1].field.catch_up().await.unwrap();
        desk::prepare::report(&desks[1]).await.unwrap();
        let on = Arc::new(AtomicBool::new(true));
        let declaring: Vec<_> =
            (0..AT_ONCE * 2).map(|n| tokio::spawn(declares(Arc::clone(&desks[n % 2]), Arc::clone(&on)))).collect();
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        let asked = desks[0].clock.now();
        confirms(&desks[0], no).await.unwrap();
        let acknowledged = desks[0].clock.now();
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        on.store(false, Ordering::Relaxed);
        let version = law(&desks[0]).await.version().to_owned();
        for task in declaring {
            for one in task.await.unwrap() {
                met += usize::from(one.began <= acknowledged && asked <= one.ended);
                let after = acknowledged < one.recorded || acknowledged < one.began;
                late += usize::from(after && one.policy != version);
            }
        }
        adopted += 1;
    }
    (met, late, adopted)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_5_after_an_adoption_is_acknowledged_no_decision_goes_by_the_edition_before() {
    for database in [None, Some(pgtest::fresh().await.unwrap())] {
        let (met, late, adopted) = overlaps(database, 100).await;
        println!("figure overlaps {met} of {adopted} adoptions, late {late}");
        assert!(100 <= met && late == 0, "{late} of {met}");
    }
}

/// The same at length, for `./soak`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn soak_rules_5_a_thousand_declarations_that_an_adoption_fell_into() {
    for database in [None, Some(pgtest::fresh().await.unwrap())] {
        let (met, late, adopted) = overlaps(database, 1000).await;
        println!("figure overlaps {met} of {adopted} adoptions, late {late}");
        assert!(1000 <= met && late == 0, "{late} of {met}");
    }
}

#[tokio::test]
async fn rules_5_a_process_that_cannot_load_what_was_adopted_decides_nothing_and_says_so() {
    let url = pgtest::fresh().await.unwrap();
    let folder = folder();
    let desk = opened(&folder, Some(url)).await;
    let agent = ask(&desk, "agent", &[Role::Declarant], None);
    let declared = async || act::declare(&desk, vec![(agent.clone(), export())]).await.pop().unwrap();
    let before = declared().await.unwrap().answer.cases[0].no.to_string();
    // What a newer program adopted: a table that this one does not know.
    let mut files = another(0);
    files.push(("new.md".into(), "| 不识 |\n|---|\n| x |\n".into()));
    let version = policy::edition::version(&files, Hashing::Files);
    desk.field.register.keep_edition(&hash_of(&version).unwrap(), &bytes_of(&files), 0).await.unwrap();
    let today = desk.field.day(desk.clock.now());
    let (region, from) = ("9+1".to_owned(), Some(today.plus(30)));
    let adopted = |version: &str| RegionEvent::PolicyAdopted {
        version: version.to_owned(),
        region: region.clone(),
        demonstration: true,
        hashing: Hashing::Files,
        from,
        proposal: None,
        carried: None,
    };
    happens(&desk, vec![adopted(&version)]).await;
    let unable = desk.field.unable().unwrap();
    assert!(unable.version == version && unable.why.contains("new.md:1:3"), "{unable:?}");
    assert!(matches!(declared().await, Err(Denied::Busy(_))), "nothing new, though it governs in a month only");
    let withdraw = clearance::case::decide::Command::Withdraw;
    let acted = act::act(&desk, &agent, &before, None, &withdraw).await;
    assert!(matches!(acted, Err(Denied::Busy(_))), "nor what began before");
    desk::prepare::report(&desk).await.unwrap();
    let said = desk::process::alive(&desk.field, desk.clock.now()).await.unwrap();
    assert!(said[0].said.unable.as_ref().is_some_and(|why| why.contains(&version)), "{said:?}");
    // Once it can be loaded the process goes on by itself: here the table is mended in place of a newer program.
    let mended = another(1);
    let good = policy::edition::version(&mended, Hashing::Files);
    desk.field.register.keep_edition(&hash_of(&good).unwrap(), &bytes_of(&mended), 0).await.unwrap();
    happens(&desk, vec![adopted(&good)]).await;
    assert!(desk.field.unable().is_some(), "one of two is not enough");
}

/// The edition of a day among adoptions in their order.
fn naive<'a>(adopted: &'a [(Day, String)], day: Day, founding: &'a str) -> &'a str {
    let mut found: Option<&(Day, String)> = None;
    for one in adopted.iter().filter(|one| one.0 <= day) {
        if found.is_none_or(|best| best.0 <= one.0) {
            found = Some(one);
        }
    }
    found.map_or(founding, |one| &one.1)
}

#[tokio::test]
async fn rules_5_each_case_goes_by_the_edition_of_its_day_though_only_some_are_in_memory() {
    let folder = folder();
    let desk = opened(&folder, None).await;
    let founding = law(&desk).await.version().to_owned();
    let first = desk.field.day(desk.clock.now());
    let mut adopted: Vec<(Day, String)> = Vec::new();
    let mut cases: Vec<(String, String)> = Vec::new();
    // First days in no order, some twice.
    for (n, days) in [3, 1, 1, 4, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8].into_iter().enumerate() {
        let files = another(n);
        let (version, from) = (policy::edition::version(&files, Hashing::Files), first.plus(days));
        desk.field.register.keep_edition(&hash_of(&version).unwrap(), &bytes_of(&files), 0).await.unwrap();
        let event = RegionEvent::PolicyAdopted {
            version: version.clone(),
            region: "9+1".to_owned(),
            demonstration: true,
            hashing: Hashing::Files,
            from: Some(from),
            proposal: None,
            carried: None,
        };
        happens(&desk, vec![event]).await;
        adopted.push((from, version));
        assert!(desk.field.editions_held() <= MOST, "{} editions in memory", desk.field.editions_held());
    }
    for day in 0..12 {
        let agent = ask(&desk, "agent", &[Role::Declarant], None);
        let done = act::declare(&desk, vec![(agent.clone(), export())]).await.pop().unwrap().unwrap();
        let no = done.answer.cases[0].no.to_string();
        let wanted = naive(&adopted, first.plus(day), &founding).to_owned();
        cases.push((no, wanted));
        // What began before goes by its own, though that may not be in memory any more.
        for (no, wanted) in &cases {
            let (case, _) = act::load(&desk.field, &agent, no).await.unwrap().unwrap();
            assert_eq!(case.policy, *wanted);
            assert_eq!(desk.field.law_of(&case.policy, case.day).await.unwrap().version(), *wanted);
        }
        desk.clock.advance(std::time::Duration::from_secs(86_400));
    }
    assert_eq!(desk.field.editions_held(), MOST);
    let register = &desk.field.register;
    let before = register.contents().await.unwrap();
    assert_eq!(register.rebuild(&FIELD).await.unwrap(), before);
    assert_eq!(desk::record::unsound(register).await.unwrap(), (adopted.len() + 1, Vec::new()));
}

/// The register's engines, each with a desk on the clock by hand.
async fn both() -> Vec<(trial::TempDir, Arc<Desk>)> {
    let mut all = Vec::new();
    for database in [None, Some(pgtest::fresh().await.unwrap())] {
        let folder = folder();
        let desk = opened(&folder, database).await;
        all.push((folder, desk));
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_5_of_two_who_confirm_at_once_one_does_and_what_is_taken_back_meanwhile_is_not_adopted() {
    for (_folder, desk) in both().await {
        let today = desk.field.day(desk.clock.now());
        let no = proposes(&desk, another(0), today, OpenCases::AsBefore).await.unwrap();
        let confirming: Vec<_> = (0..8)
            .map(|_| {
                let desk = Arc::clone(&desk);
                tokio::spawn(async move { confirms(&desk, no).await })
            })
            .collect();
        let mut done = 0;
        for task in confirming {
            match task.await.unwrap() {
                Ok(_) => done += 1,
                Err(Denied::NotAllowed(why)) => assert_eq!(why.reason.code(), "proposal_closed"),
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!((done, desk.field.known().region.adopted().len()), (1, 2));
        for n in 1..6 {
            let no = proposes(&desk, another(n), today, OpenCases::AsBefore).await.unwrap();
            let withdraws = {
                let desk = Arc::clone(&desk);
                tokio::spawn(async move {
                    let ask = ask(&desk, "o-3", &[Role::Operations], Some("370100"));
                    edition::withdraw(&desk, &ask, no, "改提").await
                })
            };
            let confirmed = confirms(&desk, no).await.is_ok();
            let withdrawn = withdraws.await.unwrap().is_ok();
            assert!(confirmed != withdrawn, "exactly one of both: {confirmed} {withdrawn}");
            assert_eq!(desk.field.known().region.proposal(no).unwrap().was_adopted(), confirmed);
        }
    }
}

#[tokio::test]
async fn rules_5_what_a_process_died_over_between_the_event_and_its_push_is_made_good_at_start() {
    let folder = folder();
    let opening = opening(folder.path(), None);
    let desk = opened(&folder, None).await;
    let today = desk.field.day(desk.clock.now());
    let no = proposes(&desk, another(0), today, OpenCases::AsBefore).await.unwrap();
    confirms(&desk, no).await.unwrap();
    let (now, version) = (desk.clock.now(), law(&desk).await.version().to_owned());
    desk.field.register.clone().close().await;
    drop(desk);
    // As if it had died before the other heads had the epoch.
    let db = rusqlite::Connection::open(folder.path().join("register.db")).unwrap();
    let lag = "UPDATE log_head SET epoch = epoch - 1 WHERE office <> 'region' AND epoch > 0";
    assert!(1 < db.execute(lag, []).unwrap());
    drop(db);
    let again = trial::desk::opened(&opening, Clock::by_hand(now), Chance::seeded(9)).await;
    let lagging = "SELECT COUNT(DISTINCT epoch) FROM log_head";
    let db = rusqlite::Connection::open(folder.path().join("register.db")).unwrap();
    let epochs: i64 = db.query_row(lagging, [], |row| row.get(0)).unwrap();
    assert_eq!(epochs, 1, "every head has the epoch of the adoption");
    let agent = ask(&again, "agent", &[Role::Declarant], None);
    let done = act::declare(&again, vec![(agent.clone(), export())]).await.pop().unwrap().unwrap();
    let (case, _) = act::load(&again.field, &agent, done.answer.cases[0].no.as_str()).await.unwrap().unwrap();
    assert_eq!(case.policy, version);
}

#[tokio::test]
async fn rules_5_a_register_of_before_opens_has_its_founding_edition_and_verifies() {
    for database in [None, Some(pgtest::fresh().await.unwrap())] {
        let folder = folder();
        let opening = opening(folder.path(), database);
        // As programs of before left it: the Markdown files with the edition, and an adoption that says no more.
        let clock = Arc::new(Clock::by_hand(crate::given::START));
        let chance = Arc::new(Chance::seeded(7));
        let register = desk::open::register(&opening, &clock, &chance).await.unwrap();
        register.open_offices(&[]).await.unwrap();
        let frozen = root().join("crates/policy/tests/frozen/2026-11/9+1");
        let files = desk::edition::files_of(&frozen, &["md"]).unwrap();
        let files: Files = files.into_iter().filter(|(name, _)| !name.ends_with("README.md")).collect();
        let version = policy::edition::version(&files, Hashing::Markdown);
        register.keep_edition(&hash_of(&version).unwrap(), &bytes_of(&files), 0).await.unwrap();
        let adopted = RegionEvent::PolicyAdopted {
            version: version.clone(),
            region: "9+1".to_owned(),
            demonstration: true,
            hashing: Hashing::Markdown,
            from: None,
            proposal: None,
            carried: None,
        };
        assert!(!serde_json::to_string(&adopted).unwrap().contains("hashing"), "as it was written");
        let intent = Intent::of_region(vec![adopted], &Actor::system(), Source::Job, clock.now(), 0, None);
        register.append_intent(intent).await.unwrap();
        register.close().await;

        let desk = trial::desk::opened(&opening, Clock::by_hand(crate::given::START), Chance::seeded(7)).await;
        let law = law(&desk).await;
        assert_eq!(law.version(), version, "what governed, whatever lies on the disk");
        let supplied: Vec<&str> = law.policy.supplied().iter().map(|what| what.en.as_ref()).collect();
        let later = supplied.iter().filter(|what| !what.starts_with("refusals: ")).collect::<Vec<_>>();
        assert_eq!(later, [&"ways of making", &"course of proposals"], "what programs of before did not ask for");
        assert!(supplied.contains(&"refusals: edition_moved") && supplied.contains(&"refusals: votes_wanted"));
        assert!(!law.examples.is_empty(), "its examples were no part of it, and lie on the disk");
        let told = desk::gazette::gazette(&desk.field, desk.clock.now()).await.unwrap();
        assert!(told.beside && told.supplied.len() == supplied.len(), "a task of operations");
        happens(
            &desk,
            vec![registered(owner().as_str(), "宁夏枸杞有限公司", "640100", false), graded(owner().as_str(), "A")],
        )
        .await;
        desk.clock.advance(std::time::Duration::from_secs(1));
        let agent = ask(&desk, "agent", &[Role::Declarant], None);
        let done = act::declare(&desk, vec![(agent.clone(), export())]).await.pop().unwrap().unwrap();
        let (case, _) = act::load(&desk.field, &agent, done.answer.cases[0].no.as_str()).await.unwrap().unwrap();
        assert_eq!(case.policy, version);
        // Proposing demands everything, and from then on code tables and examples are on the record.
        let today = desk.field.day(desk.clock.now());
        let before = desk::record::files(&desk.field.register, &version).await.unwrap();
        let whole = all_of(&root().join("policy/9+1")).unwrap();
        trial::council::carries(&desk, trial::council::changed(&before, &whole), today).await;
        let told = desk::gazette::gazette(&desk.field, desk.clock.now()).await.unwrap();
        assert!(!told.beside && told.supplied.is_empty());
        let register = &desk.field.register;
        assert_eq!(desk::record::unsound(register).await.unwrap(), (2, Vec::new()));
        let again = desk::replay::replay(register).await.unwrap();
        assert!(again.decisions == 1 && again.from_receipts.is_empty() && again.anew.is_empty(), "{again:?}");
        assert!(register.verify(&[], &FIELD).await.unwrap().bad.is_empty());
    }
}
