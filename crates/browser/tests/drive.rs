//! What the client promises: clicks go where a person's would, troubles are told, nothing but the loopback is reached.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use browser::Browser;
use browser::look::look;

/// A page written in its own address.
fn page(body: &str) -> String {
    let escaped: String = body.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("data:text/html;charset=utf-8,{escaped}")
}

#[test]
fn a_click_on_what_is_covered_is_told_and_not_done() {
    let browser = Browser::start().unwrap();
    let tab = browser.page().unwrap();
    let body = "<button id=a onclick='this.textContent=1'>x</button>\
                <button id=b style='position:fixed;left:0;top:200px'>y</button>\
                <div style='position:fixed;left:0;top:190px;width:300px;height:100px'></div>";
    tab.open_url(&page(body)).unwrap();
    tab.click("#a").unwrap();
    assert_eq!(tab.text("#a").unwrap(), "1");
    assert!(tab.click("#b").unwrap_err().to_string().contains("is covered by <div"));
    assert!(tab.click("#c").unwrap_err().to_string().contains("is not there"));
}

#[test]
fn troubles_are_told_once_and_no_script_means_none() {
    let browser = Browser::start().unwrap();
    let tab = browser.page().unwrap();
    let body = "<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\"><script>1</script>";
    tab.open_url(&page(body)).unwrap();
    assert!(!tab.troubles().unwrap().is_empty(), "a blocked script is a trouble");
    tab.open_url(&page("<p>x</p><script>throw Error('boom')</script>")).unwrap();
    let told = tab.troubles().unwrap();
    assert!(told.iter().any(|one| one.contains("boom")), "{told:?}");
    assert_eq!(tab.troubles().unwrap(), Vec::<String>::new());
    tab.script(false).unwrap();
    tab.open_url(&page("<p>x</p><script>document.querySelector('p').textContent = 'y'</script>")).unwrap();
    assert_eq!(tab.text("p").unwrap(), "x");
}

#[test]
fn sideways_scrolling_and_cut_text_are_found() {
    let browser = Browser::start().unwrap();
    let tab = browser.page().unwrap();
    tab.size(390, 844).unwrap();
    let head = "<!doctype html><html lang=zh-CN><meta name=viewport content='width=device-width'>";
    tab.open_url(&page(&format!("{head}<p>好</p>"))).unwrap();
    assert_eq!(look(&tab).unwrap(), browser::look::Looks::default());
    let body =
        "<div style='width:500px'>宽</div><p style='width:40px;overflow:hidden;white-space:nowrap'>这里写不下</p>";
    tab.open_url(&page(&format!("{head}{body}<p>English here</p>"))).unwrap();
    let looks = look(&tab).unwrap();
    assert!(looks.sideways.iter().any(|one| one.starts_with("div")), "{looks:?}");
    assert!(looks.cut.iter().any(|one| one.contains("写不下")), "{looks:?}");
    assert_eq!(looks.foreign, ["English here"]);
}

#[test]
fn only_the_loopback_is_reached() {
    let browser = Browser::start().unwrap();
    let told = browser.page().unwrap().open_url("http://example.com/").unwrap_err().to_string();
    assert!(told.contains("ERR_NAME_NOT_RESOLVED"), "{told}");
}
