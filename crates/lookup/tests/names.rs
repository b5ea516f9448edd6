//! A hundred names as people type them: the code must be among the first five for ninety-five.

use lookup::{Everyday, Index, Named, Naming};
use policy::reference::{Entry, Reference, TableName};
use std::collections::HashSet;
use std::path::Path;
use std::sync::LazyLock;
use values::calendar::Day;
use values::text::fold::fold;

/// Everyday words, and the beginning of the codes that would be right (parted by blanks).
const EVERYDAY: [(&str, &str); 50] = [
    ("牛肉", "0201 0202"),
    ("冷冻牛肉", "0202"),
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
    let everyday = Everyday::read(&std::fs::read_to_string(root).expect("a table"), fold).expect("reads");
    let english = |code| {
        let name = reference.name(TableName::Hs, code, day, values::text::Language::En);
        name.filter(|name| name.is_ascii()).unwrap_or_default()
    };
    let entries = reference.entries(TableName::Hs, "", day).filter(|entry| entry.code.len() == 10);
    Index::of(entries.map(|e| Named { code: e.code, zh: e.zh, en: english(e.code) }), Naming::Descriptions, everyday)
}

/// What somebody would type of a name of the tariff: without its remarks, and without "other" before it.
fn said(name: &str) -> String {
    let bare: String = name.split(['（', '(', '，', ',']).next().unwrap_or_default().into();
    bare.trim_start_matches("其他").into()
}

#[test]
fn of_a_hundred_names_ninety_five_find_their_code_among_five() {
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
    assert!(missed.len() <= 5, "missed {}:\n{}", missed.len(), missed.join("\n"));
}

/// All tables of the reference folder, read once.
fn all_tables() -> Reference {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference");
    let files = std::fs::read_dir(root).expect("a folder").map(|file| file.expect("a file").path());
    let tables = files.filter(|path| path.extension().is_some_and(|ending| ending == "csv")).map(|path| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).expect("a table"))
    });
    let tables: Vec<(String, String)> = tables.collect();
    let files: Vec<(&str, &str)> = tables.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Reference::read(&files).expect("reads")
}

fn index_of(reference: &Reference, table: TableName, day: Day) -> Index {
    let english = |code| {
        let name = reference.name(table, code, day, values::text::Language::En);
        name.filter(|name| !name.chars().any(|c| '\u{2e80}' <= c)).unwrap_or_default()
    };
    let named = reference.entries(table, "", day).map(|e| Named { code: e.code, zh: e.zh, en: english(e.code) });
    let naming = if table == TableName::Hs { Naming::Descriptions } else { Naming::Names };
    Index::of(named, naming, Everyday::none(fold))
}

/// The places, which take seconds to be indexed.
static PLACES: LazyLock<Index> = LazyLock::new(|| index_of(&all_tables(), TableName::Place, today()));

fn today() -> Day {
    Day::parse("2026-11-28").expect("a day")
}

fn bare(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    name.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect()
}

#[test]
fn every_name_of_every_table_finds_its_code_with_and_without_accents() {
    let (reference, day) = (all_tables(), today());
    for table in TableName::ALL {
        let own;
        let index = if table == TableName::Place {
            &*PLACES
        } else {
            own = index_of(&reference, table, day);
            &own
        };
        let entries: Vec<_> = reference.entries(table, "", day).collect();
        // Of the long tables as many as the time of a test allows, half of them with marks on their letters.
        let (marked, plain): (Vec<&Entry<'_>>, Vec<&Entry<'_>>) =
            entries.iter().partition(|entry| !entry.en.is_ascii());
        let step = |count: usize| if 1_000 < entries.len() { count / 6 + 1 } else { 1 + count / 60 };
        for entry in marked.iter().step_by(step(marked.len())).chain(plain.iter().step_by(step(plain.len()))) {
            for name in [entry.zh, entry.en].into_iter().filter(|name| name.chars().any(char::is_alphanumeric)) {
                for typed in [name.to_owned(), bare(name), name.to_uppercase(), format!(" {name}\u{3000}")] {
                    let hits = index.find(&typed, 400);
                    let codes: HashSet<&str> = hits.iter().map(|hit| hit.code).collect();
                    assert!(codes.contains(entry.code), "{table:?}: {typed} does not find {}", entry.code);
                }
            }
        }
    }
}

/// Ports as they are called, and the code that must come first, from the list of the trade.
const PORTS: [(&str, &str); 60] = [
    ("上海", "CNSHG"),
    ("天津", "CNTNJ"),
    ("重庆", "CNCQI"),
    ("香港", "HKHKG"),
    ("广州", "CNGZP"),
    ("深圳", "CNSNZ"),
    ("连云港", "CNLYG"),
    ("宁波", "CNNBO"),
    ("舟山", "CNZOS"),
    ("青岛", "CNQIN"),
    ("大连", "CNDAL"),
    ("厦门", "CNXAM"),
    ("烟台", "CNYAT"),
    ("日照", "CNRZH"),
    ("威海", "CNWEI"),
    ("营口", "CNYIK"),
    ("唐山", "CNTGS"),
    ("秦皇岛", "CNSHP"),
    ("南通", "CNNTG"),
    ("太仓", "CNTAC"),
    ("张家港", "CNZJG"),
    ("福州港", "CNFZP"),
    ("泉州", "CNQZL"),
    ("湛江", "CNZNG"),
    ("钦州", "CNQZH"),
    ("北海", "CNBIH"),
    ("海口", "CNHKO"),
    ("珠海", "CNZUH"),
    ("武汉", "CNNHN"),
    ("芜湖", "CNWHI"),
    ("盐田", "CNYTN"),
    ("蛇口", "CNSHK"),
    ("洋山港", "CNYAN"),
    ("南沙", "CNNSA"),
    ("锦州", "CNJNZ"),
    ("温州", "CNWZO"),
    ("镇江", "CNZHE"),
    ("澳门", "MOMFM"),
    ("高雄", "TWKHH"),
    ("基隆", "TWKEL"),
    ("新加坡", "SGSIN"),
    ("釜山", "KRPUS"),
    ("仁川", "KRINC"),
    ("东京", "JPTYO"),
    ("横滨", "JPYOK"),
    ("神户", "JPUKB"),
    ("洛杉矶", "USLAX"),
    ("长滩", "USLGB"),
    ("纽约", "USNYC"),
    ("鹿特丹", "NLRTM"),
    ("汉堡", "DEHAM"),
    ("安特卫普", "BEANR"),
    ("悉尼", "AUSYD"),
    ("墨尔本", "AUMEL"),
    ("胡志明市", "VNSGN"),
    ("林查班", "THLCH"),
    ("巴生港", "MYPKG"),
    ("迪拜", "AEDXB"),
    ("桑托斯", "BRSSZ"),
    ("釜山港", "KRPUS"),
];

#[test]
fn a_port_is_found_by_its_chinese_name_or_nothing_is() {
    let index = &*PLACES;
    for (typed, code) in PORTS {
        let hits = index.find(typed, 5);
        let first: Vec<_> = hits.iter().map(|hit| hit.code).collect();
        assert!(first.first() == Some(&code), "{typed} gives {first:?}");
        let part = typed.trim_end_matches('港');
        assert!(hits.iter().all(|hit| hit.zh.contains(part)), "{typed} offers another port: {hits:?}");
    }
    for nowhere in ["泡海", "连云山", "香水", "抚州港", "拉格朗日点", "港"] {
        let hits = index.find(nowhere, 5);
        assert!(hits.iter().all(|hit| hit.zh.contains(nowhere)), "{nowhere} offers {hits:?}");
    }
    let countries = index_of(&all_tables(), TableName::Country, today());
    for (typed, code) in [
        ("Türkiye", "TR"),
        ("turkiye", "TR"),
        ("cote d'ivoire", "CI"),
        ("Cote", "CI"),
        ("Curacao", "CW"),
        ("Réunion", "RE"),
        ("Aland", "AX"),
        ("臺灣", "TW"),
        ("法國", "FR"),
    ] {
        assert_eq!(countries.find(typed, 1).first().map(|hit| hit.code), Some(code), "{typed}");
    }
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
    fn whatever_is_typed_is_answered(typed in ".{0,40}", limit in 0_usize..8, proper: bool) {
        let named = [("01", "甲乙", "first thing"), ("02", "乙丙（丁）", ""), ("0３", "", "things")];
        let naming = if proper { Naming::Names } else { Naming::Descriptions };
        let index = Index::of(named.map(|(code, zh, en)| Named { code, zh, en }), naming, Everyday::none(fold));
        let hits = index.find(&typed, limit);
        proptest::prop_assert!(hits.len() <= limit);
        proptest::prop_assert!(hits.windows(2).all(|two| two[0].score >= two[1].score));
    }
}
