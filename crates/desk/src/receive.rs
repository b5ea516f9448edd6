//! Taking declarations in: read and judged with all faults at once, personal data sealed apart, then declared.

use crate::act::{self, Ask, Denied, Done};
use crate::desk::Desk;
use crate::edition::Edition;
use crate::field::Known;
use anyhow::anyhow;
use bytes::Bytes;
use clearance::declaration::{Declaration, SealedField, Version};
use clearance::terms::Terms;
use clearance::valid::{HORIZON_DAYS, live};
use exchange::Format;
use exchange::json::{Personal, Reader, Reading, Received, repeated};
use policy::Policy;
use register::head_file::hex;
use register::sealed::{self, Apart};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use tokio::sync::mpsc;
use values::calendar::Day;
use values::fault::Fault;
use values::id::EnterpriseId;
use values::text::mark::is_blank;

/// Bodies above this many bytes are read on a thread of their own, so that others need not wait.
const LARGE: usize = 256 * 1024;

/// Batches above this many bytes are declared in parts.
const IN_PARTS: usize = 2 << 20;
/// How many declarations are a part.
const PART: usize = 64;

/// What came: one declaration or a batch, each with its own reading.
#[derive(Debug)]
pub struct Lot {
    /// Whether it was sent as a list.
    pub batch: bool,
    /// One reading for each declaration.
    pub readings: Vec<Reading>,
}

/// Reads one declaration or a list of them as it counts on `day`.
///
/// # Errors
/// What is wrong with the message as a whole; then nothing of it counts.
pub async fn read(desk: &Arc<Desk>, body: &Bytes, day: Day) -> Result<Lot, Denied> {
    let law = desk.field.law(day).await?;
    if body.len() <= LARGE {
        return read_now(desk, &law, body, day).map_err(Denied::Faults);
    }
    let (desk, body) = (Arc::clone(desk), body.clone());
    let read = tokio::task::spawn_blocking(move || read_now(&desk, &law, &body, day)).await;
    read.map_err(|ended| Denied::Broken(anyhow!("reading declarations: {ended}")))?.map_err(Denied::Faults)
}

/// Reads the one declaration on which advice is asked. Where no office was chosen to accept it, the owner's own stands in its
/// place, or else the first of the region: who asks where one may declare has not chosen yet.
///
/// # Errors
/// It is not one declaration.
pub async fn read_for_advice(desk: &Arc<Desk>, body: &Bytes, day: Day) -> Result<Reading, Denied> {
    let placed = placed(desk, &desk.field.law(day).await?.policy, body, day);
    let mut lot = read(desk, placed.as_ref().unwrap_or(body), day).await?;
    match lot.readings.pop() {
        Some(reading) if !lot.batch => Ok(reading),
        Some(_) | None => Err(Denied::Faults(vec![one_wanted()])),
    }
}

/// The body with an office to accept it, if it has none.
fn placed(desk: &Desk, policy: &Policy, body: &[u8], day: Day) -> Option<Bytes> {
    // Written anew, a key that stands twice would stand once: what is wrong with the body is for the reader to say.
    if !repeated(body).is_empty() {
        return None;
    }
    let mut sent: serde_json::Value = serde_json::from_slice(body).ok()?;
    let accept = sent.get("offices").and_then(|offices| offices.get("accept"));
    let unsaid = accept.is_none_or(|accept| accept.is_null() || accept.as_str().is_some_and(is_blank));
    let object = sent.is_object() && sent.get("offices").is_none_or(|offices| offices.is_object());
    if !unsaid || !object {
        return None;
    }
    let owner = sent["parties"]["owner"].as_str().and_then(|owner| EnterpriseId::parse(owner).ok());
    let known = desk.field.known();
    let home = owner.and_then(|owner| known.region.enterprise(&owner).map(|found| found.office.clone()));
    let office = home.or_else(|| policy.offices_on(day).next().map(|office| office.code.clone()))?;
    sent["offices"]["accept"] = serde_json::json!(office);
    Some(Bytes::from(sent.to_string()))
}

fn read_now(desk: &Desk, law: &Edition, body: &[u8], day: Day) -> Result<Lot, Vec<Fault>> {
    let batch = is_batch(body);
    let format = if batch { Format::JsonBatch } else { Format::Json };
    with_reader(desk, law, day, |reader| Ok(Lot { batch, readings: format.read(reader, body)? }))
}

fn is_batch(body: &[u8]) -> bool {
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[')
}

/// The terms by which a declaration of a day is judged under an edition.
pub fn terms_of<'t>(law: &'t Edition, known: &'t Known, day: Day) -> Terms<'t> {
    let (reference, policy) = (&law.reference, &law.policy);
    Terms { reference, policy, day, horizon: HORIZON_DAYS, region: &known.region }
}

fn with_reader<T>(desk: &Desk, law: &Edition, day: Day, read: impl FnOnce(&Reader<'_>) -> T) -> T {
    let known = desk.field.known();
    let terms = terms_of(law, &known, day);
    let check = |declaration: &Declaration| live(declaration, &terms);
    read(&Reader { reference: Some((&law.reference, day)), check: Some(&check), zone: None, keeps: false })
}

/// Reads what came and declares it; whether it was a batch, and the outcome of each. A large batch is read item by item and
/// declared part by part, so that no more of it is held than its bytes and a part.
///
/// # Errors
/// What is wrong with the message as a whole; then nothing of it counts.
pub async fn take_in(desk: &Arc<Desk>, ask: &Ask, body: &Bytes) -> Result<(bool, Vec<Result<Done, Denied>>), Denied> {
    let day = desk.field.day(ask.now);
    if body.len() <= IN_PARTS || !is_batch(body) {
        let lot = read(desk, body, day).await?;
        return Ok((lot.batch, declare(desk, ask, 0, lot.readings).await));
    }
    let (hands, mut readings) = mpsc::channel(PART);
    let (own, bytes, law) = (Arc::clone(desk), body.clone(), desk.field.law(day).await?);
    let reading = tokio::task::spawn_blocking(move || {
        // Who listens has gone only when this request has ended.
        let mut hand = |reading| drop(hands.blocking_send(reading));
        with_reader(&own, &law, day, |reader| reader.read_each(&bytes, &mut hand))
    });
    let (mut outcomes, mut part) = (Vec::new(), Vec::with_capacity(PART));
    while readings.recv_many(&mut part, PART).await != 0 {
        outcomes.extend(declare(desk, ask, outcomes.len(), std::mem::take(&mut part)).await);
    }
    let read = reading.await.map_err(|ended| Denied::Broken(anyhow!("reading declarations: {ended}")))?;
    read.map_err(Denied::Faults)?;
    Ok((true, outcomes))
}

/// Reads one declaration that stands inside another body, under `at`.
///
/// # Errors
/// All its faults, at their paths below `at`.
fn read_inside(
    desk: &Desk,
    law: &Edition,
    value: &serde_json::Value,
    day: Day,
    at: &str,
) -> Result<Received, Vec<Fault>> {
    let read = read_now(desk, law, value.to_string().as_bytes(), day).and_then(|mut lot| match lot.readings.pop() {
        Some(reading) if !lot.batch => reading,
        Some(_) | None => Err(vec![one_wanted()]),
    });
    let below = |mut fault: Fault| {
        let dot = if at.is_empty() || fault.at.is_empty() { "" } else { "." };
        fault.at = format!("{at}{dot}{}", fault.at);
        fault
    };
    read.map_err(|faults| faults.into_iter().map(below).collect())
}

/// A new version of a case's declaration, of whatever way it comes: read as of the day that counts for the case, personal data
/// in boxes that the ask carries, measured. `at` is where it stands in what was sent.
///
/// # Errors
/// Its faults; the case does not exist for the asker; the record cannot be read.
pub async fn new_version(
    desk: &Desk,
    ask: &mut Ask,
    no: &str,
    declaration: &serde_json::Value,
    at: &str,
) -> Result<Version, Denied> {
    let field = &desk.field;
    let (case, _) = act::load(field, ask, no).await?.ok_or(Denied::Hidden)?;
    let law = field.law_of(&case.policy, case.day).await?;
    let received = read_inside(desk, &law, declaration, case.day, at).map_err(Denied::Faults)?;
    let declaration = box_up(desk, ask, received).await?;
    let measures = law.measure(&declaration, case.day);
    Ok(Version { declaration, measures })
}

fn one_wanted() -> Fault {
    Fault::new("", "type", "", values::text::Text::fixed("一份报检单", "one declaration"))
}

/// Declares what was read: each has its own outcome, under the request's key and its index, counted from `first`.
pub async fn declare(desk: &Desk, ask: &Ask, first: usize, readings: Vec<Reading>) -> Vec<Result<Done, Denied>> {
    let mut outcomes: Vec<Option<Result<Done, Denied>>> = Vec::with_capacity(readings.len());
    let (mut batch, mut places) = (Vec::new(), Vec::new());
    for (index, reading) in readings.into_iter().enumerate() {
        let mut own = ask.item(first + index);
        outcomes.push(match reading {
            Err(faults) => Some(Err(Denied::Faults(faults))),
            Ok(received) => match box_up(desk, &mut own, received).await {
                Err(error) => Some(Err(Denied::Broken(error))),
                Ok(declaration) => {
                    batch.push((own, declaration));
                    places.push(index);
                    None
                }
            },
        });
    }
    for (index, outcome) in places.into_iter().zip(act::declare(desk, batch).await) {
        outcomes[index] = Some(outcome);
    }
    let ended = || Err(Denied::Broken(anyhow!("a declaration of the batch got no outcome")));
    outcomes.into_iter().map(|outcome| outcome.unwrap_or_else(ended)).collect()
}

/// Puts the personal data of a submission into boxes that the ask carries; the declaration keeps only the digests. Nothing is
/// stored before what is asked is decided.
///
/// # Errors
/// The register cannot be read.
pub async fn box_up(desk: &Desk, ask: &mut Ask, received: Received) -> anyhow::Result<Declaration> {
    let (declaration, apart) = boxed_under(desk, received, |group| subject(desk, ask, group)).await?;
    ask.apart = apart;
    Ok(declaration)
}

/// Puts personal data into boxes, each person's under the name that `name` gives for the group of fields.
///
/// # Errors
/// The register cannot be read.
pub async fn boxed_under(
    desk: &Desk,
    received: Received,
    name: impl Fn(&str) -> String,
) -> anyhow::Result<(Declaration, Apart)> {
    let Received { mut declaration, personal } = received;
    let (register, master) = (&desk.field.register, &desk.field.master);
    let mut apart = Apart::default();
    for group in groups(&personal) {
        let subject = name(group);
        let own = personal.iter().filter(|datum| group_of(datum) == group);
        let fields: Vec<sealed::Personal> = own
            .map(|datum| sealed::Personal {
                field: datum.field.clone(),
                bytes: datum.value.clone().into_bytes(),
                searched: true,
            })
            .collect();
        let (key, boxed) = register.box_up(master, &subject, &fields).await?;
        for sealed::Personal { field, bytes, .. } in fields {
            let mac = hex(&key.digest(&field, &bytes));
            declaration.sealed.push(SealedField { subject: subject.clone(), field, mac });
        }
        apart.extend(boxed);
    }
    Ok((declaration, apart))
}

/// The person that a datum is about: `contact` of `contact.phone`.
fn group_of(datum: &Personal) -> &str {
    datum.field.split('.').next().unwrap_or(&datum.field)
}

fn groups(personal: &[Personal]) -> Vec<&str> {
    let mut groups: Vec<&str> = personal.iter().map(group_of).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// An opaque name for one person of one submission. It follows from the key and the body, so that a repetition seals
/// the same again, and says nothing about the person.
fn subject(desk: &Desk, ask: &Ask, group: &str) -> String {
    let name: [u8; 32] = match &ask.key {
        None => desk.chance.bytes(),
        Some(key) => Sha256::new()
            .chain_update(key.account.as_str())
            .chain_update([0])
            .chain_update(&key.key)
            .chain_update([0])
            .chain_update(key.index.to_be_bytes())
            .chain_update(key.digest)
            .chain_update(group)
            .finalize()
            .into(),
    };
    format!("S-{}", hex(&name[..16]))
}
