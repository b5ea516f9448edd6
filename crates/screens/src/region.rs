//! 清单与规则: the region's text as it is in force: members, offices, modes with their tables, lists with their approval.

use crate::case::receipt::{Clause, clause};
use crate::frame;
use crate::frame::Frame;
use crate::words;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use clearance::permission::Act;
use desk::act;
use desk::names::{Names, office_name};
use policy::Listing;
use policy::fact::RULES;
use policy::hs::HsSet;
use policy::reference::TableName;
use policy::{KeepRule, ListEntry, Member, Mode, Status, Word};
use serde::Deserialize;
use std::sync::Arc;
use values::calendar::Day;
use values::direction::Direction;
use values::text::Language;
use web::app::App;
use web::asking;
use web::error::Failure;
use web::route::{Access, Route};
use web::visit::Visit;

/// The routes of the region's text.
pub fn routes() -> Vec<Route> {
    vec![Route::get("/region", Access::SignedIn, show).tag("read_region")]
}

struct MemberView {
    name: String,
    offices: Vec<(String, String, bool)>,
    says: String,
    ready: bool,
}

struct StepView {
    name: String,
    kind: &'static str,
    place: String,
    chosen: &'static str,
    needs: String,
    when: String,
}

struct ModeView {
    name: String,
    title: String,
    formula: String,
    definition: String,
    clauses: Vec<Clause>,
    steps: Vec<StepView>,
}

struct EntryView {
    id: String,
    hs: String,
    except: String,
    limits: Vec<String>,
    mode: String,
    reason: String,
    clauses: Vec<Clause>,
    provisional: bool,
}

struct ListView {
    id: &'static str,
    title: &'static str,
    approval: Option<String>,
    /// How goods count while it is not in force.
    meanwhile: Option<String>,
    demonstration: bool,
    entries: Vec<EntryView>,
}

#[derive(Template)]
#[template(path = "region.html")]
struct RegionPage {
    frame: Frame,
    name: String,
    day: String,
    version: String,
    members: Vec<MemberView>,
    modes: Vec<ModeView>,
    lists: Vec<ListView>,
    /// What is kept beside the record for a time: what, days, clauses.
    keeps: Vec<(&'static str, u16, Vec<Clause>)>,
    unread: Vec<(String, Vec<String>)>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct OnDay {
    day: String,
}

async fn show(State(app): State<Arc<App>>, visit: Visit, Query(on): Query<OnDay>) -> Result<Response, Failure> {
    let ask = asking::reads(&visit)?;
    act::permit_act(&ask, Act::ReadRegion)?;
    let field = app.field();
    let day = Day::parse(on.day.trim()).unwrap_or_else(|_| field.day(visit.now));
    let law = field.law(day).await?;
    let (policy, names) = (&law.policy, Names::new(field, &law, day, visit.language));
    let list = |direction, id, key| list(&names, direction, id, key);
    let page = RegionPage {
        frame: Frame::new(&app, &visit, words::say(visit.language, "region.title")),
        name: policy.region.called(visit.language).to_owned(),
        day: day.to_string(),
        version: policy.version().to_owned(),
        members: policy.members_on(day).map(|one| member(&names, one)).collect(),
        modes: policy.modes().map(|one| mode(&names, one)).collect(),
        lists: vec![
            list(Direction::Entry, "list-entry", "region.list.entry"),
            list(Direction::Exit, "list-exit", "region.list.exit"),
        ],
        keeps: keeps(&names),
        unread: unread(&names),
    };
    frame::html(&page)
}

/// How long what is kept beside the record stays.
fn keeps(names: &Names) -> Vec<(&'static str, u16, Vec<Clause>)> {
    let view = |rule: &KeepRule| {
        let clauses = rule.basis.iter().map(|citation| clause(names, citation)).collect();
        (rule.kept.called(names.language), rule.days, clauses)
    };
    names.policy.keeps_on(names.day).map(view).collect()
}

/// Rows that no rule of the product carries out, by their table.
fn unread(names: &Names) -> Vec<(String, Vec<String>)> {
    let mut tables: Vec<(String, Vec<String>)> = Vec::new();
    for unread in names.policy.unread() {
        let table = format!("{} · {}", unread.table.pick(names.language), unread.source.file);
        match tables.iter_mut().find(|(known, _)| *known == table) {
            Some((_, rows)) => rows.push(unread.row),
            None => tables.push((table, vec![unread.row])),
        }
    }
    tables
}

fn member(names: &Names, member: &Member) -> MemberView {
    let policy = names.policy;
    let missing: Vec<&str> = policy.gates_missing(&member.code, names.day).map(|gate| &*gate.name).collect();
    let ready = missing.is_empty();
    let offices = policy.offices_on(names.day).filter(|office| office.member == member.code).map(|office| {
        let ports = office.ports.iter().map(|port| names.code(TableName::Place, port.as_str())).collect::<Vec<_>>();
        (office_name(office, names.language).to_owned(), ports.join(names.comma()), office.provisional)
    });
    MemberView {
        name: match names.language {
            Language::Zh => member.name.to_string(),
            Language::En => member.english.to_string(),
        },
        offices: offices.collect(),
        says: if ready {
            words::say(names.language, "region.ready").to_owned()
        } else {
            words::fill(words::say(names.language, "region.missing"), &[("what", &missing.join(names.comma()))])
        },
        ready,
    }
}

fn mode(names: &Names, mode: &Mode) -> ModeView {
    let step = |step: &policy::Step| {
        let needs = step.needs.iter().map(|at| names.step(mode.name.as_str(), mode.steps[*at].name.as_str()));
        StepView {
            name: names.step(mode.name.as_str(), step.name.as_str()),
            kind: step.kind.called(names.language),
            place: step.place.to_text(names.language),
            chosen: step.chosen_by.called(names.language),
            needs: needs.collect::<Vec<_>>().join(names.comma()),
            when: step.when.as_ref().map_or_else(String::new, |when| when.to_text(names.language)),
        }
    };
    ModeView {
        name: mode.name.to_string(),
        title: names.mode_title(mode.name.as_str()),
        formula: mode.formula.to_string(),
        definition: mode.definition.as_ref().map(ToString::to_string).unwrap_or_default(),
        clauses: mode.basis.iter().map(|citation| clause(names, citation)).collect(),
        steps: mode.steps.iter().map(step).collect(),
    }
}

fn list(names: &Names, direction: Direction, id: &'static str, key: &'static str) -> ListView {
    let file = format!("{id}.md");
    let approval = names.policy.lists.approval(&file, names.day);
    let entries = names.policy.lists.entries().iter();
    let entries = entries.filter(|entry| entry.direction == direction && entry.period.contains(names.day));
    ListView {
        id,
        title: words::say(names.language, key),
        approval: approval
            .map(|approval| format!("{} · {} · {}", approval.authority, approval.number, approval.period.from)),
        meanwhile: approval.is_none().then(|| meanwhile(names, &file)),
        demonstration: approval.is_some_and(|approval| approval.status == Status::Demonstration),
        entries: entries.map(|one| entry(names, one)).collect(),
    }
}

fn codes(names: &Names, set: &HsSet) -> String {
    set.ranges().iter().map(|range| range.to_text()).collect::<Vec<_>>().join(names.comma())
}

/// A column of the list: its label, its codes, and the table that names them.
type Column<'a> = (&'static str, &'a [Box<str>], Option<TableName>);

/// What else must hold of a line, or must not, for the entry to cover it.
fn limits(names: &Names, entry: &ListEntry) -> Vec<String> {
    let columns: [Column; 8] = [
        ("region.purpose", &entry.purposes, Some(TableName::Purpose)),
        ("region.except_purpose", &entry.except_purposes, Some(TableName::Purpose)),
        ("region.packing", &entry.packing, None),
        ("region.origin", &entry.origins, Some(TableName::Country)),
        ("region.except_origin", &entry.except_origins, Some(TableName::Country)),
        ("region.destination", &entry.destinations, Some(TableName::Country)),
        ("region.except_destination", &entry.except_destinations, Some(TableName::Country)),
        ("region.attribute", &entry.attributes, Some(TableName::Attribute)),
    ];
    let named = |code: &str, table: Option<TableName>| table.map_or(code.to_owned(), |table| names.code(table, code));
    let filled = columns.into_iter().filter(|(_, codes, _)| !codes.is_empty());
    let told = filled.map(|(label, codes, table)| {
        let codes: Vec<String> = codes.iter().map(|code| named(code, table)).collect();
        format!("{} {}", words::say(names.language, label), codes.join(names.comma()))
    });
    told.collect()
}

fn entry(names: &Names, entry: &ListEntry) -> EntryView {
    EntryView {
        id: entry.id.to_string(),
        hs: codes(names, &entry.hs),
        except: codes(names, &entry.except_hs),
        limits: limits(names, entry),
        mode: match entry.handling {
            Some(handling) => format!("{} · {}", entry.mode, handling.called(names.language)),
            None => entry.mode.to_string(),
        },
        reason: entry.reason.to_string(),
        clauses: entry.basis.iter().map(|citation| clause(names, citation)).collect(),
        provisional: entry.provisional,
    }
}

/// How goods count while a list is not in force.
fn meanwhile(names: &Names, file: &str) -> String {
    let entries = names.policy.lists.entries();
    let direction = entries.iter().find(|entry| *entry.source.file == *file).map(|entry| entry.direction);
    let listing = direction.map(|direction| names.policy.listing(direction, names.day, RULES));
    match listing {
        Some(Listing::On(day)) => {
            words::fill(words::say(names.language, "region.as_last"), &[("day", &day.to_string())])
        }
        Some(Listing::Person) => words::say(names.language, "region.to_a_person").to_owned(),
        Some(Listing::Nothing) | None => words::say(names.language, "region.as_unlisted").to_owned(),
    }
}
