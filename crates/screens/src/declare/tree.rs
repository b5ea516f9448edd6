//! Between the fields of the form and the JSON that the API reads: the same reader judges both.

use crate::pairs::Pairs;
use serde_json::{Map, Value};

/// What stands behind a name for the unit of a number: `lines[0].value#unit`.
pub const UNIT: &str = "#unit";
/// The most rows of one list that a form may send.
const MAX_ROWS: usize = 999;

/// One step of a path: a key, and perhaps a place in the list under it.
type Step = (String, Option<usize>);

/// `lines[2].net_mass` as its steps; nothing for a name that is no path.
fn steps(path: &str) -> Option<Vec<Step>> {
    path.split('.').map(step).collect()
}

fn step(part: &str) -> Option<Step> {
    // Names of steps are keys too, in the region's own script.
    let is_key = |key: &str| !key.is_empty() && !key.contains(['[', ']', '#']);
    match part.split_once('[') {
        None => is_key(part).then(|| (part.to_owned(), None)),
        Some((key, index)) => {
            let index = index.strip_suffix(']')?.parse::<usize>().ok().filter(|index| *index < MAX_ROWS)?;
            is_key(key).then(|| (key.to_owned(), Some(index)))
        }
    }
}

/// Puts a value at a path, making objects and lists on the way.
fn put(into: &mut Value, steps: &[Step], value: Value) {
    let Some(((key, index), rest)) = steps.split_first() else {
        *into = value;
        return;
    };
    if !into.is_object() {
        *into = Value::Object(Map::new());
    }
    let mut slot = into.as_object_mut().expect("it was just made one").entry(key.as_str()).or_insert(Value::Null);
    if let Some(index) = index {
        if !slot.is_array() {
            *slot = Value::Array(Vec::new());
        }
        let list = slot.as_array_mut().expect("it was just made one");
        while list.len() <= *index {
            list.push(Value::Object(Map::new()));
        }
        slot = &mut list[*index];
    }
    put(slot, rest, value);
}

/// The declaration as JSON: empty fields are left out, numbers get their units, rows without anything do not count.
pub fn to_json(form: &Pairs, direction: &str, declarant: &str) -> Value {
    let mut tree = serde_json::json!({
        "direction": direction, "parties": { "declarant": declarant }, "offices": {}, "journey": {}, "lines": [{}],
    });
    for (name, text) in &form.0 {
        let text = text.trim();
        if text.is_empty() || name.ends_with(UNIT) {
            continue;
        }
        let Some(path) = steps(name) else { continue };
        if !is_declared(&path) {
            continue;
        }
        let unit = form.get(&format!("{name}{UNIT}"));
        let unit = if unit.is_empty() { fixed_unit(&path) } else { unit };
        let whole = is_whole(&path).then(|| text.parse::<u32>().ok()).flatten();
        let value = match whole {
            Some(number) => Value::from(number),
            None if unit.is_empty() => Value::from(text),
            None => Value::from(format!("{text} {unit}")),
        };
        put(&mut tree, &path, value);
    }
    tree
}

/// Whether the path is one of a declaration, and not one of the form's own names.
fn is_declared(path: &[Step]) -> bool {
    const TOP: [&str; 11] = [
        "reference",
        "kind",
        "parties",
        "offices",
        "asked",
        "journey",
        "head",
        "lines",
        "containers",
        "attachments",
        "wanted",
    ];
    let first = path[0].0.as_str();
    let platform = matches!(path, [(parties, _), (declarant, _)] if parties == "parties" && declarant == "declarant");
    (TOP.contains(&first) || first == "contact" && path.len() == 2) && !platform
}

fn last(path: &[Step]) -> &str {
    path.last().map_or("", |(key, _)| key.as_str())
}

fn fixed_unit(path: &[Step]) -> &'static str {
    if matches!(last(path), "net_mass" | "gross_mass") { "kg" } else { "" }
}

fn is_whole(path: &[Step]) -> bool {
    matches!(last(path), "count" | "originals" | "copies")
}

/// The form of a declaration in JSON, to be changed.
pub fn to_form(tree: &Value) -> Pairs {
    let mut pairs = Vec::new();
    flatten("", tree, &mut pairs);
    Pairs(pairs)
}

fn flatten(path: &str, value: &Value, into: &mut Vec<(String, String)>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                flatten(&below, value, into);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                flatten(&format!("{path}[{index}]"), value, into);
            }
        }
        Value::String(text) => leaf(path, text, into),
        Value::Number(number) => into.push((path.to_owned(), number.to_string())),
        Value::Bool(_) | Value::Null => {}
    }
}

fn leaf(path: &str, text: &str, into: &mut Vec<(String, String)>) {
    let key = path.rsplit('.').next().unwrap_or(path);
    let measured = matches!(key, "net_mass" | "gross_mass" | "quantity" | "value");
    match text.split_once(' ').filter(|_| measured) {
        Some((number, unit)) => {
            into.push((path.to_owned(), number.to_owned()));
            into.push((format!("{path}{UNIT}"), unit.to_owned()));
        }
        None => into.push((path.to_owned(), text.to_owned())),
    }
}

/// The rows of a list that have something in them, by the indexes that were sent.
fn filled(form: &Pairs, list: &str) -> Vec<usize> {
    let prefix = format!("{list}[");
    let mut found: Vec<usize> = Vec::new();
    for (name, text) in &form.0 {
        let index = name.strip_prefix(&prefix).and_then(|rest| rest.split_once(']')).and_then(|(n, _)| n.parse().ok());
        if let Some(index) = index.filter(|index| *index < MAX_ROWS && !text.trim().is_empty() && !name.ends_with(UNIT))
            && !found.contains(&index)
        {
            found.push(index);
        }
    }
    found.sort_unstable();
    found
}

/// How many rows of a list have something in them.
pub fn count(form: &Pairs, list: &str) -> usize {
    filled(form, list).len()
}

/// The form with empty rows left out and the rest counted anew, so that faults stand where the rows are shown.
pub fn closed_up(form: &Pairs, lists: &[&str]) -> Pairs {
    lists.iter().fold(form.clone(), |form, list| close_up(&form, list))
}

fn close_up(form: &Pairs, list: &str) -> Pairs {
    let rows = filled(form, list);
    let prefix = format!("{list}[");
    let moved = form.0.iter().filter_map(|(name, text)| {
        let Some((index, rest)) = name.strip_prefix(&prefix).and_then(|rest| rest.split_once(']')) else {
            return Some((name.clone(), text.clone()));
        };
        let index: usize = index.parse().ok()?;
        let to = rows.iter().position(|row| *row == index)?;
        Some((format!("{prefix}{to}]{rest}"), text.clone()))
    });
    Pairs(moved.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pairs(list: &[(&str, &str)]) -> Pairs {
        Pairs(list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_form_becomes_the_json_of_the_api() {
        let form = pairs(&[
            ("reference", " E-1 "),
            ("lines[0].net_mass", "108.0"),
            ("lines[0].value", "12.50"),
            ("lines[0].value#unit", "USD"),
            ("lines[0].packages[0].count", "100"),
            ("head.marks", ""),
            ("key", "k"),
            ("parties.declarant", "X-somebody-else"),
            ("sealed[0].mac", "00"),
        ]);
        let expected = json!({
            "direction": "exit", "reference": "E-1", "parties": {"declarant": "X-1"}, "offices": {}, "journey": {},
            "lines": [{"net_mass": "108.0 kg", "value": "12.50 USD", "packages": [{"count": 100}]}],
        });
        assert_eq!(to_json(&form, "exit", "X-1"), expected);
    }

    #[test]
    fn what_cannot_be_a_number_stays_as_it_was_written() {
        let tree = to_json(
            &pairs(&[("lines[0].packages[0].count", "many"), ("lines[0].quantity#unit", "KGM")]),
            "exit",
            "X-1",
        );
        assert_eq!(tree["lines"], json!([{"packages": [{"count": "many"}]}]));
        for hostile in ["lines[99999999999].hs", "lines[5000].hs", "lines[-1].hs", "lines[0", "a..b"] {
            assert_eq!(to_json(&pairs(&[(hostile, "x")]), "exit", "X-1")["lines"], json!([{}]), "{hostile}");
        }
    }

    #[test]
    fn a_declaration_goes_into_the_form_and_out_again() {
        let form = pairs(&[("lines[0].value", "12.50"), ("lines[0].value#unit", "USD"), ("lines[0].hs", "0202300010")]);
        let tree = to_json(&form, "entry", "X-1");
        assert_eq!(to_json(&to_form(&tree), "entry", "X-1"), tree);
    }

    #[test]
    fn empty_rows_are_closed_up() {
        let form = pairs(&[
            ("lines[0].hs", ""),
            ("lines[0].value#unit", "USD"),
            ("lines[2].hs", "1"),
            ("lines[2].permits[1].no", "2"),
        ]);
        let closed = closed_up(&form, &["lines", "lines[0].permits"]);
        assert_eq!(closed.0, pairs(&[("lines[0].hs", "1"), ("lines[0].permits[0].no", "2")]).0);
        assert_eq!(count(&closed, "lines"), 1);
    }
}
