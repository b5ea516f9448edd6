//! Each page answers each role as the permission table says, in both languages and without a word missing.

use crate::given::{declared, export, peopled, signed_in};
use trial::served::Answer;

/// The page's own texts: no key shows itself, nothing inline, the right language.
fn sound(page: &Answer, what: &str) {
    assert!(
        !page.body.contains("style=\"")
            && !crate::given::without_own_scripts(&page.body).contains("<script")
            && !page.body.contains(" onclick="),
        "{what}"
    );
    assert!(
        page.header("content-security-policy").contains("default-src 'none'")
            || page.header("content-security-policy").contains("default-src 'self'"),
        "{what}"
    );
    for empty in ["<h2></h2>", "<th></th>", "<dt></dt>", "<b></b>", "<summary></summary>", "class=\"tag pass\"></span>"]
    {
        assert!(!page.body.contains(empty), "{what}: {empty}");
    }
    for key in ["queue.", "case.", "declare.", "statistics.", "region.", "status.", "receipt.", "act.", "way."] {
        let shown = page.body.split(['>', '"']).any(|text| text.starts_with(key) && !text.contains([' ', '<']));
        assert!(!shown, "{what}: a key {key}… shows itself");
    }
}

#[tokio::test]
async fn each_page_answers_each_role() {
    let site = peopled().await;
    let mut agent = signed_in(&site, "agent").await;
    let form = export(&agent.get("/declare/exit").await.body);
    let path = declared(&mut agent, form).await;
    for (who, queue, declare, statistics, case) in [
        ("agent", 200, 200, 403, 200),
        ("stranger", 200, 200, 403, 404),
        ("reviewer", 200, 403, 403, 200),
        ("inspector", 200, 403, 403, 200),
        // Its office has no part: it is asked what for.
        ("releaser", 200, 403, 403, 403),
        ("acceptor", 200, 403, 403, 200),
        ("statistician", 403, 403, 200, 200),
        ("auditor", 403, 403, 200, 200),
        ("command", 200, 403, 200, 200),
        ("operations", 403, 403, 200, 200),
        ("sysadmin", 403, 403, 403, 403),
        ("secadmin", 403, 403, 403, 403),
    ] {
        let mut browser = signed_in(&site, who).await;
        for language in ["zh", "en"] {
            browser.post("/language", &format!("to={language}&back=/")).await;
            for (page, expected) in [
                ("/", 200),
                ("/queue", queue),
                ("/declare/entry", declare),
                ("/declare/exit", declare),
                ("/statistics", statistics),
                ("/region", 200),
                ("/status", 200),
                (path.as_str(), case),
            ] {
                let answer = browser.get(page).await;
                assert_eq!(answer.status, expected, "{who} {page} {language}: {}", answer.body);
                sound(&answer, &format!("{who} {page} {language}"));
            }
        }
    }
}

#[tokio::test]
async fn prices_and_papers_are_for_those_with_a_part_in_the_case() {
    let site = peopled().await;
    let mut agent = signed_in(&site, "agent").await;
    let form = export(&agent.get("/declare/exit").await.body).with("attachments[0].no", "HT-2015-88");
    let path = declared(&mut agent, form).await;
    for (who, sees) in [("agent", true), ("reviewer", true), ("inspector", true), ("command", false)] {
        let page = signed_in(&site, who).await.get(&path).await;
        assert_eq!(page.body.contains("5,000.00") && page.body.contains("HT-2015-88"), sees, "{who}");
        assert!(page.body.contains("棉制针织T恤衫"), "{who}");
    }
}

#[tokio::test]
async fn the_table_of_statistics_adds_up_whichever_way_it_is_turned() {
    let site = peopled().await;
    let mut agent = signed_in(&site, "agent").await;
    for _ in 0..2 {
        let form = export(&agent.get("/declare/exit").await.body);
        declared(&mut agent, form).await;
    }
    let mut browser = signed_in(&site, "statistician").await;
    for (rows, columns) in [("declared", "flow"), ("flow", "inspected"), ("inspected", "declared")] {
        let page = browser.get(&format!("/statistics?rows={rows}&columns={columns}&measure=lots")).await;
        let total = page.body.split("<td class=\"amount sum\">").nth(1).unwrap().split("</td>").next().unwrap();
        assert!(total == "2" || total.ends_with(">2</a>"), "{}", page.body);
    }
    let value = browser.get("/statistics?measure=value").await;
    assert!(value.body.contains("货值未知") && value.body.contains("CNY"), "{}", value.body);
    let bad = browser.get("/statistics?from=yesterday&rows=%3Cb%3E").await;
    assert!(bad.status == 422 && !bad.body.contains("<b>\""), "{}", bad.body);
}
