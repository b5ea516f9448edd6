//! The form on its way: what was filled in, what came of it, and the page that shows both.

use super::advice::AdviceView;
use super::view::{self, GroupView, LineView, Maker, Proposals, RowsView};
use crate::frame;
use crate::frame::Frame;
use crate::pairs::{KEY, Pairs, VERSION};
use crate::words;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use desk::act::Ask;
use desk::names::Names;
use desk::secret;
use values::direction::Direction;
use values::fault::Fault;
use web::app::App;
use web::error::Failure;
use web::visit::Visit;

/// What the form is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A new declaration.
    New,
    /// A declaration that was sent back, of this case.
    Correct(String),
    /// A declaration that is to be amended, of this case.
    Amend(String),
}

impl Purpose {
    fn path(&self, direction: Direction) -> String {
        match (self, direction) {
            (Purpose::New, Direction::Entry) => "/declare/entry".into(),
            (Purpose::New, Direction::Exit) => "/declare/exit".into(),
            (Purpose::Correct(no), _) => format!("/case/{}/correct", frame::in_query(no)),
            (Purpose::Amend(no), _) => format!("/case/{}/amend", frame::in_query(no)),
        }
    }

    fn title(&self, direction: Direction) -> &'static str {
        match (self, direction) {
            (Purpose::New, Direction::Entry) => "declare.title.entry",
            (Purpose::New, Direction::Exit) => "declare.title.exit",
            (Purpose::Correct(_), _) => "act.correct",
            (Purpose::Amend(_), _) => "act.amend",
        }
    }
}

/// A fault as the list above the form shows it.
struct FaultLine {
    at: String,
    label: String,
    wanted: String,
    given: String,
}

#[derive(Template)]
#[template(path = "declare.html")]
struct DeclarePage {
    frame: Frame,
    path: String,
    key: String,
    version: u32,
    head: Vec<GroupView>,
    lines: Vec<LineView>,
    lists: Vec<RowsView>,
    hidden: Vec<(String, String)>,
    proposals: Vec<Proposals>,
    faults: Vec<FaultLine>,
    refused: Option<(String, String)>,
    advice: Option<AdviceView>,
    reason: Option<(String, Option<String>)>,
    send: String,
}

/// A form on its way: what was filled in and what came of it.
pub struct Sheet {
    /// What it is for.
    pub purpose: Purpose,
    /// Entry or exit.
    pub direction: Direction,
    /// The version of the case that the reader saw; 0 for a new one.
    pub version: u32,
    /// What was filled in.
    pub form: Pairs,
    /// The list that gets one more row.
    pub add: String,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// Why it was not taken, and by which clause.
    pub refused: Option<(String, String)>,
    /// What the advisor says.
    pub advice: Option<AdviceView>,
    /// The status of the answer.
    pub status: StatusCode,
}

impl Sheet {
    /// A form before anything came of it.
    pub fn new(purpose: Purpose, direction: Direction, version: u32, form: Pairs) -> Self {
        Self {
            purpose,
            direction,
            version,
            form,
            add: String::new(),
            faults: Vec::new(),
            refused: None,
            advice: None,
            status: StatusCode::OK,
        }
    }
}

/// The parties that an asker may declare for: itself, and whoever gave it a mandate that holds.
fn owners(app: &App, ask: &Ask, names: &Names, direction: Direction) -> Vec<(String, String)> {
    let Some(own) = &ask.enterprise else { return Vec::new() };
    let known = app.field().known();
    let today = app.field().day(ask.now);
    let mut owners = vec![own.to_string()];
    let mandates = known.region.mandates().filter(|mandate| mandate.agent == *own);
    for mandate in mandates.filter(|mandate| known.region.mandated(&mandate.owner, own, direction, today)) {
        if !owners.contains(&mandate.owner.to_string()) {
            owners.push(mandate.owner.to_string());
        }
    }
    owners[1..].sort();
    owners.into_iter().map(|id| (id.clone(), format!("{} {id}", names.enterprise(&id)))).collect()
}

/// The page of a form.
///
/// # Errors
/// A template that cannot be written.
pub fn show(app: &App, visit: &Visit, ask: &Ask, sheet: Sheet) -> Result<Response, Failure> {
    let field = app.field();
    let names = Names::new(field, visit.law()?, field.day(visit.now), visit.language);
    let owners = owners(app, ask, &names, sheet.direction);
    let maker = Maker {
        names: &names,
        reference: &visit.law()?.reference,
        direction: sheet.direction,
        form: &sheet.form,
        faults: &sheet.faults,
        add: &sheet.add,
        owners: &owners,
    };
    let (head, lines, lists) = (maker.head(), maker.lines(), maker.lists());
    let labels = view::shown(&head, &lines, &lists);
    let own = |name: &str| matches!(name, KEY | VERSION | "do" | "reason") || name.starts_with("offices.chosen.");
    let chosen = |name: &str| name.starts_with("offices.chosen.") && sheet.advice.is_none();
    let unseen = sheet.form.0.iter().filter(|(name, _)| chosen(name) || !own(name) && !labels.contains(name));
    let path = sheet.purpose.path(sheet.direction);
    let title = words::say_owned(visit.language, sheet.purpose.title(sheet.direction));
    let accept = sheet.form.get("offices.accept");
    let send = match sheet.purpose {
        Purpose::New if !accept.is_empty() => {
            words::fill(words::say(names.language, "declare.send_to"), &[("office", &names.office(accept))])
        }
        Purpose::New => words::say(names.language, "declare.send").to_owned(),
        Purpose::Correct(_) => words::say(names.language, "declare.send_corrected").to_owned(),
        Purpose::Amend(_) => words::say(names.language, "declare.send_amendment").to_owned(),
    };
    let reason_fault = sheet.faults.iter().find(|fault| fault.at == "reason");
    let reason_fault = reason_fault.map(|fault| view::wanted(fault, visit.language).to_owned());
    let reason =
        matches!(sheet.purpose, Purpose::Amend(_)).then(|| (sheet.form.get("reason").to_owned(), reason_fault));
    let page = DeclarePage {
        frame: Frame { path: path.clone(), ..Frame::new(app, visit, title) },
        key: secret::draw(&app.desk.chance),
        version: sheet.version,
        hidden: unseen.cloned().collect(),
        proposals: maker.proposals(),
        faults: fault_lines(&sheet.faults, &head, &lines, &lists, &names),
        refused: sheet.refused,
        advice: sheet.advice,
        path,
        head,
        lines,
        lists,
        reason,
        send,
    };
    frame::html_as(sheet.status, &page)
}

/// The faults as a list that leads to the fields; a fault without a field leads to what it is part of.
fn fault_lines(
    faults: &[Fault],
    head: &[GroupView],
    lines: &[LineView],
    lists: &[RowsView],
    names: &Names,
) -> Vec<FaultLine> {
    let rows = lists.iter().chain(lines.iter().flat_map(|line| &line.rows)).flat_map(|rows| rows.rows.iter().flatten());
    let fields = head.iter().flat_map(|group| &group.fields).chain(lines.iter().flat_map(|line| &line.fields));
    let labels: Vec<(&str, &str)> = fields.chain(rows).map(|field| (field.path.as_str(), field.label)).collect();
    let line = |fault: &Fault| {
        let label = labels.iter().find(|(path, _)| *path == fault.at).map_or(fault.at.as_str(), |(_, label)| label);
        let number = fault
            .at
            .strip_prefix("lines[")
            .and_then(|rest| rest.split_once(']'))
            .and_then(|(n, _)| n.parse::<u16>().ok());
        let label = match number {
            Some(n) => words::fill(
                words::say(names.language, "receipt.of_line"),
                &[("fact", label), ("line", &(n + 1).to_string())],
            ),
            None => label.to_owned(),
        };
        FaultLine {
            at: fault.at.clone(),
            label,
            wanted: view::wanted(fault, names.language).to_owned(),
            given: fault.given.clone(),
        }
    };
    faults.iter().map(line).collect()
}
