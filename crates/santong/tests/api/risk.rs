//! What risk says stays unseen (R28): two registers with the same clock, chance and order of acts, which differ in what came of another
//! enterprise's goods, are the same to an enterprise whose new goods a rule looks at by that alone.

use crate::site::{OTHER, OWNER, Site, entry, site, site_on};
use serde_json::{Value, json};
use std::time::Duration;
use values::actor::Role;

/// Acts after each of which everything that the enterprise reads is compared.
const ACTS: usize = 200;
/// The day on which the enterprise declares.
const ON: &str = "2015-11-10";
const DAY: Duration = Duration::from_secs(86_400);

/// Cereals from Korea that come to be looked at by what came of such goods (审-0147).
fn cereals(owner: &str, office: &str, n: usize) -> Value {
    let mut declaration = entry("1904100000");
    declaration["reference"] = json!(format!("R-{owner}-{n}"));
    declaration["parties"] = json!({ "owner": owner, "declarant": owner });
    declaration["offices"]["accept"] = json!(office);
    declaration
}

/// Ten declarations of somebody else, of which three are inspected: they fail, or they pass.
async fn past(site: &Site, fail: bool) {
    for n in 0..10 {
        let no = site.declare(&cereals(OTHER, "370100", n)).await;
        if 3 <= n {
            continue;
        }
        loop {
            let case = site.case(&no).await;
            let open = case["steps"].as_array().unwrap().iter().find(|step| step["status"] == "open").cloned();
            match open {
                Some(step) if step["kind"] == "review" => site.review(&no).await,
                Some(step) => {
                    let fails = fail && step["kind"] == "inspect";
                    let outcome = if fails { json!({ "fail": { "reason": "霉变" } }) } else { json!("pass") };
                    let done = site.step(&no, step["step"].as_str().unwrap(), None, &outcome).await;
                    assert_eq!(done.status, 200, "{done:?}");
                    if step["kind"] == "inspect" {
                        break;
                    }
                }
                None => site.arrive(&no).await,
            }
        }
    }
    site.app.desk.clock.advance(DAY * 2);
}

/// The digest of something else is another, and says nothing of it: of what is as long as one only that it is there.
fn without_digests(text: &str) -> String {
    let mut told = String::new();
    let mut run = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_ascii_hexdigit() && !c.is_ascii_uppercase() {
            run.push(c);
            continue;
        }
        told.push_str(if run.len() == 64 { "digest" } else { &run });
        run.clear();
        told.push(c);
    }
    told
}

/// Everything that the enterprise reads of its case, byte for byte.
async fn read(site: &Site, no: &str, n: usize) -> Vec<(String, String)> {
    let mut told = Vec::new();
    for path in ["", "/events", "/receipt", "/ledger"] {
        let answer = site.get(OWNER, &format!("/api/v1/cases/{no}{path}")).await;
        told.push((format!("case{path}"), format!("{} {}", answer.status, answer.json)));
    }
    for path in ["/api/v1/cases", "/api/v1/queue", "/api/v1/rules"] {
        let answer = site.get(OWNER, path).await;
        told.push((path.to_owned(), format!("{} {}", answer.status, answer.json)));
    }
    let mut asked = cereals(OWNER, "610100", n);
    asked["reference"] = json!(format!("advice-{n}"));
    let advice = site.post(OWNER, "/api/v1/advice", &asked).await;
    told.push(("advice".to_owned(), format!("{} {}", advice.status, advice.json)));
    for page in ["/", "/queue", "/rules", "/rules/%E5%AE%A1-0147", &format!("/case/{no}")] {
        let answer = site.page(OWNER, page).await;
        told.push((format!("page {page}"), format!("{} {}", answer.status, answer.body)));
    }
    told.into_iter().map(|(what, text)| (what, without_digests(&text))).collect()
}

/// One act on the same case of a register; what the one who did it was answered.
async fn act(site: &Site, no: &str, kind: usize) -> (u16, String) {
    let reviewer = site.officer(Role::Reviewer, "370100").await;
    let inspector = site.officer(Role::Inspector, "610100").await;
    let command = async |token: &str, path: &str, body: Value| {
        let answer = site.command(token, no, path, body).await;
        // What officers are told is theirs.
        (answer.status, if token == OWNER { without_digests(&answer.json.to_string()) } else { String::new() })
    };
    match kind {
        0 => command(OWNER, "contact", json!({})).await,
        1 => command(&reviewer, "review", json!({ "review": { "return": { "note": "请补正" } } })).await,
        2 => {
            let mut declaration = site.case(no).await["declaration"].clone();
            declaration["lines"][0]["name"] = json!("谷物片");
            command(OWNER, "resubmission", json!({ "declaration": declaration })).await
        }
        3 => command(&reviewer, "review", json!({ "review": { "pass": {} } })).await,
        4 => {
            let mut declaration = site.case(no).await["declaration"].clone();
            declaration["lines"][0]["name"] = json!("玉米片");
            command(OWNER, "amendment", json!({ "declaration": declaration, "reason": "笔误" })).await
        }
        5 => command(&reviewer, "amendment/answer", json!({ "grant": true })).await,
        6 => command(&inspector, "notes", json!({ "note": "同类货物多批不合格，请注意" })).await,
        7 => command(&inspector, "holds", json!({ "reason": "核查" })).await,
        8 => command(&inspector, "holds/1/lifting", json!({ "reason": "查清", "basis": "「本方案」三(三)三" })).await,
        9 => command(OWNER, "papers", json!({ "kind": "101041", "no": "1", "day": "2015-11-01" })).await,
        10 => command(OWNER, "withdrawal", json!({})).await,
        _ => {
            let case = site.case(no).await;
            let open = case["steps"].as_array().unwrap().iter().find(|step| step["status"] == "open").cloned();
            match open.filter(|step| step["kind"] != "review") {
                Some(step) => {
                    (site.step(no, step["step"].as_str().unwrap(), None, &json!("pass")).await.status, String::new())
                }
                None => (0, String::new()),
            }
        }
    }
}

/// How many statements were run so far, and how many events stand in the record.
async fn ran(site: &Site) -> [u64; 2] {
    let register = &site.app.desk.field.register;
    let events = register.heads().await.unwrap().iter().map(|head| head.seq).sum();
    [register.statements(), events]
}

/// What was done in a register, and how many statements and events it took.
async fn counted<T>(site: &Site, done: impl Future<Output = T>) -> (T, [u64; 2]) {
    let before = ran(site).await;
    let done = done.await;
    let after = ran(site).await;
    (done, [after[0] - before[0], after[1] - before[1]])
}

async fn hit(site: &Site, no: &str) -> bool {
    let demands = site.case(no).await["verdict"]["demands"].clone();
    demands.as_array().unwrap().iter().any(|demand| demand["rule"] == "审-0147")
}

async fn unseen((quiet, alarmed): (Site, Site), acts: usize, seed: u64) {
    past(&quiet, false).await;
    past(&alarmed, true).await;
    let mut chance = seed;
    let mut draw = |below: usize| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(chance >> 33).unwrap() % below
    };
    let (mut done, mut n) = (0, 0);
    while done < acts {
        n += 1;
        let mut numbers = Vec::new();
        for site in [&quiet, &alarmed] {
            let goods = cereals(OWNER, "610100", n);
            let (answer, steps) = counted(site, site.post(OWNER, "/api/v1/declarations", &goods)).await;
            assert_eq!(answer.status, 201, "{answer:?}");
            assert!(10 < steps[0] && 0 < steps[1], "{steps:?}");
            numbers.push((answer.no(), without_digests(&answer.json.to_string()), steps));
        }
        assert_eq!(numbers[0], numbers[1], "with statements and events");
        let no = numbers[0].0.clone();
        assert_eq!(
            (hit(&quiet, &no).await, hit(&alarmed, &no).await),
            (false, true),
            "a rule looks at it by risk alone"
        );
        for _ in 0..10 {
            let kind = draw(16);
            let one = counted(&quiet, act(&quiet, &no, kind)).await;
            let other = counted(&alarmed, act(&alarmed, &no, kind)).await;
            assert_eq!(one, other, "act {kind} on {no}, with its statements and events");
            done += 1;
            let (one, steps) = counted(&quiet, read(&quiet, &no, n)).await;
            let (other, of_other) = counted(&alarmed, read(&alarmed, &no, n)).await;
            assert_eq!(steps, of_other, "statements of the pages of {no}");
            for ((what, one), (_, other)) in one.iter().zip(&other) {
                if one != other {
                    let at = one.bytes().zip(other.bytes()).position(|(a, b)| a != b).unwrap_or(0);
                    let near = |text: &str| {
                        let from =
                            (0..=at.saturating_sub(200)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
                        text[from..].chars().take(400).collect::<String>()
                    };
                    panic!("{what} of {no} after act {kind}:\n{}\n---\n{}", near(one), near(other));
                }
            }
        }
    }
    println!("figure acts after which nothing of risk was seen: {done}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r28_what_risk_says_stays_unseen_in_every_page_and_answer_of_the_enterprise() {
    unseen((site(ON).await, site(ON).await), ACTS, 7).await;
    let server = async || site_on(ON, Some(pgtest::fresh().await.unwrap())).await;
    unseen((server().await, server().await), ACTS / 10, 8).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn soak_what_risk_says_stays_unseen() {
    unseen((site(ON).await, site(ON).await), 10 * ACTS, 11).await;
}
