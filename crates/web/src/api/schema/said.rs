//! JSON Schema of what officers say, from the very types that read it.

use super::versioned;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

/// What an officer says, from the type that reads it: no other members, and no names of types.
pub(super) fn said<T: JsonSchema>() -> Value {
    #[expect(clippy::wildcard_enum_match_arm, reason = "JSON's own kinds of values")]
    fn strict(schema: &mut Value) {
        match schema {
            Value::Array(items) => items.iter_mut().for_each(strict),
            Value::Object(members) => {
                members.retain(|key, _| key != "$schema" && key != "title");
                if members.contains_key("properties") {
                    members.insert("additionalProperties".to_owned(), json!(false));
                }
                for (key, member) in members {
                    match member {
                        // Names of fields, not words of the schema.
                        Value::Object(fields) if key == "properties" => fields.values_mut().for_each(strict),
                        other => strict(other),
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let inline = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let mut schema = inline.into_generator().into_root_schema_for::<T>().to_value();
    strict(&mut schema);
    schema
}

/// A command that is an act of an officer, with the version of the case.
pub(super) fn act<T: JsonSchema>(title: &str) -> Value {
    let mut schema = said::<T>();
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
    let required: Vec<String> = required.collect();
    let required: Vec<&str> = required.iter().map(String::as_str).collect();
    versioned(title, &required, schema["properties"].take())
}
