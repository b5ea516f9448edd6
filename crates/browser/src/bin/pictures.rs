//! Takes pictures of every screen and says what is wrong with their looks: `pictures OUT [name…]`.
//!
//! Each screen is taken in Chinese and English, at 1280 and 390 pixels, light and dark, some also as printed. Names choose
//! screens by their beginning. With `--docs` only the main ones are taken, as `docs/SCREENS.md` shows them.

use anyhow::{Context, Result, ensure};
use browser::look::look;
use browser::sight::{SIGHTS, Sight};
use browser::site::Site;
use browser::{Browser, Page};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Widths of a desk and of a phone, with the height of the window.
const SIZES: [(u32, u32); 2] = [(1280, 900), (390, 844)];
const LANGUAGES: [(&str, &str); 2] = [("zh", "zh-CN"), ("en", "en")];

fn main() -> Result<()> {
    // What the site calls for a thumbnail.
    if std::env::args().nth(1).is_some_and(|word| word == "thumbnail") {
        ensure!(thumbnail::child(std::io::stdin().lock(), std::io::stdout().lock()), "no picture");
        return Ok(());
    }
    let mut words = std::env::args().skip(1).collect::<Vec<_>>();
    let docs = words.iter().position(|word| word == "--docs").map(|at| words.remove(at)).is_some();
    let out = PathBuf::from(words.first().context("pictures OUT [name…]")?);
    std::fs::create_dir_all(&out)?;
    let site = Site::start("pictures")?;
    site.app.thumbnails.run_by(std::env::current_exe()?);
    let browser = Browser::start()?;
    let mut pages = HashMap::new();
    let chosen = |sight: &&Sight| {
        let named = words.len() == 1 || words[1..].iter().any(|word| sight.name.starts_with(word.as_str()));
        named && (!docs || sight.docs.is_some())
    };
    let mut faults = 0;
    for sight in SIGHTS.iter().filter(chosen) {
        if !pages.contains_key(sight.account) {
            let page =
                if sight.account.is_empty() { browser.page()? } else { site.signed_in(&browser, sight.account)? };
            pages.insert(sight.account, page);
        }
        let page = &pages[sight.account];
        faults += match sight.docs.filter(|_| docs) {
            Some(cut) => for_docs(&site, page, sight, cut, &out),
            None => in_every_way(&site, page, sight, &out),
        }
        .with_context(|| sight.name)?;
    }
    println!("{faults} pictures with faults");
    Ok(())
}

/// The picture that the documents show: Chinese, light, cut below a height.
fn for_docs(site: &Site, page: &Page, sight: &Sight, (width, height): (u32, u32), out: &Path) -> Result<usize> {
    page.language("zh-CN")?;
    page.media(false, false)?;
    page.size(width, height)?;
    (sight.open)(site, page)?;
    page.eval("scrollTo(0, 0)")?;
    page.screenshot(&out.join(format!("{}.png", sight.name)), false)?;
    Ok(0)
}

/// Every combination; how many of them have faults.
fn in_every_way(site: &Site, page: &Page, sight: &Sight, out: &Path) -> Result<usize> {
    let mut faults = 0;
    for (short, tag) in LANGUAGES {
        page.language(tag)?;
        page.media(false, false)?;
        page.size(SIZES[0].0, SIZES[0].1)?;
        (sight.open)(site, page)?;
        for (width, height) in SIZES {
            page.size(width, height)?;
            for (media, dark, print) in [("light", false, false), ("dark", true, false), ("print", false, true)] {
                if print && !sight.prints {
                    continue;
                }
                page.media(dark, print)?;
                page.eval("scrollTo(0, 0)")?;
                let name = format!("{}.{width}.{short}.{media}", sight.name);
                page.screenshot(&out.join(format!("{name}.png")), true)?;
                if !dark {
                    faults += usize::from(report(page, &name)?);
                }
            }
        }
    }
    Ok(faults)
}

/// Prints what is wrong with the page as it is shown; true if something is.
fn report(page: &Page, name: &str) -> Result<bool> {
    let looks = look(page)?;
    let troubles = page.troubles()?;
    let kinds = [
        ("sideways", &looks.sideways),
        ("cut", &looks.cut),
        ("over", &looks.over),
        ("trouble", &troubles),
        ("scrolls", &looks.scrolls),
        ("foreign", &looks.foreign),
    ];
    for (kind, found) in kinds {
        for one in found {
            println!("{name} {kind}: {one}");
        }
    }
    Ok(kinds[..4].iter().any(|(_, found)| !found.is_empty()))
}
