//! The goods of one port for its officers: expected, arrived, held, left (「本方案」三(三)三).

use crate::api::body::{self, Asked};
use crate::api::{schema, view};
use crate::app::App;
use crate::asking;
use crate::error::{Code, Failure};
use crate::route::{Access, Operation, Route};
use crate::visit::Visit;
use axum::Json;
use axum::extract::{Query, State};
use desk::find;
use desk::port::{self, PAGE_MAX, Stand};
use register::cases::line::CaseLine;
use serde_json::{Value, json};
use std::sync::Arc;
use values::calendar::Day;
use values::text::Text;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/port", Access::SignedIn, goods).tag("read_goods").operation(
            Operation::new("case", Text::fixed("口岸货物", "Goods at a port"))
                .says(Text::fixed(
                    "不论在何处申报：expected 将到，arrived 在口岸，held 被扣留，left 已离开。入境货物自申报的到货日期起视为在口岸；出境货物以口岸作业为准。",
                    "Wherever they were declared: expected, arrived, held, left. Entry goods count as arrived from the day that was declared; exit goods once the port has worked on them.",
                ))
                .query("office", false, Text::fixed("口岸机构代号；不填为本机构", "Code of the office at the port; else the own office"))
                .query("list", false, Text::fixed("expected、arrived、held、left 之一；不填为 arrived", "One of expected, arrived, held, left; else arrived"))
                .query("after", false, Text::fixed("上一页答复中的 next", "What an answer gave as next"))
                .query("limit", false, Text::fixed("件数，至多 50", "At most 50"))
                .gives(200, Some(schema::port_goods))
                .fails(&[Code::Faults, Code::NotPermitted]),
        ),
    ]
}

async fn goods(State(app): State<Arc<App>>, visit: Visit, Query(asked): Query<Asked>) -> Result<Json<Value>, Failure> {
    let ask = asking::reads(&visit)?;
    port::permit(&ask)?;
    let word = |name: &str| asked.get(name).map_or("", String::as_str);
    let limit = body::limit(&asked, PAGE_MAX, PAGE_MAX)?;
    let (list, after) = (port::list(word("list"))?, port::after(asked.get("after").map(String::as_str))?);
    let page = port::page(app.field(), &ask, (word("office"), list), after, limit).await?;
    let counts = &page.counts;
    Ok(Json(json!({
        "office": page.office, "day": page.day,
        "counts": { "expected": counts.expected, "arrived": counts.arrived, "held": counts.held },
        "cases": page.lines.iter().map(|line| told(line, page.day)).collect::<Vec<_>>(),
        "next": page.next.as_ref().map(find::position),
    })))
}

/// A case with how far its goods are at the port.
fn told(line: &CaseLine, today: Day) -> Value {
    let (word, day, since) = match Stand::of(line, today) {
        Stand::Awaited(day) => ("expected", day, None),
        Stand::Declared(day) => ("arrived", Some(day), None),
        Stand::There(at) => ("arrived", None, Some(at)),
        Stand::Left(at) => ("left", None, Some(at)),
        Stand::Nowhere => ("", None, None),
    };
    let mut told = view::line(line);
    told["at_port"] = json!(word);
    told["declared_day"] = json!(day);
    told["since"] = json!(since.map(values::calendar::Timestamp::to_rfc3339));
    told
}
