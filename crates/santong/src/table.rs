//! Every route there is, and the router that serves them.

use axum::Router;
use std::sync::Arc;
use web::app::App;
use web::edge;
use web::route::Route;

/// Every route there is: what programs and operators ask, then the screens.
pub fn table() -> Vec<Route> {
    let mut table = web::routes();
    table.extend(screens::routes());
    table
}

/// The routes of a table as a router, inside the frame that every answer passes.
pub fn router(app: &Arc<App>, table: Vec<Route>) -> Router {
    screens::around(app, edge::router(app, table))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use web::openapi::document;
    use web::words;

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
        let document = document(&table());
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
        for route in table() {
            let described = route.operation.is_some();
            assert_eq!(described, route.path.starts_with("/api/v1/"), "{}", route.path);
            if let Some(operation) = route.operation {
                let key = format!("docs.group.{}", operation.group());
                assert_ne!(words::both(&key).zh, key);
            }
        }
    }
}
