//! Base facts of a declaration, their recording, and their recall from a receipt.

use super::{FactRead, Receipt};
use crate::declaration::{Declaration, Line, Measures};
use crate::standing::Standing;
use policy::fact::{Fact, Facts, Value};
use std::cell::{Cell, RefCell};

/// The field of a declaration from which a fact is read, as its path in the API; of a line below `lines.`. None for what comes from
/// elsewhere.
pub fn field_of(fact: Fact) -> Option<&'static str> {
    Some(match fact {
        Fact::Direction => "direction",
        Fact::Asked => "asked",
        Fact::Transport => "journey.transport",
        Fact::TradeMode => "head.trade_mode",
        Fact::PortPlace | Fact::PortInRegion => "journey.port",
        Fact::DespatchCountry => "journey.despatch_country",
        Fact::DestinationCountry => "journey.destination_country",
        Fact::Epidemic => "head.epidemic",
        Fact::OriginOffice => "offices.origin",
        Fact::DestinationOffice => "offices.destination",
        Fact::PortOffice => "offices.port",
        Fact::Owner
        | Fact::OwnerOffice
        | Fact::OwnerBlacklisted
        | Fact::OwnerGrade
        | Fact::OwnerPaperless
        | Fact::OwnerOverdue => "parties.owner",
        Fact::AgentBlacklisted => "parties.declarant",
        Fact::Attachment => "attachments",
        Fact::LineCount => "lines",
        Fact::Hs => "lines.hs",
        Fact::Origin => "lines.origin",
        Fact::OriginDistrict => "lines.origin_district",
        Fact::Purpose => "lines.purpose",
        Fact::Attribute => "lines.attributes",
        Fact::PackMaterial | Fact::Bulk => "lines.packages",
        Fact::Permit => "lines.permits",
        Fact::NetMass => "lines.net_mass",
        Fact::Value => "lines.value",
        Fact::InPilot
        | Fact::GatesMet
        | Fact::InScheme
        | Fact::MayChoosePlace
        | Fact::Listed
        | Fact::EntryMode
        | Fact::EntryHandling
        | Fact::TreatmentRequired
        | Fact::GoodsPassed => return None,
    })
}

/// The base facts of a declaration and its owner on the day that counts.
pub struct Declared<'a> {
    declaration: &'a Declaration,
    owner: &'a Standing,
    agent_blacklisted: bool,
    measures: &'a Measures,
}

impl<'a> Declared<'a> {
    /// The facts that a declaration, its measures and its owner's standing give.
    pub fn new(
        declaration: &'a Declaration,
        measures: &'a Measures,
        owner: &'a Standing,
        agent_blacklisted: bool,
    ) -> Self {
        Declared { declaration, owner, agent_blacklisted, measures }
    }

    fn of_line(&self, fact: Fact, line: &Line, at: usize) -> Value {
        match fact {
            Fact::Hs => word(line.hs.as_str()),
            Fact::Origin => word(line.origin.as_str()),
            Fact::OriginDistrict => optional(line.origin_district.as_ref()),
            Fact::Purpose => optional(line.purpose.as_ref()),
            Fact::Attribute => words(line.attributes.iter().map(|a| a.as_str())),
            // What packages are made of, as declared and by their kind, and what they are: lists name both (WOOD, NE unpacked).
            Fact::PackMaterial => {
                let by_kind = self.measures.lines.get(at).into_iter().flat_map(|m| &m.materials);
                let declared = line.packages.iter().filter_map(|p| p.material.as_ref());
                let kinds = line.packages.iter().map(|p| p.kind.as_str());
                words(by_kind.chain(declared).map(|m| m.as_str()).chain(kinds))
            }
            Fact::Permit => words(line.permits.iter().map(|p| p.kind.as_str())),
            Fact::NetMass => Value::Number(line.net_mass.0),
            Fact::Value => self.measures.lines.get(at).and_then(|m| m.accounting).map_or(Value::Absent, Value::Number),
            Fact::Bulk => Value::Yes(line.packages.iter().any(|p| p.bulk())),
            // Facts of the whole have one answer, whatever line is asked about.
            Fact::Direction
            | Fact::PortInRegion
            | Fact::InPilot
            | Fact::GatesMet
            | Fact::OwnerBlacklisted
            | Fact::OwnerGrade
            | Fact::OwnerPaperless
            | Fact::OwnerOverdue
            | Fact::AgentBlacklisted
            | Fact::InScheme
            | Fact::MayChoosePlace
            | Fact::Listed
            | Fact::EntryMode
            | Fact::EntryHandling
            | Fact::Asked
            | Fact::TreatmentRequired
            | Fact::Transport
            | Fact::TradeMode
            | Fact::PortPlace
            | Fact::DespatchCountry
            | Fact::DestinationCountry
            | Fact::GoodsPassed
            | Fact::Epidemic
            | Fact::OriginOffice
            | Fact::DestinationOffice
            | Fact::OwnerOffice
            | Fact::PortOffice
            | Fact::Owner
            | Fact::LineCount
            | Fact::Attachment => Value::Absent,
        }
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
    Value::Words(list)
}

impl Facts for Declared<'_> {
    fn read(&self, fact: Fact, line: Option<u16>) -> Value {
        let declaration = self.declaration;
        if let Some(line) = line {
            let at = usize::from(line).wrapping_sub(1);
            return declaration.lines.get(at).map_or(Value::Absent, |l| self.of_line(fact, l, at));
        }
        match fact {
            Fact::Direction => word(declaration.direction.word()),
            Fact::OwnerBlacklisted => Value::Yes(self.owner.blacklisted),
            Fact::OwnerGrade => optional(self.owner.grade.as_ref()),
            Fact::OwnerPaperless => Value::Yes(self.owner.paperless),
            Fact::OwnerOverdue => Value::Yes(self.owner.overdue),
            Fact::AgentBlacklisted => Value::Yes(self.agent_blacklisted),
            Fact::Asked => optional(declaration.asked.as_ref()),
            Fact::Transport => optional(declaration.journey.transport.as_ref()),
            Fact::TradeMode => optional(declaration.head.trade_mode.as_ref()),
            Fact::PortPlace => word(declaration.journey.port.as_str()),
            Fact::PortOffice => optional(declaration.offices.port.as_ref()),
            Fact::DespatchCountry => optional(declaration.journey.despatch_country.as_ref()),
            Fact::DestinationCountry => optional(declaration.journey.destination_country.as_ref()),
            Fact::Epidemic => words(declaration.head.epidemic.iter().map(|e| e.as_str())),
            Fact::OriginOffice => optional(declaration.offices.origin.as_ref()),
            Fact::DestinationOffice => optional(declaration.offices.destination.as_ref()),
            Fact::Owner => word(declaration.parties.owner.as_str()),
            Fact::OwnerOffice => optional(self.owner.office.as_ref()),
            Fact::LineCount => Value::Number(declaration.lines.len() as i64),
            Fact::Attachment => words(declaration.attachments.iter().map(|a| a.kind.as_str())),
            // Facts of lines need a line.
            Fact::Hs
            | Fact::Origin
            | Fact::OriginDistrict
            | Fact::Purpose
            | Fact::Attribute
            | Fact::PackMaterial
            | Fact::Permit
            | Fact::NetMass
            | Fact::Value
            | Fact::Bulk => Value::Absent,
            // Derived facts are worked out by `Resolved`, and whether goods passed by the case.
            Fact::PortInRegion
            | Fact::InPilot
            | Fact::GatesMet
            | Fact::InScheme
            | Fact::MayChoosePlace
            | Fact::Listed
            | Fact::EntryMode
            | Fact::EntryHandling
            | Fact::TreatmentRequired
            | Fact::GoodsPassed => Value::Absent,
        }
    }
}

/// Passes facts through and keeps what was read, each once.
pub struct Recorder<'a> {
    base: &'a dyn Facts,
    reads: RefCell<Vec<FactRead>>,
}

impl<'a> Recorder<'a> {
    /// Records what is read of `base`.
    pub fn new(base: &'a dyn Facts) -> Self {
        Recorder { base, reads: RefCell::new(Vec::with_capacity(16)) }
    }

    /// What was read, in order.
    pub fn into_reads(self) -> Vec<FactRead> {
        self.reads.into_inner()
    }
}

impl Facts for Recorder<'_> {
    fn read(&self, fact: Fact, line: Option<u16>) -> Value {
        let known = self.reads.borrow().iter().find(|r| r.fact == fact && r.line == line).map(|r| r.value.clone());
        known.unwrap_or_else(|| {
            let value = self.base.read(fact, line);
            self.reads.borrow_mut().push(FactRead { fact, line, value: value.clone() });
            value
        })
    }

    fn rules(&self) -> u16 {
        self.base.rules()
    }
}

/// Facts as a receipt recalls them.
pub struct Recalled<'a> {
    receipt: &'a Receipt,
    missing: Cell<Option<(Fact, Option<u16>)>>,
}

impl<'a> Recalled<'a> {
    /// The facts of a receipt.
    pub fn new(receipt: &'a Receipt) -> Self {
        Recalled { receipt, missing: Cell::new(None) }
    }

    /// The first fact that was asked for and that the receipt does not have.
    pub fn missing(&self) -> Option<(Fact, Option<u16>)> {
        self.missing.get()
    }
}

impl Facts for Recalled<'_> {
    fn read(&self, fact: Fact, line: Option<u16>) -> Value {
        let known = self.receipt.facts.iter().find(|r| r.fact == fact && r.line == line);
        known.map(|r| r.value.clone()).unwrap_or_else(|| {
            self.missing.set(self.missing.get().or(Some((fact, line))));
            Value::Absent
        })
    }

    fn rules(&self) -> u16 {
        self.receipt.rules
    }
}
