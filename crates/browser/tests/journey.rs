//! An exporter of Yinchuan declares at Qingdao; officers of four offices take it to its release; with script and without.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use browser::sight::{GOOD, declare};
use browser::site::Site;
use browser::{Browser, Page};
use register::scope::Scope;

/// Signs an officer in, finds the case in the queue, does the act, and leaves the page that follows open.
fn works(site: &Site, page: &Page, account: &str, case: &str, (hidden, value): (&str, &str)) {
    site.sign_in(page, account).unwrap();
    site.open(page, "/queue").unwrap();
    page.follow(&format!(".queue a[href^='{case}?']")).unwrap_or_else(|error| panic!("{account}: {error:#}"));
    does(page, (hidden, value), &[]);
}

/// Does an act of the page that is open.
fn does(page: &Page, (hidden, value): (&str, &str), chosen: &[(&str, &str)]) {
    let act = format!("details.act:has(input[name='{hidden}'][value='{value}'])");
    page.wait_for(&act).unwrap();
    if page.count(&format!("{act}[open]")).unwrap() == 0 {
        page.click(&format!("{act} > summary")).unwrap();
    }
    for (name, choice) in chosen {
        page.choose(&format!("{act} [name='{name}']"), choice).unwrap();
    }
    page.follow(&format!("{act} form button")).unwrap();
    page.wait_for(".said.pass").unwrap_or_else(|error| panic!("{value}: {error:#}\n{}", page.text("main").unwrap()));
}

/// The whole way; the kinds of the events that it left.
fn journey(site: &Site, browser: &Browser, script: bool) -> Vec<&'static str> {
    let person = || {
        let page = browser.page().unwrap();
        page.language("zh-CN").unwrap();
        page.script(script).unwrap();
        page
    };
    let exporter = person();
    site.sign_in(&exporter, "gouqi").unwrap();
    let values = GOOD.replace("2026-0616", if script { "J-1" } else { "J-2" });
    declare(site, &exporter, &values, "advise").unwrap();
    let advice = exporter.text("aside").unwrap();
    assert!(advice.contains("将按 E3 办理"), "{advice}");
    exporter.follow("aside button[value=send]").unwrap();
    let case = exporter.path().unwrap().split('?').next().unwrap().to_owned();
    assert!(case.starts_with("/case/"), "{case}: {}", exporter.text("main").unwrap());
    assert!(exporter.text(".case-head").unwrap().contains("轮到 审单中心"), "{}", exporter.text(".case-head").unwrap());

    works(site, &person(), "xian-reviewer", &case, ("act", "review-pass"));
    let inspector = person();
    site.sign_in(&inspector, "yinchuan-inspector").unwrap();
    site.open(&inspector, "/queue").unwrap();
    inspector.follow(&format!(".queue a[href^='{case}?']")).unwrap();
    does(&inspector, ("step", "产地检验检疫"), &[("lot-1", "pass")]);
    let releaser = person();
    // Released where it suits: not where it was declared, nor where it was inspected.
    site.sign_in(&releaser, "urumqi-releaser").unwrap();
    // Its office has no part in the case: it says what for, once.
    site.open(&releaser, &case).unwrap();
    assert!(releaser.troubles().unwrap().iter().all(|one| one.contains("status of 403")));
    releaser.choose("main select[name=purpose]", "papers").unwrap();
    releaser.follow("main form button.main").unwrap();
    does(&releaser, ("step", "通关单"), &[]);
    does(&releaser, ("step", "直接放行"), &[]);

    site.open(&exporter, &case).unwrap();
    let end = exporter.text(".case-head").unwrap();
    assert!(end.contains("已办结"), "{end}");
    for page in [&exporter, &inspector, &releaser] {
        assert_eq!(page.troubles().unwrap(), Vec::<String>::new());
    }
    let no = case.trim_start_matches("/case/");
    let (register, scope) = (&site.app.field().register, Scope::system());
    let events = site.runtime.block_on(register.case_events(&scope, no)).unwrap().unwrap();
    events.iter().map(|event| event.body.kind()).collect()
}

#[test]
fn the_same_happens_with_script_and_without() {
    let site = Site::start("journey").unwrap();
    let browser = Browser::start().unwrap();
    let with = journey(&site, &browser, true);
    assert!(5 <= with.len(), "{with:?}");
    assert_eq!(with, journey(&site, &browser, false));
}
