//! The commands on a case: each names the version of the case that the asker knows, and goes the one path.

use crate::api::body::{self, COMMAND_MAX};
use crate::api::declare::done;
use crate::api::schema;
use crate::app::App;
use crate::asking;
use crate::error::{Code, Failure};
use crate::route::{Access, Route};
use crate::route::{Operation, Schema};
use crate::visit::Visit;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::handler::Handler;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use clearance::case::decide::{Command, Review, Work};
use clearance::event::body::{Disposition, LotId};
use clearance::grounds::Grounds;
use desk::act::{self, Ask};
use desk::receive;
use exchange::json::MAX_BYTES;
use serde::Deserialize;
use std::sync::Arc;
use values::id::{CaseNo, OfficeCode, StepName};
use values::text::Text;

/// What a handler of a command gets: the case's number and all of the request.
pub(super) type Sent = (State<Arc<App>>, Visit, Path<String>, HeaderMap, Bytes);

/// The route of one command.
pub(super) fn command<H: Handler<T, Arc<App>>, T: 'static>(
    path: &'static str,
    tag: &'static str,
    (zh, en): (&'static str, &'static str),
    takes: Schema,
    handler: H,
) -> Route {
    let operation =
        Operation::new("command", Text::fixed(zh, en)).takes(takes).gives(200, Some(schema::answer)).keyed();
    let fails = &[
        Code::NotFound,
        Code::NotPermitted,
        Code::Stale,
        Code::Refused,
        Code::Faults,
        Code::KeyRequired,
        Code::KeyReused,
        Code::Busy,
    ];
    Route::post(path, Access::SignedIn, handler).tag(tag).body_max(COMMAND_MAX).operation(operation.fails(fails))
}

/// The routes.
pub fn routes() -> Vec<Route> {
    let mut routes = by_enterprise();
    routes.extend(by_office());
    routes
}

fn by_enterprise() -> Vec<Route> {
    vec![
        command(
            "/api/v1/cases/{no}/resubmission",
            "resubmit",
            ("补正后重新报送", "Send again, corrected"),
            schema::resubmission,
            resubmit,
        )
        .body_max(MAX_BYTES),
        command(
            "/api/v1/cases/{no}/places",
            "choose",
            ("选择步骤的办理地点", "Choose the place of a step"),
            schema::place,
            choose,
        ),
        command(
            "/api/v1/cases/{no}/amendment",
            "ask_amendment",
            ("申请更改", "Ask for an amendment"),
            schema::amendment,
            amend,
        )
        .body_max(MAX_BYTES),
        command("/api/v1/cases/{no}/withdrawal", "withdraw", ("撤销", "Withdraw"), schema::bare, withdraw),
        command(
            "/api/v1/cases/{no}/contact",
            "contact",
            ("联系施检", "Get in touch for inspection"),
            schema::bare,
            contact,
        ),
        command(
            "/api/v1/cases/{no}/papers",
            "give_paper",
            ("补交单据", "Give a paper that is lacking"),
            schema::paper,
            give_paper,
        ),
        command("/api/v1/cases/{no}/split", "split", ("按建议拆分", "Take the offer to split"), schema::bare, split),
    ]
}

fn by_office() -> Vec<Route> {
    vec![
        command("/api/v1/cases/{no}/review", "review", ("审单", "Review"), schema::review, review),
        command(
            "/api/v1/cases/{no}/steps/{step}",
            "accept_again supervise examine treat forward clear move release",
            ("办理步骤", "Do a step"),
            schema::work,
            perform,
        ),
        command("/api/v1/cases/{no}/arrival", "arrive", ("到达", "Arrival"), schema::arrival, arrive),
        command(
            "/api/v1/cases/{no}/lots/{lot}/disposition",
            "dispose",
            ("处置不合格批", "Say what becomes of a lot"),
            schema::disposition,
            dispose,
        ),
        command(
            "/api/v1/cases/{no}/amendment/answer",
            "answer_amendment",
            ("答复更改申请", "Answer the amendment"),
            schema::amendment_answer,
            answer_amendment,
        ),
        command("/api/v1/cases/{no}/holds", "hold", ("布控", "Hold"), schema::reason, hold),
        command(
            "/api/v1/cases/{no}/holds/{hold}/lifting",
            "lift_hold",
            ("解除布控", "Lift a hold"),
            schema::reason,
            lift,
        ),
        command("/api/v1/cases/{no}/seal", "note_seal", ("记录封识", "Note a seal"), schema::seal, note_seal),
    ]
}

/// Does a command on the case of a number, under the request's key.
pub(super) async fn does(
    sent: (Arc<App>, Visit, HeaderMap, Bytes),
    no: &str,
    version: u32,
    command: Command,
) -> Answered {
    let (app, visit, headers, body) = sent;
    let ask = asking::changes(&visit, &headers, &body)?;
    does_as(&app, &ask, no, version, command).await
}

/// Does a command for somebody on the case of a number.
pub(super) async fn does_as(app: &App, ask: &Ask, no: &str, version: u32, command: Command) -> Answered {
    let outcome = act::act(&app.desk, ask, number(no)?.as_str(), Some(version), &command).await;
    Ok(done(StatusCode::OK, &outcome?))
}

pub(super) type Answered = Result<Response, Failure>;

/// The number in a path; what cannot be one does not exist.
///
/// # Errors
/// 404.
pub fn number(no: &str) -> Result<CaseNo, Failure> {
    CaseNo::parse(no).map_err(|_| Failure::new(Code::NotFound))
}

#[derive(Deserialize)]
struct Bare {
    version: u32,
}

async fn withdraw((State(app), visit, Path(no), headers, body): Sent) -> Answered {
    let Bare { version } = body::read(&body)?;
    does((app, visit, headers, body), &no, version, Command::Withdraw).await
}

async fn contact((State(app), visit, Path(no), headers, body): Sent) -> Answered {
    let Bare { version } = body::read(&body)?;
    does((app, visit, headers, body), &no, version, Command::Contact).await
}

async fn give_paper((State(app), visit, Path(no), headers, body): Sent) -> Answered {
    let (version, paper) = body::versioned(&body)?;
    does((app, visit, headers, body), &no, version, Command::GivePaper(paper)).await
}

async fn split((State(app), visit, Path(no), headers, body): Sent) -> Answered {
    let Bare { version } = body::read(&body)?;
    does((app, visit, headers, body), &no, version, Command::Split).await
}

#[derive(Deserialize)]
struct Corrected {
    version: u32,
    declaration: serde_json::Value,
}

async fn resubmit((State(app), visit, Path(no), headers, body): Sent) -> Answered {
    let Corrected { version, declaration } = body::read(&body)?;
    let mut ask = asking::changes(&visit, &headers, &body)?;
    let corrected =
        receive::new_version(&app.desk, &mut ask, number(&no)?.as_str(), &declaration, "declaration").await?;
    does_as(&app, &ask, &no, version, Command::Resubmit(Box::new(corrected))).await
}

#[derive(Deserialize)]
struct Amended {
    version: u32,
    declaration: serde_json::Value,
    reason: String,
}

async fn amend((State(app), visit, Path(no), headers, body): Sent) -> Answered {
    let Amended { version, declaration, reason } = body::read(&body)?;
    let mut ask = asking::changes(&visit, &headers, &body)?;
    let amended = receive::new_version(&app.desk, &mut ask, number(&no)?.as_str(), &declaration, "declaration").await?;
    let command = Command::AskAmendment { version: Box::new(amended), reason };
    does_as(&app, &ask, &no, version, command).await
}

#[derive(Deserialize)]
struct Place {
    version: u32,
    step: StepName,
    office: OfficeCode,
}

async fn choose((State(app), visit, Path(no), headers, body): Sent) -> Answered {
    let Place { version, step, office } = body::read(&body)?;
    does((app, visit, headers, body), &no, version, Command::Choose { step, office }).await
}

#[derive(Deserialize)]
struct Reviewed {
    version: u32,
    review: Review,
}

async fn review((State(app), visit, Path(no), headers, body): Sent) -> Answered {
    let Reviewed { version, review } = body::read(&body)?;
    does((app, visit, headers, body), &no, version, Command::Review(review)).await
}

#[derive(Deserialize)]
struct Worked {
    version: u32,
    work: Work,
}

/// Like [`Sent`], with a second part of the path.
pub(super) type SentTo = (State<Arc<App>>, Visit, Path<(String, String)>, HeaderMap, Bytes);

async fn perform((State(app), visit, Path((no, step)), headers, body): SentTo) -> Answered {
    let Worked { version, work } = body::read(&body)?;
    let step = StepName::parse(&step).map_err(|_| Failure::new(Code::NotFound))?;
    does((app, visit, headers, body), &no, version, Command::Perform { step, work }).await
}

async fn arrive((State(app), visit, Path(no), headers, body): Sent) -> Answered {
    let (version, arrival) = body::versioned(&body)?;
    does((app, visit, headers, body), &no, version, Command::Arrive(arrival)).await
}

#[derive(Deserialize)]
struct Disposed {
    version: u32,
    disposition: Disposition,
}

async fn dispose((State(app), visit, Path((no, lot)), headers, body): SentTo) -> Answered {
    let Disposed { version, disposition } = body::read(&body)?;
    let lot: LotId = lot.parse().map_err(|_| Failure::new(Code::NotFound))?;
    does((app, visit, headers, body), &no, version, Command::Dispose { lot, disposition }).await
}

#[derive(Deserialize)]
struct AmendmentAnswered {
    version: u32,
    grant: bool,
    #[serde(default)]
    note: String,
    #[serde(default)]
    basis: String,
}

async fn answer_amendment((State(app), visit, Path(no), headers, body): Sent) -> Answered {
    let AmendmentAnswered { version, grant, note, basis } = body::read(&body)?;
    let command = if grant { Command::GrantAmendment } else { Command::DenyAmendment(Grounds::by(note, basis)) };
    does((app, visit, headers, body), &no, version, command).await
}

#[derive(Deserialize)]
struct Reasoned {
    version: u32,
    reason: String,
    #[serde(default)]
    basis: String,
}

async fn hold((State(app), visit, Path(no), headers, body): Sent) -> Answered {
    let Reasoned { version, reason, basis } = body::read(&body)?;
    does((app, visit, headers, body), &no, version, Command::Hold(Grounds::by(reason, basis))).await
}

async fn lift((State(app), visit, Path((no, hold)), headers, body): SentTo) -> Answered {
    let Reasoned { version, reason, basis } = body::read(&body)?;
    let grounds = Grounds::by(reason, basis);
    let hold: u16 = hold.parse().map_err(|_| Failure::new(Code::NotFound))?;
    does((app, visit, headers, body), &no, version, Command::LiftHold { hold, grounds }).await
}

async fn note_seal((State(app), visit, Path(no), headers, body): Sent) -> Answered {
    let (version, seen) = body::versioned(&body)?;
    does((app, visit, headers, body), &no, version, Command::NoteSeal(seen)).await
}
