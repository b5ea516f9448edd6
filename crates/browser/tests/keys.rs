//! By keyboard: the queue moves by j and k, ? lists the keys, / goes to the field, which lists what fits while one types.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use browser::site::Site;
use browser::{Browser, Page};

/// The path of the link that has the focus.
fn focused(page: &Page) -> String {
    page.eval("document.activeElement.getAttribute('href') ?? ''").unwrap().as_str().unwrap().to_owned()
}

#[test]
fn an_officer_works_the_queue_and_finds_a_case_without_a_pointer() {
    let site = Site::start("keys").unwrap();
    let browser = Browser::start().unwrap();
    let page = site.signed_in(&browser, "xian-reviewer").unwrap();
    site.open(&page, "/queue").unwrap();
    page.wait_for(".keys-open:not([hidden])").unwrap();
    page.press("j").unwrap();
    let first = focused(&page);
    assert!(first.starts_with("/case/"), "{first}");
    page.press("j").unwrap();
    assert_ne!(focused(&page), first);
    page.press("k").unwrap();
    assert_eq!(focused(&page), first);
    page.press("?").unwrap();
    page.wait_for("dialog.keys[open]").unwrap();
    page.press("Escape").unwrap();
    page.press("/").unwrap();
    assert_eq!(page.eval("document.activeElement.name").unwrap(), "q");
    let part: String = page.text(".queue .goods").unwrap().chars().take(2).collect();
    page.fill(".find input", &part).unwrap();
    page.wait_for(".hits:not([hidden]) li").unwrap();
    assert!(page.count(".hits li").unwrap() <= 8);
    let down =
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))";
    page.eval(down).unwrap();
    page.wait_for(".hits li[aria-selected=true]").unwrap();
    let no = page.eval("document.querySelector('.hits li').dataset.no").unwrap();
    page.press("Enter").unwrap();
    // A case without a part in it asks first what it is read for.
    page.wait_for(".case-head, main select[name=purpose]").unwrap();
    assert_eq!(page.path().unwrap(), format!("/case/{}", no.as_str().unwrap()));
    assert!(page.troubles().unwrap().is_empty());
}

/// The number of the case that the page shows, without blanks.
fn case_of(page: &Page) -> String {
    page.eval("location.pathname.split('/').pop()").unwrap().as_str().unwrap().to_owned()
}

#[test]
fn a_mornings_queue_is_worked_by_keyboard_alone() {
    let site = Site::start("morning").unwrap();
    let browser = Browser::start().unwrap();
    let page = site.signed_in(&browser, "xian-reviewer").unwrap();
    site.open(&page, "/queue?kind=review").unwrap();
    page.wait_for(".keys-open:not([hidden])").unwrap();
    page.press("j").unwrap();
    page.press("Enter").unwrap();
    let mut seen = Vec::new();
    // The demonstration has nineteen reviews; what was skipped comes again after the last.
    for round in 0..19 {
        page.wait_for("html[data-keys] #now").unwrap();
        let no = case_of(&page);
        assert!(!seen.contains(&no), "{round}: {no} came again");
        seen.push(no);
        // Two are passed, one is skipped.
        if round % 3 == 2 {
            page.press("n").unwrap();
        } else {
            page.press("a").unwrap();
            assert_eq!(page.eval("document.activeElement.tagName").unwrap(), "BUTTON", "{round}");
            page.press("Enter").unwrap();
            page.wait_for("html[data-keys] .said.pass a.next-case").unwrap();
            page.press("n").unwrap();
        }
        let turned = (0..200).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(25));
            page.eval("location.pathname.split('/').pop()").is_ok_and(|now| now != seen[round].as_str())
        });
        assert!(turned, "{round}: n leads nowhere from {}", seen[round]);
    }
    assert!(page.troubles().unwrap().is_empty(), "{:?}", page.troubles());
}
