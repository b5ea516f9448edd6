//! The papers that offices issue: one as it stands, whose turn it is, what may be done to it, and drafting one.

mod after;
pub mod cleared;
pub mod draft;
mod many;
mod read;
pub mod view;

use super::said::{self, Said};
use crate::frame::{self, Frame};
use crate::pairs::{KEY, Pairs, VERSION};
use crate::words;
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use clearance::case::Case;
use clearance::case::certificate::Certificate;
use clearance::case::decide::{CertificateCommand, Command, Drafting};
use clearance::event::certificate::Following;
use clearance::grounds::Grounds;
use desk::act::{self, Ask, Denied};
use desk::names::Names;
use desk::secret;
use policy::ChainStep;
use std::sync::Arc;
use values::text::Text;
use view::{Paper, Step};
use web::again;
use web::app::App;
use web::asking;
use web::error::{self, Code, Failure};
use web::route::{Access, Route};
use web::sight::{self, Seen, Sight};
use web::visit::Visit;

/// What the page asks for, as the table of routes names it.
const ACTS: &str = "check_paper engross_paper sign_paper issue_paper end_paper";

/// The largest form, in bytes: a paper of many lots that is engrossed.
const FORM_MAX: usize = 512 * 1024;

/// The routes.
pub fn routes() -> Vec<Route> {
    let mut routes = draft::routes();
    routes.extend([
        cleared::route(),
        many::route(),
        Route::get("/case/{no}/certificates/{certificate}", Access::SignedIn, show).tag("read_papers"),
        Route::post("/case/{no}/certificates/{certificate}", Access::InPerson, sent).tag(ACTS).body_max(FORM_MAX),
    ]);
    routes
}

#[derive(Template)]
#[template(path = "certificate.html")]
struct CertificatePage {
    frame: Frame,
    case: String,
    no: Vec<String>,
    action: String,
    version: u32,
    key: String,
    kind: String,
    state: (&'static str, &'static str),
    /// Whose turn it is, in a sentence.
    next: String,
    chain: Vec<Step>,
    paper: Paper,
    /// Where the file that proves itself is taken from, once it was sealed.
    sealed: Option<String>,
    sent_back: Option<String>,
    /// Why it ended, or what came in its place.
    ended: Option<(String, Option<String>)>,
    /// How it follows another one, and where that is.
    amends: Option<(String, String)>,
    /// Why it does not count for the time being.
    suspended: Option<String>,
    handed: Vec<String>,
    /// Where, when and on what it was used.
    used: Option<String>,
    originals: u8,
    copies: u8,
    digest: String,
    /// Where the engrossed text is not the draft's, for officers.
    differs: Option<String>,
    may: May,
    said: Option<Said>,
    /// What was typed in a form that was not done.
    typed: Pairs,
}

/// How a paper is handed over.
struct HandOver {
    /// The originals were handed over; what is left is the file.
    printed: bool,
    /// The stock of preprinted sheets on which the originals are, if they are on such.
    blank: Option<(String, Text)>,
}

async fn hand_over(app: &App, ask: &Ask, case: &Case, paper: &Certificate) -> Result<HandOver, Failure> {
    let law = app.field().law_of(&case.policy, case.day).await?;
    let blank = law.policy.blank(paper.draft.kind.as_str(), app.field().day(ask.now));
    let blank = blank.map(|blank| (blank.stock.to_string(), blank.name.clone()));
    Ok(HandOver { printed: paper.handed.iter().any(|handed| !handed.electronic), blank })
}

/// What the reader may do to a paper.
#[derive(Default)]
struct May {
    draft: Option<String>,
    check: bool,
    engross: bool,
    proofread: bool,
    sign: bool,
    wants_password: bool,
    issue: bool,
    /// The original of another paper is to be given back with the issue.
    returned: bool,
    send_back: Option<&'static str>,
    hand_over: Option<HandOver>,
    note_use: bool,
    suspend: bool,
    lift: bool,
    end: bool,
    amend: Option<String>,
    supplement: Option<String>,
    reissue: Option<String>,
}

impl May {
    fn nothing(&self) -> bool {
        let step = self.check
            || self.engross
            || self.proofread
            || self.sign
            || self.issue
            || self.hand_over.is_some()
            || self.note_use;
        let after = self.suspend || self.lift || self.end;
        let drafts = [&self.draft, &self.amend, &self.supplement, &self.reissue].iter().any(|path| path.is_some());
        !step && !after && !drafts && self.send_back.is_none()
    }
}

/// A paper of a case, for who may read it.
async fn found(app: &App, visit: &Visit, no: &str, number: &str) -> Result<(Ask, Case, u16), Failure> {
    let Seen { ask, case, sight, .. } = sight::see(app, visit, no).await?;
    let number: u16 = number.parse().map_err(|_| Failure::new(Code::NotFound))?;
    let paper = case.certificate(number).ok_or_else(|| Failure::new(Code::NotFound))?;
    if !sight.paper(paper) {
        return Err(Failure::new(Code::NotFound));
    }
    Ok((ask, case, number))
}

async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path((no, number)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (ask, case, number) = found(&app, &visit, &no, &number).await?;
    page(&app, &visit, (&ask, &case, number), StatusCode::OK, (None, Pairs::default())).await
}

async fn page(
    app: &App,
    visit: &Visit,
    (ask, case, number): (&Ask, &Case, u16),
    status: StatusCode,
    (said, typed): (Option<Said>, Pairs),
) -> Result<Response, Failure> {
    let paper = case.certificate(number).ok_or_else(|| Failure::new(Code::NotFound))?;
    let law = app.field().law_of(&paper.draft.policy, case.day).await?;
    let names = Names::new(app.field(), &law, case.day, visit.language);
    let kind = view::kind(&names, paper);
    let title = format!("{kind} {}", paper.number.as_ref().map_or(String::new(), ToString::to_string));
    let path = format!("/case/{}/certificates/{number}", frame::in_query(case.no.as_str()));
    let frame = Frame { path: path.clone(), ..Frame::new(app, visit, title.trim()) };
    let officer = ask.enterprise.is_none();
    let differs = clearance::case::certificate::compare::difference(&paper.draft.content, paper.content());
    let page = CertificatePage {
        case: format!("/case/{}", frame::in_query(case.no.as_str())),
        no: names.number(case.no.as_str()),
        action: path,
        version: case.version,
        key: secret::draw(&app.desk.chance),
        state: view::state(paper, visit.language),
        next: view::next(&names, case, paper),
        chain: if officer { view::chain(&frame, &names, case, paper) } else { Vec::new() },
        sealed: paper.is_sealed().then(|| {
            // What was said of the purpose of this read goes along.
            let said = visit.path.split_once('?').map_or(String::new(), |(_, said)| format!("?{said}"));
            format!("/api/v1/cases/{}/certificates/{number}/sealed{said}", case.no)
        }),
        paper: view::paper(&names, case, paper),
        sent_back: view::sent_back(paper, visit.language).filter(|_| officer),
        ended: after::ended(&names, case, paper),
        amends: after::follows(&names, case, paper),
        suspended: after::suspended(&names, case, paper),
        handed: view::handed(&frame, &names, paper),
        used: view::used(&frame, &names, paper),
        originals: paper.draft.originals,
        copies: paper.draft.copies,
        digest: paper.digest(),
        differs: differs.filter(|_| officer).map(|one| one.words().pick(visit.language).to_owned()),
        may: may(app, ask, case, number).await?,
        kind,
        said,
        typed,
        frame,
    };
    frame::html_as(status, &page)
}

/// What would be done if it were asked for now.
async fn may(app: &App, ask: &Ask, case: &Case, certificate: u16) -> Result<May, Failure> {
    let Some(paper) = case.certificate(certificate).filter(|_| ask.enterprise.is_none()) else {
        return Ok(May::default());
    };
    // A person may show the password with the form.
    let fresh = Ask { proved: ask.proved.map(|_| ask.now), ..ask.clone() };
    let would = async |command: CertificateCommand| -> Result<bool, Failure> {
        match act::would(&app.desk, &fresh, case, &Command::Certificate(command)).await {
            Ok(()) => Ok(true),
            Err(Denied::Broken(error)) => Err(Denied::Broken(error).into()),
            Err(_) => Ok(false),
        }
    };
    let words = || "-".to_owned();
    let (sheets, electronic) = (Vec::new(), true);
    let as_file = CertificateCommand::HandOver { certificate, to: words(), sheets, electronic };
    let next = paper.next();
    let back = |at| CertificateCommand::SendBack { certificate, at, reason: words() };
    let send_back = match next.filter(|step| *step != ChainStep::Draft && *step != ChainStep::Issue) {
        Some(at) if would(back(at)).await? => Some(at.word()),
        Some(_) | None => None,
    };
    let path = |of: &str| format!("/case/{}/certificates/{certificate}/{of}", case.no);
    let again = Drafting { certificate: Some(certificate), ..Drafting::default() };
    let kind = Some(paper.draft.kind.clone());
    let following = async |following: Following, of: &str| -> Result<Option<String>, Failure> {
        let (kind, lost) = (kind.clone(), words());
        let drafting = Drafting { kind, amends: Some(certificate), following, lost, ..Drafting::default() };
        Ok(draft::may(app, ask, case, drafting).await?.then(|| path(of)))
    };
    Ok(May {
        draft: draft::may(app, ask, case, again).await?.then(|| path("draft")),
        check: would(CertificateCommand::Check { certificate }).await?,
        engross: would(CertificateCommand::Engross { certificate, content: Vec::new() }).await?,
        proofread: would(CertificateCommand::Proofread { certificate }).await?,
        sign: would(CertificateCommand::Sign { certificate, digest: paper.digest() }).await?,
        wants_password: !ask.is_fresh(),
        issue: would(CertificateCommand::Issue { certificate, returned: true }).await?,
        returned: paper.draft.wants_original(),
        send_back,
        hand_over: if would(as_file).await? { Some(hand_over(app, ask, case, paper).await?) } else { None },
        note_use: would(CertificateCommand::Use { certificate, note: words() }).await?,
        end: would(CertificateCommand::End { certificate, grounds: Grounds::by(words(), String::new()) }).await?,
        suspend: would(CertificateCommand::Suspend { certificate, grounds: Grounds::by(words(), String::new()) })
            .await?,
        lift: would(CertificateCommand::Lift { certificate, reason: words() }).await?,
        amend: following(Following::Amends, "amendment").await?,
        supplement: following(Following::Supplements, "supplement").await?,
        reissue: following(Following::Reissues, "reissue").await?,
    })
}

async fn sent(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path((no, number)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let pairs = Pairs(pairs).kept();
    let password = pairs.get("password").to_owned();
    let fresh = if password.is_empty() { Some(visit.clone()) } else { again::fresh(&app, &visit, password).await? };
    let without = Pairs(pairs.0.iter().filter(|(name, _)| name != "password").cloned().collect());
    let ask = asking::submits(fresh.as_ref().unwrap_or(&visit), pairs.get(KEY), &without.bytes())?;
    let (_, case, number) = found(&app, &visit, &no, &number).await?;
    let wrong = |words: &str| Said { kind: "stop", words: words.to_owned(), ..Said::default() };
    let again = |said: Said| {
        page(&app, &visit, (&ask, &case, number), StatusCode::UNPROCESSABLE_ENTITY, (Some(said), without.clone()))
    };
    if fresh.is_none() {
        return again(wrong(words::say(visit.language, "account.old_wrong"))).await;
    }
    let command = pairs.seen().ok().and_then(|()| read::command(&case, number, &pairs));
    let Some(command) = command else { return again(wrong(words::say(visit.language, "case.faulty"))).await };
    let expected = pairs.get(VERSION).parse().map_err(|_| Failure::new(Code::Malformed))?;
    match act::act(&app.desk, &ask, &no, Some(expected), &Command::Certificate(command)).await {
        Ok(_) => Ok(error::see_other(&format!("/case/{}/certificates/{number}", frame::in_query(&no)))),
        Err(denied) => {
            let law = app.field().law_of(&case.policy, case.day).await?;
            let names = Names::new(app.field(), &law, case.day, visit.language);
            let said = said::refusal(&visit, &names, &case, denied)?;
            page(&app, &visit, (&ask, &case, number), StatusCode::CONFLICT, (Some(said), without)).await
        }
    }
}

/// The papers of a case as its page lists them.
pub fn lines(names: &Names, case: &Case, sight: &Sight) -> Vec<view::Line> {
    (1u16..)
        .zip(&case.certificates)
        .filter(|(_, paper)| sight.paper(paper))
        .map(|(number, paper)| view::line(names, case, number, paper))
        .collect()
}
