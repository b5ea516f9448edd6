//! The officers' desk: acts with what follows from them, versions side by side, many lots, what any office may do.

use crate::promises::on_both;
use crate::site::{LATE, OWNER, Site, exit, site_with};
use serde_json::{Value, json};
use values::actor::Role;

/// A section of the page of a case.
fn section<'p>(page: &'p str, id: &str) -> &'p str {
    let from = page.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no section {id}: {page}"));
    page[from..].split("<section class=\"card\"").next().unwrap()
}

/// Sends a form of the page of a case; the page that comes of it.
async fn sends(site: &Site, token: &str, no: &str, fields: &[(&str, &str)]) -> trial::visit::Page {
    let version = site.version(no).await.to_string();
    let key = format!("desk-{}-{version}-{}", fields.len(), fields[0].1);
    let mut all = vec![("version".to_owned(), version), ("key".to_owned(), key)];
    all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    site.shows_after(token, &format!("/case/{no}"), &all).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn declaration_rules_17_an_amendment_is_seen_side_by_side_before_it_is_answered() {
    on_both(|site| async move {
        let mut declaration = exit("8516601000");
        declaration["journey"]["bill_no"] = json!("BILL-OLD-1");
        let no = site.declare(&declaration).await;
        let reviewer = site.officer(Role::Reviewer, "610100").await;
        let mut other = declaration.clone();
        other["journey"]["bill_no"] = json!("BILL-NEW-2");
        other["lines"][0]["attributes"] = json!(["21"]);
        other["lines"][0]["spec"] = json!("散装");
        let asked = json!({ "declaration": other, "reason": "更正提单和货物" });
        let answer = site.command(OWNER, &no, "amendment", asked).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let page = site.page(&reviewer, &format!("/case/{no}")).await.body;
        let amendment = section(&page, "amendment");
        for wanted in [
            "更正提单和货物",
            "<del>BILL-OLD-1</del>",
            "<ins>BILL-NEW-2</ins>",
            "第 1 项货物 · 规格",
            "<ins>散装</ins>",
        ] {
            assert!(amendment.contains(wanted), "{wanted}: {amendment}");
        }
        assert_eq!(amendment.matches("<ins>").count(), 3, "the fields that differ and no others: {amendment}");
        assert!(amendment.contains("模式由 E3 变为 E1") && amendment.contains("增加步骤："), "{amendment}");
        let now = section(&page, "now");
        let at = |act: &str| now.find(&format!("value=\"{act}\"")).unwrap_or_else(|| panic!("{act}: {now}"));
        assert!(at("grant") < at("review-pass"), "what was asked is answered first");
        // Who sees the goods only sees no more of it than of the goods.
        let far = site.officer(Role::Inspector, "510100").await;
        let goods = site.page(&far, &format!("/case/{no}?purpose=trace")).await.body;
        assert!(section(&goods, "amendment").contains("BILL-NEW-2"));
        assert_eq!(site.command(&reviewer, &no, "amendment/answer", json!({ "grant": true })).await.status, 200);
        let page = site.page(OWNER, &format!("/case/{no}")).await.body;
        assert!(!page.contains("id=\"amendment\""), "it was answered");
        let versions = section(&page, "versions");
        assert!(versions.contains("第 1 版与第 2 版") && versions.contains("<del>BILL-OLD-1</del>"), "{versions}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r33_any_two_versions_are_laid_side_by_side() {
    on_both(|site| async move {
        let mut declaration = exit("8516601000");
        let no = site.declare(&declaration).await;
        let reviewer = site.officer(Role::Reviewer, "610100").await;
        for bill in ["BILL-2", "BILL-3"] {
            let back = json!({ "review": { "return": { "note": "请更正提单号" } } });
            assert_eq!(site.command(&reviewer, &no, "review", back).await.status, 200);
            declaration["journey"]["bill_no"] = json!(bill);
            let again = json!({ "declaration": declaration });
            let answer = site.command(OWNER, &no, "resubmission", again).await;
            assert_eq!(answer.status, 200, "{answer:?}");
        }
        let of = async |query: &str| {
            let page = site.page(&reviewer, &format!("/case/{no}{query}")).await.body;
            section(&page, "versions").to_owned()
        };
        let each = of("").await;
        assert!(
            each.find("第 2 版与第 3 版").unwrap() < each.find("第 1 版与第 2 版").unwrap(),
            "the latest first: {each}"
        );
        let two = of("?old=1&new=3").await;
        assert!(two.contains("第 1 版与第 3 版") && two.contains("<ins>BILL-3</ins>"), "{two}");
        assert!(!two.contains("BILL-2"), "{two}");
        for nonsense in ["?old=1&new=9", "?old=x&new=2", "?old=1"] {
            assert_eq!(of(nonsense).await, each, "{nonsense}");
        }
    })
    .await;
}

/// A declaration of so many lines.
fn lines(count: usize) -> Value {
    let mut declaration = exit("8516601000");
    let line = declaration["lines"][0].clone();
    declaration["lines"] = Value::Array(vec![line; count]);
    declaration
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plan_3_3_3_forty_lots_are_judged_by_their_exceptions() {
    on_both(|site| async move {
        let no = site.declare(&lines(40)).await;
        site.review(&no).await;
        let inspector = site.officer(Role::Inspector, "410100").await;
        let page = site.page(&inspector, &format!("/case/{no}")).await.body;
        let now = section(&page, "now");
        assert_eq!(now.matches("name=\"lot-").count(), 40);
        assert!(now.contains("name=\"rest\"") && page.contains("case-body wide"), "{now}");
        let findings = [
            ("act", "step"),
            ("step", "产地检验检疫"),
            ("rest", "pass"),
            ("lot-3", "fail"),
            ("reason-3", "有虫"),
            ("lot-17", "part"),
            ("part-17", "400"),
            ("reason-17", "受潮"),
        ];
        let without = sends(&site, &inspector, &no, &findings[..2]).await;
        assert_eq!(without.status, 422, "nothing was said of any lot");
        assert_eq!(sends(&site, &inspector, &no, &findings).await.status, 303);
        let lots = site.case(&no).await["lots"].clone();
        let state = |n: usize| lots[n]["state"]["word"].as_str().or(lots[n]["state"].as_str()).unwrap_or("").to_owned();
        assert_eq!((lots.as_array().unwrap().len(), state(2)), (41, "failed".to_owned()), "{lots}");
        assert_eq!((&lots[16]["amount"], &lots[40]["amount"]), (&json!("400 KGM"), &json!("600 KGM")));
        let done = site.page(&inspector, &format!("/case/{no}?done=step")).await.body;
        let said = done.split("class=\"said pass\"").nth(1).unwrap().split("</div>").next().unwrap();
        assert!(
            said.contains("有虫") && said.contains("受潮") && said.contains("现在轮到"),
            "it says what was recorded: {said}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r52_acts_with_consequences_begin_empty_and_say_what_follows() {
    on_both(|site| async move {
        let no = site.declare(&exit("8516601000")).await;
        let (reviewer, inspector) =
            (site.officer(Role::Reviewer, "610100").await, site.officer(Role::Inspector, "410100").await);
        let own = site.page(OWNER, &format!("/case/{no}")).await.body;
        assert!(own.contains("本申报就此终止，不能恢复"), "{own}");
        let page = site.page(&reviewer, &format!("/case/{no}")).await.body;
        assert!(page.contains("解除之前货物不能放行") && page.contains("企业收到列明的全部错误"), "{page}");
        site.review(&no).await;
        let fail = json!({ "fail": { "reason": "有虫" } });
        assert_eq!(site.step(&no, "产地检验检疫", None, &fail).await.status, 200);
        let page = site.page(&inspector, &format!("/case/{no}")).await.body;
        let choice = page.split("name=\"disposition\"").nth(1).unwrap().split("</select>").next().unwrap();
        assert!(choice.starts_with("><option value=\"\" selected>请选择"), "{choice}");
        let dispose = [("act", "dispose"), ("lot", "1")];
        let nothing = sends(&site, &inspector, &no, &dispose).await;
        assert!(nothing.status == 422 && nothing.body.contains("请选择处置方式"), "{}", nothing.body);
        let before = site.version(&no).await;
        let chosen = [("act", "dispose"), ("lot", "1"), ("disposition", "destroyed")];
        assert_eq!(sends(&site, &inspector, &no, &chosen).await.status, 303);
        assert_eq!(site.version(&no).await, before + 1);
        let asks = [("act", "ask-work"), ("what", "请核对"), ("due", "2099-12-31")];
        assert_eq!(sends(&site, &inspector, &no, &asks).await.status, 422, "no office was chosen");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r29_what_any_office_may_do_is_found_at_each_that_is_capable() {
    on_both(|site| async move {
        let no = site.declare(&exit("8516601000")).await;
        site.review(&no).await;
        let releaser = site.officer(Role::Releaser, "650100").await;
        let inspector = site.officer(Role::Inspector, "650100").await;
        let found = async |token: &str| {
            let page = site.page(token, "/queue?any=1").await.body;
            let api = site.get(token, "/api/v1/queue?place=any").await.json;
            let listed = api["tasks"].as_array().unwrap().iter().any(|task| task["no"] == json!(no));
            assert_eq!(page.contains(&format!("/case/{no}")), listed, "page and API: {api}");
            listed
        };
        assert!(!found(&releaser).await, "inspection comes first, and is nobody's but the origin's");
        assert_eq!(site.step(&no, "产地检验检疫", None, &json!("pass")).await.status, 200);
        assert!(found(&releaser).await);
        assert!(!found(&inspector).await, "papers are not for inspectors");
        let own = site.page(&releaser, "/queue").await.body;
        assert!(own.contains("可代办 <span class=\"count\">1</span>"), "{own}");
        assert!(!own.contains(&format!("/case/{no}")), "it is not this office's own");
        for step in ["通关单", "直接放行"] {
            assert!(found(&releaser).await, "{step}");
            assert_eq!(site.step(&no, step, Some("650100"), &json!("pass")).await.status, 200, "{step}");
        }
        assert!(!found(&releaser).await, "it is done");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r29_an_office_that_does_not_do_it_does_not_find_it() {
    const ROW: &str = "|---|---|---|---|---|\n| 620210 |";
    const EXCEPT: &str =
        "|---|---|---|---|---|\n| 650100 | 通关 | 2015-05-01 | | 「本方案」三(三)一（暂定：试） |\n| 620210 |";
    let site = site_with(LATE, None, &[("members.md", ROW, EXCEPT)]).await;
    let no = site.declare(&exit("8516601000")).await;
    site.review(&no).await;
    assert_eq!(site.step(&no, "产地检验检疫", None, &json!("pass")).await.status, 200);
    for (office, count) in [("650100", 0), ("650200", 1)] {
        let releaser = site.officer(Role::Releaser, office).await;
        let tasks = site.get(&releaser, "/api/v1/queue?place=any").await.json["tasks"].clone();
        assert_eq!(tasks.as_array().unwrap().len(), count, "{office}: {tasks}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r33_ten_releases_in_one_go_of_which_one_is_stale() {
    on_both(|site| async move {
        let mut cases = Vec::new();
        for _ in 0..10 {
            let no = site.declare(&exit("8516601000")).await;
            site.review(&no).await;
            for step in ["产地检验检疫", "通关单"] {
                assert_eq!(site.step(&no, step, None, &json!("pass")).await.status, 200, "{step}");
            }
            cases.push(no);
        }
        let releaser = site.officer(Role::Releaser, "650100").await;
        let queue = site.page(&releaser, "/queue?kind=release&any=1").await.body;
        let chosen: Vec<String> = queue
            .split("form=\"batch\" name=\"case\" value=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect();
        assert_eq!(chosen.len(), 10, "{queue}");
        let form = |key: &str, more: &[(&str, &str)]| {
            let mut all = vec![("key".to_owned(), key.to_owned()), ("kind".to_owned(), "release".to_owned())];
            all.extend(chosen.iter().map(|case| ("case".to_owned(), case.clone())));
            all.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
            all
        };
        let shown = site.shows_after(&releaser, "/queue/batch", &form("batch-shown", &[])).await;
        assert_eq!(shown.status, 200);
        assert_eq!(shown.body.matches("可办理").count(), 10, "{}", shown.body);
        assert!(shown.body.contains("直接放行 · 已办结") && shown.body.contains("确认办理 10 件"), "{}", shown.body);
        for no in &cases {
            assert_eq!(site.case(no).await["stage"]["word"], "working", "shown is not done");
        }
        // One of them changes meanwhile.
        let origin = site.officer(Role::Inspector, "410100").await;
        let hold = json!({ "reason": "核查" });
        assert_eq!(site.command(&origin, &cases[3], "holds", hold).await.status, 200);
        let done = site.shows_after(&releaser, "/queue/batch", &form("batch-done", &[("confirm", "yes")])).await;
        assert_eq!(done.body.matches(">已办理<").count(), 9, "{}", done.body);
        assert_eq!(done.body.matches("已有变化，未办理").count(), 1, "{}", done.body);
        for (n, no) in cases.iter().enumerate() {
            let stage = site.case(no).await["stage"]["word"].clone();
            assert_eq!(stage, if n == 3 { "working" } else { "closed" }, "{n}");
        }
        let again = site.shows_after(&releaser, "/queue/batch", &form("batch-again", &[])).await;
        assert!(again.body.contains("已有变化") && !again.body.contains("确认办理"), "{}", again.body);
        // Rubbish does nothing, and nobody does by it what he may not do one by one.
        let pairs = |kind: &str, case: &str| {
            [("key", "batch-x"), ("kind", kind), ("case", case), ("confirm", "yes")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        };
        assert_eq!(site.sends(&releaser, "/queue/batch", &pairs("review", &cases[3])).await, 400);
        for rubbish in ["", "x", "x@1", "@", &format!("{}@x", cases[3])] {
            let page = site.shows_after(&releaser, "/queue/batch", &pairs("release", rubbish)).await;
            assert!(page.status == 200 && page.body.contains("没有选择案件"), "{rubbish}: {}", page.body);
        }
        let fresh = site.declare(&exit("8516601000")).await;
        let version = site.version(&fresh).await;
        let early = site.shows_after(&releaser, "/queue/batch", &pairs("release", &format!("{fresh}@{version}"))).await;
        assert!(early.body.contains("不再等待此项") && site.version(&fresh).await == version, "{}", early.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn house_a_filter_of_the_queue_finds_its_kind_behind_a_hundred_of_another() {
    on_both(|site| async move {
        let declaration = exit("8516601000");
        let last = site.declare(&declaration).await;
        for _ in 0..100 {
            site.declare(&exit("8516601000")).await;
        }
        site.app.desk.clock.advance(std::time::Duration::from_secs(1));
        let asked = json!({ "declaration": declaration, "reason": "更正" });
        assert_eq!(site.command(OWNER, &last, "amendment", asked).await.status, 200);
        let reviewer = site.officer(Role::Reviewer, "610100").await;
        let page = site.page(&reviewer, "/queue?kind=amendment").await.body;
        assert!(page.contains(&format!("href=\"/case/{last}?list=own.amendment\"")), "{page}");
        let listed = page.split("<ol class=\"queue").nth(1).unwrap().split("</ol>").next().unwrap();
        assert_eq!(listed.matches("<li").count(), 1, "and nothing else: {listed}");
    })
    .await;
}
