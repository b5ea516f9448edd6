//! Editions, proposals, processes and changes as pages show them.

use crate::frame::Frame;
use crate::part::Moment;
use crate::words;
use clearance::event::edition::{Approved, OpenCases};
use clearance::region::RegionState;
use clearance::region::edition::{Adopted, Fate, Proposal};
use desk::names::Names;
use desk::process::Process;
use policy::difference::{Became, Change};
use std::collections::BTreeMap;
use values::actor::Actor;
use values::text::Language;
use web::post;

/// Characters of a version by which people tell editions apart.
const SHORT: usize = 12;

/// A version as people read it.
pub(super) fn short(version: &str) -> String {
    version.get(..SHORT).unwrap_or(version).to_owned()
}

/// Who did it: office and role; the account too for officers. No name of a person stands on these pages.
pub(crate) fn by(actor: &Actor, names: &Names<'_>, all: bool) -> String {
    let role = post::role(actor.role, names.language);
    let office = actor.office.as_ref().map(|office| names.short_office(office.as_str()));
    let post = office.map_or_else(|| role.to_owned(), |office| format!("{office} · {role}"));
    if all { format!("{post} · {}", actor.account) } else { post }
}

/// An adoption in the list.
pub(super) struct EditionLine {
    pub version: String,
    pub short: String,
    pub path: String,
    /// The first day; nothing of the founding edition.
    pub from: Option<String>,
    pub adopted: Moment,
    pub by: String,
    /// Why it was asked for, and by whom.
    pub reason: Option<(String, String)>,
    pub governs: bool,
    /// Its first day has not come.
    pub later: bool,
    pub demonstration: bool,
    pub open: &'static str,
}

impl EditionLine {
    pub fn new(
        one: &Adopted,
        (region, governs): (&RegionState, u64),
        frame: &Frame,
        names: &Names<'_>,
        all: bool,
    ) -> EditionLine {
        let proposal = one.proposal.and_then(|no| region.proposal(no));
        EditionLine {
            version: one.version.clone(),
            short: short(&one.version),
            path: format!("/editions/{}", one.version),
            from: one.from.map(|from| from.to_string()),
            adopted: frame.moment(one.at),
            by: by(&one.by, names, all),
            reason: proposal.map(|asked| (asked.reason.clone(), by(&asked.by, names, all))),
            governs: one.seq == governs,
            later: one.from.is_some_and(|from| names.day < from),
            demonstration: one.demonstration,
            open: proposal.map_or("", |asked| open(asked.open)),
        }
    }

    /// The same of what the bureaus carried: by all of them, for the reason that its author gave.
    pub fn carried(self, one: &Adopted, reasons: &BTreeMap<u64, String>, frame: &Frame) -> EditionLine {
        let Some(carried) = &one.carried else { return self };
        let no = carried.proposal.to_string();
        let by = frame.say_with("editions.by_bureaus", &[("no", &no)]);
        let reason = reasons.get(&one.seq).map(|reason| (reason.clone(), by.clone()));
        EditionLine { by, reason, open: open(carried.open), ..self }
    }
}

/// What becomes of open cases, as the key of its words.
pub(crate) fn open(open: OpenCases) -> &'static str {
    match open {
        OpenCases::AsBefore => "editions.open.as_before",
        OpenCases::Together => "editions.open.together",
    }
}

/// A proposal in the list.
pub(super) struct ProposalLine {
    pub no: u64,
    pub version: String,
    pub path: String,
    pub from: String,
    pub asked: Moment,
    pub by: String,
    pub reason: String,
    pub open: &'static str,
    /// The key of the words for what became of it, and the kind of its tag.
    pub fate: (&'static str, &'static str),
}

impl ProposalLine {
    pub fn new(one: &Proposal, frame: &Frame, names: &Names<'_>, all: bool) -> ProposalLine {
        ProposalLine {
            no: one.no,
            version: one.version.clone(),
            path: format!("/editions/proposals/{}", one.no),
            from: one.from.to_string(),
            asked: frame.moment(one.at),
            by: by(&one.by, names, all),
            reason: one.reason.clone(),
            open: open(one.open),
            fate: match &one.fate {
                Fate::Waiting => ("editions.fate.waiting", "wait"),
                Fate::Adopted(_) => ("editions.fate.adopted", "pass"),
                Fate::Withdrawn { .. } => ("editions.fate.withdrawn", "idle"),
            },
        }
    }
}

/// Approvals, a line each.
pub(super) fn approvals(all: &[Approved], frame: &Frame) -> Vec<String> {
    let line = |approved: &Approved| {
        let day = approved.day.to_string();
        let values = [("file", &*approved.file), ("body", &*approved.body), ("no", &*approved.number), ("day", &*day)];
        frame.say_with("editions.approved", &values)
    };
    all.iter().map(line).collect()
}

/// A process in the list.
pub(super) struct ProcessLine {
    pub name: String,
    pub program: String,
    pub begun: Moment,
    pub runs: String,
    /// Why it decides nothing; said to officers.
    pub unable: Option<String>,
}

impl ProcessLine {
    pub fn new(one: &Process, frame: &Frame, all: bool) -> ProcessLine {
        ProcessLine {
            name: one.name.clone(),
            program: one.said.program.clone(),
            begun: frame.moment(one.said.begun),
            runs: short(&one.said.runs),
            unable: one.said.unable.clone().map(|why| if all { why } else { String::new() }),
        }
    }
}

/// A change in words.
pub(crate) struct ChangeView {
    pub part: String,
    pub heading: String,
    pub entry: String,
    pub became: &'static str,
    pub kind: &'static str,
    /// Column, what it said, what it says.
    pub cells: Vec<(String, String, String)>,
}

/// The changes of a difference, file by file.
pub(crate) struct ChangesView {
    pub files: Vec<(String, Vec<ChangeView>)>,
    pub count: usize,
    /// How many there are that this reader may not read.
    pub hidden: usize,
}

/// The changes that a reader may read.
pub(crate) fn changes(found: &[Change], language: Language, all: bool) -> ChangesView {
    let seen: Vec<&Change> = found.iter().filter(|change| all || change.public()).collect();
    let mut files: Vec<(String, Vec<ChangeView>)> = Vec::new();
    for change in &seen {
        let view = change_view(change, language);
        match files.last_mut() {
            Some((file, views)) if *file == change.file => views.push(view),
            Some(_) | None => files.push((change.file.clone(), vec![view])),
        }
    }
    ChangesView { files, count: seen.len(), hidden: found.len() - seen.len() }
}

fn change_view(change: &Change, language: Language) -> ChangeView {
    let (became, kind) = match change.became {
        Became::Added => ("editions.added", "pass"),
        Became::Removed => ("editions.removed", "stop"),
        Became::Changed => ("editions.changed", "wait"),
    };
    let heading = if change.heading == change.entry { String::new() } else { change.heading.clone() };
    let cells = change
        .cells
        .iter()
        .map(|cell| (cell.column.pick(language).to_owned(), cell.before.clone(), cell.after.clone()));
    ChangeView {
        part: change.part.pick(language).to_owned(),
        heading,
        entry: change.entry.clone(),
        became: words::say(language, became),
        kind,
        cells: cells.collect(),
    }
}
