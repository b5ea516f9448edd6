//! The members as tiles where they lie, and what flows between them: declared here, inspected there.

use crate::frame;
use crate::frame::Frame;
use crate::statistics::measure::shown;
use crate::statistics::plan::Plan;
use crate::statistics::table::{CellView, Table, scaled};
use crate::statistics::{Asked, axis_name, measured, names};
use crate::words;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use desk::names::Names;
use desk::statistics::axis::Axis;
use desk::statistics::measure::Sum;
use register::cases::tabulate::Tally;
use std::collections::BTreeMap;
use std::sync::Arc;
use web::app::App;
use web::error::Failure;
use web::visit::Visit;

/// The sides of a tile, the gap between tiles, and the widest line, in units of the drawing.
const WIDE: i64 = 112;
const HIGH: i64 = 80;
const GAP: i64 = 28;
const WIDEST: i64 = 14;

/// A member on the map.
struct Tile {
    x: i64,
    y: i64,
    /// One or two lines, since long names do not fit into one.
    name: Vec<(i64, String)>,
    count: CellView,
}

/// What flows from one member to another.
struct Flow {
    from: (i64, i64),
    bend: (i64, i64),
    to: (i64, i64),
    width: i64,
    says: String,
    path: String,
}

#[derive(Template)]
#[template(path = "map.html")]
struct MapPage {
    frame: Frame,
    measure: String,
    activity: &'static str,
    days: (String, String),
    width: i64,
    height: i64,
    tiles: Vec<Tile>,
    flows: Vec<Flow>,
    table: Table,
    heading: &'static str,
    rows: &'static str,
    back: String,
}

/// The page.
pub async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let mut asked = Asked::faultless(&app, &visit, pairs)?;
    let names = names(&app, &visit)?;
    let back = asked.plan.path("/statistics");
    let axes = (Axis::named("declared_member"), Axis::named("inspected_member"));
    if let (Some(rows), Some(columns)) = axes {
        (asked.plan.rows, asked.plan.columns) = (rows, columns);
    }
    let plan = &asked.plan;
    let tallies = asked.tallies(&app, &names).await?;
    let frame = Frame::new(&app, &visit, words::say(visit.language, "statistics.map"));
    let table = Table::new(plan, &names, &tallies);
    let places = places(&names);
    let most = |of: fn(&(i64, i64)) -> i64| places.values().map(of).max().unwrap_or(0) + 1;
    frame::html(&MapPage {
        measure: measured(&names, plan),
        activity: words::say_owned(visit.language, &format!("statistics.activity.{}", plan.activity)),
        days: (plan.days.0.to_string(), plan.days.1.to_string()),
        width: most(|place| place.0) * (WIDE + GAP) + GAP,
        height: most(|place| place.1) * (HIGH + GAP) + GAP,
        tiles: tiles(plan, &names, &places, &tallies),
        flows: flows(plan, &names, &places, &tallies),
        table,
        heading: words::say(visit.language, "statistics.map.corner"),
        rows: axis_name(&names, plan.rows.word),
        back,
        frame,
    })
}

/// Where each member stands, by its code: column and row of the text.
fn places(names: &Names) -> BTreeMap<String, (i64, i64)> {
    let placed = names.policy.members_on(names.day).filter_map(|member| {
        let (column, row) = member.tile?;
        Some((member.code.to_string(), (i64::from(column), i64::from(row))))
    });
    placed.collect()
}

/// The upper left corner of a tile.
fn corner((column, row): (i64, i64)) -> (i64, i64) {
    (GAP + column * (WIDE + GAP), GAP + row * (HIGH + GAP))
}

fn middle(place: (i64, i64)) -> (i64, i64) {
    let (x, y) = corner(place);
    (x + WIDE / 2, y + HIGH / 2)
}

/// Where the way from the middle of a tile to a point outside of it leaves the tile.
fn edge(middle: (i64, i64), out: (i64, i64)) -> (i64, i64) {
    let (x, y) = (out.0 - middle.0, out.1 - middle.1);
    // The share of the way, in thousandths, that lies within the sides and within top and bottom.
    let share = |half: i64, way: i64| if way == 0 { 1000 } else { (1000 * half / way.abs()).min(1000) };
    let within = share(WIDE / 2, x).min(share(HIGH / 2, y));
    (middle.0 + x * within / 1000, middle.1 + y * within / 1000)
}

/// The sums by the two members, both known.
fn pairs(tallies: &[Tally]) -> BTreeMap<(String, String), Sum> {
    let mut sums: BTreeMap<(String, String), Sum> = BTreeMap::new();
    for tally in tallies {
        sums.entry((tally.row.clone(), tally.column.clone())).or_default().add(tally);
    }
    sums
}

fn tiles(plan: &Plan, names: &Names, places: &BTreeMap<String, (i64, i64)>, tallies: &[Tally]) -> Vec<Tile> {
    let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
    tallies.iter().for_each(|tally| sums.entry(tally.row.clone()).or_default().add(tally));
    let darkest = sums.values().filter_map(|sum| plan.measure.of(sum)).max().unwrap_or(0);
    let tile = |(code, place): (&String, &(i64, i64))| {
        let (x, y) = corner(*place);
        let sum = sums.get(code).copied().unwrap_or_default();
        let size = plan.measure.of(&sum).unwrap_or(0).max(0);
        let name = names.short_member(code);
        let words: Vec<String> = name.split(' ').map(str::to_owned).collect();
        let first = if words.len() == 1 { 36 } else { 24 };
        let name = (0_i64..).zip(words).map(|(n, word)| (first + 18 * n, word)).collect();
        let path = (0 < size).then(|| plan.cases(Some(code), None));
        Tile { x, y, name, count: CellView { text: shown(plan.measure, &sum), shade: scaled(size, darkest, 5), path } }
    };
    places.iter().map(tile).collect()
}

fn flows(plan: &Plan, names: &Names, places: &BTreeMap<String, (i64, i64)>, tallies: &[Tally]) -> Vec<Flow> {
    let sums = pairs(tallies);
    let sized = |sum: &Sum| plan.measure.of(sum).filter(|size| 0 < *size);
    let between = || sums.iter().filter(|((from, to), _)| from != to);
    let widest = between().filter_map(|(_, sum)| sized(sum)).max().unwrap_or(0);
    let flow = |((from, to), sum): (&(String, String), &Sum)| {
        let size = sized(sum)?;
        let (start, end) = (middle(*places.get(from)?), middle(*places.get(to)?));
        // Bent to the left of the way, so that there and back are two lines.
        let bend = ((start.0 + end.0) / 2 - (end.1 - start.1) / 5, (start.1 + end.1) / 2 + (end.0 - start.0) / 5);
        let (start, end) = (edge(start, bend), edge(end, bend));
        let (here, there) = (names.short_member(from), names.short_member(to));
        Some(Flow {
            from: start,
            bend,
            to: end,
            width: scaled(size, widest, WIDEST).max(2),
            says: format!("{here} → {there} {}", shown(plan.measure, sum)),
            path: plan.cases(Some(from), Some(to)),
        })
    };
    between().filter_map(flow).collect()
}
