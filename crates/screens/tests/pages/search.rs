//! Searching: by number, by parts of names, page by page, and never another enterprise's case.

use crate::given::{declared, export, peopled, signed_in};
use trial::served::Browser;

/// Whether the answer to what is typed lists the case.
async fn finds(browser: &mut Browser<'_>, typed: &str, path: &str) -> bool {
    let page = browser.get(&format!("/search?q={typed}")).await;
    assert_eq!(page.status, 200, "{typed}: {}", page.body);
    page.body.contains(&format!("href=\"{path}\""))
}

/// A text as the value of a query.
fn query(text: &str) -> String {
    screens::frame::in_query(text)
}

#[tokio::test]
async fn a_case_is_found_by_numbers_and_by_parts_of_names() {
    let site = peopled().await;
    let mut agent = signed_in(&site, "agent").await;
    let form = export(&agent.get("/declare/exit").await.body).with("reference", "EX-1");
    let path = declared(&mut agent, form).await;
    let no = path.strip_prefix("/case/").unwrap().to_owned();
    let spaced = format!("{} {}", &no[..6], &no[6..]);
    for who in ["agent", "reviewer", "inspector"] {
        let mut browser = signed_in(&site, who).await;
        assert!(browser.get("/queue").await.body.contains("action=\"/search\""), "{who}");
        for typed in [no.as_str(), &spaced, "EX-1", "ex-1", "针织", "t恤衫", "Ｔ恤", "棉制针织T恤衫"] {
            assert!(finds(&mut browser, &query(typed), &path).await, "{who}: {typed}");
        }
        for typed in ["织针", "针", "针%", "__", "%25%25", "'--", "%00", "%FF%FE", "%E9", "机顶盒"] {
            assert!(!finds(&mut browser, typed, &path).await, "{who}: {typed}");
        }
    }
    let mut reviewer = signed_in(&site, "reviewer").await;
    assert!(finds(&mut reviewer, &query("枸杞"), &path).await);
    assert!(finds(&mut reviewer, &query("顺达"), &path).await);
    assert!(!finds(&mut reviewer, &query("别家"), &path).await);
    let mut stranger = signed_in(&site, "stranger").await;
    for typed in [no.as_str(), "E-1", "针织", "枸杞", "顺达"] {
        assert!(!finds(&mut stranger, &query(typed), &path).await, "{typed}");
    }
}

#[tokio::test]
async fn a_search_says_what_can_be_typed() {
    let site = peopled().await;
    let mut inspector = signed_in(&site, "inspector").await;
    for (typed, said) in [
        ("", "可按号码或名称查找案件"),
        (&query("针"), "至少要输入两个字"),
        (&query("没有的"), "没有找到"),
        ("%00", "不含控制字符"),
        (&query(&"长".repeat(65)), "1 至 64 个字符"),
    ] {
        let page = inspector.get(&format!("/search?q={typed}")).await;
        assert!(page.status == 200 && page.body.contains(said), "{typed}: {}", page.body);
    }
    for who in ["sysadmin", "secadmin"] {
        let mut browser = signed_in(&site, who).await;
        assert_eq!(browser.get("/search?q=x").await.status, 403, "{who}");
        assert!(!browser.get("/account").await.body.contains("action=\"/search\""), "{who}");
    }
}

#[tokio::test]
async fn what_is_found_comes_newest_first_and_page_by_page() {
    let site = peopled().await;
    let mut agent = signed_in(&site, "agent").await;
    let mut paths = Vec::new();
    for n in 0..53 {
        site.app.desk.clock.advance(std::time::Duration::from_secs(60));
        let form = export(&agent.get("/declare/exit").await.body).with("lines[0].name", &format!("宁夏枸杞干果{n}"));
        paths.push(declared(&mut agent, form).await);
    }
    paths.reverse();
    for who in ["agent", "inspector"] {
        let mut browser = signed_in(&site, who).await;
        let (mut next, mut seen) = (Some(format!("/search?q={}", query("干果"))), Vec::new());
        while let Some(here) = next {
            let page = browser.get(&here).await.body;
            let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
            let links: Vec<String> = links.map(|link| link.replace("&#38;", "&").replace("&amp;", "&")).collect();
            seen.extend(links.iter().filter(|link| link.starts_with("/case/")).cloned());
            next = links.into_iter().find(|link| link.contains("&before="));
        }
        assert_eq!(seen, paths, "{who}");
    }
}
