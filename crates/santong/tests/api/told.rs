//! Whom it concerns is told while it stands: holds, failures, late moves, what was asked; times and places in one form.

use crate::promises::on_both;
use crate::site::{OWNER, Site, entry, exit};
use serde_json::{Value, json};
use values::actor::Role;

/// The kinds of task at an office, with how many there are.
async fn tasks_at(site: &Site, office: &str) -> Value {
    let inspector = site.officer(Role::Inspector, office).await;
    site.get(&inspector, "/api/v1/queue").await.json["counts"][office].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f10_home_and_origin_are_told_while_it_stands_and_no_event_is_written_for_it() {
    on_both(|site| async move {
        // Declared at Jinan, made at Zhengzhou, leaving over Huangdao.
        let mut declaration = exit("0409000000");
        declaration["offices"]["accept"] = json!("370100");
        let no = site.declare(&declaration).await;
        site.review(&no).await;
        let far = site.officer(Role::Inspector, "510100").await;
        let before = site.version(&no).await;
        assert_eq!(site.command(&far, &no, "holds", json!({ "reason": "风险通报" })).await.status, 200);
        assert_eq!(site.version(&no).await, before + 1, "the hold is all that happened");
        for office in ["370100", "410100"] {
            assert_eq!(tasks_at(&site, office).await["told_held"], 1, "{office}");
        }
        assert_eq!(tasks_at(&site, "370200").await["told_held"], Value::Null, "the port has no part in it");
        let inspector = site.officer(Role::Inspector, "410100").await;
        let page = site.page(&inspector, "/queue").await.body;
        assert!(page.contains("货物被布控") && page.contains("解除前货物不得续行"), "{page}");
        let lifting = json!({ "reason": "查清", "basis": "「本方案」三(三)三" });
        assert_eq!(site.command(&far, &no, "holds/1/lifting", lifting).await.status, 200);
        assert_eq!(tasks_at(&site, "410100").await["told_held"], Value::Null, "and it ends with the hold");
        // A failure at the port is told at home and at the origin, until it is disposed of.
        for step in ["产地检验", "转单"] {
            assert_eq!(site.step(&no, step, None, &json!("pass")).await.status, 200);
        }
        let fail = json!({ "fail": { "reason": "货证不符" } });
        assert_eq!(site.step(&no, "口岸查验", None, &fail).await.status, 200);
        for office in ["370100", "410100"] {
            assert_eq!(tasks_at(&site, office).await["told_port"], 1, "{office}");
        }
        let port = site.officer(Role::Inspector, "370200").await;
        let disposed = json!({ "disposition": "not_exported" });
        assert_eq!(site.command(&port, &no, "lots/1/disposition", disposed).await.status, 200);
        assert_eq!(tasks_at(&site, "410100").await["told_port"], Value::Null);
        // Goods that do not arrive: told at the home of the case, where nobody awaits them.
        let mut inland = entry("8516601000");
        inland["offices"]["accept"] = json!("370100");
        let no = site.declare(&inland).await;
        site.review(&no).await;
        for step in ["通关单", "调离"] {
            assert_eq!(site.step(&no, step, None, &json!("pass")).await.status, 200);
        }
        site.app.desk.clock.advance(std::time::Duration::from_secs(40 * 86_400));
        desk::job::due(&site.app.desk, site.app.desk.clock.now()).await.unwrap();
        assert_eq!(tasks_at(&site, "370100").await["told_late"], 1);
        assert_eq!(tasks_at(&site, "610100").await["told_late"], Value::Null, "there the arrival is the task");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r2_who_asks_sees_what_was_asked_its_answer_and_what_is_overdue() {
    on_both(|site| async move {
        let no = site.declare(&exit("8516601000")).await;
        let (asker, asked) =
            (site.officer(Role::Inspector, "410100").await, site.officer(Role::Inspector, "650200").await);
        let today = site.app.field().day(site.app.desk.clock.now());
        for what in ["请核对铅封", "请提供照片"] {
            let wish = json!({ "to": "650200", "what": what, "due": today.plus(1).to_string() });
            assert_eq!(site.command(&asker, &no, "work-items", wish).await.status, 200);
        }
        let answer = json!({ "reply": "铅封完好" });
        assert_eq!(site.command(&asked, &no, "work-items/1/answer", answer).await.status, 200);
        let list = site.get(&asker, "/api/v1/work-items").await.json;
        let told = |n: usize, field: &str| list["work_items"][n][field].clone();
        assert_eq!(
            (told(0, "what"), told(0, "state"), told(0, "overdue")),
            (json!("请提供照片"), json!("asked"), json!(false))
        );
        assert_eq!((told(1, "state"), told(1, "reply")), (json!("answered"), json!("铅封完好")));
        assert_eq!(site.get(&asked, "/api/v1/work-items").await.json["work_items"], json!([]), "it asked nothing");
        assert_eq!(site.case(&no).await["work_items"].as_array().unwrap().len(), 2, "and in the case");
        assert_eq!(site.get(OWNER, &format!("/api/v1/cases/{no}")).await.json["work_items"], Value::Null);
        assert_eq!(tasks_at(&site, "410100").await["work_asked"], Value::Null, "not overdue yet");
        site.app.desk.clock.advance(std::time::Duration::from_secs(2 * 86_400));
        assert_eq!(tasks_at(&site, "410100").await["work_asked"], 1, "the asker's task");
        assert_eq!(tasks_at(&site, "650200").await["work_item"], 1, "and still the other's");
        let list = site.get(&asker, "/api/v1/work-items").await.json;
        assert_eq!((&list["work_items"][0]["overdue"], &list["work_items"][0]["days"]), (&json!(true), &json!(2)));
        let page = site.page(&asker, "/work-items").await.body;
        assert!(page.contains("已逾期") && page.contains("铅封完好") && page.contains("请提供照片"), "{page}");
        let queue = site.page(&asker, "/queue").await.body;
        assert!(queue.contains("协作逾期未答复"), "{queue}");
        assert_eq!(site.page(OWNER, "/work-items").await.status, 200, "an enterprise asked nothing of offices");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f15_times_and_places_have_one_form() {
    on_both(|site| async move {
        let mut declaration = exit("8516601000");
        declaration["offices"]["accept"] = json!("370100");
        let no = site.declare(&declaration).await;
        let case = site.case(&no).await;
        assert_eq!(
            (&case["steps"][0]["office"], &case["steps"][0]["done"]["office"]),
            (&json!("370100"), &json!("370100"))
        );
        let code =
            site.get(OWNER, &format!("/api/v1/cases/{no}")).await.json["query_code"].as_str().unwrap().to_owned();
        let public = site.get("", &format!("/api/v1/status/{no}?code={code}")).await.json;
        assert_eq!(
            (&public["updated"], &public["steps"][0]["at"]),
            (&case["updated"], &case["steps"][0]["done"]["at"])
        );
        // A day that is named ends at its own 24:00.
        let asker = site.officer(Role::Inspector, "410100").await;
        let wish = json!({ "to": "650200", "what": "请核对", "due": "2015-11-12" });
        assert_eq!(site.command(&asker, &no, "work-items", wish).await.status, 200);
        let page = site.page(&asker, "/work-items").await.body;
        assert!(page.contains("2015-11-12 24:00") && !page.contains("2015-11-13 00:00"), "{page}");
        // The document says with what a batch is answered.
        let document = site.get("", "/api/openapi.json").await.json;
        let answers = &document["paths"]["/api/v1/declarations"]["post"]["responses"];
        assert!(answers["200"]["content"].is_object() && answers["201"]["content"].is_object(), "{answers}");
        let mut first = exit("8516601000");
        first["offices"]["accept"] = json!("410100");
        assert_eq!(site.post(OWNER, "/api/v1/declarations", &json!([first])).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r2_many_old_answers_hide_neither_what_waits_nor_the_latest_answer() {
    on_both(|site| async move {
        let no = site.declare(&exit("8516601000")).await;
        let (asker, asked) =
            (site.officer(Role::Inspector, "410100").await, site.officer(Role::Inspector, "650200").await);
        let most = usize::try_from(desk::asked::ASKED_MAX).unwrap() + 1;
        for n in 1..=most {
            site.app.desk.clock.advance(std::time::Duration::from_secs(1));
            let wish = json!({ "to": "650200", "what": format!("第{n}件"), "due": "2099-12-31" });
            assert_eq!(site.command(&asker, &no, "work-items", wish).await.status, 200);
            let path = format!("work-items/{n}/answer");
            assert_eq!(site.command(&asked, &no, &path, json!({ "reply": format!("答{n}") })).await.status, 200);
        }
        let wish = json!({ "to": "650200", "what": "未答", "due": "2015-11-11" });
        assert_eq!(site.command(&asker, &no, "work-items", wish).await.status, 200);
        let list = site.get(&asker, "/api/v1/work-items").await.json;
        let told = |n: usize, field: &str| list["work_items"][n][field].clone();
        assert_eq!((told(0, "what"), told(0, "state")), (json!("未答"), json!("asked")));
        assert_eq!(told(1, "reply"), json!(format!("答{most}")), "the latest answer");
        site.app.desk.clock.advance(std::time::Duration::from_secs(3 * 86_400));
        assert_eq!(tasks_at(&site, "410100").await["work_asked"], 1);
    })
    .await;
}
