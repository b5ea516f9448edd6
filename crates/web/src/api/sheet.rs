//! 空白证单: what an office has of preprinted sheets, and what it records of them beside the papers that they become.

use super::declare::done;
use super::region::{Answered, Sent, record};
use super::schema;
use crate::api::body;
use crate::app::App;
use crate::asking;
use crate::error::{Code, Failure};
use crate::route::{Access, Operation, Route};
use crate::visit::Visit;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use clearance::event::sheet::{SheetAct, SheetEnd};
use clearance::permission::Act;
use desk::act::blank::{self, Balance, Stock};
use desk::act::permit_act;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use values::id::{OfficeCode, SheetNo};
use values::text::Text;

/// The routes.
pub fn routes() -> Vec<Route> {
    let reads = Operation::new("region", Text::fixed("空白证单台账", "Preprinted sheets of an office"))
        .query("office", false, Text::fixed("机构，不写为本机构", "The office; yours where none is said"))
        .gives(200, Some(schema::sheets))
        .fails(&[Code::NotPermitted, Code::NotFound]);
    vec![
        Route::get("/api/v1/sheets", Access::SignedIn, read).tag("read_sheets").operation(reads),
        record(
            "/api/v1/sheets",
            "keep_sheets",
            ("空白证单领用、调拨、核销", "Record that preprinted sheets were received, moved or ended"),
            schema::sheets_act,
            keep,
        ),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    first: SheetNo,
    last: SheetNo,
    act: SheetAct,
}

async fn keep((State(app), visit, headers, body): Sent) -> Answered {
    let Kept { first, last, act } = body::read(&body)?;
    let ask = asking::changes(&visit, &headers, &body)?;
    Ok(done(StatusCode::CREATED, &blank::record(&app.desk, &ask, (first, last), act).await?))
}

#[derive(Deserialize)]
struct Of {
    office: Option<OfficeCode>,
}

async fn read(State(app): State<Arc<App>>, visit: Visit, Query(of): Query<Of>) -> Result<Json<Value>, Failure> {
    let ask = asking::reads(&visit)?;
    permit_act(&ask, Act::ReadSheets)?;
    let office = of.office.or(ask.office).ok_or_else(|| Failure::new(Code::NotFound))?;
    let policy = &visit.law()?.policy;
    if policy.office(&office, app.field().day(visit.now)).is_none() {
        return Err(Failure::new(Code::NotFound));
    }
    let stocks = blank::stocks(app.field(), &office).await?;
    let balances: Vec<Value> = blank::balances(&stocks).iter().map(|(stock, one)| balance(stock, one)).collect();
    let runs: Vec<Value> = stocks.iter().map(run).collect();
    Ok(Json(json!({ "office": office, "stocks": balances, "runs": runs })))
}

fn balance(stock: &str, one: &Balance) -> Value {
    let ended = SheetEnd::ALL.iter().zip(one.ended).map(|((_, word), count)| ((*word).to_owned(), count.into()));
    let mut shown = json!({ "stock": stock, "all": one.all, "used": one.used, "left": one.left() });
    shown.as_object_mut().into_iter().for_each(|shown| shown.extend(ended.clone()));
    shown
}

fn run(Stock { run, used }: &Stock) -> Value {
    let ended = run.ended.as_ref().map(|(how, reason)| json!({ "how": how, "reason": reason }));
    json!({
        "first": run.first, "last": run.last, "count": run.count(), "used": used, "since": run.since.to_rfc3339(), "ended": ended,
    })
}
