//! Any number around each bound: taken and read back as the same number, or refused at its path; never a 5xx.

use crate::site::{LATE, OWNER, exit, site_on};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use values::actor::Role;

/// A field of a line: its key, what stands behind the number, its decimals and its bound.
const FIELDS: [(&str, &str, usize, u64); 3] = [
    ("net_mass", " kg", 5, 1_000_000_000),
    ("quantity", " C62", 4, 1_000_000_000_000),
    ("value", " CNY", 12, 10_000_000_000_000),
];

/// Numbers just below, at and above a bound, and numbers and texts of any length.
fn around(bound: u64) -> impl Strategy<Value = String> {
    let near = (0_u64..3, "(\\.[0-9]{0,13})?").prop_map(move |(by, decimals)| format!("{}{decimals}", bound - 1 + by));
    let small = "0?[0-9]{1,3}(\\.[0-9]{1,14})?";
    prop_oneof![near, small, "[0-9]{1,25}", "[0-9]{1,12}\\.0{1,20}", "[-+]?[0-9,.eE ]{0,12}", "[０-９．]{1,6}"]
}

/// Without zeros that say nothing.
fn plain(number: &str) -> String {
    let number = number.trim_start_matches('0');
    let number = if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number };
    if number.is_empty() || number.starts_with('.') { format!("0{number}") } else { number.to_owned() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn field_properties_any_number_around_each_bound_is_the_same_or_refused() {
    any_number(60).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn soak_field_properties_any_number_around_each_bound_is_the_same_or_refused() {
    any_number(3_000).await;
}

async fn any_number(count: u32) {
    let url = pgtest::fresh().await.unwrap();
    for database in [None, Some(url)] {
        let site = site_on(LATE, database).await;
        let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
        let mut taken = 0;
        for n in 0..count {
            let (key, unit, decimals, bound) = FIELDS[n as usize % FIELDS.len()];
            let number = around(bound).new_tree(&mut runner).unwrap().current();
            let mut declaration = exit("8516601000");
            declaration["lines"][0][key] = json!(format!("{number}{unit}"));
            let answer = site.post(OWNER, "/api/v1/declarations", &declaration).await;
            let at = format!("lines[0].{key}");
            if answer.status != 201 {
                assert_eq!(answer.status, 422, "{number}{unit}: {answer:?}");
                assert!(answer.faults().iter().any(|(place, _)| *place == at), "{number}{unit}: {answer:?}");
                continue;
            }
            taken += 1;
            let case = site.get(OWNER, &format!("/api/v1/cases/{}", answer.no())).await;
            let kept = case.json["declaration"]["lines"][0][key].as_str().unwrap().to_owned();
            assert_eq!(plain(kept.strip_suffix(unit).unwrap()), plain(&number), "{number}{unit}");
            assert!(
                number.split('.').nth(1).is_none_or(|part| part.trim_end_matches('0').len() <= decimals),
                "{number}"
            );
        }
        assert!(0 < taken && taken < count, "{taken} of {count}");
        let statistician = site.officer(Role::Statistician, "370100").await;
        let path = "/api/v1/statistics/cross?activity=accept&from=2015-11-01&to=2015-11-30";
        let totals = site.get(&statistician, path).await;
        assert_eq!(totals.status, 200, "the statistics hold whatever was taken: {totals:?}");
        for count in
            [json!(0), json!(1), json!(10_000_000), json!(10_000_001), json!(100.0), json!(0.5), json!("7"), json!(-1)]
        {
            let mut declaration = exit("8516601000");
            declaration["lines"][0]["packages"][0]["count"] = count.clone();
            let fine = [json!(1), json!(10_000_000), json!(100.0)].contains(&count);
            let status = site.post(OWNER, "/api/v1/declarations", &declaration).await.status;
            assert_eq!(status, if fine { 201 } else { 422 }, "{count}");
        }
    }
}
