//! The form of a declaration as one types: codes by name, by keyboard alone; advice and faults without a click.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use browser::act::GOOD;
use browser::site::Site;
use browser::{Browser, Page};
use std::time::Duration;

const NAME: &str = "[name='lines[0].name']";
const CODE: &str = "[name='lines[0].hs']";

fn value(page: &Page, selector: &str) -> String {
    page.eval(&format!("document.querySelector(\"{selector}\").value")).unwrap().as_str().unwrap().to_owned()
}

/// Waits until an expression is true of the page.
fn comes(page: &Page, what: &str) {
    for _ in 0..200 {
        if page.eval(what).unwrap() == true {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("never: {what}\n{}", page.text("main").unwrap());
}

#[test]
fn the_name_of_goods_finds_its_code_by_keyboard() {
    let site = Site::start("declare-codes").unwrap();
    let browser = Browser::start().unwrap();
    let page = site.signed_in(&browser, "gouqi").unwrap();
    site.open(&page, "/declare/exit").unwrap();
    page.fill(NAME, "苹果").unwrap();
    page.wait_for("#codes [role=option]").unwrap();
    let offered = page.text("#codes").unwrap();
    assert!(offered.contains("0808100000"), "{offered}");
    let nth = offered.lines().filter(|line| line.len() == 10 && line.chars().all(|c| c.is_ascii_digit()));
    let down = nth.take_while(|code| *code != "0808100000").count() + 1;
    assert!(down <= 5, "{offered}");
    (0..down).for_each(|_| page.press("ArrowDown").unwrap());
    let active = format!("document.activeElement.getAttribute('aria-activedescendant') === 'code-{}'", down - 1);
    assert_eq!(page.eval(&active).unwrap(), true);
    page.press("Enter").unwrap();
    assert_eq!((value(&page, CODE).as_str(), value(&page, NAME).as_str()), ("0808100000", "苹果"));
    assert_eq!(page.count("#codes").unwrap(), 0);
    // Enter chose, and sent nothing.
    assert_eq!(page.path().unwrap(), "/declare/exit");
    page.fill(CODE, "hetao").unwrap();
    page.wait_for("#codes [role=option]").unwrap();
    page.press("Escape").unwrap();
    assert_eq!((page.count("#codes").unwrap(), value(&page, CODE)), (0, "hetao".to_owned()));
    assert_eq!(page.troubles().unwrap(), Vec::<String>::new());
}

#[test]
fn advice_and_faults_come_while_one_types() {
    let site = Site::start("declare-live").unwrap();
    let browser = Browser::start().unwrap();
    let page = site.signed_in(&browser, "gouqi").unwrap();
    site.open(&page, "/declare/exit").unwrap();
    page.fill("[name='reference']", "2026-1").unwrap();
    comes(&page, "document.querySelectorAll('.advisor .lacks li').length > 0");
    assert_eq!(page.count(".field > .fault").unwrap(), 0, "nobody was at those fields yet");
    page.fill("[name='journey.port']", "QINGDAO").unwrap();
    page.fill("[name='reference']", "2026-2").unwrap();
    comes(&page, "document.querySelectorAll('.field > .fault').length === 1");
    let beside = page.eval("document.querySelector('.field > .fault').closest('.field').querySelector('input').name");
    assert_eq!(beside.unwrap(), "journey.port");
    let fill = format!(
        "(() => {{ const form = document.querySelector('form.declare');
        for (const [name, value] of Object.entries({GOOD})) {{
            let field = form.elements.namedItem(name);
            if (!field) {{ field = document.createElement('input'); field.name = name; form.append(field); }}
            field.value = value;
        }} return true; }})()"
    );
    assert_eq!(page.eval(&fill).unwrap(), true);
    for (name, typed) in
        [("net_mass", "１，２００.５０"), ("value", "50,000.00"), ("origin", "cn"), ("hs", "6109.10 0000")]
    {
        page.fill(&format!("[name='lines[0].{name}']"), typed).unwrap();
    }
    page.fill("[name='reference']", "２０２６-3").unwrap();
    comes(&page, "document.querySelector('.advisor').innerText.includes('将按 E3 办理')");
    for (name, understood) in [("net_mass", "1200.5"), ("value", "50000.00"), ("origin", "CN"), ("hs", "6109100000")] {
        assert_eq!(value(&page, &format!("[name='lines[0].{name}']")), understood);
    }
    assert_eq!(value(&page, "[name='reference']"), "２０２６-3", "a text is as it was typed");
    assert_eq!(page.count(".field > .fault").unwrap(), 0);
    assert_eq!(page.eval("document.activeElement.name").unwrap(), "reference");
    assert_eq!(page.troubles().unwrap(), Vec::<String>::new());
}
