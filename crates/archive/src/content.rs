//! What stands in an event that other parts of an archive repeat, word for word.

use serde_json::Value;

/// The declaration that an event brings; none if it brings none.
pub fn declaration(event: &Value) -> Option<&Value> {
    event.pointer("/body/is/version/declaration")
}

/// The decision that an event brings, with its receipt; none if it brings none.
pub fn decision(event: &Value) -> Option<&Value> {
    event.pointer("/body/is/verdict")
}
