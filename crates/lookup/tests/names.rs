//! A hundred names as people type them: the code must be among the first five for ninety.

use clearance::calendar::Day;
use clearance::reference::{Reference, TableName};
use lookup::{Everyday, Index, Named};
use std::path::Path;

/// Everyday words, and the beginning of the codes that would be right (parted by blanks).
const EVERYDAY: [(&str, &str); 50] = [
    ("牛肉", "0201 0202"),
    ("冻牛肉", "0202"),
    ("冷冻去骨牛肉", "020230"),
    ("冻猪肉", "0203"),
    ("羊肉", "0204"),
    ("鸡爪", "02071422 020714"),
    ("苹果", "080810"),
    ("车厘子", "080929"),
    ("猕猴桃", "081050"),
    ("橙子", "080510"),
    ("葡萄干", "080620"),
    ("核桃", "08023"),
    ("枸杞", "12119031"),
    ("大蒜", "070320"),
    ("土豆", "0701"),
    ("番茄酱", "200290"),
    ("大豆", "1201"),
    ("玉米", "1005"),
    ("大米", "100630"),
    ("棉花", "5201"),
    ("红酒", "220421 220429 220410"),
    ("啤酒", "220300"),
    ("蜂蜜", "0409"),
    ("奶粉", "0402 190110"),
    ("三文鱼", "0302 0303 0304 0305"),
    ("虾仁", "030617 030695 030616"),
    ("带鱼", "030289 030389"),
    ("绿茶", "09021 09022"),
    ("咖啡豆", "0901"),
    ("巧克力", "1806"),
    ("羊绒", "5102"),
    ("羊毛", "5101"),
    ("原木", "4403"),
    ("铁矿石", "2601"),
    ("煤", "2701"),
    ("手机", "8517"),
    ("笔记本电脑", "847130"),
    ("空调", "8415"),
    ("冰箱", "8418"),
    ("洗衣机", "8450"),
    ("轮胎", "4011"),
    ("自行车", "8712"),
    ("T恤", "6109"),
    ("洗发水", "330510"),
    ("口红", "330410"),
    ("尿不湿", "9619"),
    ("猫粮", "230910"),
    ("pingguo", "080810"),
    ("frozen beef", "0202"),
    ("olive oil", "1509 1510"),
];

fn index() -> (Reference, Day) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference");
    let files = ["hs.csv", "tables.csv"].map(|file| std::fs::read_to_string(root.join(file)).expect("a table"));
    let reference = Reference::read(&[("hs.csv", &files[0]), ("tables.csv", &files[1])]).expect("reads");
    (reference, Day::parse("2015-09-01").expect("a day"))
}

fn tariff(reference: &Reference, day: Day) -> Index {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference/everyday.tsv");
    let everyday = Everyday::read(&std::fs::read_to_string(root).expect("a table")).expect("reads");
    let english = |code| {
        let name = reference.name(TableName::Hs, code, day, clearance::text::Language::En);
        name.filter(|name| name.is_ascii()).unwrap_or_default()
    };
    let entries = reference.entries(TableName::Hs, "", day).filter(|entry| entry.code.len() == 10);
    Index::of(entries.map(|e| Named { code: e.code, zh: e.zh, en: english(e.code) }), everyday)
}

/// What somebody would type of a name of the tariff: without its remarks, and without "other" before it.
fn said(name: &str) -> String {
    let bare: String = name.split(['（', '(', '，', ',']).next().unwrap_or_default().into();
    bare.trim_start_matches("其他").into()
}

#[test]
fn of_a_hundred_names_ninety_find_their_code_among_five() {
    let (reference, day) = index();
    let index = tariff(&reference, day);
    let mut missed = Vec::new();
    let mut look = |typed: &str, right: &dyn Fn(&str) -> bool| {
        let hits = index.find(typed, 5);
        if !hits.iter().any(|hit| right(hit.code)) {
            let seen: Vec<String> = hits.iter().map(|hit| format!("{} {} {}", hit.code, hit.zh, hit.score)).collect();
            missed.push(format!("{typed}: {}", seen.join(" | ")));
        }
    };
    for (typed, prefixes) in EVERYDAY {
        look(typed, &|code| prefixes.split(' ').any(|prefix| code.starts_with(prefix)));
    }
    let rows: Vec<_> = reference.entries(TableName::Hs, "", day).filter(|entry| entry.code.len() == 10).collect();
    for entry in rows.iter().skip(7).step_by(rows.len() / 50).take(50) {
        look(&said(entry.zh), &|code| code == entry.code);
    }
    println!("figure {} of 100 names find their code among the first five", 100 - missed.len());
    assert!(missed.len() <= 10, "missed {}:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn a_code_is_found_by_its_beginning_in_any_width() {
    let (reference, day) = index();
    let index = tariff(&reference, day);
    assert_eq!(index.find("0808100000", 3).first().map(|hit| hit.code), Some("0808100000"));
    assert!(index.find("０８０８．１０", 3).iter().all(|hit| hit.code.starts_with("080810")));
    assert_eq!(index.find("xpg", 1).first().map(|hit| hit.code), Some("0808100000"));
    assert!(index.find("，。 %", 5).is_empty());
    assert!(index.find("苹果", 0).is_empty());
}

proptest::proptest! {
    #[test]
    fn whatever_is_typed_is_answered(typed in ".{0,40}", limit in 0_usize..8) {
        let named = [("01", "甲乙", "first thing"), ("02", "乙丙（丁）", ""), ("0３", "", "things")];
        let index = Index::of(named.map(|(code, zh, en)| Named { code, zh, en }), Everyday::default());
        let hits = index.find(&typed, limit);
        proptest::prop_assert!(hits.len() <= limit);
        proptest::prop_assert!(hits.windows(2).all(|two| two[0].score >= two[1].score));
    }
}
