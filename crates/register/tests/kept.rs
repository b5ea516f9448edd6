//! The kept tables on both engines.

mod common;

use common::{both, folder, new_case, written};
use policy::Kept;
use register::cases::tables::OUTBOX;
use register::kept::account::{Session, Token};
use register::kept::draft::Draft;
use register::kept::message::Received;
use register::kept::read::Read;
use register::kept::retention::Old;
use register::scope::Scope;
use register::sealed::{Master, Personal};
use register::table::Rows;
use register::value::int;
use register::work::{Key, NotAppended, Work, Written};

#[tokio::test]
async fn r30_a_key_that_was_destroyed_is_nowhere_in_the_file_nor_in_a_copy_of_it() {
    let folder = folder();
    let path = folder.path().join("register.db");
    let (master, sqlite) = (Master::new(&[9; 32]), &both(&folder).await[0].1);
    let wrapped = |subject: &str| -> Option<Vec<u8>> {
        let connection = rusqlite::Connection::open(&path).unwrap();
        let text = "SELECT wrapped FROM subject_key WHERE subject = ?1";
        connection.query_row(text, [subject], |row| row.get(0)).ok()
    };
    for (n, subject) in ["file/1", "file/2"].into_iter().enumerate() {
        let apart = sqlite.box_up(&master, subject, &[]).await.unwrap().1;
        let stored = move |at: &register::work::Place| {
            let mut written = written("A", at, &format!("A00000{n}"), 0, &["named"]);
            written.rows.extend(apart.rows(|_| true));
            Ok(written)
        };
        sqlite.append(common::work("A", None, vec![], stored)).await.unwrap();
    }
    let (gone, stays) = (wrapped("file/1").unwrap(), wrapped("file/2").unwrap());
    // With an event of the case, and by itself.
    let erases = |at: &register::work::Place| {
        Ok(Written { erased: vec!["file/1".to_owned()], ..written("A", at, "A000009", 0, &["erased"]) })
    };
    sqlite.append(common::work("A", None, vec![], erases)).await.unwrap();
    assert_eq!((wrapped("file/1"), wrapped("file/2")), (None, Some(stays.clone())));
    let copy = folder.path().join("copy.db");
    sqlite.backup(&copy).await.unwrap();
    sqlite.clone().close().await;
    let holds = |path: &std::path::Path, key: &[u8]| {
        std::fs::read(path).unwrap().windows(key.len()).any(|window| window == key)
    };
    for path in [&path, &copy] {
        assert!(holds(path, &stays) && !holds(path, &gone), "{}", path.display());
    }
}

#[tokio::test]
async fn erased_persons_cannot_be_found_nor_their_digests_made_again() {
    let folder = folder();
    for (engine, register) in both(&folder).await {
        let (system, master) = (Scope::system(), Master::new(&[9; 32]));
        let number = b"11010519491231002X".to_vec();
        let fields = [
            Personal { field: "id".to_owned(), bytes: number.clone(), searched: true },
            Personal { field: "name".to_owned(), bytes: "张三".as_bytes().to_vec(), searched: false },
        ];
        let (key, apart) = register.box_up(&master, "P1", &fields).await.unwrap();
        let digest = key.digest("id", &number);
        assert!(register.unseal(&system, &master, "P1").await.unwrap().is_empty(), "{engine}: nothing is stored yet");
        let stored = move |at: &register::work::Place| {
            let mut written = written("A", at, "A000001", 0, &["named"]);
            written.rows.extend(apart.rows(|subject| subject == "P1"));
            Ok(written)
        };
        register.append(common::work("A", None, vec![], stored)).await.unwrap();
        let opened = register.unseal(&system, &master, "P1").await.unwrap();
        assert_eq!(
            opened,
            [("id".to_owned(), number.clone()), ("name".to_owned(), "张三".as_bytes().to_vec())],
            "{engine}"
        );
        assert_eq!(register.find_person(&system, &master, "id", &number).await.unwrap(), ["P1"], "{engine}");
        assert!(
            register.find_person(&system, &master, "id", b"11010519491231002").await.unwrap().is_empty(),
            "{engine}"
        );
        assert!(
            register.find_person(&system, &Master::new(&[8; 32]), "id", &number).await.unwrap().is_empty(),
            "{engine}"
        );
        assert!(register.unseal(&Scope::enterprise("E"), &master, "P1").await.is_err(), "{engine}");
        assert!(register.unseal(&system, &Master::new(&[8; 32]), "P1").await.is_err(), "{engine}: another master key");
        let (same, _) = register.box_up(&master, "P1", &[]).await.unwrap();
        assert_eq!(same.digest("id", &number), digest, "{engine}");

        register.erase("P1").await.unwrap();
        assert!(register.unseal(&system, &master, "P1").await.unwrap().is_empty(), "{engine}");
        assert!(register.find_person(&system, &master, "id", &number).await.unwrap().is_empty(), "{engine}");
        let (other, _) = register.box_up(&master, "P1", &[]).await.unwrap();
        assert_ne!(other.digest("id", &number), digest, "{engine}: the right number does not give the digest again");
    }
}

#[tokio::test]
async fn sessions_tokens_and_credentials() {
    let folder = folder();
    for (engine, register) in both(&folder).await {
        assert!(!register.has_credentials().await.unwrap(), "{engine}");
        assert!(register.first_credential("a", "first", 4).await.unwrap(), "{engine}");
        assert!(!register.first_credential("a", "second", 4).await.unwrap(), "{engine}: it has one");
        assert_eq!(register.credential("a").await.unwrap().unwrap().secret, "first", "{engine}");
        register.set_credential("a", "hash", 5).await.unwrap();
        assert_eq!(register.credential_failed("a", 70).await.unwrap(), 1, "{engine}");
        assert_eq!(register.credential_failed("a", 80).await.unwrap(), 2, "{engine}");
        assert_eq!(register.credential("a").await.unwrap().unwrap().locked_until, 80, "{engine}");
        register.credential_held("a").await.unwrap();
        assert_eq!(register.credential("a").await.unwrap().unwrap().failures, 0, "{engine}");
        assert_eq!(register.credential("b").await.unwrap(), None, "{engine}");

        let session = Session {
            account: "a".to_owned(),
            person: "P1".to_owned(),
            made: 10,
            seen: 10,
            ends: 100,
            proved: 10,
            place: "here".to_owned(),
        };
        let [one, two] = [[1; 32], [2; 32]];
        register.start_session(&one, &session).await.unwrap();
        register.start_session(&two, &session).await.unwrap();
        assert_eq!(register.session(&one, 99).await.unwrap(), Some(session.clone()), "{engine}");
        let listed = register.sessions("a", 99).await.unwrap();
        assert_eq!(listed, [(one, session.clone()), (two, session.clone())], "{engine}");
        assert_eq!(register.session(&one, 100).await.unwrap(), None, "{engine}: ended");
        register.session_seen(&one, 50).await.unwrap();
        register.session_proved(&one, 51).await.unwrap();
        let used = Session { seen: 50, proved: 51, ..session };
        assert_eq!(register.session(&one, 60).await.unwrap(), Some(used), "{engine}");
        register.sweep_sessions(60, 10).await.unwrap();
        assert!(register.session(&two, 60).await.unwrap().is_none(), "{engine}: idle");
        register.end_sessions("a").await.unwrap();
        assert!(register.session(&one, 60).await.unwrap().is_none(), "{engine}: revoked");

        let token =
            Token { digest: [3; 32], account: "a".to_owned(), name: "edi".to_owned(), made: 1, ends: 9, used: 0 };
        register.give_token(&token, u32::MAX).await.unwrap();
        assert_eq!(register.token(&[3; 32], 8).await.unwrap(), Some(token.clone()), "{engine}");
        assert_eq!(register.token(&[3; 32], 9).await.unwrap(), None, "{engine}");
        assert_eq!(register.tokens("a").await.unwrap(), [token], "{engine}");
        register.take_token("a", &[3; 32]).await.unwrap();
        assert_eq!(register.tokens("a").await.unwrap(), [], "{engine}");
    }
}

#[tokio::test]
async fn drafts_are_their_accounts_own_and_not_overwritten_unseen() {
    let folder = folder();
    for (engine, register) in both(&folder).await {
        let draft = Draft { draft: "d".to_owned(), title: "t".to_owned(), version: 0, changed: 1, body: vec![7] };
        assert_eq!(register.save_draft("a", &draft).await.unwrap(), Some(1), "{engine}");
        assert_eq!(register.save_draft("b", &draft).await.unwrap(), None, "{engine}: taken");
        let draft = Draft { version: 1, changed: 2, ..draft };
        assert_eq!(register.save_draft("b", &draft).await.unwrap(), None, "{engine}: another's");
        assert_eq!(register.save_draft("a", &draft).await.unwrap(), Some(2), "{engine}");
        assert_eq!(register.save_draft("a", &draft).await.unwrap(), None, "{engine}: saved elsewhere since");
        assert_eq!(register.draft("b", "d").await.unwrap(), None, "{engine}");
        assert_eq!(register.draft("a", "d").await.unwrap().unwrap().body, [7], "{engine}");
        assert_eq!(register.drafts("a", 10).await.unwrap().len(), 1, "{engine}");
        register.drop_draft("b", "d").await.unwrap();
        register.drop_draft("a", "d").await.unwrap();
        assert_eq!(register.drafts("a", 10).await.unwrap(), [], "{engine}");
    }
}

#[tokio::test]
async fn a_case_is_there_for_who_sees_it() {
    let folder = folder();
    for (engine, register) in both(&folder).await {
        register.append(new_case("A", None, "x")).await.unwrap();
        assert_eq!(register.case_line(&Scope::enterprise("rival"), "A000001").await.unwrap(), None, "{engine}");
        for scope in [Scope::officer(), Scope::enterprise("declarant"), Scope::enterprise("owner")] {
            assert!(register.case_line(&scope, "A000001").await.unwrap().is_some(), "{engine}");
        }
        assert_eq!(register.public_view("A000001").await.unwrap().unwrap().0, "code", "{engine}");
    }
}

#[tokio::test]
async fn a_register_says_whose_it_is_and_another_master_key_is_told() {
    let folder = folder();
    for (engine, register) in both(&folder).await {
        let (own, another) = (Master::new(&[1; 32]), Master::new(&[2; 32]));
        let identity = register.identity(&own).await.unwrap();
        assert_eq!(register.identity(&own).await.unwrap(), identity, "{engine}");
        let refused = format!("{:#}", register.identity(&another).await.unwrap_err());
        assert!(refused.contains("the master key is not this register's"), "{engine}: {refused}");
        assert!(!register.any_subject("file/").await.unwrap(), "{engine}");
        assert!(register.any_subject("register").await.is_ok());
    }
}

#[tokio::test]
async fn messages_come_in_once_and_go_out_in_order() {
    let folder = folder();
    for (engine, register) in both(&folder).await {
        let message = Received { digest: [1; 32], answer: b"ok".to_vec(), at: 5 };
        assert_eq!(register.receive("A", "customs", "1", &message).await.unwrap(), None, "{engine}");
        let again = Received { digest: [2; 32], answer: b"no".to_vec(), at: 6 };
        assert_eq!(register.receive("A", "customs", "1", &again).await.unwrap(), Some(message), "{engine}");
        for _ in 0..2 {
            let work = new_case("A", None, "x");
            let write = move |at: &register::work::Place| {
                let mut written = (work.write)(at)?;
                let row = |part: u64| {
                    vec!["A".into(), int(at.first), int(part), "customs".into(), "cleared".into(), "m".into()]
                };
                written.rows.push(Rows { table: &OUTBOX, tuples: vec![row(0), row(1)] });
                Ok(written)
            };
            let work = Work { series: vec!["N".to_owned()], ..common::work("A", None, vec![], write) };
            register.append(work).await.unwrap();
        }
        let numbers = |waiting: Vec<register::kept::message::Waiting>| {
            waiting.into_iter().map(|message| (message.seq, message.part)).collect::<Vec<_>>()
        };
        let waiting = register.waiting("A", "customs", 10).await.unwrap();
        assert_eq!(numbers(waiting), [(1, 0), (1, 1), (2, 0), (2, 1)], "{engine}");
        register.sent("A", "customs", 1, 1, 9).await.unwrap();
        register.sent("A", "customs", 1, 0, 9).await.unwrap();
        let waiting = register.waiting("A", "customs", 10).await.unwrap();
        assert_eq!(numbers(waiting), [(2, 0), (2, 1)], "{engine}: the mark never goes back");
    }
}

#[tokio::test]
async fn n8_keys_go_when_their_time_is_over() {
    let folder = folder();
    for (engine, register) in both(&folder).await {
        let work = new_case("A", Some("k"), "x");
        let key = work.key.clone().unwrap();
        assert_eq!(register.answer_to("A", &key).await.unwrap(), None, "{engine}");
        let appended = register.append(work).await.unwrap();
        let asked = register.answer_to("A", &key).await.unwrap().unwrap().unwrap();
        assert_eq!((asked.answer, asked.repeated), (appended.answer, true), "{engine}");
        let other = Key { digest: [0; 32], ..key.clone() };
        assert_eq!(register.answer_to("A", &other).await.unwrap(), Some(Err(NotAppended::KeyConflict)), "{engine}");
        let written = register.old(Kept::Keys, i64::MAX).await.unwrap().oldest.unwrap();
        assert_eq!(written.div_euclid(86_400_000_000), 1_441_065_600_000_000 / 86_400_000_000, "{engine}: its own day");
        assert_eq!(register.old(Kept::Keys, written).await.unwrap().count, 0, "{engine}: at its moment");
        let old = register.old(Kept::Keys, written + 1).await.unwrap();
        assert_eq!(old, Old { count: 1, oldest: Some(written) }, "{engine}");
        assert_eq!(register.remove_old(Kept::Keys, written).await.unwrap(), 0, "{engine}");
        assert!(register.answer_to("A", &key).await.unwrap().is_some(), "{engine}");
        assert_eq!(register.remove_old(Kept::Keys, written + 1).await.unwrap(), 1, "{engine}");
        assert_eq!(register.answer_to("A", &key).await.unwrap(), None, "{engine}");
    }
}

#[tokio::test]
async fn n8_what_is_older_goes_and_what_is_not_stays_of_every_kind() {
    let folder = folder();
    for (engine, register) in both(&folder).await {
        for (at, digest) in [(10, [1; 32]), (20, [2; 32])] {
            let number = format!("r-{at}");
            let read = Read {
                at,
                number: number.clone(),
                account: "a".to_owned(),
                person: "P1".to_owned(),
                case: "A000001".to_owned(),
                what: "/case".to_owned(),
                purpose: "trace".to_owned(),
                session: String::new(),
            };
            register.note_reads(&[read]).await.unwrap();
            let message = Received { digest, answer: b"ok".to_vec(), at };
            register.receive("A", "customs", &number, &message).await.unwrap();
            let draft = Draft { draft: number, title: String::new(), version: 0, changed: at, body: b"{}".to_vec() };
            register.save_draft("a", &draft).await.unwrap();
            let token = Token { digest, account: "a".to_owned(), name: "edi".to_owned(), made: 1, ends: at, used: 0 };
            register.give_token(&token, u32::MAX).await.unwrap();
        }
        for kept in [Kept::Reads, Kept::Messages, Kept::Drafts, Kept::Tokens] {
            let old = async |before| register.old(kept, before).await.unwrap();
            assert_eq!(old(10).await, Old { count: 0, oldest: None }, "{engine} {kept:?}");
            assert_eq!(old(11).await, Old { count: 1, oldest: Some(10) }, "{engine} {kept:?}");
            assert_eq!(register.remove_old(kept, 20).await.unwrap(), 1, "{engine} {kept:?}");
            assert_eq!(register.remove_old(kept, 20).await.unwrap(), 0, "{engine} {kept:?}: at its moment it stays");
            assert_eq!(old(21).await, Old { count: 1, oldest: Some(20) }, "{engine} {kept:?}");
        }
        let reads = register.reads_of(&Scope::auditor(), "A000001", 9).await.unwrap();
        assert_eq!(reads.iter().map(|read| read.at).collect::<Vec<_>>(), [20], "{engine}");
    }
}
