//! 试一试: a declaration, pasted or of a case, against every rule of a day: true, false or not reached, by which fact.

use super::view::RuleView;
use crate::case::receipt;
use crate::frame;
use crate::frame::Frame;
use crate::words;
use askama::Template;
use axum::Form;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::response::Response;
use clearance::decision::facts::Declared;
use clearance::decision::trial::{self, Tried};
use clearance::decision::{FactRead, Verdict};
use clearance::declaration::Declaration;
use clearance::permission::Act;
use clearance::standing::Standing;
use desk::act::{self, Denied};
use desk::names::Names;
use desk::receive;
use desk::rules::Sees;
use serde::Deserialize;
use std::sync::Arc;
use values::calendar::Day;
use values::fault::Fault;
use web::app::App;
use web::asking;
use web::error::Failure;
use web::route::{Access, Route};
use web::sight;
use web::visit::Visit;

/// The largest declaration that is tried, in bytes.
const MOST: usize = 512 * 1024;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/try", Access::SignedIn, ask).tag("read_goods"),
        Route::post("/try", Access::SignedIn, answer).tag("read_goods").body_max(2 * MOST),
    ]
}

/// What is tried.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    /// A number of a case.
    no: String,
    /// Or a declaration as JSON.
    declaration: String,
    /// By the text of which day; today's if it is empty.
    day: String,
    /// The rule that is looked at, if one is.
    rule: String,
}

/// A rule as it was tried.
struct TriedView {
    rule: RuleView,
    hits: bool,
    /// Why it was not asked at all, if it was not.
    not_asked: bool,
    places: Vec<PlaceView>,
}

struct PlaceView {
    /// Empty for the case as a whole.
    line: String,
    hits: bool,
    statements: Vec<StatementView>,
    kept_off: Vec<String>,
}

struct StatementView {
    says: String,
    unless: bool,
    /// `true`, `false` or `unreached`.
    state: &'static str,
    answer: String,
}

#[derive(Template)]
#[template(path = "rule_try.html")]
struct TryPage {
    frame: Frame,
    asked: Asked,
    faults: Vec<String>,
    mode: Option<String>,
    hitting: Vec<TriedView>,
    others: Vec<TriedView>,
}

fn page(app: &App, visit: &Visit, asked: Asked) -> TryPage {
    let frame = Frame { path: "/try".into(), ..Frame::new(app, visit, words::say(visit.language, "rules.try")) };
    TryPage { frame, asked, faults: Vec::new(), mode: None, hitting: Vec::new(), others: Vec::new() }
}

async fn ask(State(app): State<Arc<App>>, visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    act::permit_act(&asking::reads(&visit)?, Act::ReadGoods)?;
    frame::html(&page(&app, &visit, asked))
}

async fn answer(State(app): State<Arc<App>>, visit: Visit, Form(asked): Form<Asked>) -> Result<Response, Failure> {
    act::permit_act(&asking::reads(&visit)?, Act::ReadGoods)?;
    let say = |key: &'static str| words::say(visit.language, key).to_owned();
    let mut page = page(&app, &visit, asked);
    let day = match page.asked.day.trim() {
        "" => Some(app.field().day(visit.now)),
        text => Day::parse(text).map_err(|wanted| page.faults.push(wanted.pick(visit.language).to_owned())).ok(),
    };
    let found = declaration(&app, &visit, &page.asked).await?;
    match (day, found) {
        (Some(day), Ok(Some(declaration))) => tried(&app, &visit, &mut page, &declaration, day).await?,
        (_, Ok(Some(_))) => {}
        (_, Ok(None)) => page.faults.push(say("rules.try_nothing")),
        (_, Err(faults)) => page.faults.extend(faults.iter().map(|fault| told(fault, &visit))),
    }
    frame::html(&page)
}

fn told(fault: &Fault, visit: &Visit) -> String {
    format!("{} {}: {}", fault.at, fault.given, fault.wanted.pick(visit.language))
}

/// The declaration that is tried: that of the case if a number was given, else what was pasted.
async fn declaration(
    app: &App,
    visit: &Visit,
    asked: &Asked,
) -> Result<Result<Option<Declaration>, Vec<Fault>>, Failure> {
    if !asked.no.trim().is_empty() {
        let seen = sight::see_whole(app, visit, asked.no.trim()).await?;
        return Ok(Ok(Some(Declaration::clone(&seen.case.declaration))));
    }
    if asked.declaration.trim().is_empty() {
        return Ok(Ok(None));
    }
    let body = Bytes::from(asked.declaration.clone());
    let day = app.field().day(visit.now);
    match receive::read_for_advice(&app.desk, &body, day).await {
        Ok(Ok(received)) => Ok(Ok(Some(received.declaration))),
        Ok(Err(faults)) | Err(Denied::Faults(faults)) => Ok(Err(faults)),
        Err(denied) => Err(denied.into()),
    }
}

async fn tried(
    app: &App,
    visit: &Visit,
    page: &mut TryPage,
    declaration: &Declaration,
    day: Day,
) -> Result<(), Failure> {
    let ask = asking::reads(visit)?;
    let field = app.field();
    let law = field.law(day).await?;
    let (policy, names) = (&law.policy, Names::new(field, &law, day, visit.language));
    let past = act::past(field, policy, declaration, day, visit.now).await?;
    let found = act::with_entrance(&app.desk, &ask, Act::ReadGoods, declaration, |entrance| {
        let measures = (entrance.measure)(declaration);
        let owner = Standing { past, ..entrance.owner.clone() };
        let base = Declared::new(declaration, &measures, &owner, entrance.agent_blacklisted);
        trial::tried(policy, day, &base).map(|(verdict, tried)| {
            let views: Vec<TriedView> = tried.iter().map(|one| view(one, &names)).collect();
            (verdict, views)
        })
    });
    match found.await? {
        Ok((verdict, views)) => {
            page.mode = Some(mode(&verdict, &names));
            let named = page.asked.rule.trim().to_owned();
            let (mut hitting, mut others): (Vec<_>, Vec<_>) = views.into_iter().partition(|view| view.hits);
            // The rule that is looked at stands first among its own.
            for views in [&mut hitting, &mut others] {
                views.sort_by_key(|view| view.rule.id != named);
            }
            (page.hitting, page.others) = (hitting, others);
        }
        Err(undecided) => page.faults.push(undecided.to_string()),
    }
    Ok(())
}

fn mode(verdict: &Verdict, names: &Names) -> String {
    format!("{} {}", verdict.mode, names.mode_title(verdict.mode.as_str()))
}

fn view(tried: &Tried, names: &Names) -> TriedView {
    let places = tried.places.iter().map(|place| PlaceView {
        line: place.line.map_or_else(String::new, |line| line.to_string()),
        hits: place.hits,
        kept_off: place.kept_off.iter().map(|id| (*id).to_owned()).collect(),
        statements: place
            .statements
            .iter()
            .map(|statement| {
                let read =
                    statement.value.clone().map(|value| FactRead { fact: statement.atom.fact(), line: None, value });
                StatementView {
                    says: statement.atom.to_text(names.language),
                    unless: statement.unless,
                    state: match statement.holds {
                        Some(true) => "true",
                        Some(false) => "false",
                        None => "unreached",
                    },
                    answer: read.map_or_else(String::new, |read| receipt::answer(names, &read)),
                }
            })
            .collect(),
    });
    TriedView {
        rule: RuleView::new(tried.rule, Sees::All, names),
        hits: tried.hits(),
        not_asked: tried.places.is_empty(),
        places: places.collect(),
    }
}
