//! The archive of a case for who reads the whole of it, and the keys by which anyone checks it.

use super::case::of_case;
use super::{schema, view};
use crate::app::App;
use crate::error::Failure;
use crate::route::{Access, Operation, Route};
use crate::sight::{self, Seen};
use crate::throttle::Rate;
use crate::visit::Visit;
use crate::words;
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use desk::act::Denied;
use desk::archive::{Holder, NotMade, Record, Wanted, make};
use futures_util::stream;
use serde_json::{Value, json};
use std::sync::Arc;
use values::text::Text;

/// What one address may ask for: each reads every file of a case twice.
pub const RATE: Rate = Rate::new(20, 6);

/// The routes.
pub fn routes() -> Vec<Route> {
    let archive = of_case(Operation::new("case", Text::fixed("案件档案", "The archive of a case")))
        .says(Text::fixed(
            "一个 ZIP 文件：清单及其签名，事件及其在记录中的位置，报检内容，决定及其依据，文件，以及核对所需的值。用 santong check 可在任何地方离线核对。",
            "One ZIP file: a signed manifest, the events with their places in the record, the declaration, the decisions with their receipts, the files, and the values that open the digests. santong check proves it anywhere, offline.",
        ))
        .gives(200, None);
    let keys = Operation::new("public", Text::fixed("公布的公钥", "The published keys"))
        .says(Text::fixed(
            "用来核对签署的记录和案件档案；以及各机构签发单证所用的印章密钥。",
            "What the signed heads of the record and the archives of cases are checked with; and the keys by which offices seal the papers that they issue.",
        ))
        .gives(200, Some(schema::keys));
    vec![
        Route::get("/api/v1/cases/{no}/archive", Access::SignedIn, give).tag("read_own").rate(RATE).operation(archive),
        Route::get("/api/v1/keys", Access::Public, published).operation(keys),
    ]
}

async fn give(State(app): State<Arc<App>>, visit: Visit, Path(no): Path<String>) -> Result<Response, Failure> {
    answer(&app, &sight::see_whole(&app, &visit, &no).await?).await
}

/// The archive as an answer: proved before its first byte, and sent piece by piece.
///
/// # Errors
/// A file of the case is lost; the record cannot be read.
pub async fn answer(app: &App, seen: &Seen) -> Result<Response, Failure> {
    let Seen { ask, case, events, sight } = seen;
    let told = |event| view::timeline(case, std::slice::from_ref(event), sight).pop();
    let wanted = Wanted {
        case,
        events: events.iter().filter_map(|event| Some((event, told(event)?))).collect(),
        holder: match (&ask.enterprise, &ask.office) {
            (Some(enterprise), _) => Holder::Enterprise(enterprise.clone()),
            (None, Some(office)) => Holder::Office(office.clone()),
            (None, None) => Holder::Operator,
        },
        persons: sight.persons(ask),
        now: ask.now,
    };
    let packed = make(Record::of(app.field())?, &wanted).await.map_err(|why| match why {
        NotMade::Lost(file, why) => {
            Failure::operator(anyhow::anyhow!("file {file} of case {}: {why}", case.no)).says(words::both("file.lost"))
        }
        NotMade::Broken(cause) => Denied::Broken(cause).into(),
    })?;
    let length = packed.length();
    let pieces = packed.map(|piece| piece.map_err(|why| why.to_string()));
    let mut response = Body::from_stream(stream::iter(pieces)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(header::CONTENT_LENGTH, length.into());
    let name = format!("attachment; filename=\"{}.zip\"", case.no);
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(anyhow::Error::from)?);
    Ok(response)
}

async fn published(State(app): State<Arc<App>>) -> Json<Value> {
    let keys: Vec<String> = app.field().heads.iter().map(|heads| heads.public()).collect();
    let seals = app.field().known();
    Json(json!({ "algorithm": "Ed25519", "keys": keys, "seals": seals.region.seals().all() }))
}
