//! What is measured of goods, over HTTP and on both engines: what is refused, by which clause, and what each is told afterwards.

use crate::promises::on_both;
use crate::site::{OWNER, Site};
use crate::trials::{cereal, treated};
use serde_json::{Value, json};
use values::actor::Role;

/// A case of cereal that waits for its inspection, the path of that step, and who does it.
async fn inspected(site: &Site) -> (String, String, String) {
    let no = site.declare(&cereal()).await;
    loop {
        let case = site.case(&no).await;
        let steps = case["steps"].as_array().unwrap();
        let open = steps.iter().find(|step| step["status"] == "open");
        let Some(step) = open else {
            site.arrive(&no).await;
            continue;
        };
        let name = step["step"].as_str().unwrap();
        match step["kind"].as_str().unwrap() {
            "inspect" => {
                let office = step["office"].as_str().unwrap();
                return (no, format!("steps/{name}"), site.officer(Role::Inspector, office).await);
            }
            "review" => site.review(&no).await,
            _ => assert_eq!(site.step(&no, name, None, &json!("pass")).await.status, 200, "{name}"),
        }
    }
}

/// The examination of lot 1 as passed, with these measurements.
fn with(measured: Value) -> Value {
    json!({ "work": { "examine": { "findings": [{ "lot": 1, "outcome": "pass" }], "measured": measured } } })
}

/// A measurement of lead, with cadmium and aflatoxin at their limits and the sample drawn.
fn lead(result: Value) -> Value {
    json!([
        { "lot": 1, "of": { "rule": "审-0106" }, "result": result },
        { "lot": 1, "of": { "rule": "审-0161" }, "result": { "value": "0.1" } },
        { "lot": 1, "of": { "rule": "审-0161", "measure": 1 }, "result": { "value": "5" } },
        { "lot": 1, "of": { "rule": "审-0161", "measure": 2 }, "result": { "drawn": { "units": 3, "failed": 0 } } },
    ])
}

/// All that rules want, with a measurement besides that nobody asked for.
fn own(item: &str, result: Value) -> Value {
    let mut all = lead(json!({ "value": "0.1" }));
    all.as_array_mut().unwrap().push(json!({ "lot": 1, "item": item, "result": result }));
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn food_8_a_measurement_that_is_none_is_refused_over_http_and_changes_nothing() {
    on_both(|site| async move {
        let (no, path, inspector) = inspected(&site).await;
        let before = site.version(&no).await;
        let twice = json!([lead(json!({ "value": "0.1" }))[0], lead(json!({ "value": "0.1" }))[0]]);
        for (measured, reason) in [
            (json!([]), "demand_open"),
            (json!([{ "lot": 1, "item": "水分", "result": { "value": "1" } }]), "demand_open"),
            (lead(json!({ "value": "" })), "measurement_unfit"),
            (lead(json!({ "value": "0.1 g/kg" })), "measurement_unfit"),
            (lead(json!({ "value": "-0.1" })), "measurement_unfit"),
            (lead(json!({ "value": "0,1" })), "measurement_unfit"),
            (lead(json!({ "value": "NaN" })), "measurement_unfit"),
            (lead(json!({ "value": "0.1 mg/kg 左右" })), "measurement_unfit"),
            (lead(json!({ "value": "9".repeat(200) })), "measurement_unfit"),
            (lead(json!({ "found": false })), "measurement_unfit"),
            (lead(json!({ "drawn": { "units": 5, "failed": 0 } })), "measurement_unfit"),
            (json!([{ "lot": 1, "of": { "rule": "没有的规则" }, "result": { "value": "1" } }]), "measurement_unfit"),
            (
                json!([{ "lot": 1, "of": { "rule": "审-0106", "measure": 9 }, "result": { "value": "1" } }]),
                "measurement_unfit",
            ),
            (json!([{ "lot": 2, "of": { "rule": "审-0106" }, "result": { "value": "0.1" } }]), "lot_unknown"),
            (twice, "lot_twice"),
            (own("", json!({ "value": "1" })), "words_missing"),
            (own("数量", json!({ "drawn": { "units": 5, "failed": 0 } })), "measurement_unfit"),
        ] {
            let answer = site.command(&inspector, &no, &path, with(measured.clone())).await;
            assert_eq!((answer.status, answer.reason()), (409, reason), "{measured}: {answer:?}");
        }
        for rubbish in [
            json!({}),
            json!("0.1"),
            lead(json!(0.1)),
            lead(json!({ "value": 0.1 })),
            lead(json!({ "found": "no" })),
            lead(json!({ "drawn": { "units": -1, "failed": 0 } })),
            lead(json!({ "drawn": { "units": 4_294_967_296_u64, "failed": 0 } })),
            lead(json!({ "value": "0.1\u{0}" })),
            own("水\u{7}分", json!({ "value": "1" })),
            own(&"水".repeat(20_000), json!({ "value": "1" })),
            json!([{ "lot": 70_000, "of": { "rule": "审-0106" }, "result": { "value": "0.1" } }]),
            json!([{ "lot": 1, "rule": "审-0106", "result": { "value": "0.1" } }]),
        ] {
            let answer = site.command(&inspector, &no, &path, with(rubbish.clone())).await;
            let told: String = rubbish.to_string().chars().take(120).collect();
            assert_eq!(answer.status, 422, "{told}: {answer:?}");
        }
        let huge = own(&"水".repeat(400_000), json!({ "value": "1" }));
        assert_eq!(site.command(&inspector, &no, &path, with(huge)).await.status, 413);
        // Another office's inspector measures nothing here.
        let elsewhere = site.officer(Role::Inspector, "640100").await;
        let good = with(lead(json!({ "value": "0.1" })));
        assert_eq!(site.command(&elsewhere, &no, &path, good).await.status, 403);
        assert_eq!(site.version(&no).await, before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn food_8_what_is_beyond_fails_whatever_was_sent_and_the_enterprise_is_not_told_which_rule_looked() {
    on_both(|site| async move {
        for (value, state) in [("0.5", "live"), ("0.51", "failed")] {
            let (no, path, inspector) = inspected(&site).await;
            let mut measured = lead(json!({ "value": value }));
            measured[0]["limit"] = json!("不限");
            measured[0]["item"] = json!("别的");
            let answer = site.command(&inspector, &no, &path, with(measured)).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            assert_eq!(site.case(&no).await["lots"][0]["state"], state);
            let of = |told: Value| {
                let events = told["events"].as_array().unwrap().clone();
                let found = events.into_iter().find(|event| event["what"]["record"]["examine"]["measured"].is_array());
                found.unwrap()["what"]["record"]["examine"]["measured"][0].clone()
            };
            let events = format!("/api/v1/cases/{no}/events");
            let officers = of(site.get(&inspector, &events).await.json);
            assert_eq!((&officers["of"]["rule"], &officers["item"]), (&json!("审-0106"), &json!("铅")));
            let owners = of(site.get(OWNER, &events).await.json);
            let (item, result) = (json!("铅"), json!({ "value": format!("{value} mg/kg") }));
            assert_eq!((&owners["item"], &owners["result"]), (&item, &result));
            assert_eq!(owners.get("of"), None, "which rule looks is for officers");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plan_3_2_an_enterprise_refuses_a_treatment_in_words_and_once() {
    on_both(|site| async move {
        let no = site.declare(&treated()).await;
        site.review(&no).await;
        for rubbish in [
            json!({}),
            json!({ "reason": 1 }),
            json!({ "reason": "不同意\u{0}" }),
            json!({ "reason": "不".repeat(20_000) }),
        ] {
            let answer = site.command(OWNER, &no, "treatment/refusal", rubbish).await;
            assert_eq!(answer.status, 422, "{answer:?}");
        }
        assert_eq!(
            site.command(OWNER, &no, "treatment/refusal", json!({ "reason": " " })).await.reason(),
            "words_missing"
        );
        let inspector = site.officer(Role::Inspector, "370200").await;
        assert_eq!(site.command(&inspector, &no, "treatment/refusal", json!({ "reason": "不同意" })).await.status, 403);
        assert_eq!(site.command(OWNER, &no, "treatment/refusal", json!({ "reason": "不同意" })).await.status, 200);
        let again = site.command(OWNER, &no, "treatment/refusal", json!({ "reason": "不同意" })).await;
        assert_eq!(again.status, 409, "{again:?}");
    })
    .await;
}
