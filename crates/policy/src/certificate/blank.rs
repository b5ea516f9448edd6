//! 空白证单: the preprinted sheets on which papers are given out.

use crate::law::Citation;
use crate::source::Source;
use crate::table::{Reading, Row, Shape};
use values::calendar::Period;
use values::id::SheetNo;
use values::text::Text;

/// A stock of preprinted sheets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blank {
    /// The letters before the serial number of each of its sheets.
    pub stock: Box<str>,
    /// What it is called.
    pub name: Text,
    /// Digits of the serial number.
    pub digits: usize,
    /// By which text.
    pub basis: Vec<Citation>,
    /// From which day to which.
    pub period: Period,
    /// Not confirmed by the competent authority.
    pub provisional: bool,
    /// Where it stands.
    pub source: Source,
}

impl Blank {
    /// Whether a sheet is of this stock.
    pub fn has(&self, sheet: &SheetNo) -> bool {
        let (stock, digits) = sheet.parts();
        stock == &*self.stock && digits.len() == self.digits
    }
}

pub(crate) const BLANKS: Shape = Shape {
    name: Text::fixed("空白证单", "preprinted sheets"),
    required: &["stock", "blank", "digits", "basis", "from"],
    optional: &["until"],
};

pub(crate) fn blank(row: &Row, reading: &mut Reading) -> Option<Blank> {
    let name = row.need("blank", reading)?;
    let stock = row.text("stock");
    let wanted = Text::fixed("4 至 12", "4 to 12");
    let digits: Option<usize> = row.number("digits", wanted, reading);
    let digits = digits.filter(|digits| {
        // What the table says of its sheets is a number of a sheet.
        let first = SheetNo::parse(&format!("{stock}{}", "0".repeat(*digits)));
        first.map_err(|wanted| row.fault("stock", wanted, reading)).is_ok()
    });
    let period = row.period(reading);
    let basis = row.basis(period, reading);
    let english = row.text("english");
    Some(Blank {
        stock: stock.into(),
        name: Text::new(name.to_string(), if english.is_empty() { name.to_string() } else { english }),
        digits: digits?,
        basis: basis?,
        period: period?,
        provisional: row.provisional(),
        source: row.source(),
    })
}
