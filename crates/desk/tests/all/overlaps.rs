//! Plan 三(一): what bureaus do at the same moment, and what a process died over: each act counts once, and what is refused stays so.

use crate::bureaus::{haul, rule};
use crate::given::{folder, opened};
use clearance::event::governance::{GovernanceEvent, Stance};
use clearance::event::region::RegionEvent;
use clearance::intent::{GOVERNANCE, Intent};
use desk::Desk;
use desk::act::governance::{Wanted, due};
use desk::act::{self, Denied};
use desk::clock::{Chance, Clock};
use policy::governance::Stage;
use register::cases::{Decided, FIELD};
use register::scope::Scope;
use std::sync::Arc;
use std::time::Duration;
use trial::council::{author, does, drafting, officer, proposes, stage, stands, votes};
use trial::desk::happens;
use trial::opening;
use values::actor::Role;
use values::calendar::Day;

const DAY: u64 = 86_400;

/// Two rivals on one entry and a third text, each consulted and two votes before it is carried.
async fn ready(desk: &Desk, round: u8) -> [u64; 3] {
    let today = desk.field.day(desk.clock.now());
    let from = today.plus(9);
    let days = 10 + 2 * (round % 100);
    let first = proposes(desk, haul(days), from).await.unwrap();
    let second = proposes(desk, haul(days + 1), from).await.unwrap();
    let third = proposes(desk, crate::bureaus::note(round), from).await.unwrap();
    desk.clock.advance(Duration::from_secs(4 * DAY));
    due(desk, &act::Ask::platform(desk.clock.now())).await.unwrap();
    for n in 0..4 {
        for no in [first, second, third] {
            votes(desk, n, no, true).await.unwrap();
        }
    }
    [first, second, third]
}

/// The seat of the last bureau, held by an account of the record.
fn seat() -> Vec<RegionEvent> {
    let from = Day::parse("2015-05-01").unwrap();
    let account: values::id::AccountId = "seat".parse().unwrap();
    let office = Some("650100".parse().unwrap());
    vec![
        RegionEvent::AccountOpened { id: account.clone(), person: "seat".parse().unwrap(), enterprise: None },
        RegionEvent::RoleGranted { account, role: Role::Voter, office, from, until: None, skills: vec![] },
    ]
}

/// Asks for something beside others.
fn spawn(desk: &Arc<Desk>, ask: act::Ask, no: u64, wanted: Wanted) -> Task {
    let desk = Arc::clone(desk);
    tokio::spawn(async move { does(&desk, &ask, no, wanted).await })
}

type Task = tokio::task::JoinHandle<Result<act::Done, Denied>>;

/// A vote for what stands now.
fn ballot(desk: &Desk, no: u64) -> Wanted {
    Wanted::Ballot { text: stands(desk, no).text, favour: true, words: String::new() }
}

/// The author through a second account, two of one bureau, and a voter who is suspended at this moment.
async fn seats(desk: &Arc<Desk>, no: u64, others: Vec<Task>) -> usize {
    let mut pretender = officer(desk, "pretender", Role::Voter, "630100");
    pretender.person = "author".parse().unwrap();
    let suspended = {
        let desk = Arc::clone(desk);
        tokio::spawn(async move {
            let account = "seat".parse().unwrap();
            happens(&desk, vec![RegionEvent::AccountSuspended { account, reason: "轮岗".into() }]).await;
            desk.field.register.head(GOVERNANCE).await.unwrap().unwrap().seq
        })
    };
    let mut tasks = vec![
        spawn(desk, pretender, no, ballot(desk, no)),
        spawn(desk, officer(desk, "one", Role::Voter, "410100"), no, ballot(desk, no)),
        spawn(desk, officer(desk, "two", Role::Voter, "410100"), no, ballot(desk, no)),
        spawn(desk, officer(desk, "seat", Role::Voter, "650100"), no, ballot(desk, no)),
    ];
    tasks.extend(others);
    let overlapping = tasks.len();
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) | Err(Denied::NotAllowed(_) | Denied::Forbidden(_)) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    let after = suspended.await.unwrap();
    let late = does(desk, &officer(desk, "seat", Role::Voter, "650100"), no, ballot(desk, no)).await;
    assert!(matches!(late, Err(Denied::Forbidden(_))), "{late:?}");
    let events = desk.field.register.events_beside(&Scope::system(), GOVERNANCE, after, 100).await.unwrap();
    assert!(events.iter().all(|event| event.by.account.as_str() != "seat"), "a suspended voter voted");
    happens(desk, vec![RegionEvent::AccountRestored { account: "seat".parse().unwrap() }]).await;
    overlapping
}

/// The last votes of two over one entry, and an edit of a third while it is voted on, among seats that change.
async fn burst(desk: &Arc<Desk>, [first, second, third]: [u64; 3]) -> usize {
    let today = desk.field.day(desk.clock.now());
    let edit = Wanted::Edit(drafting(crate::bureaus::note(255), today.plus(9)));
    let mut tasks = vec![spawn(desk, author(desk), third, edit)];
    for no in [first, second, third] {
        for n in [6, 7] {
            tasks.push(spawn(desk, trial::council::voter(desk, n), no, ballot(desk, no)));
        }
    }
    let overlapping = seats(desk, third, tasks).await;
    let carried = [first, second].into_iter().filter(|no| stands(desk, *no).carried.is_some()).count();
    assert_eq!(carried, 1, "of two over one entry");
    for no in [first, second, third] {
        let of = stands(desk, no);
        assert!(of.ballots.values().all(|ballot| ballot.by.person.as_str() != "author"), "the author voted");
        // No ballot counts that was not for the text that stands.
        for (at, one) in of.history.iter().enumerate() {
            if let GovernanceEvent::BallotCast { text, .. } = &one.what {
                let said = of.history[..at].iter().rev().find_map(|before| {
                    let made = &before.what;
                    if let GovernanceEvent::ProposalMade { text, .. } = made { Some(text) } else { None }
                });
                assert_eq!(said, Some(text), "a ballot after an edit");
            }
        }
        let bureaus: Vec<_> = of.ballots.keys().collect();
        assert!(of.tally().voted == bureaus.len() && bureaus.len() <= 10, "a bureau counts once");
    }
    overlapping
}

async fn overlaps(database: Option<String>, wanted: usize) -> (usize, usize) {
    let folder = folder();
    let desk = opened(&folder, database).await;
    happens(&desk, seat()).await;
    let (mut met, mut rounds) = (0, 0);
    while met < wanted {
        let all = ready(&desk, rounds).await;
        for _ in 0..6 {
            met += seats(&desk, all[0], Vec::new()).await;
        }
        met += burst(&desk, all).await;
        // The others of the round make way for the next.
        for no in all.into_iter().filter(|no| stage(&desk, *no).is_open()) {
            does(&desk, &author(&desk), no, Wanted::Withdraw { words: "改提".into() }).await.unwrap();
        }
        rounds += 1;
    }
    let register = &desk.field.register;
    let effects = desk.field.together().effects().len();
    let adopted = desk.field.known().region.adopted().iter().filter(|one| one.carried.is_some()).count();
    assert!(effects <= adopted, "{effects} acts, {adopted} adoptions");
    assert_eq!(desk::record::unsound(register).await.unwrap().1, [""; 0]);
    let contents = register.contents().await.unwrap();
    assert_eq!(register.rebuild(&FIELD).await.unwrap(), contents);
    (met, usize::from(rounds))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plan_3_1_a_hundred_overlaps_of_votes_edits_seconds_and_suspensions() {
    for database in [None, Some(pgtest::fresh().await.unwrap())] {
        let (met, rounds) = overlaps(database, 100).await;
        println!("figure overlaps {met} in {rounds} rounds");
    }
}

/// The same at length, for `./soak`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn soak_plan_3_1_a_thousand_overlaps_of_votes_edits_seconds_and_suspensions() {
    for database in [None, Some(pgtest::fresh().await.unwrap())] {
        let (met, rounds) = overlaps(database, 1000).await;
        println!("figure overlaps {met} in {rounds} rounds");
    }
}

/// Appends the last ballot and what it carries as a process does that dies before it adopts.
async fn dies_over(desk: &Desk, no: u64) {
    let (known, stands_now) = (desk.field.catch_up().await.unwrap(), desk.field.follow_together().await.unwrap());
    let (of, voter) = (stands(desk, no), trial::council::voter(desk, 6));
    let law = trial::desk::law(desk).await;
    let actor = values::actor::Actor {
        account: voter.account.clone(),
        person: voter.person.clone(),
        role: Role::Voter,
        office: voter.office.clone(),
        enterprise: None,
    };
    let on = governance::Context {
        policy: &law.policy,
        today: desk.field.day(desk.clock.now()),
        actor: &actor,
        roles: &[Role::Voter],
        sound: true,
    };
    let ballot = governance::Command::Ballot { no, text: of.text, favour: true, words: None };
    let events = governance::decide(&stands_now, &ballot, &on).unwrap();
    assert_eq!(events.len(), 2, "the last ballot, and that it is carried");
    let now = desk.clock.now();
    let intent = Intent::beside(GOVERNANCE, events, &actor, clearance::event::Source::Api, now, (known.epoch, None));
    let decided = Decided { seen: Some(stands_now.seq), ..Decided::new(intent) };
    desk.field.register.append_decided(decided).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plan_3_1_what_was_carried_when_a_process_died_is_adopted_once_by_whoever_comes() {
    for database in [None, Some(pgtest::fresh().await.unwrap())] {
        let folder = folder();
        let mut desk = opened(&folder, database.clone()).await;
        let now = desk.clock.now();
        let beside = match &database {
            None => None,
            Some(_) => {
                let again = opening(folder.path(), database.clone());
                Some(trial::desk::opened(&again, Clock::by_hand(now), Chance::seeded(10)).await)
            }
        };
        for round in 0..10_u8 {
            let today = desk.field.day(desk.clock.now());
            let no = proposes(&desk, crate::bureaus::note(round), today.plus(9)).await.unwrap();
            desk.clock.advance(Duration::from_secs(4 * DAY));
            due(&desk, &act::Ask::platform(desk.clock.now())).await.unwrap();
            for n in 0..5 {
                votes(&desk, n, no, true).await.unwrap();
            }
            dies_over(&desk, no).await;
            assert_eq!(desk.field.catch_up().await.unwrap().region.adopted().len(), 1 + usize::from(round));
            let (now, again) = (desk.clock.now(), opening(folder.path(), database.clone()));
            // Two that come at once: of a process that is started anew, or of two on one database.
            let other = match &beside {
                Some(other) => Arc::clone(other),
                None => {
                    desk.field.register.clone().close().await;
                    drop(desk);
                    desk = trial::desk::opened(&again, Clock::by_hand(now), Chance::seeded(9)).await;
                    Arc::clone(&desk)
                }
            };
            let adopts = |desk: &Arc<Desk>| {
                let desk = Arc::clone(desk);
                tokio::spawn(async move {
                    desk.field.follow_together().await.unwrap();
                    act::carry::adopt(&desk).await.unwrap();
                })
            };
            let both = [adopts(&desk), adopts(&other), adopts(&desk)];
            for task in both {
                task.await.unwrap();
            }
            assert_eq!(desk.field.catch_up().await.unwrap().region.adopted().len(), 2 + usize::from(round), "once");
            assert_eq!(stage(&desk, no), Stage::Carried);
        }
    }
}

#[tokio::test]
async fn plan_3_1_an_act_that_does_not_fit_any_more_waits_and_keeps_no_other_back() {
    let folder = folder();
    let desk = opened(&folder, None).await;
    let today = desk.field.day(desk.clock.now());
    let (note, rule) = (crate::bureaus::note(1), rule("2015-12-20"));
    let [stuck, other] = [proposes(&desk, note, today.plus(19)).await, proposes(&desk, rule, today.plus(19)).await];
    let (stuck, other) = (stuck.unwrap(), other.unwrap());
    desk.clock.advance(Duration::from_secs(6 * DAY));
    due(&desk, &act::Ask::platform(desk.clock.now())).await.unwrap();
    for n in 0..5 {
        votes(&desk, n, stuck, true).await.unwrap();
        votes(&desk, n, other, true).await.unwrap();
    }
    dies_over(&desk, stuck).await;
    // Two of operations write the same entry before it is adopted.
    let mut files = trial::edited(&[]);
    files.push(("note.txt".into(), "theirs\n".into()));
    trial::desk::adopts(&desk, files, today.plus(6)).await;
    desk.field.follow_together().await.unwrap();
    let why = act::carry::adopt(&desk).await.unwrap_err();
    assert!(format!("{why:#}").contains(&format!("proposal {stuck}")), "{why:#}");
    votes(&desk, 6, other, true).await.unwrap();
    let region = desk.field.catch_up().await.unwrap();
    let carried: Vec<u64> =
        region.region.adopted().iter().filter_map(|one| one.carried.as_ref()).map(|one| one.proposal).collect();
    assert_eq!(carried, [other], "what touches other entries is adopted all the same");
}

#[tokio::test]
async fn plan_3_1_two_of_operations_do_not_change_what_the_bureaus_vote_on() {
    for database in [None, Some(pgtest::fresh().await.unwrap())] {
        let folder = folder();
        let desk = opened(&folder, database).await;
        let today = desk.field.day(desk.clock.now());
        let whole = |files: Vec<(String, String)>| {
            let mut all = trial::edited(&[]);
            for (name, text) in files {
                all.iter_mut().find(|(known, _)| *known == name).unwrap().1 = text;
            }
            all
        };
        let open = clearance::event::edition::OpenCases::AsBefore;
        let refused = trial::desk::proposes(&desk, whole(rule("2015-12-01")), today, open).await.unwrap_err();
        let Denied::NotAllowed(why) = refused else { panic!("{refused:?}") };
        assert_eq!(why.reason.code(), "votes_wanted");
        assert!(why.text.zh.ends_with("rules.md"), "{}", why.text.zh);
        // Haul days are theirs, in the same file as deadlines, which are not.
        trial::desk::adopts(&desk, whole(haul(7)), today).await;
        let gansu = "620000".parse().unwrap();
        assert_eq!(trial::desk::law(&desk).await.policy.haul_days(&gansu, &gansu), Some(7));
        let text = trial::edited(&[]).into_iter().find(|(name, _)| name == "deadlines.md").unwrap().1;
        let deadlines = vec![("deadlines.md".to_owned(), format!("更多。\n{text}"))];
        let refused = trial::desk::proposes(&desk, whole(deadlines), today, open).await.unwrap_err();
        assert!(matches!(refused, Denied::NotAllowed(why) if why.reason.code() == "votes_wanted"));
    }
}

#[tokio::test]
async fn plan_3_1_words_that_were_altered_in_the_database_are_named() {
    let folder = folder();
    let desk = opened(&folder, None).await;
    let no = proposes(&desk, haul(4), desk.field.day(desk.clock.now()).plus(9)).await.unwrap();
    trial::council::says(&desk, 0, no, Stance::Objects).await.unwrap();
    let words = stands(&desk, no).opinions[0].words.clone().unwrap();
    let db = rusqlite::Connection::open(folder.path().join("register.db")).unwrap();
    let hash = register::head_file::unhex(&words).unwrap();
    let altered = "UPDATE edition_text SET bytes = CAST('同意' AS BLOB) WHERE office = 'governance' AND hash = ?1";
    assert_eq!(db.execute(altered, [&hash]).unwrap(), 1);
    let told = desk::record::unsound(&desk.field.register).await.unwrap().1;
    assert!(told.len() == 1 && told[0].contains(&words) && told[0].contains(&format!("proposal {no}")), "{told:?}");
    db.execute("DELETE FROM edition_text WHERE office = 'governance' AND hash = ?1", [&hash]).unwrap();
    let told = desk::record::unsound(&desk.field.register).await.unwrap().1;
    assert!(told.len() == 1 && told[0].contains("is gone"), "{told:?}");
}
