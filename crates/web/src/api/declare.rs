//! Declaring by the API: one declaration or a batch, and advice beforehand.

use crate::answer;
use crate::api::schema;
use crate::app::App;
use crate::asking;
use crate::error::{Code, Failure, fault_json};
use crate::route::Operation;
use crate::route::{Access, Route};
use crate::visit::Visit;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use clearance::case::advice::{Advice, advise};
use clearance::case::decide::Context;
use clearance::case::terms::ahead;
use clearance::decision::Planned;
use clearance::declaration::Declaration;
use clearance::permission::Act;
use clearance::remark::unissued;
use desk::act::{self, Ask, Denied, Done};
use desk::receive;
use desk::remark;
use exchange::json::{MAX_BATCH_BYTES, MAX_BYTES};
use policy::{Policy, Word};
use serde_json::{Value, json};
use std::sync::Arc;
use values::actor::Role;
use values::direction::Direction;
use values::fault::Fault;
use values::text::Text;

/// Says that the answer was given before, to the same key and body.
pub const REPEATED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Fields that say something of papers.
const PAPERS: [&str; 2] = ["\"documents\"", "\"wanted\""];

/// Accounts that declare.
const DECLARANTS: &[Role] = &[Role::Declarant];

/// The routes.
pub fn routes() -> Vec<Route> {
    let operation = |zh: &'static str, en: &'static str| Operation::new("declare", Text::fixed(zh, en));
    vec![
        Route::post("/api/v1/declarations", Access::Roles(DECLARANTS), declare)
            .tag("declare")
            .body_max(MAX_BATCH_BYTES)
            .operation(
                operation("申报", "Declare")
                    .says(Text::fixed(
                        "一份报检单（对象），或至多 500 份、16 MiB（数组）。数组中的每份各有自己的回答，并以请求的幂等键和序号记账。企业编号（reference）在一个申报单位内只指一份报检单：内容相同的再次申报得到先前的报检号，内容不同的以 duplicate 拒绝并指明先前的一份；撤销、不予受理或失效后可再用。",
                        "One declaration (an object), or up to 500 and 16 MiB (an array). Each in an array has an answer of its own, kept under the request's key and its index. A declarant's own reference names one declaration: the same content again gets the number that it has, other content is refused as duplicate and the first is named; one that is withdrawn, refused or expired leaves its reference.",
                    ))
                    .takes(schema::declarations)
                    .gives(201, Some(schema::answer))
                    .gives_also(200, schema::answers)
                    .keyed()
                    .fails(&[Code::Faults, Code::Refused, Code::KeyRequired, Code::KeyReused, Code::Busy]),
            ),
        Route::post("/api/v1/advice", Access::SignedIn, advice).tag("advise").body_max(MAX_BYTES).operation(
            operation("咨询", "Ask for advice")
                .says(Text::fixed(
                    "与申报同样的报检单；不留存。回答现在申报会得到的模式、依据、各步骤可选机构、时限和拆分建议。",
                    "The same declaration as for declaring; nothing is kept. Answers what declaring now would give: mode, clauses, offices for each step, deadlines, an offer to split.",
                ))
                .takes(schema::declaration)
                .gives(200, Some(schema::advice))
                .fails(&[Code::Faults, Code::Refused]),
        ),
    ]
}

async fn declare(
    State(app): State<Arc<App>>,
    visit: Visit,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let ask = asking::changes(&visit, &headers, &body)?;
    act::permit_act(&ask, Act::Declare)?;
    let (batch, mut outcomes) = receive::take_in(&app.desk, &ask, &body).await?;
    if batch {
        let answers: Vec<Value> = outcomes.into_iter().map(|outcome| item(&visit, outcome)).collect();
        return Ok(Json(json!({ "answers": answers })).into_response());
    }
    let outcome = outcomes.pop().unwrap_or_else(|| Err(Denied::Faults(Vec::new())));
    let done = outcome?;
    // Most ask for no papers, and need not wait for another look at the case.
    let papers = std::str::from_utf8(&body).is_ok_and(|text| PAPERS.iter().any(|field| text.contains(field)));
    let remarks = if papers { without_effect(&app, &ask, &done).await? } else { Vec::new() };
    Ok(done_with(StatusCode::CREATED, &done, &remarks))
}

/// What was declared and has no effect: remarks of the new case.
async fn without_effect(app: &App, ask: &Ask, done: &Done) -> Result<Vec<Fault>, Failure> {
    let Some(new) = done.answer.cases.first() else { return Ok(Vec::new()) };
    let Some((case, _)) = act::load(app.field(), ask, new.no.as_str()).await? else { return Ok(Vec::new()) };
    let law = app.field().law_of(&case.policy, case.day).await?;
    Ok(unissued(&case.declaration, &law.policy, case.day))
}

/// The answer of a command that was done, now or before.
pub fn done(status: StatusCode, done: &Done) -> Response {
    done_with(status, done, &[])
}

/// The same with what the sender should look at again.
pub fn done_with(status: StatusCode, done: &Done, warnings: &[Fault]) -> Response {
    let mut told = json!(done.answer);
    if !warnings.is_empty() {
        told["warnings"] = json!(warnings.iter().map(fault_json).collect::<Vec<_>>());
    }
    let mut response = (status, Json(told)).into_response();
    if done.repeated {
        response.headers_mut().insert(REPEATED, HeaderValue::from_static("true"));
    }
    response
}

/// One answer of a batch.
fn item(visit: &Visit, outcome: Result<Done, Denied>) -> Value {
    match outcome {
        Ok(done) => json!({ "status": 201, "answer": done.answer, "repeated": done.repeated }),
        Err(denied) => {
            let failure = Failure::from(denied);
            answer::log(visit, &failure);
            json!({ "status": failure.status().as_u16(), "failure": failure.to_json(&visit.number) })
        }
    }
}

async fn advice(State(app): State<Arc<App>>, visit: Visit, body: Bytes) -> Result<Json<Value>, Failure> {
    let ask = asking::reads(&visit)?;
    act::permit_act(&ask, Act::Advise)?;
    let reading = receive::read_for_advice(&app.desk, &body, app.field().day(ask.now)).await?;
    let declaration = reading.map_err(Failure::faults)?.declaration;
    let advised = act::with_entrance(&app.desk, &ask, Act::Advise, &declaration, |context: &Context| {
        advise(&declaration, context).map(|advice| told(&advice, &declaration, context))
    });
    let mut told = advised.await?.map_err(Denied::from)?;
    let remarks = remark::of_declaration(&app.desk, &ask, &declaration).await?;
    told["remarks"] = json!(remarks.iter().map(fault_json).collect::<Vec<_>>());
    Ok(Json(told))
}

/// The advice, without what only the record needs, and with the terms that begin with acceptance.
fn told(advice: &Advice, declaration: &Declaration, context: &Context) -> Value {
    let verdict = &advice.verdict;
    let asked = verdict.treatments.iter().map(|entry| (entry.as_str(), false));
    let mut told = json!({
        "direction": match declaration.direction { Direction::Entry => "entry", Direction::Exit => "exit" },
        "mode": verdict.mode, "basis": schema::clauses(&verdict.basis),
        "entry": verdict.entry, "handling": verdict.handling, "port": verdict.port,
        "in_scheme": verdict.in_scheme, "may_choose_place": verdict.may_choose_place, "stricter": verdict.stricter,
        "listed": verdict.lines, "unsettled": verdict.unsettled, "receipt": verdict.receipt.at_length(false),
        "demands": schema::demands(context.policy, verdict, false, None),
        "treatments": schema::treatments(context.policy, context.today, asked),
        "steps": advice.steps, "split": advice.split, "unmet": advice.unmet, "would_change": advice.would_change,
        "deadlines": deadlines(declaration, &verdict.plan, context), "modes": modes(advice, context.policy),
        "hindrances": advice.hindrances.iter().map(asking::refusal).collect::<Vec<_>>(),
    });
    if let Some(mode) = context.policy.mode(&verdict.mode) {
        told["title"] = json!({ "zh": mode.title, "en": mode.english });
        told["formula"] = json!(mode.formula);
    }
    told
}

/// The modes of the direction: which may be asked for, and what does not hold of the others.
fn modes(advice: &Advice, policy: &Policy) -> Vec<Value> {
    let told = advice.modes.iter().map(|offer| {
        let title = policy.mode(&offer.mode).map(|mode| json!({ "zh": mode.title, "en": mode.english }));
        json!({
            "mode": offer.mode, "title": title, "offered": offer.offered,
            "unmet": offer.unmet.iter().map(schema::text).collect::<Vec<_>>(),
        })
    });
    told.collect()
}

/// The terms of the region's text that such goods meet: what starts and stops them, and by when, in the region's zone. Where
/// the start is not known yet, the day is that of a start today.
fn deadlines(declaration: &Declaration, plan: &[Planned], context: &Context) -> Vec<Value> {
    let zone = &context.policy.region.zone;
    let measures = (context.measure)(declaration);
    let told = ahead(declaration, &measures, plan, context.now, context).into_iter().map(|term| {
        let deadline = term.deadline;
        json!({
            "name": deadline.name, "effect": deadline.effect, "basis": schema::clauses(&deadline.basis),
            "provisional": deadline.provisional, "starts": schema::text(&deadline.start.name()),
            "stops": schema::text(&deadline.stop.name()), "started": term.starts.map(|at| at.to_rfc3339()),
            "day": term.last_day, "due": zone.end_of_day(term.last_day).to_rfc3339(), "zone": zone.as_str(),
        })
    });
    told.collect()
}
