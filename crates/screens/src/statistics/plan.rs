//! What a reader of the statistics asks for, as the address says it; every fault stands beside its field.

use crate::frame::in_query;
use crate::pairs::Pairs;
use crate::statistics::axis::{AXES, Axis, WHOLE};
use crate::statistics::measure::{MEASURES, Measure};
use desk::names::Names;
use register::cases::tabulate::{Facts, Question};
use values::calendar::Day;
use values::single::day_of_our_time;
use values::text::Language;

/// What was done, as the facts name it, and whether it is told of declarations or of lots.
pub static ACTIVITIES: [(&str, Facts); 12] = [
    ("accept", Facts::Declarations),
    ("review", Facts::Declarations),
    ("supervise", Facts::Declarations),
    ("inspect", Facts::Lots),
    ("verify", Facts::Lots),
    ("treat", Facts::Declarations),
    ("forward", Facts::Declarations),
    ("clear", Facts::Declarations),
    ("move", Facts::Declarations),
    ("release", Facts::Declarations),
    ("dispose", Facts::Lots),
    ("record", Facts::Declarations),
];
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
    /// Name of the field, and what would be right there.
    pub faults: Vec<(&'static str, String)>,
}

impl Plan {
    /// Reads an address. What is not known falls back to the first choice; days that are none are faults.
    pub fn read(asked: &Pairs, today: Day, language: Language) -> Plan {
        let rows = Axis::named(asked.get("rows")).unwrap_or(&AXES[0]);
        let columns = if asked.has("columns") { Axis::named(asked.get("columns")) } else { Some(&AXES[1]) };
        let columns = columns.filter(|columns| *columns != rows).unwrap_or(&WHOLE);
        let measure = MEASURES.into_iter().find(|measure| measure.word() == asked.get("measure"));
        let measure = measure.unwrap_or(MEASURES[0]);
        let activity = ACTIVITIES.iter().find(|(activity, _)| *activity == asked.get("activity"));
        let fits = |(_, facts): &&(&str, Facts)| !measure.needs_outcomes() || *facts == Facts::Lots;
        let usual = if measure.needs_outcomes() { OUTCOMES_OF } else { 0 };
        let (activity, facts) = *activity.filter(fits).unwrap_or(&ACTIVITIES[usual]);
        let mut faults = Vec::new();
        let mut day = |name: &'static str, usual: Day| {
            let text = asked.get(name);
            if text.is_empty() {
                return usual;
            }
            let read = Day::parse(text).and_then(|day| day_of_our_time(name, day).map_err(|fault| fault.wanted));
            read.unwrap_or_else(|wanted| {
                faults.push((name, wanted.pick(language).to_owned()));
                usual
            })
        };
        let from = day("from", Day::from_date(today.year(), 1, 1).unwrap_or(today));
        let until = day("until", today.max(from));
        if until < from {
            let wanted = match language {
                Language::Zh => format!("不早于 {from} 的日期"),
                Language::En => format!("a day not before {from}"),
            };
            faults.push(("until", wanted));
        }
        let only = asked.all("only").filter_map(|one| {
            let (axis, key) = one.split_once(':')?;
            Some((Axis::named(axis)?, key.to_owned()))
        });
        Plan {
            rows,
            columns,
            measure,
            activity,
            facts,
            days: (from, until),
            only: only.take(ONLY_MAX).collect(),
            faults,
        }
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

    /// The facts that it is about.
    pub fn question(&self, names: &Names) -> Question {
        let only = self.only.iter().map(|(axis, key)| axis.only(names, key, self.days));
        Question {
            facts: self.facts,
            activity: self.activity.to_owned(),
            days: (self.days.0.0, self.days.1.0),
            only: only.collect(),
        }
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
