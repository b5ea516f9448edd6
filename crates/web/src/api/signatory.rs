//! 授权签字人: the register of those who sign papers, and the specimens of their signatures (R35).

use super::declare::done;
use super::region::{Answered, SentTo, record};
use super::schema;
use crate::api::body;
use crate::app::App;
use crate::asking;
use crate::error::{Code, Failure};
use crate::route::{Access, Operation, Route};
use crate::visit::Visit;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clearance::permission::Act;
use clearance::region::signatory::Signatory;
use desk::act::permit_act;
use desk::signatory::{MOST, give, named, specimen};
use policy::Policy;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use values::calendar::Day;
use values::fault::Fault;
use values::id::AccountId;
use values::text::Text;

/// The routes.
pub fn routes() -> Vec<Route> {
    let reads = Operation::new("region", Text::fixed("授权签字人", "Signatories"))
        .says(Text::fixed(
            "今天和以后签字的人：签哪些单证、哪些语言、在何处、自何日至何日。kinds 和 languages 为空表示全部。",
            "Who signs today or later: which kinds, in which languages, where, and for which days. Empty kinds or languages mean all.",
        ))
        .gives(200, Some(schema::signatories))
        .fails(&[Code::NotPermitted]);
    let shows = Operation::new("region", Text::fixed("签字样本", "Specimen of a signature"))
        .says(Text::fixed("PNG 或者 JPEG 图片。", "A picture, PNG or JPEG."))
        .gives(200, None)
        .fails(&[Code::NotPermitted, Code::NotFound]);
    vec![
        Route::get("/api/v1/signatories", Access::SignedIn, list).tag("read_signatories").operation(reads),
        Route::get("/api/v1/signatories/{id}/specimen", Access::SignedIn, show)
            .tag("read_signatories")
            .operation(shows),
        record(
            "/api/v1/signatories/{id}/specimen",
            "manage_accounts",
            ("登记签字样本", "Keep the specimen of a signature"),
            schema::specimen,
            keep,
        )
        .in_person()
        .body_max(MOST * 4 / 3 + 1024),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    /// The picture, base64.
    document: String,
}

async fn keep((State(app), visit, Path(id), headers, body): SentTo) -> Answered {
    let Given { document } = body::read(&body)?;
    let wanted = || Text::fixed("图片的 Base64", "a picture as base64");
    let picture = STANDARD.decode(&document);
    let picture = picture.map_err(|_| Failure::faults(vec![Fault::new("document", "base64", "", wanted())]))?;
    let ask = asking::changes(&visit, &headers, &body)?;
    Ok(done(StatusCode::CREATED, &give(&app.desk, &ask, &id, &picture).await?))
}

async fn list(State(app): State<Arc<App>>, visit: Visit) -> Result<Json<Value>, Failure> {
    let ask = asking::reads(&visit)?;
    permit_act(&ask, Act::ReadSignatories)?;
    let (field, policy) = (app.field(), &visit.law()?.policy);
    let day = field.day(visit.now);
    let mut shown = Vec::new();
    for one in field.known().region.signatories(day) {
        let name = app.accounts.name(field, &one.account, &one.person).await?;
        shown.push(view(policy, &one, &name, day));
    }
    Ok(Json(json!({ "signatories": shown })))
}

fn view(policy: &Policy, one: &Signatory, name: &str, day: Day) -> Value {
    let (kinds, languages) = named(policy, one, day);
    json!({
        "account": one.account, "name": name, "office": one.office, "kinds": kinds,
        "languages": languages, "from": one.period.from, "until": one.period.until, "suspended": one.suspended,
        "signs": one.signs(day), "specimen": one.specimen.as_ref().map(|(_, at)| at.to_rfc3339()),
    })
}

async fn show(State(app): State<Arc<App>>, visit: Visit, Path(id): Path<String>) -> Result<Response, Failure> {
    let ask = asking::reads(&visit)?;
    permit_act(&ask, Act::ReadSignatories)?;
    let not_found = || Failure::new(Code::NotFound);
    let id = AccountId::parse(&id).map_err(|_| not_found())?;
    let person = app.field().known().region.account(&id).map(|account| account.person.clone()).ok_or_else(not_found)?;
    let (media, bytes) = specimen(app.field(), &person).await?.ok_or_else(not_found)?;
    let mut response = bytes.into_response();
    let media = HeaderValue::from_str(&media).map_err(anyhow::Error::from)?;
    response.headers_mut().insert(header::CONTENT_TYPE, media);
    Ok(response)
}
