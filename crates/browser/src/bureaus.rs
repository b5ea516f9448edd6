//! A rule of Gansu before the bureaus, as pictures show it: some agree, one objects and is answered, and some have voted.

use crate::site::Site;
use anyhow::{Result, anyhow};
use clearance::event::Source;
use clearance::event::edition::OpenCases;
use clearance::event::governance::Stance;
use desk::act::governance::{Drafting, Wanted, act};
use desk::act::{Ask, Denied};
use values::actor::Role;
use values::calendar::Day;

/// The rule that is proposed.
pub const RULE: &str = "### 审-0901 暂停出口的针织衫\n英文：Knitwear whose export is suspended\n\n```规则\n审-0901  出境  自 2026-07-25  起草「甘肃局」\n依据 「商检法」第五条（暂定）\n当 税号 属于「6109」 且 目的国 为「DE 德国」\n则 拒绝受理「针织衫暂停出口」/\"the export of knitwear is suspended\"\n```";
/// The bureaus that are asked, by the word of the account and the office.
const ASKED: [(&str, &str); 9] = [
    ("qingdao", "370100"),
    ("zhengzhou", "410100"),
    ("taiyuan", "140100"),
    ("xian", "610100"),
    ("hohhot", "150100"),
    ("chengdu", "510100"),
    ("yinchuan", "640100"),
    ("xining", "630100"),
    ("urumqi", "650100"),
];

/// Somebody of the demonstration.
pub(crate) fn somebody(site: &Site, name: &str, role: Role, office: &str) -> Result<Ask> {
    let account = format!("{name}-{}", role.word());
    let known = site.app.field().known();
    let id = account.parse().map_err(|_| anyhow!("{account}"))?;
    let person = known.region.account(&id).map(|account| account.person.clone());
    Ok(Ask {
        account: id,
        person: person.ok_or_else(|| anyhow!("there is no {account}"))?,
        roles: vec![role],
        office: Some(office.parse().map_err(|_| anyhow!("{office}"))?),
        enterprise: None,
        now: site.app.desk.clock.now(),
        proved: None,
        source: Source::Screen,
        key: None,
        apart: register::sealed::Apart::default(),
    })
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Far {
    /// One bureau objects.
    Objected,
    /// Everybody was heard, and four have voted.
    Voted,
}

/// Takes the proposal so far; gives its path.
///
/// # Errors
/// Somebody is refused.
pub fn proposal(site: &Site, far: Far) -> Result<String> {
    site.runtime.block_on(proposed(site, far)).map(|no| format!("/proposals/{no}"))
}

async fn proposed(site: &Site, far: Far) -> Result<u64> {
    let (desk, told) = (&site.app.desk, |why: Denied| anyhow!("{why:?}"));
    let author = somebody(site, "lanzhou", Role::Inspector, "620100")?;
    let law = desk.field.law(desk.field.day(author.now)).await?;
    let files = desk::record::files(&desk.field.register, law.version()).await?;
    let rules = files.iter().find(|(name, _)| name == "rules.md").map_or("", |(_, text)| text);
    let number = if far == Far::Voted { "审-0902" } else { "审-0901" };
    let more = policy::patch::with_more("rules.md", rules, &RULE.replace("审-0901", number));
    let drafting = Drafting {
        files: vec![("rules.md".into(), more)],
        reason: "针织衫近期抽检不合格率上升".into(),
        from: Day::parse("2026-07-25").map_err(|wanted| anyhow!("{wanted:?}"))?,
        open: OpenCases::AsBefore,
    };
    let no = act(desk, &author, None, None, &Wanted::Draft(drafting)).await.map_err(told)?.answer.seq;
    act(desk, &author, Some(no), None, &Wanted::Propose).await.map_err(told)?;
    let text = || desk.field.together().proposal(no).map(|one| one.text.clone()).unwrap_or_default();
    for (n, (name, office)) in ASKED.into_iter().enumerate().take(if far == Far::Voted { 9 } else { 5 }) {
        let voter = somebody(site, name, Role::Voter, office)?;
        let (stance, words) =
            if n == 1 { (Stance::Objects, "须给企业留出准备时间") } else { (Stance::Agrees, "") };
        let opinion = Wanted::Consult { text: text(), entry: None, stance, words: words.into() };
        act(desk, &voter, Some(no), None, &opinion).await.map_err(told)?;
    }
    if far == Far::Objected {
        return Ok(no);
    }
    let opinion = desk.field.together().proposal(no).and_then(|one| one.open_opinions().next().map(|one| one.no));
    let answer = Wanted::Answer { opinion: opinion.unwrap_or_default(), words: "施行日已推后".into() };
    act(desk, &author, Some(no), None, &answer).await.map_err(told)?;
    act(desk, &author, Some(no), None, &Wanted::Close).await.map_err(told)?;
    for (n, (name, office)) in ASKED.into_iter().enumerate().take(4) {
        let voter = somebody(site, name, Role::Voter, office)?;
        let words = if n == 1 { "准备时间仍嫌不足" } else { "" };
        let ballot = Wanted::Ballot { text: text(), favour: n != 1, words: words.into() };
        act(desk, &voter, Some(no), None, &ballot).await.map_err(told)?;
    }
    Ok(no)
}
