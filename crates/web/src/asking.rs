//! From a request to an ask, and from what was denied to what the reader is told.

use crate::error::{Code, Failure};
use crate::visit::Visit;
use crate::words;
use axum::http::HeaderMap;
use clearance::case::refusal::{Instead, NotAllowed};
use clearance::event::Source;
use clearance::intent::Key;
use clearance::permission::Barred;
use desk::act::{Ask, Denied};
use register::sealed::Apart;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use values::fault::Fault;
use values::text::{Language, Text};

/// The header that makes a repetition of a changing call harmless.
pub const KEY: &str = "idempotency-key";
/// The most characters of a key.
pub const KEY_MAX: usize = 64;
/// Seconds after which what was busy is worth another try.
const BUSY_S: u32 = 1;

/// The ask of a request that only reads.
///
/// # Errors
/// 401 if nobody is signed in.
pub fn reads(visit: &Visit) -> Result<Ask, Failure> {
    asks(visit, None)
}

/// The ask of a call that changes something, by a program: it must bring its idempotency key.
///
/// # Errors
/// 401; 400 without a key; 422 if the key is not 1 to 64 printable ASCII characters.
pub fn changes(visit: &Visit, headers: &HeaderMap, body: &[u8]) -> Result<Ask, Failure> {
    let mut ask = asks(visit, None)?;
    ask.key = Some(header_key(visit, headers, &ask, body)?);
    Ok(ask)
}

/// The ask of a form at a screen. `key` is what the form was given when it was shown, so that sending it twice does
/// not do it twice.
///
/// # Errors
/// 401; 400 if the form has no key.
pub fn submits(visit: &Visit, key: &str, body: &[u8]) -> Result<Ask, Failure> {
    let mut ask = asks(visit, None)?;
    ask.key = Some(of_text(visit, key, &ask, body)?);
    Ok(ask)
}

fn asks(visit: &Visit, key: Option<Key>) -> Result<Ask, Failure> {
    let asker = visit.asker()?;
    let account = &asker.account;
    let by_program = visit.path.starts_with("/api/");
    Ok(Ask {
        account: account.id.clone(),
        person: account.person.clone(),
        roles: account.roles.clone(),
        office: account.office.clone(),
        enterprise: account.enterprise.clone(),
        now: visit.now,
        proved: asker.proved,
        source: if by_program { Source::Api } else { Source::Screen },
        key,
        apart: Apart::default(),
    })
}

fn header_key(visit: &Visit, headers: &HeaderMap, ask: &Ask, body: &[u8]) -> Result<Key, Failure> {
    let mut given = headers.get_all(KEY).iter();
    let first = given.next().ok_or_else(|| Failure::new(Code::KeyRequired))?;
    if given.next().is_some() {
        return Err(Failure::new(Code::KeyRequired));
    }
    of_text(visit, first.to_str().unwrap_or("\u{fffd}"), ask, body)
}

fn of_text(visit: &Visit, key: &str, ask: &Ask, body: &[u8]) -> Result<Key, Failure> {
    let key = key.trim();
    if key.is_empty() {
        return Err(Failure::new(Code::KeyRequired));
    }
    if KEY_MAX < key.len() || !key.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
        let wanted =
            Text::new(format!("1 至 {KEY_MAX} 个可见 ASCII 字符"), format!("1 to {KEY_MAX} visible ASCII characters"));
        return Err(Failure::faults(vec![Fault::new("Idempotency-Key", "shape", key, wanted)]));
    }
    Ok(Key { account: ask.account.clone(), key: key.to_owned(), index: 0, digest: digest(visit, body) })
}

/// What was asked for: the path stands in the digest too, since two commands may well have the same body.
fn digest(visit: &Visit, body: &[u8]) -> [u8; 32] {
    let path = visit.path.split('?').next().unwrap_or("");
    Sha256::new().chain_update(path).chain_update(b"\n").chain_update(body).finalize().into()
}

impl From<Denied> for Failure {
    fn from(denied: Denied) -> Failure {
        match denied {
            Denied::Faults(faults) => Failure::faults(faults),
            Denied::NotAllowed(why) => refused(&why),
            Denied::Forbidden(why) => barred(&why),
            Denied::Hidden => Failure::new(Code::NotFound),
            Denied::Stale { now, since } => Failure::new(Code::Stale).more(json!({ "version": now, "since": since })),
            Denied::KeyReused => Failure::new(Code::KeyReused),
            Denied::Busy(why) => {
                tracing::warn!("busy: {why}");
                Failure::busy(BUSY_S)
            }
            Denied::Full => Failure::full(),
            Denied::Broken(cause) => Failure::from(cause),
        }
    }
}

/// A refusal by the permission table: the row that says so. Its clause is the one that the region's text gives for it.
fn barred(why: &Barred) -> Failure {
    let Some(act) = why.act else { return Failure::new(Code::NotPermitted) };
    let roles = act.open_to();
    let failure = Failure::for_roles(&roles);
    let open_to: Vec<&str> = roles.iter().map(|role| role.word()).collect();
    let failure = failure.more(json!({ "act": act.word(), "open_to": open_to, "in_another_part": why.elsewhere }));
    if !why.elsewhere {
        return failure;
    }
    let (part, duties) = (words::both("failure.open_in_part"), failure.detail().cloned());
    let duties = duties.unwrap_or_else(|| Text::fixed("", ""));
    failure.says(Text::new(format!("{}；{}", duties.zh, part.zh), format!("{}; {}", duties.en, part.en)))
}

/// A refusal by `decide`: its reason, its words, its clauses, and the steps that come first.
fn refused(why: &NotAllowed) -> Failure {
    let clauses: Vec<String> = why.basis.iter().map(|c| c.to_text(Language::Zh)).collect();
    let mut more = refusal(why);
    if let Value::Object(members) = &mut more {
        members.remove("says");
    }
    Failure::new(Code::Refused).says(why.text.clone()).by_clause(clauses.join("、")).more(more)
}

/// A refusal for a machine: why, in words, by which clauses, what comes first, what does not hold, what would do instead.
pub(crate) fn refusal(why: &NotAllowed) -> Value {
    let clauses: Vec<String> = why.basis.iter().map(|c| c.to_text(Language::Zh)).collect();
    let first: Vec<&str> = why.first.iter().map(|step| step.as_str()).collect();
    let mut told = json!({ "reason": why.reason.code(), "clauses": clauses, "first": first });
    told["says"] = json!({ "zh": why.text.zh, "en": why.text.en });
    let Some(Instead { failed, offices, modes }) = why.instead.as_deref() else { return told };
    if !failed.is_empty() {
        told["failed"] = failed.iter().map(|text| json!({ "zh": text.zh, "en": text.en })).collect();
    }
    if !offices.is_empty() {
        told["offices"] = json!(offices);
    }
    if !modes.is_empty() {
        told["modes"] = json!(modes);
    }
    told
}
