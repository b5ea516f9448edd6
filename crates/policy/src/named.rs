//! What rules look up by name: groups of goods, kinds of ports, sampling plans and named lists.

use super::condition::Item;
use super::fact::Fact;
use super::hs::HsSet;
use super::law::Citation;
use super::source::Source;
use super::table::{Reading, Row, Shape};
use values::calendar::Period;
use values::code::PlaceCode;
use values::text::Text;
use values::text::fold::fold;

/// A group of goods (货物组) by which failures are counted together.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the table
pub struct GoodsGroup {
    pub name: Box<str>,
    pub hs: HsSet,
    pub basis: Vec<Citation>,
    pub period: Period,
    pub source: Source,
}

/// Of what kind a port is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the table
pub struct PortKind {
    pub port: PlaceCode,
    /// The way goods come through it, as [`Fact::PortKind`] answers.
    pub kind: Box<str>,
    pub period: Period,
    pub source: Source,
}

/// How many units of a lot are drawn, by its size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sampling {
    /// The plan.
    pub plan: Box<str>,
    /// The smallest lot of the row, in packages.
    pub lot_from: i64,
    /// The largest; none is without end.
    pub lot_until: Option<i64>,
    /// Units that are drawn.
    pub size: u32,
    /// As many of them may fail.
    pub may_fail: u32,
    /// The clauses it rests on.
    pub basis: Vec<Citation>,
    /// When it holds.
    pub period: Period,
    /// Where it stands.
    pub source: Source,
}

impl Sampling {
    /// Whether a lot of so many packages is of this row.
    pub fn is_for(&self, lot: i64) -> bool {
        self.lot_from <= lot && self.lot_until.is_none_or(|last| lot <= last)
    }
}

/// A word that stands on a named list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnList {
    /// The list.
    pub list: Box<str>,
    /// What stands there: a code with what it stands for, or a name.
    pub word: Box<str>,
    /// The code that it begins with.
    code: Box<str>,
    /// The whole as names are compared.
    folded: Box<str>,
    /// The clauses it rests on.
    pub basis: Vec<Citation>,
    /// When it stands there.
    pub period: Period,
    /// Where it stands.
    pub source: Source,
}

pub(crate) const GROUPS: Shape = Shape {
    name: Text::fixed("货物组", "goods groups"),
    required: &["goods group", "hs", "basis", "from", "until"],
    optional: &[],
};
pub(crate) const PORT_KINDS: Shape = Shape {
    name: Text::fixed("口岸种类", "kinds of ports"),
    required: &["port", "kind of port"],
    optional: &["from", "until"],
};
pub(crate) const SAMPLING: Shape = Shape {
    name: Text::fixed("抽样方案", "sampling plans"),
    required: &["sampling plan", "lot from", "lot until", "sample size", "may fail", "basis", "from", "until"],
    optional: &[],
};
pub(crate) const LISTS: Shape = Shape {
    name: Text::fixed("名单", "named lists"),
    required: &["named list", "listed", "basis", "from", "until"],
    optional: &["reason"],
};

pub(crate) fn group(row: &Row, reading: &mut Reading) -> Option<GoodsGroup> {
    let (name, hs, period) = (row.need("goods group", reading), row.hs("hs", reading), row.period(reading));
    let basis = row.basis(period, reading);
    Some(GoodsGroup { name: name?, hs: hs?, basis: basis?, period: period?, source: row.source() })
}

pub(crate) fn port_kind(row: &Row, reading: &mut Reading) -> Option<PortKind> {
    let (port, written) = (row.code("port", reading), row.text("kind of port"));
    let kind = Fact::PortKind.stored_word(&written);
    if kind.is_none() {
        row.fault("kind of port", Fact::PortKind.wanted_words(), reading);
    }
    Some(PortKind { port: port?, kind: kind?.into(), period: row.period(reading)?, source: row.source() })
}

pub(crate) fn sampling(row: &Row, reading: &mut Reading) -> Option<Sampling> {
    let wanted = || Text::fixed("一个整数", "a whole number");
    let plan = row.need("sampling plan", reading);
    let lot_from = row.number("lot from", wanted(), reading);
    let lot_until = if row.text("lot until").is_empty() {
        Some(None)
    } else {
        row.number("lot until", wanted(), reading).map(Some)
    };
    let (size, may_fail) = (row.number("sample size", wanted(), reading), row.number("may fail", wanted(), reading));
    let period = row.period(reading);
    let basis = row.basis(period, reading);
    Some(Sampling {
        plan: plan?,
        lot_from: lot_from?,
        lot_until: lot_until?,
        size: size?,
        may_fail: may_fail?,
        basis: basis?,
        period: period?,
        source: row.source(),
    })
}

/// One row lists one word: a code with what it stands for, or a name. Both forms are kept, since a fact may be either.
pub(crate) fn on_list(row: &Row, reading: &mut Reading) -> Option<OnList> {
    let (list, word, period) = (row.need("named list", reading), row.need("listed", reading), row.period(reading));
    let basis = row.basis(period, reading);
    let word = word?;
    Some(OnList {
        list: list?,
        code: Item::read(&word).code,
        folded: fold(&word).into(),
        word,
        basis: basis?,
        period: period?,
        source: row.source(),
    })
}

impl OnList {
    /// Whether the answer of a fact is what stands here: the code that the cell begins with, or the whole name.
    pub fn is(&self, answer: &str) -> bool {
        *self.code == *answer || *self.folded == *answer
    }

    /// Whether two rows list the same.
    pub(crate) fn key(&self) -> String {
        format!("{} {}", self.list, self.word)
    }
}
