//! What programs send to do something to a proposal.

use crate::api::body;
use crate::error::Failure;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clearance::event::edition::OpenCases;
use clearance::event::governance::Stance;
use desk::act::governance::{Document, Drafting, Wanted};
use policy::entry::Entry;
use serde::Deserialize;
use std::collections::BTreeMap;
use values::calendar::Day;
use values::fault::Fault;
use values::text::Text;

type Given = Result<(Option<u32>, Wanted), Failure>;

#[derive(Deserialize)]
struct Written {
    /// Files by path; nothing takes one away. Those that are not named stay as they are.
    edition: BTreeMap<String, Option<String>>,
    reason: String,
    from: Day,
    #[serde(default)]
    open: OpenCases,
}

impl Written {
    fn drafting(self) -> Drafting {
        let files = self.edition.into_iter().map(|(path, text)| (path, text.unwrap_or_default())).collect();
        Drafting { files, reason: self.reason, from: self.from, open: self.open }
    }
}

pub(super) fn drafted(body: &[u8]) -> Given {
    Ok((None, Wanted::Draft(body::read::<Written>(body)?.drafting())))
}

pub(super) fn edited(body: &[u8]) -> Given {
    let (version, written) = body::versioned::<Written>(body)?;
    Ok((Some(version), Wanted::Edit(written.drafting())))
}

#[derive(Deserialize)]
struct Nothing {}

pub(super) fn proposed(body: &[u8]) -> Given {
    let (version, Nothing {}) = body::versioned(body)?;
    Ok((Some(version), Wanted::Propose))
}

pub(super) fn closed(body: &[u8]) -> Given {
    let (version, Nothing {}) = body::versioned(body)?;
    Ok((Some(version), Wanted::Close))
}

#[derive(Deserialize)]
struct Opinion {
    text: String,
    #[serde(default)]
    entry: Option<Entry>,
    stance: Stance,
    #[serde(default)]
    words: String,
}

/// Others may speak at the same moment: what counts is the text that was seen.
pub(super) fn consulted(body: &[u8]) -> Given {
    let Opinion { text, entry, stance, words } = body::read(body)?;
    Ok((None, Wanted::Consult { text, entry, stance, words }))
}

#[derive(Deserialize)]
struct Answer {
    opinion: u64,
    words: String,
}

pub(super) fn answered(body: &[u8]) -> Given {
    let Answer { opinion, words } = body::read(body)?;
    Ok((None, Wanted::Answer { opinion, words }))
}

pub(super) fn settled(body: &[u8]) -> Given {
    let Answer { opinion, words } = body::read(body)?;
    Ok((None, Wanted::Settle { opinion, words }))
}

#[derive(Deserialize)]
struct Ballot {
    text: String,
    favour: bool,
    #[serde(default)]
    words: String,
}

/// As for opinions.
pub(super) fn voted(body: &[u8]) -> Given {
    let Ballot { text, favour, words } = body::read(body)?;
    Ok((None, Wanted::Ballot { text, favour, words }))
}

#[derive(Deserialize)]
struct Seen {
    text: String,
}

pub(super) fn submitted(body: &[u8]) -> Given {
    let (version, Seen { text }) = body::versioned(body)?;
    Ok((Some(version), Wanted::Submit { text }))
}

#[derive(Deserialize)]
struct Letter {
    #[serde(default = "yes")]
    granted: bool,
    number: String,
    day: Day,
    /// The file, base64.
    document: String,
    #[serde(default)]
    words: String,
}

fn yes() -> bool {
    true
}

fn letter(body: &[u8]) -> Result<(u32, Letter, Document), Failure> {
    let (version, letter): (u32, Letter) = body::versioned(body)?;
    let bytes = STANDARD.decode(&letter.document).map_err(|_| {
        Failure::faults(vec![Fault::new("document", "base64", "", Text::fixed("文件的 Base64", "a file as base64"))])
    })?;
    let document = Document { number: letter.number.clone(), day: letter.day, bytes };
    Ok((version, letter, document))
}

pub(super) fn approved(body: &[u8]) -> Given {
    let (version, letter, document) = letter(body)?;
    let wanted = if letter.granted { Wanted::Approve(document) } else { Wanted::Refuse(document, letter.words) };
    Ok((Some(version), wanted))
}

pub(super) fn filed(body: &[u8]) -> Given {
    let (version, _, document) = letter(body)?;
    Ok((Some(version), Wanted::File(document)))
}

#[derive(Deserialize)]
struct Why {
    words: String,
}

fn why(body: &[u8]) -> Result<(Option<u32>, String), Failure> {
    let (version, Why { words }) = body::versioned(body)?;
    Ok((Some(version), words))
}

pub(super) fn suspended(body: &[u8]) -> Given {
    why(body).map(|(version, words)| (version, Wanted::Suspend { words }))
}

pub(super) fn resumed(body: &[u8]) -> Given {
    why(body).map(|(version, words)| (version, Wanted::Resume { words }))
}

pub(super) fn withdrawn(body: &[u8]) -> Given {
    why(body).map(|(version, words)| (version, Wanted::Withdraw { words }))
}

#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    entries: Vec<Entry>,
    from: Day,
    words: String,
}

pub(super) fn rolled_back(body: &[u8]) -> Given {
    let (version, Back { entries, from, words }) = body::versioned(body)?;
    Ok((Some(version), Wanted::RollBack { entries, from, words }))
}
