//! Making one value of a row: from a cell, a table, a choice by hash, rounding and a form.

use std::borrow::Cow;
use std::collections::HashMap;

use sha2::{Digest, Sha256};
use values::calendar::Zone;
use values::fault::Fault;
use values::quantity::{Rounding, ungrouped};
use values::text::Text;

use super::day;

/// How a value is made.
#[derive(Clone, Debug)]
pub enum Maker {
    /// The same in every row.
    Constant(Constant),
    /// From columns.
    Made(Made),
}

/// A value of TOML that a field can have.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// A text.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Whole(u64),
    /// A list of texts.
    Texts(Vec<String>),
}

/// The steps by which a value is made; columns are numbers into the map's list.
#[derive(Clone, Debug, Default)]
pub struct Made {
    pub(crate) from: Option<usize>,
    pub(crate) empty: Option<String>,
    pub(crate) day: Option<DayOrder>,
    pub(crate) table: Option<String>,
    pub(crate) otherwise: Otherwise,
    pub(crate) list: Option<Vec<String>>,
    pub(crate) by: Option<usize>,
    pub(crate) thousands: Option<char>,
    pub(crate) decimals: Option<(usize, Rounding)>,
    pub(crate) form: Option<Vec<Part>>,
}

/// What happens to a value that its table lacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Otherwise {
    /// The row is refused.
    #[default]
    Refuse,
    /// The value stays as it is.
    Keep,
    /// The field stays empty.
    LeaveOut,
}

/// The order in which a day is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayOrder {
    /// Year, month, day; also eight digits without signs between.
    Ymd,
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}

/// A piece of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text as it stands.
    Text(String),
    /// The value.
    Own,
    /// A cell.
    Cell(usize),
}

/// The cells of one row, by the number of the column in the map.
pub struct Cells<'c> {
    pub(crate) cells: &'c [Cow<'c, str>],
    pub(crate) columns: &'c [String],
    pub(crate) tables: &'c HashMap<String, HashMap<String, Vec<String>>>,
    pub(crate) zone: Option<&'c Zone>,
}

impl Maker {
    /// The column that the value comes from, for faults.
    pub fn column(&self) -> Option<usize> {
        let Maker::Made(made) = self else { return None };
        let of_form = made.form.iter().flatten().find_map(|part| match part {
            Part::Cell(column) => Some(*column),
            Part::Text(_) | Part::Own => None,
        });
        made.from.or(of_form).or(made.by)
    }

    /// The value as text, where one is needed (numbers of cases, days, outcomes).
    pub fn text<'c>(&'c self, cells: &Cells<'c>) -> Result<Option<Cow<'c, str>>, Fault> {
        match self {
            Maker::Constant(Constant::Text(text)) => Ok(Some(Cow::Borrowed(text))),
            Maker::Constant(Constant::Flag(flag)) => Ok(Some(Cow::Owned(flag.to_string()))),
            Maker::Constant(Constant::Whole(whole)) => Ok(Some(Cow::Owned(whole.to_string()))),
            Maker::Constant(Constant::Texts(texts)) => Ok(Some(Cow::Owned(texts.join("、")))),
            Maker::Made(made) => made.make(cells),
        }
    }
}

impl Made {
    /// The value; `None` if there is nothing.
    pub fn make<'c>(&'c self, cells: &Cells<'c>) -> Result<Option<Cow<'c, str>>, Fault> {
        let Some(mut value) = self.begin(cells)? else { return Ok(None) };
        if let Some(order) = self.day {
            let day =
                day::read(&value, order, cells.zone).ok_or_else(|| self.fault(cells, "shape", day_wanted(order)))?;
            value = Cow::Owned(day.to_string());
        }
        if let Some(name) = &self.table {
            let row = cells.tables.get(name).and_then(|table| table.get(&*value));
            value = match (row, self.otherwise) {
                (Some(choices), _) => Cow::Borrowed(self.choose(choices, cells)),
                (None, Otherwise::Keep) => value,
                (None, Otherwise::LeaveOut) => return Ok(None),
                (None, Otherwise::Refuse) => {
                    let wanted =
                        Text::new(format!("映射表“{name}”所列的值"), format!("a value of the map's table {name}"));
                    return Err(self.fault(cells, "not_in_table", wanted));
                }
            };
        }
        if let Some(mark) = self.thousands.filter(|mark| value.contains(*mark)) {
            let wanted = || {
                Text::new(
                    format!("千位以“{mark}”分隔、三位一组的数"),
                    format!("a number whose thousands stand in groups of three, parted by '{mark}'"),
                )
            };
            value = Cow::Owned(ungrouped(&value, mark).ok_or_else(|| self.fault(cells, "shape", wanted()))?);
        }
        if let Some((decimals, rounding)) = self.decimals {
            let rounded = rounded(&value, decimals, rounding);
            let wanted = || Text::fixed("十进制数，如1234.5", "a decimal number such as 1234.5");
            value = Cow::Owned(rounded.ok_or_else(|| self.fault(cells, "shape", wanted()))?);
        }
        let Some(form) = &self.form else { return Ok(Some(value)) };
        Ok(filled(form, &value, cells).map(Cow::Owned))
    }

    /// The cell, the choice from a list, or nothing of its own but a form.
    fn begin<'c>(&'c self, cells: &Cells<'c>) -> Result<Option<Cow<'c, str>>, Fault> {
        if let Some(list) = &self.list {
            return Ok(Some(Cow::Borrowed(self.choose(list, cells))));
        }
        let Some(from) = self.from else { return Ok(Some(Cow::Borrowed(""))) };
        let cell = cells.cells[from].trim();
        if cell.is_empty() {
            return Ok(self.empty.as_deref().map(Cow::Borrowed));
        }
        Ok(Some(Cow::Owned(cell.to_owned())))
    }

    fn choose<'c>(&self, choices: &'c [String], cells: &Cells<'_>) -> &'c str {
        match (choices, self.by) {
            ([], _) => "",
            (choices, Some(by)) => &choices[hash(&cells.cells[by]) as usize % choices.len()],
            (choices, None) => &choices[0],
        }
    }

    fn fault(&self, cells: &Cells<'_>, code: &str, wanted: Text) -> Fault {
        let column = self.from.or(self.by);
        let at = column.map(|column| cells.columns[column].as_str()).unwrap_or_default();
        let given = column.map(|column| &*cells.cells[column]).unwrap_or_default();
        Fault::new(at, code, given, wanted)
    }
}

/// The first eight bytes of SHA-256 as a big-endian number.
pub fn hash(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(8).fold(0, |n, byte| n << 8 | u64::from(*byte))
}

/// Nothing, if a cell that the form names is blank.
fn filled(form: &[Part], value: &str, cells: &Cells<'_>) -> Option<String> {
    let parts = form.iter().map(|part| match part {
        Part::Text(text) => Some(text.as_str()),
        Part::Own => Some(value),
        Part::Cell(column) => Some(cells.cells[*column].trim()).filter(|cell| !cell.is_empty()),
    });
    parts.collect()
}

/// A decimal number of any length with exactly so many decimals; `None` if it is none, or longer than 38 digits.
pub fn rounded(text: &str, decimals: usize, rounding: Rounding) -> Option<String> {
    let (sign, number) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || number.ends_with('.') {
        return None;
    }
    let (kept, lost) = fraction.split_at(fraction.len().min(decimals));
    let mut scaled: u128 = format!("{whole}{kept:0<decimals$}").parse().ok()?;
    let first = lost.bytes().next().unwrap_or(b'0');
    let half = first == b'5' && lost.bytes().skip(1).all(|b| b == b'0');
    let up = match rounding {
        Rounding::HalfUp => first >= b'5',
        Rounding::HalfEven => first >= b'5' && !(half && scaled.is_multiple_of(2)),
        Rounding::Down => false,
    };
    scaled = scaled.checked_add(u128::from(up))?;
    let width = decimals + 1;
    let mut out = format!("{scaled:0>width$}");
    if decimals > 0 {
        out.insert(out.len() - decimals, '.');
    }
    Some(format!("{sign}{out}"))
}

fn day_wanted(order: DayOrder) -> Text {
    match order {
        DayOrder::Ymd => Text::fixed("日期，按年、月、日", "a day as year, month, day"),
        DayOrder::Dmy => Text::fixed("日期，按日、月、年", "a day as day, month, year"),
        DayOrder::Mdy => Text::fixed("日期，按月、日、年", "a day as month, day, year"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rounding_below_at_and_above_the_half() {
        let texts = ["0.124", "0.125", "0.126", "0.135", "0.1350001", "9.999", "7", "0.08000000000000003", "-0.125"];
        let round = |rounding| texts.map(|text| rounded(text, 2, rounding).unwrap());
        let up = ["0.12", "0.13", "0.13", "0.14", "0.14", "10.00", "7.00", "0.08", "-0.13"];
        assert_eq!(round(Rounding::HalfUp), up);
        let even = ["0.12", "0.12", "0.13", "0.14", "0.14", "10.00", "7.00", "0.08", "-0.12"];
        assert_eq!(round(Rounding::HalfEven), even);
        let down = ["0.12", "0.12", "0.12", "0.13", "0.13", "9.99", "7.00", "0.08", "-0.12"];
        assert_eq!(round(Rounding::Down), down);
        assert_eq!(rounded("1.5", 0, Rounding::HalfUp).unwrap(), "2");
        for text in ["", "1.", ".5", "1e3", "1,000", "+1", "--1", "１", &"9".repeat(40)] {
            assert_eq!(rounded(text, 2, Rounding::HalfUp), None, "{text}");
        }
    }

    #[test]
    fn the_hash_is_that_of_the_standard() {
        // SHA-256 of "abc" begins with ba7816bf 8f01cfea (FIPS 180-4).
        assert_eq!(hash("abc"), 0xba78_16bf_8f01_cfea);
    }

    proptest! {
        #[test]
        fn rounding_agrees_with_integers(value in 0_i64..1_000_000_000, extra in 0_u32..6) {
            let text = format!("{}.{:06}", value / 1_000_000, value % 1_000_000);
            let (decimals, unit) = (6 - extra as usize, 10_i64.pow(extra));
            let wanted = (value + unit / 2) / unit;
            let read = rounded(&text, decimals, Rounding::HalfUp).unwrap();
            prop_assert_eq!(read.replace('.', "").parse::<i64>().unwrap(), wanted);
        }

        #[test]
        fn nothing_panics(text in prop_oneof![any::<String>(), "[-0-9.]{0,24}"], decimals in 0_usize..40) {
            let _ = rounded(&text, decimals, Rounding::HalfEven);
        }
    }
}
