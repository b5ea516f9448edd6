//! 无纸化进程 for programs: per office and process the acts of last month, those without paper, and what the text promises.

use crate::api::schema;
use crate::app::App;
use crate::asking;
use crate::error::{Code, Failure};
use crate::route::{Access, Operation, Route};
use crate::visit::Visit;
use axum::Json;
use axum::extract::State;
use clearance::permission::Act;
use desk::act;
use desk::names::Names;
use desk::paperless::{matrix, month_before};
use policy::Process;
use serde_json::{Value, json};
use std::sync::Arc;
use values::text::Text;

/// The route.
pub fn routes() -> Vec<Route> {
    let operation = Operation::new("statistics", Text::fixed("无纸化进程", "Paperless stages"))
        .says(Text::fixed(
            "各机构在各流程上月的办理数和其中无纸的数，与文本所定的阶段并列。",
            "Per office and process the acts of last month and those without paper, beside the stage that the text promises.",
        ))
        .gives(200, Some(schema::paperless))
        .fails(&[Code::NotPermitted]);
    vec![Route::get("/api/v1/statistics/paperless", Access::SignedIn, show).tag("read_statistics").operation(operation)]
}

async fn show(State(app): State<Arc<App>>, visit: Visit) -> Result<Json<Value>, Failure> {
    let ask = asking::reads(&visit)?;
    act::permit_act(&ask, Act::ReadStatistics)?;
    let field = app.field();
    let today = field.day(visit.now);
    let names = Names::new(field, visit.law()?, today, visit.language);
    let days = month_before(today);
    let rows = matrix(field, &names, &ask.scope(), days).await?;
    let told = rows.iter().flat_map(|row| {
        Process::ALL.iter().zip(&row.cells).map(|(process, cell)| {
            json!({
                "office": row.office, "process": process.word(), "acts": whole(cell.acts), "without_paper": whole(cell.without),
                "promised": cell.promised.map(|stage| stage.word()),
            })
        })
    });
    Ok(Json(json!({ "from": days.0, "to": days.1, "cells": told.collect::<Vec<_>>() })))
}

/// A count as JSON holds it.
fn whole(count: i128) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
