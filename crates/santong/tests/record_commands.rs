//! The commands that look after the record, through the binary: their output and what they end with.
#![expect(clippy::unwrap_used, reason = "tests")]

use clearance::decision::decide;
use clearance::decision::facts::Declared;
use clearance::declaration::{Declaration, Measures};
use clearance::event::Source;
use clearance::standing::Standing;
use desk::act::{self, Ask};
use desk::clock::{Chance, Clock, Stopwatch};
use desk::edition::{Way, all_of, read_policy};
use desk::file;
use desk::file::said::Words;
use desk::open::{self};
use register::sealed::Apart;
use register::{Place, Register};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::Duration;
use trial::desk::happens;
use trial::people::{graded, registered};
use trial::{opening, root};
use values::actor::Role;
use values::calendar::{Day, Timestamp};

/// A register with the region's text adopted: one event, and a signed head.
async fn made(data: &Path) {
    let clock = Clock::by_hand(Timestamp(1_448_928_000_000_000));
    let desk = trial::desk::opened(&opening(data, None), clock, Chance::machine()).await;
    desk.field.sign_heads(desk.clock.now()).await.unwrap();
    desk.field.register.clone().close().await;
}

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

#[test]
fn a_declaration_is_tried_against_every_rule_of_a_day() {
    let folder = trial::folder();
    let sample = root().join("crates/exchange/tests/samples/json/entry.json");
    let tried = |day: &str, more: &[&str]| {
        let mut arguments = vec!["try", sample.to_str().unwrap(), "--day", day];
        arguments.extend(more);
        santong(folder.path(), &arguments)
    };
    let (code, text) = tried("2015-11-10", &["--grade", "AA"]);
    assert_eq!(code, 0, "{text}");
    for wanted in [
        "mode ",
        "true  信-AA",
        "=> 检验 5%",
        "false 信-D",
        "货主等级为「D」: false <- AA",
        ": not reached",
        "-     审-0016",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    let (code, text) = tried("2015-11-10", &["--grade", "D", "--english"]);
    assert!(
        code == 0 && text.contains("=> inspect every lot") && text.contains("owner grade is \"D\": true <- D"),
        "{text}"
    );
    assert_eq!(tried("2015-13-10", &[]).0, 2);
    assert_eq!(santong(folder.path(), &["try", "no-such-file.json", "--day", "2015-11-10"]).0, 2);
}

#[test]
fn the_command_line_of_every_command_holds_together() {
    let help = |arguments: &[&str]| {
        let ran = Command::new(env!("CARGO_BIN_EXE_santong")).args(arguments).arg("--help").output().unwrap();
        assert_eq!(ran.status.code(), Some(0), "{arguments:?}: {ran:?}");
        String::from_utf8(ran.stdout).unwrap()
    };
    let all = help(&[]);
    let (_, commands) = all.split_once("Commands:").unwrap();
    let commands: Vec<&str> = commands
        .lines()
        .skip(1)
        .map_while(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.contains(&"serve") && commands.contains(&"verify"), "{all}");
    for command in commands {
        assert!(help(&[command]).contains(&format!("santong {command}")), "{command}");
    }
}

#[tokio::test]
async fn every_decision_of_a_record_is_made_again_from_the_command_line() {
    let folder = trial::folder();
    made(folder.path()).await;
    let (code, text) = santong(folder.path(), &["replay"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("decisions 0, texts 0") && text.contains("from receipts: 0 differences"), "{text}");
    let nowhere = folder.path().join("nowhere");
    let (code, text) = santong(&nowhere, &["replay"]);
    assert!(code == 2 && text.contains("there is no register") && !nowhere.exists(), "{text}");
}

#[tokio::test]
async fn a_sound_record_is_called_sound_and_one_that_was_changed_is_not() {
    let folder = trial::folder();
    made(folder.path()).await;
    let (code, text) = santong(folder.path(), &["verify", "--derived"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("sound") && text.contains("events 1") && text.contains("in 1 lines"), "{text}");

    let line = std::fs::read_to_string(folder.path().join("heads.txt")).unwrap();
    let key = line.split('\t').nth(4).unwrap();
    let heads = folder.path().join("witness.txt");
    std::fs::copy(folder.path().join("heads.txt"), &heads).unwrap();
    let (code, text) = santong(folder.path(), &["verify", "--heads", heads.to_str().unwrap(), "--key", key]);
    assert_eq!(code, 0, "{text}");
    let (code, text) =
        santong(folder.path(), &["verify", "--heads", heads.to_str().unwrap(), "--key", &"0".repeat(64)]);
    assert_eq!(code, 2, "{text}");

    // Without its events the register is not what was signed.
    std::fs::remove_file(folder.path().join("register.db")).unwrap();
    let chance = open::options(Arc::new(Clock::machine()), Arc::new(Chance::machine()));
    Register::open(Place::Sqlite(folder.path().join("register.db")), chance).await.unwrap().close().await;
    let (code, text) = santong(folder.path(), &["verify"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("bad: region") && text.contains("NOT sound"), "{text}");
}

#[tokio::test]
async fn a_copy_is_restored_and_an_unsound_one_is_not() {
    let folder = trial::folder();
    let (code, text) = santong(folder.path(), &["backup", "copy.db"]);
    assert_eq!(code, 2, "{text}");
    made(folder.path()).await;
    let copy = folder.path().join("copy.db");
    let copy = copy.to_str().unwrap();
    assert_eq!(santong(folder.path(), &["backup", copy]).0, 0);
    assert_eq!(santong(folder.path(), &["backup", copy]).0, 2, "a copy is never overwritten");
    let (code, text) = santong(folder.path(), &["rebuild"]);
    assert_eq!(code, 0, "{text}");
    std::fs::remove_file(folder.path().join("register.db")).unwrap();
    let (code, text) = santong(folder.path(), &["restore", copy]);
    assert_eq!(code, 0, "{text}");
    assert_eq!(santong(folder.path(), &["verify"]).0, 0);
    std::fs::write(copy, b"not a database at all").unwrap();
    let (code, text) = santong(folder.path(), &["restore", copy]);
    assert_eq!(code, 2, "{text}");
    assert_eq!(santong(folder.path(), &["verify"]).0, 0);
}

/// 三(二): the receipt alone gives the decision again; one flipped fact gives another.
/// A register with a case that has three files; their numbers.
async fn with_files(data: &Path) -> Vec<String> {
    case_with_files(data).await.1
}

/// A case with three files: its number, and theirs.
async fn case_with_files(data: &Path) -> (String, Vec<String>) {
    let clock = Clock::by_hand(Timestamp(1_448_928_000_000_000));
    let desk = trial::desk::opened(&opening(data, None), clock, Chance::machine()).await;
    let owner = "913702001234569050";
    happens(&desk, vec![registered(owner, "宁夏枸杞有限公司", "640100", false), graded(owner, "A")]).await;
    let declaration = serde_json::from_value(serde_json::json!({
        "direction": "exit", "reference": "F-1", "parties": {"owner": owner, "declarant": owner},
        "offices": {"accept": "370100", "origin": "640100"},
        "journey": {"port": "CNQDP", "transport": "1", "destination_country": "DE"},
        "lines": [{"hs": "6109100000", "name": "棉制针织T恤衫", "origin": "CN",
            "quantity": {"units": 10_000_000, "unit": "C62"}, "net_mass": 20_000_000_i64,
            "value": {"minor": 500_000, "scale": 2, "currency": "USD"}, "packages": [{"kind": "CT", "count": 100}]}],
        "attachments": [{"kind": "101001"}]
    }));
    let ask = Ask {
        account: "agent".parse().unwrap(),
        person: "agent".parse().unwrap(),
        roles: vec![Role::Declarant],
        office: None,
        enterprise: Some(owner.parse().unwrap()),
        now: desk.clock.now(),
        source: Source::Api,
        key: None,
        proved: None,
        apart: Apart::default(),
    };
    let done = act::declare(&desk, vec![(ask.clone(), declaration.unwrap())]).await.pop().unwrap().unwrap();
    let no = done.answer.cases[0].no.to_string();
    let mut files = Vec::new();
    for n in 0..3_u8 {
        let words = Words { name: "合同.pdf", ..Words::default() };
        let said = words.read(&desk.field, &*trial::desk::law(&desk).await, desk.clock.now()).unwrap();
        let mut receiving = file::begin(&desk, &ask, &no, said).await.unwrap();
        receiving.write(&desk, &ask, &[b"%PDF-1.7".to_vec(), vec![n; 100_000]].concat()).await.unwrap();
        files.push(receiving.finish(&desk, &ask).await.unwrap().file.to_string());
    }
    desk.field.sign_heads(desk.clock.now()).await.unwrap();
    desk.field.register.clone().close().await;
    (no, files)
}

#[tokio::test]
async fn plan_3_3_1_the_archive_of_a_case_is_taken_and_proved_from_the_command_line() {
    let folder = trial::folder();
    let (no, _) = case_with_files(folder.path()).await;
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (archive, into) = (path("case.zip"), path("files-of-the-case"));
    let (code, text) = santong(folder.path(), &["archive", &no, &archive]);
    assert!(code == 0 && text.contains("wrote"), "{text}");
    assert_eq!(santong(folder.path(), &["archive", &no, &archive]).0, 2, "what is there is not written over");
    for wrong in ["3702", "370200215000009"] {
        assert_eq!(santong(folder.path(), &["archive", wrong, &path("none.zip")]).0, 2);
    }
    assert!(!Path::new(&path("none.zip")).exists());
    // Elsewhere: nothing but the file is needed.
    let alone = |arguments: &[&str]| {
        let Output { status, stdout, .. } = Command::new(env!("CARGO_BIN_EXE_santong"))
            .args(arguments)
            .current_dir(trial::folder().path())
            .output()
            .unwrap();
        (status.code().unwrap(), String::from_utf8(stdout).unwrap())
    };
    let (code, text) = alone(&["check", &archive, "--into", &into]);
    assert!(code == 0 && text.contains("sound") && text.contains("wrote 3 files") && text.contains(&no), "{text}");
    assert!(
        text.contains("与区域公布的公钥核对") && text.contains("2 decisions") || text.contains("1 decisions"),
        "{text}"
    );
    let first = std::fs::read_dir(&into).unwrap().map(|entry| entry.unwrap().path()).min().unwrap();
    assert_eq!(std::fs::read(first).unwrap(), [b"%PDF-1.7".to_vec(), vec![0; 100_000]].concat());
    assert_eq!(alone(&["check", &archive, "--into", &into]).0, 2, "a folder that is there is left alone");
    let line = std::fs::read_to_string(folder.path().join("heads.txt")).unwrap();
    let key = line.lines().last().unwrap().split('\t').nth(4).unwrap();
    let (code, text) = alone(&["check", &archive, "--key", key]);
    assert!(code == 0 && text.contains("the key that was given"), "{text}");
    let mut bytes = std::fs::read(&archive).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    std::fs::write(&archive, bytes).unwrap();
    let (code, text) = alone(&["check", &archive, "--into", &path("other")]);
    assert!(code == 1 && text.contains("bad: files/") && text.contains("NOT sound"), "{text}");
    assert!(!Path::new(&path("other")).exists(), "nothing is kept of what is not sound");
    assert_eq!(alone(&["check", &path("nothing.zip")]).0, 2);
    assert_eq!(santong(folder.path(), &["verify"]).0, 0);
}

#[tokio::test]
async fn r30_files_go_with_a_copy_are_proved_when_it_is_restored_and_each_that_is_not_sound_is_named() {
    let folder = trial::folder();
    let files = with_files(folder.path()).await;
    let of = |data: &Path, file: &str| data.join("files/whole").join(&file[..2]).join(file);
    let (code, text) = santong(folder.path(), &["verify", "--with-files"]);
    assert!(code == 0 && text.contains("files 3, erased 0"), "{text}");
    // 0.3 MB at a megabyte a second take as long as that, and no speed is none.
    let watch = Stopwatch::start();
    let (code, text) = santong(folder.path(), &["verify", "--with-files", "--speed", "1"]);
    assert!(code == 0 && text.contains("files 3, erased 0"), "{text}");
    assert!(Duration::from_millis(300) <= watch.elapsed(), "{:?}", watch.elapsed());
    assert_eq!(santong(folder.path(), &["verify", "--with-files", "--speed", "0"]).0, 2);
    let copy = folder.path().join("copy.db");
    let (code, text) = santong(folder.path(), &["backup", copy.to_str().unwrap()]);
    assert!(code == 0 && text.contains("wrote 3 files"), "{text}");
    // Elsewhere, with the key, as an operator who lost the machine does it.
    let elsewhere = trial::folder();
    std::fs::copy(folder.path().join("master.key"), elsewhere.path().join("master.key")).unwrap();
    let (code, text) = santong(elsewhere.path(), &["restore", copy.to_str().unwrap()]);
    assert!(code == 0 && text.contains("restored 3 files"), "{text}");
    assert_eq!(santong(elsewhere.path(), &["verify", "--with-files"]).0, 0);
    // A file that is gone and one that is altered are named, by both.
    std::fs::remove_file(of(elsewhere.path(), &files[0])).unwrap();
    let mut bytes = std::fs::read(of(elsewhere.path(), &files[1])).unwrap();
    bytes[1000] ^= 1;
    std::fs::remove_file(of(elsewhere.path(), &files[1])).unwrap();
    std::fs::write(of(elsewhere.path(), &files[1]), bytes).unwrap();
    let (code, text) = santong(elsewhere.path(), &["verify", "--with-files"]);
    assert!(code == 1 && text.contains("files 1, erased 0") && text.contains("NOT sound"), "{text}");
    assert!(text.contains(&files[0]) && text.contains(&files[1]) && !text.contains(&files[2]), "{text}");
    assert!(text.contains("合同.pdf") && text.contains("not there") && text.contains("not what was kept"), "{text}");
    // Another key, and the files of another register, are told before anything is served.
    let (code, text) = santong(elsewhere.path(), &["verify", "--with-files", "--files", "elsewhere-without"]);
    assert!(code == 2 && text.contains("--files"), "{text}");
    assert!(!root().join("elsewhere-without").exists());
    let mut key = std::fs::read(elsewhere.path().join("master.key")).unwrap();
    key[0] ^= 1;
    std::fs::write(elsewhere.path().join("master.key"), key).unwrap();
    let (code, text) = santong(elsewhere.path(), &["verify", "--with-files"]);
    assert!(code == 2 && text.contains("the master key is not this register's"), "{text}");
}

#[test]
fn san_er_a_receipt_is_decided_again_from_its_file_alone() {
    let folder = trial::folder();
    let policy = read_policy(&all_of(&root().join("policy/9+1")).unwrap(), Way::new(true)).unwrap();
    let declaration: Declaration = serde_json::from_value(serde_json::json!({
        "direction": "exit", "reference": "E-1",
        "parties": {"owner": "X-A", "declarant": "X-A"},
        "offices": {"accept": "370100", "origin": "640100"},
        "journey": {"port": "CNQDP"},
        "lines": [{"hs": "0409000000", "name": "蜂蜜", "origin": "CN", "net_mass": 100_000,
            "value": {"minor": 100, "scale": 2, "currency": "CNY"}}]
    }))
    .unwrap();
    let (measures, owner) = (Measures::default(), Standing { registered: true, ..Standing::default() });
    let facts = Declared::new(&declaration, &measures, &owner, false);
    let verdict = decide(&policy, Day::parse("2015-12-01").unwrap(), &facts).unwrap();
    let file = folder.path().join("receipt.json");
    let told = |value: &serde_json::Value| {
        std::fs::write(&file, value.to_string()).unwrap();
        santong(folder.path(), &["decide", file.to_str().unwrap()])
    };
    let mut value = serde_json::to_value(&verdict).unwrap();
    let (code, text) = told(&value);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("mode E1") && text.contains("equal"), "{text}");
    let (code, text) = told(&value["receipt"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("mode E1"), "{text}");
    // As a declarant has it, with a digest for what is for officers alone: the mode follows all the same.
    let mut open = value.clone();
    open["sealed"] = "0".repeat(64).into();
    let (code, text) = told(&open);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("mode E1") && text.contains("officers alone") && !text.contains("equal"), "{text}");
    open["mode"] = "E3".into();
    assert_eq!(told(&open).0, 1);
    value["mode"] = "E3".into();
    let (code, text) = told(&value);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("NOT equal"), "{text}");
    assert_eq!(told(&serde_json::json!({"receipt": 1})).0, 2);
}
