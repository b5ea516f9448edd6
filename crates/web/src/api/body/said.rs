//! What a reader of JSON says, in the words of the field and of its reader.

use serde_ignored::Path;
use serde_json::{Error, Value};
use values::fault::{Carried, Fault};
use values::text::Text;

/// A message that is no JSON, and where it ceases to be.
pub(super) fn unreadable(error: &Error) -> Fault {
    let (line, column) = (error.line(), error.column());
    let wanted = Text::new(
        format!("完整的 JSON：第{line}行第{column}列起不合格式"),
        format!("whole JSON: it breaks off at line {line}, column {column}"),
    );
    Fault::new("", "shape", "", wanted)
}

/// A value that does not fit, at its path.
pub(super) fn fault(at: &str, error: &Error, body: &Value) -> Fault {
    let said = error.to_string();
    if let Some(Carried { code, given, wanted }) = Carried::of(&said) {
        return Fault::new(at, code, given, wanted);
    }
    if let Some(key) = quoted(&said, "missing field ") {
        return Fault::new(below(at, key), "required", "", Text::fixed("此项必填", "this field is required"));
    }
    if let Some(key) = quoted(&said, "unknown field ") {
        // The path ends at the key itself where the reader had come so far.
        let at = if at == key || at.ends_with(&format!(".{key}")) { at.to_owned() } else { below(at, key) };
        return no_such_field(at);
    }
    let given = value_at(body, at).map(shown).unwrap_or_default();
    if quoted(&said, "unknown variant ").is_some() {
        return Fault::new(at, "unknown_word", given, one_of(&said));
    }
    let code = if said.starts_with("invalid value") { "out_of_range" } else { "type" };
    Fault::new(at, code, given, expected(&said))
}

/// A field that nothing here reads.
pub(super) fn no_such_field(at: String) -> Fault {
    Fault::new(at, "unknown_field", "", Text::fixed("本接口没有此项，请删除", "no such field; leave it out"))
}

/// Where a field stands that was not read, such as `work.examine.findings[0].colour`. The word of an alternative is no step of
/// the reader's path; it is the one member of the object that stands there.
pub(super) fn at(path: &Path<'_>, body: &Value) -> String {
    walked(path, body).0
}

fn walked<'v>(path: &Path<'_>, body: &'v Value) -> (String, Option<&'v Value>) {
    match path {
        Path::Root => (String::new(), Some(body)),
        Path::Seq { parent, index } => {
            let (at, value) = walked(parent, body);
            (format!("{at}[{index}]"), value.and_then(|value| value.get(index)))
        }
        Path::Map { parent, key } => {
            let (mut at, mut value) = walked(parent, body);
            if value.is_some_and(|value| value.get(key).is_none()) {
                (at, value) = chosen(at, value);
            }
            (below(&at, key), value.and_then(|value| value.get(key)))
        }
        Path::NewtypeVariant { parent } => {
            let (at, value) = walked(parent, body);
            chosen(at, value)
        }
        Path::Some { parent } | Path::NewtypeStruct { parent } => walked(parent, body),
    }
}

/// The alternative that an object chooses by its one member.
fn chosen(at: String, value: Option<&Value>) -> (String, Option<&Value>) {
    match value.and_then(Value::as_object).and_then(|object| object.iter().next()) {
        Some((word, inner)) => (below(&at, word), Some(inner)),
        None => (at, value),
    }
}

fn below(at: &str, key: &str) -> String {
    if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") }
}

/// What stands between the first pair of backquotes after a beginning.
fn quoted<'s>(said: &'s str, beginning: &str) -> Option<&'s str> {
    said.strip_prefix(beginning)?.strip_prefix('`')?.split('`').next()
}

/// The words of which one was wanted.
fn one_of(said: &str) -> Text {
    let words: Vec<&str> =
        said.split_once("expected").map_or("", |(_, rest)| rest).split('`').skip(1).step_by(2).collect();
    Text::new(format!("下列之一：{}", words.join("、")), format!("one of: {}", words.join(", ")))
}

/// What was expected instead of a value of another kind.
fn expected(said: &str) -> Text {
    let expected = said.rsplit_once("expected ").map_or("", |(_, rest)| rest);
    let expected = expected.split(" at line ").next().unwrap_or_default();
    match expected {
        "a boolean" => Text::fixed("true或false", "true or false"),
        "a string" | "a borrowed string" | "string" => Text::fixed("文本（加引号）", "a text (in quotes)"),
        "u8" => Text::fixed("0至255的整数", "a whole number from 0 to 255"),
        "u16" => Text::fixed("0至65535的整数", "a whole number from 0 to 65535"),
        "u32" | "u64" | "usize" => Text::fixed("非负整数", "a whole number, not negative"),
        "i32" | "i64" => Text::fixed("整数", "a whole number"),
        "a sequence" => Text::fixed("数组", "a list"),
        _ => Text::fixed("对象", "an object"),
    }
}

/// The value at a path such as `lots[2].to`.
#[expect(clippy::wildcard_enum_match_arm, reason = "JSON's own kinds of values")]
fn value_at<'v>(body: &'v Value, at: &str) -> Option<&'v Value> {
    let keys = at.split(['.', '[']).map(|step| step.trim_end_matches(']')).filter(|step| !step.is_empty());
    keys.into_iter().try_fold(body, |value, key| match value {
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        object => object.get(key),
    })
}

#[expect(clippy::wildcard_enum_match_arm, reason = "JSON's own kinds of values")]
fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    text.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;
    use values::calendar::Day;
    use values::id::EnterpriseId;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Way {
        ByRoad,
        ByRail,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only what is wrong with it is read")]
    struct Sent {
        id: EnterpriseId,
        count: u32,
        paid: bool,
        name: String,
        day: Day,
        way: Way,
        more: Vec<Way>,
    }

    fn told(key: &str, value: &Value) -> (String, String, String, Text) {
        let mut body = json!({ "id": "X-1", "count": 1, "paid": true, "name": "a", "day": "2026-01-01", "way": "by_road", "more": [] });
        if *value == Value::Null {
            drop(body.as_object_mut().unwrap().remove(key))
        } else {
            body[key] = value.clone()
        };
        let text = body.to_string();
        let error =
            serde_path_to_error::deserialize::<_, Sent>(&mut serde_json::Deserializer::from_str(&text)).unwrap_err();
        let at = error.path().to_string();
        let Fault { at, code, given, wanted } = fault(if at == "." { "" } else { &at }, error.inner(), &body);
        (at, code, given, wanted)
    }

    #[test]
    fn a_fault_speaks_in_the_words_of_its_field() {
        for (key, value, code, en) in [
            ("id", json!("91350200M0001QK0XO"), "shape", "a unified social credit code"),
            ("id", json!("D2143569-0"), "check_digit", "an organisation code whose last character"),
            ("id", json!(5), "type", "a text (in quotes)"),
            ("id", Value::Null, "required", "this field is required"),
            ("count", json!("5"), "type", "a whole number, not negative"),
            ("count", json!(-1), "out_of_range", "a whole number, not negative"),
            ("count", json!(1.5), "type", "a whole number, not negative"),
            ("paid", json!("yes"), "type", "true or false"),
            ("name", json!(["a"]), "type", "a text (in quotes)"),
            ("day", json!("2026-02-30"), "shape", "a day"),
            ("way", json!("by_sea"), "unknown_word", "one of: by_road, by_rail"),
            ("more", json!("by_sea"), "type", "a list"),
            ("other", json!(1), "unknown_field", "no such field"),
        ] {
            let (at, found, given, wanted) = told(key, &value);
            assert_eq!((at.as_str(), found.as_str()), (key, code), "{value}");
            assert!(wanted.en.starts_with(en), "{key} {value}: {wanted}");
            assert!(!wanted.zh.is_ascii() && !wanted.en.contains("line ") && !wanted.en.contains('`'), "{wanted}");
            assert!(matches!(code, "required" | "unknown_field") || given == shown(&value), "{key} {value}: {given}");
        }
        assert_eq!(told("more", &json!(["by_rail", "by_sea"])).0, "more[1]");
    }
}
