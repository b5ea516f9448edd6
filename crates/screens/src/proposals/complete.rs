//! Words, codes and clauses by what somebody types of them, as the text of the region writes them.

use axum::Json;
use axum::extract::{Query, State};
use clearance::permission::Act;
use desk::act;
use policy::fact::Fact;
use policy::reference::TableName;
use policy::{Citation, MeasureKind, Word};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use values::text::Language;
use web::app::App;
use web::asking;
use web::error::Failure;
use web::visit::Visit;

/// The most suggestions, of all and of each kind.
const ALL: usize = 12;
const EACH: usize = 5;
/// Characters of a clause that are told.
const TOLD: usize = 40;
/// The code tables whose names stand in rules.
const TABLES: [TableName; 3] = [TableName::Hs, TableName::Country, TableName::Place];

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Typed {
    q: String,
}

/// What may be meant by what was typed: the words to insert, and what they are.
pub(super) async fn words(
    State(app): State<Arc<App>>,
    visit: Visit,
    Query(typed): Query<Typed>,
) -> Result<Json<Value>, Failure> {
    act::permit_act(&asking::reads(&visit)?, Act::Propose)?;
    // Brackets are of the text's form, and nobody types them first.
    let plain = |text: &str| text.to_lowercase().replace(['「', '」', '"'], "");
    let (law, typed) = (visit.law()?, plain(typed.q.trim()));
    if typed.is_empty() {
        return Ok(Json(json!([])));
    }
    let own = law.policy.region.language;
    let other = if own == Language::Zh { Language::En } else { Language::Zh };
    let has = |text: &str| plain(text).contains(&typed);
    let facts = Fact::all().map(|fact| (fact.name(own).to_owned(), fact.name(other).to_owned()));
    let measures =
        MeasureKind::NAMES.iter().map(|(kind, ..)| (kind.called(own).to_owned(), kind.called(other).to_owned()));
    let mut found: Vec<(String, String)> =
        facts.chain(measures).filter(|(word, says)| has(word) || has(says)).take(EACH).collect();
    let day = app.field().day(visit.now);
    let texts = law.policy.library.texts().iter().filter(|text| text.period.contains(day));
    let clauses = texts.flat_map(|text| {
        text.sections.iter().map(|section| {
            let citation = Citation { text: text.short.clone(), section: section.name.clone() };
            (citation.to_text(own), section.text.chars().take(TOLD).collect::<String>())
        })
    });
    found.extend(clauses.filter(|(cite, _)| has(cite)).take(EACH));
    let digits = law.policy.region.tariff_digits;
    for table in TABLES {
        let index = app.field().naming.index(&law.reference, table, digits, day);
        let hits = index.find(&typed, 2);
        found.extend(hits.iter().map(|hit| {
            let code = if table == TableName::Hs { hit.code.to_string() } else { format!("{} {}", hit.code, hit.zh) };
            (format!("「{code}」"), format!("{} {}", hit.zh, hit.en))
        }));
    }
    found.truncate(ALL);
    Ok(Json(found.into_iter().map(|(text, says)| json!({ "text": text, "says": says })).collect()))
}
