//! The cross table for programs: up to three axes of the facts with their margins, by the same words and from the same sums as the
//! screens.

use crate::api::body::{self, Asked};
use crate::api::schema;
use crate::app::App;
use crate::asking;
use crate::error::{Code, Failure};
use crate::route::{Access, Operation, Route};
use crate::visit::Visit;
use axum::Json;
use axum::extract::{Query, State};
use clearance::permission::Act;
use desk::act;
use desk::names::Names;
use desk::statistics::axis::Axis;
use desk::statistics::measure::{MEASURES, Measure, Sum};
use desk::statistics::{self, Query as Question};
use register::cases::tabulate::Tally;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use values::fault::Fault;
use values::text::Text;

/// The axes where none are asked for: 实际申报地, 实际施检地, 货物流向地 (「本方案」三(三)三).
const USUAL: &str = "declared,inspected,flow";
/// The most axes of one table.
const AXES_MAX: usize = 3;
/// Axes whose name in the answer is another than in the question.
const CALLED: [(&str, &str); 3] =
    [("declared", "declared_at"), ("inspected", "inspected_at"), ("flow", "flow_district")];

/// The route.
pub fn routes() -> Vec<Route> {
    let operation = Operation::new("statistics", Text::fixed("交叉统计", "Cross table"));
    vec![
        Route::get("/api/v1/statistics/cross", Access::SignedIn, cross).tag("read_statistics").operation(
            operation
                .says(Text::fixed(
                    "与统计页面同一问法、同一结果：axes 是至多三个轴，缺省为申报地、施检地、流向地；only 是「轴:值」。货值以记账货币的 0.01 计，净重以 0.00001 千克计；率以万分之一计。",
                    "The same question and the same answer as the screens: axes are up to three, by default declaring, inspecting and flow; only is axis:value. Value in 0.01 of the accounting currency, net mass in 0.00001 kg, rates in hundredths of a per cent.",
                ))
                .query("activity", true, Text::fixed("环节，如 accept、inspect、release", "Activity: accept, inspect, release …"))
                .query("from", true, Text::fixed("首日", "First day"))
                .query("to", true, Text::fixed("末日", "Last day"))
                .query("axes", false, Text::fixed("轴，以逗号分开", "Axes, with commas between"))
                .query("only", false, Text::fixed("只计「轴:值」", "Only axis:value"))
                .query("measure", false, Text::fixed("只要这一指标", "This measure only"))
                .gives(200, Some(schema::cross))
                .fails(&[Code::Faults, Code::NotPermitted]),
        ),
    ]
}

async fn cross(State(app): State<Arc<App>>, visit: Visit, Query(asked): Query<Asked>) -> Result<Json<Value>, Failure> {
    let ask = asking::reads(&visit)?;
    act::permit_act(&ask, Act::ReadStatistics)?;
    let (question, axes, measure) = read(&asked)?;
    let field = app.field();
    let names = Names::new(field, visit.law()?, field.day(visit.now), visit.language);
    let tallies = question.tallies(&field.register, &ask.scope(), &names, &axes).await?;
    let mut cells: BTreeMap<[&str; AXES_MAX], Sum> = BTreeMap::new();
    let mut margins: Vec<BTreeMap<&str, Sum>> = axes.iter().map(|_| BTreeMap::new()).collect();
    let mut total = Sum::default();
    for tally in &tallies {
        let keys = keys(tally);
        cells.entry(keys).or_default().add(tally);
        margins.iter_mut().zip(keys).for_each(|(margin, key)| margin.entry(key).or_default().add(tally));
        total.add(tally);
    }
    let told = |sum: &Sum| told(sum, &question, measure);
    let cell = |(keys, sum): (&[&str; AXES_MAX], &Sum)| {
        let mut cell = told(sum);
        axes.iter().zip(keys).for_each(|(axis, key)| cell[called(axis)] = json!(key));
        cell
    };
    let margin = |(axis, sums): (&&Axis, &BTreeMap<&str, Sum>)| {
        let told = sums.iter().map(|(code, sum)| {
            let mut told = told(sum);
            told["code"] = json!(code);
            told
        });
        (called(axis).to_owned(), told.collect())
    };
    Ok(Json(json!({
        "activity": question.activity, "from": question.days.0, "to": question.days.1,
        "currency": &visit.law()?.policy.region.accounting, "axes": axes.iter().map(|axis| axis.word).collect::<Vec<_>>(),
        "cells": cells.iter().map(cell).collect::<Vec<_>>(), "total": told(&total),
        "margins": axes.iter().zip(&margins).map(margin).collect::<Map<String, Value>>(),
    })))
}

fn keys(tally: &Tally) -> [&str; AXES_MAX] {
    [&tally.row, &tally.column, &tally.third]
}

/// What an axis is called in the answer.
fn called(axis: &Axis) -> &'static str {
    CALLED.iter().find(|(word, _)| *word == axis.word).map_or(axis.word, |(_, called)| called)
}

type Read = (Question, Vec<&'static Axis>, Option<Measure>);

/// The question of an address; every fault at its name.
fn read(asked: &Asked) -> Result<Read, Failure> {
    let (activity, facts) =
        statistics::activity(body::text(asked, "activity")?).map_err(|fault| Failure::faults(vec![fault]))?;
    let (from, to) = (body::day(asked, "from")?, body::day(asked, "to")?);
    let mut faults = Vec::new();
    if to < from {
        let wanted = Text::new(format!("不早于 {from} 的日期"), format!("a day not before {from}"));
        faults.push(Fault::new("to", "out_of_range", to.to_string(), wanted));
    }
    let mut axes: Vec<&'static Axis> = Vec::new();
    for word in asked.get("axes").map_or(USUAL, String::as_str).split(',') {
        match statistics::axis("axes", word.trim()) {
            Ok(axis) => axes.push(axis),
            Err(fault) => faults.push(fault),
        }
    }
    if AXES_MAX < axes.len() {
        let wanted = Text::new(format!("至多 {AXES_MAX} 个轴"), format!("at most {AXES_MAX} axes"));
        faults.push(Fault::new("axes", "too_many", axes.len().to_string(), wanted));
    }
    let mut only = Vec::new();
    if let Some(one) = asked.get("only") {
        let (word, key) = one.split_once(':').unwrap_or((one, ""));
        match statistics::axis("only", word) {
            Ok(axis) => only.push((axis, key.to_owned())),
            Err(fault) => faults.push(fault),
        }
    }
    let measure = asked.get("measure").map(|word| statistics::measure(word, facts)).transpose();
    let measure = measure.unwrap_or_else(|fault| {
        faults.push(fault);
        None
    });
    if faults.is_empty() {
        Ok((Question { activity, facts, days: (from, to), only }, axes, measure))
    } else {
        Err(Failure::faults(faults))
    }
}

/// The measures of some cells together, or the one that was asked for.
fn told(sum: &Sum, question: &Question, measure: Option<Measure>) -> Value {
    let fits = |one: &Measure| match measure {
        Some(measure) => *one == measure,
        None => !one.needs_outcomes() || question.has_outcomes(),
    };
    let mut told = Map::new();
    for one in MEASURES.into_iter().filter(fits) {
        told.insert(name(one, question).to_owned(), one.of(sum).map_or(Value::Null, whole));
    }
    if measure.is_none() {
        told.insert("lines".to_owned(), whole(sum.lines()));
        told.insert("value_unknown".to_owned(), whole(sum.unknown()));
    }
    Value::Object(told)
}

/// What a measure is called in the answer, with its unit.
fn name(measure: Measure, question: &Question) -> &'static str {
    match measure {
        Measure::Count if question.has_outcomes() => "lots",
        Measure::Count => "declarations",
        Measure::Value => "value_minor",
        Measure::Mass => "net_mass_units",
        Measure::Teu => "teu_tenths",
        Measure::Hours => "hours_tenths",
        Measure::FailedLots => "failed_lots",
        Measure::FailedValue => "failed_value_minor",
        Measure::LotRate => "lot_rate_hundredths",
        Measure::ValueRate => "value_rate_hundredths",
    }
}

/// A sum as a number, or as its digits where no reader of 64 bits could hold it.
fn whole(sum: i128) -> Value {
    i64::try_from(sum).map_or_else(|_| json!(sum.to_string()), |sum| json!(sum))
}
