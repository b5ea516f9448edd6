//! Editions from the command line: proposing a folder, looking at what is on the record, and proving it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use clearance::event::region::RegionEvent;
use desk::clock::{Chance, Clock};
use std::path::Path;
use std::process::{Command, Output};
use trial::desk::happens;
use trial::{opening_to_two, root};
use values::actor::Role;
use values::calendar::Day;

fn santong(data: &Path, arguments: &[&str]) -> (i32, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_santong"))
        .args(arguments)
        .arg("--data")
        .arg(data)
        .current_dir(root())
        .output()
        .unwrap();
    let text = String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap();
    (status.code().unwrap(), text)
}

/// A register whose two of operations have accounts, as of now.
async fn with_operations(data: &Path) {
    let desk = trial::desk::opened(&opening_to_two(data, None), Clock::machine(), Chance::machine()).await;
    let from = Day::parse("2015-01-01").unwrap();
    let account = |id: &str| {
        let (id, person, office) = (id.parse().unwrap(), format!("P-{id}").parse().unwrap(), "370100".parse().unwrap());
        let opened = RegionEvent::AccountOpened { id, person, enterprise: None };
        let RegionEvent::AccountOpened { id, .. } = &opened else { unreachable!() };
        let (account, role) = (id.clone(), Role::Operations);
        let granted =
            RegionEvent::RoleGranted { account, role, office: Some(office), from, until: None, skills: vec![] };
        [opened, granted]
    };
    happens(&desk, ["o-1", "o-2"].into_iter().flat_map(account).collect()).await;
    desk.field.register.clone().close().await;
}

/// Copies a folder.
fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, to) = entry.map(|entry| (entry.path(), to.join(entry.file_name()))).unwrap();
        if path.is_dir() { copied(&path, &to) } else { assert!(std::fs::copy(&path, &to).is_ok()) }
    }
}

#[test]
fn plan_3_1_a_folder_is_proposed_looked_at_and_proved_from_the_command_line() {
    let folder = trial::folder();
    let data = folder.path();
    tokio::runtime::Runtime::new().unwrap().block_on(with_operations(data));
    let edited = data.join("edited");
    copied(&data.join("to-two/9+1"), &edited);
    let list = edited.join("list-exit.md");
    let row = "| 出-0099 | 6109 | | | | | | | | | E1 | 查验 | 试 | 「商检法」第十七条 | 2099-01-01 | |\n";
    std::fs::write(&list, std::fs::read_to_string(&list).unwrap() + row).unwrap();
    let propose = |account: &str, more: &[&str]| {
        let mut arguments = vec!["propose", edited.to_str().unwrap(), "--account", account, "--reason", "增列"];
        arguments.extend(more);
        santong(data, &arguments)
    };
    let (code, text) = propose("o-1", &[]);
    assert_eq!(code, 1, "{text}");
    assert!(
        text.contains("added list-exit.md · list · 出-0099") && text.contains("fault: approvals[list-exit.md]"),
        "{text}"
    );
    let approved = ["--approval", "list-exit.md=质检总局;1 号;2015-12-01"];
    let (code, text) = propose("o-1", &[approved[0], approved[1], "--try"]);
    assert!(code == 0 && !text.contains("another person of operations"), "{text}");
    assert_eq!(propose("nobody", &approved).0, 2);
    let (code, text) = propose("o-1", &approved);
    assert!(code == 0 && text.contains("another person of operations confirms it"), "{text}");
    let (code, text) = santong(data, &["edition", "list"]);
    assert!(code == 0 && text.contains("founding") && text.contains("增列; waits"), "{text}");
    let short = text.lines().find(|line| line.contains("waits")).unwrap()[..12].to_owned();
    let (code, text) = santong(data, &["edition", "show", &short]);
    assert!(code == 0 && text.contains(" list-exit.md") && text.contains("added list-exit.md"), "{text}");
    let founding = santong(data, &["edition", "list"]).1[..12].to_owned();
    let (code, text) = santong(data, &["edition", "diff", &short, &founding]);
    assert!(code == 0 && text.contains("removed list-exit.md · list · 出-0099"), "{text}");
    let out = data.join("out");
    let export = || santong(data, &["edition", "export", &short, out.to_str().unwrap()]);
    assert_eq!(export().0, 0);
    assert_eq!(std::fs::read(out.join("list-exit.md")).unwrap(), std::fs::read(&list).unwrap());
    assert_eq!(export().0, 2, "nothing is overwritten");
    assert_eq!(santong(data, &["edition", "show", "no-such"]).0, 2);
    assert_eq!(santong(data, &["edition", "diff", &short]).0, 2);
    let (code, text) = santong(data, &["verify"]);
    assert!(code == 0 && text.contains("editions 2"), "{text}");
}

#[test]
fn n4_one_changed_byte_of_a_kept_file_is_named_with_its_edition() {
    let folder = trial::folder();
    tokio::runtime::Runtime::new().unwrap().block_on(with_operations(folder.path()));
    let changed = |change: &str, path: &str| {
        let db = rusqlite::Connection::open(folder.path().join("register.db")).unwrap();
        let file = "SELECT hash FROM edition_file WHERE path = ?1";
        let hash: Vec<u8> = db.query_row(file, [path], |row| row.get(0)).unwrap();
        assert_eq!(db.execute(change, [&hash]).unwrap(), 1);
        let (code, text) = santong(folder.path(), &["verify"]);
        (code, text)
    };
    assert_eq!(santong(folder.path(), &["verify"]).0, 0);
    let flip = "UPDATE edition_text SET bytes = CAST(bytes || CAST(' ' AS BLOB) AS BLOB) WHERE hash = ?1";
    for path in ["rules.md", "law/plan-2015.md", "cases/exit.toml"] {
        let (code, text) = changed(flip, path);
        assert!(code == 1 && text.contains(&format!("file {path} is not what it was")), "{text}");
    }
    let (code, text) = changed("DELETE FROM edition_text WHERE hash = ?1", "rates.md");
    assert!(code == 1 && text.contains("file rates.md is gone"), "{text}");
    let (code, text) = changed("DELETE FROM edition_file WHERE hash = ?1", "units.md");
    assert_eq!(code, 1, "{text}");
}
