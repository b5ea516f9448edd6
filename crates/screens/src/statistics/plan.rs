//! What a reader of the statistics asks for, as the address says it; every fault stands beside its field.

use crate::frame::in_query;
use crate::pairs::Pairs;
use desk::statistics::axis::{AXES, Axis, WHOLE};
use desk::statistics::measure::{MEASURES, Measure};
use desk::statistics::{self, ACTIVITIES, Query};
use register::cases::tabulate::Facts;
use values::calendar::Day;
use values::fault::Fault;
use values::single::day_of_our_time;
use values::text::Text;

/// The activity whose outcomes are told where nothing else is asked for.
const OUTCOMES_OF: usize = 3;
/// How many filters a reader may set; cells need the rest to open their cases.
pub const ONLY_MAX: usize = 2;

/// A question with its form.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The axis of the rows.
    pub rows: &'static Axis,
    /// The axis of the columns; [`WHOLE`] for none.
    pub columns: &'static Axis,
    /// What is summed.
    pub measure: Measure,
    /// What was done.
    pub activity: &'static str,
    /// Whether that is told of declarations or of lots.
    pub facts: Facts,
    /// First and last day, both counted.
    pub days: (Day, Day),
    /// Only these rows of these axes.
    pub only: Vec<(&'static Axis, String)>,
    /// What is wrong with the question, field by field.
    pub faults: Vec<Fault>,
}

impl Plan {
    /// Reads an address. What is left out is the first choice; what nobody knows is a fault at its field.
    pub fn read(asked: &Pairs, today: Day) -> Plan {
        let mut faults = Vec::new();
        let mut axis = |at: &'static str, usual: &'static Axis| match asked.get(at) {
            "" => usual,
            word => statistics::axis(at, word).unwrap_or_else(|fault| {
                faults.push(fault);
                usual
            }),
        };
        let rows = axis("rows", &AXES[0]);
        let columns = axis("columns", &AXES[1]);
        let columns = if columns == rows { &WHOLE } else { columns };
        // A measure of outcomes is told of what has outcomes, where nothing else is asked for.
        let outcomes = Measure::named(asked.get("measure")).is_some_and(Measure::needs_outcomes);
        let usual = ACTIVITIES[if outcomes { OUTCOMES_OF } else { 0 }];
        let mut noted = |fault: Fault| faults.push(fault);
        let (activity, facts) = match asked.get("activity") {
            "" => usual,
            word => statistics::activity(word).map_err(&mut noted).unwrap_or(usual),
        };
        let measure = match asked.get("measure") {
            "" => MEASURES[0],
            word => statistics::measure(word, facts).map_err(&mut noted).unwrap_or(MEASURES[0]),
        };
        let days = days(asked, today, &mut noted);
        let mut only = Vec::new();
        for one in asked.all("only") {
            let (word, key) = one.split_once(':').unwrap_or((one, ""));
            match statistics::axis("only", word) {
                Ok(axis) => only.push((axis, key.to_owned())),
                Err(fault) => noted(fault),
            }
        }
        if ONLY_MAX < only.len() {
            let wanted = Text::new(format!("至多 {ONLY_MAX} 个"), format!("at most {ONLY_MAX}"));
            noted(Fault::new("only", "too_many", only.len().to_string(), wanted));
        }
        only.truncate(ONLY_MAX);
        Plan { rows, columns, measure, activity, facts, days, only, faults }
    }

    /// The address that asks this, at a page such as `/statistics`.
    pub fn path(&self, page: &str) -> String {
        let mut path = format!(
            "{page}?rows={}&columns={}&measure={}&activity={}&from={}&until={}",
            self.rows.word,
            self.columns.word,
            self.measure.word(),
            self.activity,
            self.days.0,
            self.days.1
        );
        for (axis, key) in &self.only {
            path += &format!("&only={}", in_query(&format!("{}:{key}", axis.word)));
        }
        path
    }

    /// The question to the facts.
    pub fn query(&self) -> Query {
        Query { activity: self.activity, facts: self.facts, days: self.days, only: self.only.clone() }
    }

    /// The address of the same table with one row of it alone; the oldest filter gives way to a third.
    pub fn only(&self, row: &str) -> String {
        let mut other = self.clone();
        other.only.retain(|(axis, _)| *axis != self.rows);
        other.only.truncate(ONLY_MAX - 1);
        other.only.push((self.rows, row.to_owned()));
        other.path("/statistics")
    }

    /// The address of the same table without one of its filters.
    pub fn without(&self, filter: usize) -> String {
        let mut other = self.clone();
        if filter < other.only.len() {
            other.only.remove(filter);
        }
        other.path("/statistics")
    }

    /// The address of the cases behind a cell.
    pub fn cases(&self, row: Option<&str>, column: Option<&str>) -> String {
        let mut path = self.path("/statistics/cases");
        for (name, key) in [("row", row), ("column", column)] {
            if let Some(key) = key {
                path += &format!("&{name}={}", in_query(&format!(":{key}")));
            }
        }
        path
    }
}

/// The days asked about: this year up to today if nothing is said.
fn days(asked: &Pairs, today: Day, noted: &mut impl FnMut(Fault)) -> (Day, Day) {
    let mut day = |name: &'static str, usual: Day| {
        let text = asked.get(name);
        if text.is_empty() {
            return usual;
        }
        let read = Day::parse(text).and_then(|day| day_of_our_time(name, day).map_err(|fault| fault.wanted));
        read.unwrap_or_else(|wanted| {
            noted(Fault::new(name, "shape", text, wanted));
            usual
        })
    };
    let from = day("from", Day::from_date(today.year(), 1, 1).unwrap_or(today));
    let until = day("until", today.max(from));
    if until < from {
        let wanted = Text::new(format!("不早于 {from} 的日期"), format!("a day not before {from}"));
        noted(Fault::new("until", "out_of_range", until.to_string(), wanted));
    }
    (from, until)
}
