//! What people do before others see it: declare, and act on the page of a case.

use crate::Page;
use crate::site::Site;
use anyhow::{Context, Result, ensure};
use std::sync::atomic::{AtomicU32, Ordering};

/// An export of one line, outside every list, from Yinchuan by way of Qingdao.
pub const GOOD: &str = r#"{"reference": "2026-0616", "offices.accept": "370100", "offices.origin": "640100", "parties.owner": "91640100MA3D1000XA",
    "journey.port": "CNQDP", "journey.transport": "1", "journey.destination_country": "DE",
    "lines[0].hs": "6109100000", "lines[0].name": "棉制针织T恤衫", "lines[0].origin": "CN", "lines[0].quantity": "1000",
    "lines[0].quantity#unit": "C62", "lines[0].net_mass": "200.5", "lines[0].value": "5000.00",
    "lines[0].value#unit": "CNY", "lines[0].packages[0].kind": "CT", "lines[0].packages[0].count": "100",
    "attachments[0].kind": "101001"}"#;
/// The same as people type it, with more kilograms than it weighs and a container whose serial the standard advises against.
pub const TYPED: &str = r#"{"reference": "2026-0618", "offices.accept": "370100", "offices.origin": "640100", "parties.owner": "91640100MA3D1000XA",
    "journey.port": "cn qdp", "journey.transport": "1", "journey.destination_country": "ｄｅ",
    "lines[0].hs": "６１０９．１０ 0000", "lines[0].name": "棉制针织T恤衫", "lines[0].origin": "cn", "lines[0].quantity": "5,000",
    "lines[0].quantity#unit": "kgm", "lines[0].net_mass": "１，２００.５００", "lines[0].value": "50,000.00",
    "lines[0].value#unit": "cny", "lines[0].packages[0].kind": "ct", "lines[0].packages[0].count": "1 000",
    "containers[0].no": "tclu 000002-0", "attachments[0].kind": "101001"}"#;
/// One of which nearly every field is wrong.
pub const FAULTY: &str = r#"{"offices.accept": "370100", "journey.port": "QINGDAO", "journey.transport": "1",
    "lines[0].hs": "610910", "lines[0].name": "棉制针织T恤衫", "lines[0].origin": "China", "lines[0].quantity": "many",
    "lines[0].net_mass": "-3", "lines[0].value": "5,000", "lines[0].packages[0].kind": "carton",
    "lines[0].packages[0].count": "1.5"}"#;
/// An export of forty lines from Yinchuan.
pub const FORTY: &str = r#"Object.assign({"reference": "2026-0617", "offices.accept": "370100", "offices.origin": "640100", "parties.owner": "91640100MA3D1000XA",
    "journey.port": "CNQDP", "journey.transport": "1", "journey.destination_country": "DE",
    "attachments[0].kind": "101001"}, ...Array.from({length: 40}, (_, n) => ({
    [`lines[${n}].hs`]: "6109100000", [`lines[${n}].name`]: "棉制针织T恤衫，第" + (n + 1) + "款，男式圆领短袖，印花，出口德国专用包装",
    [`lines[${n}].origin`]: "CN", [`lines[${n}].quantity`]: "1000", [`lines[${n}].quantity#unit`]: "C62",
    [`lines[${n}].net_mass`]: "200.5", [`lines[${n}].value`]: "5000.00", [`lines[${n}].value#unit`]: "CNY",
    [`lines[${n}].packages[0].kind`]: "CT", [`lines[${n}].packages[0].count`]: "100"})))"#;
/// Biscuits from Korea for Yinchuan: lead, cadmium and aflatoxin have limits, and a plan draws of them (审-0106, 审-0161).
pub const BISCUITS: &str = r#"{"reference": "M-1", "offices.accept": "640100", "offices.destination": "640100", "parties.owner": "91640100MA3D1000XA",
    "journey.port": "CNQDP", "journey.transport": "1", "journey.despatch_country": "KR",
    "lines[0].hs": "1905310000", "lines[0].name": "甜饼干", "lines[0].origin": "KR", "lines[0].quantity": "2000",
    "lines[0].quantity#unit": "KGM", "lines[0].net_mass": "2000", "lines[0].value": "50000.00", "lines[0].purpose": "12",
    "lines[0].value#unit": "CNY", "lines[0].packages[0].kind": "CT", "lines[0].packages[0].count": "400",
    "attachments[0].kind": "101001", "attachments[1].kind": "101002"}"#;

/// Declares dangerous goods without the guarantee that a rule asks for.
///
/// # Errors
/// As for [`declare`].
pub fn lacking(site: &Site, page: &Page, reference: &str) -> Result<()> {
    let values = GOOD.replace("2026-0616", reference).replacen('{', r#"{"lines[0].dangerous.un": "1057", "#, 1);
    declare(site, page, &values, "send")
}

/// Fills the form of an export with the values, and sends it with the button of the word.
///
/// # Errors
/// The form is not there, or no page follows.
pub fn declare(site: &Site, page: &Page, values: &str, act: &str) -> Result<()> {
    declare_by(site, page, "/declare/exit", values, act)
}

/// The same with the form at a path.
///
/// # Errors
/// As for [`declare`].
pub fn declare_by(site: &Site, page: &Page, form: &str, values: &str, act: &str) -> Result<()> {
    site.open(page, form)?;
    let fill = format!(
        "(() => {{ const form = document.querySelector('form.declare');
        for (const [name, value] of Object.entries({values})) {{
            let field = form.elements.namedItem(name);
            if (!field) {{ field = document.createElement('input'); field.name = name; form.append(field); }}
            field.value = value;
        }} return true; }})()"
    );
    ensure!(page.eval(&fill)? == true, "the form was filled");
    page.follow(&format!("aside button[value={act}]"))
}

/// The path of the case whose page is open.
///
/// # Errors
/// The page does not answer.
pub fn case(page: &Page) -> Result<String> {
    let path = page.path()?;
    Ok(path.split('?').next().unwrap_or(&path).to_owned())
}

/// Does an act of the page that is open, once the fields are chosen, and waits until it is said to be done.
///
/// # Errors
/// The act is not offered, or it is refused; what the page says then.
pub fn does(page: &Page, (hidden, value): (&str, &str), chosen: &[(&str, &str)]) -> Result<()> {
    let act = format!("details.act:has(input[name='{hidden}'][value='{value}'])");
    page.wait_for(&act)?;
    if page.count(&format!("{act}[open]"))? == 0 {
        page.click(&format!("{act} > summary"))?;
    }
    for (name, choice) in chosen {
        page.choose(&format!("{act} [name='{name}']"), choice)?;
    }
    page.follow(&format!("{act} form button"))?;
    let said = page.text("main").unwrap_or_default();
    page.wait_for(".said.pass").with_context(|| format!("{value}\n{said}"))
}

/// Signs an officer in, finds the case in the queue, does the act, and leaves the page that follows open.
///
/// # Errors
/// As for [`does`], or the case is not in the queue.
pub fn works(site: &Site, page: &Page, account: &str, case: &str, act: (&str, &str)) -> Result<()> {
    site.sign_in(page, account)?;
    site.open(page, "/queue")?;
    page.follow(&format!(".queue a[href^='{case}?']")).with_context(|| account.to_owned())?;
    does(page, act, &[])
}

/// A reference that nobody gave before: what is sent again under one reference is one case.
pub fn reference() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(1);
    format!("A-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Takes biscuits from Korea to the inspector of Yinchuan, and opens them as that one; the path of their case.
///
/// # Errors
/// As for [`works`].
pub fn inspecting(site: &Site, page: &Page) -> Result<String> {
    site.sign_in(page, "gouqi")?;
    declare_by(site, page, "/declare/entry", &BISCUITS.replacen("M-1", &reference(), 1), "send")?;
    let case = case(page)?;
    for (account, act) in [
        ("xian-reviewer", ("act", "review-pass")),
        ("huangdao-releaser", ("step", "通关单")),
        ("huangdao-releaser", ("step", "调离")),
    ] {
        site.sign_in(page, account)?;
        site.open(page, &case)?;
        does(page, act, &[])?;
    }
    site.sign_in(page, "yinchuan-inspector")?;
    site.open(page, &case)?;
    does(page, ("act", "arrive"), &[])?;
    site.open(page, &case)?;
    Ok(case)
}

/// Opens the haul days for editing, gives goods within Gansu a day more from a day, and says why.
///
/// # Errors
/// The page is not as expected.
pub fn with_haul(site: &Site, page: &Page, from: &str) -> Result<()> {
    site.open(page, "/editions/propose?file=deadlines.md")?;
    let text = page.eval("document.querySelector('#text').value")?;
    let text = text.as_str().context("the deadlines are open")?.to_owned();
    page.fill("#text", &text.replace("| 620000 甘肃 | 620000 甘肃 | 3 |", "| 620000 甘肃 | 620000 甘肃 | 4 |"))?;
    page.fill("#reason", "兰新线临时限行")?;
    day(page, "#from", from)
}

/// Chooses a day in a calendar of the browser.
fn day(page: &Page, selector: &str, day: &str) -> Result<()> {
    page.eval(&format!("document.querySelector('{selector}').value = '{day}'")).map(drop)
}

/// Asks that those haul days be adopted; gives the path of the proposal.
///
/// # Errors
/// The page is not as expected.
pub fn proposes(site: &Site, page: &Page, from: &str) -> Result<String> {
    with_haul(site, page, from)?;
    page.follow("button[value=propose]")?;
    page.path()
}
