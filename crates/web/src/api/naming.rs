//! From what a person types to the codes that he may mean.

use crate::api::body::{self, Asked};
use crate::api::schema;
use crate::app::App;
use crate::asking;
use crate::error::{Code, Failure};
use crate::route::Operation;
use crate::route::{Access, Route};
use crate::visit::Visit;
use axum::Json;
use axum::extract::{Path, Query, State};
use clearance::permission::Act;
use desk::act;
use policy::reference::TableName;
use serde_json::{Value, json};
use std::sync::Arc;
use values::text::Text;

/// Codes in an answer if nothing is said, and at most.
const CODES: (u32, u32) = (8, 50);

/// The routes.
pub fn routes() -> Vec<Route> {
    let operation = Operation::new("region", Text::fixed("按名称查找代码", "Find a code by name"))
        .says(Text::fixed(
            "按中文名称、拼音、拼音首字母、英文名称或代码前几位查找；最相近的在前。表名如 hs、place、country。",
            "By Chinese name, pinyin, its initials, English words or the beginning of the code; nearest first. Tables are hs, place, country and so on.",
        ))
        .query("q", true, Text::fixed("所输入的文字", "What was typed"))
        .query("limit", false, Text::fixed("条数，至多 50", "At most 50"))
        .gives(200, Some(schema::named))
        .fails(&[Code::Faults, Code::NotFound]);
    vec![Route::get("/api/v1/tables/{table}/search", Access::SignedIn, find).tag("read_region").operation(operation)]
}

async fn find(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(table): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, Failure> {
    let ask = asking::reads(&visit)?;
    act::permit_act(&ask, Act::ReadRegion)?;
    let table = TableName::parse(&table).ok_or_else(|| Failure::new(Code::NotFound))?;
    let limit = body::limit(&asked, CODES.0, CODES.1)?;
    let typed = asked.get("q").map(String::as_str).unwrap_or_default();
    let field = app.field();
    let (digits, day) = (visit.law()?.policy.region.tariff_digits, field.day(ask.now));
    let index = field.naming.index(&visit.law()?.reference, table, digits, day);
    let hits = index.find(typed, usize::try_from(limit).unwrap_or(usize::MAX));
    let found: Vec<Value> = hits.iter().map(|hit| json!({ "code": hit.code, "zh": hit.zh, "en": hit.en })).collect();
    Ok(Json(json!({ "found": found })))
}
