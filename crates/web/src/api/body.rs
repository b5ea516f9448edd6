//! Small JSON bodies and values of the query: every fault at its path, nothing taken that is not text for people.

mod said;

use crate::error::Failure;
use exchange::json::repeated;
use serde::Deserialize;
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

/// Reads a JSON body of ours; what is wrong is told at its path, and so is every field that nothing here reads.
///
/// # Errors
/// 422 with the faults. Declarations go through `exchange`, which tells every fault at once.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    let (body, value) = readable(body)?;
    fit(&body, &value, &[])
}

/// The version of the case that the asker knows, and what is said beside it.
///
/// # Errors
/// As for [`read`].
pub fn versioned<T: DeserializeOwned>(body: &[u8]) -> Result<(u32, T), Failure> {
    #[derive(Deserialize)]
    struct Known {
        version: u32,
    }
    let (body, value) = readable(body)?;
    let said = fit(&body, &value, &["version"])?;
    let mut known = serde_json::Deserializer::from_slice(&body);
    let Known { version } = serde_path_to_error::deserialize(&mut known)
        .map_err(|error| Failure::faults(vec![said::fault(&place(&error), error.inner(), &value)]))?;
    Ok((version, said))
}

/// A body as JSON whose texts people can read.
fn readable(body: &[u8]) -> Result<(Cow<'_, [u8]>, Value), Failure> {
    let repeated = repeated(body);
    if !repeated.is_empty() {
        return Err(Failure::faults(repeated));
    }
    let kept = std::str::from_utf8(body).map_or(Cow::Borrowed(""), mark::kept);
    let body = if let Cow::Owned(kept) = kept { Cow::Owned(kept.into_bytes()) } else { Cow::Borrowed(body) };
    let value: Value =
        serde_json::from_slice(&body).map_err(|error| Failure::faults(vec![said::unreadable(&error)]))?;
    let mut faults = Vec::new();
    texts(&value, "", &mut faults);
    if faults.is_empty() { Ok((body, value)) } else { Err(Failure::faults(faults)) }
}

/// A body as the type that is wanted; fields at the top that are `known` are read elsewhere.
fn fit<T: DeserializeOwned>(body: &[u8], value: &Value, known: &[&str]) -> Result<T, Failure> {
    let (mut reading, mut track) = (serde_json::Deserializer::from_slice(body), serde_path_to_error::Track::new());
    let mut faults = Vec::new();
    let mut unread = |path: serde_ignored::Path<'_>| {
        let at = said::at(&path, value);
        if !known.contains(&at.as_str()) {
            faults.push(said::no_such_field(at));
        }
    };
    let tracked = serde_path_to_error::Deserializer::new(&mut reading, &mut track);
    match serde_ignored::deserialize(tracked, &mut unread) {
        Ok(read) if faults.is_empty() => Ok(read),
        Ok(_) => Err(Failure::faults(faults)),
        Err(error) => {
            let at = track.path().to_string();
            faults.push(said::fault(if at == "." { "" } else { &at }, &error, value));
            Err(Failure::faults(faults))
        }
    }
}

fn place(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    let at = error.path().to_string();
    if at == "." { String::new() } else { at }
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
            // A password is nobody's to read, and the text of the law is read by its own rules.
            let apart = ["declaration", "password", "edition", "document"];
            for (key, member) in members.iter().filter(|(key, _)| !apart.contains(&key.as_str())) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use clearance::case::decide::Work;
    use clearance::event::act::Arrival;
    use serde_json::json;

    #[derive(Deserialize)]
    struct Worked {
        #[expect(dead_code, reason = "only what is wrong beside it is read")]
        work: Work,
    }

    fn faults<T>(read: Result<T, Failure>) -> Vec<(String, String)> {
        let Err(failure) = read else { return Vec::new() };
        failure.found().iter().map(|fault| (fault.at.clone(), fault.code.clone())).collect()
    }

    #[test]
    fn a_field_that_nothing_reads_is_refused_at_its_path_however_deep() {
        let fail = json!({ "fail": { "reason": "货证不符", "colour": "red" } });
        let examine = json!({ "findings": [{ "lot": 1, "outcome": fail, "by": "eye" }], "weather": "rain" });
        for (work, at) in [
            (
                json!({ "examine": examine }),
                &[
                    "work.examine.findings[0].by",
                    "work.examine.findings[0].outcome.fail.colour",
                    "work.examine.weather",
                ][..],
            ),
            (json!({ "clear": { "no": "1" } }), &["work.clear.no"][..]),
            (json!({ "move": { "seal": "S1", "due": 1 } }), &["work.move.due"][..]),
            (json!({ "supervise": { "note": "在册" } }), &[][..]),
        ] {
            let sent = json!({ "work": work }).to_string();
            let told = faults(read::<Worked>(sent.as_bytes()));
            let wanted: Vec<(String, String)> =
                at.iter().map(|at| ((*at).to_owned(), "unknown_field".to_owned())).collect();
            assert_eq!(told, wanted, "{sent}");
        }
    }

    #[test]
    fn the_version_stands_beside_what_is_said() {
        let read = |body: &str| versioned::<Arrival>(body.as_bytes());
        assert_eq!(read(r#"{"version":3,"seal_intact":false}"#).unwrap(), (3, Arrival { seal_intact: Some(false) }));
        assert_eq!(read(r#"{"version":3}"#).unwrap(), (3, Arrival { seal_intact: None }));
        let fault = |at: &str, code: &str| vec![(at.to_owned(), code.to_owned())];
        assert_eq!(faults(read(r#"{"seal_intact":true}"#)), fault("version", "required"));
        assert_eq!(faults(read(r#"{"version":"3"}"#)), fault("version", "type"));
        assert_eq!(faults(read(r#"{"version":3,"seal":"S1"}"#)), fault("seal", "unknown_field"));
    }
}
