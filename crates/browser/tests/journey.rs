//! An exporter of Yinchuan declares at Qingdao; officers of four offices take it to its release; with script and without.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use browser::sight::{GOOD, declare, lacking};
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

/// 「审单规则」审-0114: an exporter gives the paper that is lacking, and the case goes on; with script and without.
#[test]
fn plan_3_1_an_exporter_gives_the_paper_that_is_lacking_and_the_case_goes_on() {
    let site = Site::start("lacking").unwrap();
    let browser = Browser::start().unwrap();
    for script in [true, false] {
        let person = || {
            let page = browser.page().unwrap();
            page.language("zh-CN").unwrap();
            page.script(script).unwrap();
            page
        };
        let (exporter, reviewer) = (person(), person());
        site.sign_in(&exporter, "gouqi").unwrap();
        lacking(&site, &exporter, if script { "L-1" } else { "L-2" }).unwrap();
        let case = exporter.path().unwrap().split('?').next().unwrap().to_owned();
        site.sign_in(&reviewer, "xian-reviewer").unwrap();
        site.open(&reviewer, &case).unwrap();
        let told = reviewer.text("main").unwrap();
        assert!(told.contains("规则的要求尚未满足") && told.contains("101041"), "{told}");
        assert_eq!(reviewer.count("input[value='review-pass']").unwrap(), 0, "{told}");
        // What is lacking stands first on the exporter's page.
        let act = exporter.text(".act").unwrap();
        assert!(act.contains("补交单据"), "{act}");
        exporter.fill("details.act:has(input[value='paper']) [name='no']", "保-0717").unwrap();
        does(&exporter, ("act", "paper"), &[("kind", "101041"), ("day", "2026-06-10")]);
        let own = exporter.text("main").unwrap();
        assert!(own.contains("已满足") && own.contains("保-0717") && !own.contains("尚缺"), "{own}");
        site.open(&reviewer, &case).unwrap();
        does(&reviewer, ("act", "review-pass"), &[]);
        for page in [&exporter, &reviewer] {
            assert_eq!(page.troubles().unwrap(), Vec::<String>::new());
        }
    }
}
