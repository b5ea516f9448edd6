//! Cases in the record: intents become events and rows in one transaction, and are read back through a scope.

pub mod find;
mod halves;
pub mod hit;
pub mod line;
pub mod past;
pub mod port;
pub mod result;
pub mod rows;
pub mod search;
pub mod sheets;
pub mod statistics;
pub mod tables;
pub mod tabulate;
mod tuples;
pub mod usual;

use self::tuples::Tuples;
use crate::derived::Found;
use crate::field::{Field, Held, Label};
use crate::log::Stored;
use crate::name::{Claim, Kind};
use crate::remembered::{Name, Names};
use crate::scope::{Scope, Who};
use crate::sealed::Apart;
use crate::work::{Appended, Entry, Guard, Key, NotAppended, Place, Work, Written};
use crate::{Register, table};
use anyhow::{Context, Result};
use clearance::case::Case;
use clearance::event::Event;
use clearance::event::body::CaseEvent;
use clearance::intent::REGION;
use clearance::intent::{Answer, CaseSlot, Draft, Intent};
use clearance::row;
use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};
use values::calendar::Timestamp;
use values::id::CaseNo;

const WHERE: &str = "SELECT office, owner, declarant, agent FROM case_row WHERE case_no = $1";
const LINKED: &str = "SELECT office, case_no FROM search_key WHERE key = $1 AND kind = 'linked'";
const EVENTS: &str = "SELECT office, seq, case_no, version, kind, happened, recorded, leaf, bytes FROM event \
     WHERE office = $1 AND case_no = $2 ORDER BY seq";

pub(crate) const TEXTS: &[&str] = &[WHERE, LINKED, EVENTS];

/// The field as `verify` and `rebuild` need it.
pub const FIELD: Field = Field { label, project, claims: claims_of };

/// The outcome of an intent: what was written, and the answer that the sender gets now and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Position and stored answer.
    pub appended: Appended,
    /// The answer read back.
    pub answer: Answer,
}

/// What was decided, and all that is written with it.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The events.
    pub intent: Intent,
    /// The case that the intent names; none for new ones.
    pub before: Option<Arc<Case>>,
    /// Personal data of subjects that the events name.
    pub apart: Apart,
    /// The case that held the same own reference and ended, if there is one.
    pub after: Option<String>,
    /// The last event of the intent's partition that was read, when nothing may have happened there since: of the region, or of what
    /// bureaus make together.
    pub seen: Option<u64>,
}

impl Decided {
    /// Events alone.
    pub fn new(intent: Intent) -> Decided {
        Decided { intent, before: None, apart: Apart::default(), after: None, seen: None }
    }
}

impl Register {
    /// Appends what rests on nothing but the region.
    pub async fn append_intent(&self, intent: Intent) -> Result<Recorded, NotAppended> {
        self.append_decided(Decided::new(intent)).await
    }

    /// Appends what was decided.
    pub async fn append_decided(&self, decided: Decided) -> Result<Recorded, NotAppended> {
        let mut outcomes = self.append_intents(vec![decided]).await;
        outcomes.pop().expect("one intent has one outcome")
    }

    /// Appends what was decided together; each has its own outcome.
    pub async fn append_intents(&self, decided: Vec<Decided>) -> Vec<Result<Recorded, NotAppended>> {
        let new: Vec<Arc<Mutex<Vec<Name>>>> = decided.iter().map(|_| Arc::default()).collect();
        let work = |(decided, new): (Decided, &Arc<_>)| work(decided, self.names().clone(), Arc::clone(new));
        let outcomes = self.append_joined(decided.into_iter().zip(&new).map(work).collect()).await;
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
        let (office, parties) = (row.text(0)?, [row.text(1)?, row.text(2)?, row.text(3)?]);
        let seen = match scope.who() {
            Who::System | Who::Auditor | Who::Officer(_) => true,
            Who::Enterprise(id) => parties.contains(id),
        };
        Ok(seen.then_some((office, no)))
    }

    /// The events of the region's partition after a position, oldest first.
    pub async fn region_events(&self, scope: &Scope, after: u64, limit: u32) -> Result<Vec<Event>> {
        self.events_beside(scope, REGION, after, limit).await
    }

    /// The events of a partition beside the cases after a position, oldest first.
    pub async fn events_beside(&self, scope: &Scope, partition: &str, after: u64, limit: u32) -> Result<Vec<Event>> {
        self.follow(scope, partition, after, limit).await?.iter().map(read).collect()
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

fn work(decided: Decided, known: Names, new: Arc<Mutex<Vec<Name>>>) -> Work {
    let Decided { intent, before, apart, after, seen } = decided;
    let key = intent.key.as_ref().map(|k| Key::new(k.account.as_str(), &k.key, k.index, k.digest));
    let restricts = intent.drafts.iter().any(|draft| draft.body.restricts());
    let mut claims: Vec<Claim> = intent.key.iter().zip(&key).map(|(own, key)| key_claim(own, key)).collect();
    claims.extend(reference_claim(&intent, before.as_deref(), after));
    claims.extend(intent.drafts.iter().flat_map(sheet_claims));
    let of_partition = seen.map(|version| Guard { case: intent.office.to_string(), version });
    Work {
        office: intent.office.to_string(),
        epoch: intent.epoch,
        key,
        guards: guards(&intent).into_iter().chain(of_partition).collect(),
        series: intent.demands.iter().map(|d| d.series.clone()).collect(),
        claims,
        restricts,
        write: Box::new(move |place| {
            let mut written = written(&intent, before.as_deref(), place)?;
            let found = search::leave_out(&known, &mut written.rows);
            *new.lock().unwrap_or_else(PoisonError::into_inner) = found;
            let names = |subject: &str| intent.drafts.iter().any(|draft| draft.body.seals(subject));
            written.rows.extend(apart.rows(names));
            Ok(written)
        }),
    }
}

/// A key is an account's, wherever it is used; it is held by what was asked under it.
fn key_claim(own: &clearance::intent::Key, key: &Key) -> Claim {
    Claim {
        kind: Kind::Key,
        owner: own.account.to_string(),
        name: key.entry.clone(),
        holder: Some(crate::head_file::hex(&key.digest)),
        after: None,
    }
}

/// The own reference of a declarant that the intent brings in: with a new declaration, or with a version of one that has
/// another. Parts of a split keep that of the whole.
fn reference_claim(intent: &Intent, before: Option<&Case>, after: Option<String>) -> Option<Claim> {
    let known = before.map_or("", |case| case.declaration.reference.as_str());
    let brought = |draft: &Draft| {
        let event = draft.body.of_case()?;
        let version = event.version()?;
        if matches!(event, CaseEvent::Submitted(_)) == intent.case.is_some() {
            return None;
        }
        let owner = draft.by.enterprise.as_ref()?.to_string();
        let name = version.declaration.reference.clone();
        let holder = intent.case.as_ref().map(|(no, _)| no.to_string());
        (!name.is_empty() && name != known).then_some(Claim {
            kind: Kind::Reference,
            owner,
            name,
            holder,
            after: after.clone(),
        })
    };
    intent.drafts.iter().find_map(brought)
}

/// The preprinted sheets that an event uses up: names of the region, whatever office it is of.
fn sheet_claims(draft: &Draft) -> impl Iterator<Item = Claim> {
    let case = if let CaseSlot::Known(no) = &draft.case { Some(no) } else { None };
    draft.body.used_up(case).into_iter().map(|used| Claim {
        kind: Kind::Sheet,
        owner: REGION.to_owned(),
        name: used.sheet.to_string(),
        holder: Some(used.by),
        after: None,
    })
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
    let erased = events.iter().flat_map(|event| event.body.erased()).collect();
    Ok(Written { events: entries.collect(), rows, numbers, answer, erased })
}

/// The rows of all cases that the events touch.
fn of_events(before: Option<&Case>, events: &[Event]) -> Vec<table::Rows> {
    let mut rows = Tuples::default();
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
        rows.add(&Found { rows: found, events: &own });
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
    let mut tuples = Tuples::default();
    let mut case: Option<Case> = None;
    for command in commands {
        let events = command.iter().map(read).collect::<Result<Vec<_>>>().map_err(|e| format!("{e:#}"))?;
        let (found, after) = row::project(case.as_ref(), &events);
        case = after;
        tuples.replace(&Found { rows: found, events: &events });
    }
    Ok(tuples.into_tables())
}

/// The own reference of a case that was declared before references were claimed, if it still goes on.
fn claims_of(commands: &[Vec<Stored>]) -> Result<Vec<Held>, String> {
    let events = commands.iter().flatten().map(read).collect::<Result<Vec<_>>>().map_err(|e| format!("{e:#}"))?;
    let (Some(first), Some(case)) = (events.first(), clearance::case::fold::fold(&events)) else {
        return Ok(Vec::new());
    };
    let part = events
        .iter()
        .any(|event| matches!(event.body.of_case(), Some(CaseEvent::Accepted(own)) if own.split_from.is_some()));
    let declared =
        matches!(first.body.of_case(), Some(CaseEvent::Submitted(_))) && !part && !case.stage.frees_reference();
    let owner = first.by.enterprise.as_ref().filter(|_| declared && !case.declaration.reference.is_empty());
    let name = Kind::Reference.text(&case.declaration.reference);
    Ok(owner.map(|owner| (owner.to_string(), name, case.no.to_string())).into_iter().collect())
}
