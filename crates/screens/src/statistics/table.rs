//! The table with its margins, the shades of its cells, and the bars beside it.

use crate::statistics::axis::name as axis_key;
use crate::statistics::measure::shown;
use crate::statistics::plan::Plan;
use crate::words;
use desk::names::{Names, thousands};
use desk::statistics::axis::{Axis, Kind, WHOLE};
use desk::statistics::measure::{Measure, Sum};
use register::cases::tabulate::Tally;
use std::collections::BTreeMap;

/// How many rows and columns are shown; what is beyond stands in one row or column of the rest.
const ROWS_MAX: usize = 200;
const COLUMNS_MAX: usize = 24;
/// Shades of a cell, from none.
const SHADES: i64 = 5;
/// The width of a bar that is as long as any.
const BAR: i64 = 100;

/// A cell: what stands there, how dark, and where its cases are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellView {
    /// The number as it is written; empty if nothing falls there.
    pub text: String,
    /// 0 to [`SHADES`].
    pub shade: i64,
    /// The cases behind it.
    pub path: Option<String>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowView {
    /// What it is.
    pub name: String,
    /// The table of this row alone.
    pub only: Option<String>,
    /// The whole row.
    pub sum: CellView,
    /// Its bar, of [`BAR`]; none below zero.
    pub bar: i64,
    /// How many are of unknown value.
    pub unknown: String,
    /// By column.
    pub cells: Vec<CellView>,
}

/// The table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<RowView>,
    /// The margin of all rows.
    pub total: RowView,
}

/// The sums by row, by column, by both, and of all.
struct Sums {
    cells: BTreeMap<(String, String), Sum>,
    rows: BTreeMap<String, Sum>,
    columns: BTreeMap<String, Sum>,
    all: Sum,
}

/// The key of what is not shown by itself; no axis reads it.
const REST: &str = "\u{1f}";

fn sums(plan: &Plan, tallies: &[Tally]) -> Sums {
    let mut sums =
        Sums { cells: BTreeMap::new(), rows: BTreeMap::new(), columns: BTreeMap::new(), all: Sum::default() };
    let keyed: Vec<(String, String, &Tally)> =
        tallies.iter().map(|tally| (tally.row.clone(), tally.column.clone(), tally)).collect();
    let kept_rows = kept(plan.measure, keyed.iter().map(|(row, _, tally)| (row, *tally)), ROWS_MAX);
    let kept_columns = kept(plan.measure, keyed.iter().map(|(_, column, tally)| (column, *tally)), COLUMNS_MAX);
    let key = |kept: &BTreeMap<String, Sum>, key: String| if kept.contains_key(&key) { key } else { REST.to_owned() };
    for (row, column, tally) in keyed {
        let (row, column) = (key(&kept_rows, row), key(&kept_columns, column));
        sums.rows.entry(row.clone()).or_default().add(tally);
        sums.columns.entry(column.clone()).or_default().add(tally);
        sums.cells.entry((row, column)).or_default().add(tally);
        sums.all.add(tally);
    }
    sums
}

/// The `most` largest keys with their sums.
fn kept<'a>(
    measure: Measure,
    tallies: impl Iterator<Item = (&'a String, &'a Tally)>,
    most: usize,
) -> BTreeMap<String, Sum> {
    let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
    tallies.for_each(|(key, tally)| sums.entry(key.clone()).or_default().add(tally));
    if sums.len() <= most {
        return sums;
    }
    let mut sorted: Vec<(String, Sum)> = sums.into_iter().collect();
    sorted.sort_by_key(|(key, sum)| (std::cmp::Reverse(measure.of(sum)), key.clone()));
    sorted.truncate(most - 1);
    sorted.into_iter().collect()
}

/// Rows in time and those with an order of their own by key, the others by size; the rest and the unknown last.
fn ordered(axis: &Axis, measure: Measure, sums: &BTreeMap<String, Sum>) -> Vec<(String, Sum)> {
    let mut all: Vec<(String, Sum)> = sums.iter().map(|(key, sum)| (key.clone(), *sum)).collect();
    let by_key = axis.is_time() || matches!(axis.kind, Kind::Chapter | Kind::Mode);
    all.sort_by_key(|(key, sum)| {
        let size = if by_key { None } else { measure.of(sum) };
        (key == REST, key.is_empty(), std::cmp::Reverse(size), key.clone())
    });
    all
}

fn named(axis: &Axis, names: &Names, key: &str) -> String {
    if key == REST { words::say(names.language, "statistics.rest").to_owned() } else { axis_key(axis, names, key) }
}

impl Table {
    /// Lays the sums out as asked.
    pub fn new(plan: &Plan, names: &Names, tallies: &[Tally]) -> Table {
        let sums = sums(plan, tallies);
        let columns =
            if *plan.columns == WHOLE { Vec::new() } else { ordered(plan.columns, plan.measure, &sums.columns) };
        let rows = ordered(plan.rows, plan.measure, &sums.rows);
        let most = |all: &mut dyn Iterator<Item = &Sum>| all.filter_map(|sum| plan.measure.of(sum)).max().unwrap_or(0);
        let darkest = most(&mut sums.cells.values());
        let longest = most(&mut sums.rows.values());
        let cell = |row: Option<&str>, column: Option<&str>, sum: Option<&Sum>| {
            let Some(sum) = sum else { return CellView { text: String::new(), shade: 0, path: None } };
            let inside = row.is_some() && column.is_some();
            let size = plan.measure.of(sum).filter(|size| inside && 0 < *size && 0 < darkest);
            let open = row != Some(REST) && column != Some(REST);
            CellView {
                text: shown(plan.measure, sum),
                shade: size.map_or(0, |size| scaled(size, darkest, SHADES).max(1)),
                path: open.then(|| plan.cases(row, column)),
            }
        };
        let line = |row: Option<&str>, name: String, sum: &Sum| RowView {
            name,
            only: row.filter(|row| *row != REST && plan.rows.kind != Kind::Whole).map(|row| plan.only(row)),
            sum: cell(row, None, Some(sum)),
            bar: plan.measure.of(sum).map_or(0, |size| scaled(size.max(0), longest, BAR)),
            unknown: thousands(sum.unknown()),
            cells: columns
                .iter()
                .map(|(column, whole)| match row {
                    Some(row) => cell(Some(row), Some(column), sums.cells.get(&(row.to_owned(), column.clone()))),
                    None => cell(None, Some(column), Some(whole)),
                })
                .collect(),
        };
        Table {
            columns: columns.iter().map(|(key, _)| named(plan.columns, names, key)).collect(),
            total: line(None, words::say(names.language, "statistics.total").to_owned(), &sums.all),
            rows: rows.iter().map(|(key, sum)| line(Some(key), named(plan.rows, names, key), sum)).collect(),
        }
    }
}

/// `size` of `most` on a scale, rounded up.
pub fn scaled(size: i128, most: i128, scale: i64) -> i64 {
    if most <= 0 {
        return 0;
    }
    let exact = (size * i128::from(scale) + most - 1) / most;
    i64::try_from(exact).unwrap_or(scale)
}
