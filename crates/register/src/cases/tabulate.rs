//! Any two axes of the facts against each other, under any filters, and the cases behind a cell.
//!
//! An axis is a parameter, not a piece of text: one statement for each table of facts serves every question. The constants
//! below have marked places for the choice of an axis, which are filled once with the same constant choice.

use crate::Register;
use crate::cases::halves::{halved, joined};
use crate::cases::line::{CaseLine, PLACES};
use crate::scope::Scope;
use crate::statement::filled as filled_in;
use crate::value::{Row, Value, int};
use anyhow::Result;
use clearance::row::facts::{self, AXES};
use std::sync::OnceLock;

/// How many filters a question may have.
pub const FILTERS: usize = 5;

/// The parameter of the third axis, behind those of the filters.
const THIRD: usize = 6 + 2 * FILTERS;

/// What of facts can be laid out, and filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// Nothing: all in one.
    Whole,
    /// An axis as the facts keep it.
    Of(facts::Axis),
    /// The first two digits of the first line's commodity code.
    Chapter,
    /// The day, in days since 1970-01-01.
    Day,
    /// What became of a lot; empty for declarations.
    Outcome,
}

impl Axis {
    /// Every axis.
    pub fn all() -> impl Iterator<Item = Axis> {
        let kept = AXES.iter().map(|row| Axis::Of(row.axis));
        [Axis::Whole, Axis::Chapter, Axis::Day, Axis::Outcome].into_iter().chain(kept)
    }

    /// The parameter that chooses it, and what it reads in a fact.
    fn read(self) -> (&'static str, &'static str) {
        match self {
            Axis::Whole => ("whole", "''"),
            Axis::Of(axis) => (axis.column(), axis.column()),
            Axis::Chapter => ("chapter", "SUBSTR(hs, 1, 2)"),
            Axis::Day => ("day", "CAST(day AS TEXT)"),
            Axis::Outcome => ("outcome", "outcome"),
        }
    }
}

/// Which facts are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facts {
    /// One for a declaration.
    Declarations,
    /// One for each lot of it.
    Lots,
}

/// Only the facts whose axis reads one of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Only {
    /// The axis.
    pub axis: Axis,
    /// The values that count; an empty one is the unknown bucket.
    pub among: Vec<String>,
}

/// Which facts a question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Declarations or lots.
    pub facts: Facts,
    /// `accept`, `inspect`, `release` … as the facts name it.
    pub activity: String,
    /// First and last day, both counted, in days since 1970-01-01.
    pub days: (i32, i32),
    /// At most [`FILTERS`]; all must hold.
    pub only: Vec<Only>,
}

/// The sums of one cell. They are of 128 bits: facts of before numbers were bounded may add up to more than 64 hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Value of the first axis; empty is the unknown bucket.
    pub row: String,
    /// Value of the second.
    pub column: String,
    /// Value of the third.
    pub third: String,
    /// Declarations or lots.
    pub count: i128,
    /// Those of unknown value.
    pub unknown: i128,
    /// In 0.01 of the accounting currency, of those whose value is known.
    pub value: i128,
    /// In 0.00001 kg.
    pub net_mass: i128,
    /// Containers, in tenths of a TEU.
    pub teu_tenths: i128,
    /// Seconds that the step took, over those of which it is known.
    pub seconds: i128,
    /// How many those are.
    pub timed: i128,
    /// Lots that failed.
    pub failed: i128,
    /// Their value, in 0.01 of the accounting currency.
    pub failed_value: i128,
    /// Lines of the declarations; of lots the lots themselves.
    pub lines: i128,
}

/// `{1}` to `{3}` are the axes that parameters 1, 2 and the last choose, `{only}` the filters, `{sum …}` the halves of a sum.
const DECLARATIONS: &str = "SELECT {1}, {2}, {3}, {sum sign}, {sum CASE WHEN accounting IS NULL THEN sign ELSE 0 END}, \
     {sum sign * COALESCE(accounting, 0)}, {sum sign * net_mass}, {sum sign * teu_tenths}, \
     {sum sign * COALESCE(seconds, 0)}, {sum CASE WHEN seconds IS NULL THEN 0 ELSE sign END}, {sum 0}, {sum 0}, \
     {sum sign * line_count} \
     FROM fact_declaration WHERE activity = $3 AND day >= $4 AND day <= $5{only} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";
const LOTS: &str = "SELECT {1}, {2}, {3}, {sum sign}, {sum CASE WHEN accounting IS NULL THEN sign ELSE 0 END}, \
     {sum sign * COALESCE(accounting, 0)}, {sum sign * net_mass}, {sum 0}, \
     {sum sign * COALESCE(seconds, 0)}, {sum CASE WHEN seconds IS NULL THEN 0 ELSE sign END}, \
     {sum CASE WHEN outcome = 'fail' THEN sign ELSE 0 END}, \
     {sum CASE WHEN outcome = 'fail' THEN sign * COALESCE(accounting, 0) ELSE 0 END}, {sum sign} \
     FROM fact_lot WHERE activity = $3 AND day >= $4 AND day <= $5{only} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";
const CASES_OF_DECLARATIONS: &str = "SELECT {case} FROM case_row c WHERE case_no IN (\
     SELECT case_no FROM fact_declaration WHERE activity = $3 AND day >= $4 AND day <= $5{only} AND case_no > $1 \
     GROUP BY case_no HAVING SUM(sign) <> 0 ORDER BY case_no LIMIT $2) ORDER BY case_no";
const CASES_OF_LOTS: &str = "SELECT {case} FROM case_row c WHERE case_no IN (\
     SELECT case_no FROM fact_lot WHERE activity = $3 AND day >= $4 AND day <= $5{only} AND case_no > $1 \
     GROUP BY case_no HAVING SUM(sign) <> 0 ORDER BY case_no LIMIT $2) ORDER BY case_no";

struct Texts {
    tables: [String; 2],
    cases: [String; 2],
}

/// The choice of an axis by a parameter.
fn axis(parameter: usize, facts: Facts) -> String {
    let whens = Axis::all().map(|axis| {
        let (word, reads) = axis.read();
        let reads = if axis == Axis::Outcome && facts == Facts::Declarations { "''" } else { reads };
        format!(" WHEN '{word}' THEN {reads}")
    });
    format!("CASE ${parameter}{} ELSE '' END", whens.collect::<String>())
}

fn filled(text: &'static str, facts: Facts) -> String {
    // The list is written `,a,b,`: what axes read has no comma.
    let only = (0..FILTERS).map(|filter| {
        let at = 6 + 2 * filter;
        format!(" AND (${0} = '' OR ${0} LIKE '%,' || {1} || ',%')", at + 1, axis(at, facts))
    });
    let only = only.collect::<String>();
    halved(&filled_in(text, PLACES))
        .replace("{1}", &axis(1, facts))
        .replace("{2}", &axis(2, facts))
        .replace("{3}", &axis(THIRD, facts))
        .replace("{only}", &only)
}

fn texts() -> &'static Texts {
    static TEXTS: OnceLock<Texts> = OnceLock::new();
    TEXTS.get_or_init(|| Texts {
        tables: [filled(DECLARATIONS, Facts::Declarations), filled(LOTS, Facts::Lots)],
        cases: [filled(CASES_OF_DECLARATIONS, Facts::Declarations), filled(CASES_OF_LOTS, Facts::Lots)],
    })
}

/// Every statement of this file.
pub(crate) fn all() -> impl Iterator<Item = &'static str> {
    texts().tables.iter().chain(&texts().cases).map(String::as_str)
}

impl Question {
    fn values(&self, before: [Value; 2]) -> Result<Vec<Value>> {
        anyhow::ensure!(self.only.len() <= FILTERS, "at most {FILTERS} filters");
        let mut values = Vec::from(before);
        values.push(self.activity.as_str().into());
        values.extend([i64::from(self.days.0).into(), i64::from(self.days.1).into()]);
        for filter in 0..FILTERS {
            let (axis, among) = match self.only.get(filter) {
                Some(only) => (only.axis, format!(",{},", only.among.join(","))),
                None => (Axis::Whole, String::new()),
            };
            values.extend([axis.read().0.into(), among.as_str().into()]);
        }
        Ok(values)
    }

    fn of(&self, texts: &'static [String; 2]) -> &'static str {
        match self.facts {
            Facts::Declarations => &texts[0],
            Facts::Lots => &texts[1],
        }
    }
}

fn tally(mut row: Row) -> Result<Tally> {
    Ok(Tally {
        row: row.text(0)?,
        column: row.text(1)?,
        third: row.text(2)?,
        count: joined(&mut row, 3)?,
        unknown: joined(&mut row, 5)?,
        value: joined(&mut row, 7)?,
        net_mass: joined(&mut row, 9)?,
        teu_tenths: joined(&mut row, 11)?,
        seconds: joined(&mut row, 13)?,
        timed: joined(&mut row, 15)?,
        failed: joined(&mut row, 17)?,
        failed_value: joined(&mut row, 19)?,
        lines: joined(&mut row, 21)?,
    })
}

impl Register {
    /// Up to three axes against each other, ordered by all; [`Axis::Whole`] where fewer are wanted.
    ///
    /// # Errors
    /// The asker is an enterprise; the record cannot be read.
    pub async fn tabulate(&self, scope: &Scope, question: &Question, axes: [Axis; 3]) -> Result<Vec<Tally>> {
        scope.must_see_sums()?;
        let mut values = question.values([axes[0].read().0.into(), axes[1].read().0.into()])?;
        values.push(axes[2].read().0.into());
        self.scan(question.of(&texts().tables), values).await?.into_iter().map(tally).collect()
    }

    /// The cases that a question counts, by number, after a number (empty for the first page).
    ///
    /// # Errors
    /// As for [`Register::tabulate`].
    pub async fn counted(&self, scope: &Scope, question: &Question, after: &str, limit: u32) -> Result<Vec<CaseLine>> {
        scope.must_see_sums()?;
        let values = question.values([after.into(), int(limit.into())])?;
        self.scan(question.of(&texts().cases), values).await?.into_iter().map(CaseLine::read).collect()
    }
}
