//! Files of cases: taken in pieces, kept before their event is, opened for who may read the case, and proved.
//!
//! Whether a file is taken is `decide`'s to say, asked before its bytes come and again with its event.

pub mod said;
pub mod shelf;
pub mod thumbnail;

use crate::act::{self, Ask, Denied, Done};
use crate::desk::Desk;
use crate::field::Field;
use anyhow::{Context, Result, anyhow};
use clearance::case::Case;
use clearance::case::decide::Command;
use clearance::case::file::CaseFile;
use clearance::event::file::{CONTENT, FileGiven, FileOf, subject};
use files::{Incoming, Kept, Store, Unread};
use register::head_file::hex;
use register::sealed::{Apart, SubjectKey};
use sha2::{Digest, Sha256};
use values::calendar::Timestamp;
use values::code::TableCode;
use values::id::FileId;
use values::media::{self, Media, TextWatch, Unfit};

/// What is said of a file before its bytes come.
#[derive(Clone, Debug)]
pub struct Said {
    /// Its name.
    pub name: String,
    /// What of the case it belongs to.
    pub of: FileOf,
    /// Which paper it is.
    pub kind: Option<TableCode>,
    /// The file whose place it takes.
    pub replaces: Option<FileId>,
    /// When a photograph was taken.
    pub taken_at: Option<Timestamp>,
    /// Where.
    pub taken_where: Option<String>,
}

/// Why a file was not taken.
#[derive(Debug)]
pub enum Refused {
    /// As for any command.
    Denied(Denied),
    /// Its content is not what can be taken under its name.
    Unfit(Unfit),
}

impl From<Denied> for Refused {
    fn from(denied: Denied) -> Refused {
        Refused::Denied(denied)
    }
}

impl From<anyhow::Error> for Refused {
    fn from(error: anyhow::Error) -> Refused {
        Refused::Denied(Denied::Broken(error))
    }
}

/// A file that comes in.
pub struct Receiving {
    said: Said,
    case: Case,
    /// The beginning, until enough is there to know what it is.
    head: Vec<u8>,
    known: Option<Known>,
    key: SubjectKey,
    apart: Apart,
    incoming: Incoming,
}

/// What it was found to be.
struct Known {
    media: Media,
    text: Option<TextWatch>,
}

/// What became of a file that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Its number; of the same content the number that it had.
    pub file: FileId,
    /// What was written; none where the case had it already.
    pub done: Option<Done>,
}

/// Begins to take a file for a case, if it would be taken.
///
/// # Errors
/// It would not, or the disk says no.
pub async fn begin(desk: &Desk, ask: &Ask, no: &str, said: Said) -> Result<Receiving, Refused> {
    let Some((case, _)) = act::load(&desk.field, ask, no).await? else { return Err(Denied::Hidden.into()) };
    if desk.reserve.is_short() {
        return Err(Denied::Full.into());
    }
    let file = FileId::of_chance(desk.chance.bytes());
    // Of what kind it is and how long is known later; that somebody may, and of what, is known now.
    let law = desk.field.law_of(&case.policy, case.day).await?;
    let any = law.policy.takes_on(desk.field.day(ask.now)).next().map_or(Media::Plain, |row| row.media);
    let empty = given(&said, file.clone(), any, 0, String::new());
    act::would(desk, ask, &case, &Command::AddFile(empty)).await?;
    let (key, apart) = desk.field.register.box_up(&desk.field.master, &subject(&file), &[]).await?;
    let incoming = blocking({
        let (store, content) = (store(&desk.field)?.clone(), key.content());
        move || store.begin(file, &content)
    })
    .await?;
    Ok(Receiving { said, case, head: Vec::new(), known: None, key, apart, incoming })
}

impl Receiving {
    /// The next bytes.
    ///
    /// # Errors
    /// They are not what can be taken, or there are more than the text takes.
    pub async fn write(&mut self, desk: &Desk, ask: &Ask, bytes: &[u8]) -> Result<(), Refused> {
        if self.known.is_none() {
            self.head.extend_from_slice(bytes);
            if self.head.len() < media::HEAD {
                return Ok(());
            }
            let head = self.look(desk, ask).await?;
            return self.keep(desk, ask, &head).await;
        }
        self.keep(desk, ask, bytes).await
    }

    /// The content is whole: it is kept, and then its event.
    ///
    /// # Errors
    /// As for [`Receiving::write`], or the event is refused; nothing is left then.
    pub async fn finish(mut self, desk: &Desk, ask: &Ask) -> Result<Taken, Refused> {
        if self.known.is_none() {
            let head = self.look(desk, ask).await?;
            self.keep(desk, ask, &head).await?;
        }
        let Receiving { said, case, known, key, apart, incoming, .. } = self;
        let Some(Known { media, text }) = known else { return Err(anyhow!("a file that nobody looked at").into()) };
        if text.is_some_and(|text| !text.ended()) {
            return Err(Refused::Unfit(Unfit::Unknown));
        }
        let kept = blocking(move || incoming.finish()).await?;
        let outcome = add(desk, ask, &case, (said, media, &kept), (key, apart)).await;
        let kept_for_nobody = match &outcome {
            Ok(taken) => taken.file != kept.file,
            Err(Refused::Denied(denied)) => is_sure(denied),
            Err(Refused::Unfit(_)) => true,
        };
        if kept_for_nobody {
            let (store, file) = (store(&desk.field)?.clone(), kept.file.clone());
            if let Err(error) = blocking(move || store.remove(&file)).await {
                tracing::warn!("file {} stays until the next sweep: {error:?}", kept.file);
            }
        }
        outcome
    }

    /// Looks at the beginning; gives it back.
    async fn look(&mut self, desk: &Desk, ask: &Ask) -> Result<Vec<u8>, Refused> {
        let head = std::mem::take(&mut self.head);
        let looked = &head[..head.len().min(media::HEAD)];
        let (media, _) = Media::of_named(looked, &self.said.name).map_err(Refused::Unfit)?;
        let text = matches!(media, Media::Xml | Media::Plain).then(TextWatch::default);
        self.known = Some(Known { media, text });
        self.fits(desk, ask, 0).await?;
        Ok(head)
    }

    async fn keep(&mut self, desk: &Desk, ask: &Ask, bytes: &[u8]) -> Result<(), Refused> {
        self.fits(desk, ask, bytes.len() as u64).await?;
        if let Some(Known { text: Some(text), .. }) = &mut self.known
            && !text.goes_on(bytes)
        {
            return Err(Refused::Unfit(Unfit::Unknown));
        }
        // A piece is written in less time than it takes to hand it over to another thread.
        self.incoming.write(bytes).map_err(|error| on_disk(&error))?;
        Ok(())
    }

    /// Whether so many more bytes would still be taken.
    async fn fits(&self, desk: &Desk, ask: &Ask, more: u64) -> Result<(), Refused> {
        let Some(known) = &self.known else { return Ok(()) };
        let law = desk.field.law_of(&self.case.policy, self.case.day).await?;
        let size = self.incoming.size() + more;
        clearance::case::decide::file::takes(&law.policy, known.media, size, desk.field.day(ask.now))
            .map_err(|why| Denied::NotAllowed(Box::new(why)))?;
        Ok(())
    }
}

/// Whether it is sure that no event was written. Where it is not, as when the connection was lost at the commit, the file stays: the
/// sweep removes it if no event names it.
fn is_sure(denied: &Denied) -> bool {
    match denied {
        Denied::Faults(_)
        | Denied::NotAllowed(_)
        | Denied::Forbidden(_)
        | Denied::Hidden
        | Denied::Stale { .. }
        | Denied::KeyReused => true,
        Denied::Busy(_) | Denied::Full | Denied::Broken(_) => false,
    }
}

/// Adds a file that is on the disk to its case, unless the case has its content already.
async fn add(
    desk: &Desk,
    ask: &Ask,
    case: &Case,
    (said, media, kept): (Said, Media, &Kept),
    (key, apart): (SubjectKey, Apart),
) -> Result<Taken, Refused> {
    // Read again: the same may have come twice at once.
    let no = case.no.as_str();
    let Some((case, _)) = act::load(&desk.field, ask, no).await? else { return Err(Denied::Hidden.into()) };
    let stands = |file: &CaseFile| file.replaced.is_none() && (ask.enterprise.is_none() || file.is_of_enterprise());
    if let Some(file) = same(&desk.field, &case, kept, stands).await? {
        return Ok(Taken { file, done: None });
    }
    let given = given(&said, kept.file.clone(), media, kept.size, digest(&key, kept));
    let mut asks = Ask { apart, ..ask.clone() };
    if let Some(key) = &mut asks.key {
        // What is repeated under a key is the same content, too.
        key.digest = Sha256::new().chain_update(key.digest).chain_update(kept.digest).finalize().into();
    }
    let done = act::act(desk, &asks, no, None, &Command::AddFile(given)).await?;
    if !done.repeated {
        return Ok(Taken { file: kept.file.clone(), done: Some(done) });
    }
    // A repetition is answered as the first time, and what it brought was another file. Whatever keeps it from being found, this one
    // stays: an append that was repeated by itself may have been its own.
    let unsure = || Denied::Busy("the file of a repetition is not found".into());
    let Some((case, _)) = act::load(&desk.field, ask, no).await? else { return Err(unsure().into()) };
    let file = same(&desk.field, &case, kept, |_| true).await?.ok_or_else(unsure)?;
    Ok(Taken { file, done: Some(done) })
}

/// The file of a case that has this content, of those that are meant.
async fn same(
    field: &Field,
    case: &Case,
    kept: &Kept,
    meant: impl Fn(&CaseFile) -> bool,
) -> Result<Option<FileId>, Refused> {
    for known in case.files.iter().filter(|known| known.given.size == kept.size && meant(known)) {
        let own = field.register.subject_key(&field.master, &subject(&known.given.file)).await?;
        if own.is_some_and(|key| digest(&key, kept) == known.given.digest) {
            return Ok(Some(known.given.file.clone()));
        }
    }
    Ok(None)
}

fn given(said: &Said, file: FileId, media: Media, size: u64, digest: String) -> FileGiven {
    let Said { name, of, kind, replaces, taken_at, taken_where } = said.clone();
    FileGiven { file, name, media, size, digest, of, kind, replaces, taken_at, taken_where }
}

fn digest(key: &SubjectKey, kept: &Kept) -> String {
    hex(&key.digest(CONTENT, &kept.digest))
}

/// A file that was opened: it was proved whole, and its pieces come in order.
pub struct Opened {
    /// What stands of it.
    pub file: CaseFile,
    /// The pieces.
    pub pieces: files::store::Reading,
}

/// Why a file of a case is not opened.
#[derive(Debug)]
pub enum Closed {
    /// The case has no such file, or none that this asker reads.
    Unknown,
    /// Its key was destroyed.
    Erased,
    /// It is not on the disk as it was kept.
    Lost(Unread),
    /// Ours to mend.
    Broken(anyhow::Error),
}

/// Opens a file of a case for somebody who may read the whole of it.
///
/// # Errors
/// There is none, it was erased, or it is not what was kept: then nothing of it is given.
pub async fn open(field: &Field, case: &Case, file: &FileId, enterprise: bool) -> Result<Opened, Closed> {
    let known = case.file(file).filter(|known| !enterprise || known.is_of_enterprise()).ok_or(Closed::Unknown)?;
    let key = field.register.subject_key(&field.master, &subject(file)).await.map_err(Closed::Broken)?;
    let key = key.ok_or(Closed::Erased)?;
    let store = store(field).map_err(Closed::Broken)?.clone();
    let (wanted, file) = (known.given.clone(), file.clone());
    let pieces = tokio::task::spawn_blocking(move || proved(&store, &wanted, &file, &key))
        .await
        .map_err(|error| Closed::Broken(error.into()))?
        .map_err(Closed::Lost)?;
    Ok(Opened { file: known.clone(), pieces })
}

/// The pieces of a file that was read once to its end and is what its event says.
fn proved(store: &Store, wanted: &FileGiven, file: &FileId, key: &SubjectKey) -> Result<files::store::Reading, Unread> {
    is_as_kept(store, wanted, (file, key), |_| {})?;
    store.read(file, &key.content())
}

/// Reads a file to its end and holds it against its event; `seen` is told of each piece.
fn is_as_kept(
    store: &Store,
    wanted: &FileGiven,
    (file, key): (&FileId, &SubjectKey),
    seen: impl FnMut(usize),
) -> Result<(), Unread> {
    let kept = store.prove_at(file, &key.content(), seen)?;
    let same = kept.size == wanted.size && digest(key, &kept) == wanted.digest;
    if same { Ok(()) } else { Err(Unread::Altered) }
}

/// Removes from the disk what was destroyed in the record. Whatever keeps it from being removed, the next sweep does it.
///
/// # Errors
/// The disk says no.
pub async fn remove(field: &Field, files: Vec<FileId>) -> Result<()> {
    let store = store(field)?.clone();
    let removed = blocking(move || files.iter().try_for_each(|file| store.remove(file))).await;
    removed.map_err(|refused| anyhow!("files that went in the record stay on the disk until the sweep: {refused:?}"))
}

fn store(field: &Field) -> Result<&Store> {
    field.files.as_ref().context("no folder for files was opened")
}

/// Does what waits for the disk beside what serves.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> Result<T, Refused> {
    let done = tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)?;
    done.map_err(|error| on_disk(&error))
}

fn on_disk(error: &std::io::Error) -> Refused {
    if error.kind() == std::io::ErrorKind::StorageFull {
        return Denied::Full.into();
    }
    Denied::Broken(anyhow!("the folder of files: {error}")).into()
}
