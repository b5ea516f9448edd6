//! Demands over HTTP and by page: what holds a step up, by whose clause, who gives it, and what each may see.

use crate::promises::on_both;
use crate::site::OWNER;
use crate::trials::dangerous;
use serde_json::{Value, json};
use values::actor::Role;

fn standing(case: &Value, rule: &str, kind: &str) -> Value {
    let all = case["verdict"]["demands"].as_array().unwrap();
    all.iter().find(|one| one["rule"] == rule && one["kind"] == kind).map_or(Value::Null, |one| one["standing"].clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plan_3_1_a_lacking_paper_is_told_refused_given_and_met_over_http() {
    on_both(|site| async move {
        let reviewer = site.officer(Role::Reviewer, "610100").await;
        let no = site.declare(&dangerous()).await;
        let path = format!("/api/v1/cases/{no}");
        let case = |token: String| {
            let (site, path) = (&site, &path);
            async move { site.get(&token, path).await.json }
        };
        for token in [OWNER.to_owned(), reviewer.clone()] {
            assert_eq!(standing(&case(token).await, "审-0114", "papers"), "lacking");
        }
        let query = case(OWNER.to_owned()).await["query_code"].as_str().unwrap().to_owned();
        let public = async || site.get("", &format!("/api/v1/status/{no}?code={query}")).await.json["waits"].clone();
        assert_eq!(public().await, json!(["paper"]));
        // How goods are looked at holds nothing up, and is not the enterprise's to know.
        assert_eq!(standing(&case(reviewer.clone()).await, "审-0114", "inspect"), "said");
        assert_eq!(standing(&case(OWNER.to_owned()).await, "审-0114", "inspect"), Value::Null);
        let refused = site.command(&reviewer, &no, "review", json!({ "review": { "pass": {} } })).await;
        assert_eq!((refused.status, refused.reason()), (409, "demand_open"), "{refused:?}");
        assert!(refused.json.to_string().contains("危险货物包装办法"), "{refused:?}");
        let give = |kind: &str, day: &str| json!({ "kind": kind, "no": "B-7", "day": day });
        for (kind, day, reason) in
            [("101040", "2015-09-01", "paper_not_wanted"), ("101041", "2999-01-01", "time_order")]
        {
            let refused = site.command(OWNER, &no, "papers", give(kind, day)).await;
            assert_eq!((refused.status, refused.reason()), (409, reason), "{refused:?}");
        }
        for rubbish in [
            json!({ "kind": "101041", "no": "B-7" }),
            json!({ "kind": "", "no": "B-7", "day": "2015-09-01" }),
            json!({ "kind": "101041", "no": 7, "day": "2015-09-01" }),
            json!({ "kind": "101041", "no": "B\u{0}7", "day": "2015-09-01" }),
            json!({ "kind": "101041", "no": "B-7", "day": "2015-02-30" }),
            json!({ "kind": "101041", "no": "B-7", "day": "2015-09-01", "file": "x" }),
            json!({ "kind": "101041", "no": "7".repeat(65), "day": "2015-09-01" }),
            json!({}),
        ] {
            assert_eq!(site.command(OWNER, &no, "papers", rubbish.clone()).await.status, 422, "{rubbish}");
        }
        let stale = json!({ "version": 1, "kind": "101041", "no": "B-7", "day": "2015-09-01" });
        assert_eq!(site.post(OWNER, &format!("{path}/papers"), &stale).await.status, 409);
        let given = site.command(OWNER, &no, "papers", give("101041", "2015-09-01")).await;
        assert_eq!(given.status, 200, "{given:?}");
        assert_eq!(standing(&case(OWNER.to_owned()).await, "审-0114", "papers"), "met");
        assert_eq!(public().await, Value::Null);
        let papers = case(OWNER.to_owned()).await["papers"].clone();
        assert_eq!(papers[0]["no"], "B-7", "{papers}");
        // Who sees the goods only sees neither papers nor demands.
        let elsewhere = site.officer(Role::Inspector, "640100").await;
        let goods = site.get(&elsewhere, &format!("{path}?purpose=check")).await.json.to_string();
        assert!(!goods.contains("B-7") && !goods.contains("standing"), "{goods}");
        let events = site.get(&reviewer, &format!("{path}/events")).await.json.to_string();
        assert!(events.contains("paper_given") && events.contains("B-7"), "{events}");
        let passed = site.command(&reviewer, &no, "review", json!({ "review": { "pass": {} } })).await;
        assert_eq!(passed.status, 200, "{passed:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plan_3_1_the_page_says_what_is_lacking_and_takes_it() {
    on_both(|site| async move {
        let reviewer = site.officer(Role::Reviewer, "610100").await;
        let no = site.declare(&dangerous()).await;
        let path = format!("/case/{no}");
        let told = site.page(&reviewer, &path).await.body;
        assert!(told.contains("尚缺") && told.contains("规则的要求尚未满足"), "{told}");
        let own = site.page(OWNER, &path).await.body;
        assert!(own.contains("补交单据") && own.contains("101041") && own.contains("尚缺"), "{own}");
        let fields = |kind: &str, number: &str, day: &str| {
            [("act", "paper"), ("kind", kind), ("no", number), ("day", day)].map(|(n, v)| (n, v.to_owned())).to_vec()
        };
        assert_eq!(site.form(OWNER, &no, fields("", "B-7", "2015-09-01")).await, 422);
        assert_eq!(site.form(OWNER, &no, fields("101041", "B-7", "never")).await, 422);
        assert_eq!(site.form(OWNER, &no, fields("101041", &"7".repeat(65), "2015-09-01")).await, 422);
        assert_eq!(site.form(OWNER, &no, fields("101041", "B\u{0}7", "2015-09-01")).await, 422);
        assert_eq!(site.form(OWNER, &no, fields("101041", "  ", "2015-09-01")).await, 409);
        assert_eq!(site.form(OWNER, &no, fields("101041", "B-7", "2015-09-01")).await, 303);
        let own = site.page(OWNER, &path).await.body;
        assert!(own.contains("已满足") && own.contains("B-7") && !own.contains("尚缺"), "{own}");
        let told = site.page(&reviewer, &path).await.body;
        assert!(!told.contains("规则的要求尚未满足"), "{told}");
    })
    .await;
}
