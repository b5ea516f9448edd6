//! The rules as a table for other programs: what the reader may see, in both languages.

use super::sees;
use super::view::RuleView;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use desk::names::Names;
use desk::rules::{self, Wish};
use desk::sheet::Sheet;
use policy::Word;
use std::sync::Arc;
use values::text::Language;
use web::app::App;
use web::error::Failure;
use web::route::{Access, Route};
use web::visit::Visit;

/// The columns, which are as stable as the API.
const COLUMNS: [&str; 12] = [
    "rule",
    "title_zh",
    "title_en",
    "direction",
    "sentence_zh",
    "sentence_en",
    "measures",
    "basis",
    "from",
    "until",
    "author",
    "provisional",
];

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/rules.csv", Access::Public, export)]
}

async fn export(State(app): State<Arc<App>>, visit: Visit, Query(wish): Query<Wish>) -> Result<Response, Failure> {
    let (field, sees) = (app.field(), sees(&visit));
    let day = wish.on(field.day(visit.now));
    let law = field.law(day).await?;
    let (policy, names) = (&law.policy, Names::new(field, &law, day, visit.language));
    let mut table = Sheet::new(Vec::new())?;
    table.row(COLUMNS)?;
    for rule in policy.rules_on(day).filter(|rule| sees.any(rule) && rules::wanted(rule, &wish, sees, policy, day)) {
        let shown = RuleView::new(rule, sees, &names);
        let kinds: Vec<&str> = sees.measures(rule).map(|one| one.measure.kind().called(Language::En)).collect();
        let basis: Vec<String> = rule.basis.iter().map(|citation| citation.to_text(policy.region.language)).collect();
        table.row([
            shown.id,
            rule.title.pick(Language::Zh).to_owned(),
            rule.title.pick(Language::En).to_owned(),
            rule.direction.map_or("", |direction| direction.word()).to_owned(),
            rules::sentence(rule, sees, Language::Zh),
            rules::sentence(rule, sees, Language::En),
            kinds.join("; "),
            basis.join("; "),
            shown.from,
            shown.until,
            shown.author,
            if rule.provisional { "1" } else { "0" }.to_owned(),
        ])?;
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"rules.csv\""),
    ];
    Ok((headers, table.end()?).into_response())
}
