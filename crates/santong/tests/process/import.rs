//! `santong import` as people call it: declarations of today in the name of an account, and memory that does not grow with a file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;
use trial::TempDir;
use trial::root;

use clearance::event::Source;
use clearance::event::body::{Body, CaseEvent};

use crate::people::{MACHINE, OWNER, prepare};
use crate::register::{Place, wait};

/// A sheet of exports as an enterprise might keep it.
const MAP: &str = r#"
name = "sheet"
title = "出境货物台账"
encoding = "utf-8"
number = { form = "SHEET-{Ref}" }
source_no = { from = "Ref" }
day = { from = "Day", day = "ymd" }

[fields]
direction = "exit"
reference = { from = "Ref" }
"parties.owner" = "913702001234569050"
"parties.declarant" = "913702001234569050"
"offices.accept" = "370100"
"offices.origin" = "640100"
"journey.port" = "CNQDP"
"journey.transport" = "1"
"journey.destination_country" = "DE"
"lines[0].hs" = { from = "HS" }
"lines[0].name" = { from = "Goods" }
"lines[0].origin" = "CN"
"lines[0].quantity" = { from = "Pieces", form = "{} C62" }
"lines[0].net_mass" = { from = "Mass", form = "{} kg" }
"lines[0].value" = { from = "Value", form = "{} USD" }
"lines[0].packages[0].kind" = "CT"
"lines[0].packages[0].count" = 100
"attachments[0].kind" = "101001"
"attachments[1].kind" = "101002"
"#;

const SHEET: &str = "Ref,Day,HS,Goods,Pieces,Mass,Value
L-1,2026-11-20,6109100000,棉制针织T恤衫,1000,200,5000.00
L-2,2026-11-20,6109100000,棉制针织T恤衫,500,100,2500.00
L-3,2026-11-20,61091,棉制针织T恤衫,500,0,2500.00
";

/// The program's import into a place.
fn import(place: &Place, map: &Path, options: &[&str], data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_santong"));
    command.arg("import").args(place.located()).arg("--map").arg(map).args(options).arg(data);
    command
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn live_rows_become_declarations_of_today_once() {
    let folder = trial::folder();
    let place = Place::of(&folder.path().join("data"));
    wait(prepare(&place));
    let (map, sheet) = (folder.path().join("sheet.toml"), folder.path().join("sheet.csv"));
    fs::write(&map, MAP).unwrap();
    fs::write(&sheet, SHEET).unwrap();
    let live = ["--live", "--account", MACHINE];
    let first = import(&place, &map, &live, &sheet).output().unwrap();
    assert_eq!(first.status.code(), Some(1), "a row was refused: {}", said(&first));
    let report = fs::read_to_string(place.data.join("import-sheet-refused.csv")).unwrap();
    assert!(said(&first).contains("rows 3, accepted 2, refused 1, repeated 0"), "{} {report}", said(&first));
    assert!(report.contains("L-3") && report.contains("not_positive") && report.contains("shape"), "{report}");
    let second = import(&place, &map, &live, &sheet).output().unwrap();
    assert!(said(&second).contains("rows 3, accepted 0, refused 1, repeated 2"), "{}", said(&second));
    let nobody = import(&place, &map, &["--live", "--account", "nobody"], &sheet).output().unwrap();
    assert!(nobody.status.code() == Some(2) && said(&nobody).contains("nobody"), "{}", said(&nobody));
    let mut accepted = Vec::new();
    for event in wait(place.proved()) {
        if matches!(event.body, Body::Case(CaseEvent::Accepted(_))) {
            assert_eq!(event.source, Source::Import);
            accepted.push(event.case.unwrap().to_string());
        }
        if let Body::Case(CaseEvent::Submitted(submitted)) = event.body {
            assert_eq!(submitted.version.declaration.parties.owner.as_str(), OWNER);
            assert!(submitted.version.declaration.not_supplied.is_none());
        }
    }
    // They take numbers of the office's own series, as any declaration of today does.
    assert_eq!(accepted.iter().map(|no| &no[no.len() - 6..]).collect::<Vec<_>>(), ["000001", "000002"]);
}

/// The most memory that an import of a file took, in KiB.
fn peak(data: &Path) -> u64 {
    let folder = trial::folder();
    let place = Place::of(folder.path());
    let map = root().join("import/kcs/kcs.toml");
    let mut process = import(&place, &map, &[], data).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", process.id());
    let mut most = 0;
    while process.try_wait().unwrap().is_none() {
        let told = fs::read_to_string(&status).unwrap_or_default();
        let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        most = most.max(line.and_then(|kib| kib.trim().split(' ').next()?.parse().ok()).unwrap_or(0));
        thread::sleep(Duration::from_millis(10));
    }
    // 1 where rows were refused.
    assert!([Some(0), Some(1)].contains(&process.wait().unwrap().code()), "the import ended badly");
    most
}

/// The first rows of a file in a file of their own.
fn head(folder: &TempDir, text: &str, rows: usize) -> PathBuf {
    let path = folder.path().join(format!("{rows}.csv"));
    fs::write(&path, text.split_inclusive('\n').take(rows + 1).collect::<String>()).unwrap();
    path
}

fn flat(text: &str, [few, many]: [usize; 2]) {
    let folder = trial::folder();
    let [less, more] = [few, many].map(|rows| peak(&head(&folder, text, rows)) / 1024);
    println!("figure import peak memory: {few} rows {less} MiB, {many} rows {more} MiB");
    // What the database keeps of its file in memory is bounded, but a small file does not fill it: 64 MiB for the writer and
    // 16 MiB for a reader.
    assert!(0 < less && more < less + 80, "memory grows with the file");
}

#[test]
fn memory_of_an_import_is_flat() {
    flat(&fs::read_to_string(root().join("import/kcs/sample.csv")).unwrap(), [300, 3_000]);
}

#[test]
fn soak_memory_of_an_import_of_the_whole_file_is_flat() {
    if let Some(file) = beside::shared("data/declarations/kcs_df_syn_train_eng.csv") {
        flat(&fs::read_to_string(file).unwrap(), [3_000, 37_385]);
    }
}
