//! 审单规则: the rules in force on a day, one rule, and a clause with the rules that rest on it.

mod export;
mod trial;
mod view;

use crate::frame;
use crate::frame::Frame;
use crate::words;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use clearance::row::hit::Outcome;
use desk::edition::Edition;
use desk::field::Field;
use desk::names::Names;
use desk::rules::{self, Sees, Wish};
use desk::statistics;
use desk::statistics::axis::Axis;
use policy::{Citation, MeasureKind, Word};
use register::scope::Scope;
use serde::Deserialize;
use std::sync::Arc;
use values::calendar::Day;
use values::text::Language;
use view::{CaseView, ExampleView, HitView, RuleView};
use web::app::App;
use web::error::{Code, Failure};
use web::route::{Access, Route};
use web::visit::Visit;

/// Days over which hits are counted.
const LOOKS_BACK: i32 = 90;
/// Cases that a rule's page names.
const CASES: u32 = 20;

/// The routes of the rules.
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/rules", Access::Public, list),
        Route::get("/rules/{id}", Access::Public, one),
        Route::get("/clauses", Access::Public, clause),
    ];
    routes.extend(export::routes());
    routes.extend(trial::routes());
    routes
}

/// Whether a visitor sees every rule, or what is public.
fn sees(visit: &Visit) -> Sees {
    Sees::of(visit.asker.as_ref().map(|asker| &*asker.account))
}

/// The words of the address that asks the same.
fn query(wish: &Wish) -> String {
    wish.given().map(|(name, value)| format!("{name}={}", frame::in_query(value))).collect::<Vec<_>>().join("&")
}

#[derive(Template)]
#[template(path = "rules.html")]
struct RulesPage {
    frame: Frame,
    wish: Wish,
    day: String,
    all: bool,
    rules: Vec<RuleView>,
    total: usize,
    measures: Vec<(&'static str, &'static str, bool)>,
    query: String,
}

async fn list(State(app): State<Arc<App>>, visit: Visit, Query(wish): Query<Wish>) -> Result<Response, Failure> {
    let (field, sees) = (app.field(), sees(&visit));
    let day = wish.on(field.day(visit.now));
    let law = field.law(day).await?;
    let (policy, names) = (&law.policy, Names::new(field, &law, day, visit.language));
    let known: Vec<&policy::Rule> = policy.rules_on(day).filter(|rule| sees.any(rule)).collect();
    let found = known.iter().filter(|rule| rules::wanted(rule, &wish, sees, policy, day));
    let kinds = MeasureKind::NAMES.iter().map(|(kind, zh, en)| {
        let called = if visit.language == Language::Zh { zh[0] } else { en[0] };
        (en[0], called, MeasureKind::named(&wish.measure) == Some(*kind))
    });
    let page = RulesPage {
        rules: found.map(|rule| RuleView::new(rule, sees, &names)).collect(),
        total: known.len(),
        all: sees == Sees::All,
        day: day.to_string(),
        measures: kinds.collect(),
        query: query(&wish),
        wish,
        frame: Frame::new(&app, &visit, words::say(visit.language, "rules.title")),
    };
    frame::html(&page)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct OnDay {
    day: String,
    /// The version of the text; the one in force if it is empty.
    text: String,
}

#[derive(Template)]
#[template(path = "rule.html")]
struct RulePage {
    frame: Frame,
    rule: RuleView,
    day: String,
    /// The sentence in both languages, the region's first.
    sentences: Vec<(&'static str, String)>,
    try_path: String,
    all: bool,
    hits: Vec<HitView>,
    became: Vec<HitView>,
    count: i64,
    cases: Vec<CaseView>,
    examples: Vec<ExampleView>,
}

async fn one(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(id): Path<String>,
    Query(on): Query<OnDay>,
) -> Result<Response, Failure> {
    let (field, sees) = (app.field(), sees(&visit));
    let today = field.day(visit.now);
    let day = Day::parse(on.day.trim()).unwrap_or(today);
    let law = text(field, &on.text, day).await?;
    let (policy, names) = (&law.policy, Names::new(field, &law, day, visit.language));
    let rule = policy.rules_on(day).find(|rule| *rule.id == *id).filter(|rule| sees.any(rule));
    let rule = rule.ok_or_else(|| Failure::new(Code::NotFound))?;
    let view = RuleView::new(rule, sees, &names);
    let (mut hits, mut became, mut cases, mut examples) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    if sees == Sees::All {
        let since = today.plus(-LOOKS_BACK);
        let counted = field.register.rule_outcomes(&Scope::system(), &id, since).await?;
        hits = counted.into_iter().map(|(outcome, count)| HitView::new(outcome, count, visit.language)).collect();
        let last = field.register.rule_cases(&Scope::system(), &id, since, CASES).await?;
        became = became_of(field, &names, &id, (since, today)).await?;
        cases = last.into_iter().map(|hit| CaseView::new(hit, rule, &names)).collect();
        examples = ExampleView::of(rule, &law.examples, policy, visit.language);
    }
    let own = policy.region.language;
    let second = if own == Language::Zh { Language::En } else { Language::Zh };
    let sentences = [own, second].map(|language| (language.tag(), rules::sentence(rule, sees, language)));
    let page = RulePage {
        count: hits.iter().map(|hit| hit.count).sum(),
        frame: Frame::new(&app, &visit, &format!("{} {}", rule.id, view.title)),
        rule: view,
        day: day.to_string(),
        sentences: sentences.into(),
        try_path: format!("/try?rule={}", frame::in_query(&id)),
        all: sees == Sees::All,
        hits,
        became,
        cases,
        examples,
    };
    frame::html(&page)
}

/// What became of the demands of a rule in the days of its hits, by the facts of the statistics: those that bind.
async fn became_of(field: &Field, names: &Names<'_>, id: &str, days: (Day, Day)) -> Result<Vec<HitView>, Failure> {
    let Some(by_rule) = Axis::named("rule") else { return Ok(Vec::new()) };
    let mut views = Vec::new();
    for word in clearance::row::rules::WORDS {
        let (activity, facts) = statistics::activity(word).map_err(|fault| Failure::faults(vec![fault]))?;
        let query = statistics::Query { activity, facts, days, only: vec![(by_rule, id.to_owned())] };
        let found = query.tallies(&field.register, &Scope::system(), names, &[]).await?;
        let count: i128 = found.iter().map(|tally| tally.count).sum();
        let called = words::say_owned(names.language, &format!("statistics.activity.{word}")).to_owned();
        views.push(HitView { called, count: i64::try_from(count).unwrap_or(i64::MAX) });
    }
    // Of a rule of which nothing binds there is nothing to say.
    views.retain(|view| view.count != 0);
    Ok(views)
}

/// The edition of a version, or the one that governs a day.
async fn text(field: &Field, version: &str, day: Day) -> Result<Arc<Edition>, Failure> {
    let version = version.trim();
    if version.is_empty() {
        return Ok(field.law(day).await?);
    }
    // One that nobody has, and what is no version at all.
    field.edition_of(version).await.map_err(|_| Failure::new(Code::NotFound))
}

/// What an outcome is called.
fn of(outcome: Outcome, language: Language) -> String {
    words::say_owned(language, &format!("rules.outcome.{}", outcome.word())).to_owned()
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Cited {
    cite: String,
    day: String,
    /// As for a rule.
    text: String,
}

#[derive(Template)]
#[template(path = "clause.html")]
struct ClausePage {
    frame: Frame,
    cited: String,
    title: String,
    words: String,
    day: String,
    provisional: bool,
    rules: Vec<RuleView>,
}

async fn clause(State(app): State<Arc<App>>, visit: Visit, Query(asked): Query<Cited>) -> Result<Response, Failure> {
    let (field, sees) = (app.field(), sees(&visit));
    let day = Day::parse(asked.day.trim()).unwrap_or_else(|_| field.day(visit.now));
    let law = text(field, &asked.text, day).await?;
    let (policy, names) = (&law.policy, Names::new(field, &law, day, visit.language));
    let citation: Citation = policy.library.cite(&asked.cite, day).ok_or_else(|| Failure::new(Code::NotFound))?;
    let cited = policy.library.text(&citation.text, day);
    let rests = policy.rules_on(day).filter(|rule| sees.any(rule) && rule.basis.contains(&citation));
    let page = ClausePage {
        title: cited.map_or_else(String::new, |text| match visit.language {
            Language::En if !text.english.is_empty() => text.english.to_string(),
            Language::Zh | Language::En => text.title.to_string(),
        }),
        cited: names.citation(&citation),
        words: names.cited(&citation),
        provisional: cited.is_some_and(|text| text.provisional.is_some()),
        day: day.to_string(),
        rules: rests.map(|rule| RuleView::new(rule, sees, &names)).collect(),
        frame: Frame::new(&app, &visit, &names.citation(&citation)),
    };
    frame::html(&page)
}
