//! The public's question: where does a case stand? By number and query code, nothing of goods, parties or prices.

use crate::api::schema;
use crate::app::App;
use crate::error::{Code, Failure};
use crate::route::Operation;
use crate::route::{Access, Route};
use crate::throttle::Rate;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use desk::status;
use serde::Deserialize;
use std::sync::Arc;
use values::text::Text;

/// What one address may ask: enough for a forwarder with many cases, too little to guess 65 bits.
const RATE: Rate = Rate::new(60, 120);

/// The route.
pub fn routes() -> Vec<Route> {
    let operation = Operation::new("public", Text::fixed("公众查询", "Public status"));
    vec![
        Route::get("/api/v1/status/{no}", Access::Public, ask).rate(RATE).operation(
            operation
                .says(Text::fixed(
                    "凭报检号和查询码。号码不存在与查询码不符，回答相同。",
                    "By number and query code. A number that does not exist and a wrong code are answered alike.",
                ))
                .query("code", true, Text::fixed("查询码，13 位", "Query code, 13 characters"))
                .gives(200, Some(schema::status))
                .fails(&[Code::NotFound]),
        ),
    ]
}

#[derive(Deserialize)]
struct Shown {
    #[serde(default)]
    code: String,
}

async fn ask(
    State(app): State<Arc<App>>,
    Path(no): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Response, Failure> {
    let view = status::public(&app.desk, &no, &shown.code).await?.ok_or_else(|| Failure::new(Code::NotFound))?;
    let mut response = Response::new(Body::from(view));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}
