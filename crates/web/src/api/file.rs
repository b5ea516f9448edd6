//! Files of a case: taken in a stream, and given to who reads the whole of it.

use super::case::of_case;
use super::command::number;
use super::schema;
use crate::api::body::Asked;
use crate::app::App;
use crate::asking;
use crate::error::{Code, Failure};
use crate::headers::FILES;
use crate::route::{Access, Operation, Route};
use crate::sight;
use crate::visit::Visit;
use crate::words;
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use clearance::case::Case;
use clearance::case::file::CaseFile;
use clearance::event::file::FileOf;
use desk::act::{Ask, Denied};
use desk::file::said::Words;
use desk::file::thumbnail::NotMade;
use desk::file::{self, Closed, Opened, Refused, Said, Taken};
use futures_util::stream;
use http_body_util::BodyExt;
use policy::LARGEST;
use serde_json::{Value, json};
use std::sync::Arc;
use values::fault::Fault;
use values::id::FileId;
use values::media::{Media, Unfit};
use values::text::Text;

/// The routes.
pub fn routes() -> Vec<Route> {
    let asked = |zh: &'static str, en: &'static str| Text::fixed(zh, en);
    let add = Operation::new("file", asked("上传文件", "Give a file"))
        .says(asked(
            "正文即文件本身，按内容辨认种类；同一案件中内容相同的只存一份，回答原来的文件号。",
            "The body is the file itself; its kind is told by its content. The same content is kept once in a case, and answered with the number that it has.",
        ))
        .query("name", true, asked("文件名", "Its name"))
        .query("of", false, asked("所属：declaration、amendment、step、hold、case", "What it belongs to"))
        .query("which", false, asked("步骤名或者扣留编号", "The step or the number of the hold"))
        .query("kind", false, asked("随附单据代码", "Which paper it is"))
        .query("replaces", false, asked("被替换的文件号", "The file whose place it takes"))
        .query("taken_at", false, asked("照片的拍摄时刻（RFC 3339）", "When a photograph was taken (RFC 3339)"))
        .query("taken_where", false, asked("拍摄地点", "Where it was taken"))
        .gives(201, Some(schema::file_taken))
        .gives_also(200, schema::file_taken)
        .keyed()
        .fails(&[
            Code::NotFound,
            Code::NotPermitted,
            Code::Refused,
            Code::Faults,
            Code::KeyRequired,
            Code::KeyReused,
            Code::TooLarge,
            Code::Busy,
        ]);
    let read = of_case(Operation::new("file", asked("下载文件", "A file"))).gives(200, None);
    let small = of_case(Operation::new("file", asked("图片缩略图", "The thumbnail of a picture")))
        .says(asked(
            "PNG，长边 320 像素；没有的（不是图片，超过 2400 万像素，或者损坏）答复 404。",
            "A PNG whose longer side has 320 pixels; 404 where there is none: no picture, above 24 megapixels, or broken.",
        ))
        .gives(200, None)
        .fails(&[Code::Busy]);
    vec![
        Route::post("/api/v1/cases/{no}/files", Access::SignedIn, give)
            .tag("add_file")
            .streamed(LARGEST)
            .operation(add),
        Route::get("/api/v1/cases/{no}/files/{file}", Access::SignedIn, show).tag("read_own").operation(read),
        Route::get("/api/v1/cases/{no}/files/{file}/thumbnail", Access::SignedIn, show_small)
            .tag("read_own")
            .operation(small),
    ]
}

async fn give(
    (State(app), visit, Path(no)): (State<Arc<App>>, Visit, Path<String>),
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let no = number(&no)?;
    let word = |name: &str| asked.get(name).map_or("", String::as_str);
    let words = Words {
        name: word("name"),
        of: word("of"),
        which: word("which"),
        kind: word("kind"),
        replaces: word("replaces"),
        taken_at: word("taken_at"),
        taken_where: word("taken_where"),
    };
    let said = words.read(app.field(), visit.law()?, visit.now).map_err(Failure::faults)?;
    let ask = asking::changes(&visit, &headers, format!("{said:?}").as_bytes())?;
    let taken = take(&app, &ask, no.as_str(), said, body).await?;
    let status =
        if taken.done.as_ref().is_some_and(|done| !done.repeated) { StatusCode::CREATED } else { StatusCode::OK };
    let version = taken.done.and_then(|done| done.answer.cases.first().map(|case| case.version));
    Ok((status, Json(json!({ "file": taken.file, "version": version }))).into_response())
}

/// Takes a file as its bytes come.
///
/// # Errors
/// Why it is not taken; nothing of it is left then.
pub async fn take(app: &App, ask: &Ask, no: &str, said: Said, mut body: Body) -> Result<Taken, Failure> {
    let mut receiving = file::begin(&app.desk, ask, no, said).await.map_err(refused)?;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Failure::new(Code::Malformed))?;
        if let Ok(bytes) = frame.into_data() {
            receiving.write(&app.desk, ask, &bytes).await.map_err(refused)?;
        }
    }
    receiving.finish(&app.desk, ask).await.map_err(refused)
}

/// What the sender is told of a file that was not taken.
pub fn refused(why: Refused) -> Failure {
    match why {
        Refused::Denied(denied) => denied.into(),
        Refused::Unfit(unfit) => Failure::faults(vec![unfit_fault(unfit)]),
    }
}

/// What a content that is not taken should have been.
pub fn unfit_fault(unfit: Unfit) -> Fault {
    let ends = |media: Media| media.endings().map(|ending| format!(".{ending}")).collect::<Vec<_>>();
    let (code, wanted) = match unfit {
        Unfit::Unknown => ("unknown_kind", words::both("file.unknown")),
        Unfit::Runs => ("runs", words::both("file.runs")),
        Unfit::Misnamed(media) => {
            let ends = ends(media);
            (
                "misnamed",
                Text::new(
                    format!("以 {} 结尾的文件名", ends.join("、")),
                    format!("a name that ends in {}", ends.join(", ")),
                ),
            )
        }
    };
    Fault::new("content", code, "", wanted)
}

async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path((no, file)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let seen = sight::see_whole(&app, &visit, &no).await?;
    let file = FileId::parse(&file).map_err(|_| Failure::new(Code::NotFound))?;
    answer(&app, &seen.ask, &seen.case, &file).await
}

async fn show_small(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path((no, file)): Path<(String, String)>,
) -> Result<Response, Failure> {
    thumbnail(&app, &visit, &no, &file).await
}

/// The thumbnail of a file of a case for who sees the whole of it.
///
/// # Errors
/// As [`answer`]; 404 where there is none, 503 where others wait.
pub async fn thumbnail(app: &App, visit: &Visit, no: &str, file: &str) -> Result<Response, Failure> {
    let seen = sight::see_whole(app, visit, no).await?;
    let file = FileId::parse(file).map_err(|_| Failure::new(Code::NotFound))?;
    let opened = open(app, &seen.ask, &seen.case, &file).await?;
    let small = app.thumbnails.of(opened).await.map_err(|why| match why {
        NotMade::Unfit => Failure::new(Code::NotFound),
        NotMade::Busy => Failure::busy(1),
        NotMade::Broken(cause) => Failure::operator(cause),
    })?;
    let mut response = small.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("image/png"));
    Ok(response)
}

/// Opens a file of a case that its reader sees whole.
async fn open(app: &App, ask: &Ask, case: &Case, file: &FileId) -> Result<Opened, Failure> {
    file::open(app.field(), case, file, ask.enterprise.is_some()).await.map_err(|closed| match closed {
        Closed::Unknown => Failure::new(Code::NotFound),
        Closed::Erased => Failure::new(Code::Gone),
        Closed::Lost(why) => {
            Failure::operator(anyhow::anyhow!("file {file} of case {}: {why}", case.no)).says(words::both("file.lost"))
        }
        Closed::Broken(cause) => Denied::Broken(cause).into(),
    })
}

/// A file of a case that its reader sees whole, as an answer: proved before its first byte.
///
/// # Errors
/// 404 where there is none for this reader, 410 where it was erased; 500 where it is not what was kept.
pub async fn answer(app: &App, ask: &Ask, case: &Case, file: &FileId) -> Result<Response, Failure> {
    let opened = open(app, ask, case, file).await?;
    let given = &opened.file.given;
    let body = Body::from_stream(stream::iter(opened.pieces.map(|piece| piece.map_err(|why| why.to_string()))));
    let mut response = body.into_response();
    let headers = response.headers_mut();
    let media = given.media.type_of(&given.name).unwrap_or("application/octet-stream");
    let text = matches!(given.media, Media::Plain | Media::Xml);
    // What browsers show is shown; all else, and whatever could be read as a page, is kept on the reader's disk.
    let shown = matches!(given.media, Media::Pdf | Media::Png | Media::Jpeg);
    let media = if text { "text/plain; charset=utf-8" } else { media };
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CONTENT_LENGTH, given.size.into());
    headers.insert(HeaderName::from_static("content-security-policy"), HeaderValue::from_static(FILES));
    let disposition = disposition(if shown { "inline" } else { "attachment" }, &given.name);
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(anyhow::Error::from)?);
    Ok(response)
}

/// The header that names a file: plain letters for old readers, and every byte of the name for others (RFC 6266, RFC 8187).
fn disposition(kind: &str, name: &str) -> String {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._".contains(byte);
    let plain: String = name.bytes().map(|byte| if is_plain(&byte) { char::from(byte) } else { '_' }).collect();
    let whole: String = name
        .bytes()
        .map(|byte| if is_plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

/// The files of a case as a reader is told of them.
pub fn told(case: &Case, officer: bool) -> Value {
    let readable = |file: &&CaseFile| officer || file.is_of_enterprise();
    case.files.iter().filter(readable).map(one).collect()
}

fn one(file: &CaseFile) -> Value {
    let given = &file.given;
    let (of, which) = match &given.of {
        FileOf::Declaration => ("declaration", Value::Null),
        FileOf::Amendment => ("amendment", Value::Null),
        FileOf::Step(step) => ("step", json!(step)),
        FileOf::Hold(hold) => ("hold", json!(hold)),
        FileOf::Case => ("case", Value::Null),
    };
    json!({
        "file": given.file, "name": given.name, "media": given.media, "size": given.size, "digest": given.digest, "of": of,
        "which": which, "kind": given.kind, "taken_at": given.taken_at.map(|at| at.to_rfc3339()),
        "taken_where": given.taken_where, "office": file.office, "added": file.at.to_rfc3339(), "replaces": given.replaces,
        "replaced": file.replaced, "erased": file.erased.map(|at| at.to_rfc3339()),
    })
}
