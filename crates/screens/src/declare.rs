//! 报检: declaring by a form, with the advisor beside it; the same reader judges it as the API's.

mod advice;
mod sheet;
mod tree;
mod typed;
mod view;

use crate::frame;
use crate::pairs::{KEY, Pairs, VERSION};
use crate::remarks;
use crate::words;
use advice::AdviceView;
use axum::Form;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use clearance::case::advice::advise;
use clearance::case::decide::Command;
use clearance::case::refusal::{NotAllowed, Reason};
use clearance::permission::Act;
use desk::act::{self, Ask, Denied};
use desk::names::Names;
use desk::receive;
use desk::remark;
use exchange::json::Received;
use sheet::{Purpose, Sheet, show};
use std::sync::Arc;
use values::actor::Role;
use values::calendar::Day;
use values::direction::Direction;
use values::fault::Fault;
use web::app::App;
use web::asking;
use web::error::{self, Failure};
use web::route::{Access, Route};
use web::sight::{self, Seen};
use web::visit::Visit;

/// Accounts that declare.
const DECLARANTS: &[Role] = &[Role::Declarant];
/// The largest form: 999 lines of some thirty fields.
const FORM_MAX: usize = 8 * 1024 * 1024;

/// The routes of the form.
pub fn routes() -> Vec<Route> {
    let access = Access::Roles(DECLARANTS);
    vec![
        Route::get("/declare/entry", access, entry).tag("declare"),
        Route::post("/declare/entry", access, entry_sent).tag("declare advise").body_max(FORM_MAX),
        Route::get("/declare/exit", access, exit).tag("declare"),
        Route::post("/declare/exit", access, exit_sent).tag("declare advise").body_max(FORM_MAX),
        Route::get("/case/{no}/correct", access, correct).tag("read_own resubmit"),
        Route::post("/case/{no}/correct", access, correct_sent).tag("resubmit advise").body_max(FORM_MAX),
        Route::get("/case/{no}/amend", access, amend).tag("read_own ask_amendment"),
        Route::post("/case/{no}/amend", access, amend_sent).tag("ask_amendment advise").body_max(FORM_MAX),
    ]
}

async fn entry(State(app): State<Arc<App>>, visit: Visit) -> Result<Response, Failure> {
    begin(&app, &visit, Direction::Entry)
}

async fn exit(State(app): State<Arc<App>>, visit: Visit) -> Result<Response, Failure> {
    begin(&app, &visit, Direction::Exit)
}

/// A new form, filled from what is known of the enterprise.
fn begin(app: &App, visit: &Visit, direction: Direction) -> Result<Response, Failure> {
    let ask = asking::reads(visit)?;
    if !frame::offers(app, visit, direction) {
        return Err(Denied::from(NotAllowed::new(&visit.law()?.policy, Reason::DirectionNotOffered)).into());
    }
    let mut form = Pairs::default();
    if let Some(id) = &ask.enterprise
        && let Some(own) = app.field().known().region.enterprise(id)
    {
        let side = if direction == Direction::Entry { "consignee" } else { "consignor" };
        let inland = if direction == Direction::Entry { "destination" } else { "origin" };
        let known = [
            ("parties.owner".to_owned(), id.to_string()),
            (format!("parties.{side}.zh"), own.zh.clone()),
            ("offices.accept".to_owned(), own.office.to_string()),
            (format!("offices.{inland}"), own.office.to_string()),
        ];
        form.0.extend(known.into_iter().filter(|(name, _)| !own.agent || name == "offices.accept"));
    }
    show(app, visit, &ask, Sheet::new(Purpose::New, direction, 0, form))
}

async fn entry_sent(
    State(app): State<Arc<App>>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let day = app.field().day(visit.now);
    sent(&app, &visit, Purpose::New, (Direction::Entry, day), Pairs(pairs)).await
}

async fn exit_sent(
    State(app): State<Arc<App>>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let day = app.field().day(visit.now);
    sent(&app, &visit, Purpose::New, (Direction::Exit, day), Pairs(pairs)).await
}

async fn correct(State(app): State<Arc<App>>, visit: Visit, Path(no): Path<String>) -> Result<Response, Failure> {
    again(&app, &visit, Purpose::Correct(no.clone()), &no).await
}

async fn amend(State(app): State<Arc<App>>, visit: Visit, Path(no): Path<String>) -> Result<Response, Failure> {
    again(&app, &visit, Purpose::Amend(no.clone()), &no).await
}

/// The form of a case, filled with its declaration.
async fn again(app: &App, visit: &Visit, purpose: Purpose, no: &str) -> Result<Response, Failure> {
    let Seen { ask, case, .. } = sight::see_whole(app, visit, no).await?;
    let received = Received { declaration: (*case.declaration).clone(), personal: Vec::new() };
    let tree = serde_json::from_slice(&exchange::json::write(&received)).map_err(anyhow::Error::from)?;
    let form = tree::to_form(&tree);
    show(app, visit, &ask, Sheet::new(purpose, case.declaration.direction, case.version, form))
}

async fn correct_sent(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(no): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    sent_again(&app, &visit, Purpose::Correct(no.clone()), &no, Pairs(pairs)).await
}

async fn amend_sent(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(no): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    sent_again(&app, &visit, Purpose::Amend(no.clone()), &no, Pairs(pairs)).await
}

async fn sent_again(
    app: &Arc<App>,
    visit: &Visit,
    purpose: Purpose,
    no: &str,
    pairs: Pairs,
) -> Result<Response, Failure> {
    let Seen { case, .. } = sight::see_whole(app, visit, no).await?;
    sent(app, visit, purpose, (case.declaration.direction, case.day), pairs).await
}

/// What a button of the form asks for; the form is read as of the day that counts for it.
async fn sent(
    app: &Arc<App>,
    visit: &Visit,
    purpose: Purpose,
    (direction, day): (Direction, Day),
    pairs: Pairs,
) -> Result<Response, Failure> {
    let version = pairs.get(VERSION).parse().unwrap_or(0);
    let wish = pairs.get("do").to_owned();
    let mut form = typed::understood(pairs);
    if let Some(path) = wish.strip_prefix("drop:") {
        form.0.retain(|(name, _)| !name.starts_with(path));
    }
    let mut lists = vec!["lines".to_owned(), "containers".into(), "attachments".into(), "wanted".into()];
    form = tree::closed_up(&form, &lists.iter().map(String::as_str).collect::<Vec<_>>());
    lists = (0..tree::count(&form, "lines"))
        .flat_map(|n| ["packages", "permits", "attributes"].map(|list| format!("lines[{n}].{list}")))
        .collect();
    form = tree::closed_up(&form, &lists.iter().map(String::as_str).collect::<Vec<_>>());
    let mut sheet = Sheet::new(purpose, direction, version, form);
    match wish.as_str() {
        "send" => send(app, visit, sheet).await,
        "advise" => {
            let ask = asking::reads(visit)?;
            ask_advisor(app, visit, &ask, &mut sheet, day).await?;
            show(app, visit, &ask, sheet)
        }
        _ => {
            sheet.add = wish.strip_prefix("add:").unwrap_or("").to_owned();
            show(app, visit, &asking::reads(visit)?, sheet)
        }
    }
}

/// The form as the JSON that the API would be sent.
fn as_sent(ask: &Ask, sheet: &Sheet) -> serde_json::Value {
    let direction = sheet.direction.word();
    let declarant = ask.enterprise.as_ref().map_or("", |id| id.as_str());
    tree::to_json(&sheet.form, direction, declarant)
}

/// Reads the form as the API reads its JSON.
async fn read(app: &Arc<App>, ask: &Ask, sheet: &Sheet, day: Day) -> Result<Result<Received, Vec<Fault>>, Failure> {
    let mut lot = receive::read(&app.desk, &Bytes::from(as_sent(ask, sheet).to_string()), day).await?;
    Ok(lot.readings.pop().unwrap_or_else(|| Err(Vec::new())))
}

async fn ask_advisor(app: &Arc<App>, visit: &Visit, ask: &Ask, sheet: &mut Sheet, day: Day) -> Result<(), Failure> {
    let sent = as_sent(ask, sheet);
    let received = match receive::read_for_advice(&app.desk, &Bytes::from(sent.to_string()), day).await? {
        Ok(received) => received,
        Err(faults) => {
            sheet.status = StatusCode::UNPROCESSABLE_ENTITY;
            sheet.faults = faults;
            return Ok(());
        }
    };
    let declaration = received.declaration;
    let advised =
        act::with_entrance(&app.desk, ask, Act::Advise, &declaration, |context| advise(&declaration, context)).await?;
    match advised {
        Ok(advice) => {
            let field = app.field();
            let names = Names::new(field, visit.law()?, field.day(ask.now), visit.language);
            let remarks = remark::of_declaration(&app.desk, ask, &declaration).await?;
            sheet.advice = Some(AdviceView::new(&names, &advice, &sheet.form, remarks::told(&names, &remarks)));
        }
        Err(why) => refuse(app, visit, sheet, Denied::NotAllowed(Box::new(why)))?,
    }
    Ok(())
}

/// Notes on the form why it was not taken; what is no matter of the form ends the request.
fn refuse(app: &App, visit: &Visit, sheet: &mut Sheet, denied: Denied) -> Result<(), Failure> {
    match denied {
        Denied::Faults(faults) => {
            sheet.status = StatusCode::UNPROCESSABLE_ENTITY;
            sheet.faults = faults;
        }
        Denied::NotAllowed(why) => {
            let names = Names::new(app.field(), visit.law()?, app.field().day(visit.now), visit.language);
            let clauses: Vec<String> = why.basis.iter().map(|citation| names.citation(citation)).collect();
            sheet.status = StatusCode::CONFLICT;
            sheet.refused = Some((why.text.pick(visit.language).to_owned(), clauses.join(names.comma())));
        }
        Denied::Stale { now, .. } => {
            sheet.status = StatusCode::CONFLICT;
            sheet.version = now;
            sheet.refused = Some((words::say(visit.language, "case.stale").to_owned(), String::new()));
        }
        other @ (Denied::Forbidden(_)
        | Denied::Hidden
        | Denied::KeyReused
        | Denied::Busy(_)
        | Denied::Full
        | Denied::Broken(_)) => {
            return Err(other.into());
        }
    }
    Ok(())
}

async fn send(app: &Arc<App>, visit: &Visit, mut sheet: Sheet) -> Result<Response, Failure> {
    let ask = asking::submits(visit, sheet.form.get(KEY), &sheet.form.bytes())?;
    let delivered = match &sheet.purpose {
        Purpose::New => hand_in(app, &ask, &sheet).await?,
        Purpose::Correct(no) => send_again(app, &ask, &sheet, no, "corrected").await,
        Purpose::Amend(no) => send_again(app, &ask, &sheet, no, "amend").await,
    };
    match delivered {
        Ok(path) => Ok(error::see_other(&path)),
        Err(denied) => {
            refuse(app, visit, &mut sheet, denied)?;
            show(app, visit, &ask, sheet)
        }
    }
}

/// Declares what the form says, and says where to go on.
async fn hand_in(app: &Arc<App>, ask: &Ask, sheet: &Sheet) -> Result<Result<String, Denied>, Failure> {
    let received = match read(app, ask, sheet, app.field().day(ask.now)).await? {
        Ok(received) => received,
        Err(faults) => return Ok(Err(Denied::Faults(faults))),
    };
    let outcome = receive::declare(&app.desk, ask, 0, vec![Ok(received)]).await.pop();
    let outcome = outcome.unwrap_or_else(|| Err(Denied::Faults(Vec::new())));
    Ok(outcome.map(|done| {
        let no = done.answer.cases.first().map(|case| case.no.to_string());
        no.map_or("/queue".into(), |no| format!("/case/{}?done=declared", frame::in_query(&no)))
    }))
}

/// Sends the new version of a case that the form says, as the API does, and says where to go on.
async fn send_again(app: &App, ask: &Ask, sheet: &Sheet, no: &str, done: &str) -> Result<String, Denied> {
    let (mut ask, sent) = (ask.clone(), as_sent(ask, sheet));
    let version = Box::new(receive::new_version(&app.desk, &mut ask, no, &sent, "").await?);
    let command = match &sheet.purpose {
        Purpose::Amend(_) => Command::AskAmendment { version, reason: sheet.form.get("reason").to_owned() },
        Purpose::New | Purpose::Correct(_) => Command::Resubmit(version),
    };
    act::act(&app.desk, &ask, no, Some(sheet.version), &command).await?;
    Ok(format!("/case/{}?done={done}", frame::in_query(no)))
}
