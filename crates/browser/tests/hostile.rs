//! Markup in every field that takes free text, on every page that shows it, to every role: nothing runs, nothing is reported.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use browser::act::{GOOD, declare};
use browser::site::Site;
use browser::{Browser, Page};

/// Runs in any place that takes it for markup: text, an attribute, an address, a script.
const HOSTILE: &str = "\\\"'><img src=x onerror=window.struck=1><svg onload=struck>";
/// Free text of the declaration.
const FREE: [&str; 14] = [
    "reference",
    "parties.consignor.zh",
    "parties.consignor.en",
    "parties.consignee.zh",
    "contact.name",
    "journey.conveyance",
    "journey.bill_no",
    "journey.goods_place",
    "head.contract_no",
    "head.marks",
    "head.requirements",
    "lines[0].name",
    "lines[0].spec",
    "lines[0].brand",
];

fn unharmed(page: &Page, what: &str) {
    assert_eq!(page.eval("typeof window.struck").unwrap(), "undefined", "{what}");
    assert_eq!(page.count("main img, main svg[onload]").unwrap(), 0, "{what}");
    assert_eq!(page.troubles().unwrap(), Vec::<String>::new(), "{what}");
}

#[test]
fn markup_in_free_text_runs_on_no_page_for_no_role() {
    let site = Site::start("hostile").unwrap();
    let browser = Browser::start().unwrap();
    let free = FREE.map(|name| format!("\"{name}\": \"{HOSTILE}\"")).join(", ");
    let values = format!("Object.assign({GOOD}, {{{free}}}, {{\"reference\": \"<b>H-1</b>\"}})");
    let agent = site.signed_in(&browser, "gouqi").unwrap();
    declare(&site, &agent, &values, "advise").unwrap();
    unharmed(&agent, "the form");
    // The module takes the same answer apart and shows it again.
    agent.fill("[name='head.marks']", "<img src=x onerror=window.struck=1><script>window.struck=1</script>").unwrap();
    std::thread::sleep(std::time::Duration::from_millis(1_500));
    unharmed(&agent, "the form as one types");
    agent.follow("aside button[value=send]").unwrap();
    let path = agent.path().unwrap();
    let case = path.split('?').next().unwrap();
    assert!(case.starts_with("/case/"), "{path}: {}", agent.text("main").unwrap());
    let typed = "/search?q=%3Cimg%20src%3Dx%20onerror%3Dwindow.struck%3D1%3E";
    let cases = "/statistics/cases?rows=owner&columns=whole&activity=accept&from=2015-01-01&until=2026-12-31";
    let places =
        [case, "/queue", typed, "/search?q=%3Cscript%3E", "/statistics", cases, "/region", "/status", "/account"];
    for who in ["gouqi", "xian-reviewer", "yinchuan-inspector", "urumqi-releaser", "qingdao-statistician"] {
        let page = site.signed_in(&browser, who).unwrap();
        for language in ["zh-CN", "en"] {
            page.language(language).unwrap();
            for place in places {
                site.open(&page, place).unwrap();
                // What a reader may not see is refused on a page of ours too, and the console names the status.
                let troubles = page.troubles().unwrap();
                let status = troubles.iter().all(|one| one.contains("status of 40"));
                assert!(status, "{who} {place}: {troubles:?}");
                unharmed(&page, &format!("{who} {place}"));
            }
        }
        site.open(&page, case).unwrap();
        if page.count("main input[name=words]").unwrap() == 1 {
            assert!(
                page.troubles().unwrap().iter().all(|one| one.contains("status of 403")),
                "{who} is asked what for"
            );
            page.fill("main input[name=words]", "<b onclick=window.struck=1>核查</b>").unwrap();
            page.follow("main form button.main").unwrap();
            unharmed(&page, &format!("{who} after a purpose"));
        }
        if who != "qingdao-statistician" {
            let told = page.text("main").unwrap();
            assert!(told.contains("onerror=window.struck=1"), "{who} sees the text as text: {told}");
        }
    }
}
