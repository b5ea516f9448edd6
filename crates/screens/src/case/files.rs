//! The files of a case on its page: which there are, and the form by which more are given, with script and without.

use super::confirm::{self, Contents};
use super::said::{self, Said};
use super::{Sent, load, page_of};
use crate::frame::{self, Frame};
use crate::part::Moment;
use crate::words;
use axum::body::Body;
use axum::extract::multipart::{Field, MultipartRejection};
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use clearance::case::Case;
use clearance::case::decide::Command;
use clearance::case::file::CaseFile;
use clearance::event::file::{FileGiven, FileOf};
use clearance::intent::Key;
use desk::act::{self, Ask};
use desk::file::said::Words;
use desk::file::thumbnail::Thumbnails;
use desk::file::{self, Refused};
use desk::names::Names;
use policy::reference::TableName;
use policy::{LARGEST, Word};
use std::sync::Arc;
use values::id::FileId;
use values::media::Media;
use web::api::{archive as whole, file as api};
use web::app::App;
use web::asking;
use web::error::{self, Code, Failure};
use web::route::{Access, Route};
use web::sight::{self, Sight};
use web::visit::Visit;

/// How many of the largest files one form without script brings.
const AT_ONCE: u64 = 4;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::post("/case/{no}/files", Access::SignedIn, give).tag("add_file").streamed(AT_ONCE * LARGEST),
        Route::get("/case/{no}/files/{file}", Access::SignedIn, show).tag("read_own"),
        Route::get("/case/{no}/files/{file}/thumbnail", Access::SignedIn, thumbnail).tag("read_own"),
        Route::get("/case/{no}/archive", Access::SignedIn, archive).tag("read_own").rate(whole::RATE),
    ]
}

/// A file of the case.
pub struct FileLine {
    /// Where it is read.
    pub path: String,
    /// Its name.
    pub name: String,
    /// What it is, and of what.
    pub of: String,
    /// When and where a photograph was taken, as its giver says.
    pub taken: String,
    /// How large it is.
    pub size: String,
    /// The office that gave it, or the enterprise.
    pub by: String,
    /// When it came.
    pub at: Moment,
    /// Another took its place.
    pub replaced: bool,
    /// Its content was destroyed.
    pub erased: bool,
    /// There may be a thumbnail of it.
    pub small: bool,
}

/// The form by which files are given.
pub struct FileForm {
    /// Where a program sends one.
    pub api: String,
    /// What is taken, in words.
    pub says: String,
    /// The endings that are taken, and how large each may be, for the browser.
    pub takes: Vec<(String, u64)>,
    /// What a file may belong to.
    pub of: Vec<(String, String)>,
    /// The papers that it may be.
    pub kinds: Vec<(String, String)>,
    /// The files that it may replace.
    pub replaces: Vec<(String, String)>,
}

impl FileForm {
    /// The endings, as a field for files has them.
    pub fn accept(&self) -> String {
        self.takes.iter().map(|(ending, _)| format!(".{ending}")).collect::<Vec<_>>().join(",")
    }
}

/// The files of a case, and the form by which more are given.
pub struct Files {
    /// Those that the reader reads.
    pub lines: Vec<FileLine>,
    /// For who may give some.
    pub form: Option<FileForm>,
    /// What the enterprise confirmed, for who sees the whole of the case.
    pub contents: Option<Contents>,
}

impl Files {
    /// Of a case, for its reader; of who sees the goods only, none.
    ///
    /// # Errors
    /// The record cannot be read.
    pub async fn of(
        (app, ask, case): (&App, &Ask, &Case),
        frame: &Frame,
        names: &Names<'_>,
        sight: &Sight,
    ) -> Result<Files, Failure> {
        let form = if sight.whole() { form(app, ask, case, names).await? } else { None };
        let contents = confirm::of((app, ask, case), (frame, names), sight).await?;
        Ok(Files { lines: lines(&app.thumbnails, frame, names, case, sight), form, contents })
    }

    /// Whether there is nothing to show of them.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.form.is_none() && self.contents.is_none()
    }
}

/// The files of a case that its reader sees whole.
fn lines(thumbnails: &Thumbnails, frame: &Frame, names: &Names, case: &Case, sight: &Sight) -> Vec<FileLine> {
    let readable = |file: &&CaseFile| sight.whole() && (sight.officer || file.is_of_enterprise());
    let line = |file: &CaseFile| FileLine {
        path: format!("/case/{}/files/{}", frame::in_query(case.no.as_str()), file.given.file),
        name: file.given.name.clone(),
        of: of(names, case, &file.given),
        taken: taken(frame, &file.given),
        size: size(file.given.size),
        by: file.office.as_ref().map_or_else(
            || words::say(names.language, "file.by_enterprise").to_owned(),
            |office| names.office(office.as_str()),
        ),
        at: frame.moment(file.at),
        replaced: file.replaced.is_some(),
        erased: file.erased.is_some(),
        small: file.erased.is_none() && thumbnails.has(file.given.media),
    };
    case.files.iter().filter(readable).map(line).collect()
}

/// When and where a photograph was taken.
fn taken(frame: &Frame, given: &FileGiven) -> String {
    let at = given.taken_at.map(|at| frame.moment(at).exact);
    let told: Vec<String> = at.into_iter().chain(given.taken_where.clone()).collect();
    if told.is_empty() { String::new() } else { format!("{} {}", frame.say("file.taken"), told.join(" · ")) }
}

/// What a file is: its paper, or what it belongs to.
fn of(names: &Names, case: &Case, given: &FileGiven) -> String {
    match &given.kind {
        Some(kind) => names.code_and_name(TableName::Attachment, kind.as_str()),
        None => belongs(names, case, &given.of),
    }
}

fn belongs(names: &Names, case: &Case, of: &FileOf) -> String {
    let say = |key| words::say(names.language, key).to_owned();
    match of {
        FileOf::Declaration => say("file.of.declaration"),
        FileOf::Amendment => say("file.of.amendment"),
        FileOf::Case => say("file.of.case"),
        FileOf::Step(step) => names.step_of(case.verdict.as_ref().map(|verdict| &verdict.mode), step),
        FileOf::Hold(hold) => format!("{} {hold}", say("file.of.hold")),
    }
}

/// Bytes as people say them.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ if bytes % 1_000_000 < 100_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// The form for who may give a file now.
///
/// # Errors
/// The record cannot be read.
async fn form(app: &App, ask: &Ask, case: &Case, names: &Names<'_>) -> Result<Option<FileForm>, Failure> {
    let today = app.field().day(ask.now);
    let rows: Vec<_> = names.policy.takes_on(today).collect();
    let Some(first) = rows.first() else { return Ok(None) };
    let given = FileGiven {
        file: FileId::of_chance([0; 16]),
        name: String::new(),
        media: first.media,
        size: 0,
        digest: String::new(),
        of: FileOf::Case,
        kind: None,
        replaces: None,
        taken_at: None,
        taken_where: None,
    };
    if act::would(&app.desk, ask, case, &Command::AddFile(given)).await.is_err() {
        return Ok(None);
    }
    let officer = ask.enterprise.is_none();
    let said = |media: Media, largest: u64| format!("{} {}", media.called(names.language), size(largest));
    let says: Vec<String> = rows.iter().map(|row| said(row.media, row.largest)).collect();
    let ending = |media: Media, largest: u64| media.endings().map(move |ending| (ending.to_owned(), largest));
    let kinds: Vec<&str> = case.declaration.attachments.iter().map(|paper| paper.kind.as_str()).collect();
    let mut kinds: Vec<(String, String)> =
        kinds.into_iter().map(|kind| (kind.to_owned(), names.code_and_name(TableName::Attachment, kind))).collect();
    kinds.dedup();
    let own = |file: &&CaseFile| file.replaced.is_none() && file.is_of_enterprise() != officer;
    Ok(Some(FileForm {
        api: format!("/api/v1/cases/{}/files", frame::in_query(case.no.as_str())),
        says: says.join(names.comma()),
        takes: rows.iter().flat_map(|row| ending(row.media, row.largest)).collect(),
        of: belonging(names, case, officer),
        kinds,
        replaces: case
            .files
            .iter()
            .filter(own)
            .map(|file| (file.given.file.to_string(), file.given.name.clone()))
            .collect(),
    }))
}

/// What a file of this case may belong to, in the words of the form.
fn belonging(names: &Names, case: &Case, officer: bool) -> Vec<(String, String)> {
    let mut all = vec![FileOf::Declaration, FileOf::Case];
    if case.amendment.is_some() {
        all.insert(1, FileOf::Amendment);
    }
    if officer {
        // What officers give is of a step, as a rule: those under way come first.
        let of_plan =
            case.plan().iter().filter(|planned| planned.needed).map(|planned| FileOf::Step(planned.step.clone()));
        let open: Vec<FileOf> = case.open_steps().map(|at| FileOf::Step(case.plan()[at].step.clone())).collect();
        let rest: Vec<FileOf> = of_plan.filter(|step| !open.contains(step)).collect();
        let holds = (1..).zip(&case.holds).map(|(hold, _)| FileOf::Hold(hold));
        all = open.into_iter().chain(all).chain(rest).chain(holds).collect();
    }
    let value = |of: &FileOf| match of {
        FileOf::Declaration => "declaration".to_owned(),
        FileOf::Amendment => "amendment".to_owned(),
        FileOf::Case => "case".to_owned(),
        FileOf::Step(step) => format!("step {step}"),
        FileOf::Hold(hold) => format!("hold {hold}"),
    };
    all.iter().map(|of| (value(of), belongs(names, case, of))).collect()
}

/// What the fields before the files say.
#[derive(Default)]
struct Fields {
    key: String,
    of: String,
    kind: String,
    replaces: String,
    taken_where: String,
}

/// Takes the files of a form, one after another; what is said of each that was not taken.
async fn give(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(no): Path<String>,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, Failure> {
    let mut parts = parts.map_err(|_| Failure::new(Code::Malformed))?;
    let ask = asking::reads(&visit)?;
    let (case, _) = load(&app, &ask, &no).await?;
    let law = app.field().law_of(&case.policy, case.day).await?;
    let names = Names::new(app.field(), &law, case.day, visit.language);
    let (mut fields, mut taken, mut faults) = (Fields::default(), 0_u32, Vec::new());
    while let Some(part) = parts.next_part().await? {
        match part.name().unwrap_or_default() {
            "key" => fields.key = text(part).await?,
            "of" => fields.of = text(part).await?,
            "kind" => fields.kind = text(part).await?,
            "replaces" => fields.replaces = text(part).await?,
            "taken_where" => fields.taken_where = text(part).await?,
            "file" if part.file_name().is_some_and(|name| !name.is_empty()) => {
                let name = part.file_name().unwrap_or_default().to_owned();
                let ask = asks(&visit, &ask, &fields.key, taken + faults.len() as u32)?;
                match one(&app, &visit, (&ask, &case), &fields, part).await {
                    Ok(()) => taken += 1,
                    Err(refused) => faults.push(format!("{name} · {}", told(&visit, &names, &case, refused)?)),
                }
            }
            _ => {}
        }
    }
    if faults.is_empty() && 0 < taken {
        return Ok(error::see_other(&format!("/case/{}?done=files#files", frame::in_query(&no))));
    }
    let (case, events) = load(&app, &ask, &no).await?;
    let key = if faults.is_empty() { "file.none" } else { "file.not_taken" };
    let words = words::say(visit.language, key).to_owned();
    let said = Said { kind: "stop", words, faults, ..Said::default() };
    let sent = Sent { said: Some(said), ..Sent::default() };
    page_of(&app, &visit, &ask, &case, &events, StatusCode::UNPROCESSABLE_ENTITY, sent).await
}

/// The parts of a form in the words of this module.
trait Parts {
    async fn next_part(&mut self) -> Result<Option<Field<'_>>, Failure>;
}

impl Parts for Multipart {
    async fn next_part(&mut self) -> Result<Option<Field<'_>>, Failure> {
        self.next_field().await.map_err(|error| of_parts(&error))
    }
}

fn of_parts(error: &axum::extract::multipart::MultipartError) -> Failure {
    let large = error.status() == StatusCode::PAYLOAD_TOO_LARGE;
    Failure::new(if large { Code::TooLarge } else { Code::Malformed })
}

/// A short text of a form.
async fn text(mut part: Field<'_>) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|error| of_parts(&error))? {
        bytes.extend_from_slice(&chunk);
        if 4_096 < bytes.len() {
            return Err(Failure::new(Code::TooLarge));
        }
    }
    String::from_utf8(bytes).map_err(|_| Failure::new(Code::Malformed))
}

/// The ask for one file of a form: each has a key of its own.
fn asks(visit: &Visit, ask: &Ask, key: &str, index: u32) -> Result<Ask, Failure> {
    let with = asking::submits(visit, key, b"file")?;
    let key = with.key.map(|key| Key { index, ..key });
    Ok(Ask { key, ..ask.clone() })
}

async fn one(
    app: &App,
    visit: &Visit,
    (ask, case): (&Ask, &Case),
    fields: &Fields,
    mut part: Field<'_>,
) -> Result<(), Refused> {
    let (of, which) = fields.of.split_once(' ').unwrap_or((&fields.of, ""));
    // A browser may send the whole path.
    let name = part.file_name().unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let Fields { kind, replaces, taken_where, .. } = fields;
    let words = Words { name: &name, of, which, kind, replaces, taken_at: "", taken_where };
    let law = app.field().law(app.field().day(visit.now)).await?;
    let said = words.read(app.field(), &law, visit.now).map_err(act::Denied::Faults)?;
    let mut receiving = file::begin(&app.desk, ask, case.no.as_str(), said).await?;
    let cut = |error| anyhow::anyhow!("the form was cut: {error}");
    while let Some(chunk) = part.chunk().await.map_err(cut)? {
        receiving.write(&app.desk, ask, &chunk).await?;
    }
    receiving.finish(&app.desk, ask).await.map(drop)
}

/// Why a file was not taken, in a line.
fn told(visit: &Visit, names: &Names<'_>, case: &Case, refused: Refused) -> Result<String, Failure> {
    match refused {
        Refused::Denied(denied) => Ok(said::refusal(visit, names, case, denied)?.told()),
        Refused::Unfit(unfit) => {
            let wanted = api::unfit_fault(unfit).wanted;
            Ok(words::fill(words::say(visit.language, "file.wanted"), &[("wanted", wanted.pick(visit.language))]))
        }
    }
}

async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path((no, file)): Path<(String, String)>,
) -> Result<Response<Body>, Failure> {
    let seen = sight::see_whole(&app, &visit, &no).await?;
    let file = FileId::parse(&file).map_err(|_| Failure::new(Code::NotFound))?;
    api::answer(&app, &seen.ask, &seen.case, &file).await
}

async fn archive(State(app): State<Arc<App>>, visit: Visit, Path(no): Path<String>) -> Result<Response<Body>, Failure> {
    whole::answer(&app, &sight::see_whole(&app, &visit, &no).await?).await
}

async fn thumbnail(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path((no, file)): Path<(String, String)>,
) -> Result<Response<Body>, Failure> {
    api::thumbnail(&app, &visit, &no, &file).await
}
