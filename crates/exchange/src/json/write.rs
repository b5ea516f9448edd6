//! Writing a declaration as our own JSON, so that reading gives the same value.

use clearance::declaration::Declaration;
use serde_json::{Map, Value, json};

use super::Received;

/// One declaration with the data of persons that belong to it.
pub fn write(received: &Received) -> Vec<u8> {
    bytes(&value(received))
}

/// A batch.
pub fn write_batch(batch: &[Received]) -> Vec<u8> {
    bytes(&Value::Array(batch.iter().map(value).collect()))
}

fn bytes(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).expect("a JSON value has text keys and finite numbers")
}

fn value(received: &Received) -> Value {
    let mut whole = plain(&received.declaration);
    for datum in &received.personal {
        if let Some((group, part)) = datum.field.split_once('.')
            && let Value::Object(group) = whole.entry(group).or_insert_with(|| Value::Object(Map::new()))
        {
            group.insert(part.to_owned(), Value::String(datum.value.clone()));
        }
    }
    Value::Object(whole)
}

/// The fields as they serialise, but numbers with their units as texts, and without the platform's own notes.
fn plain(declaration: &Declaration) -> Map<String, Value> {
    let value = serde_json::to_value(declaration).expect("a declaration has text keys and integers only");
    let Value::Object(mut whole) = value else { return Map::new() };
    whole.remove("sealed");
    whole.remove("not_supplied");
    if let Some(Value::Array(lines)) = whole.get_mut("lines") {
        for (value, line) in lines.iter_mut().zip(&declaration.lines) {
            let Value::Object(value) = value else { continue };
            value.remove("hs_not_in_force");
            value.insert("net_mass".to_owned(), json!(line.net_mass.to_string()));
            value.insert("value".to_owned(), json!(line.value.to_string()));
            set(value, "gross_mass", line.gross_mass.map(|mass| mass.to_string()));
            set(value, "quantity", line.quantity.as_ref().map(ToString::to_string));
            each(value, "stowage", line.stowage.iter().map(|part| ("net_mass", Some(part.net_mass.to_string()))));
            each(
                value,
                "permits",
                line.permits.iter().map(|permit| ("write_off", permit.write_off.as_ref().map(ToString::to_string))),
            );
        }
    }
    if let Some(Value::Object(head)) = whole.get_mut("head") {
        let permits = &declaration.head.qualifications;
        each(
            head,
            "qualifications",
            permits.iter().map(|permit| ("write_off", permit.write_off.as_ref().map(ToString::to_string))),
        );
    }
    whole
}

fn set(object: &mut Map<String, Value>, key: &str, text: Option<String>) {
    if let Some(text) = text {
        object.insert(key.to_owned(), Value::String(text));
    }
}

fn each<'k>(object: &mut Map<String, Value>, list: &str, texts: impl Iterator<Item = (&'k str, Option<String>)>) {
    let Some(Value::Array(items)) = object.get_mut(list) else { return };
    for (item, (key, text)) in items.iter_mut().zip(texts) {
        if let Value::Object(item) = item {
            set(item, key, text);
        }
    }
}
