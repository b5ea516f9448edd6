//! Reading cases: lists of an enterprise, one case, its timeline, receipt and ledger.

use crate::act::{self, Ask, Denied};
use crate::api::body::{self, Asked};
use crate::api::command::number;
use crate::api::view::{self, Extent};
use crate::api::{proof, schema};
use crate::app::App;
use crate::asking;
use crate::error::Failure;
use crate::field::Field;
use crate::openapi::Operation;
use crate::route::{Access, Route};
use crate::visit::Visit;
use axum::Json;
use axum::extract::{Path, Query, State};
use clearance::actor::Role;
use clearance::case::Case;
use clearance::case::terms::terms;
use clearance::event::Event;
use clearance::fault::Fault;
use clearance::permission::Act;
use clearance::text::Text;
use register::cases::find::CaseLine;
use register::kept::read::Read;
use register::scope::Scope;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Accounts that have cases of their own.
const DECLARANTS: &[Role] = &[Role::Declarant];
/// Cases on a page if nothing is said, and at most.
const PAGE: (u32, u32) = (50, 200);
/// The most characters of a purpose that are kept.
const PURPOSE_MAX: usize = 200;

/// The routes.
pub fn routes() -> Vec<Route> {
    let operation = |zh: &'static str, en: &'static str| Operation::new("case", Text::fixed(zh, en));
    let of_case = |operation: Operation| operation.fails(&["not_found", "not_permitted"]);
    vec![
        Route::get("/api/v1/cases", Access::Roles(DECLARANTS), list).tag("read_own").operation(
            operation("我的报检", "My cases")
                .says(Text::fixed("新的在前；以回答中的 next 取下一页。", "Newest first; the answer's next gives the next page."))
                .query("before", false, Text::fixed("上一页回答中的 next", "next of the page before"))
                .query("limit", false, Text::fixed("每页件数，至多 200", "Cases on a page, at most 200"))
                .gives(200, Some(schema::cases))
                .fails(&["faults"]),
        ),
        Route::get("/api/v1/cases/{no}", Access::SignedIn, show).tag("read_own read_goods").operation(
            of_case(operation("报检详情", "A case"))
                .query("purpose", false, Text::fixed("与本件无关的执法人员查看的目的，连同查看人存档", "What an officer without a part in the case reads it for; kept with who read"))
                .says(Text::fixed(
                    "与本件有关者见全部；其他执法人员见货物信息，不含价格、个人信息和随附单据；他人则不存在。",
                    "Whole for those with a part in it; other officers see the goods, without prices, personal data and papers; for all others it does not exist.",
                ))
                .gives(200, Some(schema::case)),
        ),
        Route::get("/api/v1/cases/{no}/events", Access::SignedIn, events)
            .tag("read_own read_goods")
            .operation(of_case(operation("办理过程", "Timeline")).gives(200, Some(schema::events))),
        Route::get("/api/v1/cases/{no}/receipt", Access::SignedIn, receipt).tag("read_receipt").operation(
            of_case(operation("模式判定凭据", "Receipt of the decision"))
                .says(Text::fixed(
                    "凭据、据凭据重新判定是否一致、能改变判定的事实、受理记录在日志中的证明。",
                    "The receipt, whether deciding again from it gives the same, the facts that would turn it, and the proof that the acceptance stands in the log.",
                ))
                .gives(200, Some(schema::receipt)),
        ),
        Route::get("/api/v1/cases/{no}/ledger", Access::SignedIn, ledger)
            .tag("read_receipt")
            .operation(of_case(operation("责任清单", "Responsibility ledger")).gives(200, Some(schema::ledger))),
    ]
}

/// A case as far as the asker may see it.
pub(crate) struct Seen {
    pub(crate) ask: Ask,
    pub(crate) case: Case,
    pub(crate) events: Vec<Event>,
}

/// Loads a case for an asker, or says that it does not exist for them.
pub(crate) async fn seen(app: &App, visit: &Visit, no: &str) -> Result<Seen, Failure> {
    let ask = asking::reads(visit)?;
    let found = act::load(app.field(), &ask, number(no)?.as_str()).await?;
    let (case, events) = found.ok_or_else(|| Failure::new("not_found"))?;
    Ok(Seen { ask, case, events })
}

/// How much of a case the asker may see.
///
/// # Errors
/// 403 or 404.
pub fn extent(field: &Field, case: &Case, ask: &Ask) -> Result<Extent, Denied> {
    match act::permit_read(field, case, ask, Act::ReadOwn) {
        Ok(_) => Ok(Extent::Whole),
        Err(_) => act::permit_read(field, case, ask, Act::ReadGoods).map(|_| Extent::Goods),
    }
}

/// How much of a case the asker may see; an officer without a part in it is noted first, with what for.
async fn audited(app: &App, visit: &Visit, case: &Case, ask: &Ask) -> Result<Extent, Failure> {
    let extent = extent(app.field(), case, ask)?;
    if extent == Extent::Goods {
        note_read(app, visit, case, ask).await?;
    }
    Ok(extent)
}

/// Keeps who read the goods view of a case, and what for (design 5). Without the note there is no read.
///
/// # Errors
/// The note could not be kept.
pub(crate) async fn note_read(app: &App, visit: &Visit, case: &Case, ask: &Ask) -> Result<(), Failure> {
    let uri: Option<axum::http::Uri> = visit.path.parse().ok();
    let asked = uri.as_ref().and_then(|uri| Query::<Asked>::try_from_uri(uri).ok());
    let purpose = asked.and_then(|Query(mut asked)| asked.remove("purpose")).unwrap_or_default();
    let read = Read {
        at: ask.now.0,
        number: visit.number.to_string(),
        account: ask.account.to_string(),
        person: ask.person.to_string(),
        case: case.no.to_string(),
        what: visit.path.split('?').next().unwrap_or_default().to_owned(),
        purpose: purpose.chars().take(PURPOSE_MAX).collect(),
    };
    Ok(app.field().reads.note(&app.field().register, read).await?)
}

/// The terms that run in a case, or ran: what began them, their last day and moment, and what stopped them.
async fn terms_of(field: &Field, case: &Case, ask: &Ask) -> Result<Vec<Value>, Failure> {
    if case.policy.is_empty() {
        return Ok(Vec::new());
    }
    let policy = field.policy_of(&case.policy).await?;
    let owner = &case.declaration.parties.owner;
    let standing = field.known().region.standing(owner, field.day(ask.now), field.is_overdue(owner));
    let told = terms(case, &policy, &standing, false).into_iter().map(|term| {
        let zone = &policy.region.zone;
        json!({
            "name": term.deadline.name, "effect": term.deadline.effect, "basis": schema::clauses(&term.deadline.basis),
            "provisional": term.deadline.provisional, "started": term.started.to_rfc3339(),
            "day": term.due.plus_us(-1).day_in(zone), "due": term.due.to_rfc3339(), "zone": zone.as_str(),
            "stopped": term.stopped.map(|at| at.to_rfc3339()), "passed": term.passed(ask.now),
        })
    });
    Ok(told.collect())
}

async fn show(State(app): State<Arc<App>>, visit: Visit, Path(no): Path<String>) -> Result<Json<Value>, Failure> {
    let Seen { ask, case, .. } = seen(&app, &visit, &no).await?;
    let extent = audited(&app, &visit, &case, &ask).await?;
    let mut told = view::case(&case, extent);
    told["terms"] = json!(terms_of(app.field(), &case, &ask).await?);
    // Auditors read the papers of a case; persons are none of their business.
    let only_audits = ask.enterprise.is_none() && ask.roles.iter().all(|role| *role == Role::Auditor);
    if extent == Extent::Whole && !only_audits {
        told["personal"] = personal(app.field(), &case).await?;
    }
    Ok(Json(told))
}

/// The personal data of the declaration that holds; erased ones are not there any more.
///
/// # Errors
/// The register cannot be read.
pub async fn personal(field: &Field, case: &Case) -> anyhow::Result<Value> {
    let mut told = Map::new();
    let mut subjects: Vec<&str> = case.declaration.sealed.iter().map(|sealed| sealed.subject.as_str()).collect();
    subjects.dedup();
    for subject in subjects {
        // The caller has made sure that the reader has a part in the case.
        for (name, bytes) in field.register.unseal(&Scope::system(), &field.master, subject).await? {
            told.insert(name, json!(String::from_utf8_lossy(&bytes)));
        }
    }
    Ok(Value::Object(told))
}

async fn events(State(app): State<Arc<App>>, visit: Visit, Path(no): Path<String>) -> Result<Json<Value>, Failure> {
    let Seen { ask, case, events } = seen(&app, &visit, &no).await?;
    let extent = audited(&app, &visit, &case, &ask).await?;
    let officer = ask.enterprise.is_none();
    Ok(Json(json!({ "no": case.no, "version": case.version, "events": view::timeline(&events, extent, officer) })))
}

async fn receipt(State(app): State<Arc<App>>, visit: Visit, Path(no): Path<String>) -> Result<Json<Value>, Failure> {
    let seen = seen(&app, &visit, &no).await?;
    act::permit_read(app.field(), &seen.case, &seen.ask, Act::ReadReceipt)?;
    Ok(Json(proof::receipt(&app, &seen).await?))
}

async fn ledger(State(app): State<Arc<App>>, visit: Visit, Path(no): Path<String>) -> Result<Json<Value>, Failure> {
    let seen = seen(&app, &visit, &no).await?;
    act::permit_read(app.field(), &seen.case, &seen.ask, Act::ReadReceipt)?;
    Ok(Json(json!({ "no": seen.case.no, "ledger": proof::ledger(&seen) })))
}

async fn list(State(app): State<Arc<App>>, visit: Visit, Query(asked): Query<Asked>) -> Result<Json<Value>, Failure> {
    let ask = asking::reads(&visit)?;
    let Some(enterprise) = &ask.enterprise else { return Err(Failure::new("not_permitted")) };
    let limit = body::limit(&asked, PAGE.0, PAGE.1)?;
    let before = asked.get("before").map_or(Ok((i64::MAX, "~".to_owned())), |given| position(given))?;
    let lines =
        app.field().register.cases_of(&Scope::enterprise(enterprise.as_str()), (before.0, &before.1), limit).await?;
    // One line fewer than asked for is the end; lines that are hidden still count.
    let next = lines.last().filter(|_| lines.len() == limit as usize);
    let next = next.map(|line| format!("{}_{}", line.accepted, line.no));
    let shown: Vec<Value> = lines.iter().filter(|line| owns(app.field(), &ask, line)).map(view::line).collect();
    Ok(Json(json!({ "cases": shown, "next": next })))
}

fn position(given: &str) -> Result<(i64, String), Failure> {
    let parsed = given.split_once('_').and_then(|(at, no)| Some((at.parse().ok()?, number(no).ok()?.to_string())));
    parsed.ok_or_else(|| {
        let wanted = Text::fixed("上一页回答中的 next", "next of the page before");
        Failure::faults(vec![Fault::new("before", "shape", given, wanted)])
    })
}

/// Whether a case in a list is the asker's own today: an agent's is, as long as the mandate holds.
pub(crate) fn owns(field: &Field, ask: &Ask, line: &CaseLine) -> bool {
    let Some(enterprise) = &ask.enterprise else { return true };
    if line.owner == enterprise.as_str() {
        return true;
    }
    let direction = if line.direction == "entry" {
        clearance::declaration::Direction::Entry
    } else {
        clearance::declaration::Direction::Exit
    };
    line.declarant == enterprise.as_str()
        && clearance::id::EnterpriseId::parse(&line.owner)
            .is_ok_and(|owner| field.known().region.mandated(&owner, enterprise, direction, field.day(ask.now)))
}
