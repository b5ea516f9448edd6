//! The derived rows: what each event adds to the tables that lists, queues, search and statistics read.
//!
//! A pure projection of the log. `rebuild` runs it over all events and must arrive at the same rows.

pub mod axis;
pub mod facts;
pub mod file;
pub mod find;
pub mod hit;
pub mod message;
pub mod past;
pub mod port;
pub mod rules;
pub mod status;
pub mod task;
pub mod turn;

use crate::case::Case;
use crate::case::certificate::Certificate;
use crate::case::steps::StepStatus;
use crate::case::{StageKind, fold};
use crate::event::Event;
use crate::event::body::CaseEvent;
use facts::{DeclarationFact, LotFact};
use file::FileRow;
use hit::RuleHit;
use message::Message;
use past::PastRow;
use policy::rule::Precedence;
use port::AtPort;
use status::PublicStatus;
use turn::Turn;
use values::calendar::Timestamp;
use values::code::HsCode;
use values::direction::Direction;
use values::id::{CaseNo, OfficeCode, QueryCode};

/// The rules by which rows follow from events. Raise it whenever what is projected changes: rows of before are made again.
pub const RULES: u64 = 18;

/// The rows that follow from events of one case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// The case as it stands: replaces the row of the same number.
    pub case: Option<CaseRow>,
    /// What waits for somebody: replaces all tasks of the case.
    pub tasks: Vec<TaskRow>,
    /// Numbers by which the case is found, added (office, case, key).
    pub keys: Vec<SearchKey>,
    /// Names of goods by which the case is found, added (office, case, name).
    pub goods: Vec<GoodsName>,
    /// Facts per declaration, added.
    pub declaration_facts: Vec<DeclarationFact>,
    /// Facts per lot, added.
    pub lot_facts: Vec<LotFact>,
    /// Messages that wait to be sent, added.
    pub messages: Vec<Message>,
    /// Hits of rules that are new or ended otherwise: each replaces the row of the same rule and line.
    pub hits: Vec<RuleHit>,
    /// What counts as the past of later declarations, added.
    pub past: Vec<PastRow>,
    /// Files that are new or whose case ended or whose content went: each replaces the row of the same file.
    pub files: Vec<FileRow>,
}

/// One case in lists and for the public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    /// Home office.
    pub office: OfficeCode,
    /// Declaration number.
    pub no: CaseNo,
    /// Version.
    pub version: u32,
    /// Which way the goods go.
    pub direction: Direction,
    /// Mode; empty for history without one.
    pub mode: String,
    /// Where it stands.
    pub stage: StageKind,
    /// Owner.
    pub owner: String,
    /// Declarant.
    pub declarant: String,
    /// The agent, where another one is named than the declarant.
    pub agent: String,
    /// Port office; empty outside the region.
    pub port: String,
    /// Origin or destination office; empty if none.
    pub inland: String,
    /// First line's tariff code.
    pub hs: HsCode,
    /// First line's name.
    pub goods: String,
    /// Number of lines.
    pub lines: u32,
    /// When accepted.
    pub accepted: Timestamp,
    /// When something last happened.
    pub updated: Timestamp,
    /// Whether a hold is in force.
    pub held: bool,
    /// When something falls due: arrival of a move, or goods to be shown; `None` if nothing.
    pub due: Option<Timestamp>,
    /// The public's code.
    pub query_code: Option<QueryCode>,
    /// What the public may read, as JSON.
    pub public: String,
    /// How far the goods are at the port, and since when; see [`port::at_port`].
    pub at_port: (AtPort, Timestamp),
}

/// Something that waits for an office or the enterprise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRow {
    /// Home office.
    pub office: OfficeCode,
    /// Declaration number.
    pub no: CaseNo,
    /// Step, or a word for what is no step (`amendment`, `dispose`, `correct`, `arrive`, `contact`, `overdue`).
    pub step: String,
    /// Word of what is to be done: the step's kind, or as the step.
    pub kind: String,
    /// Whose turn it is.
    pub place: Turn,
    /// Since when.
    pub since: Timestamp,
    /// By when, if there is a date.
    pub due: Option<Timestamp>,
    /// 办理次序 of the case.
    pub precedence: Precedence,
}

/// A number by which a case is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchKey {
    /// Home office.
    pub office: OfficeCode,
    /// Declaration number.
    pub no: CaseNo,
    /// What kind of number: `reference`, `container`, `bill`, `clearance`, `transfer`, `linked`.
    pub kind: &'static str,
    /// The number.
    pub key: String,
}

/// A name of goods by which the case is found, in the form of [`find::folded`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoodsName {
    /// Home office.
    pub office: OfficeCode,
    /// Declaration number.
    pub no: CaseNo,
    /// The name, folded.
    pub name: String,
    /// When the case was accepted.
    pub accepted: Timestamp,
}

/// The rows that follow when `events` (all of one case, oldest first) come after `before`.
pub fn project(before: Option<&Case>, events: &[Event]) -> (Rows, Option<Case>) {
    let mut rows = Rows::default();
    let mut case = before.cloned();
    for (at, event) in events.iter().enumerate() {
        match &mut case {
            // A submission alone begins no case; its acceptance does.
            None if matches!(event.body.of_case(), Some(CaseEvent::Submitted(_))) => {}
            None => {
                case = fold::fold(&events[..=at]);
                if let Some(begun) = &case {
                    facts::add(&mut rows, None, event, begun);
                    rows.past.extend(past::of_event(event, begun));
                }
            }
            Some(case) => {
                let was = case.clone();
                fold::apply(case, event);
                facts::add(&mut rows, Some(&was), event, case);
                rows.messages.extend(message::of_event(event, &was, case));
                rows.past.extend(past::of_event(event, case));
            }
        }
    }
    if let Some(case) = &case {
        rows.case = Some(case_row(case));
        rows.tasks = task::tasks(case);
        rows.keys = keys(before, case);
        rows.goods = find::goods(before, case);
        rows.hits = hit::changed(before, case);
        rows.files = file::changed(before, case);
    }
    (rows, case)
}

fn text<T: AsRef<str>>(code: Option<T>) -> String {
    code.map(|c| c.as_ref().to_owned()).unwrap_or_default()
}

/// The office at the port as the plan has it: the place of a step there, else as declared.
pub fn port_office(case: &Case) -> Option<OfficeCode> {
    case.verdict.as_ref().and_then(|v| v.port.clone()).or_else(|| case.declaration.offices.port.clone())
}

fn case_row(case: &Case) -> CaseRow {
    let declaration = &case.declaration;
    let first = &declaration.lines[0];
    CaseRow {
        office: case.office.clone(),
        no: case.no.clone(),
        version: case.version,
        direction: declaration.direction,
        mode: case.verdict.as_ref().map(|v| v.mode.to_string()).unwrap_or_default(),
        stage: case.stage.kind(),
        owner: declaration.parties.owner.to_string(),
        declarant: declaration.parties.declarant.to_string(),
        agent: declaration.parties.other_agent().map(ToString::to_string).unwrap_or_default(),
        port: text(port_office(case).as_ref()),
        inland: text(case.declaration.inland()),
        hs: first.hs.clone(),
        goods: first.name.clone(),
        lines: u32::try_from(declaration.lines.len()).unwrap_or(u32::MAX),
        accepted: case.accepted_at,
        updated: case.updated_at,
        held: case.held(),
        due: due(case),
        query_code: case.query_code.clone(),
        public: PublicStatus::of(case).to_json(),
        at_port: port::at_port(case),
    }
}

/// When something falls due in a case, if anything does.
pub fn due(case: &Case) -> Option<Timestamp> {
    let transit = case.transit.as_ref().filter(|t| t.arrived_at.is_none()).map(|t| t.due);
    let overdue = case.overdue.iter().map(|o| o.due);
    transit.into_iter().chain(overdue).min().filter(|_| !case.stage.ended())
}

fn keys(before: Option<&Case>, case: &Case) -> Vec<SearchKey> {
    let known = before.map(all_keys).unwrap_or_default();
    let key =
        |(kind, key): (&'static str, String)| SearchKey { office: case.office.clone(), no: case.no.clone(), kind, key };
    all_keys(case).into_iter().filter(|k| !known.contains(k)).map(key).collect()
}

fn all_keys(case: &Case) -> Vec<(&'static str, String)> {
    let declaration = &case.declaration;
    let mut keys = Vec::new();
    // As it was written, and as it may be typed.
    let mut add = |kind: &'static str, key: &str| {
        for key in [key.to_owned(), find::number(key)] {
            if !key.is_empty() && !keys.contains(&(kind, key.clone())) {
                keys.push((kind, key));
            }
        }
    };
    add("reference", &declaration.reference);
    add("bill", &declaration.journey.bill_no);
    declaration.containers.iter().for_each(|c| add("container", c.no.as_str()));
    case.clearances.iter().for_each(|c| add("clearance", c.no.as_str()));
    case.transfers.iter().for_each(|t| add("transfer", t.as_str()));
    case.certificates.iter().filter_map(|paper| paper.number.as_ref()).for_each(|no| add("certificate", no.as_str()));
    case.certificates.iter().flat_map(Certificate::sheets).for_each(|sheet| add("sheet", sheet.as_str()));
    case.linked.iter().for_each(|l| add("linked", l.as_str()));
    keys
}

/// Whether a step is done, open, waiting or not needed, as a stable word.
pub fn status_word(status: &StepStatus) -> &'static str {
    match status {
        StepStatus::NotNeeded => "not_needed",
        StepStatus::Waiting { .. } => "waiting",
        StepStatus::Open => "open",
        StepStatus::Done => "done",
        StepStatus::Moot => "moot",
    }
}
