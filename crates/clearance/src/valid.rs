//! What must hold of a declaration beyond the shape of its fields: all faults at once, at their paths.
//!
//! Who may declare, which place may be chosen and what the region's checks ask for is decided elsewhere; here stands
//! what makes a declaration a declaration.

mod faults;
mod goods;
mod past;

use std::collections::BTreeSet;

use crate::declaration::{Declaration, Head, Journey, Offices, Parties};
use crate::remark;
use crate::terms::Terms;
use policy::reference::TableName;
use values::direction::Direction;
use values::fault::Fault;
use values::id::OfficeCode;
use values::text::Text;

use faults::Faults;

pub use past::{mark, past};

/// How many days ahead goods may be announced, where nothing else is said.
pub const HORIZON_DAYS: i32 = 180;

/// What a declaration must satisfy to be accepted today.
pub fn live(declaration: &Declaration, terms: &Terms<'_>) -> Vec<Fault> {
    let mut faults = Faults { terms, found: Vec::new() };
    faults.filled(&declaration.reference, || "reference".to_owned());
    faults.known_if_given(TableName::DeclarationKind, declaration.kind.as_ref(), "kind");
    parties(&declaration.parties, &mut faults);
    offices(&declaration.offices, declaration.direction, &mut faults);
    if let Some(asked) = &declaration.asked
        && terms.policy.mode(asked).is_none()
    {
        let modes: Vec<_> = terms.policy.modes().map(|mode| mode.name.as_str()).collect();
        let wanted = Text::new(format!("下列模式之一：{}", modes.join("、")), format!("a mode: {}", modes.join(", ")));
        faults.say("asked", "unknown_mode", asked.as_str(), wanted);
    }
    journey(&declaration.journey, &mut faults);
    head(&declaration.head, &mut faults);
    let at_least = || Text::fixed("至少一项货物", "at least one line");
    faults.hold(!declaration.lines.is_empty(), || "lines".to_owned(), "required", &"", at_least());
    for (index, line) in declaration.lines.iter().enumerate() {
        goods::line(line, index, declaration, &mut faults);
    }
    containers(declaration, &mut faults);
    documents(declaration, &mut faults);
    let mut found = faults.found;
    // What is wrong at a place is told once: a code that no table has is no kind of paper either.
    let mut refused = remark::refused(declaration, terms);
    refused.retain(|remark| found.iter().all(|fault| fault.at != remark.at));
    found.append(&mut refused);
    found
}

/// A code that fails its own check is that of a registered enterprise, or a slip of the pen.
fn parties(parties: &Parties, faults: &mut Faults<'_>) {
    let named =
        [("owner", Some(&parties.owner)), ("declarant", Some(&parties.declarant)), ("agent", parties.agent.as_ref())];
    for (role, id) in named {
        let Some(id) = id.filter(|id| faults.terms.region.enterprise(id).is_none()) else { continue };
        if let Some(wanted) = id.flaw() {
            faults.say(format!("parties.{role}"), "check_digit", id.as_str(), wanted);
        }
    }
}

fn offices(offices: &Offices, direction: Direction, faults: &mut Faults<'_>) {
    let required = || Text::fixed("此项必填", "this field is required");
    office(&offices.accept, || "offices.accept".to_owned(), faults);
    let named = [
        ("port", &offices.port, false),
        ("origin", &offices.origin, direction == Direction::Exit),
        ("destination", &offices.destination, direction == Direction::Entry),
        ("documents", &offices.documents, false),
    ];
    for (role, code, needed) in named {
        match code {
            Some(code) => office(code, || format!("offices.{role}"), faults),
            None => faults.hold(!needed, || format!("offices.{role}"), "required", &"", required()),
        }
    }
    for (step, code) in &offices.chosen {
        office(code, || format!("offices.chosen.{step}"), faults);
    }
}

fn office(code: &OfficeCode, at: impl FnOnce() -> String, faults: &mut Faults<'_>) {
    let day = faults.terms.day;
    let known = faults.terms.policy.office(code, day).is_some();
    let wanted =
        Text::new(format!("本区域{day}存在的机构代号"), format!("an office of the region that exists on {day}"));
    faults.hold(known, at, "unknown_office", code, wanted);
}

fn journey(journey: &Journey, faults: &mut Faults<'_>) {
    // The table of places lacks some abroad; the port of entry or exit is not abroad.
    if let Err(wanted) = faults.terms.reference.find(TableName::Place, journey.port.as_str(), faults.terms.day) {
        faults.say("journey.port", "unknown_code", journey.port.as_str(), wanted);
    }
    faults.known_if_given(TableName::Transport, journey.transport.as_ref(), "journey.transport");
    let customs = journey.customs_transport.as_ref();
    faults.known_if_given(TableName::CustomsTransport, customs, "journey.customs_transport");
    if let (Some(customs), Some(ours)) = (customs, &journey.transport) {
        let at = || "journey.customs_transport".to_owned();
        faults.agree(at, customs.as_str(), &["customs"], TableName::Transport, ours.as_str());
    }
    for (key, country) in [
        ("journey.despatch_country", &journey.despatch_country),
        ("journey.destination_country", &journey.destination_country),
        ("journey.trade_country", &journey.trade_country),
    ] {
        faults.known_if_given(TableName::Country, country.as_ref(), key);
    }
    for (key, place) in [("journey.despatch_port", &journey.despatch_port), ("journey.via_port", &journey.via_port)] {
        let Some(place) = place else { continue };
        faults.known(TableName::Place, place, || key.to_owned());
        faults.known(TableName::Country, &place.country(), || key.to_owned());
    }
    faults.known_if_given(TableName::District, journey.destination_district.as_ref(), "journey.destination_district");
    let last = faults.terms.day.plus(faults.terms.horizon);
    for (key, day) in [
        ("journey.day", journey.day),
        ("journey.despatch_day", journey.despatch_day),
        ("journey.discharged_day", journey.discharged_day),
    ] {
        let Some(day) = day else { continue };
        let wanted = Text::new(format!("1990-01-01至{last}的日期"), format!("a day from 1990-01-01 to {last}"));
        faults.hold(1990 <= day.year() && day <= last, || key.to_owned(), "out_of_range", &day, wanted);
    }
}

fn head(head: &Head, faults: &mut Faults<'_>) {
    faults.known_if_given(TableName::TradeMode, head.trade_mode.as_ref(), "head.trade_mode");
    faults.known_if_given(TableName::SpecialBusiness, head.special_business.as_ref(), "head.special_business");
    faults.known_if_given(TableName::SpecialClearance, head.special_clearance.as_ref(), "head.special_clearance");
    faults.known_if_given(TableName::RelationReason, head.related_reason.as_ref(), "head.related_reason");
    let customs = head.customs_office.as_ref().map(|code| code.as_str()).unwrap_or_default();
    digits(customs, 4, || "head.customs_office".to_owned(), faults);
    digits(&head.declarant_registration, 10, || "head.declarant_registration".to_owned(), faults);
    for (index, permit) in head.qualifications.iter().enumerate() {
        goods::permit(permit, TableName::Qualification, || format!("head.qualifications[{index}]"), faults);
    }
}

/// So many digits, where anything is given.
fn digits(text: &str, count: usize, at: impl FnOnce() -> String, faults: &mut Faults<'_>) {
    let fine = text.is_empty() || (text.len() == count && text.bytes().all(|b| b.is_ascii_digit()));
    let wanted = Text::new(format!("{count}位数字"), format!("{count} digits"));
    faults.hold(fine, at, "shape", &text, wanted);
}

/// Each container once; where the goods are divided among containers, none stays empty.
fn containers(declaration: &Declaration, faults: &mut Faults<'_>) {
    let stowed: BTreeSet<_> =
        declaration.lines.iter().flat_map(|line| &line.stowage).map(|part| &part.container).collect();
    let mut seen = BTreeSet::new();
    for (index, container) in declaration.containers.iter().enumerate() {
        let at = || format!("containers[{index}].no");
        let once = Text::fixed("每个集装箱只列一次", "each container once");
        faults.hold(seen.insert(&container.no), at, "duplicate", &container.no, once);
        let filled = stowed.is_empty() || stowed.contains(&container.no);
        let wanted =
            Text::fixed("箱内货物（各项货物的装箱明细均未列此箱）", "goods in it (no line has this container)");
        faults.hold(filled, at, "not_reconciled", &container.no, wanted);
        if let Some(kind) = &container.kind {
            faults.known(TableName::ContainerSize, kind, || format!("containers[{index}].kind"));
        }
        if let Some(size_type) = &container.size_type {
            let at = || format!("containers[{index}].size_type");
            faults.known(TableName::ContainerType, size_type, at);
            if let Some(kind) = &container.kind {
                let sets = ["iso6346", "iso6346-rail"];
                faults.agree(at, size_type.as_str(), &sets, TableName::ContainerSize, kind.as_str());
            }
        }
    }
}

fn documents(declaration: &Declaration, faults: &mut Faults<'_>) {
    for (index, attachment) in declaration.attachments.iter().enumerate() {
        faults.known(TableName::Attachment, &attachment.kind, || format!("attachments[{index}].kind"));
    }
    for (index, wanted) in declaration.wanted.iter().enumerate() {
        faults.known(TableName::Document, &wanted.kind, || format!("wanted[{index}].kind"));
        let count = i64::from(wanted.originals) + i64::from(wanted.copies);
        faults.positive(count, &count, || format!("wanted[{index}].originals"));
    }
}
