//! The one path by which an edition becomes law: asked for by one of operations, confirmed by another natural person (「本方案」三(一)).

use super::region::{fault, record};
use super::{Ask, Denied, Done, permit_act};
use crate::desk::Desk;
use crate::edition::{Edition, Files, Hash, bytes_of, failing, hash_of, named};
use crate::field::Home;
use crate::{prepare, process, record as log};
use clearance::case::refusal::{NotAllowed, Reason};
use clearance::event::edition::{Approved, OpenCases};
use clearance::event::region::RegionEvent;
use clearance::permission::Act;
use clearance::region::RegionState;
use clearance::region::edition::Proposal;
use policy::difference::{Change, difference};
use policy::edition::digest;
use policy::entry::Edit;
use policy::governance::Light;
use policy::patch::edits;
use policy::{Hashing, Policy};
use register::head_file::hex;
use std::sync::Arc;
use values::calendar::Day;
use values::fault::{Fault, TextFault};
use values::single::{day_of_our_time, unseen};
use values::text::Text;
use values::text::mark::is_blank;

/// The most bytes of an edition's file, and of all together.
const FILE_MAX: usize = 4_000_000;
const WHOLE_MAX: usize = 32_000_000;
/// The most characters of a reason or of a word of an approval.
const WORDS_MAX: usize = 1_000;
/// The most files of an edition, and characters of a path.
const FILES_MAX: usize = 2_000;
const PATH_MAX: usize = 200;

/// What somebody asks to adopt.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Every file of the edition.
    pub files: Files,
    /// Why.
    pub reason: String,
    /// The first day that it would govern.
    pub from: Day,
    /// The approvals that come with it.
    pub approvals: Vec<Given>,
    /// What becomes of open cases.
    pub open: OpenCases,
}

/// An approval as somebody gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The file that was approved.
    pub file: String,
    /// By whom.
    pub body: String,
    /// The number of the approval.
    pub number: String,
    /// Its day.
    pub day: Day,
}

/// What was found when an edition was tried.
#[derive(Debug)]
pub struct Tried {
    /// The edition that it would follow.
    pub base: Arc<Edition>,
    /// Its version.
    pub version: String,
    /// What it says otherwise than that one.
    pub changes: Vec<Change>,
    /// Changed files that want an approval, and have none on record.
    pub wanting: Vec<String>,
    /// What fails: of the text, of its examples, of what was asked.
    pub faults: Vec<Fault>,
    approvals: Vec<Approved>,
    /// Changed files that the bureaus make by their votes, and two of operations do not.
    voted: Vec<String>,
}

/// Tries what is asked, from its text to its examples, and says what would be otherwise. Nothing is written.
///
/// # Errors
/// The asker may not, or the record cannot be read.
pub async fn try_out(desk: &Desk, ask: &Ask, asked: &Asked) -> Result<Tried, Denied> {
    permit_act(ask, Act::AdoptEdition)?;
    let field = &desk.field;
    let known = field.known();
    let today = field.day(ask.now);
    let base = field.law_in(&known, asked.from.max(today)).await?;
    let before = log::files(&field.register, base.version()).await?;
    let (mut faults, mut files) = (shapes(&asked.files), asked.files.clone());
    files.sort();
    let version = policy::edition::version(&files, Hashing::Files);
    faults.extend(said(asked, today));
    if version == base.version() {
        let wanted = Text::fixed("与现行版本不同的文件", "files that differ from the edition in force");
        faults.push(Fault::new("files", "unchanged", &version[..8], wanted));
    }
    let wanting = wanting(&known.region, &base, &asked.files, &*field.founding().await?);
    let (approvals, lacking) = approved(asked, &wanting);
    faults.extend(lacking);
    if faults.iter().all(|fault| fault.at != "files") {
        match field.tried(files.clone(), &approvals).await? {
            Err(found) => faults.extend(found.iter().map(of_text)),
            Ok(edition) => {
                faults.extend(another_home(&field.home, &edition));
                faults.extend(failing(&edition).iter().map(of_text));
            }
        }
    }
    let changes = difference(&before, &files);
    let voted = voted(&field.law_in(&known, today).await?.policy, &before, &files, today);
    faults.extend(voted.iter().map(|file| {
        let wanted = Text::fixed("留给运行维护两人改定的文件", "a file that is left to two of operations");
        Fault::new("files", "votes_wanted", file.as_str(), wanted)
    }));
    Ok(Tried { base, version, changes, wanting, faults, approvals, voted })
}

/// Asks that an edition be adopted: it is kept, and waits for another person.
///
/// # Errors
/// The asker may not; every fault at once.
pub async fn propose(desk: &Desk, ask: &Ask, asked: &Asked) -> Result<Done, Denied> {
    let tried = try_out(desk, ask, asked).await?;
    by_two(&desk.field.law(desk.field.day(ask.now)).await?.policy, &tried.voted)?;
    if !tried.faults.is_empty() {
        return Err(Denied::Faults(tried.faults));
    }
    desk.field.register.keep_edition(&hash_of(&tried.version)?, &bytes_of(&asked.files), ask.now.0).await?;
    let making = |region: &RegionState| {
        if let Some(other) = region.waiting().find(|one| one.version == tried.version) {
            let wanted = Text::fixed("尚未提议的版本", "an edition that is not proposed already");
            return Err(fault("files", "duplicate", &other.no.to_string(), wanted));
        }
        if region.edition_on(asked.from).is_some_and(|one| one.version != tried.base.version()) {
            return Err(Denied::Busy("another edition was adopted at this moment".into()));
        }
        Ok(vec![RegionEvent::EditionProposed {
            version: tried.version.clone(),
            base: tried.base.version().to_owned(),
            from: asked.from,
            reason: asked.reason.trim().to_owned(),
            approvals: tried.approvals.clone(),
            open: asked.open,
        }])
    };
    let done = record(desk, ask, Act::AdoptEdition, &making).await?;
    // The others do so within a second.
    prepare::report(desk).await?;
    Ok(done)
}

/// Adopts what another person asked for, once every process that is there has prepared it.
///
/// # Errors
/// The asker may not, or why it cannot be adopted.
pub async fn confirm(desk: &Desk, ask: &Ask, no: u64) -> Result<Done, Denied> {
    permit_act(ask, Act::AdoptEdition)?;
    let field = &desk.field;
    field.catch_up().await?;
    prepare::report(desk).await?;
    let today = field.day(ask.now);
    let law = field.law(today).await?;
    if let Some(proposal) = field.known().region.proposal(no) {
        // What the text leaves to two may be otherwise since it was proposed.
        let before = log::files(&field.register, &proposal.base).await?;
        let after = log::files(&field.register, &proposal.version).await?;
        by_two(&law.policy, &voted(&law.policy, &before, &after, today))?;
    }
    let unprepared = unprepared(desk, ask, no).await?;
    let refused = |reason| Denied::from(NotAllowed::new(&law.policy, reason));
    let making = |region: &RegionState| {
        region.proposal(no).ok_or(Denied::Hidden)?;
        let proposal = region.may_adopt(no, &ask.person, today).map_err(refused)?;
        if let Some(who) = &unprepared {
            return Err(NotAllowed::new(&law.policy, Reason::EditionNotPrepared).saying(who).into());
        }
        Ok(vec![RegionEvent::PolicyAdopted {
            version: proposal.version.clone(),
            region: field.home.code.clone(),
            demonstration: field.demonstration(),
            hashing: Hashing::Files,
            from: Some(proposal.from),
            proposal: Some(no),
            carried: None,
        }])
    };
    record(desk, ask, Act::AdoptEdition, &making).await
}

/// The changed files of which some entry is made by votes on a day.
fn voted(policy: &Policy, before: &Files, after: &Files, today: Day) -> Vec<String> {
    let by_votes = |edit: &Edit| {
        let way = policy.way_of(&edit.entry.file, edit.table.as_deref(), today);
        edit.speaks() && way.is_some_and(|way| way.light == Light::None)
    };
    let mut files: Vec<String> =
        edits(before, after).into_iter().filter(by_votes).map(|edit| edit.entry.file).collect();
    files.dedup();
    files
}

/// Two of operations change what the text leaves to them, and nothing else.
fn by_two(policy: &Policy, voted: &[String]) -> Result<(), Denied> {
    if voted.is_empty() {
        return Ok(());
    }
    let files = Text::new(voted.join("、"), voted.join(", "));
    Err(NotAllowed::new(policy, Reason::VotesWanted).saying(&files).into())
}

/// Which processes have not prepared a proposal, each with why.
async fn unprepared(desk: &Desk, ask: &Ask, no: u64) -> Result<Option<Text>, Denied> {
    let mut lacking = Vec::new();
    for process in process::alive(&desk.field, ask.now).await? {
        match process.said.prepared.get(&no) {
            Some(None) => {}
            Some(Some(why)) => lacking.push(format!("{}: {why}", process.name)),
            None => lacking.push(process.name),
        }
    }
    let said = lacking.join("; ");
    Ok((!said.is_empty()).then(|| Text::new(said.clone(), said)))
}

/// Takes a proposal back.
///
/// # Errors
/// The asker may not, no reason is given, or it does not wait any more.
pub async fn withdraw(desk: &Desk, ask: &Ask, no: u64, reason: &str) -> Result<Done, Denied> {
    let making = |proposal: u64, reason: String| RegionEvent::EditionWithdrawn { proposal, reason };
    of_waiting(desk, ask, Act::AdoptEdition, (no, reason), &making).await
}

/// Lets open cases have what is easier by a proposed edition too: the command centre decides it.
///
/// # Errors
/// The asker may not, no reason is given, or it does not wait any more.
pub async fn ease(desk: &Desk, ask: &Ask, no: u64, reason: &str) -> Result<Done, Denied> {
    let making = |proposal: u64, reason: String| RegionEvent::EditionEased { proposal, reason };
    of_waiting(desk, ask, Act::EaseEdition, (no, reason), &making).await
}

async fn of_waiting(
    desk: &Desk,
    ask: &Ask,
    act: Act,
    (no, reason): (u64, &str),
    event: &(dyn Fn(u64, String) -> RegionEvent + Send + Sync),
) -> Result<Done, Denied> {
    permit_act(ask, act)?;
    if let Some(fault) = words("reason", reason) {
        return Err(Denied::Faults(vec![fault]));
    }
    let law = desk.field.law(desk.field.day(ask.now)).await?;
    let making = |region: &RegionState| {
        let proposal: &Proposal = region.proposal(no).ok_or(Denied::Hidden)?;
        if !proposal.waits() || act == Act::EaseEdition && proposal.open == OpenCases::AsBefore {
            return Err(NotAllowed::new(&law.policy, Reason::ProposalClosed).into());
        }
        Ok(vec![event(no, reason.trim().to_owned())])
    };
    record(desk, ask, act, &making).await
}

/// What is wrong with the names and lengths of files.
pub(crate) fn shapes(files: &Files) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut wrong = |given: &str, zh: &'static str, en: &'static str| {
        faults.push(Fault::new("files", "shape", given, Text::fixed(zh, en)));
    };
    let fits = |path: &str| {
        let part = |part: &str| !part.is_empty() && !part.starts_with('.');
        path.chars().count() <= PATH_MAX && path.split('/').all(part) && !path.contains(['\\', ':', '\0'])
    };
    if FILES_MAX < files.len() {
        wrong(&files.len().to_string(), "不超过 2000 个文件", "at most 2,000 files");
    }
    if WHOLE_MAX < files.iter().map(|(_, text)| text.len()).sum() {
        wrong("", "合计不超过 32 MB", "at most 32 MB together");
    }
    let mut names: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    names.sort_unstable();
    for pair in names.windows(2).filter(|pair| pair[0] == pair[1]) {
        wrong(pair[0], "每个文件一次", "each file once");
    }
    for (path, text) in files {
        if !fits(path) {
            wrong(path, "区域目录内的文件名", "the name of a file in the region's folder");
        }
        if FILE_MAX < text.len() {
            wrong(path, "不超过 4 MB 的文件", "a file of at most 4 MB");
        }
    }
    faults
}

/// What is wrong with words that somebody gave: nothing said, too much, or what nobody can see.
pub(crate) fn words(at: &str, text: &str) -> Option<Fault> {
    if is_blank(text) {
        return Some(Fault::new(at, "required", "", Text::fixed("此项必填", "this field is required")));
    }
    if WORDS_MAX < text.chars().count() {
        let wanted = Text::new(format!("不超过 {WORDS_MAX} 个字符"), format!("at most {WORDS_MAX} characters"));
        return Some(Fault::new(at, "length", "", wanted));
    }
    unseen(at, text)
}

fn said(asked: &Asked, today: Day) -> Vec<Fault> {
    let mut faults: Vec<Fault> = words("reason", &asked.reason).into_iter().collect();
    faults.extend(day_of_our_time("from", asked.from).err());
    if asked.from < today {
        let wanted = Text::new(format!("不早于 {today} 的日期"), format!("a day not before {today}"));
        faults.push(Fault::new("from", "out_of_range", asked.from.to_string(), wanted));
    }
    faults
}

/// The changed files that want an approval and have none on record. A file that the text names may not be left out.
pub(crate) fn wanting(region: &RegionState, base: &Edition, files: &Files, founding: &Edition) -> Vec<String> {
    let listed = |path: &str| [base, founding].iter().any(|one| one.policy.lists.wants_approval(named(path)));
    let written = |path: &str| files.iter().find(|(name, _)| name == path).map(|(_, text)| digest(text.as_bytes()));
    let on_record = |path: &str, hash: &Hash| {
        let hash = hex(hash);
        region.approvals().any(|one| one.file == path && one.hash == hash)
    };
    let mut paths: Vec<&str> = base.files.iter().map(|(path, _)| path.as_str()).collect();
    paths.extend(files.iter().map(|(path, _)| path.as_str()));
    paths.sort_unstable();
    paths.dedup();
    let wants = |path: &&str| match written(path) {
        None => true,
        Some(hash) => {
            base.hash_of(path) != Some(&hash) && founding.hash_of(path) != Some(&hash) && !on_record(path, &hash)
        }
    };
    paths.into_iter().filter(|path| listed(path)).filter(wants).map(str::to_owned).collect()
}

/// The approvals as they go on record, and what they lack.
fn approved(asked: &Asked, wanting: &[String]) -> (Vec<Approved>, Vec<Fault>) {
    let (mut approvals, mut faults) = (Vec::new(), Vec::new());
    let required = || Text::fixed("批准的机关、文号、日期", "who approved it, the number and the day");
    for path in wanting {
        let at = format!("approvals[{path}]");
        let Some((_, text)) = asked.files.iter().find(|(name, _)| name == path) else {
            let wanted = Text::fixed("不可缺少的文件", "a file that may not be left out");
            faults.push(Fault::new("files", "required", path.as_str(), wanted));
            continue;
        };
        let given = asked.approvals.iter().find(|given| given.file == *path).cloned();
        // The rest of the text is tried as if it were approved, so that what fails otherwise is told too.
        let given = given.unwrap_or_else(|| Given {
            file: path.clone(),
            body: String::new(),
            number: String::new(),
            day: asked.from,
        });
        if is_blank(&given.body) || is_blank(&given.number) {
            faults.push(Fault::new(at.as_str(), "required", given.number.as_str(), required()));
        } else {
            faults.extend([&given.body, &given.number].into_iter().find_map(|said| words(&at, said)));
        }
        if asked.from < given.day {
            let wanted = Text::new(format!("不晚于 {} 的日期", asked.from), format!("a day not after {}", asked.from));
            faults.push(Fault::new(at, "out_of_range", given.day.to_string(), wanted));
        }
        let (body, number) = (given.body.trim().to_owned(), given.number.trim().to_owned());
        let hash = hex(&digest(text.as_bytes()));
        approvals.push(Approved { file: path.clone(), hash, body, number, day: given.day });
    }
    for given in asked.approvals.iter().filter(|given| !wanting.contains(&given.file)) {
        let wanted = Text::fixed("须经批准且有改动的文件", "a changed file that wants an approval");
        faults.push(Fault::new("approvals", "not_fitting", given.file.as_str(), wanted));
    }
    (approvals, faults)
}

/// The region's code, its language and its zone are the register's: no edition changes them.
pub(crate) fn another_home(home: &Home, edition: &Edition) -> Option<Fault> {
    let wanted =
        || Text::fixed("与本登记库相同的代号、语言和时区", "the code, language and time zone of this register");
    (Home::of(&edition.policy) != *home).then(|| Fault::new("region.md", "out_of_range", "", wanted()))
}

pub(crate) fn of_text(fault: &TextFault) -> Fault {
    let at = format!("{}:{}:{}", fault.file, fault.line, fault.column);
    Fault::new(at, "text", fault.found.as_str(), fault.wanted.clone())
}
