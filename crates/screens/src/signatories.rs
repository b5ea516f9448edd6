//! 授权签字人名册: who signs which papers, in which languages, where and when, beside the specimens of their signatures (R35).

use crate::case::said::Said;
use crate::frame::{self, Frame};
use crate::pairs::KEY;
use crate::words;
use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::Response;
use clearance::permission::Act;
use clearance::region::signatory::Signatory;
use desk::act::{Denied, may, permit_act};
use desk::names::Names;
use desk::secret;
use desk::signatory::{MOST, give, named};
use policy::Word;
use policy::reference::TableName;
use std::sync::Arc;
use values::text::Language;
use web::app::App;
use web::asking;
use web::error::{self, Code, Failure};
use web::route::{Access, Route};
use web::visit::Visit;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/signatories", Access::SignedIn, show).tag("read_signatories"),
        Route::post("/signatories", Access::InPerson, sent).tag("manage_accounts").body_max(MOST + 16 * 1024),
    ]
}

struct Line {
    account: String,
    name: String,
    office: String,
    /// Kinds by their names; empty means all.
    kinds: Vec<String>,
    languages: Vec<&'static str>,
    days: String,
    state: (&'static str, &'static str),
    specimen: Option<String>,
}

#[derive(Template)]
#[template(path = "signatories.html")]
struct SignatoriesPage {
    frame: Frame,
    lines: Vec<Line>,
    /// The reader keeps specimens.
    keeps: bool,
    key: String,
    said: Option<Said>,
}

async fn show(State(app): State<Arc<App>>, visit: Visit) -> Result<Response, Failure> {
    page(&app, &visit, StatusCode::OK, None).await
}

async fn page(app: &App, visit: &Visit, status: StatusCode, said: Option<Said>) -> Result<Response, Failure> {
    let ask = asking::reads(visit)?;
    permit_act(&ask, Act::ReadSignatories)?;
    let law = Arc::clone(visit.law()?);
    let (field, day) = (app.field(), app.field().day(visit.now));
    let names = Names::new(field, &law, day, visit.language);
    let frame = Frame::new(app, visit, words::say(visit.language, "signatories.title"));
    let mut lines = Vec::new();
    for one in field.known().region.signatories(day) {
        let name = app.accounts.name(field, &one.account, &one.person).await?;
        lines.push(line(&frame, &names, &one, name));
    }
    let keeps = may(&ask.roles, false, Act::ManageAccounts);
    let key = secret::draw(&app.desk.chance);
    frame::html_as(status, &SignatoriesPage { frame, lines, keeps, key, said })
}

fn line(frame: &Frame, names: &Names, one: &Signatory, name: String) -> Line {
    let (kinds, languages) = named(names.policy, one, names.day);
    let called = |language: &&str| match Language::named(language) {
        Some(Language::En) => frame.say("signatories.english"),
        Some(Language::Zh) | None => frame.say("signatories.chinese"),
    };
    let from = one.period.from.to_string();
    let days = match one.period.until {
        Some(until) => format!("{from} – {until}"),
        None => frame.say_with("signatories.from", &[("day", &from)]),
    };
    // All that there are is said in a word.
    let drafted = || names.policy.certificates_on(names.day).filter(|kind| kind.is_drafted());
    let kinds = if drafted().all(|kind| kinds.contains(&kind.code.as_str())) { Vec::new() } else { kinds };
    let spoken: Vec<Language> = languages.iter().filter_map(|word| Language::named(word)).collect();
    let languages = if drafted().all(|kind| kind.languages.iter().all(|one| spoken.contains(one))) {
        Vec::new()
    } else {
        languages
    };
    let state = if one.suspended {
        (frame.say("signatories.suspended"), "stop")
    } else if one.signs(names.day) {
        (frame.say("signatories.signs"), "pass")
    } else {
        (frame.say("signatories.later"), "idle")
    };
    Line {
        account: one.account.to_string(),
        name,
        office: one.office.as_ref().map_or_else(String::new, |office| names.office(office.as_str())),
        kinds: kinds.iter().map(|kind| names.code_and_name(TableName::Document, kind)).collect(),
        languages: languages.iter().map(called).collect(),
        days,
        state,
        specimen: one.specimen.as_ref().map(|_| format!("/api/v1/signatories/{}/specimen", one.account)),
    }
}

async fn sent(
    State(app): State<Arc<App>>,
    visit: Visit,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, Failure> {
    let mut parts = parts.map_err(|_| Failure::new(Code::Malformed))?;
    let (mut account, mut key, mut bytes) = (String::new(), String::new(), Vec::new());
    while let Some(part) = parts.next_field().await.map_err(|_| Failure::new(Code::Malformed))? {
        let name = part.name().unwrap_or_default().to_owned();
        let content = part.bytes().await.map_err(|_| Failure::new(Code::TooLarge))?.to_vec();
        let text = || String::from_utf8(content.clone()).map_err(|_| Failure::new(Code::Malformed));
        match name.as_str() {
            "specimen" => bytes = content,
            "account" => account = text()?,
            KEY => key = text()?,
            _ => {}
        }
    }
    let said = [account.as_bytes(), b"\n", &bytes].concat();
    let ask = asking::submits(&visit, &key, &said)?;
    match give(&app.desk, &ask, &account, &bytes).await {
        Ok(_) => Ok(error::see_other("/signatories")),
        Err(Denied::Faults(faults)) => {
            let words = words::say(visit.language, "signatories.not_kept").to_owned();
            let faults = faults.iter().map(|fault| fault.wanted.pick(visit.language).to_owned()).collect();
            let said = Said { kind: "stop", words, faults, ..Said::default() };
            page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, Some(said)).await
        }
        Err(denied) => Err(denied.into()),
    }
}
