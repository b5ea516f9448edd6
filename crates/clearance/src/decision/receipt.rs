//! What a decision read, kept short: `["hs",1,"0409000000"]`; receipts of before say it at length and are read for ever.

use policy::fact::{Fact, Measured, Value};
use serde::de::{Deserializer, Error};
use serde::ser::{SerializeSeq, SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};
use values::calendar::Day;

/// What a decision read: from it alone the decision can be made again.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Receipt {
    /// Version of the policy text, SHA-256 in hex.
    pub policy: String,
    /// The day whose text counts.
    pub day: Day,
    /// Base facts read, each once, in the order of reading.
    #[serde(deserialize_with = "read_any")]
    pub facts: Vec<FactRead>,
    /// The program's rules for what the text leaves open ([`policy::fact::RULES`]).
    #[serde(default = "first_rules")]
    pub rules: u16,
}

/// The rules of receipts from before they were counted.
fn first_rules() -> u16 {
    1
}

/// A base fact and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactRead {
    /// Which.
    pub fact: Fact,
    /// Of which line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u16>,
    /// The answer.
    pub value: Value,
}

impl Receipt {
    /// The receipt at length, for readers: every fact by name.
    pub fn at_length(&self) -> impl Serialize + use<'_> {
        #[derive(Serialize)]
        struct AtLength<'r> {
            policy: &'r str,
            day: Day,
            facts: &'r [FactRead],
            rules: u16,
        }
        AtLength { policy: &self.policy, day: self.day, facts: &self.facts, rules: self.rules }
    }
}

/// An answer as a receipt keeps it: what it looks like says what it is.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Short<'v> {
    Yes(bool),
    Number(i64),
    Word(std::borrow::Cow<'v, str>),
    Words(std::borrow::Cow<'v, [Box<str>]>),
    Amounts { amounts: Vec<Measured> },
    Absent(()),
}

impl<'v> From<&'v Value> for Short<'v> {
    fn from(value: &'v Value) -> Self {
        match value {
            Value::Yes(yes) => Short::Yes(*yes),
            Value::Word(word) => Short::Word((&**word).into()),
            Value::Words(words) => Short::Words((&**words).into()),
            Value::Number(number) => Short::Number(*number),
            Value::Amounts(amounts) => Short::Amounts { amounts: amounts.clone() },
            Value::Absent => Short::Absent(()),
        }
    }
}

impl From<Short<'_>> for Value {
    fn from(short: Short) -> Self {
        match short {
            Short::Yes(yes) => Value::Yes(yes),
            Short::Word(word) => Value::Word((&*word).into()),
            Short::Words(words) => Value::Words((&*words).into()),
            Short::Number(number) => Value::Number(number),
            Short::Amounts { amounts } => Value::Amounts(amounts),
            Short::Absent(()) => Value::Absent,
        }
    }
}

/// Since these rules of the program receipts are kept short.
const SHORT_SINCE: u16 = 3;

struct InShort<'f>(&'f [FactRead]);

impl Serialize for InShort<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut all = to.serialize_seq(Some(self.0.len()))?;
        for FactRead { fact, line, value } in self.0 {
            let value = Short::from(value);
            match line {
                None => all.serialize_element(&(fact, value))?,
                Some(line) => all.serialize_element(&(fact, line, value))?,
            }
        }
        all.end()
    }
}

impl Serialize for Receipt {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut all = to.serialize_struct("Receipt", 4)?;
        all.serialize_field("policy", &self.policy)?;
        all.serialize_field("day", &self.day)?;
        // A receipt of before stays as it was written, to the letter.
        if self.rules < SHORT_SINCE {
            all.serialize_field("facts", &self.facts)?;
        } else {
            all.serialize_field("facts", &InShort(&self.facts))?;
        }
        if self.rules != first_rules() {
            all.serialize_field("rules", &self.rules)?;
        }
        all.end()
    }
}

/// A fact as it is written today, or at length as before.
#[derive(Deserialize)]
#[serde(untagged)]
enum Kept {
    OfLine(Fact, u16, Short<'static>),
    Whole(Fact, Short<'static>),
    Before(FactRead),
}

fn read_any<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<FactRead>, D::Error> {
    let kept: Vec<Kept> = Vec::deserialize(from).map_err(D::Error::custom)?;
    let read = kept.into_iter().map(|kept| match kept {
        Kept::OfLine(fact, line, value) => FactRead { fact, line: Some(line), value: value.into() },
        Kept::Whole(fact, value) => FactRead { fact, line: None, value: value.into() },
        Kept::Before(read) => read,
    });
    Ok(read.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_read_as_it_was_written_short_or_at_length() {
        let values = [
            Value::Yes(false),
            Value::Number(-7),
            Value::Word("0409".into()),
            Value::Words([].into()),
            Value::Words(["16".into(), "21".into()].into()),
            Value::Amounts(vec![Measured { of: 3, per: 10_000, unit: "KGM".into() }]),
            Value::Absent,
        ];
        let facts = values
            .into_iter()
            .flat_map(|value| [None, Some(2)].map(|line| FactRead { fact: Fact::Hs, line, value: value.clone() }));
        let receipt = Receipt { policy: "ab".into(), day: Day(0), facts: facts.collect(), rules: 3 };
        let short = serde_json::to_string(&receipt).expect("a receipt is written");
        assert!(short.contains(r#"["hs",2,"0409"]"#) && short.contains(r#"["hs",null]"#), "{short}");
        assert_eq!(serde_json::from_str::<Receipt>(&short).expect("short"), receipt);
        let mut long = serde_json::to_value(&receipt).expect("a value");
        long["facts"] = serde_json::to_value(&receipt.facts).expect("facts");
        assert_eq!(serde_json::from_value::<Receipt>(long).expect("at length"), receipt);
    }
}
