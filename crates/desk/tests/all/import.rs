//! The Korean declarations become cases of history: every row is accepted or refused, the sums are those of the file, and
//! a second run adds nothing. The numbers of the file are worked out here by code that shares nothing with the importer.

use clearance::event::Event;
use clearance::event::body::{Body, CaseEvent, Recorded};
use desk::Desk;
use desk::clock::{Chance, Clock};
use desk::import::read_map;
use desk::import::{Report, Tally, Way, run};
use register::cases::FIELD;
use register::scope::Scope;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;
use trial::desk::law;
use trial::{TempDir, folder, opening, root};
use values::calendar::Timestamp;

fn kcs() -> String {
    let sample = root().join("import/kcs/sample.csv");
    std::fs::read_to_string(beside::shared_or("data/declarations/kcs_df_syn_train_eng.csv", sample)).unwrap()
}

async fn opened(database: Option<String>) -> (Arc<Desk>, TempDir) {
    let data = folder();
    let clock = Clock::by_hand(Timestamp(1_700_000_000_000_000));
    (trial::desk::opened(&opening(data.path(), database), clock, Chance::machine()).await, data)
}

/// What the file says of one office: rows, 0.01 KRW, 0.00001 kg.
#[derive(Debug, Default, PartialEq, Eq, Clone, Copy)]
struct Sum {
    rows: u64,
    value: i128,
    mass: i128,
}

/// The offices of the map's text, in its order.
fn offices() -> Vec<String> {
    let map = std::fs::read_to_string(root().join("import/kcs/kcs.toml")).unwrap();
    let list = map.split("inland = [").nth(1).unwrap().split(']').next().unwrap();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// A decimal number of the file with so many decimals, halves away from zero; none if it is not above zero.
fn scaled(text: &str, decimals: usize) -> Option<i128> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if text.starts_with('-') {
        return None;
    }
    let padded = format!("{part}{}", "0".repeat(decimals + 1));
    let (kept, rest) = padded.split_at(decimals);
    let number: i128 = format!("{whole}{kept}").parse().unwrap();
    let rounded = number + i128::from(rest.as_bytes()[0] >= b'5');
    (rounded > 0).then_some(rounded)
}

/// Sums by office, and the numbers of the rows whose mass or price is not above zero.
fn of_file(text: &str) -> (BTreeMap<String, Sum>, Vec<String>) {
    let offices = offices();
    let (mut sums, mut refused) = (BTreeMap::<String, Sum>::new(), Vec::new());
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let (Some(mass), Some(value)) = (scaled(cells[18], 5), scaled(cells[19], 2)) else {
            refused.push(cells[0].to_owned());
            continue;
        };
        let hash = Sha256::digest(cells[9].as_bytes());
        let first = u64::from_be_bytes(hash[..8].try_into().unwrap());
        let sum = sums.entry(offices[(first % offices.len() as u64) as usize].clone()).or_default();
        *sum = Sum { rows: sum.rows + 1, value: sum.value + value, mass: sum.mass + mass };
    }
    (sums, refused)
}

/// Sums by office of what the record holds, and what else is to be said of its cases.
async fn of_record(desk: &Desk) -> (BTreeMap<String, Sum>, usize, usize) {
    let (mut sums, mut marked, mut with_mode) = (BTreeMap::<String, Sum>::new(), 0, 0);
    for office in offices() {
        let mut after = 0;
        loop {
            let events = desk.field.register.follow(&Scope::system(), &office, after, 1000).await.unwrap();
            let Some(last) = events.last() else { break };
            after = last.seq;
            for event in &events {
                let Body::Case(CaseEvent::Recorded(Recorded { version, mode, outcomes, .. })) =
                    Event::read(&event.bytes).unwrap().body
                else {
                    panic!("only history was imported");
                };
                let line = &version.declaration.lines[0];
                let sum = sums.entry(office.clone()).or_default();
                sum.rows += 1;
                sum.value += i128::from(line.value.minor);
                sum.mass += i128::from(line.net_mass.0);
                assert_eq!(line.value.scale, 2);
                assert_eq!(outcomes.len(), 2);
                assert_eq!(version.declaration.not_supplied.as_ref().unwrap().map, "kcs");
                marked += usize::from(line.hs_not_in_force);
                with_mode += usize::from(mode.is_some());
            }
        }
    }
    (sums, marked, with_mode)
}

async fn import(desk: &Desk, text: &str) -> (Tally, String) {
    let map = read_map(&root().join("import/kcs/kcs.toml")).unwrap();
    let mut out = Vec::new();
    let mut report = Report::new(&mut out).unwrap();
    let mut seen = 0;
    let tally = run(desk, &map, &Way::History, std::io::Cursor::new(text), &mut report, &mut |bytes| seen = bytes)
        .await
        .unwrap();
    drop(report);
    assert_eq!(seen, text.len() as u64);
    (tally, String::from_utf8(out).unwrap())
}

async fn all_of(desk: &Desk, text: &str) {
    let (sums, refused) = of_file(text);
    let rows = text.lines().count() as u64 - 1;
    let (first, report) = import(desk, text).await;
    println!("figure import_rows_per_second {} 1/s", rows * 1000 / first.ms.max(1));
    assert_eq!((first.accepted, first.refused, first.repeated), (rows - refused.len() as u64, refused.len() as u64, 0));
    let mut named: Vec<String> = Vec::new();
    for line in report.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        assert!(["Net Mass", "Item Price"].contains(&cells[2]) && cells[3] == "not_positive", "{line}");
        named.push(cells[1].to_owned());
    }
    named.dedup();
    assert_eq!(named, refused);
    let (recorded, marked, with_mode) = of_record(desk).await;
    assert_eq!(recorded, sums);
    println!("figure import_codes_not_in_force {marked} rows");
    assert_eq!(with_mode as u64, first.accepted);

    let by_office =
        desk.field.register.by_declaring_office(&Scope::system(), "record", (-1_000_000, 1_000_000)).await.unwrap();
    let counted: BTreeMap<String, (u64, i128)> =
        by_office.into_iter().map(|(office, rows, _, mass)| (office, (rows as u64, mass))).collect();
    let wanted = sums.into_iter().map(|(office, sum)| (office, (sum.rows, sum.mass))).collect();
    assert_eq!(counted, wanted);

    let (second, _) = import(desk, text).await;
    assert_eq!((second.accepted, second.refused, second.repeated), (0, first.refused, first.accepted));
    let report = desk.field.register.verify(&[], &FIELD).await.unwrap();
    assert_eq!(report.bad, Vec::new());
    assert_eq!(report.events, first.accepted + 1);
}

fn head(text: &str, rows: usize) -> String {
    text.split_inclusive('\n').take(rows + 1).collect()
}

#[tokio::test]
async fn kcs_the_whole_file_on_sqlite() {
    let (desk, _folder) = opened(None).await;
    let text = kcs();
    all_of(&desk, &text).await;
    if text.lines().count() == 37_386 {
        assert_eq!(of_file(&text).1.len(), 358);
    }
}

#[tokio::test]
async fn kcs_three_thousand_rows_on_postgres() {
    let (desk, _folder) = opened(Some(pgtest::fresh().await.unwrap())).await;
    all_of(&desk, &head(&kcs(), 3000)).await;
}

/// A number that stands twice with another content is refused and named; nothing is overwritten.
#[tokio::test]
async fn a_row_that_changed_is_refused() {
    let (desk, _folder) = opened(None).await;
    let text = head(&kcs(), 20);
    let (first, _) = import(&desk, &text).await;
    assert_eq!(first.accepted, 20);
    let (second, report) = import(&desk, &text.replacen("372254.4", "372254.5", 1)).await;
    assert_eq!((second.accepted, second.refused, second.repeated), (0, 1, 19), "{report}");
    assert!(report.contains("97061800") && report.contains("changed"), "{report}");
}

/// Field 09: the report of what was refused opens in a spreadsheet as it stands, and calculates nothing.
#[tokio::test]
async fn a_report_of_refused_rows_runs_no_formula_and_has_the_mark_of_its_encoding() {
    let (desk, _folder) = opened(None).await;
    let text = head(&kcs(), 3).replacen("372254.4", "=HYPERLINK(1)", 1).replacen("97061800", "＝1+1", 1);
    let (tally, report) = import(&desk, &text).await;
    assert_eq!((tally.accepted, tally.refused), (2, 1), "{report}");
    assert!(report.starts_with('\u{feff}'), "{report}");
    let lines = report.trim_start_matches('\u{feff}');
    let mut rows = csv::Reader::from_reader(lines.as_bytes());
    for row in rows.records() {
        for cell in &row.unwrap() {
            assert!(!cell.starts_with(['=', '＝', '@', '\t']), "{cell}");
        }
    }
    assert!(report.contains("'=HYPERLINK(1)") || report.contains("'＝1+1"), "{report}");
}

/// The report read again gives what stood in the file, and the import says what it took, left and assumed.
#[tokio::test]
async fn a_report_read_again_gives_the_values_of_the_file_and_the_tally_adds_up() {
    let (desk, _folder) = opened(None).await;
    let given = ["=1+1", "'=1", "-x", "＠SUM(1)", "\t=2", "''+1"];
    let head = "no,date,name,hs,origin,kg,value\r\n";
    let mut text = head.to_owned();
    for (n, value) in given.iter().enumerate() {
        text.push_str(&format!("F{n},2020-01-15,棉,6109100000,DE,\"{value}\",1.00\r\n"));
    }
    text.push_str(
        ",,,,,,\r\nF9,2020-01-15,棉,6109100000,DE,1,1.00\r\nF10,2020-01-15,\"棉\r\nF11,2020-01-15,棉,1,DE,1,1\r\n",
    );
    let map = read_map(&root().join("crates/exchange/tests/samples/field/map.toml")).unwrap();
    let mut out = Vec::new();
    let mut report = Report::new(&mut out).unwrap();
    let data = std::io::Cursor::new(&text);
    let tally = run(&desk, &map, &Way::History, data, &mut report, &mut |_| ()).await.unwrap();
    drop(report);
    let counts = (tally.rows(), tally.accepted, tally.refused, tally.repeated, tally.skipped);
    assert_eq!(counts, (9, 1, 7, 0, 1), "{tally:?}");
    assert_eq!(tally.accepted + tally.refused + tally.repeated + tally.skipped, tally.rows());
    assert_eq!(tally.unread.spans, [(10, 11)]);
    let said = tally.to_string();
    assert!(
        said.contains("skipped 1") && said.contains("unread: 10-11") && said.contains("encoding UTF-8 (assumed)"),
        "{said}"
    );
    let out = String::from_utf8(out).unwrap();
    let mut rows = csv::Reader::from_reader(out.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!((&rows[0][3], &rows[0][4]), ("encoding_assumed", "UTF-8"));
    let read: Vec<&str> =
        rows.iter().filter(|row| &row[2] == "kg").map(|row| exchange::inert::plain(&row[4])).collect();
    assert_eq!(read, given.map(|value| if value == "'=1" || value == "''+1" { &value[1..] } else { value }));
}

/// History takes the same aliases as a declaration of today, by the tables of each row's day, and keeps what was over by then with
/// a remark on its case.
#[tokio::test]
async fn history_takes_the_aliases_of_its_day_and_keeps_codes_that_are_over() {
    let (desk, _folder) = opened(None).await;
    let map = std::fs::read_to_string(root().join("crates/exchange/tests/samples/field/map.toml")).unwrap();
    let map = map.replace("{} CNY", "{}");
    let map = exchange::map::Map::read("map.toml", &map).unwrap();
    let mut text = "no,date,name,hs,origin,kg,value\n".to_owned();
    let rows = [
        ("H1", "2016-02-01", "DEU", "5 142", "DE", "CNY", false),
        ("H2", "2019-02-01", "276", "5 EUR", "DE", "EUR", false),
        ("H3", "2019-02-01", "DE", "5 HRK", "DE", "HRK", false),
        ("H4", "2024-02-01", "HR", "5 HRK", "HR", "HRK", true),
        ("H5", "2024-02-01", "CW", "5 532", "CW", "ANG", false),
        ("H6", "2026-02-01", "CW", "5 532", "CW", "XCG", false),
        ("H7", "2019-02-01", "DE", "5 XXX", "DE", "XXX", true),
    ];
    for (no, day, origin, value, ..) in &rows {
        text.push_str(&format!("{no},{day},棉,6109100000,{origin},1,{value}\n"));
    }
    let mut out = Vec::new();
    let mut report = Report::new(&mut out).unwrap();
    let data = std::io::Cursor::new(&text);
    let tally = run(&desk, &map, &Way::History, data, &mut report, &mut |_| ()).await.unwrap();
    drop(report);
    assert_eq!((tally.accepted, tally.refused), (7, 0), "{}", String::from_utf8(out).unwrap());
    for (no, _, _, _, origin, currency, remarked) in rows {
        let events = desk.field.register.case_events(&Scope::system(), &format!("SHOP-{no}")).await.unwrap().unwrap();
        let case = clearance::case::fold::fold(&events).unwrap();
        let line = &case.declaration.lines[0];
        assert_eq!((line.origin.as_str(), line.value.currency.as_str()), (origin, currency), "{no}");
        let known = desk.field.known();
        let law = law(&desk).await;
        let terms = desk::receive::terms_of(&law, &known, case.day);
        let found = clearance::remark::remarks(&case.declaration, &terms);
        let over = found.iter().any(|remark| remark.code == "currency_not_in_force");
        assert_eq!(over, remarked, "{no}: {found:?}");
    }
}
