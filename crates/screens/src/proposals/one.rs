//! One proposal: what it says otherwise, who thinks what of it, how the bureaus voted, whose turn it is, and what the reader may do.

use super::names;
use super::view::{Happening, OpinionView, Seat, bureaus, history, maybe, opinions, seats, stage};
use crate::editions::{ChangesView, changes};
use crate::failure;
use crate::frame::{self, Frame};
use crate::pairs::{KEY, Pairs};
use crate::words;
use askama::Template;
use axum::Form;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use clearance::event::governance::Stance;
use clearance::permission::Act;
use desk::act::carry::{Meeting, Sides, sides};
use desk::act::governance::{self as path, Document, Wanted, offers};
use desk::act::{self, Ask};
use desk::rules::{RuleSaid, in_other_language};
use desk::secret;
use governance::Proposal;
use policy::Word;
use policy::difference::difference;
use policy::governance::{ProposalAct, Stage, Superior};
use std::sync::Arc;
use values::calendar::Day;
use values::fault::Fault;
use values::text::Language;
use web::app::App;
use web::asking;
use web::error::{self, Code, Failure};
use web::route::{Access, Route};
use web::visit::Visit;

/// The acts of the page, as the table of routes names them.
const ACTS: &str = "propose consult vote settle submit";

/// The largest form with a letter, in bytes.
const LETTER_MAX: usize = 9_000_000;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/proposals/{no}", Access::SignedIn, show).tag("read_proposals"),
        Route::get("/proposals/{no}/paper", Access::SignedIn, paper).tag("read_proposals"),
        Route::post("/proposals/{no}", Access::InPerson, sent).tag(ACTS).body_max(64 * 1024),
        Route::post("/proposals/{no}/letter", Access::InPerson, letter).tag("submit").body_max(LETTER_MAX),
    ]
}

#[derive(Template)]
#[template(path = "proposal.html")]
struct ProposalPage {
    frame: Frame,
    no: u64,
    text: String,
    /// Whose turn it is, in a sentence.
    next: String,
    stage: (&'static str, &'static str),
    bureau: String,
    author: String,
    from: String,
    until: Option<String>,
    reason: String,
    open: &'static str,
    /// What it must meet, in words.
    terms: Vec<(&'static str, String)>,
    puts_back: Option<u64>,
    replaced: Option<u64>,
    overtaken: Option<u64>,
    rivals: Vec<u64>,
    ended: Option<String>,
    letter: Option<String>,
    filed: Option<String>,
    /// Bureaus that had spoken before an edit and did not since.
    voided: String,
    unheard: String,
    changes: Option<ChangesView>,
    rules: Vec<RuleSaid>,
    meetings: Vec<Meeting>,
    opinions: Vec<OpinionView>,
    seats: Vec<Seat>,
    size: (i64, i64),
    tally: String,
    history: Vec<Happening>,
    /// Entries that an opinion may be of.
    entries: Vec<String>,
    may: Vec<ProposalAct>,
    /// Whether everybody was heard and answered.
    closable: bool,
    /// Where it is written anew, and where its archive is.
    edits: String,
    archive: String,
    paper: String,
    cases: String,
    /// The first day of a roll-back that is offered.
    tomorrow: String,
    said: Option<String>,
    /// What was to be done and was not, and the words that were typed for it.
    typed: (String, String),
    key: String,
}

impl ProposalPage {
    /// The words that were typed for one of these acts, where it was not done.
    fn typed(&self, acts: &[&str]) -> &str {
        if acts.contains(&self.typed.0.as_str()) { &self.typed.1 } else { "" }
    }

    fn can(&self, word: &str) -> bool {
        self.may.iter().any(|act| act.word() == word)
    }
}

async fn show(State(app): State<Arc<App>>, visit: Visit, Path(no): Path<String>) -> Result<Response, Failure> {
    frame::html(&page_of(&app, &visit, &no, None).await?)
}

/// Why it was not done, and what was to be done with the words that were typed for it.
type Refused = (String, (String, String));

async fn page_of(app: &App, visit: &Visit, no: &str, denied: Option<Refused>) -> Result<ProposalPage, Failure> {
    let (said, typed) = denied.map_or_else(<_>::default, |(said, typed)| (Some(said), typed));
    let ask = asking::reads(visit)?;
    act::permit_act(&ask, Act::ReadProposals)?;
    let no = no.parse().map_err(|_| Failure::new(Code::NotFound))?;
    let (stands, one) = path::load(&app.desk, &ask, no).await?;
    let desk = &app.desk;
    let today = desk.field.day(visit.now);
    let title = words::fill(words::say(visit.language, "proposals.one"), &[("no", &no.to_string())]);
    let frame = Frame { path: format!("/proposals/{no}"), ..Frame::new(app, visit, &title) };
    let names = names(app, visit)?;
    let Said { changes, rules, meetings } = said_otherwise(app, visit, &one).await?;
    let (seats, size) = seats(&one, desk, &frame, &names).await?;
    let tally = tally(&one, &frame, seats.len());
    let ended = maybe(desk, one.ended.as_deref()).await?;
    Ok(ProposalPage {
        no,
        text: one.text.clone(),
        next: next(&one, &frame, today, &tally),
        stage: stage(one.stage(today), &names),
        bureau: names.short_member(one.bureau.as_str()),
        author: crate::editions::by(&one.author, &names, true),
        from: one.from.to_string(),
        until: one.until.map(|until| until.to_string()),
        reason: path::words(desk, &one.words).await?,
        open: crate::editions::open(one.open),
        terms: terms(&one, visit.language),
        puts_back: one.puts_back,
        replaced: one.replaced.map(|(no, ..)| no),
        overtaken: one.overtaken,
        rivals: stands.rivals(&one).map(|other| other.no).collect(),
        ended,
        letter: one.letter.as_ref().map(|letter| format!("{} · {}", letter.number, letter.day)),
        filed: one.filed.as_ref().map(|letter| format!("{} · {}", letter.number, letter.day)),
        voided: bureaus(one.voided.iter(), &names),
        unheard: bureaus(one.unheard(), &names),
        changes,
        rules,
        meetings,
        opinions: opinions(&one, desk, &frame, &names).await?,
        tally,
        seats,
        size,
        history: history(&one, &frame, &names),
        entries: one.touches.iter().map(|entry| entry.name.clone()).collect(),
        may: offers(&desk.field, &visit.law()?.policy, &ask, &one),
        closable: one.open_opinions().next().is_none() && one.unheard().next().is_none(),
        edits: format!("/proposals/{no}/text"),
        archive: format!("/api/v1/proposals/{no}/archive"),
        paper: format!("/proposals/{no}/paper"),
        cases: format!("/proposals/{no}/cases"),
        tomorrow: today.plus(1).to_string(),
        said,
        typed,
        key: secret::draw(&desk.chance),
        frame,
    })
}

/// The same as papers for the superior are read, with the hashes of the texts and of the archive.
#[derive(Template)]
#[template(path = "proposal_paper.html")]
struct PaperPage {
    frame: Frame,
    region: String,
    /// The hash of the archive: of the one that was sent, or of what it would be now.
    archive: String,
    page: ProposalPage,
}

async fn paper(State(app): State<Arc<App>>, visit: Visit, Path(no): Path<String>) -> Result<Response, Failure> {
    let page = page_of(&app, &visit, &no, None).await?;
    let (_, one) = path::load(&app.desk, &asking::reads(&visit)?, page.no).await?;
    let archive = match &one.submitted {
        Some(sent) => sent.clone(),
        None => governance::text::hash(&path::archive(&app.desk, &one).await?),
    };
    let title = words::fill(words::say(visit.language, "proposals.paper"), &[("no", &no)]);
    let frame = Frame { title, ..page.frame.clone() };
    let region = visit.law()?.policy.region.called(visit.language).to_owned();
    frame::html(&PaperPage { region, archive, page, frame })
}

/// What a proposal says otherwise, or where it meets what was changed since.
struct Said {
    changes: Option<ChangesView>,
    rules: Vec<RuleSaid>,
    meetings: Vec<Meeting>,
}

async fn said_otherwise(app: &App, visit: &Visit, one: &Proposal) -> Result<Said, Failure> {
    let field = app.field();
    Ok(match sides(field, one).await? {
        Sides::Fits(before, after) => {
            let found = difference(&before, &after);
            let rules = in_other_language(field, &after, &found, one.from).await?;
            Said { changes: Some(changes(&found, visit.language, true)), rules, meetings: Vec::new() }
        }
        Sides::Moved(meetings) => Said { changes: None, rules: Vec::new(), meetings },
    })
}

/// What a proposal must meet, in words; nothing of a draft.
fn terms(one: &Proposal, language: Language) -> Vec<(&'static str, String)> {
    let Some(terms) = &one.terms else { return Vec::new() };
    let history = if terms.history { "proposals.not_run" } else { "proposals.not_wanted" };
    let mut all = vec![
        ("proposals.quorum", terms.quorum.called(language).to_owned()),
        ("proposals.majority", terms.majority.called(language).to_owned()),
        ("proposals.history_run", words::say(language, history).to_owned()),
    ];
    if terms.superior != Superior::None {
        all.push(("proposals.superior", terms.superior.called(language).to_owned()));
    }
    all
}

/// How the ballots stand, in a sentence.
fn tally(one: &Proposal, frame: &Frame, members: usize) -> String {
    let tally = one.tally();
    let quorum = one.terms.as_ref().map_or(members, |terms| terms.quorum.least(members));
    let [members, voted, agree, quorum] = [members, tally.voted, tally.agree, quorum].map(|n| n.to_string());
    let values = [("members", &*members), ("voted", &*voted), ("agree", &*agree), ("quorum", &*quorum)];
    frame.say_with("proposals.tally", &values)
}

/// Whose turn it is; nothing of what has ended.
fn next(one: &Proposal, frame: &Frame, today: Day, tally: &str) -> String {
    let waits_for_superior = one.terms.as_ref().is_some_and(|terms| terms.superior == Superior::Approval);
    let stage = one.stage(today);
    // The votes and the superior are there, and yet it was not carried: it does not fit what is law by now.
    let unfit = stage == Stage::Approved || stage == Stage::Voted && !waits_for_superior;
    let word = if unfit { "unfit" } else { stage.word() };
    let key = format!("proposals.next.{word}");
    let (until, from) = (one.until.map_or(String::new(), |until| until.to_string()), one.from.to_string());
    words::fill(words::say_owned(frame.language, &key), &[("until", &until), ("from", &from), ("tally", tally)])
}

/// What a form asks for.
fn wanted(pairs: &Pairs, of: &Proposal) -> Result<Wanted, Failure> {
    let words = || pairs.get("words").to_owned();
    let text = || pairs.get("text").to_owned();
    let opinion = || pairs.get("opinion").parse().map_err(|_| Failure::new(Code::Malformed));
    let day = |name: &str| {
        Day::parse(pairs.get(name))
            .map_err(|wanted| Failure::faults(vec![Fault::new(name, "day", pairs.get(name), wanted)]))
    };
    let stance = || {
        let found = Stance::ALL.into_iter().find(|(_, word)| *word == pairs.get("stance"));
        found.map(|(stance, _)| stance).ok_or_else(|| Failure::new(Code::Malformed))
    };
    let entry = pairs.get("entry").parse::<usize>().ok().and_then(|n| of.touches.get(n)).cloned();
    Ok(match pairs.get("do") {
        "propose" => Wanted::Propose,
        "consult" => Wanted::Consult { text: text(), entry, stance: stance()?, words: words() },
        "answer" => Wanted::Answer { opinion: opinion()?, words: words() },
        "settle" => Wanted::Settle { opinion: opinion()?, words: words() },
        "close" => Wanted::Close,
        "favour" => Wanted::Ballot { text: text(), favour: true, words: words() },
        "against" => Wanted::Ballot { text: text(), favour: false, words: words() },
        "submit" => Wanted::Submit { text: text() },
        "suspend" => Wanted::Suspend { words: words() },
        "resume" => Wanted::Resume { words: words() },
        "roll_back" => {
            let named = pairs.all("back").filter_map(|n| of.touches.get(n.parse::<usize>().ok()?).cloned());
            Wanted::RollBack { entries: named.collect(), from: day("from")?, words: words() }
        }
        "withdraw" => Wanted::Withdraw { words: words() },
        _ => return Err(Failure::new(Code::Malformed)),
    })
}

async fn sent(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(no): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let pairs = Pairs(pairs).kept();
    pairs.seen().map_err(Failure::faults)?;
    let ask = asking::submits(&visit, pairs.get(KEY), &pairs.bytes())?;
    let number: u64 = no.parse().map_err(|_| Failure::new(Code::NotFound))?;
    act::permit_act(&ask, Act::ReadProposals)?;
    let (_, of) = path::load(&app.desk, &ask, number).await?;
    answer(&app, &visit, &ask, number, (&pairs, wanted(&pairs, &of)?)).await
}

/// The superior's letter, with its document.
async fn letter(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(no): Path<String>,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, Failure> {
    let mut parts = parts.map_err(|_| Failure::new(Code::Malformed))?;
    let (mut pairs, mut bytes) = (Vec::new(), Vec::new());
    while let Some(part) = parts.next_field().await.map_err(|_| Failure::new(Code::Malformed))? {
        let name = part.name().unwrap_or_default().to_owned();
        let content = part.bytes().await.map_err(|_| Failure::new(Code::TooLarge))?;
        if name == "document" {
            bytes = content.to_vec();
        } else {
            let text = String::from_utf8(content.to_vec()).map_err(|_| Failure::new(Code::Malformed))?;
            pairs.push((name, text));
        }
    }
    let pairs = Pairs(pairs).kept();
    pairs.seen().map_err(Failure::faults)?;
    let said = [pairs.bytes(), bytes.clone()].concat();
    let ask = asking::submits(&visit, pairs.get(KEY), &said)?;
    let number: u64 = no.parse().map_err(|_| Failure::new(Code::NotFound))?;
    act::permit_act(&ask, Act::Submit)?;
    // A day that is none is told with all else that is wrong of the letter.
    let day = Day::parse(pairs.get("day")).unwrap_or(Day(i32::MAX / 2));
    let document = Document { number: pairs.get("number").to_owned(), day, bytes };
    let wanted = match pairs.get("do") {
        "approve" => Wanted::Approve(document),
        "refuse" => Wanted::Refuse(document, pairs.get("words").to_owned()),
        "file" => Wanted::File(document),
        _ => return Err(Failure::new(Code::Malformed)),
    };
    answer(&app, &visit, &ask, number, (&pairs, wanted)).await
}

/// Does it, and shows the proposal as it stands then, with what kept it from being done.
async fn answer(
    app: &App,
    visit: &Visit,
    ask: &Ask,
    number: u64,
    (pairs, wanted): (&Pairs, Wanted),
) -> Result<Response, Failure> {
    let said = match path::act(&app.desk, ask, Some(number), None, &wanted).await {
        Ok(_) if pairs.get("do") == "roll_back" => {
            let stands = app.field().together();
            let made = stands.proposals().rev().find(|one| one.puts_back == Some(number)).map_or(number, |one| one.no);
            return Ok(error::see_other(&format!("/proposals/{made}")));
        }
        Ok(_) => return Ok(error::see_other(&format!("/proposals/{number}"))),
        Err(denied) => failure::said(denied, visit.language)?,
    };
    let page = page_of(
        app,
        visit,
        &number.to_string(),
        Some((said, (pairs.get("do").to_owned(), pairs.get("words").to_owned()))),
    )
    .await?;
    frame::html_as(StatusCode::CONFLICT, &page)
}
