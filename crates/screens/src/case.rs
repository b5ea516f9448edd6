//! The page of one case: what it is, where it stands, whose turn, what to do now, and everything that happened.

mod command;
mod cooperate;
mod declared;
mod form;
mod ledger;
mod maker;
mod mark;
mod offer;
mod purpose;
mod read;
pub mod receipt;
mod teller;
mod timeline;
pub mod view;
mod work;

use crate::frame;
use crate::frame::Frame;
use crate::pairs::{KEY, Pairs, VERSION};
use crate::part::StepMark;
use crate::queue;
use crate::remarks;
use crate::words;
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use clearance::case::decide::{Command, unmet_of};
use clearance::case::{Case, Stage};
use clearance::event::Event;
use clearance::event::body::UnmetCheck;
use clearance::permission::Act;
use declared::Declared;
use desk::act::{self, Ask, Denied};
use desk::names::Names;
use desk::remark;
use desk::secret;
use form::ActForm;
use ledger::Duty;
use policy::reference::TableName;
use receipt::Clause;
use serde::Deserialize;
use std::sync::Arc;
use timeline::Happening;
use values::fault::Fault;
use values::text::Language;
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
     arrive forward clear move certify release hold lift_hold note_seal cooperate answer_work";

/// The routes of the page.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/case/{no}", Access::SignedIn, show).tag("read_own read_goods"),
        Route::post("/case/{no}", Access::SignedIn, perform).tag(COMMANDS).body_max(256 * 1024),
    ]
}

/// What is said above the forms after something was sent.
#[derive(Default)]
struct Said {
    kind: &'static str,
    words: String,
    clauses: Vec<Clause>,
    changed: Vec<String>,
    faults: Vec<String>,
}

/// A listed check that is not met.
struct Unmet {
    check: String,
    wanted: String,
    clause: Clause,
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    frame: Frame,
    path: String,
    key: String,
    version: u32,
    head: Head,
    steps: Vec<StepMark>,
    said: Option<Said>,
    remarks: Vec<String>,
    next: Option<String>,
    unmet: Vec<Unmet>,
    now: Vec<ActForm>,
    besides: Vec<ActForm>,
    lots: Vec<LotLine>,
    papers: Vec<Paper>,
    declared: Declared,
    timeline: Vec<Happening>,
    ledger: Vec<Duty>,
    whole: bool,
    citations: Vec<String>,
    purposes: Vec<(String, String)>,
    demonstration: bool,
}

#[derive(Deserialize, Default)]
struct After {
    #[serde(default)]
    done: String,
}

/// What was sent and not done, with what is to be said about it.
#[derive(Default)]
struct Sent {
    pairs: Pairs,
    faults: Vec<Fault>,
    said: Option<Said>,
    done: bool,
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
    let sent = Sent { said, done, ..Sent::default() };
    page_of(&app, &visit, &ask, &case, &events, StatusCode::OK, sent).await
}

async fn perform(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(no): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let pairs = Pairs(pairs).kept();
    let ask = asking::submits(&visit, pairs.get(KEY), &pairs.bytes())?;
    let (case, events) = load(&app, &ask, &no).await?;
    let command = match pairs.seen().and_then(|()| command::command(&case, &pairs)) {
        Ok(command) => command,
        Err(faults) => {
            let said = Said { kind: "stop", words: say(&visit, "case.faulty"), ..Said::default() };
            let sent = Sent { pairs, faults, said: Some(said), done: false };
            return page_of(&app, &visit, &ask, &case, &events, StatusCode::UNPROCESSABLE_ENTITY, sent).await;
        }
    };
    let expected = pairs.get(VERSION).parse().ok();
    let expected = expected.ok_or_else(|| Failure::new(Code::Malformed))?;
    match act::act(&app.desk, &ask, &no, Some(expected), &command).await {
        Ok(_) => Ok(error::see_other(&format!("/case/{}?done={}", frame::in_query(&no), done_word(&command)))),
        Err(denied) => refused(&app, &visit, &ask, &no, pairs, denied).await,
    }
}

fn say(visit: &Visit, key: &'static str) -> String {
    words::say(visit.language, key).to_owned()
}

/// The word under which the page says that a command was done.
fn done_word(command: &Command) -> &'static str {
    match command {
        Command::Review(_) => "review",
        Command::Perform { .. } | Command::Arrive(_) | Command::Dispose { .. } => "step",
        Command::Withdraw | Command::WithdrawAutomatically => "withdraw",
        Command::Hold { .. } => "hold",
        Command::LiftHold { .. } => "lift",
        Command::Split => "split",
        Command::Choose { .. } => "choose",
        Command::GrantAmendment | Command::DenyAmendment { .. } => "amendment",
        Command::Resubmit(_)
        | Command::AskAmendment { .. }
        | Command::Contact
        | Command::NoteSeal(_)
        | Command::Note { .. }
        | Command::AskWork { .. }
        | Command::AcceptWork { .. }
        | Command::AnswerWork { .. }
        | Command::MarkOverdue
        | Command::Redecide => "noted",
    }
}

/// The page again, with why nothing was done and the form as it was sent.
async fn refused(
    app: &App,
    visit: &Visit,
    ask: &Ask,
    no: &str,
    pairs: Pairs,
    denied: Denied,
) -> Result<Response, Failure> {
    let (case, events) = load(app, ask, no).await?;
    let policy = app.field().policy();
    let names = Names::new(app.field(), policy, case.day, visit.language);
    let said = match denied {
        Denied::NotAllowed(why) => {
            let mode = case.verdict.as_ref().map(|verdict| &verdict.mode);
            let first = why.first.iter().map(|step| names.step_of(mode, step)).collect::<Vec<_>>();
            let clauses = why.basis.iter().map(|citation| receipt::clause(&names, citation)).collect();
            let words = why.text.pick(visit.language).to_owned();
            Said { kind: "stop", words, clauses, changed: first, faults: Vec::new() }
        }
        Denied::Stale { since, .. } => {
            let changed =
                since.iter().map(|kind| words::say_owned(visit.language, &format!("event.{kind}")).to_owned());
            Said { kind: "wait", words: say(visit, "case.stale"), changed: changed.collect(), ..Said::default() }
        }
        Denied::Faults(faults) => {
            let faults = faults.iter().map(|fault| fault.wanted.pick(visit.language).to_owned()).collect();
            Said { kind: "stop", words: say(visit, "case.faulty"), faults, ..Said::default() }
        }
        Denied::Forbidden(_)
        | Denied::Hidden
        | Denied::KeyReused
        | Denied::Busy(_)
        | Denied::Full
        | Denied::Broken(_) => {
            return Err(denied.into());
        }
    };
    let sent = Sent { pairs, faults: Vec::new(), said: Some(said), done: false };
    page_of(app, visit, ask, &case, &events, StatusCode::CONFLICT, sent).await
}

async fn page_of(
    app: &App,
    visit: &Visit,
    ask: &Ask,
    case: &Case,
    events: &[Event],
    status: StatusCode,
    sent: Sent,
) -> Result<Response, Failure> {
    let field = app.field();
    let sight: Sight = match sight::enter(app, visit, ask, case).await {
        Err(failure) if failure.code() == Code::Purpose => {
            let next = if sent.done { next(app, ask, case).await? } else { None };
            return purpose::ask(app, visit, case, (status, sent), next);
        }
        entered => entered?,
    };
    let whole = sight.whole();
    let policy = field.policy_or_current(&case.policy).await?;
    let names = Names::new(field, &policy, case.day, visit.language);
    let head_title = names.number(case.no.as_str()).join(" ");
    let path = format!("/case/{}", frame::in_query(case.no.as_str()));
    let frame = Frame { path: path.clone(), ..Frame::new(app, visit, &head_title) };
    let mut offer = offer::offer(app, ask, case, &names, whole).await?;
    for form in offer.now.iter_mut().chain(&mut offer.besides).filter(|form| form.is_of(&sent.pairs)) {
        form.refill(&sent.pairs, &sent.faults, visit.language);
    }
    let reviews = offer.now.iter().any(|form| form.fields.iter().any(|field| field.value == "review-return"));
    let checks = if whole { checks(app, ask, case).await? } else { Vec::new() };
    let found = if whole { remark::of_case(&app.desk, ask, case).await? } else { Vec::new() };
    let tree = view_api::declared(field, ask, case, &sight).await?;
    let mode = case.verdict.as_ref().map(|verdict| &verdict.mode);
    let marks = if whole { mark::marks(&names, case, &checks, &found) } else { Vec::new() };
    let page = CasePage {
        key: secret::draw(&app.desk.chance),
        version: case.version,
        head: view::head(&frame, &names, case, &sight),
        steps: view::steps(&frame, &names, case),
        said: sent.said,
        remarks: remarks::told(&names, &found),
        next: if sent.done { next(app, ask, case).await? } else { None },
        unmet: if reviews { unmet(&names, checks) } else { Vec::new() },
        lots: view::lots(&names, case, whole),
        papers: view::papers(&names, case, whole),
        declared: declared::told(&names, mode, &tree, marks),
        timeline: timeline::timeline(&frame, &names, case, events, &sight),
        ledger: if whole { ledger::ledger(&frame, &names, case, events, &sight) } else { Vec::new() },
        citations: if reviews { citations(&names) } else { Vec::new() },
        purposes: purposes(app, &names, &offer.now),
        demonstration: demonstration(&names),
        now: offer.now,
        besides: offer.besides,
        path,
        whole,
        frame,
    };
    frame::html_as(status, &page)
}

/// Whether lists that were approved for demonstration only count for the case.
fn demonstration(names: &Names) -> bool {
    let shown = |approval: &&policy::Approval| approval.status == policy::Status::Demonstration;
    names.policy.lists.approvals().iter().filter(shown).any(|approval| approval.period.contains(names.day))
}

/// The next case that waits for the asker, to go on without the queue in between.
async fn next(app: &App, ask: &Ask, case: &Case) -> Result<Option<String>, Failure> {
    let places = queue::places(ask);
    let scope = ask.at_desk(&places, false);
    for place in &places {
        let tasks = app.field().register.queue(&scope, place, 10).await?;
        if let Some(task) = tasks.into_iter().find(|task| task.no != case.no.as_str()) {
            return Ok(Some(format!("/case/{}", frame::in_query(&task.no))));
        }
    }
    Ok(None)
}

/// The listed checks that are not met, while the review is open or the enterprise mends, for those who ask the advisor.
async fn checks(app: &App, ask: &Ask, case: &Case) -> Result<Vec<UnmetCheck>, Failure> {
    let open = matches!(case.stage, Stage::UnderReview | Stage::Returned { .. });
    if !open || act::permit_act(ask, Act::Advise).is_err() {
        return Ok(Vec::new());
    }
    let found = act::with_entrance(&app.desk, ask, Act::Advise, &case.declaration, |context| {
        unmet_of(&case.declaration, &case.measures, case.day, context)
    });
    Ok(found.await?)
}

/// Them in words.
fn unmet(names: &Names<'_>, found: Vec<UnmetCheck>) -> Vec<Unmet> {
    let told = found.into_iter().map(|check| Unmet {
        wanted: match names.language {
            Language::En if !check.english.is_empty() => check.english,
            Language::Zh | Language::En => check.wanted,
        },
        check: match check.line {
            Some(line) => words::fill(
                words::say(names.language, "receipt.of_line"),
                &[("fact", &check.check), ("line", &line.to_string())],
            ),
            None => check.check,
        },
        clause: receipt::clause(names, &check.basis),
    });
    told.collect()
}

/// Every section in force, as a reviewer may cite it.
fn citations(names: &Names) -> Vec<String> {
    let texts = names.policy.library.texts().iter().filter(|text| text.period.contains(names.day));
    texts.flat_map(|text| text.sections.iter().map(|section| format!("「{}」{}", text.short, section.name))).collect()
}

/// The uses that goods may be given, where a form asks for one.
fn purposes(app: &App, names: &Names, forms: &[ActForm]) -> Vec<(String, String)> {
    if !forms.iter().any(|form| form.fields.iter().any(|field| field.list() == "purposes")) {
        return Vec::new();
    }
    let entries = app.field().reference.entries(TableName::Purpose, "", names.day);
    entries.map(|entry| (entry.code.to_owned(), names.code(TableName::Purpose, entry.code))).collect()
}
