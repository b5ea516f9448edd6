//! People, enterprises and declarations that the tests of the screens begin with.

use clearance::event::region::RegionEvent;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use trial::form::{Form, form_of};
use trial::people::{PASSWORD, account, from, graded, registered};
use trial::served::{Answer, Browser, Served, opens, serve};
use values::actor::Role;
use values::id::{EnterpriseId, MandateId};
use web::app::Settings;
use web::edge;

/// Owner of the goods, registered at Yinchuan.
pub const OWNER: &str = "913702001234569050";
/// An agent with its mandate.
pub const AGENT: &str = "X-AGENT";
/// An enterprise that has nothing to do with any of it.
pub const STRANGER: &str = "X-STRANGER";
pub const YINCHUAN: &str = "640100";
pub const QINGDAO: &str = "370100";
pub const HUANGDAO: &str = "370200";

/// A site with an owner, its agent, and officers of every kind.
pub async fn peopled() -> Served {
    let site = serve(Settings::default(), |app| screens::around(app, edge::router(app, screens::routes()))).await;
    // By then every member has passed the gates: places may be chosen.
    site.app.desk.clock.advance(Duration::from_secs(77 * 86_400));
    let mandate = RegionEvent::MandateGiven {
        id: MandateId::parse("M-1").unwrap(),
        owner: EnterpriseId::parse(OWNER).unwrap(),
        agent: EnterpriseId::parse(AGENT).unwrap(),
        direction: None,
        from: from(),
        until: None,
    };
    site.happens(vec![
        registered(OWNER, "宁夏枸杞有限公司", YINCHUAN, false),
        registered(AGENT, "顺达报检行", YINCHUAN, true),
        registered(STRANGER, "别家公司", YINCHUAN, false),
        graded(OWNER, "A"),
        mandate,
    ])
    .await;
    for (name, role, office, enterprise) in [
        ("agent", Role::Declarant, None, Some(AGENT)),
        ("stranger", Role::Declarant, None, Some(STRANGER)),
        ("reviewer", Role::Reviewer, Some("610100"), None),
        ("inspector", Role::Inspector, Some(YINCHUAN), None),
        ("port", Role::Inspector, Some(HUANGDAO), None),
        ("releaser", Role::Releaser, Some(HUANGDAO), None),
        ("acceptor", Role::Acceptor, Some(QINGDAO), None),
        ("statistician", Role::Statistician, Some(QINGDAO), None),
        ("auditor", Role::Auditor, Some(QINGDAO), None),
        ("command", Role::Command, Some(QINGDAO), None),
        ("operations", Role::Operations, Some(QINGDAO), None),
        ("sysadmin", Role::SystemAdmin, Some(QINGDAO), None),
        ("secadmin", Role::SecurityAdmin, Some(QINGDAO), None),
    ] {
        opens(&site.app, &account(name, &[role], office, enterprise)).await;
    }
    opens(&site.app, &account("clerk", &[Role::Acceptor, Role::Reviewer, Role::Releaser], Some("630100"), None)).await;
    site
}

/// A browser in which somebody is signed in.
pub async fn signed_in<'a>(site: &'a Served, name: &str) -> Browser<'a> {
    let mut browser = site.browser();
    let answer = browser.sign_in(name, PASSWORD).await;
    assert_eq!(answer.status, 303, "{name}: {}", answer.body);
    browser
}

/// The form of an export outside every list, filled in on the page.
pub fn export(page: &str) -> Form {
    fill(page, "/declare/exit")
        .with("offices.accept", QINGDAO)
        .with("offices.origin", YINCHUAN)
        .with("journey.destination_country", "DE")
        .with("lines[0].hs", "6109100000")
        .with("lines[0].name", "棉制针织T恤衫")
        .with("lines[0].origin", "CN")
}

/// The form of an import outside every list, through Huangdao to Yinchuan.
pub fn import(page: &str) -> Form {
    fill(page, "/declare/entry")
        .with("offices.accept", YINCHUAN)
        .with("offices.destination", YINCHUAN)
        .with("journey.despatch_country", "DE")
        .with("journey.day", "2015-12-05")
        .with("lines[0].hs", "8471309000")
        .with("lines[0].name", "便携式计算机")
        .with("lines[0].origin", "DE")
}

fn fill(page: &str, action: &str) -> Form {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let form = trial::form::forms(page).into_iter().find(|form| form.action == action).unwrap();
    form.with("do", "send")
        .with("reference", &format!("E-{}", COUNT.fetch_add(1, Ordering::Relaxed)))
        .with("parties.owner", OWNER)
        .with("journey.port", "CNQDP")
        .with("journey.transport", "1")
        .with("lines[0].quantity", "1000")
        .with("lines[0].quantity#unit", "C62")
        .with("lines[0].net_mass", "200.5")
        .with("lines[0].value", "5000.00")
        .with("lines[0].value#unit", "USD")
        .with("lines[0].packages[0].kind", "CT")
        .with("lines[0].packages[0].count", "100")
        .with("attachments[0].kind", "101001")
        .with("attachments[1].kind", "101002")
}

/// Declares by the form; the path of the new case.
pub async fn declared(browser: &mut Browser<'_>, form: Form) -> String {
    let answer = form.send(browser).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let path = answer.header("location").split('?').next().unwrap().to_owned();
    assert!(path.starts_with("/case/"), "{path}");
    path
}

/// The page of a case, after it was said what for where there is no part in it.
pub async fn seen(browser: &mut Browser<'_>, path: &str) -> Answer {
    let page = browser.get(path).await;
    if page.status != 403 || !page.body.contains("name=\"words\"") {
        return page;
    }
    assert!(!page.body.contains("棉制") && !page.body.contains("公司"), "nothing of the case is told: {}", page.body);
    browser.get(&format!("{path}?purpose=papers&words=")).await
}

/// Does an act that the page of a case offers, and reads the page after it.
pub async fn does(browser: &mut Browser<'_>, path: &str, act: (&str, &str), values: &[(&str, &str)]) -> Answer {
    let page = seen(browser, path).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let form = values.iter().fold(form_of(&page.body, act.0, act.1), |form, (name, value)| form.with(name, value));
    let answer = form.send(browser).await;
    assert_eq!(answer.status, 303, "{act:?}: {}", answer.body);
    let after = browser.get(answer.header("location")).await;
    assert_eq!(after.status, 200, "{}", after.body);
    after
}

/// A page without the modules that it loads from our own files; whatever script is left came from somewhere else.
pub fn without_own_scripts(page: &str) -> String {
    let mut parts = page.split("<script type=\"module\" src=\"/assets/");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |page, part| page + part.split_once("\"></script>").map_or(part, |(_, rest)| rest))
}
