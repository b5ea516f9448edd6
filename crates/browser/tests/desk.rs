//! An officer's day by clicking: a case is judged from its page, an amendment from what changes, many lots and many cases at once,
//! and a case is released where nobody chose to.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use browser::act::{FORTY, declare, declare_by};
use browser::site::Site;
use browser::{Browser, Page};

/// Fresh fruit with a permit of another kind than the check wants, from Qingdao to Yinchuan.
const WRONG_PERMIT: &str = r#"{"reference": "2026-0701", "offices.accept": "640100", "offices.destination": "640100",
    "parties.owner": "91640100MA3D1000XA", "journey.port": "CNQDP", "journey.transport": "1",
    "journey.despatch_country": "ZA", "journey.destination_district": "640100",
    "lines[0].hs": "0805100000", "lines[0].name": "鲜橙", "lines[0].origin": "ZA", "lines[0].quantity": "20000",
    "lines[0].quantity#unit": "KGM", "lines[0].net_mass": "20000", "lines[0].value": "15000.00",
    "lines[0].value#unit": "USD", "lines[0].packages[0].kind": "CT", "lines[0].packages[0].count": "1000",
    "lines[0].permits[0].kind": "411", "lines[0].permits[0].no": "CCC-2026-7",
    "attachments[0].kind": "101001", "attachments[1].kind": "101002"}"#;

/// The number of the case that the page shows.
fn case_of(page: &Page) -> String {
    page.eval("location.pathname.split('/').pop()").unwrap().as_str().unwrap().to_owned()
}

/// Opens a list and follows the row of a case.
fn opens(site: &Site, page: &Page, list: &str, no: &str) {
    site.open(page, list).unwrap();
    page.follow(&format!(".queue a[href^='/case/{no}']")).unwrap();
}

/// Says what a case is read for, where the page asks.
fn for_papers(page: &Page) {
    if 0 < page.count("select[name=purpose]").unwrap() {
        page.choose("select[name=purpose]", "papers").unwrap();
        page.follow("main form .button.main").unwrap();
    }
}

/// The act with such an input, unfolded.
fn unfolded(page: &Page, input: &str) -> String {
    let act = format!("#now .act:has({input})");
    let open = page.eval(&format!("document.querySelector(\"{act}\")?.open")).unwrap();
    if open == false {
        page.click(&format!("{act} > summary")).unwrap();
    }
    act
}

/// Does an act as it stands.
fn does(page: &Page, input: &str) {
    let act = unfolded(page, input);
    page.follow(&format!("{act} form .button")).unwrap();
}

#[test]
fn r2_a_reviewer_finds_and_judges_a_case_with_a_wrong_permit_from_its_page() {
    let site = Site::start("permit").unwrap();
    let browser = Browser::start().unwrap();
    let owner = site.signed_in(&browser, "gouqi").unwrap();
    declare_by(&site, &owner, "/declare/entry", WRONG_PERMIT, "send").unwrap();
    let no = case_of(&owner);
    let page = site.signed_in(&browser, "xian-reviewer").unwrap();
    site.open(&page, "/queue?kind=review").unwrap();
    let row = page.text(&format!(".queue li:has([href^='/case/{no}'])")).unwrap();
    assert!(row.contains("缺：进境水果应当有进境动植物检疫许可证"), "{row}");
    page.follow(&format!(".queue a[href^='/case/{no}']")).unwrap();
    // What was declared and what is wanted stand together, with the clause.
    let goods = page.text("#declared .goods-line").unwrap();
    for wanted in ["CCC-2026-7", "411", "进境水果应当有进境动植物检疫许可证", "「进境水果办法」第四条"]
    {
        assert!(goods.contains(wanted), "{wanted}: {goods}");
    }
    let act = unfolded(&page, "[value=review-return]");
    page.fill(&format!("{act} textarea"), "所附为 CCC 证书，请附进境动植物检疫许可证").unwrap();
    page.follow(&format!("{act} form .button")).unwrap();
    let said = page.text(".said.pass").unwrap();
    assert!(said.contains("请附进境动植物检疫许可证") && said.contains("企业"), "{said}");
    site.open(&page, "/queue?kind=review").unwrap();
    assert_eq!(page.count(&format!(".queue a[href^='/case/{no}']")).unwrap(), 0, "it is the enterprise's turn");
    site.open(&owner, &format!("/case/{no}")).unwrap();
    assert!(owner.text("main").unwrap().contains("请附进境动植物检疫许可证"));
}

#[test]
fn declaration_rules_17_an_amendment_is_granted_from_the_side_by_side_view() {
    let site = Site::start("amendment").unwrap();
    let browser = Browser::start().unwrap();
    let page = site.signed_in(&browser, "xian-reviewer").unwrap();
    site.open(&page, "/queue?kind=amendment").unwrap();
    page.follow(".queue a").unwrap();
    let no = case_of(&page);
    let (old, new) = (page.text("#amendment del").unwrap(), page.text("#amendment ins").unwrap());
    assert!(!old.is_empty() && !new.is_empty() && old != new, "{old} {new}");
    assert!(page.text("#declared").unwrap().contains(&old), "what holds is what is declared");
    does(&page, "[value=grant]");
    assert!(page.text(".said.pass").unwrap().contains("更改"), "{}", page.text(".said.pass").unwrap());
    assert_eq!(page.count("#amendment").unwrap(), 0);
    let declared = page.text("#declared").unwrap();
    let told = |value: &str| declared.lines().any(|line| line == value);
    assert!(told(&new) && !told(&old), "{no}: {declared}");
}

#[test]
fn r33_forty_lots_with_two_exceptions_take_eight_actions_at_most() {
    let site = Site::start("forty").unwrap();
    let browser = Browser::start().unwrap();
    let owner = site.signed_in(&browser, "gouqi").unwrap();
    declare(&site, &owner, FORTY, "send").unwrap();
    let no = case_of(&owner);
    let reviewer = site.signed_in(&browser, "xian-reviewer").unwrap();
    opens(&site, &reviewer, "/queue?kind=review", &no);
    does(&reviewer, "[value=review-pass]");
    let page = site.signed_in(&browser, "yinchuan-inspector").unwrap();
    page.size(1280, 900).unwrap();
    site.open(&page, "/queue?kind=inspect").unwrap();
    let mut actions = 0;
    let mut act = |did: anyhow::Result<()>| {
        did.unwrap();
        actions += 1;
    };
    act(page.follow(&format!(".queue a[href^='/case/{no}']")));
    let high = page.eval("document.querySelector('#now').getBoundingClientRect().height").unwrap();
    assert!(high.as_f64().unwrap() <= 3.0 * 900.0, "forty lots stand in three screens: {high}");
    for lot in [3, 38] {
        act(page.choose(&format!("[name='lot-{lot}']"), "fail"));
        act(page.fill(&format!("[name='reason-{lot}']"), "检出活虫"));
    }
    assert!(page.count("#phrases option[value='检出活虫']").unwrap() == 1, "the text proposes it");
    act(page.choose("[name='rest']", "pass"));
    act(page.follow("#now form:has([name='rest']) .button"));
    assert!(actions <= 8, "{actions} actions");
    let lots = page.text("#lots").unwrap();
    assert_eq!(lots.matches("检出活虫").count(), 2, "{lots}");
    assert!(page.text(".said.pass").unwrap().contains("检出活虫"), "{}", page.text(".said.pass").unwrap());
}

#[test]
fn r33_ten_releases_in_one_go_of_which_one_is_stale() {
    let site = Site::start("together").unwrap();
    let browser = Browser::start().unwrap();
    let page = site.signed_in(&browser, "huangdao-releaser").unwrap();
    site.open(&page, "/queue?kind=release&any=1").unwrap();
    let ticks = page.count(".queue.batch [type=checkbox]").unwrap();
    assert!(10 <= ticks, "the demonstration has ten that any office may release");
    for n in 1..=10 {
        page.click(&format!(".queue.batch li:nth-child({n}) .tick")).unwrap();
    }
    page.follow("#batch .button").unwrap();
    let shown = page.text("main").unwrap();
    assert_eq!(shown.matches("可办理").count(), 10, "{shown}");
    // Meanwhile a colleague releases the third.
    let other = site.signed_in(&browser, "huangdao-releaser").unwrap();
    site.open(&other, "/queue?kind=release&any=1").unwrap();
    other.follow(".queue li:nth-child(3) a").unwrap();
    for_papers(&other);
    does(&other, "[name=step]");
    other.wait_for(".said.pass").unwrap();
    page.follow("main form .button.main").unwrap();
    let done = page.text("main").unwrap();
    assert_eq!((done.matches("已办理").count(), done.matches("不再等待此项").count()), (9, 1), "{done}");
    site.open(&page, "/queue?kind=release&any=1").unwrap();
    assert_eq!(page.count(".queue li").unwrap(), ticks - 10, "all ten are released");
}

#[test]
fn r29_a_case_is_released_at_an_office_that_was_not_chosen() {
    let site = Site::start("elsewhere").unwrap();
    let browser = Browser::start().unwrap();
    let page = site.signed_in(&browser, "huangdao-releaser").unwrap();
    site.open(&page, "/queue?kind=release&any=1").unwrap();
    // Goods of Huanghe Textiles; the enterprise chooses Lanzhou.
    let found = "[...document.querySelectorAll('.queue li')].find(row => row.innerText.includes('兰州黄河纺织'))\
         ?.querySelector('a').pathname";
    let path = page.eval(found).unwrap().as_str().expect("a release of theirs").to_owned();
    let owner = site.signed_in(&browser, "huanghe").unwrap();
    site.open(&owner, &path).unwrap();
    let form = unfolded(&owner, "[name=office]");
    owner.choose(&format!("{form} [name='office']"), "620100").unwrap();
    owner.follow(&format!("{form} form .button")).unwrap();
    // Huangdao still finds it among what any office may do, and releases it.
    opens(&site, &page, "/queue?kind=release&any=1", path.trim_start_matches("/case/"));
    for_papers(&page);
    does(&page, "[name=step]");
    assert!(page.text(".said.pass").unwrap().contains("放行"));
    let timeline = page.text("#timeline li").unwrap();
    assert!(timeline.contains("黄岛") && timeline.contains("兰州"), "for whom it was done: {timeline}");
    // Who has no part sees no ledger; the owner does.
    site.open(&owner, &path).unwrap();
    let duty = owner.text("#ledger tbody tr:last-child").unwrap();
    assert!(duty.contains("黄岛") && duty.contains("兰州"), "the ledger says on whose behalf: {duty}");
}

/// Doing something, counted.
fn act<E: std::fmt::Debug>(count: &mut u32, done: Result<(), E>) {
    *count += 1;
    done.unwrap();
}

#[test]
fn r17_somebody_who_never_saw_it_finds_the_rule_for_wood_packing_and_tries_a_declaration_against_it() {
    let site = Site::start("rules").unwrap();
    let browser = Browser::start().unwrap();
    let page = site.signed_in(&browser, "xian-reviewer").unwrap();
    site.open(&page, "/").unwrap();
    let mut count = 0;
    act(&mut count, page.follow("nav a[href='/rules']"));
    act(&mut count, page.fill("#q", "木质包装"));
    act(&mut count, page.follow("main form .button.main"));
    let found = page.text("main table").unwrap();
    assert!(
        found.contains("审-0101") && found.contains("检验每批") && found.contains("「木质包装办法」第四条"),
        "{found}"
    );
    act(&mut count, page.follow("main table a[href*='0101']"));
    // Why and by which clause: the sentence, and the clause whole.
    let rule = page.text("main").unwrap();
    for wanted in
        ["启运国列于名单「松材线虫病发生国家」", "加施 IPPC 专用标识", "despatch country on list", "近 90 日命中"]
    {
        assert!(rule.contains(wanted), "{wanted}: {rule}");
    }
    act(&mut count, page.follow("#basis a"));
    assert!(page.text("#rules").unwrap().contains("审-0013"));
    act(&mut count, page.follow("#rules a[href*='0101']"));
    let case = page.text("#hits table a").unwrap();
    act(&mut count, page.follow("main a[href^='/try']"));
    act(&mut count, page.fill("#no", &case));
    act(&mut count, page.follow("main form .button.main"));
    let tried = page.text("#hitting details[open]").unwrap();
    assert!(tried.contains("审-0101") && tried.contains("成立") && tried.contains("·"), "{tried}");
    assert!(count <= 12, "{count} actions");
    println!("figure actions to find and try the rule: {count}");
}
