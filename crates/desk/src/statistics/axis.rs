//! What a table can be laid out by: words in the address, and how the facts' values fold into rows.

use crate::names::Names;
use clearance::row::facts::Axis as Fact;
use policy::reference::TableName;
use register::cases::tabulate::{Axis as Reads, Only};
use values::calendar::Day;
use values::id::OfficeCode;

/// What the values of an axis are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The names say it.
pub enum Kind {
    Whole,
    Office,
    Member,
    /// A code of a table.
    Code(TableName),
    Direction,
    Mode,
    Chapter,
    Owner,
    Rule,
    Month,
    Day,
    Outcome,
}

/// An axis as the reader chooses it.
#[derive(Debug, PartialEq, Eq)]
pub struct Axis {
    /// The word in the address; its name is `statistics.axis.{word}`.
    pub word: &'static str,
    /// What it reads in the facts.
    pub reads: Reads,
    /// What its values are.
    pub kind: Kind,
}

const fn axis(word: &'static str, reads: Reads, kind: Kind) -> Axis {
    Axis { word, reads, kind }
}

/// All in one.
pub static WHOLE: Axis = axis("whole", Reads::Whole, Kind::Whole);

/// Every axis, in the order in which they are offered.
pub static AXES: &[Axis] = &[
    axis("declared", Reads::Of(Fact::Declared), Kind::Office),
    axis("inspected", Reads::Of(Fact::Inspected), Kind::Office),
    axis("flow", Reads::Of(Fact::Flow), Kind::Code(TableName::District)),
    axis("declared_member", Reads::Of(Fact::Declared), Kind::Member),
    axis("inspected_member", Reads::Of(Fact::Inspected), Kind::Member),
    axis("reviewed", Reads::Of(Fact::Reviewed), Kind::Office),
    axis("cleared", Reads::Of(Fact::Cleared), Kind::Office),
    axis("released", Reads::Of(Fact::Released), Kind::Office),
    axis("released_member", Reads::Of(Fact::Released), Kind::Member),
    axis("port", Reads::Of(Fact::Port), Kind::Office),
    axis("port_member", Reads::Of(Fact::Port), Kind::Member),
    axis("origin", Reads::Of(Fact::Origin), Kind::Code(TableName::District)),
    axis("direction", Reads::Of(Fact::Direction), Kind::Direction),
    axis("mode", Reads::Of(Fact::Mode), Kind::Mode),
    axis("chapter", Reads::Chapter, Kind::Chapter),
    axis("country", Reads::Of(Fact::Country), Kind::Code(TableName::Country)),
    axis("owner", Reads::Of(Fact::Owner), Kind::Owner),
    axis("rule", Reads::Of(Fact::Rule), Kind::Rule),
    axis("outcome", Reads::Outcome, Kind::Outcome),
    axis("month", Reads::Day, Kind::Month),
    axis("day", Reads::Day, Kind::Day),
    axis("whole", Reads::Whole, Kind::Whole),
];

impl Axis {
    /// The axis of a word.
    pub fn named(word: &str) -> Option<&'static Axis> {
        AXES.iter().find(|axis| axis.word == word)
    }

    /// Whether its rows are in time.
    pub fn is_time(&self) -> bool {
        matches!(self.kind, Kind::Month | Kind::Day)
    }

    /// The row into which a value of the facts falls.
    pub fn fold(&self, names: &Names, value: &str) -> String {
        let day = || value.parse().ok().map(Day);
        match self.kind {
            Kind::Member => member_of(names, value),
            Kind::Month => day().map_or_else(String::new, |day| format!("{:04}-{:02}", day.year(), day.month())),
            Kind::Day => day().map_or_else(String::new, |day| day.to_string()),
            Kind::Whole
            | Kind::Office
            | Kind::Code(_)
            | Kind::Direction
            | Kind::Mode
            | Kind::Chapter
            | Kind::Owner
            | Kind::Rule
            | Kind::Outcome => value.to_owned(),
        }
    }

    /// The values of the facts that fall into a row, for a filter; `days` are those that are asked about. A row that
    /// nothing can fall into has a value that no fact has.
    pub fn only(&self, names: &Names, key: &str, days: (Day, Day)) -> Only {
        let days = || (days.0.0..=days.1.0).map(|day| day.to_string());
        let fitting = |all: Vec<String>| all.into_iter().filter(|one| self.fold(names, one) == key).collect();
        let among: Vec<String> = match self.kind {
            Kind::Member => {
                let codes = names.policy.offices().iter().map(|office| office.code.to_string());
                fitting(codes.chain([String::new()]).collect())
            }
            Kind::Month | Kind::Day => fitting(days().collect()),
            Kind::Whole
            | Kind::Office
            | Kind::Code(_)
            | Kind::Direction
            | Kind::Mode
            | Kind::Chapter
            | Kind::Owner
            | Kind::Rule
            | Kind::Outcome => vec![plain(key)],
        };
        Only { axis: self.reads, among: if among.is_empty() { vec!["-".to_owned()] } else { among } }
    }
}

/// The member that an office belongs to; empty for what is no office of the region.
fn member_of(names: &Names, office: &str) -> String {
    let Ok(code) = OfficeCode::parse(office) else { return String::new() };
    let dated = names.policy.office(&code, names.day);
    let found = dated.or_else(|| names.policy.offices().iter().find(|office| office.code == code));
    found.map_or_else(String::new, |office| office.member.to_string())
}

/// A value as the list of a filter can hold it: a comma stands between values, and the engines match by pattern.
fn plain(value: &str) -> String {
    if value.contains([',', '%', '_']) { "-".to_owned() } else { value.to_owned() }
}
