//! Every screen, on a phone and on a desk, in both languages: no sideways scrolling, nothing cut, nothing wrong in the console.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use browser::Browser;
use browser::look::look;
use browser::sight::SIGHTS;
use browser::site::Site;
use std::collections::HashMap;

#[test]
fn every_screen_fits_a_phone_and_a_desk_in_both_languages() {
    let site = Site::start("screens").unwrap();
    let browser = Browser::start().unwrap();
    let mut pages = HashMap::new();
    let mut faults = Vec::new();
    for sight in SIGHTS {
        let page = pages.entry(sight.account).or_insert_with(|| match sight.account {
            "" => browser.page().unwrap(),
            account => site.signed_in(&browser, account).unwrap(),
        });
        for tag in ["zh-CN", "en"] {
            page.language(tag).unwrap();
            page.size(1280, 900).unwrap();
            (sight.open)(&site, page).unwrap_or_else(|error| panic!("{} in {tag}: {error:#}", sight.name));
            for width in [390, 1280] {
                page.size(width, 844).unwrap();
                let looks = look(page).unwrap();
                let found = looks.sideways.iter().chain(&looks.cut).chain(&looks.over);
                faults.extend(found.map(|what| format!("{} {tag} {width}: {what}", sight.name)));
            }
            faults.extend(page.troubles().unwrap().iter().map(|what| format!("{} {tag}: {what}", sight.name)));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
