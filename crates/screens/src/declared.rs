//! All of a declaration as it was declared, field by field, in the words of the form; what the form does not have goes by its name in
//! the API.

use crate::fields::{Ask, Field, HEAD, LINE, LINE_ROWS, ROWS};
use crate::words;
use clearance::declaration::Declaration;
use desk::names::Names;
use exchange::json::{Received, write};
use serde_json::Value;

/// Label and value of every field that was filled in, in the order of the declaration.
pub fn fields(names: &Names, declaration: &Declaration) -> Vec<(String, String)> {
    let received = Received { declaration: declaration.clone(), personal: Vec::new() };
    let tree: Value = serde_json::from_slice(&write(&received)).unwrap_or_default();
    let mut told = Vec::new();
    walk(names, "", &tree, &mut told);
    told
}

fn walk(names: &Names, path: &str, value: &Value, into: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                walk(names, &below, member, into);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, item)| walk(names, &format!("{path}[{n}]"), item, into));
        }
        Value::Null => {}
        Value::Bool(yes) => {
            let word = words::say(names.language, if *yes { "yes" } else { "no" });
            into.push((label(names, path), word.to_owned()));
        }
        Value::String(text) => into.push((label(names, path), named(names, path, text))),
        number => into.push((label(names, path), number.to_string())),
    }
}

/// A path without its places in lists, and those places from 1.
fn plain(path: &str) -> (String, Vec<usize>) {
    let (mut bare, mut places) = (String::new(), Vec::new());
    for part in path.split('[') {
        match part.split_once(']') {
            Some((place, rest)) => {
                places.extend(place.parse::<usize>().ok().map(|place| place + 1));
                bare.push_str(rest);
            }
            None => bare.push_str(part),
        }
    }
    (bare, places)
}

/// The field of the form by its path without places, and the key of its words.
fn field(bare: &str) -> Option<(&'static Field, String)> {
    let head = HEAD.iter().flat_map(|group| group.fields).find(|field| field.path == bare);
    if let Some(field) = head {
        return Some((field, format!("declare.{bare}")));
    }
    let in_line = bare.strip_prefix("lines.");
    if let Some(field) = in_line.and_then(|rest| LINE.iter().find(|field| field.path == rest)) {
        return Some((field, format!("declare.{bare}")));
    }
    let (list, rest) = in_line.unwrap_or(bare).split_once('.')?;
    let rows = LINE_ROWS.iter().chain(ROWS).find(|rows| rows.path == list)?;
    let field = rows.fields.iter().find(|field| field.path == rest)?;
    Some((field, format!("declare.{list}.{rest}")))
}

fn label(names: &Names, path: &str) -> String {
    let (bare, places) = plain(path);
    let word = match field(&bare) {
        Some((_, key)) => words::say_owned(names.language, &key).to_owned(),
        None => bare,
    };
    let places: Vec<String> = places.iter().map(ToString::to_string).collect();
    if places.is_empty() { word } else { format!("{} · {word}", places.join(".")) }
}

/// A value with the name of what it stands for.
fn named(names: &Names, path: &str, text: &str) -> String {
    match field(&plain(path).0).map(|(field, _)| field.ask) {
        Some(Ask::Select(table) | Ask::Several(table) | Ask::Code(table) | Ask::Typed(table)) => {
            names.code_and_name(table, text)
        }
        Some(Ask::Office | Ask::PortOffice) => format!("{text} {}", names.office(text)),
        Some(Ask::Owner) => format!("{text} {}", names.enterprise(text)),
        Some(Ask::Port) => names.code_and_name(policy::reference::TableName::Place, text),
        Some(
            Ask::Line | Ask::Area | Ask::Day | Ask::Whole | Ask::With(_) | Ask::Measured(_) | Ask::Goods | Ask::Mode,
        )
        | None => text.to_owned(),
    }
}
