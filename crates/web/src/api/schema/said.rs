//! JSON Schema of what officers say, from the very types that read it.

use super::versioned;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// What an officer says, from the type that reads it. A type within another has its name as the title, by which it becomes a
/// structure of its own; what the types say to programmers is left out, since readers are told in both languages or not at all.
pub(super) fn said<T: JsonSchema>() -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().to_value();
    let types = schema["$defs"].take();
    told(&schema, &types)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "JSON's own kinds of values")]
fn told(schema: &Value, types: &Value) -> Value {
    let members = match schema {
        Value::Array(items) => return items.iter().map(|item| told(item, types)).collect(),
        Value::Object(members) => members,
        plain => return plain.clone(),
    };
    if let Some(name) = members.get("$ref").and_then(Value::as_str).and_then(|of| of.rsplit('/').next()) {
        let mut of_type = told(&types[name], types);
        of_type["title"] = json!(name);
        return of_type;
    }
    let mut kept = Map::new();
    for (key, member) in members {
        match (key.as_str(), member) {
            ("$schema" | "$defs" | "title" | "description", _) => {}
            // Names of fields, not words of the schema.
            ("properties", Value::Object(fields)) => {
                let fields: Map<String, Value> =
                    fields.iter().map(|(name, field)| (name.clone(), told(field, types))).collect();
                kept.insert("properties".to_owned(), Value::Object(fields));
                kept.insert("additionalProperties".to_owned(), json!(false));
            }
            (_, member) => drop(kept.insert(key.clone(), told(member, types))),
        }
    }
    Value::Object(kept)
}

/// A command that is an act of an officer, with the version of the case.
pub(super) fn act<T: JsonSchema>(title: &str) -> Value {
    let mut schema = said::<T>();
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
    let required: Vec<String> = required.collect();
    let required: Vec<&str> = required.iter().map(String::as_str).collect();
    versioned(title, &required, schema["properties"].take())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clearance::case::decide::Work;

    #[test]
    fn types_within_have_their_names_and_nothing_is_told_in_one_language() {
        let work = said::<Work>();
        let text = work.to_string();
        assert!(!text.contains("description") && !text.contains("$ref") && !text.contains("$defs"), "{text}");
        let alternatives = work["oneOf"].as_array().expect("one of the works");
        assert_eq!(alternatives.len(), 8);
        let examine = alternatives.iter().find_map(|one| one["properties"].get("examine")).expect("an examination");
        assert_eq!((&examine["title"], &examine["additionalProperties"]), (&json!("Examination"), &json!(false)));
        assert_eq!(examine["required"], json!(["findings"]));
        assert_eq!(examine["properties"]["findings"]["items"]["title"], "Finding");
    }
}
