//! The texts of editions and the processes that have them, on both engines.

mod common;

use common::{both, folder, options};
use register::kept::process::ProcessRow;
use register::{Place, Register};

fn texts(files: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

#[tokio::test]
async fn design_2_editions_stay_readable_and_share_their_texts() {
    let folder = folder();
    for (engine, register) in both(&folder).await {
        let (first, second) = (texts(&[("a.md", "模式"), ("b.csv", "")]), texts(&[("a.md", "模式"), ("c.md", "模式")]));
        for _ in 0..2 {
            register.keep_edition(&[4; 32], &first, 7).await.unwrap();
            register.keep_edition(&[5; 32], &second, 8).await.unwrap();
        }
        assert_eq!(register.editions().await.unwrap(), [([4; 32], 7), ([5; 32], 8)], "{engine}");
        assert_eq!(register.edition(&[4; 32]).await.unwrap(), first, "{engine}");
        assert_eq!(register.edition(&[5; 32]).await.unwrap(), second, "{engine}");
        assert_eq!(register.edition(&[6; 32]).await.unwrap(), [], "{engine}: never kept");
        let hash = policy::edition::digest("模式".as_bytes());
        let paths = register.edition_paths(&[5; 32]).await.unwrap();
        assert_eq!(paths, [("a.md".to_owned(), hash), ("c.md".to_owned(), hash)], "{engine}: one row a text");
        // Nothing is left to share, and sharing again changes nothing.
        register.share_texts().await.unwrap();
        assert_eq!(register.edition(&[4; 32]).await.unwrap(), first, "{engine}");
    }
}

#[tokio::test]
async fn design_2_a_register_of_before_has_its_editions_and_shares_their_texts_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("register.db");
    let open = || Register::open(Place::Sqlite(path.clone()), options());
    open().await.unwrap().close().await;
    let (edition, files) = ([9_u8; 32], texts(&[("a.md", "模式"), ("law/b.md", "法")]));
    {
        let db = rusqlite::Connection::open(&path).unwrap();
        for (path, bytes) in &files {
            let row = rusqlite::params![clearance::intent::REGION, edition.as_slice(), path, bytes];
            db.execute("INSERT INTO policy_text (office, edition, path, bytes) VALUES (?, ?, ?, ?)", row).unwrap();
        }
    }
    let register = open().await.unwrap();
    assert_eq!(register.edition(&edition).await.unwrap(), files);
    assert_eq!(register.kept_files(&edition).await.unwrap()[0].hash, None, "nobody kept a hash of each");
    register.share_texts().await.unwrap();
    assert_eq!(register.edition(&edition).await.unwrap(), files);
    assert_eq!(register.edition_paths(&edition).await.unwrap().len(), 2);
    register.close().await;
    let db = rusqlite::Connection::open(&path).unwrap();
    let left: i64 = db.query_row("SELECT COUNT(*) FROM policy_text", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn rules_5_processes_say_that_they_are_there_and_are_forgotten() {
    let folder = folder();
    for (engine, register) in both(&folder).await {
        let row = |name: &str, seen, said: &str| ProcessRow { name: name.to_owned(), seen, said: said.to_owned() };
        register.say_process(&row("a", 10, "one")).await.unwrap();
        register.say_process(&row("b", 11, "two")).await.unwrap();
        register.say_process(&row("a", 12, "three")).await.unwrap();
        let there = [row("a", 12, "three"), row("b", 11, "two")];
        assert_eq!(register.processes(11).await.unwrap(), there, "{engine}");
        assert_eq!(register.processes(12).await.unwrap(), there[..1], "{engine}: at the moment");
        register.sweep_processes(12).await.unwrap();
        assert_eq!(register.processes(0).await.unwrap(), there[..1], "{engine}");
        register.end_process("a").await.unwrap();
        assert_eq!(register.processes(0).await.unwrap(), [], "{engine}");
    }
}
