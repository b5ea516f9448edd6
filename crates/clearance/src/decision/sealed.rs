//! What of a decision is for officers alone (「公开」, R28): in the bytes of an event it stands sealed, as one object that its digest can
//! stand for, so that whoever declared can prove the event without reading what risk says.
//!
//! Sealed are the demands of measures that are not public, the case's place in the queue, and every fact that rules alone read: which
//! of them are asked for hangs on the answers of others. A salt keeps the digest from being guessed.

use super::demands::Demanded;
use super::receipt::{InShort, read_any};
use super::{FactRead, Verdict, is_usual};
use policy::fact::HOLDS_SINCE;
use policy::rule::Precedence;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ops::Range;

/// Random words beside what is sealed. They belong to the bytes and not to what was decided: all are equal.
#[derive(Clone, Debug, Default)]
pub struct Salt(pub String);

impl PartialEq for Salt {
    fn eq(&self, _: &Salt) -> bool {
        true
    }
}

impl Eq for Salt {}

/// The sealed part in bytes: itself, or its digest where the reader may not have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum InBytes {
    Whole(Sealed),
    Digest(String),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sealed {
    salt: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    demands: Vec<Demanded>,
    #[serde(default, skip_serializing_if = "is_usual")]
    precedence: Precedence,
    #[serde(serialize_with = "in_short", deserialize_with = "read_any")]
    facts: Vec<FactRead>,
}

fn in_short<S: Serializer>(facts: &[FactRead], to: S) -> Result<S::Ok, S::Error> {
    InShort { facts, at_once: true }.serialize(to)
}

impl Verdict {
    /// Whether decisions of these rules of the program are sealed in part.
    pub(super) fn seals(rules: u16) -> bool {
        HOLDS_SINCE <= rules
    }

    fn for_bytes(&self) -> Verdict {
        let mut open = self.clone();
        let (hidden, demands) = std::mem::take(&mut open.demands).into_iter().partition(|demand| demand.hidden);
        let precedence = std::mem::take(&mut open.precedence);
        let facts = std::mem::take(&mut open.receipt.sealed);
        open.demands = demands;
        open.sealed =
            Some(Box::new(InBytes::Whole(Sealed { salt: open.salt.0.clone(), demands: hidden, precedence, facts })));
        open
    }

    fn of_bytes(mut self) -> Verdict {
        let Some(InBytes::Whole(sealed)) = self.sealed.take().map(|sealed| *sealed) else { return self };
        let hidden = sealed.demands.into_iter().map(|demand| Demanded { hidden: true, ..demand });
        self.demands.extend(hidden);
        // In the order of the rules' numbers, as they were made.
        self.demands.sort_by(|one, other| (&one.rule, one.measure).cmp(&(&other.rule, other.measure)));
        self.precedence = sealed.precedence;
        self.receipt.sealed = sealed.facts;
        self.salt = Salt(sealed.salt);
        self
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if Verdict::seals(self.receipt.rules) {
            Verdict::serialize(&self.for_bytes(), to)
        } else {
            Verdict::serialize(self, to)
        }
    }
}

impl<'de> Deserialize<'de> for Verdict {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Verdict, D::Error> {
        Verdict::deserialize(from).map(Verdict::of_bytes)
    }
}

/// How the sealed part begins in bytes. Within a text a quotation mark follows a backslash, so that no words can look like it.
const BEGINS: &[u8] = b",\"sealed\":{\"salt\":\"";
/// What of that stands before the object.
const BEFORE: usize = b",\"sealed\":".len();

/// Where the sealed part stands in the canonical bytes of an event; none if nothing of it is sealed.
pub fn within(bytes: &[u8]) -> Option<Range<usize>> {
    let first = BEGINS[0];
    let mut from = 0;
    let begins = loop {
        let at = from + bytes.get(from..)?.iter().position(|byte| *byte == first)?;
        if bytes[at..].starts_with(BEGINS) {
            break at + BEFORE;
        }
        from = at + 1;
    };
    let (mut depth, mut text, mut escaped) = (0_usize, false, false);
    for (at, byte) in bytes.iter().enumerate().skip(begins) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if text => escaped = true,
            b'"' => text = !text,
            b'{' if !text => depth += 1,
            b'}' if !text => {
                depth -= 1;
                if depth == 0 {
                    return Some(begins..at + 1);
                }
            }
            _ => {}
        }
    }
    None
}
