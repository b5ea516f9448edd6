//! A paper by clicking: drafted in Lanzhou, engrossed and signed in Qingdao, as far as a picture or a story wants it.

use crate::bureaus::somebody;
use crate::page::Page;
use crate::site::{PASSWORD, Site};
use anyhow::{Context, Result, anyhow, ensure};
use clearance::case::decide::{CertificateCommand, Command, Drafting};
use desk::act::{self, Ask, Denied};
use register::scope::Scope;
use values::actor::Role;
use values::code::TableCode;

/// How far a paper has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Far {
    Drafted,
    Checked,
    Engrossed,
    Proofread,
    Signed,
    Issued,
}

/// What the drafter declares beside, in both languages.
const DECLARED: [&str; 2] =
    ["产地检疫合格，未发现输入国关注的有害生物。", "Inspected at origin; no pest of concern was found."];

/// Who does each step, and by which button.
pub const STEPS: [(Far, &str, &str); 5] = [
    (Far::Checked, "lanzhou-checker", "check"),
    (Far::Engrossed, "qingdao-engrosser", "engross"),
    (Far::Proofread, "qingdao-second-engrosser", "proofread"),
    (Far::Signed, "qingdao-signatory", "sign"),
    (Far::Issued, "qingdao-releaser", "issue"),
];

/// The case whose paper waits to be drafted first, as its drafter finds it in the queue.
///
/// # Errors
/// None waits.
pub fn waiting(site: &Site, page: &Page) -> Result<String> {
    site.sign_in(page, "lanzhou-drafter")?;
    site.open(page, "/queue")?;
    page.follow(".queue li a")?;
    let path = page.path()?;
    Ok(path.split(['?', '#']).next().unwrap_or_default().to_owned())
}

/// The page on which the drafter of Lanzhou writes a draft, filled.
///
/// # Errors
/// None waits, or the page says no.
pub fn drafting(site: &Site, page: &Page) -> Result<()> {
    let case = site.once("papers", || waiting(site, page))?;
    site.open(page, &format!("{case}/certificates?kind=18"))?;
    fill(page)
}

/// A paper that waits to be engrossed, as its engrosser has it.
///
/// # Errors
/// Somebody is refused.
pub fn engrossing(site: &Site, page: &Page) -> Result<()> {
    let path = site.once("checked", || made(site, Far::Checked))?;
    site.sign_in(page, "qingdao-engrosser")?;
    site.open(page, &path)
}

/// The papers that wait for a signatory, chosen in the queue to be read and signed together.
///
/// # Errors
/// Somebody is refused.
pub fn signing(site: &Site, page: &Page) -> Result<()> {
    site.once("signed", || made(site, Far::Proofread))?;
    site.sign_in(page, "qingdao-signatory")?;
    site.open(page, "/queue?kind=sign_paper")?;
    page.eval("document.querySelectorAll('.queue input[type=checkbox]').forEach((tick) => tick.click())")?;
    page.follow("#batch button")
}

/// An issued paper, as the enterprise reads it that asked for it.
///
/// # Errors
/// Somebody is refused.
pub fn fetched(site: &Site, page: &Page) -> Result<()> {
    let path = site.once("issued", || made(site, Far::Issued))?;
    site.sign_in(page, "huanghe")?;
    site.open(page, &path)
}

/// An issued paper that waits to be handed over, as its counter has it.
///
/// # Errors
/// Somebody is refused.
pub fn to_be_handed(site: &Site, page: &Page) -> Result<()> {
    let path = site.once("issued", || made(site, Far::Issued))?;
    site.sign_in(page, "qingdao-releaser")?;
    site.open(page, &path)
}

/// The preprinted sheets of an office: some were lost, one was spoiled, one became a paper.
///
/// # Errors
/// Somebody is refused.
pub fn sheets(site: &Site, page: &Page) -> Result<()> {
    site.once("sheets", || {
        let path = made(site, Far::Issued)?;
        site.sign_in(page, "qingdao-releaser")?;
        site.open(page, &path)?;
        page.fill("#to", "李明")?;
        page.fill("#sheets", "A00010007")?;
        page.follow("#decide form:has(input[value='hand-over']) button")?;
        for (first, last, how, reason) in [
            ("A00010003", "", "spoiled", "打印时卡纸"),
            ("A00010021", "A00010024", "lost", "搬迁时遗失，已登报声明作废"),
        ] {
            site.open(page, "/sheets")?;
            page.click("#record details:has(#end-first) summary")?;
            page.fill("#end-first", first)?;
            page.fill("#end-last", last)?;
            page.eval(&format!("document.querySelector('#how').value = '{how}'"))?;
            page.fill("#reason", reason)?;
            page.follow("#record form:has(#end-first) button")?;
        }
        Ok(path)
    })?;
    site.sign_in(page, "qingdao-engrosser")?;
    site.open(page, "/sheets")
}

/// A clearance form, as the office that gave it out has it: of the first case there that waits to move on.
///
/// # Errors
/// None does.
pub fn cleared(site: &Site, page: &Page) -> Result<()> {
    let path = site.once("cleared", || {
        site.runtime.block_on(async {
            let field = &site.app.desk.field;
            let by = somebody(site, "huangdao", Role::Releaser, "370200")?;
            let waiting = field.register.queue(&Scope::system(), "370200", 100).await?;
            for task in waiting.iter().filter(|task| task.kind == "move") {
                let found = act::load(field, &by, &task.no).await.map_err(|why| anyhow!("{why:?}"))?;
                let cleared = found.and_then(|(case, _)| Some(case.clearances.first()?.no.clone()));
                if let Some(clearance) = cleared {
                    return Ok(format!("/case/{}/clearances/{clearance}", task.no));
                }
            }
            Err(anyhow!("nothing was cleared"))
        })
    })?;
    site.open(page, &path)
}

/// The register of signatories as the security administrator has it, with the specimen of one signature.
///
/// # Errors
/// Somebody is refused.
pub fn signatories(site: &Site, page: &Page) -> Result<()> {
    site.once("specimen", || {
        site.open(page, "/signatories")?;
        // Some strokes on a small canvas, given as a file would be.
        page.settled(
            "new Promise((done) => { const paper = document.createElement('canvas'); paper.width = 240; paper.height = 80; \
             const ink = paper.getContext('2d'); ink.lineWidth = 3; ink.beginPath(); ink.moveTo(10, 60); \
             ink.bezierCurveTo(60, 0, 80, 90, 120, 40); ink.bezierCurveTo(150, 0, 170, 80, 230, 20); ink.stroke(); \
             paper.toBlob(done, 'image/png'); }).then((picture) => { const files = new DataTransfer(); \
             files.items.add(new File([picture], 'specimen.png', { type: 'image/png' })); \
             document.querySelector('#file-qingdao-signatory').files = files.files; return 1; })",
        )?;
        page.click("details:has(#file-qingdao-signatory) summary")?;
        page.follow("form:has(#file-qingdao-signatory) button")?;
        Ok(String::new())
    })?;
    site.open(page, "/signatories")
}

/// The page of a case with an issued paper, as the office reads it that drafted it.
///
/// # Errors
/// Somebody is refused.
pub fn of_case(site: &Site, page: &Page) -> Result<()> {
    let path = site.once("issued", || made(site, Far::Issued))?;
    site.sign_in(page, "lanzhou-drafter")?;
    site.open(page, path.split("/certificates").next().unwrap_or_default())?;
    page.eval("document.querySelector('#issued').scrollIntoView()").map(drop)
}

/// An issued paper that does not count for the time being, as the signatory reads it who may let it count again.
///
/// # Errors
/// Somebody is refused.
pub fn suspended(site: &Site, page: &Page) -> Result<()> {
    let path = site.once("suspended", || {
        let path = made(site, Far::Issued)?;
        site.sign_in(page, "qingdao-signatory")?;
        site.open(page, &path)?;
        page.click("#decide details:has(input[value='suspend']) summary")?;
        page.fill("#suspend-why", "企业被列入黑名单，待查")?;
        page.follow("#decide form:has(input[value='suspend']) button")?;
        Ok(path)
    })?;
    site.sign_in(page, "qingdao-signatory")?;
    site.open(page, &path)
}

/// The form by which a lost paper is issued again, as its drafter fills it.
///
/// # Errors
/// Somebody is refused.
pub fn reissue(site: &Site, page: &Page) -> Result<()> {
    let path = site.once("issued", || made(site, Far::Issued))?;
    site.sign_in(page, "lanzhou-drafter")?;
    site.open(page, &format!("{path}/reissue"))?;
    page.fill("#lost", "寄送途中遗失，已登报声明作废")
}

/// What a stranger is told who has an issued paper in hand.
///
/// # Errors
/// Somebody is refused.
pub fn verified(site: &Site, page: &Page) -> Result<()> {
    let path = site.once("issued", || made(site, Far::Issued))?;
    site.sign_in(page, "huanghe")?;
    site.open(page, &path)?;
    let [number, code] = [1, 2].map(|n| page.text(&format!(".paper-no .number:nth-of-type({n})")));
    page.settled("fetch('/sign-out', { method: 'POST' }).then((answer) => answer.status)")?;
    site.open(page, "/papers")?;
    page.fill("#number", &number?)?;
    page.fill("#code", &code?)?;
    page.follow("main form button")
}

/// The form of a draft of the phytosanitary certificate, filled.
///
/// # Errors
/// The page says no.
pub fn fill(page: &Page) -> Result<()> {
    page.click("form.draft-paper input[type=radio]")?;
    for (at, words) in DECLARED.iter().enumerate() {
        page.fill(&format!("form.draft-paper textarea[name$='-{at}']"), words)?;
    }
    Ok(())
}

/// Takes a paper so far, from a case whose paper waits; gives its path.
///
/// # Errors
/// Somebody is refused.
pub fn paper(site: &Site, page: &Page, far: Far) -> Result<String> {
    let case = waiting(site, page)?;
    page.follow("#issued .acts a.main")?;
    fill(page)?;
    page.follow("form.draft-paper button.main")?;
    let path = page.path()?;
    ensure!(path.starts_with(&format!("{case}/certificates/")), "{path}: {}", page.text("main")?);
    for (step, account, word) in STEPS.into_iter().filter(|(step, ..)| *step <= far) {
        does(site, page, &path, (account, word)).with_context(|| format!("{step:?}"))?;
    }
    Ok(path)
}

/// The same without a browser, for who wants to look at what comes of it: the path of a paper that is so far.
///
/// # Errors
/// Somebody is refused.
pub fn made(site: &Site, far: Far) -> Result<String> {
    site.runtime.block_on(brought(site, far)).map(|no| format!("/case/{no}/certificates/1"))
}

async fn brought(site: &Site, far: Far) -> Result<String> {
    let (field, told) = (&site.app.desk.field, |why: Denied| anyhow!("{why:?}"));
    let waiting = field.register.queue(&Scope::system(), "620100", 100).await?;
    let no = waiting.iter().find(|task| task.kind == "draft_paper").context("no paper waits to be drafted")?.no.clone();
    let drafter = somebody(site, "lanzhou", Role::Drafter, "620100")?;
    let law = field.law(field.day(drafter.now)).await?;
    let blocks = law.policy.form("18").context("a form")?.blocks.iter().filter(|block| block.kind.is_said());
    let said = blocks.map(|block| match block.phrases.first() {
        Some(phrase) => (block.name.to_string(), vec![phrase.name.to_string()]),
        None => (block.name.to_string(), DECLARED.map(str::to_owned).into()),
    });
    let kind = Some(TableCode::parse("18").map_err(|wanted| anyhow!("{wanted:?}"))?);
    let drafting = Drafting { kind, said: said.collect(), ..Drafting::default() };
    let mut does = vec![(drafter, CertificateCommand::Draft(drafting))];
    let certificate = 1;
    let officer = |word: &str, role| somebody(site, word, role, if word == "lanzhou" { "620100" } else { "370100" });
    for (step, command) in [
        (Far::Checked, CertificateCommand::Check { certificate }),
        (Far::Engrossed, CertificateCommand::Engross { certificate, content: Vec::new() }),
        (Far::Proofread, CertificateCommand::Proofread { certificate }),
        (Far::Signed, CertificateCommand::Sign { certificate, digest: String::new() }),
        (Far::Issued, CertificateCommand::Issue { certificate, returned: false }),
    ] {
        let by = match step {
            Far::Drafted | Far::Checked => officer("lanzhou", Role::Checker)?,
            Far::Engrossed => officer("qingdao", Role::Engrosser)?,
            Far::Proofread => officer("qingdao-second", Role::Engrosser)?,
            Far::Signed => officer("qingdao", Role::Signatory)?,
            Far::Issued => officer("qingdao", Role::Releaser)?,
        };
        does.extend((step <= far).then_some((by, command)));
    }
    for (by, mut command) in does {
        if let CertificateCommand::Sign { digest, .. } = &mut command {
            let (case, _) = act::load(field, &by, &no).await.map_err(told)?.context("the case")?;
            *digest = case.certificate(certificate).context("the paper")?.digest();
        }
        let by = Ask { proved: Some(by.now), ..by };
        act::act(&site.app.desk, &by, &no, None, &Command::Certificate(command)).await.map_err(told)?;
    }
    Ok(no)
}

/// Somebody does a step of a paper on its page.
///
/// # Errors
/// The page says no.
pub fn does(site: &Site, page: &Page, path: &str, (account, word): (&str, &str)) -> Result<()> {
    site.sign_in(page, account)?;
    site.open(page, path)?;
    if page.count("#sign-password")? != 0 {
        page.fill("#sign-password", PASSWORD)?;
    }
    if word == "issue" && page.count("#decide input[name='returned']")? != 0 {
        page.click("#decide input[name='returned']")?;
    }
    page.follow(&format!("#decide form:has(input[name='do'][value='{word}']) button"))?;
    ensure!(page.count(".said.stop[role=status]")? == 0, "{}", page.text(".said.stop[role=status]")?);
    Ok(())
}
