//! 统计: declaring x inspecting office x flow district with margins, from the facts alone.

use crate::act;
use crate::app::App;
use crate::asking;
use crate::error::Failure;
use crate::page::case::receipt::cents;
use crate::page::name::{Names, spaced, thousands};
use crate::page::{self, Frame};
use crate::route::{Access, Route};
use crate::visit::Visit;
use crate::words;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use clearance::calendar::Day;
use clearance::permission::Act;
use clearance::quantity::Mass;
use clearance::reference::TableName;
use register::cases::statistics::Cell;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The axes of the table: words in the address.
const AXES: [&str; 3] = ["declared", "inspected", "flow"];
/// The measures.
const MEASURES: [&str; 3] = ["lots", "value", "mass"];
/// What was done, as the facts name it.
const ACTIVITIES: [&str; 9] = ["accept", "review", "inspect", "verify", "treat", "clear", "move", "release", "record"];

/// The routes of the statistics.
pub fn routes() -> Vec<Route> {
    vec![Route::get("/statistics", Access::SignedIn, show)]
}

#[derive(Deserialize, Default, Clone)]
struct Wish {
    #[serde(default)]
    rows: String,
    #[serde(default)]
    columns: String,
    #[serde(default)]
    measure: String,
    #[serde(default)]
    activity: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
}

/// One choice of a row of links.
struct Choice {
    path: String,
    word: &'static str,
    here: bool,
}

/// A row of links with its label.
struct Choices {
    label: &'static str,
    choices: Vec<Choice>,
}

/// What is summed in a cell.
#[derive(Clone, Copy, Default)]
struct Sum {
    lots: i64,
    value: i64,
    unknown: i64,
    mass: i64,
}

impl Sum {
    fn add(&mut self, cell: &Cell) {
        self.lots += cell.declarations;
        self.value += cell.accounting;
        self.unknown += cell.unknown;
        self.mass += cell.net_mass;
    }

    fn shown(self, measure: &str) -> String {
        match measure {
            "value" => cents(self.value),
            "mass" => spaced(&Mass(self.mass).kg_text()),
            _ => thousands(self.lots),
        }
    }
}

/// One row of the table.
struct Line {
    name: String,
    cells: Vec<String>,
    sum: String,
    unknown: String,
}

#[derive(Template)]
#[template(path = "statistics.html")]
struct StatisticsPage {
    frame: Frame,
    choices: Vec<Choices>,
    kept: Vec<(&'static str, String)>,
    from: String,
    until: String,
    fault: Option<String>,
    measure: String,
    rows: &'static str,
    columns: Vec<String>,
    lines: Vec<Line>,
    total: Line,
    with_unknown: bool,
    position: String,
}

/// The word if it is one of those known, else the first of them that is not taken.
fn among<'a>(word: &str, known: &[&'a str], taken: &str) -> &'a str {
    let found = known.iter().find(|known| **known == word && **known != taken);
    found.or_else(|| known.iter().find(|known| **known != taken)).copied().unwrap_or("")
}

async fn show(State(app): State<Arc<App>>, visit: Visit, Query(wish): Query<Wish>) -> Result<Response, Failure> {
    let ask = asking::reads(&visit)?;
    act::permit_act(&ask, Act::ReadStatistics)?;
    let field = app.field();
    let today = field.day(visit.now);
    let (mut from, mut until) = (Day::from_date(today.year(), 1, 1).unwrap_or(today), today);
    let mut fault = None;
    for (text, day) in [(&wish.from, &mut from), (&wish.until, &mut until)] {
        if !text.is_empty() {
            match Day::parse(text) {
                Ok(read) => *day = read,
                Err(wanted) => fault = Some(wanted.pick(visit.language).to_owned()),
            }
        }
    }
    let rows = among(&wish.rows, &AXES, "");
    let columns = among(&wish.columns, &AXES, rows);
    let measure = among(&wish.measure, &MEASURES, "");
    let activity = among(&wish.activity, &ACTIVITIES, "");
    let cells = field.register.cross(&asking::scope(&ask), activity, (from.0, until.0)).await?;
    let names = Names::new(field, field.policy(), today, visit.language);
    let frame = Frame::new(&app, &visit, words::say(visit.language, "statistics.title"));
    let wish = Wish {
        rows: rows.into(),
        columns: columns.into(),
        measure: measure.into(),
        activity: activity.into(),
        from: from.to_string(),
        until: until.to_string(),
    };
    page::html(&table(frame, &names, &cells, &wish, fault))
}

/// The value of an axis in a cell.
fn axis<'a>(cell: &'a Cell, axis: &str) -> &'a str {
    match axis {
        "declared" => &cell.declared_at,
        "inspected" => &cell.inspected_at,
        _ => &cell.flow_district,
    }
}

fn axis_name(names: &Names, axis: &str, code: &str) -> String {
    if code.is_empty() {
        return names.say("statistics.unknown").to_owned();
    }
    if axis == "flow" { names.code(TableName::District, code) } else { names.short_office(code) }
}

fn table(frame: Frame, names: &Names, cells: &[Cell], wish: &Wish, fault: Option<String>) -> StatisticsPage {
    let (mut sums, mut by_row, mut by_column) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut all = Sum::default();
    for cell in cells {
        let (row, column) = (axis(cell, &wish.rows).to_owned(), axis(cell, &wish.columns).to_owned());
        sums.entry((row.clone(), column.clone())).or_insert_with(Sum::default).add(cell);
        by_row.entry(row).or_insert_with(Sum::default).add(cell);
        by_column.entry(column).or_insert_with(Sum::default).add(cell);
        all.add(cell);
    }
    let columns: BTreeSet<&String> = by_column.keys().collect();
    let line = |row: &String, sum: &Sum| Line {
        name: axis_name(names, &wish.rows, row),
        cells: columns
            .iter()
            .map(|column| {
                sums.get(&(row.clone(), (*column).clone())).map_or(String::new(), |sum| sum.shown(&wish.measure))
            })
            .collect(),
        sum: sum.shown(&wish.measure),
        unknown: thousands(sum.unknown),
    };
    let total = Line {
        name: frame.say("statistics.total").to_owned(),
        cells: by_column.values().map(|sum| sum.shown(&wish.measure)).collect(),
        sum: all.shown(&wish.measure),
        unknown: thousands(all.unknown),
    };
    let unit = match wish.measure.as_str() {
        "value" => format!(" {}", names.policy.region.accounting),
        "mass" => " kg".to_owned(),
        _ => String::new(),
    };
    StatisticsPage {
        choices: choices(&frame, wish),
        kept: vec![
            ("rows", wish.rows.clone()),
            ("columns", wish.columns.clone()),
            ("measure", wish.measure.clone()),
            ("activity", wish.activity.clone()),
        ],
        from: wish.from.clone(),
        until: wish.until.clone(),
        fault,
        measure: words::say_owned(frame.language, &format!("statistics.measure.{}", wish.measure)).to_owned() + &unit,
        rows: words::say_owned(frame.language, &format!("statistics.axis.{}", wish.rows)),
        columns: columns.iter().map(|column| axis_name(names, &wish.columns, column)).collect(),
        lines: by_row.iter().map(|(row, sum)| line(row, sum)).collect(),
        total,
        with_unknown: wish.measure == "value",
        position: frame.moment(frame.now).exact,
        frame,
    }
}

/// The rows of links above the table; each changes one thing and keeps the rest.
fn choices(frame: &Frame, wish: &Wish) -> Vec<Choices> {
    let path = |wish: &Wish| {
        format!(
            "/statistics?rows={}&columns={}&measure={}&activity={}&from={}&until={}",
            wish.rows, wish.columns, wish.measure, wish.activity, wish.from, wish.until
        )
    };
    let row =
        |label: &'static str, group: &str, known: &[&str], here: &str, change: &dyn Fn(&mut Wish, &str)| Choices {
            label: words::say_owned(frame.language, label),
            choices: known
                .iter()
                .map(|word| {
                    let mut other = wish.clone();
                    change(&mut other, word);
                    Choice {
                        path: path(&other),
                        word: words::say_owned(frame.language, &format!("statistics.{group}.{word}")),
                        here: *word == here,
                    }
                })
                .collect(),
        };
    // An axis that moves to where the other stands changes places with it.
    let turn_rows = |wish: &mut Wish, word: &str| {
        if wish.columns == word {
            wish.columns.clone_from(&wish.rows);
        }
        word.clone_into(&mut wish.rows);
    };
    let turn_columns = |wish: &mut Wish, word: &str| {
        if wish.rows == word {
            wish.rows.clone_from(&wish.columns);
        }
        word.clone_into(&mut wish.columns);
    };
    vec![
        row("statistics.rows", "axis", &AXES, &wish.rows, &turn_rows),
        row("statistics.columns", "axis", &AXES, &wish.columns, &turn_columns),
        row("statistics.measures", "measure", &MEASURES, &wish.measure, &|wish, word| {
            word.clone_into(&mut wish.measure)
        }),
        row("statistics.activities", "activity", &ACTIVITIES, &wish.activity, &|wish, word| {
            word.clone_into(&mut wish.activity);
        }),
    ]
}
