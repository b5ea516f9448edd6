//! 待办: what waits for the reader, the most pressing first; for enterprises also their cases.

mod looks;
mod told;

use crate::frame;
use crate::frame::Frame;
use crate::part::Moment;
use crate::words;
use askama::Template;
use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use clearance::case::StageKind;
use clearance::permission::Act;
use clearance::row::turn::Turn;
use desk::act::{self, Ask};
use desk::field::Field;
use desk::names::Names;
use desk::own;
use desk::reasons;
use desk::secret;
use desk::usual::Usual;
pub use looks::{List, Looks, rows};
use looks::{Row, Which};
use register::cases::line::CaseLine;
use register::scope::Scope;
use serde::Deserialize;
use std::sync::Arc;
use told::{Filter, TaskView, filters, orders, task};
use values::calendar::Timestamp;
use values::direction::Direction;
use values::id::EnterpriseId;
use web::app::App;
use web::asking;
use web::cookie::{self, Life};
use web::error::{self, Failure};
use web::route::{Access, Route};
use web::visit::Visit;

/// Tasks that may be done for many cases at once: work on papers, and arrivals.
pub const TOGETHER: [&str; 4] = ["accept", "clear", "release", "arrive"];
/// The task that is done for many at once on a page of its own, where each is read.
const SIGNED: &str = "sign_paper";
/// Tasks on one page.
const TASKS: u32 = 100;
/// Cases on one page.
const CASES: usize = 25;

/// The routes of the queue.
pub fn routes() -> Vec<Route> {
    vec![Route::get("/queue", Access::SignedIn, show).tag("read_queue")]
}

#[derive(Deserialize, Default)]
struct Wish {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    before: String,
    #[serde(default)]
    all: String,
    /// What any office may do, in the place of what waits at the own.
    #[serde(default)]
    any: String,
    /// The order, and which of them.
    #[serde(default)]
    sort: String,
    #[serde(default)]
    only: String,
}

impl Wish {
    fn list(&self) -> List {
        let which = match (!self.any.is_empty(), !self.all.is_empty()) {
            (true, _) => Which::Any,
            (false, true) => Which::All,
            (false, false) => Which::Own,
        };
        List::of(which, &self.kind, &self.sort, &self.only)
    }
}

/// A case in a list.
#[allow(missing_docs)] // What `case_list.html` shows of a `CaseLine`.
pub struct CaseView {
    pub path: String,
    pub number: Vec<String>,
    pub direction: &'static str,
    pub mode: String,
    pub goods: String,
    pub stage: &'static str,
    pub tag: &'static str,
    /// Whose turn it is, and for what.
    pub turn: Vec<String>,
    pub due: Option<Moment>,
    pub way: String,
    pub owner: String,
    pub accepted: Moment,
}

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage {
    frame: Frame,
    place: String,
    filters: Vec<Filter>,
    /// In which order, and which of them; each with its name.
    orders: Vec<(&'static str, Vec<Filter>)>,
    tasks: Vec<TaskView>,
    /// The kind that may be done for many at once, and the key of the form.
    batch: Option<(String, String)>,
    any: bool,
    more: i64,
    cases: Option<Vec<CaseView>>,
    older: Option<String>,
    first: bool,
}

async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    headers: HeaderMap,
    Query(wish): Query<Wish>,
) -> Result<Response, Failure> {
    let ask = asking::reads(&visit)?;
    act::permit_act(&ask, Act::ReadQueue)?;
    let field = app.field();
    let frame = Frame::new(&app, &visit, words::say(visit.language, "queue.title"));
    let names = Names::new(field, visit.law()?, field.day(visit.now), visit.language);
    let page = match &ask.enterprise {
        Some(enterprise) => of_enterprise(&app, frame, &names, (&ask, enterprise), &wish).await?,
        None => {
            let list = wish.list();
            let last = last_looked_at(&headers, &ask);
            if let Some(last) = last.filter(|last| *visit.path == *"/queue" && *last != list) {
                return Ok(error::see_other(&last.path()));
            }
            let page = of_officer(&app, frame, &names, &ask, &list).await?;
            let mut response = frame::html(&page)?;
            response.headers_mut().append(header::SET_COOKIE, looked_at(&ask, &list));
            return Ok(response);
        }
    };
    frame::html(&page)
}

/// The list that somebody looked at last in this browser: who comes to the queue without naming one finds it again.
fn last_looked_at(headers: &HeaderMap, ask: &Ask) -> Option<List> {
    let (account, name) = cookie::read(headers, cookie::QUEUE)?.split_once(':')?;
    (account == frame::in_query(ask.account.as_str())).then(|| List::named(name))?
}

/// The cookie that remembers it, for this account alone.
fn looked_at(ask: &Ask, list: &List) -> HeaderValue {
    let plain = list.kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let kind = if plain { list.kind.clone() } else { String::new() };
    let name = List { kind, ..list.clone() }.name();
    cookie::write(cookie::QUEUE, &format!("{}:{name}", frame::in_query(ask.account.as_str())), Life::Browser)
}

/// Puts into each visit how much waits for the reader, as the navigation row of every screen says.
pub fn counted(app: &Arc<App>, router: Router) -> Router {
    router.layer(from_fn_with_state(Arc::clone(app), count))
}

async fn count(State(app): State<Arc<App>>, mut visit: Visit, mut request: Request, next: Next) -> Response {
    visit.waiting = waiting_for(&app, &visit).await;
    request.extensions_mut().insert(visit);
    next.run(request).await
}

/// How much waits for a reader of screens; nothing for programs, for those whose work is not a queue, and where it cannot be
/// counted now: a screen without the number is better than none.
pub async fn waiting_for(app: &App, visit: &Visit) -> Option<u64> {
    let ask = visit.person().ok().filter(|_| !visit.wants_json).and_then(|_| asking::reads(visit).ok())?;
    act::permit_act(&ask, Act::ReadQueue).ok()?;
    let counted = waiting(app.field(), &ask).await;
    counted.ok().and_then(|count| u64::try_from(count).ok())
}

/// How much waits for the asker.
///
/// # Errors
/// The register cannot be read.
pub async fn waiting(field: &Field, ask: &Ask) -> anyhow::Result<i64> {
    if let Some(enterprise) = &ask.enterprise {
        let tasks = own::own_tasks(field, ask, enterprise, TASKS).await?;
        return Ok(i64::try_from(tasks.len()).unwrap_or(i64::MAX));
    }
    Ok(Looks::of(field, ask, Which::Own).await?.counts(field, ask).await?.iter().map(|(_, count)| count).sum())
}

async fn of_officer(app: &App, frame: Frame, names: &Names<'_>, ask: &Ask, list: &List) -> Result<QueuePage, Failure> {
    let field = app.field();
    let counts = Looks::of(field, ask, list.which).await?.counts(field, ask).await?;
    let all: i64 = counts.iter().map(|(_, count)| count).sum();
    let known = counts.iter().find(|(kind, _)| *kind == list.kind);
    let wanted = known.map_or(if list.kind.is_empty() { all } else { 0 }, |(_, count)| *count);
    let (rows, read) = rows(&app.desk, ask, list, &counts).await?;
    let more = wanted.saturating_sub(i64::try_from(read).unwrap_or(i64::MAX));
    let link = format!("?list={}", frame::in_query(&list.name()));
    let leases = app.desk.leases(ask).await?;
    let known = field.known();
    let held = known.region.account(&ask.account);
    let skills = held.map(|held| held.skills_on(ask.office.as_ref(), field.day(ask.now))).unwrap_or_default();
    let of_others =
        |row: &Row| leases.iter().filter(|lease| lease.case == row.line.no).map(|l| l.account.as_str()).collect();
    let tasks = rows.into_iter().map(|row| {
        let others: Vec<&str> = of_others(&row);
        task(&frame, names, (&link, &others, &skills), row)
    });
    let tasks = tasks.collect();
    let anywhere =
        Looks::of(field, ask, Which::Any).await?.counts(field, ask).await?.iter().map(|(_, count)| count).sum();
    let filters = filters(&frame, &counts, (all, anywhere), list);
    let place = ask.office.as_ref().map_or_else(String::new, |office| names.office(office.as_str()));
    let together = TOGETHER.contains(&&*list.kind) || list.kind == SIGNED;
    let batch = together.then(|| (list.kind.clone(), secret::draw(&app.desk.chance)));
    let (orders, any) = (orders(&frame, list), list.which == Which::Any);
    Ok(QueuePage { frame, place, filters, orders, tasks, batch, any, more, cases: None, older: None, first: true })
}

async fn of_enterprise(
    app: &App,
    frame: Frame,
    names: &Names<'_>,
    (ask, enterprise): (&Ask, &EnterpriseId),
    wish: &Wish,
) -> Result<QueuePage, Failure> {
    let (desk, field, scope) = (&app.desk, app.field(), Scope::enterprise(enterprise.as_str()));
    let tasks = own::own_tasks(field, ask, enterprise, TASKS).await?;
    let mut views = Vec::new();
    for line in tasks {
        let why = reasons::of_row(desk, ask, &line.no, line.version).await?.of_owner();
        views.push(task(&frame, names, ("", &[], &[]), Row::new(line, Arc::new(why), &Usual::default(), ask.now)));
    }
    let position = wish.before.split_once(',').and_then(|(at, no)| Some((at.parse::<i64>().ok()?, no.to_owned())));
    let (at, no) = position.clone().unwrap_or((i64::MAX, "~".to_owned()));
    let limit = u32::try_from(CASES + 1).unwrap_or(u32::MAX);
    let mut lines = field.register.cases_of(&scope, (at, &no), limit).await?;
    let more = CASES < lines.len();
    lines.truncate(CASES);
    let older = lines.last().filter(|_| more).map(|last| format!("/queue?before={},{}", last.accepted, last.no));
    lines.retain(|line| own::is_own(field, ask, &line.owner, line.direction));
    let cases = cases(app, ask, &frame, names, lines).await?;
    let place = names.enterprise(enterprise.as_str());
    let first = position.is_none();
    let cases = Some(cases);
    let (filters, orders, any, batch, more) = (Vec::new(), Vec::new(), false, None, 0);
    Ok(QueuePage { frame, place, filters, orders, tasks: views, batch, any, more, cases, older, first })
}

/// Where goods come from and go to within the region.
pub fn way(names: &Names, direction: Direction, port: &str, inland: &str) -> String {
    let said = |office: &str| {
        if office.is_empty() {
            words::say(names.language, "queue.outside").to_owned()
        } else {
            names.short_office(office)
        }
    };
    let (port, inland) = (said(port), said(inland));
    match direction {
        Direction::Entry => format!("{port} → {inland}"),
        Direction::Exit => format!("{inland} → {port}"),
    }
}

/// The goods of a case in a list: the first line, and how many there are.
pub fn goods(names: &Names, first: &str, lines: i64) -> String {
    match lines {
        1 => first.to_owned(),
        n => words::fill(words::say(names.language, "queue.goods"), &[("goods", first), ("n", &n.to_string())]),
    }
}

/// The kind of tag that a stage is shown with.
pub fn stage_tag(stage: StageKind) -> &'static str {
    match stage {
        StageKind::Closed => "pass",
        StageKind::Refused | StageKind::Expired => "stop",
        StageKind::Returned => "wait",
        StageKind::Withdrawn | StageKind::SplitUp | StageKind::Historic => "idle",
        StageKind::UnderReview | StageKind::Working => "bureau",
    }
}

/// Cases as lists show them, each with whose turn it is.
///
/// # Errors
/// The register cannot be read.
pub async fn cases(
    app: &App,
    ask: &Ask,
    frame: &Frame,
    names: &Names<'_>,
    lines: Vec<CaseLine>,
) -> Result<Vec<CaseView>, Failure> {
    let turns = app.field().register.turns(&ask.scope(), &lines).await?;
    let officer = ask.enterprise.is_none();
    Ok(lines.into_iter().zip(turns).map(|(line, turns)| case(frame, names, line, &turns, officer)).collect())
}

/// Whose turn a case is, and for what: a step that any office may do where none was chosen is anybody's.
fn turn(names: &Names, turns: &[(String, Turn)], officer: bool) -> Vec<String> {
    let mut told = Vec::new();
    for (kind, turn) in turns {
        let chosen = || turns.iter().any(|(other, at)| other == kind && matches!(at, Turn::Office(_)));
        let place = match turn {
            // What an office is told, or asked, is not what the case waits for.
            Turn::Office(_) if kind.starts_with("told_") || kind.starts_with("work_") => continue,
            // What rules demand of officers is nothing that a declarant is told.
            Turn::Office(_) | Turn::Centre | Turn::Command
                if !officer && matches!(kind.as_str(), "lift" | "waiver" | "paper") =>
            {
                continue;
            }
            Turn::Command => words::say(names.language, "place.command").to_owned(),
            Turn::Office(office) => names.short_office(office.as_str()),
            Turn::Centre => words::say(names.language, "place.centre").to_owned(),
            Turn::Enterprise => words::say(names.language, "case.enterprise").to_owned(),
            Turn::Anywhere if chosen() => continue,
            Turn::Anywhere => words::say(names.language, "place.any").to_owned(),
            Turn::Asker(_) | Turn::Nobody => continue,
        };
        let said = format!("{place} · {}", words::say_owned(names.language, &format!("task.{kind}")));
        if !told.contains(&said) {
            told.push(said);
        }
    }
    told
}

fn case(frame: &Frame, names: &Names, line: CaseLine, turns: &[(String, Turn)], officer: bool) -> CaseView {
    CaseView {
        path: format!("/case/{}", frame::in_query(&line.no)),
        number: names.number(&line.no),
        direction: names.direction(line.direction),
        mode: line.mode,
        goods: goods(names, &line.goods, line.lines),
        stage: words::say_owned(frame.language, &format!("stage.{}", line.stage.word())),
        tag: stage_tag(line.stage),
        turn: turn(names, turns, officer),
        due: line.due.map(|due| frame.due(Timestamp(due))),
        way: way(names, line.direction, &line.port, &line.inland),
        owner: names.enterprise(&line.owner),
        accepted: frame.moment(Timestamp(line.accepted)),
    }
}
