//! Holds of rules and waivers over HTTP and by page: who lifts, who asks and who confirms, and what each is told.

use crate::promises::on_both;
use crate::site::{OWNER, Site};
use crate::trials::{dangerous, soil, waive};
use clearance::event::region::RegionEvent;
use serde_json::{Value, json};
use values::actor::Role;
use values::calendar::Day;
use values::id::{AccountId, OfficeCode};

async fn standing(site: &Site, token: &str, no: &str, rule: &str, kind: &str) -> Value {
    let case = site.get(token, &format!("/api/v1/cases/{no}")).await.json;
    let all = case["verdict"]["demands"].as_array().cloned().unwrap_or_default();
    all.iter().find(|one| one["rule"] == rule && one["kind"] == kind).map_or(Value::Null, |one| one["standing"].clone())
}

async fn queue(site: &Site, token: &str, kind: &str) -> Vec<String> {
    let told = site.get(token, "/api/v1/queue?all=true").await.json;
    let tasks = told["tasks"].as_array().unwrap().iter().filter(|task| task["kind"] == kind);
    tasks.map(|task| task["no"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plan_3_3_3_a_hold_of_a_rule_is_the_command_centres_to_lift_and_nobody_else_is_told_over_http() {
    on_both(|site| async move {
        let (command, inspector) =
            (site.officer(Role::Command, "370100").await, site.officer(Role::Inspector, "370200").await);
        let no = site.declare(&soil()).await;
        assert_eq!(standing(&site, &inspector, &no, "审-0122", "hold").await, "lacking");
        assert!(queue(&site, &command, "lift").await.contains(&no), "it is the command centre's task");
        assert!(!queue(&site, &inspector, "lift").await.contains(&no));
        // Of a rule that is not public the enterprise is told nothing, before and after, in whatever answer and page.
        let reads = || async {
            let mut told = String::new();
            for path in ["", "/events", "/receipt"] {
                told.push_str(&site.get(OWNER, &format!("/api/v1/cases/{no}{path}")).await.json.to_string());
            }
            for page in [format!("/case/{no}"), "/".to_owned(), "/queue".to_owned()] {
                told.push_str(&site.page(OWNER, &page).await.body);
            }
            told
        };
        let hidden = |told: &str| {
            let words = ["demand_lifted", "解除规则的暂扣", "指挥中心", "waiver_asked", "查清了"];
            words.into_iter().find(|word| told.contains(word)).map(str::to_owned)
        };
        assert_eq!(hidden(&reads().await), None);
        let lift = json!({ "rule": "审-0122", "measure": 0, "reason": "查清了", "basis": "「本方案」三(三)三" });
        for rubbish in [
            json!({ "rule": "审-0122", "measure": -1, "reason": "查清了" }),
            json!({ "rule": "审-0122", "measure": 256, "reason": "查清了" }),
            json!({ "rule": 7, "reason": "查清了" }),
            json!({ "reason": "查清了" }),
            json!({ "rule": "审-0122" }),
            json!({ "rule": "审-0122", "reason": "查清了", "lines": [1] }),
            json!({ "rule": "审-0122\u{0}", "reason": "查清了" }),
        ] {
            let status = site.command(&command, &no, "demands/lifting", rubbish.clone()).await.status;
            assert_eq!(status, 422, "{rubbish}");
        }
        let unheard = json!({ "rule": "没有的规则", "reason": "查清了" });
        assert_eq!(site.command(&command, &no, "demands/lifting", unheard).await.status, 409);
        // Whom the case waits for sees the whole of it, and is not asked what for, until it waits no more.
        let (own, elsewhere) = (format!("/api/v1/cases/{no}"), site.officer(Role::Command, "650100").await);
        for command in [&command, &elsewhere] {
            let told = site.get(command, &own).await;
            assert_eq!((told.status, &told.json["extent"]), (200, &json!("whole")), "{told:?}");
        }
        let page = site.page(&command, &format!("/case/{no}")).await.body;
        assert!(page.contains("解除规则的暂扣 · 审-0122"), "{page}");
        let done = site.command(&command, &no, "demands/lifting", lift.clone()).await;
        assert_eq!(done.status, 200, "{done:?}");
        let told = site.get(&elsewhere, &own).await;
        assert_eq!((told.status, &told.json["code"]), (403, &json!("purpose")), "{told:?}");
        assert_eq!(standing(&site, &inspector, &no, "审-0122", "hold").await, "met");
        assert!(!queue(&site, &command, "lift").await.contains(&no));
        let events = site.get(&inspector, &format!("/api/v1/cases/{no}/events")).await.json.to_string();
        assert!(events.contains("demand_lifted") && events.contains("查清了"), "{events}");
        assert_eq!(hidden(&reads().await), None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r52_a_waiver_is_asked_for_by_one_and_confirmed_by_another_over_http_and_by_page() {
    on_both(|site| async move {
        let (acceptor, reviewer) =
            (site.officer(Role::Acceptor, "410100").await, site.officer(Role::Reviewer, "610100").await);
        let no = site.declare(&dangerous()).await;
        let asked = site.command(&acceptor, &no, "waivers", waive("审-0114")).await;
        assert_eq!(asked.status, 200, "{asked:?}");
        assert!(queue(&site, &reviewer, "waiver").await.contains(&no));
        let told = site.get(&acceptor, &format!("/api/v1/cases/{no}")).await.json["waivers"][0].clone();
        assert_eq!(
            (&told["waiver"], &told["confirms"], &told["granted"]),
            (&json!(1), &json!("review_centre"), &Value::Null)
        );
        assert_eq!(site.get(OWNER, &format!("/api/v1/cases/{no}")).await.json.get("waivers"), None);
        for rubbish in [json!({}), json!({ "granted": "yes" }), json!({ "granted": true, "by": "me" })] {
            assert_eq!(
                site.command(&reviewer, &no, "waivers/1/answer", rubbish.clone()).await.status,
                422,
                "{rubbish}"
            );
        }
        for path in ["waivers/0/answer", "waivers/2/answer", "waivers/65535/answer"] {
            assert_eq!(site.command(&reviewer, &no, path, json!({ "granted": true })).await.reason(), "waiver_unknown");
        }
        assert_eq!(site.command(&reviewer, &no, "waivers/x/answer", json!({ "granted": true })).await.status, 404);
        let denied = site.command(&reviewer, &no, "waivers/1/answer", json!({ "granted": false })).await;
        assert_eq!(denied.reason(), "words_missing");
        // The page of the reviewer says what is asked and why, and takes the answer.
        let page = site.page(&reviewer, &format!("/case/{no}")).await.body;
        assert!(page.contains("确认免除") && page.contains("原件在途") && page.contains("审-0114"), "{page}");
        let form = |granted: &str| {
            [("act", "answer-waiver"), ("waiver", "1"), ("granted", granted)].map(|(n, v)| (n, v.to_owned())).to_vec()
        };
        assert_eq!(site.form(&reviewer, &no, form("")).await, 422);
        assert_eq!(site.form(&reviewer, &no, form("yes")).await, 303);
        assert_eq!(standing(&site, OWNER, &no, "审-0114", "papers").await, "waived");
        let own = site.page(OWNER, &format!("/case/{no}")).await.body;
        let told = ["已免除", "原件在途", "补交单据"].map(|words| own.contains(words));
        assert_eq!(told, [true, false, false]);
        let passed = site.command(&reviewer, &no, "review", json!({ "review": { "pass": {} } })).await;
        assert_eq!(passed.status, 200, "{passed:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r52_who_has_several_roles_confirms_in_the_one_that_the_text_names() {
    on_both(|site| async move {
        site.account("both", "P-both", Role::Command, Some("410100"), None).await;
        let role = RegionEvent::RoleGranted {
            account: AccountId::parse("both").unwrap(),
            role: Role::Reviewer,
            office: Some(OfficeCode::parse("410100").unwrap()),
            from: Day::parse("2015-05-01").unwrap(),
            until: None,
            skills: vec![],
        };
        site.happens(vec![role]).await;
        let acceptor = site.officer(Role::Acceptor, "410100").await;
        let (paper, held) = (site.declare(&dangerous()).await, site.declare(&soil()).await);
        assert_eq!(site.command(&acceptor, &paper, "waivers", waive("审-0114")).await.status, 200);
        let confirmed = site.command("both", &paper, "waivers/1/answer", json!({ "granted": true })).await;
        assert_eq!(confirmed.status, 200, "as a reviewer: {confirmed:?}");
        let lift = json!({ "rule": "审-0122", "measure": 0, "reason": "查清了", "basis": "「本方案」三(三)三" });
        let lifted = site.command("both", &held, "demands/lifting", lift).await;
        assert_eq!(lifted.status, 200, "as the command centre: {lifted:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r42_what_rules_demanded_and_what_became_of_it_is_counted_by_rule_office_and_month() {
    on_both(|site| async move {
        let (acceptor, reviewer) =
            (site.officer(Role::Acceptor, "410100").await, site.officer(Role::Reviewer, "610100").await);
        let command = site.officer(Role::Command, "370100").await;
        let statistician = site.officer(Role::Statistician, "370100").await;
        // Three are asked for a paper: one gives it, one is let off it, one lacks it; one is held and lifted.
        let mut all = Vec::new();
        for _ in 0..3 {
            all.push(site.declare(&dangerous()).await);
        }
        let paper = json!({ "kind": "101041", "no": "B-7", "day": "2015-09-01" });
        assert_eq!(site.command(OWNER, &all[0], "papers", paper).await.status, 200);
        assert_eq!(site.command(&acceptor, &all[1], "waivers", waive("审-0114")).await.status, 200);
        assert_eq!(site.command(&reviewer, &all[1], "waivers/1/answer", json!({ "granted": true })).await.status, 200);
        let held = site.declare(&soil()).await;
        let lift = json!({ "rule": "审-0122", "measure": 0, "reason": "查清了", "basis": "「本方案」三(三)三" });
        assert_eq!(site.command(&command, &held, "demands/lifting", lift).await.status, 200);
        let count = async |activity: &str, columns: &str, rule: &str, key: &str| {
            let asked = format!(
                "/api/v1/statistics/cross?activity={activity}&axes=rule,{columns}&measure=lots&from=2015-01-01&to=2026-12-31"
            );
            let told = site.get(&statistician, &asked).await;
            assert_eq!(told.status, 200, "{told:?}");
            let cells = told.json["cells"].as_array().unwrap().clone();
            let by = if columns == "declared" { "declared_at" } else { columns };
            let of = |cell: &&Value| cell["rule"] == rule && cell[by] == key;
            cells.iter().find(of).map_or(0, |cell| cell["declarations"].as_i64().unwrap_or(-1))
        };
        let month = &site.case(&held).await["accepted"].as_str().unwrap()[..7].to_owned();
        for (activity, rule, wanted) in [
            ("demand", "审-0114", 3),
            ("meet", "审-0114", 1),
            ("waive", "审-0114", 1),
            ("fail", "审-0114", 0),
            ("demand", "审-0122", 1),
            ("meet", "审-0122", 1),
            ("demand", "审-0106", 0),
        ] {
            assert_eq!(count(activity, "month", rule, month).await, wanted, "{activity} {rule}");
        }
        assert_eq!(count("demand", "declared", "审-0114", "410100").await, 3);
        // The page of the rule says so.
        let page = site.page(&reviewer, "/rules/%E5%AE%A1-0114").await.body;
        assert!(page.contains("其要求的结果") && page.contains("要求已免除"), "{page}");
        // What an amendment takes away was demanded of nobody.
        let mut without = dangerous();
        without["lines"][0].as_object_mut().unwrap().remove("dangerous");
        without["reference"] = site.case(&all[2]).await["declaration"]["reference"].clone();
        let amendment = json!({ "declaration": without, "reason": "误报" });
        assert_eq!(site.command(OWNER, &all[2], "amendment", amendment).await.status, 200);
        assert_eq!(site.command(&reviewer, &all[2], "amendment/answer", json!({ "grant": true })).await.status, 200);
        assert_eq!(count("demand", "month", "审-0114", month).await, 2);
    })
    .await;
}
