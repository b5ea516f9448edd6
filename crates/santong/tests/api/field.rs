//! Trouble that people in the trade met elsewhere, tried here: marks that nobody sees, other widths and scripts of what is typed.

use crate::site::{LATE, OWNER, Site, exit, site, site_on};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use values::actor::Role;

/// Marks by class: bidi, C0 and C1, noncharacters, damaged, ignorable, private, unassigned.
const MARKS: [char; 14] = [
    '\u{202e}',
    '\u{2066}',
    '\u{7}',
    '\u{85}',
    '\u{fdd0}',
    '\u{fffd}',
    '\u{200b}',
    '\u{ad}',
    '\u{3164}',
    '\u{e0041}',
    '\u{34f}',
    '\u{2028}',
    '\u{e000}',
    '\u{378}',
];
/// Texts of which nothing is seen.
const BLANK: [&str; 6] = ["\u{200b}", "\u{2060}", "\u{feff}", "\u{3164}", "\u{ad}\u{200b}", "\u{202e}\u{200b}"];

fn with_name(name: &str) -> Value {
    let mut declaration = exit("8516601000");
    declaration["lines"][0]["name"] = json!(name);
    declaration
}

/// One text by each way that a text comes in; the field that is to blame.
async fn each_way(site: &Site, no: &str, text: &str) -> Vec<(&'static str, crate::site::Answer, &'static str)> {
    let operations = site.officer(Role::Operations, "370100").await;
    let inspector = site.officer(Role::Inspector, "410100").await;
    let admin = site.in_person(&site.officer(Role::SecurityAdmin, "370100").await).await;
    let mut reference = exit("8516601000");
    reference["reference"] = json!(text);
    let enterprise = json!({ "id": "X-SEEN-1", "name": text, "office": "410100" });
    let account = json!({ "id": "seen.one", "person": "P-SEEN", "name": text });
    let label = json!({ "label": text, "days": 3 });
    let work = json!({ "to": "640100", "what": text, "due": "2099-12-31" });
    vec![
        ("name of goods", site.post(OWNER, "/api/v1/declarations", &with_name(text)).await, "lines[0].name"),
        ("reference", site.post(OWNER, "/api/v1/declarations", &reference).await, "reference"),
        ("enterprise", site.post(&operations, "/api/v1/enterprises", &enterprise).await, "name"),
        ("account", site.post(&admin, "/api/v1/accounts", &account).await, "name"),
        ("token", site.post(&admin, "/api/v1/tokens", &label).await, "label"),
        ("note", site.command(&inspector, no, "notes", json!({ "note": text })).await, "note"),
        ("hold", site.command(&inspector, no, "holds", json!({ "reason": text })).await, "reason"),
        ("work item", site.command(&inspector, no, "work-items", work).await, "what"),
    ]
}

/// Every class of mark, by every way; each is refused by name and place, and nothing is stored.
#[tokio::test]
async fn field_12_marks_that_nobody_sees_are_refused_everywhere() {
    let site = site(LATE).await;
    let no = site.declare(&exit("8516601000")).await;
    let before = site.version(&no).await;
    for mark in MARKS {
        for (way, answer, at) in each_way(&site, &no, &format!("甲乙{mark}丙")).await {
            let found = answer.faults();
            assert_eq!((answer.status, found.len()), (422, 1), "{way} {mark:?}: {answer:?}");
            assert_eq!(found[0], (at.to_owned(), "control_character".to_owned()), "{way} {mark:?}");
            let fault = &answer.json["faults"][0];
            assert_eq!(fault["given"], format!("U+{:04X}", u32::from(mark)), "{way}");
            assert!(fault["wanted"]["zh"].as_str().unwrap().contains("第3个字符"), "{fault}");
        }
        let inspector = site.officer(Role::Inspector, "410100").await;
        for (act, field) in [("note", "note"), ("hold", "reason")] {
            let fields = vec![("act", act.to_owned()), (field, format!("甲乙{mark}丙"))];
            assert_eq!(site.form(&inspector, &no, fields).await, 422, "{act} {mark:?} on the page");
        }
    }
    for blank in BLANK {
        for (way, answer, at) in each_way(&site, &no, blank).await {
            assert_eq!(
                (answer.status, answer.faults()),
                (422, vec![(at.into(), "required".into())]),
                "{way} {blank:?}"
            );
        }
    }
    assert_eq!(site.version(&no).await, before, "nothing was stored");
}

/// What only looks strange is kept as it was sent, and found.
#[tokio::test]
async fn field_12_names_of_any_script_are_kept_and_found() {
    let site = site(LATE).await;
    for (name, typed) in [
        ("阿卜杜拉·艾山手工地毯", "阿卜杜拉•艾山"),
        ("می\u{200c}خواهم زعفران", "میخواهم"),
        ("𠮷䶮𬭚𰻝面", "𠮷䶮"),
        ("針織Ｔ恤", "针织t恤"),
        ("轎車零件", "轿车"),
        ("Café crème", "CAFÉ"),
        ("葛\u{e0100}粉", "葛粉"),
        ("№5ﾌｧｲﾙ柜", "ファイル柜"),
    ] {
        let no = site.declare(&with_name(name)).await;
        let case = site.get(OWNER, &format!("/api/v1/cases/{no}")).await;
        assert_eq!(case.json["declaration"]["lines"][0]["name"], name, "kept as it was sent");
        let found = site.get(OWNER, &format!("/api/v1/search?key={}", percent(typed))).await;
        assert!(found.json["cases"].to_string().contains(&no), "{typed}: {found:?}");
    }
    // Characters that GB 18030 vacated become the assigned ones, in names and in notes.
    let no = site.declare(&with_name("\u{e81e}茶")).await;
    let case = site.get(OWNER, &format!("/api/v1/cases/{no}")).await;
    assert_eq!(case.json["declaration"]["lines"][0]["name"], "\u{9fb4}茶");
    let inspector = site.officer(Role::Inspector, "410100").await;
    assert_eq!(site.command(&inspector, &no, "notes", json!({ "note": "\u{e864}茶" })).await.status, 200);
    let events = site.get(&inspector, &format!("/api/v1/cases/{no}/events")).await;
    assert!(events.json.to_string().contains("\u{9fbb}茶"), "{events:?}");
}

/// A text as part of a query.
pub fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Field 26: a code says which mark stands in it, not that ten digits are no ten digits.
#[tokio::test]
async fn field_26_a_code_says_which_mark_stands_in_it() {
    let site = site(LATE).await;
    for (at, path, value) in [
        ("lines[0].hs", "/lines/0/hs", "\u{202a}8516601000"),
        ("lines[0].origin", "/lines/0/origin", "C\u{200b}N"),
        ("lines[0].net_mass", "/lines/0/net_mass", "1000\u{200b} kg"),
        ("lines[0].value", "/lines/0/value", "10000.00\u{2060} CNY"),
        ("journey.port", "/journey/port", "CNQDP\u{feff}"),
        ("offices.accept", "/offices/accept", "41010\u{ad}0"),
    ] {
        let mut declaration = exit("8516601000");
        *declaration.pointer_mut(path).unwrap() = json!(value);
        let answer = site.post(OWNER, "/api/v1/declarations", &declaration).await;
        assert_eq!(
            (answer.status, answer.faults()),
            (422, vec![(at.into(), "control_character".into())]),
            "{answer:?}"
        );
    }
}

fn wide(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xfee0).unwrap() } else { c })
        .collect()
}

/// Field 15 and 16: numbers and codes as Chinese input methods type them, by page and API, search and status.
#[tokio::test]
async fn field_15_numbers_and_codes_are_read_in_any_width() {
    let site = site(LATE).await;
    let no = site.declare(&exit("8516601000")).await;
    let code = site.get(OWNER, &format!("/api/v1/cases/{no}")).await.json["query_code"].as_str().unwrap().to_owned();
    let spaced = format!("{} {}", &no[..6], &no[6..]);
    for typed in [no.clone(), wide(&no), spaced.clone(), wide(&spaced), format!("\u{3000}{no}\u{a0}")] {
        for code in [code.clone(), wide(&code), code.to_lowercase(), wide(&code.to_lowercase())] {
            let path = format!("/api/v1/status/{}?code={}", percent(&typed), percent(&code));
            assert_eq!(site.page("", &path).await.status, 200, "{typed} {code}");
            let fields = vec![("no".to_owned(), typed.clone()), ("code".to_owned(), code)];
            assert_eq!(site.sends("", "/status", &fields).await, 200, "{typed} on the page");
        }
        let found = site.get(OWNER, &format!("/api/v1/search?key={}", percent(typed.trim()))).await;
        assert!(found.json["cases"].to_string().contains(&no), "{typed}: {found:?}");
    }
    for wrong in [wide(&code[1..]), format!("{code}0"), String::new(), "\u{200b}".into()] {
        let path = format!("/api/v1/status/{no}?code={}", percent(&wrong));
        assert_eq!(site.page("", &path).await.status, 404, "{wrong:?}");
    }
}

/// A name that reads as another's is taken, and said to be one: in other widths, scripts, blanks and signs.
#[tokio::test]
async fn field_12_an_enterprise_named_like_another_is_said_to_be() {
    let site = site(LATE).await;
    let operations = site.officer(Role::Operations, "370100").await;
    let new = |id: &str, name: &str| json!({ "id": id, "name": name, "office": "410100" });
    let first =
        site.post(&operations, "/api/v1/enterprises", &new("X-LOOK-0", "青岛前湾国际贸易（集团）有限公司")).await;
    assert_eq!((first.status, first.json.get("warnings")), (201, None), "{first:?}");
    for (n, name) in
        ["青島前灣國際貿易（集團）有限公司", "青岛前湾国际贸易(集团)有限公司", "青岛 前湾 国际贸易（集团）有限公司"]
            .iter()
            .enumerate()
    {
        let answer = site.post(&operations, "/api/v1/enterprises", &new(&format!("X-LOOK-{}", n + 1), name)).await;
        assert_eq!(
            (answer.status, &answer.json["warnings"][0]["code"]),
            (201, &json!("look_alike")),
            "{name}: {answer:?}"
        );
    }
    let other =
        site.post(&operations, "/api/v1/enterprises", &new("X-LOOK-9", "青岛后湾国际贸易（集团）有限公司")).await;
    assert_eq!((other.status, other.json.get("warnings")), (201, None));
    let renamed = json!({ "name": "青岛前湾国际贸易(集团)有限公司" });
    let answer = site.post(&operations, "/api/v1/enterprises/X-LOOK-9/name", &renamed).await;
    assert_eq!((answer.status, answer.json["warnings"].as_array().map(Vec::len)), (201, Some(4)), "{answer:?}");
}

/// Any Unicode as any text: never a 5xx; what is taken is read back as it was sent, and found by any of its foldings.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn field_properties_any_text_is_kept_and_found_or_refused() {
    any_text(40).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn soak_field_properties_any_text_is_kept_and_found_or_refused() {
    any_text(2_000).await;
}

async fn any_text(count: u32) {
    let url = pgtest::fresh().await.unwrap();
    for database in [None, Some(url)] {
        let site = site_on(LATE, database).await;
        let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
        let texts =
            prop_oneof![any::<String>(), "[\u{4e00}-\u{9fff}a-zA-ZＡ-Ｚ0-9·•・ ]{1,20}", "[\u{200b}-\u{206f}a茶]{1,6}"];
        let mut taken = 0;
        for _ in 0..count {
            let text = texts.new_tree(&mut runner).unwrap().current();
            let answer = site.post(OWNER, "/api/v1/declarations", &with_name(&text)).await;
            assert!([201, 422].contains(&answer.status), "{text:?}: {answer:?}");
            if answer.status == 422 {
                continue;
            }
            taken += 1;
            let no = answer.no();
            let case = site.get(OWNER, &format!("/api/v1/cases/{no}")).await;
            assert_eq!(case.json["declaration"]["lines"][0]["name"], text);
            for typed in [text.clone(), text.to_uppercase(), wide(&text)] {
                let key: String = typed.trim().chars().take(60).collect();
                if values::text::fold::fold(&key).chars().count() < 2 || key.chars().any(char::is_control) {
                    continue;
                }
                let found = site.get(OWNER, &format!("/api/v1/search?key={}", percent(&key))).await;
                assert!(found.json["cases"].to_string().contains(&no), "{text:?} by {key:?}: {found:?}");
            }
        }
        assert!(0 < taken && taken < count, "{taken} of {count}");
    }
}
