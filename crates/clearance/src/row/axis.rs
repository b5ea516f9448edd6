//! What facts can be told apart by: one row an axis, from which the columns of the facts follow.

use super::{port_office, text};
use crate::case::Case;
use policy::StepKind;
use values::direction::Direction;

/// What facts can be told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// 实际申报地.
    Declared,
    /// The home office.
    Accepted,
    /// 审单地.
    Reviewed,
    /// 实际施检地.
    Inspected,
    /// 签证地.
    Certified,
    /// 通关地.
    Cleared,
    /// 放行地.
    Released,
    /// The office of the port.
    Port,
    /// 货物来源地, a district.
    Origin,
    /// 货物流向地, a district.
    Flow,
    /// Entry or exit.
    Direction,
    /// The mode.
    Mode,
    /// The commodity code.
    Hs,
    /// The other country.
    Country,
    /// The owner.
    Owner,
    /// The rule that demanded something; empty where a fact is about no rule.
    Rule,
}

/// An axis of the facts.
pub struct Reading {
    /// Which.
    pub axis: Axis,
    /// The column that keeps it.
    pub column: &'static str,
    /// By which rules of projection ([`super::RULES`]) it came to be; 1 for those that were always there.
    pub since: u64,
    /// Its value in a fact of a case, for the goods of a line (by index); empty text is the unknown bucket.
    read: fn(&Case, usize) -> String,
}

const fn axis(axis: Axis, column: &'static str, since: u64, read: fn(&Case, usize) -> String) -> Reading {
    Reading { axis, column, since, read }
}

/// Every axis, in the order of [`Axis`].
pub const AXES: [Reading; 16] = [
    axis(Axis::Declared, "declared_at", 1, |case, _| case.declaration.offices.accept.to_string()),
    axis(Axis::Accepted, "accepted_at", 1, |case, _| case.office.to_string()),
    axis(Axis::Reviewed, "reviewed_at", 1, |case, _| done(case, StepKind::Review)),
    axis(Axis::Inspected, "inspected_at", 1, |case, _| inspecting_office(case)),
    axis(Axis::Certified, "certified_at", 1, |case, _| done(case, StepKind::Certify)),
    axis(Axis::Cleared, "cleared_at", 1, |case, _| done(case, StepKind::Clear)),
    axis(Axis::Released, "released_at", 1, |case, _| done(case, StepKind::Release)),
    axis(Axis::Port, "port", 1, |case, _| text(port_office(case).as_ref())),
    axis(Axis::Origin, "origin_district", 1, |case, line| {
        text(case.declaration.lines[line].origin_district.as_ref().or(case.measures.origin.as_ref()))
    }),
    axis(Axis::Flow, "flow_district", 1, |case, _| text(case.measures.flow.as_ref())),
    axis(Axis::Direction, "direction", 1, |case, _| case.declaration.direction.word().to_owned()),
    axis(Axis::Mode, "mode", 1, |case, _| case.verdict.as_ref().map(|v| v.mode.to_string()).unwrap_or_default()),
    axis(Axis::Hs, "hs", 1, |case, line| case.declaration.lines[line].hs.to_string()),
    axis(Axis::Country, "country", 1, |case, line| match case.declaration.direction {
        Direction::Entry => case.declaration.lines[line].origin.to_string(),
        Direction::Exit => text(case.declaration.journey.destination_country.as_ref()),
    }),
    axis(Axis::Owner, "owner", 1, |case, _| case.declaration.parties.owner.to_string()),
    axis(Axis::Rule, "rule", 11, |_, _| String::new()),
];

// A row out of its place does not compile.
const _: () = {
    let mut at = 0;
    while at < AXES.len() {
        assert!(AXES[at].axis as usize == at, "rows in the order of the axes");
        at += 1;
    }
};

impl Axis {
    /// The column of the facts that keeps it.
    pub fn column(self) -> &'static str {
        AXES[self as usize].column
    }
}

/// Where a fact belongs: its value on every axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axes([String; AXES.len()]);

impl Axes {
    /// Where a fact of a case belongs that is about the goods of a line, by index.
    pub(super) fn of(case: &Case, line: usize) -> Axes {
        Axes(std::array::from_fn(|at| (AXES[at].read)(case, line)))
    }

    /// The value on one axis.
    pub fn on(&self, axis: Axis) -> &str {
        &self.0[axis as usize]
    }

    /// The values in the order of [`AXES`].
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    pub(super) fn set(&mut self, axis: Axis, value: String) {
        self.0[axis as usize] = value;
    }
}

/// Where a step of a kind was done.
fn done(case: &Case, kind: StepKind) -> String {
    let steps = case.plan().iter().zip(&case.progress).filter(|(planned, _)| planned.kind == kind);
    text(steps.filter_map(|(_, progress)| progress.done.as_ref()?.office.as_ref()).next())
}

/// 实际施检地: where the goods are inspected in this case, by the plan until it was done.
fn inspecting_office(case: &Case) -> String {
    let step = (0..case.plan().len()).find(|s| case.plan()[*s].kind == StepKind::Inspect && case.plan()[*s].needed);
    match step {
        None => text(case.declaration.inland()),
        Some(step) => {
            let done = case.progress[step].done.as_ref().and_then(|d| d.office.as_ref());
            text(done.or_else(|| case.office_of(step)))
        }
    }
}
