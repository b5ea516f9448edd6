//! Editions of the law for programs: which govern, what waits, what each says otherwise; asking for one, and confirming it.

use super::region::Answered;
use crate::api::body;
use crate::api::declare::done;
use crate::api::schema;
use crate::app::App;
use crate::asking;
use crate::error::{Code, Failure, fault_json};
use crate::route::{Access, Operation, Route, Schema};
use crate::visit::Visit;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::handler::Handler;
use axum::http::{HeaderMap, StatusCode};
use clearance::event::edition::OpenCases;
use clearance::permission::Act;
use clearance::region::edition::{Adopted, Fate, Proposal};
use desk::act::edition::{self as path, Asked, Given};
use desk::act::{self, Ask, Denied};
use desk::edition::Files;
use desk::gazette::{self, base_of};
use desk::record;
use policy::difference::Change;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use values::actor::Actor;
use values::calendar::Day;
use values::text::Text;

/// The largest body with an edition, in bytes.
pub const EDITION_MAX: usize = 16_000_000;
const FAILS: &[Code] =
    &[Code::NotFound, Code::NotPermitted, Code::Faults, Code::KeyRequired, Code::KeyReused, Code::Refused, Code::Busy];

/// The routes.
pub fn routes() -> Vec<Route> {
    let mut routes = reading();
    routes.extend(deciding());
    routes
}

fn reading() -> Vec<Route> {
    let reads = |(zh, en), gives: Schema| {
        Operation::new("region", Text::fixed(zh, en)).gives(200, Some(gives)).fails(&[Code::NotFound])
    };
    let trial = Operation::new("region", Text::fixed("试读一个版本", "Try an edition"))
        .says(Text::fixed(
            "读出、证明并办理全部案例，逐条列出改动和不成立之处，不写入任何东西。",
            "Reads it, proves it, runs every example, and tells what would be otherwise and what fails. Nothing is written.",
        ))
        .takes(schema::edition_asked)
        .gives(200, Some(schema::edition_tried))
        .fails(&[Code::NotPermitted, Code::Faults]);
    vec![
        Route::get("/api/v1/editions", Access::Public, list_all)
            .operation(reads(("法规版本", "Editions of the law"), schema::editions)),
        Route::get("/api/v1/editions/{version}", Access::Public, show)
            .operation(reads(("一个版本及其改动", "An edition and what it changes"), schema::edition)),
        Route::get("/api/v1/editions/proposals/{no}", Access::Public, show_proposal)
            .operation(reads(("一项提议及其改动", "A proposal and what it changes"), schema::edition_proposal)),
        Route::post("/api/v1/editions/trial", Access::SignedIn, try_out)
            .tag("adopt_edition")
            .body_max(EDITION_MAX)
            .operation(trial),
    ]
}

fn deciding() -> Vec<Route> {
    let (adopts, eases) = ("adopt_edition", "ease_edition");
    let asked: Deciding =
        ("/api/v1/editions/proposals", adopts, ("提议一个版本", "Ask for an edition"), schema::edition_asked);
    let confirmed: Deciding = (
        "/api/v1/editions/proposals/{no}/confirmation",
        adopts,
        ("确认一项提议", "Confirm a proposal"),
        schema::nothing,
    );
    let withdrawn: Deciding = (
        "/api/v1/editions/proposals/{no}/withdrawal",
        adopts,
        ("撤回一项提议", "Take a proposal back"),
        schema::edition_reason,
    );
    let eased: Deciding = (
        "/api/v1/editions/proposals/{no}/easing",
        eases,
        ("在办案件从宽适用", "Let open cases have what is easier"),
        schema::edition_reason,
    );
    vec![
        changes(asked, propose).body_max(EDITION_MAX),
        changes(confirmed, confirm).in_person(),
        changes(withdrawn, withdraw),
        changes(eased, ease).in_person(),
    ]
}

/// Path, what the permission table calls it, names, and what it takes.
type Deciding = (&'static str, &'static str, (&'static str, &'static str), Schema);

fn changes<H: Handler<T, Arc<App>>, T: 'static>((path, tag, (zh, en), takes): Deciding, handler: H) -> Route {
    let operation = Operation::new("region", Text::fixed(zh, en)).takes(takes).gives(201, Some(schema::answer)).keyed();
    Route::post(path, Access::SignedIn, handler).tag(tag).operation(operation.fails(FAILS))
}

/// Whether a reader may know what is for officers alone.
pub fn sees_all(visit: &Visit) -> bool {
    let account = visit.asker.as_ref().map(|asker| &asker.account);
    account.is_some_and(|account| account.enterprise.is_none() && act::may(&account.roles, false, Act::ReadRegion))
}

/// Who did it, without a name: the role, and the office.
fn by(actor: &Actor) -> Value {
    json!({ "role": actor.role, "office": actor.office })
}

fn adopted(one: &Adopted, governs: u64, reasons: &BTreeMap<u64, String>) -> Value {
    let carried = one.carried.as_ref().map(|carried| json!({ "proposal": carried.proposal, "text": carried.text }));
    json!({
        "carried": carried, "reason": reasons.get(&one.seq),
        "version": one.version, "from": one.from, "adopted": one.at.to_rfc3339(), "by": by(&one.by),
        "proposal": one.proposal, "governs": one.seq == governs, "demonstration": one.demonstration,
    })
}

fn proposal(one: &Proposal) -> Value {
    let (fate, why) = match &one.fate {
        Fate::Waiting => ("waiting", None),
        Fate::Adopted(_) => ("adopted", None),
        Fate::Withdrawn { reason, .. } => ("withdrawn", Some(reason)),
    };
    json!({
        "no": one.no, "version": one.version, "base": one.base, "from": one.from, "reason": one.reason, "open": one.open,
        "eased": one.eased, "approvals": one.approvals, "asked": one.at.to_rfc3339(), "by": by(&one.by), "fate": fate,
        "withdrawn": why,
    })
}

/// The changes that a reader may read, and how many there are besides.
fn told(changes: &[Change], all: bool) -> Value {
    let seen: Vec<&Change> = changes.iter().filter(|change| all || change.public()).collect();
    let told = seen.iter().map(|change| {
        let cells = change
            .cells
            .iter()
            .map(|cell| json!({ "column": schema::text(&cell.column), "before": cell.before, "after": cell.after }));
        json!({
            "file": change.file, "part": schema::text(&change.part), "heading": change.heading, "entry": change.entry,
            "became": change.became.word(), "cells": cells.collect::<Vec<_>>(),
        })
    });
    json!({ "changes": told.collect::<Vec<_>>(), "not_public": changes.len() - seen.len() })
}

async fn list_all(State(app): State<Arc<App>>, visit: Visit) -> Result<Json<Value>, Failure> {
    let found = gazette::gazette(app.field(), visit.now).await?;
    let processes = found.processes.iter().map(|process| {
        let said = &process.said;
        let prepared: BTreeMap<String, bool> =
            said.prepared.iter().map(|(no, why)| (no.to_string(), why.is_none())).collect();
        json!({
            "name": process.name, "seen": process.seen.to_rfc3339(), "since": said.begun.to_rfc3339(),
            "program": said.program, "runs": said.runs, "able": said.unable.is_none(), "prepared": prepared,
        })
    });
    Ok(Json(json!({
        "day": found.day,
        "editions": found.adopted.iter().map(|one| adopted(one, found.governs, &found.reasons)).collect::<Vec<_>>(),
        "proposals": found.waiting.iter().chain(&found.withdrawn).map(proposal).collect::<Vec<_>>(),
        "processes": processes.collect::<Vec<_>>(),
        "supplied": found.supplied.iter().map(schema::text).collect::<Vec<_>>(),
    })))
}

async fn show(State(app): State<Arc<App>>, visit: Visit, Path(version): Path<String>) -> Result<Json<Value>, Failure> {
    let (field, known) = (app.field(), app.field().known());
    let one = known.region.adoption(&version).ok_or_else(|| Failure::new(Code::NotFound))?;
    let governs = known.region.edition_on(field.day(visit.now)).map_or(0, |one| one.seq);
    let reasons = gazette::reasons(field, std::slice::from_ref(one)).await?;
    let mut shown = adopted(one, governs, &reasons);
    let files = field.register.edition_paths(&desk::edition::hash_of(&version)?).await?;
    shown["files"] =
        files.iter().map(|(path, hash)| json!({ "path": path, "hash": register::head_file::hex(hash) })).collect();
    if let Some(base) = base_of(field, one) {
        let changes = gazette::changes(field, &base, &version).await?;
        shown["base"] = json!(base);
        shown["difference"] = told(&changes, sees_all(&visit));
    }
    Ok(Json(shown))
}

async fn show_proposal(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(no): Path<String>,
) -> Result<Json<Value>, Failure> {
    let known = app.field().known();
    let one = no.parse().ok().and_then(|no| known.region.proposal(no)).ok_or_else(|| Failure::new(Code::NotFound))?;
    let changes = gazette::changes(app.field(), &one.base, &one.version).await?;
    let mut shown = proposal(one);
    shown["difference"] = told(&changes, sees_all(&visit));
    let later = gazette::later(app.field(), one);
    shown["later"] = later.iter().map(|one| json!({ "version": one.version, "from": one.from })).collect();
    Ok(Json(shown))
}

#[derive(Deserialize)]
struct Wanted {
    /// Files by path; nothing takes one away.
    edition: BTreeMap<String, Option<String>>,
    /// The files are all there are; otherwise those that are not named stay as they are.
    #[serde(default)]
    whole: bool,
    reason: String,
    from: Day,
    #[serde(default)]
    approvals: Vec<Approval>,
    #[serde(default)]
    open: OpenCases,
}

#[derive(Deserialize)]
struct Approval {
    file: String,
    body: String,
    number: String,
    day: Day,
}

impl Wanted {
    async fn asked(self, app: &App, ask: &Ask) -> Result<Asked, Denied> {
        let field = app.field();
        let mut files: BTreeMap<String, String> = if self.whole {
            BTreeMap::new()
        } else {
            let law = field.law(self.from.max(field.day(ask.now))).await?;
            record::files(&field.register, law.version()).await?.into_iter().collect()
        };
        for (path, text) in self.edition {
            match text {
                Some(text) => drop(files.insert(path, text)),
                None => drop(files.remove(&path)),
            }
        }
        let given = |one: Approval| Given { file: one.file, body: one.body, number: one.number, day: one.day };
        Ok(Asked {
            files: Files::from_iter(files),
            reason: self.reason,
            from: self.from,
            approvals: self.approvals.into_iter().map(given).collect(),
            open: self.open,
        })
    }
}

async fn try_out(State(app): State<Arc<App>>, visit: Visit, body: Bytes) -> Result<Json<Value>, Failure> {
    let ask = asking::reads(&visit)?;
    act::permit_act(&ask, Act::AdoptEdition)?;
    let asked = body::read::<Wanted>(&body)?.asked(&app, &ask).await?;
    let tried = path::try_out(&app.desk, &ask, &asked).await?;
    Ok(Json(json!({
        "version": tried.version, "base": tried.base.version(), "difference": told(&tried.changes, true),
        "wanting": tried.wanting, "faults": tried.faults.iter().map(fault_json).collect::<Vec<_>>(),
    })))
}

async fn propose(State(app): State<Arc<App>>, visit: Visit, headers: HeaderMap, body: Bytes) -> Answered {
    let ask = asking::changes(&visit, &headers, &body)?;
    act::permit_act(&ask, Act::AdoptEdition)?;
    let asked = body::read::<Wanted>(&body)?.asked(&app, &ask).await?;
    Ok(done(StatusCode::CREATED, &path::propose(&app.desk, &ask, &asked).await?))
}

#[derive(Deserialize)]
struct Nothing {}

#[derive(Deserialize)]
struct Why {
    reason: String,
}

/// The number in a path; what is none is nobody's.
fn number(no: &str) -> Result<u64, Failure> {
    no.parse().map_err(|_| Failure::new(Code::NotFound))
}

async fn confirm(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(no): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let Nothing {} = body::read(&body)?;
    let ask = asking::changes(&visit, &headers, &body)?;
    act::permit_act(&ask, Act::AdoptEdition)?;
    Ok(done(StatusCode::CREATED, &path::confirm(&app.desk, &ask, number(&no)?).await?))
}

async fn withdraw(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(no): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let Why { reason } = body::read(&body)?;
    let ask = asking::changes(&visit, &headers, &body)?;
    act::permit_act(&ask, Act::AdoptEdition)?;
    Ok(done(StatusCode::CREATED, &path::withdraw(&app.desk, &ask, number(&no)?, &reason).await?))
}

async fn ease(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(no): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let Why { reason } = body::read(&body)?;
    let ask = asking::changes(&visit, &headers, &body)?;
    act::permit_act(&ask, Act::EaseEdition)?;
    Ok(done(StatusCode::CREATED, &path::ease(&app.desk, &ask, number(&no)?, &reason).await?))
}
