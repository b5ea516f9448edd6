//! The queue that ranks: why each case needs a person, by when, in which order, and who else is at it.

use crate::promises::on_both;
use crate::site::{OWNER, Site, exit};
use serde_json::json;
use std::time::Duration;
use values::actor::Role;

/// The row of a case in a queue.
async fn row(site: &Site, token: &str, path: &str, no: &str) -> String {
    let page = site.page(token, path).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let row = page.body.split("<li").find(|row| row.contains(&format!("href=\"/case/{no}")));
    row.unwrap_or_else(|| panic!("{no} is not in {path}: {}", page.body)).to_owned()
}

/// The cases of a queue in its order.
async fn order(site: &Site, token: &str, path: &str) -> Vec<String> {
    let page = site.page(token, path).await.body;
    let list = page.split("<ol class=\"queue").nth(1).unwrap_or_default().split("</ol>").next().unwrap_or_default();
    let cases = list.split("href=\"/case/").skip(1);
    cases.map(|rest| rest.split(['?', '"']).next().unwrap_or_default().to_owned()).collect()
}

/// Does what is open, with everything well, until the release is.
async fn until_release(site: &Site, no: &str) {
    loop {
        let case = site.case(no).await;
        let steps = case["steps"].as_array().unwrap();
        let open = steps.iter().find(|step| step["status"] == "open").unwrap();
        let name = open["step"].as_str().unwrap();
        match open["kind"].as_str().unwrap() {
            "release" => return,
            "review" => site.review(no).await,
            _ => assert_eq!(site.step(no, name, None, &json!("pass")).await.status, 200, "{name}"),
        }
    }
}

const REVIEWS: &str = "/queue?kind=review";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r33_the_queue_says_why_a_case_needs_a_person() {
    on_both(|site| async move {
        let reviewer = site.officer(Role::Reviewer, "610100").await;
        // Not listed, nothing missing, nothing known: what is to be done, and the owner's grade.
        let first = site.declare(&exit("8516601000")).await;
        let plain = row(&site, &reviewer, REVIEWS, &first).await;
        assert!(plain.contains("信用等级 B"), "{plain}");
        for other in ["上次", "清单条目", "黑名单", "缺：", "期限"] {
            assert!(!plain.contains(other), "{other}: {plain}");
        }
        // Goods on a list, with nothing that the check wants.
        let mut listed = exit("8516500000");
        listed["lines"][0]["attributes"] = json!(["21"]);
        listed["attachments"] = json!([]);
        let listed = site.declare(&listed).await;
        let told = row(&site, &reviewer, REVIEWS, &listed).await;
        assert!(told.contains("清单条目") && told.contains("缺："), "{told}");
        // The same goods of the same owner failed before.
        site.review(&first).await;
        let fail = json!({ "fail": { "reason": "检出活虫" } });
        assert_eq!(site.step(&first, "产地检验检疫", None, &fail).await.status, 200);
        let second = site.declare(&exit("8516601000")).await;
        let told = row(&site, &reviewer, REVIEWS, &second).await;
        assert!(told.contains("上次不合格 "), "{told}");
        let other = site.declare(&exit("8516500000")).await;
        assert!(!row(&site, &reviewer, REVIEWS, &other).await.contains("上次"), "other goods");
        // A later day's result counts; the case's own does not.
        site.app.desk.clock.advance(Duration::from_secs(86_400));
        site.review(&second).await;
        assert_eq!(site.step(&second, "产地检验检疫", None, &json!("pass")).await.status, 200);
        let third = site.declare(&exit("8516601000")).await;
        assert!(row(&site, &reviewer, REVIEWS, &third).await.contains("上次合格 "));
        // A restriction is said at once, though nothing of the case has changed.
        let operations = site.officer(Role::Operations, "370100").await;
        let blacklist = json!({ "reason": "骗证", "basis": "「企业信用办法」第三十条" });
        let answer = site.post(&operations, &format!("/api/v1/enterprises/{OWNER}/blacklist"), &blacklist).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        assert!(row(&site, &reviewer, REVIEWS, &third).await.contains("黑名单"));
        // Enterprises are told by when, and not by what offices go.
        let own = site.page(OWNER, "/queue").await.body;
        for other in ["上次", "信用等级", "黑名单"] {
            assert!(!own.contains(other), "{other}: {own}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r33_what_any_office_may_do_tells_of_the_goods_only() {
    on_both(|site| async move {
        let no = site.declare(&exit("8516601000")).await;
        site.review(&no).await;
        assert_eq!(site.step(&no, "产地检验检疫", None, &json!("pass")).await.status, 200);
        let releaser = site.officer(Role::Releaser, "650100").await;
        let told = row(&site, &releaser, "/queue?any=1", &no).await;
        assert!(!told.contains("信用等级") && !told.contains("上次"), "{told}");
        let chosen = json!({ "step": "通关单", "office": "410100" });
        assert_eq!(site.command(OWNER, &no, "places", chosen).await.status, 200);
        let own = site.officer(Role::Releaser, "410100").await;
        assert!(
            row(&site, &own, "/queue?kind=clear", &no).await.contains("信用等级 B"),
            "its own office sees all of it"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r33_the_queue_ranks_by_the_time_that_remains_and_as_one_asks() {
    on_both(|site| async move {
        // 通关单有效期: fresh goods have 14 days from it, others 60. The fresh came later and press more.
        let releaser = site.officer(Role::Releaser, "410100").await;
        let mut cases = Vec::new();
        for hs in ["8516601000", "0709600000"] {
            let no = site.declare(&exit(hs)).await;
            until_release(&site, &no).await;
            site.app.desk.clock.advance(Duration::from_secs(3_600));
            cases.push(no);
        }
        let kind = "/queue?any=1&kind=release";
        let old_first = order(&site, &releaser, &format!("{kind}&sort=since")).await;
        assert_eq!(old_first, cases, "by how long they wait");
        cases.reverse();
        assert_eq!(order(&site, &releaser, kind).await, cases, "by what remains");
        let fresh = row(&site, &releaser, kind, &cases[0]).await;
        assert!(fresh.contains("通关单有效期（鲜活）") && fresh.contains("期限"), "{fresh}");
        assert_eq!(order(&site, &releaser, &format!("{kind}&only=due")).await, [""; 0], "none is due within a day");
        // On its last day it presses; after it, it is late.
        site.app.desk.clock.advance(Duration::from_secs(14 * 86_400));
        assert_eq!(order(&site, &releaser, &format!("{kind}&only=due")).await, cases[..1]);
        site.app.desk.clock.advance(Duration::from_secs(2 * 86_400));
        let late = row(&site, &releaser, kind, &cases[0]).await;
        assert!(late.contains("已逾期"), "{late}");
        // Words that mean nothing are what is usual.
        assert_eq!(order(&site, &releaser, &format!("{kind}&sort=%3Cb%3E&only=x")).await, cases);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r33_others_are_told_for_20_minutes_who_has_a_case_open_and_may_act_all_the_same() {
    on_both(|site| async move {
        let (one, other) = (site.officer(Role::Reviewer, "610100").await, site.officer(Role::Reviewer, "510100").await);
        let no = site.declare(&exit("8516601000")).await;
        let path = format!("/case/{no}");
        let says = format!("{one} 正在办理");
        assert!(!row(&site, &other, REVIEWS, &no).await.contains(&says));
        assert!(!site.page(&one, &path).await.body.contains(&says), "nobody is told of himself");
        assert!(row(&site, &other, REVIEWS, &no).await.contains(&says));
        assert!(site.page(&other, &path).await.body.contains(&says));
        assert!(!row(&site, &one, REVIEWS, &no).await.contains(&says), "nobody is told of himself");
        // Who reads only, and the enterprise, hold nothing and are told nothing.
        assert!(!site.page(OWNER, &path).await.body.contains(&says));
        site.app.desk.clock.advance(Duration::from_secs(20 * 60 - 1));
        assert!(row(&site, &other, REVIEWS, &no).await.contains(&says), "until 20 minutes");
        site.app.desk.clock.advance(Duration::from_secs(1));
        assert!(!row(&site, &other, REVIEWS, &no).await.contains(&says), "no longer");
        // It forbids nothing, and who is done has it open no more.
        site.page(&one, &path).await;
        let fields = [("act", "review-pass"), ("version", &site.version(&no).await.to_string()), ("key", "lease-1")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(site.sends(&other, &path, &fields).await, 303);
        let leases = site.app.field().register.leases(site.app.desk.clock.now().0).await.unwrap();
        assert_eq!(leases.iter().map(|lease| lease.account.as_str()).collect::<Vec<_>>(), [one.as_str()]);
        site.app.desk.clock.advance(Duration::from_secs(21 * 60));
        site.app.field().register.sweep_leases(site.app.desk.clock.now().0).await.unwrap();
        assert!(site.app.field().register.leases(0).await.unwrap().is_empty(), "the job forgets what is over");
    })
    .await;
}
