//! Proposals of the bureaus for programs: what stands, what each says otherwise, who thinks what of it; and every act on one.

mod given;
mod shown;

use super::region::Answered;
use crate::api::body::COMMAND_MAX;
use crate::api::declare::done;
use crate::api::edition::EDITION_MAX;
use crate::api::schema;
use crate::app::App;
use crate::asking;
use crate::error::{Code, Failure};
use crate::route::{Access, Operation, Route, Schema};
use crate::visit::Visit;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use clearance::permission::Act;
use desk::act;
use desk::act::governance::{self as path, Wanted, act_of};
use serde_json::{Value, json};
use std::sync::Arc;
use values::text::Text;

const FAILS: &[Code] = &[
    Code::NotFound,
    Code::NotPermitted,
    Code::Faults,
    Code::KeyRequired,
    Code::KeyReused,
    Code::Refused,
    Code::Stale,
    Code::Busy,
];

/// What is read of a body: the version that the sender knows, and what is wanted.
type Read = fn(&[u8]) -> Result<(Option<u32>, Wanted), Failure>;
/// Its path, what the permission table calls it, its names, what it takes, and how that is read.
type Deciding = (&'static str, &'static str, (&'static str, &'static str), Schema, Read);

/// What is done to one proposal.
const ACTS: [Deciding; 15] = [
    (
        "/api/v1/proposals/{no}/text",
        "propose",
        ("/api/v1/proposals/{no}/改写提案", "Write a proposal anew"),
        schema::proposal_text,
        given::edited,
    ),
    (
        "/api/v1/proposals/{no}/proposal",
        "propose",
        ("/api/v1/proposals/{no}/提出", "Put a proposal before the bureaus"),
        schema::proposal_version,
        given::proposed,
    ),
    (
        "/api/v1/proposals/{no}/opinions",
        "consult",
        ("/api/v1/proposals/{no}/发表意见", "Give an opinion"),
        schema::proposal_opinion,
        given::consulted,
    ),
    (
        "/api/v1/proposals/{no}/answers",
        "propose",
        ("/api/v1/proposals/{no}/答复意见", "Answer an opinion"),
        schema::proposal_answer,
        given::answered,
    ),
    (
        "/api/v1/proposals/{no}/settlements",
        "settle",
        ("/api/v1/proposals/{no}/裁定意见", "Settle an opinion"),
        schema::proposal_answer,
        given::settled,
    ),
    (
        "/api/v1/proposals/{no}/closing",
        "propose",
        ("/api/v1/proposals/{no}/结束征求意见", "End the consultation"),
        schema::proposal_version,
        given::closed,
    ),
    (
        "/api/v1/proposals/{no}/ballots",
        "vote",
        ("/api/v1/proposals/{no}/表决", "Vote"),
        schema::proposal_ballot,
        given::voted,
    ),
    (
        "/api/v1/proposals/{no}/submission",
        "submit",
        ("/api/v1/proposals/{no}/报批", "Submit to the superior"),
        schema::proposal_seen,
        given::submitted,
    ),
    (
        "/api/v1/proposals/{no}/approval",
        "submit",
        ("/api/v1/proposals/{no}/登记批复", "Record the superior's answer"),
        schema::proposal_letter,
        given::approved,
    ),
    (
        "/api/v1/proposals/{no}/filing",
        "submit",
        ("/api/v1/proposals/{no}/登记备案", "Record the filing"),
        schema::proposal_letter,
        given::filed,
    ),
    (
        "/api/v1/proposals/{no}/suspension",
        "settle",
        ("/api/v1/proposals/{no}/中止", "Suspend"),
        schema::proposal_words,
        given::suspended,
    ),
    (
        "/api/v1/proposals/{no}/resumption",
        "settle",
        ("/api/v1/proposals/{no}/恢复", "Resume"),
        schema::proposal_words,
        given::resumed,
    ),
    (
        "/api/v1/proposals/{no}/rollback",
        "propose",
        ("/api/v1/proposals/{no}/提议退回原文", "Propose to roll back"),
        schema::proposal_back,
        given::rolled_back,
    ),
    (
        "/api/v1/proposals/{no}/withdrawal",
        "propose",
        ("/api/v1/proposals/{no}/撤回提案", "Take a proposal back"),
        schema::proposal_words,
        given::withdrawn,
    ),
    (
        "/api/v1/proposals",
        "propose",
        ("/api/v1/proposals/{no}/起草", "Begin a draft"),
        schema::proposal_draft,
        given::drafted,
    ),
];
/// The acts that a person does, never a machine.
const IN_PERSON: [&str; 6] = ["ballots", "settlements", "approval", "suspension", "resumption", "closing"];

/// The acts whose bodies bring whole texts or a document.
const BRING_TEXTS: [&str; 4] = ["proposals", "text", "approval", "filing"];

/// The routes.
pub fn routes() -> Vec<Route> {
    let reads = |(zh, en), gives: Schema| {
        let operation = Operation::new("region", Text::fixed(zh, en)).gives(200, Some(gives));
        operation.fails(&[Code::NotFound, Code::NotPermitted])
    };
    let mut routes = vec![
        Route::get("/api/v1/proposals", Access::SignedIn, list)
            .tag("read_proposals")
            .operation(reads(("共同制订的提案", "Proposals of the bureaus"), schema::proposals)),
        Route::get("/api/v1/proposals/{no}", Access::SignedIn, show)
            .tag("read_proposals")
            .operation(reads(("一项提案", "A proposal"), schema::proposal)),
        Route::get("/api/v1/proposals/{no}/archive", Access::SignedIn, archive)
            .tag("read_proposals")
            .operation(reads(("报批材料", "The archive for the superior"), schema::proposal_archive)),
    ];
    routes.extend(ACTS.map(acting));
    routes
}

fn acting((path, tag, (zh, en), takes, read): Deciding) -> Route {
    let operation = Operation::new("region", Text::fixed(zh, en)).takes(takes).gives(201, Some(schema::answer)).keyed();
    let route = if path.contains("{no}") {
        let handler = move |State(app): State<Arc<App>>,
                            visit: Visit,
                            Path(no): Path<String>,
                            headers: HeaderMap,
                            body: Bytes| async move {
            let no = no.parse().map_err(|_| Failure::new(Code::NotFound))?;
            acts(&app, &visit, Some(no), (&headers, &body), read).await
        };
        Route::post(path, Access::SignedIn, handler)
    } else {
        let handler = move |State(app): State<Arc<App>>, visit: Visit, headers: HeaderMap, body: Bytes| async move {
            acts(&app, &visit, None, (&headers, &body), read).await
        };
        Route::post(path, Access::SignedIn, handler)
    };
    let end = path.rsplit('/').next().unwrap_or_default();
    let most = if BRING_TEXTS.contains(&end) { EDITION_MAX } else { COMMAND_MAX };
    let route = route.tag(tag).operation(operation.fails(FAILS)).body_max(most);
    if IN_PERSON.contains(&end) { route.in_person() } else { route }
}

async fn acts(
    app: &App,
    visit: &Visit,
    no: Option<u64>,
    (headers, body): (&HeaderMap, &Bytes),
    read: Read,
) -> Answered {
    let ask = asking::changes(visit, headers, body)?;
    // Who may not at all is told so before the body is read.
    let (version, wanted) = match read(body) {
        Ok(read) => read,
        Err(failure) => {
            act::permit_act(&ask, Act::ReadProposals)?;
            return Err(failure);
        }
    };
    act::permit_act(&ask, act_of(wanted.act()))?;
    Ok(done(StatusCode::CREATED, &path::act(&app.desk, &ask, no, version, &wanted).await?))
}

async fn list(State(app): State<Arc<App>>, visit: Visit) -> Result<Json<Value>, Failure> {
    let ask = asking::reads(&visit)?;
    act::permit_act(&ask, Act::ReadProposals)?;
    let stands = app.field().follow_together().await?;
    let (law, today) = (visit.law()?, app.field().day(visit.now));
    let seen = stands.proposals().rev().filter(|one| path::sees(&law.policy, &ask, one, today));
    Ok(Json(json!({ "day": today, "proposals": seen.map(|one| shown::line(one, today)).collect::<Vec<_>>() })))
}

async fn show(State(app): State<Arc<App>>, visit: Visit, Path(no): Path<String>) -> Result<Json<Value>, Failure> {
    let ask = asking::reads(&visit)?;
    act::permit_act(&ask, Act::ReadProposals)?;
    let no = no.parse().map_err(|_| Failure::new(Code::NotFound))?;
    let (stands, one) = path::load(&app.desk, &ask, no).await?;
    Ok(Json(shown::whole(&app.desk, &ask, &stands, &one).await?))
}

async fn archive(State(app): State<Arc<App>>, visit: Visit, Path(no): Path<String>) -> Result<Response, Failure> {
    let ask = asking::reads(&visit)?;
    act::permit_act(&ask, Act::ReadProposals)?;
    let no = no.parse().map_err(|_| Failure::new(Code::NotFound))?;
    let (_, one) = path::load(&app.desk, &ask, no).await?;
    let bytes = match &one.submitted {
        // As it was sent, whatever was said since.
        Some(sent) => path::words(&app.desk, sent).await?.into_bytes(),
        None => path::archive(&app.desk, &one).await?,
    };
    Ok(([(header::CONTENT_TYPE, "application/json")], bytes).into_response())
}
