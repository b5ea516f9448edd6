//! 统计: any two axes of the facts with margins, filters and shades, open to the cases, as a page and as CSV.

mod axis;
mod cases;
mod map;
mod measure;
mod paperless;
mod plan;
mod table;

use crate::frame;
use crate::frame::Frame;
use crate::pairs::Pairs;
use crate::words;
use askama::Template;
use axis::name as axis_key;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use clearance::permission::Act;
use desk::act::{self, Ask};
use desk::names::Names;
use desk::sheet::Sheet;
use desk::statistics::ACTIVITIES;
use desk::statistics::axis::{AXES, WHOLE};
use desk::statistics::measure::{MEASURES, Measure};
use plan::Plan;
use register::cases::tabulate::{Facts, Tally};
use std::sync::Arc;
use table::Table;
use web::app::App;
use web::asking;
use web::error::Failure;
use web::route::{Access, Route};
use web::visit::Visit;

/// The routes of the statistics.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/statistics", Access::SignedIn, show).tag("read_statistics"),
        Route::get("/statistics/cases", Access::SignedIn, cases::show).tag("read_statistics"),
        Route::get("/statistics/map", Access::SignedIn, map::show).tag("read_statistics"),
        Route::get("/statistics/paperless", Access::SignedIn, paperless::show).tag("read_statistics"),
        Route::get("/statistics/table.csv", Access::SignedIn, export).tag("read_statistics"),
    ]
}

/// What a page of the statistics is asked, after the reader was let in.
struct Asked {
    ask: Ask,
    plan: Plan,
    pairs: Pairs,
}

impl Asked {
    fn read(app: &App, visit: &Visit, pairs: Vec<(String, String)>) -> Result<Asked, Failure> {
        let ask = asking::reads(visit)?;
        act::permit_act(&ask, Act::ReadStatistics)?;
        let pairs = Pairs(pairs);
        let plan = Plan::read(&pairs, app.field().day(visit.now));
        Ok(Asked { ask, plan, pairs })
    }

    /// The same of a question without a fault, where there is no form to mend it in.
    fn faultless(app: &App, visit: &Visit, pairs: Vec<(String, String)>) -> Result<Asked, Failure> {
        let asked = Asked::read(app, visit, pairs)?;
        if asked.plan.faults.is_empty() { Ok(asked) } else { Err(Failure::faults(asked.plan.faults)) }
    }

    async fn tallies(&self, app: &App, names: &Names<'_>) -> Result<Vec<Tally>, Failure> {
        let (plan, register) = (&self.plan, &app.field().register);
        let axes = [plan.rows, plan.columns];
        Ok(plan.query().tallies(register, &self.ask.scope(), names, &axes).await?)
    }

    /// The table; nothing of a question that has a fault, which is no answer to what was asked.
    async fn table(&self, app: &App, names: &Names<'_>) -> Result<Table, Failure> {
        let tallies = if self.plan.faults.is_empty() { self.tallies(app, names).await? } else { Vec::new() };
        Ok(Table::new(&self.plan, names, &tallies))
    }
}

fn names<'a>(app: &App, visit: &'a Visit) -> Result<Names<'a>, Failure> {
    let field = app.field();
    Ok(Names::new(field, visit.law()?, field.day(visit.now), visit.language))
}

/// A list to choose from: word, name, chosen.
struct Choice {
    name: &'static str,
    label: &'static str,
    options: Vec<(&'static str, &'static str, bool)>,
}

#[derive(Template)]
#[template(path = "statistics.html")]
struct StatisticsPage {
    frame: Frame,
    choices: Vec<Choice>,
    faults: Vec<String>,
    kept: Vec<String>,
    days: [(&'static str, &'static str, String, Option<String>); 2],
    only: Vec<(&'static str, String, String)>,
    measure: String,
    rows: &'static str,
    table: Table,
    in_time: bool,
    with_unknown: bool,
    position: String,
    csv: String,
    map: String,
}

async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let asked = Asked::read(&app, &visit, pairs)?;
    let names = names(&app, &visit)?;
    let table = asked.table(&app, &names).await?;
    let plan = &asked.plan;
    let frame = Frame::new(&app, &visit, words::say(visit.language, "statistics.title"));
    let day = |name: &'static str, label: &'static str, value: String| {
        let fault = plan.faults.iter().find(|fault| fault.at == name);
        let fault = fault.map(|fault| fault.wanted.pick(visit.language).to_owned());
        let given = asked.pairs.get(name);
        (name, words::say(visit.language, label), if given.is_empty() { value } else { given.to_owned() }, fault)
    };
    let status = if plan.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    frame::html_as(
        status,
        &StatisticsPage {
            faults: faults(plan, &names),
            choices: choices(plan, &names),
            kept: plan.only.iter().map(|(axis, key)| format!("{}:{key}", axis.word)).collect(),
            days: [
                day("from", "statistics.from", plan.days.0.to_string()),
                day("until", "statistics.until", plan.days.1.to_string()),
            ],
            only: plan
                .only
                .iter()
                .enumerate()
                .map(|(n, (axis, key))| (axis_name(&names, axis.word), axis_key(axis, &names, key), plan.without(n)))
                .collect(),
            measure: measured(&names, plan),
            rows: axis_name(&names, plan.rows.word),
            table,
            in_time: plan.rows.is_time(),
            with_unknown: plan.measure.is_value(),
            position: frame.moment(frame.now).exact,
            csv: plan.path("/statistics/table.csv"),
            map: plan.path("/statistics/map"),
            frame,
        },
    )
}

/// Faults of what is chosen from a list, which no field of the form shows.
fn faults(plan: &Plan, names: &Names) -> Vec<String> {
    let chosen = plan.faults.iter().filter(|fault| fault.at != "from" && fault.at != "until");
    let told = chosen.map(|fault| format!("{} = {} · {}", fault.at, fault.given, fault.wanted.pick(names.language)));
    told.collect()
}

fn axis_name(names: &Names, word: &str) -> &'static str {
    words::say_owned(names.language, &format!("statistics.axis.{word}"))
}

/// What is summed, with its unit.
fn measured(names: &Names, plan: &Plan) -> String {
    let unit = match plan.measure {
        Measure::Value | Measure::FailedValue => names.policy.region.accounting.as_str(),
        Measure::Mass => "kg",
        Measure::Teu => "TEU",
        Measure::LotRate | Measure::ValueRate => "%",
        Measure::Count if clearance::row::rules::WORDS.contains(&plan.activity) => {
            return words::say(names.language, "statistics.demands").to_owned();
        }
        Measure::Count if plan.facts == Facts::Declarations => {
            return words::say(names.language, "statistics.declarations").to_owned();
        }
        Measure::Count => return words::say(names.language, "statistics.goods_lots").to_owned(),
        Measure::FailedLots | Measure::Hours => "",
    };
    let name = words::say_owned(names.language, &format!("statistics.measure.{}", plan.measure.word()));
    if unit.is_empty() { name.to_owned() } else { format!("{name} ({unit})") }
}

fn choices(plan: &Plan, names: &Names) -> Vec<Choice> {
    let choice = |name: &'static str, label: &'static str, group: &str, known: &[&'static str], here: &str| Choice {
        name,
        label: words::say(names.language, label),
        options: known
            .iter()
            .map(|word| {
                let key = format!("statistics.{group}.{word}");
                (*word, words::say_owned(names.language, &key), *word == here)
            })
            .collect(),
    };
    let axes: Vec<&str> = AXES.iter().map(|axis| axis.word).collect();
    let rows: Vec<&str> = axes.iter().copied().filter(|word| *word != WHOLE.word).collect();
    let measures = MEASURES.map(Measure::word);
    let activities: Vec<&str> = ACTIVITIES.iter().map(|(word, _)| *word).collect();
    vec![
        choice("measure", "statistics.measures", "measure", &measures, plan.measure.word()),
        choice("rows", "statistics.rows", "axis", &rows, plan.rows.word),
        choice("columns", "statistics.columns", "axis", &axes, plan.columns.word),
        choice("activity", "statistics.activities", "activity", &activities, plan.activity),
    ]
}

/// The same table as CSV, in the reader's language, with the mark by which spreadsheets know UTF-8.
async fn export(
    State(app): State<Arc<App>>,
    visit: Visit,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let asked = Asked::faultless(&app, &visit, pairs)?;
    let names = names(&app, &visit)?;
    let table = asked.table(&app, &names).await?;
    let mut sheet = Sheet::new(Vec::new())?;
    let head = [axis_name(&names, asked.plan.rows.word).to_owned(), measured(&names, &asked.plan)];
    sheet.row(head.into_iter().chain(table.columns.iter().cloned()))?;
    for row in table.rows.iter().chain([&table.total]) {
        let cells = row.cells.iter().map(|cell| bare(&cell.text));
        sheet.row([row.name.clone(), bare(&row.sum.text)].into_iter().chain(cells))?;
    }
    let bytes = sheet.end()?;
    let kind = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"statistics.csv\"".to_owned()),
    ];
    Ok((kind, bytes).into_response())
}

/// A number without what makes it easier to read.
fn bare(number: &str) -> String {
    if number == "—" { String::new() } else { number.replace(',', "") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_can_be_chosen_has_its_words() {
        let axes = AXES.iter().map(|axis| format!("axis.{}", axis.word));
        let measures = MEASURES.iter().map(|measure| format!("measure.{}", measure.word()));
        let activities = ACTIVITIES.iter().map(|(activity, _)| format!("activity.{activity}"));
        for key in axes.chain(measures).chain(activities) {
            for language in values::text::Language::ALL {
                assert!(!words::say_owned(language, &format!("statistics.{key}")).is_empty(), "{key}");
            }
        }
    }

    #[test]
    fn numbers_stand_bare_in_a_sheet() {
        assert_eq!((bare("1,234.50"), bare("—")), ("1234.50".to_owned(), String::new()));
    }
}
