//! Small JSON bodies and values of the query: every fault at its path, nothing taken that is not text for people.

mod said;

use crate::error::Failure;
use exchange::json::repeated;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::HashMap;
use values::calendar::Day;
use values::fault::Fault;
use values::single::unseen;
use values::text::{Text, mark};

/// The most characters of a text in a command.
pub const TEXT_MAX: usize = 4000;
/// The largest body of a command without a declaration, in bytes.
pub const COMMAND_MAX: usize = 64 * 1024;

/// What stood in the query.
pub type Asked = HashMap<String, String>;

/// Reads a JSON body of ours; what is wrong is told at its path.
///
/// # Errors
/// 422 with the faults. Declarations go through `exchange`, which tells every fault at once.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    let repeated = repeated(body);
    if !repeated.is_empty() {
        return Err(Failure::faults(repeated));
    }
    let kept = std::str::from_utf8(body).map_or(Cow::Borrowed(""), mark::kept);
    let body = if let Cow::Owned(kept) = &kept { kept.as_bytes() } else { body };
    let value: Value = serde_json::from_slice(body).map_err(|error| Failure::faults(vec![said::unreadable(&error)]))?;
    let mut faults = Vec::new();
    texts(&value, "", &mut faults);
    if !faults.is_empty() {
        return Err(Failure::faults(faults));
    }
    let mut reading = serde_json::Deserializer::from_slice(body);
    let read: T = serde_path_to_error::deserialize(&mut reading).map_err(|error| {
        let at = error.path().to_string();
        Failure::faults(vec![said::fault(if at == "." { "" } else { &at }, error.inner(), &value)])
    })?;
    reading.end().map_err(|error| Failure::faults(vec![said::unreadable(&error)]))?;
    Ok(read)
}

/// Texts that are too long, or hold what no person can read. Declarations inside have rules of their own.
fn texts(value: &Value, at: &str, faults: &mut Vec<Fault>) {
    match value {
        Value::String(text) => {
            if TEXT_MAX < text.chars().count() {
                let wanted = Text::new(format!("至多 {TEXT_MAX} 个字符"), format!("at most {TEXT_MAX} characters"));
                faults.push(Fault::new(at, "length", "", wanted));
            } else {
                faults.extend(unseen(at, text));
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, item)| texts(item, &format!("{at}[{n}]"), faults));
        }
        Value::Object(members) => {
            // A password is nobody's to read.
            for (key, member) in members.iter().filter(|(key, _)| !["declaration", "password"].contains(&key.as_str()))
            {
                let at = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
                texts(member, &at, faults);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A day of the query.
///
/// # Errors
/// 422 if it is missing or no day.
pub fn day(asked: &Asked, name: &str) -> Result<Day, Failure> {
    let given = asked.get(name).map(String::as_str).unwrap_or_default();
    Day::parse(given).map_err(|wanted| Failure::faults(vec![Fault::new(name, "day", given, wanted)]))
}

/// How many lines of a list are wanted: 1 to `most`, `usual` if nothing is said.
///
/// # Errors
/// 422 for anything else.
pub fn limit(asked: &Asked, usual: u32, most: u32) -> Result<u32, Failure> {
    let Some(given) = asked.get("limit") else { return Ok(usual) };
    given.parse::<u32>().ok().filter(|limit| (1..=most).contains(limit)).ok_or_else(|| {
        let wanted = Text::new(format!("1 至 {most}"), format!("1 to {most}"));
        Failure::faults(vec![Fault::new("limit", "range", given.as_str(), wanted)])
    })
}

/// A text of the query that is looked for as it stands.
///
/// # Errors
/// 422 if it is missing, too long, or holds control characters.
pub fn text<'a>(asked: &'a Asked, name: &str) -> Result<&'a str, Failure> {
    let given = asked.get(name).map(|text| text.trim()).unwrap_or_default();
    if given.is_empty() || 64 < given.chars().count() || given.chars().any(char::is_control) {
        let wanted = Text::fixed("1 至 64 个字符", "1 to 64 characters");
        return Err(Failure::faults(vec![Fault::new(name, "length", given, wanted)]));
    }
    Ok(given)
}
