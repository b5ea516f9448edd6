//! 待办: what waits for the reader, the most pressing first; for enterprises also their cases.

mod looks;

use crate::frame;
use crate::frame::Frame;
use crate::part::Moment;
use crate::words;
use askama::Template;
use axum::Router;
use axum::extract::{Query, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use clearance::case::StageKind;
use clearance::case::decide::unmet_of;
use clearance::permission::Act;
use desk::act::{self, Ask};
use desk::field::Field;
use desk::names::Names;
use desk::own;
use desk::secret;
use desk::usual::Usual;
pub use looks::{Looks, back};
use register::cases::line::{CaseLine, TaskLine};
use register::scope::Scope;
use serde::Deserialize;
use std::sync::Arc;
use values::calendar::Timestamp;
use values::direction::Direction;
use values::id::EnterpriseId;
use values::text::Text;
use web::app::App;
use web::asking;
use web::error::Failure;
use web::route::{Access, Route};
use web::visit::Visit;

/// Tasks that may be done for many cases at once: work on papers, and arrivals.
pub const TOGETHER: [&str; 4] = ["accept", "clear", "release", "arrive"];
/// Tasks on one page.
const TASKS: u32 = 100;
/// Cases on one page.
const CASES: usize = 25;
/// Tasks of review for which the page says what is missing; the rest say it on their own page.
const CHECKED: usize = 30;
/// What is due within this time is pressing, in microseconds: a day.
const PRESSING_US: i64 = 86_400_000_000;

/// A minute in microseconds.
const MINUTE_US: i64 = 60_000_000;
/// What waits for so many times the usual is old, but nothing within a day, in minutes.
const OLD: i64 = 4;
const LEAST_OLD: i64 = 1_440;

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
}

/// A filter above the queue: how many wait of a kind.
struct Filter {
    path: String,
    word: String,
    count: Option<i64>,
    here: bool,
}

/// Two lines of the queue: what it is, and why it needs somebody.
struct TaskView {
    path: String,
    /// The case and its version, as a batch takes them.
    value: String,
    number: Vec<String>,
    direction: &'static str,
    mode: String,
    way: String,
    goods: String,
    owner: String,
    what: String,
    why: Vec<String>,
    held: bool,
    since: Moment,
    /// How long such a step usually takes there.
    usual: String,
    due: Option<Moment>,
    /// It waits for much longer than is usual.
    old: bool,
    late: bool,
    pressing: bool,
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
    pub owner: String,
    pub accepted: Moment,
    pub updated: Moment,
}

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage {
    frame: Frame,
    place: String,
    filters: Vec<Filter>,
    tasks: Vec<TaskView>,
    /// The kind that may be done for many at once, and the key of the form.
    batch: Option<(String, String)>,
    any: bool,
    more: i64,
    cases: Option<Vec<CaseView>>,
    older: Option<String>,
    first: bool,
}

async fn show(State(app): State<Arc<App>>, visit: Visit, Query(wish): Query<Wish>) -> Result<Response, Failure> {
    let ask = asking::reads(&visit)?;
    act::permit_act(&ask, Act::ReadQueue)?;
    let field = app.field();
    let frame = Frame::new(&app, &visit, words::say(visit.language, "queue.title"));
    let names = Names::new(field, field.policy(), field.day(visit.now), visit.language);
    let page = match &ask.enterprise {
        Some(enterprise) => of_enterprise(field, frame, &names, (&ask, enterprise), &wish).await?,
        None => of_officer(&app, frame, &names, &ask, &wish).await?,
    };
    frame::html(&page)
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
    Ok(Looks::own(ask, false).counts(field, ask).await?.iter().map(|(_, count)| count).sum())
}

async fn of_officer(app: &App, frame: Frame, names: &Names<'_>, ask: &Ask, wish: &Wish) -> Result<QueuePage, Failure> {
    let field = app.field();
    let (others, any) = (!wish.all.is_empty(), !wish.any.is_empty());
    let looks = if any { Looks::anywhere(field, ask) } else { Looks::own(ask, others) };
    let counts = looks.counts(field, ask).await?;
    let all: i64 = counts.iter().map(|(_, count)| count).sum();
    let known = counts.iter().find(|(kind, _)| *kind == wish.kind);
    let wanted = known.map_or(if wish.kind.is_empty() { all } else { 0 }, |(_, count)| *count);
    let lines = looks.tasks(field, ask, &wish.kind).await?;
    let usual = app.desk.usual.get();
    let which = match (any, others) {
        (true, _) => "any",
        (false, true) => "all",
        (false, false) => "own",
    };
    let list = format!("?list={}", frame::in_query(&format!("{which}.{}", wish.kind)));
    let more = wanted.saturating_sub(i64::try_from(lines.len()).unwrap_or(i64::MAX));
    let mut tasks = Vec::new();
    for (n, line) in lines.into_iter().enumerate() {
        let missing = if n < CHECKED && line.kind == "review" { missing(app, ask, &line).await? } else { Vec::new() };
        tasks.push(task(&frame, names, (&usual, &list), line, missing));
    }
    let anywhere: i64 = Looks::anywhere(field, ask).counts(field, ask).await?.iter().map(|(_, count)| count).sum();
    let filters = filters(&frame, &counts, (all, anywhere), &wish.kind, (others, any));
    let place = ask.office.as_ref().map_or_else(String::new, |office| names.office(office.as_str()));
    let batch = TOGETHER.contains(&&*wish.kind).then(|| (wish.kind.clone(), secret::draw(&app.desk.chance)));
    Ok(QueuePage { frame, place, filters, tasks, batch, any, more, cases: None, older: None, first: true })
}

/// What the listed checks find missing in a case that waits for review.
async fn missing(app: &App, ask: &Ask, line: &TaskLine) -> Result<Vec<Text>, Failure> {
    let Some((case, _)) = act::load(app.field(), ask, &line.no).await? else { return Ok(Vec::new()) };
    let unmet = act::with_entrance(&app.desk, ask, Act::Advise, &case.declaration, |context| {
        unmet_of(&case.declaration, &case.measures, case.day, context)
    });
    let unmet = unmet.await?;
    Ok(unmet.into_iter().map(|check| Text::new(check.wanted, check.english)).collect())
}

async fn of_enterprise(
    field: &Field,
    frame: Frame,
    names: &Names<'_>,
    (ask, enterprise): (&Ask, &EnterpriseId),
    wish: &Wish,
) -> Result<QueuePage, Failure> {
    let scope = Scope::enterprise(enterprise.as_str());
    let tasks = own::own_tasks(field, ask, enterprise, TASKS).await?;
    let none = Usual::default();
    let tasks = tasks.into_iter().map(|line| task(&frame, names, (&none, ""), line, Vec::new())).collect();
    let position = wish.before.split_once(',').and_then(|(at, no)| Some((at.parse::<i64>().ok()?, no.to_owned())));
    let (at, no) = position.clone().unwrap_or((i64::MAX, "~".to_owned()));
    let limit = u32::try_from(CASES + 1).unwrap_or(u32::MAX);
    let mut lines = field.register.cases_of(&scope, (at, &no), limit).await?;
    let more = CASES < lines.len();
    lines.truncate(CASES);
    let older = lines.last().filter(|_| more).map(|last| format!("/queue?before={},{}", last.accepted, last.no));
    lines.retain(|line| own::is_own(field, ask, &line.owner, line.direction));
    let cases = lines.into_iter().map(|line| case(&frame, names, line)).collect();
    let place = names.enterprise(enterprise.as_str());
    let first = position.is_none();
    let cases = Some(cases);
    Ok(QueuePage { frame, place, filters: Vec::new(), tasks, batch: None, any: false, more: 0, cases, older, first })
}

/// The filters above the queue: what waits at the own places by kind, what any office may do, what other roles do.
fn filters(
    frame: &Frame,
    counts: &[(String, i64)],
    (all, anywhere): (i64, i64),
    here: &str,
    (others, any): (bool, bool),
) -> Vec<Filter> {
    let (own, also) = match (any, others) {
        (true, _) => ("/queue?any=1", "&any=1"),
        (false, true) => ("/queue?all=1", "&all=1"),
        (false, false) => ("/queue", ""),
    };
    let filter = |path: &str, word: &str, count, here| Filter { path: path.into(), word: word.to_owned(), count, here };
    let whole = filter(own, frame.say("queue.all"), Some(all), here.is_empty());
    let each = counts.iter().map(|(kind, count)| {
        let path = format!("/queue?kind={}{also}", frame::in_query(kind));
        filter(&path, words::say_owned(frame.language, &format!("task.{kind}")), Some(*count), kind == here)
    });
    // What any office may do, and what other roles do, are on request; and so is the way back.
    let turn = |on: bool, key| if on { ("/queue", "queue.own") } else { key };
    let (to_any, to_all) = (turn(any, ("/queue?any=1", "queue.any")), turn(others, ("/queue?all=1", "queue.others")));
    let to_any = filter(to_any.0, frame.say(to_any.1), (!any).then_some(anywhere), false);
    let to_all = (!any).then(|| filter(to_all.0, frame.say(to_all.1), None, false));
    std::iter::once(whole).chain(each).chain(std::iter::once(to_any)).chain(to_all).collect()
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

fn task(frame: &Frame, names: &Names, (usual, list): (&Usual, &str), line: TaskLine, missing: Vec<Text>) -> TaskView {
    let usual = usual.at(&line.kind, &line.place.word());
    let waited = (frame.now.0 - line.since) / MINUTE_US;
    let old = usual.is_some_and(|usual| usual.minutes.max(LEAST_OLD / OLD) * OLD < waited);
    let late = line.due.is_some_and(|due| due < frame.now.0);
    let pressing = !late && line.due.is_some_and(|due| due < frame.now.0.saturating_add(PRESSING_US));
    let step = names.step(&line.mode, &line.step);
    let what = words::say_owned(frame.language, &format!("task.{}", line.kind)).to_owned();
    let mut why: Vec<String> = missing
        .iter()
        .map(|wanted| {
            // A text without English says it in the region's words.
            let said = if wanted.en.is_empty() { &wanted.zh } else { wanted.pick(frame.language) };
            frame.say_with("queue.missing", &[("what", said)])
        })
        .collect();
    if why.is_empty() {
        let words = words::say_owned(frame.language, &format!("why.{}", line.kind));
        why.push(words::fill(words, &[("step", &step)]));
    }
    TaskView {
        path: format!("/case/{}{list}", frame::in_query(&line.no)),
        value: format!("{}@{}", line.no, line.version),
        number: names.number(&line.no),
        direction: names.direction(line.direction),
        way: way(names, line.direction, &line.port, &line.inland),
        goods: goods(names, &line.goods, line.lines),
        owner: names.enterprise(&line.owner),
        mode: line.mode,
        what,
        why,
        held: line.held,
        since: frame.moment(Timestamp(line.since)),
        usual: usual.map_or_else(String::new, |usual| frame.usual(usual)),
        old,
        due: line.due.map(|due| frame.due(Timestamp(due))),
        late,
        pressing,
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

/// A case as lists show it.
pub fn case(frame: &Frame, names: &Names, line: CaseLine) -> CaseView {
    CaseView {
        path: format!("/case/{}", frame::in_query(&line.no)),
        number: names.number(&line.no),
        direction: names.direction(line.direction),
        mode: line.mode,
        goods: goods(names, &line.goods, line.lines),
        stage: words::say_owned(frame.language, &format!("stage.{}", line.stage.word())),
        tag: stage_tag(line.stage),
        owner: names.enterprise(&line.owner),
        accepted: frame.moment(Timestamp(line.accepted)),
        updated: frame.moment(Timestamp(line.updated)),
    }
}
