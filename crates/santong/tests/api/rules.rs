//! Rules over HTTP: what they ask of a case, who sees what, and the order of the queue that follows from a grade.

use crate::promises::on_both;
use crate::site::{OWNER, Site, exit};
use serde_json::{Value, json};
use std::time::Duration;
use values::actor::Role;

/// The numbers of the rules in an answer.
fn numbers(answer: &Value) -> Vec<String> {
    let rules = answer["rules"].as_array().unwrap().iter();
    rules.map(|rule| rule["rule"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r17_the_rules_of_a_day_as_json_by_what_the_reader_may_see() {
    on_both(|site| async move {
        let reviewer = site.officer(Role::Reviewer, "610100").await;
        let all = site.get(&reviewer, "/api/v1/rules").await.json;
        assert!(numbers(&all).len() >= 40, "{}", numbers(&all).len());
        for rule in all["rules"].as_array().unwrap() {
            for of in ["zh", "en"] {
                assert!(
                    !rule["sentence"][of].as_str().unwrap().is_empty()
                        && !rule["title"][of].as_str().unwrap().is_empty()
                );
            }
            assert!(!rule["basis"].as_array().unwrap().is_empty() && !rule["author"].as_str().unwrap().is_empty());
        }
        // The enterprise is told of papers, treatments and days, and of nothing by which risks are seen.
        let own = site.get(OWNER, "/api/v1/rules").await.json;
        assert!(numbers(&own).contains(&"审-0001".to_owned()) && !numbers(&own).contains(&"审-0101".to_owned()));
        let told = own.to_string();
        for hidden in ["重点核查企业", "货主等级", "owner grade", "30%", "办理次序"] {
            assert!(!told.contains(hidden), "{hidden}");
        }
        let found = site.get(&reviewer, "/api/v1/rules?hs=0808&measure=examine").await.json;
        assert_eq!(numbers(&found), ["审-0105"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r19_what_the_rules_ask_for_stands_in_the_verdict_and_is_told_by_who_may_see_it() {
    on_both(|site| async move {
        let reviewer = site.officer(Role::Reviewer, "610100").await;
        let mut goods = exit("8516601000");
        goods["lines"][0]["dangerous"] = json!({ "un": "1057" });
        let no = site.declare(&goods).await;
        let demands = |answer: &Value| -> Vec<(String, String)> {
            let all = answer["verdict"]["demands"].as_array().unwrap().iter();
            all.map(|one| (one["rule"].as_str().unwrap().to_owned(), one["text"]["zh"].as_str().unwrap().to_owned()))
                .collect()
        };
        let officer = demands(&site.get(&reviewer, &format!("/api/v1/cases/{no}")).await.json);
        let own = demands(&site.get(OWNER, &format!("/api/v1/cases/{no}")).await.json);
        let has =
            |all: &[(String, String)], rule: &str, text: &str| all.iter().any(|(r, t)| r == rule && t.contains(text));
        assert!(has(&officer, "审-0114", "检验每批") && has(&officer, "信-B", "检验 30%"), "{officer:?}");
        assert!(has(&own, "审-0114", "提供单据「101041 合格保证」") && has(&own, "信-B", "免交纸本"), "{own:?}");
        assert!(!has(&own, "审-0114", "检验每批") && !has(&own, "信-B", "30%"), "{own:?}");
        // Advice tells the same beforehand.
        let advice = site.post(OWNER, "/api/v1/advice", &goods).await.json;
        assert!(advice["demands"].as_array().unwrap().iter().any(|one| one["rule"] == "审-0114"), "{advice}");
    })
    .await;
}

async fn graded(site: &Site, operations: &str, grade: &str) {
    let grade = json!({ "grade": grade, "reason": "年度评定", "basis": "「企业信用办法」第十八条" });
    let answer = site.post(operations, &format!("/api/v1/enterprises/{OWNER}/grades"), &grade).await;
    assert_eq!(answer.status, 201, "{answer:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r42_the_queue_takes_first_whom_the_rules_of_the_grade_put_first() {
    on_both(|site| async move {
        let reviewer = site.officer(Role::Reviewer, "610100").await;
        let operations = site.officer(Role::Operations, "370100").await;
        let mut cases = Vec::new();
        for grade in ["D", "B", "AA"] {
            graded(&site, &operations, grade).await;
            let mut goods = exit("8516601000");
            goods["offices"]["accept"] = json!("610100");
            cases.push(site.declare(&goods).await);
            site.app.desk.clock.advance(Duration::from_secs(60));
        }
        let page = site.page(&reviewer, "/queue?kind=review").await.body;
        let at = |no: &str| page.find(&format!("/case/{no}")).unwrap();
        assert!(at(&cases[2]) < at(&cases[1]) && at(&cases[1]) < at(&cases[0]), "{page}");
        let since = site.page(&reviewer, "/queue?kind=review&sort=since").await.body;
        let at = |no: &str| since.find(&format!("/case/{no}")).unwrap();
        assert!(at(&cases[0]) < at(&cases[1]) && at(&cases[1]) < at(&cases[2]), "{since}");
        let api = site.get(&reviewer, "/api/v1/queue?place=centre").await.json;
        let order: Vec<&str> =
            api["tasks"].as_array().unwrap().iter().map(|task| task["no"].as_str().unwrap()).collect();
        assert_eq!(order, [&cases[2], &cases[1], &cases[0]]);
    })
    .await;
}
