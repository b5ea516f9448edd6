//! The API about the caller: who am I, and tokens for machines.

use crate::api::body as small;
use crate::app::App;
use crate::error::{Code, Failure};
use crate::openapi::text_schema;
use crate::post;
use crate::route::Operation;
use crate::route::{Access, Route, Verb};
use crate::visit::Visit;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use desk::secret;
use desk::token::{DAYS_MAX, make_token, take_token};
use register::kept::account::Token;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use values::calendar::Timestamp;
use values::text::Text;

/// The routes about the caller.
pub fn routes() -> Vec<Route> {
    let operation = |zh: &'static str, en: &'static str| Operation::new("account", Text::fixed(zh, en));
    vec![
        Route::get("/api/v1/account", Access::SignedIn, who)
            .operation(operation("我是谁", "Who I am").gives(200, Some(account_schema))),
        Route::get("/api/v1/tokens", Access::SignedIn, list)
            .operation(operation("我的令牌", "My tokens").gives(200, Some(tokens_schema))),
        Route::post("/api/v1/tokens", Access::SignedIn, make).operation(
            operation("新建令牌", "Make a token")
                .says(Text::fixed(
                    "令牌只在此回答中显示一次。须以会话调用，不得以另一令牌调用。",
                    "The token is shown in this answer only. Call it with a session, not with another token.",
                ))
                .takes(wish_schema)
                .gives(201, Some(made_schema))
                .fails(&[Code::Faults, Code::NotPermitted]),
        ),
        Route::of(Verb::Delete, "/api/v1/tokens/{name}", Access::SignedIn, end)
            .operation(operation("作废令牌", "End a token").gives(204, None).fails(&[Code::NotFound])),
    ]
}

async fn who(State(app): State<Arc<App>>, visit: Visit) -> Result<Json<Value>, Failure> {
    let account = &visit.asker()?.account;
    let post = post::of(app.field(), visit.law.as_deref().map(|law| &law.policy), account, app.field().day(visit.now));
    let known = app.field().known();
    let held = known.region.account(&account.id);
    let skills =
        held.map(|held| held.skills_on(account.office.as_ref(), app.field().day(visit.now))).unwrap_or_default();
    let roles: Vec<&str> = account.roles.iter().map(|role| role.word()).collect();
    Ok(Json(json!({
        "account": account.id.as_str(), "name": account.name,
        "post": { "zh": post.zh, "en": post.en }, "roles": roles, "skills": skills,
        "office": account.office.as_ref().map(|office| office.as_str()),
        "enterprise": account.enterprise.as_ref().map(|enterprise| enterprise.as_str()),
    })))
}

async fn list(State(app): State<Arc<App>>, visit: Visit) -> Result<Json<Value>, Failure> {
    let tokens = app.field().register.tokens(visit.asker()?.account.id.as_str()).await?;
    Ok(Json(json!({ "tokens": tokens.iter().map(token_json).collect::<Vec<_>>() })))
}

/// What is asked for.
#[derive(Deserialize)]
struct Wish {
    label: String,
    days: i64,
}

async fn make(State(app): State<Arc<App>>, visit: Visit, body: Bytes) -> Result<(StatusCode, Json<Value>), Failure> {
    let Wish { label, days } = small::read(&body)?;
    let (token, secret) = make_token(&app.desk, &visit.person()?.account.id, visit.now, (&label, days)).await?;
    let mut made = token_json(&token);
    made["token"] = json!(secret);
    Ok((StatusCode::CREATED, Json(made)))
}

async fn end(State(app): State<Arc<App>>, visit: Visit, Path(name): Path<String>) -> Result<StatusCode, Failure> {
    if take_token(&app.desk, &visit.asker()?.account.id, &name).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Failure::new(Code::NotFound))
    }
}

fn token_json(token: &Token) -> Value {
    json!({
        "name": secret::name(&token.digest), "label": token.name,
        "made": Timestamp(token.made).to_rfc3339(), "until": Timestamp(token.ends).to_rfc3339(),
        "used": (token.used != 0).then(|| Timestamp(token.used).to_rfc3339()),
    })
}

fn account_schema() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "title": "Account", "type": "object", "required": ["account", "name", "post", "roles"],
        "properties": {
            "account": text, "name": text, "post": text_schema(),
            "roles": { "type": "array", "items": text }, "skills": { "type": "array", "items": text },
            "office": { "type": ["string", "null"] }, "enterprise": { "type": ["string", "null"] },
        },
    })
}

fn token_schema() -> Value {
    let text = json!({ "type": "string" });
    let moment = json!({ "type": "string", "format": "date-time" });
    json!({
        "title": "Token", "type": "object", "required": ["name", "label", "made", "until"],
        "properties": {
            "name": text, "label": text, "made": moment, "until": moment,
            "used": { "type": ["string", "null"], "format": "date-time" },
        },
    })
}

fn tokens_schema() -> Value {
    json!({ "title": "TokenList", "type": "object", "required": ["tokens"], "properties": { "tokens": { "type": "array", "items": token_schema() } } })
}

fn wish_schema() -> Value {
    json!({
        "title": "TokenWish", "type": "object", "required": ["label", "days"], "additionalProperties": false,
        "properties": {
            "label": { "type": "string", "minLength": 1, "maxLength": 60, "examples": ["港口系统接口"] },
            "days": { "type": "integer", "minimum": 1, "maximum": DAYS_MAX },
        },
    })
}

fn made_schema() -> Value {
    json!({
        "title": "TokenMade",
        "allOf": [token_schema(), { "type": "object", "required": ["token"], "properties": { "token": { "type": "string" } } }],
    })
}
