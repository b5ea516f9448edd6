//! The screens that pictures are taken of, and the way to each.

use crate::Page;
use crate::act::{self, FAULTY, FORTY, GOOD, TYPED, declare, declare_by, lacking};
use crate::bureaus::{self, Far};
use crate::papers;
use crate::site::Site;
use anyhow::{Context, Result, ensure};
use register::scope::Scope;

/// One screen in one state.
pub struct Sight {
    /// The name of its pictures.
    pub name: &'static str,
    /// Who looks; nobody in particular if empty.
    pub account: &'static str,
    /// The way there.
    pub open: fn(&Site, &Page) -> Result<()>,
    /// Whether it is also taken as printed.
    pub prints: bool,
    /// Width and height of its picture in the documents, if it has one.
    pub docs: Option<(u32, u32)>,
}

const fn sight(name: &'static str, account: &'static str, open: fn(&Site, &Page) -> Result<()>) -> Sight {
    Sight { name, account, open, prints: false, docs: None }
}

impl Sight {
    const fn printed(self) -> Sight {
        Sight { prints: true, ..self }
    }

    const fn shown(self, width: u32, height: u32) -> Sight {
        Sight { docs: Some((width, height)), ..self }
    }
}

/// An importer and exporter, an agent, and officers of the demonstration.
const GOUQI: &str = "gouqi";
const QINGMAO: &str = "qingmao";
const AGENT: &str = "daili";
const REVIEWER: &str = "xian-reviewer";
const INSPECTOR: &str = "yinchuan-inspector";
const PORT: &str = "huangdao-inspector";
const RELEASER: &str = "huangdao-releaser";
const STATISTICIAN: &str = "qingdao-statistician";
const COMMAND: &str = "qingdao-command";
const OPERATIONS: &str = "qingdao-operations";
const VOTER: &str = "urumqi-voter";
const AUTHOR: &str = "lanzhou-inspector";
const DRAFTER: &str = "lanzhou-drafter";
const SIGNATORY: &str = "qingdao-signatory";
const CONFIRMS: &str = "alashankou-operations";

/// Every screen, each in the states that look different.
pub const SIGHTS: &[Sight] = &[
    sight("home-public", "", |site, page| site.open(page, "/")),
    sight("sign-in", "", |site, page| site.open(page, "/sign-in")),
    sight("sign-in-wrong", "", wrong_password),
    sight("status", "", |site, page| site.open(page, "/status")),
    sight("papers-told", "", papers::verified).printed(),
    sight("case-papers", DRAFTER, papers::of_case),
    sight("status-wrong", "", |site, page| ask_status(site, page, "370100115000001", "AAAAAAAAAAAAA")),
    sight("status-told", "", status_told).printed().shown(390, 844),
    sight("docs", "", |site, page| site.open(page, "/api/docs")),
    sight("not-found", "", |site, page| site.open(page, "/nowhere")),
    sight("home-enterprise", GOUQI, |site, page| site.open(page, "/")),
    sight("queue-enterprise", AGENT, |site, page| site.open(page, "/queue")).shown(1280, 560),
    sight("declare-empty", QINGMAO, |site, page| site.open(page, "/declare/entry")),
    sight("declare-codes", GOUQI, |site, page| {
        site.open(page, "/declare/exit")?;
        page.fill("[name='lines[0].name']", "苹果")?;
        page.wait_for("#codes [role=option]")
    }),
    sight("declare-faulty", GOUQI, |site, page| declare(site, page, FAULTY, "send")),
    sight("declare-advice", GOUQI, |site, page| declare(site, page, GOOD, "advise")).shown(1280, 900),
    sight("declare-hindered", "saibei", |site, page| declare(site, page, GOOD, "advise")),
    sight("case-remarks", GOUQI, |site, page| declare(site, page, TYPED, "send")),
    sight("declare-forty", GOUQI, |site, page| declare(site, page, FORTY, "advise")),
    sight("case-lacking", GOUQI, |site, page| lacking(site, page, "2026-0619")),
    sight("case-lacking-review", REVIEWER, |site, page| {
        site.sign_in(page, GOUQI)?;
        lacking(site, page, "2026-0620")?;
        let case = act::case(page)?;
        as_of(site, page, REVIEWER, &case)
    }),
    sight("case-files", GOUQI, |site, page| {
        let case = site.once("files", || {
            declare(site, page, &GOOD.replace("2026-0616", &act::reference()), "send")?;
            let case = act::case(page)?;
            let no = case.rsplit('/').next().unwrap_or_default();
            for (name, kind) in [("销售合同 2026-0616（双方盖章）.pdf", "101001"), ("发票.pdf", "101002")] {
                let sent = page.settled(&format!(
                    "fetch('/api/v1/cases/{no}/files?kind={kind}&name=' + encodeURIComponent('{name}'), {{ method: 'POST', \
                     headers: {{ 'Idempotency-Key': '{kind}' }}, body: '%PDF-1.7\\n{name}' }}).then((answer) => answer.status)"
                ))?;
                ensure!(sent == 201, "{name}: {sent}");
            }
            let sent = page.settled(&format!(
                "new Promise((done) => {{ const paper = document.createElement('canvas'); paper.width = 800; paper.height = 600; \
                 const ink = paper.getContext('2d'); ink.fillStyle = '#4a7a3c'; ink.fillRect(0, 0, 800, 600); ink.fillStyle = '#c9a86a'; \
                 ink.fillRect(120, 200, 560, 300); paper.toBlob(done, 'image/jpeg'); }}).then((photo) => \
                 fetch('/api/v1/cases/{no}/files?name=' + encodeURIComponent('装箱照片.jpg'), {{ method: 'POST', \
                 headers: {{ 'Idempotency-Key': 'photo' }}, body: photo }})).then((answer) => answer.status)"
            ))?;
            ensure!(sent == 201, "the photograph: {sent}");
            Ok(case)
        })?;
        site.open(page, &case)?;
        page.eval("document.querySelector('#files').scrollIntoView()").map(drop)
    }),
    sight("certificate-draft", DRAFTER, papers::drafting),
    sight("certificate-engross", "", papers::engrossing),
    sight("certificate-sign", SIGNATORY, |site, page| {
        let path = site.once("signed", || papers::made(site, papers::Far::Proofread))?;
        as_of(site, page, SIGNATORY, &path)
    })
    .shown(1280, 1000),
    sight("signing", SIGNATORY, papers::signing),
    sight("certificate-issued", "huanghe", papers::fetched).printed(),
    sight("certificate-hand-over", "", papers::to_be_handed),
    sight("cleared", RELEASER, papers::cleared).printed(),
    sight("sheets", "", papers::sheets),
    sight("signatories", "qingdao-security-admin", papers::signatories),
    sight("certificate-suspended", "", papers::suspended),
    sight("certificate-reissue", "", papers::reissue),
    sight("editions", OPERATIONS, |site, page| site.open(page, "/editions")),
    sight("editions-public", "", |site, page| {
        site.open(page, "/editions")?;
        page.follow("#adopted a.number")
    }),
    sight("edition-tried", OPERATIONS, |site, page| {
        act::with_haul(site, page, "2026-06-17")?;
        page.follow("button[value=try]")
    }),
    sight("edition-proposal", CONFIRMS, |site, page| {
        let path = site.once("proposal", || {
            site.sign_in(page, OPERATIONS)?;
            act::proposes(site, page, "2026-06-17")
        })?;
        as_of(site, page, CONFIRMS, &path)
    })
    .shown(1280, 800),
    sight("proposals", VOTER, |site, page| {
        site.once("objected", || bureaus::proposal(site, Far::Objected))?;
        site.once("voted", || bureaus::proposal(site, Far::Voted))?;
        site.open(page, "/proposals")
    }),
    sight("proposal-objected", AUTHOR, |site, page| {
        let path = site.once("objected", || bureaus::proposal(site, Far::Objected))?;
        site.open(page, &path)
    }),
    sight("proposal-voted", VOTER, |site, page| {
        let path = site.once("voted", || bureaus::proposal(site, Far::Voted))?;
        site.open(page, &path)
    })
    .printed()
    .shown(1280, 900),
    sight("proposal-paper", VOTER, |site, page| {
        let path = site.once("voted", || bureaus::proposal(site, Far::Voted))?;
        site.open(page, &format!("{path}/paper"))
    })
    .printed(),
    sight("proposal-cases", VOTER, |site, page| {
        let path = site.once("voted", || bureaus::proposal(site, Far::Voted))?;
        site.open(page, &format!("{path}/cases"))
    }),
    sight("proposal-write", AUTHOR, |site, page| {
        site.open(page, "/proposals/new")?;
        page.fill("#says", &bureaus::RULE.replace("审-0901", "审-0903"))?;
        page.wait_for("#checked .said.pass")
    }),
    sight("proposal-faulty", AUTHOR, |site, page| {
        site.open(page, "/proposals/new")?;
        page.fill("#says", &bureaus::RULE.replace("拒绝受理", "拒绝受"))?;
        page.fill("#reason", "针织衫近期抽检不合格率上升")?;
        page.follow("button[value=propose]")
    }),
    sight("case-enterprise", AGENT, |site, page| first_case(site, page, "/queue")),
    sight("case-enterprise-closed", AGENT, |site, page| case_with_tag(site, page, "/queue", "pass")),
    sight("account", GOUQI, |site, page| site.open(page, "/account")),
    sight("home-officer", INSPECTOR, |site, page| site.open(page, "/")),
    sight("queue-review", REVIEWER, |site, page| site.open(page, "/queue?kind=")).shown(1280, 600),
    sight("case-review", REVIEWER, |site, page| first_case(site, page, "/queue?kind=review"))
        .printed()
        .shown(1280, 900),
    sight("case-unfolded", REVIEWER, unfolded),
    sight("case-amendment", REVIEWER, |site, page| first_case(site, page, "/queue?kind=amendment")),
    sight("queue-any", RELEASER, |site, page| site.open(page, "/queue?any=1")),
    sight("queue-together", RELEASER, |site, page| site.open(page, "/queue?kind=clear&any=1")),
    sight("batch", RELEASER, |site, page| {
        site.open(page, "/queue?kind=clear&any=1")?;
        page.eval("document.querySelectorAll('.queue.batch input').forEach(e => e.checked = true)")?;
        page.follow("#batch button")
    }),
    sight("search", REVIEWER, |site, page| site.open(page, "/search?q=%E9%92%88%E7%BB%87")),
    sight("search-nothing", INSPECTOR, |site, page| site.open(page, "/search?q=%E8%8C%B6")),
    sight("queue-inspector", INSPECTOR, |site, page| site.open(page, "/queue?kind=")),
    sight("case-inspect", INSPECTOR, |site, page| first_case(site, page, "/queue?kind=inspect")).printed(),
    sight("case-measured", INSPECTOR, |site, page| {
        let case = site.once("measured", || act::inspecting(site, page))?;
        as_of(site, page, INSPECTOR, &case)
    }),
    sight("case-waiver", "qingdao-reviewer", |site, page| waiver(site, page, "qingdao-reviewer")),
    sight("case-waiver-asked", REVIEWER, |site, page| waiver(site, page, REVIEWER)),
    sight("case-lift", COMMAND, |site, page| {
        let case = site.once("soil", || soil(site, page))?;
        as_of(site, page, COMMAND, "/queue?kind=lift")?;
        page.follow(&format!(".queue a[href^='{case}?']"))
    }),
    sight("case-arrive", INSPECTOR, |site, page| first_case(site, page, "/queue?kind=arrive")),
    sight("case-dispose", INSPECTOR, |site, page| first_case(site, page, "/queue?kind=dispose")),
    sight("queue-port", PORT, |site, page| site.open(page, "/queue?kind=")),
    sight("case-port", PORT, |site, page| first_case(site, page, "/queue?kind=")),
    sight("queue-releaser", RELEASER, |site, page| site.open(page, "/queue?kind=")),
    sight("case-release", RELEASER, |site, page| first_case(site, page, "/queue?kind=release")),
    sight("case-refused-act", RELEASER, refused_act),
    sight("case-purpose", "urumqi-inspector", |site, page| foreign_case(site, page, "")),
    sight("case-purpose-short", "urumqi-inspector", |site, page| foreign_case(site, page, "?purpose=&words=abc")),
    sight("case-goods", "urumqi-inspector", |site, page| foreign_case(site, page, "?purpose=trace")),
    sight("case-ask-work", INSPECTOR, |site, page| {
        first_case(site, page, "/queue?kind=inspect")?;
        page.eval("document.querySelectorAll('details.act:has([value=ask-work])').forEach(e => e.open = true)")
            .map(drop)
    }),
    sight("work-items", INSPECTOR, |site, page| site.open(page, "/work-items")),
    sight("port-expected", PORT, |site, page| site.open(page, "/port?list=expected")),
    sight("port-arrived", PORT, |site, page| site.open(page, "/port")),
    sight("port-held", PORT, |site, page| site.open(page, "/port?list=held")),
    sight("port-left", PORT, |site, page| site.open(page, "/port?list=left")),
    sight("port-choose", INSPECTOR, |site, page| site.open(page, "/port")),
    sight("queue-empty", "xining-acceptor", |site, page| site.open(page, "/queue?kind=")),
    sight("statistics", STATISTICIAN, |site, page| site.open(page, "/statistics")).printed().shown(1280, 900),
    sight("statistics-none", STATISTICIAN, |site, page| {
        site.open(page, "/statistics?from=2014-01-01&until=2014-01-02")
    }),
    sight("statistics-failed", STATISTICIAN, |site, page| {
        let asked =
            "rows=month&columns=declared_member&measure=lot_rate&activity=inspect&from=2015-01-01&until=2026-12-31";
        site.open(page, &format!("/statistics?{asked}"))
    }),
    sight("statistics-rules", STATISTICIAN, |site, page| {
        let asked = "rows=rule&columns=declared_member&activity=demand&from=2015-01-01&until=2026-12-31";
        site.open(page, &format!("/statistics?{asked}"))
    }),
    sight("statistics-faulty", STATISTICIAN, |site, page| {
        site.open(page, "/statistics?rows=owner&columns=whole&from=2015-13-01&until=x&only=direction:exit&only=mode:E3")
    }),
    sight("statistics-cases", STATISTICIAN, |site, page| {
        site.open(
            page,
            "/statistics/cases?rows=declared&columns=inspected&activity=accept&from=2015-01-01&until=2026-12-31",
        )
    }),
    sight("statistics-paperless", STATISTICIAN, |site, page| site.open(page, "/statistics/paperless")).printed(),
    sight("statistics-map", STATISTICIAN, |site, page| {
        site.open(page, "/statistics/map?activity=accept&from=2015-01-01&until=2026-12-31")
    })
    .shown(1280, 900),
    sight("rules", REVIEWER, |site, page| site.open(page, "/rules?q=%E6%9C%A8%E8%B4%A8%E5%8C%85%E8%A3%85")),
    sight("rules-none", REVIEWER, |site, page| site.open(page, "/rules?q=%E8%8C%B6&hs=99")),
    sight("rules-enterprise", GOUQI, |site, page| site.open(page, "/rules")),
    sight("rule", REVIEWER, |site, page| site.open(page, "/rules/%E5%AE%A1-0101")).shown(1280, 900),
    sight("rule-grade", REVIEWER, |site, page| site.open(page, "/rules/%E4%BF%A1-B")),
    sight("clause", REVIEWER, |site, page| {
        site.open(page, "/clauses?cite=%E3%80%8C%E6%9C%A8%E8%B4%A8%E5%8C%85%E8%A3%85%E5%8A%9E%E6%B3%95%E3%80%8D%E7%AC%AC%E5%9B%9B%E6%9D%A1")
    }),
    sight("rule-try", REVIEWER, tried).shown(1280, 900),
    sight("region", STATISTICIAN, |site, page| site.open(page, "/region")).shown(1280, 600),
    sight("region-unfolded", STATISTICIAN, |site, page| {
        site.open(page, "/region")?;
        page.eval("document.querySelectorAll('main details').forEach((e, n) => e.open = n < 12)").map(drop)
    }),
];

/// A page as somebody sees it, who may not be signed in on it yet.
fn as_of(site: &Site, page: &Page, account: &str, path: &str) -> Result<()> {
    site.sign_in(page, account)?;
    site.open(page, path)
}

/// A waiver that the reviewer of Xi'an asked for, as somebody sees it who may answer it or who asked.
fn waiver(site: &Site, page: &Page, who: &str) -> Result<()> {
    let case = site.once("waiver", || {
        site.sign_in(page, GOUQI)?;
        lacking(site, page, &act::reference())?;
        let case = act::case(page)?;
        site.sign_in(page, REVIEWER)?;
        site.open(page, &case)?;
        let ask = "details.act:has(input[value='ask-waiver'])";
        page.click(&format!("{ask} > summary"))?;
        page.fill(&format!("{ask} [name='reason']"), "保函原件在途，电子件已核对，企业承诺三日内补交")?;
        page.fill(&format!("{ask} [name='basis']"), "「本方案」三(一)")?;
        page.follow(&format!("{ask} form button"))?;
        Ok(case)
    })?;
    as_of(site, page, who, &case)
}

/// Goods whose name hints at soil, which the command centre is to let go (审-0122); the path of their case.
fn soil(site: &Site, page: &Page) -> Result<String> {
    site.sign_in(page, GOUQI)?;
    let goods = act::BISCUITS
        .replacen("M-1", &act::reference(), 1)
        .replace("1905310000", "2530909999")
        .replace("甜饼干", "腐殖土");
    declare_by(site, page, "/declare/entry", &goods, "send")?;
    act::case(page)
}

fn wrong_password(site: &Site, page: &Page) -> Result<()> {
    site.open(page, "/sign-in")?;
    page.fill("#account", "nobody")?;
    page.fill("#password", "not this one")?;
    page.follow("main form button")
}

fn ask_status(site: &Site, page: &Page, no: &str, code: &str) -> Result<()> {
    site.open(page, "/status")?;
    page.fill("#no", no)?;
    page.fill("#code", code)?;
    page.follow("main form button")
}

/// The status of the agent's latest case in progress; its number and code are read from the agent's own page.
fn status_told(site: &Site, page: &Page) -> Result<()> {
    let found = site.runtime.block_on(async {
        let cases =
            site.app.field().register.cases_of(&Scope::enterprise("91370200MA7D15924C"), (i64::MAX, "~"), 200).await?;
        let case = cases.iter().find(|case| case.stage.word() == "working").context("a case in progress")?.no.clone();
        let view = site.app.field().register.public_view(&case).await?.context("it can be asked for")?;
        anyhow::Ok((case, view.0))
    })?;
    ask_status(site, page, &found.0, &found.1)
}

/// A case in which the reader's office has no part, found by the goods' name.
fn foreign_case(site: &Site, page: &Page, asked: &str) -> Result<()> {
    site.open(page, "/search?q=%E9%92%88%E7%BB%87")?;
    let found = page.eval("document.querySelector('main a[href^=\"/case/\"]')?.pathname")?;
    site.open(page, &format!("{}{asked}", found.as_str().context("a case with such goods")?))
}

/// A declaration of the queue against the rules.
fn tried(site: &Site, page: &Page) -> Result<()> {
    first_case(site, page, "/queue?kind=review")?;
    let no = page.eval("location.pathname.split('/').pop()")?;
    site.open(page, "/try?rule=%E5%AE%A1-0101")?;
    page.fill("#no", no.as_str().unwrap_or_default())?;
    page.follow("main form button")?;
    page.eval("document.querySelectorAll('#hitting details').forEach(e => e.open = true)").map(drop)
}

fn first_case(site: &Site, page: &Page, list: &str) -> Result<()> {
    site.open(page, list)?;
    let found =
        page.eval("document.querySelector('.queue a[href^=\"/case/\"], table a[href^=\"/case/\"]')?.pathname")?;
    site.open(page, found.as_str().with_context(|| format!("{list} has no case"))?)
}

/// The first case of the table whose state has the tag.
fn case_with_tag(site: &Site, page: &Page, list: &str, tag: &str) -> Result<()> {
    site.open(page, list)?;
    let row = format!("[...document.querySelectorAll('tbody tr')].find(row => row.querySelector('.tag.{tag}'))");
    let found = page.eval(&format!("{row}?.querySelector('a').pathname"))?;
    site.open(page, found.as_str().with_context(|| format!("no case is {tag}"))?)
}

fn unfolded(site: &Site, page: &Page) -> Result<()> {
    first_case(site, page, "/queue?kind=review")?;
    page.eval("document.querySelectorAll('main details').forEach(e => e.open = true)").map(drop)
}

/// An act that was sent on a page that is stale.
fn refused_act(site: &Site, page: &Page) -> Result<()> {
    first_case(site, page, "/queue?kind=release")?;
    page.eval("document.querySelectorAll('.act').forEach(e => e.open = true)")?;
    page.eval("document.querySelectorAll('input[name=version]').forEach(e => e.value = '1')")?;
    page.follow(".acts-card form .button")
}
