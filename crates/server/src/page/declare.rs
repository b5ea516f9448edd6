//! 报检: declaring by a form, with the advisor beside it; the same reader judges it as the API's.

mod advice;
mod fields;
mod sheet;
mod tree;
mod view;

use crate::act::{self, Ask, Denied};
use crate::app::App;
use crate::asking;
use crate::error::{self, Failure};
use crate::page;
use crate::page::case;
use crate::page::name::Names;
use crate::page::pairs::{KEY, Pairs, VERSION};
use crate::receive;
use crate::route::{Access, Route};
use crate::visit::Visit;
use crate::words;
use advice::AdviceView;
use axum::Form;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use clearance::actor::Role;
use clearance::case::decide::Command;
use clearance::decision::advice::advise;
use clearance::declaration::{Direction, Version};
use clearance::fault::Fault;
use clearance::permission::Act;
use exchange::json::Received;
use sheet::{Purpose, Sheet, show};
use std::sync::Arc;

/// Accounts that declare.
const DECLARANTS: &[Role] = &[Role::Declarant];
/// The largest form: 999 lines of some thirty fields.
const FORM_MAX: usize = 8 * 1024 * 1024;

/// The routes of the form.
pub fn routes() -> Vec<Route> {
    let access = Access::Roles(DECLARANTS);
    vec![
        Route::get("/declare/entry", access, entry),
        Route::post("/declare/entry", access, entry_sent).body_max(FORM_MAX),
        Route::get("/declare/exit", access, exit),
        Route::post("/declare/exit", access, exit_sent).body_max(FORM_MAX),
        Route::get("/case/{no}/correct", access, correct).tag("read_own"),
        Route::post("/case/{no}/correct", access, correct_sent).body_max(FORM_MAX),
        Route::get("/case/{no}/amend", access, amend).tag("read_own"),
        Route::post("/case/{no}/amend", access, amend_sent).body_max(FORM_MAX),
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
    sent(&app, &visit, Purpose::New, Direction::Entry, Pairs(pairs)).await
}

async fn exit_sent(
    State(app): State<Arc<App>>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    sent(&app, &visit, Purpose::New, Direction::Exit, Pairs(pairs)).await
}

async fn correct(State(app): State<Arc<App>>, visit: Visit, Path(no): Path<String>) -> Result<Response, Failure> {
    again(&app, &visit, Purpose::Correct(no.clone()), &no).await
}

async fn amend(State(app): State<Arc<App>>, visit: Visit, Path(no): Path<String>) -> Result<Response, Failure> {
    again(&app, &visit, Purpose::Amend(no.clone()), &no).await
}

/// The form of a case, filled with its declaration.
async fn again(app: &App, visit: &Visit, purpose: Purpose, no: &str) -> Result<Response, Failure> {
    let ask = asking::reads(visit)?;
    let (case, _) = case::load(app, &ask, no).await?;
    act::permit_read(app.field(), &case, &ask, Act::ReadOwn)?;
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
    let ask = asking::reads(visit)?;
    let (case, _) = case::load(app, &ask, no).await?;
    act::permit_read(app.field(), &case, &ask, Act::ReadOwn)?;
    sent(app, visit, purpose, case.declaration.direction, pairs).await
}

/// What a button of the form asks for.
async fn sent(
    app: &Arc<App>,
    visit: &Visit,
    purpose: Purpose,
    direction: Direction,
    pairs: Pairs,
) -> Result<Response, Failure> {
    let version = pairs.get(VERSION).parse().unwrap_or(0);
    let wish = pairs.get("do").to_owned();
    let mut form = pairs;
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
            ask_advisor(app, visit, &ask, &mut sheet).await?;
            show(app, visit, &ask, sheet)
        }
        _ => {
            sheet.add = wish.strip_prefix("add:").unwrap_or("").to_owned();
            show(app, visit, &asking::reads(visit)?, sheet)
        }
    }
}

/// Reads the form as the API reads its JSON.
async fn read(app: &Arc<App>, ask: &Ask, sheet: &Sheet) -> Result<Result<Received, Vec<Fault>>, Failure> {
    let direction = clearance::decision::direction_word(sheet.direction);
    let declarant = ask.enterprise.as_ref().map_or("", |id| id.as_str());
    let tree = tree::to_json(&sheet.form, direction, declarant);
    let mut lot = receive::read(app, &Bytes::from(tree.to_string()), app.field().day(ask.now)).await?;
    Ok(lot.readings.pop().unwrap_or_else(|| Err(Vec::new())))
}

async fn ask_advisor(app: &Arc<App>, visit: &Visit, ask: &Ask, sheet: &mut Sheet) -> Result<(), Failure> {
    let received = match read(app, ask, sheet).await? {
        Ok(received) => received,
        Err(faults) => {
            sheet.status = StatusCode::UNPROCESSABLE_ENTITY;
            sheet.faults = faults;
            return Ok(());
        }
    };
    let declaration = received.declaration;
    let advised =
        act::with_entrance(app, ask, Act::Advise, &declaration, |context| advise(&declaration, context)).await?;
    match advised {
        Ok(advice) => {
            let field = app.field();
            let names = Names::new(field, field.policy(), field.day(ask.now), visit.language);
            sheet.advice = Some(AdviceView::new(&names, &advice, &sheet.form));
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
            let names = Names::new(app.field(), app.field().policy(), app.field().day(visit.now), visit.language);
            let clauses: Vec<String> = why.basis.iter().map(|citation| names.citation(citation)).collect();
            sheet.status = StatusCode::CONFLICT;
            sheet.refused = Some((why.text.pick(visit.language).to_owned(), clauses.join(names.comma())));
        }
        Denied::Stale { now, .. } => {
            sheet.status = StatusCode::CONFLICT;
            sheet.version = now;
            sheet.refused = Some((words::say(visit.language, "case.stale").to_owned(), String::new()));
        }
        other @ (Denied::Forbidden
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
    let denied = match read(app, &ask, &sheet).await? {
        Err(faults) => Denied::Faults(faults),
        Ok(received) => match deliver(app, &ask, &sheet, received).await {
            Ok(path) => return Ok(error::see_other(&path)),
            Err(denied) => denied,
        },
    };
    refuse(app, visit, &mut sheet, denied)?;
    show(app, visit, &ask, sheet)
}

/// Hands a faultless form in, and says where to go on.
async fn deliver(app: &Arc<App>, ask: &Ask, sheet: &Sheet, received: Received) -> Result<String, Denied> {
    let (no, done) = match &sheet.purpose {
        Purpose::New => {
            let outcome = receive::declare(app, ask, 0, vec![Ok(received)]).await.pop();
            let outcome = outcome.unwrap_or_else(|| Err(Denied::Faults(Vec::new())))?;
            let no = outcome.answer.cases.first().map(|case| case.no.to_string());
            return Ok(no.map_or("/queue".into(), |no| format!("/case/{}?done=declared", page::in_query(&no))));
        }
        Purpose::Correct(no) => (no, "corrected"),
        Purpose::Amend(no) => (no, "amend"),
    };
    let mut ask = ask.clone();
    let declaration = receive::box_up(app, &mut ask, received).await?;
    let (ask, field) = (&ask, app.field());
    let (case, _) = act::load(field, ask, no).await?.ok_or(Denied::Hidden)?;
    let policy = field.policy_of(&case.policy).await?;
    let measures = field.measure(&policy, &declaration, case.day);
    let version = Box::new(Version { declaration, measures });
    let command = match &sheet.purpose {
        Purpose::Amend(_) => Command::AskAmendment { version, reason: sheet.form.get("reason").to_owned() },
        Purpose::New | Purpose::Correct(_) => Command::Resubmit(version),
    };
    act::act(app, ask, no, Some(sheet.version), &command).await?;
    Ok(format!("/case/{}?done={done}", page::in_query(no)))
}
