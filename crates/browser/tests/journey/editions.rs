//! 三(一) 统一维护, by clicking: two persons change haul days, and from the next day on cases go by the edition that says so.

use browser::act::{GOOD, declare, proposes, with_haul};
use browser::site::Site;
use browser::{Browser, Page};
use std::time::Duration;

/// The mode that the page of a case shows, and the edition that it goes by.
fn shown(page: &Page) -> (String, String) {
    let mode = page.text(".case-head .head b").unwrap();
    let edition = page.eval("document.querySelector('.case-head .facts a.number').getAttribute('href')").unwrap();
    (mode, edition.as_str().unwrap().to_owned())
}

#[test]
fn plan_3_1_two_persons_change_haul_days_and_the_next_day_cases_go_by_them() {
    let site = Site::start("editions").unwrap();
    let browser = Browser::start().unwrap();
    let owner = site.signed_in(&browser, "gouqi").unwrap();
    declare(&site, &owner, GOOD, "send").unwrap();
    let yesterday = owner.path().unwrap();
    let before = shown(&owner);
    assert_eq!(before.0, "E3");

    let one = site.signed_in(&browser, "qingdao-operations").unwrap();
    one.follow(".ways a[href='/editions']").unwrap();
    one.follow("#waiting .button.main").unwrap();
    with_haul(&site, &one, "2026-06-17").unwrap();
    one.follow("button[value=try]").unwrap();
    let told = one.text("#changes").unwrap();
    assert!(told.contains("修改") && told.contains("620000 甘肃") && told.contains("运程"), "{told}");
    // A list is not theirs: the bureaus vote on it.
    site.open(&one, "/editions/propose?file=list-exit.md").unwrap();
    let list = one.eval("document.querySelector('#text').value").unwrap();
    one.fill("#text", &format!("另记。\n{}", list.as_str().unwrap())).unwrap();
    one.follow("button[value=try]").unwrap();
    let told = one.text("[role=alert]").unwrap();
    assert!(told.contains("list-exit.md") && told.contains("留给运行维护两人"), "{told}");
    let path = proposes(&site, &one, "2026-06-17").unwrap();
    assert!(path.starts_with("/editions/proposals/"), "{path}: {}", one.text("main").unwrap());
    assert!(one.text("#decide").unwrap().contains("须由另一人确认"));
    assert_eq!(one.count("button[value=confirm]").unwrap(), 0, "one's own proposal");

    let two = site.signed_in(&browser, "alashankou-operations").unwrap();
    site.open(&two, "/editions").unwrap();
    two.follow("#waiting a").unwrap();
    let seen = two.text("#changes").unwrap();
    for wanted in ["修改", "620000 甘肃", "deadlines.md", "运程"] {
        assert!(seen.contains(wanted), "{wanted}: {seen}");
    }
    assert!(two.text("main").unwrap().contains("兰新线临时限行"));
    two.follow("button[value=confirm]").unwrap();
    assert!(two.text(".head .tag").unwrap().contains("已采用"));
    site.open(&two, "/editions").unwrap();
    let adopted = two.text("#adopted tbody tr").unwrap();
    assert!(adopted.contains("2026-06-17") && adopted.contains("尚未施行"), "{adopted}");

    // Today goods go by the edition of before; tomorrow, in Shanghai, by the new one.
    declare(&site, &owner, &GOOD.replace("2026-0616", "2026-0617"), "send").unwrap();
    assert_eq!(shown(&owner), before);
    site.app.desk.clock.advance(Duration::from_secs(24 * 3600));
    let owner = site.signed_in(&browser, "gouqi").unwrap();
    declare(&site, &owner, &GOOD.replace("2026-0616", "2026-0618"), "send").unwrap();
    let now = shown(&owner);
    assert!(now.0 == before.0 && now.1 != before.1, "{now:?}");
    site.open(&owner, &yesterday).unwrap();
    assert_eq!(shown(&owner), before, "yesterday's case keeps its own");
    // Anybody reads what changed, without a name.
    let public = browser.page().unwrap();
    public.language("zh-CN").unwrap();
    site.open(&public, &now.1).unwrap();
    let told = public.text("main").unwrap();
    assert!(told.contains("现行") && told.contains("620000 甘肃") && !told.contains("qingdao-operations"), "{told}");
}
