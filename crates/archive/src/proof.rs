//! What the parts of an archive prove together: that its events stand in the record, and that all else is what they say.

use crate::content;
use crate::manifest::{Holder, Is, Manifest, Opening, Part, Place};
use crate::wrong::Wrong;
use clearance::declaration::SealedField;
use clearance::event::Event;
use clearance::event::body::CaseEvent;
use clearance::event::file::{CONTENT, FileGiven, subject};
use ed25519_dalek::{Signature, VerifyingKey};
use register::head_file::{self, Line, hex, unhex};
use register::leaf::leaf_of;
use register::merkle::{Hash, includes};
use register::sealed::digest_by;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use values::id::FileId;
use values::text::Text;

/// What was read so far.
pub(crate) struct Proof<'a> {
    manifest: &'a Manifest,
    line: Option<Line>,
    /// The events that are here word for word, by the version of the case after them.
    events: BTreeMap<u32, Whole>,
    /// How many are here as they are told.
    told: usize,
    /// The version after the last event, which each must follow.
    last: u32,
    /// Parts that repeat an event: which, of which version.
    repeated: Vec<(Part, u32, Value)>,
    values: Vec<Opening>,
    files: Vec<(Part, FileId, Hash)>,
}

struct Whole {
    event: Event,
    json: Value,
}

impl<'a> Proof<'a> {
    pub(crate) fn new(manifest: &'a Manifest) -> Proof<'a> {
        Proof {
            manifest,
            line: None,
            events: BTreeMap::new(),
            told: 0,
            last: 0,
            repeated: Vec::new(),
            values: Vec::new(),
            files: Vec::new(),
        }
    }

    /// A file that was read, with the digest of its content.
    pub(crate) fn file(&mut self, part: &Part, file: &FileId, digest: Hash) -> Result<(), Wrong> {
        if self.files.iter().any(|(_, known, _)| known == file) {
            return Err(Wrong::new(&part.name, "同一文件出现两次", "the same file is here twice"));
        }
        self.files.push((part.clone(), file.clone(), digest));
        Ok(())
    }

    /// Another part.
    pub(crate) fn part(&mut self, part: &Part, content: Vec<u8>) -> Result<(), Wrong> {
        match &part.is {
            Is::Heads => self.heads(part, &content),
            Is::Event(place) => self.event(part, place, &content),
            Is::Told { at, leaf } => {
                let leaf = hash(leaf).ok_or_else(|| not_in(part))?;
                self.stands(part, at, &leaf)?;
                self.told += 1;
                read::<Value>(part, &content).map(drop)
            }
            Is::Declaration { event } | Is::Decision { event } => {
                self.repeated.push((part.clone(), *event, read(part, &content)?));
                Ok(())
            }
            Is::Values => {
                self.values = read(part, &content)?;
                Ok(())
            }
            Is::File(_) => Ok(()),
        }
    }

    fn heads(&mut self, part: &Part, content: &[u8]) -> Result<(), Wrong> {
        let wanted = &self.manifest.key;
        let key = unhex(wanted).and_then(|bytes| bytes.try_into().ok()).and_then(|b| VerifyingKey::from_bytes(&b).ok());
        let holds = |name: &str, text: &[u8], signature: &[u8]| {
            let signature = Signature::from_slice(signature).ok();
            name == wanted
                && key.zip(signature).is_some_and(|(key, signature)| key.verify_strict(text, &signature).is_ok())
        };
        let text = std::str::from_utf8(content).ok().and_then(|text| text.strip_suffix('\n'));
        let line = text.and_then(|text| head_file::one(text, &holds).ok());
        let line = line.ok_or_else(|| Wrong::new(&part.name, "不是签署的一行", "it is no line that was signed"))?;
        self.line = Some(line);
        Ok(())
    }

    fn event(&mut self, part: &Part, place: &Place, content: &[u8]) -> Result<(), Wrong> {
        self.stands(part, place, &leaf_of(content))?;
        let event =
            Event::read(content).map_err(|_| Wrong::new(&part.name, "读不成事件", "it does not read as an event"))?;
        let says = (&event.office, event.seq, event.version, event.case.as_ref());
        if says != (&place.office, place.seq, place.version, Some(&self.manifest.case)) {
            return Err(Wrong::new(
                &part.name,
                "是另一案件或者另一位置的事件",
                "it is an event of another case or place",
            ));
        }
        let json = read(part, content)?;
        self.events.insert(place.version, Whole { event, json });
        Ok(())
    }

    /// Whether a leaf stands at its place under the signed root, after the events before it.
    fn stands(&mut self, part: &Part, place: &Place, leaf: &Hash) -> Result<(), Wrong> {
        let line = self.line.as_ref().ok_or_else(|| not_in(part))?;
        let head = line.heads.iter().find(|head| head.office == place.office.as_str());
        let head = head.ok_or_else(|| not_in(part))?;
        let path: Option<Vec<Hash>> = place.path.iter().map(|text| hash(text)).collect();
        let path = path.ok_or_else(|| not_in(part))?;
        let index = place.seq.checked_sub(1).ok_or_else(|| not_in(part))?;
        if !includes(&head.root, head.size, index, leaf, &path) {
            return Err(not_in(part));
        }
        if place.version <= self.last {
            return Err(Wrong::new(&part.name, "事件的次序不对", "it is out of order"));
        }
        self.last = place.version;
        Ok(())
    }

    /// What all of it proves.
    pub(crate) fn all(mut self, known: bool) -> Result<Vec<Text>, Wrong> {
        let (mut proves, manifest) = (Vec::new(), self.manifest);
        let Some(line) = self.line.take() else {
            return Err(Wrong::new("heads.txt", "缺少签署的一行", "the signed line is missing"));
        };
        proves.push(made_for(manifest));
        proves.push(of_key(&manifest.key, known));
        let (whole, told) = (self.events.len(), self.told);
        proves.push(Text::new(
            format!(
                "案件 {} 的 {} 个事件均在 {} 签署的记录之中：{whole} 个逐字在此，{told} 个按持有人可知的内容在此",
                manifest.case,
                whole + told,
                at(&line)
            ),
            format!(
                "{} events of case {} stand in the record that was signed at {}: {whole} are here word for word, {told} as their holder is told of them",
                whole + told,
                manifest.case,
                at(&line)
            ),
        ));
        proves.push(self.repetitions()?);
        proves.extend(self.openings()?);
        proves.push(Text::fixed(
            "不证明：签署之后又发生了什么；以及是否另有不告知持有人的事件",
            "It does not prove what happened after that signature, nor whether there are events that its holder is not told of",
        ));
        Ok(proves)
    }

    /// Each part that repeats an event is that event's.
    fn repetitions(&self) -> Result<Text, Wrong> {
        let mut decisions = 0;
        for (part, version, value) in &self.repeated {
            let event = self.events.get(version).map(|whole| &whole.json);
            let is_decision = matches!(part.is, Is::Decision { .. });
            let said = event.and_then(if is_decision { content::decision } else { content::declaration });
            if said != Some(value) {
                return Err(Wrong::new(&part.name, "与所称的事件不符", "it is not what its event says"));
            }
            decisions += usize::from(is_decision);
        }
        let declarations = self.repeated.len() - decisions;
        Ok(Text::new(
            format!(
                "{declarations} 份报检内容和 {decisions} 项决定与其事件逐字相同；每项决定可凭其依据用 santong decide 重新作出"
            ),
            format!(
                "{declarations} declarations and {decisions} decisions are what their events say; santong decide makes each again from its receipt"
            ),
        ))
    }

    /// Each file and each value is what the events have the digest of.
    fn openings(&self) -> Result<[Text; 2], Wrong> {
        let keys: BTreeMap<&str, Hash> =
            self.values.iter().filter_map(|one| Some((one.subject.as_str(), hash(&one.key)?))).collect();
        let given = self.given();
        for (part, file, digest) in &self.files {
            let no = || Wrong::new(&part.name, "不是事件所载的文件", "it is not the file that its event names");
            let (given, key) = given.get(file).zip(keys.get(subject(file).as_str())).ok_or_else(no)?;
            if hex(&digest_by(key, CONTENT, digest)) != given.digest || u64::from(part.size) != given.size {
                return Err(no());
            }
        }
        let here: BTreeSet<&FileId> = self.files.iter().map(|(_, file, _)| file).collect();
        let is_erased = |subject: &str| self.manifest.erased.iter().any(|erased| erased == subject);
        if let Some(file) = given.keys().find(|file| !here.contains(*file) && !is_erased(&subject(file))) {
            return Err(Wrong::new(&format!("files/{file}"), "缺少此文件", "this file is missing"));
        }
        let sealed = self.sealed();
        let mut opened = 0;
        for opening in &self.values {
            for (field, value) in &opening.values {
                let wanted = sealed.get(&(opening.subject.as_str(), field.as_str()));
                let made = keys.get(opening.subject.as_str()).map(|key| hex(&digest_by(key, field, value.as_bytes())));
                if made.is_none() || made.as_deref() != wanted.copied() {
                    return Err(Wrong::new(
                        "values.json",
                        format!("{field} 与事件所载不符"),
                        format!("{field} is not what its event has the digest of"),
                    ));
                }
                opened += 1;
            }
        }
        let (files, erased) = (self.files.len(), self.manifest.erased.len());
        Ok([
            Text::new(
                format!("{files} 个文件逐字节就是事件所载的文件；{erased} 项已依法销毁，无从读取"),
                format!(
                    "{files} files are, byte for byte, those that their events name; {erased} things were erased and cannot be read"
                ),
            ),
            Text::new(
                format!("{opened} 项另行密封的内容与事件所载相符"),
                format!("{opened} values that are sealed apart are those of the events"),
            ),
        ])
    }

    /// The files that the events here name.
    fn given(&self) -> BTreeMap<&FileId, &FileGiven> {
        let events = self.events.values().filter_map(|whole| whole.event.body.of_case());
        let given =
            events.filter_map(|event| if let CaseEvent::FileAdded(added) = event { Some(&added.given) } else { None });
        given.map(|given| (&given.file, given)).collect()
    }

    /// The digests that the events here have, by subject and field.
    fn sealed(&self) -> BTreeMap<(&str, &str), &str> {
        let fields = self.events.values().flat_map(|whole| whole.event.body.sealed());
        fields.map(|SealedField { subject, field, mac }| ((subject.as_str(), field.as_str()), mac.as_str())).collect()
    }
}

/// What an archive says of itself: it is signed, and nothing else proves it.
fn made_for(manifest: &Manifest) -> Text {
    let (no, region, made) = (&manifest.case, &manifest.region, manifest.made.to_rfc3339());
    let (zh, en) = match &manifest.holder {
        Holder::Enterprise(id) => (format!("企业 {id}"), format!("enterprise {id}")),
        Holder::Office(code) => (format!("机构 {code}"), format!("office {code}")),
        Holder::Operator => ("平台运维".to_owned(), "the platform's operator".to_owned()),
    };
    Text::new(
        format!("区域 {region} 案件 {no} 的档案，{made} 为{zh}制作"),
        format!("The archive of case {no} of region {region}, made at {made} for {en}"),
    )
}

fn of_key(key: &str, known: bool) -> Text {
    if known {
        return Text::new(format!("由所给公钥 {key} 签署"), format!("It is signed by the key that was given, {key}"));
    }
    Text::new(
        format!("由公钥 {key} 签署；请与区域公布的公钥核对，或者用 --key 给出"),
        format!(
            "It is signed by the key {key}: compare it with the one that the region publishes, or give that with --key"
        ),
    )
}

fn at(line: &Line) -> String {
    values::calendar::Timestamp(line.at).to_rfc3339()
}

fn not_in(part: &Part) -> Wrong {
    Wrong::new(&part.name, "证明不了它在记录之中", "it is not proved to stand in the record")
}

fn read<T: serde::de::DeserializeOwned>(part: &Part, content: &[u8]) -> Result<T, Wrong> {
    serde_json::from_slice(content).map_err(|_| Wrong::new(&part.name, "读不出其内容", "its content does not read"))
}

/// A hash in lower-case hexadecimal.
fn hash(text: &str) -> Option<Hash> {
    unhex(text).filter(|bytes| hex(bytes) == text)?.try_into().ok()
}
