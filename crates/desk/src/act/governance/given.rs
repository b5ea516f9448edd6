//! What somebody gives, in words: checked, hashed, and made a command; every fault at once.

use super::super::edition::{shapes, words};
use super::super::{Ask, Denied, carry};
use super::submit::archive;
use crate::desk::Desk;
use crate::edition::Files;
use crate::record;
use clearance::event::edition::OpenCases;
use clearance::event::governance::{Letter, Stance};
use governance::decide::Command;
use governance::text::hash;
use governance::{Proposal, Wording};
use policy::entry::{Edit, Entry};
use policy::governance::ProposalAct;
use policy::patch::edits;
use std::collections::BTreeMap;
use values::calendar::Day;
use values::fault::Fault;
use values::media::Media;
use values::single::day_of_our_time;
use values::text::Text;

/// Bytes that are kept under their hash.
pub(super) type Kept = Vec<u8>;

/// The largest document, in bytes.
const DOCUMENT_MAX: usize = 8_000_000;
/// The most characters of a number.
const NUMBER_MAX: usize = 80;

/// A text as somebody wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drafting {
    /// The files that are to be otherwise, whole; an empty one goes. All others stay as the edition of the first day has them.
    pub files: Files,
    /// Why.
    pub reason: String,
    /// The first day that it would govern.
    pub from: Day,
    /// What becomes of open cases.
    pub open: OpenCases,
}

/// A letter of the superior with its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// 文号.
    pub number: String,
    /// Its day.
    pub day: Day,
    /// The file.
    pub bytes: Vec<u8>,
}

/// What somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // as the commands
pub enum Wanted {
    Draft(Drafting),
    Edit(Drafting),
    Propose,
    Consult { text: String, entry: Option<Entry>, stance: Stance, words: String },
    Answer { opinion: u64, words: String },
    Settle { opinion: u64, words: String },
    Close,
    Ballot { text: String, favour: bool, words: String },
    Submit { text: String },
    Approve(Document),
    Refuse(Document, String),
    File(Document),
    Suspend { words: String },
    Resume { words: String },
    RollBack { entries: Vec<Entry>, from: Day, words: String },
    Withdraw { words: String },
}

impl Wanted {
    /// The act that it is.
    pub fn act(&self) -> ProposalAct {
        match self {
            Wanted::Draft(_) | Wanted::Edit(_) => ProposalAct::Edit,
            Wanted::Propose => ProposalAct::Propose,
            Wanted::Consult { .. } => ProposalAct::Consult,
            Wanted::Answer { .. } => ProposalAct::Answer,
            Wanted::Settle { .. } => ProposalAct::Settle,
            Wanted::Close => ProposalAct::Close,
            Wanted::Ballot { .. } => ProposalAct::Ballot,
            Wanted::Submit { .. } => ProposalAct::Submit,
            Wanted::Approve(_) | Wanted::Refuse(..) => ProposalAct::Approve,
            Wanted::File(_) => ProposalAct::File,
            Wanted::Suspend { .. } => ProposalAct::Suspend,
            Wanted::Resume { .. } => ProposalAct::Resume,
            Wanted::RollBack { .. } => ProposalAct::RollBack,
            Wanted::Withdraw { .. } => ProposalAct::Withdraw,
        }
    }
}

/// The command, and what is kept with it.
pub(super) async fn command(
    desk: &Desk,
    ask: &Ask,
    of: Option<&Proposal>,
    wanted: &Wanted,
) -> Result<(Command, Vec<Kept>), Denied> {
    let mut kept = Vec::new();
    let no = || of.map(|of| of.no).ok_or(Denied::Hidden);
    let command = match wanted {
        Wanted::Draft(drafting) => {
            let (wording, words) = drafted(desk, ask, drafting, None, &mut kept).await?;
            Command::Draft { wording, words }
        }
        Wanted::Edit(drafting) => {
            let puts_back = of.and_then(|of| of.puts_back);
            let (wording, words) = drafted(desk, ask, drafting, puts_back, &mut kept).await?;
            Command::Edit { no: no()?, wording, words }
        }
        Wanted::Propose => {
            let of = of.ok_or(Denied::Hidden)?;
            Command::Propose { no: of.no, wording: Box::new(carry::wording(&desk.field, &of.text).await?) }
        }
        Wanted::Consult { text, entry, stance, words } => {
            let words = maybe(words, *stance != Stance::Agrees, &mut kept)?;
            Command::Consult { no: no()?, text: text.clone(), entry: entry.clone(), stance: *stance, words }
        }
        Wanted::Answer { opinion, words } => {
            Command::Answer { no: no()?, opinion: *opinion, words: said(words, &mut kept)? }
        }
        Wanted::Settle { opinion, words } => {
            Command::Settle { no: no()?, opinion: *opinion, words: said(words, &mut kept)? }
        }
        Wanted::Close => Command::Close { no: no()? },
        Wanted::Ballot { text, favour, words } => {
            let words = maybe(words, !favour, &mut kept)?;
            Command::Ballot { no: no()?, text: text.clone(), favour: *favour, words }
        }
        Wanted::Submit { text } => {
            let archive = sent(desk, of, &mut kept).await?;
            Command::Submit { no: no()?, text: text.clone(), archive }
        }
        Wanted::Approve(document) => Command::Approve { no: no()?, letter: letter(desk, ask, document, &mut kept)? },
        Wanted::Refuse(document, words) => {
            let letter = letter(desk, ask, document, &mut kept)?;
            Command::Refuse { no: no()?, letter, words: said(words, &mut kept)? }
        }
        Wanted::File(document) => Command::File { no: no()?, letter: letter(desk, ask, document, &mut kept)? },
        Wanted::Suspend { words } => Command::Suspend { no: no()?, words: said(words, &mut kept)? },
        Wanted::Resume { words } => Command::Resume { no: no()?, words: said(words, &mut kept)? },
        Wanted::RollBack { entries, from, words } => {
            let of = of.ok_or(Denied::Hidden)?;
            let wording = back(desk, of, entries, *from).await?;
            kept.push(wording.bytes());
            Command::RollBack { no: of.no, wording: Box::new(wording), words: said(words, &mut kept)? }
        }
        Wanted::Withdraw { words } => Command::Withdraw { no: no()?, words: said(words, &mut kept)? },
    };
    Ok((command, kept))
}

/// The hash of the archive that is sent.
async fn sent(desk: &Desk, of: Option<&Proposal>, kept: &mut Vec<Kept>) -> Result<String, Denied> {
    let sent = archive(desk, of.ok_or(Denied::Hidden)?).await?;
    let digest = hash(&sent);
    kept.push(sent);
    Ok(digest)
}

/// The hash of words that must be there.
fn said(text: &str, kept: &mut Vec<Kept>) -> Result<String, Denied> {
    if let Some(fault) = words("reason", text) {
        return Err(Denied::Faults(vec![fault]));
    }
    let bytes = text.trim().as_bytes().to_vec();
    let digest = hash(&bytes);
    kept.push(bytes);
    Ok(digest)
}

/// The same of words that need not be there always.
fn maybe(text: &str, needed: bool, kept: &mut Vec<Kept>) -> Result<Option<String>, Denied> {
    if needed || !text.trim().is_empty() { said(text, kept).map(Some) } else { Ok(None) }
}

fn letter(desk: &Desk, ask: &Ask, given: &Document, kept: &mut Vec<Kept>) -> Result<Letter, Denied> {
    let mut faults: Vec<Fault> = words("number", &given.number).into_iter().collect();
    if NUMBER_MAX < given.number.chars().count() {
        let wanted = Text::new(format!("不超过 {NUMBER_MAX} 个字符"), format!("at most {NUMBER_MAX} characters"));
        faults.push(Fault::new("number", "length", "", wanted));
    }
    let today = desk.field.day(ask.now);
    if today < given.day {
        let wanted = Text::new(format!("不晚于 {today} 的日期"), format!("a day not after {today}"));
        faults.push(Fault::new("day", "out_of_range", given.day.to_string(), wanted));
    }
    if !matches!(Media::of(&given.bytes), Ok(Media::Pdf | Media::Jpeg | Media::Png)) || DOCUMENT_MAX < given.bytes.len()
    {
        let wanted = Text::fixed("不超过 8 MB 的 PDF 或者图片", "a PDF or picture of at most 8 MB");
        faults.push(Fault::new("document", "kind", "", wanted));
    }
    if !faults.is_empty() {
        return Err(Denied::Faults(faults));
    }
    kept.push(given.bytes.clone());
    let number = given.number.trim().to_owned();
    Ok(Letter { number, day: given.day, document: hash(&given.bytes) })
}

/// What files say otherwise than the edition of the first day.
async fn drafted(
    desk: &Desk,
    ask: &Ask,
    given: &Drafting,
    puts_back: Option<u64>,
    kept: &mut Vec<Kept>,
) -> Result<(Box<Wording>, String), Denied> {
    let field = &desk.field;
    let today = field.day(ask.now);
    let mut faults = shapes(&given.files);
    faults.extend(words("reason", &given.reason));
    faults.extend(day_of_our_time("from", given.from).err());
    if given.from < today {
        let wanted = Text::new(format!("不早于 {today} 的日期"), format!("a day not before {today}"));
        faults.push(Fault::new("from", "out_of_range", given.from.to_string(), wanted));
    }
    let base = field.law(given.from.max(today)).await?;
    let before = record::files(&field.register, base.version()).await?;
    let mut after: BTreeMap<String, String> = before.iter().cloned().collect();
    for (path, text) in &given.files {
        if text.trim().is_empty() { drop(after.remove(path)) } else { drop(after.insert(path.clone(), text.clone())) }
    }
    let edits: Vec<Edit> = edits(&before, &after.into_iter().collect::<Files>());
    if !edits.iter().any(Edit::speaks) {
        let wanted = Text::fixed("与现行版本不同的条目", "entries that differ from the edition in force");
        faults.push(Fault::new("files", "unchanged", "", wanted));
    }
    if !faults.is_empty() {
        return Err(Denied::Faults(faults));
    }
    let wording = Wording { edits, from: given.from, open: given.open, puts_back };
    kept.push(wording.bytes());
    Ok((Box::new(wording), said(&given.reason, kept)?))
}

/// What entries of a proposal said before it; all of them where none is named.
async fn back(desk: &Desk, of: &Proposal, entries: &[Entry], from: Day) -> Result<Wording, Denied> {
    let unknown = entries.iter().filter(|entry| !of.touches.contains(entry));
    let faults: Vec<Fault> = unknown
        .map(|entry| {
            let wanted = Text::fixed("提案所改的条目", "an entry that the proposal touches");
            Fault::new("entries", "not_fitting", entry.name.as_str(), wanted)
        })
        .collect();
    if !faults.is_empty() {
        return Err(Denied::Faults(faults));
    }
    let named = |edit: &Edit| entries.is_empty() || entries.contains(&edit.entry) || !edit.speaks();
    let edits = carry::wording(&desk.field, &of.text).await?.undone().into_iter().filter(named).collect();
    Ok(Wording { edits, from, open: OpenCases::AsBefore, puts_back: Some(of.no) })
}
