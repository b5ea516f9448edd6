//! R47: the officers of a port see all goods that pass it, expected, arrived, held and left, wherever they were declared.

use crate::promises::on_both;
use crate::site::{OWNER, Site, entry, exit};
use serde_json::{Value, json};
use std::time::Duration;
use values::actor::Role;

const DAY: Duration = Duration::from_secs(86_400);

/// An entry over Qingdao for Xi'an that is declared to arrive on a day.
async fn arriving(site: &Site, day: Option<&str>) -> String {
    let mut declaration = entry("8516601000");
    declaration["journey"]["day"] = json!(day);
    if day.is_none() {
        declaration["journey"].as_object_mut().unwrap().remove("day");
    }
    site.declare(&declaration).await
}

/// The numbers on a list, and the counts beside them.
async fn listed(site: &Site, token: &str, list: &str) -> (Vec<String>, Value) {
    let answer = site.get(token, &format!("/api/v1/port?list={list}")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let numbers = answer.json["cases"].as_array().unwrap().iter().map(|case| case["no"].as_str().unwrap().to_owned());
    (numbers.collect(), answer.json["counts"].clone())
}

fn counts(expected: u32, arrived: u32, held: u32) -> Value {
    json!({ "expected": expected, "arrived": arrived, "held": held })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r47_goods_go_from_expected_over_arrived_to_left_whoever_took_the_declaration() {
    on_both(|site| async move {
        let port = site.officer(Role::Inspector, "370200").await;
        let soon = arriving(&site, Some("2015-11-12")).await;
        let today = arriving(&site, Some("2015-11-10")).await;
        let unsaid = arriving(&site, None).await;
        let out = site.declare(&exit("0409000000")).await;
        let (expected, told) = listed(&site, &port, "expected").await;
        assert_eq!(expected.last(), Some(&soon), "those without a day come first: {expected:?}");
        assert!(expected.contains(&unsaid) && expected.contains(&out), "{expected:?}");
        assert_eq!((expected.len(), told), (3, counts(3, 1, 0)));
        assert_eq!(listed(&site, &port, "arrived").await.0, std::slice::from_ref(&today));
        let here = site.get(&port, "/api/v1/port").await.json;
        let at = |field: &str| here["cases"][0][field].clone();
        assert_eq!(
            (at("at_port"), at("declared_day"), at("since")),
            (json!("arrived"), json!("2015-11-10"), Value::Null)
        );
        // A hold by any office shows at the port, and nothing is missing from the other lists for it.
        let far = site.officer(Role::Inspector, "510100").await;
        assert_eq!(site.command(&far, &soon, "holds", json!({ "reason": "风险通报" })).await.status, 200);
        assert_eq!(listed(&site, &port, "held").await, (vec![soon.clone()], counts(3, 1, 1)));
        // Leave to move inland takes goods off the port.
        site.review(&today).await;
        for step in ["通关单", "调离"] {
            assert_eq!(site.step(&today, step, None, &json!("pass")).await.status, 200, "{step}");
        }
        assert_eq!(listed(&site, &port, "left").await, (vec![today.clone()], counts(3, 0, 1)));
        // Exit goods are there once the port has worked on them, and left with their release.
        site.review(&out).await;
        for step in ["产地检验", "转单"] {
            assert_eq!(site.step(&out, step, None, &json!("pass")).await.status, 200, "{step}");
        }
        assert!(listed(&site, &port, "expected").await.0.contains(&out), "papers are not goods");
        assert_eq!(site.step(&out, "口岸查验", None, &json!("pass")).await.status, 200);
        assert_eq!(listed(&site, &port, "arrived").await, (vec![out.clone()], counts(2, 1, 1)));
        site.app.desk.clock.advance(Duration::from_secs(1));
        site.finish(&out).await;
        assert_eq!(listed(&site, &port, "left").await.0, [out.clone(), today.clone()], "the latest first");
        // The declared day comes by itself, and not a moment before it.
        site.app.desk.clock.advance(DAY);
        assert!(listed(&site, &port, "expected").await.0.contains(&soon), "the day before");
        site.app.desk.clock.advance(DAY);
        assert_eq!(listed(&site, &port, "arrived").await, (vec![soon.clone()], counts(1, 1, 1)));
        // A declaration that does not stand any more has no goods on a list.
        let withdrawn = site.command(OWNER, &unsaid, "withdrawal", json!({})).await;
        assert_eq!(withdrawn.status, 200, "{withdrawn:?}");
        assert_eq!(listed(&site, &port, "expected").await, (vec![], counts(0, 1, 1)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r47_any_officer_reads_any_port_and_nobody_else_does() {
    on_both(|site| async move {
        let no = arriving(&site, Some("2015-11-10")).await;
        let (port, inland) =
            (site.officer(Role::Inspector, "370200").await, site.officer(Role::Inspector, "640100").await);
        assert_eq!(site.get(OWNER, "/api/v1/port?office=370200").await.status, 403);
        assert_eq!(site.page(OWNER, "/port").await.status, 403);
        // Whose office serves no port names one.
        let refused = site.get(&inland, "/api/v1/port").await;
        assert_eq!((refused.status, &refused.json["faults"][0]["at"]), (422, &json!("office")), "{refused:?}");
        assert_eq!(site.get(&inland, "/api/v1/port?office=370200").await.json["cases"][0]["no"], json!(no));
        let page = site.page(&inland, "/port").await.body;
        assert!(page.contains("请选择口岸"), "{page}");
        let page = site.page(&inland, "/port?office=370200").await.body;
        assert!(page.contains(&format!("/case/{no}")) && page.contains("2015-11-10 到货（申报）"), "{page}");
        for wrong in ["office=640100", "office=x", "list=lost", "after=1", "after=x,y", "limit=0", "limit=51"] {
            assert_eq!(site.get(&port, &format!("/api/v1/port?{wrong}")).await.status, 422, "{wrong}");
        }
        for wrong in ["office=640100", "list=lost", "after=x"] {
            assert_eq!(site.page(&port, &format!("/port?{wrong}")).await.status, 422, "{wrong}");
        }
        assert!(site.page(&port, "/").await.body.contains("href=\"/port\""), "it stands in the row of ways");
        assert!(!site.page(OWNER, "/").await.body.contains("href=\"/port\""));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r47_a_long_list_is_read_page_by_page_each_case_once() {
    on_both(|site| async move {
        let port = site.officer(Role::Inspector, "370200").await;
        let mut declared = Vec::new();
        for n in 0..5 {
            declared.push(arriving(&site, Some(if n % 2 == 0 { "2015-11-08" } else { "2015-11-09" })).await);
        }
        let (mut found, mut after) = (Vec::new(), String::new());
        for _ in 0..10 {
            let page = site.get(&port, &format!("/api/v1/port?list=arrived&limit=2{after}")).await.json;
            let cases = page["cases"].as_array().unwrap();
            assert!(cases.len() <= 2);
            found.extend(cases.iter().map(|case| case["no"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        let by_day = [0, 2, 4, 1, 3].map(|n| declared[n].clone());
        assert_eq!(found, by_day, "the longest first");
    })
    .await;
}
