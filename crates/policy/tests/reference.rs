//! The reference tables as shipped: they load without a fault, and answer as the standards behind them say.

use std::fs;
use std::path::Path;

use policy::reference::{Reference, TableName};
use values::calendar::Day;
use values::text::Language;

fn shipped() -> Reference {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference");
    let mut files = Vec::new();
    for file in fs::read_dir(folder).expect("the folder is part of the repository") {
        let path = file.expect("the folder can be listed").path();
        if path.is_file() {
            files.push((path.display().to_string(), fs::read_to_string(&path).expect("a table is UTF-8")));
        }
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, content)| (name.as_str(), content.as_str())).collect();
    Reference::read(&files).unwrap_or_else(|faults| {
        let faults: Vec<String> = faults.iter().take(20).map(ToString::to_string).collect();
        panic!("{}", faults.join("\n"))
    })
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("tests write days rightly")
}

#[test]
fn every_table_is_there_and_titled() {
    let reference = shipped();
    for table in TableName::ALL {
        assert!(!reference.is_empty(table), "{table:?} is empty");
        assert_ne!(reference.title(table).zh, table.word(), "{table:?} has no title");
    }
    assert_eq!(reference.len(TableName::Hs), 97 + 1 + 1_232 + 5_616 + 8_978 + 12_030);
    assert!(reference.is_partial(TableName::Permit) && !reference.is_partial(TableName::Attachment));
}

#[test]
fn hs_names_come_from_the_nearest_level_that_has_one() {
    let reference = shipped();
    let name = |code, language| reference.name(TableName::Hs, code, day("2015-09-01"), language);
    assert_eq!(name("0101210010", Language::Zh), Some("改良种用濒危野马"));
    assert_eq!(name("0101210010", Language::En), Some("Horses; live, pure-bred breeding animals"));
    assert_eq!(name("0101", Language::Zh), Some("活动物"));
    assert_eq!(name("7777", Language::Zh), None);
    let below = reference.entries(TableName::Hs, "010121", day("2015-09-01")).map(|entry| entry.code);
    assert_eq!(below.collect::<Vec<_>>(), ["010121", "01012100", "0101210010", "0101210090"]);
}

#[test]
fn documents_change_with_the_reform_of_2018() {
    let reference = shipped();
    let holds = |code, on| reference.entry(TableName::Document, code, day(on)).is_some();
    assert_eq!([holds("97", "2018-05-31"), holds("97", "2018-06-01")], [true, false]);
    assert_eq!([holds("94", "2018-05-31"), holds("94", "2018-06-01")], [false, true]);
    let name = |on| reference.entry(TableName::Document, "21", day(on)).unwrap().zh.len();
    assert!(name("2018-07-31") < name("2018-08-01"));
    let wanted = reference.find(TableName::Document, "97", day("2020-01-01")).unwrap_err();
    assert_eq!(wanted.zh, "“申请单证”表中2020-01-01有效的代码（97的有效期为至2018-05-31）");
    assert_eq!(reference.find(TableName::Document, "10", day("2015-09-01")).unwrap_err().zh, "“申请单证”表中的代码");
}

#[test]
fn codes_of_other_sets_translate() {
    let reference = shipped();
    let any = |table, code| reference.translate(table, code, day("2015-09-01"));
    assert_eq!([any(TableName::Country, "AUS"), any(TableName::Country, "036")], [Some("AU"), Some("AU")]);
    assert_eq!(
        any(TableName::Transport, "5"),
        reference.alias(TableName::Transport, "customs", "5", day("2015-09-01"))
    );
    assert_eq!(any(TableName::Country, "ZZZ"), None);
    let ours = |table, set, code| reference.alias(table, set, code, day("2015-09-01"));
    assert_eq!(ours(TableName::Transport, "customs", "2"), Some("1"));
    assert_eq!(ours(TableName::Transport, "customs", "5"), Some("4"));
    assert_eq!(ours(TableName::Transport, "customs", "Z"), None);
    assert_eq!(ours(TableName::Country, "alpha3", "CHN"), Some("CN"));
    assert_eq!(ours(TableName::Country, "numeric", "156"), Some("CN"));
    assert_eq!(ours(TableName::Currency, "customs-old", "142"), Some("CNY"));
    assert_eq!(reference.alias(TableName::Currency, "customs-old", "142", day("2019-01-01")), None);
    assert_eq!(ours(TableName::Unit, "ciq-weight", "035"), Some("KGM"));
    assert_eq!(ours(TableName::Place, "duplicate", "CNERC"), Some("CNRLC"));
    assert_eq!(ours(TableName::District, "iso3166-2", "CN-SD"), Some("370000"));
    assert_eq!(reference.foreign(TableName::Country, "alpha3", "CN", day("2015-09-01")), Some("CHN"));
    assert_eq!(reference.foreign(TableName::Unit, "customs", "C62", day("2015-09-01")), None);
}

#[test]
fn districts_stand_below_their_provinces() {
    let reference = shipped();
    let entry = |code| reference.entry(TableName::District, code, day("2015-09-01")).unwrap();
    assert_eq!((entry("370200").zh, entry("370200").parent), ("青岛市", Some("370000")));
    assert_eq!(reference.name(TableName::District, "370200", day("2015-09-01"), Language::En), Some("Shandong"));
}

mod faults {
    use super::*;

    #[track_caller]
    fn check(files: &[(&str, &str)], wanted: &[(&str, u32, u32, &str)]) {
        let faults = Reference::read(files).expect_err("the files are wrong");
        let found: Vec<_> = faults.iter().map(|f| (f.file.as_str(), f.line, f.column, f.found.as_str())).collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn all_faults_of_all_files_are_reported_at_once() {
        check(
            &[
                ("reference/country.csv", "code,zh,en\nCN,中国,China\ncn,中国,China\nFR,法国\n"),
                ("currency.csv", "code,zh,from,until\nCNY,人民币,2015-01-01,2014-12-31\nUSD,美元,2015-1-1,\n"),
                ("nowhere.csv", ""),
                ("README.md", "not a table"),
            ],
            &[
                ("reference/country.csv", 3, 1, "cn"),
                ("reference/country.csv", 4, 1, "2"),
                ("currency.csv", 2, 20, "2014-12-31"),
                ("currency.csv", 3, 8, "2015-1-1"),
                ("nowhere.csv", 1, 1, "nowhere"),
            ],
        );
    }

    #[test]
    fn hs_parents_must_exist_at_every_level() {
        check(
            &[("hs.csv", "code,zh,parent\n01,活动物,\n010121,马,0101\n0102,牛,\n02,肉,01\n")],
            &[("hs.csv", 3, 1, "0101"), ("hs.csv", 4, 1, ""), ("hs.csv", 5, 1, "01")],
        );
    }

    #[test]
    fn a_parent_must_hold_as_long_as_its_children() {
        let districts =
            "code,zh,parent,until\n370000,山东省,,2018-12-31\n371200,莱芜市,370000,2018-12-31\n370100,济南市,370000,\n";
        check(&[("district.csv", districts)], &[("district.csv", 4, 1, "370000")]);
        check(
            &[("district.csv", "code,zh,parent\n370000,甲,370100\n370100,乙,370000\n")],
            &[("district.csv", 2, 1, "370100")],
        );
    }

    #[test]
    fn two_rows_that_hold_on_one_day() {
        let rows = "code,zh,from,until\n21,甲,,2018-07-31\n21,乙,2018-07-31,\n";
        check(&[("document.csv", rows)], &[("document.csv", 3, 1, "21")]);
    }

    #[test]
    fn aliases_lead_to_one_known_code() {
        let files = [
            ("country.csv", "code,zh\nCN,中国\n"),
            (
                "aliases.csv",
                "table,set,code,ours,from,until,provisional\n\
                 country,alpha3,CHN,CN,,,\ncountry,alpha3,CHN,CN,,,1\ncountry,alpha3,FRA,FR,,,\nland,a,b,c,,,\ncountry,,X,CN,,,yes\n",
            ),
        ];
        let wanted = [
            ("aliases.csv", 5, 1, "land"),
            ("aliases.csv", 6, 9, ""),
            ("aliases.csv", 3, 1, "CHN"),
            ("aliases.csv", 4, 1, "FR"),
        ];
        check(&files, &wanted);
    }

    #[test]
    fn headers_and_quotation_marks() {
        check(&[("unit.csv", "kode,zh\n")], &[("unit.csv", 1, 1, "kode"), ("unit.csv", 1, 1, "code")]);
        check(&[("unit.csv", "code,zh,zh\nKGM,a,b\n")], &[("unit.csv", 1, 1, "zh")]);
        check(&[("unit.csv", "code,zh\nKGM,\"千克\n")], &[("unit.csv", 2, 5, "\"千克")]);
        check(&[("unit.csv", "code,zh\nKGM,\n")], &[("unit.csv", 2, 1, "KGM")]);
        check(&[("unit.csv", "code\n"), ("a/unit.csv", "code\n")], &[("a/unit.csv", 1, 1, "unit")]);
    }

    #[test]
    fn a_mark_of_byte_order_and_empty_lines_do_no_harm() {
        let reference = Reference::read(&[("unit.csv", "\u{feff}code,zh\r\nKGM,千克\r\n\r\n")]).unwrap();
        assert_eq!(reference.name(TableName::Unit, "KGM", day("2015-09-01"), Language::En), Some("千克"));
        assert_eq!(reference.title(TableName::Unit).en, "unit");
    }
}
