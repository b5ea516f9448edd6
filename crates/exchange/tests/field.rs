//! Files as people meet them (`samples/field`): encodings that seem another, moments of other zones, rows of commas, line ends of
//! every kind, a quotation mark that is never closed. Each with the right answer.
#![expect(clippy::unwrap_used, reason = "tests")]

use exchange::encoding::Encoding;
use exchange::json::Reader;
use exchange::map::Map;
use exchange::sheet::{Row, Rows};
use std::fs::{self, File};
use std::io::Cursor;
use std::path::PathBuf;
use values::calendar::Zone;

/// What became of the rows of a file.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    /// Own number, day and name of the goods of each that was read.
    read: Vec<(String, String, String)>,
    /// Line, own number and the first fault of each that was refused.
    refused: Vec<(u64, String, String)>,
    skipped: usize,
    unread: Option<(u64, u64)>,
}

impl Told {
    fn of(rows: impl Iterator<Item = Row>) -> Told {
        let mut told = Told::default();
        for row in rows {
            match row {
                Row::Read(row) => {
                    let name = row.received.declaration.lines[0].name.clone();
                    told.read.push((row.source_no, row.day.to_string(), name));
                }
                Row::Refused(row) => {
                    told.unread = told.unread.or(row.unread);
                    told.refused.push((row.line, row.source_no, row.faults[0].code.clone()));
                }
                Row::Skipped => told.skipped += 1,
                Row::Stopped(fault) => panic!("{fault}"),
            }
        }
        told
    }

    fn names(&self) -> Vec<&str> {
        self.read.iter().map(|(_, _, name)| name.as_str()).collect()
    }

    fn lines(&self) -> Vec<u64> {
        self.refused.iter().map(|(line, _, _)| *line).collect()
    }
}

fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/samples/field").join(name)
}

fn map() -> Map {
    Map::read("map.toml", &fs::read_to_string(sample("map.toml")).unwrap()).unwrap()
}

fn told(name: &str) -> Told {
    let (map, zone) = (map(), Zone::parse("Asia/Shanghai").unwrap());
    let reader = Reader { reference: None, check: None, zone: Some(&zone), keeps: false };
    Told::of(Rows::open(&map, reader, File::open(sample(name)).unwrap()).unwrap())
}

#[test]
fn field_01_a_row_that_looks_like_utf_8_does_not_decide_for_the_file() {
    let told = told("01-gbk-looks-utf8.csv");
    assert_eq!(told.names(), ["cotton shirts", "平台", "平台", "棉制针织衫"]);
    assert_eq!(told.refused, []);
    // Whatever comes first, and wherever the proof stands.
    let rows = |names: &[&str], encoding: Encoding| {
        let head = "no,date,name,hs,origin,kg,value\r\n".to_owned();
        let row = |(n, name): (usize, &&str)| format!("B{n},2020-01-15,{name},6109100000,DE,200,5000.00\r\n");
        let text = head + &names.iter().enumerate().map(row).collect::<String>();
        let (map, bytes) = (map(), encoding.encode(&text).unwrap().into_owned());
        let rows = Rows::open(&map, Reader::default(), Cursor::new(bytes)).unwrap();
        let assumed = rows.assumed();
        (Told::of(rows).names().iter().map(|name| (*name).to_owned()).collect::<Vec<_>>(), assumed)
    };
    for names in [["平台", "针织衫"], ["针织衫", "联通"], ["联通", "苹果"], ["茶", "平台"]] {
        for encoding in [Encoding::Gb18030, Encoding::Utf8] {
            assert_eq!(rows(&names, encoding), (names.map(str::to_owned).to_vec(), Some(encoding)), "{encoding:?}");
        }
    }
}

#[test]
fn field_04_a_moment_is_the_day_of_the_region_and_nothing_stands_after_it() {
    let told = told("04-date-with-offset-or-junk.csv");
    let read: Vec<(&str, &str)> = told.read.iter().map(|(no, day, _)| (no.as_str(), day.as_str())).collect();
    assert_eq!(read, ["D001", "D002", "D003", "D004", "D009"].map(|no| (no, "2020-01-01")));
    let refused: Vec<&str> = told.refused.iter().map(|(_, no, _)| no.as_str()).collect();
    assert_eq!(refused, ["D005", "D006", "D007", "D008", "D010", "D011", "D012", "D013"]);
    assert!(told.refused.iter().all(|(_, _, code)| code == "shape"));
}

#[test]
fn field_05_rows_of_commas_are_none() {
    let told = told("05-rows-of-commas.csv");
    assert_eq!((told.read.len(), told.refused.len(), told.skipped), (2, 0, 3));
}

#[test]
fn field_07_lines_are_those_of_an_editor() {
    let crlf = told("07-line-numbers-crlf.csv");
    let wanted = |(line, no, _): &(u64, String, String)| *line == no[1..].parse::<u64>().unwrap() + 1;
    assert!(10 < crlf.refused.len() && crlf.refused.iter().all(wanted), "{:?}", crlf.refused);
    for (file, lines) in [
        ("07b-line-numbers-cr-only.csv", vec![3]),
        ("07c-line-numbers-quoted-newline-crlf.csv", vec![4]),
        ("07d-line-numbers-mixed.csv", vec![3, 4]),
        ("07e-line-numbers-after-blank-lines.csv", vec![4]),
    ] {
        assert_eq!(told(file).lines(), lines, "{file}");
    }
}

#[test]
fn field_08_what_a_quotation_mark_swallows_is_told() {
    let told = told("08-quote-never-closed.csv");
    assert_eq!(told.read.len(), 1);
    assert_eq!(told.refused, [(3, "S002".to_owned(), "unclosed".to_owned())]);
    assert_eq!(told.unread, Some((3, 6)));
}

/// What a row of the shop's file with this mass becomes: the mass, or the first fault.
fn mass(map: &str, typed: &str) -> Result<String, String> {
    let map = Map::read("map.toml", map).unwrap();
    let text = format!("no,date,name,hs,origin,kg,value\r\nM1,2020-01-15,棉,6109100000,DE,\"{typed}\",1.00\r\n");
    match Rows::open(&map, Reader::default(), Cursor::new(text.into_bytes())).unwrap().next().unwrap() {
        Row::Read(row) => Ok(row.received.declaration.lines[0].net_mass.kg_text()),
        Row::Refused(row) => Err(format!("{} {}", row.faults[0].at, row.faults[0].code)),
        other @ (Row::Skipped | Row::Stopped(_)) => panic!("{other:?}"),
    }
}

/// Thousands are read where the map says how they are parted, and nowhere else; `1,800` is never misread.
#[test]
fn thousands_of_a_file_are_read_by_its_map_alone() {
    let plain = fs::read_to_string(sample("map.toml")).unwrap();
    let with = |mark: &str| plain.replace(r#"{ from = "kg","#, &format!(r#"{{ from = "kg", thousands = "{mark}","#));
    for typed in ["1,800", "1,800.5", "1 800", "1.800,5", "1'800"] {
        assert!(mass(&plain, typed).is_err_and(|fault| fault.starts_with("kg ")), "{typed} without a word of the map");
    }
    for (mark, typed, wanted) in [
        (",", "1,800", Ok("1800")),
        (",", "1,800.5", Ok("1800.5")),
        (",", "12,345,678", Ok("12345678")),
        (",", "1800", Ok("1800")),
        (",", "200.000000", Ok("200")),
        (",", "1,80", Err(())),
        (",", "1.800,5", Err(())),
        (",", "1 800", Err(())),
        (" ", "1 800", Ok("1800")),
        ("'", "1'800.25", Ok("1800.25")),
        (" ", "18 00", Err(())),
    ] {
        let read = mass(&with(mark), typed);
        assert_eq!(read.as_deref().map_err(drop), wanted, "{typed} by {mark:?}");
        assert!(read.is_ok() || read.is_err_and(|fault| fault.starts_with("kg ")), "{typed} by {mark:?}");
    }
    for mark in ["", ",,", ".", "0", "x"] {
        let faults = Map::read("map.toml", &with(mark)).unwrap_err();
        assert_eq!((faults.len(), faults[0].found.as_str()), (1, mark), "{mark:?} {faults:?}");
    }
}
