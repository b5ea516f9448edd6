//! Making the archive of a case: what a reader may have of it, proved against the record before the first byte goes out.

use crate::field::Field;
use crate::file::shelf::Shelf;
use crate::heads::Heads;
use anyhow::{Context, Result, anyhow};
pub use archive::manifest::Holder;
use archive::manifest::{Opening, Place, VERSION, bytes};
use archive::pack::{Content, Pack, Packed, Pieces, Reckoned};
use archive::{Is, Manifest, content};
use clearance::case::Case;
use clearance::event::Event;
use clearance::event::body::CaseEvent;
use clearance::event::file::{CONTENT, FileGiven, subject};
use files::{Store, Unread};
use register::Register;
use register::head_file::{Line, hex};
use register::leaf::{leaf_of, open_form};
use register::merkle::Hash;
use register::scope::Scope;
use register::sealed::SubjectKey;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use values::actor::Role;
use values::calendar::Timestamp;
use values::id::{FileId, OfficeCode};

/// Where an archive is made from.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    /// The record, with what opens its files.
    pub shelf: Shelf<'a>,
    /// What signs its heads.
    pub heads: &'a Heads,
    /// The code of its region.
    pub region: &'a str,
}

impl<'a> Record<'a> {
    /// Of a field that was opened with its keys and its folder of files.
    ///
    /// # Errors
    /// It was not.
    pub fn of(field: &'a Field) -> Result<Record<'a>> {
        let heads = field.heads.as_ref().context("nothing signs the heads here")?;
        Ok(Record { shelf: Shelf::of(field)?, heads, region: &field.home.code })
    }
}

/// What is to be archived, and for whom.
pub struct Wanted<'a> {
    /// The case.
    pub case: &'a Case,
    /// Its events that the reader is told of, each with how it is told: that stands in the archive where the event itself may not.
    pub events: Vec<(&'a Event, Value)>,
    /// Who reads: an enterprise gets nothing that names an officer or is for officers alone.
    pub holder: Holder,
    /// Whether the reader may know the persons whom the declaration names.
    pub persons: bool,
    /// When.
    pub now: Timestamp,
}

/// Why an archive is not made.
#[derive(Debug)]
pub enum NotMade {
    /// A file is not on the disk as it was kept: an archive without it would not be the case's.
    Lost(FileId, Unread),
    /// Ours to mend.
    Broken(anyhow::Error),
}

impl From<anyhow::Error> for NotMade {
    fn from(error: anyhow::Error) -> NotMade {
        NotMade::Broken(error)
    }
}

impl From<io::Error> for NotMade {
    fn from(error: io::Error) -> NotMade {
        NotMade::Broken(error.into())
    }
}

impl Wanted<'_> {
    fn for_officers(&self) -> bool {
        !matches!(self.holder, Holder::Enterprise(_))
    }

    /// Whether the holder may have an event word for word: it names no officer.
    fn whole(&self, event: &Event) -> bool {
        self.for_officers() || event.by.enterprise.is_some() || event.by.role == Role::System
    }
}

/// Makes the archive of a case. The record is read, and every file once to its end.
///
/// # Errors
/// A file is lost, or the record cannot be read or signed.
pub async fn make(record: Record<'_>, wanted: &Wanted<'_>) -> Result<Packed, NotMade> {
    let Record { shelf, heads, region } = record;
    let last = wanted.events.last().context("a case has events")?.0;
    let (text, line) = heads.covering(shelf.register, (last.office.as_str(), last.seq), wanted.now).await?;
    let mut pack = Pack::default();
    pack.add("heads.txt", Is::Heads, format!("{text}\n").into_bytes())?;
    let whole = events(shelf.register, wanted, &line, &mut pack).await?;
    let mut open = Openings { shelf, persons: wanted.persons, erased: BTreeSet::new(), values: Vec::new() };
    open.persons(&whole).await?;
    let files = open.files(&whole).await?;
    pack.add("values.json", Is::Values, serde_json::to_vec_pretty(&open.values).map_err(anyhow::Error::from)?)?;
    for (number, (given, key)) in (1..).zip(files) {
        file(&mut pack, shelf.store, number, given, key).await?;
    }
    let manifest = Manifest {
        archive: VERSION,
        case: wanted.case.no.clone(),
        region: region.to_owned(),
        made: wanted.now,
        holder: wanted.holder.clone(),
        key: heads.public(),
        erased: open.erased.into_iter().collect(),
        parts: Vec::new(),
    };
    Ok(pack.close(manifest, |bytes| heads.sign(bytes))?)
}

/// Adds the events, and of those that are here word for word the declaration and the decisions; gives these events.
async fn events<'a>(
    register: &Register,
    wanted: &Wanted<'a>,
    line: &Line,
    pack: &mut Pack,
) -> Result<Vec<&'a Event>, NotMade> {
    let mut whole = Vec::new();
    for (event, told) in &wanted.events {
        let at = place(register, event, line).await?;
        let name = format!("events/{:04}-{}", event.version, event.body.kind());
        if wanted.whole(event) {
            whole.push(*event);
            let stored = event.bytes();
            let content = if wanted.for_officers() { stored } else { open_form(&stored).into_owned() };
            pack.add(&format!("{name}.json"), Is::Event(at), content)?;
        } else {
            let stored = event.bytes();
            let mut told = told.clone();
            // Who decided is the office's; what was decided and why is the declarant's too.
            let open: Value = serde_json::from_slice(&open_form(&stored)).map_err(anyhow::Error::from)?;
            if let Some(decision) = content::decision(&open) {
                told["decision"] = decision.clone();
            }
            pack.add(&format!("{name}.told.json"), Is::Told { at, leaf: hex(&leaf_of(&stored)) }, bytes(&told))?;
        }
    }
    let declared = serde_json::to_value(&wanted.case.declaration).map_err(anyhow::Error::from)?;
    let mut found = None;
    for event in &whole {
        let stored = event.bytes();
        let content = if wanted.for_officers() { stored } else { open_form(&stored).into_owned() };
        let json: Value = serde_json::from_slice(&content).map_err(anyhow::Error::from)?;
        let pretty = |value: &Value| serde_json::to_vec_pretty(value).map_err(anyhow::Error::from);
        if content::declaration(&json) == Some(&declared) {
            found = Some((event.version, pretty(&declared)?));
        }
        if let Some(decision) = content::decision(&json) {
            let name = format!("decisions/{:04}.json", event.version);
            pack.add(&name, Is::Decision { event: event.version }, pretty(decision)?)?;
        }
    }
    if let Some((event, content)) = found {
        pack.add("declaration.json", Is::Declaration { event }, content)?;
    }
    Ok(whole)
}

async fn place(register: &Register, event: &Event, line: &Line) -> Result<Place> {
    let office: &OfficeCode = &event.office;
    let head = line.heads.iter().find(|head| head.office == office.as_str());
    let head = head.with_context(|| format!("no head of {office} was signed"))?;
    let path = register.path(office.as_str(), event.seq, head.size).await?;
    let path = path.iter().map(|hash: &Hash| hex(hash)).collect();
    Ok(Place { office: office.clone(), seq: event.seq, version: event.version, path })
}

/// What opens the digests of some events.
struct Openings<'a> {
    shelf: Shelf<'a>,
    persons: bool,
    erased: BTreeSet<String>,
    values: Vec<Opening>,
}

impl Openings<'_> {
    /// The persons whom declarations name.
    async fn persons(&mut self, events: &[&Event]) -> Result<()> {
        let mut named: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for sealed in events.iter().flat_map(|event| event.body.sealed()) {
            named.entry(&sealed.subject).or_default().insert(&sealed.field);
        }
        if !self.persons {
            return Ok(());
        }
        for (subject, fields) in named {
            let Some(key) = self.key(subject).await? else { continue };
            let opened = self.shelf.register.unseal(&Scope::system(), self.shelf.master, subject).await?;
            let values = opened.into_iter().filter(|(name, _)| fields.contains(name.as_str()));
            let values = values.map(|(name, bytes)| Ok((name, String::from_utf8(bytes)?)));
            let values = values.collect::<Result<_>>()?;
            self.values.push(Opening { subject: subject.to_owned(), key: hex(&key.digests()), values });
        }
        Ok(())
    }

    /// The files that events name, with their keys.
    async fn files<'e>(&mut self, events: &[&'e Event]) -> Result<Vec<(&'e FileGiven, SubjectKey)>> {
        let mut found = Vec::new();
        for event in events {
            let Some(CaseEvent::FileAdded(added)) = event.body.of_case() else { continue };
            let subject = subject(&added.given.file);
            let Some(key) = self.key(&subject).await? else { continue };
            self.values.push(Opening { subject, key: hex(&key.digests()), values: Vec::new() });
            found.push((&added.given, key));
        }
        Ok(found)
    }

    /// The key of a subject; none if it was destroyed, which is noted.
    async fn key(&mut self, subject: &str) -> Result<Option<SubjectKey>> {
        let key = self.shelf.register.subject_key(self.shelf.master, subject).await?;
        if key.is_none() {
            self.erased.insert(subject.to_owned());
        }
        Ok(key)
    }
}

/// Adds a file after reading it once.
async fn file(
    pack: &mut Pack,
    store: &Store,
    number: usize,
    given: &FileGiven,
    key: SubjectKey,
) -> Result<(), NotMade> {
    let (from, wanted, content) = (store.clone(), given.clone(), key.content());
    let lost = |why| NotMade::Lost(given.file.clone(), why);
    let reckoned = tokio::task::spawn_blocking(move || reckon(&from, &wanted, &key))
        .await
        .map_err(|ended| anyhow!("reading a file: {ended}"))?
        .map_err(lost)?;
    let name = format!("files/{number:03}-{}", plain(&given.name));
    let (from, no) = (store.clone(), given.file.clone());
    let open = move || -> io::Result<Pieces> {
        let pieces = from.read(&no, &content).map_err(io::Error::other)?;
        Ok(Box::new(pieces.map(|piece| piece.map_err(io::Error::other))))
    };
    Ok(pack.add_pieces(&name, Is::File(given.file.clone()), reckoned, Content::Pieces(Box::new(open)))?)
}

fn reckon(store: &Store, wanted: &FileGiven, key: &SubjectKey) -> Result<Reckoned, Unread> {
    let mut reckoned = Reckoned::default();
    for piece in store.read(&wanted.file, &key.content())? {
        reckoned.piece(&piece?);
    }
    let (size, digest) = reckoned.so_far();
    if size != wanted.size || hex(&key.digest(CONTENT, &digest)) != wanted.digest {
        return Err(Unread::Altered);
    }
    Ok(reckoned)
}

/// A name that every system takes as one of its own, with its ending.
fn plain(name: &str) -> String {
    name.chars().map(|c| if matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|') { '_' } else { c }).collect()
}
