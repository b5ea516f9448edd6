//! What is to be appended: events without their numbers yet, and the numbers that they ask for.

use crate::event::body::{Body, CaseEvent};
use crate::event::{Event, Source, VERSION};
use serde::{Deserialize, Serialize};
use values::actor::Actor;
use values::calendar::Timestamp;
use values::id::{AccountId, CaseNo, OfficeCode, QueryCode};

/// The outcome of a decision, ready for the log of one partition: appended whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    /// Partition: home office, or `region`.
    pub office: OfficeCode,
    /// Restriction epoch of the partition's head at which it was decided.
    pub epoch: u64,
    /// Idempotency key of the command.
    pub key: Option<Key>,
    /// Case and the version that it was decided on; `None` where it makes new cases only.
    pub case: Option<(CaseNo, u32)>,
    /// The events, in order.
    pub drafts: Vec<Draft>,
    /// Numbers to take, in order; drafts refer to them by index.
    pub demands: Vec<Demand>,
}

/// The partition of what belongs to no case.
pub const REGION: &str = "region";
/// The partition of the law that bureaus make together.
pub const GOVERNANCE: &str = "governance";

impl Intent {
    /// Events of the region's partition, ready to append together.
    pub fn of_region(
        events: Vec<impl Into<Body>>,
        by: &Actor,
        source: Source,
        now: Timestamp,
        epoch: u64,
        key: Option<Key>,
    ) -> Intent {
        Intent::beside(REGION, events, by, source, now, (epoch, key))
    }

    /// Events of a partition beside the cases, ready to append together.
    pub fn beside(
        partition: &str,
        events: Vec<impl Into<Body>>,
        by: &Actor,
        source: Source,
        now: Timestamp,
        (epoch, key): (u64, Option<Key>),
    ) -> Intent {
        let draft = |event: Body| Draft {
            case: CaseSlot::None,
            version: 0,
            happened: now,
            by: by.clone(),
            source,
            body: event,
        };
        Intent {
            office: OfficeCode::parse(partition).expect("a partition is an office code"),
            epoch,
            key,
            case: None,
            drafts: events.into_iter().map(|event| draft(event.into())).collect(),
            demands: Vec::new(),
        }
    }
}

/// Idempotency key: unique by home office, account, key and index in a batch.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Who sent the command.
    pub account: AccountId,
    /// The key of the request.
    pub key: String,
    /// Index in a batch; 0 for a single command.
    pub index: u32,
    /// SHA-256 of the body of the command.
    pub digest: [u8; 32],
}

/// An event that waits for its place in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The case it belongs to.
    pub case: CaseSlot,
    /// Version of the case after it; 0 outside cases.
    pub version: u32,
    /// When it happened.
    pub happened: Timestamp,
    /// Who did it.
    pub by: Actor,
    /// Where the knowledge came from.
    pub source: Source,
    /// What happened.
    pub body: Body,
}

/// The case of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseSlot {
    /// Belongs to no case.
    None,
    /// A case that has its number.
    Known(CaseNo),
    /// A new case, whose number is the n-th demand.
    New(u16),
}

/// A number to take from a series: `before` + serial with leading zeros + `after`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demand {
    /// Name of the series within the partition.
    pub series: String,
    /// What stands before the serial.
    pub before: String,
    /// Digits of the serial.
    pub digits: u8,
    /// What stands after the serial.
    pub after: String,
}

impl Demand {
    /// The number for a serial; `None` when the series is exhausted.
    pub fn render(&self, serial: u64) -> Option<String> {
        let text = format!("{}{:0width$}{}", self.before, serial, self.after, width = usize::from(self.digits));
        (text.len() == self.before.len() + usize::from(self.digits) + self.after.len()).then_some(text)
    }
}

impl Intent {
    /// The events with their numbers: `first_seq` is the number of the first one, `numbers` answer the demands in order.
    pub fn finish(&self, first_seq: u64, recorded: Timestamp, numbers: &[String]) -> Vec<Event> {
        let number = |n: u16| numbers[usize::from(n)].clone();
        let seqs = first_seq..;
        let events = self.drafts.iter().zip(seqs).map(|(draft, seq)| {
            let mut body = draft.body.clone();
            body.fill(&number);
            let case = match &draft.case {
                CaseSlot::None => None,
                CaseSlot::Known(no) => Some(no.clone()),
                CaseSlot::New(n) => Some(CaseNo::parse(&number(*n)).expect("number formats render case numbers")),
            };
            Event {
                v: VERSION,
                office: self.office.clone(),
                seq,
                case,
                version: draft.version,
                happened: draft.happened,
                recorded,
                by: draft.by.clone(),
                source: draft.source,
                body,
            }
        });
        events.collect()
    }
}

/// What is answered to the sender of a command, and again to a repeat of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The cases written to, with their version afterwards; new ones with their query code.
    pub cases: Vec<AnswerCase>,
    /// Partition and number of the last event written.
    pub office: OfficeCode,
    /// Number of the last event written.
    pub seq: u64,
}

/// One case in an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerCase {
    /// Declaration number.
    pub no: CaseNo,
    /// Version after the command.
    pub version: u32,
    /// The public's code, for a new case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query_code: Option<QueryCode>,
    /// Numbers given by the command: clearance form, transfer, linked declaration.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<String>,
}

impl Answer {
    /// The answer that follows from the events written; `None` if none were.
    pub fn of(events: &[Event]) -> Option<Answer> {
        let last = events.last()?;
        let mut cases: Vec<AnswerCase> = Vec::new();
        for event in events {
            let Some(no) = &event.case else { continue };
            let at = match cases.iter().position(|c| c.no == *no) {
                Some(at) => at,
                None => {
                    cases.push(AnswerCase { no: no.clone(), version: 0, query_code: None, numbers: Vec::new() });
                    cases.len() - 1
                }
            };
            cases[at].version = event.version;
            if let Some(CaseEvent::Accepted(accepted)) = event.body.of_case() {
                cases[at].query_code.clone_from(&accepted.query_code);
            }
            cases[at].numbers.extend(event.body.numbers());
        }
        Some(Answer { cases, office: last.office.clone(), seq: last.seq })
    }
}
