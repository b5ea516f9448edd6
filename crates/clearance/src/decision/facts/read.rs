//! How each word that a declaration answers is read from it: one row a word, of the whole or of a line.

use super::Declared;
use crate::declaration::{Line, LineMeasure};
use policy::fact::{Fact, Measured, Value};
use std::sync::LazyLock;
use values::id::ContainerNo;
use values::quantity::Amount;
use values::text::fold::fold;

/// Reads the answer of the whole case.
type OfCase = fn(&Declared) -> Value;
/// Reads the answer of a line and what was measured of it.
type OfLine = fn(&Line, Option<&LineMeasure>) -> Value;

enum Reader {
    Case(OfCase),
    Line(OfLine),
}

use Reader::{Case, Line as Goods};

/// What is given with a case. Derived words are worked out by `Resolved`, and whether goods passed by the case.
const READERS: &[(Fact, Reader)] = &[
    (Fact::Direction, Case(|d| word(d.declaration.direction.word()))),
    (Fact::OwnerBlacklisted, Case(|d| Value::Yes(d.owner.blacklisted))),
    (Fact::OwnerGrade, Case(|d| optional(d.owner.grade.as_ref()))),
    (Fact::OwnerPaperless, Case(|d| Value::Yes(d.owner.paperless))),
    (Fact::OwnerOverdue, Case(|d| Value::Yes(d.owner.overdue))),
    (Fact::AgentBlacklisted, Case(|d| Value::Yes(d.agent_blacklisted))),
    (Fact::Asked, Case(|d| optional(d.declaration.asked.as_ref()))),
    (Fact::Wanted, Case(|d| words(d.declaration.wanted.iter().map(|wanted| wanted.kind.as_str())))),
    (Fact::Transport, Case(|d| optional(d.declaration.journey.transport.as_ref()))),
    (Fact::TradeMode, Case(|d| optional(d.declaration.head.trade_mode.as_ref()))),
    (Fact::PortPlace, Case(|d| word(d.declaration.journey.port.as_str()))),
    (Fact::DespatchCountry, Case(|d| optional(d.declaration.journey.despatch_country.as_ref()))),
    (Fact::DespatchPort, Case(|d| optional(d.declaration.journey.despatch_port.as_ref()))),
    (Fact::TransitPort, Case(|d| optional(d.declaration.journey.via_port.as_ref()))),
    (Fact::TransitCountry, Case(|d| optional(d.declaration.journey.via_port.as_ref().map(|port| &port.as_str()[..2])))),
    (Fact::DestinationCountry, Case(|d| optional(d.declaration.journey.destination_country.as_ref()))),
    (Fact::DestinationDistrict, Case(|d| optional(d.declaration.journey.destination_district.as_ref()))),
    (Fact::TradeCountry, Case(|d| optional(d.declaration.journey.trade_country.as_ref()))),
    (Fact::Epidemic, Case(|d| words(d.declaration.head.epidemic.iter().map(|e| e.as_str())))),
    (Fact::Qualification, Case(|d| words(d.declaration.head.qualifications.iter().map(|q| q.kind.as_str())))),
    (Fact::OriginOffice, Case(|d| optional(d.declaration.offices.origin.as_ref()))),
    (Fact::DestinationOffice, Case(|d| optional(d.declaration.offices.destination.as_ref()))),
    (Fact::OwnerOffice, Case(|d| optional(d.owner.office.as_ref()))),
    (Fact::PortOffice, Case(|d| optional(d.declaration.offices.port.as_ref()))),
    (Fact::Owner, Case(|d| word(d.declaration.parties.owner.as_str()))),
    (Fact::LineCount, Case(|d| Value::Number(count(d.declaration.lines.len())))),
    (Fact::TotalNet, Case(|d| sum(d.declaration.lines.iter().map(|line| Some(line.net_mass.0))))),
    (Fact::TotalValue, Case(|d| sum(d.measures.lines.iter().map(|line| line.accounting)))),
    (Fact::PackTotal, Case(|d| sum(d.declaration.lines.iter().map(|line| Some(packages(line)))))),
    (Fact::ContainerCount, Case(|d| Value::Number(count(d.declaration.containers.len())))),
    (Fact::ContainerKind, Case(container_kinds)),
    (Fact::EmptyContainer, Case(empty_container)),
    (Fact::Attachment, Case(|d| words(d.declaration.attachments.iter().map(|a| a.kind.as_str())))),
    (Fact::Hs, Goods(|line, _| word(line.hs.as_str()))),
    (Fact::Origin, Goods(|line, _| word(line.origin.as_str()))),
    (Fact::OriginDistrict, Goods(|line, _| optional(line.origin_district.as_ref()))),
    (Fact::Purpose, Goods(|line, _| optional(line.purpose.as_ref()))),
    (Fact::Attribute, Goods(|line, _| words(line.attributes.iter().map(|a| a.as_str())))),
    (Fact::PackMaterial, Goods(packing)),
    (Fact::PackKind, Goods(|line, _| words(line.packages.iter().map(|p| p.kind.as_str())))),
    (Fact::PackCount, Goods(|line, _| Value::Number(packages(line)))),
    (Fact::Permit, Goods(|line, _| words(line.permits.iter().map(|p| p.kind.as_str())))),
    (Fact::GoodsName, Goods(|line, _| name(&format!("{} {}", line.name, line.name_en)))),
    (Fact::Model, Goods(|line, _| name(&line.model))),
    (Fact::Brand, Goods(|line, _| name(&line.brand))),
    (Fact::Producer, Goods(|line, _| name(&line.manufacturer))),
    (Fact::Dangerous, Goods(|line, _| optional(line.dangerous.as_ref().map(|dangerous| &dangerous.un)))),
    (Fact::NetMass, Goods(|line, _| Value::Number(line.net_mass.0))),
    (Fact::GrossMass, Goods(|line, _| line.gross_mass.map_or(Value::Absent, |mass| Value::Number(mass.0)))),
    (Fact::NetAboveGross, Goods(|line, _| Value::Yes(line.gross_mass.is_some_and(|gross| line.net_mass > gross)))),
    (Fact::Quantity, Goods(quantity)),
    (Fact::Value, Goods(|_, measure| measure.and_then(|m| m.accounting).map_or(Value::Absent, Value::Number))),
    (Fact::UnitValue, Goods(unit_value)),
    (Fact::Bulk, Goods(|line, _| Value::Yes(line.packages.iter().any(|p| p.bulk())))),
];

/// The readers by word.
static BY_WORD: LazyLock<Vec<Option<&'static Reader>>> = LazyLock::new(|| {
    Fact::all().map(|fact| READERS.iter().find(|(of, _)| *of == fact).map(|(_, reader)| reader)).collect()
});

/// The answer that a declaration gives to a word; absent where it gives none.
pub(super) fn of(declared: &Declared, fact: Fact, line: Option<u16>) -> Value {
    if let Some(asked) = fact.past() {
        let at = line.map(|line| declared.declaration.lines.get(usize::from(line).wrapping_sub(1)));
        return declared.owner.past.answer(asked, at.flatten());
    }
    match (BY_WORD[fact as usize], line) {
        (Some(Case(read)), None) => read(declared),
        (Some(Goods(read)), Some(line)) => {
            let at = usize::from(line).wrapping_sub(1);
            let goods = declared.declaration.lines.get(at);
            goods.map_or(Value::Absent, |goods| read(goods, declared.measures.lines.get(at)))
        }
        // Words of lines need a line, and those of the whole have one answer, whatever line is asked about.
        (Some(Case(_) | Goods(_)) | None, _) => Value::Absent,
    }
}

fn word(text: &str) -> Value {
    Value::Word(text.into())
}

fn optional<T: AsRef<str>>(code: Option<T>) -> Value {
    code.map_or(Value::Absent, |c| word(c.as_ref()))
}

fn words<'a>(all: impl Iterator<Item = &'a str>) -> Value {
    let mut list: Vec<Box<str>> = all.map(Into::into).collect();
    list.sort_unstable();
    list.dedup();
    Value::Words(list.into())
}

/// A name as it is compared; one that shows nothing was not given.
fn name(written: &str) -> Value {
    let folded = fold(written);
    if folded.is_empty() { Value::Absent } else { word(&folded) }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The sum, if every part of it is known and it can be held.
fn sum(parts: impl Iterator<Item = Option<i64>>) -> Value {
    let total = parts.into_iter().try_fold(0i64, |sum, part| sum.checked_add(part?));
    total.map_or(Value::Absent, Value::Number)
}

fn packages(line: &Line) -> i64 {
    line.packages.iter().map(|pack| i64::from(pack.count)).sum()
}

/// What packages are made of, as declared and by their kind, and what they are: lists name both (WOOD, NE unpacked).
fn packing(line: &Line, measure: Option<&LineMeasure>) -> Value {
    let by_kind = measure.into_iter().flat_map(|m| &m.materials);
    let declared = line.packages.iter().filter_map(|p| p.material.as_ref());
    let kinds = line.packages.iter().map(|p| p.kind.as_str());
    words(by_kind.chain(declared).map(|m| m.as_str()).chain(kinds))
}

fn container_kinds(declared: &Declared) -> Value {
    let all = &declared.declaration.containers;
    words(all.iter().flat_map(|container| container.kind.iter().chain(&container.size_type)).map(|kind| kind.as_str()))
}

/// Whether a container is declared in which no line is stowed, though lines say where they are.
fn empty_container(declared: &Declared) -> Value {
    let lines = &declared.declaration.lines;
    let stowed = |no: &ContainerNo| lines.iter().flat_map(|line| &line.stowage).any(|stowage| stowage.container == *no);
    let told = lines.iter().any(|line| !line.stowage.is_empty());
    Value::Yes(told && declared.declaration.containers.iter().any(|container| !stowed(&container.no)))
}

fn amounts(of: impl Fn(&Amount) -> Option<Measured>, all: Vec<Amount>) -> Value {
    let known: Vec<Measured> = all.iter().filter_map(of).collect();
    if known.is_empty() { Value::Absent } else { Value::Amounts(known) }
}

/// The quantity in the unit declared and in the standard one.
fn in_units(line: &Line, measure: Option<&LineMeasure>) -> Vec<Amount> {
    let standard = measure.and_then(|m| m.standard.as_ref());
    let second = standard.filter(|amount| line.quantity.as_ref().is_none_or(|own| own.unit != amount.unit));
    line.quantity.iter().chain(second).cloned().collect()
}

fn quantity(line: &Line, measure: Option<&LineMeasure>) -> Value {
    let of = |amount: &Amount| Some(Measured { of: amount.units, per: Amount::ONE, unit: amount.unit.as_str().into() });
    amounts(of, in_units(line, measure))
}

/// The value for each unit of the quantity; no value is for none of it.
fn unit_value(line: &Line, measure: Option<&LineMeasure>) -> Value {
    let Some(value) = measure.and_then(|m| m.accounting) else { return Value::Absent };
    let of = |amount: &Amount| {
        (amount.units > 0).then(|| Measured { of: value, per: amount.units, unit: amount.unit.as_str().into() })
    };
    amounts(of, in_units(line, measure))
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::fact::From;

    #[test]
    fn what_is_given_is_read_once_and_of_what_it_says() {
        for fact in Fact::all() {
            let readers: Vec<bool> = READERS
                .iter()
                .filter(|(of, _)| *of == fact)
                .map(|(_, reader)| match reader {
                    Case(_) => false,
                    Goods(_) => true,
                })
                .collect();
            // The past is not declared.
            let declared = fact.from() == From::Given && fact.past().is_none();
            let wanted: Vec<bool> = if declared { vec![fact.of_line()] } else { Vec::new() };
            assert_eq!(readers, wanted, "{fact:?}");
        }
    }
}
