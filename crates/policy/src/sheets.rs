//! The files of an edition in blocks, and which table is what.

use super::markdown::{Block, Spot};
use super::near::offered;
use super::table::{Reading, Row, Shape, sheet};
use super::{
    certificate, deadline, demand, filed, governance, list, measure, member, named, number, paperless, reason,
    retention, rule, slogan, steps, waiver,
};
use std::borrow::Cow;
use std::collections::BTreeSet;
use values::text::Text;

/// Every table that a policy may have, except the step tables of modes.
pub(crate) const SHAPES: &[&Shape] = &[
    &member::PARTICULARS,
    &slogan::SLOGANS,
    &member::MEMBERS,
    &member::OFFICES,
    &member::EXCEPTIONS,
    &member::GATES,
    &member::READINESS,
    &member::PILOTS,
    &steps::SELECTION,
    &steps::SEVERITY,
    &list::ENTRIES,
    &list::APPROVALS,
    &demand::DEFINITIONS,
    &demand::CHECKS,
    &demand::TRIGGERS,
    &rule::RULES,
    &named::GROUPS,
    &named::PORT_KINDS,
    &named::SAMPLING,
    &named::LISTS,
    &demand::REFUSALS,
    &waiver::WAIVERS,
    &filed::FILES,
    &paperless::PAPERLESS,
    &reason::REASONS,
    &reason::PHRASES,
    &retention::KEEPS,
    &certificate::KINDS,
    &certificate::BLANKS,
    &certificate::BLOCKS,
    &certificate::PHRASES,
    &governance::WAYS,
    &governance::COURSE,
    &demand::PURPOSES,
    &demand::REMARKS,
    &deadline::DEADLINES,
    &deadline::HAULS,
    &number::NUMBERS,
    &number::DIGITS,
    &measure::RATES,
    &measure::UNITS,
    &measure::PACKAGES,
    &measure::METRICS,
    &measure::GRADES,
    &measure::ORDER,
    &measure::DAYS,
    &steps::STEPS,
];

/// Folder of the legal texts.
const LAW: &str = "law/";

/// The files of an edition in blocks, without its legal texts.
pub(crate) struct Sheets {
    /// Name and blocks of each.
    pub documents: Vec<(String, Vec<Block>)>,
}

impl Sheets {
    pub fn rows(&self, shape: &Shape) -> Vec<Row> {
        self.documents.iter().flat_map(|(file, blocks)| rows_of(file, blocks, shape)).collect()
    }

    pub fn read<T>(
        &self,
        shape: &Shape,
        reading: &mut Reading,
        row: impl Fn(&Row, &mut Reading) -> Option<T>,
    ) -> Vec<T> {
        self.rows(shape).iter().filter_map(|r| row(r, reading)).collect()
    }
}

/// Whether a file is a legal text.
pub(crate) fn law_text(file: &str) -> bool {
    file.contains(LAW)
}

/// The shape that a table has.
pub(crate) fn shape_of(file: &str, header: &[Spot]) -> Option<&'static Shape> {
    SHAPES.iter().copied().find(|shape| sheet(file, header, &[], shape).is_some())
}

/// The shape of an English name.
pub(crate) fn shape_called(name: &str) -> Option<&'static Shape> {
    SHAPES.iter().copied().find(|shape| shape.name.en == name)
}

/// The English name of a table of a name in either language.
///
/// # Errors
/// The table that may have been meant.
pub(crate) fn table_named(name: &str) -> Result<&'static str, Text> {
    let found = SHAPES.iter().find(|shape| shape.name.en == name || shape.name.zh == name);
    let english = found.and_then(|shape| if let Cow::Borrowed(name) = shape.name.en { Some(name) } else { None });
    english.ok_or_else(|| {
        let known: BTreeSet<&str> = SHAPES.iter().flat_map(|shape| [&*shape.name.zh, &*shape.name.en]).collect();
        offered(Text::fixed("一种表", "a table"), name, known)
    })
}

/// The rows of a file's tables of a shape.
pub(crate) fn rows_of(file: &str, blocks: &[Block], shape: &Shape) -> Vec<Row> {
    let tables = blocks.iter().filter_map(|block| match block {
        Block::Table(header, rows) => sheet(file, header, rows, shape),
        Block::Heading(..) | Block::Quote(_) | Block::Line(_) | Block::Fence(..) => None,
    });
    tables.flatten().collect()
}
