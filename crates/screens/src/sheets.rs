//! 空白证单台账: what an office has of preprinted sheets, what became of them, and what it records of them.

use crate::case::receipt::{Clause, clause};
use crate::case::said::{self, Said};
use crate::frame::{self, Frame};
use crate::pairs::{KEY, Pairs};
use crate::part::Moment;
use crate::words;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use clearance::event::sheet::{SheetAct, SheetEnd};
use clearance::permission::Act;
use desk::act::blank::{self, Stock};
use desk::act::{Ask, may, permit_act};
use desk::names::{Names, office_name};
use desk::secret;
use register::scope::Scope;
use serde::Deserialize;
use std::sync::Arc;
use values::id::{OfficeCode, SheetNo};
use web::app::App;
use web::asking;
use web::error::{self, Code, Failure};
use web::route::{Access, Route};
use web::visit::Visit;

/// The most sheets of a run whose papers are shown.
const SHOWN: u32 = 100;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/sheets", Access::SignedIn, show).tag("read_sheets"),
        Route::post("/sheets", Access::SignedIn, sent).tag("keep_sheets").body_max(16 * 1024),
    ]
}

/// One stock and what there is of it: letters, name, all, used, spoiled, lost, destroyed, left.
struct BalanceView {
    stock: String,
    name: String,
    counts: Vec<(&'static str, u64)>,
    left: u64,
    /// By which clauses there is such a stock, and whether that is confirmed.
    clauses: Vec<Clause>,
    provisional: bool,
}

/// Sheets one after the other.
struct RunView {
    sheets: String,
    count: u64,
    state: (&'static str, &'static str),
    since: Moment,
    reason: String,
    used: u64,
    /// Which of them became papers, and of which case.
    papers: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "sheets.html")]
struct SheetsPage {
    frame: Frame,
    office: String,
    /// Every office of the region, and whether it is the one that is shown.
    offices: Vec<(String, String, bool)>,
    balances: Vec<BalanceView>,
    runs: Vec<RunView>,
    /// The reader records what happens to them.
    keeps: bool,
    key: String,
    ends: Vec<(&'static str, &'static str)>,
    said: Option<Said>,
    typed: Pairs,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Of {
    office: String,
    done: String,
}

async fn show(State(app): State<Arc<App>>, visit: Visit, Query(of): Query<Of>) -> Result<Response, Failure> {
    let ask = asking::reads(&visit)?;
    permit_act(&ask, Act::ReadSheets)?;
    let office = OfficeCode::parse(of.office.trim()).ok().or_else(|| ask.office.clone());
    let said = (of.done == "yes").then(|| Said {
        kind: "pass",
        words: words::say(visit.language, "sheets.recorded").to_owned(),
        ..Said::default()
    });
    page(&app, &visit, &ask, office, StatusCode::OK, (said, Pairs::default())).await
}

async fn page(
    app: &App,
    visit: &Visit,
    ask: &Ask,
    office: Option<OfficeCode>,
    status: StatusCode,
    (said, typed): (Option<Said>, Pairs),
) -> Result<Response, Failure> {
    let day = app.field().day(visit.now);
    let law = Arc::clone(visit.law()?);
    let names = Names::new(app.field(), &law, day, visit.language);
    let office = office.or_else(|| law.policy.offices_on(day).next().map(|office| office.code.clone()));
    let office = office.filter(|code| law.policy.office(code, day).is_some());
    let office = office.ok_or_else(|| Failure::new(Code::NotFound))?;
    let frame = Frame { path: format!("/sheets?office={office}"), ..Frame::new(app, visit, "") };
    let title = frame.say("sheets.title").to_owned();
    let frame = Frame { title, ..frame };
    let stocks = blank::stocks(app.field(), &office).await?;
    let mut runs = Vec::new();
    for stock in &stocks {
        runs.push(run(app, &frame, stock).await?);
    }
    let offices = law.policy.offices_on(day);
    let page = SheetsPage {
        offices: offices
            .map(|one| (one.code.to_string(), office_name(one, visit.language).to_owned(), one.code == office))
            .collect(),
        balances: balances(&frame, &names, &stocks),
        runs,
        keeps: ask.office.as_ref() == Some(&office) && may(&ask.roles, false, Act::KeepSheets),
        key: secret::draw(&app.desk.chance),
        ends: SheetEnd::ALL.iter().map(|(end, word)| (*word, ended(visit, *end))).collect(),
        office: names.office(office.as_str()),
        said,
        typed,
        frame,
    };
    frame::html_as(status, &page)
}

fn ended(visit: &Visit, end: SheetEnd) -> &'static str {
    words::say_owned(visit.language, &format!("sheets.{}", end.word()))
}

fn balances(frame: &Frame, names: &Names, stocks: &[Stock]) -> Vec<BalanceView> {
    let view = |(stock, one): (String, blank::Balance)| {
        let blank = names.policy.blanks_on(names.day).find(|blank| *blank.stock == *stock);
        let counts = [one.all, one.used, one.ended[0], one.ended[1], one.ended[2]];
        let keys = ["sheets.all", "sheets.used", "sheets.spoiled", "sheets.lost", "sheets.destroyed"];
        BalanceView {
            name: blank.map_or_else(String::new, |blank| frame.pick(&blank.name).to_owned()),
            counts: keys.into_iter().map(|key| frame.say(key)).zip(counts).collect(),
            left: one.left(),
            clauses: blank.iter().flat_map(|blank| &blank.basis).map(|of| clause(names, of)).collect(),
            provisional: blank.is_some_and(|blank| blank.provisional),
            stock,
        }
    };
    blank::balances(stocks).into_iter().map(view).collect()
}

async fn run(app: &App, frame: &Frame, Stock { run, used }: &Stock) -> Result<RunView, Failure> {
    let papers = if *used == 0 {
        Vec::new()
    } else {
        app.field().register.used_sheets(&Scope::system(), (&run.first, &run.last), SHOWN).await?
    };
    let state = match &run.ended {
        None => (frame.say("sheets.held"), "pass"),
        Some((end, _)) => (words::say_owned(frame.language, &format!("sheets.{}", end.word())), "idle"),
    };
    Ok(RunView {
        sheets: if run.first == run.last { run.first.to_string() } else { format!("{} – {}", run.first, run.last) },
        count: run.count(),
        state,
        since: frame.moment(run.since),
        reason: run.ended.as_ref().map_or_else(String::new, |(_, reason)| reason.clone()),
        used: *used,
        papers,
    })
}

async fn sent(
    State(app): State<Arc<App>>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let pairs = Pairs(pairs).kept();
    let ask = asking::submits(&visit, pairs.get(KEY), &pairs.bytes())?;
    permit_act(&ask, Act::KeepSheets)?;
    let again = |said: Said, status: StatusCode| {
        page(&app, &visit, &ask, ask.office.clone(), status, (Some(said), pairs.clone()))
    };
    let Some((run, act)) = pairs.seen().ok().and_then(|()| read(&pairs)) else {
        let words = words::say(visit.language, "sheets.faulty").to_owned();
        return again(Said { kind: "stop", words, ..Said::default() }, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    match blank::record(&app.desk, &ask, run, act).await {
        Ok(_) => Ok(error::see_other("/sheets?done=yes")),
        Err(denied) => {
            let law = Arc::clone(visit.law()?);
            let names = Names::new(app.field(), &law, app.field().day(visit.now), visit.language);
            again(said::refused(&visit, &names, denied)?, StatusCode::CONFLICT).await
        }
    }
}

/// The run of sheets that a form names, and what happens to it; nothing of what no form sends.
fn read(sent: &Pairs) -> Option<((SheetNo, SheetNo), SheetAct)> {
    let sheet = |name: &str| SheetNo::parse(&sent.get(name).to_uppercase()).ok();
    let first = sheet("first")?;
    let last = if sent.has("last") { sheet("last")? } else { first.clone() };
    let said = |name: &str| sent.get(name).to_owned();
    let act = match sent.get("do") {
        "receive" => SheetAct::Received { from: said("from") },
        "move" => SheetAct::Moved { to: OfficeCode::parse(sent.get("to")).ok()? },
        "end" => SheetAct::Ended { how: SheetEnd::named(sent.get("how"))?, reason: said("reason") },
        _ => return None,
    };
    Some(((first, last), act))
}
