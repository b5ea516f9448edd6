//! 三(一) 统一制订、统一审核、统一维护, by clicking: two persons add an entry to the exit list, and the next day the same goods go another mode.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use browser::act::{GOOD, declare, proposes, with_entry};
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
fn plan_3_1_two_persons_add_an_entry_and_the_next_day_the_same_goods_go_another_mode() {
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
    with_entry(&one, "2026-06-17").unwrap();
    one.follow("button[value=try]").unwrap();
    let told = one.text("#changes").unwrap();
    assert!(told.contains("新增") && told.contains("出-0099") && told.contains("针织衫抽检不合格较多"), "{told}");
    assert!(one.text(".fault").unwrap().contains("文号"), "the list wants an approval");
    let path = proposes(&site, &one, "2026-06-17").unwrap();
    assert!(path.starts_with("/editions/proposals/"), "{path}: {}", one.text("main").unwrap());
    assert!(one.text("#decide").unwrap().contains("须由另一人确认"));
    assert_eq!(one.count("button[value=confirm]").unwrap(), 0, "one's own proposal");

    let two = site.signed_in(&browser, "alashankou-operations").unwrap();
    site.open(&two, "/editions").unwrap();
    two.follow("#waiting a").unwrap();
    let seen = two.text("#changes").unwrap();
    for wanted in ["新增", "出-0099", "list-exit.md", "税号", "6109", "口岸查验"] {
        assert!(seen.contains(wanted), "{wanted}: {seen}");
    }
    assert!(two.text("main").unwrap().contains("国质检通〔2026〕88号"));
    two.follow("button[value=confirm]").unwrap();
    assert!(two.text(".head .tag").unwrap().contains("已采用"));
    site.open(&two, "/editions").unwrap();
    let adopted = two.text("#adopted tbody tr").unwrap();
    assert!(adopted.contains("2026-06-17") && adopted.contains("尚未施行"), "{adopted}");

    // Today the same goods go as before; tomorrow, in Shanghai, they do not.
    declare(&site, &owner, &GOOD.replace("2026-0616", "2026-0617"), "send").unwrap();
    assert_eq!(shown(&owner), before);
    site.app.desk.clock.advance(Duration::from_secs(24 * 3600));
    let owner = site.signed_in(&browser, "gouqi").unwrap();
    declare(&site, &owner, &GOOD.replace("2026-0616", "2026-0618"), "send").unwrap();
    let now = shown(&owner);
    assert!(now.0 == "E1" && now.1 != before.1, "{now:?}");
    site.open(&owner, &yesterday).unwrap();
    assert_eq!(shown(&owner), before, "yesterday's case keeps its own");
    // Anybody reads what changed, without a name.
    let public = browser.page().unwrap();
    public.language("zh-CN").unwrap();
    site.open(&public, &now.1).unwrap();
    let told = public.text("main").unwrap();
    assert!(told.contains("现行") && told.contains("出-0099") && !told.contains("qingdao-operations"), "{told}");
}
