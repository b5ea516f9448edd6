//! The OpenAPI document, made from the table of routes and the schema fragments that stand beside each route.

use crate::error::{Code, Failure};
use crate::route::{Access, Operation, Route};
use crate::words;
use serde_json::{Map, Value, json};

/// The document of a table.
pub fn document(table: &[Route]) -> Value {
    let mut schemas = Map::new();
    let mut paths: Map<String, Value> = Map::new();
    let mut groups: Vec<&str> = Vec::new();
    for route in table {
        let Some(operation) = &route.operation else { continue };
        if !groups.contains(&operation.group) {
            groups.push(operation.group);
        }
        let described = describe(route, operation, &mut schemas);
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.verb.word().to_ascii_lowercase()] = described;
    }
    lift(problem(), &mut schemas);
    let tags: Vec<Value> = groups.iter().map(|group| tag(group)).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "三通 Santong", "version": env!("CARGO_PKG_VERSION"),
            "description": words::both("docs.intro").zh, "x-description-en": words::both("docs.intro").en,
        },
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer" },
                "session": { "type": "apiKey", "in": "cookie", "name": crate::cookie::SESSION },
            },
        },
    })
}

fn tag(group: &str) -> Value {
    let name = words::both(&format!("docs.group.{group}"));
    json!({ "name": group, "description": name.zh, "x-description-en": name.en })
}

fn describe(route: &Route, operation: &Operation, schemas: &mut Map<String, Value>) -> Value {
    let mut described = json!({
        "operationId": operation_id(route),
        "tags": [operation.group],
        "summary": operation.summary.zh, "x-summary-en": operation.summary.en,
        "parameters": parameters(route, operation),
        "responses": responses(route, operation, schemas),
        "security": match route.access {
            Access::Public | Access::Operator => json!([]),
            Access::InPerson => json!([{ "session": [] }]),
            Access::SignedIn | Access::Roles(_) => json!([{ "token": [] }, { "session": [] }]),
        },
    });
    if let Some(says) = &operation.says {
        described["description"] = json!(says.zh);
        described["x-description-en"] = json!(says.en);
    }
    if let Access::Roles(roles) = route.access {
        described["x-roles"] = roles.iter().map(|role| json!(role.word())).collect();
    }
    if let Some(takes) = operation.takes {
        let schema = lift(takes(), schemas);
        described["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": schema } } });
    }
    described
}

/// `GET /api/v1/cases/{no}` is `get_cases_no`.
fn operation_id(route: &Route) -> String {
    let path = route.path.trim_start_matches("/api/v1/").replace(['{', '}'], "");
    format!("{}_{}", route.verb.word().to_ascii_lowercase(), path.replace(['/', '-'], "_"))
}

fn parameters(route: &Route, operation: &Operation) -> Vec<Value> {
    let in_path = route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let text = json!({ "type": "string" });
    let mut parameters: Vec<Value> =
        in_path.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": text })).collect();
    for (name, required, says) in &operation.queries {
        parameters.push(json!({
            "name": name, "in": "query", "required": required, "schema": text,
            "description": says.zh, "x-description-en": says.en,
        }));
    }
    if operation.keyed {
        let says = words::both("docs.key");
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": true, "schema": { "type": "string", "maxLength": 64 },
            "description": says.zh, "x-description-en": says.en,
        }));
    }
    parameters
}

fn responses(route: &Route, operation: &Operation, schemas: &mut Map<String, Value>) -> Value {
    let (status, gives) = operation.gives;
    let mut responses = json!({});
    let mut good = json!({ "description": words::both("docs.good").zh });
    if let Some(gives) = gives {
        good["content"] = json!({ "application/json": { "schema": lift(gives(), schemas) } });
    }
    responses[status.to_string()] = good;
    if let Some((status, gives)) = operation.also {
        responses[status.to_string()] = json!({
            "description": words::both("docs.good").zh,
            "content": { "application/json": { "schema": lift(gives(), schemas) } },
        });
    }
    let by_access: &[Code] = match route.access {
        Access::Public | Access::Operator => &[],
        Access::SignedIn => &[Code::SignIn, Code::Token],
        Access::InPerson => &[Code::SignIn, Code::Token, Code::NotPermitted],
        Access::Roles(_) => &[Code::SignIn, Code::Token, Code::NotPermitted],
    };
    let by_rate: &[Code] = if route.rate.is_some() { &[Code::TooMany] } else { &[] };
    let by_body: &[Code] = if operation.takes.is_some() { &[Code::Malformed, Code::TooLarge] } else { &[] };
    for code in by_access.iter().chain(by_rate).chain(by_body).chain(operation.fails) {
        let status = code.status().as_u16().to_string();
        let (title, code) = (Failure::new(*code).title().zh, code.word());
        match responses.get_mut(&status) {
            Some(known) => known["x-codes"].as_array_mut().expect("made with its codes").push(json!(code)),
            None => {
                responses[status] = json!({
                    "description": title, "x-codes": [code],
                    "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
                });
            }
        }
    }
    responses
}

/// Moves every titled fragment into the named schemas and leaves a reference where it stood.
fn lift(fragment: Value, schemas: &mut Map<String, Value>) -> Value {
    match fragment {
        Value::Object(members) => {
            let title = members.get("title").and_then(Value::as_str).map(str::to_owned);
            let inner: Map<String, Value> =
                members.into_iter().map(|(name, value)| (name, lift(value, schemas))).collect();
            match title {
                Some(title) => {
                    let reference = json!({ "$ref": format!("#/components/schemas/{title}") });
                    schemas.insert(title, Value::Object(inner));
                    reference
                }
                None => Value::Object(inner),
            }
        }
        Value::Array(items) => items.into_iter().map(|item| lift(item, schemas)).collect(),
        plain @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => plain,
    }
}

/// Both languages of one statement.
pub fn text_schema() -> Value {
    json!({
        "title": "Text", "type": "object", "required": ["zh", "en"],
        "properties": { "zh": { "type": "string" }, "en": { "type": "string" } },
    })
}

fn problem() -> Value {
    json!({
        "title": "Problem", "type": "object", "required": ["status", "code", "title", "title_en", "number"],
        "properties": {
            "status": { "type": "integer" },
            "code": { "type": "string", "description": "稳定代码 · a stable code" },
            "title": { "type": "string" }, "title_en": { "type": "string" },
            "detail": { "type": "string" }, "detail_en": { "type": "string" },
            "clause": { "type": "string", "description": "所依条款 · the clause it rests on" },
            "number": { "type": "string", "description": "请求编号 · the number of the request" },
            "wait_s": { "type": "integer", "description": "须等待的秒数 · seconds to wait" },
            "more": {},
            "faults": { "type": "array", "items": {
                "title": "Fault", "type": "object", "required": ["at", "code", "given", "wanted"],
                "properties": {
                    "at": { "type": "string", "examples": ["lines[2].net_mass"] },
                    "code": { "type": "string" },
                    "given": { "type": "string" },
                    "wanted": text_schema(),
                },
            }},
        },
    })
}
