//! The OpenAPI document, made from the table of routes and the schema fragments that stand beside each route.

use crate::error::Failure;
use crate::route::{Access, Route};
use crate::words;
use clearance::text::Text;
use serde_json::{Map, Value, json};

/// A JSON Schema fragment. One with a `title` becomes a named schema of the document, wherever it stands.
pub type Schema = fn() -> Value;

/// What the API's documents say of a route.
#[derive(Clone, Debug)]
pub struct Operation {
    group: &'static str,
    summary: Text,
    says: Option<Text>,
    queries: Vec<(&'static str, bool, Text)>,
    takes: Option<Schema>,
    gives: (u16, Option<Schema>),
    fails: &'static [&'static str],
    keyed: bool,
}

impl Operation {
    /// An operation in a group, whose name stands in the words under `docs.group.GROUP`.
    pub const fn new(group: &'static str, summary: Text) -> Self {
        let gives = (200, None);
        Self { group, summary, says: None, queries: Vec::new(), takes: None, gives, fails: &[], keyed: false }
    }

    /// More about it.
    #[must_use]
    pub fn says(mut self, says: Text) -> Self {
        self.says = Some(says);
        self
    }

    /// A value in the query.
    #[must_use]
    pub fn query(mut self, name: &'static str, required: bool, says: Text) -> Self {
        self.queries.push((name, required, says));
        self
    }

    /// The body it takes.
    #[must_use]
    pub fn takes(mut self, schema: Schema) -> Self {
        self.takes = Some(schema);
        self
    }

    /// The status it answers with, and the body.
    #[must_use]
    pub fn gives(mut self, status: u16, schema: Option<Schema>) -> Self {
        self.gives = (status, schema);
        self
    }

    /// The codes by which it may fail, beside those that every route of its access has.
    #[must_use]
    pub const fn fails(mut self, codes: &'static [&'static str]) -> Self {
        self.fails = codes;
        self
    }

    /// It wants an `Idempotency-Key`.
    #[must_use]
    pub const fn keyed(mut self) -> Self {
        self.keyed = true;
        self
    }
}

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
    let by_access: &[&'static str] = match route.access {
        Access::Public | Access::Operator => &[],
        Access::SignedIn => &["sign_in", "token"],
        Access::InPerson => &["sign_in", "token", "not_permitted"],
        Access::Roles(_) => &["sign_in", "token", "not_permitted"],
    };
    let by_rate: &[&'static str] = if route.rate.is_some() { &["too_many"] } else { &[] };
    let by_body: &[&'static str] = if operation.takes.is_some() { &["malformed", "too_large"] } else { &[] };
    for code in by_access.iter().chain(by_rate).chain(by_body).chain(operation.fails) {
        let status = Failure::new(code).status().as_u16().to_string();
        let title = words::both(&format!("failure.{code}")).zh;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route;

    fn references(value: &Value, into: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                into.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
                members.values().for_each(|value| references(value, into));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, into)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    #[test]
    fn every_reference_is_met_and_no_operation_has_the_name_of_another() {
        let document = document(&route::table());
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(!found.is_empty());
        for reference in found {
            assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
        }
        let mut ids: Vec<&str> = Vec::new();
        for (path, verbs) in document["paths"].as_object().unwrap() {
            assert!(path.starts_with("/api/"), "{path}");
            ids.extend(verbs.as_object().unwrap().values().map(|operation| operation["operationId"].as_str().unwrap()));
        }
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }

    #[test]
    fn every_route_of_the_api_is_described_and_every_group_has_a_name() {
        for route in route::table() {
            let described = route.operation.is_some();
            assert_eq!(described, route.path.starts_with("/api/v1/"), "{}", route.path);
            if let Some(operation) = route.operation {
                let key = format!("docs.group.{}", operation.group);
                assert_ne!(words::both(&key).zh, key);
            }
        }
    }
}
