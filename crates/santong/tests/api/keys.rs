//! Keys and versions: the same again gets the same answer, and who knows an old case is told what changed.

use crate::site::{LATE, OWNER, Site, entry, exit, site, site_on, site_spread};
use axum::body::Bytes;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use values::actor::Role;

const DECLARE: &str = "/api/v1/declarations";

fn bytes(value: &Value) -> Bytes {
    Bytes::from(value.to_string())
}

#[tokio::test]
async fn the_same_key_and_body_get_the_same_answer_and_one_case() {
    let site = site(LATE).await;
    let body = bytes(&exit("8516601000"));
    let first = site.ask("POST", DECLARE, OWNER, Some("a"), body.clone()).await;
    let again = site.ask("POST", DECLARE, OWNER, Some("a"), body.clone()).await;
    assert_eq!((first.status, first.repeated, again.status, again.repeated), (201, false, 201, true), "{again:?}");
    assert_eq!(first.json, again.json);
    // Whatever has become of the case, the stored answer is given.
    site.finish(&first.no()).await;
    let late = site.ask("POST", DECLARE, OWNER, Some("a"), body).await;
    assert_eq!((late.status, &late.json), (201, &first.json));
    assert_eq!(site.app.field().register.case_count().await.unwrap(), 1);
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused() {
    let site = site(LATE).await;
    let first = site.ask("POST", DECLARE, OWNER, Some("a"), bytes(&exit("8516601000"))).await;
    assert_eq!(first.status, 201);
    let other = site.ask("POST", DECLARE, OWNER, Some("a"), bytes(&exit("0409000000"))).await;
    assert_eq!((other.status, other.code()), (422, "key_reused"), "{other:?}");
    // Two commands with the same body are not the same command.
    let no = first.no();
    let body = bytes(&json!({ "version": 2 }));
    let path = |command: &str| format!("/api/v1/cases/{no}/{command}");
    assert_eq!(site.ask("POST", &path("contact"), OWNER, Some("b"), body.clone()).await.status, 200);
    let answer = site.ask("POST", &path("withdrawal"), OWNER, Some("b"), body).await;
    assert_eq!((answer.status, answer.code()), (422, "key_reused"), "{answer:?}");
    assert_eq!(site.app.field().register.case_count().await.unwrap(), 1);
}

#[tokio::test]
async fn every_changing_call_wants_its_key() {
    let site = site(LATE).await;
    let no = site.declare(&exit("8516601000")).await;
    let bare = json!({ "version": 2 });
    for (path, body) in [
        (DECLARE.to_owned(), exit("8516601000")),
        (format!("/api/v1/cases/{no}/contact"), bare.clone()),
        (format!("/api/v1/cases/{no}/withdrawal"), bare),
    ] {
        let answer = site.ask("POST", &path, OWNER, None, bytes(&body)).await;
        assert_eq!((answer.status, answer.code()), (400, "key_required"), "{path}");
        let long = "k".repeat(65);
        assert_eq!(site.ask("POST", &path, OWNER, Some(&long), bytes(&body)).await.status, 422);
    }
    assert_eq!(site.case(&no).await["version"], 2);
}

#[tokio::test]
async fn in_a_batch_each_item_has_its_own_answer_and_keeps_it() {
    let site = site(LATE).await;
    let mut faulty = exit("8516601000");
    faulty["lines"][0]["net_mass"] = json!("0 kg");
    let mut elsewhere = entry("8516601000");
    elsewhere["parties"] = json!({ "owner": "X-NOBODY", "declarant": OWNER });
    let batch = json!([exit("8516601000"), faulty, entry("8516601000"), elsewhere]);
    let first = site.ask("POST", DECLARE, OWNER, Some("b"), bytes(&batch)).await;
    let statuses: Vec<_> = first.json["answers"].as_array().unwrap().iter().map(|a| a["status"].clone()).collect();
    assert_eq!(statuses, [201, 422, 201, 409], "{first:?}");
    assert_eq!(first.json["answers"][1]["failure"]["faults"][0]["at"], "lines[0].net_mass");
    assert_eq!(first.json["answers"][3]["failure"]["more"]["reason"], "owner_not_registered");
    let again = site.ask("POST", DECLARE, OWNER, Some("b"), bytes(&batch)).await;
    for n in [0, 2] {
        assert_eq!(again.json["answers"][n]["answer"], first.json["answers"][n]["answer"]);
        assert_eq!(again.json["answers"][n]["repeated"], true);
    }
    assert_eq!(site.app.field().register.case_count().await.unwrap(), 2);
}

#[tokio::test]
async fn a_stale_version_is_told_what_changed() {
    let site = site(LATE).await;
    let no = site.declare(&exit("8516601000")).await;
    site.review(&no).await;
    let path = format!("/api/v1/cases/{no}/contact");
    let answer = site.post(OWNER, &path, &json!({ "version": 2 })).await;
    assert_eq!((answer.status, answer.code()), (409, "stale"), "{answer:?}");
    assert_eq!(answer.json["more"], json!({ "version": 4, "since": ["reviewed", "mode_confirmed"] }));
    assert_eq!(site.post(OWNER, &path, &json!({ "version": 4 })).await.status, 200);
    // Whose key was answered before gets that answer, although the version has moved on.
    let inspector = site.officer(Role::Inspector, "410100").await;
    let hold = json!({ "version": 5, "reason": "布控" });
    let path = format!("/api/v1/cases/{no}/holds");
    let first = site.ask("POST", &path, &inspector, Some("h"), bytes(&hold)).await;
    assert_eq!(first.status, 200, "{first:?}");
    let again = site.ask("POST", &path, &inspector, Some("h"), bytes(&hold)).await;
    assert_eq!((again.status, again.repeated, again.json), (200, true, first.json));
}

async fn many_at_once(site: Site) {
    let site = Arc::new(site);
    let offices = ["370100", "370200", "410100", "610100", "510100"];
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..50 {
        let site = Arc::clone(&site);
        let mut declaration = exit("8516601000");
        declaration["offices"]["accept"] = json!(offices[n % offices.len()]);
        tasks.spawn(async move { site.declare(&declaration).await });
    }
    let given = tasks.join_all().await;
    let numbers: BTreeSet<&String> = given.iter().collect();
    assert_eq!(numbers.len(), 50);
    // In each office's series the serials are 1 to 10, without gaps.
    for office in offices {
        let mut own: Vec<&str> = given.iter().filter(|no| no.starts_with(office)).map(|no| &no[9..]).collect();
        own.sort_unstable();
        let wanted: Vec<String> = (1..=10).map(|n| format!("{n:06}")).collect();
        assert_eq!(own, wanted, "{office}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f7_numbers_are_given_exactly_once() {
    many_at_once(site(LATE).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f7_numbers_are_given_exactly_once_on_postgres() {
    many_at_once(site_on(LATE, Some(pgtest::fresh().await.unwrap())).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f7_one_clearance_however_many_ask() {
    let site = Arc::new(site(LATE).await);
    let no = site.declare(&exit("8516601000")).await;
    site.review(&no).await;
    assert_eq!(site.step(&no, "产地检验检疫", None, &json!("pass")).await.status, 200);
    let version = site.case(&no).await["version"].clone();
    let mut tasks = tokio::task::JoinSet::new();
    for office in ["370100", "370200", "410100", "610100", "510100", "640100", "650100", "140100"] {
        let (site, no, version) = (Arc::clone(&site), no.clone(), version.clone());
        tasks.spawn(async move {
            let releaser = site.officer(Role::Releaser, office).await;
            let body = json!({ "version": version, "work": { "clear": {} } });
            site.post(&releaser, &format!("/api/v1/cases/{no}/steps/通关单"), &body).await.status
        });
    }
    let mut statuses = tasks.join_all().await;
    statuses.sort_unstable();
    assert_eq!((statuses[0], &statuses[1..]), (200, &[409; 7][..]));
    assert_eq!(site.case(&no).await["clearances"].as_array().unwrap().len(), 1);
}

fn at(mut declaration: Value, office: &str) -> Value {
    declaration["offices"]["accept"] = json!(office);
    declaration
}

const OFFICES: [&str; 5] = ["370100", "410100", "610100", "640100", "650100"];

/// Sends all at once; how many were answered with each number, and how many with each other code.
async fn at_once(site: &Arc<Site>, sent: Vec<(String, Value)>) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut tasks = Vec::new();
    for (key, body) in sent {
        let site = Arc::clone(site);
        let asks = async move { site.ask("POST", DECLARE, OWNER, Some(&key), bytes(&body)).await };
        tasks.push(tokio::spawn(asks));
    }
    let (mut numbers, mut others) = (BTreeSet::new(), BTreeSet::new());
    for task in tasks {
        let answer = task.await.unwrap();
        match answer.status {
            201 => drop(numbers.insert(answer.no())),
            422 if answer.code() == "key_reused" => drop(others.insert("key_reused".to_owned())),
            422 => others.extend(answer.faults().into_iter().map(|(at, code)| format!("{at} {code}"))),
            status => panic!("{status}: {answer:?}"),
        }
    }
    (numbers, others)
}

async fn f7_one_key_and_one_reference_are_one_case(site: Site) {
    let site = Arc::new(site);
    // One key of one account, whatever office the body names.
    let body = exit("8516601000");
    let one_key = (0..64).flat_map(|_| OFFICES.map(|office| ("one".to_owned(), at(body.clone(), office))));
    let (numbers, others) = at_once(&site, one_key.collect()).await;
    assert_eq!((numbers.len(), others), (1, BTreeSet::from(["key_reused".to_owned()])));
    // And the same over again, when it is known.
    for office in OFFICES {
        let other = at(exit("8516601000"), office);
        let answer = site.ask("POST", DECLARE, OWNER, Some("one"), bytes(&other)).await;
        assert_eq!((answer.status, answer.code()), (422, "key_reused"), "{office}");
    }
    // One own reference, whatever keys and offices.
    let body = exit("8516601000");
    let keyed = |n: usize| move |office: &str| (format!("{n}-{office}"), office.to_owned());
    let sent = (0..64).flat_map(|n| OFFICES.map(keyed(n)));
    let sent = sent.map(|(key, office)| (key, at(body.clone(), &office)));
    let (numbers, others) = at_once(&site, sent.collect()).await;
    assert_eq!((numbers.len(), others), (1, BTreeSet::from(["reference duplicate".to_owned()])));
    assert_eq!(site.app.field().register.case_count().await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f7_one_key_and_one_reference_are_one_case_however_many_offices() {
    f7_one_key_and_one_reference_are_one_case(site(LATE).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f7_one_key_and_one_reference_are_one_case_however_many_offices_on_postgres() {
    let url = pgtest::fresh().await.unwrap();
    f7_one_key_and_one_reference_are_one_case(site_on(LATE, Some(url)).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f7_one_key_and_one_reference_are_one_case_where_names_are_claimed_first() {
    let url = pgtest::fresh().await.unwrap();
    f7_one_key_and_one_reference_are_one_case(site_spread(LATE, url).await).await;
}

#[tokio::test]
async fn the_same_reference_again_is_the_same_declaration_or_names_the_first() {
    the_same_reference_again(site(LATE).await).await;
}

#[tokio::test]
async fn the_same_reference_again_is_the_same_where_names_are_claimed_first() {
    let url = pgtest::fresh().await.unwrap();
    the_same_reference_again(site_spread(LATE, url).await).await;
}

/// Where names are claimed first, a command that is refused gives them back, and one that died on the way is settled by who
/// comes next: its key is used up.
#[tokio::test]
async fn what_claimed_its_names_and_wrote_nothing_holds_nothing() {
    let url = pgtest::fresh().await.unwrap();
    let site = site_spread(LATE, url.clone()).await;
    let body = exit("8516601000");
    let no = site.declare(&body).await;
    // Refused by the version: the key is free for another body.
    let path = format!("/api/v1/cases/{no}/contact");
    assert_eq!(site.ask("POST", &path, OWNER, Some("late"), bytes(&json!({ "version": 1 }))).await.status, 409);
    assert_eq!(site.ask("POST", &path, OWNER, Some("late"), bytes(&json!({ "version": 2 }))).await.status, 200);
    // A process died between the claim and the append of another declaration.
    let other = exit("8516601000");
    let reference = other["reference"].as_str().unwrap();
    // Long ago, as its clock said.
    let died = format!("insert into claim values ('{OWNER}', 'reference {reference}', '410100/{OWNER}/died#0@1')");
    pgtest::execute(&url, &died).await.unwrap();
    let next = site.post(OWNER, DECLARE, &other).await;
    assert_eq!((next.status, next.repeated), (201, false), "{next:?}");
    // If it comes back after all, it makes no second case, whatever it says.
    let back = site.ask("POST", DECLARE, OWNER, Some("died"), bytes(&exit("8516601000"))).await;
    assert_eq!((back.status, back.code()), (422, "key_reused"), "{back:?}");
    let same = site.post(OWNER, DECLARE, &other).await;
    assert!(same.repeated && same.no() == next.no(), "{same:?}");
    assert_eq!(site.app.field().register.case_count().await.unwrap(), 2);
}

/// Field 14: after a time-out the sender's system sends again under a new key.
async fn the_same_reference_again(site: Site) {
    let body = exit("8516601000");
    let first = site.post(OWNER, DECLARE, &body).await;
    let again = site.post(OWNER, DECLARE, &body).await;
    assert_eq!((first.status, first.repeated, again.status, again.repeated), (201, false, 201, true));
    assert_eq!(again.json, first.json);
    let mut other = body.clone();
    other["lines"][0]["net_mass"] = json!("7 kg");
    let refused = site.post(OWNER, DECLARE, &other).await;
    assert_eq!((refused.status, refused.faults()), (422, vec![("reference".into(), "duplicate".into())]));
    assert!(refused.json.to_string().contains(&first.no()), "it names the first");
    let batch = site.post(OWNER, DECLARE, &json!([body, other, exit("8516601000")])).await;
    let answers = batch.json["answers"].as_array().unwrap();
    assert_eq!(
        (&answers[0]["repeated"], &answers[1]["status"], &answers[2]["status"]),
        (&json!(true), &json!(422), &json!(201))
    );
    // Within one batch too.
    let mut twice = exit("8516601000");
    let same = twice.clone();
    twice["lines"][0]["net_mass"] = json!("7 kg");
    let batch = site.post(OWNER, DECLARE, &json!([same.clone(), same, twice])).await;
    let answers = batch.json["answers"].as_array().unwrap();
    assert_eq!(answers[0]["answer"], answers[1]["answer"]);
    assert_eq!(answers[2]["status"], 422);

    // A case that was given another reference frees its first, and while that is asked for both are its own.
    let renamed = exit("8516601000");
    let case = site.declare(&renamed).await;
    let mut other_name = renamed.clone();
    other_name["reference"] = json!("OTHER-NAME");
    let asked = json!({ "declaration": other_name, "reason": "笔误" });
    assert_eq!(site.command(OWNER, &case, "amendment", asked).await.status, 200);
    for body in [&renamed, &other_name] {
        let mut body = body.clone();
        body["lines"][0]["net_mass"] = json!("7 kg");
        let taken = site.post(OWNER, DECLARE, &body).await;
        assert_eq!(taken.faults(), [("reference".into(), "duplicate".into())], "{taken:?}");
    }
    let acceptor = site.officer(Role::Acceptor, "410100").await;
    let granted = site.command(&acceptor, &case, "amendment/answer", json!({ "grant": true })).await;
    assert_eq!(granted.status, 200, "{granted:?}");
    let mut freed = renamed.clone();
    freed["lines"][0]["net_mass"] = json!("7 kg");
    assert_eq!(site.post(OWNER, DECLARE, &freed).await.status, 201);
    // One that is withdrawn frees it; the amendment of another may take it, or may not.
    let mut moved = exit("8516601000");
    let no = site.declare(&moved).await;
    moved["reference"] = body["reference"].clone();
    let amendment = json!({ "version": 2, "reason": "笔误", "declaration": moved });
    let taken = site.post(OWNER, &format!("/api/v1/cases/{no}/amendment"), &amendment).await;
    assert_eq!((taken.status, taken.faults()), (422, vec![("reference".into(), "duplicate".into())]), "{taken:?}");
    assert_eq!(site.command(OWNER, &first.no(), "withdrawal", json!({})).await.status, 200);
    let anew = site.post(OWNER, DECLARE, &other).await;
    assert_eq!((anew.status, anew.repeated), (201, false), "{anew:?}");
    assert_ne!(anew.no(), first.no());
    let third = site.post(OWNER, DECLARE, &body).await;
    assert_eq!(third.faults(), [("reference".into(), "duplicate".into())]);
    assert!(third.json.to_string().contains(&anew.no()), "it names the one that holds it now");
}

#[tokio::test]
async fn a_refused_or_split_declaration_leaves_its_reference_where_names_are_claimed_first() {
    let url = pgtest::fresh().await.unwrap();
    a_reference_is_left(site_spread(LATE, url).await).await;
}

#[tokio::test]
async fn a_refused_declaration_leaves_its_reference_and_a_split_one_when_every_part_ended() {
    a_reference_is_left(site(LATE).await).await;
}

/// Parts of a split share the reference of the whole, which nobody else gets while one of them goes on; a refused one leaves it.
async fn a_reference_is_left(site: Site) {
    let reviewer = site.officer(Role::Reviewer, "370100").await;
    let body = exit("8516601000");
    let no = site.declare(&body).await;
    let refuse = json!({ "review": { "refuse": { "basis": "「本方案」三(一)", "reason": "不符" } } });
    assert_eq!(site.command(&reviewer, &no, "review", refuse).await.status, 200);
    let anew = site.post(OWNER, DECLARE, &body).await;
    assert!(anew.status == 201 && !anew.repeated && anew.no() != no, "{anew:?}");

    // Listed goods beside unlisted ones: the enterprise may take the offer to split.
    let mut mixed = exit("8516601000");
    let mut listed = mixed["lines"][0].clone();
    listed["hs"] = json!("0409000000");
    mixed["lines"].as_array_mut().unwrap().push(listed);
    let whole = site.declare(&mixed).await;
    let split = site.command(OWNER, &whole, "split", json!({})).await;
    assert_eq!(split.status, 200, "{split:?}");
    let cases = split.json["cases"].as_array().unwrap();
    let parts: Vec<&str> = cases.iter().map(|case| case["no"].as_str().unwrap()).filter(|no| *no != whole).collect();
    assert_eq!(parts.len(), 2, "{split:?}");
    let again = site.post(OWNER, DECLARE, &mixed).await;
    assert!(again.repeated && again.no() == whole, "{again:?}");
    let mut other = mixed.clone();
    other["lines"][0]["net_mass"] = json!("7 kg");
    for part in parts {
        assert_eq!(site.post(OWNER, DECLARE, &other).await.faults(), [("reference".into(), "duplicate".into())]);
        assert_eq!(site.command(OWNER, part, "withdrawal", json!({})).await.status, 200);
    }
    assert_eq!(site.post(OWNER, DECLARE, &other).await.status, 201, "every part ended");
}
