//! F2: page, CSV, map and API ask one function, so that one question has one answer; a word that nobody knows is a fault everywhere.

use crate::promises::on_both;
use crate::site::{Site, entry, exit};
use desk::statistics::axis::AXES;
use desk::statistics::measure::{MEASURES, Measure};
use desk::statistics::{ACTIVITIES, Query};
use register::cases::tabulate::Facts;
use serde_json::{Value, json};
use values::actor::Role;

const DAYS: &str = "from=2015-01-01";

/// Cases of every kind that the statistics tell of: released, failed and disposed of, moved inland, withdrawn.
async fn worked(site: &Site) {
    site.finish(&site.declare(&exit("0409000000")).await).await;
    let mut sick = entry("8516601000");
    sick["head"] = json!({ "epidemic": "YQ01" });
    site.finish(&site.declare(&sick).await).await;
    let failed = site.declare(&exit("8516601000")).await;
    site.review(&failed).await;
    let fails = json!({ "fail": { "reason": "检出活虫" } });
    assert_eq!(site.step(&failed, "产地检验检疫", None, &fails).await.status, 200);
    let inspector = site.officer(Role::Inspector, "410100").await;
    let not_exported = json!({ "disposition": "not_exported" });
    assert_eq!(site.command(&inspector, &failed, "lots/1/disposition", not_exported).await.status, 200);
    let withdrawn = site.declare(&exit("8516601000")).await;
    assert_eq!(site.command(crate::site::OWNER, &withdrawn, "withdrawal", json!({})).await.status, 200);
}

/// How many of the smallest units, in which the API tells a measure, are one of the CSV's.
fn scale(measure: Measure) -> i64 {
    match measure {
        Measure::Count | Measure::FailedLots => 1,
        Measure::Teu | Measure::Hours => 10,
        Measure::Value | Measure::FailedValue | Measure::LotRate | Measure::ValueRate => 100,
        Measure::Mass => 100_000,
    }
}

/// A number of the CSV in those units; nothing stands for nothing to divide by.
fn units(text: &str, measure: Measure) -> Value {
    if text.is_empty() {
        return Value::Null;
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let (scale, mut shift) = (scale(measure), 1);
    part.chars().for_each(|_| shift *= 10);
    let digits: i64 = format!("{whole}{part}").parse().unwrap();
    json!(digits * scale / shift)
}

/// The sums of the rows of a CSV, and of the whole.
async fn csv(site: &Site, who: &str, axis: &str, activity: &str, measure: Measure) -> (Vec<Value>, Value) {
    let path = format!(
        "/statistics/table.csv?rows={axis}&columns=whole&activity={activity}&measure={}&{DAYS}&until=2016-12-31",
        measure.word()
    );
    let answer = site.page(who, &path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    let sums =
        answer.body.lines().skip(1).map(|line| units(line.split(',').nth(1).unwrap().trim_matches('"'), measure));
    let mut sums: Vec<Value> = sums.collect();
    let total = sums.pop().unwrap_or(Value::Null);
    (sums, total)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f2_every_activity_axis_and_measure_gives_the_same_by_api_and_csv() {
    on_both(|site| async move {
        worked(&site).await;
        let who = site.officer(Role::Statistician, "370100").await;
        let mut counted = 0;
        for (activity, facts) in ACTIVITIES {
            let fitting: Vec<Measure> =
                MEASURES.into_iter().filter(|one| !one.needs_outcomes() || facts == Facts::Lots).collect();
            for (n, axis) in AXES.iter().enumerate() {
                // Over all axes each measure of an activity is met more than once.
                let measure = fitting[n % fitting.len()];
                let path = format!(
                    "/api/v1/statistics/cross?activity={activity}&axes={}&measure={}&{DAYS}&to=2016-12-31",
                    axis.word,
                    measure.word()
                );
                let told = site.get(&who, &path).await;
                assert_eq!(told.status, 200, "{path}: {told:?}");
                let sum =
                    |told: &Value| told.as_object().unwrap().iter().find(|(key, _)| !is_key(key)).unwrap().1.clone();
                let by_row = told.json["cells"].as_array().unwrap().iter().map(sum).collect::<Vec<_>>();
                let (rows, total) = csv(&site, &who, axis.word, activity, measure).await;
                let sorted = |mut all: Vec<Value>| {
                    all.sort_by_key(Value::as_i64);
                    all
                };
                let counts = by_row.iter().any(|one| one.as_i64() != Some(0) && !one.is_null());
                counted += usize::from(counts);
                assert_eq!(sorted(by_row), sorted(rows), "{path}");
                let whole = sum(&told.json["total"]);
                assert!(whole == total || whole == json!(0) && total.is_null(), "{path}: {whole} {total}");
            }
        }
        assert!(100 < counted, "only {counted} of the questions had an answer to compare");
    })
    .await;
}

/// Whether a member of a cell names its row.
fn is_key(key: &str) -> bool {
    ["code", "declared_at", "inspected_at", "flow_district"].contains(&key) || AXES.iter().any(|axis| axis.word == key)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f2_what_nobody_knows_is_a_fault_on_the_page_in_the_file_on_the_map_and_in_the_api() {
    on_both(|site| async move {
        worked(&site).await;
        let who = site.officer(Role::Statistician, "370100").await;
        let inspected =
            site.get(&who, &format!("/api/v1/statistics/cross?activity=inspect&{DAYS}&to=2026-12-31")).await;
        assert_eq!((&inspected.json["total"]["lots"], &inspected.json["total"]["failed_lots"]), (&json!(3), &json!(1)));
        for (name, word) in
            [("activity", "bogus"), ("rows", "bogus"), ("columns", "bogus"), ("measure", "bogus"), ("only", "bogus:1")]
        {
            for page in ["/statistics", "/statistics/table.csv", "/statistics/map", "/statistics/cases"] {
                let answer = site.page(&who, &format!("{page}?{name}={word}")).await;
                assert_eq!(answer.status, 422, "{page}?{name}={word}");
                assert!(answer.body.contains("bogus"), "{page}?{name}={word}: {}", answer.body);
            }
        }
        assert_eq!(site.page(&who, "/statistics?activity=accept&measure=lot_rate").await.status, 422);
        for asked in [
            "activity=bogus",
            "activity=accept&axes=bogus",
            "activity=accept&measure=lot_rate",
            "activity=accept&only=x:1",
        ] {
            let answer = site.get(&who, &format!("/api/v1/statistics/cross?{asked}&{DAYS}&to=2016-12-31")).await;
            assert_eq!((answer.status, answer.faults()[0].1.as_str()), (422, "unknown_word"), "{asked}: {answer:?}");
        }
        let four = "activity=accept&axes=declared,inspected,flow,mode";
        assert_eq!(site.get(&who, &format!("/api/v1/statistics/cross?{four}&{DAYS}&to=2016-12-31")).await.status, 422);
    })
    .await;
}

#[test]
fn every_activity_that_the_facts_tell_of_can_be_asked_for() {
    let mut told: Vec<&str> = policy::StepKind::all().map(policy::StepKind::word).collect();
    told.extend([
        "dispose", "withdraw", "expire", "record", "demand", "meet", "waive", "fail", "confirm", "close", "file",
    ]);
    told.sort_unstable();
    let mut asked: Vec<&str> = ACTIVITIES.iter().map(|(word, _)| *word).collect();
    asked.sort_unstable();
    assert_eq!(asked, told);
    let lots = Query {
        activity: "inspect",
        facts: Facts::Lots,
        days: (values::calendar::Day(0), values::calendar::Day(1)),
        only: Vec::new(),
    };
    assert!(lots.has_outcomes());
}
