//! The public's question: where does a case stand? By number and query code, nothing of goods, parties or prices.

use crate::api::schema;
use crate::app::App;
use crate::error::{Code, Failure};
use crate::route::Operation;
use crate::route::{Access, Route};
use crate::throttle::Rate;
use axum::Json;
use axum::extract::{Path, Query, State};
use clearance::row::status::{PublicStatus, PublicStep};
use desk::seal::{self, Worth};
use desk::status::{self, Opened};
use policy::Policy;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use values::text::Text;

/// What one address may ask: enough for a forwarder with many cases, too little to guess 65 bits.
pub(super) const RATE: Rate = Rate::new(60, 120);

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
        Route::get("/api/v1/papers/{number}", Access::Public, ask_paper).rate(RATE).operation(
            Operation::new("public", Text::fixed("验证单证", "Verify a paper"))
                .says(Text::fixed(
                    "凭单证编号和校验码，回答其状态和所载内容。编号不存在与校验码不符，回答相同。",
                    "By its number and check code: its state and what it states. A number that does not exist and a wrong code are answered alike.",
                ))
                .query("code", true, Text::fixed("校验码，13 位", "Check code, 13 characters"))
                .gives(200, Some(schema::paper_verified))
                .fails(&[Code::NotFound]),
        ),
    ]
}

async fn ask_paper(
    State(app): State<Arc<App>>,
    Path(number): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Json<Value>, Failure> {
    let found = status::paper(&app.desk, &number, &shown.code).await?;
    let Opened { case, paper, .. } = found.ok_or_else(|| Failure::new(Code::NotFound))?;
    Ok(Json(json!({
        "number": paper.number, "kind": paper.draft.kind, "state": paper.state.word(), "languages": paper.draft.languages,
        "content": paper.content(), "counts": paper.counts(&case), "used": paper.used.is_some(),
        "sheets": paper.sheets().collect::<Vec<_>>(),
        "seal": seal::worth(&app.field().known().region, &case, &paper).map(Worth::word),
    })))
}

#[derive(Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    pub code: String,
}

async fn ask(
    State(app): State<Arc<App>>,
    Path(no): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Json<Value>, Failure> {
    let view = status::public(&app.desk, &no, &shown.code).await?.ok_or_else(|| Failure::new(Code::NotFound))?;
    let law = app.field().law_of(&view.policy, view.day).await?;
    Ok(Json(told(&view, &law.policy)))
}

/// The view as programs are told it; what does not hold is left out.
fn told(view: &PublicStatus, policy: &Policy) -> Value {
    let step = |step: &PublicStep| {
        let mut told = json!({ "step": step.step, "status": step.status });
        if !step.office.is_empty() {
            told["office"] = json!(step.office);
        }
        if let Some(at) = step.at {
            told["at"] = json!(at.to_rfc3339());
        }
        if !step.treatments.is_empty() {
            let asked = step.treatments.iter().map(|(entry, done)| (entry.as_str(), *done));
            told["treatments"] = schema::treatments(policy, view.day, asked);
        }
        told
    };
    let mut told = json!({
        "no": view.no, "direction": view.direction, "mode": view.mode, "stage": view.stage,
        "steps": view.steps.iter().map(step).collect::<Vec<_>>(), "updated": view.updated.to_rfc3339(),
    });
    if view.held {
        told["held"] = json!(true);
    }
    if !view.waits.is_empty() {
        told["waits"] = json!(view.waits);
    }
    if let Some(due) = view.due {
        told["due"] = json!(due.to_rfc3339());
    }
    told
}
