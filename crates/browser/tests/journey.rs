//! An exporter of Yinchuan declares at Qingdao; officers of four offices take it to its release; with script and without.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "journey/bureaus.rs"]
mod bureaus;
#[path = "journey/editions.rs"]
mod editions;
#[path = "journey/papers.rs"]
mod papers;

use browser::act::{self, GOOD, declare, lacking};
use browser::site::Site;
use browser::{Browser, Page};
use register::scope::Scope;

/// As [`act::does`], which must succeed.
fn does(page: &Page, act: (&str, &str), chosen: &[(&str, &str)]) {
    act::does(page, act, chosen).unwrap_or_else(|error| panic!("{error:#}"));
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
    let case = act::case(&exporter).unwrap();
    assert!(case.starts_with("/case/"), "{case}: {}", exporter.text("main").unwrap());
    assert!(exporter.text(".case-head").unwrap().contains("轮到 审单中心"), "{}", exporter.text(".case-head").unwrap());

    act::works(site, &person(), "xian-reviewer", &case, ("act", "review-pass")).unwrap();
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
        let case = act::case(&exporter).unwrap();
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

/// 「进出口食品办法」第八条: an inspector records on a phone what was drawn and measured; one value is beyond its limit.
#[test]
fn food_8_an_inspector_records_three_limits_on_a_phone_and_one_beyond_fails_the_lot() {
    let site = Site::start("measured").unwrap();
    let browser = Browser::start().unwrap();
    let (importer, officer) = (site.signed_in(&browser, "gouqi").unwrap(), browser.page().unwrap());
    officer.language("zh-CN").unwrap();
    let case = act::inspecting(&site, &officer).unwrap_or_else(|error| panic!("{error:#}"));
    let phone = site.signed_in(&browser, "yinchuan-inspector").unwrap();
    phone.size(390, 844).unwrap();
    site.open(&phone, &case).unwrap();
    let act = "details.act:has(input[name='step'])";
    let told = phone.text(act).unwrap();
    for wanted in ["铅", "限量不高于 0.5", "镉", "限量不高于 0.1", "黄曲霉毒素 B1", "GB 5009.22", "抽 8 件"]
    {
        assert!(told.contains(wanted), "{wanted}: {told}");
    }
    let send = |values: [&str; 5]| {
        for (name, value) in
            ["审-0106-0", "审-0161-0", "审-0161-1", "审-0161-2", "审-0161-2-failed"].into_iter().zip(values)
        {
            phone.fill(&format!("{act} [name='measured-1-{name}']"), value).unwrap();
        }
        phone.choose(&format!("{act} [name='lot-1']"), "pass").unwrap();
        phone.follow(&format!("{act} form button")).unwrap();
    };
    // Too few were drawn: it says so and keeps what was filled in.
    send(["0.2", "0.15", "1.3", "7", "0"]);
    let said = phone.text(".said").unwrap();
    assert!(said.contains("件数不符") && said.contains("谷物制品 S-3"), "{said}");
    assert_eq!(
        phone.eval(&format!("document.querySelector(\"{act} [name='measured-1-审-0161-0']\").value")).unwrap(),
        "0.15"
    );
    send(["0.2", "0.15", "1.3", "8", "0"]);
    let done = phone.text("main").unwrap();
    for wanted in ["审-0161 镉 0.15 mg/kg", "超限", "限量不高于 0.1", "处置不合格批次"] {
        assert!(done.contains(wanted), "{wanted}: {done}");
    }
    assert_eq!(phone.eval("document.documentElement.scrollWidth <= innerWidth").unwrap(), true, "nothing hangs over");
    site.open(&importer, &case).unwrap();
    assert!(importer.text("main").unwrap().contains("镉 0.15 mg/kg"), "the enterprise is told why its goods failed");
}

/// A waiver by two persons: one gives the reason and the clause, another of the review centre confirms it, and the case goes on.
#[test]
fn r52_a_waiver_is_asked_for_by_one_officer_and_confirmed_by_another() {
    let site = Site::start("waived").unwrap();
    let browser = Browser::start().unwrap();
    let exporter = site.signed_in(&browser, "gouqi").unwrap();
    lacking(&site, &exporter, "W-1").unwrap();
    let case = act::case(&exporter).unwrap();
    assert!(
        exporter.text(".case-head").unwrap().contains("企业 · 补交单据"),
        "{}",
        exporter.text(".case-head").unwrap()
    );
    let first = site.signed_in(&browser, "xian-reviewer").unwrap();
    site.open(&first, &case).unwrap();
    let ask = "details.act:has(input[value='ask-waiver'])";
    first.click(&format!("{ask} > summary")).unwrap();
    let told = first.text(ask).unwrap();
    assert!(told.contains("审-0114") && told.contains("须由审单中心的另一人确认"), "{told}");
    first.fill(&format!("{ask} [name='reason']"), "原件在途，电子件已核对").unwrap();
    first.fill(&format!("{ask} [name='basis']"), "「本方案」三(一)").unwrap();
    first.follow(&format!("{ask} form button")).unwrap();
    first.wait_for(".said.pass").unwrap();
    // Who asked does not confirm: no form is offered, and why is said.
    assert_eq!(first.count("input[value='answer-waiver']").unwrap(), 0, "{}", first.text("main").unwrap());
    let second = site.signed_in(&browser, "qingdao-reviewer").unwrap();
    site.open(&second, "/queue?kind=waiver").unwrap();
    second.follow(&format!(".queue a[href^='{case}?']")).unwrap();
    let answer = second.text("details.act:has(input[value='answer-waiver'])").unwrap();
    assert!(answer.contains("原件在途，电子件已核对") && answer.contains("审-0114"), "{answer}");
    does(&second, ("act", "answer-waiver"), &[("granted", "yes")]);
    assert!(second.text("main").unwrap().contains("已免除"));
    does(&second, ("act", "review-pass"), &[]);
    site.open(&exporter, &case).unwrap();
    let own = exporter.text("main").unwrap();
    assert!(own.contains("已免除") && !own.contains("原件在途"), "{own}");
    for page in [&exporter, &first, &second] {
        assert_eq!(page.troubles().unwrap(), Vec::<String>::new());
    }
}
