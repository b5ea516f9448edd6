//! Numbers that a text counts per office: each once, without gaps, in the append of the case, whoever else asks at the same time.

use crate::site::{LATE, Site, exit, site_with};
use crate::trials::drafted;
use register::cases::FIELD;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use values::actor::Role;

/// Clearance forms and papers count per office and year.
const EDITS: &[(&str, &str, &str)] = &[
    ("numbers.md", "| 通关单号 | {报检号:15}{序:3} | 报检号 |", "| 通关单号 | T{机构:6}{年:2}{序:6} | 机构、年 |"),
    ("numbers.md", "| 证书号 | {报检号:15}{单证:2}{序:2} | 报检号 |", "| 证书号 | Z{机构:6}{年:2}{序:6} | 机构、年 |"),
];

/// The offices where the cases are, and how many at each.
const HOMES: [(&str, usize); 2] = [("410100", 5), ("640100", 3)];

/// Inspected goods whose paper waits to be engrossed.
async fn checked(site: &Site, home: &str) -> String {
    let mut declaration = exit("8516601000");
    declaration["offices"]["accept"] = json!(home);
    declaration["offices"]["documents"] = json!("370100");
    let no = site.declare(&declaration).await;
    site.review(&no).await;
    assert_eq!(site.step(&no, "产地检验检疫", None, &json!("pass")).await.status, 200);
    let drafter = site.officer(Role::Drafter, "410100").await;
    assert_eq!(site.command(&drafter, &no, "certificates", drafted()).await.status, 200);
    act(site, &no, Role::Checker, "410100", json!({ "check": {} })).await;
    no
}

async fn act(site: &Site, no: &str, role: Role, office: &str, act: Value) {
    let who = site.officer(role, office).await;
    let answer = site.command(&who, no, "certificates/1", json!({ "act": act })).await;
    assert_eq!(answer.status, 200, "{act}: {answer:?}");
}

async fn number(site: &Site, no: &str) -> String {
    let drafter = site.officer(Role::Drafter, "410100").await;
    let all = site.get(&drafter, &format!("/api/v1/cases/{no}/certificates")).await.json;
    all["certificates"][0]["number"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r32_numbers_that_count_per_office_are_each_given_once_and_without_gaps() {
    let url = pgtest::fresh().await.unwrap();
    for database in [None, Some(url)] {
        let site = site_with(LATE, database, EDITS).await;
        let mut cases = Vec::new();
        for (home, count) in HOMES {
            for _ in 0..count {
                cases.push((home, checked(&site, home).await));
            }
        }
        let (engrosser, releaser) =
            (site.officer(Role::Engrosser, "370100").await, site.officer(Role::Releaser, "650200").await);
        // All at once: each waits for its own case only, and takes the next number of its office.
        let all = cases.iter().map(|(_, no)| {
            let (site, engrosser, releaser) = (&site, &engrosser, &releaser);
            async move {
                let engross = json!({ "act": { "engross": {} } });
                let engrossed = site.command(engrosser, no, "certificates/1", engross).await;
                let cleared = site.command(releaser, no, "steps/通关单", json!({ "work": { "clear": {} } })).await;
                assert_eq!((engrossed.status, cleared.status), (200, 200), "{engrossed:?} {cleared:?}");
                assert_eq!(cleared.json["cases"][0]["numbers"].as_array().unwrap().len(), 1, "{cleared:?}");
            }
        });
        futures_util::future::join_all(all).await;
        let mut given: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (home, no) in &cases {
            let cleared = site.case(no).await["clearances"][0].as_str().unwrap().to_owned();
            given.entry(format!("Z{home}15")).or_default().push(number(&site, no).await);
            given.entry(format!("T{home}15")).or_default().push(cleared);
        }
        for (home, count) in HOMES {
            for kind in ["Z", "T"] {
                let series = format!("{kind}{home}15");
                let mut numbers = given.remove(&series).unwrap();
                numbers.sort();
                let wanted: Vec<String> = (1..=count).map(|n| format!("{series}{n:06}")).collect();
                assert_eq!(numbers, wanted);
            }
        }
        // A paper that is sent back keeps its number, and one that is void does not give it to the next.
        let (home, first) = (&cases[0].0, &cases[0].1);
        let before = number(&site, first).await;
        let back = json!({ "send_back": { "at": "sign", "reason": "重做" } });
        act(&site, first, Role::Signatory, "370100", back).await;
        act(&site, first, Role::Drafter, "410100", json!({ "draft": { "said": drafted()["said"] } })).await;
        act(&site, first, Role::Checker, "410100", json!({ "check": {} })).await;
        act(&site, first, Role::Engrosser, "370100", json!({ "engross": {} })).await;
        assert_eq!(number(&site, first).await, before);
        act(&site, first, Role::Signatory, "370100", json!({ "end": { "reason": "不再需要" } })).await;
        let next = checked(&site, home).await;
        act(&site, &next, Role::Engrosser, "370100", json!({ "engross": {} })).await;
        assert_eq!(number(&site, &next).await, format!("Z{home}15{:06}", HOMES[0].1 + 1));
        let bad = site.app.field().register.verify(&[], &FIELD).await.unwrap().bad;
        assert!(bad.is_empty(), "{bad:?}");
    }
}

/// The second region counts both per office: two declarations never have the same clearance number.
#[test]
fn r32_no_region_that_ships_can_give_one_number_to_two_papers() {
    for name in ["9+1", "demo-en"] {
        let files = trial::region(name);
        let text = |edit: &dyn Fn(&str) -> String| {
            let edited = files.iter().map(|(name, text)| match name.as_str() {
                "numbers.md" => (name.clone(), edit(text)),
                _ => (name.clone(), text.clone()),
            });
            let flags = policy::Flags { reasons: &["place_not_allowed"], ..policy::Flags::default() };
            let told = policy::Policy::read(&edited.collect::<Vec<_>>(), &flags).err().unwrap_or_default();
            told.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        };
        let clearance = |text: &str| {
            text.lines()
                .find(|row| row.starts_with("| 通关单号") || row.starts_with("| Clearance number"))
                .unwrap()
                .to_owned()
        };
        let paper = |text: &str| {
            text.lines()
                .find(|row| row.starts_with("| 证书号") || row.starts_with("| Certificate number"))
                .unwrap()
                .to_owned()
        };
        let format = |row: &str| row.split('|').nth(2).unwrap().to_owned();
        let (zh, en) = ("与通关单号不同的长度或者起首", "than that of clearance numbers");
        let alike = text(&|text| text.replace(&format(&paper(text)), &format(&clearance(text))));
        assert!(alike.contains(zh) || alike.contains(en), "{name}: {alike}");
        let own = text(&|text| text.to_owned());
        assert!(!own.contains(zh) && !own.contains(en), "{name}: {own}");
        // What could not be rendered in the middle of a command does not load, nor does a text that lacks a kind; none of it panics.
        let serial = if name == "9+1" { "序" } else { "serial" };
        let document = if name == "9+1" { "单证" } else { "document" };
        for wrong in
            [format!("{{{document}:2}}{{{serial}:9}}"), format!("通{{{serial}:6}}"), format!("{{{serial}:40}}")]
        {
            let told = text(&|text| text.replace(format(&clearance(text)).trim(), &wrong));
            assert!(told.contains("numbers.md"), "{name} {wrong}: {told}");
        }
        for wrong in [format!("Z{{{document}:3}}{{{serial}:9}}"), format!("z{{{serial}:6}}"), "Z".to_owned()] {
            let told = text(&|text| text.replace(format(&paper(text)).trim(), &wrong));
            assert!(told.contains("numbers.md"), "{name} {wrong}: {told}");
        }
        for row in [&clearance as &dyn Fn(&str) -> String, &paper] {
            let told = text(&|text| text.replace(&format!("{}\n", row(text)), ""));
            assert!(told.contains("numbers.md"), "{name}: {told}");
        }
        // A series that its number does not tell gives the same number twice.
        let blind = text(&|text| {
            let row = clearance(text);
            text.replace(
                &row,
                &row.replace(&format(&row), " T{序:6} ").replace("{序", if name == "9+1" { "{序" } else { "{serial" }),
            )
        });
        assert!(
            blind.contains("格式中有其序列的各项") || blind.contains("everything that its series counts by"),
            "{name}: {blind}"
        );
    }
}
