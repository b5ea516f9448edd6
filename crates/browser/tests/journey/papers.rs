//! 「谁检验、谁拟证，谁缮制、谁签证」 by clicking: a paper of goods that Lanzhou inspected, signed in Qingdao, amended, and verified.

use browser::papers::{self, Far};
use browser::site::Site;
use browser::{Browser, Page};

/// Number and check code, as they stand on a paper.
fn on_paper(page: &Page) -> (String, String) {
    let part = |n: u8| page.text(&format!(".paper-no .number:nth-of-type({n})")).unwrap();
    (part(1), part(2))
}

/// What a stranger is told of a paper.
fn verified(site: &Site, stranger: &Page, (number, code): (&str, &str)) -> String {
    site.open(stranger, "/papers").unwrap();
    stranger.fill("#number", number).unwrap();
    stranger.fill("#code", code).unwrap();
    stranger.follow("main form button").unwrap();
    stranger.text("main").unwrap()
}

/// Every step after the draft, from the page of the paper.
fn goes_on(site: &Site, page: &Page, path: &str) {
    for step in papers::STEPS {
        papers::does(site, page, path, (step.1, step.2)).unwrap_or_else(|why| panic!("{:?}: {why:#}", step.0));
    }
}

#[test]
fn plan_3_3_1_a_paper_of_lanzhou_is_signed_in_qingdao_amended_and_the_first_is_shown_superseded() {
    let site = Site::start("papers").unwrap();
    let browser = Browser::start().unwrap();
    let page = browser.page().unwrap();
    page.language("zh-CN").unwrap();
    let first = papers::paper(&site, &page, Far::Issued).unwrap();
    let case = first.split("/certificates").next().unwrap().to_owned();
    // The enterprise finds it on the page of its case, and reads nothing of who drafted it.
    site.sign_in(&page, "huanghe").unwrap();
    site.open(&page, &case).unwrap();
    page.follow("#issued tbody a").unwrap();
    assert!(page.path().unwrap().starts_with(&first));
    assert_eq!((page.count("#chain").unwrap(), page.count("#decide").unwrap()), (0, 0));
    let (number, code) = on_paper(&page);
    assert!(page.text("#paper").unwrap().contains("PHYTOSANITARY CERTIFICATE"));
    // It is fetched.
    site.sign_in(&page, "qingdao-releaser").unwrap();
    site.open(&page, &first).unwrap();
    // On a sheet that this office has: another one is refused, and what was typed stays.
    page.fill("#to", "李明").unwrap();
    page.fill("#sheets", "A00099999").unwrap();
    let hand = "#decide form:has(input[name='do'][value='hand-over']) button";
    page.follow(hand).unwrap();
    assert!(page.text("main").unwrap().contains("本机构没有这张空白证单"));
    page.fill("#sheets", "A00010002").unwrap();
    page.follow(hand).unwrap();
    let handed = page.text("main").unwrap();
    assert!(handed.contains("李明") && handed.contains("A00010002"), "{handed}");
    // Anybody sees that it counts, in either language; a wrong code opens nothing.
    let stranger = browser.page().unwrap();
    for (tag, counts, wrong) in [("zh-CN", "该单证有效", "不符"), ("en", "This paper counts", "do not fit")] {
        stranger.language(tag).unwrap();
        let told = verified(&site, &stranger, (&number, &code));
        assert!(told.contains(counts) && told.contains("Garlic") && told.contains("保鲜大蒜"), "{told}");
        assert!(verified(&site, &stranger, (&number, "0000000000000")).contains(wrong));
    }
    // It is amended: the second one takes its place once the original is back.
    site.sign_in(&page, "lanzhou-drafter").unwrap();
    site.open(&page, &first).unwrap();
    page.follow("a[href$='/amendment']").unwrap();
    papers::fill(&page).unwrap();
    page.follow("form.draft-paper button.main").unwrap();
    let second = page.path().unwrap();
    assert_ne!(second, first);
    goes_on(&site, &page, &second);
    let (other, its_code) = on_paper(&page);
    assert_ne!((&other, &its_code), (&number, &code));
    for (tag, ended, counts) in
        [("zh-CN", "已由另一份代替", "该单证有效"), ("en", "counts no more", "This paper counts and")]
    {
        stranger.language(tag).unwrap();
        let told = verified(&site, &stranger, (&number, &code));
        assert!(told.contains(ended) && !told.contains(counts), "{told}");
        assert!(verified(&site, &stranger, (&other, &its_code)).contains(counts));
    }
    // The sheet that this office does not have, and nothing else.
    let troubles = page.troubles().unwrap();
    assert!(troubles.len() == 1 && troubles[0].contains("409"), "{troubles:?}");
}

#[test]
fn plan_3_3_1_what_is_engrossed_otherwise_is_not_signed_and_goes_back_to_its_drafter() {
    let site = Site::start("papers-differ").unwrap();
    let browser = Browser::start().unwrap();
    let page = browser.page().unwrap();
    page.language("zh-CN").unwrap();
    let path = papers::paper(&site, &page, Far::Checked).unwrap();
    site.sign_in(&page, "qingdao-engrosser").unwrap();
    site.open(&page, &path).unwrap();
    page.click("form.engross details summary").unwrap();
    page.fill("form.engross details[open] textarea", "兰州黄河纺织有限公司（演示）；兰州").unwrap();
    page.follow("form.engross > button").unwrap();
    papers::does(&site, &page, &path, ("qingdao-second-engrosser", "proofread")).unwrap();
    site.sign_in(&page, "qingdao-signatory").unwrap();
    site.open(&page, &path).unwrap();
    // Nothing offers to sign it, the place is named, and one press sends it back.
    assert_eq!(page.count("#decide form:has(input[name='do'][value='sign'])").unwrap(), 0);
    assert!(page.text(".said.stop").unwrap().contains("发货人名称及地址"));
    page.follow("#decide form:has(input[name='do'][value='send-back']) button").unwrap();
    site.sign_in(&page, "lanzhou-drafter").unwrap();
    site.open(&page, &path).unwrap();
    assert!(page.text("main").unwrap().contains("第 18 字"), "{}", page.text("main").unwrap());
    page.follow("a[href$='/draft']").unwrap();
    page.follow("form.draft-paper button.main").unwrap();
    for step in papers::STEPS {
        papers::does(&site, &page, &path, (step.1, step.2)).unwrap();
    }
    assert!(page.text("main").unwrap().contains("已签发"));
}
