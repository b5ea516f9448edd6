//! Every screen, on a phone and on a desk, in both languages: no sideways scrolling, nothing cut, nothing wrong in the console.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use browser::axe::{self, Rules};
use browser::look::look;
use browser::sight::SIGHTS;
use browser::site::Site;
use browser::{Browser, Fonts, Page};
use std::collections::HashMap;

#[test]
fn every_screen_fits_a_phone_and_a_desk_in_both_languages() {
    fits("screens", Fonts::Noto);
}

#[test]
fn every_screen_fits_in_wide_letters_too() {
    fits("screens-wide", Fonts::DejaVu);
}

fn fits(name: &str, fonts: Fonts) {
    let site = Site::start(name).unwrap();
    let browser = Browser::with(fonts).unwrap();
    let public = browser.page().unwrap();
    public.language("zh-CN").unwrap();
    site.open(&public, "/").unwrap();
    let used = public.fonts("h1").unwrap();
    assert!(
        used.iter().any(|family| family == fonts.chinese()),
        "{fonts:?} is installed by ./test; drawn with {used:?}"
    );
    let mut pages = HashMap::from([("", public)]);
    let mut faults = Vec::new();
    for sight in SIGHTS {
        let page = pages.entry(sight.account).or_insert_with(|| site.signed_in(&browser, sight.account).unwrap());
        for tag in ["zh-CN", "en"] {
            page.language(tag).unwrap();
            page.size(1280, 900).unwrap();
            (sight.open)(&site, page).unwrap_or_else(|error| panic!("{} in {tag}: {error:#}", sight.name));
            // Each language at every width in one of the two sets of letters.
            let widths: &[u32] = if audited(fonts) == tag { &[390, 768, 1920, 1280] } else { &[390, 1280] };
            for &width in widths {
                page.size(width, 844).unwrap();
                let looks = look(page).unwrap();
                let found = looks.sideways.iter().chain(&looks.cut).chain(&looks.over);
                faults.extend(found.map(|what| format!("{} {tag} {width}: {what}", sight.name)));
            }
            if audited(fonts) == tag {
                let found = doubled(page).into_iter().chain(hard_to_use(page, fonts));
                faults.extend(found.map(|what| format!("{} {tag} {what}", sight.name)));
            }
            faults.extend(page.troubles().unwrap().iter().map(|what| format!("{} {tag}: {what}", sight.name)));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Words of a page laid out at twice their size, at the width of a desk: nothing is cut or lies over another (WCAG 2.2, 1.4.4).
fn doubled(page: &Page) -> Vec<String> {
    page.eval("document.documentElement.style.fontSize = '200%'").unwrap();
    let looks = look(page).unwrap();
    page.eval("document.documentElement.style.fontSize = ''").unwrap();
    looks.sideways.into_iter().chain(looks.cut).chain(looks.over).map(|what| format!("200 %: {what}")).collect()
}

/// The language whose pages are audited in these letters: each once.
fn audited(fonts: Fonts) -> &'static str {
    match fonts {
        Fonts::Noto => "zh-CN",
        Fonts::DejaVu => "en",
    }
}

/// What keeps somebody from using a page that is shown at 1280 pixels on a light ground: by every rule; and once by contrast and
/// size also in a dark room and on a phone, which letters do not change.
fn hard_to_use(page: &Page, fonts: Fonts) -> Vec<String> {
    let mut found = axe::faults(page, Rules::All).unwrap();
    if fonts == Fonts::DejaVu {
        return found;
    }
    page.media(true, false).unwrap();
    page.size(390, 844).unwrap();
    found.extend(axe::faults(page, Rules::Looks).unwrap().iter().map(|what| format!("dark 390: {what}")));
    page.media(false, false).unwrap();
    found
}

/// Signs that every set of fonts has; others show as an empty box on some machine.
const SIGNS: &str = "–—…→−○●◐✓▼";

#[test]
fn every_sign_of_the_screens_is_in_every_set_of_fonts() {
    let crates = browser::site::root().join("crates");
    let said = ["screens/assets", "screens/templates", "screens/src", "web/src", "desk/src", "santong/src"];
    let mut folders: Vec<_> = said.iter().map(|folder| crates.join(folder)).collect();
    let mut strange = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let signs = text.chars().filter(|c| ('\u{2010}'..'\u{2c00}').contains(c) && !"‘’“”".contains(*c));
            strange.extend(signs.filter(|c| !SIGNS.contains(*c)).map(|c| format!("{}: {c}", path.display())));
        }
    }
    assert!(strange.is_empty(), "{strange:?}");
}
