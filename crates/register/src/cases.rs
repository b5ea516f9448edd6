//! Cases in the record: intents become events and rows in one transaction, and are read back through a scope.

pub mod find;
mod halves;
pub mod rows;
pub mod search;
pub mod statistics;
pub mod tables;
pub mod tabulate;

use crate::field::{Field, Label};
use crate::log::{REGION, Stored};
use crate::scope::{Scope, Who};
use crate::work::{Appended, Entry, Guard, Key, NotAppended, Place, Work, Written};
use crate::{Register, table};
use anyhow::{Context, Result};
use clearance::calendar::Timestamp;
use clearance::case::Case;
use clearance::event::Event;
use clearance::event::body::Body;
use clearance::id::CaseNo;
use clearance::intent::{Answer, CaseSlot, Intent};
use clearance::row;
use search::{Name, Names};
use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

const WHERE: &str = "SELECT office, owner, declarant FROM case_row WHERE case_no = $1";
const LINKED: &str = "SELECT office, case_no FROM search_key WHERE key = $1 AND kind = 'linked'";
const EVENTS: &str = "SELECT office, seq, case_no, version, kind, happened, recorded, leaf, bytes FROM event \
     WHERE office = $1 AND case_no = $2 ORDER BY seq";

pub(crate) const TEXTS: &[&str] = &[WHERE, LINKED, EVENTS];

/// The field as `verify` and `rebuild` need it.
pub const FIELD: Field = Field { label, project };

/// The outcome of an intent: what was written, and the answer that the sender gets now and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Position and stored answer.
    pub appended: Appended,
    /// The answer read back.
    pub answer: Answer,
}

impl Register {
    /// Appends what was decided on `before` (the case that the intent names, or none for new ones).
    pub async fn append_intent(&self, intent: Intent, before: Option<Arc<Case>>) -> Result<Recorded, NotAppended> {
        let mut outcomes = self.append_intents(vec![(intent, before)]).await;
        outcomes.pop().expect("one intent has one outcome")
    }

    /// Appends intents that came together; each has its own outcome.
    pub async fn append_intents(
        &self,
        intents: Vec<(Intent, Option<Arc<Case>>)>,
    ) -> Vec<Result<Recorded, NotAppended>> {
        let told = || Arc::new(Mutex::default());
        let intents: Vec<_> = intents.into_iter().map(|(intent, before)| (intent, before, told())).collect();
        let new: Vec<Arc<Mutex<Vec<Name>>>> = intents.iter().map(|(.., new)| Arc::clone(new)).collect();
        let work = |(intent, before, new)| work(intent, before, self.names().clone(), new);
        let outcomes = self.append_joined(intents.into_iter().map(work).collect()).await;
        for (_, new) in outcomes.iter().zip(&new).filter(|(outcome, _)| outcome.is_ok()) {
            self.names().add(std::mem::take(&mut *new.lock().unwrap_or_else(PoisonError::into_inner)));
        }
        outcomes.into_iter().map(|outcome| outcome.and_then(recorded)).collect()
    }

    /// The home office and the events of a case, oldest first; none if it does not exist for this scope. A linked number
    /// leads to the case that it was given to.
    pub async fn case_events(&self, scope: &Scope, no: &str) -> Result<Option<Vec<Event>>> {
        let Some((office, no)) = self.home_of(scope, no).await? else { return Ok(None) };
        let rows = self.point(EVENTS, vec![office.into(), no.into()]).await?;
        let events = rows.into_iter().map(|row| read(&Stored::read(row)?)).collect::<Result<Vec<_>>>()?;
        Ok((!events.is_empty()).then_some(events))
    }

    async fn home_of(&self, scope: &Scope, no: &str) -> Result<Option<(String, String)>> {
        let mut no = no.to_owned();
        let mut found = self.point(WHERE, vec![no.as_str().into()]).await?.pop();
        if found.is_none()
            && let Some(mut linked) = self.point(LINKED, vec![no.as_str().into()]).await?.pop()
        {
            no = linked.text(1)?;
            found = self.point(WHERE, vec![no.as_str().into()]).await?.pop();
        }
        let Some(mut row) = found else { return Ok(None) };
        let (office, owner, declarant) = (row.text(0)?, row.text(1)?, row.text(2)?);
        let seen = match scope.who() {
            Who::System | Who::Auditor | Who::Officer(_) => true,
            Who::Enterprise(id) => *id == owner || *id == declarant,
        };
        Ok(seen.then_some((office, no)))
    }

    /// The events of the region's partition after a position, oldest first.
    pub async fn region_events(&self, scope: &Scope, after: u64, limit: u32) -> Result<Vec<Event>> {
        self.follow(scope, REGION, after, limit).await?.iter().map(read).collect()
    }
}

fn read(stored: &Stored) -> Result<Event> {
    Event::read(&stored.bytes).with_context(|| format!("event {} of {}", stored.seq, stored.office))
}

fn recorded(appended: Appended) -> Result<Recorded, NotAppended> {
    let answer = serde_json::from_slice(&appended.answer)
        .map_err(|e| NotAppended::Failed(format!("the stored answer is unreadable: {e}")))?;
    Ok(Recorded { appended, answer })
}

fn work(intent: Intent, before: Option<Arc<Case>>, known: Names, new: Arc<Mutex<Vec<Name>>>) -> Work {
    let key = intent.key.as_ref().map(|k| Key::new(k.account.as_str(), &k.key, k.index, k.digest));
    let restricts = intent.drafts.iter().any(|d| matches!(&d.body, Body::Region(event) if event.restricts()));
    Work {
        office: intent.office.to_string(),
        epoch: intent.epoch,
        key,
        guards: guards(&intent),
        series: intent.demands.iter().map(|d| d.series.clone()).collect(),
        restricts,
        write: Box::new(move |place| {
            let mut written = written(&intent, before.as_deref(), place)?;
            let found = known.leave_out(&mut written.rows);
            *new.lock().unwrap_or_else(PoisonError::into_inner) = found;
            Ok(written)
        }),
    }
}

/// The cases that must stand as they did: the one decided on, and those of history that must not exist yet.
fn guards(intent: &Intent) -> Vec<Guard> {
    let mut guards: Vec<Guard> =
        intent.case.iter().map(|(no, v)| Guard { case: no.to_string(), version: u64::from(*v) }).collect();
    if intent.case.is_none() {
        let known = intent.drafts.iter().filter_map(|draft| match &draft.case {
            CaseSlot::Known(no) if draft.version == 1 => Some(no),
            CaseSlot::Known(_) | CaseSlot::None | CaseSlot::New(_) => None,
        });
        guards.extend(known.map(|no| Guard { case: no.to_string(), version: 0 }));
    }
    guards
}

fn written(intent: &Intent, before: Option<&Case>, place: &Place) -> Result<Written, String> {
    let numbers = intent.demands.iter().zip(&place.serials).map(|(demand, serial)| {
        demand.render(*serial).ok_or_else(|| format!("series {} has no room for {serial}", demand.series))
    });
    let numbers = numbers.collect::<Result<Vec<String>, String>>()?;
    let events = intent.finish(place.first, Timestamp(place.recorded), &numbers);
    let rows = of_events(before, &events);
    let entries = events.iter().map(|event| Entry {
        case: event.case.as_ref().map(ToString::to_string),
        version: u64::from(event.version),
        kind: event.body.kind(),
        happened: event.happened.0,
        bytes: event.bytes(),
    });
    let answer = Answer::of(&events).ok_or("a command without events changes nothing")?;
    let answer = serde_json::to_vec(&answer).map_err(|e| e.to_string())?;
    Ok(Written { events: entries.collect(), rows, numbers, answer })
}

/// The rows of all cases that the events touch.
fn of_events(before: Option<&Case>, events: &[Event]) -> Vec<table::Rows> {
    let mut rows = rows::Tuples::default();
    let mut done: Vec<&CaseNo> = Vec::new();
    for no in events.iter().filter_map(|e| e.case.as_ref()) {
        if done.contains(&no) {
            continue;
        }
        done.push(no);
        let of_case = |event: &&Event| event.case.as_ref() == Some(no);
        let own = if events.iter().all(|event| of_case(&event)) {
            Cow::Borrowed(events)
        } else {
            Cow::Owned(events.iter().filter(of_case).cloned().collect())
        };
        let (found, _) = row::project(before.filter(|case| case.no == *no), &own);
        rows.add(events[0].office.as_str(), found);
    }
    rows.into_tables()
}

fn label(bytes: &[u8]) -> Result<Label, String> {
    let event = Event::read(bytes).map_err(|e| e.to_string())?;
    Ok(Label {
        office: event.office.to_string(),
        seq: event.seq,
        case: event.case.as_ref().map(ToString::to_string),
        version: u64::from(event.version),
        kind: event.body.kind().to_owned(),
        happened: event.happened.0,
        recorded: event.recorded.0,
    })
}

/// The rows of one case from all its commands, as `rebuild` makes them again: the same projection, command by command.
fn project(commands: &[Vec<Stored>]) -> Result<Vec<table::Rows>, String> {
    let mut tuples = rows::Tuples::default();
    let mut case: Option<Case> = None;
    for command in commands {
        let events = command.iter().map(read).collect::<Result<Vec<_>>>().map_err(|e| format!("{e:#}"))?;
        let (found, after) = row::project(case.as_ref(), &events);
        case = after;
        if let Some(first) = events.first() {
            tuples.replace(first.office.as_str(), found);
        }
    }
    Ok(tuples.into_tables())
}
