//! The group append, step by step, on both engines (docs/decisions/0003-groups-append-together.md).

#![expect(clippy::unwrap_used, reason = "a test that cannot reach its register has failed")]

mod common;

use common::{both, change, folder, new_case, work, written};
use register::Register;
use register::merkle::includes;
use register::scope::Scope;
use register::table::Rows;
use register::work::{NotAppended, Outcome, Work};

async fn log(register: &Register, office: &str) -> Vec<String> {
    let events = register.follow(&Scope::system(), office, 0, 10_000).await.unwrap();
    assert!(events.iter().map(|event| event.seq).eq(1..=events.len() as u64), "numbers without gaps");
    let say = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap();
        let [office, seq, case, _, _, word] = text.split(' ').collect::<Vec<_>>()[..] else { panic!("{text}") };
        format!("{office} {seq} {case} {word}")
    };
    events.into_iter().map(|event| say(event.bytes)).collect()
}

fn answers(outcomes: &[Outcome]) -> Vec<String> {
    let text = |outcome: &Outcome| match outcome {
        Ok(appended) => String::from_utf8(appended.answer.clone()).unwrap(),
        Err(refused) => refused.to_string(),
    };
    outcomes.iter().map(text).collect()
}

#[tokio::test]
async fn numbers_are_gapless_and_a_known_key_gets_its_stored_answer() {
    let folder = folder();
    for (engine, register) in both(&folder).await {
        let first = register.append(new_case("A", Some("k1"), "hello")).await.unwrap();
        assert_eq!((first.first, first.last, first.repeated), (1, 1, false), "{engine}");
        let again = register.append(new_case("A", Some("k1"), "hello")).await.unwrap();
        assert_eq!((again.last, again.repeated, again.answer), (1, true, first.answer), "{engine}");
        let mut other = new_case("A", Some("k1"), "hello");
        other.key.as_mut().unwrap().digest = [8; 32];
        assert_eq!(register.append(other).await, Err(NotAppended::KeyConflict), "{engine}");
        // The same key at another home office is another key.
        assert!(!register.append(new_case("B", Some("k1"), "hello")).await.unwrap().repeated, "{engine}");
        let second = register.append(new_case("A", Some("k2"), "there")).await.unwrap();
        assert_eq!(second.answer, b"A000002", "{engine}");
        assert_eq!(log(&register, "A").await, ["A 1 A000001 hello", "A 2 A000002 there"], "{engine}");
    }
}

#[tokio::test]
async fn in_one_group_the_same_key_joins_the_first_and_of_two_on_one_case_the_first_wins() {
    let folder = folder();
    for (engine, register) in both(&folder).await {
        register.append(new_case("A", None, "hello")).await.unwrap();
        let mut other = new_case("A", Some("k"), "new");
        other.key.as_mut().unwrap().digest = [8; 32];
        let group: Vec<Work> = vec![
            new_case("A", Some("k"), "new"),
            change("A", None, "A000001", 1, &["first", "more"]),
            new_case("A", Some("k"), "new"),
            change("A", None, "A000001", 1, &["second"]),
            other,
            change("A", None, "A000009", 4, &["nowhere"]),
        ];
        let outcomes = register.append_joined(group).await;
        assert_eq!(
            answers(&outcomes),
            [
                "A000002",
                "A000001",
                "A000002",
                "case A000001 has version 3 now",
                "the key was used for another body",
                "case A000009 has version 0 now"
            ],
            "{engine}"
        );
        assert_eq!(log(&register, "A").await.len(), 4, "{engine}");
    }
}

#[tokio::test]
async fn after_an_sql_error_each_runs_alone_and_no_number_is_burnt() {
    let folder = folder();
    for (engine, register) in both(&folder).await {
        let twice = |at: &register::work::Place| {
            let mut all = written("A", at, &format!("A{:06}", at.serials[0]), 0, &["bad"]);
            // A second row with the number of an event that exists: only the database can see it.
            let row = vec![
                "A".into(),
                1.into(),
                "x".into(),
                1.into(),
                "x".into(),
                0.into(),
                0.into(),
                vec![0u8].into(),
                vec![0u8].into(),
            ];
            all.rows.push(Rows { table: &register::table::EVENT, tuples: vec![row] });
            Ok(all)
        };
        let bad = Work { series: vec!["N".to_owned()], ..work("A", Some("bad"), vec![], twice) };
        let unfit = Work {
            series: vec!["N".to_owned()],
            ..work("A", Some("unfit"), vec![], |_| Err("no digits left".to_owned()))
        };
        let panics = Work { series: vec!["N".to_owned()], ..work("A", None, vec![], |_| panic!("a mistake")) };
        register.append(new_case("A", None, "zero")).await.unwrap();
        let group = vec![new_case("A", None, "one"), bad, unfit, panics, new_case("A", None, "two")];
        let outcomes = register.append_joined(group).await;
        let ok: Vec<bool> = outcomes.iter().map(Result::is_ok).collect();
        assert_eq!(ok, [true, false, false, false, true], "{engine}: {outcomes:?}");
        assert_eq!(log(&register, "A").await, ["A 1 A000001 zero", "A 2 A000002 one", "A 3 A000003 two"], "{engine}");
    }
}

/// What belongs to no case goes by the last event of the region: below, at, above; of a group the first.
#[tokio::test]
async fn who_was_decided_before_the_last_event_of_the_region_goes_back() {
    let folder = folder();
    for (engine, register) in both(&folder).await {
        let seen = |version| {
            let write = |at: &register::work::Place| Ok(written("region", at, "r", at.first - 1, &["happened"]));
            let guard = register::work::Guard { case: "region".to_owned(), version };
            work("region", None, vec![guard], write)
        };
        let stale = |now| Err(NotAppended::StaleVersion { case: "region".to_owned(), now });
        assert_eq!(register.append(seen(1)).await, stale(0), "{engine}: above");
        let group = register.append_joined(vec![seen(0), seen(0), seen(1)]).await;
        assert!(group[0].is_ok() && group[1] == stale(1) && group[2].is_ok(), "{engine}: {group:?}");
        assert_eq!(register.append(seen(1)).await, stale(2), "{engine}: below");
        register.append(seen(2)).await.unwrap();
    }
}

#[tokio::test]
async fn who_was_decided_at_another_epoch_goes_back() {
    let folder = folder();
    for (engine, register) in both(&folder).await {
        assert_eq!(register.epoch("A").await.unwrap(), 0, "{engine}");
        let restriction = |word: &'static str, epoch| {
            let write = move |at: &register::work::Place| Ok(written("region", at, "r", at.first - 1, &[word]));
            Work { restricts: true, epoch, ..work("region", None, vec![], write) }
        };
        let outcomes = register.append_joined(vec![restriction("one", 0), restriction("two", 0)]).await;
        assert!(
            outcomes[0].is_ok() && outcomes[1] == Err(NotAppended::StaleEpoch { now: 1 }),
            "{engine}: {outcomes:?}"
        );
        assert_eq!(
            register.append(new_case("A", None, "late")).await,
            Err(NotAppended::StaleEpoch { now: 1 }),
            "{engine}"
        );
        assert_eq!(register.epoch("B").await.unwrap(), 1, "{engine}");
        let fresh = Work { epoch: 1, ..new_case("A", Some("k"), "fresh") };
        register.append(fresh).await.unwrap();
        // An office that opens later begins at the region's epoch.
        register.open_offices(&["C"]).await.unwrap();
        register.push_epoch().await.unwrap();
        assert_eq!(register.epoch("C").await.unwrap(), 1, "{engine}");
        let old_key = register.append(new_case("A", Some("k"), "fresh")).await.unwrap();
        assert!(old_key.repeated, "{engine}: a known key has its answer whatever was restricted since");
        let nowhere = register.append(new_case("Z", None, "x")).await;
        assert_eq!(nowhere, Err(NotAppended::NoSuchOffice("Z".to_owned())), "{engine}");
    }
}

#[tokio::test]
async fn every_event_proves_that_it_is_in_the_tree_and_trees_grow_out_of_each_other() {
    let folder = folder();
    let mut roots = Vec::new();
    for (engine, register) in both(&folder).await {
        let mut heads = Vec::new();
        for round in 0..4usize {
            // One after the other, so that the times at which they are recorded do not depend on how they were grouped.
            for n in 0..23 {
                register.append(new_case("A", None, &format!("{round}-{n}"))).await.unwrap();
            }
            heads.push(register.head("A").await.unwrap().unwrap());
        }
        for seq in 1..=92 {
            let proof = register.inclusion("A", seq).await.unwrap().unwrap();
            assert!(includes(&proof.root, proof.size, seq - 1, &proof.leaf, &proof.path), "{engine} {seq}");
        }
        assert_eq!(register.inclusion("A", 93).await.unwrap(), None, "{engine}");
        let last = heads.last().unwrap();
        for head in &heads {
            let proof = register.consistency("A", head.seq, last.seq).await.unwrap();
            assert!(
                register::merkle::extends(head.seq, &head.root, last.seq, &last.root, &proof),
                "{engine} {}",
                head.seq
            );
        }
        roots.push(last.root);
    }
    assert_eq!(roots[0], roots[1], "one tree on both engines");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_at_once_are_each_written_once() {
    let folder = folder();
    for (engine, register) in both(&folder).await {
        let mut tasks = Vec::new();
        for client in 0..20 {
            let register = register.clone();
            tasks.push(tokio::spawn(async move {
                for n in 0..10 {
                    let office = if n % 2 == 0 { "A" } else { "B" };
                    let key = format!("{client}-{n}");
                    register.append(new_case(office, Some(&key), "x")).await.unwrap();
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        for office in ["A", "B"] {
            assert_eq!(log(&register, office).await.len(), 100, "{engine}");
        }
    }
}
