//! 三(一) 统一制订、统一审核、统一维护, by clicking: a rule of Gansu from the idea to force, and back.

use browser::act::{GOOD, case, declare};
use browser::site::Site;
use browser::{Browser, Page};
use std::cell::Cell;
use std::time::Duration;

const DAY: u64 = 24 * 3600;
const RULE: &str = "### 审-0901 暂停出口的针织衫\n英文：Knitwear whose export is suspended\n\n```规则\n审-0901  出境  自 2026-06-25  起草「甘肃局」\n依据 「商检法」第五条（暂定）\n当 税号 属于「6109」\n则 拒绝受理「针织衫暂停出口」/\"the export of knitwear is suspended\"\n```";

/// People at a page whose clicks and words are counted.
struct Hands<'a> {
    site: &'a Site,
    browser: &'a Browser,
    acts: Cell<u32>,
}

impl Hands<'_> {
    /// Somebody signs in and opens what waits first.
    fn waiting(&self, account: &str) -> Page {
        let page = self.site.signed_in(self.browser, account).unwrap();
        self.site.open(&page, "/proposals").unwrap();
        self.follow(&page, "#waiting tbody a");
        page
    }

    fn follow(&self, page: &Page, selector: &str) {
        self.acts.set(self.acts.get() + 1);
        page.follow(selector).unwrap_or_else(|why| panic!("{selector}: {why:#}\n{}", page.text("main").unwrap()));
    }

    fn fill(&self, page: &Page, selector: &str, text: &str) {
        self.acts.set(self.acts.get() + 1);
        page.fill(selector, text).unwrap();
    }

    /// A day passes, or some, and the jobs do what is due.
    fn days(&self, days: u64) {
        let desk = &self.site.app.desk;
        desk.clock.advance(Duration::from_secs(days * DAY));
        let platform = desk::act::Ask::platform(desk.clock.now());
        self.site.runtime.block_on(desk::act::governance::due(desk, &platform)).unwrap();
    }

    /// A bureau votes for what waits for it.
    fn votes(&self, account: &str) -> Page {
        let page = self.waiting(account);
        self.follow(&page, "button[value=favour]");
        page
    }
}

/// Whether knitwear that is declared now passes its review, or why it does not, as the reviewer reads it.
fn reviewed(hands: &Hands, reference: &str) -> Result<(), String> {
    let owner = hands.site.signed_in(hands.browser, "gouqi").unwrap();
    declare(hands.site, &owner, &GOOD.replace("2026-0616", reference), "send").unwrap();
    let path = case(&owner).unwrap();
    let reviewer = hands.site.signed_in(hands.browser, "xian-reviewer").unwrap();
    hands.site.open(&reviewer, &path).unwrap();
    let act = "details.act:has(input[name='act'][value='review-pass'])";
    if reviewer.count(act).unwrap() == 0 {
        // It is not offered: the page says why.
        return Err(reviewer.text("main").unwrap());
    }
    if reviewer.count(&format!("{act}[open]")).unwrap() == 0 {
        reviewer.click(&format!("{act} > summary")).unwrap();
    }
    reviewer.follow(&format!("{act} form button")).unwrap();
    if reviewer.count(".said.stop").unwrap() == 0 { Ok(()) } else { Err(reviewer.text("main").unwrap()) }
}

/// An author of Gansu writes the rule in Chinese; what fails is told while he types, and then the other language beside. Its path.
fn written(hands: &Hands) -> String {
    let author = hands.site.signed_in(hands.browser, "lanzhou-inspector").unwrap();
    hands.site.open(&author, "/proposals").unwrap();
    hands.follow(&author, "#waiting .button.main");
    hands.fill(&author, "#says", &RULE.replace("拒绝受理", "拒绝受"));
    author.wait_for("#checked [role=alert]").unwrap();
    let told = author.text("#checked").unwrap();
    assert!(told.contains("rules.md:") && told.contains("拒绝受理"), "the right word: {told}");
    // Words by their names, from the keyboard.
    hands.fill(&author, "#says", "依据 商检法第五");
    author.wait_for("#words [role=option]").unwrap();
    author.press("ArrowDown").unwrap();
    author.press("Enter").unwrap();
    let chosen = author.eval("document.querySelector('#says').value").unwrap();
    assert!(chosen.as_str().unwrap().contains("「商检法」第五条"), "{chosen}");
    hands.fill(&author, "#says", RULE);
    let told = || author.text("#checked").unwrap_or_default().contains("then refuse \"the export of knitwear");
    let tries = (0..50).take_while(|_| !told()).inspect(|_| std::thread::sleep(Duration::from_millis(100))).count();
    assert!(tries < 50, "the other language beside: {}", author.text("#checked").unwrap());
    assert_eq!(author.count("#checked .said.pass").unwrap(), 1);
    hands.fill(&author, "#reason", "针织衫近期抽检不合格率上升");
    author.eval("document.querySelector('#from').value = '2026-06-25'").unwrap();
    hands.follow(&author, "button[value=propose]");
    let proposal = author.path().unwrap();
    assert!(author.text(".head").unwrap().contains("征求意见"), "{proposal}");
    proposal
}

const SEATS: [&str; 6] = ["qingdao", "zhengzhou", "taiyuan", "xian", "hohhot", "lanzhou"];

#[test]
fn plan_3_1_a_rule_of_gansu_from_the_idea_to_force_and_back() {
    let site = Site::start("bureaus").unwrap();
    let browser = Browser::start().unwrap();
    let hands = Hands { site: &site, browser: &browser, acts: Cell::new(0) };
    reviewed(&hands, "B-1").unwrap();

    let proposal = written(&hands);

    // Five bureaus are heard, one of them objects and is answered.
    for bureau in &SEATS[..4] {
        let page = hands.waiting(&format!("{bureau}-voter"));
        hands.follow(&page, "button[value=consult]");
    }
    let page = hands.waiting("chengdu-voter");
    assert!(page.text("#changes").unwrap().contains("针织衫暂停出口"));
    page.click("input[value=objects]").unwrap();
    hands.fill(&page, "#opinion-words", "须给企业留出准备时间");
    hands.follow(&page, "button[value=consult]");
    let author = hands.waiting("lanzhou-inspector");
    assert!(author.text("#opinions").unwrap().contains("须给企业留出准备时间"));
    hands.fill(&author, "#opinions input[name=words]", "施行日已推后");
    hands.follow(&author, "button[value=answer]");
    hands.days(6);

    // Six vote, and it is carried.
    let mut last = None;
    for bureau in &SEATS {
        last = Some(hands.votes(&format!("{bureau}-voter")));
    }
    let page = last.unwrap();
    assert!(page.text(".head").unwrap().contains("已成立"), "{}", page.text("main").unwrap());
    assert_eq!(page.count("#ballots .seat.yes").unwrap(), 6);
    assert!(hands.acts.get() <= 40, "{} clicks and words from the idea to force", hands.acts.get());
    println!("figure clicks and words from the idea to force {}", hands.acts.get());
    site.open(&page, "/proposals").unwrap();
    assert!(page.text("#calendar").unwrap().contains("2026-06-25"));
    hands.days(3);
    let said = reviewed(&hands, "B-2").unwrap_err();
    assert!(said.contains("针织衫暂停出口"), "stopped with the reason in words: {said}");
    // Everybody reads why.
    let public = browser.page().unwrap();
    public.language("zh-CN").unwrap();
    site.open(&public, "/editions").unwrap();
    assert!(public.text("#adopted").unwrap().contains("针织衫近期抽检不合格率上升"));

    // It is rolled back by the way that the text names for it, and the next one passes.
    let operations = site.signed_in(&browser, "qingdao-operations").unwrap();
    site.open(&operations, &proposal).unwrap();
    operations.fill("#back-words", "疫情解除").unwrap();
    operations.eval("document.querySelector('#back-from').value = '2026-06-27'").unwrap();
    operations.follow("button[value=roll_back]").unwrap();
    assert!(operations.text("main").unwrap().contains("退回提案"), "{}", operations.text("main").unwrap());
    hands.days(2);
    for bureau in &SEATS {
        hands.votes(&format!("{bureau}-voter"));
    }
    reviewed(&hands, "B-3").unwrap();
    let operations = site.signed_in(&browser, "qingdao-operations").unwrap();
    site.open(&operations, &proposal).unwrap();
    assert!(operations.text(".head").unwrap().contains("已废止"));
    assert_eq!(page.troubles().unwrap(), [""; 0]);
}
