//! The page of one case: what it is, where it stands, whose turn, what to do now, and everything that happened.

pub mod certificate;
mod command;
mod compare;
mod confirm;
mod cooperate;
mod declared;
mod demands;
mod files;
mod form;
mod issued;
mod ledger;
mod maker;
mod mark;
mod offer;
mod proposals;
mod purpose;
mod read;
pub mod receipt;
pub mod said;
mod sent;
mod teller;
mod timeline;
mod unmet;
pub mod view;
mod waive;
mod work;

use crate::frame::{self, Frame};
use crate::pairs::{KEY, Pairs, VERSION};
use crate::part::StepMark;
use crate::queue::{self, List, Looks};
use crate::remarks;
use crate::words;
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use clearance::case::Case;
use clearance::event::Event;
use clearance::event::body::UnmetCheck;
use compare::Comparison;
use declared::Declared;
use demands::DemandView;
use desk::act::{self, Ask, Denied};
use desk::names::Names;
use desk::remark;
use desk::secret;
use files::Files;
use form::ActForm;
use issued::Issued;
use ledger::Duty;
use offer::Offer;
use proposals::Proposals;
use receipt::Made;
use said::Said;
use sent::{After, Sent};
use std::sync::Arc;
use timeline::Happening;
use unmet::Unmet;
use values::fault::Fault;
use view::{Head, LotLine, Paper};
use web::api::case as view_api;
use web::app::App;
use web::asking;
use web::error::{self, Code, Failure};
use web::route::{Access, Route};
use web::sight::{self, Sight};
use web::visit::Visit;

/// What the forms of the page ask for: every command that has no page of its own.
const COMMANDS: &str = "review choose split withdraw contact answer_amendment accept_again supervise examine treat dispose \
     arrive forward clear move release hold lift_hold note_seal cooperate answer_work";

/// The routes of the page.
pub fn routes() -> Vec<Route> {
    let mut routes = files::routes();
    routes.extend(certificate::routes());
    routes.extend([
        confirm::route(),
        issued::route(),
        Route::get("/case/{no}", Access::SignedIn, show).tag("read_own read_goods"),
        Route::post("/case/{no}", Access::SignedIn, perform).tag(COMMANDS).body_max(256 * 1024),
    ]);
    routes
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    frame: Frame,
    path: String,
    way: Way,
    key: String,
    version: u32,
    head: Head,
    steps: Vec<StepMark>,
    receipts: Vec<Made>,
    demands: Vec<DemandView>,
    /// How far it is, in a line.
    short: String,
    said: Option<Said>,
    remarks: Vec<String>,
    unmet: Vec<Unmet>,
    now: Vec<ActForm>,
    besides: Vec<ActForm>,
    lots: Vec<LotLine>,
    papers: Vec<Paper>,
    issued: Issued,
    files: Files,
    declared: Declared,
    asked: Option<Comparison>,
    versions: Vec<Comparison>,
    timeline: Vec<Happening>,
    /// What offices wrote to each other.
    letters: Vec<Happening>,
    ledger: Vec<Duty>,
    whole: bool,
    /// The forms want the width of the page.
    wide: bool,
    proposals: Proposals,
    demonstration: bool,
}

/// Loads a case that the asker may know of.
///
/// # Errors
/// 404 if it does not exist for the asker.
pub async fn load(app: &App, ask: &Ask, no: &str) -> Result<(Case, Vec<Event>), Failure> {
    act::load(app.field(), ask, no).await?.ok_or_else(|| Failure::new(Code::NotFound))
}

async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(no): Path<String>,
    Query(after): Query<After>,
) -> Result<Response, Failure> {
    let ask = asking::reads(&visit)?;
    let (case, events) = load(&app, &ask, &no).await?;
    let words = words::say_owned(visit.language, &format!("done.{}", after.done)).to_owned();
    let done = !words.is_empty();
    let said = done.then(|| Said { kind: "pass", words, ..Said::default() });
    let versions = after.old.parse().ok().zip(after.new.parse().ok());
    let sent = Sent { said, done, versions, list: after.came(), ..Sent::default() };
    page_of(&app, &visit, &ask, &case, &events, StatusCode::OK, sent).await
}

async fn perform(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(no): Path<String>,
    Query(after): Query<After>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let pairs = Pairs(pairs).kept();
    let ask = asking::submits(&visit, pairs.get(KEY), &pairs.bytes())?;
    let (case, events) = load(&app, &ask, &no).await?;
    let command = match pairs.seen().and_then(|()| command::command(&case, &pairs)) {
        Ok(command) => command,
        Err(faults) => {
            let said = Said { kind: "stop", words: say(&visit, "case.faulty"), ..Said::default() };
            let sent = Sent { pairs, faults, said: Some(said), list: after.came(), ..Sent::default() };
            return page_of(&app, &visit, &ask, &case, &events, StatusCode::UNPROCESSABLE_ENTITY, sent).await;
        }
    };
    let expected = pairs.get(VERSION).parse().ok();
    let expected = expected.ok_or_else(|| Failure::new(Code::Malformed))?;
    match act::act(&app.desk, &ask, &no, Some(expected), &command).await {
        Ok(_) => {
            app.desk.close_case(&ask, &no).await;
            let (no, list) = (frame::in_query(&no), of_list('&', &after.came()));
            Ok(error::see_other(&format!("/case/{no}?done={}{list}", said::done_word(&command))))
        }
        Err(denied) => refused(&app, &visit, &ask, &no, (pairs, after.came()), denied).await,
    }
}

fn say(visit: &Visit, key: &'static str) -> String {
    words::say(visit.language, key).to_owned()
}

/// The page again, with why nothing was done and the form as it was sent.
async fn refused(
    app: &App,
    visit: &Visit,
    ask: &Ask,
    no: &str,
    (pairs, list): (Pairs, (String, usize)),
    denied: Denied,
) -> Result<Response, Failure> {
    let (case, events) = load(app, ask, no).await?;
    let law = app.field().law_of(&case.policy, case.day).await?;
    let names = Names::new(app.field(), &law, case.day, visit.language);
    let said = said::refusal(visit, &names, &case, denied)?;
    let sent = Sent { pairs, said: Some(said), list, ..Sent::default() };
    page_of(app, visit, ask, &case, &events, StatusCode::CONFLICT, sent).await
}

async fn page_of(
    app: &App,
    visit: &Visit,
    ask: &Ask,
    case: &Case,
    events: &[Event],
    status: StatusCode,
    mut sent: Sent,
) -> Result<Response, Failure> {
    let way = way(app, ask, case, &sent).await?;
    let sight: Sight = match sight::enter(app, visit, ask, case).await {
        Err(failure) if failure.code() == Code::Purpose => {
            sent.tell_own(app, visit, ask, case, events).await?;
            return purpose::ask(app, visit, case, (status, sent), way.next);
        }
        entered => entered?,
    };
    let (whole, law) = (sight.whole(), app.field().law_of(&case.policy, case.day).await?);
    let names = Names::new(app.field(), &law, case.day, visit.language);
    let frame = framed(app, visit, &names, case);
    let offer = offer::offer(app, ask, case, &names, whole).await?.refilled(&sent.pairs, &sent.faults, visit.language);
    let mut head = view::head(&frame, &names, case, &sight, &app.desk.usual.get());
    head.marks.extend(open_at(app, ask, case, &frame, &offer).await?);
    let happened = timeline::timeline(&frame, &names, case, events, &sight);
    sent.tell(&frame, &happened, &head);
    let (checks, found) = said_of(app, ask, case, whole).await?;
    let (letters, timeline) = happened.into_iter().partition(|one| one.letter);
    let page = CasePage {
        key: secret::draw(&app.desk.chance),
        version: case.version,
        head,
        receipts: receipt::receipts(&frame, &names, events, &sight),
        demands: demands::demands(&names, case, &sight, ask),
        short: StepMark::summary(&view::steps(&frame, &names, case), visit.language),
        steps: view::steps(&frame, &names, case),
        said: sent.said,
        remarks: remarks::told(&names, &found),
        declared: declared(app, ask, case, &names, (&sight, &checks, &found)).await?,
        unmet: if offer.reviews() { unmet::unmet(&names, checks) } else { Vec::new() },
        lots: view::lots(&names, case, whole),
        papers: view::papers(&names, case, whole),
        issued: Issued::of(app, ask, case, &names, &sight).await?,
        files: Files::of((app, ask, case), &frame, &names, &sight).await?,
        asked: compare::asked(app, ask, case, &sight, (&frame, &names)).await?,
        versions: compare::held((&frame, &names), case, events, &sight, sent.versions),
        timeline,
        letters,
        ledger: ledger::ledger(&frame, &names, case, events, &sight),
        proposals: proposals::of(&names, &offer),
        demonstration: demonstration(&names),
        wide: offer.is_wide(),
        now: offer.now,
        besides: offer.besides,
        way,
        path: frame.path.clone(),
        whole,
        frame,
    };
    frame::html_as(status, &page)
}

/// The frame of a case's page, titled by its number.
fn framed(app: &App, visit: &Visit, names: &Names, case: &Case) -> Frame {
    let path = format!("/case/{}", frame::in_query(case.no.as_str()));
    Frame { path, ..Frame::new(app, visit, &names.number(case.no.as_str()).join(" ")) }
}

/// What is to be said of the declaration: checks that are not met, and remarks; nothing to those who see the goods only.
async fn said_of(app: &App, ask: &Ask, case: &Case, whole: bool) -> Result<(Vec<UnmetCheck>, Vec<Fault>), Failure> {
    if !whole {
        return Ok((Vec::new(), Vec::new()));
    }
    Ok((unmet::checks(app, ask, case).await?, remark::of_case(&app.desk, ask, case).await?))
}

/// Who else has the case open, for an officer who is about to act on it; from here on others are told that he has.
async fn open_at(
    app: &App,
    ask: &Ask,
    case: &Case,
    frame: &Frame,
    offer: &Offer,
) -> Result<Vec<(String, &'static str)>, Failure> {
    if ask.enterprise.is_some() || offer.now.is_empty() {
        return Ok(Vec::new());
    }
    let others = app.desk.open_case(ask, case.no.as_str()).await?;
    let told = others.iter().map(|lease| (frame.say_with("queue.lease", &[("account", &lease.account)]), "wait"));
    Ok(told.collect())
}

/// All that was declared, as far as the reader sees it, with what is to be said of it at its fields.
async fn declared(
    app: &App,
    ask: &Ask,
    case: &Case,
    names: &Names<'_>,
    (sight, checks, found): (&Sight, &[UnmetCheck], &[Fault]),
) -> Result<Declared, Failure> {
    let tree = view_api::declared(app.field(), ask, case, sight).await?;
    let marks = if sight.whole() { mark::marks(names, case, checks, found) } else { Vec::new() };
    Ok(declared::told(names, case.verdict.as_ref().map(|verdict| &verdict.mode), &tree, marks))
}

/// Whether lists that were approved for demonstration only count for the case.
fn demonstration(names: &Names) -> bool {
    let shown = |approval: &&policy::Approval| approval.status == policy::Status::Demonstration;
    names.policy.lists.approvals().iter().filter(shown).any(|approval| approval.period.contains(names.day))
}

/// The list that the reader came from, to go on in it.
fn of_list(sign: char, (list, at): &(String, usize)) -> String {
    if list.is_empty() { String::new() } else { format!("{sign}list={}&at={at}", frame::in_query(list)) }
}

/// Where a reader who came from a list goes on.
struct Way {
    /// Where the forms go: the page with the list.
    action: String,
    /// The list.
    back: Option<String>,
    /// The next case in it.
    next: Option<String>,
}

async fn way(app: &App, ask: &Ask, case: &Case, sent: &Sent) -> Result<Way, Failure> {
    let (next, at) = next(app, ask, case, sent).await?;
    let list = &sent.list.0;
    let path = format!("/case/{}", frame::in_query(case.no.as_str()));
    Ok(Way {
        action: format!("{path}{}", of_list('?', &(list.clone(), at))),
        back: List::named(list).map(|list| list.path()),
        next,
    })
}

/// The case after this one in the list that the reader came from, and the place of this one in it. Where it waits no more, what
/// stood behind it has moved up to its place. Nothing when no other waits, or nobody came from a list.
async fn next(app: &App, ask: &Ask, case: &Case, sent: &Sent) -> Result<(Option<String>, usize), Failure> {
    let (list, was) = &sent.list;
    if !sent.done && list.is_empty() {
        return Ok((None, 0));
    }
    let looked = List::named(list).unwrap_or_default();
    let counts = Looks::of(app.field(), ask, looked.which).await?.counts(app.field(), ask).await?;
    let (rows, _) = queue::rows(&app.desk, ask, &looked, &counts).await?;
    let found = rows.iter().position(|row| row.line.no == case.no.as_str());
    let (before, after) = rows.split_at(found.map_or(*was, |at| at + 1).min(rows.len()));
    let other = after.iter().chain(before).find(|row| row.line.no != case.no.as_str());
    let came = (list.clone(), 0);
    let path = other.map(|row| format!("/case/{}{}", frame::in_query(&row.line.no), of_list('?', &came)));
    Ok((path, found.unwrap_or(*was)))
}
