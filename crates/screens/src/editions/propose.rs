//! The page on which one of operations edits the law, sees what would be otherwise and what fails, and asks for it.

use super::view::{ChangesView, changes};
use crate::frame::{self, Frame};
use crate::pairs::{KEY, Pairs};
use crate::words;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use clearance::event::edition::OpenCases;
use clearance::permission::Act;
use desk::act::edition::{Asked, Given, Tried, propose, try_out};
use desk::act::{self, Ask, Denied};
use desk::edition::Files;
use desk::{record, secret};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use values::calendar::Day;
use values::fault::Fault;
use values::text::{Language, Text};
use web::api::edition::EDITION_MAX;
use web::app::App;
use web::asking;
use web::error::{self, Failure};
use web::route::{Access, Route};
use web::visit::Visit;

/// The file that is open at first: what is changed most often.
const FIRST: &str = "rates.md";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/editions/propose", Access::SignedIn, open).tag("adopt_edition"),
        Route::post("/editions/propose", Access::InPerson, sent).tag("adopt_edition").body_max(EDITION_MAX),
    ]
}

/// An approval as it is typed.
#[derive(Clone, Default)]
struct Approval {
    file: String,
    body: String,
    number: String,
    day: String,
    fault: Option<String>,
}

#[derive(Template)]
#[template(path = "edition_propose.html")]
struct ProposePage {
    frame: Frame,
    key: String,
    base: String,
    paths: Vec<String>,
    /// The file that is open, and its text as it would be.
    path: String,
    text: String,
    /// Files that were edited before.
    kept: Vec<(String, String)>,
    reason: String,
    from: String,
    together: bool,
    approvals: Vec<Approval>,
    /// What is wrong beside the approvals: where, what stands there, what is wanted.
    faults: Vec<(String, String, String)>,
    changes: Option<ChangesView>,
}

/// What is being edited.
#[derive(Default)]
struct Draft {
    path: String,
    /// Every file that was edited, as it would be.
    edits: BTreeMap<String, String>,
    reason: String,
    from: String,
    together: bool,
    approvals: Vec<Approval>,
}

impl Draft {
    fn of(pairs: &Pairs) -> Draft {
        let value = |name: &str| pairs.get(name).to_owned();
        let texts = |name: &str| -> Vec<String> {
            // As it was written: blanks at the end of a text are of the text, and lines end as in files.
            let found = pairs.0.iter().filter(|(known, _)| known == name);
            found.map(|(_, text)| text.replace("\r\n", "\n")).collect()
        };
        let mut edits: BTreeMap<String, String> = texts("kept").into_iter().zip(texts("kept-text")).collect();
        if let Some(text) = texts("text").pop() {
            edits.insert(value("path"), text);
        }
        let all = |name: &str| pairs.all(name).map(str::to_owned).collect::<Vec<_>>();
        let (files, bodies) = (all("approval"), all("approval-body"));
        let (numbers, days) = (all("approval-number"), all("approval-day"));
        let approval = |(n, file): (usize, String)| {
            let of = |values: &[String]| values.get(n).cloned().unwrap_or_default();
            Approval { file, body: of(&bodies), number: of(&numbers), day: of(&days), fault: None }
        };
        Draft {
            path: value("path"),
            edits,
            reason: value("reason"),
            from: value("from"),
            together: pairs.get("open") == OpenCases::Together.word(),
            approvals: files.into_iter().enumerate().map(approval).collect(),
        }
    }

    /// What it asks for, on top of the edition that would govern before it.
    fn asked(&self, base: &Files, from: Day, faults: &mut Vec<Fault>) -> Asked {
        let mut files: BTreeMap<String, String> = base.iter().cloned().collect();
        for (path, text) in &self.edits {
            if text.trim().is_empty() {
                drop(files.remove(path))
            } else {
                drop(files.insert(path.clone(), text.clone()))
            }
        }
        let mut given = Vec::new();
        for one in self.approvals.iter().filter(|one| !(one.body.is_empty() && one.number.is_empty())) {
            match Day::parse(&one.day) {
                Ok(day) => given.push(Given {
                    file: one.file.clone(),
                    body: one.body.clone(),
                    number: one.number.clone(),
                    day,
                }),
                Err(wanted) => {
                    faults.push(Fault::new(format!("approvals[{}]", one.file), "day", one.day.as_str(), wanted));
                }
            }
        }
        let open = if self.together { OpenCases::Together } else { OpenCases::AsBefore };
        Asked { files: Files::from_iter(files), reason: self.reason.clone(), from, approvals: given, open }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wanted {
    file: String,
}

async fn open(State(app): State<Arc<App>>, visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    let ask = asking::reads(&visit)?;
    act::permit_act(&ask, Act::AdoptEdition)?;
    let tomorrow = app.field().day(visit.now).plus(1);
    let path = if wanted.file.is_empty() { FIRST.to_owned() } else { wanted.file };
    let draft = Draft { path, from: tomorrow.to_string(), ..Draft::default() };
    let base = base(&app, tomorrow, &visit).await?;
    frame::html(&page_of(&app, &visit, draft, base, Vec::new(), None))
}

/// The edition that would govern a day without the proposal: its version and its files.
async fn base(app: &App, from: Day, visit: &Visit) -> Result<(String, Files), Failure> {
    let field = app.field();
    let law = field.law(from.max(field.day(visit.now))).await?;
    Ok((law.version().to_owned(), record::files(&field.register, law.version()).await?))
}

fn page_of(
    app: &App,
    visit: &Visit,
    draft: Draft,
    (version, base): (String, Files),
    faults: Vec<Fault>,
    tried: Option<&Tried>,
) -> ProposePage {
    let language = visit.language;
    let mut paths: Vec<String> = base.iter().map(|(path, _)| path.clone()).collect();
    paths.extend(draft.edits.keys().filter(|path| !paths.contains(path)).cloned().collect::<Vec<_>>());
    let stood = |path: &str| base.iter().find(|(known, _)| known == path).map(|(_, text)| text.clone());
    let text = draft.edits.get(&draft.path).cloned().or_else(|| stood(&draft.path)).unwrap_or_default();
    let changed = |(path, text): &(&String, &String)| **path != draft.path && stood(path).as_ref() != Some(*text);
    let kept = draft.edits.iter().filter(changed).map(|(path, text)| (path.clone(), text.clone())).collect();
    let (approvals, faults) = approvals(&draft, tried, faults, language);
    ProposePage {
        frame: Frame {
            path: "/editions/propose".into(),
            ..Frame::new(app, visit, words::say(language, "editions.propose"))
        },
        key: secret::draw(&app.desk.chance),
        base: super::short(&version),
        paths,
        path: draft.path,
        text,
        kept,
        reason: draft.reason,
        from: draft.from,
        together: draft.together,
        approvals,
        faults,
        changes: tried.map(|tried| changes(&tried.changes, language, true)),
    }
}

/// The approvals to fill in, each with its fault, and the faults that belong elsewhere.
fn approvals(
    draft: &Draft,
    tried: Option<&Tried>,
    faults: Vec<Fault>,
    language: Language,
) -> (Vec<Approval>, Vec<(String, String, String)>) {
    let mut all = draft.approvals.clone();
    for path in tried.iter().flat_map(|tried| &tried.wanting).filter(|path| path.as_str() != "") {
        if !all.iter().any(|one| one.file == *path) {
            all.push(Approval { file: path.clone(), ..Approval::default() });
        }
    }
    let mut others = Vec::new();
    for fault in faults {
        let place = all.iter_mut().find(|one| fault.at == format!("approvals[{}]", one.file));
        let wanted = fault.wanted.pick(language).to_owned();
        match place {
            Some(one) => drop(one.fault.get_or_insert(wanted)),
            None => others.push((fault.at, fault.given, wanted)),
        }
    }
    (all, others)
}

async fn sent(
    State(app): State<Arc<App>>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let pairs = Pairs(pairs);
    let ask = asking::submits(&visit, pairs.get(KEY), &pairs.bytes())?;
    act::permit_act(&ask, Act::AdoptEdition)?;
    let mut draft = Draft::of(&pairs);
    let mut faults = Vec::new();
    let today = app.field().day(visit.now);
    let from = Day::parse(&draft.from).unwrap_or_else(|_| {
        let wanted = Text::new(format!("不早于 {today} 的日期"), format!("a day not before {today}"));
        faults.push(Fault::new("from", "day", draft.from.as_str(), wanted));
        today
    });
    let base = base(&app, from, &visit).await?;
    if pairs.get("do") == "open" {
        draft.path = pairs.get("next").to_owned();
        return frame::html(&page_of(&app, &visit, draft, base, Vec::new(), None));
    }
    let asked = draft.asked(&base.1, from, &mut faults);
    let tried = try_out(&app.desk, &ask, &asked).await?;
    faults.extend(tried.faults.iter().cloned());
    let proposes = pairs.get("do") == "propose";
    if proposes && faults.is_empty() {
        return proposed(&app, &ask, &asked).await;
    }
    // To be told what fails is what a trial is for.
    let status = if proposes { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    frame::html_as(status, &page_of(&app, &visit, draft, base, faults, Some(&tried)))
}

async fn proposed(app: &App, ask: &Ask, asked: &Asked) -> Result<Response, Failure> {
    let done = propose(&app.desk, ask, asked).await.map_err(|denied: Denied| Failure::from(denied))?;
    Ok(error::see_other(&format!("/editions/proposals/{}", done.answer.seq)))
}
