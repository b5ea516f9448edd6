//! Personal data, sealed apart from the log under a key of its subject that can be destroyed.
//!
//! Each subject has a random key, wrapped by a master key that the caller holds outside the database. A field is sealed by
//! XChaCha20-Poly1305 with subject and field as associated data, so that no box opens in another's place. An event holds only
//! HMAC(subject key, bytes): while the key exists the digest can be checked; once it is destroyed nobody can make it again, not
//! even from the right number. Persons are found by a blind index: HMAC(index key, field, exact value), never by name parts.

use anyhow::{Context, Result, anyhow, ensure};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::Register;
use crate::engine::Step;
use crate::erase::erasing;
use crate::merkle::Hash;
use crate::scope::Scope;
use crate::table::{Rows, Table};
use crate::value::{Row, Value};
use clearance::intent::REGION;

const KEY: &str = "SELECT wrapped FROM subject_key WHERE office = $1 AND subject = $2";
const OPEN: &str = "SELECT field, box FROM sealed WHERE office = $1 AND subject = $2 ORDER BY field";
const FIND: &str = "SELECT subject FROM blind WHERE office = $1 AND field = $2 AND mark = $3 ORDER BY subject";

const ANY: &str =
    "SELECT subject FROM subject_key WHERE office = $1 AND subject >= $2 AND subject < $3 ORDER BY subject LIMIT 1";
const BEGIN: &str =
    "INSERT INTO subject_key (office, subject, wrapped) VALUES ($1, $2, $3) ON CONFLICT (office, subject) DO NOTHING";

/// The subject whose key says whose register it is.
const IDENTITY: &str = "register";

pub(crate) const TEXTS: &[&str] = &[KEY, ANY, BEGIN, OPEN, FIND];

/// The wrapped keys of subjects.
pub(crate) static SUBJECT_KEY: Table = Table::latest("subject_key", 2, &["office", "subject", "wrapped"]);
/// The boxes.
pub(crate) static SEALED: Table = Table::latest("sealed", 3, &["office", "subject", "field", "box"]);
/// The blind index. A subject is found by what it was called before, too, until it is erased.
pub(crate) static BLIND: Table = Table::first("blind", 4, &["office", "field", "mark", "subject"]);

/// The keys that never enter the database.
#[derive(Clone)]
pub struct Master {
    wrap: XChaCha20Poly1305,
    index: [u8; 32],
}

/// A field of personal data. What may be searched for is put into the blind index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Personal {
    /// Its name, as the event has it.
    pub field: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Whether the person can be found by exactly this content.
    pub searched: bool,
}

/// The key of one subject, unwrapped.
pub struct SubjectKey {
    key: [u8; 32],
}

/// Personal data in their boxes, not stored yet: they are written with the events that name their subject, or not at all.
#[derive(Clone, Debug, Default)]
pub struct Apart {
    boxes: Vec<Boxed>,
}

/// The data of one subject.
#[derive(Clone, Debug)]
struct Boxed {
    subject: String,
    wrapped: Vec<u8>,
    /// Field and box.
    sealed: Vec<(String, Vec<u8>)>,
    /// Field and mark.
    marks: Vec<(String, Hash)>,
}

impl Apart {
    /// The data of both.
    pub fn extend(&mut self, other: Apart) {
        self.boxes.extend(other.boxes);
    }

    /// The rows of the subjects that `named` knows.
    pub fn rows(&self, named: impl Fn(&str) -> bool) -> Vec<Rows> {
        let (mut keys, mut sealed, mut marks) = (Vec::new(), Vec::new(), Vec::new());
        for boxed in self.boxes.iter().filter(|boxed| named(&boxed.subject)) {
            let (office, subject): (Value, Value) = (REGION.into(), boxed.subject.as_str().into());
            keys.push(vec![office.clone(), subject.clone(), boxed.wrapped.as_slice().into()]);
            for (field, bytes) in &boxed.sealed {
                sealed.push(vec![office.clone(), subject.clone(), field.as_str().into(), bytes.as_slice().into()]);
            }
            for (field, mark) in &boxed.marks {
                marks.push(vec![office.clone(), field.as_str().into(), mark.as_slice().into(), subject.clone()]);
            }
        }
        let tables = [(&SUBJECT_KEY, keys), (&SEALED, sealed), (&BLIND, marks)];
        tables.into_iter().map(|(table, tuples)| Rows { table, tuples }).collect()
    }
}

impl Master {
    /// Makes the keys for wrapping and for the index out of one secret of 32 bytes.
    pub fn new(secret: &[u8; 32]) -> Master {
        let wrap = mac(secret, &[b"santong wrap"]);
        Master { wrap: XChaCha20Poly1305::new(&wrap.into()), index: mac(secret, &[b"santong index"]) }
    }

    /// A key for another purpose, which follows from the same secret.
    pub fn key_for(&self, purpose: &str) -> [u8; 32] {
        mac(&self.index, &[b"santong key", purpose.as_bytes()])
    }

    fn blind(&self, field: &str, bytes: &[u8]) -> Hash {
        mac(&self.index, &[field.as_bytes(), bytes])
    }

    fn unwrap(&self, subject: &str, wrapped: &[u8]) -> Result<SubjectKey> {
        let key =
            open(&self.wrap, &[subject.as_bytes(), b"key"], wrapped).context("the subject's key does not unwrap")?;
        let key = key.try_into().ok().context("the subject's key is not 32 bytes")?;
        Ok(SubjectKey { key })
    }
}

impl SubjectKey {
    /// What the event holds in place of a field: HMAC-SHA-256 with the subject's key over field and content.
    pub fn digest(&self, field: &str, bytes: &[u8]) -> Hash {
        digest_by(&self.digests(), field, bytes)
    }

    /// What its digests are made with: whoever holds it can hold what was sealed against them, and open nothing.
    pub fn digests(&self) -> [u8; 32] {
        mac(&self.key, &[b"digest"])
    }

    /// The key under which the content of a file is sealed that is its subject.
    pub fn content(&self) -> [u8; 32] {
        mac(&self.key, &[b"content"])
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&mac(&self.key, &[b"seal"]).into())
    }
}

/// The digest of a field by what [`SubjectKey::digests`] gave.
pub fn digest_by(key: &[u8; 32], field: &str, bytes: &[u8]) -> Hash {
    mac(key, &[field.as_bytes(), bytes])
}

/// HMAC-SHA-256 over parts, each led by its length so that no two lists of parts give the same bytes.
fn mac(key: &[u8; 32], parts: &[&[u8]]) -> Hash {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn associated(parts: &[&[u8]]) -> Vec<u8> {
    parts.iter().flat_map(|part| (part.len() as u64).to_be_bytes().into_iter().chain(part.iter().copied())).collect()
}

fn seal(cipher: &XChaCha20Poly1305, parts: &[&[u8]], bytes: &[u8], nonce: [u8; 24]) -> Result<Vec<u8>> {
    let aad = associated(parts);
    let sealed =
        cipher.encrypt(&XNonce::from(nonce), Payload { msg: bytes, aad: &aad }).map_err(|_| anyhow!("cannot seal"))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn open(cipher: &XChaCha20Poly1305, parts: &[&[u8]], sealed: &[u8]) -> Result<Vec<u8>> {
    let (nonce, sealed) = sealed.split_first_chunk::<24>().context("the box is too short")?;
    let aad = associated(parts);
    cipher
        .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &aad })
        .map_err(|_| anyhow!("the box does not open"))
}

impl Register {
    /// Puts fields of a subject into boxes and nothing into the register: that is for the append of the events that name the
    /// subject. The key is the one that the subject has, or one made by chance; digests for the events are made with it.
    pub async fn box_up(&self, master: &Master, subject: &str, fields: &[Personal]) -> Result<(SubjectKey, Apart)> {
        let mut chance = [0; 56];
        (self.options().chance)(&mut chance);
        let (fresh, nonce) = chance.split_at(32);
        let key = match self.known_key(master, subject).await? {
            Some(key) => key,
            None => SubjectKey { key: fresh.try_into().expect("they are 32") },
        };
        let nonce = nonce.try_into().expect("24 bytes remain");
        let wrapped = seal(&master.wrap, &[subject.as_bytes(), b"key"], &key.key, nonce)?;
        let mut boxed = Boxed { subject: subject.to_owned(), wrapped, sealed: Vec::new(), marks: Vec::new() };
        for personal in fields {
            let mut nonce = [0; 24];
            (self.options().chance)(&mut nonce);
            let parts: [&[u8]; 2] = [subject.as_bytes(), personal.field.as_bytes()];
            boxed.sealed.push((personal.field.clone(), seal(&key.cipher(), &parts, &personal.bytes, nonce)?));
            if personal.searched {
                boxed.marks.push((personal.field.clone(), master.blind(&personal.field, &personal.bytes)));
            }
        }
        Ok((key, Apart { boxes: vec![boxed] }))
    }

    /// Whose register it is: a text that follows from a secret of its own, the same in every process. The first one draws it.
    ///
    /// # Errors
    /// The master key is not the one that the register was begun with.
    pub async fn identity(&self, master: &Master) -> Result<String> {
        if self.point(KEY, vec![REGION.into(), IDENTITY.into()]).await?.is_empty() {
            let (_, apart) = self.box_up(master, IDENTITY, &[]).await?;
            let drawn = apart.boxes.into_iter().map(|boxed| vec![REGION.into(), IDENTITY.into(), boxed.wrapped.into()]);
            let steps = drawn.map(|values| Step::new(BEGIN, values)).collect();
            self.write(steps).await?;
        }
        let key = self.known_key(master, IDENTITY).await.context("the master key is not this register's")?;
        let key = key.context("the register does not say whose it is")?;
        Ok(key.digest(IDENTITY, b"").iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The key of a subject; none if it was erased, or there never was one.
    ///
    /// # Errors
    /// The register cannot be read, or the key is another master's.
    pub async fn subject_key(&self, master: &Master, subject: &str) -> Result<Option<SubjectKey>> {
        self.known_key(master, subject).await
    }

    /// Whether any subject of a prefix that ends in `/` has a key.
    ///
    /// # Errors
    /// The register cannot be read.
    pub async fn any_subject(&self, prefix: &str) -> Result<bool> {
        let after = prefix.replace('/', "0");
        Ok(!self.point(ANY, vec![REGION.into(), prefix.into(), after.into()]).await?.is_empty())
    }

    async fn known_key(&self, master: &Master, subject: &str) -> Result<Option<SubjectKey>> {
        let rows = self.point(KEY, vec![REGION.into(), subject.into()]).await?;
        let read = |mut row: Row| master.unwrap(subject, &row.bytes(0)?);
        rows.into_iter().next().map(read).transpose()
    }

    /// Opens all fields of a subject; empty when there are none or they were erased. Personal data is for those with a part in
    /// the case, which the caller has decided: an officer's or the platform's scope is needed here.
    pub async fn unseal(&self, scope: &Scope, master: &Master, subject: &str) -> Result<Vec<(String, Vec<u8>)>> {
        ensure!(scope.sees_persons(), "personal data is opened for officers and the platform only");
        let Some(key) = self.known_key(master, subject).await? else { return Ok(Vec::new()) };
        let cipher = key.cipher();
        let read = |mut row: Row| {
            let field = row.text(0)?;
            let bytes = open(&cipher, &[subject.as_bytes(), field.as_bytes()], &row.bytes(1)?)?;
            Ok((field, bytes))
        };
        self.point(OPEN, vec![REGION.into(), subject.into()]).await?.into_iter().map(read).collect()
    }

    /// The subjects whose field has exactly this content.
    pub async fn find_person(&self, scope: &Scope, master: &Master, field: &str, bytes: &[u8]) -> Result<Vec<String>> {
        ensure!(scope.sees_persons(), "persons are found by officers and the platform only");
        let mark = master.blind(field, bytes);
        let rows = self.point(FIND, vec![REGION.into(), field.into(), mark.as_slice().into()]).await?;
        rows.into_iter().map(|mut row| row.text(0)).collect()
    }

    /// Destroys a subject's key, boxes and index entries. The events stay, and with them digests that say nothing any more.
    pub async fn erase(&self, subject: &str) -> Result<()> {
        self.write(erasing(subject)).await?;
        Ok(())
    }
}
