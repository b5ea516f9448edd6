//! The rules of the review: what the reader may see of those in force on a day.

use crate::api::schema;
use crate::app::App;
use crate::error::Failure;
use crate::route::{Access, Operation, Route};
use crate::visit::Visit;
use axum::Json;
use axum::extract::{Query, State};
use desk::rules::{self, Sees, Wish};
use policy::{Rule, Word};
use serde_json::{Value, json};
use std::sync::Arc;
use values::text::{Language, Text};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/rules", Access::Public, list).operation(
            Operation::new("region", Text::fixed("审单规则", "The rules of the review"))
                .says(Text::fixed(
                    "一日有效的规则。官员见全部；其他人见公开的规则和措施，不见风险条件。",
                    "The rules in force on a day. Officers see all; others what is public, and no conditions on risk.",
                ))
                .query("q", false, Text::fixed("规则中的文字，中英文均可", "Words of the rule, in either language"))
                .query("hs", false, Text::fixed("税号或其前几位", "A tariff code or its first digits"))
                .query("origin", false, Text::fixed("国家代码", "A country's code"))
                .query("measure", false, Text::fixed("措施的名称", "A kind of measure by its name"))
                .query("clause", false, Text::fixed("依据或其一部分", "A clause or a part of its citation"))
                .query("direction", false, Text::fixed("entry 或 exit", "entry or exit"))
                .query(
                    "day",
                    false,
                    Text::fixed("哪一日有效，不填为今日", "In force on this day; today if it is left out"),
                )
                .gives(200, Some(schema::rules)),
        ),
    ]
}

async fn list(State(app): State<Arc<App>>, visit: Visit, Query(wish): Query<Wish>) -> Result<Json<Value>, Failure> {
    let field = app.field();
    let policy = &visit.law()?.policy;
    let day = wish.on(field.day(visit.now));
    let sees = Sees::of(visit.asker.as_ref().map(|asker| &*asker.account));
    let found = policy.rules_on(day).filter(|rule| sees.any(rule) && rules::wanted(rule, &wish, sees, policy, day));
    let told: Vec<Value> = found.map(|rule| told(rule, sees)).collect();
    Ok(Json(json!({ "day": day, "policy": policy.version(), "rules": told })))
}

fn told(rule: &Rule, sees: Sees) -> Value {
    let measures = sees.measures(rule).map(|one| {
        json!({
            "kind": one.measure.kind().called(Language::En), "public": one.public,
            "text": schema::text(&Text::new(one.measure.words(Language::Zh), one.measure.words(Language::En))),
        })
    });
    let sentence = |language| rules::sentence(rule, sees, language);
    json!({
        "rule": rule.id, "title": schema::text(&rule.title.words()), "direction": rule.direction.map(|d| d.word()),
        "sentence": { "zh": sentence(Language::Zh), "en": sentence(Language::En) },
        "measures": measures.collect::<Vec<_>>(), "basis": schema::clauses(&rule.basis),
        "from": rule.period.from, "until": rule.period.until, "author": rule.author, "provisional": rule.provisional,
    })
}
