//! Reading cases: lists of an enterprise, one case, its timeline, receipt and ledger.

use crate::api::body::{self, Asked};
use crate::api::command::number;
use crate::api::view;
use crate::api::{confirm, cooperation, demand, file, proof, schema};
use crate::app::App;
use crate::asking;
use crate::error::{Code, Failure, fault_json};
use crate::route::Operation;
use crate::route::{Access, Route};
use crate::sight::{self, Seen, Sight};
use crate::visit::Visit;
use axum::Json;
use axum::extract::{Path, Query, State};
use clearance::case::Case;
use clearance::case::terms::terms;
use desk::act::Ask;
use desk::asked;
use desk::field::Field;
use desk::own;
use desk::remark;
use register::scope::Scope;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use values::actor::Role;
use values::fault::Fault;
use values::text::Text;

/// Accounts that have cases of their own.
const DECLARANTS: &[Role] = &[Role::Declarant];
/// Cases on a page if nothing is said, and at most.
const PAGE: (u32, u32) = (50, 200);

/// An operation that reads a case: who has no part in it says what for.
pub(super) fn of_case(operation: Operation) -> Operation {
    let purpose = Text::fixed(
        "与本件无关的执法人员查看的目的：区域文本所列的代号，或者不少于四个字的说明；每次会话说一次，连同查看人存档",
        "What an officer without a part in the case reads it for: a code of the region's text, or words of four characters and more; said once in a session, kept with who read",
    );
    operation.query("purpose", false, purpose).fails(&[Code::NotFound, Code::NotPermitted, Code::Purpose])
}

/// The routes.
pub fn routes() -> Vec<Route> {
    let operation = |zh: &'static str, en: &'static str| Operation::new("case", Text::fixed(zh, en));
    vec![
        Route::get("/api/v1/cases", Access::Roles(DECLARANTS), list).tag("read_own").operation(
            operation("我的报检", "My cases")
                .says(Text::fixed("新的在前；以回答中的 next 取下一页。", "Newest first; the answer's next gives the next page."))
                .query("before", false, Text::fixed("上一页回答中的 next", "next of the page before"))
                .query("limit", false, Text::fixed("每页件数，至多 200", "Cases on a page, at most 200"))
                .gives(200, Some(schema::cases))
                .fails(&[Code::Faults]),
        ),
        Route::get("/api/v1/cases/{no}", Access::SignedIn, show).tag("read_own read_goods").operation(
            of_case(operation("报检详情", "A case"))
                .says(Text::fixed(
                    "与本件有关者见全部；其他执法人员说明目的后见货物信息，不含价格、个人信息和随附单据；他人则不存在。",
                    "Whole for those with a part in it; other officers say what for and see the goods, without prices, personal data and papers; for all others it does not exist.",
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

/// The terms that run in a case, or ran: what began them, their last day and moment, and what stopped them.
async fn terms_of(field: &Field, case: &Case, ask: &Ask) -> Result<Vec<Value>, Failure> {
    if case.policy.is_empty() {
        return Ok(Vec::new());
    }
    let policy = &field.edition_of(&case.policy).await?.policy;
    let owner = &case.declaration.parties.owner;
    let standing = field.known().region.standing(owner, field.day(ask.now), field.is_overdue(owner));
    let told = terms(case, policy, &standing, false).into_iter().map(|term| {
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
    let Seen { ask, case, sight, .. } = sight::see(&app, &visit, &no).await?;
    let law = app.field().law_of(&case.policy, case.day).await?;
    let policy = &law.policy;
    let mut told = view::case(&case, policy, sight.extent);
    if let (Some(verdict), true) = (&case.verdict, sight.whole()) {
        let today = ask.now.day_in(&policy.region.zone);
        told["verdict"]["demands"] = schema::demands(policy, verdict, sight.officer, Some((&case, today)));
    }
    told["terms"] = json!(terms_of(app.field(), &case, &ask).await?);
    if sight.whole() {
        let given = case.papers.iter().map(|given| {
            let paper = &given.paper;
            let (office, at) = (&given.office, given.at.to_rfc3339());
            json!({ "kind": paper.kind, "no": paper.no, "day": paper.day, "office": office, "given": at })
        });
        told["papers"] = given.collect();
        told["files"] = file::told(&case, sight.officer);
        told["contents"] = confirm::told(&case, sight.officer);
        let remarks = remark::of_case(&app.desk, &ask, &case).await?;
        told["remarks"] = json!(remarks.iter().map(fault_json).collect::<Vec<_>>());
    }
    if sight.persons(&ask) {
        told["personal"] = personal(app.field(), &case).await?;
    }
    // What offices write to each other is not for enterprises.
    if sight.whole() && sight.officer {
        let items = (1..)
            .zip(&case.work_items)
            .map(|(item, said)| cooperation::told(&asked::of(case.no.to_string(), item, said.clone(), ask.now)));
        told["work_items"] = items.collect();
        told["waivers"] = demand::waivers(&case);
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

/// The declaration of a case in the form in which it is sent in, as far as a reader sees it, with the persons it names for those
/// who see them.
///
/// # Errors
/// The register cannot be read.
pub async fn declared(field: &Field, ask: &Ask, case: &Case, sight: &Sight) -> anyhow::Result<Value> {
    let mut shown = view::declaration(&case.declaration, sight.extent);
    if sight.persons(ask)
        && let Value::Object(persons) = personal(field, case).await?
    {
        for (name, value) in persons {
            if let Some((group, part)) = name.split_once('.') {
                shown[group][part] = value;
            }
        }
    }
    Ok(shown)
}

async fn events(State(app): State<Arc<App>>, visit: Visit, Path(no): Path<String>) -> Result<Json<Value>, Failure> {
    let Seen { case, events, sight, .. } = sight::see(&app, &visit, &no).await?;
    Ok(Json(json!({ "no": case.no, "version": case.version, "events": view::timeline(&case, &events, &sight) })))
}

async fn receipt(State(app): State<Arc<App>>, visit: Visit, Path(no): Path<String>) -> Result<Json<Value>, Failure> {
    Ok(Json(proof::receipt(&app, &sight::see_whole(&app, &visit, &no).await?).await?))
}

async fn ledger(State(app): State<Arc<App>>, visit: Visit, Path(no): Path<String>) -> Result<Json<Value>, Failure> {
    let seen = sight::see_whole(&app, &visit, &no).await?;
    Ok(Json(json!({ "no": seen.case.no, "ledger": proof::ledger(&seen) })))
}

async fn list(State(app): State<Arc<App>>, visit: Visit, Query(asked): Query<Asked>) -> Result<Json<Value>, Failure> {
    let ask = asking::reads(&visit)?;
    let Some(enterprise) = &ask.enterprise else { return Err(Failure::for_roles(DECLARANTS)) };
    let limit = body::limit(&asked, PAGE.0, PAGE.1)?;
    let before = asked.get("before").map_or(Ok((i64::MAX, "~".to_owned())), |given| position(given))?;
    let lines =
        app.field().register.cases_of(&Scope::enterprise(enterprise.as_str()), (before.0, &before.1), limit).await?;
    // One line fewer than asked for is the end; lines that are hidden still count.
    let next = lines.last().filter(|_| lines.len() == limit as usize);
    let next = next.map(|line| format!("{}_{}", line.accepted, line.no));
    let shown: Vec<Value> = lines
        .iter()
        .filter(|line| own::is_own(app.field(), &ask, &line.owner, line.direction))
        .map(view::line)
        .collect();
    Ok(Json(json!({ "cases": shown, "next": next })))
}

fn position(given: &str) -> Result<(i64, String), Failure> {
    let parsed = given.split_once('_').and_then(|(at, no)| Some((at.parse().ok()?, number(no).ok()?.to_string())));
    parsed.ok_or_else(|| {
        let wanted = Text::fixed("上一页回答中的 next", "next of the page before");
        Failure::faults(vec![Fault::new("before", "shape", given, wanted)])
    })
}
