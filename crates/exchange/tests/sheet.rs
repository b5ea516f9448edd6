//! Tables by a map: encodings, every step by which a value is made, refused rows, and faults of the map itself.

use exchange::encoding::Encoding;
use exchange::json::Reader;
use exchange::map::Map;
use exchange::sheet::{Imported, MAX_ROW_BYTES, Row, Rows};
use proptest::prelude::*;
use std::io::{Cursor, Seek, SeekFrom};

const MAP: &str = r#"
name = "shop"
number = { form = "SHOP-{号}" }
source_no = { from = "号" }
day = { from = "日期", day = "ymd" }
not_supplied = ["journey.conveyance", "lines[0].packages"]

[fields]
direction = "exit"
reference = { from = "号" }
"parties.owner" = { from = "企业", form = "X-{}" }
"parties.declarant" = { from = "企业", form = "X-{}" }
"offices.accept" = { list = "offices", by = "企业" }
"journey.port" = { from = "方式", table = "port", by = "号" }
"journey.transport" = { from = "方式", table = "transport", otherwise = "leave_out" }
"journey.despatch_country" = { from = "国", table = "swap", otherwise = "keep" }
"lines[0].hs" = { from = "税号" }
"lines[0].name" = { from = "品名", empty = "未列名" }
"lines[0].origin" = { from = "国", table = "swap", otherwise = "keep" }
"lines[0].attributes" = ["19"]
"lines[0].net_mass" = { from = "净重", decimals = 5, rounding = "half_even", form = "{} kg" }
"lines[0].value" = { from = "货值", decimals = 2, rounding = "down", form = "{} {币制}" }
"lines[0].quantity" = { from = "件数", form = "{} C62" }

[lists]
offices = ["370100"]

[tables.port]
"海" = ["CNTAO", "CNYNT"]
"空" = ["CNCGO"]

[tables.transport]
"海" = "1"

[tables.swap]
KR = "CN"
CN = "KR"

[outcomes]
result = { from = "结果" }
"#;

const HEADER: &str = "号,日期,企业,方式,国,税号,品名,净重,货值,币制,件数,结果,备注";
const ROW: &str = "A-1,2015/9/1,Q1,海,CN,080510,\"鲜橙,一级\",108.0000051,12.349,USD,3,合格,x";

fn map(text: &str) -> Map {
    Map::read("shop.toml", text).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn rows(map: &Map, bytes: &[u8]) -> Vec<Row> {
    Rows::open(map, Reader::default(), Cursor::new(bytes)).unwrap_or_else(|faults| panic!("{faults:#?}")).collect()
}

#[track_caller]
fn read(row: &Row) -> &Imported {
    match row {
        Row::Read(imported) => imported,
        Row::Refused(_) | Row::Skipped | Row::Stopped(_) => panic!("{row:#?}"),
    }
}

/// The faults of a table with one row, by column and code.
#[track_caller]
fn check(row: &str, wanted: &[(&str, &str)]) {
    let read = rows(&map(MAP), format!("{HEADER}\n{row}\n{ROW}\n").as_bytes());
    let Row::Refused(refused) = &read[0] else { panic!("{read:#?}") };
    let found: Vec<_> = refused.faults.iter().map(|fault| (fault.at.as_str(), fault.code.as_str())).collect();
    assert_eq!(found, wanted, "{:#?}", refused.faults);
    assert_eq!((refused.line, matches!(read[1], Row::Read(_))), (2, true));
}

#[test]
fn a_row_in_utf_8_with_and_without_mark_and_in_gb_18030() {
    let text = format!("{HEADER}\r\n{ROW}\r\n");
    let gb = Encoding::Gb18030.encode(&text).unwrap().into_owned();
    let plain = rows(&map(MAP), text.as_bytes());
    assert_eq!(plain, rows(&map(MAP), format!("\u{feff}{text}").as_bytes()));
    assert_eq!(plain, rows(&map(MAP), &gb));
    assert_eq!(plain, rows(&map(&format!("encoding = \"gb18030\"\n{MAP}")), &gb));
    let imported = read(&plain[0]);
    let declaration = &imported.received.declaration;
    assert_eq!((imported.no.as_str(), imported.day.to_string().as_str()), ("SHOP-A-1", "2015-09-01"));
    assert_eq!(imported.outcomes, [("result".to_owned(), "合格".to_owned())]);
    assert_eq!(declaration.journey.despatch_country.as_ref().unwrap().as_str(), "KR");
    assert!(["CNTAO", "CNYNT"].contains(&declaration.journey.port.as_str()));
    let line = &declaration.lines[0];
    assert_eq!((line.name.as_str(), line.attributes.len()), ("鲜橙,一级", 1));
    assert_eq!((line.net_mass.to_string(), line.value.to_string()), ("108.00001 kg".into(), "12.34 USD".into()));
    assert_eq!(declaration.not_supplied.as_ref().unwrap().fields, ["journey.conveyance", "lines[0].packages"]);
}

#[test]
fn blank_cells_and_values_that_a_table_lacks() {
    let row = "A-2,20150901,Q1,空,FR,080510,,1,2,USD,,,";
    let read_rows = rows(&map(MAP), format!("{HEADER}\n{row}").as_bytes());
    let imported = read(&read_rows[0]);
    let declaration = &imported.received.declaration;
    assert_eq!((declaration.journey.transport.is_none(), declaration.journey.port.as_str()), (true, "CNCGO"));
    assert_eq!((declaration.lines[0].origin.as_str(), declaration.lines[0].name.as_str()), ("FR", "未列名"));
    assert!(declaration.lines[0].quantity.is_none() && imported.outcomes.is_empty());
}

#[test]
fn refused_rows_name_the_column() {
    check("A-1,x,Q1,海,CN,080510,x,1,1,USD,1,,", &[("日期", "shape")]);
    check("A-1,2015-9-1,Q1,海,CN,08051,x,1e3,-1,usd,1,,", &[("税号", "shape"), ("货值", "shape"), ("净重", "shape")]);
    check("A-1,2015-9-1,Q1,海,CN,080510,x,1,-1,USD,1,,", &[("货值", "not_positive")]);
    check(
        ",2015-9-1,Q 1,陆,CN,080510,x,,1,USD,1,,",
        &[
            ("号", "required"),
            ("号", "required"),
            ("企业", "shape"),
            ("企业", "shape"),
            ("净重", "required"),
            ("方式", "not_in_table"),
        ],
    );
    check("A-1,2015-9-1,Q1", &[("", "columns")]);
    check("A-1,2015-9-1,Q1,海,CN,080510,x,1,1,USD,1,,,y", &[("", "columns")]);
    let mut bytes = format!("{HEADER}\nA-1,2015-9-1,Q1,海,CN,080510,").into_bytes();
    bytes.extend(b"\xff\xff,1,1,USD,1,,\n");
    let map = map(&format!("encoding = \"utf-8\"\n{MAP}"));
    let Row::Refused(refused) = &rows(&map, &bytes)[0] else { panic!("a refused row") };
    assert_eq!((refused.faults[0].at.as_str(), refused.faults[0].code.as_str()), ("品名", "encoding"));
    assert_eq!(refused.source_no, "A-1");
}

#[test]
fn columns_that_are_missing_or_twice() {
    let open = |header: &str| Rows::open(&map(MAP), Reader::default(), Cursor::new(header)).err().unwrap_or_default();
    let found = |header: &str| open(header).into_iter().map(|fault| (fault.at, fault.code)).collect::<Vec<_>>();
    let pair = |at: &str, code: &str| (at.to_owned(), code.to_owned());
    assert_eq!(
        found(&HEADER.replace("净重,货值", "净重,净重")),
        [pair("净重", "duplicate"), pair("货值", "column_missing")]
    );
    assert_eq!(found("").len(), 12);
    assert_eq!(found(HEADER), []);
}

/// Cells at the end that the map does not read may be missing or blank.
#[test]
fn cells_at_the_end_that_nobody_reads_may_be_missing_or_blank() {
    let cut = ROW.rsplit_once(',').unwrap().0;
    for row in [cut.to_owned(), ROW.to_owned(), format!("{ROW},"), format!("{ROW},, \u{3000},")] {
        assert!(matches!(rows(&map(MAP), format!("{HEADER}\n{row}\n").as_bytes())[..], [Row::Read(_)]), "{row}");
    }
    for row in [cut.rsplit_once(',').unwrap().0.to_owned(), format!("{ROW},x"), format!("{ROW},,x")] {
        let read = rows(&map(MAP), format!("{HEADER}\n{row}\n").as_bytes());
        let [Row::Refused(refused)] = &read[..] else { panic!("{row}: {read:#?}") };
        assert_eq!(refused.faults[0].code, "columns");
    }
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_one_row_at_its_line() {
    for ends in ["\n", "\r\n", "\r"] {
        let plain = ROW.replace('"', "");
        let lines = [HEADER, ROW, "A-2,2015-9-1,\"19寸显示器,海", &plain, "A-4", ""];
        let read = rows(&map(MAP), lines.join(ends).as_bytes());
        let [Row::Read(_), Row::Refused(refused)] = &read[..] else { panic!("{read:#?}") };
        assert_eq!((refused.line, refused.source_no.as_str(), refused.unread), (3, "A-2", Some((3, 5))), "{ends:?}");
        assert_eq!(refused.faults[0].code, "unclosed");
    }
    // Another row may close it by chance: what lies between is not lost without a word.
    let read = rows(&map(MAP), [HEADER, "A-2,2015-9-1,\"19寸显示器,海", "A-3", ROW, ROW].join("\n").as_bytes());
    let [Row::Refused(refused), Row::Read(_)] = &read[..] else { panic!("{read:#?}") };
    assert_eq!((refused.line, refused.unread, refused.faults[0].code.as_str()), (2, Some((2, 4)), "columns"));
    // However much comes after it, nothing of that is held.
    let mut text = format!("{HEADER}\n{ROW}\nA-2,\"");
    text.push_str(&"x,\n".repeat(MAX_ROW_BYTES as usize));
    let read = rows(&map(MAP), text.as_bytes());
    let Row::Refused(refused) = &read[1] else { panic!("{:#?}", read[1]) };
    assert_eq!((read.len(), refused.unread), (2, Some((3, 2 + MAX_ROW_BYTES))));
    // A row that is longer than any stops the file where it stands.
    let long = format!("{HEADER}\n{ROW}\nA-2,\"{}\"\n", "x".repeat(3 * MAX_ROW_BYTES as usize));
    let read = rows(&map(MAP), long.as_bytes());
    let Row::Stopped(fault) = &read[1] else { panic!("{:#?}", read[1]) };
    assert_eq!((read.len(), fault.code.as_str()), (2, "too_long"));
}

/// Line numbers are those of an editor: CR LF, LF, CR, mixed, blank lines, line ends in quotes.
#[test]
fn lines_are_counted_as_an_editor_shows_them() {
    let bad = |no: &str| format!("{no},x,Q1,海,CN,080510,x,1,1,USD,1,,");
    let quoted = |end: &str| format!("A-9,2015-9-1,Q1,海,CN,080510,\"鲜{end}橙\",1,1,USD,1,,");
    let lines = |text: String| -> Vec<u64> {
        let read = rows(&map(MAP), text.as_bytes());
        read.iter().filter_map(|row| if let Row::Refused(row) = row { Some(row.line) } else { None }).collect()
    };
    for end in ["\n", "\r\n", "\r"] {
        let text = [HEADER.to_owned(), bad("1"), ROW.to_owned(), bad("2")].join(end);
        assert_eq!(lines(text.clone()), [2, 4], "{end:?}");
        assert_eq!(lines(format!("{text}{end}")), [2, 4], "{end:?} at the end");
        assert_eq!(lines(format!("{end}{end}{text}")), [4, 6], "{end:?} before");
        let blank = [HEADER.to_owned(), String::new(), String::new(), bad("1"), String::new(), bad("2")].join(end);
        assert_eq!(lines(blank), [4, 6], "{end:?} between");
        for inner in ["\n", "\r\n", "\r", "\n\n"] {
            let count = inner.replace("\r\n", "\n").len() as u64;
            let text = [HEADER.to_owned(), quoted(inner), bad("1")].join(end);
            assert_eq!(lines(text), [3 + count], "{end:?} with {inner:?} in quotes");
        }
    }
    assert_eq!(lines(format!("{HEADER}\r\n{ROW}\n{}\r\n{}\r{}", bad("1"), bad("2"), bad("3"))), [3, 4, 5]);
    // Also far behind what is read ahead.
    let many = format!("{HEADER}\r\n{}{}\r\n", format!("{ROW}\r\n").repeat(5_000), bad("1"));
    assert_eq!(lines(many), [5_002]);
}

#[test]
fn rows_of_nothing_are_skipped_in_any_script() {
    let nothing = [",,,,,,,,,,,,", " ,\t,\u{3000},,,,,\u{a0},,,,,", ",", "\"\",\" \""];
    let text = format!("{HEADER}\n{}\n{ROW}\n,\n", nothing.join("\n"));
    let read = rows(&map(MAP), text.as_bytes());
    assert_eq!(read.iter().filter(|row| matches!(row, Row::Skipped)).count(), 5);
    assert!(matches!(read[4], Row::Read(_)));
}

#[test]
fn a_quoted_head_is_read_after_any_mark() {
    let text = format!("\u{feff}\"{}\"\n{ROW}\n", HEADER.replace(',', "\",\""));
    for bytes in [text.clone().into_bytes(), Encoding::Gb18030.encode(&text).unwrap().into_owned()] {
        assert!(matches!(rows(&map(MAP), &bytes)[..], [Row::Read(_)]));
    }
}

/// One row is held at a time: the file is never in memory.
#[test]
fn many_rows_flow_through() {
    struct Endless(Vec<u8>, usize, usize);
    impl std::io::Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if self.1 == self.0.len() {
                (self.0, self.1, self.2) = (format!("{ROW}\n").into_bytes(), 0, self.2 - 1);
            }
            let count = if self.2 == 0 { 0 } else { buffer.len().min(self.0.len() - self.1) };
            buffer[..count].copy_from_slice(&self.0[self.1..self.1 + count]);
            self.1 += count;
            Ok(count)
        }
    }
    impl Seek for Endless {
        fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
            assert_eq!(to, SeekFrom::Start(0));
            *self = endless();
            Ok(0)
        }
    }
    fn endless() -> Endless {
        Endless(format!("{HEADER}\n").into_bytes(), 0, 3_001)
    }
    let map = map(MAP);
    let file = endless();
    let rows = Rows::open(&map, Reader::default(), file).unwrap();
    assert_eq!(rows.filter(|row| matches!(row, Row::Read(_))).count(), 3_000);
}

#[test]
fn faults_of_a_map_all_at_once_by_line() {
    let bad = MAP
        .replace("name = \"shop\"", "encoding = \"big5\"\ncolour = 1")
        .replace("direction = \"exit\"", "direktion = \"exit\"")
        .replace("rounding = \"down\"", "rounding = \"up\"")
        .replace("table = \"transport\"", "table = \"lorry\"")
        .replace("list = \"offices\", by = \"企业\"", "list = \"offices\", by = \"企业\", from = \"国\"")
        .replace("\"lines[0].quantity\"", "\"lines[0].hs.x\"")
        .replace("\"journey.conveyance\"", "\"journey.ship\"");
    let faults = Map::read("shop.toml", &bad).unwrap_err();
    let mut found: Vec<_> = faults.iter().map(|fault| (fault.line, fault.found.as_str())).collect();
    found.sort_unstable();
    let wanted = [
        (1, "name"),
        (2, "encoding"),
        (3, "colour"),
        (7, "journey.ship"),
        (10, "direktion"),
        (14, "list"),
        (16, "lorry"),
        (23, "decimals"),
        (23, "up"),
        (24, "lines[0].hs.x"),
    ];
    assert_eq!(found, wanted, "{faults:#?}");
    assert!(!Map::read("m", "name = \"x\nday = {").unwrap_err().is_empty());
    assert_eq!(Map::read("m", "").unwrap_err().len(), 4);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), gb in any::<bool>()) {
        let map = map(&format!("encoding = \"{}\"\n{MAP}", if gb { "gb18030" } else { "utf-8" }));
        let mut file = Encoding::Gb18030.encode(HEADER).unwrap().into_owned();
        if !gb {
            file = HEADER.into();
        }
        file.push(b'\n');
        file.extend(&bytes);
        prop_assert!(Rows::open(&map, Reader::default(), Cursor::new(&file)).map_or(0, Iterator::count) <= bytes.len() + 1);
        let _ = Rows::open(&map, Reader::default(), Cursor::new(&bytes));
    }

    #[test]
    fn no_map_makes_it_panic(text in any::<String>(), at in 0..MAP.len(), piece in "[\\[\\]{}\"=.,a-z0-9\n]{0,6}") {
        let _ = Map::read("m", &text);
        let at = MAP.floor_char_boundary(at);
        let _ = Map::read("m", &format!("{}{piece}{}", &MAP[..at], &MAP[at..]));
    }
}

#[test]
fn one_switch_reads_every_format() {
    use exchange::Format;
    let entry = include_bytes!("samples/json/entry.json");
    let (map, reader) = (map(MAP), Reader::default());
    let list = [b"[".as_slice(), entry, b",{}]"].concat();
    let table = format!("{HEADER}\n{ROW}\n{ROW}\nA-1\n");
    let reads = |format: Format<'_>, bytes: &[u8]| {
        format.read(&reader, bytes).map(|read| read.iter().map(Result::is_ok).collect::<Vec<_>>()).unwrap_or_default()
    };
    assert_eq!(reads(Format::Json, entry), [true]);
    assert_eq!(reads(Format::JsonBatch, &list), [true, false]);
    assert_eq!(reads(Format::Sheet(&map), table.as_bytes()), [true, true, false]);
    assert!(Format::Sheet(&map).read(&reader, b"a,b\n").is_err());
}
