//! What a decision read, kept short: `["hs",1,"0409000000"]`, and of lines that follow each other at once:
//! `["origin",[1,3],"KR","KR","JP"]`, once if all answer alike. Receipts of before are read for ever as they were written.

use crate::declaration::LINES_MAX;
use policy::fact::{Fact, Measured, Value};
use serde::de::value::Error as NoWord;
use serde::de::{Deserializer, Error, IntoDeserializer};
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
    /// Base facts read for the mode and its plan, each once ([`super::facts::Recorder`]); of decisions of before all.
    #[serde(deserialize_with = "read_any")]
    pub facts: Vec<FactRead>,
    /// Those that rules alone read: for officers, and sealed in bytes ([`super::sealed`]).
    #[serde(skip)]
    pub sealed: Vec<FactRead>,
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
    /// One in which nothing was read yet.
    pub(super) fn of(policy: &str, day: Day, rules: u16) -> Receipt {
        Receipt { policy: policy.to_owned(), day, facts: Vec::new(), sealed: Vec::new(), rules }
    }

    /// Everything that was read, for officers.
    pub fn all(&self) -> impl Iterator<Item = &FactRead> {
        self.facts.iter().chain(&self.sealed)
    }

    /// The receipt at length: every fact by name; for officers also those that rules alone read.
    pub fn at_length(&self, officer: bool) -> impl Serialize + use<'_> {
        #[derive(Serialize)]
        struct AtLength<'r> {
            policy: &'r str,
            day: Day,
            facts: Vec<&'r FactRead>,
            rules: u16,
        }
        let facts = self.all().take(if officer { usize::MAX } else { self.facts.len() }).collect();
        AtLength { policy: &self.policy, day: self.day, facts, rules: self.rules }
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
/// Since these rules of the program they stand word by word, each by its lines, and lines that follow each other are kept at once.
pub(super) const BY_WORD_SINCE: u16 = 4;

/// Answers of one word for lines that follow each other; of another receipt each answer alone.
pub(super) struct InShort<'f> {
    pub(super) facts: &'f [FactRead],
    pub(super) at_once: bool,
}

impl InShort<'_> {
    /// Whether an answer and the next are kept at once.
    fn goes_on(&self, one: &FactRead, next: &FactRead) -> bool {
        self.at_once && one.fact == next.fact && one.line.is_some_and(|line| next.line == line.checked_add(1))
    }
}

impl Serialize for InShort<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut all = to.serialize_seq(None)?;
        for run in self.facts.chunk_by(|one, next| self.goes_on(one, next)) {
            match run {
                [FactRead { fact, line: None, value }] => all.serialize_element(&(fact, Short::from(value)))?,
                [FactRead { fact, line: Some(line), value }] => {
                    all.serialize_element(&(fact, line, Short::from(value)))?;
                }
                run => all.serialize_element(&AtOnce(run))?,
            }
        }
        all.end()
    }
}

/// Answers of one word for two lines or more that follow each other.
struct AtOnce<'f>(&'f [FactRead]);

impl Serialize for AtOnce<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let [first, .., last] = self.0 else { return Err(serde::ser::Error::custom("lines that follow each other")) };
        let alike = self.0.iter().all(|read| read.value == first.value);
        let mut all = to.serialize_seq(None)?;
        all.serialize_element(&first.fact)?;
        all.serialize_element(&(first.line, last.line))?;
        for read in if alike { &self.0[..1] } else { self.0 } {
            all.serialize_element(&Short::from(&read.value))?;
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
            let at_once = BY_WORD_SINCE <= self.rules;
            all.serialize_field("facts", &InShort { facts: &self.facts, at_once })?;
        }
        if self.rules != first_rules() {
            all.serialize_field("rules", &self.rules)?;
        }
        all.end()
    }
}

/// Answers as they are written today, or at length as before.
#[derive(Deserialize)]
#[serde(untagged)]
enum Kept {
    Short(Vec<Part>),
    Before(FactRead),
}

/// A word, a line, lines or an answer.
#[derive(Deserialize)]
#[serde(untagged)]
enum Part {
    Answer(Short<'static>),
    Lines(u16, u16),
}

pub(super) fn read_any<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<FactRead>, D::Error> {
    let kept: Vec<Kept> = Vec::deserialize(from).map_err(D::Error::custom)?;
    let mut facts = Vec::with_capacity(2 * kept.len());
    for kept in kept {
        match kept {
            Kept::Before(read) => facts.push(read),
            Kept::Short(parts) => {
                read_short(parts, &mut facts).ok_or_else(|| D::Error::custom("a word with its answers"))?
            }
        }
    }
    Ok(facts)
}

/// The answers of one word; nothing if these are none.
fn read_short(parts: Vec<Part>, to: &mut Vec<FactRead>) -> Option<()> {
    let mut parts = parts.into_iter();
    let Part::Answer(Short::Word(word)) = parts.next()? else { return None };
    let fact = Fact::deserialize(word.into_deserializer()).map_err(|_: NoWord| ()).ok()?;
    let first = parts.next()?;
    let rest: Vec<Value> = parts.map(Part::answer).collect::<Option<_>>()?;
    match (first, rest.as_slice()) {
        (first, []) => to.push(FactRead { fact, line: None, value: first.answer()? }),
        (Part::Answer(Short::Number(line)), [value]) => {
            to.push(FactRead { fact, line: Some(u16::try_from(line).ok()?), value: value.clone() });
        }
        (Part::Lines(first, last), [value]) if first < last && last <= LINES_MAX => {
            to.extend((first..=last).map(|line| FactRead { fact, line: Some(line), value: value.clone() }));
        }
        (Part::Lines(first, last), values) if usize::from(last.checked_sub(first)?) + 1 == values.len() => {
            let lines = (first..=last).zip(values);
            to.extend(lines.map(|(line, value)| FactRead { fact, line: Some(line), value: value.clone() }));
        }
        (Part::Lines(..) | Part::Answer(_), _) => return None,
    }
    Some(())
}

impl Part {
    fn answer(self) -> Option<Value> {
        if let Part::Answer(short) = self { Some(short.into()) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_follow_each_other_are_kept_at_once_and_read_as_they_were() {
        let read = |fact, line, value| FactRead { fact, line, value };
        let word = |text: &str| Value::Word(text.into());
        let facts = vec![
            read(Fact::LineCount, None, Value::Number(6)),
            read(Fact::Origin, Some(1), word("KR")),
            read(Fact::Origin, Some(2), word("KR")),
            read(Fact::Origin, Some(4), word("KR")),
            read(Fact::NetMass, Some(1), Value::Number(3)),
            read(Fact::NetMass, Some(2), Value::Number(4)),
            read(Fact::Permit, Some(5), Value::Words([].into())),
            read(Fact::Permit, Some(6), Value::Words(["1".into(), "2".into()].into())),
            read(Fact::Value, Some(u16::MAX), Value::Absent),
        ];
        let receipt =
            |rules| Receipt { policy: "ab".into(), day: Day(0), facts: facts.clone(), sealed: Vec::new(), rules };
        let short = serde_json::to_string(&receipt(BY_WORD_SINCE)).expect("a receipt is written");
        let wanted = r#"[["line_count",6],["origin",[1,2],"KR"],["origin",4,"KR"],["net_mass",[1,2],3,4],["permit",[5,6],[],["1","2"]],["value",65535,null]]"#;
        assert!(short.contains(wanted), "{short}");
        assert_eq!(serde_json::from_str::<Receipt>(&short).expect("short"), receipt(BY_WORD_SINCE));
        let before = serde_json::to_string(&receipt(BY_WORD_SINCE - 1)).expect("a receipt is written");
        assert!(before.contains(r#"["origin",1,"KR"],["origin",2,"KR"]"#), "{before}");
        assert_eq!(serde_json::from_str::<Receipt>(&before).expect("of before"), receipt(BY_WORD_SINCE - 1));
    }

    #[test]
    fn what_is_no_receipt_is_refused_and_never_a_panic() {
        for facts in [
            r#"[]"#,
            r#"["hs"]"#,
            r#"["nothing",1]"#,
            r#"["hs","x","y"]"#,
            r#"["hs",[1,2],"a","b","c"]"#,
            r#"["hs",[2,1]]"#,
            r#"["hs",[5,1],"a","b"]"#,
            r#"["hs",[5,1],"a"]"#,
            r#"["hs",[1,1000],"a"]"#,
            r#"["hs",[1,2,3],"a"]"#,
            r#"["hs",-1,"a"]"#,
            r#"["hs",65536,"a"]"#,
            r#"["hs",[0,65536],"a"]"#,
            r#"[1,"hs"]"#,
            r#"["hs",1,"a","b"]"#,
            r#"["hs",1,[1,2]]"#,
        ] {
            let text = format!(r#"{{"policy":"","day":"2026-01-01","facts":[{facts}],"rules":4}}"#);
            assert!(serde_json::from_str::<Receipt>(&text).is_err(), "{text}");
        }
    }

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
        let receipt =
            Receipt { policy: "ab".into(), day: Day(0), facts: facts.collect(), sealed: Vec::new(), rules: 3 };
        let short = serde_json::to_string(&receipt).expect("a receipt is written");
        assert!(short.contains(r#"["hs",2,"0409"]"#) && short.contains(r#"["hs",null]"#), "{short}");
        assert_eq!(serde_json::from_str::<Receipt>(&short).expect("short"), receipt);
        let mut long = serde_json::to_value(&receipt).expect("a value");
        long["facts"] = serde_json::to_value(&receipt.facts).expect("facts");
        assert_eq!(serde_json::from_value::<Receipt>(long).expect("at length"), receipt);
    }
}
