//! The documents of the API for people, made from the OpenAPI document; they work offline and without script.

use crate::frame;
use crate::frame::Frame;
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use std::sync::Arc;
use values::text::Language;
use web::app::App;
use web::error::Failure;
use web::route::{Access, Route};
use web::visit::Visit;

/// The route of the documents.
pub fn routes() -> Vec<Route> {
    vec![Route::get("/api/docs", Access::Public, show)]
}

/// Name, place, kind and text of a value that is sent or answered.
struct Part {
    name: String,
    place: String,
    kind: String,
    required: bool,
    says: String,
}

struct Answer {
    status: String,
    says: String,
    kind: String,
}

struct Call {
    id: String,
    verb: String,
    path: String,
    summary: String,
    says: String,
    who: String,
    parts: Vec<Part>,
    takes: String,
    answers: Vec<Answer>,
}

struct Group {
    id: String,
    name: String,
    calls: Vec<Call>,
}

struct Structure {
    name: String,
    parts: Vec<Part>,
}

#[derive(Template)]
#[template(path = "docs.html")]
struct Docs {
    frame: Frame,
    intro: String,
    groups: Vec<Group>,
    structures: Vec<Structure>,
}

async fn show(State(app): State<Arc<App>>, visit: Visit) -> Result<Response, Failure> {
    let document = app.openapi();
    let language = visit.language;
    let groups = list(&document["tags"]).iter().map(|tag| Group {
        id: text(&tag["name"]),
        name: pick(tag, "description", language),
        calls: calls(document, &tag["name"], language),
    });
    let structures = members(&document["components"]["schemas"]);
    let page = Docs {
        frame: Frame::new(&app, &visit, words::say(language, "docs.title")),
        intro: pick(&document["info"], "description", language),
        groups: groups.collect(),
        structures: structures
            .map(|(name, schema)| Structure { name: name.clone(), parts: parts_of(schema) })
            .collect(),
    };
    frame::html(&page)
}

fn calls(document: &Value, group: &Value, language: Language) -> Vec<Call> {
    let mut found = Vec::new();
    for (path, verbs) in members(&document["paths"]) {
        for (verb, operation) in members(verbs).filter(|(_, operation)| operation["tags"][0] == *group) {
            found.push(call(path, verb, operation, language));
        }
    }
    found
}

fn call(path: &str, verb: &str, operation: &Value, language: Language) -> Call {
    let roles: Vec<String> = list(&operation["x-roles"]).iter().map(text).collect();
    let public = list(&operation["security"]).is_empty();
    let answers = members(&operation["responses"]).map(|(status, answer)| {
        let codes: Vec<String> = list(&answer["x-codes"]).iter().map(text).collect();
        let titles: Vec<&str> =
            codes.iter().map(|code| words::say_owned(language, &format!("failure.{code}"))).collect();
        let good = words::say(language, "docs.good");
        let says = if titles.is_empty() { good.to_owned() } else { titles.join(" · ") };
        Answer { status: status.clone(), says, kind: content(&answer["content"]) }
    });
    Call {
        id: text(&operation["operationId"]),
        verb: verb.to_ascii_uppercase(),
        path: path.to_owned(),
        summary: pick(operation, "summary", language),
        says: pick(operation, "description", language),
        who: if public { words::say(language, "docs.public").to_owned() } else { roles.join(", ") },
        parts: list(&operation["parameters"]).iter().map(|parameter| parameter_of(parameter, language)).collect(),
        takes: content(&operation["requestBody"]["content"]),
        answers: answers.collect(),
    }
}

fn parameter_of(parameter: &Value, language: Language) -> Part {
    Part {
        name: text(&parameter["name"]),
        place: text(&parameter["in"]),
        kind: kind(&parameter["schema"]),
        required: parameter["required"] == true,
        says: pick(parameter, "description", language),
    }
}

/// The members of a structure; those of all its parts where it is made of several.
fn parts_of(schema: &Value) -> Vec<Part> {
    let required = list(&schema["required"]);
    let own = members(&schema["properties"]).map(|(name, member)| Part {
        name: name.clone(),
        place: String::new(),
        kind: kind(member),
        required: required.iter().any(|known| known == name),
        says: text(&member["description"]),
    });
    let parts = own.chain(list(&schema["allOf"]).iter().flat_map(parts_of));
    parts.chain(list(&schema["oneOf"]).iter().flat_map(alternative)).collect()
}

/// What may stand in the place of a structure that is one of several: members of which one is given, or bare words.
fn alternative(schema: &Value) -> Vec<Part> {
    let bare = |word: &Value| Part {
        name: text(word),
        place: String::new(),
        kind: text(&schema["type"]),
        required: false,
        says: String::new(),
    };
    let words = schema.get("const").into_iter().chain(list(&schema["enum"]));
    let given = parts_of(schema).into_iter().map(|part| Part { required: false, ..part });
    words.map(bare).chain(given).collect()
}

/// The kind of a value in words: a structure's name, a list of something, a plain type with its limits.
#[expect(clippy::wildcard_enum_match_arm, reason = "JSON's own kinds of values")]
fn kind(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap_or(reference).to_owned();
    }
    let types: Vec<String> = match &schema["type"] {
        Value::Array(types) => types.iter().map(text).collect(),
        one => vec![text(one)],
    };
    let plain = types.join(" | ");
    let limits: Vec<String> = ["format", "pattern", "minimum", "maximum", "maxLength"]
        .iter()
        .filter(|name| !schema[**name].is_null())
        .map(|name| format!("{name} {}", text(&schema[*name])))
        .collect();
    match plain.as_str() {
        "array" => format!("[ {} ]", kind(&schema["items"])),
        _ if limits.is_empty() => plain,
        _ => format!("{plain} ({})", limits.join(", ")),
    }
}

fn content(content: &Value) -> String {
    members(content).map(|(_, body)| kind(&body["schema"])).next().unwrap_or_default()
}

fn pick(value: &Value, name: &str, language: Language) -> String {
    match language {
        Language::Zh => text(&value[name]),
        Language::En => text(&value[format!("x-{name}-en")]),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}
