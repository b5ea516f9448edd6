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
