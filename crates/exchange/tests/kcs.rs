//! The Korean declarations through their map: every row is accepted or refused, and for the right reason.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use exchange::json::{Check, Reader, write};
use exchange::map::Map;
use exchange::sheet::{Imported, Refused, Row, Rows};
use values::direction::Direction;
use values::fault::Fault;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn map() -> Map {
    Map::read("kcs.toml", &fs::read_to_string(root().join("import/kcs/kcs.toml")).unwrap())
        .unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn read(map: &Map, file: &Path) -> (Vec<Imported>, Vec<Refused>) {
    let check: &Check<'_> = &clearance::valid::past;
    let reader = Reader { reference: None, check: Some(check), zone: None, keeps: false };
    let (mut accepted, mut refused) = (Vec::new(), Vec::new());
    for row in Rows::open(map, reader, fs::File::open(file).unwrap()).unwrap_or_else(|faults| panic!("{faults:#?}")) {
        match row {
            Row::Read(imported) => accepted.push(*imported),
            Row::Refused(row) => refused.push(row),
            Row::Skipped => panic!("a row of nothing"),
            Row::Stopped(fault) => panic!("{fault}"),
        }
    }
    (accepted, refused)
}

fn column_and_code(fault: &Fault) -> (&str, &str) {
    (&fault.at, &fault.code)
}

/// The data of the project's shared folder; 358 is the count of an own script over the file, by the sign of its two
/// columns, that shares nothing with this reader.
#[test]
fn kcs_all_rows_are_accepted_or_refused_for_mass_or_price() {
    let Some(file) = beside::shared("data/declarations/kcs_df_syn_train_eng.csv") else { return };
    let (accepted, refused) = read(&map(), &file);
    assert_eq!((accepted.len() + refused.len(), refused.len()), (37_385, 358));
    let mut reasons = BTreeMap::new();
    for row in &refused {
        *reasons.entry(row.faults.iter().map(column_and_code).collect::<Vec<_>>()).or_insert(0) += 1;
    }
    let both = vec![("Net Mass", "not_positive"), ("Item Price", "not_positive")];
    assert_eq!(reasons, BTreeMap::from([(both, 285), (vec![("Item Price", "not_positive")], 73)]));
    assert!(refused.iter().all(|row| row.faults.iter().all(|fault| fault.given == "0.0")));

    assert!(accepted.iter().all(|row| row.received.declaration.direction == Direction::Entry));
    let from = |country: &str| {
        let lines = accepted.iter().map(|row| &row.received.declaration.lines[0]);
        lines.filter(|line| line.origin.as_str() == country).count()
    };
    let bare = csv_counts(&file);
    assert_eq!((from("KR"), from("CN"), from("JP")), (bare["CN"], bare["KR"], bare["JP"]));
    let mut numbers: Vec<_> = accepted.iter().map(|row| row.no.as_str()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), accepted.len());
    sums_agree(&accepted, &file);
}

/// Accepted rows by country of origin as it stands in the file.
fn csv_counts(file: &Path) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for line in fs::read_to_string(file).unwrap().lines().skip(1) {
        let cells: Vec<_> = line.split(',').collect();
        if !cells[18].starts_with('-') && cells[18] != "0.0" && cells[19] != "0.0" && !cells[19].starts_with('-') {
            *counts.entry(cells[14].to_owned()).or_default() += 1;
        }
    }
    counts
}

/// Sums of mass (0.1 kg) and value (0.01 KRW, halves up), made from the text of the file with integers alone.
fn sums_agree(accepted: &[Imported], file: &Path) {
    let (mut mass, mut value) = (0_i128, 0_i128);
    for line in fs::read_to_string(file).unwrap().lines().skip(1) {
        let cells: Vec<_> = line.split(',').collect();
        if cells[18] == "0.0" || cells[19] == "0.0" {
            continue;
        }
        mass += cells[18].replace('.', "").parse::<i128>().unwrap();
        let (whole, decimals) = cells[19].split_once('.').unwrap();
        let three = &format!("{decimals}00")[..3];
        value += (format!("{whole}{three}").parse::<i128>().unwrap() + 5) / 10;
    }
    let lines = || accepted.iter().map(|row| &row.received.declaration.lines[0]);
    assert_eq!(lines().map(|line| i128::from(line.net_mass.0)).sum::<i128>(), mass * 10_000);
    assert_eq!(lines().map(|line| i128::from(line.value.minor)).sum::<i128>(), value);
    assert!(lines().all(|line| line.value.scale == 2));
}

#[test]
fn kcs_the_sample_that_ships_is_read_in_part_refused_and_read_again_equal() {
    let (map, file) = (map(), root().join("import/kcs/sample.csv"));
    let (accepted, refused) = read(&map, &file);
    assert_eq!(accepted.len() + refused.len(), 3_116);
    assert!((1..100).contains(&refused.len()));
    assert_eq!((accepted.clone(), refused), read(&map, &file));
    let mut again = accepted[0].received.clone();
    again.declaration.not_supplied = None;
    assert_eq!(Reader::default().read(&write(&again)).unwrap(), again);
}

/// Worked out by hand: SHA-256 of "QLRUBN9" and of "97061800" by another program.
#[test]
fn kcs_the_first_row_field_by_field() {
    let (accepted, _) = read(&map(), &root().join("import/kcs/sample.csv"));
    let first = &accepted[0];
    assert_eq!((first.line, first.no.as_str(), first.source_no.as_str()), (2, "KCS-97061800", "97061800"));
    assert_eq!(first.day.to_string(), "2020-01-01");
    let outcomes = [("fraud", "0"), ("critical_fraud", "0")].map(|(word, value)| (word.to_owned(), value.to_owned()));
    assert_eq!(first.outcomes, outcomes);
    let declaration = &first.received.declaration;
    assert_eq!(declaration.parties.owner.as_str(), "X-KCS-QLRUBN9");
    assert_eq!(declaration.offices.accept.as_str(), "630100");
    assert_eq!(declaration.offices.destination, Some(declaration.offices.accept.clone()));
    assert_eq!(
        (declaration.journey.port.as_str(), declaration.journey.transport.as_ref().unwrap().as_str()),
        ("CNTAO", "1")
    );
    let line = &declaration.lines[0];
    assert_eq!((line.hs.as_str(), line.origin.as_str()), ("440890", "BE"));
    assert_eq!((line.net_mass.to_string(), line.value.to_string()), ("108 kg".into(), "372254.40 KRW".into()));
    let lacking = declaration.not_supplied.as_ref().unwrap();
    assert_eq!(lacking.map, "kcs");
    assert!(lacking.fields.iter().any(|field| field == "lines[0].quantity"));
}
